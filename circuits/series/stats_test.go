package series

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

// measure counts glucose readings of any number of slots, filled up to whole days
// of 5 minutes. Expected is set back to the slots that were given.
func measure(t testing.TB, slots []uint64) Stats {
	t.Helper()
	return measureOf(t, claim.Glucose5, slots)
}

func measureOf(t testing.TB, m claim.Metric, slots []uint64) Stats {
	t.Helper()
	perDay := m.SlotsPerDay()
	days := (len(slots) + perDay - 1) / perDay
	whole := make([]uint64, days*perDay)
	copy(whole, slots)
	s, err := Measure(m, whole, AllDay)
	if err != nil {
		t.Fatal(err)
	}
	s.Expected = uint64(len(slots))
	return s
}

// counts gives what a share counts, by the row's name.
func (s Stats) counts(m claim.Metric, row string) uint64 {
	return s.Counts[slices.IndexFunc(m.Rows(), func(r claim.Row) bool { return r.Name == row })]
}

func TestMeasureEveryEdge(t *testing.T) {
	for _, test := range []struct {
		metric claim.Metric
		v      int
		rows   []string
	}{
		{claim.Glucose5, 0, nil},
		{claim.Glucose5, 39, []string{"below54", "below63", "below70"}},
		{claim.Glucose5, 53, []string{"below54", "below63", "below70"}},
		{claim.Glucose5, 54, []string{"below63", "below70"}},
		{claim.Glucose5, 62, []string{"below63", "below70"}},
		{claim.Glucose5, 63, []string{"below70", "in63to140"}},
		{claim.Glucose5, 69, []string{"below70", "in63to140"}},
		{claim.Glucose5, 70, []string{"in70to180", "in63to140", "in70to140"}},
		{claim.Glucose5, 140, []string{"in70to180", "in63to140", "in70to140"}},
		{claim.Glucose5, 141, []string{"in70to180", "above140"}},
		{claim.Glucose5, 180, []string{"in70to180", "above140"}},
		{claim.Glucose5, 181, []string{"above140", "above180"}},
		{claim.Glucose5, 250, []string{"above140", "above180"}},
		{claim.Glucose5, 251, []string{"above140", "above180", "above250"}},
		{claim.Glucose5, 401, []string{"above140", "above180", "above250"}},
		{claim.Glucose5, 500, []string{"above140", "above180", "above250"}},
		{claim.HeartRate, 25, []string{"below50"}},
		{claim.HeartRate, 49, []string{"below50"}},
		{claim.HeartRate, 50, nil},
		{claim.HeartRate, 59, nil},
		{claim.HeartRate, 60, []string{"in60to100"}},
		{claim.HeartRate, 100, []string{"in60to100"}},
		{claim.HeartRate, 101, []string{"above100"}},
		{claim.HeartRate, 109, []string{"above100"}},
		{claim.HeartRate, 110, []string{"above100", "from110"}},
		{claim.HeartRate, 250, []string{"above100", "from110"}},
		{claim.SpO2, 50, []string{"below88", "below90", "below94"}},
		{claim.SpO2, 87, []string{"below88", "below90", "below94"}},
		{claim.SpO2, 88, []string{"below90", "below94"}},
		{claim.SpO2, 89, []string{"below90", "below94"}},
		{claim.SpO2, 90, []string{"below94"}},
		{claim.SpO2, 93, []string{"below94"}},
		{claim.SpO2, 94, nil},
		{claim.SpO2, 100, nil},
	} {
		s := measureOf(t, test.metric, []uint64{uint64(test.v)})
		var got []string
		for i, r := range test.metric.Rows() {
			if s.Counts[i] > 1 {
				t.Errorf("%s %d counts twice", test.metric.Name(), test.v)
			}
			if s.Counts[i] == 1 {
				got = append(got, r.Name)
			}
		}
		slices.Sort(got)
		slices.Sort(test.rows)
		v := uint64(test.v)
		if !slices.Equal(got, test.rows) || s.N != min(1, v) || s.Sum != v || s.SumSquares != v*v {
			t.Errorf("%s %d: %v, %+v, want %v", test.metric.Name(), test.v, got, s, test.rows)
		}
	}
}

func TestMeasureRefusesValuesOutsideTheTable(t *testing.T) {
	for _, m := range seriesMetrics {
		slots := make([]uint64, m.SlotsPerDay())
		for v := uint64(1); v <= 1<<10; v++ {
			slots[2] = v
			_, err := Measure(m, slots, AllDay)
			if ch := m.Channels()[0]; (v >= ch.Min && v <= ch.Max) != (err == nil) {
				t.Fatalf("%d: %v", v, err)
			}
			if err != nil && (!errors.Is(err, ErrReading) || err.Error() != "slot 2: reading outside the table") {
				t.Fatalf("%d: %v", v, err)
			}
		}
		slots[2] = 0
		for name, test := range map[string]struct {
			m     claim.Metric
			slots []uint64
			part  uint32
		}{
			"part of a day": {m, slots[1:], AllDay}, "another part": {m, slots, 3}, "a daily metric": {claim.Steps, slots, AllDay},
			"no metric": {0, nil, AllDay}, "codes": {claim.ICD10CM, nil, AllDay},
		} {
			if _, err := Measure(test.m, test.slots, test.part); err == nil {
				t.Errorf("%s: %s is measured", m.Name(), name)
			}
		}
	}
}

