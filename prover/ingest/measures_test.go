package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// on is a day in 2025.
func on(month, dayOfMonth int) int { return dayOf(2025, month, dayOfMonth) }

// checkedBlocks gives the blocks of a file's days without the empty ones, each of
// which must be one that can be sealed.
func checkedBlocks(t *testing.T, s *Series) map[int][]uint64 {
	t.Helper()
	out := make(map[int][]uint64)
	for from := s.FirstDay; from <= s.LastDay; from += 1000 {
		blocks, _ := s.Blocks(from, min(1000, s.LastDay-from+1))
		for d, b := range blocks {
			if err := b.Check(s.Metric); err != nil && s.Metric.Family() != claim.Codes {
				t.Fatalf("day %d cannot be sealed: %v", from+d, err)
			}
			if slices.ContainsFunc(b, func(v uint64) bool { return v != 0 }) {
				out[from+d] = b
			}
		}
	}
	return out
}

// dayCase is a file and the days it must give.
type dayCase struct {
	name   string
	metric claim.Metric
	data   string
	opts   Options
	want   map[int][]uint64
	report func(Report) bool
}

func runDays(t *testing.T, cases []dayCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Metric = c.metric
			s := mustRead(t, []byte(c.data), c.opts)
			if got := checkedBlocks(t, s); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("days %v, want %v", got, c.want)
			}
			if c.report != nil && !c.report(s.Report) {
				t.Errorf("report %+v", s.Report)
			}
			if s.Metric != c.metric || s.Report.Rows == 0 {
				t.Errorf("%v, %+v", s.Metric, s.Report)
			}
		})
	}
}

// refusal is a file that must be refused with this kind.
type refusal struct {
	name   string
	metric claim.Metric
	data   string
	opts   Options
	kind   Kind
}

func runRefusals(t *testing.T, cases []refusal) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			c.opts.Metric = c.metric
			if c.opts.Now.IsZero() {
				c.opts.Now = testNow
			}
			s, err := Read(strings.NewReader(c.data), c.opts)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("not refused: %v %+v", err, s)
			}
			if e.Kind != c.kind || e.Hint() == "" {
				t.Errorf("got %q, want %q (%v)", e.Kind, c.kind, err)
			}
		})
	}
}

// swap replaces parts of a text, each of which must be there.
func swap(s string, replace ...string) string {
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(s, replace[i]) {
			panic("nothing to replace: " + replace[i])
		}
		s = strings.ReplaceAll(s, replace[i], replace[i+1])
	}
	return s
}

// lab is an Observation of one number.
func lab(loinc, when, number, unit string, replace ...string) string {
	return swap(fmt.Sprintf(`{"resource":{"resourceType":"Observation","id":"o","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"%s"}]},`+
		`"subject":{"reference":"Patient/p"},"effectiveDateTime":"%s","valueQuantity":{"value":%s,"unit":"x","system":"http://unitsofmeasure.org","code":"%s"}}}`,
		loinc, when, number, unit), replace...)
}

// pressure is a blood pressure panel.
func pressure(when, sys, dia string, replace ...string) string {
	part := func(code, n string) string {
		return `{"code":{"coding":[{"system":"http://loinc.org","code":"` + code + `"}]},"valueQuantity":{"value":` + n + `,"system":"http://unitsofmeasure.org","code":"mm[Hg]"}}`
	}
	return swap(`{"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},`+
		`"subject":{"reference":"Patient/p"},"effectiveDateTime":"`+when+`","component":[`+part("8462-4", dia)+","+part("8480-6", sys)+`]}}`, replace...)
}

func word(a, b uint64) uint64 { return statement.PanelWord(a, b) }

