package codes

import (
	"fmt"
	"maps"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// mutant runs a circuit on gnark's test engine, names each assertion on the way
// and leaves out those it is told to. The circuit's own code knows nothing of it:
// equalities and booleans are intercepted in the API, range checks through the
// frame's checker.
//
// An assertion is named by the function that makes it and its kind; "name[3]" is
// the fourth that it makes.
type mutant struct {
	skip map[string]bool // names to leave out
	seen map[string]int  // how often each name was met
}

// engineCircuit wraps a circuit for the test engine, which cannot clone one with a
// function in it but takes a pointer to one.
type engineCircuit struct {
	C *Circuit
	m *mutant
}

func (e *engineCircuit) Define(api frontend.API) error {
	e.m.seen = map[string]int{}
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
}

// skips names an assertion of a kind by its caller and tells whether to leave it
// out.
func (m *mutant) skips(kind string) bool {
	name := callerName() + " " + kind
	n := m.seen[name]
	if name == "gadget.Fields check" {
		layout := claim.Layout(claim.ICD10CM)
		name += " " + layout[n%len(layout)].Name
		m.seen["gadget.Fields check"]++
	}
	m.seen[name]++
	return m.skip[name] || m.skip[fmt.Sprintf("%s[%d]", name, n)]
}

var closure = regexp.MustCompile(`(\.func\d+)+$`)

// callerName is the nearest function of the circuits' packages outside tests, such
// as "codes.lane"; of shared gadgets, with the function of this package that calls
// them: "codes.member gadget.NonZero". A gadget's own work that gnark does later has
// no such caller.
func callerName() string {
	var pcs [12]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	shared := ""
	for {
		frame, more := frames.Next()
		name, ours := strings.CutPrefix(frame.Function, "vitalproof/circuits/")
		if ours && !strings.HasSuffix(frame.File, "_test.go") {
			name = strings.NewReplacer("(*statementOf).", "", "(*Builder).", "", "(*Circuit).", "").Replace(name)
			name = closure.ReplaceAllString(name, "")
			switch {
			case strings.HasPrefix(name, "codes.") && shared == "gadget.NonZero":
				return name + " " + shared
			case shared != "":
				return shared
			case name != "gadget.NonZero":
				return name
			}
			shared = name
		}
		if !more {
			if shared != "" {
				return shared
			}
			panic("harness: an assertion from nowhere")
		}
	}
}

// own reports an assertion that this package makes, or that only it uses. The
// rest are the frame's and the gadgets', which have attacks of their own.
func own(name string) bool {
	return strings.HasPrefix(name, "codes.") || name == "gadget.Lookup assert" || name == "gadget.Histogram assert" ||
		name == "gadget.Fields check member" || name == "gadget.Fields check set"
}

// For each place: the first lane, its missing places, the lane; two ends.
const (
	laneAsserts   = 1 + codeset.Places - codeset.FirstPlaces + 1
	insideAsserts = 2
)

// Every assertion of this package with the number of times it is made.
func TestAssertionsAreTheKnownOnes(t *testing.T) {
	const places = statement.CodesLength
	want := map[string]int{
		"codes.member gadget.NonZero assert": places + 1, // the places, and the product
		"codes.member assert":                1,
		"codes.lane assert":                  places * laneAsserts,
		"codes.inside assert":                places * insideAsserts,
		"codes.named boolean":                1,
		"codes.named assert":                 3,
		"gadget.Lookup assert":               1,
		"gadget.Histogram assert":            1,
		"gadget.Fields check member":         1,
		"gadget.Fields check set":            1,
	}
	m, err := run(newScene(t).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for name, times := range m.seen {
		if own(name) {
			got[name] = times
		}
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
