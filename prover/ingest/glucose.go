package ingest

// A glucoseValue is a sensor reading of a format that gives an instant and the
// wall clock beside it.
type glucoseValue struct {
	text            string
	unit            unit
	pin             uint16 // LOW or HIGH by the source's own mark, or 0
	when            moment
	sensor, display uint64
}

// takeGlucose keeps a sensor reading.
func (b *builder) takeGlucose(g glucoseValue, at start) *Error {
	if b.unit != unitNone && b.unit != g.unit {
		return fail(KindMixedUnits, at.line, at.column, "readings in mg/dL and mmol/L")
	}
	b.unit = g.unit
	v := g.pin
	if v == 0 {
		x, ok := parseDecimal([]byte(g.text))
		if !ok {
			return fail(KindValue, at.line, at.column, "a reading is not a plain number")
		}
		var kind Kind
		var why string
		if v, kind, why = x.reading(g.unit, minReading); kind != 0 {
			return fail(kind, at.line, at.column, why)
		}
	}
	if g.when.date {
		return fail(KindDate, at.line, at.column, "a reading has a date without a time of day")
	}
	if err := checkTime(g.when.sec, b.now, at.line, at.column); err != nil {
		return err
	}
	n, err := b.stream(g.sensor, g.display, at.line)
	if err != nil {
		return err
	}
	return b.add(raw{t: uint32(g.when.sec - base), line: uint32(at.line), v: v, off: int16(g.when.off), stream: n})
}
