package store

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/y"

	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// Errors of opening, backing up and restoring. Each says what to do. Match with
// errors.Is. Another master key is keyring.ErrOtherMaster.
var (
	ErrLocked   = errors.New("another process has the store open; stop it, or name another folder")
	ErrReadOnly = errors.New("the store's folder cannot be written to; give its owner the right to, or mount it writable")
	ErrCorrupt  = errors.New("the store's files are damaged; keep a copy of the folder, then restore a backup into an empty one")
	// ErrOtherRing is a key ring that is not the one the records are sealed with:
	// swapped, made anew, or given to an empty store although it holds keys. To go
	// on would destroy either the keys or the records.
	ErrOtherRing = errors.New("the key ring and the store are not of one pair; name the folders that belong together, or restore a backup")
	// ErrLoss is a log that ends before a write that was acknowledged, or a key ring
	// with more keys without a record than a crash can leave: records were lost to a
	// bad disk, or the folder is an old copy.
	ErrLoss = errors.New("records were lost, or the folder is an old copy; " +
		"put the right folder back, restore a backup, or accept the loss")
	ErrNotEmpty = errors.New("the folder has a store already; restore into an empty one")
	ErrBackup   = errors.New("not a whole backup of a store under this master key")
	ErrOptions  = errors.New("options of the store")
)

// ErrPageToken reports a page token that this store did not give for this list.
var ErrPageToken = errors.New("the page token is not of this list; begin with the first page")

// errGone is a record whose key was destroyed: it does not exist any more.
var errGone = errors.New("the key is destroyed")

// storageError is job.ErrStorage with where it happened. It holds none of the
// database's own text: that quotes keys.
type storageError struct{ op, what string }

func (e *storageError) Error() string        { return job.ErrStorage.Error() + ": " + e.op + ": " + e.what }
func (e *storageError) Is(target error) bool { return target == job.ErrStorage }

func damaged(op string) error { return &storageError{op, "a record is damaged"} }

// describe tells what went wrong, in words that come from a table.
func describe(err error) string {
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		return number.Error()
	case errors.Is(err, badger.ErrTxnTooBig):
		return "too much for one write"
	case errors.Is(err, badger.ErrBlockedWrites), errors.Is(err, badger.ErrDBClosed):
		return "the database is closing"
	case errors.Is(err, errDamagedFile):
		return err.Error()
	// The database drops the cause of most errors and keeps its words.
	case errors.Is(err, y.ErrChecksumMismatch), strings.Contains(err.Error(), y.ErrChecksumMismatch.Error()):
		return "a checksum is wrong"
	}
	return "the database failed"
}

// ringError puts an error of the ring into the terms of this package.
func ringError(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrDestroyed):
		return errGone
	case errors.Is(err, keyring.ErrClosed):
		return job.ErrClosed
	case errors.Is(err, keyring.ErrFull), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return job.ErrStorageFull
	case errors.Is(err, keyring.ErrBroken):
		return &storageError{op, "the key ring cannot be written"}
	}
	return &storageError{op, "the key ring failed"}
}

// openError names the causes of a failed Open that an operator can do something
// about.
func openError(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ErrReadOnly
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return job.ErrStorageFull
	case errors.Is(err, badger.ErrEncryptionKeyMismatch):
		return errors.Join(keyring.ErrOtherMaster, errors.New("name the master key that the store was made with"))
	}
	return errors.Join(ErrCorrupt, errors.New(describe(err)))
}
