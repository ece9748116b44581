package claim

import (
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

// runs repeats values: runs(100, 7, 200, 3) is seven 100 and three 200.
func runs(pairs ...int) []uint16 {
	var slots []uint16
	for i := 0; i < len(pairs); i += 2 {
		for range pairs[i+1] {
			slots = append(slots, uint16(pairs[i]))
		}
	}
	return slots
}

func measure(t *testing.T, slots []uint16) Stats {
	t.Helper()
	s, err := Measure(slots)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestMeasureEveryEdge(t *testing.T) {
	for _, test := range []struct {
		g    int
		want Stats
	}{
		{0, Stats{}},
		{39, Stats{Lt54: 1, Lt63: 1, Lt70: 1}},
		{53, Stats{Lt54: 1, Lt63: 1, Lt70: 1}},
		{54, Stats{Lt63: 1, Lt70: 1}},
		{62, Stats{Lt63: 1, Lt70: 1}},
		{63, Stats{Lt70: 1, In63to140: 1}},
		{69, Stats{Lt70: 1, In63to140: 1}},
		{70, Stats{In70to180: 1, In63to140: 1, In70to140: 1}},
		{140, Stats{In70to180: 1, In63to140: 1, In70to140: 1}},
		{141, Stats{In70to180: 1, Gt140: 1}},
		{180, Stats{In70to180: 1, Gt140: 1}},
		{181, Stats{Gt140: 1, Gt180: 1}},
		{250, Stats{Gt140: 1, Gt180: 1}},
		{251, Stats{Gt140: 1, Gt180: 1, Gt250: 1}},
		{401, Stats{Gt140: 1, Gt180: 1, Gt250: 1}},
		{500, Stats{Gt140: 1, Gt180: 1, Gt250: 1}},
	} {
		test.want.Expected = 1
		if test.g != 0 {
			test.want.N, test.want.Sum, test.want.SumSquares = 1, uint64(test.g), uint64(test.g*test.g)
		}
		if got := measure(t, []uint16{uint16(test.g)}); got != test.want {
			t.Errorf("%d: %+v, want %+v", test.g, got, test.want)
		}
	}
}

func TestMeasureRefusesValuesOutsideTheTable(t *testing.T) {
	for v := 1; v <= math.MaxUint16; v++ {
		_, err := Measure([]uint16{0, 100, uint16(v)})
		if allowed := v >= MinReading && v <= MaxReading; allowed != (err == nil) {
			t.Fatalf("%d: %v", v, err)
		}
		if err != nil && (!errors.Is(err, ErrReading) || err.Error() != "slot 2: reading outside the table") {
			t.Fatalf("%d: %v", v, err)
		}
	}
}

// LOW and HIGH are readings: 39 and 401.
func TestPinnedReadingsCount(t *testing.T) {
	s := measure(t, runs(39, 1, 401, 1))
	if s.N != 2 || s.Lt54 != 1 || s.Lt70 != 1 || s.Gt180 != 1 || s.Gt250 != 1 {
		t.Errorf("%+v", s)
	}
}

func TestDisplayValues(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		slots := make([]uint16, 2+r.IntN(300))
		for i := range slots {
			if slots[i] = uint16(MinReading + r.IntN(MaxReading-MinReading+1)); r.IntN(4) == 0 && i > 1 {
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
		near(t, "mean", s.Mean(), sum/n)
		near(t, "GMI", s.GMI(), 3.31+0.02392*sum/n)
		near(t, "CV", s.CV(), 100*math.Sqrt(squares/(n-1))/(sum/n))
		near(t, "coverage", s.Coverage(), 100*n/float64(len(slots)))
	}
	// Published: a mean of 154 mg/dL reads as 6.99 %, one of 100 as 5.70 %.
	near(t, "GMI", measure(t, runs(154, 2)).GMI(), 6.99368)
	near(t, "GMI", measure(t, runs(100, 2)).GMI(), 5.702)
	if cv := measure(t, runs(100, 1)).CV(); !math.IsNaN(cv) {
		t.Errorf("CV of one reading: %v", cv)
	}
}

func near(t *testing.T, name string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s %.12f, want %.12f", name, got, want)
	}
}

// The bounds in the comments of Stats, CV and Evaluate, at the largest windows.
func TestLargestWindows(t *testing.T) {
	for _, test := range []struct {
		slots                 int
		sum, squares, product int // bits
	}{
		{90 * 288, 24, 33, 85},
		{366 * 1440, 28, 37, 98},
	} {
		slots := runs(MaxReading, test.slots)
		s := measure(t, slots)
		n, q := big.NewInt(int64(test.slots)), big.NewInt(MaxReading*MaxReading)
		q.Mul(q, n)
		if !q.IsUint64() || q.Uint64() != s.SumSquares || s.Sum != uint64(test.slots*MaxReading) {
			t.Errorf("%d slots: %+v", test.slots, s)
		}
		if new(big.Int).Mul(n, q).BitLen() > 64 || s.Sum>>test.sum != 0 || s.SumSquares>>test.squares != 0 {
			t.Errorf("%d slots: a bound is wrong", test.slots)
		}
		if p := product(2047, 2047, s.N-1, s.Sum, s.Sum); p.BitLen() > test.product {
			t.Errorf("%d slots: %d bits, want at most %d", test.slots, p.BitLen(), test.product)
		}
		near(t, "CV", s.CV(), 0)
		if r := Evaluate(asking(NoLimits()), s); !r.OK {
			t.Errorf("%d slots: %+v", test.slots, r)
		}
		// Half at either end: everything large at once, and still exact.
		for i := range test.slots / 2 {
			slots[i] = MinReading
		}
		sets(t, func(l *Limits) { l.CV = CVLimit{856, false} }, slots, true) // 85.529 % for large n
		sets(t, func(l *Limits) { l.CV = CVLimit{855, false} }, slots, false)
	}
}

func sets(t *testing.T, set func(*Limits), slots []uint16, want bool) {
	t.Helper()
	l := NoLimits()
	set(&l)
	if r := Evaluate(asking(l), measure(t, slots)); r.OK != want {
		t.Errorf("got %t, want %t: %+v", r.OK, want, r.Failed())
	}
}

func TestMetricsAndDays(t *testing.T) {
	for m, want := range map[Metric][2]int{Glucose5: {5, 288}, Glucose15: {15, 96}, 0: {0, 0}, 3: {0, 0}} {
		if m.IntervalMinutes() != want[0] || m.SlotsPerDay() != want[1] || m.Valid() != (want[0] != 0) {
			t.Errorf("metric %d: %d, %d", m, m.IntervalMinutes(), m.SlotsPerDay())
		}
		got, err := MetricFor(want[0])
		if m.Valid() && (got != m || err != nil) || !m.Valid() && err == nil {
			t.Errorf("MetricFor(%d) = %d, %v", want[0], got, err)
		}
		if got, err := ParseMetric(m.Name()); m.Valid() && (got != m || err != nil) || !m.Valid() && err == nil {
			t.Errorf("ParseMetric(%s) = %d, %v", m.Name(), got, err)
		}
	}
	for text, want := range map[string]Day{"1970-01-01": 0, "1970-01-02": 1, "2000-02-29": 11016,
		"2026-08-31": 20696, "4840-11-25": MaxDay} {
		got, err := ParseDay(text)
		if err != nil || got != want || want.String() != text {
			t.Errorf("%s: %d (%s), %v", text, got, want, err)
		}
	}
	for _, text := range strings.Split("1969-12-31,2026-02-29,2026-2-03,2026-02-3,2026-02-03 ,02026-02-03,"+
		"2026/02/03,20260203,4900-01-01,,2026-13-01,2026-02-03T00:00:00Z", ",") {
		if d, err := ParseDay(text); err == nil {
			t.Errorf("%q read as %d", text, d)
		}
	}
}
