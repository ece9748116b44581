package daily

import (
	"slices"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// boundary is a preset with windows on each side of its bound, which differ by one
// unit or one day, and one on it.
type boundary struct {
	preset           string
	inside, on, past []uint64
}

// atLevel are the boundaries of "k of n days at a level": by a unit of the level,
// and by a day.
func atLevel(preset string, level, k, n uint64) []boundary {
	rest := n - k
	return []boundary{
		{preset, runs(level+1, k, level-1, rest), runs(level, k, level-1, rest), runs(level, k-1, level-1, rest+1)},
		{preset, runs(level, k+1, 0, rest-1), runs(0, rest, level, k), runs(level-1, 1, level, k-1, 0, rest)},
		// What lies before the window does not help.
		{preset, runs(level, k+1, 0, rest-1, 1, 30), runs(level, k, 0, rest, level, 30), runs(level, k-1, 0, rest+1, level, 30)},
	}
}

var boundaries = slices.Concat(
	atLevel("steps-3000-age-81", 3000, 21, 30),
	atLevel("steps-4000-age-71", 4000, 21, 30),
	atLevel("steps-5000", 5000, 21, 30),
	atLevel("steps-7500", 7500, 21, 30),
	atLevel("steps-10000", 10000, 21, 30),
	atLevel("steps-12500", 12500, 21, 30),
	atLevel("steps-15000", 15000, 21, 30),
	atLevel("active-30-min-5-of-7", 30, 5, 7),
	atLevel("sleep-7-hours", 420, 21, 30),
	atLevel("pap-adherent", 240, 21, 30),
	[]boundary{
		{"resting-heart-rate-each", runs(61, 30), runs(60, 30), runs(60, 29, 59, 1)},
		{"resting-heart-rate-each", runs(99, 30), runs(100, 30), runs(100, 29, 101, 1)},
		{"resting-heart-rate-each", runs(80, 22, 0, 8), runs(80, 21, 0, 9), runs(80, 20, 0, 10)},
		{"resting-heart-rate-mean", runs(60, 29, 61, 1), runs(50, 15, 70, 15), runs(60, 29, 59, 1)},
		{"resting-heart-rate-mean", runs(100, 29, 99, 1), runs(90, 15, 110, 15), runs(100, 29, 101, 1)},
		{"resting-heart-rate-mean", runs(80, 22, 0, 8), runs(80, 21, 0, 9), runs(80, 20, 0, 10)},
		{"hrv-sdnn-24h-50", runs(501, 30), runs(500, 30), runs(500, 29, 499, 1)},
		{"hrv-sdnn-24h-50", runs(900, 22, 0, 8), runs(900, 21, 0, 9), runs(900, 20, 0, 10)},
		{"hrv-sdnn-24h-100", runs(1001, 30), runs(1000, 30), runs(1000, 29, 999, 1)},
		{"hrv-sdnn-24h-100", runs(1500, 22, 0, 8), runs(1500, 21, 0, 9), runs(1500, 20, 0, 10)},
	},
)

func TestPresetsAtTheirBoundary(t *testing.T) {
	for i, b := range boundaries {
		preset, err := claim.Preset(b.preset)
		if err != nil {
			t.Fatal(err)
		}
		days := preset.Days
		if days == 0 {
			days = window
		}
		m := metricOf(t, preset.Quantity)
		c, err := claim.New(m, days, 20000, 20010, 1, preset.Targets)
		if err != nil {
			t.Fatalf("%s: %v", b.preset, err)
		}
		for what, values := range map[string][]uint64{"inside": b.inside, "on": b.on, "past": b.past} {
			page := make(statement.Page, statement.DailyLength)
			copy(page, values)
			want := what != "past"
			if got := refers(c, 20005, page).OK; got != want {
				t.Errorf("%s, row %d, %s the bound: plain reference says %t", b.preset, i, what, got)
			}
			if got := decides(t, c, 20005, page); got != want {
				t.Errorf("%s, row %d, %s the bound: circuit says %t", b.preset, i, what, got)
			}
		}
	}
}

func metricOf(t *testing.T, q claim.Quantity) claim.Metric {
	t.Helper()
	for _, m := range metrics {
		if m.Quantity() == q {
			return m
		}
	}
	t.Fatalf("no metric of %s", q)
	return 0
}

// No preset of the family goes without a boundary.
func TestEveryPresetHasABoundary(t *testing.T) {
	seen := 0
	for _, p := range claim.Presets() {
		i := slices.IndexFunc(metrics, func(m claim.Metric) bool { return m.Quantity() == p.Quantity })
		if i < 0 {
			continue
		}
		seen++
		if !slices.ContainsFunc(boundaries, func(b boundary) bool { return b.preset == p.Name }) {
			t.Errorf("%s has no boundary", p.Name)
		}
	}
	if seen != 14 {
		t.Errorf("%d presets about daily values, want 14", seen)
	}
}
