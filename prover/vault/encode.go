package vault

import (
	"encoding/binary"
	"errors"
	"fmt"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// The encoding of a record, big-endian and of fixed width throughout:
//
//	8   "VPRECORD"
//	1   version, 1
//	1   metric
//	32  issuer key, compressed
//	32  subject
//	32  head before the first day
//	4   first day, days since 1970-01-01
//	2   number of days
//
// and for each day
//
//	1   assurance
//	64  seal
//	2n  readings, n slots of 16 bits
const (
	recordMagic       = "VPRECORD"
	recordVersion     = 1
	recordHeaderBytes = len(recordMagic) + 1 + 1 + 3*32 + 4 + 2
	dayHeaderBytes    = 1 + len(statement.Seal{})
)

// EncodeRecord writes the encoding. It checks the record's form, as
// DecodeRecord does, and not its seals.
func EncodeRecord(r *statement.Record) ([]byte, error) {
	if r == nil {
		return nil, fmt.Errorf("%w: there is none", ErrRecord)
	}
	if err := checkForm(r); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	out := make([]byte, 0, recordHeaderBytes+len(r.Days)*dayBytes(r.Metric))
	out = append(out, recordMagic...)
	out = append(out, recordVersion, byte(r.Metric))
	key, subject, start := r.Issuer.Bytes(), r.Subject.Bytes(), r.Start.Bytes()
	out = append(out, key[:]...)
	out = append(out, subject[:]...)
	out = append(out, start[:]...)
	out = binary.BigEndian.AppendUint32(out, uint32(r.FirstDay))
	out = binary.BigEndian.AppendUint16(out, uint16(len(r.Days)))
	for _, d := range r.Days {
		out = append(out, d.Assurance)
		out = append(out, d.Seal[:]...)
		for _, v := range d.Block {
			out = binary.BigEndian.AppendUint16(out, v)
		}
	}
	return out, nil
}

// DecodeRecord reads the encoding: every record has one, and nothing else is
// read. It fails with ErrCorrupt. The seals are points and scalars when it
// returns, but only Record.Verify says that they hold.
func DecodeRecord(data []byte) (*statement.Record, error) {
	r, err := decodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return r, nil
}

func decodeRecord(data []byte) (*statement.Record, error) {
	if len(data) < recordHeaderBytes || string(data[:len(recordMagic)]) != recordMagic {
		return nil, errors.New("not a record")
	}
	in := data[len(recordMagic):]
	if in[0] != recordVersion {
		return nil, fmt.Errorf("version is not %d", recordVersion)
	}
	r := &statement.Record{Metric: claim.Metric(in[1])}
	in = in[2:]
	var err error
	if r.Issuer, err = statement.PublicKeyFromBytes(in[:32]); err != nil {
		return nil, err
	}
	if r.Subject, err = statement.FieldFromBytes(in[32:64]); err != nil {
		return nil, err
	}
	if r.Start, err = statement.FieldFromBytes(in[64:96]); err != nil {
		return nil, err
	}
	first, days := binary.BigEndian.Uint32(in[96:]), int(binary.BigEndian.Uint16(in[100:]))
	in = in[102:]
	r.FirstDay = claim.Day(first) // from 2^31 on it turns negative, and is refused
	if err := checkSpan(r.Metric, r.FirstDay, days); err != nil {
		return nil, err
	}
	// Only now are the lengths known to be small and true.
	if len(in) != days*dayBytes(r.Metric) {
		return nil, errors.New("not as long as its number of days says")
	}
	r.Days = make([]statement.SealedDay, days)
	for i := range r.Days {
		r.Days[i] = decodeDay(in[:dayBytes(r.Metric)])
		in = in[dayBytes(r.Metric):]
	}
	return r, checkForm(r)
}

func decodeDay(in []byte) statement.SealedDay {
	d := statement.SealedDay{Assurance: in[0], Seal: statement.Seal(in[1:dayHeaderBytes])}
	in = in[dayHeaderBytes:]
	d.Block = make(statement.Block, len(in)/2)
	for i := range d.Block {
		d.Block[i] = binary.BigEndian.Uint16(in[2*i:])
	}
	return d
}

func dayBytes(m claim.Metric) int { return dayHeaderBytes + 2*m.SlotsPerDay() }

var errDays = fmt.Errorf("a record has 1 to %d days, from 1970-01-02 to %s", statement.MaxRecordDays, claim.MaxDay)

func checkSpan(m claim.Metric, first claim.Day, days int) error {
	if !m.Valid() {
		return errors.New("unknown metric")
	}
	if days < 1 || days > statement.MaxRecordDays || first < 1 || int(first)+days-1 > int(claim.MaxDay) {
		return errDays
	}
	return nil
}

// checkForm holds a record to what the encoding can express in one way only.
func checkForm(r *statement.Record) error {
	if err := checkSpan(r.Metric, r.FirstDay, len(r.Days)); err != nil {
		return err
	}
	if err := checkKey(r.Issuer); err != nil {
		return err
	}
	for i, d := range r.Days {
		if err := d.Block.Check(r.Metric); err != nil {
			return fmt.Errorf("day %d of %d: %w", i+1, len(r.Days), err)
		}
		if d.Assurance > statement.MaxAssurance || !sealForm(d.Seal) {
			return fmt.Errorf("day %d of %d: not a seal", i+1, len(r.Days))
		}
	}
	return nil
}

// sealForm reports whether a seal is a point and a scalar in their one
// spelling. A point with x = 0 has a second one, with the sign bit set.
func sealForm(s statement.Seal) bool {
	point, _, err := s.Parts()
	if err != nil {
		return false
	}
	again := point.Bytes()
	return again == [32]byte(s[:32])
}
