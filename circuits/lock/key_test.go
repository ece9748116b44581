package lock_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/lock"
)

// A bad key is planted and CheckKey has to find it. gnark checks none of these.
func TestCheckKeyRefusesPlantedFaults(t *testing.T) {
	_, _, g1, g2 := curve.Generators()
	faults := map[string]func(*groth16bn254.VerifyingKey){
		"no commitment": func(vk *groth16bn254.VerifyingKey) {
			vk.CommitmentKeys, vk.PublicAndCommitmentCommitted = nil, nil
		},
		// More than one commitment was forgeable in gnark (GHSA-q3hw-3gm4-w5cr).
		"two commitments": func(vk *groth16bn254.VerifyingKey) {
			vk.CommitmentKeys = append(vk.CommitmentKeys, vk.CommitmentKeys[0])
			vk.PublicAndCommitmentCommitted = append(vk.PublicAndCommitmentCommitted, nil)
		},
		"a commitment that no list names": func(vk *groth16bn254.VerifyingKey) { vk.PublicAndCommitmentCommitted = nil },
		"a list without a commitment":     func(vk *groth16bn254.VerifyingKey) { vk.CommitmentKeys = nil },
		"a committed public input": func(vk *groth16bn254.VerifyingKey) {
			vk.PublicAndCommitmentCommitted = [][]int{{1}}
		},
		"four public inputs": func(vk *groth16bn254.VerifyingKey) { vk.G1.K = vk.G1.K[:len(vk.G1.K)-1] },
		"six public inputs":  func(vk *groth16bn254.VerifyingKey) { vk.G1.K = append(vk.G1.K, g1) },
		"no public inputs":   func(vk *groth16bn254.VerifyingKey) { vk.G1.K = nil },
		"alpha at infinity":  func(vk *groth16bn254.VerifyingKey) { vk.G1.Alpha.SetInfinity() },
		"beta at infinity":   func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta.SetInfinity() },
		"gamma at infinity":  func(vk *groth16bn254.VerifyingKey) { vk.G2.Gamma.SetInfinity() },
		"delta at infinity":  func(vk *groth16bn254.VerifyingKey) { vk.G2.Delta.SetInfinity() },
		// With gamma = delta a proof is A = alpha, B = beta, C = -(sum of the inputs).
		"gamma equal to delta":            func(vk *groth16bn254.VerifyingKey) { vk.G2.Gamma = vk.G2.Delta },
		"gamma opposite to delta":         func(vk *groth16bn254.VerifyingKey) { vk.G2.Gamma.Neg(&vk.G2.Delta) },
		"delta opposite to the generator": func(vk *groth16bn254.VerifyingKey) { vk.G2.Delta.Neg(&g2) },
		"alpha opposite to the generator": func(vk *groth16bn254.VerifyingKey) { vk.G1.Alpha.Neg(&g1) },
		"beta opposite to the generator":  func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta.Neg(&g2) },
		// With B = gamma + delta, A = C = L + alpha is a proof for beta = gamma, and alike.
		"beta equal to gamma":    func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta = vk.G2.Gamma },
		"beta opposite to gamma": func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta.Neg(&vk.G2.Gamma) },
		"beta equal to delta":    func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta = vk.G2.Delta },
		"beta opposite to delta": func(vk *groth16bn254.VerifyingKey) { vk.G2.Beta.Neg(&vk.G2.Delta) },
		"delta equal to gamma":   func(vk *groth16bn254.VerifyingKey) { vk.G2.Delta = vk.G2.Gamma },
		// A second phase without contributions: the sums of the inputs over delta
		// follow from the public first phase.
		"delta the generator":                func(vk *groth16bn254.VerifyingKey) { vk.G2.Delta = g2 },
		"the commitment's G at infinity":     func(vk *groth16bn254.VerifyingKey) { vk.CommitmentKeys[0].G.SetInfinity() },
		"the commitment's -sG at infinity":   func(vk *groth16bn254.VerifyingKey) { vk.CommitmentKeys[0].GSigmaNeg.SetInfinity() },
		"the constant equal to an input":     func(vk *groth16bn254.VerifyingKey) { vk.G1.K[0] = vk.G1.K[3] },
		"an input equal to the commitment":   func(vk *groth16bn254.VerifyingKey) { vk.G1.K[5] = vk.G1.K[6] },
		"the commitment key with sigma 1":    func(vk *groth16bn254.VerifyingKey) { vk.CommitmentKeys[0].GSigmaNeg.Neg(&vk.CommitmentKeys[0].G) },
		"the commitment key with sigma -1":   func(vk *groth16bn254.VerifyingKey) { vk.CommitmentKeys[0].GSigmaNeg = vk.CommitmentKeys[0].G },
		"alpha the generator":                func(vk *groth16bn254.VerifyingKey) { _, _, vk.G1.Alpha, _ = curve.Generators() },
		"beta the generator":                 func(vk *groth16bn254.VerifyingKey) { _, _, _, vk.G2.Beta = curve.Generators() },
		"an input opposite to another":       func(vk *groth16bn254.VerifyingKey) { vk.G1.K[2].Neg(&vk.G1.K[1]) },
		"the commitment's point at infinity": func(vk *groth16bn254.VerifyingKey) { vk.G1.K[6].SetInfinity() },
	}
	const inputs = 5
	for i := 1; i <= inputs; i++ {
		// Any value of this input would verify.
		faults[fmt.Sprintf("input %d at infinity", i)] = func(vk *groth16bn254.VerifyingKey) { vk.G1.K[i].SetInfinity() }
		for j := i + 1; j <= inputs; j++ {
			// Only the sum of the two inputs would count.
			faults[fmt.Sprintf("inputs %d and %d equal", i, j)] = func(vk *groth16bn254.VerifyingKey) { vk.G1.K[j] = vk.G1.K[i] }
		}
	}
	e := entries(t)[0]
	for name, plant := range faults {
		t.Run(name, func(t *testing.T) {
			vk, err := e.VerifyingKey()
			if err != nil {
				t.Fatal(err)
			}
			if err := lock.CheckKey(vk); err != nil {
				t.Fatal(err)
			}
			plant(vk)
			if err := lock.CheckKey(vk); !errors.Is(err, lock.ErrKeyStructure) {
				t.Errorf("got %v, want %v", err, lock.ErrKeyStructure)
			}
		})
	}
}

// The constant's point may be anything, so the check is not stricter than said.
func TestCheckKeyAllowsTheConstantAtInfinity(t *testing.T) {
	vk, err := entries(t)[0].VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	vk.G1.K[0].SetInfinity()
	if err := lock.CheckKey(vk); err != nil {
		t.Error(err)
	}
}

// The way from a file runs through CheckKey: a bad key in a lockfile that was
// made with it, so with a matching hash, is refused too.
func TestABadKeyIsRefusedEvenUnderItsOwnHash(t *testing.T) {
	vk, err := entries(t)[0].VerifyingKey()
	if err != nil {
		t.Fatal(err)
	}
	vk.G1.K[4].SetInfinity()
	var raw bytes.Buffer
	if _, err := vk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw.Bytes())
	if _, err := lock.ParseVerifyingKey(raw.Bytes(), hex.EncodeToString(sum[:])); !errors.Is(err, lock.ErrKeyStructure) {
		t.Errorf("got %v, want %v", err, lock.ErrKeyStructure)
	}
}
