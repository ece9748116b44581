package ingest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
)

// appleHead is how an export begins, with its list of definitions cut short.
const appleHead = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
<HealthData locale="en_US">
 <ExportDate value="2025-03-20 10:00:00 +0100"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1954-03-09" HKCharacteristicTypeIdentifierBiologicalSex="HKBiologicalSexNotSet"/>
`

func appleFile(records ...string) string {
	return appleHead + strings.Join(records, "\n") + "\n</HealthData>\n"
}

// record is a record of Apple Health; kind is without its prefix.
func record(kind, source, unit, number, from, to string) string {
	return fmt.Sprintf(` <Record type="HKQuantityTypeIdentifier%s" sourceName="%s" unit="%s" creationDate="2025-03-09 13:00:00 +0100" startDate="%s" endDate="%s" value="%s"/>`,
		kind, source, unit, from, to, number)
}

func asleep(source, stage, from, to string) string {
	return fmt.Sprintf(` <Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="%s" startDate="2025-03-%s +0100" endDate="2025-03-%s +0100" value="HKCategoryValueSleepAnalysis%s"/>`, source, from, to, stage)
}

// typedIn adds the mark of what a person typed in.
func typedIn(record string) string {
	return strings.TrimSuffix(record, "/>") + `><MetadataEntry key="HKWasUserEntered" value="1"/></Record>`
}

func correlation(from string, inside ...string) string {
	return ` <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="Cuff" startDate="` + from + `" endDate="` + from + `">` + strings.Join(inside, "") + `</Correlation>`
}

func TestAppleHealthDaily(t *testing.T) {
	at := func(clock string) string { return "2025-03-09 " + clock + " +0100" }
	steps := func(source, n, from, to string) string {
		return record("StepCount", source, "count", n, at(from), at(to))
	}
	phone, watch := "Ann’s iPhone", "Ann’s Apple Watch"
	day9 := func(v uint64) map[int][]uint64 { return map[int][]uint64{on(3, 9): {v}} }
	runDays(t, []dayCase{
		{name: "phone and watch are never added", metric: claim.Steps, data: appleFile(steps(phone, "3000", "08:00:00", "09:00:00"), steps(watch, "3200", "08:05:00", "09:05:00"), steps(phone, "500", "10:00:00", "10:10:00"), steps(watch, "700", "10:00:00", "10:10:00")),
			want: day9(3900), report: func(r Report) bool { return r.OtherSource == 2 }},
		{name: "each day has its own source", metric: claim.Steps, data: appleFile(steps(phone, "3000", "08:00:00", "09:00:00"), steps(watch, "100", "08:00:00", "09:00:00"), swap(steps(watch, "900", "08:00:00", "09:00:00"), "03-09 0", "03-10 0")),
			want: map[int][]uint64{on(3, 9): {3000}, on(3, 10): {900}}},
		{name: "overlap within a source", metric: claim.Steps, data: appleFile(steps(phone, "3000", "08:00:00", "09:00:00"), steps(phone, "400", "08:30:00", "08:40:00"), steps(phone, "100", "09:00:00", "09:10:00")),
			want: day9(3100), report: func(r Report) bool { return r.Overlapping == 1 }},
		{name: "the same record twice", metric: claim.Steps, data: appleFile(steps(phone, "3000", "08:00:00", "09:00:00"), steps(phone, "3000", "08:00:00", "09:00:00")),
			want: day9(3000), report: func(r Report) bool { return r.Duplicates == 1 }},
		{name: "typed in", metric: claim.Steps, data: appleFile(typedIn(steps(phone, "30000", "07:00:00", "08:00:00")), steps(phone, "3000", "08:00:00", "09:00:00")),
			want: day9(3000), report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "other notes do not matter", metric: claim.Steps, data: appleFile(swap(typedIn(steps(phone, "3000", "07:00:00", "08:00:00")), `value="1"`, `value="0"`), swap(typedIn(steps(phone, "1", "08:00:00", "09:00:00")), "HKWasUserEntered", "HKTimeZone")), want: day9(3001)},
		{name: "local midnight", metric: claim.Steps, data: appleFile(steps(phone, "10", "00:00:00", "00:01:00"), steps(phone, "20", "23:55:00", "23:59:59")), want: day9(30)},
		{name: "a zone of the issuer's choice", metric: claim.Steps, opts: Options{Zone: time.UTC}, data: appleFile(steps(phone, "10", "00:00:00", "00:01:00"), steps(phone, "20", "23:55:00", "23:59:59")),
			want: map[int][]uint64{on(3, 8): {10}, on(3, 9): {20}}},
		{name: "exercise", metric: claim.ActiveMinutes, data: appleFile(record("AppleExerciseTime", watch, "min", "1", at("08:00:00"), at("08:01:00")), record("AppleExerciseTime", watch, "min", "1", at("08:01:00"), at("08:02:00"))), want: day9(2)},
		{name: "resting heart rate", metric: claim.RestingHeartRate, data: appleFile(record("RestingHeartRate", watch, "count/min", "58", at("00:10:00"), at("20:00:00")), record("HeartRate", watch, "count/min", "120", at("08:01:00"), at("08:01:00"))), want: day9(58)},
		{name: "SDNN", metric: claim.HRVSDNN, data: appleFile(record("HeartRateVariabilitySDNN", watch, "ms", "42.6543", at("00:10:00"), at("00:11:00"))), want: day9(427)},
		{name: "age", metric: claim.Age, opts: Options{Now: time.Date(2025, 3, 9, 12, 0, 0, 0, time.UTC)}, data: appleFile(steps(phone, "1", "08:00:00", "09:00:00")), want: agesUntil(dayOf(1954, 3, 9), on(3, 9))},
	})
}

// agesUntil is what a file with a birth date gives.
func agesUntil(birth, last int) map[int][]uint64 {
	out := make(map[int][]uint64)
	for d := last - claim.MaxDays + 1; d <= last; d++ {
		out[d] = []uint64{uint64(ageOn(birth, d))}
	}
	return out
}

func TestAppleHealthSleep(t *testing.T) {
	watch, phone := "Watch", "Phone"
	night := []string{
		asleep(watch, "InBed", "08 22:00:00", "09 07:30:00"),
		asleep(watch, "AsleepCore", "08 23:00:00", "08 23:40:00"), // ends before midnight
		asleep(watch, "AsleepDeep", "08 23:40:00", "09 01:00:00"),
		asleep(watch, "Awake", "09 01:00:00", "09 02:30:00"),
		asleep(watch, "AsleepREM", "09 02:30:00", "09 06:30:30"),
	}
	with := func(more ...string) string { return appleFile(append(append([]string{}, night...), more...)...) }
	one := map[int][]uint64{on(3, 9): {40 + 80 + 240}}
	runDays(t, []dayCase{
		{name: "minutes asleep on the day of waking", metric: claim.SleepMinutes, data: appleFile(night...), want: one, report: func(r Report) bool { return r.Skipped.NotReading == 2 }},
		{name: "overlaps are merged", metric: claim.SleepMinutes, data: with(asleep(watch, "Asleep", "08 23:30:00", "09 00:30:00"), asleep(watch, "AsleepUnspecified", "09 06:00:00", "09 07:00:30")), want: map[int][]uint64{on(3, 9): {390}},
			report: func(r Report) bool { return r.Overlapping == 3 }},
		{name: "two sources are not added", metric: claim.SleepMinutes, data: with(asleep(phone, "Asleep", "08 22:00:00", "09 01:00:00")), want: one},
		{name: "the source with more", metric: claim.SleepMinutes, data: with(asleep(phone, "Asleep", "08 22:00:00", "09 07:00:00")), want: map[int][]uint64{on(3, 9): {540}}},
		{name: "a nap is not the night", metric: claim.SleepMinutes, data: with(asleep(watch, "Asleep", "09 14:00:00", "09 15:00:00")), want: one},
		{name: "two nights", metric: claim.SleepMinutes, data: with(asleep(watch, "Asleep", "10 00:10:00", "10 07:10:00")), want: map[int][]uint64{on(3, 9): {360}, on(3, 10): {420}}},
		{name: "typed in", metric: claim.SleepMinutes, data: with(typedIn(asleep(watch, "Asleep", "08 20:00:00", "09 10:00:00"))), want: one},
	})
	// Somebody who flies east wakes on the day of the clock there.
	east := strings.Replace(asleep(watch, "Asleep", "08 18:00:00", "09 00:30:00"), `00:30:00 +0100`, `00:30:00 +0300`, 1)
	runDays(t, []dayCase{{name: "the zone of waking", metric: claim.SleepMinutes, data: appleFile(east), want: map[int][]uint64{on(3, 9): {270}}}})
	// The night the clock goes back has an hour more; it counts, once.
	back := strings.NewReplacer("03-08", "10-25", "03-09", "10-26").Replace(asleep(watch, "Asleep", "08 23:00:00", "09 07:00:00"))
	back = strings.Replace(back, "+0100", "+0200", 1)
	runDays(t, []dayCase{{name: "the clock goes back", metric: claim.SleepMinutes, data: appleFile(back), want: map[int][]uint64{on(10, 26): {540}}}})
}

func TestAppleHealthPanelsAndSeries(t *testing.T) {
	at := "2025-03-09 08:00:00 +0100"
	sys := record("BloodPressureSystolic", "Cuff", "mmHg", "128", at, at)
	dia := record("BloodPressureDiastolic", "Cuff", "mmHg", "72", at, at)
	day9 := func(v ...uint64) map[int][]uint64 { return map[int][]uint64{on(3, 9): v} }
	runDays(t, []dayCase{
		{name: "blood pressure stands twice", metric: claim.BloodPressure, data: appleFile(sys, dia, correlation(at, sys, dia)), want: day9(word(128, 72))},
		{name: "one half", metric: claim.BloodPressure, data: appleFile(correlation(at, sys, dia), correlation(at, sys)), want: day9(word(128, 72)), report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "typed in", metric: claim.BloodPressure, data: appleFile(correlation(at, sys, dia), correlation("2025-03-09 09:00:00 +0100", typedIn(swap(sys, "128", "110")), typedIn(dia))), want: day9(word(128, 72)),
			report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "typed in, noted on the pair", metric: claim.BloodPressure, data: appleFile(correlation(at, sys, dia), correlation(at, `<MetadataEntry key="HKWasUserEntered" value="1"/>`, swap(sys, "128", "110"), dia)), want: day9(word(128, 72)),
			report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "weight and height", metric: claim.BMI, data: appleFile(record("BodyMass", "Scale", "lb", "180", at, at), record("Height", "Health", "ft", "5.83333333333", at, at)), want: day9(word(816, 178))},
	})
	o := Options{Metric: claim.SpO2}
	for _, n := range []string{"0.97", "97"} {
		s := mustRead(t, []byte(appleFile(record("OxygenSaturation", "Watch", "%", n, at, at))), o)
		if b, _ := s.Blocks(on(3, 9), 1); b[0][480] != 97 || b[0].Check(claim.SpO2) != nil {
			t.Errorf("%s: %v", n, b[0][480])
		}
	}
	full := mustRead(t, []byte(appleFile(record("OxygenSaturation", "Watch", "%", "1", at, at))), o)
	if b, _ := full.Blocks(on(3, 9), 1); b[0][480] != 100 {
		t.Errorf("%v", b[0][480])
	}
	s := mustRead(t, []byte(appleFile(record("HeartRate", "Watch", "count/min", "61.5", at, at), record("HeartRate", "Watch", "count/min", "70", "2025-03-09 08:00:30 +0100", "2025-03-09 08:00:35 +0100"))), Options{Metric: claim.HeartRate})
	if b, dropped := s.Blocks(on(3, 9), 1); b[0][480] != 62 || dropped.SameSlot != 1 {
		t.Errorf("%v %+v", b[0][480], dropped)
	}
	var sensor []string
	for i := range 6 {
		when := fmt.Sprintf("2025-03-09 08:%02d:12 +0100", 5*i)
		sensor = append(sensor, record("BloodGlucose", "CGM", "mmol&lt;180.15588000005408&gt;/L", "5.60626", when, when))
	}
	g := mustRead(t, []byte(appleFile(append(sensor, typedIn(record("BloodGlucose", "Me", "mg/dL", "70", at, at)))...)), Options{})
	if b, _ := g.Blocks(on(3, 9), 1); b[0][96] != 101 || g.Metric != claim.Glucose5 || g.Unit != "mmol/L" || g.Report.Skipped.UserTyped != 1 {
		t.Errorf("%v %+v", b[0][96], g.Report)
	}
}

func TestAppleHealthRefusals(t *testing.T) {
	at := "2025-03-09 08:00:00 +0100"
	good := record("StepCount", "Phone", "count", "100", at, at)
	steps := func(name, data string, k Kind) refusal {
		return refusal{name: name, metric: claim.Steps, data: data, kind: k}
	}
	runRefusals(t, []refusal{
		steps("cut between records", appleHead+good+"\n", KindTruncated),
		steps("cut in a tag", appleHead+good[:60], KindTruncated),
		steps("cut in the definitions", appleHead[:120]+"<HealthData", KindTruncated),
		steps("no export", `<?xml version="1.0"?><html><HealthData></HealthData></html>`, KindUnknownFormat),
		steps("two roots", appleFile(good)+"<HealthData></HealthData>", KindUnknownFormat),
		steps("tags do not nest", appleHead+"<Workout>"+good+"</HealthData>", KindSyntax),
		steps("record in a record", appleHead+strings.TrimSuffix(good, "/>")+">"+good+"</Record></HealthData>", KindSyntax),
		steps("own entity", appleFile(swap(good, "Phone", "&xxe;")), KindSyntax),
		steps("other encoding", swap(appleFile(good), "UTF-8", "UTF-16"), KindSyntax),
		steps("deep", appleHead+strings.Repeat("<a>", 40), KindTooLarge),
		steps("endless attribute", appleHead+`<Record type="`+strings.Repeat("x", 2<<20), KindTooLarge),
		steps("endless text", appleHead+strings.Repeat("x", 2<<20), KindTooLarge),
		steps("endless definitions", appleHead[:60]+"[<!-- <HealthData -->"+strings.Repeat("<!ELEMENT x (y)>\n", 100_000)+"]><HealthData>", KindTooLarge),
		steps("zero byte", appleHead+good+strings.Repeat(" ", 70_000)+"\x00", KindBinary),
		steps("unit", appleFile(swap(good, `"count"`, `"km"`)), KindUnit),
		steps("word", appleFile(swap(good, `"100"`, `"many"`)), KindValue),
		steps("time", appleFile(swap(good, "08:00:00", "25:00:00")), KindDate),
		steps("time without offset", appleFile(swap(good, " +0100", "")), KindDate),
		steps("offset", appleFile(swap(good, "+0100", "+1900")), KindDate),
		steps("backwards", appleFile(record("StepCount", "P", "count", "1", at, "2025-03-09 07:00:00 +0100")), KindDate),
		steps("future", appleFile(swap(good, "2025-03-09 08", "2035-03-09 08")), KindFutureDate),
		steps("none", appleFile(record("HeartRate", "W", "count/min", "60", at, at)), KindNoReadings),
		{name: "percent", metric: claim.SpO2, data: appleFile(record("OxygenSaturation", "W", "%", "120", at, at)), kind: KindRange},
		{name: "glucose unit", metric: 0, data: appleFile(record("BloodGlucose", "W", "mmol/mol", "5.6", at, at)), kind: KindUnit},
		{name: "glucose in two units", metric: 0, data: appleFile(record("BloodGlucose", "W", "mg/dL", "101", at, at), record("BloodGlucose", "W", "mmol&lt;180.1558800000541&gt;/L", "5.6", at, at)), kind: KindMixedUnits},
		{name: "HbA1c", metric: claim.HbA1c, data: appleFile(good), kind: KindMetric},
		{name: "birth date", metric: claim.Age, data: swap(appleFile(good), "1954-03-09", "x"), kind: KindDate},
	})
}

