package attestation_test

import (
	"math/big"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/vectors"
)

// good is the first committed proof of circuits/vectors/evm.json, which verifies,
// without its payee: most tests here are about an answer off a chain.
func good(t testing.TB) attestation.Attestation {
	t.Helper()
	v, err := vectors.LoadEVM()
	if err != nil {
		t.Fatal(err)
	}
	a, err := v.Attestation(0)
	if err != nil {
		t.Fatal(err)
	}
	a.Payee = nil
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
