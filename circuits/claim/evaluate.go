package claim

import (
	"fmt"
	"math/big"
)

// Check is one condition of a claim, and how a window stands to it.
type Check struct {
	Name     string // key of the limit, "coverage", "readings", "window-end" and so on
	Sentence string // the condition in words
	OK       bool
	Have     string // the window's own figure; private to the holder
	Want     string // the bound, such as "> 70 %"
	Margin   string // how far the figure is inside or outside; private to the holder
}

// Result tells the holder which conditions a window meets. Its figures are
// health data: a verifier never sees it, and it does not belong in a log.
type Result struct {
	OK     bool // all checks are OK
	Checks []Check
}

func (r *Result) add(c Check) {
	r.Checks = append(r.Checks, c)
	r.OK = r.OK && c.OK
}

// Failed lists the checks that do not hold.
func (r Result) Failed() []Check {
	var failed []Check
	for _, c := range r.Checks {
		if !c.OK {
			failed = append(failed, c)
		}
	}
	return failed
}

// EvaluateWindow decides the whole claim for a window that ends on a day under a
// seal of an assurance level: that the window has the claim's length and grid,
// that it ends where the claim asks, the assurance, and Evaluate.
func EvaluateWindow(c Claim, endDay Day, assurance uint8, s Stats) Result {
	r := Result{OK: true}
	slots := uint64(max(c.Days, 0)) * uint64(c.Metric.SlotsPerDay())
	r.add(Check{
		Name:     "window",
		Sentence: fmt.Sprintf("the window is %s of %s", days(c.Days), c.Metric.Name()),
		OK:       s.Expected == slots && s.N <= s.Expected,
		Have:     fmt.Sprintf("%d slots", s.Expected),
		Want:     fmt.Sprintf("%d slots", slots),
	})
	end := Check{
		Name:     "window-end",
		Sentence: "the window ends " + c.ending(),
		OK:       c.EarliestEnd <= endDay && endDay <= c.LatestEnd,
		Have:     endDay.String(),
		Want:     c.EarliestEnd.String() + " to " + c.LatestEnd.String(),
	}
	switch {
	case endDay < c.EarliestEnd:
		end.Margin = days(int(c.EarliestEnd)-int(endDay)) + " too early"
	case endDay > c.LatestEnd:
		end.Margin = days(int(endDay)-int(c.LatestEnd)) + " too late"
	}
	r.add(end)
	r.add(Check{
		Name:     "assurance",
		Sentence: fmt.Sprintf("the seal has assurance level %d or above", c.MinAssurance),
		OK:       assurance >= c.MinAssurance && assurance <= MaxAssurance,
		Have:     fmt.Sprint(assurance),
		Want:     fmt.Sprintf(">= %d", c.MinAssurance),
	})
	limits := Evaluate(c, s)
	r.OK = r.OK && limits.OK
	r.Checks = append(r.Checks, limits.Checks...)
	return r
}

// Evaluate decides the standing rule, the coverage and every limit of a claim.
// Coverage is over s.Expected: that this is the claim's window is for
// EvaluateWindow to say. An invalid claim is met by nothing.
//
// The arithmetic is that of big.Int and so exact for every Stats. In a circuit
// the largest operand is that of the CV: at 366 days of 1440 slots,
// c*c*(n-1)*S*S < 2^22 * 2^20 * 2^56 = 2^98, and at 90 days of 288 slots
// 2^22 * 2^15 * 2^48 = 2^85.
func Evaluate(c Claim, s Stats) Result {
	r := Result{OK: true}
	if err := c.Validate(); err != nil {
		r.add(Check{Name: "claim", Sentence: "the claim is valid", Have: err.Error(), Want: "a valid claim"})
		return r
	}
	r.add(readingsCheck(s))
	r.add(coverageCheck(c.Coverage, s))
	for _, e := range table {
		value, strict := e.at(&c.Limits)
		check := e.check(*value, *strict, &s)
		// No limit is decided like any other, but only shown if it fails, which
		// takes Stats that no window has.
		if !check.OK || !e.isNone(*value, *strict) {
			r.add(check)
		}
	}
	return r
}

func readingsCheck(s Stats) Check {
	return Check{
		Name:     "readings",
		Sentence: fmt.Sprintf("the window has at least %d readings", LeastReadings),
		OK:       s.N >= LeastReadings,
		Have:     fmt.Sprint(s.N),
		Want:     fmt.Sprintf(">= %d", LeastReadings),
	}
}

func coverageCheck(bp uint16, s Stats) Check {
	// 10000*n - bp*E >= 0
	slack := difference(product(WholeShare, s.N), product(uint64(bp), s.Expected))
	c := Check{
		Name:     "coverage",
		Sentence: fmt.Sprintf("at least %s %% of the slots hold a reading", decimal(uint64(bp), 2)),
		OK:       slack.Sign() >= 0,
		Have:     "no slots",
		Want:     fmt.Sprintf(">= %s %%", decimal(uint64(bp), 2)),
		Margin:   readingsMargin(slack, false, "missing"),
	}
	if s.Expected > 0 {
		share, bound := shareOf(s.N, s.Expected), big.NewRat(int64(bp), 100)
		c.Have = fmt.Sprintf("%s %% (%d of %d)", distinct(share, bound), s.N, s.Expected)
		c.Margin += pointsMargin(share, bound)
	}
	return c
}

