package series

import (
	"maps"
	"math/big"
	"testing"

	"vitalproof/circuits/claim"
)

// boundary is a limit with three windows: one that meets it exactly, and one on
// each side that differs in a single reading, by one where values count.
type boundary struct {
	limit              string // row
	check              string // the assertion that compares
	value              uint32
	worse, equal, best []uint64
}

// shareWindow is a window with a number of readings inside and outside the range of
// a limit on a share. A range from above is taken at its lower edge and one from
// below at its upper, so that an edge moved by one shows.
func shareWindow(m claim.Metric, limit string, in, out int) []uint64 {
	r := rowOf(m, limit)
	from, to := int(r.From), int(r.To)
	switch {
	case r.From == m.Channels()[0].Min:
		return runs(to, in, to+1, out)
	case r.To == m.Channels()[0].Max:
		return runs(from, in, from-1, out)
	}
	// Both edges, and readings between.
	return runs(from, min(1, in), to, min(1, max(0, in-1)), (from+to)/2, max(0, in-2), from-1, min(1, out), to+1, max(0, out-1))
}

func limitCheck(row string) string { return "series.limits check " + row }

func boundaries(m claim.Metric) []boundary {
	var list []boundary
	for _, r := range shares(m) {
		w := func(in int) []uint64 { return shareWindow(m, r.Name, in, 40-in) }
		b := boundary{r.Name, limitCheck(r.Name), 2500, w(9), w(10), w(11)}
		if r.Form == claim.ShareAtMost {
			b.worse, b.best = b.best, b.worse
		}
		list = append(list, b)
	}
	near := func(v int) []uint64 { return runs(v, 39, v+1, 1) }
	switch m {
	case claim.HeartRate:
		return append(list,
			boundary{"meanLeast", limitCheck("meanLeast"), 60, runs(60, 39, 59, 1), runs(60, 40), near(60)},
			boundary{"meanMost", limitCheck("meanMost"), 100, near(100), runs(100, 40), runs(100, 39, 99, 1)})
	case claim.SpO2:
		return append(list, boundary{"meanLeast", limitCheck("meanLeast"), 94, runs(94, 39, 93, 1), runs(94, 40), near(94)})
	}
	return append(list,
		boundary{"mean", limitCheck("mean"), 150, near(150), runs(150, 40), runs(150, 39, 149, 1)},
		// 3.31 + 0.02392*125 = 6.30 exactly.
		boundary{"gmi", limitCheck("gmi"), 630, near(125), runs(125, 40), runs(125, 39, 124, 1)},
		// Nine readings, four a distance of 36 above 100 and four below: the sample
		// variance is 8*36^2/8, so the CV is 36.0 % exactly.
		boundary{"cv", "series.variation check 0", 360,
			runs(137, 1, 136, 3, 64, 4, 100, 1), runs(136, 4, 64, 4, 100, 1), runs(135, 1, 136, 3, 64, 4, 100, 1)},
	)
}

// limitAttacks miss each limit by as little as can be: by one reading, and by
// equality where the limit is strict.
func limitAttacks() []attack {
	var list []attack
	miss := func(b boundary, name string, window []uint64, strict bool) {
		list = append(list, simple(name, 1, []string{b.check}, func(t *testing.T, s *scene) *Circuit {
			return s.limit(b.limit, b.value, strict).window(window...).circuit(t)
		}))
	}
	for _, b := range boundaries(claim.Glucose15) {
		miss(b, b.limit+" missed by one", b.worse, false)
		miss(b, b.limit+" met with equality only", b.equal, true)
	}
	covered := func(name, check string, n int, set func(*scene)) {
		list = append(list, simple(name, 1, []string{limitCheck(check)}, func(t *testing.T, s *scene) *Circuit {
			set(s)
			return s.window(runs(100, n)...).circuit(t)
		}))
	}
	coverage := func(bp uint16) func(*scene) { return func(s *scene) { s.claim.Coverage = bp } }
	covered("one slot short of the coverage", "coverage", 47, coverage(5000))
	covered("one basis point short of the coverage", "coverage", 48, coverage(5001))
	covered("one slot short of full coverage", "coverage", 95, coverage(10000))
	night := func(share uint32) func(*scene) { return func(s *scene) { s.limit("nightCoverage", share, false) } }
	covered("one slot short of the night coverage", "nightCoverage", 17, night(71))
	covered("one slot short of a full night", "nightCoverage", 23, night(100))
	list = append(list, partAttacks()...)

	few := func(name string, values ...uint64) {
		list = append(list, simple(name, 1, []string{limitCheck("readings")}, func(t *testing.T, s *scene) *Circuit {
			return s.window(append(values, 0, 0)...).circuit(t)
		}))
	}
	few("window without readings")
	few("window with one reading", 100)
	return list
}

