package lock

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/statement"
)

// FileName is the lockfile's name in its folder, circuits/lock of the source tree.
const FileName = "lock.json"

// maxKeyBytes bounds a verifying key: one of five public inputs and one commitment
// takes 1,296 bytes.
const maxKeyBytes = 4 << 10

// Lockfile is a lockfile with the folder that it lies in. The zero value pins
// nothing.
type Lockfile struct {
	file  File
	files fs.FS
}

// Read reads the lockfile in a folder. The keys beside it are read when asked for.
func Read(folder fs.FS) (*Lockfile, error) {
	raw, err := readBounded(folder, FileName, MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("read the lockfile: %w", err)
	}
	file, err := Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", FileName, err)
	}
	return &Lockfile{*file, folder}, nil
}

// readBounded reads a file and at most a byte more than it may have.
func readBounded(folder fs.FS, path string, most int64) ([]byte, error) {
	f, err := folder.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	raw, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(raw)) > most {
		return nil, fmt.Errorf("%s: longer than %d bytes", path, most)
	}
	return raw, nil
}

// File is a copy of the lockfile's content.
func (l *Lockfile) File() File {
	f := l.file
	f.Circuits, f.Retired = l.Entries(), l.Retired()
	return f
}

// Entries lists the pinned circuits in order, without retired ones.
func (l *Lockfile) Entries() []Entry { return append([]Entry{}, l.file.Circuits...) }

// Retired lists the circuits that later versions took the place of, oldest first.
func (l *Lockfile) Retired() []Entry { return append([]Entry{}, l.file.Retired...) }

// ByName finds a circuit that is not retired.
func (l *Lockfile) ByName(name string) (Entry, error) {
	for _, e := range l.file.Circuits {
		if e.Name == name {
			return e, nil
		}
	}
	return Entry{}, ErrUnknownCircuit
}

// ByID finds a circuit, retired or not.
func (l *Lockfile) ByID(id statement.CircuitID) (Entry, error) {
	text := id.String()
	for _, entries := range [][]Entry{l.file.Circuits, l.file.Retired} {
		for _, e := range entries {
			if e.ID == text {
				return e, nil
			}
		}
	}
	return Entry{}, ErrUnknownCircuit
}

// VerifyingKey returns a fresh copy of a circuit's verifying key.
func (l *Lockfile) VerifyingKey(e Entry) (*groth16bn254.VerifyingKey, error) {
	raw, err := l.keyFile(e)
	if err != nil {
		return nil, err
	}
	vk, err := ParseVerifyingKey(raw, e.VerifyingKeySHA256)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.KeyPath(), err)
	}
	return vk, nil
}

// KeyFile returns the bytes of a circuit's verifying key after all checks of
// VerifyingKey.
func (l *Lockfile) KeyFile(e Entry) ([]byte, error) {
	raw, err := l.keyFile(e)
	if err != nil {
		return nil, err
	}
	if _, err := ParseVerifyingKey(raw, e.VerifyingKeySHA256); err != nil {
		return nil, fmt.Errorf("%s: %w", e.KeyPath(), err)
	}
	return raw, nil
}

func (l *Lockfile) keyFile(e Entry) ([]byte, error) {
	raw, err := readBounded(l.files, e.KeyPath(), maxKeyBytes)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
		return nil, fmt.Errorf("%w: there is no %s", ErrUnknownCircuit, e.KeyPath())
	}
	if err != nil {
		return nil, fmt.Errorf("read a verifying key: %w", err)
	}
	return raw, nil
}
