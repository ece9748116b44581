package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// change reads a job, lets f change it, writes it back and tells the watchers.
// When the job is final its input goes, and then the input's key: after the
// commit, since an attempt that ended may not lose its job to a crash in between.
// What a crash there leaves, Open destroys.
func (s *Store) change(ctx context.Context, op string, i id, f func(t tx, r *jobRecord) (changed bool, err error)) (job.Job, error) {
	if err := ctx.Err(); err != nil {
		return job.Job{}, err
	}
	defer s.records.lock(i[:])()
	var r *jobRecord
	var changed bool
	err := s.write(ctx, op, makesRoom, func(t tx) error {
		var err error
		if r, err = s.load(t, i); err != nil {
			return err
		}
		was := r.head
		if changed, err = f(t, r); err != nil || !changed {
			return err
		}
		if r.head.expires != was.expires {
			t.delete(pendingKey(i, was), inputKey(i))
			t.set(expiryKey(i, r.head), nil)
		}
		t.set(r.at(), s.sealJob(r))
		return nil
	})
	if err != nil {
		return job.Job{}, err
	}
	if changed {
		s.jobs.tell(i)
	}
	if job.Final(r.job.State) {
		if err := s.destroy([]tag{s.names.inputKey(i)}); err != nil {
			return job.Job{}, s.fail(err)
		}
	}
	return r.job, nil
}

// finish makes a job final.
func (s *Store) finish(r *jobRecord, state v1.ProofState, why v1.Reason, now time.Time) {
	keep := s.o.KeepFinished
	if state == v1.ProofState_PROOF_STATE_SUCCEEDED {
		keep = s.o.KeepProofs
	}
	r.job.State, r.job.Stage, r.job.Failure = state, 0, why
	r.job.Finished, r.job.Expires = now, now.Add(keep)
	r.head.expires = max(stampOf(r.job.Expires), 1) // 0 says that it is not final
	r.event(now)
}

// leased runs f on the job of a lease that is the present one.
func (s *Store) leased(ctx context.Context, op string, l job.Lease, f func(r *jobRecord) bool) (job.Job, error) {
	i, ok := parseID(string(l.ID))
	if !ok {
		return job.Job{}, job.ErrStale
	}
	found, err := s.change(ctx, op, i, func(_ tx, r *jobRecord) (bool, error) {
		if !r.holds(l) {
			return false, job.ErrStale
		}
		return f(r), nil
	})
	if errors.Is(err, job.ErrNotFound) {
		err = job.ErrStale
	}
	return found, err
}

func (r *jobRecord) holds(l job.Lease) bool {
	switch r.job.State {
	case v1.ProofState_PROOF_STATE_RUNNING, v1.ProofState_PROOF_STATE_CANCELLING:
		return r.token == l.Token
	}
	return false
}

// Claim implements job.Store.
func (j *Jobs) Claim(ctx context.Context, name job.ID, now, _ time.Time) (l job.Lease, found job.Job, input []byte, err error) {
	i, ok := parseID(string(name))
	if !ok {
		return l, found, nil, job.ErrNotFound
	}
	s, lost := j.s, false
	found, err = s.change(ctx, "claim a job", i, func(t tx, r *jobRecord) (bool, error) {
		if r.job.State != v1.ProofState_PROOF_STATE_QUEUED {
			return false, job.ErrNotQueued
		}
		clear(input) // of a try that met another write
		var err error
		if input, err = s.input(t, i); errors.Is(err, errGone) {
			lost = true
			s.finish(r, v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_INPUT_LOST, now)
			return true, nil
		}
		if err != nil {
			return false, err
		}
		lost = false
		r.token++
		r.job.Attempts++
		r.job.State, r.job.Stage, r.job.NotBefore = v1.ProofState_PROOF_STATE_RUNNING, 0, time.Time{}
		l = job.Lease{ID: name, Token: r.token}
		r.event(now)
		return true, nil
	})
	if err == nil && lost {
		err = job.ErrInputLost
	}
	if err != nil {
		clear(input)
		return job.Lease{}, job.Job{}, nil, err
	}
	return l, found, input, nil
}

// input opens the input of a job. errGone if its key is destroyed, it is not
// there or it does not open: no attempt can have it.
func (s *Store) input(t tx, i id) ([]byte, error) {
	k, err := s.inputRingKey(t.op, i)
	if err != nil {
		return nil, err
	}
	sealed, found, err := t.get(inputKey(i))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errGone
	}
	plain, err := k.Open(place(inputKey(i), nil), sealed)
	if err != nil {
		_ = s.damage(t.op)
		return nil, errGone
	}
	return plain, nil
}

func (s *Store) inputRingKey(op string, i id) (keyring.Key, error) {
	k, err := s.ring.Get(s.names.inputKey(i))
	if errors.Is(err, keyring.ErrDamaged) { // as good as destroyed
		return k, errGone
	}
	return k, ringError(op, err)
}

