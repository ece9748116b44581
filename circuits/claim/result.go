package claim

import (
	"fmt"
	"math/big"
)

// Check is one condition of a claim, and how a record stands to it.
type Check struct {
	Name     string // key of the limit, "coverage", "readings", "window-end" and so on
	Sentence string // the condition in words
	OK       bool
	Have     string // the record's own figure; private to the holder
	Want     string // the bound, such as "> 70 %"
	Margin   string // how far the figure is inside or outside; private to the holder
}

// Result tells the holder which conditions a record meets. Its figures are
// health data: a verifier never sees it, and it does not belong in a log.
type Result struct {
	OK     bool // all checks are OK
	Checks []Check
}

// Add appends a check.
func (r *Result) Add(c Check) {
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

// Begin decides what is the same for every family: that the claim is valid, that
// the window ends where it asks, and the assurance of the seal. An invalid claim
// is met by nothing.
func Begin(c Claim, endDay Day, assurance uint8) Result {
	r := Result{OK: true}
	if err := c.Validate(); err != nil {
		r.Add(Check{Name: "claim", Sentence: "the claim is valid", Have: err.Error(), Want: "a valid claim"})
		return r
	}
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
	r.Add(end)
	r.Add(Check{
		Name:     "assurance",
		Sentence: fmt.Sprintf("the seal has assurance level %d or above", c.MinAssurance),
		OK:       assurance >= c.MinAssurance && assurance <= MaxAssurance,
		Have:     fmt.Sprint(assurance),
		Want:     fmt.Sprintf(">= %d", c.MinAssurance),
	})
	return r
}

// CheckCoverage decides 10000*n >= bp*expected for n filled slots.
func CheckCoverage(bp uint16, n, expected uint64) Check {
	slack := Difference(Product(WholeShare, n), Product(uint64(bp), expected))
	c := Check{
		Name:     "coverage",
		Sentence: fmt.Sprintf("at least %s %% of the slots hold a reading", decimal(uint64(bp), 2)),
		OK:       slack.Sign() >= 0,
		Have:     "no slots",
		Want:     fmt.Sprintf(">= %s %%", decimal(uint64(bp), 2)),
		Margin:   ReadingsMargin(slack, false, "missing"),
	}
	if expected > 0 {
		share, bound := ShareOf(n, expected), big.NewRat(int64(bp), 100)
		c.Have = fmt.Sprintf("%s %% (%d of %d)", Distinct(share, bound), n, expected)
		c.Margin += PointsMargin(share, bound)
	}
	return c
}

// Condition writes a bound as in files: "> 70 %".
func (r *Row) Condition(b Bound) string { return r.condition(b) }

// Product multiplies exactly.
func Product(factors ...uint64) *big.Int {
	p := big.NewInt(1)
	for _, f := range factors {
		p.Mul(p, new(big.Int).SetUint64(f))
	}
	return p
}

// Difference is a - b.
func Difference(a, b *big.Int) *big.Int { return new(big.Int).Sub(a, b) }

// Pow10 is 10^n for n from 0.
func Pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// ShareOf is c of n in percent.
func ShareOf(c, n uint64) *big.Rat {
	return new(big.Rat).SetFrac(Product(100, c), Product(n))
}

// ReadingsMargin turns the slack of a share, which is in ten-thousandths of a
// reading, into whole readings at the same number of filled slots.
func ReadingsMargin(slack *big.Int, strict bool, wrong string) string {
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

// PointsMargin says in percentage points how far a share is from its bound.
func PointsMargin(have, bound *big.Rat) string {
	return fmt.Sprintf(" (%s percentage points %s)", Gap(have, bound), Side(have, bound))
}

// Gap writes the distance of a figure from its bound; it is "0.00" at equality only.
func Gap(have, bound *big.Rat) string {
	d := new(big.Rat).Sub(have, bound)
	return Distinct(d.Abs(d), new(big.Rat))
}

// Side says on which side of its bound a figure lies.
func Side(have, bound *big.Rat) string {
	switch have.Cmp(bound) {
	case -1:
		return "below the bound"
	case 1:
		return "above the bound"
	}
	return "from the bound"
}

// Distinct writes a value with two decimals, or with as many as it takes that a
// value off the bound does not read as the bound: 69.996 % is not "70.00 %".
func Distinct(value, bound *big.Rat) string {
	const most = 9
	for d := 2; ; d++ {
		text := value.FloatString(d)
		shown, _ := new(big.Rat).SetString(text)
		if d == most || value.Cmp(bound) == 0 || shown.Cmp(bound) != 0 {
			return text
		}
	}
}
