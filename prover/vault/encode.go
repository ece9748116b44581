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
//	1   version, 2
//	1   metric
//	32  issuer key, compressed
//	32  subject
//	32  head before the first day, or 0
//	4   first day, days since 1970-01-01
//	2   number of days
//	2   number of entries from before the first day
//
// for each such entry
//
//	4   day
//	8   word
//
// and for each day
//
//	1   assurance
//	64  seal
//	2   number n of readings, measurements or codes
//	wn  these, of w bytes each: 2 for a series, 4 for daily values, 8 otherwise
const (
	recordMagic       = "VPRECORD"
	recordVersion     = 2
	recordHeaderBytes = len(recordMagic) + 1 + 1 + 3*32 + 4 + 2 + 2
	entryBytes        = 4 + 8
	dayHeaderBytes    = 1 + len(statement.Seal{}) + 2
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
	width := wordBytes(r.Metric)
	size := recordHeaderBytes + len(r.Before)*entryBytes
	for _, d := range r.Days {
		size += dayHeaderBytes + width*len(d.Block)
	}
	out := make([]byte, 0, size)
	out = append(out, recordMagic...)
	out = append(out, recordVersion, byte(r.Metric))
	key, subject, start := r.Issuer.Bytes(), r.Subject.Bytes(), r.Start.Bytes()
	out = append(out, key[:]...)
	out = append(out, subject[:]...)
	out = append(out, start[:]...)
	out = binary.BigEndian.AppendUint32(out, uint32(r.FirstDay))
	out = binary.BigEndian.AppendUint16(out, uint16(len(r.Days)))
	out = binary.BigEndian.AppendUint16(out, uint16(len(r.Before)))
	for _, e := range r.Before {
		out = binary.BigEndian.AppendUint32(out, uint32(e.Day))
		out = binary.BigEndian.AppendUint64(out, e.Word)
	}
	for _, d := range r.Days {
		out = append(out, d.Assurance)
		out = append(out, d.Seal[:]...)
		out = binary.BigEndian.AppendUint16(out, uint16(len(d.Block)))
		for _, v := range d.Block {
			var word [8]byte
			binary.BigEndian.PutUint64(word[:], v)
			out = append(out, word[8-width:]...)
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
	first, days, before := binary.BigEndian.Uint32(in[96:]), int(binary.BigEndian.Uint16(in[100:])), int(binary.BigEndian.Uint16(in[102:]))
	in = in[104:]
	r.FirstDay = claim.Day(first) // from 2^31 on it turns negative, and is refused
	if err := checkSpan(r.Metric, r.FirstDay, days); err != nil {
		return nil, err
	}
	if before > statement.PageLength(r.Metric) || len(in) < before*entryBytes+days*dayHeaderBytes {
		return nil, errLength
	}
	// Only now are the lengths known to be small.
	for range before {
		r.Before = append(r.Before, statement.Entry{Day: claim.Day(binary.BigEndian.Uint32(in)), Word: binary.BigEndian.Uint64(in[4:])})
		in = in[entryBytes:]
	}
	r.Days = make([]statement.SealedDay, days)
	for i := range r.Days {
		if r.Days[i], in, err = decodeDay(in, r.Metric); err != nil {
			return nil, err
		}
	}
	if len(in) > 0 {
		return nil, errLength
	}
	return r, checkForm(r)
}

var errLength = errors.New("not as long as its numbers of days and readings say")

func decodeDay(in []byte, m claim.Metric) (d statement.SealedDay, rest []byte, err error) {
	if len(in) < dayHeaderBytes {
		return d, nil, errLength
	}
	d = statement.SealedDay{Assurance: in[0], Seal: statement.Seal(in[1 : dayHeaderBytes-2])}
	n, width := int(binary.BigEndian.Uint16(in[dayHeaderBytes-2:])), wordBytes(m)
	in = in[dayHeaderBytes:]
	if n > maxWords(m) || len(in) < n*width {
		return d, nil, errLength
	}
	d.Block = make(statement.Block, n)
	for i := range d.Block {
		var word [8]byte
		copy(word[8-width:], in)
		d.Block[i] = binary.BigEndian.Uint64(word[:])
		in = in[width:]
	}
	return d, in, nil
}

// wordBytes is the width of a reading, measurement or code.
func wordBytes(m claim.Metric) int {
	switch m.Family() {
	case claim.Series:
		return 2
	case claim.Daily:
		return 4
	}
	return 8
}

// maxWords is the largest length of a metric's block.
func maxWords(m claim.Metric) int {
	if m.HasCoverage() {
		return m.SlotsPerDay()
	}
	return statement.MaxDayEntries
}

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
	if len(r.Before) > statement.PageLength(r.Metric) {
		return errLength
	}
	for _, e := range r.Before {
		if e.Day < 1 || e.Day >= r.FirstDay {
			return errLength
		}
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
