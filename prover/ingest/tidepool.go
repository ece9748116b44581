package ingest

import "bufio"

// A tidepoolDatum has the fields of a sensor reading and no others.
type tidepoolDatum struct {
	Type        string `json:"type"`
	Units       string `json:"units"`
	Value       number `json:"value"`
	Time        string `json:"time"`
	Offset      number `json:"timezoneOffset"` // minutes
	DeviceID    string `json:"deviceId"`
	Annotations []struct {
		Code  string `json:"code"`
		Value string `json:"value"`
	} `json:"annotations"`
}

func readTidepool(br *bufio.Reader, b *builder) error {
	b.instants, b.offsets, b.sensors = true, true, true
	l := newJSONList(br, 2)
	typed := false
	err := l.list(func() error {
		var d tidepoolDatum
		at, fits, err := l.entry(&d)
		if err != nil {
			return err
		}
		b.report.Rows++
		typed = typed || d.Type != ""
		if d.Type != "cbg" {
			b.report.Skipped.NotReading++ // meter, insulin, food, settings
			return nil
		}
		if !fits {
			return fail(KindColumns, at.line, at.column, "a field of a reading has the wrong type")
		}
		if e := b.tidepool(&d, at); e != nil {
			return e
		}
		return nil
	})
	switch {
	case err != nil:
		return err
	case !typed && b.report.Rows > 0:
		return fail(KindUnknownFormat, 1, 0, "a JSON list, but not of Tidepool data")
	}
	return l.end()
}

// tidepool takes one sensor reading. A value outside of the sensor's range stands
// one unit beyond it, with a note whose threshold is in mg/dL whatever the units:
// only the direction is read.
func (b *builder) tidepool(d *tidepoolDatum, at start) *Error {
	g := glucoseValue{text: string(d.Value), unit: unitOf([]byte(d.Units))}
	switch {
	case d.Value == "":
		b.report.Skipped.NoValue++
		return nil
	case g.unit == unitNone:
		return fail(KindUnit, at.line, at.column, "the units of a reading are neither mg/dL nor mmol/L")
	}
	for _, a := range d.Annotations {
		switch {
		case a.Code != "bg/out-of-range":
		case a.Value == "low":
			g.pin = lowValue | pinned
		case a.Value == "high":
			g.pin = highValue | pinned
		}
	}
	when, why := momentOf(d.Time)
	if why != "" {
		return fail(KindDate, at.line, at.column, why)
	}
	if d.Offset != "" {
		var ok bool
		if when.off, ok = signed(string(d.Offset)); !ok || when.off < -maxOffset || when.off > maxOffset {
			return fail(KindDate, at.line, at.column, "an offset from UTC that no zone has")
		}
	}
	g.when = when
	g.sensor = b.hash([]byte(d.DeviceID))
	return b.takeGlucose(g, at)
}

// signed reads a whole number with an optional minus.
func signed(s string) (int, bool) {
	minus := len(s) > 0 && s[0] == '-'
	if minus {
		s = s[1:]
	}
	n, ok := atoi([]byte(s))
	if minus {
		n = -n
	}
	return n, ok
}
