package ingest

import (
	"bytes"
	"io"
)

// Columns of a Clarity export, by position: titles come in the language of the
// account, positions do not change.
const (
	clTime        = 1
	clEvent       = 2
	clDisplay     = 6
	clGlucose     = 7
	clInsulin     = 8
	clCarbs       = 9
	clTransmitter = 13
	clColumns     = 12
)

// clarityEvents are the event types of a sensor reading ("estimated glucose
// value"). Most languages keep the English letters.
var clarityEvents = map[string]bool{
	"egv":                          true,
	"egw":                          true, // German
	"niveles estimados de glucosa": true, // Spanish
	"nivel estimado de glucosa":    true,
}

// isClarityHeader tells a Clarity header row by the pattern of its time column
// and the unit of its glucose column.
func isClarityHeader(c *csvReader) bool {
	return c.fields() >= clColumns &&
		bytes.Contains(bytes.ToLower(c.field(clTime)), []byte("hh:mm:ss")) &&
		unitOf(c.field(clGlucose)) != unitNone
}

type clarity struct {
	c      *csvReader
	b      *builder
	header int // columns of the header row
	counts map[bool]int
	idCol  int
}

func readClarity(c *csvReader, header int, b *builder) error {
	for range header {
		if err := c.read(); err != nil {
			return err
		}
	}
	p := &clarity{c: c, b: b, header: c.fields(), counts: map[bool]int{}, idCol: clTransmitter}
	if err := p.units(); err != nil {
		return err
	}
	if p.header == clTransmitter && endsInID(c.field(clTransmitter-1)) {
		p.idCol = clTransmitter - 1 // an id without a transmitter time before it
	}
	b.sensors = true
	for {
		err := c.read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		b.report.Rows++
		if err := p.row(); err != nil {
			return err
		}
	}
}

func endsInID(title []byte) bool {
	return bytes.HasSuffix(bytes.ToLower(title), []byte("id"))
}

// units takes the unit from the header row and refuses a second one.
func (p *clarity) units() *Error {
	for i := range p.c.fields() {
		u := unitOf(p.c.field(i))
		if u == unitNone {
			u = rateUnitOf(p.c.field(i))
		}
		if u == unitNone {
			continue
		}
		if p.b.unit != unitNone && p.b.unit != u {
			return fail(KindMixedUnits, p.c.line, i+1, "the header names mg/dL and mmol/L")
		}
		p.b.unit = u
	}
	return nil
}

// row reads one row. A row that is no reading is not looked at any further: it
// may hold a name or a birth date.
func (p *clarity) row() *Error {
	c := p.c
	if c.fields() > clGlucose && unitOf(c.field(clGlucose)) != unitNone {
		return p.units() // a second header row, of a file joined to the first
	}
	event := c.field(clEvent)
	reading := string(event) == "EGV" || clarityEvents[fold(event)]
	if err := p.shape(reading); err != nil {
		return err
	}
	if !reading {
		p.b.report.Skipped.NotReading++
		return nil
	}
	if len(c.field(clGlucose)) == 0 {
		p.b.report.Skipped.NoValue++
		return nil
	}
	sec, ok := parseISO(c.field(clTime))
	if !ok {
		return fail(KindDate, c.line, clTime+1, "the timestamp is not of the form year-month-day and hour:minute:second")
	}
	if err := checkTime(sec, p.b.now, c.line, clTime+1); err != nil {
		return err
	}
	v, err := cellValue(c.field(clGlucose), p.b.unit, minReading, c.line, clGlucose+1)
	if err != nil {
		return err
	}
	return p.add(sec, v)
}

func (p *clarity) add(sec int64, v uint16) *Error {
	line := p.c.line
	n, err := p.b.stream(p.b.hash(p.c.field(p.idCol)), p.b.hash(p.c.field(clDisplay)), line)
	if err != nil {
		return err
	}
	again, backwards := p.b.streams[n].track[0].step(sec, v)
	if backwards {
		return fail(KindBackwards, line, clTime+1, "a row is more than two hours earlier than one above it")
	}
	if again {
		p.b.report.ClockSetBack++
	}
	return p.b.add(raw{t: uint32(sec - base), line: uint32(line), v: v, stream: n})
}

// shape checks the number of columns. Rows are ragged: reading rows may have
// one column more than others, so each sort of row is compared with its own.
func (p *clarity) shape(reading bool) *Error {
	c := p.c
	n := c.fields()
	if !c.ended && n < max(p.counts[reading], p.header-1) {
		return fail(KindTruncated, c.line, 0, "the last row stops in the middle")
	}
	if n == 1 && p.header > 1 {
		return fail(KindDelimiter, c.line, 0, "a row is a single column, unlike the header row")
	}
	if n > p.header+1 || reading && n <= clGlucose {
		return fail(KindColumns, c.line, 0, "a row has not the number of columns of the header row")
	}
	if p.counts[reading] == 0 {
		p.counts[reading] = n
	}
	if reading && (len(c.field(clInsulin)) > 0 || len(c.field(clCarbs)) > 0) {
		// A decimal comma without quotes moves the rest of the row by one.
		return fail(KindColumns, c.line, clInsulin+1, "a reading row holds something in the insulin or carbohydrate column")
	}
	return nil
}
