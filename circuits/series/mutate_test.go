package series

import (
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// mutant runs a circuit on gnark's test engine, names each assertion on the way
// and leaves out those it is told to. The circuit's own code knows nothing of it:
// equalities and booleans are intercepted in the API, range checks through the
// frame's checker.
//
// An assertion is named by the function of this package, frame or gadget that
// makes it, its kind and its number there: "frame.windowEnd check 0". The fields
// of the claim word, the limits and the histograms are named instead of numbered.
// Assertions made in loops share a name; "name[3]" is the fourth.
type mutant struct {
	skip map[string]bool // names to leave out
	seen map[string]int  // how often each name was met
	bits map[string]int  // width of each range check

	counters map[string]int
	last     string
	metric   claim.Metric
	hours    int
}

// engineCircuit wraps a circuit for the test engine, which cannot clone one with
// a function in it but takes a pointer to one.
type engineCircuit struct {
	C *Circuit
	m *mutant
}

func (e *engineCircuit) Define(api frontend.API) error {
	e.m.seen, e.m.counters, e.m.bits = map[string]int{}, map[string]int{}, map[string]int{}
	e.m.metric, e.m.hours = e.C.Shape().Metric, len(e.C.Readings)/(e.C.Shape().Metric.SlotsPerDay()/hoursPerDay)
	e.C.SetChecker(func(api frontend.API) gadget.RangeChecker {
		return &spyChecker{rangecheck.New(api.(*spy).API), e.m}
	})
	return e.C.Define(&spy{api, e.m})
}

// run solves a circuit with some assertions left out.
func run(c *Circuit, skip []string, opts ...test.TestEngineOption) (*mutant, error) {
	m := &mutant{skip: map[string]bool{}}
	for _, s := range skip {
		m.skip[s] = true
	}
	shape, err := New(c.Shape().Metric, c.Shape().Days)
	if err != nil {
		return nil, err
	}
	defer lockEngine()()
	err = test.IsSolved(&engineCircuit{shape, m}, &engineCircuit{C: c}, ecc.BN254.ScalarField(), opts...)
	for s := range m.skip {
		if name, _, _ := strings.Cut(s, "["); m.seen[name] == 0 && err == nil {
			return m, fmt.Errorf("harness: no assertion is called %q", s)
		}
	}
	return m, err
}

// accepts reports whether the unchanged circuit accepts an assignment.
func accepts(c *Circuit, opts ...test.TestEngineOption) bool {
	_, err := run(c, nil, opts...)
	return err == nil
}

type spy struct {
	frontend.API // the test engine
	m            *mutant
}

func (s *spy) AssertIsEqual(a, b frontend.Variable) {
	if !s.m.skips("assert") {
		s.API.AssertIsEqual(a, b)
	}
}

func (s *spy) AssertIsBoolean(v frontend.Variable) {
	if !s.m.skips("boolean") {
		s.API.AssertIsBoolean(v)
	}
}

// BatchInvert keeps the engine's fast path.
func (s *spy) BatchInvert(v []frontend.Variable) []frontend.Variable {
	return s.API.(frontend.BatchInverter).BatchInvert(v)
}

// The circuits use no other assertion. If one does, the harness has to learn it.
func (s *spy) AssertIsDifferent(_, _ frontend.Variable)     { panic("harness: unknown assertion") }
func (s *spy) AssertIsCrumb(frontend.Variable)              { panic("harness: unknown assertion") }
func (s *spy) AssertIsLessOrEqual(_, _ frontend.Variable)   { panic("harness: unknown assertion") }
func (s *spy) Div(_, _ frontend.Variable) frontend.Variable { panic("harness: unknown assertion") }
func (s *spy) Inverse(frontend.Variable) frontend.Variable  { panic("harness: unknown assertion") }
func (s *spy) ToBinary(frontend.Variable, ...int) []frontend.Variable {
	panic("harness: unknown assertion")
}

type spyChecker struct {
	inner gadget.RangeChecker
	m     *mutant
}

func (s *spyChecker) Check(v frontend.Variable, bits int) {
	if !s.m.skips("check") {
		s.inner.Check(v, bits)
	}
	s.m.bits[s.m.last] = bits
}

// skips names an assertion of a kind by its caller and tells whether to leave it
// out.
func (m *mutant) skips(kind string) bool {
	place := callerName() + " " + kind
	n := m.counters[place]
	m.counters[place]++
	name := fmt.Sprintf("%s %d", place, n)
	switch {
	case kind == "boolean":
		name = place
	case place == "gadget.Fields check":
		name = place + " " + claim.Layout(m.metric)[n].Name
	case place == "gadget.Histogram assert":
		name = place + " " + []string{"night", "day", "gap"}[n]
	case place == "series.limits check":
		name = place + " " + limitNames(m.metric)[n]
	case place == "series.longestGap assert" && n < m.hours:
		name = place + " hour"
	case place == "series.longestGap assert":
		name = place + " choice"
	}
	m.seen[name]++
	m.last = name
	return m.skip[name] || m.skip[fmt.Sprintf("%s[%d]", name, n)]
}

// limitNames are the range checks of limits in order.
func limitNames(m claim.Metric) []string {
	names := []string{"readings", "coverage"}
	for _, r := range m.Rows() {
		switch r.Form {
		case claim.TimeOfDay, claim.LongestGap, claim.CVAtMost: // asserted elsewhere
		default:
			names = append(names, r.Name)
		}
	}
	return names
}

// shares are the rows that bound the share of readings in a range.
func shares(m claim.Metric) []claim.Row {
	return slices.DeleteFunc(slices.Clone(m.Rows()), func(r claim.Row) bool { return !isShare(r) })
}

// rowOf finds a row by name.
func rowOf(m claim.Metric, name string) claim.Row {
	rows := m.Rows()
	return rows[slices.IndexFunc(rows, func(r claim.Row) bool { return r.Name == name })]
}

var closure = regexp.MustCompile(`(\.func\d+)+$`)

// callerNames remembers callerName by stack: bits are asserted 500 times a run.
var callerNames sync.Map

// callerName is the nearest function of the circuits' packages outside tests,
// such as "series.windowEnd".
func callerName() string {
	var pcs [6]uintptr
	runtime.Callers(3, pcs[:])
	if name, ok := callerNames.Load(pcs); ok {
		return name.(string)
	}
	frames := runtime.CallersFrames(pcs[:])
	for {
		frame, more := frames.Next()
		name, ours := strings.CutPrefix(frame.Function, "vitalproof/circuits/")
		if ours && !strings.HasSuffix(frame.File, "_test.go") {
			name = strings.NewReplacer("(*Builder).", "", "(*Circuit).", "", "(*counted).", "").Replace(name)
			name = closure.ReplaceAllString(name, "")
			callerNames.Store(pcs, name)
			return name
		}
		if !more {
			panic("harness: an assertion from nowhere")
		}
	}
}

// assertions lists every assertion of the circuit and how often it is made.
func assertions(t testing.TB) map[string]int {
	t.Helper()
	m, err := run(newScene(t, 1).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m.seen
}

// A loop that leaves out one of its bits keeps its name, so the numbers count.
func TestAssertionsAreTheKnownOnes(t *testing.T) {
	want := map[string]int{
		"gadget.Fields assert 0": 1, "frame.claimFields assert 0": 1, "frame.claimFields assert 1": 1,
		"frame.claimFields assert 2": 1, "frame.windowEnd check 0": 1, "frame.windowEnd check 1": 1,
		"frame.sealed check 0": 1, "frame.sealed check 1": 1,
		"gadget.Member assert 0": 1, "gadget.Member assert 1": 1, "gadget.Member assert 2": 1, "gadget.Member assert 3": 1,
		"gadget.canonicalBits boolean": 255, "gadget.canonicalBits assert 0": 1,
		"gadget.canonicalBits check 0": 1, "gadget.canonicalBits check 1": 1,
		"gadget.mulFixed boolean": gadget.ScalarBits, "gadget.VerifySeal assert 0": 1, "gadget.VerifySeal assert 1": 1,
		"frame.nullifier assert 0":      1,
		"gadget.Histogram assert night": 1, "gadget.Histogram assert day": 1, "gadget.Histogram assert gap": 1,
		"series.selectParts assert 0": 1, "series.variation check 0": 1,
		"series.longestGap assert hour": 24, "series.longestGap assert choice": 1,
	}
	for _, f := range claim.Layout(claim.Glucose15) {
		want["gadget.Fields check "+f.Name] = 1
	}
	for _, l := range limitNames(claim.Glucose15) {
		want["series.limits check "+l] = 1
	}
	got := assertions(t)
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if got[name] != want[name] {
			t.Errorf("%s: made %d times, want %d", name, got[name], want[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] == 0 {
			t.Errorf("%s: gone", name)
		}
	}
}

func TestHarnessNoticesUnknownNames(t *testing.T) {
	if _, err := run(newScene(t, 1).circuit(t), []string{"series.nothing assert 0"}); err == nil {
		t.Error("a misspelt name passes")
	}
}

func BenchmarkEngine(b *testing.B) {
	c := newScene(b, 1).circuit(b)
	for b.Loop() {
		if !accepts(c) {
			b.Fatal("refused")
		}
	}
}
