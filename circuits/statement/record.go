package statement

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"vitalproof/circuits/claim"
)

// Record is what a holder keeps: the day blocks of one metric, the start of the
// head chain and a seal for each day.
type Record struct {
	Metric   claim.Metric
	Issuer   PublicKey
	Subject  Field     // H(secret, issuer)
	Start    Field     // head before FirstDay: H(seed) for a new chain
	FirstDay claim.Day // day of Days[0]
	Days     []SealedDay
}

// SealedDay is one day of a record.
type SealedDay struct {
	Block     Block
	Assurance uint8
	Seal      Seal
}

// MaxRecordDays bounds a record: ten years and a leap day or three.
const MaxRecordDays = 3653

// Errors of records.
var (
	ErrRecordDays    = fmt.Errorf("a record has 1 to %d days", MaxRecordDays)
	ErrNotInRecord   = errors.New("the record does not hold every day of the window")
	ErrOtherSubject  = errors.New("the record is sealed for another holder")
	ErrWrongSealKey  = errors.New("this key is not the record's issuer")
	ErrRecordCorrupt = errors.New("the record is corrupted")

	// ErrAssuranceRaised keeps the level of a window's last seal, which is all
	// that a proof shows, from speaking for earlier days that had less.
	ErrAssuranceRaised = errors.New("the assurance level cannot rise within a chain; start a new one")
)

// NewRecord starts an empty record with a fresh chain. The start is the hash of
// a random seed, which the issuer draws itself: a start that somebody else could
// choose might be the head of invented days.
func NewRecord(issuer PublicKey, subject Field, metric claim.Metric, firstDay claim.Day) (*Record, error) {
	if !metric.Valid() || firstDay < 1 {
		return nil, errors.New("new record: unknown metric or a day before 1970-01-02")
	}
	var seed [SecretBytes]byte
	if _, err := io.ReadFull(rand.Reader, seed[:]); err != nil {
		return nil, fmt.Errorf("draw a chain seed: %w", err)
	}
	var f Field
	f.SetBytes(seed[:])
	return &Record{Metric: metric, Issuer: issuer, Subject: subject, FirstDay: firstDay, Start: HashKind(KindStart, f)}, nil
}

// Append seals further days, in order, right after the last one. The blocks are
// checked first, so on an error the record is as it was.
func (r *Record) Append(key PrivateKey, assurance uint8, blocks ...Block) error {
	if key.Public() != r.Issuer {
		return ErrWrongSealKey
	}
	if len(r.Days)+len(blocks) > MaxRecordDays {
		return ErrRecordDays
	}
	for i, b := range blocks {
		if err := b.Check(r.Metric); err != nil {
			return fmt.Errorf("day %s: %w", r.day(len(r.Days)+i), err)
		}
	}
	if n := len(r.Days); n > 0 && assurance > r.Days[n-1].Assurance {
		return ErrAssuranceRaised
	}
	head := r.head(len(r.Days))
	sealed := make([]SealedDay, 0, len(blocks))
	for i, b := range blocks {
		day := r.day(len(r.Days) + i)
		head = NextHead(head, day, b)
		seal, err := key.Seal(SealMessage{r.Subject, r.Metric, day, head, assurance})
		if err != nil {
			return err
		}
		sealed = append(sealed, SealedDay{b, assurance, seal})
	}
	r.Days = append(r.Days, sealed...)
	return nil
}

// LastDay is the record's last sealed day.
func (r *Record) LastDay() claim.Day { return r.day(len(r.Days) - 1) }

func (r *Record) day(i int) claim.Day { return r.FirstDay + claim.Day(i) }

// head is the head before day i of the record.
func (r *Record) head(i int) Field {
	head := r.Start
	for j := range i {
		head = NextHead(head, r.day(j), r.Days[j].Block)
	}
	return head
}

// Verify recomputes the head chain and checks every block and every seal.
func (r *Record) Verify() error {
	if len(r.Days) == 0 || len(r.Days) > MaxRecordDays {
		return ErrRecordDays
	}
	if !r.Metric.Valid() || r.FirstDay < 1 {
		return ErrRecordCorrupt
	}
	head := r.Start
	for i, d := range r.Days {
		if err := d.Block.Check(r.Metric); err != nil {
			return fmt.Errorf("%w: day %s: %w", ErrRecordCorrupt, r.day(i), err)
		}
		head = NextHead(head, r.day(i), d.Block)
		if err := r.Issuer.Verify(SealMessage{r.Subject, r.Metric, r.day(i), head, d.Assurance}, d.Seal); err != nil {
			return fmt.Errorf("%w: day %s: %w", ErrRecordCorrupt, r.day(i), err)
		}
	}
	return nil
}

// Window is the part of a record that a proof is about: whole consecutive days
// and the seal of the last one.
type Window struct {
	Metric     claim.Metric
	Issuer     PublicKey
	Subject    Field
	HeadBefore Field
	EndDay     claim.Day
	Assurance  uint8
	Seal       Seal
	Blocks     []Block
}

// Window cuts the days that end on a day out of a record.
func (r *Record) Window(end claim.Day, days int) (*Window, error) {
	first := int(end-r.FirstDay) - days + 1
	if days < 1 || first < 0 || end > r.LastDay() {
		return nil, ErrNotInRecord
	}
	w := &Window{
		Metric: r.Metric, Issuer: r.Issuer, Subject: r.Subject,
		HeadBefore: r.head(first), EndDay: end,
	}
	for _, d := range r.Days[first : first+days] {
		w.Blocks = append(w.Blocks, d.Block)
		w.Assurance, w.Seal = d.Assurance, d.Seal
	}
	return w, nil
}

// Slots gives the window's readings in order.
func (w *Window) Slots() []uint16 {
	var slots []uint16
	for _, b := range w.Blocks {
		slots = append(slots, b...)
	}
	return slots
}

// Head is the head of the window's last day.
func (w *Window) Head() Field {
	head := w.HeadBefore
	for i, b := range w.Blocks {
		head = NextHead(head, w.EndDay-claim.Day(len(w.Blocks)-1-i), b)
	}
	return head
}

// Message is what the window's seal signs.
func (w *Window) Message() SealMessage {
	return SealMessage{w.Subject, w.Metric, w.EndDay, w.Head(), w.Assurance}
}

// Verify checks the window's seal, and with it every block: the seal signs the
// head that they lead to.
func (w *Window) Verify() error { return w.Issuer.Verify(w.Message(), w.Seal) }
