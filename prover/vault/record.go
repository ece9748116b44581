package vault

import (
	"errors"
	"fmt"

	"filippo.io/age"

	"vitalproof/circuits/statement"
)

// WriteRecord writes a record, encrypted to its holder. See EncryptRecord.
func WriteRecord(path string, rec *statement.Record, to Card, opts ...Option) error {
	sealed, err := EncryptRecord(rec, to)
	if err != nil {
		return err
	}
	return WritePrivate(path, sealed, opts...)
}

// EncryptRecord verifies a record and encrypts it to the holder whose card it
// is. A record for another card is refused: it would show a person's readings
// to somebody else.
func EncryptRecord(rec *statement.Record, to Card) ([]byte, error) {
	plain, err := EncodeRecord(rec)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	if to.Recipient == nil || to.Issuer != rec.Issuer || to.Subject != rec.Subject {
		return nil, ErrWrongCard
	}
	if err := rec.Verify(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return encrypt(plain, to.Recipient)
}

// ReadRecord reads a record file and verifies it. See DecryptRecord.
func (h *Holder) ReadRecord(path string) (*statement.Record, error) {
	sealed, err := readFile(path, MaxRecordFileBytes)
	if err != nil {
		return nil, err
	}
	return h.DecryptRecord(sealed)
}

// DecryptRecord decrypts a record, checks that it is sealed for this holder and
// verifies every head and seal. It fails with ErrOtherHolder or ErrCorrupt.
func (h *Holder) DecryptRecord(sealed []byte) (*statement.Record, error) {
	plain, err := decrypt(sealed, h.keys().identity, maxRecordBytes)
	var noMatch *age.NoIdentityMatchError
	switch {
	case errors.As(err, &noMatch) && len(noMatch.StanzaTypes) > 0 && noMatch.StanzaTypes[0] == "X25519":
		return nil, ErrOtherHolder
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be decrypted", ErrCorrupt)
	}
	defer clear(plain)
	rec, err := DecodeRecord(plain)
	if err != nil {
		return nil, err
	}
	if rec.Subject != h.Secret().Subject(rec.Issuer) {
		return nil, ErrOtherHolder
	}
	if err := rec.Verify(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return rec, nil
}

// Merge joins a record and its continuation, both verified, into one. It fails
// with ErrNotNext and a reason, and leaves both as they are.
func Merge(a, b *statement.Record) (*statement.Record, error) {
	if a == nil || b == nil || len(a.Days) == 0 || len(b.Days) == 0 {
		return nil, fmt.Errorf("%w: one is empty", ErrNotNext)
	}
	before, err := LedgerAfter(a)
	if err != nil {
		return nil, err
	}
	reason := ""
	switch {
	case a.Issuer != b.Issuer:
		reason = "they are of different issuers"
	case a.Subject != b.Subject:
		reason = "they are of different holders"
	case a.Metric != b.Metric:
		reason = "they are of different metrics"
	case b.FirstDay <= before.LastDay:
		reason = "the second begins before the first has ended"
	case b.FirstDay != before.LastDay+1:
		reason = "days are missing between them"
	case headOf(b.Metric, before.LastDay, b.Start, b.Before) != before.Head:
		reason = "the second begins anew, or continues another one"
	case len(a.Days)+len(b.Days) > statement.MaxRecordDays:
		reason = fmt.Sprintf("together they have more than %d days", statement.MaxRecordDays)
	default:
		joined := *a
		joined.Days = append(append([]statement.SealedDay(nil), a.Days...), b.Days...)
		return &joined, nil
	}
	return nil, fmt.Errorf("%w: %s", ErrNotNext, reason)
}
