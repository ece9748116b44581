package ingest

import (
	"vitalproof/circuits/claim"
)

// measure takes one Observation for a metric other than sensor glucose.
func (b *builder) measure(o *fhirResource, at start) *Error {
	if b.metric == claim.CPICPhenotype {
		return b.phenotype(o, at)
	}
	code, q, ok := o.known(b.metric)
	switch {
	case !ok:
		b.report.Skipped.NotReading++
		return nil
	case !o.counts():
		b.report.Skipped.Status++
		return nil
	case o.SampledData != nil:
		return fail(KindValue, at.line, at.column, "readings as sampled data cannot be read")
	}
	v, n, err := b.fhirValue(o, code, q, at)
	if err != nil {
		return err
	}
	if n == 0 {
		b.report.Skipped.NoValue++ // with the reason in dataAbsentReason
		return nil
	}
	from, to, err := o.period(at)
	switch {
	case err != nil:
		return err
	case b.metric.Family() == claim.Series && !to.isZero():
		b.report.Skipped.Aggregate++
		return nil
	}
	v.from, v.to, v.whole = from, to, q.whole
	v.sensor = b.hash([]byte(o.Device.id()))
	return b.take(v, at)
}

// counts says that the observation stands.
func (o *fhirResource) counts() bool {
	return o.Status == "final" || o.Status == "amended" || o.Status == "corrected"
}

// known finds the code of a measurement, by system and code.
func (o *fhirResource) known(m claim.Metric) (string, quantityCode, bool) {
	for _, c := range o.Code.Coding {
		if c.System != loinc {
			continue
		}
		if m == claim.BloodPressure && bpPanels[c.Code] {
			return c.Code, quantityCode{}, true
		}
		if q, ok := fhirCodes[m][c.Code]; ok {
			return c.Code, q, true
		}
	}
	return "", quantityCode{}, false
}

// sameSubject refuses a second person in the file.
func (b *builder) sameSubject(r *fhirReference, at start) *Error {
	if who := b.hash([]byte(r.id())); b.subject == 0 {
		b.subject = who
	} else if who != 0 && who != b.subject {
		return fail(KindSubjects, at.line, at.column, "observations or conditions of different subjects")
	}
	return nil
}

// fhirValue reads the numbers of an observation and how many there are: 0 if it
// has none.
func (b *builder) fhirValue(o *fhirResource, code string, q quantityCode, at start) (value, int, *Error) {
	var v value
	if b.metric == claim.BloodPressure {
		sys, one, err := o.component(loincSystolic, at)
		if err != nil {
			return v, 0, err
		}
		dia, two, err := o.component(loincDiastolic, at)
		if err != nil || !one || !two {
			return v, 0, err
		}
		return value{a: sys, b: dia}, 2, nil
	}
	n, ok, err := o.Value.in(q.units, at)
	if err != nil || !ok {
		return v, 0, err
	}
	switch {
	case b.metric == claim.AHI:
		v.a, v.b = indexMinutes, n
	case code == loincHeight:
		v.b = n
	default:
		v.a = n
	}
	return v, 1, nil
}

// component reads one of the components of a panel.
func (o *fhirResource) component(code string, at start) (n uint64, found bool, err *Error) {
	for _, c := range o.Component {
		for _, k := range c.Code.Coding {
			if k.System != loinc || k.Code != code {
				continue
			}
			if found {
				return 0, false, fail(KindValue, at.line, at.column, "a component is there twice")
			}
			if n, found, err = c.Value.in(mmHg, at); err != nil {
				return 0, false, err
			}
			break
		}
	}
	return n, found, nil
}

// in reads a quantity in one of the units. A bound is no measurement and cannot be
// left out either, as it may be the one that matters.
func (q *fhirQuantity) in(units map[string]conversion, at start) (uint64, bool, *Error) {
	if q == nil || q.Value == "" {
		return 0, false, nil
	}
	c, ok := units[q.Code]
	switch {
	case !ok || q.System != ucum:
		return 0, false, fail(KindUnit, at.line, at.column, "the unit of an observation is not one of its code")
	case q.Comparator != "":
		return 0, false, fail(KindValue, at.line, at.column, "an observation gives a bound and not a value")
	}
	x, ok := parseNumber(string(q.Value))
	if !ok {
		return 0, false, fail(KindValue, at.line, at.column, "the value of an observation is not a plain number")
	}
	return c.as(x), true, nil
}

// period reads when an observation was made: a date, an instant, or a stretch.
func (o *fhirResource) period(at start) (from, to moment, err *Error) {
	text := o.EffectiveDateTime
	if text == "" {
		text = o.EffectiveInstant
	}
	if o.EffectivePeriod == nil {
		from, why := momentOf(text)
		if why != "" {
			return from, to, fail(KindDate, at.line, at.column, why)
		}
		return from, moment{}, nil
	}
	from, why := momentOf(o.EffectivePeriod.Start)
	if why == "" {
		to, why = momentOf(o.EffectivePeriod.End)
	}
	if why != "" {
		return from, to, fail(KindDate, at.line, at.column, why)
	}
	return from, to, nil
}

// condition takes one Condition. Whether it is over does not matter: the list is
// of what was ever recorded. One that is not confirmed was not diagnosed.
func (b *builder) condition(o *fhirResource, at start) *Error {
	system := icd10cm
	if b.metric == claim.SNOMED {
		system = snomed
	}
	for _, c := range o.VerificationStatus.Coding {
		if c.System == conditionStatus && c.Code != "confirmed" {
			b.report.Skipped.Status++
			return nil
		}
	}
	on, err := b.recorded(o.RecordedDate, o.OnsetDateTime, o.OnsetPeriod.Start, at)
	if err != nil {
		return err
	}
	known := false
	for _, c := range o.Code.Coding {
		if c.System != system || c.Code == "" {
			continue
		}
		known = true
		if err := b.code(c.Code, on, at); err != nil {
			return err
		}
	}
	if !known {
		b.report.Skipped.OtherCode++
	}
	return nil
}

// recorded is the day of a coded fact: when it was recorded, else when it began.
// A year or a month counts from its first day, and no date from the beginning: a
// list that names a fact too early hides nothing.
func (b *builder) recorded(recorded, onset, period string, at start) (int32, *Error) {
	text := recorded
	if text == "" {
		text = onset
	}
	if text == "" {
		text = period
	}
	switch {
	case text == "":
		return always, nil
	case len(text) == len("2006"):
		text += "-01-01"
	case len(text) == len("2006-01"):
		text += "-01"
	}
	m, why := momentOf(text)
	if why != "" {
		return 0, fail(KindDate, at.line, at.column, "the date of a coded fact cannot be read")
	}
	if m.sec > b.now+futureSlack {
		return 0, fail(KindFutureDate, at.line, at.column, "the date is more than a day ahead of the clock")
	}
	return int32(dayNumber(m.in(b.opts.Zone).wall())), nil
}
