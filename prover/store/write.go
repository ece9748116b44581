package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/dgraph-io/badger/v4"

	"vitalproof/prover/job"
)

// purpose tells whether a write may use the last of the disk.
type purpose bool

const (
	takesRoom purpose = false
	makesRoom purpose = true
)

// writers are the writes that wait for the disk. All that wait by the time that
// the last sync is done share the next, in one transaction: the database itself
// syncs once for each.
type writers struct {
	mu      sync.Mutex
	waiting []*pendingWrite
	leading bool
}

type pendingWrite struct {
	op     string
	f      func(t tx) error
	writes []badger.Entry
	err    error
	done   chan struct{}
}

// write runs f in a transaction that meets no other, and returns when that is
// durable. f may run several times and on another goroutine; its own errors end
// it, with nothing written. It must hold no lock of the store's that it takes
// itself, and take none.
func (s *Store) write(ctx context.Context, op string, p purpose, f func(t tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.space.check(p == makesRoom); err != nil {
		return err
	}
	w := &pendingWrite{op: op, f: f, done: make(chan struct{})}
	s.writers.mu.Lock()
	s.writers.waiting = append(s.writers.waiting, w)
	lead := !s.writers.leading
	s.writers.leading = true
	s.writers.mu.Unlock()
	if lead {
		// Not this goroutine: others could keep it at work for ever.
		go s.lead()
	}
	<-w.done
	return w.err
}

// lead writes for all until nobody waits.
func (s *Store) lead() {
	for {
		s.writers.mu.Lock()
		n := min(len(s.writers.waiting), groupWrites)
		if n == 0 {
			s.writers.waiting, s.writers.leading = nil, false
			s.writers.mu.Unlock()
			return
		}
		group := s.writers.waiting[:n:n]
		s.writers.waiting = s.writers.waiting[n:]
		s.writers.mu.Unlock()
		s.commit(group)
		for _, w := range group {
			close(w.done)
		}
	}
}

// commit writes a group, and its halves by themselves if that fails for a reason
// that need not be everybody's.
func (s *Store) commit(group []*pendingWrite) {
	err := s.commitOnce(group)
	if len(group) > 1 && (errors.Is(err, badger.ErrConflict) || errors.Is(err, badger.ErrTxnTooBig)) {
		s.commit(group[:len(group)/2])
		s.commit(group[len(group)/2:])
		return
	}
	for i := 0; i < conflictTries && errors.Is(err, badger.ErrConflict); i++ {
		//nolint:gosec // G404: a random wait keeps two writers apart, it hides nothing.
		time.Sleep(rand.N(time.Duration(i+1) * conflictDelay))
		err = s.commitOnce(group)
	}
	switch {
	case errors.Is(err, badger.ErrConflict):
		err = &storageError{group[0].op, "too many writes of one record at once; try again"}
	case errors.Is(err, badger.ErrTxnTooBig):
		err = &storageError{group[0].op, describe(err)}
	}
	for _, w := range group {
		if err != nil {
			w.err = err
		}
	}
}

// commitOnce gives an error for the whole group, and writes those of single ones
// to them.
func (s *Store) commitOnce(group []*pendingWrite) (err error) {
	s.gate.RLock()
	defer s.gate.RUnlock()
	op := group[0].op
	switch failed := s.failed.Load(); {
	case s.closed:
		return job.ErrClosed
	case failed != nil:
		return *failed
	}
	defer s.catch(op, &err)
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	some := false
	for _, w := range group {
		w.writes = w.writes[:0]
		if w.err = w.f(tx{txn, w.op, &w.writes}); w.err != nil {
			continue
		}
		some = some || len(w.writes) > 0
		if err := apply(txn, w.writes); err != nil {
			return err
		}
	}
	if !some {
		return nil
	}
	if err := txn.Set(lastMark, nil); err != nil {
		return err
	}
	switch err := txn.Commit(); {
	case err == nil:
		return s.noteLast(op)
	case errors.Is(err, badger.ErrConflict), errors.Is(err, badger.ErrTxnTooBig):
		return err
	default:
		// What is on disk is no longer known: nothing is acknowledged from here on.
		return s.fail(&storageError{op, describe(err)})
	}
}

func apply(txn *badger.Txn, writes []badger.Entry) error {
	for _, e := range writes {
		var err error
		if e.UserMeta == isSet {
			err = txn.Set(e.Key, e.Value)
		} else {
			err = txn.Delete(e.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
