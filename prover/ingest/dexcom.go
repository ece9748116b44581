package ingest

import "bufio"

// A dexcomRecord is an estimated glucose value of Dexcom's API v3
// (/v3/users/self/egvs), as far as it makes a reading.
type dexcomRecord struct {
	SystemTime    string `json:"systemTime"`
	DisplayTime   string `json:"displayTime"`
	Value         number `json:"value"`
	Status        string `json:"status"`
	Unit          string `json:"unit"`
	TransmitterID string `json:"transmitterId"`
	DisplayDevice string `json:"displayDevice"`
}

// readDexcomAPI reads a response of Dexcom's API, newest first. The instant is the
// system time, as the display clock can be set; the offset of the display time
// says what the wall clock showed.
func readDexcomAPI(br *bufio.Reader, b *builder) error {
	b.instants, b.offsets, b.sensors = true, true, true
	l := newJSONList(br, 3)
	kind := ""
	err := l.entriesOf("records", func() error {
		var r dexcomRecord
		at, fits, err := l.entry(&r)
		switch {
		case err != nil:
			return err
		case !fits:
			return fail(KindColumns, at.line, at.column, "a field of a record has the wrong type")
		}
		b.report.Rows++
		if e := b.dexcom(&r, at); e != nil {
			return e
		}
		return nil
	}, func(key string) (err error) {
		if key != "recordType" {
			return l.skip()
		}
		kind, err = l.text()
		return err
	})
	if err == nil && kind != "egv" {
		return fail(KindUnknownFormat, 1, 0, "the records are not of the type egv")
	}
	return err
}

// dexcom takes one record. LOW and HIGH are 39 and 401, and status says so too.
func (b *builder) dexcom(r *dexcomRecord, at start) *Error {
	g := glucoseValue{text: string(r.Value), unit: unitMgdl}
	switch r.Status {
	case "low":
		g.pin = lowValue | pinned
	case "high":
		g.pin = highValue | pinned
	}
	switch {
	case r.Value == "" && g.pin == 0:
		b.report.Skipped.NoValue++
		return nil
	case r.Unit != "" && unitOf([]byte(r.Unit)) != unitMgdl:
		return fail(KindUnit, at.line, at.column, "a record is not in mg/dL")
	}
	system, why := momentOf(r.SystemTime)
	if why != "" {
		return fail(KindDate, at.line, at.column, why)
	}
	display, why := momentOf(r.DisplayTime)
	if why != "" {
		return fail(KindDate, at.line, at.column, why)
	}
	if display.off < -maxOffset || display.off > maxOffset {
		return fail(KindDate, at.line, at.column, "an offset from UTC that no zone has")
	}
	g.when = moment{sec: system.sec, off: display.off}
	g.sensor, g.display = b.hash([]byte(r.TransmitterID)), b.hash([]byte(r.DisplayDevice))
	return b.takeGlucose(g, at)
}
