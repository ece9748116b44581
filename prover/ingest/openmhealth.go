package ingest

import (
	"bufio"
	"bytes"

	"vitalproof/circuits/claim"
)

// An omhPoint is a data point of Open mHealth or IEEE 1752.1: a body alone, or a
// header and a body.
type omhPoint struct {
	omhBody
	Header struct {
		Modality    string `json:"modality"`
		Acquisition struct {
			Modality string `json:"modality"`
			Source   string `json:"source_name"`
		} `json:"acquisition_provenance"`
	} `json:"header"`
	Body *omhBody `json:"body"`
}

// An omhBody has what is read of the bodies; a body has one of the values.
type omhBody struct {
	BloodGlucose     *omhValue `json:"blood_glucose"`
	Systolic         *omhValue `json:"systolic_blood_pressure"`
	Diastolic        *omhValue `json:"diastolic_blood_pressure"`
	HeartRate        *omhValue `json:"heart_rate"`
	OxygenSaturation *omhValue `json:"oxygen_saturation"`
	RRInterval       *omhValue `json:"rr_interval"`
	SleepDuration    *omhValue `json:"sleep_duration"`
	TotalSleepTime   *omhValue `json:"total_sleep_time"`
	StepCount        *omhValue `json:"step_count"`
	BodyWeight       *omhValue `json:"body_weight"`
	BodyHeight       *omhValue `json:"body_height"`

	Frame     *omhFrame `json:"effective_time_frame"`
	Statistic string    `json:"descriptive_statistic"`
	Specimen  string    `json:"specimen_source"`
	Activity  string    `json:"temporal_relationship_to_physical_activity"`
}

type omhValue struct {
	Value number `json:"value"`
	Unit  string `json:"unit"`
}

type omhFrame struct {
	DateTime string `json:"date_time"`
	Interval *struct {
		Start    string    `json:"start_date_time"`
		End      string    `json:"end_date_time"`
		Duration *omhValue `json:"duration"`
	} `json:"time_interval"`
}

// The units of the schemas.
var (
	omhBeats  = map[string]conversion{"beats/min": same}
	omhMmHg   = map[string]conversion{"mmHg": same}
	omhTime   = map[string]conversion{"min": {mul: 1, den: 1, down: true}, "h": {mul: 60, den: 1, down: true}, "sec": {mul: 1, den: 60, down: true}}
	omhWeight = map[string]conversion{"kg": tenths, "g": massUnits["g"], "lb": massUnits["[lb_av]"]}
	omhHeight = map[string]conversion{"cm": same, "m": heightUnits["m"], "in": heightUnits["[in_i]"], "ft": heightUnits["[ft_i]"]}
	omhRR     = map[string]conversion{"ms": {mul: 1000, den: 1}, "sec": {mul: 1_000_000, den: 1}}
	omhSpan   = map[string]conversion{"sec": same, "min": {mul: 60, den: 1}, "h": {mul: 3600, den: 1}, "d": {mul: day, den: 1}}
)

// readOpenMHealth reads one data point or a list of them.
func readOpenMHealth(br *bufio.Reader, head []byte, b *builder) error {
	b.instants, b.offsets = true, true
	b.nn = b.metric == claim.HRVSDNN || b.metric == claim.HRVRMSSD
	depth := 1
	if bytes.TrimSpace(head)[0] == '[' {
		depth = 2
	}
	l := newJSONList(br, depth)
	point := func() error {
		var p omhPoint
		at, fits, err := l.entry(&p)
		switch {
		case err != nil:
			return err
		case !fits:
			return fail(KindColumns, at.line, at.column, "a field of a data point has the wrong type")
		}
		b.report.Rows++
		if e := b.dataPoint(&p, at); e != nil {
			return e
		}
		return nil
	}
	if depth == 1 {
		if err := point(); err != nil {
			return err
		}
		return l.end()
	}
	if err := l.list(point); err != nil {
		return err
	}
	return l.end()
}

