package statement

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

var pageMetrics = []claim.Metric{
	claim.Steps, claim.PAPMinutes, claim.RestingHeartRate, claim.BloodPressure, claim.HbA1c, claim.AHI,
	claim.ICD10CM, claim.SNOMED, claim.CPICPhenotype,
}

func TestPagesAreOfMetricsWithoutAChain(t *testing.T) {
	want := map[claim.Family][2]int{claim.Series: {0, 0}, claim.Daily: {366, 17}, claim.Panel: {64, 38}, claim.Codes: {64, 36}}
	for _, m := range claim.Metrics() {
		if got := [2]int{PageLength(m), PageBits(m)}; got != want[m.Family()] || HasPage(m) != (got[0] > 0) {
			t.Errorf("%s: %v, want %v", m.Name(), got, want[m.Family()])
		}
	}
	if HasPage(0) {
		t.Error("no metric has a page")
	}
}

// days draws blocks of a metric: about one entry in two days.
func days(t testing.TB, r *rand.Rand, m claim.Metric, n int) []Block {
	t.Helper()
	blocks := make([]Block, n)
	for i := range blocks {
		if m.Family() == claim.Daily {
			blocks[i] = Block{0}
		}
		if r.IntN(2) == 0 {
			continue
		}
		blocks[i] = Block{randomEntry(t, r, m)}
		if m.Family() == claim.Panel && r.IntN(3) == 0 {
			blocks[i] = append(blocks[i], randomEntry(t, r, m))
		}
	}
	return blocks
}

// The page of each day is what its definition says of all days before, however long
// the record: the last 366 values, the last 64 measurements of the last 4095 days, or
// all codes.
func TestPagesHoldWhatCounts(t *testing.T) {
	const first claim.Day = 100
	for _, m := range pageMetrics {
		r := seeded("pages " + m.Name())
		n := 800
		if m.Family() == claim.Codes {
			n = 60
		}
		blocks := days(t, r, m, n)
		var entries []Entry
		for i := range blocks {
			var err error
			today := first + claim.Day(i)
			if entries, err = Advance(m, entries, today, blocks[i]); err != nil {
				t.Fatal(err)
			}
			page := NewPage(m, today, entries)
			want := make(Page, PageLength(m))
			switch m.Family() {
			case claim.Daily:
				for age := range want {
					if i-age >= 0 {
						want[age] = blocks[i-age][0]
					}
				}
			case claim.Panel:
				place := 0
				for age := 0; i-age >= 0; age++ {
					for k := len(blocks[i-age]) - 1; k >= 0 && place < len(want); k-- {
						want[place] = blocks[i-age][k] + uint64(age)<<26
						place++
					}
				}
			case claim.Codes:
				all := slices.Concat(blocks[:i+1]...)
				slices.Sort(all)
				copy(want, slices.Compact(all))
			}
			if !slices.Equal(page, want) {
				t.Fatalf("%s, day %d: another page", m.Name(), i)
			}
			if err := page.Check(m); err != nil {
				t.Fatalf("%s, day %d: %v", m.Name(), i, err)
			}
		}
	}
}

// What is too old no longer counts, and a measurement's age fits its field.
func TestAdvanceDropsWhatIsTooOld(t *testing.T) {
	for _, test := range []struct {
		metric claim.Metric
		word   uint64
		last   claim.Day // after how many days it still counts
	}{{claim.Steps, 5000, 365}, {claim.HbA1c, 65, MaxAge}, {claim.ICD10CM, code(t, claim.ICD10CM, "E11"), 20000}} {
		entries := []Entry{{1000, test.word}}
		kept, err := Advance(test.metric, entries, 1000+test.last, nil)
		if err != nil || !slices.Equal(kept, entries) {
			t.Errorf("%s: %v, %v after %d days", test.metric.Name(), kept, err, test.last)
		}
		if err := NewPage(test.metric, 1000+test.last, kept).Check(test.metric); err != nil {
			t.Errorf("%s: %v", test.metric.Name(), err)
		}
		if kept, err = Advance(test.metric, entries, 1001+test.last, nil); err != nil || (len(kept) > 0) != (test.metric == claim.ICD10CM) {
			t.Errorf("%s: %v, %v a day later", test.metric.Name(), kept, err)
		}
	}
}

