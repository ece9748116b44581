package engine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

func TestAJobGoesFromSubmissionToItsVerifiedAttestation(t *testing.T) {
	release := make(chan struct{})
	pool := &scripted{prove: func(_ context.Context, _ string, stage func(v1.ProofStage)) error {
		stage(v1.ProofStage_PROOF_STAGE_WITNESS)
		time.Sleep(20 * time.Millisecond)
		stage(v1.ProofStage_PROOF_STAGE_PROVING)
		<-release
		return nil
	}}
	s := start(t, newDisk(t), pool)
	j := s.submit(submission("clinic", "input"))
	if kinds := s.kinds(j.ID); !slices.Equal(kinds, []audit.Kind{audit.ProofSubmitted}) {
		t.Fatalf("audited %v when the submission returned", kinds)
	}
	eventually(t, "a watcher sees that it is proved", func() bool {
		return s.get("clinic", j.ID).Stage == v1.ProofStage_PROOF_STAGE_PROVING
	})
	close(release)
	done := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED)
	if string(done.Attestation) != "proof of input" || done.Attempts != 1 {
		t.Fatalf("%q after %d attempts", done.Attestation, done.Attempts)
	}
	var stages []v1.ProofStage
	for i, e := range done.Events {
		if e.Sequence != uint64(i+1) {
			t.Fatalf("event %d has sequence %d", i, e.Sequence)
		}
		if e.Stage != 0 {
			stages = append(stages, e.Stage)
		}
	}
	if !slices.IsSorted(stages) || !slices.Contains(stages, v1.ProofStage_PROOF_STAGE_PROVING) {
		t.Fatalf("stages %v", stages)
	}
	eventually(t, "an audit entry of the success", func() bool {
		return slices.Equal(s.kinds(j.ID), []audit.Kind{audit.ProofSubmitted, audit.ProofSucceeded})
	})
	a := s.finished()
	if len(a) != 1 || a[0].Result != Succeeded || a[0].Stages[v1.ProofStage_PROOF_STAGE_WITNESS] < 15*time.Millisecond {
		t.Fatalf("observed %+v", a)
	}
	if n := pool.ran("input"); n != 1 {
		t.Fatalf("proved %d times", n)
	}
}

func TestStoresNoAttestationThatDoesNotVerify(t *testing.T) {
	forged := &scripted{}
	var checks atomic.Int32
	s := start(t, newDisk(t), forged, func(o *Options) {
		o.Verify = func(input, attestation []byte) error {
			checks.Add(1)
			if string(input) == "panics" {
				panic("reading 117")
			}
			return errors.New("does not verify")
		}
	})
	for _, input := range []string{"forged", "panics"} {
		j := s.submit(submission("clinic", input))
		dead := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_DEAD)
		if dead.Failure != v1.Reason_REASON_SELF_CHECK || len(dead.Attestation) != 0 || dead.Attempts != 3 {
			t.Fatalf("%v after %d attempts", dead.Failure, dead.Attempts)
		}
	}
	if checks.Load() != 6 {
		t.Fatalf("verified %d times", checks.Load())
	}
}

func TestRetriesFaultsOfOursUntilTheJobIsDead(t *testing.T) {
	pool := &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		return &worker.Error{Reason: v1.Reason_REASON_WORKER, Retryable: true}
	}}
	s := start(t, newDisk(t), pool)
	j := s.submit(submission("clinic", "input"))
	dead := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_DEAD)
	if dead.Failure != v1.Reason_REASON_WORKER || dead.Attempts != 3 || pool.ran("input") != 3 {
		t.Fatalf("%v after %d attempts and %d runs", dead.Failure, dead.Attempts, pool.ran("input"))
	}
	eventually(t, "an audit entry of the death", func() bool {
		return slices.Equal(s.kinds(j.ID), []audit.Kind{audit.ProofSubmitted, audit.ProofDead})
	})
}