// slack is how far a limit's inequality is met, as the difference of its two
// sides: negative if it is missed, 0 at equality.
func (e *entry) slack(value uint16, s *Stats) *big.Int {
	v, n := uint64(value), s.N
	switch e.kind {
	case atLeast: // 10000*c - bp*n
		return difference(product(WholeShare, e.count(s)), product(v, n))
	case atMost: // bp*n - 10000*c
		return difference(product(v, n), product(WholeShare, e.count(s)))
	case mean: // m*n - S
		return difference(product(v, n), product(s.Sum))
	case gmi: // 1000*t*n - (331000*n + 2392*S)
		left := product(331000, n)
		left.Add(left, product(2392, s.Sum))
		return difference(product(1000, v, n), left)
	case cv: // c*c*(n-1)*S*S - 10^6*n*(n*Q - S*S)
		if n == 0 {
			return new(big.Int) // both sides are 0; n-1 would wrap around
		}
		spread := difference(product(n, s.SumSquares), product(s.Sum, s.Sum))
		spread.Mul(spread, product(1_000_000, n))
		return difference(product(v, v, n-1, s.Sum, s.Sum), spread)
	}
	panic("claim: unknown kind of limit")
}

func (e *entry) check(value uint16, strict bool, s *Stats) Check {
	slack := e.slack(value, s)
	c := Check{
		Name:     e.key,
		Sentence: e.clause(value, strict, true),
		OK:       slack.Sign() > 0 || slack.Sign() == 0 && !strict,
		Have:     "no value",
		Want:     e.condition(value, strict),
	}
	bound := new(big.Rat).SetFrac(new(big.Int).SetUint64(uint64(value)), pow10(scales[e.kind].decimals))
	have := e.figure(s)
	if have == nil {
		return c
	}
	c.Have = distinct(have, bound) + " " + scales[e.kind].unit
	switch e.kind {
	case atLeast, atMost:
		c.Have += fmt.Sprintf(" (%d of %d)", e.count(s), s.N)
		wrong := "missing"
		if e.kind == atMost {
			wrong = "too many"
		}
		c.Margin = readingsMargin(slack, strict, wrong) + pointsMargin(have, bound)
	case mean:
		c.Margin = gap(have, bound) + " mg/dL " + side(have, bound)
	default:
		c.Margin = gap(have, bound) + " percentage points " + side(have, bound)
	}
	return c
}

// figure is the window's own value in the unit of the limit's text, or nil. It
// is for display: slack has decided already.
func (e *entry) figure(s *Stats) *big.Rat {
	if s.N == 0 {
		return nil
	}
	switch e.kind {
	case atLeast, atMost:
		return shareOf(e.count(s), s.N)
	case mean:
		return new(big.Rat).SetFrac(product(s.Sum), product(s.N))
	case gmi:
		sum := product(331000, s.N)
		sum.Add(sum, product(2392, s.Sum))
		return new(big.Rat).SetFrac(sum, product(100_000, s.N))
	}
	return new(big.Rat).SetFloat64(s.CV()) // nil if not finite
}

// product multiplies exactly.
func product(factors ...uint64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, new(big.Int).SetUint64(f))
	}
	return p
}

func difference(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// shareOf is c of n in percent.
func shareOf(c, n uint64) *big.Rat {
	return new(big.Rat).SetFrac(product(100, c), product(n))
}

// readingsMargin turns the slack of a share, which is in ten-thousandths of a
// reading, into whole readings at the same number of filled slots.
func readingsMargin(slack *big.Int, strict bool, wrong string) string {
	d := new(big.Int).Set(slack)
	if strict {
		d.Sub(d, big.NewInt(1))
	}
	// Euclidean division rounds down, so d = -1 is one reading short.
	count := new(big.Int).Div(d, big.NewInt(WholeShare))
	word := "to spare"
	if count.Sign() < 0 {
		count.Neg(count)
		word = wrong
	}
	noun := "readings"
	if count.IsInt64() && count.Int64() == 1 {
		noun = "reading"
	}
	return fmt.Sprintf("%s %s %s", count, noun, word)
}

func pointsMargin(have, bound *big.Rat) string {
	return fmt.Sprintf(" (%s percentage points %s)", gap(have, bound), side(have, bound))
}

func gap(have, bound *big.Rat) string {
	d := new(big.Rat).Sub(have, bound)
	return distinct(d.Abs(d), new(big.Rat))
}

func side(have, bound *big.Rat) string {
	switch have.Cmp(bound) {
	case -1:
		return "below the bound"
	case 1:
		return "above the bound"
	}
	return "from the bound"
}

// distinct writes a value with two decimals, or with as many as it takes that a
// value off the bound does not read as the bound: 69.996 % is not "70.00 %".
func distinct(value, bound *big.Rat) string {
	const most = 9
	for d := 2; ; d++ {
		text := value.FloatString(d)
		shown, _ := new(big.Rat).SetString(text)
		if d == most || value.Cmp(bound) == 0 || shown.Cmp(bound) != 0 {
			return text
		}
	}
}
