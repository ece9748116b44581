package ingest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
)

// A guard stands between a JSON file and encoding/json and bounds what the
// parser can be made to hold: it drops the tail of long strings, folds runs of
// white space into one, and refuses deep nesting, long numbers and entries of
// more than a megabyte. It also knows where each entry starts in the file,
// which the parser, reading ahead, does not.
type guard struct {
	br    *bufio.Reader
	depth int
	entry int // depth at which the entries of the list are open

	line, column int   // of the byte last read
	out          int64 // bytes handed on
	begun        int64 // out at the start of the current entry
	starts       []start

	quoted  bool // inside a string
	escape  int  // state within an escape sequence
	length  int  // characters of the current string or number
	space   bool // the last byte handed on was white space
	atEnd   bool // the file has ended
	err     error
	current start // entry last taken by the parser
}

// escapeNext marks the byte behind a backslash; smaller numbers count the hex
// digits to come.
const escapeNext = 5

// A start is where an entry begins: in the output, and in the file.
type start struct {
	out          int64
	line, column int
}

func newGuard(br *bufio.Reader, entry int) *guard {
	return &guard{br: br, entry: entry, line: 1}
}

// Read fills p with filtered bytes.
func (g *guard) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	n := 0
	for n < len(p) {
		c, err := g.br.ReadByte()
		if err != nil {
			g.atEnd = err == io.EOF
			g.err = err
			break
		}
		keep, e := g.step(c)
		if e != nil {
			g.err = e
			break
		}
		if keep {
			p[n] = c
			n++
			g.out++
		}
		if n > 0 && g.br.Buffered() == 0 {
			break // do not block for more while there is something to parse
		}
	}
	if n > 0 {
		return n, nil
	}
	return 0, g.err
}

// step takes one byte and tells whether the parser needs it.
func (g *guard) step(c byte) (bool, *Error) {
	g.column++
	if c == '\n' {
		g.line++
		g.column = 0
	}
	if g.quoted {
		keep := g.inString(c)
		return keep, g.size()
	}
	white := c == ' ' || c == '\t' || c == '\n' || c == '\r'
	keep := !white || !g.space
	g.space = white
	switch c {
	case '"':
		g.quoted, g.length = true, 0
	case '{', '[':
		g.length = 0
		if g.depth++; g.depth > maxJSONDepth {
			return false, fail(KindTooLarge, g.line, g.column, "values are nested too deep")
		}
		if g.depth == g.entry {
			g.begun = g.out
			g.starts = append(g.starts, start{g.out, g.line, g.column})
		}
	case '}', ']':
		g.length = 0
		g.depth--
	case ',', ':', ' ', '\t', '\n', '\r':
		g.length = 0
	case 0:
		return false, fail(KindBinary, g.line, g.column, "the file holds bytes that no text has")
	default:
		if g.length++; g.length > maxJSONNumber {
			return false, fail(KindTooLarge, g.line, g.column, "a number is too long")
		}
	}
	return keep, g.size()
}

// inString takes a byte of a string; behind the limit only its end counts. An
// escape sequence is handed on whole or not at all, so the cut is never inside.
func (g *guard) inString(c byte) bool {
	keep := g.length < maxJSONString
	switch {
	case g.escape == escapeNext:
		g.escape = 0
		if c == 'u' {
			g.escape = 4
		}
		return keep
	case g.escape > 0:
		g.escape--
		if g.escape > 0 {
			return keep
		}
	case c == '\\':
		g.escape = escapeNext
		return keep
	case c == '"':
		g.quoted, g.space = false, false
		return true
	}
	g.length++
	return keep
}

func (g *guard) size() *Error {
	if g.depth >= g.entry && g.out-g.begun > maxEntryBytes {
		return fail(KindTooLarge, g.line, g.column, "an entry is too long")
	}
	return nil
}

// taken notes that the parser has read up to the given offset of its input and
// returns where the entry it read last begins.
func (g *guard) taken(offset int64) start {
	i := 0
	for i < len(g.starts) && g.starts[i].out < offset {
		g.current = g.starts[i]
		i++
	}
	g.starts = g.starts[:copy(g.starts, g.starts[i:])]
	return g.current
}

// A jsonList reads a JSON file whose entries stand in one list.
type jsonList struct {
	g   *guard
	dec *json.Decoder
}

func newJSONList(br *bufio.Reader, entry int) *jsonList {
	g := newGuard(br, entry)
	dec := json.NewDecoder(g)
	dec.UseNumber()
	return &jsonList{g: g, dec: dec}
}

// entry parses the next entry into v. It reports whether v fits the entry's
// types; a resource of another sort may use the same names for other things.
func (l *jsonList) entry(v any) (at start, fits bool, err error) {
	err = l.dec.Decode(v)
	at = l.g.taken(l.dec.InputOffset())
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return at, false, nil
	}
	if err != nil {
		return at, false, l.broken(err)
	}
	return at, true, nil
}

// token returns the next token.
func (l *jsonList) token() (json.Token, error) {
	t, err := l.dec.Token()
	if err != nil {
		return nil, l.broken(err)
	}
	return t, nil
}

// skip passes over one value without holding it.
func (l *jsonList) skip() error {
	for depth := 0; ; {
		t, err := l.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		l.g.taken(l.dec.InputOffset()) // or the list of starts grows with the value
		if depth == 0 {
			return nil
		}
	}
}

// end makes sure that nothing stands behind the value.
func (l *jsonList) end() error {
	_, err := l.dec.Token()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return l.broken(err)
	}
	return fail(KindSyntax, l.g.current.line, 0, "something stands behind the end of the JSON value")
}

// broken turns an error of the parser, whose text may quote the file, into one
// of ours.
func (l *jsonList) broken(err error) error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case l.g.atEnd && (l.g.depth > 0 || l.g.quoted):
		return fail(KindTruncated, l.g.line, l.g.column, "the file ends inside a JSON value")
	}
	at := l.g.current
	if len(l.g.starts) > 0 {
		at = l.g.starts[0] // the entry at work; later ones are only read ahead
	}
	return fail(KindSyntax, at.line, at.column, "the JSON is broken in this entry or right behind it")
}

// number takes a JSON number, or text in its place, as it stands.
type number string

func (n *number) UnmarshalJSON(b []byte) error {
	if len(b) >= 2 && b[0] == '"' {
		b = b[1 : len(b)-1]
	}
	if string(b) == "null" {
		b = nil
	}
	if len(b) > maxJSONNumber {
		b = b[:maxJSONNumber]
	}
	*n = number(b)
	return nil
}
