package panel

import (
	"math/big"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Largest values by their widths: a measurement's number and a window's days.
const (
	most     = 1<<claim.ChannelBits - 1
	mostDays = 1<<9 - 1
	length   = statement.PanelLength
)

// panel carries what the limits share.
type panel struct {
	*frame.Builder
	c *Circuit

	average, all, dayLowest frontend.Variable // one is 1, or none for the latest

	inWindow [length]frontend.Variable // 1 if present and in the window, else 0
	counts   [length]frontend.Variable // 1 if the claim counts it: ones and then zeros
	number   frontend.Variable         // of those that count
}

// limits asserts every limit of the claim over the measurements that count.
//
// A comparison a >= b is a range check of a - b (minus the strictness bit) to a
// width that holds the largest honest difference. All operands are bounded
// integers far below the modulus, so a negative difference is near the modulus
// and fails.
func (c *Circuit) limits(b *frame.Builder) error {
	p := &panel{Builder: b, c: c}
	if err := p.take(); err != nil {
		return err
	}
	if err := p.window(); err != nil {
		return err
	}
	if err := p.counted(); err != nil {
		return err
	}
	if err := p.occasions(); err != nil {
		return err
	}
	for i, a := range c.Shape().Metric.Amounts() {
		if err := p.amount(i, a); err != nil {
			return err
		}
	}
	return nil
}

// take tells from the claim which measurements count.
func (p *panel) take() error {
	api, take := p.API, p.Field("take")
	bits, err := api.Compiler().NewHint(TakeHint, 2, take)
	if err != nil {
		return err
	}
	api.AssertIsBoolean(bits[0])
	api.AssertIsBoolean(bits[1])
	api.AssertIsEqual(api.Add(bits[0], api.Mul(bits[1], 2)), take)
	p.dayLowest = api.Mul(bits[0], bits[1])
	p.average = api.Sub(bits[0], p.dayLowest)
	p.all = api.Sub(bits[1], p.dayLowest)
	return nil
}

// window decides for each measurement whether it is present and fewer than days
// old. Both answers are exact: a claim about all measurements of the window would
// else miss some.
func (p *panel) window() error {
	api, c := p.API, p.c
	days := p.Field("days")
	present, err := gadget.NonZero(api, c.A[:])
	if err != nil {
		return err
	}
	young, err := api.Compiler().NewHint(WindowHint, length, append([]frontend.Variable{days}, c.Age[:]...)...)
	if err != nil {
		return err
	}
	for i, in := range young {
		api.AssertIsBoolean(in)
		// in: days - age - 1 >= 0; not in: age - days >= 0.
		sign := api.Sub(api.Mul(in, 2), 1)
		difference := api.Sub(api.Mul(sign, api.Sub(days, c.Age[i])), in)
		p.Check.Check(difference, bitLen(mostDays+statement.MaxAge))
		p.inWindow[i] = api.Mul(in, present[i])
	}
	return nil
}

// counted asserts which measurements count: the first of the page, as many as the
// claim takes, all of them in the window. More than the latest may count where it
// takes the latest; each of them then has to meet the limits.
func (p *panel) counted() error {
	api, c := p.API, p.c
	inputs := []frontend.Variable{p.Field("take"), p.Field("last")}
	inputs = append(append(inputs, p.inWindow[:]...), c.Age[:]...)
	counts, err := api.Compiler().NewHint(CountedHint, length, inputs...)
	if err != nil {
		return err
	}
	copy(p.counts[:], counts)
	p.first()
	p.number = 0
	var within frontend.Variable = 0
	for i, one := range counts {
		p.number, within = api.Add(p.number, one), api.Add(within, p.inWindow[i])
		p.counting(i)
		p.sameDay(i)
	}
	api.AssertIsEqual(api.Mul(p.average, api.Sub(p.number, p.Field("last"))), 0)
	// All: none of the window is left out, neither on the page nor, if the page is
	// full, beyond its end.
	api.AssertIsEqual(api.Mul(p.all, api.Sub(p.number, within)), 0)
	api.AssertIsEqual(api.Mul(p.all, p.inWindow[length-1]), 0)
	return nil
}

// first: the latest measurement counts, so that no claim is met by none.
func (p *panel) first() { p.API.AssertIsEqual(p.counts[0], 1) }

// counting: what counts is in the window, and after what does not count nothing
// does.
func (p *panel) counting(i int) {
	api, one := p.API, p.counts[i]
	if i > 0 {
		api.AssertIsBoolean(one)
		api.AssertIsEqual(api.Mul(one, api.Sub(1, p.counts[i-1])), 0)
	}
	api.AssertIsEqual(api.Mul(one, api.Sub(1, p.inWindow[i])), 0)
}

// sameDay: the lowest of the latest day is over measurements of that day. Fewer of
// them can only make it higher.
func (p *panel) sameDay(i int) {
	if i == 0 {
		return
	}
	api := p.API
	api.AssertIsEqual(api.Mul(api.Mul(p.counts[i], p.dayLowest), api.Sub(p.c.Age[i], p.c.Age[0])), 0)
}

// occasions asserts that the measurements that count are of at least as many days
// as the claim says. They are sealed in the order of their days.
func (p *panel) occasions() error {
	api, c := p.API, p.c
	steps := make([]frontend.Variable, length-1)
	for i := range steps {
		steps[i] = api.Sub(c.Age[i+1], c.Age[i])
	}
	other, err := gadget.NonZero(api, steps)
	if err != nil {
		return err
	}
	days := p.counts[0]
	for i := range other {
		days = api.Add(days, api.Mul(other[i], p.counts[i+1]))
	}
	p.Check.Check(api.Sub(days, p.Field("occasions")), bitLen(length))
	return nil
}

// bounds are the claim's limits on one amount, as the limits see them.
type bounds struct {
	low, lowStrict, high, highStrict frontend.Variable
	amount                           claim.Amount
	bits                             int // of a bound
}

func (p *panel) boundsOf(index int, amount claim.Amount) bounds {
	b := bounds{amount: amount}
	for _, r := range p.c.Shape().Metric.Rows() {
		switch {
		case r.Form == claim.AmountAtLeast && r.Index == index:
			b.low, b.lowStrict = p.Bound(r)
		case r.Form == claim.AmountAtMost && r.Index == index:
			b.high, b.highStrict = p.Bound(r)
			b.bits = r.Bits
		}
	}
	return b
}

// amount asserts the limits on one amount: on every measurement that counts, or on
// their average, or on the lowest.
func (p *panel) amount(index int, amount claim.Amount) error {
	b := p.boundsOf(index, amount)
	numerators := make([]frontend.Variable, length)
	for i := range numerators {
		numerators[i] = p.API.Add(p.API.Mul(p.c.A[i], amount.A), p.API.Mul(p.c.B[i], amount.B))
	}
	p.each(b, numerators)
	if amount.Divisor != claim.ByOne {
		p.quotient()
		return nil
	}
	p.mean(b, numerators)
	return p.lowest(b, numerators)
}

// each: for the latest or all, every measurement that counts meets the limits,
// low*divisor <= numerator <= high*divisor.
func (p *panel) each(b bounds, numerators []frontend.Variable) {
	api, c := p.API, p.c
	bits := bitLen(b.largest())
	takesEach := api.Sub(1, p.average, p.dayLowest)
	for i, numerator := range numerators {
		low, high := b.low, b.high
		switch b.amount.Divisor {
		case claim.ByA:
			low, high = api.Mul(low, c.A[i]), api.Mul(high, c.A[i])
		case claim.ByBSquared:
			square := api.Mul(c.B[i], c.B[i])
			low, high = api.Mul(low, square), api.Mul(high, square)
		}
		on := api.Mul(p.counts[i], takesEach)
		p.Check.Check(api.Mul(on, api.Sub(numerator, low, b.lowStrict)), bits)
		p.Check.Check(api.Mul(on, api.Sub(high, numerator, b.highStrict)), bits)
	}
}

// quotient: there is no average and no lowest of a quotient, and no proof of such
// a claim.
func (p *panel) quotient() {
	p.API.AssertIsEqual(p.average, 0)
	p.API.AssertIsEqual(p.dayLowest, 0)
}

// mean: low*k <= sum <= high*k for the k measurements that count.
func (p *panel) mean(b bounds, numerators []frontend.Variable) {
	api := p.API
	var sum frontend.Variable = 0
	for i, v := range numerators {
		sum = api.Add(sum, api.Mul(p.counts[i], v))
	}
	bits := bitLen(length * b.largest())
	p.Check.Check(api.Mul(p.average, api.Sub(sum, api.Mul(b.low, p.number), b.lowStrict)), bits)
	p.Check.Check(api.Mul(p.average, api.Sub(api.Mul(b.high, p.number), sum, b.highStrict)), bits)
}

// lowest: the lowest number of the latest day is at most high. The lowest of what
// the prover lets count says nothing about a limit from below.
func (p *panel) lowest(b bounds, numerators []frontend.Variable) error {
	api := p.API
	picked, err := p.pick(numerators)
	if err != nil {
		return err
	}
	p.Check.Check(api.Mul(p.dayLowest, api.Sub(b.high, picked, b.highStrict)), bitLen(b.largest()))
	api.AssertIsEqual(api.Mul(p.dayLowest, api.Add(b.low, b.lowStrict)), 0)
	return nil
}

// pick returns the number of one measurement that counts. The prover chooses it;
// the lowest is best for it, since only limits from above are set on it.
func (p *panel) pick(numbers []frontend.Variable) (frontend.Variable, error) {
	api := p.API
	chosen, err := api.Compiler().NewHint(LowestHint, length, append(append([]frontend.Variable{}, numbers...), p.counts[:]...)...)
	if err != nil {
		return nil, err
	}
	var picked, ones frontend.Variable = 0, 0
	for i, one := range chosen {
		api.AssertIsBoolean(one)
		p.chosen(i, one)
		picked = api.Add(picked, api.Mul(one, numbers[i]))
		ones = api.Add(ones, one)
	}
	api.AssertIsEqual(ones, 1)
	return picked, nil
}

// chosen: what is picked counts.
func (p *panel) chosen(i int, one frontend.Variable) {
	p.API.AssertIsEqual(p.API.Mul(one, p.API.Sub(1, p.counts[i])), 0)
}

// largest is the larger of what a numerator and a bound times its divisor can be.
func (b bounds) largest() uint64 {
	divisor := uint64(1)
	switch b.amount.Divisor {
	case claim.ByA:
		divisor = most
	case claim.ByBSquared:
		divisor = most * most
	}
	return max((b.amount.A+b.amount.B)*most, divisor*(1<<b.bits-1))
}

func bitLen(n uint64) int { return new(big.Int).SetUint64(n).BitLen() }
