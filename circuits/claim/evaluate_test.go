package claim

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// Each share limit at equality, one reading above and one below, strict and not.
func TestSharesAtTheBoundary(t *testing.T) {
	// A reading that counts for the limit, and one that does not.
	readings := map[string][2]int{
		"in-70-180": {100, 200}, "in-63-140": {65, 150}, "in-70-140": {140, 69},
		"below-54": {53, 54}, "below-63": {62, 63}, "below-70": {69, 70},
		"above-140": {141, 140}, "above-180": {181, 180}, "above-250": {251, 250},
	}
	for _, e := range table {
		if e.count == nil {
			continue
		}
		for _, at := range []struct{ bp, c, n int }{ // 10000*c = bp*n
			{7000, 7, 10}, {400, 4, 100}, {100, 1, 100}, {2500, 25, 100}, {5000, 1, 2}, {1, 1, 10000}, {9999, 9999, 10000},
		} {
			for _, strict := range []bool{false, true} {
				for step := -1; step <= 1; step++ {
					in, out := readings[e.key][0], readings[e.key][1]
					s := measure(t, runs(in, at.c+step, out, at.n-at.c-step))
					l := NoLimits()
					value, isStrict := e.at(&l)
					*value, *isStrict = uint16(at.bp), strict
					want := step*sign(e.kind) > 0 || step == 0 && !strict
					got := Evaluate(asking(l), s)
					if got.OK != want {
						t.Errorf("%s %s with %d of %d: %t", e.key, e.condition(*value, strict), at.c+step, at.n, got.OK)
					}
				}
			}
		}
	}
}

func sign(k kind) int {
	if k == atLeast {
		return 1
	}
	return -1
}

// The extremes of a share, where "none" and "all" are near.
func TestSharesAtTheEnds(t *testing.T) {
	low, none := runs(60, 1, 100, 9), runs(100, 10)
	all := runs(60, 10)
	for _, test := range []struct {
		name  string
		set   func(*Limits)
		slots []uint16
		want  bool
	}{
		{"none below 70", func(l *Limits) { l.Below70 = AtMost{0, false} }, none, true},
		{"none below 70", func(l *Limits) { l.Below70 = AtMost{0, false} }, low, false},
		{"not all below 70", func(l *Limits) { l.Below70 = AtMost{WholeShare, true} }, low, true},
		{"not all below 70", func(l *Limits) { l.Below70 = AtMost{WholeShare, true} }, all, false},
		{"some in range", func(l *Limits) { l.In70to180 = AtLeast{0, true} }, all, false},
		{"some in range", func(l *Limits) { l.In70to180 = AtLeast{0, true} }, low, true},
		{"all in range", func(l *Limits) { l.In70to180 = AtLeast{WholeShare, false} }, none, true},
		{"all in range", func(l *Limits) { l.In70to180 = AtLeast{WholeShare, false} }, low, false},
	} {
		t.Run(test.name, func(t *testing.T) { sets(t, test.set, test.slots, test.want) })
	}
}

