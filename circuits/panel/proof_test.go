package panel

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

var bloodPressure = sync.OnceValues(func() (*cs.R1CS, error) {
	circuit, err := New(claim.BloodPressure, 0)
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
	system, err := bloodPressure()
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

// The frame has about 5,200 constraints and the page's hash 459; the rest is 55 a
// place, and 15 more for a second amount. Package catalogue has the golden list.
func TestCost(t *testing.T) {
	const most = 10500
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
		if _, err := New(claim.BloodPressure, days); err == nil {
			t.Errorf("a circuit of %d days", days)
		}
	}
}

// patient is a holder with a record of blood pressure that an issuer sealed day
// after day.
type patient struct {
	*scene
	record *statement.Record
}

const firstDay claim.Day = 19960

// newPatient seals days, the first on firstDay; a day has any number of
// measurements.
func newPatient(t *testing.T, days ...[]Measurement) *patient {
	t.Helper()
	p := &patient{scene: newScene(t)}
	var err error
	p.record, err = statement.NewRecord(p.signer.Public(), p.secret.Subject(p.signer.Public()), claim.BloodPressure, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	p.seal(t, days...)
	return p
}

// seal appends days. Of one day the last measurement is the latest.
func (p *patient) seal(t *testing.T, days ...[]Measurement) {
	t.Helper()
	blocks := make([]statement.Block, len(days))
	for i, day := range days {
		for _, m := range day {
			blocks[i] = append(blocks[i], statement.PanelWord(m.A, m.B))
		}
	}
	if err := p.record.Append(p.signer, 3, blocks...); err != nil {
		t.Fatal(err)
	}
}

// witness is what proves the patient's claim with the seal of a day.
func (p *patient) witness(t *testing.T, end claim.Day) frame.Witness {
	t.Helper()
	w, err := p.record.Window(end, 1)
	if err != nil {
		t.Fatal(err)
	}
	path, err := p.set.Path(p.signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	word, err := p.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	in := statement.PublicInputs{Issuers: p.set.Root(), Scope: p.scope, Nullifier: p.secret.Nullifier(p.scope), Context: p.context}
	in.Claim.SetBigInt(word)
	return frame.Witness{Public: in, Window: w, Secret: p.secret, Path: path}
}

// proves reports whether the seal of a day proves the claim, in plain code and in
// the circuit.
func (p *patient) proves(t *testing.T, end claim.Day) bool {
	t.Helper()
	w := p.witness(t, end)
	c, err := Assign(claim.BloodPressure, 0, w)
	if err != nil {
		t.Fatal(err)
	}
	got, truth := accepts(c), Evaluate(p.claim, w.Window, nil).OK
	if got != truth {
		t.Errorf("seal of %s: plain reference says %t, circuit says %t", end, truth, got)
	}
	return got
}

func none(days int) [][]Measurement { return make([][]Measurement, days) }

// A bad measurement after a good one is on every page from its day on, and the
// seals before it end before the verifier's range begins.
func TestALaterMeasurementCannotBeHidden(t *testing.T) {
	good, bad := []Measurement{{118, 76, 0}}, []Measurement{{150, 95, 0}}
	// Good on day 19960, bad on day 19980, sealed to the end of the range.
	p := newPatient(t, good)
	p.seal(t, none(19)...)
	p.seal(t, bad)
	p.seal(t, none(30)...)
	p.claim.Days = 90
	p.ask("systolicMost", 130, true)
	for end := firstDay; end <= p.record.LastDay(); end += 5 {
		if p.proves(t, end) {
			t.Errorf("the seal of %s proves that the latest is below 130", end)
		}
	}
	// The old seal is a true one: for a range that ends before the bad day.
	p.claim.EarliestEnd, p.claim.LatestEnd = 19970, 19979
	if !p.proves(t, 19979) {
		t.Error("the seal of the day before the bad measurement does not prove the truth")
	}
	// Inside of a wide range the holder chooses the day, as the doc says.
	p.claim.LatestEnd = 19990
	if !p.proves(t, 19979) || p.proves(t, 19980) || p.proves(t, 19990) {
		t.Error("a range over the bad day does not leave the choice of the days before it")
	}
}

// One page holds 64 measurements. An issuer who knows of more seals the last 64,
// and a claim about all of a window that they fill has no proof; a shorter one has.
func TestMoreMeasurementsThanAPageHolds(t *testing.T) {
	var days [][]Measurement
	days = append(days, []Measurement{{190, 110, 0}}) // the bad one, no longer on the page
	for range 39 {
		days = append(days, []Measurement{{118, 76, 0}, {120, 78, 0}})
	}
	p := newPatient(t, days...) // ends on day 19999
	p.claim.EarliestEnd, p.claim.LatestEnd = 19999, 19999
	p.take(claim.TakeAll, 0).ask("systolicMost", 130, true)
	for days, want := range map[int]bool{40: false, 39: false, 32: false, 31: true, 1: true} {
		p.claim.Days = days
		if got := p.proves(t, 19999); got != want {
			t.Errorf("all of %d days: %t", days, got)
		}
	}
	p.claim.Days = 40
	p.take(claim.TakeAverage, length)
	if !p.proves(t, 19999) {
		t.Error("no average of the last 64")
	}
	p.take(claim.TakeLatest, 0)
	if !p.proves(t, 19999) {
		t.Error("no latest")
	}
}

// The latest day is on the page as a whole, however many measurements it has.
func TestALatestDayThatFillsThePage(t *testing.T) {
	day := make([]Measurement, length)
	for i := range day {
		day[i] = Measurement{150, 95, 0}
	}
	day[0] = Measurement{139, 95, 0} // the first of the day is at the end of the page
	p := newPatient(t, []Measurement{{118, 76, 0}}, day)
	p.claim.EarliestEnd, p.claim.LatestEnd = firstDay+1, firstDay+1
	p.take(claim.TakeDayLowest, 0).ask("systolicMost", 139, false)
	if !p.proves(t, firstDay+1) {
		t.Error("the lowest of 64 is not found")
	}
	if p.ask("systolicMost", 139, true); p.proves(t, firstDay+1) {
		t.Error("the lowest is that of the day before")
	}
}

// From a record to a proof, and no proof for what the record does not say: two true
// statements, and each limit in turn false.
func TestProofsOfARecord(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	// In the window of 30 days: 128/82 and 124/84 on one day, then 119/79.
	p := newPatient(t, []Measurement{{160, 100, 0}})
	p.seal(t, none(29)...)
	p.seal(t, []Measurement{{128, 82, 0}, {124, 84, 0}})
	p.seal(t, none(9)...)
	p.seal(t, []Measurement{{119, 79, 0}})
	p.seal(t, none(5)...) // to 20005
	assign := func(change func(*scene)) (*Circuit, bool) {
		t.Helper()
		p.claim.Limits = claim.BloodPressure.NoLimits()
		change(p.scene)
		w := p.witness(t, 20005)
		c, err := Assign(claim.BloodPressure, 0, w)
		if err != nil {
			t.Fatal(err)
		}
		return c, Evaluate(p.claim, w.Window, nil).OK
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
	for name, change := range map[string]func(*scene){
		"latest below 120/80": func(s *scene) { s.ask("systolicMost", 120, true).ask("diastolicMost", 80, true) },
		"average of 3 on 2 days": func(s *scene) {
			s.take(claim.TakeAverage, 3).ask("occasions", 2, false).ask("systolicMost", 124, true).ask("diastolicLeast", 81, false)
		},
	} {
		c, truth := assign(change)
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
	for name, change := range map[string]func(*scene){
		"latest above":    func(s *scene) { s.ask("systolicMost", 119, true) },
		"latest below":    func(s *scene) { s.ask("diastolicLeast", 79, true) },
		"average":         func(s *scene) { s.take(claim.TakeAverage, 2).ask("diastolicMost", 81, false) },
		"average of four": func(s *scene) { s.take(claim.TakeAverage, 4) },
		"occasions":       func(s *scene) { s.take(claim.TakeAverage, 3).ask("occasions", 3, false) },
		"all":             func(s *scene) { s.take(claim.TakeAll, 0).ask("systolicMost", 128, true) },
		"lowest":          func(s *scene) { s.take(claim.TakeDayLowest, 0).ask("diastolicMost", 79, true) },
	} {
		c, truth := assign(change)
		if truth {
			t.Fatalf("%s: true", name)
		}
		if _, err := prove(c); err == nil {
			t.Errorf("%s: a false statement was proved", name)
		}
	}
}

func TestAssignRefusesOtherShapes(t *testing.T) {
	p := newPatient(t, []Measurement{{118, 76, 0}})
	w := p.witness(t, firstDay)
	if _, err := Assign(claim.HbA1c, 0, w); err == nil {
		t.Error("blood pressure for a circuit of HbA1c")
	}
	if _, err := Assign(claim.BloodPressure, 30, w); err == nil {
		t.Error("a circuit of 30 days")
	}
	short := *w.Window
	short.Page = short.Page[:10]
	w.Window = &short
	if _, err := Assign(claim.BloodPressure, 0, w); err == nil {
		t.Error("a short page")
	}
}
