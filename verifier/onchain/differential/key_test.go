package differential

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/lock"
)

// Bad keys are refused before deployment, by lock.CheckKey, and by the contract
// itself. Keys that only look odd are refused by neither.
func TestBadKeysAreRefusedByGoAndByTheContract(t *testing.T) {
	_, _, g1, g2 := curve.Generators()
	var infinity1 curve.G1Affine
	var infinity2 curve.G2Affine
	type key = *groth16bn254.VerifyingKey
	cases := []struct {
		name   string
		change func(key)
		reason string // the contract's error, empty if the key is fine
	}{
		{"as made", func(key) {}, ""},
		{"the constant's point at infinity", func(vk key) { vk.G1.K[0] = infinity1 }, ""},
		{"gamma the generator", func(vk key) { vk.G2.Gamma = g2 }, ""},
		{"G the generator", func(vk key) { vk.CommitmentKeys[0].G = g2 }, ""},
		{"alpha at infinity", func(vk key) { vk.G1.Alpha = infinity1 }, "KeyPointInvalid"},
		{"beta at infinity", func(vk key) { vk.G2.Beta = infinity2 }, "KeyPointInvalid"},
		{"gamma at infinity", func(vk key) { vk.G2.Gamma = infinity2 }, "KeyPointInvalid"},
		{"delta at infinity", func(vk key) { vk.G2.Delta = infinity2 }, "KeyPointInvalid"},
		{"G at infinity", func(vk key) { vk.CommitmentKeys[0].G = infinity2 }, "KeyPointInvalid"},
		{"sigma G at infinity", func(vk key) { vk.CommitmentKeys[0].GSigmaNeg = infinity2 }, "KeyPointInvalid"},
		{"gamma equal to delta", func(vk key) { vk.G2.Gamma = vk.G2.Delta }, "KeyPointsRelated"},
		// Forges like gamma = delta, with C = L for C = -L.
		{"gamma opposite to delta", func(vk key) { vk.G2.Gamma.Neg(&vk.G2.Delta) }, "KeyPointsRelated"},
		// With B = gamma + delta, C = A: for beta = gamma any A = L + alpha, and alike.
		{"beta equal to gamma", func(vk key) { vk.G2.Beta = vk.G2.Gamma }, "KeyPointsRelated"},
		{"beta opposite to gamma", func(vk key) { vk.G2.Beta.Neg(&vk.G2.Gamma) }, "KeyPointsRelated"},
		{"beta equal to delta", func(vk key) { vk.G2.Beta = vk.G2.Delta }, "KeyPointsRelated"},
		{"beta opposite to delta", func(vk key) { vk.G2.Beta.Neg(&vk.G2.Delta) }, "KeyPointsRelated"},
		{"delta opposite to the generator", func(vk key) { vk.G2.Delta.Neg(&g2) }, "KeyPointIsGenerator"},
		{"alpha opposite to the generator", func(vk key) { vk.G1.Alpha.Neg(&g1) }, "KeyPointIsGenerator"},
		{"beta opposite to the generator", func(vk key) { vk.G2.Beta.Neg(&g2) }, "KeyPointIsGenerator"},
		{"delta the generator", func(vk key) { vk.G2.Delta = g2 }, "KeyPointIsGenerator"},
		{"alpha the generator", func(vk key) { vk.G1.Alpha = g1 }, "KeyPointIsGenerator"},
		{"beta the generator", func(vk key) { vk.G2.Beta = g2 }, "KeyPointIsGenerator"},
		{"sigma 1", func(vk key) { vk.CommitmentKeys[0].GSigmaNeg.Neg(&vk.CommitmentKeys[0].G) }, "KeyPointsRelated"},
		{"sigma -1", func(vk key) { vk.CommitmentKeys[0].GSigmaNeg = vk.CommitmentKeys[0].G }, "KeyPointsRelated"},
	}
	for i := range 7 {
		if i > 0 {
			cases = append(cases, struct {
				name   string
				change func(key)
				reason string
			}{fmt.Sprintf("K_%d at infinity", i), func(vk key) { vk.G1.K[i] = infinity1 }, "KeyPointInvalid"})
		}
		for j := range i {
			cases = append(cases, struct {
				name   string
				change func(key)
				reason string
			}{fmt.Sprintf("K_%d equal to K_%d", i, j), func(vk key) { vk.G1.K[i] = vk.G1.K[j] }, "KeyPointsRelated"}, struct {
				name   string
				change func(key)
				reason string
			}{fmt.Sprintf("K_%d opposite to K_%d", i, j), func(vk key) { vk.G1.K[i].Neg(&vk.G1.K[j]) }, "KeyPointsRelated"})
		}
	}
	for _, c := range cases {
		t.Run(title(c.name), func(t *testing.T) {
			vk := newKey(t)
			c.change(vk)
			inGo := lock.CheckKey(vk)
			if (inGo == nil) != (c.reason == "") || (inGo != nil && !errors.Is(inGo, lock.ErrKeyStructure)) {
				t.Errorf("Go says %v", inGo)
			}
			mustDeploy(t, vk, c.reason)
		})
	}
}

