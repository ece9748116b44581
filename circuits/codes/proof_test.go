package codes

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend"
	groth16 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/backend/witness"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

var diagnoses = sync.OnceValues(func() (*cs.R1CS, error) {
	circuit, err := New(claim.ICD10CM, 0)
	if err != nil {
		return nil, err
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		return nil, err
	}
	return system.(*cs.R1CS), nil
})

func compiled(t testing.TB) *cs.R1CS {
	t.Helper()
	system, err := diagnoses()
	if err != nil {
		t.Fatal(err)
	}
	return system
}

func fullWitness(t testing.TB, c *Circuit) witness.Witness {
	t.Helper()
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func hints() solver.Option { return solver.WithHints(slices.Concat(gadget.Hints(), Hints())...) }

// Found by counting: 64 leaves of 363 and the tree's 8,884 are three quarters of it.
// Package catalogue has the golden list.
func TestCost(t *testing.T) {
	if testing.Short() {
		t.Skip("package catalogue counts every circuit")
	}
	if n := compiled(t).GetNbConstraints(); n > 43_100 {
		t.Errorf("%d constraints", n)
	}
}

// hintNames are all hints of the compiled circuit, by the end of their name. A new one
// has to be attacked.
var hintNames = map[string]bool{
	"codes.RootHint": true, "gadget.FieldsHint": true, "gadget.InverseHint": true, "gadget.MultiplicityHint": true,
	"gadget.CountHint": true, "gadget.SplitHint": true, "rangecheck.DecomposeHint": true, "logderivarg.countHint": true,
	"hints.Randomize": true, "cs.Bsb22CommitmentComputePlaceholder": true,
}

func TestHintsAreTheKnownOnes(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the circuit")
	}
	seen := 0
	for _, name := range compiled(t).MHintsDependencies {
		if key := name[strings.LastIndex(name, "/")+1:]; !hintNames[key] {
			t.Errorf("unknown hint %s", name)
		}
		seen++
	}
	if seen != len(hintNames) {
		t.Errorf("%d hints, want %d", seen, len(hintNames))
	}
}

func TestNoCircuitForOtherShapes(t *testing.T) {
	for _, m := range claim.Metrics() {
		if _, err := New(m, 0); (err == nil) != (m.Family() == claim.Codes) {
			t.Errorf("%s: %v", m.Name(), err)
		}
	}
	if _, err := New(claim.ICD10CM, 30); err == nil {
		t.Error("a circuit of 30 days")
	}
	s := newScene(t)
	w := frame.Witness{Window: s.window(t), Secret: s.secret, Set: s.set}
	if _, err := Assign(claim.SNOMED, 0, w); err == nil {
		t.Error("a set of another metric")
	}
	w.Window.Page = w.Window.Page[:63]
	if _, err := Assign(claim.ICD10CM, 0, w); err == nil {
		t.Error("a short page")
	}
}

// sealed is what a holder has of a record: the codes of some days, sealed one day
// after the other.
func (s *scene) sealed(t *testing.T, days ...[]uint64) frame.Witness {
	t.Helper()
	first := s.end - claim.Day(len(days)) + 1
	r, err := statement.NewRecord(s.signer.Public(), s.secret.Subject(s.signer.Public()), s.claim.Metric, first)
	if err != nil {
		t.Fatal(err)
	}
	blocks := make([]statement.Block, len(days))
	for i, words := range days {
		blocks[i] = words
	}
	if err := r.Append(s.signer, 3, blocks...); err != nil {
		t.Fatal(err)
	}
	w := frame.Witness{Secret: s.secret, Set: s.set}
	if w.Window, err = r.Window(s.end, 1); err != nil {
		t.Fatal(err)
	}
	if w.Path, err = s.issuers.Path(s.signer.Public()); err != nil {
		t.Fatal(err)
	}
	w.Public = statement.PublicInputs{
		Issuers: s.issuers.Root(), Scope: s.scope, Nullifier: s.secret.Nullifier(s.scope), Context: s.context,
	}
	return w
}

// From a record of days with new diagnoses to a proof: one of them is in the set, and
// none of those before it is. What is false is not proved.
func TestProofsOfARecord(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	s := newScene(t)
	without := s.sealed(t, slices.Sorted(slices.Values(s.out[:3])), nil, []uint64{s.out[3]})
	with := s.sealed(t, []uint64{s.in[20]}, nil, slices.Sorted(slices.Values(s.out[:3])))
	none := s.sealed(t, nil, nil)
	system := compiled(t)
	var pk groth16.ProvingKey
	var vk groth16.VerifyingKey
	if err := groth16.Setup(system, &pk, &vk); err != nil {
		t.Fatal(err)
	}
	assign := func(w frame.Witness, member uint32) (*Circuit, bool) {
		t.Helper()
		s.member(member)
		word, err := s.claim.Word()
		if err != nil {
			t.Fatal(err)
		}
		w.Public.Claim.SetBigInt(word)
		c, err := Assign(claim.ICD10CM, 0, w)
		if err != nil {
			t.Fatal(err)
		}
		return c, Evaluate(s.claim, w.Window, s.set).OK
	}
	for name, test := range map[string]struct {
		w      frame.Witness
		member uint32
	}{
		"an old diagnosis is in the set": {with, claim.MemberIn},
		"no diagnosis is in the set":     {without, claim.MemberNotIn},
	} {
		c, truth := assign(test.w, test.member)
		if !truth {
			t.Fatalf("%s: false", name)
		}
		proof, err := groth16.Prove(system, &pk, fullWitness(t, c), solidity.WithProverTargetSolidityVerifier(backend.GROTH16),
			backend.WithSolverOptions(hints()))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		public, err := fullWitness(t, c).Public()
		if err != nil {
			t.Fatal(err)
		}
		inputs := public.Vector().(fr.Vector)
		check := func() error {
			return groth16.Verify(proof, &vk, inputs, solidity.WithVerifierTargetSolidityVerifier(backend.GROTH16))
		}
		if err := check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for i := range inputs {
			old := inputs[i]
			var one fr.Element
			one.SetOne()
			if inputs[i].Add(&old, &one); check() == nil {
				t.Errorf("%s: verifies for another %s", name, statement.PublicInputNames[i])
			}
			inputs[i] = old
		}
	}
	for name, test := range map[string]struct {
		w      frame.Witness
		member uint32
		truth  bool
	}{
		"an old diagnosis is not hidden": {with, claim.MemberNotIn, false},
		"none is made up":                {without, claim.MemberIn, false},
		"nothing is in no set":           {none, claim.MemberIn, false},
		"nothing is outside":             {none, claim.MemberNotIn, true},
	} {
		c, truth := assign(test.w, test.member)
		if truth != test.truth {
			t.Fatalf("%s: %v", name, truth)
		}
		if _, err := system.Solve(fullWitness(t, c), hints()); (err == nil) != truth {
			t.Errorf("%s: the compiled circuit says %v", name, err == nil)
		}
	}
}
