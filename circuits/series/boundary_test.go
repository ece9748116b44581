package series

import (
	"fmt"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// TestLimitsAtTheirBoundary compares circuit, plain reference and expectation
// one reading and one unit of the bound to either side of equality.
func TestLimitsAtTheirBoundary(t *testing.T) {
	try := func(t *testing.T, s *scene, what string, want bool) {
		t.Helper()
		if got := s.evaluate().OK; got != want {
			t.Errorf("%s: plain reference says %t, want %t", what, got, want)
		}
		if got := s.meets(t); got != want {
			t.Errorf("%s: circuit says %t, want %t", what, got, want)
		}
	}
	tryAll := func(t *testing.T, s *scene, what string, want bool) {
		t.Helper()
		c := s.circuit(t)
		if got := holds(c) == nil; got != want {
			t.Errorf("%s: plain reference says %t, want %t", what, got, want)
		}
		if got := accepts(c); got != want {
			t.Errorf("%s: circuit says %t, want %t", what, got, want)
		}
	}
	for _, m := range []claim.Metric{claim.Glucose15, claim.HeartRate, claim.SpO2} {
		if testing.Short() && m != claim.Glucose15 {
			continue
		}
		for _, b := range boundaries(m) {
			t.Run(m.Name()+"/"+b.limit, func(t *testing.T) {
				t.Parallel()
				tighter, looser := b.value-1, b.value+1
				if rowOf(m, b.limit).Op == claim.AtLeast {
					tighter, looser = looser, tighter
				}
				for _, test := range []struct {
					what   string
					window []uint64
					value  uint32
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
					try(t, sceneOf(t, m, 1).window(test.window...).limit(b.limit, test.value, test.strict), test.what, test.want)
				}
			})
		}
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
	t.Run("night coverage", func(t *testing.T) {
		t.Parallel()
		for _, test := range []struct {
			n     int
			share uint32
			want  bool
		}{
			{18, 75, true}, {18, 74, true}, {18, 76, false}, {17, 75, false}, {19, 75, true},
			{24, 100, true}, {23, 100, false}, {23, 95, true}, {23, 96, false}, {1, 4, true}, {1, 5, false}, {0, 1, false},
		} {
			for _, part := range []uint32{AllDay, DayOnly} { // it is of the night whatever counts
				s := newScene(t, 1).limit("nightCoverage", test.share, false).limit("timeOfDay", part, false)
				copy(s.slots, runs(100, test.n, 0, 24-test.n))
				try(t, s, "night coverage", test.want)
			}
		}
	})
	t.Run("time of day", func(t *testing.T) {
		t.Parallel()
		// One high reading: it counts in its own part and in the whole day. In two
		// days the second night begins at slot 96.
		for _, test := range []struct {
			slot  int
			night bool
		}{{0, true}, {23, true}, {24, false}, {95, false}, {96, true}, {119, true}, {120, false}, {191, false}} {
			if testing.Short() && test.slot != 23 && test.slot != 24 {
				continue
			}
			for part, counts := range []bool{AllDay: true, NightOnly: test.night, DayOnly: !test.night} {
				s := newScene(t, 2).limit("in70to180", 10000, false).limit("timeOfDay", uint32(part), false)
				s.slots[test.slot] = 181
				try(t, s, fmt.Sprintf("part %d, high reading in slot %d", part, test.slot), !counts)
				s = newScene(t, 2).limit("timeOfDay", uint32(part), false)
				s.claim.Coverage = 10000
				s.slots[test.slot] = 0
				try(t, s, fmt.Sprintf("part %d, no reading in slot %d", part, test.slot), !counts)
			}
		}
	})
	t.Run("longest gap", func(t *testing.T) {
		t.Parallel()
		for i, most := range claim.GapHours {
			days := most/24 + 1
			if most >= 8 && testing.Short() {
				continue
			}
			for _, hours := range []int{most - 1, most, most + 1} {
				for _, first := range []int{0, 5, 24*days - hours} { // at the start, inside, at the end
					if first+hours > 24*days || hours > 24*days-1 {
						continue
					}
					s := newScene(t, days).limit("longestGap", uint32(i+1), false)
					copy(s.slots[4*first:], make([]uint64, 4*hours))
					try(t, s, fmt.Sprintf("%d empty hours from hour %d, %d allowed", hours, first, most), hours <= most)
				}
			}
		}
		// Clock hours: a gap of just under two hours inside three touches no whole hour
		// but one, and a reading in any slot of an hour fills it.
		s := newScene(t, 1).limit("longestGap", 1, false)
		copy(s.slots[41:], make([]uint64, 14)) // 10:15 to 13:45
		try(t, s, "two whole empty hours", true)
		copy(s.slots[40:], make([]uint64, 16)) // 10:00 to 14:00
		try(t, s, "four whole empty hours", false)
		s.slots[47] = 100 // 11:45
		try(t, s, "a reading at 11:45", true)
	})
	if testing.Short() {
		return
	}
	t.Run("assurance", func(t *testing.T) {
		t.Parallel()
		for minimum := range uint8(statement.MaxAssurance + 1) {
			for have := max(0, int(minimum)-1); have <= min(statement.MaxAssurance, int(minimum)+1); have++ {
				s := newScene(t, 1)
				s.claim.MinAssurance, s.assurance = minimum, have
				tryAll(t, s, "assurance", have >= int(minimum))
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
				tryAll(t, s, "window end", 0 <= off && off <= span)
			}
		}
	})
}
