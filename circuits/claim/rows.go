package claim

import (
	"fmt"
	"slices"
	"strings"
)

// Form is how a row's bound is decided. The plain references of the families and
// their circuits switch on it.
type Form uint8

// The forms. n is the number of readings, S and Q their sum and sum of squares.
const (
	// Series.
	ShareAtLeast  Form = iota + 1 // 10000*c >= v*n for readings in [From, To]
	ShareAtMost                   // 10000*c <= v*n
	GMIAtMost                     // 331000*n + 2392*S <= 1000*v*n
	CVAtMost                      // 10^6*n*(n*Q - S*S) <= v*v*(n-1)*S*S
	TimeOfDay                     // which readings count: see the row's choices
	NightCoverage                 // 100*n >= v*E over the slots from 00:00 to 06:00
	LongestGap                    // clock hours on end without a reading: see the row's choices

	// Series and daily values.
	MeanAtLeast // S >= v*n
	MeanAtMost  // S <= v*n

	// Daily values.
	Level       // the level of DaysAtLevel and RunAtLevel
	DaysAtLevel // at least v days at or above the level
	RunAtLevel  // at least v consecutive days at or above the level
	EachAtLeast // every value at or above v
	EachAtMost  // every value at or below v

	// Panels.
	Take          // which measurements count: see the row's choices
	TakeLast      // of how many the average is
	Occasions     // at least v different days among those that count
	AmountAtLeast // the quantity Index is at least v
	AmountAtMost  // the quantity Index is at most v

	// Codes.
	Member // in the set or not: see the row's choices
)

// Op is how a row's condition is written.
type Op uint8

// The ways to write a condition.
const (
	AtLeast Op = iota // ">= v" or "> v"
	AtMost            // "<= v" or "< v"
	Exactly           // "= v"
	Choice            // one of the row's words
)

// Row is one limit that claims about a quantity may set, described once for
// every text, encoding, reference and circuit.
type Row struct {
	Name string // of its field in the claim word; unique in its quantity
	Key  string // in files and on the command line; one for at least and one for at most may share it
	Form Form
	Op   Op

	Bits      int  // of the bound's value in the claim word
	HasStrict bool // a bit for strict follows the value

	None uint32 // the value that, not strict, is no limit

	// A bound that no data can meet, or all data, is refused: at most a value
	// below Never or from Always up; at least a value from Never up or below
	// Always. [0] is for a bound that is not strict and [1] for a strict one.
	Never, Always [2]uint32

	Decimals int    // of the value's text
	Unit     string // after the value's text

	Choices []string // words of the values 0, 1, ...; "" is none of them
	Values  []uint32 // the only values allowed, if not nil: published levels

	From, To uint64 // readings that a share counts, both included
	Index    int    // which amount of a panel

	Phrase string // what is bounded, as in a sentence: "in 70-180", "a mean"
	Other  string // the same published cut-offs in another unit; never computed
}

// Rows lists the rows of the metric's quantity in the order of the claim word. The
// list is shared and must not be changed.
func (m Metric) Rows() []Row { return m.Quantity().Rows() }

// Rows lists the rows of a quantity in the order of the claim word.
func (q Quantity) Rows() []Row { return quantityRows[q] }

// Known reports whether there is such a quantity.
func (q Quantity) Known() bool {
	_, ok := quantityRows[q]
	return ok
}

var quantityRows = map[Quantity][]Row{
	"glucose": glucoseRows(), "heart-rate": heartRateRows(), "spo2": spo2Rows(),
	"steps":              dailyRows(Steps, 0, "steps", stepLevels),
	"active-minutes":     dailyRows(ActiveMinutes, 0, "min", activeLevels),
	"sleep-minutes":      dailyRows(SleepMinutes, 0, "min", sleepLevels),
	"pap-minutes":        dailyRows(PAPMinutes, 0, "min", papLevels),
	"resting-heart-rate": dailyRows(RestingHeartRate, 0, "/min", restingLevels),
	"hrv-sdnn":           dailyRows(HRVSDNN, 1, "ms", sdnnLevels),
	"hrv-rmssd":          dailyRows(HRVRMSSD, 1, "ms", rmssdLevels),
	"blood-pressure":     panelRows(BloodPressure), "hba1c": panelRows(HbA1c), "bmi": panelRows(BMI), "ahi": panelRows(AHI),
	"cholesterol": panelRows(Cholesterol), "glucose-lab": panelRows(GlucoseLab), "age": panelRows(Age),
	"icd-10-cm": codesRows(), "snomed-ct": codesRows(), "cpic-phenotype": codesRows(),
}

