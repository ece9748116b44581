package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// canary is planted in every place a person's data can stand. It is a word, so
// that a number in a position cannot be taken for it.
const canary = "Zyxwvut"

// odd is a number planted where readings stand.
const odd = "487"

// planted makes one file of each format with canaries everywhere.
func planted(t testing.TB) map[Format]string {
	clar := clarityHead +
		"1,,FirstName,," + canary + "a,,,,,,,,\n2,,LastName,," + canary + "b,,,,,,,,\n3,,DateOfBirth,," + canary + "c,,,,,,,,\n" +
		"5,,Alert," + canary + "d,," + canary + "e," + canary + "f,200,,,,,\n" +
		strings.NewReplacer("Phone", canary+"g", "TX1", canary+"h").Replace(clarityRows(6, 0, 8, func(int) string { return odd }))
	libre := strings.Replace(libreHead, "Somebody", canary+"i", 1) +
		strings.NewReplacer("SN1", canary+"j", "Libre", canary+"k").Replace(libreRows("2025-03-14 10:02", euDate, 8, func(int) string { return odd })) +
		strings.Replace(scan("14-03-2025 10:05", odd), ",,,,,,,,", ",,,,,,,"+canary+"l,", 1)
	var obs []string
	for i := range 8 {
		obs = append(obs, observation(5*i, 487, "Device/s", "Device/"+canary+"m", "Patient/p", "Patient/"+canary+"n", "urn:uuid:1", canary+"o"))
	}
	obs = append(obs, `{"resource":{"resourceType":"Patient","name":[{"family":"`+canary+`p"}],"birthDate":"`+canary+`q"}}`)
	var ns []string
	for i := range 8 {
		ns = append(ns, strings.NewReplacer(`"up"`, `"`+canary+`r"`, `"_id":"x"`, `"_id":"`+canary+`s","notes":"`+canary+`t"`).Replace(sgv(5*i, odd)))
	}
	return map[Format]string{
		FormatDexcomClarityCSV: clar, FormatLibreViewCSV: libre,
		FormatFHIRBundle: bundle("collection", obs...), FormatNightscoutJSON: list(ns...),
	}
}

// A plant is a file with canaries and what to read from it.
type plant struct {
	name string
	opts Options
	data string
}

// plantedFiles makes a file of each other format, and of FHIR for other metrics.
func plantedFiles(t testing.TB) []plant {
	names := strings.NewReplacer("Phone", canary+"a", "T1", canary+"b", "DexG6", canary+"c", `"u"`, `"`+canary+`d"`, "FITBIT", canary+"e", `"name":"x"`, `"name":"`+canary+`f"`,
		"Patient/p", "Patient/"+canary+"g", `"uuid":"x"`, `"uuid":"`+canary+`h"`, "iOS", canary+"i", `"r0"`, `"`+canary+`j"`, "HKBiologicalSexNotSet", canary+"k", `"display":"x"`, `"display":"`+canary+`l"`)
	var walks, points, spans, receiver, tidepool, weights, conditions []string
	nights := oscarHead
	for i := range 8 {
		from, to := fmt.Sprintf("2025-03-09 0%d:00:00 +0100", i), fmt.Sprintf("2025-03-09 0%d:30:00 +0100", i)
		walks = append(walks, record("StepCount", "Phone", "count", odd, from, to))
		from, to = fmt.Sprintf("2025-03-09T0%d:00:00Z", i), fmt.Sprintf("2025-03-09T0%d:30:00Z", i)
		points = append(points, withHeader(omhSpanOf(`"step_count":{"value":`+odd+`,"unit":"steps"}`, from, to), "sensed"))
		spans = append(spans, googleSpan("steps", `"count":"`+odd+`"`, from, to))
		receiver = append(receiver, egvRecord(5*i, odd))
		tidepool = append(tidepool, cbg(5*i, odd, "mmol/L", "mg/dL"))
		weights = append(weights, lab("29463-7", from, odd, "kg"), lab("8302-2", from, "178", "cm"))
		conditions = append(conditions, condition(icd10cm, fmt.Sprintf("E1%d.%s", i, odd), from[:10]))
		nights += fmt.Sprintf("2025-03-0%d,1,%sm,%sn,04:48:07,%s,%s\n", i+1, canary, canary, odd, odd)
	}
	steps, bmi, codes := Options{Metric: claim.Steps, Now: testNow}, Options{Metric: claim.BMI, Now: testNow}, Options{Metric: claim.ICD10CM, Now: testNow}
	return []plant{
		{"apple", steps, names.Replace(appleFile(walks...))},
		{"open mhealth", steps, names.Replace(list(points...))},
		{"google", steps, names.Replace(dataPoints(spans...))},
		{"dexcom", Options{Now: testNow}, names.Replace(egvs(receiver...))},
		{"tidepool", Options{Now: testNow}, names.Replace(list(tidepool...))},
		{"fhir measurements", bmi, names.Replace(bundle("collection", weights...))},
		{"fhir conditions", codes, names.Replace(bundle("collection", conditions...))},
		{"oscar", Options{Metric: claim.PAPMinutes, Now: testNow}, nights},
		{"intervals", Options{Metric: claim.HRVSDNN, Day: 20000, Now: testNow}, "[" + strings.Repeat(odd+", ", 40) + "800]"},
	}
}

