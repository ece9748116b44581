// Command pack writes what stands beside the programs of a release: bills of
// materials, the contracts' sources and code hashes, and the checksums of all.
//
//	pack program VERSION FILE    writes FILE.cdx.json, without FILE's .exe
//	pack contracts VERSION DIR   writes vitalproof_VERSION_contracts.* into DIR
//	pack sums DIR                writes DIR/SHA256SUMS over every file in DIR
//
// It runs at the root of the source tree and reads no clock, no random source and
// no environment: the same input gives the same bytes on every machine.
//
// The bills are CycloneDX 1.6 in JSON, without serial number and time, which the
// format leaves optional. A program's bill is read from the module list that the
// linker wrote into the program, so it names what is in there and nothing else.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "pack: error: %s\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 3 && args[0] == "program":
		return packProgram(args[1], args[2])
	case len(args) == 3 && args[0] == "contracts":
		return packContracts(args[1], args[2])
	case len(args) == 2 && args[0] == "sums":
		return packSums(args[1])
	}
	return errors.New("usage: pack program VERSION FILE | pack contracts VERSION DIR | pack sums DIR")
}

// modePublic is the mode of every file here: all of it is for publishing.
const modePublic = 0o644

func writeJSON(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(raw, '\n'), modePublic)
}
