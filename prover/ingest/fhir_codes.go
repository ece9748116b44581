package ingest

import "vitalproof/circuits/claim"

// A quantityCode is a LOINC code with the UCUM units it is read in. The unit is
// checked by its code: the text beside it differs between writers.
type quantityCode struct {
	units map[string]conversion

	// whole says that the value is the total of a day.
	whole bool
}

// fhirCodes are the codes of a measurement by itself. Codes of means, maxima and
// percentiles are not here, so they are never counted.
var fhirCodes = map[claim.Metric]map[string]quantityCode{
	claim.HeartRate: {"8867-4": {units: perMinute}},
	claim.SpO2: {
		"59408-5": {units: map[string]conversion{"%": same}},
		"2708-6":  {units: map[string]conversion{"%": same}},
	},
	claim.Steps: {
		"41950-7": {units: stepUnits, whole: true}, // number of steps in 24 hours
		"55423-8": {units: stepUnits},              // in unspecified time
	},
	claim.SleepMinutes:     {"93832-4": {units: timeUnits, whole: true}},
	claim.RestingHeartRate: {"40443-4": {units: perMinute}},
	claim.HRVSDNN:          {"80404-7": {units: msUnits}},
	claim.HbA1c: {
		"4548-4":  {units: map[string]conversion{"%": tenths}},
		"59261-8": {units: map[string]conversion{"mmol/mol": masterEquation}},
	},
	claim.AHI:         {"69990-0": {units: map[string]conversion{"/h": tenths}}},
	claim.Cholesterol: {"2093-3": {units: massConcentration}},
	claim.GlucoseLab: {
		"2345-7":  {units: massConcentration},                             // serum or plasma
		"1558-6":  {units: massConcentration},                             // serum or plasma, fasting
		"2339-0":  {units: massConcentration},                             // blood
		"14749-6": {units: map[string]conversion{"mmol/L": molarGlucose}}, // serum or plasma
		"15074-8": {units: map[string]conversion{"mmol/L": molarGlucose}}, // blood
	},
	claim.BMI: {
		loincWeight: {units: massUnits},
		loincHeight: {units: heightUnits},
	},
}

var (
	stepUnits         = map[string]conversion{"{steps}": same, "1": same}
	massConcentration = map[string]conversion{"mg/dL": same}
	mmHg              = map[string]conversion{"mm[Hg]": same}
)

const (
	loincWeight    = "29463-7"
	loincHeight    = "8302-2"
	loincSystolic  = "8480-6"
	loincDiastolic = "8462-4"
)

// bpPanels are the codes of a blood pressure measurement; the second is the older
// code, which is still written.
var bpPanels = map[string]bool{"85354-9": true, "55284-4": true}

const (
	icd10cm = "http://hl7.org/fhir/sid/icd-10-cm"
	snomed  = "http://snomed.info/sct"
)

// conditionStatus is the system of Condition.verificationStatus.
const conditionStatus = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
