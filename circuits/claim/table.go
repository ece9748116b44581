package claim

import "fmt"

// kind is the form of a limit's inequality.
type kind uint8

const (
	atLeast kind = iota // share of readings, from below
	atMost              // share of readings, from above
	mean
	gmi
	cv
)

// entry describes one limit once, for every text and encoding that lists them.
type entry struct {
	field string // base of its names in Layout
	key   string // its name in files and on the command line
	kind  kind
	mgdl  string // range of a share in mg/dL, as in a sentence
	mmol  string // the same published cut-offs in mmol/L; never computed from mg/dL
	count func(*Stats) uint64
	at    func(*Limits) (value *uint16, strict *bool)
}

// table lists the limits in the order of the claim word.
var table = []entry{
	{"in70to180", "in-70-180", atLeast, "in 70-180", "3.9-10.0",
		func(s *Stats) uint64 { return s.In70to180 },
		func(l *Limits) (*uint16, *bool) { return &l.In70to180.BP, &l.In70to180.Strict }},
	{"in63to140", "in-63-140", atLeast, "in 63-140", "3.5-7.8",
		func(s *Stats) uint64 { return s.In63to140 },
		func(l *Limits) (*uint16, *bool) { return &l.In63to140.BP, &l.In63to140.Strict }},
	{"in70to140", "in-70-140", atLeast, "in 70-140", "3.9-7.8",
		func(s *Stats) uint64 { return s.In70to140 },
		func(l *Limits) (*uint16, *bool) { return &l.In70to140.BP, &l.In70to140.Strict }},
	{"below54", "below-54", atMost, "below 54", "3.0",
		func(s *Stats) uint64 { return s.Lt54 },
		func(l *Limits) (*uint16, *bool) { return &l.Below54.BP, &l.Below54.Strict }},
	{"below63", "below-63", atMost, "below 63", "3.5",
		func(s *Stats) uint64 { return s.Lt63 },
		func(l *Limits) (*uint16, *bool) { return &l.Below63.BP, &l.Below63.Strict }},
	{"below70", "below-70", atMost, "below 70", "3.9",
		func(s *Stats) uint64 { return s.Lt70 },
		func(l *Limits) (*uint16, *bool) { return &l.Below70.BP, &l.Below70.Strict }},
	{"above140", "above-140", atMost, "above 140", "7.8",
		func(s *Stats) uint64 { return s.Gt140 },
		func(l *Limits) (*uint16, *bool) { return &l.Above140.BP, &l.Above140.Strict }},
	{"above180", "above-180", atMost, "above 180", "10.0",
		func(s *Stats) uint64 { return s.Gt180 },
		func(l *Limits) (*uint16, *bool) { return &l.Above180.BP, &l.Above180.Strict }},
	{"above250", "above-250", atMost, "above 250", "13.9",
		func(s *Stats) uint64 { return s.Gt250 },
		func(l *Limits) (*uint16, *bool) { return &l.Above250.BP, &l.Above250.Strict }},
	{"mean", "mean", mean, "", "", nil,
		func(l *Limits) (*uint16, *bool) { return &l.Mean.MgDL, &l.Mean.Strict }},
	{"gmi", "gmi", gmi, "", "", nil,
		func(l *Limits) (*uint16, *bool) { return &l.GMI.Hundredths, &l.GMI.Strict }},
	{"cv", "cv", cv, "", "", nil,
		func(l *Limits) (*uint16, *bool) { return &l.CV.Tenths, &l.CV.Strict }},
}

// scale holds what depends on the form of a limit alone. A value from never
// up to, but not including, always can be met by some windows and missed by
// others; [0] is for a limit that is not strict and [1] for a strict one.
type scale struct {
	none     uint16 // value of no limit, which is not strict
	never    [2]uint16
	always   [2]uint16
	decimals int    // of the value's text
	unit     string // after the value's text
}

var scales = [...]scale{
	// For at least, "always" is the value 0 itself and turns around: see validate.
	atLeast: {none: 0, decimals: 2, unit: "%"},
	atMost:  {none: NoAtMost.BP, never: [2]uint16{0, 1}, always: [2]uint16{WholeShare, WholeShare + 1}, decimals: 2, unit: "%"},
	// 39 <= S/n <= 500.
	mean: {none: NoMean.MgDL, never: [2]uint16{MinReading, MinReading + 1}, always: [2]uint16{MaxReading, MaxReading + 1}, unit: "mg/dL"},
	// 424.288 <= (331000 + 2392*S/n)/1000 <= 1527 for the same S/n.
	gmi: {none: NoGMI.Hundredths, never: [2]uint16{425, 425}, always: [2]uint16{1527, 1528}, decimals: 2, unit: "%"},
	// 0 <= 1000*CV <= 1718.9998, see NoCV.
	cv: {none: NoCV.Tenths, never: [2]uint16{0, 1}, always: [2]uint16{1719, 1719}, decimals: 1, unit: "%"},
}

// isNone reports the encoding of no limit.
func (e *entry) isNone(value uint16, strict bool) bool {
	return value == scales[e.kind].none && !strict
}

// validate refuses a limit that says nothing or cannot be met.
func (e *entry) validate(value uint16, strict bool) error {
	if e.isNone(value, strict) {
		return nil
	}
	s := scales[e.kind]
	i := 0
	if strict {
		i = 1
	}
	if e.kind == atLeast || e.kind == atMost {
		if value > WholeShare {
			return fmt.Errorf("%s: more than 100 %%", e.key)
		}
	}
	never, always := value < s.never[i], value >= s.always[i]
	if e.kind == atLeast {
		never, always = value == WholeShare && strict, false
	}
	switch {
	case never:
		return fmt.Errorf("%s: no window can meet %s", e.key, e.condition(value, strict))
	case always:
		return fmt.Errorf("%s: every window meets %s: leave the limit out", e.key, e.condition(value, strict))
	}
	return nil
}

// condition writes "> 70 %".
func (e *entry) condition(value uint16, strict bool) string {
	op := "<"
	if e.kind == atLeast {
		op = ">"
	}
	if !strict {
		op += "="
	}
	return op + " " + e.amount(value)
}

// amount writes "70 %", "7.0 %", "154 mg/dL".
func (e *entry) amount(value uint16) string {
	s := scales[e.kind]
	text := decimal(uint64(value), s.decimals)
	if e.kind == gmi && value%100 == 0 {
		text += ".0" // as GMI and HbA1c are always written
	}
	return text + " " + s.unit
}
