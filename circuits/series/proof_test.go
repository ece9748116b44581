package series

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend"
	groth16 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/constraint/solver"

	"vitalproof/circuits/statement"
)

type keyPair struct {
	proving   groth16.ProvingKey
	verifying groth16.VerifyingKey
}

// setup makes keys of the smallest circuit, for these tests only.
var setup = sync.OnceValues(func() (*keyPair, error) {
	system, err := smallest()
	if err != nil {
		return nil, err
	}
	k := new(keyPair)
	return k, groth16.Setup(system, &k.proving, &k.verifying)
})

// skipProofs leaves out what needs keys: making them takes seconds.
func skipProofs(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("makes keys")
	}
}

func keys(t testing.TB) *keyPair {
	t.Helper()
	k, err := setup()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// prove proves as prover/local does: with the hash that the EVM verifier uses.
func prove(t testing.TB, c *Circuit) (*groth16.Proof, error) {
	t.Helper()
	return groth16.Prove(compiled(t), &keys(t).proving, fullWitness(t, c),
		solidity.WithProverTargetSolidityVerifier(backend.GROTH16),
		backend.WithSolverOptions(solver.WithHints(allHints()...)))
}

func mustProve(t testing.TB, c *Circuit) *groth16.Proof {
	t.Helper()
	proof, err := prove(t, c)
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func verify(t testing.TB, proof *groth16.Proof, public fr.Vector) error {
	t.Helper()
	return groth16.Verify(proof, &keys(t).verifying, public, solidity.WithVerifierTargetSolidityVerifier(backend.GROTH16))
}

func publicOf(t testing.TB, c *Circuit) fr.Vector {
	t.Helper()
	public, err := fullWitness(t, c).Public()
	if err != nil {
		t.Fatal(err)
	}
	return public.Vector().(fr.Vector)
}

func TestProofsOfRandomRecords(t *testing.T) {
	skipProofs(t)
	const proofs = 6
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	held, failed := 0, 0
	for i := 0; held < proofs || failed < proofs; i++ {
		c := randomRecord(t, rand.New(rand.NewPCG(seed, uint64(i))))
		truth := holds(c) == nil
		if truth && held >= proofs || !truth && failed >= proofs {
			continue
		}
		proof, err := prove(t, c)
		switch {
		case truth:
			held++
			if err != nil || verify(t, proof, publicOf(t, c)) != nil {
				t.Errorf("case %d: a true statement has no proof that verifies: %v", i, err)
			}
		case err == nil:
			t.Errorf("case %d: a false statement was proved", i)
		default:
			failed++
		}
	}
}

// A proof holds for its five public inputs and for no others. The context is in
// no relation to anything else, so this is the test that it is bound at all.
func TestProofIsBoundToEveryPublicInput(t *testing.T) {
	skipProofs(t)
	const changes = 100
	c := newScene(t, 1).circuit(t)
	proof, public := mustProve(t, c), publicOf(t, c)
	if err := verify(t, proof, public); err != nil {
		t.Fatal(err)
	}
	r := seeded("public inputs")
	var forged []fr.Vector
	for i, name := range statement.PublicInputNames {
		for k := range changes {
			changed := slices.Clone(public)
			switch v := &changed[i]; {
			case k == 0:
				*v = add(*v, 1)
			case k == 1:
				*v = add(*v, -1)
			case k == 2:
				v.SetZero()
			case k == 3:
				v.Neg(v)
			case k == 4:
				v.Double(v)
			case k < 9: // swapped with another
				j := (i + k - 4) % len(changed)
				changed[i], changed[j] = changed[j], changed[i]
			case k < 50: // one bit
				n := integer(*v)
				bit := r.IntN(253)
				v.SetBigInt(n.SetBit(n, bit, n.Bit(bit)^1))
			default:
				*v = randomField(r)
			}
			if slices.Equal(changed, public) {
				t.Fatalf("%s: change %d changes nothing", name, k)
			}
			forged = append(forged, changed)
		}
	}
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(forged); i += workers {
				if verify(t, proof, forged[i]) == nil {
					t.Errorf("the proof verifies for a changed %s, change %d", statement.PublicInputNames[i/changes], i%changes)
				}
			}
		})
	}
	wait.Wait()
	if verify(t, proof, public[:4]) == nil || verify(t, proof, append(slices.Clone(public), fr.Element{})) == nil {
		t.Error("the proof verifies for another number of public inputs")
	}
}

// Two proofs of one witness have nothing in common. gnark masks the commitment,
// without which trying all readings would tell which were committed.
func TestTwoProofsOfOneWitnessShareNothing(t *testing.T) {
	skipProofs(t)
	c := newScene(t, 1).circuit(t)
	seen := map[bn254.G1Affine]bool{}
	seenB := map[bn254.G2Affine]bool{}
	const proofs = 3
	for range proofs {
		p := mustProve(t, c)
		if len(p.Commitments) != 1 {
			t.Fatalf("%d commitments, want 1", len(p.Commitments))
		}
		for _, point := range []bn254.G1Affine{p.Ar, p.Krs, p.Commitments[0], p.CommitmentPok} {
			seen[point] = true
		}
		seenB[p.Bs] = true
	}
	if len(seen) != 4*proofs || len(seenB) != proofs {
		t.Errorf("%d different points in G1 and %d in G2, want %d and %d", len(seen), len(seenB), 4*proofs, proofs)
	}
}

// A public input that no constraint uses has the point at infinity in the key,
// and any value of it verifies.
func TestVerifyingKeyUsesEveryPublicInput(t *testing.T) {
	skipProofs(t)
	vk := &keys(t).verifying
	// The constant, five inputs, one commitment.
	if len(vk.G1.K) != 7 {
		t.Fatalf("%d points for public inputs, want 7", len(vk.G1.K))
	}
	seen := map[bn254.G1Affine]bool{}
	for i, k := range vk.G1.K {
		if k.IsInfinity() {
			t.Errorf("public input %d is not used", i)
		}
		var negative bn254.G1Affine
		if seen[k] || seen[*negative.Neg(&k)] {
			t.Errorf("public input %d stands for the same as another", i)
		}
		seen[k] = true
	}
	// One commitment, and no public input is part of it.
	if len(vk.PublicAndCommitmentCommitted) != 1 || len(vk.PublicAndCommitmentCommitted[0]) != 0 {
		t.Errorf("committed public inputs %v, want [[]]", vk.PublicAndCommitmentCommitted)
	}
	if len(vk.CommitmentKeys) != 1 {
		t.Errorf("%d commitment keys, want 1", len(vk.CommitmentKeys))
	}
}

func TestPublicInputsHaveTheStatementsNamesAndOrder(t *testing.T) {
	want := []string{"1", "Issuers", "Claim", "Scope", "Nullifier", "Context"}
	if got := compiled(t).Public; !slices.Equal(got, want) {
		t.Errorf("public inputs %q, want %q", got, want)
	}
	for i, name := range statement.PublicInputNames {
		if got := []rune(want[i+1]); string(got[0]|' ')+string(got[1:]) != name {
			t.Errorf("public input %d is %s, want %s", i, want[i+1], name)
		}
	}
	// And the values arrive in that order.
	c := newScene(t, 1).circuit(t)
	values := publicOf(t, c)
	for i, v := range []statement.Field{field(c.Issuers), field(c.Claim), field(c.Scope), field(c.Nullifier), field(c.Context)} {
		if !v.Equal(&values[i]) {
			t.Errorf("public input %d is not %s", i, statement.PublicInputNames[i])
		}
	}
}