// Renew implements job.Store. It writes nothing: see jobRecord.
func (j *Jobs) Renew(ctx context.Context, l job.Lease, _ time.Time) (state v1.ProofState, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	i, ok := parseID(string(l.ID))
	if !ok {
		return 0, job.ErrStale
	}
	err = j.s.view("renew a lease", func(t tx) error {
		r, err := j.s.load(t, i)
		switch {
		case errors.Is(err, job.ErrNotFound):
			return job.ErrStale
		case err != nil:
			return err
		case !r.holds(l):
			return job.ErrStale
		}
		state = r.job.State
		return nil
	})
	return state, err
}

// Advance implements job.Store. A stage that is the present one changes nothing.
func (j *Jobs) Advance(ctx context.Context, l job.Lease, stage v1.ProofStage, now time.Time) error {
	_, err := j.s.leased(ctx, "advance a job", l, func(r *jobRecord) bool {
		if r.job.Stage == stage {
			return false
		}
		r.job.Stage = stage
		r.event(now)
		return true
	})
	return err
}

// Succeed implements job.Store.
func (j *Jobs) Succeed(ctx context.Context, l job.Lease, attestation []byte, now time.Time) error {
	if len(attestation) == 0 || len(attestation) > maxAttestation {
		return fmt.Errorf("end a job: an attestation has 1 to %d bytes", maxAttestation)
	}
	_, err := j.s.leased(ctx, "end a job", l, func(r *jobRecord) bool {
		r.job.Attestation = attestation
		j.s.finish(r, v1.ProofState_PROOF_STATE_SUCCEEDED, 0, now)
		return true
	})
	return err
}

// Fail implements job.Store.
func (j *Jobs) Fail(ctx context.Context, l job.Lease, why v1.Reason, now time.Time) error {
	_, err := j.s.leased(ctx, "end a job", l, func(r *jobRecord) bool {
		if r.job.State == v1.ProofState_PROOF_STATE_CANCELLING {
			j.s.finish(r, v1.ProofState_PROOF_STATE_CANCELLED, 0, now)
		} else {
			j.s.finish(r, v1.ProofState_PROOF_STATE_FAILED, why, now)
		}
		return true
	})
	return err
}

// Retry implements job.Store.
func (j *Jobs) Retry(ctx context.Context, l job.Lease, why v1.Reason, counted bool, notBefore, now time.Time) (job.Job, error) {
	return j.s.leased(ctx, "retry a job", l, func(r *jobRecord) bool {
		j.s.retry(r, why, counted, notBefore, now)
		return true
	})
}

func (s *Store) retry(r *jobRecord, why v1.Reason, counted bool, notBefore, now time.Time) {
	switch {
	case r.job.State == v1.ProofState_PROOF_STATE_CANCELLING:
		s.finish(r, v1.ProofState_PROOF_STATE_CANCELLED, 0, now)
	case counted && r.job.Attempts >= s.o.MaxAttempts:
		s.finish(r, v1.ProofState_PROOF_STATE_DEAD, why, now)
	default:
		if !counted {
			r.job.Attempts--
		}
		r.job.State, r.job.Stage, r.job.NotBefore = v1.ProofState_PROOF_STATE_QUEUED, 0, notBefore
		r.event(now)
	}
}

// Expire implements job.Store.
func (j *Jobs) Expire(ctx context.Context, name job.ID, now time.Time) error {
	i, ok := parseID(string(name))
	if !ok {
		return job.ErrNotFound
	}
	_, err := j.s.change(ctx, "expire a job", i, func(_ tx, r *jobRecord) (bool, error) {
		if r.job.State != v1.ProofState_PROOF_STATE_QUEUED {
			return false, job.ErrNotQueued
		}
		j.s.finish(r, v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_DEADLINE_EXCEEDED, now)
		return true, nil
	})
	return err
}

// Cancel implements job.Store.
func (j *Jobs) Cancel(ctx context.Context, o job.Owner, name job.ID, now time.Time) (job.Job, error) {
	i, ok := parseID(string(name))
	if !ok {
		return job.Job{}, job.ErrNotFound
	}
	found, err := j.s.change(ctx, "cancel a job", i, func(_ tx, r *jobRecord) (bool, error) {
		if !j.s.owns(o, r.head) {
			return false, job.ErrNotFound
		}
		switch r.job.State {
		case v1.ProofState_PROOF_STATE_QUEUED:
			j.s.finish(r, v1.ProofState_PROOF_STATE_CANCELLED, 0, now)
		case v1.ProofState_PROOF_STATE_RUNNING:
			r.job.State = v1.ProofState_PROOF_STATE_CANCELLING
			r.event(now)
		default:
			return false, nil
		}
		return true, nil
	})
	found.Attestation = nil
	return found, err
}
