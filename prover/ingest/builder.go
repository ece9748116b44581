package ingest

import (
	"hash/maphash"
	"slices"
	"time"

	"vitalproof/circuits/claim"
)

// A point is one reading as kept: seconds since 2000 and mg/dL, the top bit of
// the value marking LOW and HIGH.
type point struct {
	t uint32
	v uint16
}

// raw is a reading while the file is read. t is an instant, or wall-clock time
// for Clarity and a packed date for LibreView until the order of its dates is
// known. off is the wall clock before UTC in minutes, where a file has it.
type raw struct {
	t      uint32
	line   uint32
	v      uint16
	stream uint16
	off    int16
}

// A stream is one sensor as shown by one display device. Both ids are hashes
// with a seed that dies with the call; they can be compared and nothing else,
// and they do not leave the builder.
type stream struct {
	sensor, display uint64
	track           [2]track
}

type builder struct {
	opts   Options
	now    int64
	metric claim.Metric // 0 for glucose on the grid that the file shows
	format Format
	unit   unit

	// instants says that times are instants and not wall-clock times, offsets
	// that each stands beside its own wall clock.
	instants bool
	offsets  bool

	// sensors says that stream.sensor tells sensors apart.
	sensors bool

	subject uint64 // whom FHIR observations are about, as a hash

	seed    maphash.Seed
	ids     map[[2]uint64]uint16
	streams []stream
	raws    []raw   // series
	items   []item  // daily, panel
	codes   []entry // codes
	nn      bool    // items are NN intervals
	born    bool    // birth is known
	birth   int     // age: day of birth
	pgx     pgx     // codes: phenotypes whose gene stands elsewhere
	report  Report
}

func newBuilder(o Options) (*builder, error) {
	switch o.IntervalMinutes {
	case 0, 5, 15:
	default:
		return nil, fail(KindOption, 0, 0, "the interval must be 5 or 15 minutes")
	}
	if o.DateOrder < DateOrderAuto || o.DateOrder > DayFirst {
		return nil, fail(KindOption, 0, 0, "unknown date order")
	}
	switch {
	case o.Metric == 0 || o.Metric.Quantity() == claim.Glucose5.Quantity():
	case !o.Metric.Valid():
		return nil, fail(KindOption, 0, 0, "unknown metric")
	case o.IntervalMinutes != 0:
		return nil, fail(KindOption, 0, 0, "only glucose has a choice of intervals")
	}
	if interval := o.Metric.IntervalMinutes(); o.Metric.Family() == claim.Series {
		if o.IntervalMinutes != 0 && o.IntervalMinutes != interval {
			return nil, fail(KindOption, 0, 0, "the interval is not the one of the metric")
		}
		o.IntervalMinutes = interval
	}
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	return &builder{
		opts:   o,
		now:    o.Now.Unix(),
		metric: o.Metric,
		seed:   maphash.MakeSeed(),
		ids:    make(map[[2]uint64]uint16),
	}, nil
}

// glucose says that sensor glucose is asked for.
func (b *builder) glucose() bool {
	return b.metric == 0 || b.metric.Quantity() == claim.Glucose5.Quantity()
}

// hash makes an id comparable without keeping it. The empty id is 0.
func (b *builder) hash(id []byte) uint64 {
	if len(id) == 0 {
		return 0
	}
	return maphash.Bytes(b.seed, id) | 1
}

// stream returns the number of a sensor and display device.
func (b *builder) stream(sensor, display uint64, line int) (uint16, *Error) {
	key := [2]uint64{sensor, display}
	if n, ok := b.ids[key]; ok {
		return n, nil
	}
	if len(b.streams) >= maxStreams {
		return 0, fail(KindTooLarge, line, 0, "too many different devices")
	}
	n := uint16(len(b.streams))
	b.ids[key] = n
	b.streams = append(b.streams, stream{sensor: sensor, display: display})
	return n, nil
}

func (b *builder) add(r raw) *Error {
	if len(b.raws) >= maxReadings {
		return fail(KindTooLarge, int(r.line), 0, "too many readings")
	}
	b.raws = append(b.raws, r)
	return nil
}

// A track follows the clock of one stream of a file that is in order of time.
type track struct {
	seen bool
	max  int64
	v    uint16
}

// step takes the next reading. It reports whether the reading falls into time
// that was there before and whether the step back is too large to be a clock.
func (k *track) step(t int64, v uint16) (again, backwards bool) {
	if !k.seen || t > k.max {
		k.seen, k.max, k.v = true, t, v
		return false, false
	}
	if t < k.max-maxSetBack {
		return false, true
	}
	again = t < k.max || v != k.v
	k.v = v
	return again, false
}