func TestFHIRBloodPressure(t *testing.T) {
	nine := "2025-03-09T09:00:00+01:00"
	one := func(entries ...string) string { return bundle("collection", entries...) }
	same := map[int][]uint64{on(3, 9): {word(128, 72)}}
	period := `"effectivePeriod":{"start":"2025-03-09T09:00:00Z","end":"2025-03-09T09:05:00Z"}`
	runDays(t, []dayCase{
		{name: "panel", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72")), want: same},
		{name: "old panel code", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", "85354-9", "55284-4")), want: same},
		{name: "half up", metric: claim.BloodPressure, data: one(pressure(nine, "127.5", "72.499999")), want: same},
		{name: "fourteen decimals", metric: claim.BloodPressure, data: one(pressure(nine, "128.49999999999943", "71.92301615788597")), want: same},
		{name: "other code", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "1", "2", "85354-9", "96607-7")), want: same,
			report: func(r Report) bool { return r.Skipped.NotReading == 1 }},
		{name: "same code of another system", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", `{"system":"http://loinc.org","code":"85354-9"}`, `{"system":"http://x","code":"85354-9"}`)), want: same},
		{name: "entered in error", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", "final", "entered-in-error")), want: same,
			report: func(r Report) bool { return r.Skipped.Status == 1 }},
		{name: "one half only", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", "8462-4", "8478-0")), want: same,
			report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "component of another system", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", `{"system":"http://loinc.org","code":"8462-4"}`, `{"system":"http://x","code":"8462-4"}`)), want: same,
			report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "resend", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "128", "72")), want: same,
			report: func(r Report) bool { return r.Duplicates == 1 && r.Readings == 1 }},
		{name: "order of time, not of the file", metric: claim.BloodPressure, data: one(pressure("2025-03-09T18:00:00Z", "150", "95"), pressure("2025-03-09T08:00:00Z", "118", "70")),
			want: map[int][]uint64{on(3, 9): {word(118, 70), word(150, 95)}}},
		{name: "bare date", metric: claim.BloodPressure, data: one(pressure("2025-03-09", "128", "72")), want: same},
		{name: "own offset decides the day", metric: claim.BloodPressure, data: one(pressure("2025-03-09T23:30:00-08:00", "128", "72")), want: same},
		{name: "zone decides the day", metric: claim.BloodPressure, data: one(pressure("2025-03-08T23:30:00-08:00", "128", "72")), opts: Options{Zone: time.UTC}, want: same},
		{name: "period of minutes", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", `"effectiveDateTime":"`+nine+`"`, period)), want: same},
		{name: "period of weeks is a mean", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", `"effectiveDateTime":"`+nine+`"`, swap(period, "09T09:05", "23T09:05"))), want: same,
			report: func(r Report) bool { return r.Skipped.Aggregate == 1 }},
		{name: "before 2000", metric: claim.BloodPressure, data: one(pressure("1999-03-09T09:00:00Z", "128", "72")), want: map[int][]uint64{dayOf(1999, 3, 9): {word(128, 72)}}},
		{name: "sent again with another value", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "129", "72")), want: map[int][]uint64{on(3, 9): {word(128, 72), word(129, 72)}}},
	})
	runRefusals(t, []refusal{
		{name: "unit by text", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", `"code":"mm[Hg]"`, `"unit":"mm[Hg]"`)), kind: KindUnit},
		{name: "kPa", metric: claim.BloodPressure, data: one(pressure(nine, "17", "9", "mm[Hg]", "kPa")), kind: KindUnit},
		{name: "bound", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", `"value":72`, `"value":72,"comparator":"<"`)), kind: KindValue},
		{name: "twice", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", "8462-4", "8480-6")), kind: KindValue},
		{name: "range", metric: claim.BloodPressure, data: one(pressure(nine, "401", "72")), kind: KindRange},
		{name: "swapped into the impossible", metric: claim.BloodPressure, data: one(pressure(nine, "15", "72")), kind: KindRange},
		{name: "text", metric: claim.BloodPressure, data: one(pressure(nine, `"high"`, "72")), kind: KindValue},
		{name: "exponent", metric: claim.BloodPressure, data: one(pressure(nine, "1.2e2", "72")), kind: KindValue},
		{name: "two people", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72"), pressure(nine, "111", "72", "Patient/p", "Patient/q")), kind: KindSubjects},
		{name: "no offset", metric: claim.BloodPressure, data: one(pressure("2025-03-09T09:00:00", "128", "72")), kind: KindDate},
		{name: "a year", metric: claim.BloodPressure, data: one(pressure("2025", "128", "72")), kind: KindDate},
		{name: "future", metric: claim.BloodPressure, data: one(pressure("2035-03-09", "128", "72")), kind: KindFutureDate},
		{name: "before 1970", metric: claim.BloodPressure, data: one(pressure("1969-03-09", "128", "72")), kind: KindDate},
		{name: "none", metric: claim.BloodPressure, data: one(observation(0, 100)), kind: KindNoReadings},
		{name: "sampled", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", `"component"`, `"valueSampledData":{},"component"`)), kind: KindValue},
		{name: "wrong type", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72", `"component":[`, `"component":{"x":[`, `]}}`, `]}}}`)), kind: KindColumns},
		{name: "interval is for glucose", metric: claim.BloodPressure, data: one(pressure(nine, "128", "72")), opts: Options{IntervalMinutes: 5}, kind: KindOption},
		{name: "unknown metric", metric: 99, data: one(pressure(nine, "128", "72")), kind: KindOption},
		{name: "interval of another metric", metric: claim.Glucose15, data: one(observation(0, 100)), opts: Options{IntervalMinutes: 5}, kind: KindOption},
	})
}

func TestFHIRLaboratory(t *testing.T) {
	at := "2025-03-09T09:00:00Z"
	c := func(name string, m claim.Metric, want uint64, entries ...string) dayCase {
		return dayCase{name: name, metric: m, data: bundle("transaction", entries...), want: map[int][]uint64{on(3, 9): {want}}}
	}
	runDays(t, []dayCase{
		c("HbA1c", claim.HbA1c, 58, lab("4548-4", at, "5.8", "%")),
		c("HbA1c, half up", claim.HbA1c, 70, lab("4548-4", at, "6.95", "%")),
		c("HbA1c, just below the half", claim.HbA1c, 69, lab("4548-4", at, "6.949999999999", "%")),
		c("HbA1c, IFCC 39 is 5.7", claim.HbA1c, 57, lab("59261-8", at, "39", "mmol/mol")),
		c("HbA1c, IFCC 48 is 6.5", claim.HbA1c, 65, lab("59261-8", at, "48", "mmol/mol")),
		c("HbA1c, IFCC 53 is 7.0", claim.HbA1c, 70, lab("59261-8", at, "53", "mmol/mol")),
		c("HbA1c, IFCC 64 is 8.0", claim.HbA1c, 80, lab("59261-8", at, "64", "mmol/mol")),
		c("cholesterol", claim.Cholesterol, 200, lab("2093-3", at, "199.5", "mg/dL")),
		c("glucose of a laboratory", claim.GlucoseLab, 99, lab("2345-7", at, "99", "mg/dL")),
		c("fasting glucose", claim.GlucoseLab, 100, lab("1558-6", at, "100", "mg/dL")),
		c("glucose of blood", claim.GlucoseLab, 88, lab("2339-0", at, "87.61503849009143", "mg/dL")),
		c("glucose, molar, one decimal", claim.GlucoseLab, 126, lab("14749-6", at, "7.0", "mmol/L")),
		c("glucose, molar, made from mg/dL", claim.GlucoseLab, 101, lab("15074-8", at, "5.60626", "mmol/L")),
		c("AHI", claim.AHI, word(600, 149), lab("69990-0", at, "14.9", "/h")),
		c("AHI of zero", claim.AHI, word(600, 0), lab("69990-0", at, "0", "/h")),
		c("weight and height", claim.BMI, word(815, 178), lab("8302-2", "2025-03-09T08:00:00Z", "177.5", "cm"), lab("29463-7", at, "81.46", "kg")),
		c("pounds and inches", claim.BMI, word(816, 178), lab("29463-7", at, "180", "[lb_av]"), lab("8302-2", at, "70", "[in_i]")),
		c("grams and meters", claim.BMI, word(815, 178), lab("29463-7", at, "81460", "g"), lab("8302-2", at, "1.78", "m")),
		c("BMI by itself is no measurement", claim.BMI, word(815, 178), lab("39156-5", at, "25.7", "kg/m2"), lab("29463-7", at, "81.5", "kg"), lab("8302-2", at, "178", "cm")),
		c("capillary glucose is not of a laboratory", claim.GlucoseLab, 99, lab("2345-7", at, "99", "mg/dL"), lab("41653-7", at, "140", "mg/dL")),
	})
	two := mustRead(t, []byte(bundle("collection", lab("29463-7", at, "81", "kg"), lab("29463-7", "2025-03-10", "80", "kg"), lab("8302-2", "2025-03-10", "178", "cm"), lab("8302-2", "2025-03-10", "179", "cm"))), Options{Metric: claim.BMI})
	if got := checkedBlocks(t, two); fmt.Sprint(got) != fmt.Sprint(map[int][]uint64{on(3, 10): {word(800, 179)}}) || two.Report.Skipped.Unpaired != 1 {
		t.Errorf("%v %+v", got, two.Report)
	}
	bad := func(name string, m claim.Metric, k Kind, entries ...string) refusal {
		return refusal{name: name, metric: m, data: bundle("collection", entries...), kind: k}
	}
	runRefusals(t, []refusal{
		bad("HbA1c in mmol/mol under the code of percent", claim.HbA1c, KindUnit, lab("4548-4", at, "48", "mmol/mol")),
		bad("unit of another system", claim.HbA1c, KindUnit, lab("4548-4", at, "5.8", "%", "http://unitsofmeasure.org", "http://example.org")),
		bad("HbA1c of 48 percent", claim.HbA1c, KindRange, lab("4548-4", at, "48", "%")),
		bad("HbA1c below a bound", claim.HbA1c, KindValue, lab("4548-4", at, "4", "%", `"value":4`, `"comparator":"<","value":4`)),
		bad("weight in stones", claim.BMI, KindUnit, lab("29463-7", at, "12", "[stone_av]")),
		bad("weights without a height", claim.BMI, KindNoReadings, lab("29463-7", at, "81", "kg")),
		bad("negative", claim.Cholesterol, KindValue, lab("2093-3", at, "-180", "mg/dL")),
		bad("molar glucose as mass", claim.GlucoseLab, KindRange, lab("2345-7", at, "5.6", "mg/dL")),
	})
}

func TestFHIRSeriesAndDaily(t *testing.T) {
	beats := func(when, n string, replace ...string) string { return lab("8867-4", when, n, "/min", replace...) }
	s := mustRead(t, []byte(bundle("collection", beats("2025-03-09T06:00:12Z", "61.5"), beats("2025-03-09T06:00:40Z", "90"), beats("2025-03-09T08:01:00+02:00", "63"),
		beats("2025-03-09T06:05:00Z", "99", `"effectiveDateTime":"2025-03-09T06:05:00Z"`, `"effectivePeriod":{"start":"2025-03-09T06:05:00Z","end":"2025-03-09T06:15:00Z"}`))), Options{Metric: claim.HeartRate, Zone: time.UTC})
	b, dropped := s.Blocks(on(3, 9), 1)
	if len(b[0]) != 1440 || b[0][360] != 62 || b[0][361] != 63 || dropped.SameSlot != 1 || s.Report.Skipped.Aggregate != 1 || s.IntervalMinutes != 1 || b[0].Check(claim.HeartRate) != nil {
		t.Errorf("%v %+v %+v", b[0][360:362], dropped, s.Report)
	}
	period := func(from, to string) []string {
		return []string{`"effectiveDateTime":"x"`, `"effectivePeriod":{"start":"` + from + `","end":"` + to + `"}`}
	}
	runDays(t, []dayCase{
		{name: "steps of a day", metric: claim.Steps, data: bundle("collection", lab("41950-7", "2025-03-09", "10600", "{steps}"), lab("41950-7", "2025-03-09", "10700", "1")), want: map[int][]uint64{on(3, 9): {10700}}},
		{name: "steps in parts", metric: claim.Steps, data: bundle("collection",
			lab("55423-8", "x", "600", "{steps}", period("2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z")...), lab("55423-8", "x", "500", "{steps}", period("2025-03-09T09:00:00Z", "2025-03-09T10:00:00Z")...)),
			want: map[int][]uint64{on(3, 9): {1100}}},
		{name: "steps of the period of one date", metric: claim.Steps, data: bundle("collection", lab("41950-7", "x", "10600", "{steps}", period("2025-03-09", "2025-03-09")...)), want: map[int][]uint64{on(3, 9): {10600}}},
		{name: "steps, total beside its parts", metric: claim.Steps, data: bundle("collection", lab("41950-7", "2025-03-09", "1000", "{steps}"),
			lab("55423-8", "x", "600", "{steps}", period("2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z")...)), want: map[int][]uint64{on(3, 9): {1000}}},
		{name: "sleep on the day of waking", metric: claim.SleepMinutes, data: bundle("collection", lab("93832-4", "x", "7.25", "h", period("2025-03-08T22:35:00Z", "2025-03-09T06:35:00Z")...)), want: map[int][]uint64{on(3, 9): {435}}},
		{name: "sleep, minutes rounded down", metric: claim.SleepMinutes, data: bundle("collection", lab("93832-4", "2025-03-09", "419.99", "min")), want: map[int][]uint64{on(3, 9): {419}}},
		{name: "resting heart rate, the last of the day", metric: claim.RestingHeartRate, data: bundle("collection", lab("40443-4", "2025-03-09T20:00:00Z", "58", "/min"), lab("40443-4", "2025-03-09T07:00:00Z", "62", "/min")), want: map[int][]uint64{on(3, 9): {58}}},
		{name: "SDNN, the mean of the day", metric: claim.HRVSDNN, data: bundle("collection", lab("80404-7", "2025-03-09T20:00:00Z", "40.2", "ms"), lab("80404-7", "2025-03-09T07:00:00Z", "41.1", "ms")), want: map[int][]uint64{on(3, 9): {407}}},
	})
	week := lab("41950-7", "x", "70000", "{steps}", period("2025-03-03", "2025-03-09")...)
	runRefusals(t, []refusal{
		{name: "steps of a week", metric: claim.Steps, data: bundle("collection", week), kind: KindNoReadings},
		{name: "period without an end", metric: claim.Steps, data: bundle("collection", lab("41950-7", "x", "1", "1", period("2025-03-03", "")...)), kind: KindDate},
		{name: "period backwards", metric: claim.Steps, data: bundle("collection", lab("41950-7", "x", "1", "1", period("2025-03-09", "2025-03-08")...)), kind: KindDate},
		{name: "too many steps", metric: claim.Steps, data: bundle("collection", lab("41950-7", "2025-03-09", "200000", "1")), kind: KindRange},
		{name: "more minutes asleep than a day has", metric: claim.SleepMinutes, data: bundle("collection", lab("93832-4", "2025-03-09", "1441", "min")), kind: KindRange},
		{name: "a date without a time of day", metric: claim.HeartRate, data: bundle("collection", beats("2025-03-09", "60")), kind: KindDate},
		{name: "a heart that stands still", metric: claim.HeartRate, data: bundle("collection", beats("2025-03-09T06:00:00Z", "0")), kind: KindRange},
		{name: "RMSSD is not SDNN", metric: claim.HRVRMSSD, data: bundle("collection", lab("80404-7", "2025-03-09T20:00:00Z", "40.2", "ms")), kind: KindMetric},
		{name: "PAP in FHIR", metric: claim.PAPMinutes, data: bundle("collection", week), kind: KindMetric},
	})
}

func TestAge(t *testing.T) {
	patient := func(born string) string {
		return `{"resource":{"resourceType":"Patient","birthDate":"` + born + `","name":[{"family":"x"}]}}`
	}
	s := mustRead(t, []byte(bundle("collection", patient("1954-03-09"))), Options{Metric: claim.Age, Now: time.Date(2025, 3, 10, 0, 0, 0, 0, time.UTC)})
	blocks, _ := s.Blocks(on(3, 7), 5)
	want := []uint64{70, 70, 71, 71, 0}
	for i, b := range blocks {
		switch {
		case want[i] == 0 && len(b) != 0, want[i] != 0 && (len(b) != 1 || b[0] != want[i] || b.Check(claim.Age) != nil):
			t.Errorf("day %d: %v, want %d", i, b, want[i])
		}
	}
	if s.LastDay != on(3, 10) || s.LastDay-s.FirstDay+1 != claim.MaxDays {
		t.Errorf("days %d to %d", s.FirstDay, s.LastDay)
	}
	// Who was born on a leap day is older from the first of March on.
	leap := dayOf(2004, 2, 29)
	for d, years := range map[int]int{dayOf(2022, 2, 28): 17, dayOf(2022, 3, 1): 18, dayOf(2024, 2, 28): 19, dayOf(2024, 2, 29): 20} {
		if ageOn(leap, d) != years {
			t.Errorf("day %d: %d, want %d", d, ageOn(leap, d), years)
		}
	}
	old := mustRead(t, []byte(bundle("collection", patient("1930-06-15"))), Options{Metric: claim.Age})
	if b, _ := old.Blocks(old.LastDay, 1); len(b[0]) != 1 || b[0][0] != uint64(ageOn(dayOf(1930, 6, 15), old.LastDay)) {
		t.Errorf("%v", b)
	}
	runRefusals(t, []refusal{
		{name: "year only", metric: claim.Age, data: bundle("collection", patient("1954")), kind: KindDate},
		{name: "two people", metric: claim.Age, data: bundle("collection", patient("1954-03-09"), patient("1955-03-09")), kind: KindSubjects},
		{name: "future", metric: claim.Age, data: bundle("collection", patient("2054-03-09")), kind: KindFutureDate},
		{name: "not yet one", metric: claim.Age, data: bundle("collection", patient("2025-01-09")), kind: KindRange},
		{name: "no patient", metric: claim.Age, data: bundle("collection", pressure("2025-03-09", "128", "72")), kind: KindNoReadings},
	})
}

func TestDateOfIsTheInverseOfDayOf(t *testing.T) {
	for n := dayOf(1880, 1, 1); n < dayOf(2110, 1, 1); n++ {
		at := time.Unix(int64(n)*day, 0).UTC()
		if y, m, d := dateOf(n); y != at.Year() || m != int(at.Month()) || d != at.Day() || dayOf(y, m, d) != n {
			t.Fatalf("day %d: %d-%d-%d, want %v", n, y, m, d, at)
		}
	}
}
