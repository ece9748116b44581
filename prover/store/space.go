package store

import (
	"sync"
	"sync/atomic"
	"time"

	"vitalproof/prover/job"
)

// space is the watermark. The database maps its files and learns of a full disk
// by a signal that ends the process, so it must not come to that.
type space struct {
	dir   string
	least atomic.Uint64
	now   func() time.Time
	free  func(dir string) (uint64, error)

	mu   sync.Mutex
	seen time.Time
	left uint64
	err  error
}

// check fails with job.ErrStorageFull if there is too little room. What makes
// room may use the reserve.
func (s *space) check(makesRoom bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.now(); s.seen.IsZero() || now.Sub(s.seen) > spaceAge || now.Before(s.seen) {
		s.left, s.err = s.free(s.dir)
		s.seen = now
	}
	least := s.least.Load()
	if makesRoom {
		least /= reserve
	}
	switch {
	case s.err != nil:
		return &storageError{"look at the free space", describe(s.err)}
	case s.left < least:
		return job.ErrStorageFull
	}
	return nil
}
