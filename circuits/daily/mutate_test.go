package daily

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
	"vitalproof/circuits/statement"
)

// mutant runs a circuit on gnark's test engine, names each assertion on the way
// and leaves out those it is told to. The circuit's own code knows nothing of it:
// equalities and booleans are intercepted in the API, range checks through the
// frame's checker.
//
// An assertion is named by the function that makes it, its kind and its number
// there: "daily.mean check 0". Assertions made once for each place of the page
// share a name; "name[3]" is the one of the fourth place. The fields of the claim
// word are named instead of numbered.
type mutant struct {
	skip map[string]bool // names to leave out
	seen map[string]int  // how often each name was met
	bits map[string]int  // width of each range check

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
	m := &mutant{skip: map[string]bool{}}
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
	switch {
	case where == "daily.each check": // two for each place
		name, place = where+" "+[]string{"least", "most"}[n%2], n/2
	case where == "daily.atLevel check" || kind == "boolean":
		name = where
	case where == "gadget.Fields check":
		name = where + " " + claim.Layout(claim.Steps)[n].Name
	}
	m.seen[name]++
	m.last = name
	return m.skip[name] || m.skip[fmt.Sprintf("%s[%d]", name, place)]
}

var closure = regexp.MustCompile(`(\.func\d+)+$`)

// callerNames remembers callerName by stack: there are thousands of calls a run.
var callerNames sync.Map

// callerName is the nearest function of the circuits' packages outside tests, such
// as "daily.window".
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
			name = strings.NewReplacer("(*builder).", "", "(*Builder).", "", "(*Circuit).", "").Replace(name)
			name = closure.ReplaceAllString(name, "")
			callerNames.Store(pcs, name)
			return name
		}
		if !more {
			panic("harness: an assertion from nowhere")
		}
	}
}

// own reports an assertion that this package makes, or that reads a field of the
// claim word which no other family has. The rest are the frame's, which package
// series attacks.
func own(name string) bool {
	if strings.HasPrefix(name, "daily.") {
		return true
	}
	name, ok := strings.CutPrefix(name, "gadget.Fields check ")
	return ok && (name == "days" || slices.ContainsFunc(claim.Layout(claim.Steps), func(f claim.Field) bool {
		return f.Name == name && f.Offset >= claim.HeaderBits
	}))
}

// Every assertion of this package with the number of times it is made and, of a
// range check, its width: that of the largest honest difference.
func TestAssertionsAreTheKnownOnes(t *testing.T) {
	const places = statement.DailyLength
	type known struct{ times, bits int }
	want := map[string]known{
		"daily.window boolean":      {places + 1, 0},
		"daily.window assert 0":     {1, 0},
		"daily.each check least":    {places, 18}, // one bit more than a value
		"daily.each check most":     {places, 18},
		"daily.coverage check 0":    {1, 9},  // 366 days
		"daily.coverage check 1":    {1, 22}, // 10000 * 366
		"daily.mean check 0":        {1, 26}, // 366 * 2^17
		"daily.mean check 1":        {1, 26},
		"daily.atLevel boolean":     {places, 0},
		"daily.atLevel check":       {places, 18},
		"daily.daysAtLevel check 0": {1, 9},
		"daily.run assert 0":        {1, 0},
	}
	for _, f := range claim.Layout(claim.Steps) {
		if name := "gadget.Fields check " + f.Name; own(name) {
			want[name] = known{1, f.Width}
		}
	}
	m, err := run(newScene(t).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]known{}
	for name, times := range m.seen {
		if own(name) {
			got[name] = known{times, m.bits[name]}
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestHarnessNoticesUnknownNames(t *testing.T) {
	if _, err := run(newScene(t).circuit(t), []string{"daily.nothing assert 0"}); err == nil {
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