func TestScalarsAtTheBoundary(t *testing.T) {
	limit := func(m MeanLimit, g GMILimit, c CVLimit) func(*Limits) {
		return func(l *Limits) { l.Mean, l.GMI, l.CV = m, g, c }
	}
	for _, test := range []struct {
		name       string
		set        func(strict bool) func(*Limits)
		below, off []uint16 // one reading's step inside and outside
		equal      []uint16
	}{
		{"mean 154", func(s bool) func(*Limits) { return limit(MeanLimit{154, s}, NoGMI, NoCV) },
			runs(154, 29, 153, 1), runs(154, 29, 155, 1), runs(154, 30)},
		// 331000*n + 2392*S = 1000*t*n first for n = 299: S = 299*(1000*t - 331000)/2392.
		{"GMI 6.9", func(s bool) func(*Limits) { return limit(NoMean, GMILimit{690, s}, NoCV) },
			gmiReadings(690, -1), gmiReadings(690, 1), gmiReadings(690, 0)},
		{"GMI 7.0", func(s bool) func(*Limits) { return limit(NoMean, GMILimit{700, s}, NoCV) },
			gmiReadings(700, -1), gmiReadings(700, 1), gmiReadings(700, 0)},
		// Sample SD of {a-d, a, a+d} is d.
		{"CV 36", func(s bool) func(*Limits) { return limit(NoMean, NoGMI, CVLimit{360, s}) },
			runs(65, 1, 100, 1, 135, 1), runs(64, 1, 100, 1, 137, 1), runs(64, 1, 100, 1, 136, 1)},
		{"CV 12.5", func(s bool) func(*Limits) { return limit(NoMean, NoGMI, CVLimit{125, s}) },
			runs(71, 1, 80, 1, 90, 1), runs(70, 1, 80, 1, 91, 1), runs(70, 1, 80, 1, 90, 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, strict := range []bool{false, true} {
				sets(t, test.set(strict), test.below, true)
				sets(t, test.set(strict), test.equal, !strict)
				sets(t, test.set(strict), test.off, false)
			}
		})
	}
}

// gmiReadings are 299 readings of a GMI of exactly t hundredths of a percent,
// but for a difference in the sum.
func gmiReadings(t, more int) []uint16 {
	sum := 299*(1000*t-331000)/2392 + more
	mean := sum / 299
	rest := sum - 299*mean
	return runs(mean, 299-rest, mean+1, rest)
}

func TestPublishedBoundaryCases(t *testing.T) {
	adult, _ := Preset("consensus-2019-adult")
	ge, _ := Preset("glucose-tir-70-ge")
	gmi7, _ := Preset("gmi-below-7")
	data, _ := Preset("cgm-data-sufficiency")
	variability, _ := Preset("consensus-2019-adult-cv")
	for _, test := range []struct {
		name  string
		t     Template
		slots []uint16
		want  bool
	}{
		{"70 and 180 are in range", adult, runs(70, 1, 180, 1), true},
		{"69 is below", ge, runs(100, 2, 69, 1), false},
		{"181 is above", ge, runs(100, 2, 181, 1), false},
		{"exactly 25 % above 180", adult, runs(100, 75, 200, 25), false},
		{"exactly 70 % in range, at least", ge, runs(100, 7, 200, 3), true},
		{"exactly 4 % below 70", adult, runs(60, 4, 100, 96), false},
		{"3 % below 70", adult, runs(60, 3, 100, 97), true},
		{"coverage 6048 of 8640", data, runs(100, 6048, 0, 2592), true},
		{"coverage 6047 of 8640", data, runs(100, 6047, 0, 2593), false},
		{"coverage 2016 of 2880", data, runs(100, 2016, 0, 864), true},
		{"GMI of 30 readings with sum 4625", gmi7, runs(154, 25, 155, 5), true},
		{"GMI of 30 readings with sum 4628", gmi7, runs(154, 22, 155, 8), false},
		{"population CV of 36 %", variability, runs(71, 100, 151, 100), false},
		{"LOW counts as below 54", adult, runs(39, 1, 100, 99), false},
		{"HIGH counts as above 250", adult, runs(401, 5, 100, 95), false},
	} {
		c, err := New(Glucose5, 30, 20000, 20010, 0, test.t.Targets)
		if err != nil {
			t.Fatal(err)
		}
		if r := Evaluate(c, measure(t, test.slots)); r.OK != test.want {
			t.Errorf("%s: %t: %+v", test.name, r.OK, r.Failed())
		}
	}
	// The sample variance decides: SD 36 and mean 100 over the population, n = 200.
	sets(t, func(l *Limits) { l.CV = CVLimit{360, false} }, runs(64, 100, 136, 100), false)
	sets(t, func(l *Limits) { l.CV = CVLimit{361, false} }, runs(64, 100, 136, 100), true) // 36.09 %
}

