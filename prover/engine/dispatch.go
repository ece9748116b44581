package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"vitalproof/prover/job"
)

// dispatch gives jobs their turn until the context ends.
func (e *Engine) dispatch(ctx context.Context) error {
	if e.o.Begin != nil {
		select {
		case <-e.o.Begin:
		case <-ctx.Done():
			return nil
		}
	}
	for {
		select {
		case e.slots <- struct{}{}:
		case <-ctx.Done():
			return nil
		}
		// Only what has room is claimed: a claimed job that waits for room is one that
		// the next process would have to recover.
		e.wait.reset()
		ref, err := e.o.Queue.Take(ctx, e.fits)
		switch {
		case ctx.Err() != nil:
			return nil // what was taken at the last moment is still queued in the store
		case err != nil:
			return err
		}
		a := e.begin(ref)
		if a == nil {
			e.o.Queue.Charge(ref.Tenant, 0)
			<-e.slots
			continue
		}
		e.works.Go(func() {
			defer func() { <-e.slots }()
			e.work(a)
		})
		// The pool knows of the attempt only when it has begun to prove. Asked before
		// that, it would find the same room twice.
		select {
		case <-a.placed:
		case <-ctx.Done():
		}
	}
}

// begin makes the attempt of a job known, so that it can be stopped from before
// its claim on. A job that has one already was pushed twice; its present attempt
// is enough, and pushes it again if need be.
func (e *Engine) begin(ref job.Ref) *attempt {
	a := newAttempt(ref, ref.Deadline.Sub(e.o.Now()))
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running[ref.ID] != nil {
		a.kill(errGone)
		return nil
	}
	e.running[ref.ID] = a
	e.busy.Add(1)
	return a
}

// finish forgets an attempt. It comes before its job is pushed again: one that is
// taken while its last attempt is known would be dropped.
func (e *Engine) finish(a *attempt) {
	e.mu.Lock()
	delete(e.running, a.ref.ID)
	e.mu.Unlock()
	a.kill(errGone) // frees the timer of its context
	close(a.done)
}

// push queues a job. A queue that is closed is that of an engine that has
// stopped: the store has the job queued, for the next one.
func (e *Engine) push(ref job.Ref) {
	if err := e.o.Queue.Push(ref); err != nil && !errors.Is(err, job.ErrClosed) {
		e.fault(FaultQueue, "push", ref.ID, err)
	}
}

// patience holds the others back from a job that they have passed for too long.
// Without it a circuit that needs much memory would wait until nobody asks for
// small ones.
type patience struct {
	mu    sync.Mutex
	full  map[string]bool // circuits that found no room since the last kick
	ref   job.Ref         // the first that was refused and has not gone since; the zero value for none
	since time.Time
}

// reset makes fits ask the pool anew. Between two kicks no room appears, and the
// pool looks at the disk when it is asked: too slow for each job of a long queue.
func (p *patience) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.full)
}

// kick makes the dispatcher look for a job again.
func (e *Engine) kick() {
	e.wait.reset()
	e.o.Queue.Kick()
}

// hasRoom asks the pool. The caller holds the lock of patience.
func (e *Engine) hasRoom(circuit string) bool {
	if e.wait.full[circuit] {
		return false
	}
	if e.o.Pool.Fits(circuit) {
		return true
	}
	e.wait.full[circuit] = true
	return false
}

// fits tells whether a job may start now. The queue asks with itself locked.
func (e *Engine) fits(ref job.Ref) bool {
	p := &e.wait
	p.mu.Lock()
	defer p.mu.Unlock()
	if !e.hasRoom(ref.Circuit) {
		switch {
		case e.busy.Load() == 0:
			if p.ref.ID == ref.ID {
				p.ref = job.Ref{} // nothing runs and still it has no room: waiting is no use
			}
		case p.ref.ID == "":
			p.ref, p.since = ref, time.Now()
		}
		return false
	}
	switch {
	case p.ref.ID == ref.ID:
		p.ref = job.Ref{}
	case p.ref.ID != "" && time.Since(p.since) > e.limit.Patience:
		return e.busy.Load() == 0 && !e.hasRoom(p.ref.Circuit)
	}
	return true
}

// review lets go of a job that room was kept for and that has left the queue, and
// looks for work: a worker that ended by itself tells nobody of its room.
func (e *Engine) review() {
	e.wait.mu.Lock()
	id := e.wait.ref.ID
	e.wait.mu.Unlock()
	if id != "" {
		if _, queued := e.o.Queue.Position(id); !queued {
			e.wait.mu.Lock()
			if e.wait.ref.ID == id {
				e.wait.ref = job.Ref{}
			}
			e.wait.mu.Unlock()
		}
	}
	e.kick()
}
