package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/dgraph-io/badger/v4"
)

// lastName is the file that says how far the log went.
const lastName = "last"

// lastMark is written with every write, unread, so that writes do not conflict in
// it. Its version in the database is that of the last write.
var lastMark = key(kindMeta, []byte("last"))

// last is an outside witness of the end of the database's log, which the database
// takes to be wherever the first damaged entry stands.
type last struct {
	mu      sync.Mutex
	file    *os.File
	version uint64
}

// openLast reads what was noted before. A note that is damaged or not there says
// nothing.
func openLast(dir string) (*last, error) {
	f, err := os.OpenFile(filepath.Join(dir, lastName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	l := &last{file: f}
	var b [16]byte
	if _, err := f.ReadAt(b[:], 0); err != nil && err != io.EOF {
		return nil, errors.Join(err, f.Close())
	}
	if v := binary.BigEndian.Uint64(b[:8]); v == ^binary.BigEndian.Uint64(b[8:]) {
		l.version = v
	}
	return l, nil
}

func (l *last) note(version uint64) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if version <= l.version {
		return nil
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], version)
	binary.BigEndian.PutUint64(b[8:], ^version)
	if _, err := l.file.WriteAt(b[:], 0); err != nil {
		return err
	}
	l.version = version
	return nil
}

func (l *last) close() error {
	if l.file == nil {
		return nil
	}
	return errors.Join(l.file.Sync(), l.file.Close())
}

// lastVersion gives the version of the last write that can be read: of one that
// is synced.
func (s *Store) lastVersion(op string) (uint64, error) {
	txn := s.db.NewTransaction(false)
	defer txn.Discard()
	item, err := txn.Get(lastMark)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, &storageError{op, describe(err)}
	}
	return item.Version(), nil
}

// noteLast is called after a commit.
func (s *Store) noteLast(op string) error {
	version, err := s.lastVersion(op)
	if err == nil {
		err = s.last.note(version)
	}
	if err != nil {
		return s.fail(&storageError{op, describe(err)})
	}
	return nil
}

// compareLast refuses a database whose log ends before the last write that was
// acknowledged.
func (s *Store) compareLast(acceptLoss bool) error {
	version, err := s.lastVersion("open")
	if err != nil {
		return err
	}
	if version >= s.last.version {
		return nil
	}
	if !acceptLoss {
		return ErrLoss
	}
	s.log.Error("the end of the log was lost, and the loss accepted")
	s.opened.Lost = true
	s.last.version = 0
	if err := s.last.note(version); err != nil {
		return &storageError{"open", describe(err)}
	}
	return nil
}
