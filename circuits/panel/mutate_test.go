package panel

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
// An assertion is named by the function that makes it, its kind and its number
// there: "panel.counted assert 0". Assertions made once for each place of the page
// share a name; "name[3]" is the one of the fourth place. Those made once for each
// amount have its name instead of a number, and the fields of the claim word have
// theirs.
type mutant struct {
	skip map[string]bool // names to leave out
	seen map[string]int  // how often each name was met
	bits map[string]int  // width of each range check

	metric   claim.Metric
	counters map[string]int
	last     string
}

// engineCircuit wraps a circuit for the test engine, which cannot clone one with a
// function in it but takes a pointer to one.
type engineCircuit struct {
	C *Circuit
	m *mutant
}

func (e *engineCircuit) Define(api frontend.API) error {
	e.m.seen, e.m.counters, e.m.bits = map[string]int{}, map[string]int{}, map[string]int{}
	e.C.SetChecker(func(api frontend.API) gadget.RangeChecker {
		return &spyChecker{rangecheck.New(api.(*spy).API), e.m}
	})
	return e.C.Define(&spy{api, e.m})
}

// run solves a circuit with some assertions left out.
func run(c *Circuit, skip []string, opts ...test.TestEngineOption) (*mutant, error) {
	m := &mutant{skip: map[string]bool{}, metric: c.Shape().Metric}
	for _, s := range skip {
		m.skip[s] = true
	}
	shape, err := New(c.Shape().Metric, 0)
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
	where := callerName() + " " + kind
	n := m.counters[where]
	m.counters[where]++
	name, place := fmt.Sprintf("%s %d", where, n), n
	switch where {
	case "panel.page check":
		name, place = where+" "+[]string{"a", "b", "age"}[n%3], n/3
	case "panel.take boolean", "panel.window boolean", "panel.window check":
		name = where
	case "panel.counting boolean", "panel.sameDay assert": // from the second place on
		name, place = where, n+1
	case "panel.counting assert": // one at the first place, then two
		name, place = where+" "+[]string{"window", "order"}[n%2], (n+1)/2
	case "panel.each check":
		name, place = m.ofAmount(where, n/(2*length))+[]string{" low", " high"}[n%2], n%(2*length)/2
	case "panel.mean check":
		name = m.ofAmount(where, n/2) + []string{" low", " high"}[n%2]
	case "panel.lowest check", "panel.lowest assert", "panel.pick assert":
		name = m.ofAmount(where, n)
	case "panel.pick boolean", "panel.chosen assert":
		name, place = m.ofAmount(where, n/length), n%length
	case "gadget.NonZero assert":
		name = where + " present"
		if n >= length {
			name, place = where+" other", n-length
		}
	case "gadget.Fields check":
		name = where + " " + claim.Layout(m.metric)[n].Name
	}
	m.seen[name]++
	m.last = name
	return m.skip[name] || m.skip[fmt.Sprintf("%s[%d]", name, place)]
}

func (m *mutant) ofAmount(where string, i int) string {
	return where + " " + m.metric.Amounts()[i].Name
}

var closure = regexp.MustCompile(`(\.func\d+)+$`)

// callerNames remembers callerName by stack: there are thousands of calls a run.
var callerNames sync.Map

// callerName is the nearest function of the circuits' packages outside tests, such
// as "panel.window".
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
			name = strings.NewReplacer("(*panel).", "", "(*Builder).", "", "(*Circuit).", "").Replace(name)
			name = closure.ReplaceAllString(name, "")
			callerNames.Store(pcs, name)
			return name
		}
		if !more {
			panic("harness: an assertion from nowhere")
		}
	}
}

