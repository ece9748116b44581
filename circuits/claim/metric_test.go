package claim

import (
	"slices"
	"strings"
	"testing"
)

// Numbers and names stand in words, seals and files: they never change.
func TestMetricsNeverChange(t *testing.T) {
	type metric struct {
		number   Metric
		name     string
		family   Family
		quantity Quantity
		interval int
		bits     int
	}
	for _, want := range []metric{
		{1, "glucose-5min", Series, "glucose", 5, 9}, {2, "glucose-15min", Series, "glucose", 15, 9},
		{3, "heart-rate-1min", Series, "heart-rate", 1, 8}, {4, "spo2-1min", Series, "spo2", 1, 7},
		{10, "steps", Daily, "steps", 1440, 17}, {11, "active-minutes", Daily, "active-minutes", 1440, 17},
		{12, "sleep-minutes", Daily, "sleep-minutes", 1440, 17}, {13, "pap-minutes", Daily, "pap-minutes", 1440, 17},
		{14, "resting-heart-rate", Daily, "resting-heart-rate", 1440, 17},
		{15, "hrv-sdnn", Daily, "hrv-sdnn", 1440, 17}, {16, "hrv-rmssd", Daily, "hrv-rmssd", 1440, 17},
		{20, "blood-pressure", Panel, "blood-pressure", 0, 0}, {21, "hba1c", Panel, "hba1c", 0, 0}, {22, "bmi", Panel, "bmi", 0, 0},
		{23, "ahi", Panel, "ahi", 0, 0}, {24, "cholesterol", Panel, "cholesterol", 0, 0},
		{25, "glucose-lab", Panel, "glucose-lab", 0, 0}, {26, "age", Panel, "age", 0, 0},
		{30, "icd-10-cm", Codes, "icd-10-cm", 0, 0}, {31, "snomed-ct", Codes, "snomed-ct", 0, 0},
		{32, "cpic-phenotype", Codes, "cpic-phenotype", 0, 0},
	} {
		m := want.number
		got := metric{m, m.Name(), m.Family(), m.Quantity(), m.IntervalMinutes(), m.ReadingBits()}
		if got != want || !m.Valid() || !m.Quantity().Known() || !slices.Contains(m.Quantity().Metrics(), m) {
			t.Errorf("%+v, want %+v", got, want)
		}
		if back, err := ParseMetric(want.name); err != nil || back != m {
			t.Errorf("ParseMetric(%s) = %d, %v", want.name, back, err)
		}
	}
}

func TestMetricsAreConsistent(t *testing.T) {
	seen := map[string]bool{}
	all := Metrics()
	if !slices.IsSorted(all) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Errorf("metrics %v", all)
	}
	for _, m := range all {
		if m == 0 || seen[m.Name()] {
			t.Errorf("%d: number 0, or a name twice", m)
		}
		seen[m.Name()] = true
		slots := m.SlotsPerDay()
		if m.HasCoverage() != (slots > 0) || m.HasCoverage() != (m.Family() == Series || m.Family() == Daily) || slots > 0 && slots*m.IntervalMinutes() != 1440 {
			t.Errorf("%s: %d slots of %d minutes", m.Name(), slots, m.IntervalMinutes())
		}
		if slots > 1 && slots%24 != 0 {
			t.Errorf("%s: a slot lies in two clock hours", m.Name())
		}
		if (len(m.Channels()) == 0) != (m.Family() == Codes) || m.Quantity().Known() && m.Quantity().noLimits() != m.NoLimits() {
			t.Errorf("%s: %d numbers a reading", m.Name(), len(m.Channels()))
		}
		for _, ch := range m.Channels() {
			if ch.Name == "" || ch.Unit == "" || ch.Min > ch.Max {
				t.Errorf("%s: %+v", m.Name(), ch)
			}
		}
		if slots == 0 {
			if m.HasReading(1) || m.HasReading(100) {
				t.Errorf("%s has no slots and a reading", m.Name())
			}
			continue
		}
		// 0 stands for no reading.
		ch := m.Channels()[0]
		for v, want := range map[uint64]bool{0: false, ch.Min - 1: false, ch.Min: true, ch.Max: true, ch.Max + 1: false} {
			if m.HasReading(v) != want {
				t.Errorf("%s: %d is a reading: %t", m.Name(), v, !want)
			}
		}
	}
}

