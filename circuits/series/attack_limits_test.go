package series

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// boundary is a limit with three windows: one that meets it exactly, and one on
// each side that differs in a single reading, by one where values count.
type boundary struct {
	limit              string // base of the claim word's fields
	check              string // the assertion that compares
	value              uint16
	worse, equal, best []uint16
}

// share is a window with a number of readings inside and outside the range of a
// limit on a share. A range from above is taken at its lower edge and one from
// below at its upper, so that an edge moved by one shows.
func share(limit string, in, out int) []uint16 {
	i := slices.Index(limitNames()[2:], limit)
	from, to := shares[i].from, shares[i].to
	switch {
	case from == claim.MinReading:
		return runs(to, in, to+1, out)
	case to == claim.MaxReading:
		return runs(from, in, from-1, out)
	}
	// Both edges, and a reading that is inside all ranges.
	return runs(from, min(1, in), to, min(1, max(0, in-1)), 100, max(0, in-2), from-1, min(1, out), to+1, max(0, out-1))
}

func boundaries() []boundary {
	var list []boundary
	for _, l := range shares {
		b := boundary{l.field, "series.limits check " + l.field, 2500, share(l.field, 9, 31), share(l.field, 10, 30), share(l.field, 11, 29)}
		if l.most {
			b.worse, b.best = b.best, b.worse
		}
		list = append(list, b)
	}
	return append(list,
		boundary{"mean", "series.meanAndGMI check 0", 150, runs(150, 39, 151, 1), runs(150, 40), runs(150, 39, 149, 1)},
		// 3.31 + 0.02392*125 = 6.30 exactly.
		boundary{"gmi", "series.meanAndGMI check 1", 630, runs(125, 39, 126, 1), runs(125, 40), runs(125, 39, 124, 1)},
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
	miss := func(b boundary, name string, window []uint16, strict bool) {
		list = append(list, simple(name, 1, []string{b.check}, func(t *testing.T, s *scene) *Circuit {
			setLimit(s, b.limit, b.value, strict)
			return s.window(window...).circuit(t)
		}))
	}
	for _, b := range boundaries() {
		miss(b, b.limit+" missed by one", b.worse, false)
		miss(b, b.limit+" met with equality only", b.equal, true)
	}
	covered := func(name string, n int, coverage uint16) {
		list = append(list, simple(name, 1, []string{"series.limits check coverage"}, func(t *testing.T, s *scene) *Circuit {
			s.claim.Coverage = coverage
			return s.window(runs(100, n)...).circuit(t)
		}))
	}
	covered("one slot short of the coverage", 47, 5000)
	covered("one basis point short of the coverage", 48, 5001)
	covered("one slot short of full coverage", 95, 10000)

	few := func(name string, values ...uint16) {
		list = append(list, simple(name, 1, []string{"series.limits check readings"}, func(t *testing.T, s *scene) *Circuit {
			return s.window(append(values, 0, 0)...).circuit(t)
		}))
	}
	few("window without readings")
	few("window with one reading", 100)
	return list
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
		"series.windowEnd check 0": 8, "series.windowEnd check 1": 8,
		"series.sealed check 0": 3, "series.sealed check 1": 3,
		"series.limits check readings": width(product(slots)),
		"series.limits check coverage": width(product(10000, slots)),
		// bounds of 9, 11 and 11 bits, readings up to 500
		"series.meanAndGMI check 0": width(product(511, slots)),
		"series.meanAndGMI check 1": width(product(2047, 1000, slots)),
		"series.variation check 0":  width(product(2048, 2048, slots, 500, slots, 500, slots)),
		// halves of the challenge
		"gadget.canonicalBits check 0": 127, "gadget.canonicalBits check 1": 127,
	}
	for _, l := range shares {
		want["series.limits check "+l.field] = width(product(10000, slots))
	}
	for _, f := range claim.Layout {
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

// TestLimitsAtTheirBoundary compares circuit, plain reference and expectation
// one reading and one unit of the bound to either side of equality.
func TestLimitsAtTheirBoundary(t *testing.T) {
	try := func(t *testing.T, s *scene, what string, want bool) {
		t.Helper()
		c := s.circuit(t)
		if got := holds(c) == nil; got != want {
			t.Errorf("%s: plain reference says %t, want %t", what, got, want)
		}
		if got := accepts(c); got != want {
			t.Errorf("%s: circuit says %t, want %t", what, got, want)
		}
	}
	for _, b := range boundaries() {
		t.Run(b.limit, func(t *testing.T) {
			t.Parallel()
			i := slices.Index(limitNames()[2:], b.limit)
			least := i >= 0 && !shares[i].most
			tighter, looser := b.value-1, b.value+1
			if least {
				tighter, looser = looser, tighter
			}
			for _, test := range []struct {
				what   string
				window []uint16
				value  uint16
				strict bool
				want   bool
			}{
				{"equal", b.equal, b.value, false, true},
				{"equal, strict", b.equal, b.value, true, false},
				{"worse", b.worse, b.value, false, false},
				{"worse, strict", b.worse, b.value, true, false},
				{"better", b.best, b.value, false, true},
				{"better, strict", b.best, b.value, true, true},
				{"equal, bound one tighter", b.equal, tighter, false, false},
				{"equal, bound one looser, strict", b.equal, looser, true, true},
			} {
				s := newScene(t, 1).window(test.window...)
				setLimit(s, b.limit, test.value, test.strict)
				try(t, s, test.what, test.want)
			}
		})
	}
	t.Run("coverage", func(t *testing.T) {
		t.Parallel()
		for _, test := range []struct {
			n        int
			coverage uint16
			want     bool
		}{
			{48, 5000, true}, {48, 4999, true}, {48, 5001, false}, {47, 5000, false}, {49, 5000, true},
			{96, 10000, true}, {95, 10000, false}, {2, 0, true}, {2, 208, true}, {2, 209, false},
		} {
			s := newScene(t, 1).window(append(runs(100, test.n), 0, 0)[:min(96, test.n+2)]...)
			s.claim.Coverage = test.coverage
			try(t, s, "coverage", test.want)
		}
	})
	t.Run("readings", func(t *testing.T) {
		t.Parallel()
		for n := range 4 {
			try(t, newScene(t, 1).window(append(runs(100, n), 0, 0)...), "readings", n >= claim.LeastReadings)
		}
	})
	t.Run("assurance", func(t *testing.T) {
		t.Parallel()
		for minimum := range uint8(statement.MaxAssurance + 1) {
			for have := max(0, int(minimum)-1); have <= min(statement.MaxAssurance, int(minimum)+1); have++ {
				s := newScene(t, 1)
				s.claim.MinAssurance, s.assurance = minimum, have
				try(t, s, "assurance", have >= int(minimum))
			}
		}
	})
	t.Run("window end", func(t *testing.T) {
		t.Parallel()
		for _, span := range []claim.Day{0, 1, 10, 255} {
			for _, off := range []claim.Day{-256, -255, -1, 0, span - 1, span, span + 1, 255, 256} {
				s := newScene(t, 1)
				s.claim.LatestEnd = s.claim.EarliestEnd + span
				s.end = s.claim.EarliestEnd + off
				try(t, s, "window end", 0 <= off && off <= span)
			}
		}
	})
}
