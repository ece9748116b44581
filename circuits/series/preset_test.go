package series

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

// Presets at their exact boundaries: windows one unit inside, on and outside, decided
// by the plain reference and by the circuit. 96 slots are a day of 15 minutes; the
// coverage of 70 % needs 68 of them.
func TestPresetsAtTheirBoundary(t *testing.T) {
	day := func(values ...uint64) *scene { return newScene(t, 1).window(values...) }
	for _, test := range []struct {
		preset string
		what   string
		scene  *scene
		want   bool
	}{
		{"consensus-2019-adult", "24 of 96 above 180", day(runs(181, 24, 100, 72)...), false},
		{"consensus-2019-adult", "23 of 96 above 180", day(runs(181, 23, 100, 73)...), true},
		{"consensus-2019-adult", "180 is in range", day(runs(180, 96)...), true},
		{"consensus-2019-adult", "70 is in range", day(runs(70, 96)...), true},
		{"consensus-2019-adult", "4 of 96 at 69", day(runs(69, 4, 100, 92)...), false},
		{"consensus-2019-adult", "3 of 75 at 69, 4 %", day(runs(69, 3, 100, 72)...), false},
		{"consensus-2019-adult", "3 of 76 at 69", day(runs(69, 3, 100, 73)...), true},
		{"consensus-2019-adult", "1 of 96 at 53", day(runs(53, 1, 100, 95)...), false},
		{"consensus-2019-adult", "1 of 96 at 54", day(runs(54, 1, 100, 95)...), true},
		{"consensus-2019-adult", "LOW", day(runs(39, 1, 100, 95)...), false},
		{"consensus-2019-adult", "4 of 80 at 251, 5 %", day(runs(251, 4, 100, 76)...), false},
		{"consensus-2019-adult", "4 of 81 at 251", day(runs(251, 4, 100, 77)...), true},
		{"consensus-2019-adult", "4 of 80 at 250", day(runs(250, 4, 100, 76)...), true},
		{"consensus-2019-adult", "5 of 96 HIGH", day(runs(401, 5, 100, 91)...), false},
		{"consensus-2019-adult-cv", "a CV of 36 %", cvDay(t, 170), true},
		{"consensus-2019-adult-cv", "a CV above 36 %", cvDay(t, 171), false},
		{"consensus-2019-adult-cv", "a CV below 36 %", cvDay(t, 169), true},
		{"consensus-2019-older", "48 of 96 in range", day(runs(100, 48, 181, 48)...), false},
		{"consensus-2019-older", "49 of 96 in range", day(runs(100, 49, 181, 47)...), true},
		{"consensus-2019-older", "1 of 96 at 69", day(runs(69, 1, 100, 95)...), false},
		{"consensus-2019-older", "1 of 96 at 70", day(runs(70, 1, 100, 95)...), true},
		{"consensus-2019-older", "9 of 90 at 251, 10 %", day(runs(251, 9, 100, 81)...), false},
		{"consensus-2019-older", "9 of 91 at 251", day(runs(251, 9, 100, 82)...), true},
		{"consensus-2019-pregnancy-t1", "3 of 75 at 62, 4 %", day(runs(62, 3, 100, 72)...), false},
		{"consensus-2019-pregnancy-t1", "3 of 76 at 62", day(runs(62, 3, 100, 73)...), true},
		{"consensus-2019-pregnancy-t1", "4 of 96 at 63", day(runs(63, 4, 100, 92)...), true},
		{"consensus-2019-pregnancy-t1", "24 of 96 at 141", day(runs(141, 24, 100, 72)...), false},
		{"consensus-2019-pregnancy-t1", "23 of 96 at 141", day(runs(141, 23, 100, 73)...), true},
		{"consensus-2019-pregnancy-t1", "24 of 96 at 140", day(runs(140, 24, 100, 72)...), true},
		{"consensus-2019-pregnancy-t1", "1 of 96 at 53", day(runs(53, 1, 100, 95)...), false},
		{"glucose-tir-70-ge", "63 of 90 in range, 70 %", day(runs(100, 63, 181, 27)...), true},
		{"glucose-tir-70-ge", "62 of 90 in range", day(runs(100, 62, 181, 28)...), false},
		{"glucose-tir-70-ge", "64 of 90 in range", day(runs(100, 64, 69, 26)...), true},
		{"cgm-data-sufficiency", "67 of 96 slots", day(runs(100, 67)...), false},
		{"cgm-data-sufficiency", "68 of 96 slots", day(runs(100, 68)...), true},
		// 3.31 + 0.02392 * 154.2642 = 7.
		{"gmi-below-7", "a mean of 154.26", day(runs(154, 71, 155, 25)...), true},
		{"gmi-below-7", "a mean of 154.27", day(runs(154, 70, 155, 26)...), false},
		// 3.31 + 0.02392 * 196.0702 = 8.
		{"gmi-below-8", "a mean of 196.06", day(runs(196, 90, 197, 6)...), true},
		{"gmi-below-8", "a mean of 196.07", day(runs(196, 89, 197, 7)...), false},
		{"cgm-worn-day-and-night", "83 of 120 slots of the night", worn(t, 5, 37, 0), false},
		{"cgm-worn-day-and-night", "84 of 120 slots of the night, 70 %", worn(t, 5, 36, 0), true},
		{"cgm-worn-day-and-night", "85 of 120 slots of the night", worn(t, 5, 35, 0), true},
		{"cgm-worn-day-and-night", "71 empty hours", worn(t, 12, 0, 71), true},
		{"cgm-worn-day-and-night", "72 empty hours", worn(t, 12, 0, 72), true},
		{"cgm-worn-day-and-night", "73 empty hours", worn(t, 12, 0, 73), false},
		{"cgm-worn-day-and-night", "72 of 240 empty hours, 70 %", worn(t, 10, 0, 72), true},
	} {
		p, err := claim.Preset(test.preset)
		if err != nil {
			t.Fatal(err)
		}
		s := test.scene
		s.claim.Limits, s.claim.Coverage = p.Limits, p.Coverage
		if got := s.evaluate(); got.OK != test.want {
			t.Errorf("%s, %s: plain reference says %t: %v", test.preset, test.what, got.OK, got.Failed())
		}
		if got := s.meets(t); got != test.want {
			t.Errorf("%s, %s: circuit says %t", test.preset, test.what, got)
		}
	}
}

