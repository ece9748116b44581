package statement

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
)

const firstDay claim.Day = 20600

func newRecord(t *testing.T, m claim.Metric, days int) (*Record, PrivateKey) {
	t.Helper()
	key := newKey(t, "issuer")
	r, err := NewRecord(key.Public(), newSecret(t, "holder").Subject(key.Public()), m, firstDay)
	if err != nil {
		t.Fatal(err)
	}
	random := seeded("record")
	for i := range days {
		if err := r.Append(key, uint8(max(2, 6-i)), randomBlock(random, m)); err != nil {
			t.Fatal(err)
		}
	}
	return r, key
}

func TestRecordVerifies(t *testing.T) {
	for _, m := range []claim.Metric{claim.Glucose5, claim.Glucose15} {
		r, key := newRecord(t, m, 5)
		if err := r.Verify(); err != nil {
			t.Error(err)
		}
		if r.LastDay() != firstDay+4 {
			t.Errorf("last day %s", r.LastDay())
		}
		// Days appended together are sealed like days appended one by one.
		random := seeded("more")
		if err := r.Append(key, 2, randomBlock(random, m), randomBlock(random, m)); err != nil {
			t.Fatal(err)
		}
		if err := r.Verify(); err != nil || len(r.Days) != 7 {
			t.Errorf("%d days: %v", len(r.Days), err)
		}
	}
	a, _ := newRecord(t, claim.Glucose15, 1)
	b, _ := newRecord(t, claim.Glucose15, 1)
	if a.Start == b.Start {
		t.Error("two chains start alike: equal days would show")
	}
	if a.Start.IsZero() {
		t.Error("the chain starts at 0")
	}
}

