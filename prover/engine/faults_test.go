package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

// TestOneFaultOfTheStoreAnywhereLosesNoJob fails each call of a job's life in
// turn, before and after it had its effect. The life has a retry in it.
func TestOneFaultOfTheStoreAnywhereLosesNoJob(t *testing.T) {
	for _, fault := range []error{job.ErrStorage, job.ErrStorageFull} {
		for _, after := range []bool{false, true} {
			if testing.Short() && (fault == job.ErrStorageFull || !after) {
				continue
			}
			for k := int64(1); oneFault(t, k, fault, after); k++ {
				if k > 50 {
					t.Fatal("a job takes more than 50 calls")
				}
			}
		}
	}
}

// oneFault lets the k-th call fail, and tells whether there was one.
func oneFault(t *testing.T, k int64, fault error, after bool) bool {
	d := newDisk(t)
	var n atomic.Int32
	s := start(t, d, &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		if n.Add(1) == 1 {
			return &worker.Error{Reason: v1.Reason_REASON_WORKER, Retryable: true}
		}
		return nil
	}})
	failed := ""
	s.jobs.fail = func(op string, call int64) (error, error) {
		switch {
		case call != k:
			return nil, nil
		case after:
			failed = op
			return nil, fault
		}
		failed = op
		return fault, nil
	}
	// A caller whose call fails repeats it, with the same key.
	j, _, err := s.Submit(t.Context(), submission("clinic", "input"))
	if err != nil {
		if j, _, err = s.Submit(t.Context(), submission("clinic", "input")); err != nil {
			t.Fatal(err)
		}
	}
	what := fmt.Sprintf("%d. call failed, after its effect: %v", k, after)
	if op := settled(s, j.ID); op != v1.ProofState_PROOF_STATE_SUCCEEDED {
		// Only a claim that landed and was said to have failed may wait for a restart.
		if s.close(); failed != "claim" || !after {
			t.Fatalf("%s (%s): left %v", what, failed, op)
		}
		if s.faults[FaultStranded] == 0 {
			t.Errorf("%s (%s): nobody was told of a stranded job", what, failed)
		}
		s = start(t, d, &scripted{})
		if op := settled(s, j.ID); op != v1.ProofState_PROOF_STATE_SUCCEEDED {
			t.Fatalf("%s (%s): %v after the restart", what, failed, op)
		}
	}
	s.close()
	return failed != ""
}

