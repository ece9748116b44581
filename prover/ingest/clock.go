package ingest

import "time"

// base is 2000-01-01, from which stored times count seconds. An unsigned 32-bit
// count reaches past 2099.
const base = 946684800

const day = 24 * 3600

// endOfTime is 2100-01-01.
const endOfTime = 4102444800

// secondsOf returns the seconds since 1970 of a wall clock, every day having
// 24 hours. It reports false if the date or the time of day does not exist.
func secondsOf(y, mo, d, h, mi, s int) (int64, bool) {
	if mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59 {
		return 0, false
	}
	return int64(dayOf(y, mo, d))*day + int64(h*3600+mi*60+s), true
}

func daysIn(y, mo int) int {
	switch mo {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// dayOf counts days since 1970-01-01 (civil calendar, years from March).
func dayOf(y, mo, d int) int {
	if mo <= 2 {
		y--
		mo += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(mo-3)+2)/5 + d - 719469
}

// parseISO reads the wall clock of Clarity, 2006-01-02T15:04:05, also with a
// space for the T.
func parseISO(b []byte) (sec int64, ok bool) {
	if len(b) != 19 || b[4] != '-' || b[7] != '-' || b[10] != 'T' && b[10] != ' ' || b[13] != ':' || b[16] != ':' {
		return 0, false
	}
	f := [6]int{}
	for i, p := range [6][2]int{{0, 4}, {5, 7}, {8, 10}, {11, 13}, {14, 16}, {17, 19}} {
		if f[i], ok = atoi(b[p[0]:p[1]]); !ok {
			return 0, false
		}
	}
	return secondsOf(f[0], f[1], f[2], f[3], f[4], f[5])
}

// atoi reads one to nine digits.
func atoi(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 9 || !allDigits(b) {
		return 0, false
	}
	n := 0
	for _, c := range b {
		n = n*10 + int(c-'0')
	}
	return n, true
}

// checkTime refuses times no reading can have.
func checkTime(sec, now int64, line, column int) *Error {
	switch {
	case sec < base:
		return fail(KindDate, line, column, "the date is before 2000")
	case sec > now+futureSlack:
		return fail(KindFutureDate, line, column, "the date is more than a day ahead of the clock")
	case sec >= endOfTime:
		return fail(KindDate, line, column, "the date is after 2099")
	}
	return nil
}

// instantOf reads an RFC 3339 time, which must have an offset or Z. The second
// result tells a bare date or a time without offset from an unreadable one.
func instantOf(s string) (sec int64, why string) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999Z0700"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Unix(), ""
		}
	}
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if _, err := time.Parse(layout, s); err == nil {
			return 0, "a reading has a date without a time of day"
		}
	}
	if _, err := time.Parse("2006-01-02T15:04:05.999999999", s); err == nil {
		return 0, "a reading has a time without an offset from UTC"
	}
	return 0, "a time cannot be read"
}