// NoLimits asks nothing of the data.
func (m Metric) NoLimits() Limits { return m.Quantity().noLimits() }

func (q Quantity) noLimits() (l Limits) {
	for i, r := range q.Rows() {
		l[i].Value = r.None
	}
	return l
}

// Set puts a bound into the row of a name. It panics if the quantity has none.
func (m Metric) Set(l *Limits, name string, b Bound) {
	i := slices.IndexFunc(m.Rows(), func(r Row) bool { return r.Name == name })
	if i < 0 {
		panic("claim: " + m.Name() + " has no row " + name)
	}
	l[i] = b
}

// between gives Never and Always of a bound on whole numbers from lo to hi.
func between(op Op, lo, hi uint32) (never, always [2]uint32) {
	if op == AtLeast {
		return [2]uint32{hi + 1, hi}, [2]uint32{lo + 1, lo}
	}
	return [2]uint32{lo, lo + 1}, [2]uint32{hi, hi + 1}
}

// IsNone reports the one encoding of no limit.
func (r *Row) IsNone(b Bound) bool { return b.Value == r.None && !b.Strict }

// validate refuses a bound that says nothing or cannot be met, so that two words
// never mean the same claim and a forgotten field does not pass as one.
func (r *Row) validate(b Bound) error {
	if r.IsNone(b) {
		return nil
	}
	if b.Strict && !r.HasStrict {
		return fmt.Errorf("%s: it cannot be strict", r.Key)
	}
	if r.Values != nil && !slices.Contains(r.Values, b.Value) {
		return fmt.Errorf("%s: %s is not a published level; there are %s", r.Key, r.amount(b.Value), r.levels())
	}
	if r.Op == Choice {
		if int(b.Value) >= len(r.Choices) {
			return fmt.Errorf("%s: no such choice", r.Key)
		}
		return nil
	}
	if r.Op == Exactly && r.Values != nil {
		return nil
	}
	i := 0
	if b.Strict {
		i = 1
	}
	if r.isShare() && b.Value > WholeShare {
		return fmt.Errorf("%s: more than 100 %%", r.Key)
	}
	never, always := b.Value < r.Never[i], b.Value >= r.Always[i]
	if r.Op == AtLeast {
		never, always = b.Value >= r.Never[i], b.Value < r.Always[i]
	}
	switch {
	case never:
		return fmt.Errorf("%s: no window can meet %s", r.Key, r.condition(b))
	case always:
		return fmt.Errorf("%s: every window meets %s: leave the limit out", r.Key, r.condition(b))
	}
	return nil
}

func (r *Row) isShare() bool { return r.Form == ShareAtLeast || r.Form == ShareAtMost }

// condition writes "> 70 %", "= 240 min" or "latest".
func (r *Row) condition(b Bound) string {
	var op string
	switch r.Op {
	case Choice:
		return r.Choices[b.Value]
	case Exactly:
		return "= " + r.amount(b.Value)
	case AtLeast:
		op = ">"
	default:
		op = "<"
	}
	if !b.Strict {
		op += "="
	}
	return op + " " + r.amount(b.Value)
}

// amount writes "70 %", "7.0 %", "154 mg/dL".
func (r *Row) amount(value uint32) string {
	text := decimal(uint64(value), r.Decimals)
	if r.Form == GMIAtMost && value%100 == 0 {
		text += ".0" // as GMI and HbA1c are always written
	}
	if r.Unit == "" {
		return text
	}
	return text + " " + r.Unit
}

func (r *Row) levels() string {
	if len(r.Values) == 0 {
		return "none yet"
	}
	texts := make([]string, len(r.Values))
	for i, v := range r.Values {
		texts[i] = r.amount(v)
	}
	return strings.Join(texts, ", ")
}