// dataPoint takes one data point. What the person typed in, and what is a
// statistic of several values, is no reading.
func (b *builder) dataPoint(p *omhPoint, at start) *Error {
	body := p.Body
	if body == nil {
		body = &p.omhBody
	}
	parts := b.omhParts(body)
	switch {
	case parts == nil:
		b.report.Skipped.NotReading++
		return nil
	case body.Statistic != "":
		b.report.Skipped.Aggregate++
		return nil
	case p.Header.Modality == "self-reported" || p.Header.Acquisition.Modality == "self-reported":
		b.report.Skipped.UserTyped++
		return nil
	}
	from, to, err := body.times(at)
	if err != nil {
		return err
	}
	if from.isZero() {
		if !b.nn || b.opts.Day == 0 {
			return fail(KindDate, at.line, at.column, "a data point has no time")
		}
		from = moment{sec: int64(b.opts.Day) * day, date: true}
	}
	source := b.hash([]byte(p.Header.Acquisition.Source))
	if b.glucose() {
		u := unitOf([]byte(body.BloodGlucose.Unit))
		if u == unitNone {
			return fail(KindUnit, at.line, at.column, "the unit of a data point is not one of its schema")
		}
		return b.takeGlucose(glucoseValue{text: string(body.BloodGlucose.Value), unit: u, when: from, display: source}, at)
	}
	v := value{from: from, to: to, display: source, whole: body.TotalSleepTime != nil || body.SleepDuration != nil}
	for i, part := range parts {
		n, err := part.in(at)
		if err != nil {
			return err
		}
		if i == 1 || part.second {
			v.b = n
		} else {
			v.a = n
		}
	}
	if b.metric.Family() == claim.Series && !to.isZero() {
		b.report.Skipped.Aggregate++
		return nil
	}
	return b.take(v, at)
}

// An omhPart is a number of a body with the units it may have.
type omhPart struct {
	*omhValue
	units  map[string]conversion
	second bool // the number is the second one of a pair
}

func (p omhPart) in(at start) (uint64, *Error) {
	c, ok := p.units[p.Unit]
	if !ok {
		return 0, fail(KindUnit, at.line, at.column, "the unit of a data point is not one of its schema")
	}
	x, ok := parseNumber(string(p.Value))
	if !ok {
		return 0, fail(KindValue, at.line, at.column, "the value of a data point is not a plain number")
	}
	return c.as(x), nil
}

// omhParts picks the numbers of the metric out of a body, or nil.
func (b *builder) omhParts(o *omhBody) []omhPart {
	var parts []omhPart
	add := func(v *omhValue, units map[string]conversion) {
		if v != nil {
			parts = append(parts, omhPart{omhValue: v, units: units})
		}
	}
	switch b.metric {
	case claim.HeartRate:
		add(o.HeartRate, omhBeats)
	case claim.RestingHeartRate:
		if o.Activity == "at rest" {
			add(o.HeartRate, omhBeats)
		}
	case claim.SpO2:
		add(o.OxygenSaturation, map[string]conversion{"%": same})
	case claim.HRVSDNN, claim.HRVRMSSD:
		add(o.RRInterval, omhRR)
	case claim.Steps:
		add(o.StepCount, map[string]conversion{"steps": same})
	case claim.SleepMinutes:
		if add(o.TotalSleepTime, omhTime); parts == nil {
			add(o.SleepDuration, omhTime)
		}
	case claim.BloodPressure:
		if o.Systolic != nil && o.Diastolic != nil {
			add(o.Systolic, omhMmHg)
			add(o.Diastolic, omhMmHg)
		}
	case claim.BMI:
		if add(o.BodyWeight, omhWeight); parts == nil && o.BodyHeight != nil {
			parts = append(parts, omhPart{omhValue: o.BodyHeight, units: omhHeight, second: true})
		}
	default:
		if o.BloodGlucose != nil && o.Specimen == "interstitial fluid" {
			add(o.BloodGlucose, nil)
		}
	}
	return parts
}

// times reads the time frame: an instant, or a stretch given by its ends or by
// one end and its length. Both are zero if there is none.
func (o *omhBody) times(at start) (from, to moment, err *Error) {
	if o.Frame == nil {
		return from, to, nil
	}
	read := func(s string) (m moment) {
		if s == "" || err != nil {
			return m
		}
		var why string
		if m, why = momentOf(s); why != "" {
			err = fail(KindDate, at.line, at.column, why)
		} else if m.date {
			err = fail(KindDate, at.line, at.column, "a data point has a date without a time of day")
		}
		return m
	}
	iv := o.Frame.Interval
	if iv == nil {
		from = read(o.Frame.DateTime)
		return from, to, err
	}
	from, to = read(iv.Start), read(iv.End)
	if err != nil {
		return from, to, err
	}
	if iv.Duration != nil && from.isZero() != to.isZero() {
		length, e := omhPart{omhValue: iv.Duration, units: omhSpan}.in(at)
		if e != nil {
			return from, to, e
		}
		if from.isZero() {
			from = to
			from.sec -= int64(length)
		} else {
			to = from
			to.sec += int64(length)
		}
	}
	if from.isZero() || to.isZero() {
		return from, to, fail(KindDate, at.line, at.column, "the time interval of a data point is not complete")
	}
	return from, to, nil
}