// partAttacks let readings of the wrong part of the day count.
func partAttacks() []attack {
	const night, day, nights = NightOnly, DayOnly, 24
	part := func(name, check string, choice uint32, values []uint64, set func(*scene)) attack {
		return simple(name, 1, []string{limitCheck(check)}, func(t *testing.T, s *scene) *Circuit {
			set(s)
			return s.limit("timeOfDay", choice, false).window(values...).circuit(t)
		})
	}
	inRange := func(s *scene) { s.limit("in70to180", 10000, false) }
	full := func(s *scene) { s.claim.Coverage = 10000 }
	return []attack{
		// 23 of 96 slots are 05:45, the night's last, and 24 is 06:00.
		part("high reading at 05:45", "in70to180", night, runs(100, 23, 181, 1, 100, 72), inRange),
		part("high reading at 06:00", "in70to180", day, runs(100, 24, 181, 1, 100, 71), inRange),
		part("no reading at 05:45", "coverage", night, runs(100, 23, 0, 1, 100, 72), full),
		part("no reading at 06:00", "coverage", day, runs(100, 24, 0, 1, 100, 71), full),
		part("night without readings", "readings", night, runs(0, nights, 100, 72), func(*scene) {}),
		part("day without readings", "readings", day, runs(100, nights, 0, 72), func(*scene) {}),
		simple("claim about a part of the day that does not exist", 1, []string{"series.selectParts assert 0"}, func(t *testing.T, s *scene) *Circuit {
			c := s.window(runs(100, 44)...).circuit(t)
			c.Claim = withField(s.claim.Metric, claimWord(c), "timeOfDay", 3)
			return c
		}),
	}
}

// Every comparison is a range check of a difference. Its width holds the largest
// honest difference, and a negative one, which is the modulus less at most 2^100,
// has far more bits.
func TestComparisonsHaveTheWidthOfTheirDifferences(t *testing.T) {
	const slots = 96
	width := func(largest *big.Int) int { return largest.BitLen() }
	product := func(factors ...int64) *big.Int {
		p := big.NewInt(1)
		for _, f := range factors {
			p.Mul(p, big.NewInt(f))
		}
		return p
	}
	want := map[string]int{
		"frame.windowEnd check 0": 8, "frame.windowEnd check 1": 8,
		"frame.sealed check 0": 3, "frame.sealed check 1": 3,
		"series.limits check readings": width(product(slots)),
		"series.limits check coverage": width(product(10000, slots)),
		// bounds of 9, 11 and 11 bits, readings up to 500
		"series.limits check mean": width(product(511, slots)),
		"series.limits check gmi":  width(product(2047, 1000, slots)),
		"series.variation check 0": width(product(2048, 2048, slots, 500, slots, 500, slots)),
		// 24 slots of a night
		"series.limits check nightCoverage": width(product(100, 24)),
		// halves of the challenge
		"gadget.canonicalBits check 0": 127, "gadget.canonicalBits check 1": 127,
	}
	for _, l := range shares(claim.Glucose15) {
		want[limitCheck(l.Name)] = width(product(10000, slots))
	}
	for _, f := range claim.Layout(claim.Glucose15) {
		want["gadget.Fields check "+f.Name] = f.Width
	}
	m, err := run(newScene(t, 1).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(m.bits, want) {
		t.Errorf("widths %v, want %v", m.bits, want)
	}
	// And they are wide enough: full windows of the extremes, under no limit.
	for _, v := range []int{claim.MinReading, claim.MaxReading} {
		if c := newScene(t, 1).window(runs(v, slots)...).circuit(t); holds(c) != nil || !accepts(c) {
			t.Errorf("a day of %d is refused", v)
		}
	}
	if c := newScene(t, 1).window(runs(39, slots-1, 500, 1)...).circuit(t); holds(c) != nil || !accepts(c) {
		t.Error("a day of extremes is refused")
	}
}
