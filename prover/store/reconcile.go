package store

import (
	"bytes"
	"context"
	"sync"
)

// ringMark is where the id of the ring stands that the records are sealed with.
var ringMark = key(kindMeta, []byte("ring"))

// pair refuses a ring that is not the store's. Without it, a wrong folder in the
// configuration would look like a store whose records were all lost, or erased,
// and their keys or the records would be destroyed for it.
func (s *Store) pair() error {
	var found []byte
	empty := true
	err := s.view("open", func(t tx) error {
		var err error
		if found, _, err = t.get(ringMark); err != nil {
			return err
		}
		return t.keys(nil, nil, func([]byte) (bool, error) {
			empty = false
			return false, nil
		})
	})
	if err != nil {
		return err
	}
	present := s.ring.ID()
	switch {
	case found != nil && bytes.Equal(found, present[:]):
		return nil
	case found != nil, !empty, s.ring.Len() > 0:
		return ErrOtherRing
	}
	return s.write(context.Background(), "open", takesRoom, func(t tx) error {
		t.set(ringMark, present[:])
		return nil
	})
}

// census is what of the ring and the database does not match.
type census struct {
	orphans    map[tag]bool // keys without a record
	lateInputs []tag
	victims    []id // jobs without a key
	requests   []id
}

// reconcile makes ring and database agree, before anybody else uses them: keys
// without a record and records without a key go. It reads keys only, about 1 s
// for a million jobs.
func (s *Store) reconcile(acceptLoss bool) error {
	c, err := s.count()
	if err != nil {
		return err
	}
	s.opened.Orphans, s.opened.LateInputs = len(c.orphans), len(c.lateInputs)
	if len(c.orphans) > maxOrphans && !acceptLoss {
		return ErrLoss
	}
	if len(c.orphans) > 0 {
		s.log.Warn("keys without a record are destroyed, as calls leave them that a crash broke off", "keys", len(c.orphans))
	}
	names := c.lateInputs
	for n := range c.orphans {
		names = append(names, n)
	}
	if err := s.destroy(names); err != nil {
		return err
	}
	ctx := context.Background()
	jobs, err := s.removeJobs(ctx, "open", c.victims)
	if err != nil {
		return err
	}
	requests, err := s.removeRequests(ctx, "open", c.requests)
	if err != nil {
		return err
	}
	s.opened.Dropped = jobs + requests
	if s.opened.Dropped > 0 {
		s.log.Warn("records without a key were dropped", "records", s.opened.Dropped)
	}
	return nil
}

func (s *Store) count() (*census, error) {
	c := &census{orphans: map[tag]bool{}}
	for n := range s.ring.Names() {
		c.orphans[n] = true
	}
	err := s.view("open", func(t tx) error {
		pending := map[id]bool{}
		if err := t.keys([]byte{kindPending}, nil, func(k []byte) (bool, error) {
			pending[lastID(k)] = true
			return true, nil
		}); err != nil {
			return err
		}
		if err := t.keys([]byte{kindJob}, nil, func(k []byte) (bool, error) {
			i := lastID(k)
			input := s.names.inputKey(i)
			if c.orphans[input] && !pending[i] {
				c.lateInputs = append(c.lateInputs, input)
			}
			delete(c.orphans, input)
			if !s.known(c, s.names.jobKey(i)) {
				c.victims = append(c.victims, i)
			}
			return true, nil
		}); err != nil {
			return err
		}
		if err := t.keys([]byte{kindRequest}, nil, func(k []byte) (bool, error) {
			if i := lastID(k); !s.known(c, s.names.requestKey(i)) {
				c.requests = append(c.requests, i)
			}
			return true, nil
		}); err != nil {
			return err
		}
		return s.countSubjects(t, c)
	})
	return c, err
}

// known takes the name of a record that is there off the orphans. A key that is
// in the ring and cannot be read is damage, and no reason to drop the record.
func (s *Store) known(c *census, name tag) bool {
	if c.orphans[name] {
		delete(c.orphans, name)
		return true
	}
	_, err := s.ring.Get(name)
	return ringError("open", err) != errGone
}

// countSubjects compares the subjects that have jobs with what is left of the
// ring: their keys, and true orphans.
func (s *Store) countSubjects(t tx, c *census) error {
	live := map[tag]bool{}
	for name := range c.orphans {
		if of := s.names.jobsOf(name); hasAny(t, key(kindOfSubject, of[:])) {
			live[of] = true
			delete(c.orphans, name)
		}
	}
	return t.keys([]byte{kindOfSubject}, nil, func(k []byte) (bool, error) {
		if !live[tag(k[1:1+tagBytes])] {
			c.victims = append(c.victims, lastID(k))
		}
		return true, nil
	})
}

func hasAny(t tx, prefix []byte) (found bool) {
	_ = t.keys(prefix, nil, func([]byte) (bool, error) { // the function fails never
		found = true
		return false, nil
	})
	return found
}

// destroy destroys keys, many at once: the ring syncs once for all that wait.
func (s *Store) destroy(names []tag) error {
	for len(names) > 0 {
		n := min(removeBatch, len(names))
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i, name := range names[:n] {
			wg.Go(func() { errs[i] = ringError("destroy a key", s.ring.Destroy(name)) })
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		names = names[n:]
	}
	return nil
}
