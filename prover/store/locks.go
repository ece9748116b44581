package store

import (
	"hash/maphash"
	"sync"
)

// locks stands for one lock for each of any number of names.
type locks struct {
	seed  maphash.Seed
	locks [stripes]sync.RWMutex
}

func newLocks() *locks { return &locks{seed: maphash.MakeSeed()} }

func (l *locks) of(name []byte) *sync.RWMutex {
	return &l.locks[maphash.Bytes(l.seed, name)%stripes]
}

// lock gives the function that unlocks.
func (l *locks) lock(name []byte) func() {
	m := l.of(name)
	m.Lock()
	return m.Unlock
}

func (l *locks) share(name []byte) func() {
	m := l.of(name)
	m.RLock()
	return m.RUnlock
}
