package audit

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/mod/sumdb/note"
)

// state is a log up to and with a seal.
type state struct {
	tree    frontier
	entries int64
	bytes   int64
	seal    seal // of the last batch; none yet if tree.n is 0
}

// reader goes through a log from its first line. It trusts the order of nothing:
// good moves only over a seal that fits every line before it, and whether the
// last seal is signed is asked at the end.
type reader struct {
	verifier note.Verifier
	marks    []point // signed states that are still to come, smallest first
	most     int64   // lines of the largest of them
	good     state
	now      state
	fault    error // of the first line that cannot follow
}

// read reads a whole log. It returns the state at the last seal and the number of
// bytes behind it, or fails with ErrTampered or ErrOtherKey.
func read(in io.Reader, v note.Verifier, marks []point) (state, int64, error) {
	r := &reader{verifier: v, marks: slices.Clone(marks)}
	slices.SortFunc(r.marks, func(a, b point) int { return cmp.Compare(a.lines, b.lines) })
	if len(r.marks) > 0 {
		r.most = r.marks[len(r.marks)-1].lines
	}
	if err := r.passMarks(); err != nil {
		return state{}, 0, err
	}
	lines := bufio.NewReaderSize(in, maxTail)
	for {
		line, err := lines.ReadSlice('\n')
		if len(line) == 0 && err == io.EOF {
			break
		}
		if err != nil && err != io.EOF && !errors.Is(err, bufio.ErrBufferFull) {
			return state{}, 0, err
		}
		if err := r.take(line); err != nil {
			return state{}, 0, err
		}
	}
	return r.end()
}

// take reads a line with its end. Errors are of the log as a whole; a line that
// may be torn is only noted.
func (r *reader) take(line []byte) error {
	r.now.bytes += int64(len(line))
	if r.now.bytes-r.good.bytes > maxTail {
		return r.tampered(r.good.entries+1, "more follows the seal before it than a crash can leave")
	}
	text, whole := bytes.CutSuffix(line, []byte("\n"))
	s, isSeal := parseSeal(text)
	if r.fault != nil {
		// A crash tears the end, and nothing signed comes behind it.
		if isSeal && s.verify(r.verifier) {
			return r.fault
		}
		return nil
	}
	switch {
	case !whole || len(text) > maxLine:
		r.fault = r.tampered(r.now.entries+1, "it is cut or too long")
		return nil
	case isSeal:
		return r.takeSeal(s, text)
	case isEntry(text, r.now.entries+1):
		r.now.entries++
		r.now.tree.add(text)
		return r.passMarks()
	}
	r.fault = r.tampered(r.now.entries+1, "it is not an entry of this number")
	return nil
}

func (r *reader) takeSeal(s seal, text []byte) error {
	if s.lines != r.now.tree.n || s.root != r.now.tree.root() {
		r.fault = r.tampered(r.good.entries+1, "the seal behind it does not fit")
		if s.verify(r.verifier) {
			return r.fault
		}
		return nil
	}
	r.now.tree.add(text)
	r.now.seal = s
	r.good = r.now
	return r.passMarks()
}

// passMarks compares the log with the signed states of its present length.
func (r *reader) passMarks() error {
	for len(r.marks) > 0 && r.marks[0].lines == r.now.tree.n {
		if r.now.tree.root() != r.marks[0].root {
			return r.tampered(r.good.entries+1, fmt.Sprintf("a checkpoint of %d lines is of another log", r.marks[0].lines))
		}
		r.marks = r.marks[1:]
	}
	return nil
}

func (r *reader) end() (state, int64, error) {
	if r.good.tree.n > 0 && !r.good.seal.verify(r.verifier) {
		return state{}, 0, r.tampered(r.good.entries, "the seal behind it is not signed by this key")
	}
	// What a checkpoint has was under a seal once, and must be under one now.
	if r.most > r.good.seal.lines {
		if r.fault != nil {
			return state{}, 0, r.fault
		}
		return state{}, 0, r.tampered(r.good.entries+1, "it is missing, and a checkpoint has it")
	}
	return r.good, r.now.bytes - r.good.bytes, nil
}

// tampered names the first entry that can be the one that differs, and the last
// if it is not that one.
func (r *reader) tampered(first int64, why string) error {
	if last := r.now.entries; last > first {
		return fmt.Errorf("%w: entry %d to %d: %s", ErrTampered, first, last, why)
	}
	return fmt.Errorf("%w: entry %d: %s", ErrTampered, first, why)
}