func TestFewerThanTwoReadingsSatisfyNothing(t *testing.T) {
	for _, slots := range [][]uint16{nil, runs(0, 288), runs(100, 1), runs(100, 1, 0, 287)} {
		if r := Evaluate(asking(NoLimits()), measure(t, slots)); r.OK {
			t.Errorf("%d slots pass: %+v", len(slots), r)
		}
	}
	if r := Evaluate(asking(NoLimits()), measure(t, runs(100, 2, 0, 286))); !r.OK {
		t.Errorf("two readings fail: %+v", r.Failed())
	}
}

// A second way to decide: rational numbers over the readings themselves, from the
// definitions, without counts, sums or clearing of denominators.
func decide(l Limits, slots []uint16) bool {
	var readings []int64
	for _, v := range slots {
		if v != 0 {
			readings = append(readings, int64(v))
		}
	}
	n := int64(len(readings))
	share := func(low, high int64) *big.Rat {
		c := int64(0)
		for _, g := range readings {
			if low <= g && g <= high {
				c++
			}
		}
		return big.NewRat(c, n)
	}
	sum := new(big.Rat)
	for _, g := range readings {
		sum.Add(sum, big.NewRat(g, 1))
	}
	mean := new(big.Rat).Quo(sum, big.NewRat(n, 1))
	variance := new(big.Rat)
	for _, g := range readings {
		d := new(big.Rat).Sub(big.NewRat(g, 1), mean)
		variance.Add(variance, d.Mul(d, d))
	}
	variance.Quo(variance, big.NewRat(n-1, 1))
	indicator, _ := new(big.Rat).SetString("0.02392")
	constant, _ := new(big.Rat).SetString("3.31")
	indicator.Add(indicator.Mul(indicator, mean), constant)

	least := func(have *big.Rat, l AtLeast) bool {
		cmp := have.Cmp(big.NewRat(int64(l.BP), 10000))
		return cmp > 0 || cmp == 0 && !l.Strict
	}
	most := func(have, bound *big.Rat, strict bool) bool {
		cmp := have.Cmp(bound)
		return cmp < 0 || cmp == 0 && !strict
	}
	mostShare := func(have *big.Rat, l AtMost) bool { return most(have, big.NewRat(int64(l.BP), 10000), l.Strict) }
	ratio := big.NewRat(int64(l.CV.Tenths), 1000)
	ratio.Mul(ratio, mean)
	return least(share(70, 180), l.In70to180) && least(share(63, 140), l.In63to140) && least(share(70, 140), l.In70to140) &&
		mostShare(share(1, 53), l.Below54) && mostShare(share(1, 62), l.Below63) && mostShare(share(1, 69), l.Below70) &&
		mostShare(share(141, 999), l.Above140) && mostShare(share(181, 999), l.Above180) && mostShare(share(251, 999), l.Above250) &&
		most(mean, big.NewRat(int64(l.Mean.MgDL), 1), l.Mean.Strict) &&
		most(indicator, big.NewRat(int64(l.GMI.Hundredths), 100), l.GMI.Strict) &&
		most(variance, ratio.Mul(ratio, ratio), l.CV.Strict)
}

func TestEvaluateAgreesWithTheDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	edges := []uint16{39, 53, 54, 62, 63, 69, 70, 100, 140, 141, 180, 181, 250, 251, 401, 500}
	passed := 0
	const rounds = 6000
	for range rounds {
		slots := make([]uint16, 2+r.IntN(24))
		for i := range slots {
			slots[i] = edges[r.IntN(len(edges))]
			if i > 1 && r.IntN(4) == 0 {
				slots[i] = 0
			}
		}
		s := measure(t, slots)
		l := NoLimits()
		// One or two limits near the window's own figures, so that equality happens.
		for range 1 + r.IntN(2) {
			e := &table[r.IntN(len(table))]
			figure := e.figure(&s)
			figure.Mul(figure, new(big.Rat).SetInt(pow10(scales[e.kind].decimals)))
			f, _ := figure.Float64()
			value, strict := e.at(&l)
			*value, *strict = uint16(max(0, f+float64(r.IntN(3)-1)+0.5)), r.IntN(2) == 0
		}
		if l.Validate() != nil {
			continue
		}
		got := Evaluate(asking(l), s)
		if want := decide(l, slots); got.OK != want {
			t.Fatalf("%v: got %t, want %t with %+v: %+v", slots, got.OK, want, l, got)
		}
		if got.OK {
			passed++
		}
	}
	if passed < rounds/5 || passed > rounds*4/5 {
		t.Errorf("%d of %d windows pass: the draw is lopsided", passed, rounds)
	}
}

func TestWindowEndAndAssurance(t *testing.T) {
	c := sample()
	slots := runs(100, 30*288)
	for i := range slots {
		slots[i] += uint16(i % 7)
	}
	s := measure(t, slots)
	for _, test := range []struct {
		name      string
		end       Day
		assurance uint8
		stats     Stats
		failed    []string
	}{
		{"first day", c.EarliestEnd, 1, s, nil},
		{"last day", c.LatestEnd, 7, s, nil},
		{"a day early", c.EarliestEnd - 1, 1, s, []string{"window-end"}},
		{"a day late", c.LatestEnd + 1, 1, s, []string{"window-end"}},
		{"low assurance", c.LatestEnd, 0, s, []string{"assurance"}},
		{"no such assurance", c.LatestEnd, 8, s, []string{"assurance"}},
		{"shorter window", c.LatestEnd, 1, measure(t, slots[288:]), []string{"window"}},
		{"longer window", c.LatestEnd, 1, measure(t, append(slots[:288:288], slots...)), []string{"window"}},
		{"more readings than slots", c.LatestEnd, 1, Stats{Expected: s.Expected, N: s.N + 1, In70to180: s.N + 1,
			Sum: s.Sum, SumSquares: s.SumSquares}, []string{"window"}},
		{"too high", c.LatestEnd, 1, measure(t, runs(250, 30*288)), []string{"in-70-180", "above-180", "gmi"}},
	} {
		r := EvaluateWindow(c, test.end, test.assurance, test.stats)
		var failed []string
		for _, check := range r.Failed() {
			failed = append(failed, check.Name)
		}
		if !slices.Equal(failed, test.failed) || r.OK != (len(failed) == 0) {
			t.Errorf("%s: %t, failed %v, want %v", test.name, r.OK, failed, test.failed)
		}
	}
}

// What a holder reads: the figure never looks like the bound unless it is equal,
// and the margin counts readings.
func TestChecksSayHowFar(t *testing.T) {
	for _, test := range []struct {
		limit string
		slots []uint16
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
	} {
		targets, err := ParseTargets([]string{test.limit, "coverage >= 0 %"})
		if err != nil {
			t.Fatal(err)
		}
		checks := Evaluate(asking(targets.Limits), measure(t, test.slots)).Checks
		c := checks[len(checks)-1]
		line := strings.Join([]string{map[bool]string{true: "true", false: "false"}[c.OK], "have " + c.Have, "want " + c.Want, c.Margin}, "; ")
		if line != test.line {
			t.Errorf("%s:\n got %s\nwant %s", test.limit, line, test.line)
		}
	}
	c := asking(NoLimits())
	c.Coverage = 7000
	check := Evaluate(c, measure(t, runs(100, 6047, 0, 2593))).Failed()[0]
	if check.Name != "coverage" || check.Have != "69.99 % (6047 of 8640)" ||
		check.Margin != "1 reading missing (0.01 percentage points below the bound)" {
		t.Errorf("%+v", check)
	}
}
