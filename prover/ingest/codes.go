package ingest

import (
	"cmp"
	"slices"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// code keeps a coded fact. A code that cannot be read is refused and not left
// out: a list without it would say that the person has not got it.
func (b *builder) code(text string, on int32, at start) *Error {
	word, err := statement.ParseCode(b.metric, text)
	if err != nil {
		if b.metric == claim.SNOMED && len(text) > 10 && allDigits([]byte(text)) {
			return fail(KindCode, at.line, at.column, "a SNOMED CT id of a national extension is too long to be sealed")
		}
		return fail(KindCode, at.line, at.column, "a code is not one of its system")
	}
	if len(b.codes) >= maxCodes {
		return fail(KindTooLarge, at.line, at.column, "too many coded facts")
	}
	b.codes = append(b.codes, entry{on, word})
	return nil
}

// finishCodes keeps each code once, with its first day.
func (b *builder) finishCodes(s *Series) (*Series, error) {
	if err := b.phenotypes(); err != nil {
		return nil, err
	}
	if len(b.codes) == 0 {
		// An export without a coded fact may be one that leaves them out: it does
		// not say that there are none.
		return nil, fail(KindNoReadings, 0, 0, "")
	}
	slices.SortStableFunc(b.codes, func(x, y entry) int {
		return cmp.Or(cmp.Compare(x.day, y.day), cmp.Compare(x.word, y.word))
	})
	seen := make(map[uint64]bool)
	for _, c := range b.codes {
		if seen[c.word] {
			b.report.Duplicates++
			continue
		}
		seen[c.word] = true
		s.entries = append(s.entries, c)
	}
	b.report.Readings = len(s.entries)
	b.holdsNow(s)
	return s, nil
}
