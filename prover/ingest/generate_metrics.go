package ingest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"

	"vitalproof/circuits/claim"
)

// A generator writes the days of one metric, in one format.
type generator struct {
	out   *bufio.Writer
	rng   *rand.Rand
	m     claim.Metric
	count int // entries of a list so far
}

// usual is the format that Generate writes a metric in.
func usual(m claim.Metric) Format {
	switch m {
	case claim.Steps, claim.ActiveMinutes, claim.SleepMinutes, claim.RestingHeartRate, claim.HRVSDNN:
		return FormatAppleHealthXML
	case claim.HRVRMSSD:
		return FormatGoogleHealthJSON
	case claim.PAPMinutes:
		return FormatOSCARSummaryCSV
	}
	return FormatFHIRBundle
}

func generateMetric(w io.Writer, p GenerateParams) error {
	first, err := p.firstDay()
	switch {
	case err != nil:
		return err
	case !p.Metric.Valid():
		return fail(KindOption, 0, 0, "unknown metric")
	case p.Format != "" && p.Format != usual(p.Metric):
		return fail(KindOption, 0, 0, "another metric is written in its usual format only")
	case p.Unit != "":
		return fail(KindOption, 0, 0, "only glucose has a choice of units")
	}
	g := &generator{
		out: bufio.NewWriter(w), m: p.Metric,
		rng: rand.New(rand.NewPCG(p.Seed, uint64(p.Metric))), //nolint:gosec // invented data, the same for everyone
	}
	head, tail, write := "", "", g.fhirDay
	switch usual(p.Metric) {
	case FormatAppleHealthXML:
		head, tail, write = appleStart, "</HealthData>\n", g.appleDay
	case FormatGoogleHealthJSON:
		head, tail, write = `{"dataPoints":[`, "\n],\"nextPageToken\":\"\"}\n", g.googleDay
	case FormatOSCARSummaryCSV:
		head, write = "Date,Session Count,Start,End,Total Time,AHI,CA Count\n", g.oscarDay
	default:
		head, tail = `{"resourceType":"Bundle","type":"collection","entry":[`, "\n]}\n"
	}
	fmt.Fprint(g.out, head)
	for d := first; d <= p.EndDay; d++ {
		write(int64(d)*day, d-first)
	}
	fmt.Fprint(g.out, tail)
	return g.out.Flush()
}

// around draws a number near a mean.
func (g *generator) around(mean, spread float64) int {
	return int(mean + spread*max(-2.5, min(2.5, g.rng.NormFloat64())))
}

// comma goes between the entries of a list.
func (g *generator) comma() {
	if g.count++; g.count > 1 {
		fmt.Fprint(g.out, ",")
	}
	fmt.Fprint(g.out, "\n")
}

// appleDay writes the records of a day. Phone and watch both count the steps.
func (g *generator) appleDay(midnight int64, _ int) {
	const watch, phone = "Invented Watch", "Invented Phone"
	at := func(h, m int) int64 { return midnight + int64(h*3600+m*60) }
	switch g.m {
	case claim.Steps:
		for h := 8; h < 20; h++ {
			n := g.around(700, 250)
			appleLine(g.out, hkQuantity+"StepCount", watch, "count", fmt.Sprint(n), at(h, 0), at(h, 40))
			appleLine(g.out, hkQuantity+"StepCount", phone, "count", fmt.Sprint(n*8/10), at(h, 1), at(h, 41))
		}
	case claim.ActiveMinutes:
		for m := range g.around(35, 12) {
			appleLine(g.out, hkQuantity+"AppleExerciseTime", watch, "min", "1", at(17, m), at(17, m+1))
		}
	case claim.SleepMinutes:
		from := at(0, 0) - int64(g.around(3600, 1200))
		for _, stage := range []string{"Core", "Deep", "REM", "Core", "REM"} {
			to := from + int64(g.around(5100, 900))
			appleLine(g.out, hkSleep, watch, "", hkAsleep+stage, from, to)
			from = to
		}
	case claim.RestingHeartRate:
		appleLine(g.out, hkQuantity+"RestingHeartRate", watch, "count/min", fmt.Sprint(g.around(61, 3)), at(0, 0), at(20, 0))
	case claim.HRVSDNN:
		for h := 1; h < 24; h += 4 {
			appleLine(g.out, hkQuantity+"HeartRateVariabilitySDNN", watch, "ms", fmt.Sprintf("%d.%d", g.around(52, 9), g.rng.IntN(10)), at(h, 0), at(h, 1))
		}
	}
}

func (g *generator) googleDay(midnight int64, _ int) {
	g.comma()
	fmt.Fprintf(g.out, `{"name":"invented","dataSource":{"platform":"FITBIT","recordingMethod":"PASSIVELY_MEASURED"},"heartRateVariability":{`+
		`"sampleTime":{"physicalTime":"%s","utcOffset":"0s"},"rootMeanSquareOfSuccessiveDifferencesMilliseconds":%d.%d}}`,
		wall(midnight+3*3600, time.RFC3339), g.around(41, 7), g.rng.IntN(10))
}