func TestAdvanceKeepsLists(t *testing.T) {
	codes := codesOf(t, claim.ICD10CM)
	entries, err := Advance(claim.ICD10CM, nil, 5, Block(codes[:CodesLength]))
	if err != nil || len(entries) != CodesLength {
		t.Fatalf("%d codes, %v", len(entries), err)
	}
	// A code that is known already takes no place, on the same day or later.
	again, err := Advance(claim.ICD10CM, entries, 6, Block{codes[3], codes[0], codes[3]})
	if err != nil || !slices.Equal(again, entries) {
		t.Errorf("%d codes, %v", len(again), err)
	}
	if _, err := Advance(claim.ICD10CM, entries, 6, Block{codes[CodesLength]}); !errors.Is(err, ErrPageFull) {
		t.Errorf("one code too many: %v", err)
	}
	// Of measurements the oldest goes.
	var last []Entry
	for i := range uint64(70) {
		if last, err = Advance(claim.HbA1c, last, 10, Block{50 + i}); err != nil {
			t.Fatal(err)
		}
	}
	if len(last) != PanelLength || last[0].Word != 56 || last[63].Word != 119 {
		t.Errorf("%d measurements, from %d to %d", len(last), last[0].Word, last[63].Word)
	}
	// The entries given are not changed.
	base := slices.Clone(entries[:3])
	if _, err := Advance(claim.ICD10CM, base[:2], 6, Block{codes[40]}); err != nil || base[2] != entries[2] {
		t.Errorf("Advance wrote into its input: %v", err)
	}
}

func TestPageCheckRefusesWhatNoRecordMakes(t *testing.T) {
	at := func(m claim.Metric, values ...uint64) Page {
		p := make(Page, PageLength(m))
		copy(p, values)
		return p
	}
	e11, i10 := code(t, claim.ICD10CM, "E11"), code(t, claim.ICD10CM, "I10")
	word := PanelWord(120, 80)
	for name, test := range map[string]struct {
		m    claim.Metric
		page Page
		ok   bool
	}{
		"values":                     {claim.Steps, at(claim.Steps, 0, 5000, 0, 1), true},
		"a short page":               {claim.Steps, at(claim.Steps)[1:], false},
		"a long page":                {claim.Steps, append(at(claim.Steps), 0), false},
		"a value too large":          {claim.Steps, at(claim.Steps, 1<<17), false},
		"a minute too many":          {claim.SleepMinutes, at(claim.SleepMinutes, 1441), false},
		"measurements":               {claim.BloodPressure, at(claim.BloodPressure, AgedWord(word, 0), AgedWord(word, 0), AgedWord(word, MaxAge)), true},
		"measurements by age":        {claim.BloodPressure, at(claim.BloodPressure, AgedWord(word, 2), AgedWord(word, 1)), false},
		"a gap between measurements": {claim.BloodPressure, at(claim.BloodPressure, 0, AgedWord(word, 1)), false},
		"an age too wide":            {claim.BloodPressure, at(claim.BloodPressure, AgedWord(word, MaxAge+1)), false},
		"no diastolic":               {claim.BloodPressure, at(claim.BloodPressure, AgedWord(PanelWord(120, 0), 1)), false},
		"no systolic":                {claim.BloodPressure, at(claim.BloodPressure, AgedWord(PanelWord(0, 80), 1)), false},
		"a second number too many":   {claim.HbA1c, at(claim.HbA1c, PanelWord(60, 1)), false},
		"no events":                  {claim.AHI, at(claim.AHI, PanelWord(400, 0)), true},
		"codes":                      {claim.ICD10CM, at(claim.ICD10CM, e11, i10), true},
		"codes out of order":         {claim.ICD10CM, at(claim.ICD10CM, i10, e11), false},
		"a code twice":               {claim.ICD10CM, at(claim.ICD10CM, e11, e11), false},
		"a gap between codes":        {claim.ICD10CM, at(claim.ICD10CM, e11, 0, i10), false},
		"no code":                    {claim.ICD10CM, at(claim.ICD10CM, 5), false},
		"a series":                   {claim.Glucose5, Page{}, true},
		"a series with a page":       {claim.Glucose5, make(Page, 64), false},
	} {
		if err := test.page.Check(test.m); (err == nil) != test.ok {
			t.Errorf("%s: %v, want ok %t", name, err, test.ok)
		}
	}
}

