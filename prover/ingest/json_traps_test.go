package ingest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the test does not depend on the host
)

func bundle(kind string, entries ...string) string {
	return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + "\n" + strings.Join(entries, ",\n") + "\n]}\n"
}

// observation is a reading; each replacement turns one part into a trap.
func observation(minute, value int, replace ...string) string {
	s := fmt.Sprintf(`{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"99504-3"}]},`+
		`"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-09T06:%02d:12Z","device":{"reference":"Device/s"},`+
		`"valueQuantity":{"value":%d,"unit":"mg/dl","system":"http://unitsofmeasure.org","code":"mg/dL"}}}`, minute, value)
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(s, replace[i]) {
			panic("nothing to replace: " + replace[i])
		}
		s = strings.Replace(s, replace[i], replace[i+1], 1)
	}
	return s
}

func molar(minute int, value string) string {
	return observation(minute, 777, "99504-3", "105272-9", `"code":"mg/dL"`, `"code":"mmol/L"`, "777", value)
}

func TestFHIRVariants(t *testing.T) {
	basic := []string{observation(0, 100), observation(5, 101), observation(10, 102)}
	want := seq(100, 3)
	with := func(more ...string) []string { return append(slices.Clone(basic), more...) }
	quantity := `"valueQuantity":{"value":103,"unit":"mg/dl","system":"http://unitsofmeasure.org","code":"mg/dL"}`
	cases := []accepted{
		{name: "any order", data: bundle("collection", basic[2], basic[0], basic[1]), want: want},
		{name: "type and resourceType last", data: `{"entry":[` + strings.Join(basic, ",") + `],"meta":{"tag":[{"code":"x"}]},"type":"collection","resourceType":"Bundle"}`, want: want},
		{name: "offsets", data: bundle("collection", basic[0], observation(5, 101, "T06:05:12Z", "T08:05:12+02:00"), observation(10, 102, "T06:10:12Z", "T01:10:12.500-05:00")), want: want},
		{name: "instant", data: bundle("collection", with(observation(15, 103, "effectiveDateTime", "effectiveInstant"))...), want: seq(100, 4)},
		{name: "amended and corrected", data: bundle("collection", with(observation(15, 103, "final", "amended"), observation(20, 104, "final", "corrected"))...), want: seq(100, 5)},
		{name: "entered in error", data: bundle("collection", with(observation(15, 103, "final", "entered-in-error"))...), want: want,
			report: func(r Report) bool { return r.Skipped.Status == 1 }},
		{name: "absent", data: bundle("collection", with(observation(15, 103, quantity, `"dataAbsentReason":{"text":"x"}`))...), want: want,
			report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "a period is a summary", data: bundle("collection", with(observation(15, 103, `"effectiveDateTime":"2025-03-09T06:15:12Z"`, `"effectivePeriod":{"start":"2025-03-01","end":"2025-03-31"}`))...),
			want: want, report: func(r Report) bool { return r.Skipped.Aggregate == 1 }},
		{name: "mean glucose", data: bundle("collection", with(observation(15, 103, "99504-3", "97507-8"))...), want: want,
			report: func(r Report) bool { return r.Skipped.NotReading == 1 }},
		{name: "same code of another system", data: bundle("collection", with(observation(15, 103, "http://loinc.org", "http://example.org"))...), want: want},
		{name: "second coding", data: bundle("collection", with(observation(15, 103, `"coding":[`, `"coding":[{"system":"http://example.org","code":"x"},`))...), want: seq(100, 4)},
		{name: "other resources with the same names", data: bundle("collection", with(`{"resource":{"resourceType":"SearchParameter","code":"x","status":1,"device":[]}}`)...), want: want},
		{name: "comparators", data: bundle("collection", basic[0], observation(5, 40, `"value":40,`, `"value":40,"comparator":"<",`), observation(10, 400, `"value":400,`, `"value":400,"comparator":">",`)),
			want: []uint16{100, 39, 401}, report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
		{name: "39 and 401", data: bundle("collection", basic[0], observation(5, 39), observation(10, 401)), want: []uint16{100, 39, 401},
			report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
		{name: "duplicates of a resend", data: bundle("transaction", append(slices.Clone(basic), basic...)...), want: want,
			report: func(r Report) bool { return r.Duplicates == 3 }},
		{name: "mmol/L", data: bundle("collection", molar(0, "3.9"), molar(5, "10.0"), molar(10, "7.77104"), molar(15, "5.60626")), want: []uint16{70, 180, 140, 101}},
		{name: "relative and absolute references", data: bundle("collection", basic[0], observation(5, 101, "Patient/p", "https://example.org/Patient/p", "Device/s", "https://example.org/Device/s"), basic[2]), want: want},
		{name: "trailing zero", data: bundle("collection", basic[0], observation(5, 101, "101,", "101.0,"), basic[2]), want: want},
		{name: "a document inside", data: bundle("collection", with(`{"resource":{"resourceType":"Binary","data":"`+strings.Repeat("QUJD", 500_000)+`"}}`)...), want: want},
	}
	for _, kind := range []string{"collection", "transaction", "searchset", "batch"} {
		cases = append(cases, accepted{name: kind, data: bundle(kind, basic...), want: want})
	}
	runAccepted(t, cases)
}

func TestFHIRRefusals(t *testing.T) {
	with := func(more ...string) string {
		return bundle("collection", append([]string{observation(0, 100), observation(5, 101)}, more...)...)
	}
	good := with()
	var two []string
	for i := range 12 {
		two = append(two, observation(5*i, 100+i), observation(5*i, 140+i, "Device/s", "Device/t", ":12Z", ":40Z"),
			observation(5*i, 100+i, "T06", "T07"), observation(5*i, 140+i, "Device/s", "Device/t", ":12Z", ":40Z", "T06", "T07"))
	}
	runRefused(t, []refused{
		{name: "cut", data: good[:len(good)-40], kind: KindTruncated, line: 3, column: 324},
		{name: "only a brace", data: "{", kind: KindTruncated, line: 1, column: 1},
		{name: "other resource", data: `{"resourceType":"Patient","name":[]}`, kind: KindUnknownFormat, line: 1},
		{name: "other object", data: `{"a":1}`, kind: KindUnknownFormat, line: 1},
		{name: "history", data: bundle("history", observation(0, 100)), kind: KindUnknownFormat, line: 1},
		{name: "no entries", data: bundle("collection"), kind: KindNoReadings},
		{name: "broken", data: strings.Replace(good, `"status":`, `"status"`, 1), kind: KindSyntax, line: 2, column: 1},
		{name: "more behind", data: good + "{}", kind: KindSyntax, line: 3},
		{name: "wrong type", data: with(observation(10, 102, `"final"`, "7")), kind: KindColumns, line: 4, column: 1},
		{name: "unit text only", data: with(observation(10, 102, `,"code":"mg/dL"`, "")), kind: KindUnit, line: 4, column: 1},
		{name: "unit of another system", data: with(observation(10, 102, "http://unitsofmeasure.org", "http://x")), kind: KindUnit, line: 4, column: 1},
		{name: "code and unit differ", data: with(observation(10, 102, `"code":"mg/dL"`, `"code":"mmol/L"`)), kind: KindUnit, line: 4, column: 1},
		{name: "two units", data: with(molar(10, "5.6")), kind: KindMixedUnits, line: 4, column: 1},
		{name: "both codes", data: with(observation(10, 102, `"coding":[`, `"coding":[{"system":"http://loinc.org","code":"105272-9"},`)), kind: KindUnit, line: 4, column: 1},
		{name: "fraction", data: with(observation(10, 102, "102,", "102.5,")), kind: KindValue, line: 4, column: 1},
		{name: "exponent", data: with(observation(10, 102, "102,", "1.02e2,")), kind: KindValue, line: 4, column: 1},
		{name: "range", data: with(observation(10, 700)), kind: KindRange, line: 4, column: 1},
		{name: "odd comparator", data: with(observation(10, 180, `"value":180,`, `"value":180,"comparator":"<",`)), kind: KindValue, line: 4, column: 1},
		{name: "sampled data", data: with(observation(10, 102, `"valueQuantity":{`, `"valueSampledData":{`)), kind: KindValue, line: 4, column: 1},
		{name: "date only", data: with(observation(10, 102, "2025-03-09T06:10:12Z", "2025-03-09")), kind: KindDate, line: 4, column: 1},
		{name: "no offset", data: with(observation(10, 102, "T06:10:12Z", "T06:10:12")), kind: KindDate, line: 4, column: 1},
		{name: "no time", data: with(observation(10, 102, "effectiveDateTime", "x")), kind: KindDate, line: 4, column: 1},
		{name: "before 2000", data: with(observation(10, 102, "2025", "1999")), kind: KindDate, line: 4, column: 1},
		{name: "future", data: with(observation(10, 102, "2025", "2026")), kind: KindFutureDate, line: 4, column: 1},
		{name: "two devices", data: bundle("collection", two...), kind: KindOverlap, line: 5},
		{name: "two people", data: with(observation(10, 102, "Patient/p", "Patient/q")), kind: KindSubjects, line: 4, column: 1},
		{name: "deep", data: `{"a":` + strings.Repeat("[", 100), kind: KindTooLarge, line: 1, column: 69},
		{name: "long number", data: `{"a":` + strings.Repeat("1", 1000), kind: KindTooLarge, line: 1, column: 134},
		{name: "long entry", data: `{"entry":[{"resource":{"a":[` + strings.Repeat(`"x",`, 400_000), kind: KindTooLarge, line: 1, column: 1_048_588},
	})
}

func sgv(minute int, value string) string {
	ms := time.Date(2025, 3, 9, 6, minute, 12, 0, time.UTC).UnixMilli()
	return fmt.Sprintf(`{"_id":"x","type":"sgv","sgv":%s,"date":%d,"dateString":"2025-03-09T06:%02d:12.000Z","device":"up"}`, value, ms, minute)
}

func list(entries ...string) string { return "[\n" + strings.Join(entries, ",\n") + "\n]\n" }

func TestNightscoutVariants(t *testing.T) {
	basic := []string{sgv(10, "102"), sgv(0, "100"), sgv(5, "101")}
	want := seq(100, 3)
	with := func(more ...string) string { return list(append(slices.Clone(basic), more...)...) }
	runAccepted(t, []accepted{
		{name: "any order", data: list(basic...), want: want},
		{name: "in one line", data: "[" + strings.Join(basic, ",") + "]", want: want},
		{name: "byte order mark", data: "\ufeff" + list(basic...), want: want},
		{name: "value as text", data: with(sgv(15, `"103"`)), want: seq(100, 4)},
		{name: "error code as text", data: with(sgv(15, `"5"`)), want: want, report: func(r Report) bool { return r.Skipped.ErrorCode == 1 }},
		{name: "error codes", data: with(sgv(15, "1"), sgv(20, "12"), sgv(25, "38"), sgv(30, "0")), want: want, report: func(r Report) bool { return r.Skipped.ErrorCode == 4 }},
		{name: "39 and 401", data: with(sgv(15, "39"), sgv(20, "401")), want: append(slices.Clone(want), 39, 401), report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
		{name: "no value", data: with(strings.Replace(sgv(15, "1"), `"sgv":1`, `"filtered":1`, 1), sgv(20, "null")), want: want, report: func(r Report) bool { return r.Skipped.NoValue == 2 }},
		{name: "meter and calibration", data: with(strings.Replace(sgv(15, "300"), `"type":"sgv"`, `"type":"mbg"`, 1), `{"type":"cal","slope":1}`), want: want,
			report: func(r Report) bool { return r.Skipped.NotReading == 2 }},
		{name: "fraction of a millisecond", data: strings.ReplaceAll(list(basic...), `,"dateString"`, `.25,"dateString"`), want: want},
		{name: "dateString only", data: with(strings.Replace(sgv(15, "103"), `"date"`, `"x"`, 1)), want: seq(100, 4)},
		{name: "duplicates", data: with(basic...), want: want, report: func(r Report) bool { return r.Duplicates == 3 }},
		{name: "equal times, earlier line wins", data: list(sgv(0, "100"), sgv(0, "200"), sgv(5, "101"), sgv(10, "102")), want: want},
	})
}

func TestNightscoutRefusals(t *testing.T) {
	with := func(more string) string { return list(sgv(0, "100"), sgv(5, "101"), more) }
	runRefused(t, []refused{
		{name: "empty list", data: "[]", kind: KindNoReadings},
		{name: "other list", data: `[{"Timestamp":{},"EGV":{}}]`, kind: KindUnknownFormat, line: 1},
		{name: "list of numbers", data: "[1,2]", kind: KindMetric},
		{name: "cut", data: "[" + sgv(0, "100") + "," + sgv(5, "101")[:30], kind: KindTruncated, line: 1, column: 141},
		{name: "broken", data: with("{]"), kind: KindSyntax, line: 4, column: 1},
		{name: "mmol", data: with(sgv(10, "5.6")), kind: KindMixedUnits, line: 4, column: 1},
		{name: "fraction", data: with(sgv(10, "101.5")), kind: KindValue, line: 4, column: 1},
		{name: "word", data: with(sgv(10, `"abc"`)), kind: KindValue, line: 4, column: 1},
		{name: "range", data: with(sgv(10, "501")), kind: KindRange, line: 4, column: 1},
		{name: "seconds for milliseconds", data: with(`{"type":"sgv","sgv":100,"date":1741500312}`), kind: KindDate, line: 4, column: 1},
		{name: "no date", data: with(`{"type":"sgv","sgv":100}`), kind: KindDate, line: 4, column: 1},
		{name: "date in words", data: with(`{"type":"sgv","sgv":100,"date":"soon"}`), kind: KindDate, line: 4, column: 1},
		{name: "future", data: with(`{"type":"sgv","sgv":100,"date":1900000000000}`), kind: KindFutureDate, line: 4, column: 1},
	})
}

func TestZoneMakesWallClockAndFirstPassWins(t *testing.T) {
	// A fixed offset, and a zone whose clock is set back from +2 h to +1 h at 01:00
	// UTC.
	s := mustRead(t, []byte(list(sgv(0, "100"), sgv(5, "101"))), Options{Zone: time.FixedZone("", -7*3600)})
	if formatDay(s.FirstDay) != "2025-03-08" || s.Window(s.FirstDay, 1).Slots[23*12] != 100 {
		t.Error("the offset of the zone did not move the reading to the day before")
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	var entries []string
	start := time.Date(2024, 10, 27, 0, 0, 12, 0, time.UTC)
	for i := range 24 {
		at := start.Add(time.Duration(i) * 5 * time.Minute)
		entries = append(entries, fmt.Sprintf(`{"type":"sgv","sgv":%d,"date":%d}`, 100+i, at.UnixMilli()))
	}
	slices.Reverse(entries)
	s = mustRead(t, []byte(list(entries...)), Options{Zone: zone})
	if got := slots(s); !slices.Equal(got, seq(100, 12)) || s.Report.ClockSetBack != 12 {
		t.Errorf("slots %v, report %+v", got, s.Report)
	}
}
