package bench

import (
	"fmt"
	"strings"
	"sync"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/baseline"
	"vitalproof/benchmarks/check"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/meter"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
)

// Subject is a circuit over BN254 to measure, and how to satisfy it.
type Subject struct {
	Name string
	// Group is what subjects that differ in window length only share; empty for a
	// circuit of one size.
	Group    string
	Days     int // 0 for a circuit without a window
	Readings int

	New    func() (frontend.Circuit, error) // what is compiled
	Assign func() (frontend.Circuit, error) // an assignment that satisfies it
	Hints  []solver.Hint                    // beyond gnark's own

	// Part names the parts of the circuit; without it they are the functions that
	// Define calls.
	Part meter.Namer
	// Orient has the R1CS turned as those of the catalogue are (catalogue.Orient).
	Orient bool
	// Statement says that the public inputs are the five of circuits/SPEC.md and
	// that there is one commitment, as our verifier contract takes it.
	Statement bool
}

// Statement is a circuit of the catalogue. A circuit for any window length is
// measured with a month.
func Statement(c catalogue.Circuit) Subject {
	days := c.Days
	if days == 0 {
		days = 30
	}
	// Inventing and sealing readings is the issuer's work, not measured here.
	invented := sync.OnceValues(func() (frame.Witness, error) {
		s, err := specimen.New(c.Metric, days)
		if err != nil {
			return frame.Witness{}, err
		}
		return s.Witness(statement.ScopeText("benchmark"), statement.ScopeText("context"))
	})
	s := Subject{
		Name: c.Name, Days: c.Days, Readings: days * max(1, c.Metric.SlotsPerDay()),
		New: c.Shape, Hints: catalogue.Hints(), Part: catalogue.PartOf, Orient: true, Statement: true,
		Assign: func() (frontend.Circuit, error) {
			w, err := invented()
			if err != nil {
				return nil, err
			}
			return c.Assign(w)
		},
	}
	switch c.Family {
	case claim.Series:
		s.Group = c.Metric.Name()
	case claim.Panel, claim.Codes:
		s.Readings = 0 // few measurements or codes, whatever the window
	}
	return s
}

// Check is the check of benchmarks/check by one of the techniques of
// benchmarks/baseline.
func Check(t baseline.Technique, days int) Subject {
	return Subject{
		Name: fmt.Sprintf("check/%s-%dd", t, days), Group: "check/" + string(t), Days: days, Readings: days * check.PerDay,
		New:    func() (frontend.Circuit, error) { return baseline.New(t, days) },
		Assign: func() (frontend.Circuit, error) { return baseline.Assign(t, check.Readings(days, seed)) },
		Hints:  baseline.Hints(),
		Orient: true, // as good for the others as for ours
	}
}

// seed of the invented windows; peers get the same.
const seed = 1

// CheckDays are the window lengths of the comparisons.
var CheckDays = []int{1, 7, 14, 30}

// All lists every circuit of this repository: the catalogue, then the check by each
// technique.
func All() []Subject {
	var all []Subject
	for _, c := range catalogue.All() {
		all = append(all, Statement(c))
	}
	for _, t := range baseline.Techniques() {
		for _, days := range CheckDays {
			all = append(all, Check(t, days))
		}
	}
	return all
}

// definedBy names a part after the function that Define calls, or after the
// innermost function outside gnark for work that was put off to the end.
func definedBy(functions []string) string {
	for i, f := range functions {
		if strings.HasSuffix(f, ").Define") {
			if i == 0 || strings.Contains(functions[i-1], "/circuits/meter.") {
				return "Define itself"
			}
			return short(functions[i-1])
		}
	}
	for _, f := range functions {
		if !strings.Contains(f, "/circuits/meter.") && !strings.HasPrefix(f, "github.com/consensys/gnark/") {
			return short(f)
		}
	}
	for _, f := range functions {
		if strings.HasPrefix(f, "github.com/consensys/gnark/std/") {
			return short(f)
		}
	}
	return "gnark"
}

// short cuts a function's full name to package.Function.
func short(function string) string {
	function = function[strings.LastIndexByte(function, '/')+1:]
	return strings.Split(function, ".func")[0]
}
