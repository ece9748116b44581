package daily

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// builder carries what the checks share.
type builder struct {
	frame *frame.Builder
	api   frontend.API
	check gadget.RangeChecker
	bits  int // of a value
}

// day is a place of the page, as the limits see it.
type day struct {
	value  frontend.Variable
	in     frontend.Variable // 1 in the window, 0 before it
	inside frontend.Variable // the value, 0 before the window
	filled frontend.Variable // 1 if inside is not 0, else 0
}

// limits asserts every limit of the claim over the page's values, the sealed day
// first.
//
// A comparison a >= b is a range check of a - b (minus the strictness bit) to a
// width that holds the largest honest difference. All operands are bounded
// integers far below the modulus, so a negative difference is near the modulus
// and fails.
func (b *builder) limits(values []frontend.Variable) error {
	in, err := b.window(len(values))
	if err != nil {
		return err
	}
	days := b.days(values, in)
	b.each(days)

	n, sum := frontend.Variable(0), frontend.Variable(0)
	for _, d := range days {
		n, sum = b.api.Add(n, d.filled), b.api.Add(sum, d.inside)
	}
	b.coverage(n, len(values))
	b.mean(n, sum, len(values))

	at, err := b.atLevel(days)
	if err != nil {
		return err
	}
	b.daysAtLevel(at)
	b.run(at)
	return nil
}

// window marks the claim's days: in[i] is 1 for i < days and 0 from there on.
//
// The page falls from 1 before its first day to 0 after its last. Each step down
// is 0 or 1, so exactly one is 1, and with the sum of all places it stands behind
// the last day of the window. A number of days that no page has is refused.
func (b *builder) window(places int) ([]frontend.Variable, error) {
	days := b.frame.Field("days")
	in, err := b.api.Compiler().NewHint(WindowHint, places, days)
	if err != nil {
		return nil, err
	}
	total, last := frontend.Variable(0), frontend.Variable(1)
	for _, v := range in {
		b.api.AssertIsBoolean(b.api.Sub(last, v))
		total, last = b.api.Add(total, v), v
	}
	b.api.AssertIsBoolean(last)
	b.api.AssertIsEqual(total, days)
	return in, nil
}

// days cuts the values to the window. filled is exact: a day without a value
// could else raise a mean that the claim asks to be low, or one with a value
// vanish.
func (b *builder) days(values, in []frontend.Variable) []day {
	days := make([]day, len(values))
	for i, v := range values {
		inside := b.api.Mul(v, in[i])
		days[i] = day{v, in[i], inside, b.api.Sub(1, b.api.IsZero(inside))}
	}
	return days
}

// each: eachLeast <= value for the filled days of the window, and value <=
// eachMost for all its days; 0 <= value < 2^bits for every place, on which the
// packing of the page relies.
//
// Both bounds are themselves numbers below 2^bits, so the two differences of a
// value confine it between them whatever their width. One bit more than a value
// has is two limbs of nine bits, which costs a constraint less than 17 bits do.
func (b *builder) each(days []day) {
	most := uint64(1)<<b.bits - 1
	least, lowered := b.frame.Field("eachLeast"), b.api.Sub(most, b.frame.Field("eachMost"))
	for _, d := range days {
		b.check.Check(b.api.Sub(d.value, b.api.Mul(least, d.filled)), b.bits+1)
		b.check.Check(b.api.Sub(most, b.api.Mul(lowered, d.in), d.value), b.bits+1)
	}
}

// coverage: n >= 1, and 10000 n >= bp days.
func (b *builder) coverage(n frontend.Variable, places int) {
	b.check.Check(b.api.Sub(n, 1), bitLen(uint64(places)))
	expected := b.api.Mul(b.frame.Field("coverage"), b.frame.Field("days"))
	b.check.Check(b.api.Sub(b.api.Mul(n, claim.WholeShare), expected), bitLen(claim.WholeShare*uint64(places)))
}

// mean: least n <= S <= most n.
func (b *builder) mean(n, sum frontend.Variable, places int) {
	width := bitLen(uint64(places) << b.bits)
	least := b.api.Mul(b.frame.Field("meanLeast"), n)
	b.check.Check(b.api.Sub(sum, least, b.frame.Field("meanLeastStrict")), width)
	most := b.api.Mul(b.frame.Field("meanMost"), n)
	b.check.Check(b.api.Sub(most, sum, b.frame.Field("meanMostStrict")), width)
}

// atLevel marks days of the window that are at or above the level. A prover may
// leave one unmarked, which helps against no limit. Without a level any day may be
// marked; then no valid claim counts them.
func (b *builder) atLevel(days []day) ([]frontend.Variable, error) {
	level := b.frame.Field("level")
	inputs := []frontend.Variable{level}
	for _, d := range days {
		inputs = append(inputs, d.inside)
	}
	at, err := b.api.Compiler().NewHint(LevelHint, len(days), inputs...)
	if err != nil {
		return nil, err
	}
	for i, d := range days {
		b.api.AssertIsBoolean(at[i])
		b.check.Check(b.api.Sub(d.inside, b.api.Mul(level, at[i])), b.bits+1)
	}
	return at, nil
}

// daysAtLevel: at least daysAtLevel days are marked.
func (b *builder) daysAtLevel(at []frontend.Variable) {
	count := frontend.Variable(0)
	for _, a := range at {
		count = b.api.Add(count, a)
	}
	b.check.Check(b.api.Sub(count, b.frame.Field("daysAtLevel")), bitLen(uint64(len(at))))
}

// run: at least runAtLevel consecutive days are marked. The length of the run that
// ends on a day grows by one or falls to 0, so a run of at least v days has
// somewhere been exactly v days long: the product of all differences from v is 0.
// It begins with the length before the first day, so v = 0 asks nothing.
func (b *builder) run(at []frontend.Variable) {
	v := b.frame.Field("runAtLevel")
	length, product := frontend.Variable(0), v
	for _, a := range at {
		length = b.api.Mul(a, b.api.Add(length, 1))
		product = b.api.Mul(product, b.api.Sub(v, length))
	}
	b.api.AssertIsEqual(product, 0)
}

func bitLen(n uint64) int { return new(big.Int).SetUint64(n).BitLen() }

// Hints lists the hint functions of this package. They must be registered with
// the solver wherever proofs are made.
func Hints() []solver.Hint { return []solver.Hint{WindowHint, LevelHint} }

// WindowHint marks the first places of a page, as many as its input says.
func WindowHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != statement.DailyLength {
		return errors.New("window: wrong shape")
	}
	for i := range out {
		out[i].SetInt64(0)
		if in[0].Cmp(big.NewInt(int64(i))) > 0 {
			out[i].SetInt64(1)
		}
	}
	return nil
}

// LevelHint marks the values at or above a level, which is the first input. A
// level of 0 is none and marks nothing.
func LevelHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != len(out)+1 {
		return errors.New("level: wrong shape")
	}
	for i := range out {
		out[i].SetInt64(0)
		if in[0].Sign() > 0 && in[i+1].Cmp(in[0]) >= 0 {
			out[i].SetInt64(1)
		}
	}
	return nil
}
