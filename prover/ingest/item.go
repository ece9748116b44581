package ingest

import (
	"math"
	"time"

	"vitalproof/circuits/claim"
)

// A value is one thing that a file says of the metric asked for, in the metric's
// units. to is zero for an instant.
type value struct {
	from, to moment
	a, b     uint64 // b is the second number of a panel
	sensor   uint64 // hashes; see stream
	display  uint64

	// whole says that a is the total of a day and not a part to add up.
	whole bool
}

// An item is a value as kept while reading, 28 bytes.
type item struct {
	t      uint32 // instant, seconds since 1970
	length uint32 // seconds
	a      uint32
	line   uint32
	off    int16 // minutes of the wall clock before UTC, of the end for sleep
	b      uint16
	stream uint16
	whole  bool
}

func (x item) wall() int64 { return int64(x.t) + int64(x.off)*60 }
func (x item) day() int    { return dayNumber(x.wall()) }
func (x item) endDay() int { return dayNumber(x.wall() + int64(x.length)) }

// maxPart is the longest stretch, in seconds, that a record may cover and still
// belong to one day: a day of 25 hours. What is longer is a summary.
const maxPart = 25 * 3600

// take keeps a value. It checks time and bounds, whatever the format.
func (b *builder) take(v value, at start) *Error {
	switch {
	case v.to.isZero():
		v.to = v.from
	case v.to.sec < v.from.sec:
		return fail(KindDate, at.line, at.column, "a record ends before it begins")
	case v.to.sec-v.from.sec > maxPart:
		b.report.Skipped.Aggregate++
		return nil
	}
	for _, m := range []moment{v.from, v.to} {
		if err := b.checkMoment(m, at); err != nil {
			return err
		}
	}
	if err := b.checkBounds(v, at); err != nil {
		return err
	}
	if b.metric.Family() == claim.Series {
		return b.takeReading(v, at)
	}
	n, err := b.stream(v.sensor, v.display, at.line)
	if err != nil {
		return err
	}
	most := maxReadings
	if b.metric.Family() == claim.Panel {
		most = maxMeasurements
	}
	if len(b.items) >= most {
		return fail(KindTooLarge, at.line, at.column, "too many records")
	}
	clock := v.from
	if b.metric == claim.SleepMinutes {
		clock = v.to
	}
	b.items = append(b.items, item{
		t: uint32(v.from.sec), length: uint32(v.to.sec - v.from.sec), a: uint32(v.a), b: uint16(v.b),
		line: uint32(at.line), off: int16(clock.in(b.opts.Zone).off), stream: n, whole: v.whole,
	})
	return nil
}

// checkMoment refuses times that no record can have. What an app recorded is not
// older than the year 2000; a clinic's measurement may be.
func (b *builder) checkMoment(m moment, at start) *Error {
	earliest := int64(base)
	if b.metric.Family() == claim.Panel {
		earliest = 2 * day // so that no wall clock shows a time before 1970
	}
	if m.sec < earliest {
		return fail(KindDate, at.line, at.column, "the date is too long ago")
	}
	return checkTime(max(m.sec, base), b.now, at.line, at.column)
}

// checkBounds refuses numbers outside of the metric's channels. A part of a sum
// or one half of a pair may be small.
func (b *builder) checkBounds(v value, at start) *Error {
	channels := b.metric.Channels()
	if b.nn {
		channels = []claim.Channel{{Min: minNN, Max: maxNN}}
	}
	for i, n := range []uint64{v.a, v.b} {
		if i >= len(channels) {
			break
		}
		lowest := channels[i].Min
		if n == 0 && (b.metric == claim.BMI || b.sums()) {
			lowest = 0 // a weight without a height yet; a walk without a step
		}
		if n < lowest || n > channels[i].Max {
			return fail(KindRange, at.line, at.column, "a value is outside the bounds of its metric")
		}
	}
	return nil
}

// sums says that a day's value is the sum of its records.
func (b *builder) sums() bool {
	switch b.metric {
	case claim.Steps, claim.ActiveMinutes, claim.SleepMinutes, claim.PAPMinutes:
		return true
	}
	return false
}

// takeReading keeps a reading of a series.
func (b *builder) takeReading(v value, at start) *Error {
	if v.from.date {
		return fail(KindDate, at.line, at.column, "a reading has a date without a time of day")
	}
	n, err := b.stream(v.sensor, v.display, at.line)
	if err != nil {
		return err
	}
	return b.add(raw{t: uint32(v.from.sec - base), line: uint32(at.line), v: uint16(v.a), off: int16(v.from.off), stream: n})
}

// An entry is a word of a day, as statement.Block holds it.
type entry struct {
	day  int32
	word uint64
}

// always is the day of a coded fact without a date: it counts from the first
// sealed day on.
const always = math.MinInt32

// finishDays ends the reading of what has no slots.
func (b *builder) finishDays() (*Series, error) {
	s := &Series{Format: b.format, Metric: b.metric, Unit: b.metric.Unit()}
	var err *Error
	switch {
	case b.metric == claim.Age:
		return b.finishAge(s)
	case b.metric.Family() == claim.Codes:
		return b.finishCodes(s)
	case b.metric.Family() == claim.Panel:
		s.entries = b.panelEntries()
	case b.nn:
		s.entries, err = b.variability()
	default:
		s.entries, err = b.dailyEntries()
	}
	if err != nil {
		return nil, err
	}
	if len(s.entries) == 0 {
		return nil, fail(KindNoReadings, 0, 0, "")
	}
	b.report.Readings = len(s.entries)
	s.Report = b.report
	s.FirstDay, s.LastDay = int(s.entries[0].day), int(s.entries[len(s.entries)-1].day)
	return s, nil
}

// today is the civil day of Options.Now.
func (b *builder) today() int {
	zone := b.opts.Zone
	if zone == nil {
		zone = time.UTC
	}
	return dayNumber(moment{sec: b.now}.in(zone).wall())
}

// holdsNow sets the days of what holds until further notice.
func (b *builder) holdsNow(s *Series) {
	s.LastDay = b.today()
	s.FirstDay = s.LastDay - claim.MaxDays + 1
	s.Report = b.report
}
