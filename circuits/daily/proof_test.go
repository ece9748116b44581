package daily

import (
	"slices"
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

var steps = sync.OnceValues(func() (*cs.R1CS, error) {
	circuit, err := New(claim.Steps, 0)
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
	system, err := steps()
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

func solution(t testing.TB, c *Circuit, opts ...solver.Option) (*cs.R1CSSolution, error) {
	t.Helper()
	out, err := compiled(t).Solve(fullWitness(t, c), append([]solver.Option{hints()}, opts...)...)
	if err != nil {
		return nil, err
	}
	return out.(*cs.R1CSSolution), nil
}

// The frame has 5,335 constraints, the page's hashes 1,110, and 440 come with the
// larger table of the range checks; the rest is 19 a day. Above 2^14 = 16,384 a
// proof would take twice as long. Package catalogue has the golden list.
func TestCost(t *testing.T) {
	const most = 14000
	for _, m := range metrics {
		c, err := New(m, 0)
		if err != nil {
			t.Fatal(err)
		}
		system, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, c)
		if err != nil {
			t.Fatal(err)
		}
		if n := system.GetNbConstraints(); n > most {
			t.Errorf("%s: %d constraints, want at most %d", m.Name(), n, most)
		}
		if testing.Short() {
			break
		}
	}
}

func TestNoCircuitForOtherShapes(t *testing.T) {
	for _, m := range claim.Metrics() {
		_, err := New(m, 0)
		if (err == nil) != slices.Contains(metrics, m) {
			t.Errorf("%s: %v", m.Name(), err)
		}
	}
	for _, days := range []int{-1, 1, 30, 366} {
		if _, err := New(claim.Steps, days); err == nil {
			t.Errorf("a circuit of %d days", days)
		}
	}
}

// witnessOf is what a holder has: a record of days that an issuer sealed one after
// the other, cut at its last day.
func witnessOf(t *testing.T, m claim.Metric, days int, values []uint64) (*scene, *statement.Record, frame.Witness) {
	t.Helper()
	s := newScene(t)
	first := claim.Day(20005 - len(values) + 1)
	r, err := statement.NewRecord(s.signer.Public(), s.secret.Subject(s.signer.Public()), m, first)
	if err != nil {
		t.Fatal(err)
	}
	blocks := make([]statement.Block, len(values))
	for i, v := range values {
		blocks[i] = statement.Block{v}
	}
	if err := r.Append(s.signer, 3, blocks...); err != nil {
		t.Fatal(err)
	}
	w, err := r.Window(20005, days)
	if err != nil {
		t.Fatal(err)
	}
	path, err := s.set.Path(s.signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	return s, r, frame.Witness{
		Public: statement.PublicInputs{Issuers: s.set.Root(), Scope: s.scope, Nullifier: s.secret.Nullifier(s.scope), Context: s.context},
		Window: w, Secret: s.secret, Path: path,
	}
}

// From a record of nights to a proof, and no proof for what the record does not
// say: two true statements, and each limit in turn false.
func TestProofsOfARecord(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	// Oldest first: 40 days, the last 30 with 21 days at 10000, the last 7 of them in
	// a row.
	values := slices.Concat(runs(12000, 10), runs(10000, 7, 4000, 4, 10000, 7, 0, 5, 10000, 7))
	s, _, w := witnessOf(t, claim.Steps, window, values)
	assign := func(days int, coverage uint16, bounds map[string]claim.Bound) (*Circuit, bool) {
		t.Helper()
		c := s.claim
		c.Days, c.Coverage, c.Limits = days, coverage, claim.Steps.NoLimits()
		for name, b := range bounds {
			claim.Steps.Set(&c.Limits, name, b)
		}
		word, err := c.Word()
		if err != nil {
			t.Fatal(err)
		}
		w.Public.Claim.SetBigInt(word)
		circuit, err := Assign(claim.Steps, 0, w)
		if err != nil {
			t.Fatal(err)
		}
		return circuit, Evaluate(c, w.Window, nil).OK
	}
	system := compiled(t)
	var pk groth16.ProvingKey
	var vk groth16.VerifyingKey
	if err := groth16.Setup(system, &pk, &vk); err != nil {
		t.Fatal(err)
	}
	prove := func(c *Circuit) (*groth16.Proof, error) {
		return groth16.Prove(system, &pk, fullWitness(t, c), solidity.WithProverTargetSolidityVerifier(backend.GROTH16),
			backend.WithSolverOptions(hints()))
	}
	level := claim.Bound{Value: 10000}
	for name, bounds := range map[string]map[string]claim.Bound{
		"21 days": {"level": level, "daysAtLevel": {Value: 21}, "meanLeast": {Value: 9000}, "eachMost": {Value: 10000}},
		"7 days":  {"level": level, "runAtLevel": {Value: 7}, "eachLeast": {Value: 4000}, "meanMost": {Value: 9040}},
	} {
		c, truth := assign(window, 8333, bounds)
		if !truth {
			t.Fatalf("%s: false", name)
		}
		proof, err := prove(c)
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
			if inputs[i] = add(old, 1); check() == nil {
				t.Errorf("%s: verifies for another %s", name, statement.PublicInputNames[i])
			}
			inputs[i] = old
		}
	}
	for name, bounds := range map[string]map[string]claim.Bound{
		"22 days":     {"level": level, "daysAtLevel": {Value: 22}},
		"run of 8":    {"level": level, "runAtLevel": {Value: 8}},
		"mean":        {"meanLeast": {Value: 9041}},
		"strict mean": {"meanLeast": {Value: 9040, Strict: true}},
		"low mean":    {"meanMost": {Value: 9039}},
		"each":        {"eachLeast": {Value: 4001}},
		"each most":   {"eachMost": {Value: 9999}},
	} {
		c, truth := assign(window, 0, bounds)
		if truth {
			t.Fatalf("%s: true", name)
		}
		if _, err := prove(c); err == nil {
			t.Errorf("%s: a false statement was proved", name)
		}
	}
	if c, truth := assign(window, 8334, nil); truth {
		t.Fatal("coverage is met")
	} else if _, err := prove(c); err == nil {
		t.Error("too low a coverage was proved")
	}
}

// The page goes on over the start of a record, where it is empty, and over a
// second record that continues the first.
func TestWindowsReachOverTheEndsOfARecord(t *testing.T) {
	s, first, w := witnessOf(t, claim.Steps, window, runs(8000, 12))
	accept := func(w frame.Witness, coverage uint16, want bool) {
		t.Helper()
		c := s.claim
		c.Coverage, c.LatestEnd = coverage, 20040
		word, err := c.Word()
		if err != nil {
			t.Fatal(err)
		}
		w.Public.Claim.SetBigInt(word)
		circuit, err := Assign(claim.Steps, 0, w)
		if err != nil {
			t.Fatal(err)
		}
		if got := Evaluate(c, w.Window, nil).OK; got != want {
			t.Errorf("coverage %d: reference says %t", coverage, got)
		}
		if got := accepts(circuit); got != want {
			t.Errorf("coverage %d: circuit says %t", coverage, got)
		}
	}
	accept(w, 4000, true) // 12 of 30 days
	accept(w, 4001, false)

	start, before, err := first.After()
	if err != nil {
		t.Fatal(err)
	}
	second := &statement.Record{Metric: first.Metric, Issuer: first.Issuer, Subject: first.Subject,
		Start: start, Before: before, FirstDay: first.LastDay() + 1}
	if err := second.Append(s.signer, 3, statement.Block{8000}, statement.Block{0}, statement.Block{8000}); err != nil {
		t.Fatal(err)
	}
	if w.Window, err = second.Window(second.LastDay(), window); err != nil {
		t.Fatal(err)
	}
	accept(w, 4666, true) // 14 of 30 days
	accept(w, 4667, false)
}

func TestAssignRefusesOtherShapes(t *testing.T) {
	_, _, w := witnessOf(t, claim.Steps, window, runs(8000, 3))
	if _, err := Assign(claim.SleepMinutes, 0, w); err == nil {
		t.Error("steps for a circuit of sleep")
	}
	if _, err := Assign(claim.Steps, 30, w); err == nil {
		t.Error("a circuit of 30 days")
	}
	short := *w.Window
	short.Page = short.Page[:100]
	w.Window = &short
	if _, err := Assign(claim.Steps, 0, w); err == nil {
		t.Error("a short page")
	}
}
