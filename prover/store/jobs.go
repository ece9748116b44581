package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// Jobs implements job.Store.
type Jobs struct{ s *Store }

// entryBytes is the size of what an idempotency key stands for.
const entryBytes = idBytes + 32

// Create implements job.Store. It fails with job.ErrStorageFull when the free
// space is below the watermark, and with job.ErrFull when the tenant keeps as many
// jobs as it may.
func (j *Jobs) Create(ctx context.Context, n job.New) (job.Job, bool, error) {
	if err := checkNew(ctx, n); err != nil {
		return job.Job{}, false, err
	}
	s := j.s
	var once tag
	if n.IdempotencyKey != "" {
		once = s.names.jobOnce(n.Owner.Tenant, n.IdempotencyKey)
		// Who comes second with a key waits here rather than make keys for nothing.
		defer s.once.lock(once[:])()
		switch found, err := s.earlierJob("create a job", once, n.Digest); {
		case err == nil:
			return found, false, nil
		case !errors.Is(err, job.ErrNotFound):
			return job.Job{}, false, err
		}
	}
	if err := s.space.check(false); err != nil {
		return job.Job{}, false, err
	}
	r := &jobRecord{id: newID()}
	r.head = jobHead{tenant: s.names.tenant(n.Owner.Tenant), once: once, created: stampOf(n.Created)}
	if n.Owner.Subject != "" {
		r.head.subject = s.names.subjectKey(n.Owner.Tenant, n.Owner.Subject)
		// Or an erasure could destroy the key between our taking it and our commit, and
		// we would acknowledge what nobody can read.
		defer s.subjects.share(r.head.subject[:])()
	}
	r.job = job.Job{
		ID: job.ID(r.id.String()), Owner: job.Owner{Tenant: n.Owner.Tenant}, Circuit: n.Circuit,
		State: v1.ProofState_PROOF_STATE_QUEUED, Created: n.Created, Deadline: n.Deadline, Ephemeral: n.Ephemeral,
	}
	r.event(n.Created)
	if err := s.keptJobs.take(r.head.tenant); err != nil {
		return job.Job{}, false, err
	}
	if err := s.insert(ctx, r, n); err != nil {
		s.keptJobs.give(r.head.tenant)
		return job.Job{}, false, err
	}
	s.jobs.tell(r.id)
	return r.job, true, nil
}

func checkNew(ctx context.Context, n job.New) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case n.Owner.Tenant == "":
		return errors.New("create a job: it needs a tenant")
	case len(n.Input) > maxInput:
		return fmt.Errorf("create a job: an input has at most %d bytes", maxInput)
	case max(len(n.Owner.Tenant), len(n.Owner.Subject), len(n.IdempotencyKey), len(n.Circuit)) > maxName:
		return fmt.Errorf("create a job: a name has at most %d bytes", maxName)
	}
	return nil
}

// insert makes the keys first and the record after: a crash in between leaves
// keys without a record, which Open destroys, and never the other way round.
func (s *Store) insert(ctx context.Context, r *jobRecord, n job.New) error {
	const op = "create a job"
	input, err := s.makeKeys(op, r)
	if err != nil {
		return err
	}
	at := inputKey(r.id)
	record, sealed := s.sealJob(r), input.Seal(place(at, nil), n.Input)
	entry := s.entries.seal(place(key(kindJobOnce, r.head.once[:]), nil), append(r.id[:], n.Digest[:]...))
	err = s.write(ctx, op, takesRoom, func(t tx) error {
		if r.head.once != (tag{}) {
			k := key(kindJobOnce, r.head.once[:])
			// Read, so that two writers of one key conflict even if they got past the lock.
			if _, _, err := t.get(k); err != nil {
				return err
			}
			t.set(k, entry)
		}
		for _, k := range s.indexes(r.id, r.head) {
			t.set(k, nil)
		}
		t.set(r.at(), record)
		t.set(at, sealed)
		return nil
	})
	if err != nil {
		// Should the record come up after all, it is dropped for want of a key. The
		// subject's may have been there before.
		_ = s.destroy([]tag{s.names.jobKey(r.id), s.names.inputKey(r.id)})
	}
	return err
}