// finish sorts the readings, removes duplicates and checks the whole series.
func (b *builder) finish() (*Series, error) {
	if f := b.metric.Family(); f != claim.Series && f != "" {
		return b.finishDays()
	}
	if len(b.raws) == 0 {
		return nil, fail(KindNoReadings, 0, 0, "")
	}
	// Stable: of equal times the earlier line stays first and wins its slot.
	slices.SortStableFunc(b.raws, func(x, y raw) int {
		switch {
		case x.t < y.t:
			return -1
		case x.t > y.t:
			return 1
		}
		return 0
	})
	b.dedupe()
	if err := b.overlap(); err != nil {
		return nil, err
	}
	s := &Series{Format: b.format, Metric: b.metric, Unit: b.unit.String()}
	var err error
	if s.IntervalMinutes, err = b.interval(); err != nil {
		return nil, err
	}
	if s.Metric == 0 {
		if s.Metric, err = claim.MetricFor(s.IntervalMinutes); err != nil {
			return nil, err
		}
	}
	if !b.glucose() {
		s.Unit = b.metric.Unit()
	}
	if s.points, err = b.points(); err != nil {
		return nil, err
	}
	b.report.Readings = len(s.points)
	s.Report = b.report
	lo, hi := s.points[0].t, s.points[0].t
	for _, p := range s.points {
		lo, hi = min(lo, p.t), max(hi, p.t)
	}
	s.FirstDay, s.LastDay = int(base+int64(lo))/day, int(base+int64(hi))/day
	return s, nil
}

// dedupe removes readings that are there twice: the same time and value from
// anywhere, or the same value from another display device of the same sensor
// within a minute.
func (b *builder) dedupe() {
	kept := b.raws[:0]
	for _, r := range b.raws {
		if b.known(kept, r) {
			b.report.Duplicates++
			continue
		}
		kept = append(kept, r)
	}
	b.raws = kept
}

// maxLookBack bounds the search for a duplicate; within a minute there are two
// or three readings, more only in a file made to be slow.
const maxLookBack = 32

func (b *builder) known(kept []raw, r raw) bool {
	for i := len(kept) - 1; i >= 0 && i >= len(kept)-maxLookBack; i-- {
		k := kept[i]
		if r.t-k.t > displaySkew {
			return false
		}
		if k.v != r.v {
			continue
		}
		ks, rs := b.streams[k.stream], b.streams[r.stream]
		if k.t == r.t || ks.sensor == rs.sensor && ks.display != rs.display {
			return true
		}
	}
	return false
}

// overlap refuses two sensors side by side: readings of another arm could be
// chosen by order of lines.
func (b *builder) overlap() *Error {
	if !b.sensors || len(b.streams) < 2 {
		return nil
	}
	last := make(map[uint64]uint32) // sensor to time of its last reading
	var start, end uint32           // stretch in which sensors alternate
	var prev uint64
	active := false
	for _, r := range b.raws {
		s := b.streams[r.stream].sensor
		if s == 0 {
			continue // no id in the row: nothing to tell sensors apart by
		}
		t, seen := last[s]
		last[s] = r.t
		if s != prev && seen && r.t-t <= maxOverlap {
			// Readings of s stand on both sides of one of another sensor.
			if !active || t > end && t-end > maxOverlap {
				start, active = t, true
			}
			end = r.t
			if end-start > maxOverlap {
				return fail(KindOverlap, int(r.line), 0, "two sensors deliver readings at the same time for more than an hour")
			}
		}
		prev = s
	}
	return nil
}

// interval finds the grid from the median distance between readings.
func (b *builder) interval() (int, error) {
	if b.opts.IntervalMinutes != 0 {
		return b.opts.IntervalMinutes, nil
	}
	n := len(b.raws) - 1
	if n < 1 {
		return 0, fail(KindInterval, 0, 0, "one reading has no spacing")
	}
	const far = 2 * 3600
	var hist [far + 1]int
	for i := range n {
		hist[min(b.raws[i+1].t-b.raws[i].t, far)]++
	}
	median, below := 0, 0
	for below += hist[0]; 2*below < n; below += hist[median] {
		median++
	}
	switch {
	case median >= 4*60 && median <= 6*60:
		return 5, nil
	case median >= 13*60 && median <= 17*60:
		return 15, nil
	}
	return 0, fail(KindInterval, 0, 0, "the usual distance between readings is neither 5 nor 15 minutes")
}

// points turns the readings into their final form, instants into wall-clock
// time. Instants stay in their own order, so that in an hour that occurs twice
// the first pass wins.
func (b *builder) points() ([]point, error) {
	out := make([]point, len(b.raws))
	zone := b.opts.Zone
	var top, topInstant uint32
	for i, r := range b.raws {
		t := r.t
		if b.instants && (zone != nil || b.offsets) {
			offset := int(r.off) * 60
			if zone != nil {
				_, offset = time.Unix(base+int64(r.t), 0).In(zone).Zone()
			}
			wall := int64(r.t) + int64(offset)
			if wall < 0 {
				return nil, fail(KindDate, int(r.line), 0, "the date is before 2000")
			}
			t = uint32(wall)
			if i > 0 && t <= top && r.t > topInstant {
				b.report.ClockSetBack++
			}
			if t > top {
				top, topInstant = t, r.t
			}
		}
		switch r.v {
		case lowValue | pinned:
			b.report.PinnedLow++
		case highValue | pinned:
			b.report.PinnedHigh++
		}
		out[i] = point{t: t, v: r.v}
	}
	return out, nil
}
