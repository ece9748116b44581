package ingest

import (
	"bufio"
	"bytes"
	"encoding/json"
)

// A nightscoutEntry has the fields that make a reading and no others.
type nightscoutEntry struct {
	Type       string `json:"type"`
	SGV        number `json:"sgv"`
	Date       number `json:"date"`
	DateString string `json:"dateString"`
	Device     string `json:"device"`
}

func readNightscout(br *bufio.Reader, b *builder) error {
	// Nightscout stores mg/dL whatever the site displays.
	b.unit, b.instants = unitMgdl, true
	l := newJSONList(br, 2)
	if _, err := l.token(); err != nil {
		return err
	}
	typed := false
	for l.dec.More() {
		var e nightscoutEntry
		at, fits, err := l.entry(&e)
		if err != nil {
			return err
		}
		if !fits {
			return fail(KindUnknownFormat, at.line, at.column, "a list entry is not a Nightscout entry")
		}
		b.report.Rows++
		typed = typed || e.Type != ""
		if err := b.nightscout(&e, at); err != nil {
			return err
		}
	}
	if t, err := l.token(); err != nil {
		return err
	} else if t != json.Delim(']') {
		return fail(KindSyntax, l.g.current.line, 0, "the list does not end")
	}
	if b.report.Rows > 0 && !typed {
		return fail(KindUnknownFormat, 1, 0, "a JSON list, but not of Nightscout entries")
	}
	return l.end()
}

// nightscout takes one entry. Meter values and calibrations are no readings.
func (b *builder) nightscout(e *nightscoutEntry, at start) *Error {
	switch {
	case e.Type != "sgv":
		b.report.Skipped.NotReading++
		return nil
	case e.SGV == "":
		b.report.Skipped.NoValue++ // raw sensor data only
		return nil
	}
	x, ok := parseDecimal([]byte(e.SGV))
	if !ok {
		return fail(KindValue, at.line, at.column, "the sgv of an entry is not a number")
	}
	if x.d == 0 && x.n < minReading {
		b.report.Skipped.ErrorCode++
		return nil
	}
	v, kind, why := x.reading(unitMgdl, minReading)
	if kind != 0 {
		return fail(kind, at.line, at.column, why)
	}
	sec, why := e.seconds()
	if why != "" {
		return fail(KindDate, at.line, at.column, why)
	}
	if err := checkTime(sec, b.now, at.line, at.column); err != nil {
		return err
	}
	// The device is the uploader, so two of them may show one sensor.
	n, err := b.stream(0, b.hash([]byte(e.Device)), at.line)
	if err != nil {
		return err
	}
	return b.add(raw{t: uint32(sec - base), line: uint32(at.line), v: v, stream: n})
}

// seconds reads date, milliseconds since 1970 with or without a fraction, or
// dateString where there is no date.
func (e *nightscoutEntry) seconds() (int64, string) {
	if e.Date == "" {
		if e.DateString == "" {
			return 0, "an entry has no date"
		}
		return instantOf(e.DateString)
	}
	whole, fraction, _ := bytes.Cut([]byte(e.Date), []byte("."))
	if len(whole) == 0 || len(whole) > 15 || !allDigits(whole) || !allDigits(fraction) {
		return 0, "the date of an entry is not a number of milliseconds"
	}
	var ms int64
	for _, c := range whole {
		ms = ms*10 + int64(c-'0')
	}
	return ms / 1000, ""
}
