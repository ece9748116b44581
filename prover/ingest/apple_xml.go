package ingest

import (
	"bufio"
	"encoding/xml"
	"errors"
	"io"
)

// An xmlReader walks through an XML file tag by tag. encoding/xml holds one tag,
// one text or one list of definitions at a time; the budget bounds each of them.
// Tags must nest; entities other than the five of XML are refused by the parser.
type xmlReader struct {
	br   *bufio.Reader
	left int   // bytes the parser may still ask for within a token
	err  error // of the input, which the parser would hide
	dec  *xml.Decoder
	open []string
}

func newXMLReader(br *bufio.Reader) *xmlReader {
	x := &xmlReader{br: br}
	x.dec = xml.NewDecoder(x)
	return x
}

// ReadByte makes the parser read byte by byte: it wraps other readers in a buffer
// of its own, ahead of the budget.
func (x *xmlReader) ReadByte() (byte, error) {
	if x.left--; x.left < 0 {
		x.err = fail(KindTooLarge, 0, 0, "a tag or a text is too long")
		return 0, x.err
	}
	c, err := x.br.ReadByte()
	switch {
	case err != nil && err != io.EOF:
		x.err = err
	case err == nil && c == 0:
		x.err = fail(KindBinary, 0, 0, "the file holds bytes that no text has")
		return 0, x.err
	}
	return c, err
}

// Read is there for the interface; the parser uses ReadByte.
func (x *xmlReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := x.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// next returns the next tag, *xml.StartElement or *xml.EndElement, or io.EOF at
// the end of a whole file.
func (x *xmlReader) next() (xml.Token, start, error) {
	for {
		x.left = maxXMLToken
		t, err := x.dec.RawToken()
		line, column := x.dec.InputPos()
		at := start{line: line, column: column}
		if err != nil {
			return nil, at, x.broken(err, at)
		}
		switch tag := t.(type) {
		case xml.StartElement:
			if len(x.open) >= maxXMLDepth {
				return nil, at, fail(KindTooLarge, line, column, "tags are nested too deep")
			}
			x.open = append(x.open, tag.Name.Local)
			return tag, at, nil
		case xml.EndElement:
			n := len(x.open) - 1
			if n < 0 || x.open[n] != tag.Name.Local {
				return nil, at, fail(KindSyntax, line, column, "a tag is closed that is not open")
			}
			x.open = x.open[:n]
			return tag, at, nil
		}
	}
}

// broken turns an error of the parser, whose text may quote the file, into one of
// ours.
func (x *xmlReader) broken(err error, at start) error {
	var e *Error
	switch {
	case errors.As(x.err, &e):
		return fail(e.Kind, at.line, at.column, e.Detail)
	case x.err != nil:
		return x.err
	case err == io.EOF && len(x.open) == 0:
		return io.EOF
	case err == io.EOF || x.atEnd():
		return fail(KindTruncated, at.line, at.column, "the file ends inside a tag")
	}
	return fail(KindSyntax, at.line, at.column, "the XML is broken here")
}

func (x *xmlReader) atEnd() bool {
	_, err := x.br.Peek(1)
	return err == io.EOF
}
