package series

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

// corner is the window of k of the highest readings and n-k of the lowest.
func corner(t testing.TB, m claim.Metric, k, n uint64) Stats {
	t.Helper()
	ch := m.Channels()[0]
	slots := slices.Concat(slices.Repeat([]uint64{ch.Max}, int(k)), slices.Repeat([]uint64{ch.Min}, int(n-k)))
	return measureOf(t, m, slots)
}

// glucoseCorner is corner without its counts, for large searches.
func glucoseCorner(k, n uint64) Stats {
	const lo, hi = claim.MinReading, claim.MaxReading
	return Stats{Expected: n, N: n, Sum: k*hi + (n-k)*lo, SumSquares: k*hi*hi + (n-k)*lo*lo}
}

// The bound from which every window meets a limit on the CV is right. Among n
// readings in [m, M] the sample CV is largest if all lie at the ends (its square is
// convex in each reading, for a given mean), and is at most n/(n-1) times the
// population's, whose square is at most (M-m)^2/(4mM) (Bhatia and Davis 2000, with
// the mean that is worst for it). So with many readings that bounds it, and with
// few all windows at the ends are tried.
func TestLargestCV(t *testing.T) {
	squared := func(s Stats) *big.Rat {
		spread := claim.Difference(product(s.N, s.SumSquares), product(s.Sum, s.Sum))
		return new(big.Rat).SetFrac(spread.Mul(spread, product(s.N)), product(s.N-1, s.Sum, s.Sum))
	}
	largest := new(big.Rat)
	for n := uint64(2); n <= 100; n++ {
		for k := uint64(0); k <= n; k++ {
			if v := squared(glucoseCorner(k, n)); v.Cmp(largest) > 0 {
				largest = v
			}
		}
	}
	if want := squared(glucoseCorner(1, 12)); largest.Cmp(want) != 0 {
		t.Errorf("largest squared CV %s, want that of one 500 and eleven 39, %s", largest.FloatString(6), want.FloatString(6))
	}
	bhatiaDavis := big.NewRat(461*461, 4*39*500)
	if more := new(big.Rat).Mul(bhatiaDavis, big.NewRat(101, 100)); more.Cmp(largest) >= 0 {
		t.Errorf("more than 100 readings can reach %s", more.FloatString(6))
	}
	square := func(tenths uint32) *big.Rat {
		return big.NewRat(int64(tenths)*int64(tenths), 1_000_000)
	}
	row := rowOf(claim.Glucose5, "cv")
	if always := row.Always[0]; square(always).Cmp(largest) <= 0 || square(always-1).Cmp(largest) >= 0 {
		t.Errorf("%d tenths of a percent is not where every window starts to pass", always)
	}
	if square(row.None).Cmp(largest) <= 0 {
		t.Error("no limit on the CV is one")
	}
}

// No limit means none: with n >= 1 and readings of the table every such limit
// holds, whatever the window and the part of the day.
func TestNoLimitsAlwaysHold(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, m := range seriesMetrics {
		var windows []Stats
		for n := uint64(1); n <= 30; n++ {
			for k := uint64(0); k <= n; k++ {
				windows = append(windows, corner(t, m, k, n))
			}
		}
		ch := m.Channels()[0]
		for range 200 {
			slots := make([]uint64, m.SlotsPerDay())
			slots[r.IntN(len(slots))] = ch.Max
			for i := range slots {
				if r.IntN(3) == 0 {
					slots[i] = ch.Min + r.Uint64N(ch.Max-ch.Min+1)
				}
			}
			s, err := Measure(m, slots, uint32(r.IntN(3)))
			if err != nil {
				t.Fatal(err)
			}
			windows = append(windows, s)
		}
		rows := m.Rows()
		for i := range rows {
			if rows[i].Form == claim.TimeOfDay {
				continue
			}
			for _, s := range windows {
				if slack(&rows[i], i, uint64(rows[i].None), &s).Sign() < 0 {
					t.Fatalf("%s: no limit on %s fails for %+v", m.Name(), rows[i].Key, s)
				}
			}
		}
	}
}

// The bounds of the rows are exact: the last value before "always" fails somewhere,
// and the first from "never" holds somewhere.
func TestVacuousAndImpossibleBoundsAreExact(t *testing.T) {
	for _, m := range seriesMetrics {
		extremes := []Stats{corner(t, m, 0, 2), corner(t, m, 2, 2), corner(t, m, 1, 2), corner(t, m, 1, 12)}
		// Nights of no and of all readings.
		perDay := m.SlotsPerDay()
		for _, night := range []uint64{0, 100} {
			slots := slices.Repeat([]uint64{100}, perDay)
			for i := range perDay / 4 {
				slots[i] = night
			}
			s, err := Measure(m, slots, AllDay)
			if err != nil {
				t.Fatal(err)
			}
			extremes = append(extremes, s)
		}
		rows := m.Rows()
		for i := range rows {
			row := &rows[i]
			if row.Op == claim.Choice {
				continue
			}
			ok := func(v uint32, strict bool, s *Stats) bool {
				sign := slack(row, i, uint64(v), s).Sign()
				return sign > 0 || sign == 0 && !strict
			}
			never, always := row.Never, row.Always
			for j, strict := range []bool{false, true} {
				if strict && !row.HasStrict {
					continue
				}
				// At most v: never below Never, always from Always up. At least v: never
				// from Never up, always below Always.
				held, failed := 0, 0
				firstReal, lastReal := never[j], always[j]-1
				impossible, vacuous := never[j]-1, always[j]
				if row.Op == claim.AtLeast {
					firstReal, lastReal = never[j]-1, always[j]
					impossible, vacuous = never[j], always[j]-1
				}
				for _, s := range extremes {
					if ok(firstReal, strict, &s) {
						held++
					}
					if !ok(lastReal, strict, &s) {
						failed++
					}
					if impossible < 1<<31 && ok(impossible, strict, &s) {
						t.Errorf("%s, %s strict %t: a window meets %d", m.Name(), row.Name, strict, impossible)
					}
					if vacuous < 1<<31 && !ok(vacuous, strict, &s) {
						t.Errorf("%s, %s strict %t: a window misses %d", m.Name(), row.Name, strict, vacuous)
					}
				}
				if held == 0 || failed == 0 {
					t.Errorf("%s, %s strict %t: the bounds are not tight (%d held, %d failed)", m.Name(), row.Name, strict, held, failed)
				}
			}
		}
	}
}

var seriesMetrics = []claim.Metric{claim.Glucose5, claim.Glucose15, claim.HeartRate, claim.SpO2}

func TestSeriesMetricsAreAll(t *testing.T) {
	var got []claim.Metric
	for _, m := range claim.Metrics() {
		if m.Family() == claim.Series {
			got = append(got, m)
		}
	}
	if !slices.Equal(got, seriesMetrics) {
		t.Errorf("series %v, tested %v", got, seriesMetrics)
	}
}
