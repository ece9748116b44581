package store

import (
	"context"
	"errors"
	"time"

	"vitalproof/prover/job"
)

// Delete implements job.Store.
func (j *Jobs) Delete(ctx context.Context, o job.Owner, name job.ID) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	i, ok := parseID(string(name))
	if !ok {
		return nil
	}
	s := j.s
	mine := false
	if err := s.view("delete a job", func(t tx) error {
		h, found, err := s.head(t, i)
		mine = found && s.owns(o, h)
		return err
	}); err != nil || !mine {
		return err
	}
	_, err := s.removeJobs(ctx, "delete a job", []id{i})
	return err
}

// EraseSubject implements job.Store. An owner without a subject is refused: it
// would be the whole tenant. The keys are destroyed also when the disk is full or
// the store has failed; then it gives that error, and the call is to be repeated.
func (j *Jobs) EraseSubject(ctx context.Context, o job.Owner) ([]job.ID, error) {
	const op = "erase a subject"
	if o.Subject == "" {
		return nil, errors.New(op + ": name a subject")
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := j.s
	name := s.names.subjectKey(o.Tenant, o.Subject)
	defer s.subjects.lock(name[:])()
	// First: from here on no copy of a record can be read, whatever happens next.
	if err := s.destroy([]tag{name}); err != nil {
		return nil, err
	}
	var all []id
	var open []job.ID
	of := s.names.jobsOf(name)
	if err := s.view(op, func(t tx) error {
		return t.keys(key(kindOfSubject, of[:]), nil, func(k []byte) (bool, error) {
			i := lastID(k)
			// What does not open goes all the same, and may be under way.
			if h, found, err := s.head(t, i); err != nil || found && h.expires == 0 {
				open = append(open, job.ID(i.String()))
			}
			all = append(all, i)
			return true, nil
		})
	}); err != nil {
		return nil, err
	}
	// All keys before the first write, which may fail: of an input the subject's key
	// is not one.
	keys := make([]tag, 0, 2*len(all))
	for _, i := range all {
		keys = append(keys, s.names.jobKey(i), s.names.inputKey(i))
	}
	if err := s.destroy(keys); err != nil {
		return open, err
	}
	// What was begun is ended: half an erasure is none.
	_, err := s.removeAll(context.WithoutCancel(ctx), op, all, map[tag]bool{})
	return open, err
}

// Sweep implements job.Store.
func (j *Jobs) Sweep(ctx context.Context, now time.Time, limit int) (int, error) {
	const op = "sweep jobs"
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	due, err := j.s.due(op, kindExpiry, now, limit)
	if err != nil {
		return 0, err
	}
	return j.s.removeJobs(ctx, op, due)
}

// due gives the first ids of an index by time that are not after now.
func (s *Store) due(op string, kind byte, now time.Time, limit int) (ids []id, err error) {
	last := stampOf(now)
	err = s.view(op, func(t tx) error {
		return t.keys([]byte{kind}, nil, func(k []byte) (bool, error) {
			r := reader{b: k[1:]}
			if len(ids) >= limit || stamp(r.u64()) > last {
				return false, nil
			}
			ids = append(ids, lastID(k))
			return true, nil
		})
	})
	return ids, err
}

// removeJobs removes jobs, and the keys of subjects that have none left. It tells
// how many jobs it found.
func (s *Store) removeJobs(ctx context.Context, op string, ids []id) (removed int, err error) {
	subjects := map[tag]bool{}
	removed, err = s.removeAll(ctx, op, ids, subjects)
	for name := range subjects {
		if err == nil {
			err = s.forget(op, name)
		}
	}
	return removed, err
}

// removeAll removes jobs and notes their subjects. The keys go first: should the
// write not come, the job is gone all the same, and Open removes the rest.
func (s *Store) removeAll(ctx context.Context, op string, ids []id, subjects map[tag]bool) (removed int, err error) {
	for len(ids) > 0 {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		n := min(removeBatch, len(ids))
		found, err := s.removeSome(ctx, op, ids[:n], subjects)
		if err != nil {
			return removed, err
		}
		removed += found
		ids = ids[n:]
	}
	return removed, nil
}

func (s *Store) removeSome(ctx context.Context, op string, ids []id, subjects map[tag]bool) (removed int, err error) {
	keys := make([]tag, 0, 2*len(ids))
	for _, i := range ids {
		keys = append(keys, s.names.jobKey(i), s.names.inputKey(i))
	}
	if err := s.destroy(keys); err != nil {
		return 0, err
	}
	var tenants []tag
	err = s.write(ctx, op, makesRoom, func(t tx) error {
		removed, tenants = 0, nil
		for _, i := range ids {
			h, found, err := s.head(t, i)
			if err != nil {
				// Damaged, and without its keys lost anyway: it must not keep the others.
				s.damaged.Add(1)
				continue
			}
			if !found {
				continue
			}
			removed++
			tenants = append(tenants, h.tenant)
			if h.subject != (tag{}) {
				subjects[h.subject] = true
			}
			if err := s.removeMentions(t, i, h); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		for _, tenant := range tenants {
			s.keptJobs.give(tenant)
		}
	}
	for _, i := range ids {
		s.jobs.tell(i)
	}
	return removed, err
}

func (s *Store) removeMentions(t tx, i id, h jobHead) error {
	keys := append(s.indexes(i, h), key(kindJob, i[:]), inputKey(i))
	if h.once != (tag{}) {
		k := key(kindJobOnce, h.once[:])
		// A key that was free again may stand for another job by now.
		if of, _, found, err := s.entry(t, k); err != nil {
			return err
		} else if found && of == i {
			keys = append(keys, k)
		}
	}
	t.delete(keys...)
	return nil
}

// forget destroys the key of a subject that has no more jobs, so that nothing
// tells that there was one.
func (s *Store) forget(op string, name tag) error {
	defer s.subjects.lock(name[:])()
	of := s.names.jobsOf(name)
	left := false
	if err := s.view(op, func(t tx) error {
		left = hasAny(t, key(kindOfSubject, of[:]))
		return nil
	}); err != nil || left {
		return err
	}
	return s.destroy([]tag{name})
}