// What a part of the day counts, from the definition: the hour of a slot.
func TestMeasurePartsAndGaps(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for range 400 {
		m := seriesMetrics[r.IntN(len(seriesMetrics))]
		days := 1 + r.IntN(2)
		slots := randomSlots(r, m, days)
		perHour := m.SlotsPerDay() / 24
		for part := range uint32(3) {
			s, err := Measure(m, slots, part)
			if err != nil {
				t.Fatal(err)
			}
			var want Stats
			gap := 0
			for hour := range days * 24 {
				night, filled := hour%24 < 6, false
				for _, v := range slots[hour*perHour : (hour+1)*perHour] {
					filled = filled || v > 0
					if night {
						want.NightExpected++
						want.NightN += bit(v > 0)
					}
					if part == NightOnly && !night || part == DayOnly && night {
						continue
					}
					want.Expected++
					want.N += bit(v > 0)
					want.Sum += v
					want.SumSquares += v * v
				}
				gap++
				if filled {
					gap = 0
				}
				want.LongestGap = max(want.LongestGap, gap)
			}
			want.Counts = s.Counts // see TestMeasureEveryEdge
			if s != want {
				t.Fatalf("%s, part %d: %+v, want %+v", m.Name(), part, s, want)
			}
		}
	}
}

// LOW and HIGH are readings: 39 and 401.
func TestPinnedReadingsCount(t *testing.T) {
	s := measure(t, runs(39, 1, 401, 1))
	for _, row := range []string{"below54", "below70", "above180", "above250"} {
		if s.N != 2 || s.counts(claim.Glucose5, row) != 1 {
			t.Errorf("%s: %+v", row, s)
		}
	}
}

func TestDisplayValues(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		slots := make([]uint64, 2+r.IntN(300))
		for i := range slots {
			if slots[i] = claim.MinReading + r.Uint64N(claim.MaxReading-claim.MinReading+1); r.IntN(4) == 0 && i > 1 {
				slots[i] = 0
			}
		}
		s := measure(t, slots)
		var n, sum, squares float64
		for _, v := range slots {
			if v != 0 {
				n++
				sum += float64(v)
			}
		}
		for _, v := range slots {
			if v != 0 {
				squares += (float64(v) - sum/n) * (float64(v) - sum/n)
			}
		}
		close9(t, "mean", s.Mean(), sum/n)
		close9(t, "GMI", s.GMI(), 3.31+0.02392*sum/n)
		close9(t, "CV", s.CV(), 100*math.Sqrt(squares/(n-1))/(sum/n))
		close9(t, "coverage", s.Coverage(), 100*n/float64(len(slots)))
	}
	// Published: a mean of 154 mg/dL reads as 6.99 %, one of 100 as 5.70 %.
	close9(t, "GMI", measure(t, runs(154, 2)).GMI(), 6.99368)
	close9(t, "GMI", measure(t, runs(100, 2)).GMI(), 5.702)
	if cv := measure(t, runs(100, 1)).CV(); !math.IsNaN(cv) {
		t.Errorf("CV of one reading: %v", cv)
	}
}

func close9(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s %.12f, want %.12f", name, got, want)
	}
}

// The bounds in the comments of Stats, CV and EvaluateStats, at the largest windows.
func TestLargestWindows(t *testing.T) {
	if testing.Short() {
		t.Skip("527,040 slots")
	}
	for _, test := range []struct {
		slots                 int
		sum, squares, product int // bits
	}{
		{90 * 288, 24, 33, 85},
		{366 * 1440, 28, 37, 98},
	} {
		slots := runs(claim.MaxReading, test.slots)
		s := measure(t, slots)
		n, q := big.NewInt(int64(test.slots)), big.NewInt(claim.MaxReading*claim.MaxReading)
		q.Mul(q, n)
		if !q.IsUint64() || q.Uint64() != s.SumSquares || s.Sum != uint64(test.slots*claim.MaxReading) {
			t.Errorf("%d slots: %+v", test.slots, s)
		}
		if new(big.Int).Mul(n, q).BitLen() > 64 || s.Sum>>test.sum != 0 || s.SumSquares>>test.squares != 0 {
			t.Errorf("%d slots: a bound is wrong", test.slots)
		}
		if p := product(2047, 2047, s.N-1, s.Sum, s.Sum); p.BitLen() > test.product {
			t.Errorf("%d slots: %d bits, want at most %d", test.slots, p.BitLen(), test.product)
		}
		close9(t, "CV", s.CV(), 0)
		if r := EvaluateStats(asking(), s); !r.OK {
			t.Errorf("%d slots: %+v", test.slots, r)
		}
		// Half at either end: everything large at once, and still exact.
		for i := range test.slots / 2 {
			slots[i] = claim.MinReading
		}
		sets(t, "cv", 856, false, slots, true) // 85.529 % for large n
		sets(t, "cv", 855, false, slots, false)
	}
}

// asking is a claim about glucose without limits, for one day.
func asking() claim.Claim {
	return claim.Claim{Metric: claim.Glucose5, Days: 1, EarliestEnd: 20000, LatestEnd: 20000, Limits: claim.Glucose5.NoLimits()}
}

func askingFor(row string, value uint32, strict bool) claim.Claim {
	c := asking()
	c.Metric.Set(&c.Limits, row, claim.Bound{Value: value, Strict: strict})
	return c
}

func sets(t *testing.T, row string, value uint32, strict bool, slots []uint64, want bool) {
	t.Helper()
	if r := EvaluateStats(askingFor(row, value, strict), measure(t, slots)); r.OK != want {
		t.Errorf("%s %d, strict %t: got %t, want %t: %+v", row, value, strict, r.OK, want, r.Failed())
	}
}
