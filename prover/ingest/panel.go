package ingest

import (
	"cmp"
	"slices"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// panelEntries gives the measurements in order of time, equal times in order of
// the file. A measurement that is there twice, with the same time and the same
// numbers, counts once.
func (b *builder) panelEntries() []entry {
	slices.SortStableFunc(b.items, func(x, y item) int {
		return cmp.Or(cmp.Compare(x.wall(), y.wall()), cmp.Compare(x.line, y.line))
	})
	seen := make(map[item]bool)
	kept := b.items[:0]
	for _, x := range b.items {
		same := item{t: x.t, off: x.off, a: x.a, b: x.b}
		if seen[same] {
			b.report.Duplicates++
			continue
		}
		seen[same] = true
		kept = append(kept, x)
	}
	b.items = kept
	if b.metric == claim.BMI {
		b.pair()
	}
	out := make([]entry, len(b.items))
	for i, x := range b.items {
		out[i] = entry{int32(x.day()), statement.PanelWord(uint64(x.a), uint64(x.b))}
	}
	return out
}

// pair puts each weight together with the height of the same day, the last one if
// there are several. A weight without a height is left out and counted: a height
// of another year may be that of a child.
func (b *builder) pair() {
	heights := make(map[int]uint16)
	for _, x := range b.items {
		if x.b > 0 {
			heights[x.day()] = x.b
		}
	}
	kept := b.items[:0]
	for _, x := range b.items {
		if x.a == 0 {
			continue
		}
		if x.b = heights[x.day()]; x.b == 0 {
			b.report.Skipped.Unpaired++
			continue
		}
		kept = append(kept, x)
	}
	b.items = kept
}

// birthday keeps the day of birth, for the metric age alone.
func (b *builder) birthday(text string, at start) *Error {
	m, why := momentOf(text)
	if why != "" || !m.date {
		return fail(KindDate, at.line, at.column, "a birth date is not a full date")
	}
	d := dayNumber(m.sec)
	switch {
	case b.born && d != b.birth:
		return fail(KindSubjects, at.line, at.column, "two birth dates")
	case m.sec > b.now+futureSlack:
		return fail(KindFutureDate, at.line, at.column, "a birth date is in the future")
	}
	b.birth, b.born = d, true
	return nil
}

func (b *builder) finishAge(s *Series) (*Series, error) {
	if !b.born {
		return nil, fail(KindNoReadings, 0, 0, "")
	}
	years := ageOn(b.birth, b.today())
	if years < 1 || years > int(claim.Age.Channels()[0].Max) {
		return nil, fail(KindRange, 0, 0, "an age outside of 1 to 130 years")
	}
	s.birth = b.birth
	b.report.Readings = 1
	b.holdsNow(s)
	return s, nil
}

// ageOn gives the full years between two days. Somebody born on 29 February is a
// year older on 1 March of a year without that day.
func ageOn(birth, on int) int {
	y, m, d := dateOf(birth)
	oy, om, od := dateOf(on)
	years := oy - y
	if om < m || om == m && od < d {
		years--
	}
	return years
}

// dateOf is the inverse of dayOf.
func dateOf(n int) (y, m, d int) {
	for y = 1970 + n/366 - 2; dayOf(y+1, 1, 1) <= n; {
		y++
	}
	for m = 1; m < 12 && dayOf(y, m+1, 1) <= n; {
		m++
	}
	return y, m, n - dayOf(y, m, 1) + 1
}
