package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	"vitalproof/prover/collect"
	"vitalproof/prover/job"
)

// retries bounds how often a transaction that collided with another is run again.
// Each collision means that another one went through.
const retries = 1000

// update runs a change until it goes through without a collision. The function may
// run more than once, so it must only change what it makes itself.
func (s *Store) update(ctx context.Context, change func(*badger.Txn) error) error {
	if err := s.Check(); err != nil {
		return err
	}
	return s.write(ctx, change)
}

// write is update for changes that are to go through on a full disk too: ends of
// jobs and removals.
func (s *Store) write(ctx context.Context, change func(*badger.Txn) error) (err error) {
	if failed := s.failed.Load(); failed != nil {
		return *failed
	}
	defer func() {
		if recover() != nil {
			err = s.fail()
		}
	}()
	for range retries {
		if err := ctx.Err(); err != nil {
			return err
		}
		txn := s.db.NewTransaction(true)
		err := change(txn)
		if err != nil {
			txn.Discard()
			return s.readError(err)
		}
		err = txn.Commit()
		switch {
		case err == nil:
			return nil
		case errors.Is(err, badger.ErrConflict):
			continue
		case errors.Is(err, badger.ErrDBClosed), errors.Is(err, badger.ErrBlockedWrites):
			return job.ErrClosed
		}
		return s.fail()
	}
	return fmt.Errorf("%w: too many collisions", job.ErrStorage)
}

// fail makes the store refuse all writes: what is on disk is no longer known. The
// cause is not kept: Badger's errors may hold keys.
func (s *Store) fail() error {
	err := fmt.Errorf("%w: a write failed, so the store takes no more until it is opened anew", job.ErrStorage)
	if s.failed.CompareAndSwap(nil, &err) {
		s.opts.Log.Error("a write to the store failed; it takes no more until the service is restarted")
	}
	return err
}

// view runs a read.
func (s *Store) view(ctx context.Context, read func(*badger.Txn) error) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: it cannot be read", job.ErrStorage)
		}
	}()
	return s.readError(s.db.View(read))
}

// readError lets our own errors through and hides Badger's.
func (s *Store) readError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, badger.ErrDBClosed):
		return job.ErrClosed
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	for _, known := range []error{
		job.ErrNotFound, job.ErrMismatch, job.ErrStale, job.ErrNotQueued, job.ErrInputLost, job.ErrStorage, job.ErrStorageFull,
		job.ErrClosed, collect.ErrNotFound, collect.ErrMismatch, collect.ErrAnswered, collect.ErrClosed, collect.ErrExpired, ErrPageToken,
	} {
		if errors.Is(err, known) {
			return err
		}
	}
	return fmt.Errorf("%w: it cannot be read", job.ErrStorage)
}

// get reads one value; nil if there is none.
func get(txn *badger.Txn, key []byte) ([]byte, error) {
	item, err := txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}

// keysFrom walks the keys with a prefix from a key on, until the function returns
// false.
func keysFrom(txn *badger.Txn, prefix, from []byte, visit func(key []byte) bool) {
	o := badger.DefaultIteratorOptions
	o.PrefetchValues = false
	o.Prefix = prefix
	it := txn.NewIterator(o)
	defer it.Close()
	for it.Seek(from); it.ValidForPrefix(prefix); it.Next() {
		if !visit(it.Item().KeyCopy(nil)) {
			return
		}
	}
}

// watermark refuses writes when the disk is almost full: Badger maps its files into
// memory, and a full disk ends the process with a bus error.
type watermark struct {
	dir   string
	least uint64
	mutex sync.Mutex
	asked time.Time
	err   error
}

// freshness is how long an answer of the file system holds. What is written in that
// time is far below any sensible watermark.
const freshness = time.Second

func (w *watermark) check() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if now := time.Now(); w.asked.IsZero() || now.Sub(w.asked) > freshness {
		w.asked, w.err = now, nil
		free, err := freeBytes(w.dir)
		switch {
		case err != nil:
			w.err = fmt.Errorf("%w: its disk does not tell how much is free", job.ErrStorage)
		case free < w.least:
			w.err = job.ErrStorageFull
		}
	}
	return w.err
}

// hub tells watchers that something with an id has changed.
type hub struct {
	mutex sync.Mutex
	of    map[string]map[chan struct{}]struct{}
}

func (h *hub) watch(id string) (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.of == nil {
		h.of = map[string]map[chan struct{}]struct{}{}
	}
	if h.of[id] == nil {
		h.of[id] = map[chan struct{}]struct{}{}
	}
	h.of[id][c] = struct{}{}
	return c, func() {
		h.mutex.Lock()
		defer h.mutex.Unlock()
		if delete(h.of[id], c); len(h.of[id]) == 0 {
			delete(h.of, id)
		}
	}
}

func (h *hub) changed(id string) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	for c := range h.of[id] {
		select {
		case c <- struct{}{}:
		default: // told already, and has not looked yet
		}
	}
}
