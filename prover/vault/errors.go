package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Errors of encrypted files. None holds anything that was in a file.
var (
	// ErrPassphrase may also mean that the salt of the file is damaged: age
	// cannot tell the two apart.
	ErrPassphrase     = errors.New("wrong passphrase")
	ErrWeakPassphrase = fmt.Errorf("a passphrase has at least %d characters", MinPassphrase)
	ErrCorrupt        = errors.New("the file is damaged, or of another kind")
	// ErrOtherHolder is a record that is encrypted to another key or sealed for
	// another subject. Damage to the encryption's first lines looks the same.
	ErrOtherHolder = errors.New("the record is another holder's")
)

// Errors of the files that are not encrypted.
var (
	ErrCard      = errors.New("not a card")
	ErrIssuer    = errors.New("not an issuer's public file")
	ErrIssuerSet = errors.New("not an issuer set")
	ErrLedger    = errors.New("not a ledger")
)

// Errors of issuing and joining records.
var (
	ErrRecord        = errors.New("not a record that can be written")
	ErrWrongCard     = errors.New("the card is not of the record's holder and issuer")
	ErrNotNext       = errors.New("the records do not follow each other")
	ErrWrongLedger   = errors.New("the ledger is of another issuer, holder or metric")
	ErrSealedAlready = errors.New("the day is sealed already")
	// ErrRestated reports that an export tells days otherwise than they were
	// sealed. What a seal covers is never changed afterwards.
	ErrRestated = errors.New("the export does not tell the days before as they were sealed")

	ErrGap         = errors.New("days are missing after the last sealed one; a day without readings is sealed empty")
	ErrLedgerMoved = errors.New("the ledger has changed since it was read")
)

// Errors of writing a file. They come inside an *fs.PathError, together with
// the system's own error.
var (
	ErrExists   = errors.New("it exists already")
	ErrReadOnly = errors.New("the folder is read-only, or not yours to write to")
	ErrDiskFull = errors.New("the disk is full")
	ErrNoFolder = errors.New("there is no such folder")
)

// causeError puts a system error in plain words and still matches both.
type causeError struct{ plain, cause error }

func (e *causeError) Error() string   { return e.plain.Error() }
func (e *causeError) Unwrap() []error { return []error{e.plain, e.cause} }

// explain names the causes that the person at the keyboard can do something
// about, and drops the temporary names that the others carry.
func explain(err error) error {
	var onPath *fs.PathError
	var onLink *os.LinkError
	switch {
	case errors.As(err, &onPath):
		err = onPath.Err
	case errors.As(err, &onLink):
		err = onLink.Err
	}
	for _, c := range []struct{ cause, plain error }{
		{fs.ErrExist, ErrExists},
		{syscall.ENOSPC, ErrDiskFull},
		{syscall.EDQUOT, ErrDiskFull},
		{syscall.EROFS, ErrReadOnly},
		{fs.ErrPermission, ErrReadOnly},
		{fs.ErrNotExist, ErrNoFolder},
		{syscall.ENOTDIR, ErrNoFolder},
	} {
		if errors.Is(err, c.cause) {
			return &causeError{c.plain, err}
		}
	}
	return err
}
