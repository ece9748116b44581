package ingest

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"

	"vitalproof/circuits/claim"
)

// An appleType is a kind of record of Apple Health with the units it is read in.
type appleType struct {
	metric claim.Metric
	units  map[string]conversion
}

const (
	hkQuantity = "HKQuantityTypeIdentifier"
	hkGlucose  = hkQuantity + "BloodGlucose"
	hkSystolic = hkQuantity + "BloodPressureSystolic"
	hkDiastole = hkQuantity + "BloodPressureDiastolic"
	hkWeight   = hkQuantity + "BodyMass"
	hkHeight   = hkQuantity + "Height"
	hkSleep    = "HKCategoryTypeIdentifierSleepAnalysis"
	hkAsleep   = "HKCategoryValueSleepAnalysisAsleep"
	hkPressure = "HKCorrelationTypeIdentifierBloodPressure"
	hkBirth    = "HKCharacteristicTypeIdentifierDateOfBirth"
	hkTyped    = "HKWasUserEntered"
)

var appleTypes = map[string]appleType{
	hkQuantity + "HeartRate":                {claim.HeartRate, appleBeats},
	hkQuantity + "OxygenSaturation":         {claim.SpO2, map[string]conversion{"%": percent}},
	hkQuantity + "StepCount":                {claim.Steps, map[string]conversion{"count": same}},
	hkQuantity + "AppleExerciseTime":        {claim.ActiveMinutes, timeUnits},
	hkQuantity + "RestingHeartRate":         {claim.RestingHeartRate, appleBeats},
	hkQuantity + "HeartRateVariabilitySDNN": {claim.HRVSDNN, msUnits},
	hkWeight:                                {claim.BMI, map[string]conversion{"kg": tenths, "g": massUnits["g"], "lb": massUnits["[lb_av]"]}},
	hkHeight:                                {claim.BMI, map[string]conversion{"cm": same, "m": heightUnits["m"], "in": heightUnits["[in_i]"], "ft": heightUnits["[ft_i]"]}},
	hkSystolic:                              {claim.BloodPressure, map[string]conversion{"mmHg": same}},
	hkDiastole:                              {claim.BloodPressure, map[string]conversion{"mmHg": same}},
}

var appleBeats = map[string]conversion{"count/min": same}

// An appleRecord is a record until its closing tag: the note that a person typed
// it in stands inside.
type appleRecord struct {
	kind, unit, value, from, to string
	source                      uint64
	typed                       bool
	at                          start
}

// An apple walks through export.xml.
type apple struct {
	b      *builder
	record *appleRecord // open record of the metric, or nil
	pair   *applePair   // open blood pressure correlation, or nil
}

// An applePair is a correlation: the two records of a blood pressure measurement.
type applePair struct {
	appleRecord
	parts map[string]appleRecord
}

// readApple reads export.xml of Apple Health.
func readApple(br *bufio.Reader, b *builder) error {
	// Two apps may hand on one sensor under two names, so sensors are not told
	// apart; equal readings are removed.
	b.instants, b.offsets = true, true
	x, a := newXMLReader(br), &apple{b: b}
	root := false
	for {
		tag, at, err := x.next()
		switch {
		case err == io.EOF && root:
			return nil
		case err == io.EOF:
			return fail(KindUnknownFormat, 1, 0, "it seems to be a web page or XML")
		case err != nil:
			return err
		}
		var e *Error
		switch t := tag.(type) {
		case xml.StartElement:
			if len(x.open) == 1 {
				if root || t.Name.Local != "HealthData" {
					return fail(KindUnknownFormat, at.line, 0, "the XML is not an export of Apple Health")
				}
				root = true
			}
			e = a.begin(t, at)
		case xml.EndElement:
			e = a.end(t.Name.Local)
		}
		if e != nil {
			return e
		}
	}
}

// begin takes an opening tag.
func (a *apple) begin(t xml.StartElement, at start) *Error {
	switch t.Name.Local {
	case "Me":
		if a.b.metric == claim.Age {
			if born := attribute(t, hkBirth); born != "" {
				return a.b.birthday(born, at)
			}
		}
	case "Correlation":
		if a.b.metric == claim.BloodPressure && attribute(t, "type") == hkPressure && a.pair == nil {
			a.b.report.Rows++
			a.pair = &applePair{appleRecord: a.read(t, at), parts: make(map[string]appleRecord)}
		}
	case "Record":
		if a.record != nil {
			return fail(KindSyntax, at.line, at.column, "a record stands inside a record")
		}
		a.b.report.Rows++
		if !a.wanted(attribute(t, "type")) {
			a.b.report.Skipped.NotReading++
			return nil
		}
		r := a.read(t, at)
		a.record = &r
	case "MetadataEntry":
		if attribute(t, "key") == hkTyped && attribute(t, "value") == "1" {
			switch {
			case a.record != nil:
				a.record.typed = true
			case a.pair != nil:
				a.pair.typed = true
			}
		}
	}
	return nil
}

