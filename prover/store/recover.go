package store

import (
	"context"
	"errors"
	"iter"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// Recover implements job.Store. Attempts that a crash broke off count as failed
// with WORKER. Jobs whose input is lost become FAILED with INPUT_LOST. A record
// that is damaged is left out, and counted in Stats: it must not keep the others
// from being worked on.
func (j *Jobs) Recover(ctx context.Context, now time.Time) iter.Seq2[job.Ref, error] {
	return func(yield func(job.Ref, error) bool) {
		var after []byte
		for {
			// No transaction is open while the caller has the turn.
			keys, err := j.s.pending(after)
			if err != nil {
				yield(job.Ref{}, err)
				return
			}
			for _, k := range keys {
				ref, waits, err := j.s.recoverOne(ctx, lastID(k), now)
				if err != nil {
					yield(job.Ref{}, err)
					return
				}
				if waits && !yield(ref, nil) {
					return
				}
			}
			if len(keys) < recoverBatch {
				return
			}
			after = append(keys[len(keys)-1], 0)
		}
	}
}

func (s *Store) pending(from []byte) (keys [][]byte, err error) {
	err = s.view("recover", func(t tx) error {
		return t.keys([]byte{kindPending}, from, func(k []byte) (bool, error) {
			keys = append(keys, append([]byte(nil), k...))
			return len(keys) < recoverBatch, nil
		})
	})
	return keys, err
}

func (s *Store) recoverOne(ctx context.Context, i id, now time.Time) (ref job.Ref, waits bool, err error) {
	const op = "recover"
	if err := ctx.Err(); err != nil {
		return ref, false, err
	}
	var r *jobRecord
	whole := false
	before := s.damaged.Load()
	err = s.view(op, func(t tx) error {
		var err error
		if r, err = s.load(t, i); err == nil {
			whole, err = s.hasInput(t, i)
		}
		return err
	})
	switch {
	case errors.Is(err, job.ErrNotFound):
		return ref, false, nil
	case err != nil && s.damaged.Load() != before:
		return ref, false, nil
	case err != nil:
		return ref, false, err
	}
	if r.job.Ephemeral {
		_, err := s.removeJobs(ctx, op, []id{i})
		return ref, false, err
	}
	found := r.job
	if r.job.State != v1.ProofState_PROOF_STATE_QUEUED || !whole {
		if found, err = s.change(ctx, op, i, func(_ tx, r *jobRecord) (bool, error) {
			return s.settle(r, whole, now), nil
		}); err != nil && !errors.Is(err, job.ErrNotFound) {
			return ref, false, err
		}
	}
	return job.Ref{
		ID: found.ID, Tenant: found.Owner.Tenant, Circuit: found.Circuit, NotBefore: found.NotBefore, Deadline: found.Deadline,
	}, found.State == v1.ProofState_PROOF_STATE_QUEUED, nil
}

// hasInput tells whether an attempt could still read the input.
func (s *Store) hasInput(t tx, i id) (bool, error) {
	if _, err := s.inputRingKey(t.op, i); errors.Is(err, errGone) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return t.has(inputKey(i))
}

// settle ends what a crash broke off.
func (s *Store) settle(r *jobRecord, whole bool, now time.Time) (changed bool) {
	switch r.job.State {
	case v1.ProofState_PROOF_STATE_RUNNING:
		if whole {
			s.retry(r, v1.Reason_REASON_WORKER, true, now, now)
			return true
		}
	case v1.ProofState_PROOF_STATE_CANCELLING:
		s.finish(r, v1.ProofState_PROOF_STATE_CANCELLED, 0, now)
		return true
	case v1.ProofState_PROOF_STATE_QUEUED:
		if whole {
			return false
		}
	default:
		return false
	}
	s.finish(r, v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_INPUT_LOST, now)
	return true
}
