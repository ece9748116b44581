package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"vitalproof/circuits/statement"
	"vitalproof/prover/vault"
)

// errSeen reports a nullifier that was counted before.
var errSeen = errors.New("this holder is counted already in this scope")

// seenLine is the length of a line: 0x, 64 digits and a line break.
const seenLine = 2 + 2*statement.FieldBytes + 1

// maxSeen bounds the file: a million participants.
const maxSeen = 1_000_000 * seenLine

// countParticipant adds a nullifier to a file, unless it is there, and gives the
// number of different ones. The file is locked, so that of two processes with one
// nullifier only one adds it, and an addition is on disk when it returns.
func countParticipant(path string, nullifier statement.Field) (int, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, modePrivate)
	if err != nil {
		return 0, cannotWrite(path, err)
	}
	defer f.Close() // and with it the lock goes
	if err := vault.LockFile(f); err != nil {
		return 0, cannotWrite(path, err)
	}
	seen, end, err := readSeen(f)
	if err != nil {
		return 0, badFile(path, err)
	}
	if seen[nullifier] {
		return len(seen), errSeen
	}
	if err := appendSeen(f, end, nullifier); err != nil {
		return 0, cannotWrite(path, err)
	}
	return len(seen) + 1, nil
}

// readSeen reads all nullifiers and says where the last whole line ends. A torn
// last line, left by a crash, was never reported as accepted and is written over.
func readSeen(f *os.File) (seen map[statement.Field]bool, end int64, err error) {
	data, err := io.ReadAll(io.LimitReader(f, maxSeen+1))
	if err != nil {
		return nil, 0, err
	}
	if len(data) > maxSeen {
		return nil, 0, fmt.Errorf("it holds more than %d nullifiers", maxSeen/seenLine)
	}
	whole := data[:bytes.LastIndexByte(data, '\n')+1]
	if len(data)-len(whole) >= seenLine {
		return nil, 0, errors.New("it is not a file of nullifiers")
	}
	seen = make(map[statement.Field]bool)
	for i, line := range bytes.Split(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n")) {
		if len(whole) == 0 {
			break
		}
		n, err := statement.ParseField(string(line))
		if err != nil {
			return nil, 0, fmt.Errorf("line %d: not a nullifier", i+1)
		}
		seen[n] = true
	}
	return seen, int64(len(whole)), nil
}

// appendSeen writes one line and makes it last. If it does not fit, the file is
// cut back to what it was.
func appendSeen(f *os.File, end int64, nullifier statement.Field) error {
	if err := f.Truncate(end); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(statement.FormatField(nullifier)+"\n"), end)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		_ = f.Truncate(end)
	}
	return err
}
