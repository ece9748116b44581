package ingest

import (
	"strings"
	"time"
)

// A moment is a point in time with the wall clock beside it. A bare date is
// midnight of a wall clock whose offset nobody knows.
type moment struct {
	sec  int64 // instant, seconds since 1970; for a date its midnight as if in UTC
	off  int   // minutes the wall clock was ahead of UTC
	date bool
}

// wall is the wall clock as seconds since 1970.
func (m moment) wall() int64 { return m.sec + int64(m.off)*60 }

// in moves the wall clock to a zone. A date stays what it is.
func (m moment) in(zone *time.Location) moment {
	if zone != nil && !m.date {
		_, seconds := time.Unix(m.sec, 0).In(zone).Zone()
		m.off = seconds / 60
	}
	return m
}

func (m moment) isZero() bool { return m == moment{} }

// momentOf reads an RFC 3339 time, which must have an offset or Z, or a bare
// date. The second result says what is wrong.
func momentOf(s string) (moment, string) {
	if len(s) == len("2006-01-02") {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return moment{sec: t.Unix(), date: true}, ""
		}
	}
	sec, why := instantOf(s)
	if why != "" {
		return moment{}, why
	}
	return moment{sec: sec, off: offsetOf(s)}, ""
}

// offsetOf reads the offset at the end of a time that instantOf has read, in
// minutes: Z, +hh:mm or +hhmm.
func offsetOf(s string) int {
	i := strings.LastIndexAny(s, "+-")
	if i < 0 || strings.HasSuffix(s, "Z") {
		return 0
	}
	digits := strings.ReplaceAll(s[i+1:], ":", "")
	n, ok := atoi([]byte(digits))
	if !ok {
		return 0
	}
	minutes := n/100*60 + n%100
	if s[i] == '-' {
		return -minutes
	}
	return minutes
}

// appleMoment reads the time of Apple Health, 2006-01-02 15:04:05 -0700.
func appleMoment(s string) (moment, string) {
	if len(s) != len("2006-01-02 15:04:05 -0700") || s[19] != ' ' || s[20] != '+' && s[20] != '-' {
		return moment{}, "a time cannot be read"
	}
	sec, ok := parseISO([]byte(s[:19]))
	_, digits := atoi([]byte(s[21:]))
	off := offsetOf(s)
	if !ok || !digits || off < -maxOffset || off > maxOffset {
		return moment{}, "a time cannot be read"
	}
	return moment{sec: sec - int64(off)*60, off: off}, ""
}

// maxOffset is the largest distance of a wall clock from UTC, in minutes: the
// zones in use lie between -12 and +14 hours.
const maxOffset = 14 * 60

// dayNumber is the civil day of seconds since 1970, also before 1970.
func dayNumber(sec int64) int {
	d := sec / day
	if sec%day < 0 {
		d--
	}
	return int(d)
}
