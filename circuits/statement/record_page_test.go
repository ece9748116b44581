package statement

import (
	"errors"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

// pageRecord is a record of a metric without a chain.
func pageRecord(t *testing.T, m claim.Metric, n int) (*Record, PrivateKey) {
	t.Helper()
	key := newKey(t, "issuer")
	r, err := NewRecord(key.Public(), newSecret(t, "holder").Subject(key.Public()), m, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(key, 2, days(t, seeded("page record "+m.Name()), m, n)...); err != nil {
		t.Fatal(err)
	}
	return r, key
}

// later is the record that goes on after another, as an issuer makes it who keeps
// what counts and not the days.
func later(t *testing.T, r *Record, key PrivateKey, n int) *Record {
	t.Helper()
	start, entries, err := r.After()
	if err != nil {
		t.Fatal(err)
	}
	next := &Record{Metric: r.Metric, Issuer: r.Issuer, Subject: r.Subject, Start: start, Before: entries, FirstDay: r.LastDay() + 1}
	if err := next.Append(key, 2, days(t, seeded("later"), r.Metric, n)...); err != nil {
		t.Fatal(err)
	}
	return next
}

func TestPageRecordsVerify(t *testing.T) {
	for _, m := range pageMetrics {
		r, key := pageRecord(t, m, 12)
		if err := r.Verify(); err != nil {
			t.Errorf("%s: %v", m.Name(), err)
		}
		if want := key.PageSalt(r.Subject, m, firstDay); r.Start != want {
			t.Errorf("%s: another salt", m.Name())
		}
		next := later(t, r, key, 5)
		if err := next.Verify(); err != nil {
			t.Errorf("%s, next record: %v", m.Name(), err)
		}
		if next.Start != r.Start {
			t.Errorf("%s: the salt changed on the way", m.Name())
		}
		// Both in one say the same of the last day.
		whole := *r
		whole.Days = append(slices.Clone(r.Days), next.Days...)
		if err := whole.Verify(); err != nil {
			t.Errorf("%s, both in one: %v", m.Name(), err)
		}
		a, err := whole.Window(whole.LastDay(), 1)
		if err != nil {
			t.Fatal(err)
		}
		b, err := next.Window(next.LastDay(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(a.Page, b.Page) || a.Head() != b.Head() || a.Verify() != nil || b.Verify() != nil {
			t.Errorf("%s: two records of the same days differ", m.Name())
		}
	}
}

func TestPageRecordsNoticeEveryCorruption(t *testing.T) {
	const m = claim.HbA1c
	for name, corrupt := range map[string]func(*Record){
		"a measurement":         func(r *Record) { r.Days[1].Block = Block{66} },
		"a measurement removed": func(r *Record) { r.Days[1].Block = nil },
		"a measurement added":   func(r *Record) { r.Days[1].Block = append(Block{60}, r.Days[1].Block...) },
		"a bad measurement":     func(r *Record) { r.Days[1].Block = Block{19} },
		"the salt":              func(r *Record) { r.Start = number(5) },
		"no salt":               func(r *Record) { r.Start = Field{} },
		"seals swapped":         func(r *Record) { r.Days[1].Seal, r.Days[2].Seal = r.Days[2].Seal, r.Days[1].Seal },
		"a day dropped":         func(r *Record) { r.Days = slices.Delete(r.Days, 1, 2) },
		"first day dropped":     func(r *Record) { r.Days = r.Days[1:] },
		"the first day":         func(r *Record) { r.FirstDay++ },
		"the metric":            func(r *Record) { r.Metric = claim.Cholesterol },
		"an entry before":       func(r *Record) { r.Before = append(r.Before, Entry{firstDay - 1, 65}) },
		"a chain of days":       func(r *Record) { r.Metric = claim.Glucose5 },
	} {
		r, _ := pageRecord(t, m, 0)
		key := newKey(t, "issuer")
		if err := r.Append(key, 2, Block{61}, Block{62}, Block{}, Block{63, 64}); err != nil {
			t.Fatal(err)
		}
		corrupt(r)
		if err := r.Verify(); !errors.Is(err, ErrRecordCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Entries before a record come from a holder's file. They are sealed only with the
// first page, so they must be such that days can have left them: else a check of the
// blocks would not have seen them.
func TestEntriesBeforeARecordAreChecked(t *testing.T) {
	e11, i10 := code(t, claim.ICD10CM, "E11"), code(t, claim.ICD10CM, "I10")
	many := make([]Entry, PanelLength+1)
	for i := range many {
		many[i] = Entry{firstDay - 100 + claim.Day(i), 60}
	}
	crowd := slices.Repeat([]Entry{{firstDay - 5, 60}}, MaxDayEntries+1)
	var codes []Entry
	for i, word := range codesOf(t, claim.ICD10CM)[:CodesLength+1] {
		codes = append(codes, Entry{firstDay - 80 + claim.Day(i), word})
	}
	for name, test := range map[string]struct {
		m      claim.Metric
		before []Entry
		ok     bool
	}{
		"none":                               {claim.Steps, nil, true},
		"values":                             {claim.Steps, []Entry{{firstDay - 9, 5000}, {firstDay - 1, 1}}, true},
		"the oldest value that counts":       {claim.Steps, []Entry{{firstDay - 366, 5000}}, true},
		"a value that no longer counts":      {claim.Steps, []Entry{{firstDay - 367, 5000}}, false},
		"a value of the first day":           {claim.Steps, []Entry{{firstDay, 5000}}, false},
		"a value of tomorrow":                {claim.Steps, []Entry{{firstDay + 1, 5000}}, false},
		"values out of order":                {claim.Steps, []Entry{{firstDay - 1, 1}, {firstDay - 9, 5000}}, false},
		"two values of a day":                {claim.Steps, []Entry{{firstDay - 1, 1}, {firstDay - 1, 2}}, false},
		"two values of a day, apart":         {claim.Steps, []Entry{{firstDay - 2, 1}, {firstDay - 1, 2}, {firstDay - 2, 1}}, false},
		"no value":                           {claim.Steps, []Entry{{firstDay - 1, 0}}, false},
		"a value too large":                  {claim.Steps, []Entry{{firstDay - 1, 1 << 17}}, false},
		"a day of 0":                         {claim.ICD10CM, []Entry{{0, e11}}, false},
		"a negative day":                     {claim.ICD10CM, []Entry{{-5, e11}}, false},
		"measurements":                       {claim.HbA1c, []Entry{{firstDay - 2000, 60}, {firstDay - 1, 61}, {firstDay - 1, 60}}, true},
		"the oldest measurement that counts": {claim.HbA1c, []Entry{{firstDay - 1 - MaxAge, 60}}, true},
		"a measurement too old":              {claim.HbA1c, []Entry{{firstDay - 2 - MaxAge, 60}}, false},
		"as many measurements as count":      {claim.HbA1c, many[1:], true},
		"more measurements than count":       {claim.HbA1c, many, false},
		"too many measurements of a day":     {claim.HbA1c, crowd, false},
		"no measurement":                     {claim.HbA1c, []Entry{{firstDay - 1, 0}}, false},
		"a bad measurement":                  {claim.HbA1c, []Entry{{firstDay - 1, 19}}, false},
		"an aged measurement":                {claim.HbA1c, []Entry{{firstDay - 1, AgedWord(60, 4)}}, false},
		"codes":                              {claim.ICD10CM, []Entry{{firstDay - 9, i10}, {firstDay - 1, e11}}, true},
		"codes of one day in any order":      {claim.ICD10CM, []Entry{{firstDay - 9, i10}, {firstDay - 9, e11}}, true},
		"a code twice":                       {claim.ICD10CM, []Entry{{firstDay - 9, e11}, {firstDay - 1, e11}}, false},
		"no code":                            {claim.ICD10CM, []Entry{{firstDay - 9, 5}}, false},
		"as many codes as fit":               {claim.ICD10CM, codes[:CodesLength], true},
		"more codes than fit":                {claim.ICD10CM, codes, false},
		"entries of a series":                {claim.Glucose15, []Entry{{firstDay - 1, 100}}, false},
	} {
		r := &Record{Metric: test.m, FirstDay: firstDay, Before: test.before}
		if err := r.checkBefore(); (err == nil) != test.ok || err != nil && !errors.Is(err, ErrRecordCorrupt) {
			t.Errorf("%s: %v, want ok %t", name, err, test.ok)
		}
	}
	// Verify asks, even where the seals fit.
	key := newKey(t, "issuer")
	r := &Record{
		Metric: claim.ICD10CM, Issuer: key.Public(), Subject: number(3), Start: number(4), FirstDay: firstDay,
		Before: []Entry{{firstDay - 9, e11}, {firstDay - 1, e11}},
	}
	if err := r.Append(key, 1, Block{i10}); err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); !errors.Is(err, ErrRecordCorrupt) {
		t.Errorf("a code twice before the record: %v", err)
	}
	r.Before = r.Before[:1]
	r.Days = nil
	if err := r.Append(key, 1, Block{i10}); err != nil || r.Verify() != nil {
		t.Errorf("a record that goes on is refused: %v", err)
	}
}

// A window of a metric with pages is the page of its last day, from whatever day the
// window begins.
func TestPageWindows(t *testing.T) {
	r, _ := pageRecord(t, claim.BloodPressure, 20)
	for end := firstDay; end < firstDay+20; end++ {
		w, err := r.Window(end, 90)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Page) != PanelLength || w.Blocks != nil || w.HeadBefore != r.Start || w.Verify() != nil {
			t.Errorf("the window to %s is another", end)
		}
		for i, v := range w.Page {
			word, age := SplitAged(v)
			if v != 0 && !slices.Contains(r.Days[end-age-firstDay].Block, word) {
				t.Errorf("place %d is no measurement of its day", i)
			}
		}
		// The seal is of this page and of no other.
		w.Page[0] ^= 1
		if w.Verify() == nil {
			t.Errorf("a changed page verifies on %s", end)
		}
	}
	for name, try := range map[string][2]int{
		"before the first day": {-1, 1}, "after the last day": {20, 1}, "no days": {3, 0}, "negative days": {3, -1},
	} {
		if _, err := r.Window(firstDay+claim.Day(try[0]), try[1]); !errors.Is(err, ErrNotInRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An Append that fails leaves the record as it was.
func TestAppendOfTooManyCodesChangesNothing(t *testing.T) {
	r, key := pageRecord(t, claim.ICD10CM, 0)
	codes := codesOf(t, claim.ICD10CM)
	if err := r.Append(key, 2, Block(codes[:60])); err != nil {
		t.Fatal(err)
	}
	if err := r.Append(key, 2, Block{codes[60]}, Block(codes[61:66])); !errors.Is(err, ErrPageFull) {
		t.Errorf("65 codes: %v", err)
	}
	if err := r.Append(key, 2, make(Block, MaxDayEntries+1)); !errors.Is(err, ErrBlock) {
		t.Errorf("a day of too many codes: %v", err)
	}
	if len(r.Days) != 1 || r.Verify() != nil {
		t.Error("the record changed")
	}
}
