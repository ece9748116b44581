package benchmarks

import (
	"bytes"
	"flag"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/compare"
	"vitalproof/benchmarks/result"
	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/contracts"
	"vitalproof/verifier/onchain/bindings"
	"vitalproof/verifier/onchain/differential"
)

var update = flag.Bool("update", false, "write counts.json")

const (
	countsFile = "counts.json"
	countsNote = "What does not depend on a machine; 0 is not measured here. Gas is execution under the rules of Osaka, of the committed development keys and frozen answers. Written by: go test ./benchmarks -run Counts -update"
)

// batchSize is the batch whose gas is kept.
const batchSize = 16

func TestCountsAreThoseOfTheList(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles every circuit")
	}
	measured := counts(t)
	if *update {
		raw, err := (&compare.Baseline{Format: compare.BaselineFormat, Note: countsNote, Counts: measured}).Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(countsFile, raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Open(countsFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list, err := compare.ReadBaseline(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, difference := range list.Against(measured) {
		t.Errorf("%s (if this is meant, run with -update)", difference)
	}
}

// counts compiles what a default run measures and every circuit of the catalogue;
// what keys and contracts add comes from the lockfile and from verifying answers
// that are kept.
func counts(t *testing.T) []compare.Counts {
	t.Helper()
	all, err := bench.Counted()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		name, backend, _ := strings.Cut(all[i].Subject, " ")
		if e, err := lock.ByName(name); err == nil && backend == result.Groth16 {
			withKeys(t, &all[i], e)
		}
	}
	return all
}

func withKeys(t *testing.T, c *compare.Counts, e lock.Entry) {
	t.Helper()
	vk, err := e.VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := vk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	c.ProofBytes, c.ProvingKey, c.VerifyingKey = attestation.ProofBytes, e.ProvingKeyBytes, int64(raw.Len())
	c.Gas, c.BatchGas, c.ExportedGas = gas(t, e, vk)
}

// gas verifies the answer that is frozen for a circuit.
func gas(t *testing.T, e lock.Entry, vk *groth16bn254.VerifyingKey) (one, batch, exported int64) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
	}
	raw, err := os.ReadFile(filepath.Join("..", "verifier", "testdata", "frozen", e.Name+"-"+e.ID[:16]+".attestation"))
	check(err)
	a, err := attestation.Parse(raw)
	check(err)
	var words [5]*big.Int
	for i, f := range a.Inputs.Vector() {
		words[i] = f.BigInt(new(big.Int))
	}
	evm, err := differential.NewEVM(1)
	check(err)

	ours := bindings.NewGroth16CommitmentVerifier()
	var key [36]*big.Int
	for i, word := range lock.EVMKeyWords(vk) {
		key[i] = new(big.Int).SetBytes(word[:])
	}
	artefact, err := contracts.Load("Groth16CommitmentVerifier")
	check(err)
	at, _, _, err := evm.Deploy(append(bytes.Clone(artefact.Bytecode), ours.PackConstructor([32]byte{1}, key)...))
	check(err)
	_, first, err := evm.Call(at, ours.PackVerifyProof(a.Proof[:], words))
	check(err)
	inputs := make([][5]*big.Int, batchSize)
	for i := range inputs {
		inputs[i] = words
	}
	_, all, err := evm.Call(at, ours.PackVerifyBatch(bytes.Repeat(a.Proof[:], batchSize), inputs))
	check(err)

	if artefact, err = contracts.Load(lock.ContractName(e.Name)); err != nil {
		return int64(first), int64(all), 0 // not kept for every circuit
	}
	at, _, _, err = evm.Deploy(bytes.Clone(artefact.Bytecode))
	check(err)
	_, theirs, err := evm.Call(at, ours.PackVerifyProof(a.Proof[:], words))
	check(err)
	return int64(first), int64(all), int64(theirs)
}
