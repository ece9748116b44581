package panel

import (
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
)

// Measurement is one measurement of a page, in the units of the metric's
// channels. B is 0 for a metric of one number.
type Measurement struct {
	A, B uint64
	Age  int // days before the page's day
}

// Measurements lists those of a page that are in a window of days, the latest
// first.
func Measurements(p statement.Page, days int) []Measurement {
	var all []Measurement
	for _, v := range p {
		word, age := statement.SplitAged(v)
		if a, b := statement.SplitWord(word); a > 0 && int(age) < days {
			all = append(all, Measurement{a, b, int(age)})
		}
	}
	return all
}

// Evaluate is the plain reference of the circuit: it decides a claim on the page
// of a sealed day. It does not look at the seal. The set is not used.
//
// It decides with integers and fractions only; figures are rounded for display
// alone.
func Evaluate(c claim.Claim, w *statement.Window, _ *codeset.Set) claim.Result {
	r := claim.Begin(c, w.EndDay, w.Assurance)
	if c.Validate() != nil {
		return r
	}
	window := claim.Check{
		Name: "window", Sentence: "the record holds measurements of " + c.Metric.Name(),
		OK:   c.Metric.Family() == claim.Panel && w.Metric == c.Metric && w.Page.Check(c.Metric) == nil,
		Have: w.Metric.Name(), Want: c.Metric.Name(),
	}
	r.Add(window)
	if !window.OK {
		return r
	}
	in, check := counted(c, Measurements(w.Page, c.Days))
	r.Add(check)
	if !check.OK {
		return r
	}
	rows := c.Metric.Rows()
	for i := range rows {
		row, bound := &rows[i], c.Limits[i]
		switch {
		case row.IsNone(bound):
		case row.Form == claim.Occasions:
			r.Add(checkOccasions(c, row, bound, in))
		case row.Form == claim.AmountAtLeast || row.Form == claim.AmountAtMost:
			r.Add(checkAmount(c, row, bound, in))
		}
	}
	return r
}

// counted gives the measurements of the window that a claim counts, or why it has
// none.
func counted(c claim.Claim, in []Measurement) ([]Measurement, claim.Check) {
	least, last := 1, int(c.Bound("last").Value)
	if last > 0 {
		least = last
	}
	noun := "measurements"
	if least == 1 {
		noun = "measurement"
	}
	check := claim.Check{
		Name:     "measurements",
		Sentence: fmt.Sprintf("the window has at least %d %s", least, noun),
		OK:       len(in) >= least, Have: fmt.Sprint(len(in)), Want: fmt.Sprintf(">= %d", least),
	}
	if !check.OK {
		return nil, check
	}
	switch c.Bound("take").Value {
	case claim.TakeLatest:
		in = in[:1]
	case claim.TakeAverage:
		in = in[:last]
	case claim.TakeAll:
		// Older ones that a full page no longer holds may lie in the window too.
		if len(in) == statement.PanelLength {
			check.OK, check.Want = false, fmt.Sprintf("< %d", statement.PanelLength)
			check.Sentence = "the window has fewer measurements than a seal covers"
		}
	case claim.TakeDayLowest:
		n := 0
		for n < len(in) && in[n].Age == in[0].Age {
			n++
		}
		in = in[:n]
	}
	return in, check
}

func checkOccasions(c claim.Claim, r *claim.Row, b claim.Bound, in []Measurement) claim.Check {
	days := map[int]bool{}
	for _, m := range in {
		days[m.Age] = true
	}
	return claim.Check{
		Name: r.Key, Sentence: c.PanelClause(r, b),
		OK: len(days) >= int(b.Value), Have: fmt.Sprintf("%d days", len(days)), Want: r.Condition(b),
	}
}

// checkAmount compares the one figure that decides: the average, the lowest, or
// of each measurement that counts the one nearest to the wrong side.
func checkAmount(c claim.Claim, r *claim.Row, b claim.Bound, in []Measurement) claim.Check {
	amount := c.Metric.Amounts()[r.Index]
	limit := new(big.Rat).SetFrac(claim.Product(uint64(b.Value)), claim.Pow10(r.Decimals))
	sign := 1 // of what is good
	if r.Op == claim.AtMost {
		sign = -1
	}
	take := c.Bound("take").Value
	var figure *big.Rat
	for _, m := range in {
		v := value(amount, m)
		switch {
		case figure == nil:
			figure = v
		case take == claim.TakeAverage:
			figure.Add(figure, v)
		case take == claim.TakeDayLowest && v.Cmp(figure) < 0, take != claim.TakeDayLowest && sign*v.Cmp(figure) < 0:
			figure = v
		}
	}
	if take == claim.TakeAverage {
		figure.Quo(figure, new(big.Rat).SetInt(claim.Product(uint64(len(in)))))
	}
	order := sign * figure.Cmp(limit)
	text := claim.Distinct(figure, limit)
	if take != claim.TakeAverage && amount.Divisor == claim.ByOne {
		text = figure.FloatString(r.Decimals) // a measurement's own number, which has no more
	}
	return claim.Check{
		Name: r.Key, Sentence: c.PanelClause(r, b),
		OK:     order > 0 || order == 0 && !b.Strict,
		Have:   text + " " + r.Unit,
		Want:   r.Condition(b),
		Margin: claim.Gap(figure, limit) + " " + r.Unit + " " + claim.Side(figure, limit),
	}
}

// value is an amount of a measurement in the amount's unit.
func value(a claim.Amount, m Measurement) *big.Rat {
	divisor := claim.Pow10(a.Scale)
	switch a.Divisor {
	case claim.ByA:
		divisor.Mul(divisor, claim.Product(m.A))
	case claim.ByBSquared:
		divisor.Mul(divisor, claim.Product(m.B, m.B))
	}
	return new(big.Rat).SetFrac(claim.Product(a.A*m.A+a.B*m.B), divisor)
}
