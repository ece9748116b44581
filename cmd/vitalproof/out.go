package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"vitalproof/prover/vault"
)

// Modes of the files that commands write.
const (
	modePrivate fs.FileMode = 0o600 // secrets, records, and what only the holder may see
	modePublic  fs.FileMode = 0o644
)

// stdio is the file name that stands for standard input or output.
const stdio = "-"

// print writes a command's result: v as JSON with --json, else what text writes.
// A result that does not reach standard output is a failure.
func (a *app) print(v any, text func(w io.Writer)) error {
	var out bytes.Buffer
	if a.json {
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	} else {
		text(&out)
	}
	if _, err := a.stdout.Write(out.Bytes()); err != nil {
		return cannotWrite("standard output", err)
	}
	return nil
}

// row prints a name and a value of a text result in two columns.
func row(w io.Writer, name, format string, args ...any) {
	fmt.Fprintf(w, "%-12s %s\n", name, fmt.Sprintf(format, args...))
}

// checkOut refuses an output early that writing would refuse late, after minutes
// of work: the path exists, or its directory does not.
func checkOut(path string, force bool) error {
	if path == stdio {
		return nil
	}
	if info, err := os.Lstat(path); err == nil && (!force || info.IsDir()) {
		return cannotWrite(path, fs.ErrExist)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

// writeOut writes a whole file or none of it. Without force a file that exists
// stays as it is.
func (a *app) writeOut(path string, data []byte, mode fs.FileMode, force bool) error {
	if path == stdio {
		if _, err := a.stdout.Write(data); err != nil {
			return cannotWrite("standard output", err)
		}
		return nil
	}
	if err := checkOut(path, force); err != nil {
		return err
	}
	if encrypted(path) {
		return cannotWrite(path, fs.ErrExist) // not even with force: it may be the only copy of a secret
	}
	if err := vault.WriteFile(path, data, mode, vault.Force(force)); err != nil {
		return cannotWrite(path, err)
	}
	return nil
}

// encrypted reports a holder, issuer or record file.
func encrypted(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // only read
	head := make([]byte, len(ageHeader))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == ageHeader
}

// ageHeader begins every file that age encrypts (age-encryption.org/v1).
const ageHeader = "age-encryption.org/v1"

// openIn opens an input file, or standard input for "-".
func (a *app) openIn(path string) (*os.File, error) {
	if path == stdio {
		return a.stdin, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, badFile(path, err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, faultf(exitInput, "%s: it is a directory", path)
	}
	return f, nil
}

// readIn reads a small input file; larger ones are cut, for parsers that refuse
// what is longer than their own bound.
func (a *app) readIn(path string, most int64) ([]byte, error) {
	f, err := a.openIn(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, badFile(path, err)
	}
	return data, nil
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%d bytes", n)
}

// printLine prints one of several results, each on a line of its own.
func (a *app) printLine(v any, text string) error {
	line := []byte(text)
	if a.json {
		var err error
		if line, err = json.Marshal(v); err != nil {
			return fmt.Errorf("write JSON: %w", err)
		}
	}
	if _, err := a.stdout.Write(append(line, '\n')); err != nil {
		return cannotWrite("standard output", err)
	}
	return nil
}

// printDone says what became of the thing of an id.
func (a *app) printDone(id, state string) error {
	return a.print(map[string]string{"id": id, "state": state}, func(w io.Writer) { fmt.Fprintf(w, "%s is %s\n", id, state) })
}
