package store

import (
	"errors"
	"fmt"
	"log/slog"
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
		// Changed bytes are an error, not a value. verifyFiles has read all tables when
		// the database opens; after that each block is checked when it is read.
		WithVerifyValueChecksum(true).
		WithChecksumVerificationMode(options.OnBlockRead).
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

// collect gives back the room of removed inputs. It is about disk space only: what
// was removed is unreadable from the moment on that its key is destroyed.
func (s *Store) collect() {
	tick := time.NewTicker(collectEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			s.collectOnce()
		}
	}
}

func (s *Store) collectOnce() {
	for s.space.check(true) == nil && s.failed.Load() == nil {
		var err error
		func() {
			defer s.catch("collect", &err)
			err = s.db.RunValueLogGC(collectShare)
		}()
		select {
		case <-s.stop:
			return
		default:
		}
		if err != nil {
			if !errors.Is(err, badger.ErrNoRewrite) && !errors.Is(err, badger.ErrRejected) {
				s.log.Warn("the room of removed inputs was not given back", "cause", describe(err))
			}
			return
		}
	}
}

// openDatabase turns a panic on damaged files into an error.
func openDatabase(dir string, encryption [32]byte, log *slog.Logger) (db *badger.DB, err error) {
	defer func() {
		if p := recover(); p != nil {
			db, err = nil, errors.New("the database panicked")
		}
	}()
	return badger.Open(settings(filepath.Join(dir, folder), encryption, log))
}

// tx is a transaction that reports errors of this package only. Several writers
// share one: what each writes is held back until it has succeeded, so none may
// read what it wrote itself.
type tx struct {
	txn    *badger.Txn
	op     string
	writes *[]badger.Entry
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

// has reads no value.
func (t tx) has(k []byte) (bool, error) {
	_, err := t.txn.Get(k)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, badger.ErrKeyNotFound):
		return false, nil
	}
	return false, t.failed(err)
}

func (t tx) set(k, value []byte) {
	*t.writes = append(*t.writes, badger.Entry{Key: k, Value: value, UserMeta: isSet})
}

func (t tx) delete(keys ...[]byte) {
	for _, k := range keys {
		*t.writes = append(*t.writes, badger.Entry{Key: k})
	}
}

// isSet tells a set from a deletion among the writes held back.
const isSet = 1

func (t tx) failed(err error) error { return &storageError{t.op, describe(err)} }

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
	return f(tx{txn: txn, op: op})
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
