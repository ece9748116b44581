package claim

import (
	"errors"
	"math"
)

// shareRow bounds the share of readings in a range, both ends included. In-range
// limits ask for at least a share, limits below and above for at most one.
func shareRow(name, key string, form Form, phrase, other string, from, to uint64) Row {
	r := Row{Name: name, Key: key, Form: form, Bits: 14, HasStrict: true, Decimals: 2, Unit: "%",
		From: from, To: to, Phrase: phrase, Other: other}
	if form == ShareAtMost {
		r.Op, r.None = AtMost, WholeShare
	}
	r.Never, r.Always = between(r.Op, 0, WholeShare)
	return r
}

// glucoseRows has published cut-offs only (Battelino et al. 2019, doi
// 10.2337/dci19-0028; 70-140 as the tight range, PMC10877396): a free cut-off
// would let a verifier find a reading by asking with ever narrower bounds.
func glucoseRows() []Row {
	return append([]Row{
		shareRow("in70to180", "in-70-180", ShareAtLeast, "in 70-180", "3.9-10.0", 70, 180),
		shareRow("in63to140", "in-63-140", ShareAtLeast, "in 63-140", "3.5-7.8", 63, 140),
		shareRow("in70to140", "in-70-140", ShareAtLeast, "in 70-140", "3.9-7.8", 70, 140),
		shareRow("below54", "below-54", ShareAtMost, "below 54", "3.0", MinReading, 53),
		shareRow("below63", "below-63", ShareAtMost, "below 63", "3.5", MinReading, 62),
		shareRow("below70", "below-70", ShareAtMost, "below 70", "3.9", MinReading, 69),
		shareRow("above140", "above-140", ShareAtMost, "above 140", "7.8", 141, MaxReading),
		shareRow("above180", "above-180", ShareAtMost, "above 180", "10.0", 181, MaxReading),
		shareRow("above250", "above-250", ShareAtMost, "above 250", "13.9", 251, MaxReading),
		// 39 <= S/n <= 500, and S <= 511*n holds in every window.
		{Name: "mean", Key: "mean", Form: MeanAtMost, Op: AtMost, Bits: 9, HasStrict: true, None: 511,
			Never: [2]uint32{MinReading, MinReading + 1}, Always: [2]uint32{MaxReading, MaxReading + 1},
			Unit: "mg/dL", Phrase: "a mean"},
		// GMI = 3.31 + 0.02392*mean percent (Bergenstal et al. 2018, doi
		// 10.2337/dc18-1581): 424.288 <= (331000 + 2392*S/n)/1000 <= 1527.
		{Name: "gmi", Key: "gmi", Form: GMIAtMost, Op: AtMost, Bits: 11, HasStrict: true, None: 2047,
			Never: [2]uint32{425, 425}, Always: [2]uint32{1527, 1528}, Decimals: 2, Unit: "%", Phrase: "a GMI"},
		// SD with n-1 over mean. 0 <= 1000*CV <= 1718.9998, by the proof beside
		// TestLargestCV in package series.
		{Name: "cv", Key: "cv", Form: CVAtMost, Op: AtMost, Bits: 11, HasStrict: true, None: 2047,
			Never: [2]uint32{0, 1}, Always: [2]uint32{1719, 1719}, Decimals: 1, Unit: "%", Phrase: "a CV"},
	}, wearRows()...)
}

// wearRows are the limits on when a sensor was worn. Without them it can come
// off after meals or at night and 70 % are still covered.
func wearRows() []Row {
	night, nightAlways := between(AtLeast, 0, 100)
	return []Row{
		// Night is 00:00 to 06:00 and day the rest (Danne et al. 2017, doi
		// 10.2337/dc17-1600), on the clock that the issuer states.
		{Name: "timeOfDay", Key: "time-of-day", Form: TimeOfDay, Op: Choice, Bits: 2, Choices: []string{"all", "night", "day"}},
		{Name: "nightCoverage", Key: "night-coverage", Form: NightCoverage, Op: AtLeast, Bits: 7,
			Never: night, Always: nightAlways, Unit: "%", Phrase: "night coverage"},
		// This project's choice of lengths, from a meal to three days. Value 0 is no
		// limit.
		{Name: "longestGap", Key: "longest-gap", Form: LongestGap, Op: Choice, Bits: 3, Choices: gapWords()},
	}
}

