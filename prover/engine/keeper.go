package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// keeper keeps the lease of an attempt and writes down its stages, beside it.
type keeper struct {
	cancel context.CancelFunc
	done   chan struct{}
}

// stop ends the keeper. When it returns, nothing more is written.
func (k keeper) stop() {
	k.cancel()
	<-k.done
}

func (e *Engine) keep(a *attempt) keeper {
	ctx, cancel := context.WithCancel(context.Background())
	k := keeper{cancel, make(chan struct{})}
	go func() {
		defer close(k.done)
		beat := time.NewTicker(max(e.limit.Lease/3, time.Millisecond))
		defer beat.Stop()
		var settled <-chan time.Time
		for {
			select {
			case <-ctx.Done():
				return
			case <-a.stages.changed:
				if settled == nil {
					settled = time.After(settling)
				}
			case <-settled:
				settled = nil
				e.advance(ctx, a)
			case <-beat.C:
				e.renew(ctx, a)
			}
		}
	}()
	return k
}

// advance writes the present stage. Stages that passed meanwhile are left out:
// they are of interest to a watcher only, and each is a write that syncs.
func (e *Engine) advance(ctx context.Context, a *attempt) {
	switch err := e.o.Store.Advance(ctx, a.lease, a.stages.present(), e.o.Now()); {
	case errors.Is(err, job.ErrStale):
		a.kill(errStale)
	case err != nil && ctx.Err() == nil:
		e.fault(FaultStore, "advance", a.ref.ID, err)
	}
}

// renew keeps the lease, and notices what the store knows and this process
// missed: that the job was cancelled, deleted or given to another.
func (e *Engine) renew(ctx context.Context, a *attempt) {
	now := e.o.Now()
	if !a.ref.Deadline.IsZero() && !now.Before(a.ref.Deadline) {
		a.kill(errDeadline) // the clock was set forward
		return
	}
	switch state, err := e.o.Store.Renew(ctx, a.lease, now.Add(e.limit.Lease)); {
	case errors.Is(err, job.ErrStale):
		a.kill(errStale)
	case err != nil && ctx.Err() == nil:
		e.fault(FaultStore, "renew", a.ref.ID, err)
	case err == nil && state == v1.ProofState_PROOF_STATE_CANCELLING:
		a.kill(errCancelled)
	}
}

// stages is how far an attempt is, how long each stage took, and its spans. The
// pool calls begin, so it must not wait for anything.
type stages struct {
	tracer  trace.Tracer
	changed chan struct{} // room for one

	mu    sync.Mutex
	ended bool
	now   v1.ProofStage
	since time.Time
	took  [stageCount]time.Duration
	ctx   context.Context
	whole trace.Span
	part  trace.Span // nil before the first stage
}

func (e *Engine) newStages(a *attempt) *stages {
	s := &stages{tracer: e.o.Tracer, changed: make(chan struct{}, 1)}
	s.ctx, s.whole = e.o.Tracer.Start(context.Background(), "attempt", trace.WithNewRoot(), trace.WithAttributes(
		attribute.String("vitalproof.circuit", a.ref.Circuit), attribute.Int("vitalproof.attempt", a.job.Attempts)))
	return s
}

// begin notes that a stage begins. A stage of another version than this, and one
// that comes after the end, is left out.
func (s *stages) begin(stage v1.ProofStage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended || stage <= 0 || stage >= stageCount || stage == s.now {
		return
	}
	s.close()
	s.now, s.since = stage, time.Now()
	_, s.part = s.tracer.Start(s.ctx, stageNames[stage])
	select {
	case s.changed <- struct{}{}:
	default: // the keeper has not looked yet
	}
}

var stageNames = [stageCount]string{"", "loading", "witness", "proving", "verifying"}

// close ends the present stage. The caller holds the lock.
func (s *stages) close() {
	if s.part != nil {
		s.took[s.now] += time.Since(s.since)
		s.part.End()
		s.part = nil
	}
}

func (s *stages) present() v1.ProofStage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// end ends the spans and gives how long each stage took.
func (s *stages) end(reason v1.Reason) [stageCount]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close()
	if !s.ended {
		s.ended = true
		if reason != v1.Reason_REASON_UNSPECIFIED {
			s.whole.SetAttributes(attribute.String("vitalproof.reason", reasonName(reason)))
			s.whole.SetStatus(codes.Error, "")
		}
		s.whole.End()
	}
	return s.took
}
