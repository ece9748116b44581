package store

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/dgraph-io/badger/v4"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// jobs is the Store as a job.Store.
type jobs Store

func (j *jobs) store() *Store { return (*Store)(j) }

const (
	queued     = v1.ProofState_PROOF_STATE_QUEUED
	running    = v1.ProofState_PROOF_STATE_RUNNING
	cancelling = v1.ProofState_PROOF_STATE_CANCELLING
	succeeded  = v1.ProofState_PROOF_STATE_SUCCEEDED
	failed     = v1.ProofState_PROOF_STATE_FAILED
	cancelled  = v1.ProofState_PROOF_STATE_CANCELLED
	dead       = v1.ProofState_PROOF_STATE_DEAD
	idle       = v1.ProofStage_PROOF_STAGE_UNSPECIFIED
)

// Create implements job.Store. The keys come first, so that no record is written
// that nothing opens; what a crash leaves of them, Recover destroys.
func (j *jobs) Create(ctx context.Context, n job.New) (job.Job, bool, error) {
	s := j.store()
	if n.IdempotencyKey != "" {
		if found, ok, err := j.replay(ctx, n); ok || err != nil {
			return found, false, err
		}
	}
	if err := s.Check(); err != nil {
		return job.Job{}, false, err
	}
	id := job.NewID()
	raw, _ := rawID(string(id))
	name := s.ringName(ringLone, raw)
	if n.Owner.Subject != "" {
		name = s.subjectName(n.Owner)
	}
	lock := s.lockSubject(name)
	lock.RLock()
	defer lock.RUnlock()
	if _, err := s.ensure(name); err != nil {
		return job.Job{}, false, err
	}
	input := s.ringName(ringInput, raw)
	key, err := s.ring.Create(input)
	if err != nil {
		return job.Job{}, false, ringError(err)
	}
	r := &record{
		Tenant: n.Owner.Tenant, Circuit: n.Circuit, Created: nanos(n.Created), Deadline: nanos(n.Deadline), Ephemeral: n.Ephemeral,
	}
	if n.Owner.Subject != "" {
		r.Subject = name[:]
	}
	if n.IdempotencyKey != "" {
		r.Idempotency = s.idempotencyKey('k', n.Owner.Tenant, n.IdempotencyKey)
	}
	r.move(queued, idle, n.Created)
	var other job.Job
	var twin bool
	err = s.update(ctx, func(txn *badger.Txn) (err error) {
		if r.Idempotency != nil {
			if other, twin, err = j.find(txn, n); twin || err != nil {
				return err
			}
		}
		return j.insert(txn, raw, name, key, r, n)
	})
	if err != nil || twin {
		_ = s.ring.Destroy(input)
		if n.Owner.Subject == "" {
			_ = s.ring.Destroy(name)
		}
		return other, false, err
	}
	s.jobs.changed(string(id))
	return r.job(id), true, nil
}

