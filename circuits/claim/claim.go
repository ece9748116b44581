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

// Bound is what a claim says in one row of its metric's limits: a value in the
// row's unit, and whether the comparison is strict.
type Bound struct {
	Value  uint32
	Strict bool
}

// MaxRows is the largest number of rows a metric has.
const MaxRows = 16

// Limits are what a claim asks of the data: one bound for each row of its
// metric, in order, and zero beyond. All of them have to hold. The zero value is
// not "no limits"; start from Metric.NoLimits.
type Limits [MaxRows]Bound

// SetID names a set of codes: the lowest bits of its root (package codeset),
// big-endian. The zero value is no set.
type SetID [SetBytes]byte

// SetBytes is the size of a set's id. Whoever wants to prove membership in
// another set under the same id has to find a second preimage of 176 bits.
const SetBytes = 22

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
	Coverage     uint16 // basis points, 0 to 10000: 10000*n >= Coverage*E; 0 for panels and codes
	Limits       Limits
	Set          SetID // codes only
}

// Bound gives the claim's bound in a row of its metric, by the row's name.
func (c Claim) Bound(name string) Bound {
	for i, r := range c.Metric.Rows() {
		if r.Name == name {
			return c.Limits[i]
		}
	}
	panic("claim: " + c.Metric.Name() + " has no row " + name)
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
	case c.Coverage > 0 && !c.Metric.HasCoverage():
		return fmt.Errorf("%w: %s has no coverage", ErrInvalid, c.Metric.Name())
	case (c.Set != SetID{}) != (c.Metric.Family() == Codes):
		return fmt.Errorf("%w: a set of codes belongs to claims about codes, and to each of them", ErrInvalid)
	}
	return c.Limits.validate(c.Metric, c.Days)
}

// HasCoverage reports whether claims about the metric say how many of its slots
// must be filled.
func (m Metric) HasCoverage() bool { return m.SlotsPerDay() > 0 }

func (l Limits) validate(m Metric, days int) error {
	rows := m.Rows()
	for i, b := range l {
		if i >= len(rows) {
			if b != (Bound{}) {
				return fmt.Errorf("%w: more limits than %s has", ErrInvalid, m.Name())
			}
			continue
		}
		if err := rows[i].validate(b); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	if check := familyRules[m.Family()]; check != nil {
		if err := check(m, l, days); err != nil {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	return nil
}

// familyRules hold what ties several rows of a family together. The days are 0
// if the window is not known yet.
var familyRules = map[Family]func(m Metric, l Limits, days int) error{
	Series: checkSeries,
	Daily:  checkDaily,
	Panel:  checkPanel,
}
