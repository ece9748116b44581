package daily

import (
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
)

// Evaluate is the plain reference of the circuit: it decides a claim on the page
// of a sealed day. It does not look at the seal. The set is not used.
//
// It decides with integers only; percentages and means are rounded for display
// alone.
func Evaluate(c claim.Claim, w *statement.Window, _ *codeset.Set) claim.Result {
	r := claim.Begin(c, w.EndDay, w.Assurance)
	if c.Validate() != nil {
		return r
	}
	window := claim.Check{
		Name: "window", Sentence: "the record holds daily values of " + c.Metric.Name(),
		OK:   c.Metric.Family() == claim.Daily && w.Metric == c.Metric && w.Page.Check(c.Metric) == nil,
		Have: w.Metric.Name(), Want: c.Metric.Name(),
	}
	r.Add(window)
	if !window.OK {
		return r
	}
	s := Measure(w.Page, c.Days, uint64(c.Bound("level").Value))
	r.Add(claim.Check{
		Name: "values", Sentence: "the window has at least one value",
		OK: s.N >= 1, Have: fmt.Sprint(s.N), Want: ">= 1",
	})
	r.Add(claim.CheckCoverage(c.Coverage, s.N, s.Days))
	rows := c.Metric.Rows()
	for i := range rows {
		if row := &rows[i]; row.Form != claim.Level && !row.IsNone(c.Limits[i]) {
			r.Add(decide(c, row, c.Limits[i], s))
		}
	}
	return r
}

// decide compares a figure of the window with a bound.
func decide(c claim.Claim, row *claim.Row, b claim.Bound, s Stats) claim.Check {
	v := uint64(b.Value)
	have, want := sides(row.Form, v, s)
	order := have.Cmp(want)
	if row.Op == claim.AtMost {
		order = -order
	}
	check := claim.Check{
		Name:     row.Key,
		Sentence: c.DailyClause(row, b),
		OK:       order > 0 || order == 0 && !b.Strict,
		Have:     "no value",
		Want:     row.Condition(b),
	}
	if s.N == 0 {
		return check
	}
	scale := claim.Pow10(row.Decimals)
	bound := new(big.Rat).SetFrac(claim.Product(v), scale)
	figure := new(big.Rat).SetFrac(have, scale)
	switch row.Form {
	case claim.DaysAtLevel, claim.RunAtLevel:
		check.Have, check.Margin = have.String()+" days", daysMargin(have, want)
		return check
	case claim.MeanAtLeast, claim.MeanAtMost:
		figure.Quo(figure, new(big.Rat).SetInt(claim.Product(s.N)))
		check.Have = claim.Distinct(figure, bound)
	default: // a single value, which has no more decimals
		check.Have = figure.FloatString(row.Decimals)
	}
	check.Have += " " + row.Unit
	check.Margin = claim.Gap(figure, bound) + " " + row.Unit + " " + claim.Side(figure, bound)
	return check
}

// sides are the two sides of a row's inequality. Of no value, every one is at
// least and at most any bound: that the window has one is a check of its own.
func sides(form claim.Form, v uint64, s Stats) (have, want *big.Int) {
	switch form {
	case claim.DaysAtLevel:
		return claim.Product(s.AtLevel), claim.Product(v)
	case claim.RunAtLevel:
		return claim.Product(s.Run), claim.Product(v)
	case claim.MeanAtLeast, claim.MeanAtMost:
		return claim.Product(s.Sum), claim.Product(v, s.N)
	case claim.EachAtLeast:
		if s.N == 0 {
			return claim.Product(v), claim.Product(v)
		}
		return claim.Product(s.Lowest), claim.Product(v)
	case claim.EachAtMost:
		return claim.Product(s.Highest), claim.Product(v)
	}
	panic("daily: a row of another family")
}

func daysMargin(have, want *big.Int) string {
	d := claim.Difference(have, want)
	word := "to spare"
	if d.Sign() < 0 {
		word = "missing"
		d.Neg(d)
	}
	noun := "days"
	if d.IsInt64() && d.Int64() == 1 {
		noun = "day"
	}
	return fmt.Sprintf("%s %s %s", d, noun, word)
}