// wanted says that a type of record is of the metric. Blood pressure counts in
// its correlation only: each half stands at the top once more.
func (a *apple) wanted(kind string) bool {
	switch {
	case a.b.glucose():
		return kind == hkGlucose
	case a.b.metric == claim.SleepMinutes:
		return kind == hkSleep
	case a.b.metric == claim.BloodPressure && a.pair == nil:
		return false
	}
	t, ok := appleTypes[kind]
	return ok && t.metric == a.b.metric
}

func (a *apple) read(t xml.StartElement, at start) appleRecord {
	return appleRecord{
		kind: attribute(t, "type"), unit: attribute(t, "unit"), value: attribute(t, "value"),
		from: attribute(t, "startDate"), to: attribute(t, "endDate"),
		source: a.b.hash([]byte(attribute(t, "sourceName"))), at: at,
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// end takes a closing tag.
func (a *apple) end(name string) *Error {
	switch {
	case name == "Correlation" && a.pair != nil:
		p := a.pair
		a.pair = nil
		return a.pressure(p)
	case name != "Record" || a.record == nil:
		return nil
	}
	r := *a.record
	a.record = nil
	if r.typed && a.pair == nil {
		a.b.report.Skipped.UserTyped++
		return nil
	}
	switch {
	case a.pair != nil:
		a.pair.typed = a.pair.typed || r.typed
		a.pair.parts[r.kind] = r
		return nil
	case a.b.glucose():
		return a.glucose(&r)
	case r.kind == hkSleep:
		if !strings.HasPrefix(r.value, hkAsleep) {
			a.b.report.Skipped.NotReading++ // in bed, or awake
			return nil
		}
		v, err := r.when()
		if err != nil {
			return err
		}
		v.display = r.source
		return a.b.take(v, r.at)
	}
	return a.quantity(&r)
}

// quantity takes a record of a number.
func (a *apple) quantity(r *appleRecord) *Error {
	v, err := r.when()
	if err != nil {
		return err
	}
	n, err := r.number()
	if err != nil {
		return err
	}
	if v.a = n; r.kind == hkHeight {
		v.a, v.b = 0, n
	}
	if a.b.metric.Family() == claim.Series {
		v.to = moment{} // a watch gives the few seconds it has looked at
	}
	v.display = r.source
	return a.b.take(v, r.at)
}

// pressure takes a blood pressure measurement.
func (a *apple) pressure(p *applePair) *Error {
	sys, one := p.parts[hkSystolic]
	dia, two := p.parts[hkDiastole]
	switch {
	case !one || !two:
		a.b.report.Skipped.NoValue++
		return nil
	case p.typed:
		a.b.report.Skipped.UserTyped++
		return nil
	}
	v, err := p.when()
	if err != nil {
		return err
	}
	if v.a, err = sys.number(); err != nil {
		return err
	}
	if v.b, err = dia.number(); err != nil {
		return err
	}
	v.display = p.source
	return a.b.take(v, p.at)
}

// glucose takes a glucose record. Apple does not say whether a sensor or a meter
// measured: a file with both is refused for its spacing, or read with the meter's
// values among the others.
func (a *apple) glucose(r *appleRecord) *Error {
	v, err := r.when()
	if err != nil {
		return err
	}
	g := glucoseValue{text: r.value, unit: unitOf([]byte(r.unit)), when: v.from, display: r.source}
	// mmol<180.1558800000541>/L, the molar mass with digits that vary.
	if strings.HasPrefix(r.unit, "mmol<180.15") && strings.HasSuffix(r.unit, ">/L") {
		g.unit = unitMmol
	}
	if g.unit == unitNone {
		return fail(KindUnit, r.at.line, r.at.column, "the unit of a record is neither mg/dL nor mmol/L")
	}
	return a.b.takeGlucose(g, r.at)
}

func (r *appleRecord) when() (v value, err *Error) {
	from, why := appleMoment(r.from)
	to, whyNot := appleMoment(r.to)
	if why != "" || whyNot != "" {
		return v, fail(KindDate, r.at.line, r.at.column, "a time cannot be read")
	}
	v.from = from
	if to.sec != from.sec {
		v.to = to
	}
	return v, nil
}

func (r *appleRecord) number() (uint64, *Error) {
	c, ok := appleTypes[r.kind].units[r.unit]
	if !ok {
		return 0, fail(KindUnit, r.at.line, r.at.column, "the unit of a record is not one of its type")
	}
	x, ok := parseNumber(r.value)
	if !ok {
		return 0, fail(KindValue, r.at.line, r.at.column, "the value of a record is not a plain number")
	}
	return c.as(x), nil
}
