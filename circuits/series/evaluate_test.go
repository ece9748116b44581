package series

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Each share limit at equality, one reading above and one below, strict and not.
func TestSharesAtTheBoundary(t *testing.T) {
	for _, r := range shares(claim.Glucose15) {
		in, out := int(r.From), int(r.To)+1 // a reading that counts for the limit, and one that does not
		if r.To == claim.MaxReading {
			out = int(r.From) - 1
		}
		for _, at := range []struct{ bp, c, n int }{ // 10000*c = bp*n
			{7000, 7, 10}, {400, 4, 100}, {100, 1, 100}, {2500, 25, 100}, {5000, 1, 2}, {1, 1, 10000}, {9999, 9999, 10000},
		} {
			if testing.Short() && at.n > 100 {
				continue
			}
			for _, strict := range []bool{false, true} {
				for step := -1; step <= 1; step++ {
					better := step
					if r.Form == claim.ShareAtMost {
						better = -step
					}
					sets(t, r.Name, uint32(at.bp), strict, runs(in, at.c+step, out, at.n-at.c-step), better > 0 || step == 0 && !strict)
				}
			}
		}
	}
}

// The extremes of a share, where "none" and "all" are near.
func TestSharesAtTheEnds(t *testing.T) {
	low, none, all := runs(60, 1, 100, 9), runs(100, 10), runs(60, 10)
	for _, test := range []struct {
		row    string
		value  uint32
		strict bool
		slots  []uint64
		want   bool
	}{
		{"below70", 0, false, none, true},
		{"below70", 0, false, low, false},
		{"below70", claim.WholeShare, true, low, true},
		{"below70", claim.WholeShare, true, all, false},
		{"in70to180", 0, true, all, false},
		{"in70to180", 0, true, low, true},
		{"in70to180", claim.WholeShare, false, none, true},
		{"in70to180", claim.WholeShare, false, low, false},
	} {
		sets(t, test.row, test.value, test.strict, test.slots, test.want)
	}
}

func TestScalarsAtTheBoundary(t *testing.T) {
	for _, test := range []struct {
		row        string
		value      uint32
		below, off []uint64 // one reading's step inside and outside
		equal      []uint64
	}{
		{"mean", 154, runs(154, 29, 153, 1), runs(154, 29, 155, 1), runs(154, 30)},
		// 331000*n + 2392*S = 1000*t*n first for n = 299: S = 299*(1000*t - 331000)/2392.
		{"gmi", 690, gmiReadings(690, -1), gmiReadings(690, 1), gmiReadings(690, 0)},
		{"gmi", 700, gmiReadings(700, -1), gmiReadings(700, 1), gmiReadings(700, 0)},
		// Sample SD of {a-d, a, a+d} is d.
		{"cv", 360, runs(65, 1, 100, 1, 135, 1), runs(64, 1, 100, 1, 137, 1), runs(64, 1, 100, 1, 136, 1)},
		{"cv", 125, runs(71, 1, 80, 1, 90, 1), runs(70, 1, 80, 1, 91, 1), runs(70, 1, 80, 1, 90, 1)},
	} {
		for _, strict := range []bool{false, true} {
			sets(t, test.row, test.value, strict, test.below, true)
			sets(t, test.row, test.value, strict, test.equal, !strict)
			sets(t, test.row, test.value, strict, test.off, false)
		}
	}
}

// gmiReadings are 299 readings of a GMI of exactly t hundredths of a percent,
// but for a difference in the sum.
func gmiReadings(t, more int) []uint64 {
	sum := 299*(1000*t-331000)/2392 + more
	mean := sum / 299
	rest := sum - 299*mean
	return runs(mean, 299-rest, mean+1, rest)
}

func TestFewerThanTwoReadingsSatisfyNothing(t *testing.T) {
	for _, slots := range [][]uint64{nil, runs(0, 288), runs(100, 1), runs(100, 1, 0, 287)} {
		if r := EvaluateStats(asking(), measure(t, slots)); r.OK {
			t.Errorf("%d slots pass: %+v", len(slots), r)
		}
	}
	if r := EvaluateStats(asking(), measure(t, runs(100, 2, 0, 286))); !r.OK {
		t.Errorf("two readings fail: %+v", r.Failed())
	}
	// The selected part must hold them.
	for part, want := range []bool{AllDay: true, NightOnly: false, DayOnly: true} {
		s := newScene(t, 1).window(runs(100, 1, 0, 23, 100, 9)...).limit("timeOfDay", uint32(part), false)
		if r := s.evaluate(); r.OK != want {
			t.Errorf("part %d: %t: %+v", part, r.OK, r.Failed())
		}
	}
}

