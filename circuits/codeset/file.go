package codeset

import (
	"bufio"
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// A set's file is text for people to read: a line that names the format, a line
// that names the metric, and the codes in order, one a line. One set has one file.
//
//	vitalproof/codeset/1
//	icd-10-cm
//	E10.10
//	E10.11
const fileFormat = "vitalproof/codeset/1"

// MaxBytes bounds a file of codes: 10,000 lines of at most 64 bytes.
const MaxBytes = 64 * (MaxCodes + 2)

// Errors of files.
var (
	ErrFile = errors.New("not a file of codes")
	ErrForm = errors.New("not a set's file in its one form; make it with \"vitalproof codeset build\"")
)

// ParseList reads the codes of a metric from a list that a person wrote: one a
// line, in any order, empty lines and what follows a # left out. The error names
// the line and never its text.
func ParseList(m claim.Metric, r io.Reader) (*Set, error) { return parseList(m, r, 1) }

// parseList reads a list whose first line has a number.
func parseList(m claim.Metric, r io.Reader, first int) (*Set, error) {
	var words []uint64
	lines := bufio.NewScanner(io.LimitReader(r, MaxBytes+1))
	read := 0
	for n := first; lines.Scan(); n++ {
		if read += len(lines.Bytes()) + 1; read > MaxBytes {
			return nil, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
		}
		text, _, _ := strings.Cut(lines.Text(), "#")
		if n == 1 { // a byte order mark, as some editors write
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		word, err := statement.ParseCode(m, text)
		if err != nil {
			return nil, fmt.Errorf("%w: line %d: %w", ErrFile, n, err)
		}
		words = append(words, word)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFile, err)
	}
	return New(m, words)
}

// Marshal writes the set's file.
func (s *Set) Marshal() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n%s\n", fileFormat, s.metric.Name())
	for _, c := range s.codes {
		text, err := statement.FormatCode(s.metric, c)
		if err != nil {
			return nil, err
		}
		fmt.Fprintln(&b, text)
	}
	return b.Bytes(), nil
}

// Parse reads a set's file. Whoever answers a claim about codes reads the set from
// a file: the tree is built anew, so its id is that of these codes.
func Parse(data []byte) (*Set, error) {
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrFile, MaxBytes)
	}
	format, rest, _ := strings.Cut(string(data), "\n")
	name, list, _ := strings.Cut(rest, "\n")
	m, err := claim.ParseMetric(name)
	if format != fileFormat || err != nil {
		return nil, ErrForm
	}
	s, err := parseList(m, strings.NewReader(list), 3) // after the format and the metric
	if err != nil {
		return nil, err
	}
	if again, err := s.Marshal(); err != nil || !bytes.Equal(again, data) {
		return nil, ErrForm
	}
	return s, nil
}

//go:embed sets/*.codeset
var builtinFiles embed.FS

// Builtin is a set that comes with the program, for presets.
type Builtin struct {
	Name string
	*Set
}

// Builtins lists the sets that come with the program, by name.
var Builtins = sync.OnceValue(func() []Builtin {
	files, err := builtinFiles.ReadDir("sets")
	if err != nil {
		panic("codeset: " + err.Error())
	}
	var all []Builtin
	for _, f := range files {
		data, err := builtinFiles.ReadFile("sets/" + f.Name())
		if err != nil {
			panic("codeset: " + err.Error())
		}
		s, err := Parse(data)
		if err != nil {
			panic("codeset: " + f.Name() + ": " + err.Error())
		}
		all = append(all, Builtin{strings.TrimSuffix(f.Name(), ".codeset"), s})
	}
	return all
})

// Find looks for the set of an id among some sets and those that come with the
// program.
func Find(id claim.SetID, sets []*Set) (*Set, bool) {
	for _, s := range sets {
		if s.ID() == id {
			return s, true
		}
	}
	for _, b := range Builtins() {
		if b.ID() == id {
			return b.Set, true
		}
	}
	return nil, false
}
