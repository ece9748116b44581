package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Three months of an issuer and a holder: each record continues the last, and
// the holder joins them.
func TestIssueMonthByMonth(t *testing.T) {
	w, dir := newWorld(t, 2), t.TempDir()
	ledger := filepath.Join(dir, "42.ledger")
	may, june, july := filepath.Join(dir, "may"), filepath.Join(dir, "june"), filepath.Join(dir, "july")
	must(t, Issue(may, ledger, nil, w.rec, w.card))
	mine, err := w.holder.ReadRecord(may)
	must(t, err)

	for _, path := range []string{june, july} {
		l, err := LoadLedger(ledger)
		must(t, err)
		next, err := Continue(l, w.card, claim.Glucose15, l.LastDay+1, w.key, nil)
		must(t, err)
		must(t, next.Append(w.key, 2, blocks(3)...))
		must(t, Issue(path, ledger, &l, next, w.card))

		rec, err := w.holder.ReadRecord(path)
		must(t, err)
		mine, err = Merge(mine, rec)
		must(t, err)
	}
	must(t, mine.Verify())
	l, err := LoadLedger(ledger)
	must(t, err)
	if want, err := LedgerAfter(mine); err != nil || l != want || len(mine.Days) != 8 {
		t.Errorf("the ledger stands at %s after %d days", l.LastDay, len(mine.Days))
	}
	must(t, WriteRecord(may, mine, w.holder.Card(mine.Issuer), Force(true)))
}