// makeKeys makes the keys of a new job at the same time, so that they share a
// sync of the disk.
func (s *Store) makeKeys(op string, r *jobRecord) (input keyring.Key, err error) {
	names := []tag{s.names.inputKey(r.id), s.names.jobKey(r.id)}
	if r.head.subject != (tag{}) {
		names = append(names, r.head.subject)
	}
	keys, errs := make([]keyring.Key, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for n, name := range names {
		wg.Go(func() {
			if keys[n], errs[n] = s.ring.Get(name); errors.Is(errs[n], keyring.ErrDestroyed) {
				keys[n], errs[n] = s.ring.Create(name)
			}
			if errors.Is(errs[n], keyring.ErrExists) { // another job of the subject was first
				keys[n], errs[n] = s.ring.Get(name)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			_ = s.destroy(names[:2])
			return keyring.Key{}, ringError(op, err)
		}
	}
	r.keys = keys[1:]
	return keys[0], nil
}

// Find gives the job that a tenant's idempotency key stands for, without
// creating one. job.ErrNotFound, or job.ErrMismatch if the digest differs.
func (j *Jobs) Find(ctx context.Context, o job.Owner, idempotencyKey string, digest [32]byte) (job.Job, error) {
	if err := ctx.Err(); err != nil {
		return job.Job{}, err
	}
	if idempotencyKey == "" {
		return job.Job{}, job.ErrNotFound
	}
	return j.s.earlierJob("find a job", j.s.names.jobOnce(o.Tenant, idempotencyKey), digest)
}

func (s *Store) earlierJob(op string, once tag, digest [32]byte) (found job.Job, err error) {
	err = s.view(op, func(t tx) error {
		i, was, ok, err := s.entry(t, key(kindJobOnce, once[:]))
		if err != nil {
			return err
		}
		if !ok {
			return job.ErrNotFound
		}
		// An entry whose job is gone stands for nothing any more.
		r, err := s.load(t, i)
		if err != nil {
			return err
		}
		if was != digest {
			return job.ErrMismatch
		}
		found = r.job
		found.Attestation = nil
		return nil
	})
	return found, err
}

// entry reads an idempotency key.
func (s *Store) entry(t tx, k []byte) (i id, digest [32]byte, found bool, err error) {
	value, found, err := t.get(k)
	if err != nil || !found {
		return i, digest, false, err
	}
	plain, ok := s.entries.open(place(k, nil), value)
	if !ok || len(plain) != entryBytes {
		return i, digest, false, s.damage(t.op)
	}
	copy(i[:], plain)
	copy(digest[:], plain[idBytes:])
	return i, digest, true, nil
}

// Get implements job.Store.
func (j *Jobs) Get(ctx context.Context, o job.Owner, name job.ID) (found job.Job, err error) {
	if err := ctx.Err(); err != nil {
		return found, err
	}
	i, ok := parseID(string(name))
	if !ok {
		return found, job.ErrNotFound
	}
	err = j.s.view("read a job", func(t tx) error {
		r, err := j.s.load(t, i)
		if err != nil {
			return err
		}
		if !j.s.owns(o, r.head) {
			return job.ErrNotFound
		}
		found = r.job
		return nil
	})
	return found, err
}

// List implements job.Store. A page of a filter that fits little may be short, or
// empty, and still have a next one. ErrPageToken.
func (j *Jobs) List(ctx context.Context, o job.Owner, f job.Filter) (jobs []job.Job, next string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	s := j.s
	of := s.names.tenant(o.Tenant)
	prefix := key(kindOfTenant, of[:])
	if o.Subject != "" {
		of = s.names.jobsOf(s.names.subjectKey(o.Tenant, o.Subject))
		prefix = key(kindOfSubject, of[:])
	}
	limit := min(max(f.Limit, 1), maxPage)
	err = s.page("list jobs", prefix, f.Token, func(t tx, i id) (bool, error) {
		r, err := s.load(t, i)
		switch {
		case errors.Is(err, job.ErrNotFound): // its removal is under way
			return true, nil
		case err != nil:
			return false, err
		case f.Circuit != "" && r.job.Circuit != f.Circuit,
			len(f.States) > 0 && !slices.Contains(f.States, r.job.State):
			return true, nil
		case len(jobs) == limit:
			return false, nil
		}
		r.job.Attestation = nil
		jobs = append(jobs, r.job)
		return true, nil
	}, &next)
	if err != nil {
		return nil, "", err
	}
	return jobs, next, nil
}

// Watch implements job.Store.
func (j *Jobs) Watch(name job.ID) (changed <-chan struct{}, stop func()) {
	return j.s.jobs.watch(string(name))
}
