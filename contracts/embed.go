// Package contracts holds the compiled contracts, so that Go programs can deploy and call them
// without a Solidity compiler.
//
// The artefacts are written by `npm run build` and committed; `npm run check` compiles again and
// fails if one differs. They are built without metadata, so the bytecode depends on nothing but
// the source, the compiler and the settings named in the artefact.
package contracts

import (
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
	// DeployedBytecodeSHA256 is the SHA-256 of the code on chain, with zeros in place of immutable
	// values. An exported verifier has none, so there it is the hash of exactly what a node returns.
	DeployedBytecodeSHA256 [32]byte
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
		Contract               string            `json:"contract"`
		Source                 string            `json:"source"`
		Compiler               string            `json:"compiler"`
		SourceSHA256           map[string]string `json:"sourceSha256"`
		ABI                    json.RawMessage   `json:"abi"`
		Bytecode               string            `json:"bytecode"`
		DeployedBytecodeSHA256 string            `json:"deployedBytecodeSha256"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return Artefact{}, err
	}
	artefact := Artefact{
		Contract:     file.Contract,
		Source:       file.Source,
		Compiler:     file.Compiler,
		SourceSHA256: file.SourceSHA256,
		ABI:          file.ABI,
	}
	digits, found := strings.CutPrefix(file.Bytecode, "0x")
	if !found || digits == "" {
		return Artefact{}, errors.New("bytecode is missing")
	}
	var err error
	if artefact.Bytecode, err = hex.DecodeString(digits); err != nil {
		return Artefact{}, fmt.Errorf("bytecode: %w", err)
	}
	digest, err := hex.DecodeString(file.DeployedBytecodeSHA256)
	if err != nil || len(digest) != len(artefact.DeployedBytecodeSHA256) {
		return Artefact{}, errors.New("deployedBytecodeSha256 is no SHA-256")
	}
	copy(artefact.DeployedBytecodeSHA256[:], digest)
	return artefact, nil
}