// newKey is a well-formed key of no circuit: random points.
func newKey(t *testing.T) *groth16bn254.VerifyingKey {
	t.Helper()
	vk, err := KeyFromWords(lock.EVMKeyWords(released(t).vk))
	if err != nil {
		t.Fatal(err)
	}
	return vk
}

// mustDeploy deploys a key, or wants an error of the contract's by name.
func mustDeploy(t *testing.T, vk *groth16bn254.VerifyingKey, reason string) {
	t.Helper()
	evm, err := NewEVM(chainID)
	if err != nil {
		t.Fatal(err)
	}
	_, _, _, err = evm.Deploy(creation(t, [32]byte{1}, lock.EVMKeyWords(vk)))
	if (err == nil) != (reason == "") {
		t.Fatalf("deploying: %v, want %q", err, reason)
	}
	if err != nil {
		s := &subject{}
		_, s.abi = artefact(t, ours)
		if got := s.reasonOf(t, err); got != reason {
			t.Errorf("the contract says %s, want %s", got, reason)
		}
	}
}

// A setup whose second phase was skipped leaves gamma = delta, and from the key
// alone comes a proof of anything: Go and the exported contract accept it. Ours
// cannot be deployed with such a key, and refuses the proof under the sound one.
func TestTheForgeryUnderGammaEqualToDelta(t *testing.T) {
	s := toys(t, 1)[0]
	bad, err := KeyFromWords(lock.EVMKeyWords(s.vk))
	if err != nil {
		t.Fatal(err)
	}
	bad.G2.Delta = bad.G2.Gamma
	if err := bad.Precompute(); err != nil {
		t.Fatal(err)
	}

	forged := s.good[0].copy()
	for i := range forged.inputs {
		forged.inputs[i] = big.NewInt(int64(1000 + i)) // whatever the forger likes
	}
	setG1(&forged.proof, "A", bad.G1.Alpha)
	setG2(&forged.proof, bad.G2.Beta)
	l := inputPoint(t, bad, forged)
	l.Neg(&l)
	setG1(&forged.proof, "C", l)

	victim := &subject{name: "forged", vk: bad, abi: s.abi}
	if victim.evm, err = NewEVM(chainID); err != nil {
		t.Fatal(err)
	}
	if victim.exported, _, _, err = victim.evm.Deploy(exportedFor(t, bad)); err != nil {
		t.Fatal(err)
	}
	if !victim.inGo(forged) {
		t.Error("the forgery does not work in Go: this test shows nothing")
	}
	if ok, _ := victim.call(t, victim.exported, "verifyProof", forged.proof[:], forged.inputs); !ok {
		t.Error("the forgery does not work on the exported contract: this test shows nothing")
	}
	mustDeploy(t, bad, "KeyPointsRelated")
	if ok, _ := s.call(t, s.ours, "verifyProof", forged.proof[:], forged.inputs); ok {
		t.Error("ours accepts the forgery under the sound key")
	}
}