// decides is a second way to decide: rational numbers over the readings themselves,
// from the definitions, without counts, sums or clearing of denominators.
func decides(m claim.Metric, l claim.Limits, slots []uint64) bool {
	var readings []int64
	for _, v := range slots {
		if v != 0 {
			readings = append(readings, int64(v))
		}
	}
	n := int64(len(readings))
	sum := new(big.Rat)
	for _, g := range readings {
		sum.Add(sum, big.NewRat(g, 1))
	}
	mean := new(big.Rat).Quo(sum, big.NewRat(n, 1))
	for i, r := range m.Rows() {
		have, bound := new(big.Rat), big.NewRat(int64(l[i].Value), 1)
		switch r.Form {
		case claim.ShareAtLeast, claim.ShareAtMost:
			c := int64(0)
			for _, g := range readings {
				if int64(r.From) <= g && g <= int64(r.To) {
					c++
				}
			}
			have, bound = big.NewRat(c, n), big.NewRat(int64(l[i].Value), 10000)
		case claim.MeanAtLeast, claim.MeanAtMost:
			have = mean
		case claim.GMIAtMost:
			slope, _ := new(big.Rat).SetString("0.02392")
			constant, _ := new(big.Rat).SetString("3.31")
			have, bound = slope.Mul(slope, mean).Add(slope, constant), big.NewRat(int64(l[i].Value), 100)
		case claim.CVAtMost: // both squared
			for _, g := range readings {
				d := new(big.Rat).Sub(big.NewRat(g, 1), mean)
				have.Add(have, d.Mul(d, d))
			}
			have.Quo(have, big.NewRat(n-1, 1))
			bound = big.NewRat(int64(l[i].Value), 1000)
			bound.Mul(bound, mean).Mul(bound, bound)
		default:
			continue
		}
		cmp := have.Cmp(bound)
		if r.Op == claim.AtMost {
			cmp = -cmp
		}
		if cmp < 0 || cmp == 0 && l[i].Strict {
			return false
		}
	}
	return true
}

func TestEvaluateAgreesWithTheDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	cases := 6000
	if testing.Short() {
		cases = 600
	}
	passed, decided := 0, 0
	for range cases {
		m := seriesMetrics[1+r.IntN(3)]
		slots := make([]uint64, 2+r.IntN(24))
		edges := cutOffs(m)
		for i := range slots {
			slots[i] = uint64(edges[r.IntN(len(edges))])
			if i > 1 && r.IntN(4) == 0 {
				slots[i] = 0
			}
		}
		stats := measureOf(t, m, slots)
		s := &scene{claim: asking()}
		s.claim.Metric, s.claim.Limits = m, m.NoLimits()
		// One or two limits near the window's own figures, so that equality happens.
		for range 1 + r.IntN(2) {
			aim(r, s, stats)
		}
		s.claim.Coverage = 0
		s.limit("nightCoverage", 0, false).limit("longestGap", 0, false)
		if s.claim.Validate() != nil {
			continue
		}
		got := EvaluateStats(s.claim, stats)
		if want := decides(m, s.claim.Limits, slots); got.OK != want {
			t.Fatalf("%v: got %t, want %t with %+v: %+v", slots, got.OK, want, s.claim.Limits, got)
		}
		decided++
		if got.OK {
			passed++
		}
	}
	if passed < decided/5 || passed > decided*4/5 || decided < cases/2 {
		t.Errorf("%d of %d windows pass: the draw is lopsided", passed, decided)
	}
}