func TestContinueRefusesWhatDoesNotFollow(t *testing.T) {
	w, other := newWorld(t, 2), newWorld(t, 1)
	l, err := LedgerAfter(w.rec)
	must(t, err)
	next := l.LastDay + 1
	for name, c := range map[string]struct {
		card   Card
		metric claim.Metric
		day    claim.Day
		want   error
	}{
		"last day again": {w.card, claim.Glucose15, l.LastDay, ErrSealedAlready},
		"an earlier day": {w.card, claim.Glucose15, firstDay - 5, ErrSealedAlready},
		"a day later":    {w.card, claim.Glucose15, next + 1, ErrGap},
		"other metric":   {w.card, claim.Glucose5, next, ErrWrongLedger},
		"other holder":   {other.holder.Card(w.key.Public()), claim.Glucose15, next, ErrWrongLedger},
		"other issuer":   {w.holder.Card(other.key.Public()), claim.Glucose15, next, ErrWrongLedger},
	} {
		if _, err := Continue(l, c.card, c.metric, c.day, w.key, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestIssueNeverSealsADayTwice(t *testing.T) {
	w, dir := newWorld(t, 2), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must(t, Issue(path("may"), path("ledger"), nil, w.rec, w.card))
	old, err := LoadLedger(path("ledger"))
	must(t, err)
	next, err := Continue(old, w.card, claim.Glucose15, old.LastDay+1, w.key, nil)
	must(t, err)
	must(t, next.Append(w.key, 3, blocks(1)...))
	fresh := newWorld(t, 1)
	before := listing(t, dir)

	moved := old
	moved.LastDay++
	for name, c := range map[string]struct {
		err, want error
	}{
		"a first record again":   {Issue(path("x"), path("ledger"), nil, w.rec, w.card), ErrExists},
		"the same record again":  {Issue(path("x"), path("ledger"), &old, w.rec, w.card), ErrSealedAlready},
		"over another record":    {Issue(path("may"), path("ledger"), &old, next, w.card), ErrExists},
		"an imagined ledger":     {Issue(path("x"), path("ledger"), &moved, next, w.card), ErrSealedAlready},
		"another's record":       {Issue(path("x"), path("ledger"), &old, fresh.rec, fresh.card), ErrWrongLedger},
		"another's card":         {Issue(path("x"), path("ledger"), &old, next, fresh.card), ErrWrongCard},
		"a ledger that is gone":  {Issue(path("x"), path("none"), &old, next, w.card), fs.ErrNotExist},
		"a record without a day": {Issue(path("x"), path("y"), nil, nil, w.card), ErrRecord},
	} {
		if !errors.Is(c.err, c.want) {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	broken := *next
	broken.Start = w.rec.Start
	broken.Days = nil
	must(t, broken.Append(w.key, 3, blocks(1)...))
	if err := Issue(path("x"), path("ledger"), &old, &broken, w.card); !errors.Is(err, ErrNotNext) {
		t.Errorf("a new chain after a ledger: %v", err)
	}
	if after := listing(t, dir); len(after) != len(before) || after["ledger"] != before["ledger"] {
		t.Error("a refusal changed the folder")
	}

	must(t, Issue(path("june"), path("ledger"), &old, next, w.card))
	if err := Issue(path("june again"), path("ledger"), &old, next, w.card); !errors.Is(err, ErrLedgerMoved) {
		t.Errorf("from a ledger that has moved on: %v", err)
	}
}

func TestLedgerFilesAreBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.ledger")
	must(t, os.WriteFile(path, make([]byte, MaxCardBytes+1), 0o600))
	if _, err := LoadLedger(path); !errors.Is(err, ErrLedger) {
		t.Error(err)
	}
	for _, bad := range []func(w *world){
		func(w *world) { w.rec.Days = nil },
		func(w *world) { w.rec.Days[0].Block = nil },
		func(w *world) { w.rec.Days[0].Block = append(w.rec.Days[0].Block, make([]uint64, 400)...) },
	} {
		w := newWorld(t, 1)
		bad(w)
		if _, err := LedgerAfter(w.rec); !errors.Is(err, ErrRecord) {
			t.Error(err)
		}
	}
}

// A proof shows the level of the last seal only, so a record that continues a
// chain must not have more than the chain had.
func TestIssueNeverRaisesTheAssurance(t *testing.T) {
	w, dir := newWorld(t, 2), t.TempDir()
	ledgerPath := filepath.Join(dir, "l")
	must(t, Issue(filepath.Join(dir, "a"), ledgerPath, nil, w.rec, w.card))
	before, err := LoadLedger(ledgerPath)
	must(t, err)
	next, err := Continue(before, w.card, w.rec.Metric, before.LastDay+1, w.key, nil)
	must(t, err)
	must(t, next.Append(w.key, before.Assurance+1, w.rec.Days[0].Block))
	if err := Issue(filepath.Join(dir, "b"), ledgerPath, &before, next, w.card); !errors.Is(err, statement.ErrAssuranceRaised) {
		t.Fatalf("got %v", err)
	}
	if err := next.Append(w.key, before.Assurance+2, w.rec.Days[0].Block); !errors.Is(err, statement.ErrAssuranceRaised) {
		t.Fatalf("within a record: %v", err)
	}
}

// Two processes that seal the same month at once: one wins, and the other's
// record is not there. A race of two, so it runs many times.
func TestTwoSealersOfOneLedgerDoNotBothWin(t *testing.T) {
	w, dir := newWorld(t, 2), t.TempDir()
	ledgerPath := filepath.Join(dir, "l")
	must(t, Issue(filepath.Join(dir, "first"), ledgerPath, nil, w.rec, w.card))
	rounds := 20
	if testing.Short() {
		rounds = 4
	}
	for round := range rounds {
		before, err := LoadLedger(ledgerPath)
		must(t, err)
		var won atomic.Int32
		var wait sync.WaitGroup
		for i := range 2 {
			next, err := Continue(before, w.card, w.rec.Metric, before.LastDay+1, w.key, nil)
			must(t, err)
			must(t, next.Append(w.key, before.Assurance, w.rec.Days[0].Block))
			path := filepath.Join(dir, fmt.Sprintf("%d-%d", round, i))
			wait.Go(func() {
				switch err := Issue(path, ledgerPath, &before, next, w.card); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, ErrLedgerMoved):
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Fatalf("round %d: %d sealed the day", round, won.Load())
		}
	}
}
