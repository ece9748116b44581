package ingest

import (
	"encoding/json"
	"strings"

	"vitalproof/circuits/claim"
)

// The fields of a bundle entry that make a reading, and no others.
type (
	fhirEntry struct {
		Resource fhirResource `json:"resource"`
	}
	fhirResource struct {
		ResourceType      string          `json:"resourceType"`
		ID                string          `json:"id"`
		Status            string          `json:"status"`
		Code              fhirConcept     `json:"code"`
		EffectiveDateTime string          `json:"effectiveDateTime"`
		EffectiveInstant  string          `json:"effectiveInstant"`
		EffectivePeriod   *fhirPeriod     `json:"effectivePeriod"`
		Value             *fhirQuantity   `json:"valueQuantity"`
		Concept           fhirConcept     `json:"valueCodeableConcept"`
		SampledData       *struct{}       `json:"valueSampledData"`
		Component         []fhirComponent `json:"component"`
		Subject           fhirReference   `json:"subject"`
		Device            fhirReference   `json:"device"`
		DerivedFrom       []fhirReference `json:"derivedFrom"`

		// Condition
		VerificationStatus fhirConcept `json:"verificationStatus"`
		RecordedDate       string      `json:"recordedDate"`
		OnsetDateTime      string      `json:"onsetDateTime"`
		OnsetPeriod        fhirPeriod  `json:"onsetPeriod"`

		// Patient
		BirthDate string `json:"birthDate"`
	}
	fhirPeriod struct {
		Start string `json:"start"`
		End   string `json:"end"`
	}
	fhirComponent struct {
		Code    fhirConcept   `json:"code"`
		Value   *fhirQuantity `json:"valueQuantity"`
		Concept fhirConcept   `json:"valueCodeableConcept"`
	}
	fhirConcept struct {
		Coding []struct {
			System string `json:"system"`
			Code   string `json:"code"`
		} `json:"coding"`
	}
	fhirQuantity struct {
		Value      number `json:"value"`
		Comparator string `json:"comparator"`
		System     string `json:"system"`
		Code       string `json:"code"`
	}
	fhirReference struct {
		Reference  string `json:"reference"`
		Display    string `json:"display"`
		Identifier struct {
			Value string `json:"value"`
		} `json:"identifier"`
	}
)

const (
	loinc = "http://loinc.org"
	ucum  = "http://unitsofmeasure.org"
)

// loincUnits are the codes of a sensor reading. The codes of a mean or of time
// in range are not here, so a summary is never counted.
var loincUnits = map[string]unit{"99504-3": unitMgdl, "105272-9": unitMmol}

var ucumUnits = map[string]unit{"mg/dL": unitMgdl, "mmol/L": unitMmol}

// bundleTypes are the bundles that carry each reading once and as it stands. A
// history carries outdated versions.
var bundleTypes = map[string]bool{"collection": true, "transaction": true, "searchset": true, "batch": true}

func readFHIR(l *jsonList, b *builder) error {
	b.instants, b.sensors, b.offsets = true, b.glucose(), !b.glucose()
	if _, err := l.token(); err != nil {
		return err
	}
	var resource, bundle string
	for l.dec.More() {
		key, err := l.token()
		if err != nil {
			return err
		}
		switch key {
		case "entry":
			err = b.entries(l)
		case "resourceType":
			resource, err = l.text()
			if err == nil && resource != "Bundle" {
				return fail(KindUnknownFormat, 1, 0, "a FHIR resource, but not a bundle")
			}
		case "type":
			bundle, err = l.text()
		default:
			err = l.skip()
		}
		if err != nil {
			return err
		}
	}
	if _, err := l.token(); err != nil {
		return err
	}
	switch {
	case resource == "":
		return fail(KindUnknownFormat, 1, 0, "a JSON object, but not a FHIR bundle")
	case !bundleTypes[bundle]:
		return fail(KindUnknownFormat, 1, 0, "the type of the bundle is none of collection, transaction, searchset and batch")
	}
	return l.end()
}

// text reads a value that must be a string.
func (l *jsonList) text() (string, error) {
	t, err := l.token()
	if err != nil {
		return "", err
	}
	if s, ok := t.(string); ok {
		return s, nil
	}
	return "", fail(KindUnknownFormat, l.g.current.line, 0, "a field of the bundle has the wrong type")
}

// entries reads the list of entries.
func (b *builder) entries(l *jsonList) error {
	if t, err := l.token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return fail(KindUnknownFormat, l.g.current.line, 0, "the entries of the bundle are not a list")
	}
	for l.dec.More() {
		var e fhirEntry
		at, fits, err := l.entry(&e)
		if err != nil {
			return err
		}
		b.report.Rows++
		// Also in what is not read: a bundle of two people is nobody's.
		if t := e.Resource.ResourceType; t == "Observation" || t == "Condition" {
			if err := b.sameSubject(&e.Resource.Subject, at); err != nil {
				return err
			}
		}
		if e.Resource.ResourceType != b.resource() {
			b.report.Skipped.NotReading++
			continue
		}
		if !fits {
			return fail(KindColumns, at.line, at.column, "a field of a resource has the wrong type")
		}
		if err := b.resourceOf(&e.Resource, at); err != nil {
			return err
		}
	}
	_, err := l.token()
	return err
}

