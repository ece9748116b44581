package ingest

import (
	"bufio"
	"bytes"
	"io"
)

// A csvReader reads one record at a time into a reused buffer.
//
// It is not encoding/csv because that package has no bound on the length of a
// record and does not tell whether the last line ended, which is how a cut
// download shows.
type csvReader struct {
	br    *bufio.Reader
	delim byte

	line  int    // line on which the current record starts
	next  int    // line on which the next record starts
	ended bool   // the current record ended with a line break
	buf   []byte // fields of the record without quotes, one after the other
	ends  []int  // end of each field in buf
}

func newCSVReader(br *bufio.Reader, delim byte) *csvReader {
	return &csvReader{br: br, delim: delim, next: 1}
}

// fields is the number of fields of the current record.
func (c *csvReader) fields() int { return len(c.ends) }

// field returns field i, trimmed, or nothing if the record is shorter. It is
// valid until the next call of read.
func (c *csvReader) field(i int) []byte {
	if i >= len(c.ends) {
		return nil
	}
	start := 0
	if i > 0 {
		start = c.ends[i-1]
	}
	return bytes.TrimSpace(c.buf[start:c.ends[i]])
}

// blank reports whether every field is empty, as in the padding rows of a
// spreadsheet.
func (c *csvReader) blank() bool { return len(bytes.TrimSpace(c.buf)) == 0 }

// read advances to the next record. It returns io.EOF at the end.
func (c *csvReader) read() error {
	for {
		if err := c.record(); err != nil {
			return err
		}
		if !c.blank() {
			return nil
		}
	}
}

const (
	atStart  = iota // at the start of a field
	inPlain         // in a field without quotes
	inQuotes        // between quotes
	afterQ          // behind a quote that ended or doubles
)

// record reads one record, blank or not.
func (c *csvReader) record() error {
	c.line, c.buf, c.ends, c.ended = c.next, c.buf[:0], c.ends[:0], false
	state := atStart
	for n := 0; ; n++ {
		b, err := c.br.ReadByte()
		if err == io.EOF {
			return c.finish(state, n)
		}
		if err != nil {
			return err
		}
		if n >= maxRecordBytes {
			return fail(KindTooLarge, c.line, 0, "a row is too long; perhaps a quote is not closed")
		}
		if b == 0 {
			return fail(KindBinary, c.next, 0, "the file holds bytes that no text has")
		}
		done, state2, err := c.step(b, state)
		if err != nil || done {
			return err
		}
		state = state2
	}
}

// finish ends the last record, which has no line break behind it.
func (c *csvReader) finish(state, read int) error {
	if state == inQuotes {
		return fail(KindTruncated, c.line, 0, "the file ends inside a quoted field")
	}
	if read == 0 {
		return io.EOF
	}
	c.ends = append(c.ends, len(c.buf))
	return nil
}

// step takes one byte and reports whether it ended the record.
func (c *csvReader) step(b byte, state int) (done bool, next int, err error) {
	if state == inQuotes {
		switch b {
		case '"':
			return false, afterQ, nil
		case '\n':
			c.next++
		}
		c.buf = append(c.buf, b)
		return false, inQuotes, nil
	}
	switch {
	case b == c.delim:
		if len(c.ends) >= maxFields {
			return false, 0, fail(KindColumns, c.line, 0, "a row has too many columns")
		}
		c.ends = append(c.ends, len(c.buf))
		return false, atStart, nil
	case b == '\n' || b == '\r':
		if b == '\r' {
			if p, err := c.br.Peek(1); err == nil && p[0] == '\n' {
				_, _ = c.br.Discard(1) // it was peeked at
			}
		}
		c.next++
		c.ended = true
		c.ends = append(c.ends, len(c.buf))
		return true, 0, nil
	case b == '"' && state == atStart:
		return false, inQuotes, nil
	case state == afterQ && b == '"':
		c.buf = append(c.buf, '"')
		return false, inQuotes, nil
	case state == afterQ:
		return false, 0, fail(KindSyntax, c.line, len(c.ends)+1, "text stands behind a closing quote")
	}
	c.buf = append(c.buf, b)
	return false, inPlain, nil
}