// Every place, the day, the metric's width and the salt reach the head.
func TestPageHeadDependsOnEverything(t *testing.T) {
	for _, m := range []claim.Metric{claim.Steps, claim.BloodPressure, claim.ICD10CM} {
		p := make(Page, PageLength(m))
		for i := range p {
			p[i] = uint64(i + 1)
		}
		seen := map[Field]bool{p.Head(m, 20000, number(7)): true}
		add := func(what string, h Field) {
			if seen[h] {
				t.Errorf("%s: %s does not change the head", m.Name(), what)
			}
			seen[h] = true
		}
		add("the salt", p.Head(m, 20000, number(8)))
		add("the day", p.Head(m, 20001, number(7)))
		for i := range p {
			changed := slices.Clone(p)
			changed[i] ^= 1 << (PageBits(m) - 1)
			add("a place", changed.Head(m, 20000, number(7)))
			if i > 0 {
				changed[i], changed[i-1] = p[i-1], p[i]
				add("the order", changed.Head(m, 20000, number(7)))
			}
		}
	}
	// A page is no day block.
	numbers := make([]uint64, 64)
	if Absorb(KindPage, number(1), 5, 9, numbers) == Absorb(KindDay, number(1), 5, 9, numbers) {
		t.Error("a page hashes like a day")
	}
}

// Fixed vectors: a change of the encoding breaks every seal ever made.
func TestPageKnownAnswers(t *testing.T) {
	for m, want := range map[claim.Metric]string{
		claim.Steps:         "0x0690809a9e4d9941794fd8ed18ce343bf77c557a2bf5899500774bfe2a282acf",
		claim.BloodPressure: "0x0f5e68815cddc82cc3cdb513616d66bc49bd25fff3acd18860863e49ce4ddd20",
		claim.ICD10CM:       "0x2061301a779f6c3b63407aa6c6ddaa0746cc8f409d67a8fc751e1c7aa5f44838",
	} {
		p := make(Page, PageLength(m))
		for i := range p {
			p[i] = uint64(1000 + 7*i)
		}
		if got := FormatField(p.Head(m, 20666, number(1))); got != want {
			t.Errorf("%s: %s, want %s", m.Name(), got, want)
		}
	}
	key := newKey(t, "issuer")
	if got, want := FormatField(key.PageSalt(number(5), claim.Steps, 20666)), "0x2987677537d43b74f0383e85e45a342ea3da5e0ce38b22cb1c58896c9400dab5"; got != want {
		t.Errorf("salt %s, want %s", got, want)
	}
}

// A salt is of one issuer, subject, metric and first day.
func TestPageSaltsDiffer(t *testing.T) {
	key := newKey(t, "issuer")
	salt := key.PageSalt(number(5), claim.Steps, 100)
	if again := key.PageSalt(number(5), claim.Steps, 100); again != salt || salt.IsZero() {
		t.Error("a salt is not derived")
	}
	for name, other := range map[string]Field{
		"issuer": newKey(t, "other").PageSalt(number(5), claim.Steps, 100), "subject": key.PageSalt(number(6), claim.Steps, 100),
		"metric": key.PageSalt(number(5), claim.HbA1c, 100), "day": key.PageSalt(number(5), claim.Steps, 101),
		"day's high bits": key.PageSalt(number(5), claim.Steps, 100+1<<24),
	} {
		if other == salt {
			t.Errorf("the salt does not depend on the %s", name)
		}
	}
}

func TestPanelWords(t *testing.T) {
	r := seeded("words")
	for range 200 {
		a, b, age := r.Uint64N(1<<13), r.Uint64N(1<<13), claim.Day(r.IntN(MaxAge+1))
		word, back := SplitAged(AgedWord(PanelWord(a, b), age))
		if x, y := SplitWord(word); x != a || y != b || back != age {
			t.Fatalf("(%d, %d) aged %d came back as (%d, %d) aged %d", a, b, age, x, y, back)
		}
	}
	if AgedWord(PanelWord(1<<13-1, 1<<13-1), MaxAge) != 1<<panelBits-1 {
		t.Error("the parts of a measurement do not fill its width")
	}
}
