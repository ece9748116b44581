package vault

import (
	"bytes"
	"encoding/binary"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// pageDays are invented days of each family whose seals cover pages.
func pageDays(m claim.Metric, first, days int) []statement.Block {
	out := make([]statement.Block, days)
	for i := range out {
		day := first + i
		switch m.Family() {
		case claim.Daily:
			out[i] = statement.Block{uint64(4000 + 7*day)}
		case claim.Panel:
			if day%3 == 0 {
				out[i] = statement.Block{statement.PanelWord(uint64(110+day), 75), statement.PanelWord(uint64(120+day), 80)}
			}
		case claim.Codes:
			for _, text := range []string{"E11.9", "I10", "J45.909", "Z79.4"}[day%4:][:1] {
				word, err := statement.ParseCode(m, text)
				if err != nil {
					panic(err)
				}
				out[i] = statement.Block{word}
			}
		}
	}
	return out
}

var pageMetrics = []claim.Metric{claim.Steps, claim.BloodPressure, claim.ICD10CM}

// Two records of each family: the second begins with what counts from the first,
// and together they are one.
func TestPagesContinueFromALedgerWithoutReadings(t *testing.T) {
	for _, m := range pageMetrics {
		t.Run(m.Name(), func(t *testing.T) {
			w, dir := newWorld(t, 1), t.TempDir()
			path := func(name string) string { return filepath.Join(dir, name) }
			rec, err := statement.NewRecord(w.key.Public(), w.card.Subject, m, firstDay)
			must(t, err)
			must(t, rec.Append(w.key, 2, pageDays(m, 0, 10)...))
			must(t, Issue(path("a"), path("ledger"), nil, rec, w.card))
			a, err := w.holder.ReadRecord(path("a"))
			must(t, err)
			sameRecord(t, a, rec)

			l, err := LoadLedger(path("ledger"))
			must(t, err)
			next, err := Continue(l, w.card, m, l.LastDay+1, w.key, pageDays(m, 0, 10))
			must(t, err)
			must(t, next.Append(w.key, 2, pageDays(m, 10, 5)...))
			must(t, Issue(path("b"), path("ledger"), &l, next, w.card))
			b, err := w.holder.ReadRecord(path("b"))
			must(t, err)
			sameRecord(t, b, next)
			joined, err := Merge(a, b)
			must(t, err)
			must(t, joined.Verify())

			// The second record alone proves about the days of the first.
			end := firstDay + 14
			whole, err := joined.Window(end, 15)
			must(t, err)
			alone, err := b.Window(end, 15)
			must(t, err)
			if !slices.Equal(whole.Page, alone.Page) || whole.Head() != alone.Head() {
				t.Error("the page is not the same without the first record")
			}
			must(t, alone.Verify())

			last, err := LoadLedger(path("ledger"))
			must(t, err)
			if last.FirstDay != firstDay || last.LastDay != end {
				t.Errorf("the ledger has %s to %s", last.FirstDay, last.LastDay)
			}
		})
	}
}

// What was sealed cannot be told otherwise afterwards: no value, day or order.
func TestAnExportThatRestatesSealedDaysIsRefused(t *testing.T) {
	for _, m := range pageMetrics {
		w := newWorld(t, 1)
		rec, err := statement.NewRecord(w.key.Public(), w.card.Subject, m, firstDay)
		must(t, err)
		must(t, rec.Append(w.key, 2, pageDays(m, 0, 10)...))
		l, err := LedgerAfter(rec)
		must(t, err)
		for name, change := range map[string]func(p []statement.Block) []statement.Block{
			"a day less":       func(p []statement.Block) []statement.Block { return p[1:] },
			"a day more":       func(p []statement.Block) []statement.Block { return append(p, p[0]) },
			"none":             func([]statement.Block) []statement.Block { return nil },
			"a value changed":  func(p []statement.Block) []statement.Block { p[0] = slices.Clone(p[1+2]); p[0][0]++; return p },
			"a value removed":  func(p []statement.Block) []statement.Block { p[3], p[7] = p[3][:0], p[7][:0]; return p },
			"something absurd": func(p []statement.Block) []statement.Block { p[2] = statement.Block{1 << 60}; return p },
		} {
			past := change(pageDays(m, 0, 10))
			if _, err := Continue(l, w.card, m, l.LastDay+1, w.key, past); !errors.Is(err, ErrRestated) {
				t.Errorf("%s, %s: %v", m.Name(), name, err)
			}
		}
		other := newWorld(t, 1)
		if _, err := Continue(l, w.card, m, l.LastDay+1, other.key, pageDays(m, 0, 10)); !errors.Is(err, ErrRestated) {
			t.Errorf("%s, another key: %v", m.Name(), err)
		}
	}
}

// A ledger must not let anybody guess a measurement: its head is salted, and the
// salt follows from the issuer's key alone.
func TestALedgerDoesNotConfirmAGuess(t *testing.T) {
	w, other := newWorld(t, 1), newWorld(t, 1)
	head := func(key statement.PrivateKey, subject statement.Field) statement.Field {
		rec, err := statement.NewRecord(key.Public(), subject, claim.HbA1c, firstDay)
		must(t, err)
		must(t, rec.Append(key, 1, statement.Block{statement.PanelWord(61, 0)}))
		l, err := LedgerAfter(rec)
		must(t, err)
		return l.Head
	}
	mine := head(w.key, w.card.Subject)
	if mine != head(w.key, w.card.Subject) {
		t.Error("an issuer cannot go on from its own ledger")
	}
	if mine == head(other.key, w.card.Subject) || mine == head(w.key, other.card.Subject) {
		t.Error("equal measurements have equal heads")
	}
	entries := []statement.Entry{{Day: firstDay, Word: statement.PanelWord(61, 0)}}
	if guess := statement.NewPage(claim.HbA1c, firstDay, entries).Head(claim.HbA1c, firstDay, statement.Field{}); guess == mine {
		t.Error("the head has no salt")
	}
}

// Entries from before the first day are part of what the seals cover.
func TestEntriesFromBeforeAreSealed(t *testing.T) {
	w := newWorld(t, 1)
	rec, err := statement.NewRecord(w.key.Public(), w.card.Subject, claim.BloodPressure, firstDay)
	must(t, err)
	must(t, rec.Append(w.key, 2, pageDays(claim.BloodPressure, 0, 9)...))
	l, err := LedgerAfter(rec)
	must(t, err)
	next, err := Continue(l, w.card, claim.BloodPressure, l.LastDay+1, w.key, pageDays(claim.BloodPressure, 0, 9))
	must(t, err)
	must(t, next.Append(w.key, 2, pageDays(claim.BloodPressure, 9, 2)...))
	good := encoded(t, next)
	if n := binary.BigEndian.Uint16(good[atBefore:]); n != 6 {
		t.Fatalf("%d entries from before", n)
	}
	for name, change := range map[string]func(r *statement.Record){
		"one dropped":  func(r *statement.Record) { r.Before = r.Before[1:] },
		"none":         func(r *statement.Record) { r.Before = nil },
		"two swapped":  func(r *statement.Record) { r.Before[0], r.Before[1] = r.Before[1], r.Before[0] },
		"another day":  func(r *statement.Record) { r.Before[0].Day++ },
		"another word": func(r *statement.Record) { r.Before[5].Word++ },
		"later":        func(r *statement.Record) { r.Before[5].Day = r.FirstDay },
		"no salt":      func(r *statement.Record) { r.Start = statement.Field{} },
	} {
		r, err := DecodeRecord(good)
		must(t, err)
		change(r)
		if err := r.Verify(); err == nil {
			t.Errorf("%s: the record verifies", name)
		}
		if _, err := EncryptRecord(r, w.card); err == nil {
			t.Errorf("%s: the record is written", name)
		}
	}
	for i := range good {
		if _, err := DecodeRecord(good[:i]); !errors.Is(err, ErrCorrupt) {
			t.Fatalf("cut at %d: %v", i, err)
		}
		b := bytes.Clone(good)
		b[i] ^= 0x40
		if r, err := DecodeRecord(b); err == nil && !bytes.Equal(encoded(t, r), b) {
			t.Fatalf("byte %d: two encodings of one record", i)
		}
	}
}
