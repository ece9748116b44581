package ingest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

func omhAt(body, when string) string {
	return `{` + body + `,"effective_time_frame":{"date_time":"` + when + `"}}`
}

func omhSpanOf(body, from, to string) string {
	return `{` + body + `,"effective_time_frame":{"time_interval":{"start_date_time":"` + from + `","end_date_time":"` + to + `"}}}`
}

// withHeader puts a body behind a header of IEEE 1752.1.
func withHeader(body, modality string) string {
	return `{"header":{"uuid":"x","schema_id":{"namespace":"omh","name":"x","version":"1.0"},"source_creation_date_time":"2025-03-09T08:00:00Z","modality":"` + modality + `"},"body":` + body + `}`
}

func TestOpenMHealth(t *testing.T) {
	const bp = `"systolic_blood_pressure":{"value":115.5,"unit":"mmHg"},"diastolic_blood_pressure":{"value":60,"unit":"mmHg"}`
	const steps = `"step_count":{"value":1000,"unit":"steps"}`
	day9 := func(v ...uint64) map[int][]uint64 { return map[int][]uint64{on(3, 9): v} }
	pair := day9(word(116, 60))
	nine := "2025-03-09T09:00:00-08:00"
	runDays(t, []dayCase{
		{name: "one data point", metric: claim.BloodPressure, data: omhAt(bp, nine), want: pair},
		{name: "header and body", metric: claim.BloodPressure, data: withHeader(omhAt(bp, nine), "sensed"), want: pair},
		{name: "a list", metric: claim.BloodPressure, data: list(omhAt(bp, nine), withHeader(omhAt(bp, "2025-03-10T09:00:00Z"), "sensed")), want: map[int][]uint64{on(3, 9): {word(116, 60)}, on(3, 10): {word(116, 60)}}},
		{name: "self-reported", metric: claim.BloodPressure, data: list(omhAt(bp, nine), withHeader(omhAt(bp, nine), "self-reported")), want: pair, report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "self-reported in an older header", metric: claim.BloodPressure, data: list(omhAt(bp, nine), swap(withHeader(omhAt(bp, nine), "x"), `"modality":"x"`, `"acquisition_provenance":{"modality":"self-reported"}`)), want: pair, report: func(r Report) bool { return r.Skipped.UserTyped == 1 }},
		{name: "a statistic", metric: claim.BloodPressure, data: list(omhAt(bp, nine), omhAt(bp+`,"descriptive_statistic":"maximum"`, nine)), want: pair, report: func(r Report) bool { return r.Skipped.Aggregate == 1 }},
		{name: "one half", metric: claim.BloodPressure, data: list(omhAt(bp, nine), omhAt(`"systolic_blood_pressure":{"value":99,"unit":"mmHg"}`, nine)), want: pair, report: func(r Report) bool { return r.Skipped.NotReading == 1 }},
		{name: "steps", metric: claim.Steps, data: list(omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z"), omhSpanOf(steps, "2025-03-09T09:00:00Z", "2025-03-09T10:00:00Z")), want: day9(2000)},
		{name: "steps of two sources", metric: claim.Steps, data: list(omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z"), swap(withHeader(omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z"), "sensed"), `"uuid":"x"`, `"acquisition_provenance":{"source_name":"watch"}`)), want: day9(1000)},
		{name: "sleep on the day of waking", metric: claim.SleepMinutes, data: omhSpanOf(`"total_sleep_time":{"value":465,"unit":"min"}`, "2025-03-08T20:35:00-08:00", "2025-03-09T06:35:00-08:00"), want: day9(465)},
		{name: "sleep in hours", metric: claim.SleepMinutes, data: omhSpanOf(`"sleep_duration":{"value":7.5,"unit":"h"}`, "2025-03-08T20:35:00Z", "2025-03-09T06:35:00Z"), want: day9(450)},
		{name: "resting", metric: claim.RestingHeartRate, data: list(omhAt(`"heart_rate":{"value":57.5,"unit":"beats/min"},"temporal_relationship_to_physical_activity":"at rest"`, nine), omhAt(`"heart_rate":{"value":90,"unit":"beats/min"}`, nine)), want: day9(58)},
		{name: "weight and height", metric: claim.BMI, data: list(omhAt(`"body_weight":{"value":180,"unit":"lb"}`, nine), omhAt(`"body_height":{"value":178,"unit":"cm"}`, nine)), want: day9(word(816, 178))},
		{name: "intervals", metric: claim.HRVRMSSD, data: list(omhAt(`"rr_interval":{"value":800,"unit":"ms"}`, "2025-03-09T09:00:00Z"), omhAt(`"rr_interval":{"value":0.81,"unit":"sec"}`, "2025-03-09T09:00:01Z"), omhAt(`"rr_interval":{"value":790,"unit":"ms"}`, "2025-03-09T09:00:02Z")), want: day9(158)},
		{name: "two recordings do not follow each other", metric: claim.HRVRMSSD, data: list(omhAt(`"rr_interval":{"value":800,"unit":"ms"}`, "2025-03-09T09:00:00Z"), omhAt(`"rr_interval":{"value":810,"unit":"ms"}`, "2025-03-09T09:00:01Z"),
			omhAt(`"rr_interval":{"value":500,"unit":"ms"}`, "2025-03-09T15:00:00Z"), omhAt(`"rr_interval":{"value":510,"unit":"ms"}`, "2025-03-09T15:00:01Z")), want: day9(100)},
		{name: "intervals without a time", metric: claim.HRVSDNN, opts: Options{Day: claim.Day(on(3, 9))}, data: list(`{"rr_interval":{"value":800,"unit":"ms"}}`, `{"rr_interval":{"value":810,"unit":"ms"}}`), want: day9(71)},
	})
	glucose := func(minute, n, specimen string) string {
		return omhAt(`"blood_glucose":{"unit":"mg/dL","value":`+n+`},"specimen_source":"`+specimen+`"`, "2025-03-09T06:"+minute+":12Z")
	}
	runAccepted(t, []accepted{
		{name: "interstitial fluid only", data: list(glucose("00", "100", "interstitial fluid"), glucose("02", "140", "capillary blood"), glucose("05", "101", "interstitial fluid")), want: seq(100, 2),
			report: func(r Report) bool { return r.Skipped.NotReading == 1 }},
		{name: "39 and 401", data: list(glucose("00", "39", "interstitial fluid"), glucose("05", "401", "interstitial fluid")), want: []uint16{39, 401},
			report: func(r Report) bool { return r.PinnedLow == 1 && r.PinnedHigh == 1 }},
	})
	runRefusals(t, []refusal{
		{name: "kPa", metric: claim.BloodPressure, data: omhAt(strings.ReplaceAll(bp, "mmHg", "kPa"), nine), kind: KindUnit},
		{name: "no time", metric: claim.HRVSDNN, data: `{"rr_interval":{"value":800,"unit":"ms"}}`, kind: KindDate},
		{name: "time without offset", metric: claim.BloodPressure, data: omhAt(bp, "2025-03-09T09:00:00"), kind: KindDate},
		{name: "date only", metric: claim.BloodPressure, data: omhAt(bp, "2025-03-09"), kind: KindDate},
		{name: "interval without an end", metric: claim.Steps, data: swap(omhSpanOf(steps, "2025-03-09T08:00:00Z", "X"), `,"end_date_time":"X"`, ""), kind: KindDate},
		{name: "backwards", metric: claim.Steps, data: omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T07:00:00Z"), kind: KindDate},
		{name: "plain number of an old schema", metric: claim.Steps, data: omhSpanOf(`"step_count":1000`, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z"), kind: KindColumns},
		{name: "interval out of range", metric: claim.HRVSDNN, data: omhAt(`"rr_interval":{"value":30,"unit":"ms"}`, nine), kind: KindRange},
		{name: "one interval", metric: claim.HRVSDNN, data: omhAt(`"rr_interval":{"value":800,"unit":"ms"}`, nine), kind: KindNoReadings},
		{name: "cut", metric: claim.Steps, data: omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z")[:90], kind: KindTruncated},
		{name: "cut list", metric: claim.Steps, data: "[" + omhSpanOf(steps, "2025-03-09T08:00:00Z", "2025-03-09T09:00:00Z"), kind: KindTruncated},
		{name: "more behind", metric: claim.BloodPressure, data: omhAt(bp, nine) + "{}", kind: KindSyntax},
		{name: "glucose unit", metric: 0, data: swap(glucose("00", "100", "interstitial fluid"), "mg/dL", "g/L"), kind: KindUnit},
		{name: "no glucose", metric: 0, data: omhAt(bp, nine), kind: KindNoReadings},
		{name: "HbA1c", metric: claim.HbA1c, data: omhAt(bp, nine), kind: KindMetric},
	})
}

// TestOpenMHealthDocuments reads the schema-valid documents of Open mHealth, each
// for the metrics it is of: statistics are no readings, and the rest is.
func TestOpenMHealthDocuments(t *testing.T) {
	dir := dataDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var expected struct {
		OMH struct {
			Documents int      `json:"documents"`
			Statistic []string `json:"with_descriptive_statistic"`
		} `json:"openmhealth"`
	}
	if err := json.Unmarshal(raw, &expected); err != nil {
		t.Fatal(err)
	}
	of := map[string]claim.Metric{
		"blood-glucose": 0, "blood-pressure": claim.BloodPressure, "body-mass-index": claim.BMI, "heart-rate": claim.HeartRate,
		"oxygen-saturation": claim.SpO2, "rr-interval": claim.HRVSDNN, "sleep-duration": claim.SleepMinutes, "sleep-episode": claim.SleepMinutes,
		"step-count": claim.Steps, "total-sleep-time": claim.SleepMinutes,
	}
	// A reading that stands alone, and what it must be.
	want := map[string]struct {
		day  int
		slot int
		v    uint64
	}{
		"blood-pressure-4.0--blood-pressure-only.json":             {dayOf(2020, 2, 5), 0, word(115, 60)},
		"blood-pressure-4.0--with-posture-and-location.json":       {dayOf(2020, 2, 5), 0, word(140, 60)},
		"blood-pressure-4.0--with-posture-location-relation.json":  {dayOf(2020, 2, 5), 0, word(125, 60)},
		"heart-rate-2.0--with-temporal-relationship-to-sleep.json": {dayOf(2020, 2, 5), 7*60 + 25, 68},
		"oxygen-saturation-2.0--saturation-only.json":              {dayOf(2013, 2, 5), 7*60 + 25, 95},
		"oxygen-saturation-2.0--with-oxygen.json":                  {dayOf(2013, 2, 5), 7*60 + 25, 95},
		"sleep-duration-2.0--valid-sleep-duration.json":            {dayOf(2016, 2, 6), 0, 450},
		"sleep-episode-1.1--valid-sleep-episode.json":              {dayOf(2016, 2, 6), 0, 510},
		"step-count-3.0--valid-step-count.json":                    {dayOf(2016, 2, 5), 0, 10600},
		"total-sleep-time-1.0--valid-total-sleep-time.json":        {dayOf(2016, 2, 6), 0, 465},
	}
	files, err := filepath.Glob(filepath.Join(dir, "openmhealth", "*.json"))
	if err != nil || len(files) != expected.OMH.Documents || len(expected.OMH.Statistic) != 12 {
		t.Fatalf("%d documents: %v", len(files), err)
	}
	for _, path := range files {
		name := filepath.Base(path)
		schema, _, _ := strings.Cut(name, "--")
		m, ok := of[schema[:strings.LastIndexByte(schema, '-')]]
		if !ok {
			t.Fatalf("%s is of no metric", name)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Read(bytes.NewReader(data), Options{Metric: m, Now: testNow})
		w, reading := want[name]
		switch {
		case !reading && err == nil:
			t.Errorf("%s: read as %+v", name, s.Report)
		case reading && err != nil:
			t.Errorf("%s: %v", name, err)
		case reading:
			blocks, _ := s.Blocks(w.day, 1)
			if blocks[0][w.slot] != w.v || s.Report.Readings != 1 || slices.Contains(expected.OMH.Statistic, name) {
				t.Errorf("%s: %v, want %d", name, blocks[0][w.slot], w.v)
			}
		}
	}
}
