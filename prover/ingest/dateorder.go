package ingest

import "bytes"

// The two readings of a date: which of its first two numbers is the month.
const (
	asMonthFirst = 0
	asDayFirst   = 1
)

// A libreDate is a timestamp whose first two numbers may be month and day or
// day and month.
type libreDate struct {
	a, b   int // first and second number
	year   int // 2000 to 2127
	minute int // of the day
	iso    bool
	old    bool // a year before 2000
}

// setDate reads the three numbers of a date.
func (d *libreDate) setDate(s []byte) bool {
	i := bytes.IndexAny(s, "-/.")
	if i < 0 {
		return false
	}
	parts := bytes.Split(s, s[i:i+1])
	if len(parts) != 3 {
		return false
	}
	var n [3]int
	for i, p := range parts {
		v, ok := atoi(p)
		if !ok || len(p) > 4 {
			return false
		}
		n[i] = v
	}
	year := 2
	if len(parts[0]) == 4 {
		// Year first: the rest is month and day everywhere.
		d.iso, year = true, 0
		d.a, d.b = n[1], n[2]
	} else {
		d.a, d.b = n[0], n[1]
	}
	d.year = n[year]
	switch len(parts[year]) {
	case 2:
		d.year += 2000
	case 4:
	default:
		return false
	}
	d.old = d.year < minYear
	return d.a >= 1 && d.a <= 31 && d.b >= 1 && d.b <= 31 && d.year <= maxYear
}

// setClock reads H:MM or HH:MM, with seconds, with AM or PM.
func (d *libreDate) setClock(s []byte) bool {
	half := 0
	if n := len(s); n > 2 {
		switch string(bytes.ToUpper(s[n-2:])) {
		case "AM":
			half = 1
		case "PM":
			half = 2
		}
	}
	if half > 0 {
		s = bytes.TrimSpace(s[:len(s)-2])
	}
	parts := bytes.Split(s, []byte(":"))
	if len(parts) != 2 && len(parts) != 3 {
		return false
	}
	var n [3]int
	for i, p := range parts {
		v, ok := atoi(p)
		if !ok || len(p) > 2 || i > 0 && (len(p) != 2 || v > 59) {
			return false
		}
		n[i] = v
	}
	h := n[0]
	if half > 0 {
		if h < 1 || h > 12 {
			return false
		}
		h = h%12 + 12*(half-1)
	}
	d.minute = h*60 + n[1]
	return h <= 23
}

// pack and unpackDate keep an undecided date in 29 bits.
func (d libreDate) pack() uint32 {
	p := uint32(d.a)<<24 | uint32(d.b)<<19 | uint32(d.year-minYear)<<11 | uint32(d.minute)
	if d.iso {
		p |= 1 << 29
	}
	return p
}

func unpackDate(p uint32) libreDate {
	return libreDate{
		a:      int(p >> 24 & 31),
		b:      int(p >> 19 & 31),
		year:   int(p>>11&255) + minYear,
		minute: int(p & 2047),
		iso:    p>>29 == 1,
	}
}

// seconds reads the date in the given order.
func (d libreDate) seconds(order int) (sec int64, ok bool) {
	mo, dy := d.a, d.b
	if order == asDayFirst && !d.iso {
		mo, dy = dy, mo
	}
	sec, ok = secondsOf(d.year, mo, dy, 0, 0, 0)
	return sec + int64(d.minute)*60, ok
}

// A dateJudge follows a file in both orders at once and decides at the end.
// Guessing would move readings by months without any sign.
type dateJudge struct {
	now       int64
	forced    [2]int // line of the first date that only this order can read
	ambiguous bool   // the date of some reading differs between the orders
	midnights [2]int // times the readings run on from one day into the next
	again     [2]int
	first     [2]*Error // what is wrong with the file in this order
	bad       [2]bool   // the readings go backwards in this order
}

// look takes any dated row.
func (j *dateJudge) look(d libreDate, line int) *Error {
	if d.old {
		return fail(KindDate, line, lvTime+1, "the date is before 2000")
	}
	if d.iso {
		if _, ok := d.seconds(asMonthFirst); !ok {
			return fail(KindDate, line, lvTime+1, "no such day")
		}
		return nil
	}
	_, m := d.seconds(asMonthFirst)
	_, t := d.seconds(asDayFirst)
	switch {
	case !m && !t:
		return fail(KindDate, line, lvTime+1, "no such day")
	case m && !t:
		j.force(asMonthFirst, line)
	case t && !m:
		j.force(asDayFirst, line)
	}
	return nil
}

func (j *dateJudge) force(order, line int) {
	if j.forced[order] == 0 {
		j.forced[order] = line
	}
}

// midnightGap is the longest pause over midnight that still counts as readings
// running on, in seconds. In the wrong order the pause is about a month.
const midnightGap = 3600

// follow takes a history row of one device.
func (j *dateJudge) follow(s *stream, d libreDate, v uint16, line int) {
	j.ambiguous = j.ambiguous || !d.iso && d.a != d.b
	for o := range j.first {
		sec, ok := d.seconds(o)
		if !ok {
			continue
		}
		if err := checkTime(sec, j.now, line, lvTime+1); err != nil {
			j.fault(o, err)
		}
		k := &s.track[o]
		if k.seen && sec > k.max && sec-k.max <= midnightGap && sec/day != k.max/day {
			j.midnights[o]++
		}
		again, backwards := k.step(sec, v)
		if again {
			j.again[o]++
		}
		if backwards {
			j.bad[o] = true
			j.fault(o, fail(KindBackwards, line, lvTime+1, "a row is more than two hours earlier than one above it of the same device"))
		}
	}
}

func (j *dateJudge) fault(order int, err *Error) {
	if j.first[order] == nil {
		j.first[order] = err
	}
}

// decide returns the order, from the strongest evidence to the weakest: a
// number above 12, readings that would go backwards, readings that run on over
// midnight.
func (j *dateJudge) decide(want DateOrder) (int, *Error) {
	m, t := j.forced[asMonthFirst], j.forced[asDayFirst]
	switch {
	case m > 0 && t > 0:
		return 0, fail(KindDateOrder, max(m, t), lvTime+1, "some dates only fit month first, others only day first")
	case want == MonthFirst && t > 0:
		return 0, fail(KindDateOrder, t, lvTime+1, "month first was asked for, but a date only fits day first")
	case want == DayFirst && m > 0:
		return 0, fail(KindDateOrder, m, lvTime+1, "day first was asked for, but a date only fits month first")
	case want == MonthFirst || m > 0:
		return asMonthFirst, nil
	case want == DayFirst || t > 0:
		return asDayFirst, nil
	case !j.ambiguous:
		return asMonthFirst, nil
	}
	for o, other := range [2]int{asDayFirst, asMonthFirst} {
		// Evidence for the other order outweighs a fault in it: a joined file
		// must not be turned into one that happens to run forwards.
		if j.midnights[other] == 0 && !j.bad[o] && (j.bad[other] || j.midnights[o] > 0) {
			return o, nil
		}
	}
	return 0, fail(KindDateOrder, 0, lvTime+1, "every date can be read both ways")
}
