package ingest

import (
	"bytes"
	"io"
)

// Columns of a LibreView export, by position for the same reason as Clarity's.
const (
	lvSerial   = 1
	lvTime     = 2
	lvType     = 3
	lvHistoric = 4
	lvScan     = 5
	lvColumns  = 6
)

// isLibreHeader tells a LibreView header row in any language by the units of
// the history and scan columns.
func isLibreHeader(c *csvReader) bool {
	return c.fields() >= lvColumns &&
		unitOf(c.field(lvHistoric)) != unitNone && unitOf(c.field(lvScan)) != unitNone &&
		unitOf(c.field(lvType)) == unitNone
}

type libre struct {
	c      *csvReader
	b      *builder
	header int
	dates  dateJudge
}

func readLibreView(c *csvReader, header int, b *builder) error {
	for range header {
		if err := c.read(); err != nil {
			return err
		}
	}
	p := &libre{c: c, b: b, header: c.fields()}
	p.dates.now = b.now
	if err := p.units(); err != nil {
		return err
	}
	b.sensors = true
	for {
		err := c.read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		b.report.Rows++
		if err := p.row(); err != nil {
			return err
		}
	}
	return p.resolve()
}

// units takes the unit of history and scan. Ketones are always in mmol/L, so
// other columns do not count.
func (p *libre) units() *Error {
	h, s := unitOf(p.c.field(lvHistoric)), unitOf(p.c.field(lvScan))
	if h != s || p.b.unit != unitNone && p.b.unit != h {
		return fail(KindMixedUnits, p.c.line, lvHistoric+1, "the header names mg/dL and mmol/L")
	}
	p.b.unit = h
	return nil
}

func (p *libre) row() *Error {
	c := p.c
	if isLibreHeader(c) {
		return p.units() // a second header row, of a file joined to the first
	}
	n := c.fields()
	switch {
	case !c.ended && n < p.header:
		return fail(KindTruncated, c.line, 0, "the last row stops in the middle")
	case n == 1:
		return fail(KindDelimiter, c.line, 0, "a row is a single column, unlike the header row")
	case n > p.header+1 || n < lvColumns-1:
		return fail(KindColumns, c.line, 0, "a row has not the number of columns of the header row")
	}
	kind, ok := atoi(c.field(lvType))
	if !ok {
		return fail(KindColumns, c.line, lvType+1, "the record type is not a number")
	}
	d, ok := parseLibreDate(c.field(lvTime))
	if !ok {
		return fail(KindDate, c.line, lvTime+1, "the timestamp is neither day-month-year nor month-day-year with a time")
	}
	if err := p.dates.look(d, c.line); err != nil {
		return err
	}
	if kind != 0 {
		// A scan is a look at the same sensor: counting it would weigh the times
		// a person chose to look.
		p.b.report.Skipped.NotReading++
		return nil
	}
	return p.reading(d)
}

func (p *libre) reading(d libreDate) *Error {
	c := p.c
	cell := c.field(lvHistoric)
	if len(cell) == 0 {
		p.b.report.Skipped.NoValue++
		return nil
	}
	if len(c.field(lvScan)) > 0 {
		return fail(KindColumns, c.line, lvScan+1, "a history row holds something in the scan column")
	}
	v, err := cellValue(cell, p.b.unit, minLibreReading, c.line, lvHistoric+1)
	if err != nil {
		return err
	}
	n, err := p.b.stream(p.b.hash(c.field(lvSerial)), 0, c.line)
	if err != nil {
		return err
	}
	p.dates.follow(&p.b.streams[n], d, v, c.line)
	return p.b.add(raw{t: d.pack(), line: uint32(c.line), v: v, stream: n})
}

// resolve decides the order of the dates and turns them into times.
func (p *libre) resolve() error {
	if len(p.b.raws) == 0 {
		return nil
	}
	order, err := p.dates.decide(p.b.opts.DateOrder)
	if err != nil {
		return err
	}
	if err := p.dates.first[order]; err != nil {
		return err
	}
	p.b.report.ClockSetBack = p.dates.again[order]
	for i := range p.b.raws {
		sec, _ := unpackDate(p.b.raws[i].t).seconds(order)
		p.b.raws[i].t = uint32(sec - base)
	}
	return nil
}

// parseLibreDate reads MM-DD-YYYY hh:mm AM/PM, DD-MM-YYYY HH:mm, M/D/YY H:MM
// and YYYY-MM-DD HH:mm, the parts of a date joined by -, / or a point. Seconds
// are dropped: the export has minutes, and a slot begins on a minute.
func parseLibreDate(b []byte) (libreDate, bool) {
	var d libreDate
	date, clock, ok := bytes.Cut(b, []byte(" "))
	if !ok {
		date, clock, ok = bytes.Cut(b, []byte("T"))
	}
	if !ok || len(date) == 0 || !d.setDate(date) {
		return d, false
	}
	return d, d.setClock(bytes.TrimSpace(clock))
}
