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
// records: the first and the last sealed day and what the last seal covers. With
// it the next record continues the one before and no day is sealed twice. It
// holds no reading.
type Ledger struct {
	Issuer   statement.PublicKey
	Subject  statement.Field
	Metric   claim.Metric
	FirstDay claim.Day       // of the first record
	LastDay  claim.Day       // of the last one
	Head     statement.Field // of LastDay

	Assurance uint8 // of LastDay; what follows has no more
}

type ledgerFile struct {
	Format  string `json:"format"`
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
	Metric  string `json:"metric"`

	FirstDay string `json:"first_day"`
	LastDay  string `json:"last_day"`
	Head     string `json:"head"`

	Assurance uint8 `json:"assurance"`
}

// LedgerAfter is the ledger after a subject's first record.
func LedgerAfter(rec *statement.Record) (Ledger, error) {
	if rec == nil || len(rec.Days) == 0 {
		return Ledger{}, fmt.Errorf("%w: it has no day", ErrRecord)
	}
	for _, d := range rec.Days {
		if err := d.Block.Check(rec.Metric); err != nil { // which the head relies on
			return Ledger{}, fmt.Errorf("%w: %w", ErrRecord, err)
		}
	}
	head, entries, err := rec.After()
	if err != nil {
		return Ledger{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	last := rec.Days[len(rec.Days)-1]
	return Ledger{
		rec.Issuer, rec.Subject, rec.Metric, rec.FirstDay, rec.LastDay(),
		headOf(rec.Metric, rec.LastDay(), head, entries), last.Assurance,
	}, nil
}

// headOf is what a seal of a day covers.
func headOf(m claim.Metric, day claim.Day, start statement.Field, entries []statement.Entry) statement.Field {
	if statement.HasPage(m) {
		return statement.NewPage(m, day, entries).Head(m, day, start)
	}
	return start
}

// Continue starts the record that follows a ledger; the days from firstDay on
// are then appended to it. A metric without a chain needs the issuer's key and the
// days from the ledger's first to its last once more: seals cover what came before,
// and the ledger holds no reading. It fails with ErrWrongLedger if the ledger is not of
// this card and metric, with ErrSealedAlready if firstDay is sealed, with ErrGap if
// a day in between is not, and with ErrRestated if the days are not as they were
// sealed.
func Continue(l Ledger, to Card, metric claim.Metric, firstDay claim.Day, key statement.PrivateKey, past []statement.Block) (*statement.Record, error) {
	if err := l.follows(to, metric, firstDay); err != nil {
		return nil, err
	}
	r := &statement.Record{Metric: l.Metric, Issuer: l.Issuer, Subject: l.Subject, FirstDay: firstDay}
	if !statement.HasPage(metric) {
		r.Start = l.Head
		return r, nil
	}
	if key.IsZero() || len(past) != int(l.LastDay-l.FirstDay)+1 {
		return nil, ErrRestated
	}
	r.Start = key.PageSalt(l.Subject, metric, l.FirstDay)
	var err error
	for i, b := range past {
		if b.Check(metric) != nil {
			return nil, ErrRestated
		}
		if r.Before, err = statement.Advance(metric, r.Before, l.FirstDay+claim.Day(i), b); err != nil {
			return nil, ErrRestated
		}
	}
	if headOf(metric, l.LastDay, r.Start, r.Before) != l.Head {
		return nil, ErrRestated
	}
	return r, nil
}

func (l Ledger) follows(to Card, metric claim.Metric, firstDay claim.Day) error {
	if l.Issuer != to.Issuer || l.Subject != to.Subject || l.Metric != metric {
		return ErrWrongLedger
	}
	switch {
	case firstDay <= l.LastDay:
		return fmt.Errorf("%w: the last one is %s", ErrSealedAlready, l.LastDay)
	case firstDay > l.LastDay+1:
		return fmt.Errorf("%w: it is %s", ErrGap, l.LastDay)
	}
	return nil
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
		if err := before.follows(to, rec.Metric, rec.FirstDay); err != nil {
			return err
		}
		if headOf(rec.Metric, before.LastDay, rec.Start, rec.Before) != before.Head {
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
	if before != nil {
		after.FirstDay = before.FirstDay
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
	if l.FirstDay < 1 || l.FirstDay > l.LastDay {
		return nil, fmt.Errorf("%w: the first day is not before the last", ErrLedger)
	}
	if l.Assurance > statement.MaxAssurance {
		return nil, fmt.Errorf("%w: assurance above %d", ErrLedger, statement.MaxAssurance)
	}
	return marshalJSON(ledgerFile{
		LedgerFormat, formatKey(l.Issuer), statement.FormatField(l.Subject),
		l.Metric.Name(), l.FirstDay.String(), l.LastDay.String(), statement.FormatField(l.Head), l.Assurance,
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
	if l.FirstDay, err = claim.ParseDay(f.FirstDay); err != nil {
		return l, errors.New("the first day is not a day")
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
