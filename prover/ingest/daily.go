package ingest

import (
	"cmp"
	"slices"

	"vitalproof/circuits/claim"
)

// nightGap is how long, in seconds, somebody may be awake and still be in the
// same night. It is a rule of this package: an hour up at night joins what is
// before and after, an afternoon does not.
const nightGap = 2 * 3600

// dailyEntries gives one value a day.
//
//	steps, active minutes, PAP minutes   the sum of the source with the most on that day; sources are never added
//	sleep                                minutes asleep of the longest night that ends on the day
//	resting heart rate                   the last value of the day
//	HRV                                  the mean of the day's values, rounded half up
func (b *builder) dailyEntries() ([]entry, *Error) {
	var days map[int]uint64
	switch b.metric {
	case claim.SleepMinutes:
		days = b.nights()
	case claim.RestingHeartRate:
		days = b.lastOfDay()
	case claim.HRVSDNN, claim.HRVRMSSD:
		days = b.means()
	default:
		days = b.daySums()
	}
	return b.dayValues(days)
}

// dayValues puts the values into order. A day of 0 is one without a value.
func (b *builder) dayValues(days map[int]uint64) ([]entry, *Error) {
	var out []entry
	for d, v := range days {
		if v == 0 {
			continue
		}
		if !b.metric.HasReading(v) {
			return nil, fail(KindRange, 0, 0, "the value of a day is outside the bounds of its metric")
		}
		out = append(out, entry{int32(d), v})
	}
	slices.SortFunc(out, func(x, y entry) int { return cmp.Compare(x.day, y.day) })
	return out, nil
}

// bySource sorts the items by source, then time, then line, and removes records
// that are there twice.
func (b *builder) bySource() {
	slices.SortFunc(b.items, func(x, y item) int {
		return cmp.Or(cmp.Compare(x.stream, y.stream), cmp.Compare(x.t, y.t), cmp.Compare(x.line, y.line))
	})
	b.items = slices.CompactFunc(b.items, func(x, y item) bool {
		if x.stream != y.stream || x.t != y.t || x.length != y.length || x.a != y.a || x.whole != y.whole {
			return false
		}
		b.report.Duplicates++
		return true
	})
}

// A daySum is what one source says of a day.
type daySum struct {
	parts, whole uint64
	records      int
}

func (s daySum) total() uint64 { return max(s.parts, s.whole) }

// daySums adds up each source alone and takes the one with the most on each day.
// A record belongs to the day in which it begins. A total of a day is not added
// to its parts, and a record that begins before the one before it of the same
// source has ended is left out: no minute is counted twice.
func (b *builder) daySums() map[int]uint64 {
	b.bySource()
	type key struct {
		day    int
		stream uint16
	}
	sums := make(map[key]daySum)
	var end int64
	for i, x := range b.items {
		if i == 0 || b.items[i-1].stream != x.stream {
			end = 0
		}
		k := key{x.day(), x.stream}
		s := sums[k]
		switch {
		case x.whole:
			s.whole = max(s.whole, uint64(x.a))
		case int64(x.t) < end:
			b.report.Overlapping++
			continue
		default:
			s.parts += uint64(x.a)
			end = int64(x.t) + int64(x.length)
		}
		s.records++
		sums[k] = s
	}
	days, left := make(map[int]uint64), make(map[int]int)
	records := 0
	for k, s := range sums {
		records += s.records
		// Of sources that are equal one is taken; it does not matter which, but the
		// report must not depend on the order of a map.
		if most := days[k.day]; s.total() > most || s.total() == most && s.records > left[k.day] {
			days[k.day], left[k.day] = s.total(), s.records
		}
	}
	for _, n := range left {
		records -= n
	}
	b.report.OtherSource = records
	return days
}

// nights gives the minutes asleep of the longest night that ends on each day, the
// day of waking. Stretches of one source that overlap are merged; sources are
// never added.
func (b *builder) nights() map[int]uint64 {
	b.bySource()
	days := make(map[int]uint64)
	var asleep, end int64 // of the night so far: seconds asleep, and its end
	var wake int
	keep := func() {
		days[wake] = max(days[wake], uint64(asleep/60))
	}
	open := false
	for i, x := range b.items {
		if x.whole {
			days[x.endDay()] = max(days[x.endDay()], uint64(x.a))
			continue
		}
		from, to := int64(x.t), int64(x.t)+int64(x.length)
		if open && (b.items[i-1].stream != x.stream || from > end+nightGap) {
			keep()
			open = false
		}
		switch {
		case !open:
			asleep, end, wake, open = to-from, to, x.endDay(), true
		case to > end:
			if from < end {
				b.report.Overlapping++
			}
			asleep += to - max(from, end)
			end, wake = to, x.endDay()
		default:
			b.report.Overlapping++
		}
	}
	if open {
		keep()
	}
	return days
}

// lastOfDay takes the latest value of each day, of equal times that of the later
// line: a device that corrects itself writes again.
func (b *builder) lastOfDay() map[int]uint64 {
	slices.SortStableFunc(b.items, func(x, y item) int {
		return cmp.Or(cmp.Compare(x.t, y.t), cmp.Compare(x.line, y.line))
	})
	days := make(map[int]uint64)
	for _, x := range b.items {
		days[x.day()] = uint64(x.a)
	}
	return days
}

// means takes the mean of each day's values.
func (b *builder) means() map[int]uint64 {
	b.bySource()
	sums, counts := make(map[int]uint64), make(map[int]uint64)
	for _, x := range b.items {
		sums[x.day()] += uint64(x.a)
		counts[x.day()]++
	}
	for d, n := range counts {
		sums[d] = (2*sums[d] + n) / (2 * n)
	}
	return sums
}