// oscarDay writes a night. One night in ten goes without the device.
func (g *generator) oscarDay(midnight int64, _ int) {
	if g.rng.IntN(10) == 0 {
		return
	}
	minutes := g.around(400, 60)
	begin := midnight + 23*3600
	fmt.Fprintf(g.out, "%s,1,%s,%s,%02d:%02d:00,2.1,3\n", wall(midnight, time.DateOnly), wall(begin, "2006-01-02T15:04:05"),
		wall(begin+int64(minutes)*60, "2006-01-02T15:04:05"), minutes/60, minutes%60)
}

// fhirDay writes the resources of a day: every reading of a series, blood pressure
// in the morning and the evening of each day, a laboratory value each month, and a
// history of coded facts on the first day.
func (g *generator) fhirDay(midnight int64, n int) {
	at := func(h, m int) string { return wall(midnight+int64(h*3600+m*60), time.RFC3339) }
	monthly := n%30 == 0
	switch {
	case g.m == claim.HeartRate:
		for m := range 1440 {
			g.observation("8867-4", at(0, m), fmt.Sprint(g.around(72, 9)), "/min")
		}
	case g.m == claim.SpO2:
		for m := range 420 {
			g.observation("59408-5", at(0, m), fmt.Sprint(min(100, g.around(96, 1.2))), "%")
		}
	case g.m == claim.BloodPressure:
		for _, h := range []int{7, 8, 19, 20} {
			part := func(code string, n int) string {
				return fmt.Sprintf(`{"code":{"coding":[{"system":"%s","code":"%s"}]},"valueQuantity":{"value":%d,"system":"%s","code":"mm[Hg]"}}`, loinc, code, n, ucum)
			}
			g.entry("Observation", `"status":"final","code":{"coding":[{"system":"`+loinc+`","code":"85354-9"}]},"effectiveDateTime":"`+at(h, 30)+
				`","component":[`+part(loincSystolic, g.around(122, 5))+","+part(loincDiastolic, g.around(76, 4))+"]")
		}
	case g.m == claim.Age && n == 0:
		g.entry("Patient", `"birthDate":"1960-06-15"`)
	case g.m.Family() == claim.Codes && n == 0:
		g.history(wall(midnight, time.DateOnly))
	case monthly && g.m == claim.BMI:
		g.observation(loincHeight, at(9, 0), "178", "cm")
		g.observation(loincWeight, at(9, 1), fmt.Sprintf("%d.%d", g.around(76, 1), g.rng.IntN(10)), "kg")
	case monthly && g.m == claim.HbA1c:
		g.observation("4548-4", at(9, 0), fmt.Sprintf("6.%d", 1+g.rng.IntN(5)), "%")
	case monthly && g.m == claim.AHI:
		g.observation("69990-0", at(6, 0), fmt.Sprintf("%d.%d", g.around(3, 0.5), g.rng.IntN(10)), "/h")
	case monthly && g.m == claim.Cholesterol:
		g.observation("2093-3", at(9, 0), fmt.Sprint(g.around(180, 6)), "mg/dL")
	case monthly && g.m == claim.GlucoseLab:
		g.observation("1558-6", at(9, 0), fmt.Sprint(g.around(91, 3)), "mg/dL")
	}
}

// history writes the coded facts of somebody invented.
func (g *generator) history(on string) {
	switch g.m {
	case claim.ICD10CM, claim.SNOMED:
		system, codes := icd10cm, "I10 E78.5 M54.50"
		if g.m == claim.SNOMED {
			system, codes = snomed, "38341003 15777000 239872002"
		}
		for _, code := range strings.Fields(codes) {
			g.entry("Condition", `"verificationStatus":{"coding":[{"system":"`+conditionStatus+`","code":"confirmed"}]},"code":{"coding":[{"system":"`+
				system+`","code":"`+code+`"}]},"recordedDate":"`+on+`"`)
		}
	case claim.CPICPhenotype:
		// Two results: an intermediate CYP2C19 and a normal CYP2D6 metabolizer.
		for _, r := range [][2]string{{"79714-2", "LA10317-8"}, {"79715-9", "LA25391-6"}} {
			g.entry("Observation", `"status":"final","code":{"coding":[{"system":"`+loinc+`","code":"`+r[0]+`"}]},"effectiveDateTime":"`+on+
				`","valueCodeableConcept":{"coding":[{"system":"`+loinc+`","code":"`+r[1]+`"}]}`)
		}
	}
}

func (g *generator) observation(code, when, value, unit string) {
	g.entry("Observation", fmt.Sprintf(`"status":"final","code":{"coding":[{"system":"%s","code":"%s"}]},"effectiveDateTime":"%s",`+
		`"valueQuantity":{"value":%s,"unit":"%s","system":"%s","code":"%s"}`, loinc, code, when, value, unit, ucum, unit))
}

func (g *generator) entry(kind, fields string) {
	g.comma()
	who := `"subject":{"reference":"Patient/invented"},`
	if kind == "Patient" {
		who = ""
	}
	fmt.Fprintf(g.out, `{"resource":{"resourceType":"%s",%s%s}}`, kind, who, fields)
}
