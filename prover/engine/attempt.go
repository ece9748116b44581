package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

// Why an attempt was stopped.
var (
	errCancelled = errors.New("the proof was cancelled")
	errDeadline  = errors.New("the deadline has passed")
	errGone      = errors.New("the proof was removed")
	errStale     = errors.New("the lease was lost")
	errRequeued  = errors.New("the service is stopping")
	errPanic     = errors.New("the attempt panicked")
)

// attempt is one try at a job, from before its claim to after its end is written.
type attempt struct {
	ref  job.Ref
	ctx  context.Context // ends at the deadline, or with why it was stopped
	kill context.CancelCauseFunc

	claimed atomic.Bool
	placed  chan struct{} // closed when the pool knows of it, or never will
	place   func()
	done    chan struct{} // closed when nothing works on it any more

	lease  job.Lease
	job    job.Job
	began  time.Time // by the clock of deadlines
	stages *stages
}

func newAttempt(ref job.Ref, left time.Duration) *attempt {
	a := &attempt{ref: ref, placed: make(chan struct{}), done: make(chan struct{})}
	a.place = sync.OnceFunc(func() { close(a.placed) })
	ctx, kill := context.WithCancelCause(context.Background())
	if ref.Deadline.IsZero() {
		a.ctx, a.kill = ctx, kill
		return a
	}
	// As a distance, which setting the clock does not change.
	timed, stop := context.WithTimeoutCause(ctx, left, errDeadline)
	a.ctx, a.kill = timed, func(cause error) {
		kill(cause)
		stop()
	}
	return a
}

// work makes one attempt.
func (e *Engine) work(a *attempt) {
	var again *job.Ref
	left := sync.OnceFunc(func() { e.busy.Add(-1) })
	defer func() {
		a.place()
		left()
		e.finish(a)
		if again != nil {
			e.push(*again)
		}
	}()
	if !a.ref.Deadline.IsZero() && !e.o.Now().Before(a.ref.Deadline) {
		e.o.Queue.Charge(a.ref.Tenant, 0)
		again = e.expire(context.Background(), a.ref)
		return
	}
	input, next, ok := e.claim(a)
	defer clear(input)
	if !ok {
		e.o.Queue.Charge(a.ref.Tenant, 0)
		again = next
		return
	}
	e.o.Observe.AttemptStarted(a.ref.Circuit)
	a.stages = e.newStages(a)
	keeper := e.keep(a)

	begin := time.Now()
	attestation, usage, err := e.prove(a, input)
	took := time.Since(begin)
	// The next job starts while this one is verified and written.
	left()
	a.place()
	// Loading a circuit is nobody's doing in particular.
	e.o.Queue.Charge(a.ref.Tenant, cmp.Or(usage.Duration, took))
	e.kick()
	if err == nil {
		a.stages.begin(v1.ProofStage_PROOF_STAGE_VERIFYING)
		err = e.verify(input, attestation)
	}
	clear(input)
	// Nothing about the attempt may be written after its end.
	keeper.stop()
	outcome, next := e.settle(a, attestation, err)
	again = next
	e.report(a, outcome, usage, took)
}

// prove calls the pool. A pool that panics fails this attempt only; what it
// panicked with may be private.
func (e *Engine) prove(a *attempt, input []byte) (attestation []byte, u worker.Usage, err error) {
	defer func() {
		if p := recover(); p != nil {
			e.o.Log.Error("an attempt panicked", "job", a.ref.ID, "circuit", a.ref.Circuit, "type", fmt.Sprintf("%T", p))
			err = errPanic
		}
	}()
	if err := context.Cause(a.ctx); err != nil {
		return nil, u, err // stopped while it was claimed
	}
	placing := time.AfterFunc(placing, a.place)
	defer placing.Stop()
	return e.o.Pool.Prove(a.ctx, a.ref.Circuit, input, func(s v1.ProofStage) {
		a.place()
		a.stages.begin(s)
	})
}

// verify decides whether an attestation may be stored. The pool verified it too,
// in the process that made it; a broken or taken-over one says what it likes.
func (e *Engine) verify(input, attestation []byte) (err error) {
	failed := &worker.Error{Reason: v1.Reason_REASON_SELF_CHECK, Retryable: true}
	defer func() {
		if recover() != nil {
			err = failed
		}
	}()
	if len(attestation) == 0 || len(attestation) > maxAttestation || e.o.Verify(input, attestation) != nil {
		return failed
	}
	return nil
}

// claim begins the attempt in the store. If it does not come to that, it gives
// what is to be queued again, if anything.
func (e *Engine) claim(a *attempt) (input []byte, again *job.Ref, ok bool) {
	doubt, err := e.persist(context.Background(), "claim", a.ref.ID, func(ctx context.Context) (err error) {
		now := e.o.Now()
		a.began = now
		a.lease, a.job, input, err = e.o.Store.Claim(ctx, a.ref.ID, now, now.Add(e.limit.Lease))
		return err
	})
	switch {
	case err == nil:
		a.claimed.Store(true)
		return input, nil, true
	case errors.Is(err, job.ErrNotFound):
		return nil, nil, false // deleted meanwhile
	case errors.Is(err, job.ErrInputLost):
		e.ended(a.ref, v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_INPUT_LOST)
		return nil, nil, false
	case errors.Is(err, job.ErrNotQueued):
		// Cancelled meanwhile, or pushed twice. Or claimed by a write that was said to
		// have failed: then nobody has its lease, and only a restart, a cancellation
		// or a deletion brings it on.
		if j, err := e.read(a.ref); doubt || err != nil || (err == nil && !job.Final(j.State)) {
			e.fault(FaultStranded, "claim", a.ref.ID, job.ErrNotQueued)
		}
		return nil, nil, false
	}
	ref := a.ref
	ref.NotBefore = e.o.Now().Add(e.limit.RetryBase)
	return nil, &ref, false
}
