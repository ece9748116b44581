package claim

import (
	"errors"
	"fmt"
)

// WholeShare is 100 % in basis points.
const WholeShare = 10000

// Bounds of a claim's fields, from their widths in the claim word.
const (
	MaxSpan      = 255 // days between EarliestEnd and LatestEnd
	MaxAssurance = 7
)

// AtLeast bounds from below the share of the filled slots that hold a reading
// in some range: 10000*c >= BP*n, or > if Strict. BP is in basis points, 0 to
// 10000. The zero value is no limit.
type AtLeast struct {
	BP     uint16
	Strict bool
}

// AtMost bounds a share from above: 10000*c <= BP*n, or < if Strict. BP is in
// basis points, 0 to 10000. The zero value is the strongest limit, "none at
// all"; no limit is NoAtMost.
type AtMost struct {
	BP     uint16
	Strict bool
}

// NoAtMost is no limit: a share is never more than 100 %.
var NoAtMost = AtMost{BP: WholeShare}

// MeanLimit bounds the mean: S <= MgDL*n, or < if Strict. MgDL is 39 to 500, or
// NoMean.
type MeanLimit struct {
	MgDL   uint16
	Strict bool
}

// NoMean is no limit. It holds in every window: readings are at most 500, so
// S <= 500*n <= 511*n.
var NoMean = MeanLimit{MgDL: 511}

// GMILimit bounds the glucose management indicator, 3.31 + 0.02392*mean percent
// (Bergenstal et al. 2018, doi 10.2337/dc18-1581), in hundredths of a percent t:
// 331000*n + 2392*S <= 1000*t*n, or < if Strict.
type GMILimit struct {
	Hundredths uint16
	Strict     bool
}

// NoGMI is no limit. It holds in every window: with S <= 500*n the left side is
// at most (331000 + 1196000)*n = 1527000*n, and the right side is 2047000*n.
var NoGMI = GMILimit{Hundredths: 2047}

// CVLimit bounds the coefficient of variation, SD over mean with the sample
// variance (divisor n-1, as iglu and Tidepool's viewer), in tenths of a percent c:
// 1000000*n*(n*Q - S*S) <= c*c*(n-1)*S*S, or < if Strict.
type CVLimit struct {
	Tenths uint16
	Strict bool
}

// NoCV is no limit. It holds in every window.
//
// For n = 1 both sides are 0. For n >= 2 the claim is that the squared sample CV,
// n/(n-1) * (n*Q/S^2 - 1), is at most 2.047^2 = 4.190209:
//   - The set sqrt(Q) <= t*S is convex for every t >= 0 (a norm below a linear
//     form), so Q/S^2 is largest at a corner of the box: every reading 39 or 500.
//   - For two readings the corners give 0 or 461^2*2/539^2 = 1.46.
//   - The population variance of values in [a,b] with mean m is at most
//     (b-m)(m-a) (Bhatia and Davis). Over m^2 that is at most (b-a)^2/(4ab) =
//     212521/78000 < 2.7247. With n >= 3 the factor n/(n-1) is at most 3/2, and
//     the product at most 4.0870.
//
// The true maximum is 2.95496 (171.9 %: one reading of 500 and eleven of 39): for
// n > 100 the bound above is 2.7520, and up to there the corners are counted out
// in a test.
var NoCV = CVLimit{Tenths: 2047}

// Limits are what a claim asks of the readings. A window has to meet all of them.
// The zero value is no claim at all (it asks for a mean of 0) and is refused by
// Validate; start from NoLimits.
type Limits struct {
	In70to180 AtLeast // 70 <= g <= 180 mg/dL, 3.9-10.0 mmol/L
	In63to140 AtLeast // 63 <= g <= 140 mg/dL, 3.5-7.8 mmol/L (pregnancy, type 1)
	In70to140 AtLeast // 70 <= g <= 140 mg/dL, 3.9-7.8 mmol/L (tight range)

	Below54  AtMost // g < 54 mg/dL, 3.0 mmol/L
	Below63  AtMost // g < 63 mg/dL, 3.5 mmol/L
	Below70  AtMost // g < 70 mg/dL, 3.9 mmol/L
	Above140 AtMost // g > 140 mg/dL, 7.8 mmol/L
	Above180 AtMost // g > 180 mg/dL, 10.0 mmol/L
	Above250 AtMost // g > 250 mg/dL, 13.9 mmol/L

	Mean MeanLimit
	GMI  GMILimit
	CV   CVLimit
}

// NoLimits asks nothing of the readings.
func NoLimits() Limits {
	return Limits{
		Below54: NoAtMost, Below63: NoAtMost, Below70: NoAtMost,
		Above140: NoAtMost, Above180: NoAtMost, Above250: NoAtMost,
		Mean: NoMean, GMI: NoGMI, CV: NoCV,
	}
}

// Claim is what a verifier asks. Nothing in it comes from the holder: everybody
// who answers a request proves the same claim.
type Claim struct {
	Metric Metric
	Days   int // length of the window, 1 to MaxDays

	// The window's last day lies between these, both included. EarliestEnd is at
	// least Days, so that no day of the window has a number below 1; LatestEnd is
	// at most MaxSpan days later, and at most MaxDay.
	EarliestEnd, LatestEnd Day

	MinAssurance uint8  // least assurance level of the seal, 0 to MaxAssurance
	Coverage     uint16 // basis points, 0 to 10000: 10000*n >= Coverage*E
	Limits       Limits
}

// ErrInvalid reports a claim that cannot be asked. Match with errors.Is.
var ErrInvalid = errors.New("invalid claim")

// Validate reports a field out of bounds, a limit that every window meets but
// that is not written as no limit, and a limit that no window meets.
func (c Claim) Validate() error {
	switch {
	case !c.Metric.Valid():
		return fmt.Errorf("%w: unknown metric %d", ErrInvalid, c.Metric)
	case c.Days < 1 || c.Days > MaxDays:
		return fmt.Errorf("%w: a window has 1 to %d days, not %d", ErrInvalid, MaxDays, c.Days)
	case int64(c.EarliestEnd) < int64(c.Days):
		return fmt.Errorf("%w: a window of %d days cannot end on %s, its first day would be before 1970-01-02",
			ErrInvalid, c.Days, c.EarliestEnd)
	case c.LatestEnd < c.EarliestEnd:
		return fmt.Errorf("%w: the latest end %s is before the earliest %s", ErrInvalid, c.LatestEnd, c.EarliestEnd)
	case c.LatestEnd-c.EarliestEnd > MaxSpan:
		return fmt.Errorf("%w: the latest end is more than %d days after the earliest", ErrInvalid, MaxSpan)
	case c.LatestEnd > MaxDay:
		return fmt.Errorf("%w: no window may end after %s", ErrInvalid, MaxDay)
	case c.MinAssurance > MaxAssurance:
		return fmt.Errorf("%w: assurance levels are 0 to %d", ErrInvalid, MaxAssurance)
	case c.Coverage > WholeShare:
		return fmt.Errorf("%w: coverage above 100 %%", ErrInvalid)
	}
	return c.Limits.Validate()
}

// Validate checks each limit as Claim.Validate does.
func (l Limits) Validate() error {
	for _, e := range table {
		value, strict := e.at(&l)
		if err := e.validate(*value, *strict); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return nil
}
