package panel

import (
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

// boundary is a preset with pages on each side of its bounds, which differ by one
// unit, and on them.
type boundary struct {
	preset     string
	good, fail [][]Measurement
}

// one is the boundary of a preset about the latest measurement.
func one(preset string, good, fail []Measurement) boundary {
	b := boundary{preset: preset}
	for _, m := range good {
		b.good = append(b.good, []Measurement{m}, []Measurement{m, {fail[0].A, fail[0].B, 1}}) // only the latest counts
	}
	for _, m := range fail {
		b.fail = append(b.fail, []Measurement{m}, []Measurement{m, {good[0].A, good[0].B, 1}})
	}
	return b
}

// numbers are the boundary of a preset about the latest of one number.
func numbers(preset string, good, fail []uint64) boundary {
	all := func(values []uint64) (list []Measurement) {
		for _, v := range values {
			list = append(list, Measurement{A: v})
		}
		return list
	}
	return one(preset, all(good), all(fail))
}

// pairs is the boundary of a strict preset about the average of two on two days.
func pairs(preset string, systolic, diastolic uint64) boundary {
	return boundary{preset,
		[][]Measurement{
			{{systolic, diastolic - 2, 1}, {systolic - 1, diastolic, 2}},
			{{systolic + 10, diastolic + 10, 1}, {systolic - 11, diastolic - 11, 29}},
			{{systolic - 1, diastolic - 1, 0}, {systolic - 1, diastolic - 1, 3}, {200, 120, 4}}, // the last two count
		},
		[][]Measurement{
			{{systolic, diastolic - 2, 1}, {systolic, diastolic, 2}},
			{{systolic - 9, diastolic - 2, 1}, {systolic - 1, diastolic + 2, 2}},
			{{systolic + 10, 60, 1}, {systolic - 10, 60, 2}},
			{{systolic - 1, diastolic - 1, 2}, {systolic - 1, diastolic - 1, 2}, {systolic - 1, diastolic - 1, 3}}, // one day
			{{systolic - 1, diastolic - 1, 0}, {systolic - 1, diastolic - 1, 30}},                                  // too old
			{{systolic - 1, diastolic - 1, 0}},
		}}
}

// home are so many measurements, four a day, that add up to a sum.
func home(days int, sum, diastolic uint64) []Measurement {
	var all []Measurement
	n := uint64(4 * days)
	for i := range 4 * days {
		m := Measurement{sum / n, diastolic / n, i / 4}
		if uint64(i) < sum%n {
			m.A++
		}
		if uint64(i) < diastolic%n {
			m.B++
		}
		all = append(all, m)
	}
	return all
}

var boundaries = []boundary{
	{"bp-controlled",
		[][]Measurement{
			{{139, 89, 0}}, {{139, 89, 364}},
			{{150, 89, 3}, {139, 95, 3}}, // the lowest of each number
			{{145, 95, 3}, {141, 92, 3}, {139, 89, 3}, {180, 110, 4}},
		},
		[][]Measurement{
			{{140, 89, 0}}, {{139, 90, 0}}, {{139, 89, 365}}, {},
			{{140, 95, 3}, {150, 90, 3}, {120, 70, 4}}, // another day does not help
		}},
	pairs("bp-normal", 120, 80),
	pairs("bp-elevated-or-better", 130, 80),
	pairs("bp-goal-130", 130, 80),
	pairs("bp-stage-1-or-better", 140, 90),
	{"bp-home-135",
		[][]Measurement{home(6, 24*135-1, 24*85-1), append(home(6, 24*134, 24*84), Measurement{200, 120, 6})},
		[][]Measurement{
			home(6, 24*135, 24*85-1), home(6, 24*135-1, 24*85), home(5, 20*130, 20*80),
			append(slices.Repeat(home(1, 4*130, 4*80), 6), home(1, 4*130, 4*80)...), // on one day
			append(home(5, 20*130, 20*80), Measurement{130, 80, 5}, Measurement{130, 80, 5}, Measurement{130, 80, 5}, Measurement{130, 80, 7}),
		}},
	one("bp-vitality-to-70", []Measurement{{119, 79, 0}}, []Measurement{{120, 79, 0}, {119, 80, 0}}),
	one("bp-vitality-from-71", []Measurement{{139, 89, 0}}, []Measurement{{140, 89, 0}, {139, 90, 0}}),

	numbers("hba1c-below-5-7", []uint64{56}, []uint64{57, 58}),
	numbers("hba1c-5-7-to-6-4", []uint64{57, 58, 64}, []uint64{56, 65}),
	numbers("hba1c-below-6-5", []uint64{64}, []uint64{65, 66}),
	numbers("hba1c-6-5-or-above", []uint64{65, 66}, []uint64{64}),
	numbers("hba1c-below-7", []uint64{69}, []uint64{70, 71}),
	numbers("hba1c-below-8", []uint64{79}, []uint64{80, 81}),
	numbers("hba1c-not-above-9", []uint64{90, 89}, []uint64{91}),

	// At 200 cm a quarter of the weight in 0.1 kg is the BMI in tenths. At 160 cm
	// 18.5 is 47.36 kg, 25 is 64.0 kg.
	one("bmi-18-5-to-25", []Measurement{{740, 200, 0}, {741, 200, 0}, {999, 200, 0}, {474, 160, 0}, {639, 160, 0}},
		[]Measurement{{739, 200, 0}, {1000, 200, 0}, {473, 160, 0}, {640, 160, 0}}),
	one("bmi-25-to-28", []Measurement{{1000, 200, 0}, {1001, 200, 0}, {1119, 200, 0}, {1120, 200, 0}}, []Measurement{{999, 200, 0}, {1121, 200, 0}}),
	one("bmi-25-or-above", []Measurement{{1000, 200, 0}, {1001, 200, 0}}, []Measurement{{999, 200, 0}}),
	one("bmi-below-30", []Measurement{{1199, 200, 0}}, []Measurement{{1200, 200, 0}, {1201, 200, 0}}),
	one("bmi-30-or-above", []Measurement{{1200, 200, 0}, {1201, 200, 0}}, []Measurement{{1199, 200, 0}}),
	one("bmi-below-23-asian", []Measurement{{919, 200, 0}}, []Measurement{{920, 200, 0}, {921, 200, 0}}),
	one("bmi-below-27-5-asian", []Measurement{{1099, 200, 0}}, []Measurement{{1100, 200, 0}, {1101, 200, 0}}),

	// Seven hours: 35, 105 and 210 events; eleven minutes less: 5 an hour are 34.08.
	one("ahi-below-5", []Measurement{{420, 34, 0}, {409, 34, 0}}, []Measurement{{420, 35, 0}, {420, 36, 0}, {409, 35, 0}}),
	one("ahi-below-15", []Measurement{{420, 104, 0}}, []Measurement{{420, 105, 0}, {420, 106, 0}}),
	one("ahi-below-30", []Measurement{{420, 209, 0}}, []Measurement{{420, 210, 0}, {420, 211, 0}}),
	one("ahi-15-or-above", []Measurement{{420, 105, 0}, {420, 106, 0}}, []Measurement{{420, 104, 0}}),
	one("ahi-30-or-above", []Measurement{{420, 210, 0}, {420, 211, 0}}, []Measurement{{420, 209, 0}}),

	numbers("cholesterol-below-200", []uint64{199}, []uint64{200, 201}),
	numbers("glucose-lab-below-100", []uint64{99}, []uint64{100, 101}),

	numbers("age-18-or-above", []uint64{18, 19}, []uint64{17}),
	numbers("age-to-70", []uint64{70, 69}, []uint64{71}),
	numbers("age-from-71", []uint64{71, 72}, []uint64{70}),
	numbers("age-71-to-80", []uint64{71, 72, 79, 80}, []uint64{70, 81}),
	numbers("age-from-81", []uint64{81, 82}, []uint64{80}),
}

func TestPresetsAtTheirBoundary(t *testing.T) {
	for _, b := range boundaries {
		preset, err := claim.Preset(b.preset)
		if err != nil {
			t.Fatal(err)
		}
		days := preset.Days
		if days == 0 {
			days = window
		}
		c, err := claim.New(preset.Quantity.Metrics()[0], days, 20000, 20010, 1, preset.Targets)
		if err != nil {
			t.Fatalf("%s: %v", b.preset, err)
		}
		for i, all := range slices.Concat(b.good, b.fail) {
			page, want := pageOf(all...), i < len(b.good)
			if err := page.Check(c.Metric); err != nil {
				t.Fatalf("%s, page %d: %v", b.preset, i, err)
			}
			if got := refers(c, 20005, page).OK; got != want {
				t.Errorf("%s, page %d: plain reference says %t", b.preset, i, got)
			}
			if got := decides(t, c, 20005, page); got != want {
				t.Errorf("%s, page %d: circuit says %t", b.preset, i, got)
			}
		}
	}
}

// No preset of the family goes without a boundary, and none that is the same as
// another but for the name goes unnoticed.
func TestEveryPresetHasABoundary(t *testing.T) {
	seen := map[claim.Targets]string{}
	count := 0
	for _, p := range claim.Presets() {
		if p.Quantity.Metrics()[0].Family() != claim.Panel {
			continue
		}
		count++
		if !slices.ContainsFunc(boundaries, func(b boundary) bool { return b.preset == p.Name }) {
			t.Errorf("%s has no boundary", p.Name)
		}
		if other, twice := seen[p.Targets]; twice && p.Name != "bp-goal-130" {
			t.Errorf("%s asks the same as %s", p.Name, other)
		}
		seen[p.Targets] = p.Name
	}
	if count != len(boundaries) {
		t.Errorf("%d presets about panels, want %d", count, len(boundaries))
	}
}