// leak reports whether text shows a cell. Positions are numbers of their own,
// so odd values are looked for only behind them.
func leak(text string) bool {
	if _, detail, ok := strings.Cut(text, ": "); ok && strings.HasPrefix(text, "line ") {
		text = detail
	}
	return strings.Contains(text, canary) || strings.Contains(text, odd) || strings.Contains(text, "2025")
}

// mangle calls f with many broken forms of a file.
func mangle(data string, f func(string)) {
	for _, r := range [][2]string{
		{odd, canary}, {odd, odd + "." + odd}, {odd, "1" + odd}, {odd, "-" + odd}, {odd, `"` + canary + `"`}, {odd, ""},
		{"2025", canary}, {"2025", "1" + odd}, {"2025", "1" + "999"}, {"2025", "2099"}, {"03", "31"}, {"06:", canary}, {"T", " "},
		{"mg/dL", "mmol/L"}, {"mg/dL", canary}, {"EGV", canary}, {",0,", "," + canary + ","}, {",", ";"}, {",", "\t"}, {":", canary},
		{`"`, ""}, {`"`, `""`}, {"{", "["}, {"}", "]"}, {"sgv", canary}, {"final", canary}, {"collection", canary},
		{"Bundle", canary}, {"Observation", canary}, {"99504-3", "105272-9"}, {"ms", canary}, {"\n", " "}, {"\n", "\n" + canary + "\n"},
		{canary, "\"" + canary}, {canary, canary + "\x00"}, {canary, canary + "\n" + canary}, {"valueQuantity", "valueSampledData"},
	} {
		f(strings.ReplaceAll(data, r[0], r[1]))
		f(strings.Replace(data, r[0], r[1], 1))
		if i := strings.LastIndex(data, r[0]); i >= 0 {
			f(data[:i] + r[1] + data[i+len(r[0]):])
		}
	}
	for i := 0; i < len(data); i += 1 + len(data)/400 {
		f(data[:i])
		f(data[i:])
		f(data[:i] + "\"" + data[i:])
		f(data[:i] + "," + data[i:])
		f(data[:i] + canary + data[i:])
	}
}

