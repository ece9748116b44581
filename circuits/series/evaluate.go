package series

import (
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
)

// Evaluate is the plain reference of the circuit: it decides a claim about a
// window of a series with integers only. The set is not used.
func Evaluate(c claim.Claim, w *statement.Window, _ *codeset.Set) claim.Result {
	r := claim.Begin(c, w.EndDay, w.Assurance)
	if c.Validate() != nil {
		return r
	}
	slots := w.Slots()
	want := c.Days * c.Metric.SlotsPerDay()
	s, err := Measure(c.Metric, slots, c.Bound("timeOfDay").Value)
	r.Add(claim.Check{
		Name:     "window",
		Sentence: fmt.Sprintf("the window is %d days of %s", c.Days, c.Metric.Name()),
		OK:       err == nil && len(slots) == want && w.Metric == c.Metric,
		Have:     fmt.Sprintf("%d slots", len(slots)),
		Want:     fmt.Sprintf("%d slots", want),
	})
	limits := EvaluateStats(c, s)
	r.OK = r.OK && limits.OK
	r.Checks = append(r.Checks, limits.Checks...)
	return r
}

// EvaluateStats decides the standing rule, the coverage and every limit of a
// claim on statistics of the part of the day that it selects.
//
// The arithmetic is that of big.Int and so exact for every Stats. In a circuit
// the largest operand is that of the CV: at 366 days of 1440 slots,
// c*c*(n-1)*S*S < 2^22 * 2^20 * 2^56 = 2^98.
func EvaluateStats(c claim.Claim, s Stats) claim.Result {
	r := claim.Result{OK: true}
	r.Add(claim.Check{
		Name:     "readings",
		Sentence: fmt.Sprintf("the window has at least %d readings", claim.LeastReadings),
		OK:       s.N >= claim.LeastReadings,
		Have:     fmt.Sprint(s.N),
		Want:     fmt.Sprintf(">= %d", claim.LeastReadings),
	})
	r.Add(claim.CheckCoverage(c.Coverage, s.N, s.Expected))
	rows := c.Metric.Rows()
	for i := range rows {
		if rows[i].Form == claim.TimeOfDay {
			continue // it says what is counted
		}
		check := checkRow(&rows[i], i, c, &s)
		// No limit is decided like any other, but only shown if it fails, which
		// takes Stats that no window has.
		if !check.OK || !rows[i].IsNone(c.Limits[i]) {
			r.Add(check)
		}
	}
	return r
}

// slack is how far a row's inequality is met, as the difference of its two sides:
// negative if it is missed, 0 at equality.
func slack(r *claim.Row, i int, v uint64, s *Stats) *big.Int {
	n := s.N
	switch r.Form {
	case claim.ShareAtLeast: // 10000*c - bp*n
		return claim.Difference(claim.Product(claim.WholeShare, s.Counts[i]), claim.Product(v, n))
	case claim.ShareAtMost: // bp*n - 10000*c
		return claim.Difference(claim.Product(v, n), claim.Product(claim.WholeShare, s.Counts[i]))
	case claim.MeanAtMost: // m*n - S
		return claim.Difference(claim.Product(v, n), claim.Product(s.Sum))
	case claim.MeanAtLeast: // S - m*n
		return claim.Difference(claim.Product(s.Sum), claim.Product(v, n))
	case claim.GMIAtMost: // 1000*t*n - (331000*n + 2392*S)
		left := claim.Product(331000, n)
		left.Add(left, claim.Product(2392, s.Sum))
		return claim.Difference(claim.Product(1000, v, n), left)
	case claim.CVAtMost: // c*c*(n-1)*S*S - 10^6*n*(n*Q - S*S)
		if n == 0 {
			return new(big.Int) // both sides are 0; n-1 would wrap around
		}
		spread := claim.Difference(claim.Product(n, s.SumSquares), claim.Product(s.Sum, s.Sum))
		spread.Mul(spread, claim.Product(1_000_000, n))
		return claim.Difference(claim.Product(v, v, n-1, s.Sum, s.Sum), spread)
	case claim.NightCoverage: // 100*n - v*E
		return claim.Difference(claim.Product(100, s.NightN), claim.Product(v, s.NightExpected))
	case claim.LongestGap:
		if v == 0 {
			return new(big.Int)
		}
		return big.NewInt(int64(claim.GapHours[v-1] - s.LongestGap))
	}
	panic("series: a row of another family")
}

func checkRow(r *claim.Row, i int, c claim.Claim, s *Stats) claim.Check {
	bound := c.Limits[i]
	slack := slack(r, i, uint64(bound.Value), s)
	check := claim.Check{
		Name:     r.Key,
		Sentence: r.Clause(c.Metric, bound, true),
		OK:       slack.Sign() > 0 || slack.Sign() == 0 && !bound.Strict,
		Have:     "no value",
		Want:     r.Condition(bound),
	}
	limit := new(big.Rat).SetFrac(new(big.Int).SetUint64(uint64(bound.Value)), claim.Pow10(r.Decimals))
	have := figure(r, i, s)
	switch {
	case r.Form == claim.LongestGap:
		check.Have = fmt.Sprintf("%d h", s.LongestGap)
		return check
	case have == nil:
		return check
	}
	check.Have = claim.Distinct(have, limit) + " " + r.Unit
	switch r.Form {
	case claim.ShareAtLeast, claim.ShareAtMost:
		check.Have += fmt.Sprintf(" (%d of %d)", s.Counts[i], s.N)
		wrong := "missing"
		if r.Form == claim.ShareAtMost {
			wrong = "too many"
		}
		check.Margin = claim.ReadingsMargin(slack, bound.Strict, wrong) + claim.PointsMargin(have, limit)
	case claim.NightCoverage:
		check.Have += fmt.Sprintf(" (%d of %d)", s.NightN, s.NightExpected)
		check.Margin = claim.Gap(have, limit) + " percentage points " + claim.Side(have, limit)
	case claim.MeanAtMost, claim.MeanAtLeast:
		check.Margin = claim.Gap(have, limit) + " " + r.Unit + " " + claim.Side(have, limit)
	default:
		check.Margin = claim.Gap(have, limit) + " percentage points " + claim.Side(have, limit)
	}
	return check
}

// figure is the window's own value in the unit of the row's text, or nil. It is
// for display: slack has decided already.
func figure(r *claim.Row, i int, s *Stats) *big.Rat {
	if r.Form == claim.NightCoverage && s.NightExpected > 0 {
		return claim.ShareOf(s.NightN, s.NightExpected)
	}
	if s.N == 0 {
		return nil
	}
	switch r.Form {
	case claim.ShareAtLeast, claim.ShareAtMost:
		return claim.ShareOf(s.Counts[i], s.N)
	case claim.MeanAtMost, claim.MeanAtLeast:
		return new(big.Rat).SetFrac(claim.Product(s.Sum), claim.Product(s.N))
	case claim.GMIAtMost:
		sum := claim.Product(331000, s.N)
		sum.Add(sum, claim.Product(2392, s.Sum))
		return new(big.Rat).SetFrac(sum, claim.Product(100_000, s.N))
	}
	return new(big.Rat).SetFloat64(s.CV()) // nil if not finite
}