// settled gives the state in which a job ends, or the one in which it stays.
func settled(s *service, id job.ID) v1.ProofState {
	for range 400 {
		if j := s.get("clinic", id); job.Final(j.State) {
			return j.State
		}
		if st := s.Stats(); st.Running == 0 && st.Queued == 0 && st.Stranded == 0 {
			time.Sleep(20 * time.Millisecond) // between two of these
			if st := s.Stats(); st.Running == 0 && st.Queued == 0 && st.Stranded == 0 {
				break
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return s.get("clinic", id).State
}

func TestAProofThatTheStoreRefusesTooLongIsMadeAgainWhenItHeals(t *testing.T) {
	s := start(t, newDisk(t), &scripted{}, func(o *Options) { o.Limits.Heal = 5 * time.Millisecond })
	var full atomic.Bool
	full.Store(true)
	s.jobs.fail = func(op string, _ int64) (error, error) {
		if full.Load() && (op == "succeed" || op == "retry") {
			return job.ErrStorageFull, nil
		}
		return nil, nil
	}
	j := s.submit(submission("clinic", "input"))
	eventually(t, "the job is stranded", func() bool { return s.Stats().Stranded == 1 })
	full.Store(false)
	done := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED)
	if done.Attempts != 1 || s.Stats().Stranded != 0 {
		t.Fatalf("%d attempts count, %d stranded", done.Attempts, s.Stats().Stranded)
	}
}

func TestACrashLosesNoJobAndRepeatsNoFinishedOne(t *testing.T) {
	d := newDisk(t)
	const jobs = 40
	var begun atomic.Int32
	s := start(t, d, &scripted{room: func(string) int { return 1 }, prove: func(ctx context.Context, _ string, _ func(v1.ProofStage)) error {
		if begun.Add(1) <= jobs/2 {
			return nil
		}
		<-ctx.Done() // at work when the process dies
		return ctx.Err()
	}}, func(o *Options) { o.Limits.Attempts = 3 })
	var crashed atomic.Bool
	s.jobs.fail = func(string, int64) (error, error) {
		if crashed.Load() {
			return job.ErrClosed, nil
		}
		return nil, nil
	}
	ids := make(map[string]job.ID)
	for i := range jobs {
		input := fmt.Sprint("input", i)
		ids[input] = s.submit(submission(fmt.Sprint("tenant", i%4), input)).ID
	}
	ephemeral := submission("clinic", "ephemeral")
	ephemeral.Ephemeral = true
	s.submit(ephemeral)
	eventually(t, "half are done and three at work", func() bool { return len(s.finished()) == jobs/2 && begun.Load() == jobs/2+3 })
	crashed.Store(true) // from here on nothing reaches the store, as after kill -9
	s.close()

	next := start(t, d, &scripted{})
	finished := 0
	for input, id := range ids {
		var tenant string
		for i := range 4 {
			if _, err := next.jobs.Get(t.Context(), job.Owner{Tenant: fmt.Sprint("tenant", i)}, id); err == nil {
				tenant = fmt.Sprint("tenant", i)
			}
		}
		j := next.await(tenant, id, v1.ProofState_PROOF_STATE_SUCCEEDED)
		if string(j.Attestation) != "proof of "+input {
			t.Fatalf("the attestation of %s is another's", input)
		}
		if next.pool.ran(input) == 0 {
			finished++
		}
		if n := next.pool.ran(input); n > 1 {
			t.Errorf("%s was proved %d times after the restart", input, n)
		}
	}
	if finished < jobs/2-1 || finished > jobs/2 { // the ephemeral one may have been among the first
		t.Fatalf("%d of %d that had been finished were not made again", finished, jobs/2)
	}
	if next.pool.ran("ephemeral") != 0 {
		t.Fatal("a job for a caller who left was made after the restart")
	}
}

func TestAThousandConcurrentSubmissionsKeepToTheBounds(t *testing.T) {
	const all, each = 60, 25
	s := start(t, newDisk(t), &scripted{room: func(string) int { return 0 }}, func(o *Options) {
		o.Limits.Queued, o.Limits.QueuedPerTenant = all, each
	})
	var accepted, refused, over atomic.Int64
	watching, stop := context.WithCancel(t.Context())
	var watcher sync.WaitGroup
	watcher.Go(func() {
		for watching.Err() == nil {
			if s.Stats().Queued > all {
				over.Add(1)
			}
		}
	})
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			_, _, err := s.Submit(t.Context(), submission(fmt.Sprint("tenant", i%4), fmt.Sprint("input", i)))
			switch {
			case err == nil:
				accepted.Add(1)
			case errors.Is(err, job.ErrFull):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	stop()
	watcher.Wait()
	if accepted.Load() != all || refused.Load() != 1000-all || over.Load() != 0 {
		t.Fatalf("%d accepted, %d refused, seen over the bound %d times", accepted.Load(), refused.Load(), over.Load())
	}
	kept := 0
	for i := range 4 {
		jobs, _, err := s.jobs.List(t.Context(), job.Owner{Tenant: fmt.Sprint("tenant", i)}, job.Filter{Limit: 500})
		if err != nil || len(jobs) > each {
			t.Fatalf("tenant %d has %d jobs: %v", i, len(jobs), err)
		}
		kept += len(jobs)
	}
	if kept != all || len(s.reserved) != 0 || s.promised != 0 {
		t.Fatalf("%d are kept, %d places reserved", kept, s.promised)
	}
}

func TestAFullQueueAnswersARepeatedSubmission(t *testing.T) {
	for _, finder := range []bool{true, false} {
		s := start(t, newDisk(t), &scripted{room: func(string) int { return 0 }}, func(o *Options) {
			if o.Limits.QueuedPerTenant = 1; !finder {
				o.Store = struct{ job.Store }{o.Store}
			}
		})
		first := s.submit(submission("clinic", "first"))
		for range 3 {
			j, created, err := s.Submit(t.Context(), submission("clinic", "first"))
			if err != nil || created || j.ID != first.ID {
				t.Fatalf("finder %v: %v %v", finder, created, err)
			}
			if _, _, err := s.Submit(t.Context(), submission("clinic", "second")); !errors.Is(err, job.ErrFull) {
				t.Fatalf("finder %v: %v", finder, err)
			}
			other := submission("clinic", "first")
			other.Digest[0] ^= 1
			if _, _, err := s.Submit(t.Context(), other); !errors.Is(err, job.ErrMismatch) {
				t.Fatalf("finder %v: %v", finder, err)
			}
		}
		if jobs, _, _ := s.jobs.List(t.Context(), clinic, job.Filter{Limit: 9}); len(jobs) != 1 || s.Stats().Queued != 1 {
			t.Fatalf("finder %v: %d jobs", finder, len(jobs))
		}
		s.close()
	}
}

func TestWhatCannotBeAuditedIsNotTakenOn(t *testing.T) {
	s := start(t, newDisk(t), &scripted{}, func(o *Options) {
		o.Audit = func(context.Context, audit.Entry) error { return errors.New("the disk is gone") }
	})
	if _, _, err := s.Submit(t.Context(), submission("clinic", "input")); !errors.Is(err, ErrAudit) {
		t.Fatal(err)
	}
	if jobs, _, _ := s.jobs.List(t.Context(), clinic, job.Filter{Limit: 9}); len(jobs) != 0 || s.pool.ran("input") != 0 {
		t.Fatal("the job is there")
	}
	if s.faults[FaultAudit] != 1 {
		t.Fatal("the fault was not counted")
	}
}

func TestALargeJobIsNotPassedForEver(t *testing.T) {
	// Two small ones fit at once, or one large one. A small one ends when the next
	// has begun, so room for the large one comes only if it is kept.
	const smalls = 100
	pool := &scripted{}
	pool.room = func(c string) int {
		small, large := pool.busy[circuit], pool.busy["large"]
		if c == "large" {
			return 1 - small - large
		}
		return 2 - small - 2*large
	}
	var mu sync.Mutex
	last := make(chan struct{})
	pool.prove = func(context.Context, string, func(v1.ProofStage)) error {
		mu.Lock()
		close(last)
		next := make(chan struct{})
		last = next
		mu.Unlock()
		time.Sleep(2 * time.Millisecond) // so that all of them take longer than patience
		select {
		case <-next:
		case <-time.After(200 * time.Millisecond): // nothing begins any more
		}
		return nil
	}
	s := start(t, newDisk(t), pool, func(o *Options) { o.Limits.Patience = 20 * time.Millisecond })
	for i := range smalls {
		s.submit(submission("small", fmt.Sprint("small", i)))
		if i == smalls/10 {
			n := submission("large", "large")
			n.Circuit = "large"
			s.submit(n)
		}
	}
	eventually(t, "the large one has run", func() bool { return pool.ran("large") == 1 })
	pool.mu.Lock()
	defer pool.mu.Unlock()
	if n := len(pool.order); n > smalls*3/4 {
		t.Fatalf("%d of %d small ones passed it", n-1, smalls)
	}
}

func TestALargeJobWithoutAnyRoomHoldsUpNobody(t *testing.T) {
	s := start(t, newDisk(t), &scripted{room: func(c string) int {
		if c == "large" {
			return 0
		}
		return 1
	}}, func(o *Options) { o.Limits.Patience = time.Millisecond })
	n := submission("large", "large")
	n.Circuit = "large"
	s.submit(n)
	for i := range 20 {
		j := s.submit(submission("clinic", fmt.Sprint(i)))
		s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED)
	}
}

func TestAnEmptyAttestationIsNone(t *testing.T) {
	e := New(Options{Verify: func(_, _ []byte) error { return nil }})
	for _, att := range [][]byte{nil, make([]byte, maxAttestation+1)} {
		if e.verify([]byte("input"), att) == nil {
			t.Fatalf("accepted %d bytes", len(att))
		}
	}
	if err := e.verify([]byte("input"), []byte{1}); err != nil {
		t.Fatal(err)
	}
}