func TestARetryThatSucceedsIsASuccess(t *testing.T) {
	var n atomic.Int32
	pool := &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		switch n.Add(1) {
		case 1:
			return &worker.Error{Reason: v1.Reason_REASON_WORKER, Retryable: true}
		case 2:
			panic("reading 117")
		}
		return nil
	}}
	s := start(t, newDisk(t), pool)
	j := s.submit(submission("clinic", "input"))
	if j := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED); j.Attempts != 3 {
		t.Fatalf("after %d attempts", j.Attempts)
	}
}

func TestDoesNotRetryWhatTheInputDecides(t *testing.T) {
	for _, reason := range []v1.Reason{v1.Reason_REASON_CLAIM_FAILS, v1.Reason_REASON_MEMORY} {
		pool := &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
			return &worker.Error{Reason: reason}
		}}
		s := start(t, newDisk(t), pool)
		j := s.submit(submission("clinic", "input"))
		failed := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_FAILED)
		if failed.Failure != reason || pool.ran("input") != 1 {
			t.Fatalf("%v after %d runs, want %v after 1", failed.Failure, pool.ran("input"), reason)
		}
		eventually(t, "an audit entry of the failure", func() bool {
			return slices.Equal(s.kinds(j.ID), []audit.Kind{audit.ProofSubmitted, audit.ProofFailed})
		})
		s.close()
	}
}

func TestNoRoomInThePoolIsNoAttempt(t *testing.T) {
	var n atomic.Int32
	pool := &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		if n.Add(1) <= 5 {
			return &worker.Error{Reason: v1.Reason_REASON_UNAVAILABLE, Retryable: true}
		}
		return nil
	}}
	s := start(t, newDisk(t), pool)
	j := s.submit(submission("clinic", "input"))
	if j := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED); j.Attempts != 1 {
		t.Fatalf("%d attempts are counted", j.Attempts)
	}
}

func TestBackoffGrowsToItsCapAndIsRandomInAll(t *testing.T) {
	share := 1.0
	e := New(Options{Jitter: func() float64 { return share }})
	for attempts, want := range []time.Duration{1: time.Second, 2: 4 * time.Second, 3: 16 * time.Second, 4: time.Minute, 500: time.Minute} {
		if want == 0 {
			continue
		}
		if got := e.backoff(attempts); got != want {
			t.Errorf("after attempt %d at most %v, want %v", attempts, got, want)
		}
	}
	if share = 0; e.backoff(9) != 0 {
		t.Error("the least is not zero")
	}
	if share = 0.25; e.backoff(3) != 4*time.Second {
		t.Error("a quarter of the range is not a quarter of the time")
	}
}

func TestClearsTheInputOnEveryPath(t *testing.T) {
	failures := map[string]error{
		"succeeds": nil, "claim": &worker.Error{Reason: v1.Reason_REASON_CLAIM_FAILS},
		"crash": &worker.Error{Reason: v1.Reason_REASON_WORKER, Retryable: true}, "odd": errors.New("odd"),
	}
	pool := &scripted{prove: func(ctx context.Context, input string, _ func(v1.ProofStage)) error {
		if input == "panics" {
			panic(input)
		}
		if input == "cancelled" {
			<-ctx.Done()
			return ctx.Err()
		}
		return failures[input]
	}}
	s := start(t, newDisk(t), pool)
	for _, input := range []string{"succeeds", "claim", "crash", "odd", "panics"} {
		s.submit(submission("clinic", input))
	}
	j := s.submit(submission("clinic", "cancelled"))
	s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_RUNNING)
	if _, err := s.Cancel(t.Context(), job.Owner{Tenant: "clinic"}, j.ID); err != nil {
		t.Fatal(err)
	}
	eventually(t, "an idle engine", func() bool { return s.Stats().Running == 0 && s.Stats().Queued == 0 })
	s.close()
	if len(pool.inputs) < 6 {
		t.Fatalf("%d runs", len(pool.inputs))
	}
	for i, input := range pool.inputs {
		if len(bytes.Trim(input, "\x00")) != 0 {
			t.Errorf("the input of run %d is still there", i)
		}
	}
}

