package ingest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"regexp"
)

// npyMagic begins a file of numpy.save.
const npyMagic = "\x93NUMPY"

// readNN reads NN intervals in milliseconds, in order of time: a NumPy file with
// one list, or a JSON list of numbers. They have no date, so Options.Day says
// which day they are of.
func readNN(br *bufio.Reader, head []byte, b *builder) error {
	b.nn = true
	if b.opts.Day == 0 {
		return fail(KindOption, 0, 0, "intervals without a date need the day they are of")
	}
	if bytes.HasPrefix(head, []byte(npyMagic)) {
		return b.npy(br)
	}
	l := newJSONList(br, 2)
	err := l.list(func() error {
		t, err := l.token()
		if err != nil {
			return err
		}
		text, _ := t.(json.Number)
		x, ok := parseNumber(text.String())
		at := start{line: l.g.line}
		if !ok {
			return fail(KindValue, at.line, 0, "an interval is not a plain number")
		}
		b.report.Rows++
		if e := b.interval1(omhRR["ms"].as(x), at); e != nil {
			return e
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.end()
}

// interval1 keeps an interval in microseconds. line counts on, so that the order
// of the file stays.
func (b *builder) interval1(us uint64, at start) *Error {
	return b.take(value{from: moment{sec: int64(b.opts.Day) * day, date: true}, a: us}, at)
}

// npyHeader is the header of a list in one of the types a recorder writes:
// whole numbers and floating-point numbers, little-endian.
var npyHeader = regexp.MustCompile(`^\{'descr': '<(i2|i4|i8|f8)', 'fortran_order': False, 'shape': \((\d{1,7}),\), \} *\n$`)

// npy reads a NumPy file (format version 1 to 3, numpy.lib.format).
func (b *builder) npy(br *bufio.Reader) error {
	cut := fail(KindTruncated, 0, 0, "the file ends inside its list")
	start8 := make([]byte, len(npyMagic)+4)
	if _, err := io.ReadFull(br, start8); err != nil {
		return ended(err, cut)
	}
	length := int(binary.LittleEndian.Uint16(start8[8:]))
	if version := start8[6]; version > 1 {
		more := make([]byte, 2) // the length has 32 bits from version 2 on
		if _, err := io.ReadFull(br, more); err != nil {
			return ended(err, cut)
		}
		if more[0] != 0 || more[1] != 0 {
			length = maxNPYHeader + 1
		}
	}
	if length > maxNPYHeader {
		return fail(KindTooLarge, 0, 0, "the header of the file is too long")
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(br, text); err != nil {
		return ended(err, cut)
	}
	m := npyHeader.FindSubmatch(text)
	if m == nil {
		return fail(KindUnknownFormat, 0, 0, "the file is not a plain list of numbers")
	}
	count, _ := atoi(m[2]) // it has at most seven digits
	size := int(m[1][1] - '0')
	number := make([]byte, size)
	for range count {
		if _, err := io.ReadFull(br, number); err != nil {
			return ended(err, cut)
		}
		us, ok := npyNumber(number, m[1][0] == 'f')
		if !ok {
			return fail(KindRange, 0, 0, "an interval is outside of 240 to 3000 ms")
		}
		b.report.Rows++
		if err := b.interval1(us, start{}); err != nil {
			return err
		}
	}
	if _, err := br.ReadByte(); err != io.EOF {
		return fail(KindSyntax, 0, 0, "something stands behind the list")
	}
	return nil
}

// npyNumber reads an interval in milliseconds as microseconds.
func npyNumber(b []byte, float bool) (uint64, bool) {
	var ms float64
	switch {
	case float:
		ms = math.Float64frombits(binary.LittleEndian.Uint64(b))
	case len(b) == 2:
		ms = float64(int16(binary.LittleEndian.Uint16(b)))
	case len(b) == 4:
		ms = float64(int32(binary.LittleEndian.Uint32(b)))
	default:
		ms = float64(int64(binary.LittleEndian.Uint64(b)))
	}
	us := math.Round(ms * microseconds)
	return uint64(max(us, 0)), us >= minNN && us <= maxNN
}

func ended(err error, cut *Error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return cut
	}
	return err
}