func TestWhatIsNoMetric(t *testing.T) {
	for _, m := range []Metric{0, 5, 9, 17, 19, 27, 33, 255} {
		if m.Valid() || m.Name() != "unknown" || m.Family() != "" || m.SlotsPerDay() != 0 || m.ReadingBits() != 0 || m.HasReading(100) ||
			m.HasCoverage() || m.Unit() != "" || len(m.Rows()) > 0 || m.Quantity().Known() {
			t.Errorf("metric %d: %s", m, m.Name())
		}
	}
	for _, name := range []string{"", "unknown", "glucose", "Steps", "glucose-1min", strings.Repeat("x", 500)} {
		if m, err := ParseMetric(name); err == nil || m != 0 || len(err.Error()) > 600 {
			t.Errorf("ParseMetric(%.20q) = %d, %v", name, m, err)
		}
	}
	for minutes, want := range map[int]Metric{5: Glucose5, 15: Glucose15, 1: 0, 0: 0, -5: 0, 1440: 0} {
		if m, err := MetricFor(minutes); m != want || (err == nil) != (want != 0) {
			t.Errorf("MetricFor(%d) = %d, %v", minutes, m, err)
		}
	}
	if Quantity("sugar").Known() || len(Quantity("sugar").Metrics()) > 0 {
		t.Error("an unknown quantity has metrics")
	}
}

func TestDays(t *testing.T) {
	for text, want := range map[string]Day{
		"1970-01-01": 0, "1970-01-02": 1, "2000-02-29": 11016,
		"2026-08-31": 20696, "4840-11-25": MaxDay,
	} {
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

// Rows of a quantity: one name each, values that fit their bits, and a none that is
// valid.
func TestRowsAreConsistent(t *testing.T) {
	for _, m := range Metrics() {
		names := map[string]bool{}
		rows := m.Rows()
		for i := range rows {
			r := &rows[i]
			if r.Name == "" || r.Key == "" || names[r.Name] || r.Bits < 1 || r.Bits > 24 || r.None >= 1<<r.Bits {
				t.Errorf("%s: row %q", m.Name(), r.Name)
			}
			names[r.Name] = true
			if r.validate(Bound{Value: r.None}) != nil || !r.IsNone(Bound{Value: r.None}) || r.IsNone(Bound{Value: r.None, Strict: true}) {
				t.Errorf("%s: %s has no none", m.Name(), r.Name)
			}
			if len(r.Choices) > 1<<r.Bits || (r.Op == Choice) != (len(r.Choices) > 0) {
				t.Errorf("%s: %s has %d choices in %d bits", m.Name(), r.Name, len(r.Choices), r.Bits)
			}
			for _, v := range r.Values {
				if v >= 1<<r.Bits || r.validate(Bound{Value: v}) != nil {
					t.Errorf("%s: %s cannot be %d", m.Name(), r.Name, v)
				}
			}
			if r.isShare() && (r.From > r.To || r.From < m.Channels()[0].Min || r.To > m.Channels()[0].Max) {
				t.Errorf("%s: %s counts %d to %d", m.Name(), r.Name, r.From, r.To)
			}
		}
		if len(rows) == 0 || m.NoLimits().validate(m, 30) != nil {
			t.Errorf("%s: no limits are no valid limits", m.Name())
		}
	}
	// The longest gap takes every value of its bits, which its circuit relies on.
	for _, m := range seriesMetrics {
		for _, r := range m.Rows() {
			if r.Form == LongestGap && (len(r.Choices) != 1<<r.Bits || len(GapHours) != len(r.Choices)-1 || !slices.IsSorted(GapHours)) {
				t.Errorf("%s: %d lengths of a gap", m.Name(), len(r.Choices))
			}
		}
	}
}
