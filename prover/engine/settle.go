package engine

import (
	"context"
	"errors"
	"math"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

// outcome is what became of an attempt.
type outcome struct {
	result Result
	reason v1.Reason
}

// strand is a job that the store believes to be running and nobody works on.
type strand struct {
	ref   job.Ref
	lease job.Lease
}

// settle writes the end of an attempt. If the job is to be queued again, it gives
// what to push.
func (e *Engine) settle(a *attempt, attestation []byte, err error) (outcome, *job.Ref) {
	if err == nil {
		return e.succeed(a, attestation)
	}
	var failed *worker.Error
	switch cause := context.Cause(a.ctx); {
	case errors.Is(cause, errGone):
		return outcome{Dropped, v1.Reason_REASON_NOT_FOUND}, nil
	case errors.Is(cause, errStale):
		return e.stale(a), nil
	case errors.Is(cause, errCancelled):
		return e.fail(a, v1.Reason_REASON_CANCELLED)
	case errors.Is(cause, errDeadline):
		return e.fail(a, v1.Reason_REASON_DEADLINE_EXCEEDED)
	case errors.Is(cause, errRequeued):
		return e.retry(a, v1.Reason_REASON_UNAVAILABLE, false, 0)
	case !errors.As(err, &failed):
		return e.retry(a, v1.Reason_REASON_INTERNAL, true, e.backoff(a.job.Attempts))
	case !failed.Retryable:
		return e.fail(a, failed.Reason)
	case failed.Reason == v1.Reason_REASON_UNAVAILABLE:
		// There was no room after all: nothing was tried.
		return e.retry(a, failed.Reason, false, e.limit.RetryBase)
	}
	return e.retry(a, failed.Reason, true, e.backoff(a.job.Attempts))
}

func (e *Engine) succeed(a *attempt, attestation []byte) (outcome, *job.Ref) {
	doubt, err := e.persist(context.Background(), "succeed", a.ref.ID, func(ctx context.Context) error {
		return e.o.Store.Succeed(ctx, a.lease, attestation, e.o.Now())
	})
	if err != nil {
		return e.unwritten(a, doubt, err)
	}
	e.ended(a.ref, v1.ProofState_PROOF_STATE_SUCCEEDED, v1.Reason_REASON_UNSPECIFIED)
	return outcome{result: Succeeded}, nil
}

func (e *Engine) fail(a *attempt, reason v1.Reason) (outcome, *job.Ref) {
	doubt, err := e.persist(context.Background(), "fail", a.ref.ID, func(ctx context.Context) error {
		return e.o.Store.Fail(ctx, a.lease, reason, e.o.Now())
	})
	if err != nil {
		return e.unwritten(a, doubt, err)
	}
	state := v1.ProofState_PROOF_STATE_FAILED
	if reason == v1.Reason_REASON_CANCELLED {
		state = v1.ProofState_PROOF_STATE_CANCELLED
	}
	// It may have been cancelled in the meantime; the store decides.
	if j, err := e.read(a.ref); err == nil && job.Final(j.State) {
		state = j.State
	}
	if state == v1.ProofState_PROOF_STATE_CANCELLED {
		e.ended(a.ref, state, v1.Reason_REASON_UNSPECIFIED)
		return outcome{Cancelled, v1.Reason_REASON_CANCELLED}, nil
	}
	e.ended(a.ref, state, reason)
	return outcome{Failed, reason}, nil
}

func (e *Engine) retry(a *attempt, reason v1.Reason, counted bool, after time.Duration) (outcome, *job.Ref) {
	var j job.Job
	doubt, err := e.persist(context.Background(), "retry", a.ref.ID, func(ctx context.Context) (err error) {
		now := e.o.Now()
		j, err = e.o.Store.Retry(ctx, a.lease, reason, counted, now.Add(after), now)
		return err
	})
	if err != nil {
		return e.unwritten(a, doubt, err)
	}
	return outcome{Retried, reason}, e.follow(a.ref, j)
}

// follow does what the state of a job asks for after its attempt has ended.
func (e *Engine) follow(ref job.Ref, j job.Job) *job.Ref {
	switch {
	case j.State == v1.ProofState_PROOF_STATE_QUEUED:
		ref.NotBefore = j.NotBefore
		return &ref
	case job.Final(j.State):
		e.ended(ref, j.State, j.Failure)
	}
	return nil
}

// unwritten deals with the end of an attempt that the store did not take.
func (e *Engine) unwritten(a *attempt, doubt bool, err error) (outcome, *job.Ref) {
	switch {
	case errors.Is(err, job.ErrStale) && doubt:
		// An earlier try may have landed although it was said to have failed. Without
		// looking, a job that was put back would wait until the next start.
		if j, err := e.read(a.ref); err == nil {
			return outcome{Dropped, v1.Reason_REASON_STORAGE}, e.follow(a.ref, j)
		} else if !errors.Is(err, job.ErrNotFound) {
			e.strand(strand{a.ref, a.lease}, err)
		}
		return outcome{Dropped, v1.Reason_REASON_STORAGE}, nil
	case errors.Is(err, job.ErrStale), errors.Is(err, job.ErrNotFound):
		return e.stale(a), nil
	}
	e.strand(strand{a.ref, a.lease}, err)
	return outcome{Stranded, v1.Reason_REASON_STORAGE}, nil
}

// stale drops the result of an attempt whose lease was lost.
func (e *Engine) stale(a *attempt) outcome {
	e.o.Log.Warn("the result of an attempt that lost its lease was dropped", "job", a.ref.ID, "tenant", a.ref.Tenant, "attempt", a.job.Attempts)
	return outcome{Dropped, v1.Reason_REASON_NOT_FOUND}
}

// strand keeps a job in mind that could not be put back or ended. heal tries
// again; the next start recovers what heal cannot.
func (e *Engine) strand(s strand, err error) {
	e.fault(FaultStranded, "end", s.ref.ID, err)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stranded[s.ref.ID] = s
}

// heal tries to put back the jobs whose attempts ended while the store failed.
// The attempt is not counted: it was not at fault.
func (e *Engine) heal(ctx context.Context) {
	e.mu.Lock()
	all := make([]strand, 0, len(e.stranded))
	for _, s := range e.stranded {
		all = append(all, s)
	}
	e.mu.Unlock()
	for _, s := range all {
		now := e.o.Now()
		j, err := e.o.Store.Retry(ctx, s.lease, v1.Reason_REASON_STORAGE, false, now, now)
		if errors.Is(err, job.ErrStale) {
			j, err = e.read(s.ref)
		}
		if err != nil && !errors.Is(err, job.ErrNotFound) {
			return // the store still fails
		}
		e.mu.Lock()
		_, kept := e.stranded[s.ref.ID]
		delete(e.stranded, s.ref.ID)
		e.mu.Unlock()
		if !kept || err != nil {
			continue // removed meanwhile
		}
		if ref := e.follow(s.ref, j); ref != nil {
			e.push(*ref)
		}
	}
}

// persist makes a write until it lands, is refused or has failed too often. doubt
// reports that a try before the last failed: it may have landed all the same.
func (e *Engine) persist(stop context.Context, op string, id job.ID, write func(context.Context) error) (doubt bool, err error) {
	delay := e.limit.StoreDelay
	for try := 1; ; try++ {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(stop), storeTimeout)
		err = write(ctx)
		cancel()
		if err == nil || refused(err) {
			return try > 1, err
		}
		e.fault(FaultStore, op, id, err)
		if try == e.limit.StoreTries {
			return true, err
		}
		pause := time.NewTimer(delay)
		select {
		case <-pause.C:
		case <-stop.Done():
			pause.Stop()
			return true, err
		case <-e.hurry:
			pause.Stop() // try on, without waiting
		}
		delay *= 2
	}
}

// refused tells an answer of the store from a fault of it.
func refused(err error) bool {
	for _, answer := range []error{job.ErrStale, job.ErrNotFound, job.ErrNotQueued, job.ErrInputLost, job.ErrClosed} {
		if errors.Is(err, answer) {
			return true
		}
	}
	return false
}

// read gives a job as it stands.
func (e *Engine) read(ref job.Ref) (job.Job, error) {
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	return e.o.Store.Get(ctx, job.Owner{Tenant: ref.Tenant}, ref.ID)
}

// backoff draws the time before the attempt after a given one. All of it is
// random, so that jobs which failed together do not come back together.
func (e *Engine) backoff(attempts int) time.Duration {
	ceiling := float64(e.limit.RetryBase) * math.Pow(retryFactor, float64(max(attempts-1, 0)))
	return time.Duration(e.o.Jitter() * min(ceiling, float64(e.limit.RetryCap)))
}