// cvDay has readings 45 above and below 125: 40 each and one of 125 have a sample CV
// of 45/125 = 36 %. One of the upper readings is given.
func cvDay(t *testing.T, one uint64) *scene {
	t.Helper()
	values := runs(170, 40, 80, 40, 125, 1)
	values[7] = one
	return newScene(t, 1).window(values...)
}

// worn is a window of some days with a number of night slots empty, none of which
// makes an empty hour, and a number of hours on end from the third day's 20:00.
func worn(t *testing.T, days, nightSlots, hours int) *scene {
	t.Helper()
	s := newScene(t, days)
	for i := range s.slots {
		if nightSlots > 0 && isNight(i, 96) && i%4 > 0 {
			s.slots[i] = 0
			nightSlots--
		}
	}
	from := 2*96 + 20*4
	clear(s.slots[from : from+4*hours])
	return s
}

// The shared boundary vectors, which other implementations answer too. They lie
// outside of the module: VITALPROOF_DATA names their folder.
func TestSharedBoundaryVectors(t *testing.T) {
	dir := os.Getenv("VITALPROOF_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the boundary vectors are missing: %v", err)
		}
		t.Skipf("no boundary vectors: set VITALPROOF_DATA to the folder of expected.json (%v)", err)
	}
	var file struct {
		Vectors []struct {
			ID       string          `json:"id"`
			Pairs    [][2]int        `json:"value_count_pairs"`
			Expected uint64          `json:"expected_slots"`
			N        uint64          `json:"n"`
			Sum      uint64          `json:"sum"`
			Squares  uint64          `json:"sum_sq"`
			Lt54     uint64          `json:"lt54"`
			Lt70     uint64          `json:"lt70"`
			In       uint64          `json:"in70_180"`
			Gt180    uint64          `json:"gt180"`
			Gt250    uint64          `json:"gt250"`
			Claims   map[string]bool `json:"claims"`
			AtLeast  bool            `json:"tir_ge_7000bp"`
		} `json:"boundary_vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 17 {
		t.Fatalf("%d boundary vectors, want 17 or more", len(file.Vectors))
	}
	limits := map[string]string{
		"tir_gt_7000bp": "in 70-180 > 70 %", "tir_gt_5000bp": "in 70-180 > 50 %",
		"tbr70_lt_400bp": "below 70 < 4 %", "tbr70_lt_100bp": "below 70 < 1 %", "tbr54_lt_100bp": "below 54 < 1 %",
		"tar180_lt_2500bp": "above 180 < 25 %", "tar250_lt_500bp": "above 250 < 5 %",
		"preg_tir_gt_7000bp": "in 63-140 > 70 %", "preg_tbr63_lt_400bp": "below 63 < 4 %",
		"preg_tar140_lt_2500bp": "above 140 < 25 %", "gmi_lt_7.0": "gmi < 7.0", "gmi_lt_8.0": "gmi < 8.0",
		"cv_le_36_sample": "cv <= 36", "mean_lt_154": "mean < 154", "coverage_ge_7000bp": "coverage >= 70 %",
		"tir_ge_7000bp": "in 70-180 >= 70 %",
	}
	const m = claim.Glucose5
	for _, v := range file.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			var slots []uint64
			for _, p := range v.Pairs {
				slots = append(slots, runs(p[0], p[1])...)
			}
			for uint64(len(slots)) < v.Expected {
				slots = append(slots, 0)
			}
			s := measure(t, slots)
			if s.Expected != v.Expected || s.N != v.N || s.Sum != v.Sum || s.SumSquares != v.Squares ||
				s.counts(m, "below54") != v.Lt54 || s.counts(m, "below70") != v.Lt70 || s.counts(m, "in70to180") != v.In ||
				s.counts(m, "above180") != v.Gt180 || s.counts(m, "above250") != v.Gt250 {
				t.Errorf("measured %+v, want %+v", s, v)
			}
			v.Claims["tir_ge_7000bp"] = v.AtLeast
			for name, want := range v.Claims {
				if name == "cv_le_36_population" {
					continue // no such claim: the sample variance is the published one
				}
				text, known := limits[name]
				if !known {
					t.Errorf("no limit for %s", name)
					continue
				}
				l, err := claim.ParseLimit(m.Quantity(), text)
				if err != nil {
					t.Fatal(err)
				}
				targets := claim.Targets{Quantity: m.Quantity(), Limits: m.NoLimits()}
				l.Apply(&targets)
				c, err := claim.New(m, 30, 20000, 20000, 0, targets)
				if err != nil {
					t.Fatal(err)
				}
				if r := EvaluateStats(c, s); r.OK != want {
					t.Errorf("%s: %t, want %t: %+v", name, r.OK, want, r.Checks)
				}
			}
		})
	}
}

// Every preset of a series is in the table above.
func TestSeriesPresetsAreAllTested(t *testing.T) {
	tested := []string{"cgm-data-sufficiency", "cgm-worn-day-and-night", "consensus-2019-adult", "consensus-2019-adult-cv", "consensus-2019-older",
		"consensus-2019-pregnancy-t1", "glucose-tir-70-ge", "gmi-below-7", "gmi-below-8"}
	var got []string
	for _, p := range claim.Presets() {
		if m := p.Quantity.Metrics(); m[0].Family() == claim.Series {
			got = append(got, p.Name)
		}
	}
	if !slices.Equal(got, tested) {
		t.Errorf("presets of series are %v, tested %v", got, tested)
	}
}