func TestLogsAndSpansHoldNothingOfTheInput(t *testing.T) {
	const canary = "canary-117-mg"
	var log bytes.Buffer
	spans := tracetest.NewSpanRecorder()
	provider := trace.NewTracerProvider(trace.WithSpanProcessor(spans))
	pool := &scripted{prove: func(_ context.Context, input string, stage func(v1.ProofStage)) error {
		stage(v1.ProofStage_PROOF_STAGE_PROVING)
		if strings.HasPrefix(input, "panic") {
			panic(input)
		}
		return fmt.Errorf("constraint %s is not satisfied", input)
	}}
	s := start(t, newDisk(t), pool, func(o *Options) {
		o.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		o.Tracer = provider.Tracer("test")
	})
	for _, prefix := range []string{"panic ", "fails "} {
		n := submission("clinic", prefix+canary)
		n.IdempotencyKey, n.Owner.Subject = "", "subject-"+canary
		j := s.submit(n)
		s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_DEAD)
	}
	s.close()
	if text := log.String(); strings.Contains(text, canary) || !strings.Contains(text, "INTERNAL") {
		t.Errorf("the log holds the input, or no reason:\n%s", text)
	}
	whole, parts := 0, 0
	for _, span := range spans.Ended() {
		if text := fmt.Sprintf("%+v", span); strings.Contains(text, canary) {
			t.Errorf("span %s holds the input", span.Name())
		}
		for _, a := range span.Attributes() {
			if !slices.Contains([]string{"vitalproof.circuit", "vitalproof.attempt", "vitalproof.reason"}, string(a.Key)) {
				t.Errorf("span %s has attribute %s", span.Name(), a.Key)
			}
		}
		if span.Name() == "attempt" {
			whole++
		} else {
			parts++
		}
	}
	if whole != 6 || parts != 12 {
		t.Errorf("%d spans of attempts and %d of stages, want 6 and 12", whole, parts)
	}
}

func TestDropsTheResultOfALeaseThatWasLost(t *testing.T) {
	d := newDisk(t)
	reached, release := make(chan struct{}), make(chan struct{})
	pool := &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		close(reached)
		<-release // does not heed the context
		return nil
	}}
	s := start(t, d, pool, func(o *Options) { o.Limits.Lease = time.Hour })
	j := s.submit(submission("clinic", "input"))
	<-reached
	// Removed behind the engine's back, as by another process that took over.
	if err := s.jobs.Jobs.Delete(t.Context(), job.Owner{Tenant: "clinic"}, j.ID); err != nil {
		t.Fatal(err)
	}
	close(release)
	eventually(t, "the attempt is over", func() bool { return len(s.finished()) == 1 })
	if a := s.finished()[0]; a.Result != Dropped {
		t.Fatalf("the attempt %s", a.Result)
	}
	if kinds := s.kinds(j.ID); slices.Contains(kinds, audit.ProofSucceeded) {
		t.Fatal("a success was audited that the store refused")
	}
}

func TestAHeartbeatNoticesALostLeaseAndACancellation(t *testing.T) {
	s := start(t, newDisk(t), &scripted{prove: untilStopped, room: func(string) int { return 1 }})
	lost, cancelled := s.submit(submission("clinic", "lost")), s.submit(submission("clinic", "cancelled"))
	s.await("clinic", lost.ID, v1.ProofState_PROOF_STATE_RUNNING)
	s.await("clinic", cancelled.ID, v1.ProofState_PROOF_STATE_RUNNING)
	// Both behind the engine's back.
	if err := s.jobs.Jobs.Delete(t.Context(), job.Owner{Tenant: "clinic"}, lost.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.jobs.Jobs.Cancel(t.Context(), job.Owner{Tenant: "clinic"}, cancelled.ID, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.await("clinic", cancelled.ID, v1.ProofState_PROOF_STATE_CANCELLED)
	eventually(t, "both attempts are over", func() bool { return s.Stats().Running == 0 })
}
