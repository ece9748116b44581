package engine

import (
	"context"
	"errors"
	"strings"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

// Observer is told what happens, for metrics. Its methods are called from many
// goroutines and must not block. Nothing it is told is about a person.
type Observer interface {
	// JobQueued is called for each new job, not for retries.
	JobQueued(tenant string)
	// JobEnded is called when a job reaches a final state; the reason is unspecified
	// unless it failed.
	JobEnded(tenant, circuit string, state v1.ProofState, reason v1.Reason)
	// AttemptStarted is called after a job was claimed, AttemptFinished when its
	// attempt is over.
	AttemptStarted(circuit string)
	AttemptFinished(Attempt)
	// Fault is called when a part that the engine relies on fails.
	Fault(Fault)
}

// Attempt is what became of one.
type Attempt struct {
	Tenant  string
	Circuit string
	Number  int // from 1
	Result  Result
	Reason  v1.Reason     // unspecified if it succeeded
	Waited  time.Duration // from submission to the first attempt; 0 for later ones
	Took    time.Duration
	// Stages is how long each stage took, by its number. One that was not reached
	// took none.
	Stages    [stageCount]time.Duration
	Load      time.Duration // of the circuit into a new worker, part of Took
	PeakBytes uint64        // of the worker
}

// Result is what became of an attempt.
type Result string

// The results.
const (
	Succeeded Result = "succeeded"
	Failed    Result = "failed" // for good
	Cancelled Result = "cancelled"
	Retried   Result = "retried"  // or dead, if it was the last one
	Dropped   Result = "dropped"  // the job was removed or taken over
	Stranded  Result = "stranded" // the store failed too often
)

// Fault is a part that failed.
type Fault string

// The faults.
const (
	FaultStore    Fault = "store"    // one write failed; it is tried again
	FaultStranded Fault = "stranded" // a job runs nowhere
	FaultAudit    Fault = "audit"    // an entry could not be written
	FaultQueue    Fault = "queue"
)

type unobserved struct{}

func (unobserved) JobQueued(string)                                   {}
func (unobserved) JobEnded(_, _ string, _ v1.ProofState, _ v1.Reason) {}
func (unobserved) AttemptStarted(string)                              {}
func (unobserved) AttemptFinished(Attempt)                            {}
func (unobserved) Fault(Fault)                                        {}

// reasonName is a reason as the interface spells it.
func reasonName(r v1.Reason) string { return strings.TrimPrefix(r.String(), "REASON_") }

// report tells of an attempt that is over.
func (e *Engine) report(a *attempt, o outcome, u worker.Usage, took time.Duration) {
	done := Attempt{
		Tenant: a.ref.Tenant, Circuit: a.ref.Circuit, Number: a.job.Attempts, Result: o.result, Reason: o.reason,
		Took: took, Stages: a.stages.end(o.reason), Load: u.Load, PeakBytes: u.PeakBytes,
	}
	if done.Number == 1 {
		done.Waited = max(a.began.Sub(a.job.Created), 0)
	}
	e.o.Observe.AttemptFinished(done)
	e.o.Log.Info("attempt finished", "job", a.ref.ID, "tenant", a.ref.Tenant, "circuit", a.ref.Circuit, "attempt", done.Number,
		"result", string(o.result), "reason", reasonName(o.reason), "took", took, "load", u.Load, "peak_bytes", u.PeakBytes)
}

// ended accounts for a job that reached a final state, and drops what is kept in
// mind for it.
func (e *Engine) ended(ref job.Ref, state v1.ProofState, reason v1.Reason) {
	e.o.Observe.JobEnded(ref.Tenant, ref.Circuit, state, reason)
	kind, detail := audit.ProofFailed, reasonName(reason)
	switch state {
	case v1.ProofState_PROOF_STATE_SUCCEEDED:
		kind, detail = audit.ProofSucceeded, ""
	case v1.ProofState_PROOF_STATE_CANCELLED:
		kind, detail = audit.ProofCancelled, ""
	case v1.ProofState_PROOF_STATE_DEAD:
		kind = audit.ProofDead
		e.o.Log.Error("a job was given up after its last attempt", "job", ref.ID, "tenant", ref.Tenant, "circuit", ref.Circuit, "reason", detail)
	}
	_ = e.audit(context.Background(), kind, ref.Tenant, ref.ID, detail)
}

// audit writes an entry. That it failed is logged and counted here.
func (e *Engine) audit(ctx context.Context, kind audit.Kind, tenant string, id job.ID, detail string) error {
	if e.o.Audit == nil {
		return nil
	}
	entry := audit.Entry{Time: e.o.Now(), Kind: kind, Tenant: tenant, Detail: detail}
	if id != "" {
		entry.Ref = e.o.Ref(id)
	}
	err := e.o.Audit(ctx, entry)
	if err != nil {
		e.fault(FaultAudit, "audit", id, err)
	}
	return err
}

// fault logs and counts. Of the error it logs what it is, not its text, which is
// another package's and may hold a key of the store.
func (e *Engine) fault(f Fault, op string, id job.ID, err error) {
	e.o.Observe.Fault(f)
	e.o.Log.Error("a part failed", "fault", string(f), "op", op, "job", id, "error", kindOf(err))
}

func kindOf(err error) string {
	for _, known := range []error{
		job.ErrStorageFull, job.ErrStorage, job.ErrStale, job.ErrNotQueued, job.ErrNotFound, job.ErrClosed, job.ErrInputLost,
		context.DeadlineExceeded, context.Canceled,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "unknown"
}
