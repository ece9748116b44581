package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"vitalproof/prover/job"
)

// folder is where the database lies inside the store's own.
const folder = "db"

func settings(dir string, encryption [32]byte, log *slog.Logger) badger.Options {
	return badger.DefaultOptions(dir).
		// A call that returned survives a power cut, not only a crash.
		WithSyncWrites(true).
		// Two writes that read the same never both succeed.
		WithDetectConflicts(true).
		// Changed bytes are an error, not a value: at opening and at each read.
		WithVerifyValueChecksum(true).
		WithChecksumVerificationMode(options.OnTableAndBlockRead).
		// Nobody reads old versions; the fewer there are, the better.
		WithNumVersionsToKeep(1).
		WithMemTableSize(memTable).WithNumMemtables(memTables).
		WithValueLogFileSize(valueLogFile).WithValueThreshold(valueThreshold).
		WithBlockCacheSize(blockCache).WithIndexCacheSize(indexCache).
		WithNumCompactors(compactors).WithNumGoroutines(streams).
		// Values are sealed: they do not shrink.
		WithCompression(options.None).
		// A second layer over keys and values; it is not authenticated.
		WithEncryptionKey(encryption[:]).
		// Its counters are global to the process.
		WithMetricsEnabled(false).
		WithLogger(quiet{log})
}

// quiet passes on what the database logs without the arguments, which hold keys.
type quiet struct{ log *slog.Logger }

func (q quiet) Errorf(format string, _ ...any) { q.log.Error("database", "says", format) }

func (q quiet) Warningf(format string, _ ...any) { q.log.Warn("database", "says", format) }

func (q quiet) Infof(format string, _ ...any) { q.log.Debug("database", "says", format) }

func (q quiet) Debugf(string, ...any) {}

// openDatabase turns a panic on damaged files into an error.
func openDatabase(dir string, encryption [32]byte, log *slog.Logger) (db *badger.DB, err error) {
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, errors.New("the database panicked")
		}
	}()
	return badger.Open(settings(filepath.Join(dir, folder), encryption, log))
}

// tx is a transaction that reports errors of this package only.
type tx struct {
	txn *badger.Txn
	op  string
}

func (t tx) get(k []byte) (value []byte, found bool, err error) {
	item, err := t.txn.Get(k)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, false, nil
	}
	if err == nil {
		value, err = item.ValueCopy(nil)
	}
	if err != nil {
		return nil, false, t.failed(err)
	}
	return value, true, nil
}

func (t tx) set(k, value []byte) error {
	return t.failed(t.txn.Set(k, value))
}

func (t tx) delete(keys ...[]byte) error {
	for _, k := range keys {
		if err := t.txn.Delete(k); err != nil {
			return t.failed(err)
		}
	}
	return nil
}

func (t tx) failed(err error) error {
	if err == nil {
		return nil
	}
	return &storageError{t.op, describe(err)}
}

// keys calls f with the keys that begin with a prefix, from one on, until f says
// that it has enough. The key is f's only for the call.
func (t tx) keys(prefix, from []byte, f func(k []byte) (more bool, err error)) error {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues = false
	o.Prefix = prefix
	it := t.txn.NewIterator(o)
	defer it.Close()
	if from == nil {
		from = prefix
	}
	for it.Seek(from); it.Valid(); it.Next() {
		if more, err := f(it.Item().Key()); err != nil || !more {
			return err
		}
	}
	return nil
}

// view runs a read. Like write it keeps Close waiting, so neither may be called
// inside the other.
func (s *Store) view(op string, f func(t tx) error) (err error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return job.ErrClosed
	}
	defer s.catch(op, &err)
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	return f(tx{txn, op})
}

// purpose tells whether a write may use the last of the disk.
type purpose bool

const (
	takesRoom purpose = false
	makesRoom purpose = true
)

// write runs f in a transaction until it meets no other. f may run several times,
// and its own errors end it.
func (s *Store) write(ctx context.Context, op string, p purpose, f func(t tx) error) error {
	if err := s.space.check(p == makesRoom); err != nil {
		return err
	}
	for i := range conflictTries {
		err := s.try(op, f)
		if !errors.Is(err, badger.ErrConflict) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		//nolint:gosec // G404: a random wait keeps two writers apart, it hides nothing.
		time.Sleep(rand.N(time.Duration(i+1) * conflictDelay))
	}
	return &storageError{op, "too many writes of one record at once; try again"}
}

func (s *Store) try(op string, f func(t tx) error) (err error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	switch failed := s.failed.Load(); {
	case s.closed:
		return job.ErrClosed
	case failed != nil:
		return *failed
	}
	defer s.catch(op, &err)
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	t := tx{txn, op}
	if err := f(t); err != nil {
		return err
	}
	if err := t.set(lastMark, nil); err != nil {
		return err
	}
	switch err := txn.Commit(); {
	case err == nil:
		return s.noteLast(op)
	case errors.Is(err, badger.ErrConflict):
		return err
	case errors.Is(err, badger.ErrTxnTooBig):
		return t.failed(err)
	default:
		// What is on disk is no longer known: nothing is acknowledged from here on.
		return s.fail(t.failed(err))
	}
}

// catch turns a panic of the database into a failed store: its locks may be held
// for ever.
func (s *Store) catch(op string, err *error) {
	if p := recover(); p != nil {
		*err = s.fail(&storageError{op, "the database panicked"})
	}
}

// fail makes the store read-only, for good.
func (s *Store) fail(err error) error {
	err = fmt.Errorf("%w; restart the service, and restore a backup if that does not help", err)
	if s.failed.CompareAndSwap(nil, &err) {
		s.log.Error("the store takes no more writes", "cause", err)
	}
	return err
}