func TestRecordNoticesEveryCorruption(t *testing.T) {
	for name, corrupt := range map[string]func(*Record){
		"a reading":     func(r *Record) { r.Days[2].Block[50] ^= 1 },
		"a bad reading": func(r *Record) { r.Days[2].Block[50] = 512 },
		"a reading removed": func(r *Record) {
			r.Days[2].Block[slices.IndexFunc(r.Days[2].Block, func(v uint64) bool { return v != 0 })] = 0
		},
		"a short day":       func(r *Record) { r.Days[2].Block = r.Days[2].Block[:95] },
		"an assurance":      func(r *Record) { r.Days[2].Assurance ^= 1 },
		"a high assurance":  func(r *Record) { r.Days[2].Assurance = 200 },
		"a seal":            func(r *Record) { r.Days[2].Seal[63] ^= 1 },
		"seals swapped":     func(r *Record) { r.Days[2].Seal, r.Days[3].Seal = r.Days[3].Seal, r.Days[2].Seal },
		"days swapped":      func(r *Record) { r.Days[2], r.Days[3] = r.Days[3], r.Days[2] },
		"a day dropped":     func(r *Record) { r.Days = slices.Delete(r.Days, 2, 3) },
		"first day dropped": func(r *Record) { r.Days = r.Days[1:] },
		"a day twice":       func(r *Record) { r.Days = slices.Insert(r.Days, 2, r.Days[2]) },
		"the start":         func(r *Record) { r.Start = number(5) },
		"the first day":     func(r *Record) { r.FirstDay++ },
		"a first day of 0":  func(r *Record) { r.FirstDay = 0 },
		"the subject":       func(r *Record) { r.Subject = number(5) },
		"the issuer":        func(r *Record) { r.Issuer = newKey(t, "other").Public() },
		"the metric":        func(r *Record) { r.Metric = claim.Glucose5 },
		"no metric":         func(r *Record) { r.Metric = 0 },
	} {
		r, _ := newRecord(t, claim.Glucose15, 5)
		corrupt(r)
		if err := r.Verify(); !errors.Is(err, ErrRecordCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, _ := newRecord(t, claim.Glucose15, 0)
	if err := r.Verify(); !errors.Is(err, ErrRecordDays) {
		t.Errorf("a record without days: %v", err)
	}
	r, _ = newRecord(t, claim.Glucose15, 1)
	r.Days = slices.Repeat(r.Days, MaxRecordDays+1)
	if err := r.Verify(); !errors.Is(err, ErrRecordDays) {
		t.Errorf("a record of too many days: %v", err)
	}
}

// An Append that fails leaves the record as it was.
func TestAppendRefusesAndChangesNothing(t *testing.T) {
	r, key := newRecord(t, claim.Glucose15, 2)
	good := randomBlock(seeded("good"), claim.Glucose15)
	bad := append(Block{}, good...)
	bad[3] = 501
	for name, try := range map[string]func() error{
		"another issuer": func() error { return r.Append(newKey(t, "other"), 1, good) },
		"a bad reading":  func() error { return r.Append(key, 1, good, bad) },
		"a short day":    func() error { return r.Append(key, 1, good[:50]) },
		"assurance 8":    func() error { return r.Append(key, MaxAssurance+1, good) },
		// A proof shows the last day's level, which must not speak for earlier days.
		"a raised assurance": func() error { return r.Append(key, 6, good) },
		"too many days":      func() error { return r.Append(key, 1, slices.Repeat([]Block{good}, MaxRecordDays)...) },
	} {
		if try() == nil {
			t.Errorf("%s is appended", name)
		}
		if len(r.Days) != 2 || r.Verify() != nil {
			t.Fatalf("%s changed the record", name)
		}
	}
	for name, try := range map[string]func() error{
		"metric": func() error { _, err := NewRecord(key.Public(), number(1), 5, firstDay); return err },
		"day":    func() error { _, err := NewRecord(key.Public(), number(1), claim.Glucose5, 0); return err },
	} {
		if try() == nil {
			t.Errorf("a record with a bad %s", name)
		}
	}
}

// Windows of a series and of pages, cut together and one by one, each under its seal.
func TestWindowsAreThoseThatAreCutOneByOne(t *testing.T) {
	series, _ := newRecord(t, claim.Glucose15, 9)
	pages, _ := pageRecord(t, claim.BloodPressure, 9)
	for name, c := range map[string]struct {
		record *Record
		first  claim.Day
	}{"series": {series, firstDay + 2}, "pages": {pages, firstDay}} {
		r := c.record
		if r.FirstEnd(3) != c.first {
			t.Errorf("%s: the first window ends on %s, not on %s", name, r.FirstEnd(3), c.first)
		}
		for from := c.first; from <= r.LastDay(); from++ {
			for to := from; to <= r.LastDay(); to++ {
				windows, err := r.Windows(from, to, 3)
				if err != nil || len(windows) != int(to-from)+1 {
					t.Fatalf("%s: %s to %s: %d windows, %v", name, from, to, len(windows), err)
				}
				for i, w := range windows {
					alone, err := r.Window(from+claim.Day(i), 3)
					if err != nil || !reflect.DeepEqual(w, alone) || w.Verify() != nil {
						t.Errorf("%s: %s to %s: window %d is another, %v", name, from, to, i, err)
					}
				}
			}
		}
		for _, try := range [][2]claim.Day{{c.first - 1, r.LastDay()}, {c.first, r.LastDay() + 1}, {c.first + 1, c.first}} {
			if _, err := r.Windows(try[0], try[1], 3); !errors.Is(err, ErrNotInRecord) {
				t.Errorf("%s: %s to %s: %v", name, try[0], try[1], err)
			}
		}
	}
}

func TestWindowIsCutOutOfTheRecord(t *testing.T) {
	r, _ := newRecord(t, claim.Glucose15, 6)
	for end := firstDay; end < firstDay+6; end++ {
		for days := 1; days <= int(end-firstDay)+1; days++ {
			w, err := r.Window(end, days)
			if err != nil {
				t.Fatal(err)
			}
			last := r.Days[end-firstDay]
			if len(w.Blocks) != days || w.EndDay != end || w.Seal != last.Seal || w.Assurance != last.Assurance || w.Subject != r.Subject {
				t.Fatalf("%d days to %s: another window", days, end)
			}
			if err := w.Issuer.Verify(w.Message(), w.Seal); err != nil {
				t.Errorf("%d days to %s: %v", days, end, err)
			}
			slots := w.Slots()
			if len(slots) != days*96 || !slices.Equal(slots[len(slots)-96:], []uint64(last.Block)) {
				t.Errorf("%d days to %s: the slots are not the days in order", days, end)
			}
		}
	}
	for name, try := range map[string][2]int{
		"before the first day": {-1, 1}, "longer than the record": {5, 7}, "over its start": {2, 4},
		"after the last day": {6, 1}, "no days": {3, 0}, "negative days": {3, -1},
	} {
		if _, err := r.Window(firstDay+claim.Day(try[0]), try[1]); !errors.Is(err, ErrNotInRecord) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
