package attestation_test

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// good is the committed proof of circuits/vectors/evm.json, which verifies.
func good(t testing.TB) attestation.Attestation {
	t.Helper()
	raw, err := os.ReadFile("../vectors/evm.json")
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Circuit string   `json:"circuit"`
		Inputs  []string `json:"inputs"`
		Proof   string   `json:"proof"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	entry, err := lock.ByName(v.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	var a attestation.Attestation
	if a.Circuit, err = statement.ParseCircuitID(entry.ID); err != nil {
		t.Fatal(err)
	}
	var in [5]statement.Field
	for i := range in {
		if in[i], err = statement.ParseField(v.Inputs[i]); err != nil {
			t.Fatal(err)
		}
	}
	a.Inputs = statement.PublicInputsFromVector(in)
	proof, err := hex.DecodeString(strings.TrimPrefix(v.Proof, "0x"))
	if err != nil || len(proof) != attestation.ProofBytes {
		t.Fatal("evm.json has no proof")
	}
	copy(a.Proof[:], proof)
	return a
}

// keyOf is the pinned verifying key of an attestation's circuit.
func keyOf(t testing.TB, a attestation.Attestation) *groth16bn254.VerifyingKey {
	t.Helper()
	entry, err := lock.ByID(a.Circuit)
	if err != nil {
		t.Fatal(err)
	}
	vk, err := entry.VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	return vk
}

func decode(t testing.TB, p attestation.Proof) *groth16bn254.Proof {
	t.Helper()
	proof, err := attestation.Decode(p)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func encode(t testing.TB, p *groth16bn254.Proof) attestation.Proof {
	t.Helper()
	raw, err := attestation.Encode(p)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func random(t testing.TB) *big.Int {
	t.Helper()
	var f fr.Element
	f.MustSetRandom()
	if f.IsZero() {
		t.Fatal("a random number is 0")
	}
	return f.BigInt(new(big.Int))
}

func timesG1(p curve.G1Affine, s *big.Int) curve.G1Affine {
	var out curve.G1Affine
	out.ScalarMultiplication(&p, s)
	return out
}

func timesG2(p curve.G2Affine, s *big.Int) curve.G2Affine {
	var out curve.G2Affine
	out.ScalarMultiplication(&p, s)
	return out
}
