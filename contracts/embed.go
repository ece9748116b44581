// Package contracts holds the compiled contracts, so that Go programs can deploy and call them
// without a Solidity compiler.
//
// The artefacts are written by `npm run build` and committed; `npm run check` compiles again and
// fails if one differs. They are built without metadata, so the bytecode depends on nothing but
// the source, the compiler and the settings named in the artefact.
package contracts

import (
	"bytes"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed artefacts/*.json
var files embed.FS

// ErrUnknownContract says that no artefact has the name asked for.
var ErrUnknownContract = errors.New("no such contract")

// An Artefact is one compiled contract.
type Artefact struct {
	// Contract is the contract's name, for example "AttestationGate".
	Contract string
	// Source is the file that defines it, relative to this folder, with slashes.
	Source string
	// Compiler is the full version of the Solidity compiler.
	Compiler string
	// SourceSHA256 maps the source and every file it imports to its SHA-256, in lower-case hex.
	SourceSHA256 map[string]string
	// ABI is the contract's interface as JSON.
	ABI json.RawMessage
	// Bytecode creates the contract; constructor arguments are appended to it.
	Bytecode []byte
	// DeployedBytecode is the code on chain, with zeros where [Artefact.Immutables] says.
	DeployedBytecode []byte
	// Immutables says which bytes of the code the constructor writes: sorted by Start, none
	// overlapping. An exported verifier has none.
	Immutables []Range
}

// A Range is a run of bytes in a contract's code.
type Range struct {
	// Start is the index of the first byte.
	Start int
	// Length is the number of bytes, at least one.
	Length int
}

// MatchesCode reports whether code, as a node returns it, is this contract's: of its length, and
// equal to it in every byte outside [Artefact.Immutables]. What the immutables hold is for the
// caller to check: a contract that trusts another router has the same code.
func (a Artefact) MatchesCode(code []byte) bool {
	if len(code) != len(a.DeployedBytecode) {
		return false
	}
	start := 0
	for _, r := range a.Immutables {
		if !bytes.Equal(code[start:r.Start], a.DeployedBytecode[start:r.Start]) {
			return false
		}
		start = r.Start + r.Length
	}
	return bytes.Equal(code[start:], a.DeployedBytecode[start:])
}

// Load returns the artefact of a contract, or [ErrUnknownContract].
func Load(name string) (Artefact, error) {
	data, err := files.ReadFile("artefacts/" + name + ".json")
	if err != nil {
		return Artefact{}, fmt.Errorf("contract %q: %w", name, ErrUnknownContract)
	}
	artefact, err := parse(data)
	if err != nil {
		return Artefact{}, fmt.Errorf("contract %q: %w", name, err)
	}
	return artefact, nil
}

// Names returns the names that [Load] knows, sorted.
func Names() []string {
	// The pattern is well formed and the files are part of the program: there is no error to see.
	paths, _ := fs.Glob(files, "artefacts/*.json")
	names := make([]string, len(paths))
	for i, path := range paths {
		names[i] = strings.TrimSuffix(strings.TrimPrefix(path, "artefacts/"), ".json")
	}
	return names
}

func parse(data []byte) (Artefact, error) {
	var file struct {
		Contract         string
		Source           string
		Compiler         string
		SourceSHA256     map[string]string
		ABI              json.RawMessage
		Bytecode         string
		DeployedBytecode string
		Immutables       []Range
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return Artefact{}, err
	}
	bytecode, err := decodeCode(file.Bytecode)
	if err != nil {
		return Artefact{}, fmt.Errorf("bytecode: %w", err)
	}
	deployed, err := decodeCode(file.DeployedBytecode)
	if err != nil {
		return Artefact{}, fmt.Errorf("deployedBytecode: %w", err)
	}
	if err := checkRanges(file.Immutables, len(deployed)); err != nil {
		return Artefact{}, fmt.Errorf("immutables: %w", err)
	}
	return Artefact{
		Contract:         file.Contract,
		Source:           file.Source,
		Compiler:         file.Compiler,
		SourceSHA256:     file.SourceSHA256,
		ABI:              file.ABI,
		Bytecode:         bytecode,
		DeployedBytecode: deployed,
		Immutables:       file.Immutables,
	}, nil
}

func decodeCode(text string) ([]byte, error) {
	digits, found := strings.CutPrefix(text, "0x")
	if !found || digits == "" {
		return nil, errors.New("missing")
	}
	return hex.DecodeString(digits)
}

// checkRanges makes sure that [Artefact.MatchesCode] leaves out no byte but those of immutables.
func checkRanges(ranges []Range, size int) error {
	end := 0
	for _, r := range ranges {
		if r.Start < end || r.Length < 1 || r.Length > 32 || r.Start > size-r.Length {
			return fmt.Errorf("%d bytes at %d overlap others, exceed a word or the code", r.Length, r.Start)
		}
		end = r.Start + r.Length
	}
	return nil
}