// GapHours are the lengths that LongestGap may name, in clock hours on end
// without a reading; value i+1 of the row is GapHours[i].
var GapHours = []int{2, 4, 8, 12, 24, 48, 72}

func gapWords() []string {
	words := []string{"any"}
	for _, h := range GapHours {
		words = append(words, "<= "+decimal(uint64(h), 0)+" h")
	}
	return words
}

func meanRow(op Op, bits int, lo, hi uint32, unit string) Row {
	r := Row{Name: "meanMost", Key: "mean", Form: MeanAtMost, Op: op, Bits: bits, HasStrict: true,
		None: 1<<bits - 1, Unit: unit, Phrase: "a mean"}
	if op == AtLeast {
		r.Name, r.Form, r.None = "meanLeast", MeanAtLeast, 0
	}
	r.Never, r.Always = between(op, lo, hi)
	return r
}

// heartRateRows has the usual range at rest, 60 to 100 (American Heart
// Association); below 50, the working definition of bradycardia of its adult
// algorithm (2020); and at 110 or above, which lenient rate control keeps below
// (RACE II, Van Gelder et al. 2010, N Engl J Med 362:1363). They are published for
// a rate at rest; a claim counts every minute.
func heartRateRows() []Row {
	const lo, hi = 25, 250
	return append([]Row{
		shareRow("in60to100", "in-60-100", ShareAtLeast, "in 60-100", "", 60, 100),
		shareRow("below50", "below-50", ShareAtMost, "below 50", "", lo, 49),
		shareRow("above100", "above-100", ShareAtMost, "above 100", "", 101, hi),
		shareRow("from110", "from-110", ShareAtMost, "at or above 110", "", 110, hi),
		meanRow(AtLeast, 8, lo, hi, "/min"),
		meanRow(AtMost, 8, lo, hi, "/min"),
	}, wearRows()...)
}

// spo2Rows has the time below 90 %, T90 (Oldenburg et al. 2016, doi
// 10.1093/eurheartj/ehv624), and the lower ends of the target ranges 88-92 and
// 94-98 (British Thoracic Society, O'Driscoll et al. 2017, Thorax 72 Suppl 1).
func spo2Rows() []Row {
	const lo, hi = 50, 100
	return append([]Row{
		shareRow("below88", "below-88", ShareAtMost, "below 88", "", lo, 87),
		shareRow("below90", "below-90", ShareAtMost, "below 90", "", lo, 89),
		shareRow("below94", "below-94", ShareAtMost, "below 94", "", lo, 93),
		meanRow(AtLeast, 7, lo, hi, "%"),
	}, wearRows()...)
}

// checkSeries: bounds on the mean that leave no mean, and a gap that no window of
// so many days has. The days are 0 if the window is not known yet. The longest gap
// of a window with a reading is an hour short of all its hours.
func checkSeries(m Metric, l Limits, days int) error {
	least, most := Bound{}, Bound{Value: math.MaxUint32}
	rows := m.Rows()
	for i := range rows {
		switch rows[i].Form {
		case MeanAtLeast:
			least = l[i]
		case MeanAtMost:
			most = l[i]
		case LongestGap:
			if v := l[i].Value; v > 0 && days > 0 && GapHours[v-1] >= minutesPerDay/60*days {
				return errors.New(rows[i].Key + ": every window meets it: leave the limit out")
			}
		}
	}
	if least.Value > most.Value || least.Value == most.Value && (least.Strict || most.Strict) {
		return errors.New("mean: no window can meet both bounds")
	}
	return nil
}