// resource is the type of resource that holds the metric.
func (b *builder) resource() string {
	switch b.metric {
	case claim.Age:
		return "Patient"
	case claim.ICD10CM, claim.SNOMED:
		return "Condition"
	}
	return "Observation"
}

func (b *builder) resourceOf(o *fhirResource, at start) *Error {
	switch {
	case b.glucose():
		return b.observation(o, at)
	case o.ResourceType == "Condition":
		return b.condition(o, at)
	case o.ResourceType == "Patient":
		if o.BirthDate == "" {
			b.report.Skipped.NoValue++
			return nil
		}
		return b.birthday(o.BirthDate, at)
	}
	return b.measure(o, at)
}

// observation takes one Observation of sensor glucose.
func (b *builder) observation(o *fhirResource, at start) *Error {
	u, err := o.unit(at)
	if err != nil {
		return err
	}
	switch {
	case u == unitNone:
		b.report.Skipped.NotReading++
		return nil
	case !o.counts():
		b.report.Skipped.Status++
		return nil
	case o.EffectivePeriod != nil:
		b.report.Skipped.Aggregate++
		return nil
	case o.SampledData != nil:
		// Leaving them out would look like a gap, so the file is refused.
		return fail(KindValue, at.line, at.column, "readings as sampled data cannot be read")
	case o.Value == nil || o.Value.Value == "":
		b.report.Skipped.NoValue++ // with the reason in dataAbsentReason
		return nil
	}
	if ucumUnits[o.Value.Code] != u || o.Value.System != ucum {
		return fail(KindUnit, at.line, at.column, "the unit of an observation is not the one of its code")
	}
	if b.unit != unitNone && b.unit != u {
		return fail(KindMixedUnits, at.line, at.column, "observations in mg/dL and mmol/L")
	}
	b.unit = u
	return b.fhirReading(o, u, at)
}

// unit finds the code of a sensor reading, by system and code; display text
// is wrong in published examples.
func (o *fhirResource) unit(at start) (unit, *Error) {
	found := unitNone
	for _, c := range o.Code.Coding {
		u := loincUnits[c.Code]
		if c.System != loinc || u == unitNone {
			continue
		}
		if found != unitNone && found != u {
			return 0, fail(KindUnit, at.line, at.column, "an observation has the codes of two units")
		}
		found = u
	}
	return found, nil
}

func (b *builder) fhirReading(o *fhirResource, u unit, at start) *Error {
	v, err := o.Value.mgdl(u, at)
	if err != nil {
		return err
	}
	when := o.EffectiveDateTime
	if when == "" {
		when = o.EffectiveInstant
	}
	sec, why := instantOf(when)
	if why != "" {
		return fail(KindDate, at.line, at.column, why)
	}
	if err := checkTime(sec, b.now, at.line, at.column); err != nil {
		return err
	}
	n, err := b.stream(b.hash([]byte(o.Device.id())), 0, at.line)
	if err != nil {
		return err
	}
	return b.add(raw{t: uint32(sec - base), line: uint32(at.line), v: v, stream: n})
}

// Limits of what a comparator can mean: sensors measure from 40 or 54 and up
// to 350, 400 or 500. Any other bound would be turned into LOW or HIGH wrongly.
const (
	lowestBound  = 54
	highestBound = 350
)

// mgdl reads the quantity, a comparator standing for LOW or HIGH.
func (q *fhirQuantity) mgdl(u unit, at start) (uint16, *Error) {
	x, ok := parseDecimal([]byte(q.Value))
	if !ok {
		return 0, fail(KindValue, at.line, at.column, "the value of an observation is not a plain number")
	}
	if q.Comparator == "" {
		v, kind, why := x.reading(u, minReading)
		if kind != 0 {
			return 0, fail(kind, at.line, at.column, why)
		}
		return v, nil
	}
	v := x.n / pow10[x.d]
	if u == unitMmol {
		v = x.mgdl()
	}
	switch {
	case (q.Comparator == "<" || q.Comparator == "<=") && v <= lowestBound:
		return lowValue | pinned, nil
	case (q.Comparator == ">" || q.Comparator == ">=") && v >= highestBound:
		return highValue | pinned, nil
	}
	return 0, fail(KindValue, at.line, at.column, "a comparator that is neither below nor above the range of a sensor")
}

// id is whatever names the thing; it is only compared. Of a reference the last
// part counts: one bundle may mix relative and absolute ones.
func (r *fhirReference) id() string {
	switch {
	case r.Reference != "":
		return r.Reference[strings.LastIndexByte(r.Reference, '/')+1:]
	case r.Identifier.Value != "":
		return r.Identifier.Value
	}
	return r.Display
}
