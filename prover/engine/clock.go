package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// watchTime ends jobs that are overdue in the queue, and from time to time puts
// back those that are stranded. Its ticks are monotonic: setting the clock does
// not stop them.
func (e *Engine) watchTime(ctx context.Context) {
	tick, heal := time.NewTicker(e.limit.Tick), time.NewTicker(e.limit.Heal)
	defer tick.Stop()
	defer heal.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			e.expireAll(ctx, e.o.Queue.Overdue(e.o.Now()))
			e.review()
		case <-heal.C:
			e.heal(ctx)
		}
	}
}

// expireAll ends overdue jobs. Those that are left when the context ends are
// queued in the store still.
func (e *Engine) expireAll(ctx context.Context, refs []job.Ref) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, expiring)
	for _, ref := range refs {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if again := e.expire(ctx, ref); again != nil {
				e.push(*again)
			}
		})
	}
	wg.Wait()
}

// expire ends an overdue job. It gives the job back if the store fails.
func (e *Engine) expire(ctx context.Context, ref job.Ref) *job.Ref {
	doubt, err := e.persist(ctx, "expire", ref.ID, func(ctx context.Context) error {
		return e.o.Store.Expire(ctx, ref.ID, e.o.Now())
	})
	switch {
	case err == nil:
		e.ended(ref, v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_DEADLINE_EXCEEDED)
	case errors.Is(err, job.ErrNotQueued) && doubt:
		if j, err := e.read(ref); err == nil && job.Final(j.State) {
			e.ended(ref, j.State, j.Failure)
		}
	case !refused(err):
		// Not due at once, or a failing store would be asked without a pause.
		ref.NotBefore = e.o.Now().Add(e.limit.RetryBase)
		return &ref
	}
	return nil
}

// sweep removes final jobs whose time has come.
func (e *Engine) sweep(ctx context.Context) {
	tick := time.NewTicker(e.limit.Sweep)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for range sweeps {
			n, err := e.o.Store.Sweep(ctx, e.o.Now(), e.limit.SweepBatch)
			if err != nil && ctx.Err() == nil {
				e.fault(FaultStore, "sweep", "", err)
			}
			if err != nil || n < e.limit.SweepBatch {
				break
			}
		}
	}
}
