package keyring

import (
	"crypto/rand"
	"fmt"
)

// Create makes a key under a name and returns when it is durable. It fails with
// ErrExists, ErrFull, ErrBroken, ErrClosed or what the system says, such as a
// full disk; then there is no such key, also after a restart, unless the error
// is ErrBroken: then the next Open tells.
func (r *Ring) Create(name [32]byte) (Key, error) {
	slot, done, err := r.reserve(name)
	if err != nil {
		return Key{}, err
	}
	var key [keyBytes]byte
	_, _ = rand.Read(key[:]) // never fails: without randomness it ends the process
	defer clear(key[:])
	wrapped := r.wrap.wrap(slot, name, key)
	if err = r.write(slot, wrapped[:]); err == nil {
		r.finish(name, done, func() { r.keys[name] = entry{slot, key} })
		return keyOf(key), nil
	}
	// Part of the slot may be on disk. It is wiped, so that a key that its caller
	// was refused is not there after a restart either.
	undone := r.write(slot, make([]byte, slotBytes))
	r.finish(name, done, func() {
		if undone == nil {
			r.free = append(r.free, slot)
		} else {
			r.breakOff(err)
		}
	})
	if undone != nil {
		err = fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return Key{}, fmt.Errorf("create a key: %w", err)
}

// Destroy overwrites a key in place and returns when that is durable. A name
// without a key is fine. With an error the key is gone from memory, and may be
// back after a restart: call Destroy again then.
func (r *Ring) Destroy(name [32]byte) error {
	slots, done, err := r.condemn(name)
	if err != nil || len(slots) == 0 {
		return err
	}
	zero := make([]byte, slotBytes)
	for _, slot := range slots {
		if _, err = r.file.WriteAt(zero, slotAt(slot)); err != nil {
			break
		}
	}
	if err == nil {
		err = r.commit.wait()
	}
	r.finish(name, done, func() {
		if err == nil {
			r.free = append(r.free, slots...)
		} else {
			r.breakOff(err)
		}
	})
	if err != nil {
		return fmt.Errorf("destroy a key: %w: %w", ErrBroken, err)
	}
	return nil
}

// write returns when the bytes of a slot are durable.
func (r *Ring) write(slot uint32, b []byte) error {
	if _, err := r.file.WriteAt(b, slotAt(slot)); err != nil {
		return err
	}
	return r.commit.wait()
}

// reserve takes a free slot for a name.
func (r *Ring) reserve(name [nameBytes]byte) (slot uint32, done chan struct{}, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.settle(name); err != nil {
		return 0, nil, err
	}
	if _, ok := r.keys[name]; ok {
		return 0, nil, ErrExists
	}
	if len(r.free) == 0 {
		if err := r.grow(); err != nil {
			return 0, nil, fmt.Errorf("create a key: %w", err)
		}
	}
	last := len(r.free) - 1
	slot, r.free = r.free[last], r.free[:last]
	return slot, r.begin(name), nil
}

// condemn takes a key out of memory and gives its slots.
func (r *Ring) condemn(name [nameBytes]byte) (slots []uint32, done chan struct{}, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	// Also for a name without a key: after a failed Destroy it may be on disk.
	if err := r.settle(name); err != nil {
		return nil, nil, err
	}
	slots = r.unreadable[name]
	delete(r.unreadable, name)
	if e, ok := r.keys[name]; ok {
		slots = append(slots, e.slot)
		r.forget(name)
	}
	if len(slots) == 0 {
		return nil, nil, nil
	}
	return slots, r.begin(name), nil
}

// settle waits until nothing happens to a name, and says whether the ring can be
// written to. Without the wait a crash could leave a name's old and new key both
// on disk, or a Destroy could return before the Create it follows has failed.
func (r *Ring) settle(name [nameBytes]byte) error {
	for {
		switch {
		case r.closed:
			return ErrClosed
		case r.broken != nil:
			return r.broken
		}
		done, busy := r.moving[name]
		if !busy {
			return nil
		}
		r.mu.Unlock()
		<-done
		r.mu.Lock()
	}
}

func (r *Ring) begin(name [nameBytes]byte) chan struct{} {
	done := make(chan struct{})
	r.moving[name] = done
	r.running.Add(1)
	return done
}

// finish notes the outcome of a change and lets go of its name.
func (r *Ring) finish(name [nameBytes]byte, done chan struct{}, note func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	note()
	delete(r.moving, name)
	close(done)
	r.running.Done()
}

func (r *Ring) breakOff(err error) {
	if r.broken == nil {
		r.broken = fmt.Errorf("%w: %w", ErrBroken, err)
	}
}

// grow adds free slots, as zeros that are on disk before one is used: from then
// on a full disk can refuse no Create and no Destroy in them.
func (r *Ring) grow() error {
	if r.slots >= MaxKeys {
		return ErrFull
	}
	n := min(uint32(growSlots), MaxKeys-r.slots)
	if _, err := r.file.WriteAt(make([]byte, n*slotBytes), slotAt(r.slots)); err != nil {
		// What was written holds no key; the space is given back to who needs it.
		if cut := r.file.Truncate(slotAt(r.slots)); cut != nil {
			r.breakOff(cut)
		}
		return err
	}
	if err := r.commit.wait(); err != nil {
		r.breakOff(err)
		return r.broken
	}
	for i := n; i > 0; i-- {
		r.free = append(r.free, r.slots+i-1)
	}
	r.slots += n
	return nil
}
