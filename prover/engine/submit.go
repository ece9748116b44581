package engine

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
)

// Submit takes a job on. On return it is durable and audited. A job that was
// submitted before under the idempotency key is given instead, with false, even
// if there is no room for a new one. Without a time of creation it is created
// now; the deadline is at most the longest life after that. The input stays the
// caller's, to clear.
//
// It fails with job.ErrFull, ErrStarting, ErrDraining, ErrAudit, job.ErrMismatch or
// with a storage fault; then there is no new job, but after a storage fault
// there may be one, which a repeated call finds.
func (e *Engine) Submit(ctx context.Context, n job.New) (job.Job, bool, error) {
	if n.Created.IsZero() {
		n.Created = e.o.Now()
	}
	if latest := n.Created.Add(e.limit.Life); n.Deadline.IsZero() || n.Deadline.After(latest) {
		n.Deadline = latest
	}
	if err := e.reserve(n.Owner.Tenant); err != nil {
		return e.replay(ctx, n, err)
	}
	entered := false
	defer func() {
		if !entered {
			e.release(n.Owner.Tenant, nil)
		}
	}()
	defer e.lockKey(n)()
	j, created, err := e.o.Store.Create(ctx, n)
	if err != nil {
		return job.Job{}, false, err
	}
	return e.accept(ctx, n.Owner, j, created, func(ref job.Ref) {
		entered = true
		e.release(n.Owner.Tenant, &ref)
	})
}

// accept audits and queues a job that the store has.
func (e *Engine) accept(ctx context.Context, o job.Owner, j job.Job, created bool, push func(job.Ref)) (job.Job, bool, error) {
	ref := job.Ref{ID: j.ID, Tenant: o.Tenant, Circuit: j.Circuit, NotBefore: j.NotBefore, Deadline: j.Deadline}
	if !created {
		if j.State == v1.ProofState_PROOF_STATE_QUEUED && !e.isRunning(j.ID) {
			// A create that failed may have landed; then only this brings it to the queue.
			// If it is there, or claimed meanwhile, nothing changes.
			push(ref)
		}
		return j, false, nil
	}
	// The caller may have gone, but the job is there.
	ctx = context.WithoutCancel(ctx)
	if err := e.audit(ctx, audit.ProofSubmitted, o.Tenant, j.ID, ""); err != nil {
		if err := e.o.Store.Delete(ctx, o, j.ID); err == nil {
			return job.Job{}, false, ErrAudit
		}
		e.o.Log.Error("a job is worked on without an audit entry of its submission", "job", j.ID, "tenant", o.Tenant)
	}
	push(ref)
	e.o.Observe.JobQueued(o.Tenant)
	return j, true, nil
}

// replay answers a submission for which there is no room: with the job that it
// repeats, or with why it was refused.
func (e *Engine) replay(ctx context.Context, n job.New, refused error) (job.Job, bool, error) {
	if phase := e.phase.Load(); n.IdempotencyKey == "" || phase == starting || phase == stopped {
		return job.Job{}, false, refused
	}
	defer e.lockKey(n)()
	if f, ok := e.o.Store.(Finder); ok {
		j, err := f.Find(ctx, n.Owner, n.IdempotencyKey, n.Digest)
		switch {
		case errors.Is(err, job.ErrNotFound):
			return job.Job{}, false, refused
		case err != nil:
			return job.Job{}, false, err
		}
		return e.accept(ctx, n.Owner, j, false, e.push)
	}
	// Only creating tells whether the key was used. One at a time, so that those who
	// keep trying at a full queue do not fill the store.
	e.replaying.Lock()
	defer e.replaying.Unlock()
	if err := ctx.Err(); err != nil {
		return job.Job{}, false, err
	}
	j, created, err := e.o.Store.Create(ctx, n)
	if err != nil {
		return job.Job{}, false, err
	}
	if created {
		if err := e.o.Store.Delete(context.WithoutCancel(ctx), n.Owner, j.ID); err == nil {
			return job.Job{}, false, refused
		}
	}
	return e.accept(ctx, n.Owner, j, created, e.push)
}

// lockKey makes a repeated submission wait until the first one is audited: it must
// not be acknowledged for a job that is then taken back. Without a key nothing can be
// repeated.
func (e *Engine) lockKey(n job.New) (unlock func()) {
	if n.IdempotencyKey == "" {
		return func() {}
	}
	m := &e.keys[maphash.String(e.seed, n.Owner.Tenant+"\x00"+n.IdempotencyKey)%uint64(len(e.keys))]
	m.Lock()
	return m.Unlock
}