// consensus is the published claim for adults about 30 days of 5 minutes.
func consensus(t testing.TB) claim.Claim {
	t.Helper()
	p, err := claim.Preset("consensus-2019-adult")
	if err != nil {
		t.Fatal(err)
	}
	c, err := claim.New(claim.Glucose5, 30, 20666, 20696, 1, p.Targets)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWindowEndAndAssurance(t *testing.T) {
	c := consensus(t)
	day := runs(100, 288)
	for i := range day {
		day[i] += uint64(i % 7)
	}
	window := func(days int) *statement.Window {
		return &statement.Window{Metric: claim.Glucose5, EndDay: c.LatestEnd, Assurance: 1, Blocks: slices.Repeat([]statement.Block{day}, days)}
	}
	for _, test := range []struct {
		name   string
		spoil  func(*statement.Window)
		failed []string
	}{
		{"last day", func(*statement.Window) {}, nil},
		{"first day", func(w *statement.Window) { w.EndDay, w.Assurance = c.EarliestEnd, 7 }, nil},
		{"a day early", func(w *statement.Window) { w.EndDay = c.EarliestEnd - 1 }, []string{"window-end"}},
		{"a day late", func(w *statement.Window) { w.EndDay = c.LatestEnd + 1 }, []string{"window-end"}},
		{"low assurance", func(w *statement.Window) { w.Assurance = 0 }, []string{"assurance"}},
		{"no such assurance", func(w *statement.Window) { w.Assurance = 8 }, []string{"assurance"}},
		{"shorter window", func(w *statement.Window) { w.Blocks = w.Blocks[1:] }, []string{"window"}},
		{"longer window", func(w *statement.Window) { w.Blocks = append(w.Blocks, w.Blocks[0]) }, []string{"window"}},
		{"another metric", func(w *statement.Window) { w.Metric = claim.Glucose15 }, []string{"window"}},
		{"no reading of the metric", func(w *statement.Window) { w.Blocks[3] = runs(38, 288) }, []string{"window", "readings", "coverage"}},
		{"half a day", func(w *statement.Window) { w.Blocks[3] = w.Blocks[3][:100] }, []string{"window", "readings", "coverage"}},
		{"too high", func(w *statement.Window) { w.Blocks = slices.Repeat([]statement.Block{runs(250, 288)}, 30) }, []string{"in-70-180", "above-180"}},
	} {
		w := window(30)
		test.spoil(w)
		r := Evaluate(c, w, nil)
		var failed []string
		for _, check := range r.Failed() {
			failed = append(failed, check.Name)
		}
		if test.name == "no reading of the metric" || test.name == "half a day" {
			failed = failed[:min(len(failed), 1)] // the others follow from having no figures
			test.failed = test.failed[:1]
		}
		if !slices.Equal(failed, test.failed) || r.OK != (len(failed) == 0) {
			t.Errorf("%s: %t, failed %v, want %v", test.name, r.OK, failed, test.failed)
		}
	}
	c.Coverage = claim.WholeShare + 1
	if r := Evaluate(c, window(30), nil); r.OK || len(r.Checks) != 1 {
		t.Errorf("an invalid claim is met: %+v", r)
	}
}

// What a holder reads: the figure never looks like the bound unless it is equal,
// and the margin counts readings.
func TestChecksSayHowFar(t *testing.T) {
	for _, test := range []struct {
		limit string
		slots []uint64
		line  string
	}{
		{"below 70 < 4 %", runs(60, 4, 100, 96),
			"false; have 4.00 % (4 of 100); want < 4 %; 1 reading too many (0.00 percentage points from the bound)"},
		{"below 70 < 4 %", runs(60, 10, 100, 90),
			"false; have 10.00 % (10 of 100); want < 4 %; 7 readings too many (6.00 percentage points above the bound)"},
		{"below 70 <= 4 %", runs(60, 4, 100, 96),
			"true; have 4.00 % (4 of 100); want <= 4 %; 0 readings to spare (0.00 percentage points from the bound)"},
		{"in 70-180 > 70 %", runs(100, 7, 200, 3),
			"false; have 70.00 % (7 of 10); want > 70 %; 1 reading missing (0.00 percentage points from the bound)"},
		{"in 70-180 >= 70 %", runs(100, 20999, 200, 9001),
			"false; have 69.997 % (20999 of 30000); want >= 70 %; 1 reading missing (0.003 percentage points below the bound)"},
		{"in 70-180 >= 70 %", runs(100, 9, 200, 1),
			"true; have 90.00 % (9 of 10); want >= 70 %; 2 readings to spare (20.00 percentage points above the bound)"},
		{"mean < 154", runs(154, 2, 155, 1), "false; have 154.33 mg/dL; want < 154 mg/dL; 0.33 mg/dL above the bound"},
		{"gmi < 7.0", runs(154, 22, 155, 8), "false; have 7.0001 %; want < 7.0 %; 0.0001 percentage points above the bound"},
		{"cv <= 36", runs(64, 100, 136, 100), "false; have 36.09 %; want <= 36 %; 0.09 percentage points above the bound"},
		{"cv <= 36", runs(100, 1), "true; have no value; want <= 36 %; "},
		{"night coverage >= 70 %", runs(100, 50, 0, 238), "false; have 69.44 % (50 of 72); want >= 70 %; 0.56 percentage points below the bound"},
		{"longest gap <= 4 h", runs(100, 10, 0, 5*12+2, 100, 288-72), "false; have 5 h; want <= 4 h; "},
		{"longest gap <= 4 h", runs(100, 10, 0, 4*12+2, 100, 288-60), "true; have 4 h; want <= 4 h; "},
	} {
		targets, err := claim.ParseTargets("glucose", []string{test.limit, "coverage >= 0 %"})
		if err != nil {
			t.Fatal(err)
		}
		c := asking()
		c.Limits = targets.Limits
		checks := EvaluateStats(c, measure(t, test.slots)).Checks
		last := checks[len(checks)-1]
		line := strings.Join([]string{map[bool]string{true: "true", false: "false"}[last.OK], "have " + last.Have, "want " + last.Want, last.Margin}, "; ")
		if line != test.line {
			t.Errorf("%s:\n got %s\nwant %s", test.limit, line, test.line)
		}
	}
	c := asking()
	c.Coverage = 7000
	check := EvaluateStats(c, measure(t, runs(100, 6047, 0, 2593))).Failed()[0]
	if check.Name != "coverage" || check.Have != "69.99 % (6047 of 8640)" ||
		check.Margin != "1 reading missing (0.01 percentage points below the bound)" {
		t.Errorf("%+v", check)
	}
}
