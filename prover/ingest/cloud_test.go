package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

// egvRecord is a record of Dexcom's API at 06:minute:12 UTC.
func egvRecord(minute int, value string, replace ...string) string {
	return swap(fmt.Sprintf(`{"recordId":"r%d","systemTime":"2025-03-09T06:%02d:12Z","displayTime":"2025-03-08T22:%02d:12-08:00","value":%s,"status":null,"trend":"flat","trendRate":0.2,`+
		`"unit":"mg/dL","transmitterId":"T1","transmitterTicks":"512388","transmitterGeneration":"g7","displayDevice":"iOS"}`, minute, minute, minute, value), replace...)
}

func egvs(records ...string) string {
	return `{"recordType":"egv","recordVersion":"3.0","userId":"u","records":[` + "\n" + strings.Join(records, ",\n") + "\n]}\n"
}

func TestDexcomAPI(t *testing.T) {
	basic := []string{egvRecord(10, "102"), egvRecord(5, "101"), egvRecord(0, "100")} // newest first
	with := func(more ...string) string { return egvs(append(more, basic...)...) }
	runAccepted(t, []accepted{
		{name: "newest first", data: egvs(basic...), want: seq(100, 3)},
		{name: "records before the type", data: `{"records":[` + strings.Join(basic, ",") + `],"userId":"u","recordType":"egv"}`, want: seq(100, 3)},
		{name: "39 and 401", data: with(egvRecord(15, "39", `"status":null`, `"status":"low"`), egvRecord(20, "401", `"status":null`, `"status":"high"`)), want: append(seq(100, 3), 39, 401),
			report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
		{name: "status without a value", data: with(egvRecord(15, "null", `"status":null`, `"status":"low"`)), want: append(seq(100, 3), 39), report: func(r Report) bool { return r.PinnedLow == 1 }},
		{name: "no value", data: with(egvRecord(15, "null")), want: seq(100, 3), report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "two displays", data: with(egvRecord(0, "100", "iOS", "receiver", ":12", ":40")), want: seq(100, 3), report: func(r Report) bool { return r.Duplicates == 1 }},
		{name: "ticks restart with a new sensor", data: with(egvRecord(15, "103", "T1", "T2", "512388", "300")), want: seq(100, 4)},
		{name: "no unit", data: egvs(egvRecord(5, "101", `"unit":"mg/dL",`, ""), egvRecord(0, "100", `"unit":"mg/dL",`, "")), want: seq(100, 2)},
	})
	s := mustRead(t, []byte(egvs(basic...)), Options{})
	if b, _ := s.Blocks(on(3, 8), 1); b[0][22*12] != 100 || s.Metric != claim.Glucose5 {
		t.Error("the offset of the display time does not decide the day")
	}
	runRefusals(t, []refusal{
		{name: "mmol/L", data: with(egvRecord(15, "5.6", "mg/dL", "mmol/L")), kind: KindUnit},
		{name: "mmol/L by size", data: with(egvRecord(15, "5.6")), kind: KindMixedUnits},
		{name: "fraction", data: with(egvRecord(15, "101.5")), kind: KindValue},
		{name: "range", data: with(egvRecord(15, "700")), kind: KindRange},
		{name: "system time without Z", data: with(egvRecord(15, "103", "12Z", "12")), kind: KindDate},
		{name: "display time without offset", data: with(egvRecord(15, "103", "-08:00", "")), kind: KindDate},
		{name: "odd offset", data: with(egvRecord(15, "103", "-08:00", "-23:00")), kind: KindDate},
		{name: "other records", data: swap(egvs(basic...), `"egv"`, `"event"`), kind: KindUnknownFormat},
		{name: "no list", data: `{"recordType":"egv","records":{}}`, kind: KindUnknownFormat},
		{name: "wrong type", data: with(egvRecord(15, "103", `"T1"`, "7")), kind: KindColumns},
		{name: "cut", data: egvs(basic...)[:400], kind: KindTruncated},
		{name: "more behind", data: egvs(basic...) + "x", kind: KindSyntax},
		{name: "none", data: egvs(), kind: KindNoReadings},
		{name: "steps", metric: claim.Steps, data: egvs(basic...), kind: KindMetric},
		{name: "15 minutes asked for, 5 given", metric: claim.Glucose15, data: egvs(), kind: KindNoReadings},
	})
	var both []string
	for i := range 12 {
		at := []string{"T06", fmt.Sprintf("T%02d", 6+i/6)}
		both = append(both, egvRecord(i%6*5+30, fmt.Sprint(100+i), at...), egvRecord(i%6*5+30, fmt.Sprint(140+i), append(at, "T1", "T2", ":12", ":40")...))
		both = append(both, egvRecord(i%6*5, fmt.Sprint(100+i), at...), egvRecord(i%6*5, fmt.Sprint(140+i), append(at, "T1", "T2", ":12", ":40")...))
	}
	runRefusals(t, []refusal{{name: "two sensors", data: egvs(both...), kind: KindOverlap}})
}

// cbg is a Tidepool reading at 06:minute:12 UTC.
func cbg(minute int, value string, replace ...string) string {
	return swap(fmt.Sprintf(`{"type":"cbg","units":"mmol/L","value":%s,"time":"2025-03-09T06:%02d:12.000Z","timezoneOffset":-480,"deviceTime":"2025-03-08T22:%02d:12","deviceId":"DexG6","uploadId":"u"}`, value, minute, minute), replace...)
}

func TestTidepool(t *testing.T) {
	basic := []string{cbg(0, "5.55074"), cbg(5, "5.60626"), cbg(10, "5.66177")}
	with := func(more ...string) string { return list(append(more, basic...)...) }
	note := func(way string, threshold int) []string {
		return []string{`"uploadId"`, fmt.Sprintf(`"annotations":[{"code":"bg/out-of-range","value":"%s","threshold":%d}],"uploadId"`, way, threshold)}
	}
	runAccepted(t, []accepted{
		{name: "integers come back", data: list(basic...), want: seq(100, 3)},
		{name: "finger sticks and the rest", data: with(swap(cbg(12, "16.0"), "cbg", "smbg"), `{"type":"bolus","normal":2,"value":{"x":1},"deviceId":"p"}`), want: seq(100, 3),
			report: func(r Report) bool { return r.Skipped.NotReading == 2 }},
		{name: "out of range, threshold in mg/dL", data: with(cbg(15, "2.16476", note("low", 40)...), cbg(20, "22.25850", note("high", 400)...)), want: append(seq(100, 3), 39, 401),
			report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
		{name: "low by another sensor's limit", data: with(cbg(15, "2.99740", note("low", 55)...)), want: append(seq(100, 3), 39)},
		{name: "other notes", data: with(cbg(15, "5.71727", swapTo(note("low", 40), "bg/out-of-range", "final-bolus")...)), want: seq(100, 4)},
		{name: "one decimal keeps its class", data: list(cbg(0, "3.9"), cbg(5, "10.0")), want: []uint16{70, 180}},
		{name: "in mg/dL", data: list(cbg(0, "100", "mmol/L", "mg/dL"), cbg(5, "101", "mmol/L", "mg/dL")), want: seq(100, 2)},
		{name: "the same upload twice", data: with(basic...), want: seq(100, 3), report: func(r Report) bool { return r.Duplicates == 3 }},
		{name: "no device time", data: list(cbg(0, "5.55074", `"deviceTime":"2025-03-08T22:00:12",`, ""), basic[1]), want: seq(100, 2)},
	})
	s := mustRead(t, []byte(list(basic...)), Options{})
	if b, _ := s.Blocks(on(3, 8), 1); b[0][22*12] != 100 || s.Unit != "mmol/L" {
		t.Error("the offset of the zone does not decide the day")
	}
	runRefusals(t, []refusal{
		{name: "no units", data: with(cbg(15, "5.7", `"mmol/L"`, `""`)), kind: KindUnit},
		{name: "two units", data: with(cbg(15, "101", "mmol/L", "mg/dL")), kind: KindMixedUnits},
		{name: "mg/dL by size", data: with(cbg(15, "101")), kind: KindMixedUnits},
		{name: "no Z", data: with(cbg(15, "5.7", ".000Z", "")), kind: KindDate},
		{name: "odd offset", data: with(cbg(15, "5.7", "-480", "-4800")), kind: KindDate},
		{name: "offset as a fraction", data: with(cbg(15, "5.7", "-480", "-480.5")), kind: KindDate},
		{name: "wrong type", data: with(cbg(15, "5.7", `"DexG6"`, "7")), kind: KindColumns},
		{name: "cut", data: list(basic...)[:300], kind: KindTruncated},
		{name: "not Tidepool", data: `[{"deviceId":"x"}]`, kind: KindUnknownFormat},
	})
}

// swapTo replaces in each text.
func swapTo(texts []string, old, with string) []string {
	for i := range texts {
		texts[i] = strings.ReplaceAll(texts[i], old, with)
	}
	return texts
}

func dataPoints(points ...string) string {
	return `{"dataPoints":[` + strings.Join(points, ",\n") + `],"nextPageToken":""}`
}

func googleSpan(kind, rest, from, to string) string {
	return `{"name":"users/me/x","dataSource":{"recordingMethod":"PASSIVELY_MEASURED","platform":"FITBIT"},"` + kind + `":{"interval":{"startTime":"` + from + `","startUtcOffset":"-28800s","endTime":"` + to + `","endUtcOffset":"-28800s"},` + rest + `}}`
}

func googleAt(kind, rest, when string) string {
	return `{"dataSource":{"platform":"FITBIT"},"` + kind + `":{"sampleTime":{"physicalTime":"` + when + `","utcOffset":"3600s"},` + rest + `}}`
}

func TestGoogleHealth(t *testing.T) {
	steps := googleSpan("steps", `"count":"1200"`, "2025-03-09T16:00:00Z", "2025-03-09T16:01:00Z")
	day9 := func(v ...uint64) map[int][]uint64 { return map[int][]uint64{on(3, 9): v} }
	hrv := `"rootMeanSquareOfSuccessiveDifferencesMilliseconds":41.26,"standardDeviationMilliseconds":55.5`
	resting := `{"dailyRestingHeartRate":{"date":{"year":2025,"month":3,"day":9},"beatsPerMinute":"58"}}`
	runDays(t, []dayCase{
		{name: "steps", metric: claim.Steps, data: dataPoints(steps, googleSpan("steps", `"count":"300"`, "2025-03-10T07:00:00Z", "2025-03-10T07:01:00Z")), want: day9(1500)},
		{name: "steps of two sources", metric: claim.Steps, data: dataPoints(steps, swap(steps, "FITBIT", "HEALTH_CONNECT", "1200", "1100")), want: day9(1200), report: func(r Report) bool { return r.OtherSource == 1 }},
		{name: "typed in", metric: claim.Steps, data: dataPoints(steps, swap(steps, "PASSIVELY_MEASURED", "MANUAL", "16:0", "17:0")), want: day9(1200), report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "other points", metric: claim.Steps, data: dataPoints(steps, resting), want: day9(1200), report: func(r Report) bool { return r.Skipped.NotReading == 1 }},
		{name: "sleep on the day of waking", metric: claim.SleepMinutes, data: dataPoints(googleSpan("sleep", `"summary":{"minutesAsleep":"431","minutesAwake":"20"}`, "2025-03-09T07:00:00Z", "2025-03-09T15:00:00Z")), want: day9(431)},
		{name: "sleep without a summary", metric: claim.SleepMinutes, data: dataPoints(googleSpan("sleep", `"summary":{"minutesAsleep":"431"}`, "2025-03-09T07:00:00Z", "2025-03-09T15:00:00Z"), googleSpan("sleep", `"x":1`, "2025-03-09T20:00:00Z", "2025-03-09T21:00:00Z")), want: day9(431),
			report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "resting heart rate", metric: claim.RestingHeartRate, data: dataPoints(resting), want: day9(58)},
		{name: "RMSSD", metric: claim.HRVRMSSD, data: dataPoints(googleAt("heartRateVariability", hrv, "2025-03-09T02:00:00Z")), want: day9(413)},
		{name: "SDNN", metric: claim.HRVSDNN, data: dataPoints(googleAt("heartRateVariability", hrv, "2025-03-09T02:00:00Z")), want: day9(555)},
		{name: "weight and height", metric: claim.BMI, data: dataPoints(googleAt("weight", `"weightGrams":81460`, "2025-03-09T06:00:00Z"), googleAt("height", `"heightMillimeters":"1778"`, "2025-03-09T06:00:00Z")), want: day9(word(815, 178))},
	})
	s := mustRead(t, []byte(dataPoints(googleAt("heartRate", `"beatsPerMinute":"61"`, "2025-03-09T06:00:12Z"))), Options{Metric: claim.HeartRate})
	if b, _ := s.Blocks(on(3, 9), 1); b[0][7*60] != 61 {
		t.Error("the offset does not decide the slot")
	}
	runRefusals(t, []refusal{
		{name: "another page", metric: claim.Steps, data: swap(dataPoints(steps), `"nextPageToken":""`, `"nextPageToken":"x"`), kind: KindTruncated},
		{name: "offset", metric: claim.Steps, data: dataPoints(swap(steps, "-28800s", "-28800")), kind: KindDate},
		{name: "time", metric: claim.Steps, data: dataPoints(swap(steps, "16:00:00Z", "16:00:00")), kind: KindDate},
		{name: "date", metric: claim.RestingHeartRate, data: dataPoints(swap(resting, `"month":3`, `"month":13`)), kind: KindDate},
		{name: "wrong type", metric: claim.RestingHeartRate, data: dataPoints(swap(resting, `"month":3`, `"month":"3"`)), kind: KindColumns},
		{name: "word", metric: claim.Steps, data: dataPoints(swap(steps, "1200", "many")), kind: KindValue},
		{name: "cut", metric: claim.Steps, data: dataPoints(steps)[:120], kind: KindTruncated},
		{name: "glucose", metric: 0, data: dataPoints(steps), kind: KindMetric},
		{name: "none", metric: claim.SleepMinutes, data: dataPoints(steps), kind: KindNoReadings},
	})
}

const oscarHead = "Date,Session Count,Start,End,Total Time,AHI,CA Count\n"

func TestOSCAR(t *testing.T) {
	row := "2025-03-08,2,2025-03-08T23:16:28,2025-03-09T07:28:09,07:59:59,4.073,15\n"
	next := "2025-03-09,1,2025-03-10T00:16:28,2025-03-10T04:16:28,04:00:00,2.1,3\n"
	runDays(t, []dayCase{
		{name: "nights", metric: claim.PAPMinutes, data: oscarHead + row + next, want: map[int][]uint64{on(3, 8): {479}, on(3, 9): {240}}},
		{name: "no line break at the end", metric: claim.PAPMinutes, data: oscarHead + strings.TrimSuffix(row, "\n"), want: map[int][]uint64{on(3, 8): {479}}},
		{name: "a row twice", metric: claim.PAPMinutes, data: oscarHead + row + row, want: map[int][]uint64{on(3, 8): {479}}, report: func(r Report) bool { return r.Duplicates == 1 }},
		{name: "a night without use", metric: claim.PAPMinutes, data: oscarHead + row + swap(next, "04:00:00", "00:00:00"), want: map[int][]uint64{on(3, 8): {479}}},
	})
	runRefusals(t, []refusal{
		{name: "cut", metric: claim.PAPMinutes, data: oscarHead + row[:60], kind: KindTruncated},
		{name: "column missing", metric: claim.PAPMinutes, data: oscarHead + swap(row, ",15\n", "\n"), kind: KindColumns},
		{name: "date", metric: claim.PAPMinutes, data: oscarHead + swap(row, "2025-03-08,", "03/08/25,"), kind: KindDate},
		{name: "duration", metric: claim.PAPMinutes, data: oscarHead + swap(row, "07:59:59", "7.99"), kind: KindValue},
		{name: "minutes", metric: claim.PAPMinutes, data: oscarHead + swap(row, "07:59:59", "07:61:59"), kind: KindValue},
		{name: "longer than a day", metric: claim.PAPMinutes, data: oscarHead + swap(row, "07:59:59", "25:00:00"), kind: KindRange},
		{name: "AHI with the device on", metric: claim.AHI, data: oscarHead + row, kind: KindMetric},
		{name: "no rows", metric: claim.PAPMinutes, data: oscarHead, kind: KindNoReadings},
	})
}

func TestFormatsOfEveryMetric(t *testing.T) {
	for _, m := range claim.Metrics() {
		if len(Formats(m)) == 0 {
			t.Errorf("no format holds %s", m.Name())
		}
	}
	if f := Formats(claim.Glucose15); len(f) != 8 || len(Formats(99)) != 0 {
		t.Errorf("%v", f)
	}
	for f, metrics := range held {
		for _, m := range metrics {
			if m != 0 && !m.Valid() || m == claim.Glucose5 {
				t.Errorf("%s: metric %d", f, m)
			}
		}
	}
	_, err := Read(strings.NewReader(oscarHead), Options{})
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindMetric {
		t.Errorf("%v", err)
	}
}