func TestNoErrorOrResultShowsACell(t *testing.T) {
	plants := plantedFiles(t)
	for format, data := range planted(t) {
		plants = append(plants, plant{string(format), Options{Now: testNow}, data})
	}
	for _, p := range plants {
		format, data := p.name, p.data
		if format != "intervals" && !strings.Contains(data, canary) {
			t.Fatalf("%s holds no canary", format)
		}
		if _, err := Read(strings.NewReader(data), p.opts); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		refused, accepted := 0, 0
		mangle(data, func(s string) {
			series, err := Read(strings.NewReader(s), p.opts)
			if err == nil {
				accepted++
				if d := fmt.Sprintf("%+v %#v", *series, *series); strings.Contains(d, canary) {
					t.Fatalf("%s: the result shows a cell", format)
				}
				return
			}
			refused++
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%s: %T", format, err)
			}
			for _, text := range []string{err.Error(), e.Detail, e.Hint(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", *e)} {
				if strings.Contains(text, canary) {
					t.Fatalf("%s: an error shows a cell: %s", format, text)
				}
			}
			if leak(err.Error()) || leak(e.Detail) {
				t.Fatalf("%s: an error shows a value: %s", format, err)
			}
			for unwrapped := errors.Unwrap(err); unwrapped != nil; unwrapped = errors.Unwrap(unwrapped) {
				if strings.Contains(unwrapped.Error(), canary) {
					t.Fatalf("%s: a wrapped error shows a cell", format)
				}
			}
		})
		if refused < 100 || accepted < 10 {
			t.Errorf("%s: %d refused, %d accepted; the test has lost its bite", format, refused, accepted)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, format := range []Format{FormatDexcomClarityCSV, FormatLibreViewCSV, FormatFHIRBundle, FormatNightscoutJSON} {
		data := generate(f, GenerateParams{Seed: 1, Days: 1, Format: format})
		f.Add(data[:min(len(data), 4<<10)])
	}
	for _, data := range planted(f) {
		f.Add([]byte(data))
	}
	f.Add([]byte("\ufeff[{\"type\":\"sgv\",\"sgv\":\"\\u0031\"}]"))
	for _, p := range plantedFiles(f) {
		f.Add([]byte(p.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 {
			return
		}
		s, err := Read(bytes.NewReader(data), Options{Now: testNow})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("%T", err)
			}
			if kindText[e.Kind].name == "" || strings.Contains(err.Error(), canary) {
				t.Fatalf("%v", err)
			}
			return
		}
		if s.LastDay < s.FirstDay || s.Report.Readings != len(s.points) || s.Report.Readings == 0 {
			t.Fatalf("%+v", s.Report)
		}
		w := s.Window(s.FirstDay, min(s.LastDay-s.FirstDay+1, 40))
		for _, v := range w.Slots {
			if v != 0 && (v < minReading || v > maxReading) {
				t.Fatalf("slot %d", v)
			}
		}
	})
}

// FuzzReadMetric reads any bytes for any metric: what is accepted can be sealed.
func FuzzReadMetric(f *testing.F) {
	for _, p := range plantedFiles(f) {
		f.Add([]byte(p.data), uint8(p.opts.Metric))
	}
	f.Add([]byte(bundle("collection", pressure("2025-03-09T09:00:00Z", "128", "72"))), uint8(claim.BloodPressure))
	f.Add([]byte(appleFile(asleep("Watch", "AsleepCore", "08 23:00:00", "09 06:40:00"))), uint8(claim.SleepMinutes))
	f.Add([]byte(npyFile("<i8", "(3,)", []int64{800, 810, 792})), uint8(claim.HRVRMSSD))
	f.Fuzz(func(t *testing.T, data []byte, metric uint8) {
		m := claim.Metric(metric)
		if len(data) > 64<<10 || !m.Valid() {
			return
		}
		s, err := Read(bytes.NewReader(data), Options{Metric: m, Day: 20000, Now: testNow})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || kindText[e.Kind].name == "" || strings.Contains(err.Error(), canary) {
				t.Fatalf("%T %v", err, err)
			}
			return
		}
		if s.Metric != m || s.LastDay < s.FirstDay || s.Report.Readings == 0 {
			t.Fatalf("%+v", s)
		}
		blocks, dropped := s.Blocks(s.FirstDay, min(s.LastDay-s.FirstDay+1, 400))
		for _, b := range blocks {
			if err := b.Check(m); err != nil && (m.Family() != claim.Codes || len(b) <= statement.MaxDayEntries) {
				t.Fatalf("%v, %+v", err, dropped)
			}
		}
	})
}