// TestAppleHealthStreams reads an export that is far larger than what may be held.
func TestAppleHealthStreams(t *testing.T) {
	size := int64(100 << 20)
	if testing.Short() {
		size = 10 << 20
	}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	e := &endless{size: size, pending: appleHead, tail: "</HealthData>\n", base: heap(), row: func(i int) string {
		if i%50 == 0 {
			at := start.Add(time.Duration(i/50) * 10 * time.Minute)
			return record("StepCount", "Phone", "count", "10", at.Format("2006-01-02 15:04:05 -0700"), at.Add(5*time.Minute).Format("2006-01-02 15:04:05 -0700")) + "\n"
		}
		return ` <Record type="HKQuantityTypeIdentifierActiveEnergyBurned" sourceName="Watch" sourceVersion="10.3" device="&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch&gt;" unit="kcal" startDate="2025-03-09 08:00:00 +0100" endDate="2025-03-09 08:01:00 +0100" value="0.4"><MetadataEntry key="x" value="y"/></Record>` + "\n"
	}}
	began := time.Now()
	s, err := Read(e, Options{Metric: claim.Steps, Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	used := int64(e.peak) - int64(e.base)
	t.Logf("%d MB, %d rows, %d days, %d KB of heap at most, %v", s.Report.Bytes>>20, s.Report.Rows, s.Report.Readings, used>>10, time.Since(began).Round(time.Millisecond))
	if s.Report.Bytes < size || used > 6<<20 {
		t.Errorf("%d KB of heap for %d bytes", used>>10, s.Report.Bytes)
	}
	if b, _ := s.Blocks(dayOf(2024, 1, 1), 1); b[0][0] != 1440 {
		t.Errorf("a day of %v steps", b[0])
	}
}
