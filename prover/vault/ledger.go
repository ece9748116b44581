package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// LedgerFormat is the first field of a ledger.
const LedgerFormat = "vitalproof/ledger/1"

// Ledger is what an issuer remembers of one subject and metric between two
// records: where the chain stands. With it the next record continues the chain
// and no day is sealed twice. It holds no reading.
type Ledger struct {
	Issuer  statement.PublicKey
	Subject statement.Field
	Metric  claim.Metric
	LastDay claim.Day
	Head    statement.Field // after LastDay

	Assurance uint8 // of LastDay; what follows has no more
}

type ledgerFile struct {
	Format  string `json:"format"`
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
	Metric  string `json:"metric"`
	LastDay string `json:"last_day"`
	Head    string `json:"head"`

	Assurance uint8 `json:"assurance"`
}

// LedgerAfter is where the chain stands after a record.
func LedgerAfter(rec *statement.Record) (Ledger, error) {
	if rec == nil || len(rec.Days) == 0 {
		return Ledger{}, fmt.Errorf("%w: it has no day", ErrRecord)
	}
	for _, d := range rec.Days {
		if err := d.Block.Check(rec.Metric); err != nil { // which the head relies on
			return Ledger{}, fmt.Errorf("%w: %w", ErrRecord, err)
		}
	}
	w, err := rec.Window(rec.LastDay(), len(rec.Days))
	if err != nil {
		return Ledger{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return Ledger{rec.Issuer, rec.Subject, rec.Metric, rec.LastDay(), w.Head(), w.Assurance}, nil
}

// Continue starts the record that follows a ledger; the days from firstDay on
// are then appended to it. It fails with ErrWrongLedger if the ledger is not of
// this card and metric, with ErrSealedAlready if firstDay is sealed, and with
// ErrGap if a day in between is not.
func Continue(l Ledger, to Card, metric claim.Metric, firstDay claim.Day) (*statement.Record, error) {
	if l.Issuer != to.Issuer || l.Subject != to.Subject || l.Metric != metric {
		return nil, ErrWrongLedger
	}
	switch {
	case firstDay <= l.LastDay:
		return nil, fmt.Errorf("%w: the last one is %s", ErrSealedAlready, l.LastDay)
	case firstDay > l.LastDay+1:
		return nil, fmt.Errorf("%w: it is %s", ErrGap, l.LastDay)
	}
	return &statement.Record{
		Metric: l.Metric, Issuer: l.Issuer, Subject: l.Subject, Start: l.Head, FirstDay: firstDay,
	}, nil
}

// Issue writes a record for its holder and the ledger after it. before is the
// ledger that the record continues, as it is in the file, or nil for the first
// record of a subject and metric, for which there must be no ledger file yet. The record
// is always a new file. On an error neither file is left changed; what a
// crash can leave is said in the package comment.
func Issue(recordPath, ledgerPath string, before *Ledger, rec *statement.Record, to Card) error {
	sealed, err := EncryptRecord(rec, to)
	if err != nil {
		return err
	}
	// Two processes that seal into one folder take turns, so that the second one
	// finds the ledger as the first left it.
	folder, err := os.Open(filepath.Dir(ledgerPath))
	if err != nil {
		return writeError(ledgerPath, err)
	}
	defer func() { _ = folder.Close() }() // and with it the lock goes
	if err := LockFile(folder); err != nil {
		return writeError(ledgerPath, err)
	}
	if before != nil {
		next, err := Continue(*before, to, rec.Metric, rec.FirstDay)
		if err != nil {
			return err
		}
		if next.Start != rec.Start {
			return ErrNotNext
		}
		if rec.Days[0].Assurance > before.Assurance {
			return statement.ErrAssuranceRaised
		}
		// Another process that sealed in the meantime has moved the ledger on.
		if now, err := LoadLedger(ledgerPath); err != nil {
			return err
		} else if now != *before {
			return ErrLedgerMoved
		}
	}
	after, err := LedgerAfter(rec)
	if err != nil {
		return err
	}
	ledger, err := MarshalLedger(after)
	if err != nil {
		return err
	}
	// Both files are on the disk before either has its name, so that what can
	// still fail in between is next to nothing.
	recordTemp, err := stage(recordPath, sealed, privateMode)
	if err != nil {
		return writeError(recordPath, err)
	}
	ledgerTemp, err := stage(ledgerPath, ledger, privateMode)
	if err != nil {
		_ = system.remove(recordTemp)
		return writeError(ledgerPath, err)
	}
	if err := commit(recordTemp, recordPath, false); err != nil {
		_ = system.remove(ledgerTemp)
		return writeError(recordPath, err)
	}
	if err := commit(ledgerTemp, ledgerPath, before != nil); err != nil {
		_ = system.remove(recordPath)
		// If only syncing the folder failed, the ledger has moved on already.
		restore(ledgerPath, before)
		return writeError(ledgerPath, err)
	}
	return nil
}

// restore puts a ledger back whose record could not be issued, as far as the
// disk still allows it: a ledger ahead of all records ends the chain.
func restore(path string, before *Ledger) {
	if before == nil {
		return
	}
	if raw, err := MarshalLedger(*before); err == nil {
		_ = WritePrivate(path, raw, Force(true))
	}
}

// MarshalLedger writes the file form.
func MarshalLedger(l Ledger) ([]byte, error) {
	if err := checkKey(l.Issuer); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLedger, err)
	}
	if err := checkSpan(l.Metric, l.LastDay, 1); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLedger, err)
	}
	if l.Assurance > statement.MaxAssurance {
		return nil, fmt.Errorf("%w: assurance above %d", ErrLedger, statement.MaxAssurance)
	}
	return marshalJSON(ledgerFile{
		LedgerFormat, formatKey(l.Issuer), statement.FormatField(l.Subject),
		l.Metric.Name(), l.LastDay.String(), statement.FormatField(l.Head), l.Assurance,
	})
}

// LoadLedger reads a ledger file. It fails with ErrLedger.
func LoadLedger(path string) (Ledger, error) {
	raw, err := readFile(path, MaxCardBytes)
	if errors.Is(err, ErrCorrupt) {
		return Ledger{}, fmt.Errorf("%w: %w", ErrLedger, err)
	}
	if err != nil {
		return Ledger{}, err
	}
	return ParseLedger(raw)
}

// ParseLedger is LoadLedger on bytes.
func ParseLedger(raw []byte) (Ledger, error) {
	l, err := parseLedger(raw)
	if err != nil {
		return Ledger{}, fmt.Errorf("%w: %w", ErrLedger, err)
	}
	return l, nil
}

func parseLedger(raw []byte) (l Ledger, err error) {
	var f ledgerFile
	if err := parseJSON(raw, MaxCardBytes, &f); err != nil {
		return l, err
	}
	if f.Format != LedgerFormat {
		return l, errors.New("format is not " + LedgerFormat)
	}
	if l.Issuer, err = parseKey(f.Issuer); err != nil {
		return l, err
	}
	if l.Subject, err = statement.ParseField(f.Subject); err != nil {
		return l, err
	}
	if l.Metric, err = claim.ParseMetric(f.Metric); err != nil {
		return l, errors.New("unknown metric")
	}
	if l.LastDay, err = claim.ParseDay(f.LastDay); err != nil {
		return l, errors.New("the last day is not a day")
	}
	if l.Head, err = statement.ParseField(f.Head); err != nil {
		return l, err
	}
	l.Assurance = f.Assurance
	return l, canonical(raw, func() ([]byte, error) { return MarshalLedger(l) })
}