// own reports an assertion that this package makes, or the lookups of present
// measurements and different days, or that reads a field of the claim word which
// no other family has. The rest are the frame's, which package series attacks.
func own(m claim.Metric, name string) bool {
	if strings.HasPrefix(name, "panel.") || strings.HasPrefix(name, "gadget.NonZero ") {
		return true
	}
	name, ok := strings.CutPrefix(name, "gadget.Fields check ")
	return ok && (name == "days" || name == "coverage" || slices.ContainsFunc(claim.Layout(m), func(f claim.Field) bool {
		return f.Name == name && f.Offset >= claim.HeaderBits
	}))
}

// Every assertion of this package with the number of times it is made and, of a
// range check, its width: that of the largest honest difference.
func TestAssertionsAreTheKnownOnes(t *testing.T) {
	type known struct{ times, bits int }
	want := map[claim.Metric]map[string]known{}
	for _, m := range []claim.Metric{claim.BloodPressure, claim.BMI, claim.AHI} {
		w := map[string]known{
			"panel.page check a":            {length, 13},
			"panel.page check b":            {length, 13},
			"panel.page check age":          {length, 12},
			"panel.take boolean":            {2, 0},
			"panel.take assert 0":           {1, 0},
			"panel.window boolean":          {length, 0},
			"panel.window check":            {length, 13}, // 511 + 4095
			"panel.first assert 0":          {1, 0},
			"panel.counting boolean":        {length - 1, 0},
			"panel.counting assert order":   {length - 1, 0},
			"panel.counting assert window":  {length, 0},
			"panel.sameDay assert":          {length - 1, 0},
			"panel.counted assert 0":        {1, 0},
			"panel.counted assert 1":        {1, 0},
			"panel.counted assert 2":        {1, 0},
			"panel.occasions check 0":       {1, 7}, // 64 days
			"gadget.NonZero assert present": {length, 0},
			"gadget.NonZero assert other":   {length - 1, 0},
		}
		for _, f := range claim.Layout(m) {
			if name := "gadget.Fields check " + f.Name; own(m, name) {
				w[name] = known{1, f.Width}
			}
		}
		want[m] = w
	}
	for _, a := range []string{"systolic", "diastolic"} {
		w := want[claim.BloodPressure]
		w["panel.each check "+a+" low"], w["panel.each check "+a+" high"] = known{length, 13}, known{length, 13}
		w["panel.mean check "+a+" low"], w["panel.mean check "+a+" high"] = known{1, 19}, known{1, 19} // 64 * 8191
		w["panel.lowest check "+a], w["panel.lowest assert "+a] = known{1, 13}, known{1, 0}
		w["panel.pick boolean "+a], w["panel.chosen assert "+a] = known{length, 0}, known{length, 0}
		w["panel.pick assert "+a] = known{1, 0}
	}
	// A bound of 16 bits times the square of a height, one of 22 times minutes.
	for m, bits := range map[claim.Metric]int{claim.BMI: 42, claim.AHI: 35} {
		w, a := want[m], m.Amounts()[0].Name
		w["panel.each check "+a+" low"], w["panel.each check "+a+" high"] = known{length, bits}, known{length, bits}
		w["panel.quotient assert 0"], w["panel.quotient assert 1"] = known{1, 0}, known{1, 0}
	}
	for metric, want := range want {
		s := sceneOf(t, metric)
		if metric == claim.AHI {
			s.measured(Measurement{420, 20, 3})
		}
		m, err := run(s.circuit(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]known{}
		for name, times := range m.seen {
			if own(metric, name) {
				got[name] = known{times, m.bits[name]}
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s\ngot  %v\nwant %v", metric.Name(), got, want)
		}
	}
}

func TestHarnessNoticesUnknownNames(t *testing.T) {
	if _, err := run(newScene(t).circuit(t), []string{"panel.nothing assert 0"}); err == nil {
		t.Error("a misspelt name passes")
	}
}

func BenchmarkEngine(b *testing.B) {
	c := newScene(b).circuit(b)
	for b.Loop() {
		if !accepts(c) {
			b.Fatal("refused")
		}
	}
}
