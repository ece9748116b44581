package baseline

import (
	"errors"
	"fmt"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/check"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Technique names a way to write the check.
type Technique string

// The techniques, ours first, then from the cheapest to the dearest.
const (
	Histogram      Technique = "histogram"
	RangeCheck     Technique = "range-check"
	Bits           Technique = "bits"
	Comparators    Technique = "comparators"
	HashPerReading Technique = "hash-per-reading"
)

// design is what techniques differ in.
type design struct {
	// count asserts that every reading is one and returns the counts.
	count func(frontend.API, []frontend.Variable) (counts, error)
	// digest and plain are one hash, in a circuit and in plain code. digest may
	// rely on count having bounded the readings.
	digest func(frontend.API, []frontend.Variable) (frontend.Variable, error)
	plain  func([]uint64) statement.Field
}

var designs = map[Technique]design{
	Histogram:      {countByHistogram, hashDays, plainDays},
	RangeCheck:     {countByRangeCheck, hashDays, plainDays},
	Bits:           {countByBits, hashDays, plainDays},
	Comparators:    {countByComparators, hashDays, plainDays},
	HashPerReading: {countByBits, hashEach, plainEach},
}

// Errors of New and Assign.
var (
	ErrTechnique = errors.New("no such technique")
	ErrDays      = errors.New("not a number of whole days")
)

// Techniques lists the techniques in the order above.
func Techniques() []Technique {
	return []Technique{Histogram, RangeCheck, Bits, Comparators, HashPerReading}
}

// New returns an empty circuit, to be compiled with either of gnark's builders.
func New(t Technique, days int) (frontend.Circuit, error) { return shape(t, days*check.PerDay) }

func shape(t Technique, readings int) (*circuit, error) {
	if _, ok := designs[t]; !ok {
		return nil, fmt.Errorf("%w: %q", ErrTechnique, t)
	}
	if readings < check.PerDay || readings > claim.MaxDays*check.PerDay || readings%check.PerDay != 0 {
		return nil, fmt.Errorf("%w: %d readings", ErrDays, readings)
	}
	return &circuit{Readings: make([]frontend.Variable, readings), technique: t}, nil
}

// Assign fills a circuit for proving, with the digest and the counts that the
// readings have. Readings that miss a target are assigned too, and satisfy no
// circuit; readings outside their bounds have no counts and are refused.
func Assign(t Technique, readings []uint64) (frontend.Circuit, error) {
	c, err := shape(t, len(readings))
	if err != nil {
		return nil, err
	}
	found, err := check.Evaluate(readings)
	if err != nil && !errors.Is(err, check.ErrTarget) {
		return nil, err
	}
	for i, r := range readings {
		c.Readings[i] = r
	}
	c.Digest = designs[t].plain(readings)
	c.N, c.Below54, c.Below70, c.Above180, c.Above250 = found.N, found.Below54, found.Below70, found.Above180, found.Above250
	return c, nil
}

// Digest is the plain reference of the first public input. HashPerReading has
// another hash than the others.
func Digest(t Technique, readings []uint64) (statement.Field, error) {
	if _, err := shape(t, len(readings)); err != nil {
		return statement.Field{}, err
	}
	for i, r := range readings {
		if r != 0 && (r < check.Least || r > check.Most) {
			return statement.Field{}, fmt.Errorf("%w: number %d", check.ErrReading, i)
		}
	}
	return designs[t].plain(readings), nil
}

// Hints lists the hint functions that are not gnark's own. They must be registered
// with the solver wherever proofs are made.
func Hints() []solver.Hint { return []solver.Hint{gadget.CountHint, RangeHint} }
