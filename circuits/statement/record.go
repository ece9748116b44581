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
	Start    Field     // series: head before FirstDay, H(seed) for a new chain; pages: the salt
	Before   []Entry   // pages: what counts from the days before FirstDay, in order of time
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

// NewRecord starts an empty record. A series begins a fresh chain: the start is
// the hash of a random seed, which the issuer draws itself, since a start that
// somebody else could choose might be the head of invented days.
func NewRecord(issuer PublicKey, subject Field, metric claim.Metric, firstDay claim.Day) (*Record, error) {
	if !metric.Valid() || firstDay < 1 {
		return nil, errors.New("new record: unknown metric or a day before 1970-01-02")
	}
	r := &Record{Metric: metric, Issuer: issuer, Subject: subject, FirstDay: firstDay}
	if HasPage(metric) {
		return r, nil // Append derives the salt
	}
	var seed [SecretBytes]byte
	if _, err := io.ReadFull(rand.Reader, seed[:]); err != nil {
		return nil, fmt.Errorf("draw a chain seed: %w", err)
	}
	var f Field
	f.SetBytes(seed[:])
	r.Start = HashKind(KindStart, f)
	return r, nil
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
	if HasPage(r.Metric) && len(r.Days) == 0 && len(r.Before) == 0 && r.Start.IsZero() {
		r.Start = key.PageSalt(r.Subject, r.Metric, r.FirstDay)
	}
	w := r.walk()
	for i := range r.Days {
		if err := w.step(r.Days[i].Block); err != nil {
			return err
		}
	}
	sealed := make([]SealedDay, 0, len(blocks))
	for _, b := range blocks {
		if err := w.step(b); err != nil {
			return fmt.Errorf("day %s: %w", w.day, err)
		}
		seal, err := key.Seal(SealMessage{r.Subject, r.Metric, w.day, w.head(), assurance})
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

// walker follows a record day by day: the head chain of a series, or the entries
// of a page.
type walker struct {
	metric  claim.Metric
	day     claim.Day // the last day stepped over
	chain   Field     // or the salt of pages
	entries []Entry
}

func (r *Record) walk() *walker {
	return &walker{r.Metric, r.FirstDay - 1, r.Start, r.Before}
}

// step adds the next day.
func (w *walker) step(b Block) (err error) {
	w.day++
	if HasPage(w.metric) {
		w.entries, err = Advance(w.metric, w.entries, w.day, b)
		return err
	}
	w.chain = NextHead(w.metric, w.chain, w.day, b)
	return nil
}

// head is what the seal of the last day covers.
func (w *walker) head() Field {
	if HasPage(w.metric) {
		return NewPage(w.metric, w.day, w.entries).Head(w.metric, w.day, w.chain)
	}
	return w.chain
}

// checkBefore reports entries before the first day that no days leave.
func (r *Record) checkBefore() error {
	if !HasPage(r.Metric) {
		if len(r.Before) > 0 {
			return ErrRecordCorrupt
		}
		return nil
	}
	var w walker
	w.metric = r.Metric
	for i := 0; i < len(r.Before); {
		day := r.Before[i].Day
		var b Block
		for ; i < len(r.Before) && r.Before[i].Day == day; i++ {
			b = append(b, r.Before[i].Word)
		}
		if day < 1 || day <= w.day || day >= r.FirstDay || b.Check(r.Metric) != nil {
			return ErrRecordCorrupt
		}
		w.day = day - 1
		if err := w.step(b); err != nil {
			return fmt.Errorf("%w: %w", ErrRecordCorrupt, err)
		}
	}
	kept, err := Advance(r.Metric, w.entries, r.FirstDay-1, nil)
	if err != nil || len(kept) != len(r.Before) {
		return ErrRecordCorrupt
	}
	return nil
}

// Verify recomputes every head and checks every block and every seal.
func (r *Record) Verify() error {
	if len(r.Days) == 0 || len(r.Days) > MaxRecordDays {
		return ErrRecordDays
	}
	if !r.Metric.Valid() || r.FirstDay < 1 {
		return ErrRecordCorrupt
	}
	if err := r.checkBefore(); err != nil {
		return err
	}
	w := r.walk()
	for i, d := range r.Days {
		if err := d.Block.Check(r.Metric); err != nil {
			return fmt.Errorf("%w: day %s: %w", ErrRecordCorrupt, r.day(i), err)
		}
		if err := w.step(d.Block); err != nil {
			return fmt.Errorf("%w: day %s: %w", ErrRecordCorrupt, r.day(i), err)
		}
		if err := r.Issuer.Verify(SealMessage{r.Subject, r.Metric, r.day(i), w.head(), d.Assurance}, d.Seal); err != nil {
			return fmt.Errorf("%w: day %s: %w", ErrRecordCorrupt, r.day(i), err)
		}
	}
	return nil
}

// Window is the part of a record that a proof is about: the seal of one day and
// what it covers. For a series that is the head before some days and the days;
// for other metrics the day's page.
type Window struct {
	Metric    claim.Metric
	Issuer    PublicKey
	Subject   Field
	EndDay    claim.Day
	Assurance uint8
	Seal      Seal

	HeadBefore Field   // series: head before the first day; other metrics: the salt
	Blocks     []Block // series

	Page Page // other metrics
}

// Window cuts the days that end on a day out of a record. The page of a metric
// without a chain reaches further back than the record's first day; a claim
// about days that were never sealed finds them empty.
func (r *Record) Window(end claim.Day, days int) (*Window, error) {
	windows, err := r.Windows(end, end, days)
	if err != nil {
		return nil, err
	}
	return windows[0], nil
}

// FirstEnd is the first day that a window of some days can end on.
func (r *Record) FirstEnd(days int) claim.Day { return r.day(r.inside(days) - 1) }

// inside is how many of a window's days the record has to hold.
func (r *Record) inside(days int) int {
	if HasPage(r.Metric) {
		return min(days, 1)
	}
	return days
}

// Windows cuts the windows of some days that end on each day from one to another,
// in order of time. It follows the record once for all of them: hashing the days
// before a window takes longer than deciding a claim about it.
func (r *Record) Windows(from, to claim.Day, days int) ([]*Window, error) {
	first, last, inside := int(from-r.FirstDay), int(to-r.FirstDay), r.inside(days)
	if inside < 1 || first < inside-1 || last < first || to > r.LastDay() {
		return nil, ErrNotInRecord
	}
	walk := r.walk()
	var windows []*Window
	for end, stepped := first, 0; end <= last; end++ {
		begin := end - inside + 1
		until := begin // a chain's head before the window says all about earlier days
		if HasPage(r.Metric) {
			until = end + 1 // a page has the window's day in it
		}
		for ; stepped < until; stepped++ {
			if err := walk.step(r.Days[stepped].Block); err != nil {
				return nil, err
			}
		}
		w := &Window{
			Metric: r.Metric, Issuer: r.Issuer, Subject: r.Subject, EndDay: r.day(end),
			Assurance: r.Days[end].Assurance, Seal: r.Days[end].Seal, HeadBefore: walk.chain,
		}
		if HasPage(r.Metric) {
			w.Page = NewPage(r.Metric, w.EndDay, walk.entries)
		} else {
			for _, d := range r.Days[begin : end+1] {
				w.Blocks = append(w.Blocks, d.Block)
			}
		}
		windows = append(windows, w)
	}
	return windows, nil
}

// After is what counts after the record's last day: the head of a series, or the
// salt and the entries of other metrics. The next record begins with it.
func (r *Record) After() (Field, []Entry, error) {
	w := r.walk()
	for _, d := range r.Days {
		if err := w.step(d.Block); err != nil {
			return Field{}, nil, err
		}
	}
	return w.chain, w.entries, nil
}

// Slots gives the readings of a series in order.
func (w *Window) Slots() []uint64 {
	var slots []uint64
	for _, b := range w.Blocks {
		slots = append(slots, b...)
	}
	return slots
}

// Head is what the window's seal covers.
func (w *Window) Head() Field {
	if HasPage(w.Metric) {
		return w.Page.Head(w.Metric, w.EndDay, w.HeadBefore)
	}
	head := w.HeadBefore
	for i, b := range w.Blocks {
		head = NextHead(w.Metric, head, w.EndDay-claim.Day(len(w.Blocks)-1-i), b)
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