// reserve keeps room for one job until release, or tells why there is none.
func (e *Engine) reserve(tenant string) error {
	switch e.phase.Load() {
	case starting:
		return ErrStarting
	case draining, stopped:
		return ErrDraining
	}
	e.admission.Lock()
	defer e.admission.Unlock()
	of, all := e.o.Queue.Len(tenant)
	if of+e.reserved[tenant] >= e.limit.QueuedPerTenant {
		return fmt.Errorf("%w for this tenant, with %d proofs", job.ErrFull, e.limit.QueuedPerTenant)
	}
	if all+e.promised >= e.limit.Queued {
		return job.ErrFull
	}
	e.reserved[tenant]++
	e.promised++
	return nil
}

// release gives the room back, or the job takes it: then at every moment exactly
// one of the two is counted.
func (e *Engine) release(tenant string, ref *job.Ref) {
	e.admission.Lock()
	defer e.admission.Unlock()
	if ref != nil {
		e.push(*ref)
	}
	e.promised--
	if e.reserved[tenant]--; e.reserved[tenant] == 0 {
		delete(e.reserved, tenant)
	}
}

// Cancel stops a job. The process of a running attempt is told to stop before it
// returns; the job is CANCELLED when it has. ErrNotFound, or a storage fault.
func (e *Engine) Cancel(ctx context.Context, o job.Owner, id job.ID) (job.Job, error) {
	j, err := e.o.Store.Cancel(ctx, o, id, e.o.Now())
	if err != nil {
		return j, err
	}
	switch j.State {
	case v1.ProofState_PROOF_STATE_CANCELLED:
		queued := e.o.Queue.Remove(id)
		a := e.kill(id, errCancelled)
		// Of those that find it cancelled, the one who did it accounts for it.
		if queued || (a != nil && !a.claimed.Load()) {
			e.ended(job.Ref{ID: id, Tenant: o.Tenant, Circuit: j.Circuit}, j.State, v1.Reason_REASON_UNSPECIFIED)
		}
	case v1.ProofState_PROOF_STATE_CANCELLING:
		e.kill(id, errCancelled)
	}
	return j, nil
}

// Delete removes a job and everything kept about it, whatever its state. When it
// returns without an error nothing works on it any more; with the context's, it
// is gone and its attempt was told to stop. What does not exist, or is not the
// owner's, is removed already.
func (e *Engine) Delete(ctx context.Context, o job.Owner, id job.ID) error {
	// Delete does not tell a job that is another's from one that is gone.
	_, unread := e.o.Store.Get(ctx, o, id)
	// First the store: if it fails, the job goes on as if nothing was asked.
	if err := e.o.Store.Delete(ctx, o, id); err != nil {
		return err
	}
	if unread != nil {
		// Without this a tenant could stop the attempt of another's job. One that is
		// the owner's and cannot be read finds out at its next heartbeat.
		return nil
	}
	err := e.stop(ctx, id)
	_ = e.audit(context.WithoutCancel(ctx), audit.ProofDeleted, o.Tenant, id, "")
	return err
}

// Erase destroys everything about a subject. When it returns without an error
// nothing works on its jobs any more. ErrNoSubject, or a storage fault.
func (e *Engine) Erase(ctx context.Context, o job.Owner) error {
	if o.Subject == "" {
		return ErrNoSubject
	}
	ids, err := e.o.Store.EraseSubject(ctx, o)
	for _, id := range ids {
		e.kill(id, errGone) // all at once, then wait for each
	}
	for _, id := range ids {
		err = errors.Join(err, e.stop(ctx, id))
	}
	if err != nil {
		return err // to be repeated
	}
	_ = e.audit(context.WithoutCancel(ctx), audit.SubjectErased, o.Tenant, "", fmt.Sprint(len(ids)))
	return nil
}

// stop takes a job that the store no longer has out of the queue, and ends its
// attempt if there is one.
func (e *Engine) stop(ctx context.Context, id job.ID) error {
	e.o.Queue.Remove(id)
	e.mu.Lock()
	delete(e.stranded, id)
	e.mu.Unlock()
	a := e.kill(id, errGone)
	if a == nil {
		return nil
	}
	select {
	case <-a.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// kill ends the attempt of a job and gives it, or nil if there is none.
func (e *Engine) kill(id job.ID, cause error) *attempt {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := e.running[id]
	if a != nil {
		a.kill(cause)
	}
	return a
}

func (e *Engine) isRunning(id job.ID) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.running[id] != nil
}
