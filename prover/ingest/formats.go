package ingest

import (
	"slices"

	"vitalproof/circuits/claim"
)

// held lists what each format is read for. 0 stands for glucose.
var held = map[Format][]claim.Metric{
	FormatDexcomClarityCSV: {0},
	FormatLibreViewCSV:     {0},
	FormatNightscoutJSON:   {0},
	FormatDexcomAPIJSON:    {0},
	FormatTidepoolJSON:     {0},
	FormatOSCARSummaryCSV:  {claim.PAPMinutes},
	FormatNNIntervals:      {claim.HRVSDNN, claim.HRVRMSSD},
	FormatFHIRBundle: {
		0, claim.HeartRate, claim.SpO2, claim.Steps, claim.SleepMinutes, claim.RestingHeartRate, claim.HRVSDNN,
		claim.BloodPressure, claim.HbA1c, claim.BMI, claim.AHI, claim.Cholesterol, claim.GlucoseLab, claim.Age,
		claim.ICD10CM, claim.SNOMED, claim.CPICPhenotype,
	},
	FormatAppleHealthXML: {
		0, claim.HeartRate, claim.SpO2, claim.Steps, claim.ActiveMinutes, claim.SleepMinutes, claim.RestingHeartRate,
		claim.HRVSDNN, claim.BloodPressure, claim.BMI, claim.Age,
	},
	FormatOpenMHealthJSON: {
		0, claim.HeartRate, claim.SpO2, claim.Steps, claim.SleepMinutes, claim.RestingHeartRate,
		claim.HRVSDNN, claim.HRVRMSSD, claim.BloodPressure, claim.BMI,
	},
	FormatGoogleHealthJSON: {
		claim.HeartRate, claim.Steps, claim.SleepMinutes, claim.RestingHeartRate, claim.HRVSDNN, claim.HRVRMSSD, claim.BMI,
	},
}

// Formats lists the formats that are read for a metric.
func Formats(m claim.Metric) []Format {
	var out []Format
	for f := range held {
		if f.holds(m) {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

func (f Format) holds(m claim.Metric) bool {
	if m.Quantity() == claim.Glucose5.Quantity() {
		m = 0
	}
	return slices.Contains(held[f], m)
}