func (j *jobs) insert(txn *badger.Txn, raw []byte, name [32]byte, key keyring.Key, r *record, n job.New) error {
	s := j.store()
	if err := s.save(txn, raw, name, r); err != nil {
		return err
	}
	at := inputKey(raw)
	sets := [][2][]byte{{at, key.Seal(at, n.Input)}, {pendingKey(raw), nil}, {s.listKey(r, raw), nil}}
	if r.Subject != nil {
		sets = append(sets, [2][]byte{s.subjectKey(r, raw), nil})
	}
	if r.Idempotency != nil {
		sets = append(sets, [2][]byte{r.Idempotency, cat(raw, s.digestHash(n.Digest))})
	}
	for _, kv := range sets {
		if err := txn.Set(kv[0], kv[1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) listKey(r *record, raw []byte) []byte {
	return cat(s.tenantPrefix('t', r.Tenant), downward(r.Created), raw)
}

func (s *Store) subjectKey(r *record, raw []byte) []byte {
	return cat(subjectPrefix(r.Subject), downward(r.Created), raw)
}

// replay looks for a job of the same idempotency key before anything is made.
func (j *jobs) replay(ctx context.Context, n job.New) (found job.Job, ok bool, err error) {
	err = j.store().view(ctx, func(txn *badger.Txn) (err error) {
		found, ok, err = j.find(txn, n)
		return err
	})
	return found, ok, err
}

// find gives the job of an idempotency key. One that was removed, or whose subject
// was erased, leaves the key free.
func (j *jobs) find(txn *badger.Txn, n job.New) (job.Job, bool, error) {
	s := j.store()
	value, err := get(txn, s.idempotencyKey('k', n.Owner.Tenant, n.IdempotencyKey))
	if err != nil || len(value) < idBytes {
		return job.Job{}, false, err
	}
	raw := value[:idBytes]
	r, _, err := s.load(txn, raw)
	if err != nil || r == nil {
		return job.Job{}, false, err
	}
	if !bytes.Equal(value[idBytes:], s.digestHash(n.Digest)) {
		return job.Job{}, false, job.ErrMismatch
	}
	found := r.job(job.ID(textID(raw)))
	found.Attestation = r.Attestation
	return found, true, nil
}

// owned reads a job that an owner may see.
func (j *jobs) owned(txn *badger.Txn, o job.Owner, raw []byte) (*record, [32]byte, error) {
	s := j.store()
	r, name, err := s.load(txn, raw)
	if err != nil {
		return nil, name, err
	}
	if r == nil || r.Tenant != o.Tenant {
		return nil, name, job.ErrNotFound
	}
	if o.Subject != "" && name != s.subjectName(o) {
		return nil, name, job.ErrNotFound
	}
	return r, name, nil
}

// Get implements job.Store.
func (j *jobs) Get(ctx context.Context, o job.Owner, id job.ID) (found job.Job, err error) {
	raw, ok := rawID(string(id))
	if !ok {
		return found, job.ErrNotFound
	}
	err = j.store().view(ctx, func(txn *badger.Txn) error {
		r, _, err := j.owned(txn, o, raw)
		if err != nil {
			return err
		}
		found = r.job(id)
		found.Attestation = r.Attestation
		return nil
	})
	return found, err
}

// change loads a job, lets a function change it and saves it. A job that becomes
// final loses its input, then the key of its input.
func (j *jobs) change(ctx context.Context, id job.ID, edit func(txn *badger.Txn, r *record, name [32]byte) (changed bool, err error)) (job.Job, error) {
	s := j.store()
	raw, ok := rawID(string(id))
	if !ok {
		return job.Job{}, job.ErrNotFound
	}
	var now *record
	var changed bool
	err := s.write(ctx, func(txn *badger.Txn) error {
		r, name, err := s.load(txn, raw)
		if err != nil {
			return err
		}
		if r == nil {
			return job.ErrNotFound
		}
		before := r.State
		if changed, err = edit(txn, r, name); err != nil {
			return err
		}
		now = r
		if !changed {
			return nil
		}
		if job.Final(r.State) && !job.Final(before) {
			if err := s.finish(txn, raw, r); err != nil {
				return err
			}
		}
		return s.save(txn, raw, name, r)
	})
	if err != nil {
		return job.Job{}, err
	}
	if changed {
		if job.Final(now.State) {
			if err := s.ring.Destroy(s.ringName(ringInput, raw)); err != nil {
				return job.Job{}, ringError(err)
			}
		}
		s.jobs.changed(string(id))
	}
	found := now.job(id)
	found.Attestation = now.Attestation
	return found, nil
}

// finish takes a job that became final out of what is pending.
func (s *Store) finish(txn *badger.Txn, raw []byte, r *record) error {
	r.Finished = r.Updated
	r.Expires = nanos(instant(r.Updated).Add(s.opts.KeepFinished))
	r.NotBefore, r.Until = 0, 0
	if err := txn.Delete(inputKey(raw)); err != nil {
		return err
	}
	if err := txn.Delete(pendingKey(raw)); err != nil {
		return err
	}
	return txn.Set(expiryKey('x', r.Expires, raw), nil)
}

// leased is change for the holder of a lease.
func (j *jobs) leased(ctx context.Context, l job.Lease, edit func(r *record)) (job.Job, error) {
	found, err := j.change(ctx, l.ID, func(_ *badger.Txn, r *record, _ [32]byte) (bool, error) {
		if !r.holds(l) {
			return false, job.ErrStale
		}
		edit(r)
		return true, nil
	})
	if errors.Is(err, job.ErrNotFound) {
		err = job.ErrStale // removed under the worker's hands
	}
	return found, err
}

// Claim implements job.Store.
func (j *jobs) Claim(ctx context.Context, id job.ID, now, until time.Time) (job.Lease, job.Job, []byte, error) {
	s := j.store()
	var input []byte
	lease := job.Lease{ID: id}
	lost := false
	raw, _ := rawID(string(id))
	claimed, err := j.change(ctx, id, func(txn *badger.Txn, r *record, _ [32]byte) (bool, error) {
		clear(input) // of a try that collided
		input, lost = nil, false
		if r.State != queued {
			return false, job.ErrNotQueued
		}
		at := inputKey(raw)
		value, err := get(txn, at)
		if err != nil {
			return false, err
		}
		key, err := s.ring.Get(s.ringName(ringInput, raw))
		if err == nil && value != nil {
			if input, err = key.Open(at, value); err != nil {
				return false, job.ErrStorage
			}
		}
		if input == nil {
			lost = true
			r.Failure = v1.Reason_REASON_INPUT_LOST
			r.move(failed, idle, now)
			return true, nil
		}
		r.Attempts++
		r.Token++
		r.Until, r.NotBefore = nanos(until), 0
		r.move(running, v1.ProofStage_PROOF_STAGE_LOADING, now)
		lease.Token = r.Token
		return true, nil
	})
	if err == nil && lost {
		err = job.ErrInputLost
	}
	if err != nil {
		clear(input)
		return job.Lease{}, job.Job{}, nil, err
	}
	return lease, claimed, input, nil
}

// Renew implements job.Store.
func (j *jobs) Renew(ctx context.Context, l job.Lease, until time.Time) (v1.ProofState, error) {
	found, err := j.leased(ctx, l, func(r *record) { r.Until = nanos(until) })
	return found.State, err
}

// Advance implements job.Store.
func (j *jobs) Advance(ctx context.Context, l job.Lease, stage v1.ProofStage, now time.Time) error {
	_, err := j.leased(ctx, l, func(r *record) { r.move(r.State, stage, now) })
	return err
}

// Succeed implements job.Store.
func (j *jobs) Succeed(ctx context.Context, l job.Lease, attestation []byte, now time.Time) error {
	_, err := j.leased(ctx, l, func(r *record) {
		r.Attestation = attestation
		r.move(succeeded, idle, now)
	})
	return err
}

// Fail implements job.Store.
func (j *jobs) Fail(ctx context.Context, l job.Lease, reason v1.Reason, now time.Time) error {
	_, err := j.leased(ctx, l, func(r *record) {
		if r.State == cancelling {
			r.move(cancelled, idle, now)
			return
		}
		r.Failure = reason
		r.move(failed, idle, now)
	})
	return err
}

// Retry implements job.Store.
func (j *jobs) Retry(ctx context.Context, l job.Lease, reason v1.Reason, counted bool, notBefore, now time.Time) (job.Job, error) {
	return j.leased(ctx, l, func(r *record) { j.retry(r, reason, counted, notBefore, now) })
}

func (j *jobs) retry(r *record, reason v1.Reason, counted bool, notBefore, now time.Time) {
	if !counted && r.Attempts > 0 {
		r.Attempts--
	}
	switch {
	case r.State == cancelling:
		r.move(cancelled, idle, now)
	case r.Attempts >= j.opts.MaxAttempts:
		r.Failure = reason
		r.move(dead, idle, now)
	default:
		r.NotBefore, r.Until = nanos(notBefore), 0
		r.move(queued, idle, now)
	}
}

// Expire implements job.Store.
func (j *jobs) Expire(ctx context.Context, id job.ID, now time.Time) error {
	_, err := j.change(ctx, id, func(_ *badger.Txn, r *record, _ [32]byte) (bool, error) {
		if r.State != queued {
			return false, job.ErrNotQueued
		}
		r.Failure = v1.Reason_REASON_DEADLINE_EXCEEDED
		r.move(failed, idle, now)
		return true, nil
	})
	return err
}

// Cancel implements job.Store.
func (j *jobs) Cancel(ctx context.Context, o job.Owner, id job.ID, now time.Time) (job.Job, error) {
	s := j.store()
	return j.change(ctx, id, func(_ *badger.Txn, r *record, name [32]byte) (bool, error) {
		if r.Tenant != o.Tenant || o.Subject != "" && name != s.subjectName(o) {
			return false, job.ErrNotFound
		}
		switch r.State {
		case queued:
			r.move(cancelled, idle, now)
		case running:
			r.move(cancelling, r.Stage, now)
		default:
			return false, nil
		}
		return true, nil
	})
}

// Watch implements job.Store.
func (j *jobs) Watch(id job.ID) (<-chan struct{}, func()) { return j.store().jobs.watch(string(id)) }
