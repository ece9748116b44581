package engine

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
)

var clinic = job.Owner{Tenant: "clinic"}

func TestAnotherTenantStopsNothing(t *testing.T) {
	s := start(t, newDisk(t), &scripted{prove: untilStopped})
	n := submission("clinic", "running")
	n.Owner.Subject = "patient"
	running, queued := s.submit(n), s.submit(submission("clinic", "queued"))
	s.await("clinic", running.ID, v1.ProofState_PROOF_STATE_RUNNING)
	for _, o := range []job.Owner{{Tenant: "study"}, {Tenant: "clinic", Subject: "somebody else"}} {
		for _, id := range []job.ID{running.ID, queued.ID} {
			if _, err := s.Cancel(t.Context(), o, id); !errors.Is(err, job.ErrNotFound) {
				t.Fatalf("cancel: %v", err)
			}
			if err := s.Delete(t.Context(), o, id); err != nil {
				t.Fatalf("delete of what is not there: %v", err)
			}
		}
		if o.Subject != "" {
			if err := s.Erase(t.Context(), o); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Erase(t.Context(), clinic); !errors.Is(err, ErrNoSubject) {
		t.Fatalf("erased a whole tenant: %v", err)
	}
	time.Sleep(2 * quick.Lease) // a heartbeat
	if state := s.get("clinic", running.ID).State; state != v1.ProofState_PROOF_STATE_RUNNING || s.Stats().Running != 1 {
		t.Fatalf("the attempt was stopped: %v", state)
	}
	if _, ok := s.Position(queued.ID); !ok {
		t.Fatal("the queued job has left the queue")
	}
	if kinds := s.kinds(running.ID); len(kinds) != 1 {
		t.Fatalf("audited %v", kinds)
	}
}

func TestCancelStopsAQueuedAndARunningJobWithin100Milliseconds(t *testing.T) {
	s := start(t, newDisk(t), &scripted{prove: untilStopped}, func(o *Options) { o.Limits.Lease = time.Hour })
	running, queued := s.submit(submission("clinic", "running")), s.submit(submission("clinic", "queued"))
	s.await("clinic", running.ID, v1.ProofState_PROOF_STATE_RUNNING)
	for _, id := range []job.ID{queued.ID, running.ID} {
		begin := time.Now()
		if _, err := s.Cancel(t.Context(), clinic, id); err != nil {
			t.Fatal(err)
		}
		s.await("clinic", id, v1.ProofState_PROOF_STATE_CANCELLED)
		if took := time.Since(begin); took > 100*time.Millisecond && !raceEnabled {
			t.Errorf("took %v", took)
		}
		if _, err := s.Cancel(t.Context(), clinic, id); err != nil { // again
			t.Fatal(err)
		}
		eventually(t, "one audit entry of the cancellation", func() bool {
			return slices.Equal(s.kinds(id), []audit.Kind{audit.ProofSubmitted, audit.ProofCancelled})
		})
	}
	if s.pool.ran("queued") != 0 {
		t.Fatal("a cancelled job was proved")
	}
}

func TestDeleteReturnsWhenNothingWorksOnTheJob(t *testing.T) {
	var working atomic.Int32
	s := start(t, newDisk(t), &scripted{prove: func(ctx context.Context, _ string, _ func(v1.ProofStage)) error {
		working.Add(1)
		defer working.Add(-1)
		<-ctx.Done()
		time.Sleep(20 * time.Millisecond) // a process takes its time to die
		return ctx.Err()
	}})
	running, queued := s.submit(submission("clinic", "running")), s.submit(submission("clinic", "queued"))
	s.await("clinic", running.ID, v1.ProofState_PROOF_STATE_RUNNING)
	eventually(t, "the proof has begun", func() bool { return working.Load() == 1 })
	for _, id := range []job.ID{queued.ID, running.ID, running.ID} {
		if err := s.Delete(t.Context(), clinic, id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.jobs.Get(t.Context(), clinic, id); !errors.Is(err, job.ErrNotFound) {
			t.Fatalf("it is still there: %v", err)
		}
		if kinds := s.kinds(id); !slices.Equal(kinds, []audit.Kind{audit.ProofSubmitted, audit.ProofDeleted}) {
			t.Fatalf("audited %v", kinds)
		}
	}
	if working.Load() != 0 || s.Stats().Queued != 0 {
		t.Fatalf("%d at work, %d queued", working.Load(), s.Stats().Queued)
	}
}

func TestEraseStopsAllJobsOfTheSubjectAndNoOther(t *testing.T) {
	var working atomic.Int32
	s := start(t, newDisk(t), &scripted{room: func(string) int { return 1 }, prove: func(ctx context.Context, _ string, _ func(v1.ProofStage)) error {
		working.Add(1)
		defer working.Add(-1)
		<-ctx.Done()
		return ctx.Err()
	}})
	patient := job.Owner{Tenant: "clinic", Subject: "patient"}
	var ids []job.ID
	for i := range 4 {
		n := submission("clinic", string(rune('a'+i)))
		n.Owner = patient
		ids = append(ids, s.submit(n).ID)
	}
	other := s.submit(submission("clinic", "other"))
	eventually(t, "all are at work", func() bool { return working.Load() == 5 })
	if err := s.Erase(t.Context(), patient); err != nil {
		t.Fatal(err)
	}
	if n := working.Load(); n != 1 {
		t.Fatalf("%d at work after the erasure", n)
	}
	for _, id := range ids {
		if _, err := s.jobs.Get(t.Context(), clinic, id); !errors.Is(err, job.ErrNotFound) {
			t.Fatal("still there")
		}
	}
	if state := s.get("clinic", other.ID).State; state != v1.ProofState_PROOF_STATE_RUNNING {
		t.Fatalf("the other's job is %v", state)
	}
	s.mu.Lock()
	last := s.audited[len(s.audited)-1]
	s.mu.Unlock()
	if last.Kind != audit.SubjectErased || last.Detail != "4" || last.Ref != "" {
		t.Fatalf("audited %+v", last)
	}
}

func TestTheDeadlineEndsQueuedAndRunningJobs(t *testing.T) {
	s := start(t, newDisk(t), &scripted{prove: untilStopped})
	var ids []job.ID
	deadline := time.Now().Add(300 * time.Millisecond)
	for _, input := range []string{"running", "queued"} {
		n := submission("clinic", input)
		n.Deadline = deadline
		ids = append(ids, s.submit(n).ID)
	}
	for _, id := range ids {
		j := s.await("clinic", id, v1.ProofState_PROOF_STATE_FAILED)
		if j.Failure != v1.Reason_REASON_DEADLINE_EXCEEDED {
			t.Fatal(j.Failure)
		}
		if j.Finished.Before(j.Deadline) || j.Finished.Sub(j.Deadline) > time.Second {
			t.Fatalf("ended %v after its deadline", j.Finished.Sub(j.Deadline))
		}
	}
	if s.pool.ran("queued") != 0 {
		t.Fatal("an overdue job was proved")
	}
}

func TestTheDeadlineEndsAJobThatNeverFindsRoom(t *testing.T) {
	s := start(t, newDisk(t), &scripted{room: func(string) int { return 0 }})
	n := submission("clinic", "queued")
	n.Deadline = time.Now().Add(50 * time.Millisecond)
	j := s.submit(n)
	if j := s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_FAILED); j.Failure != v1.Reason_REASON_DEADLINE_EXCEEDED {
		t.Fatal(j.Failure)
	}
	eventually(t, "an audit entry of the failure", func() bool {
		return slices.Equal(s.kinds(j.ID), []audit.Kind{audit.ProofSubmitted, audit.ProofFailed})
	})
}

func TestAClockSetForwardExpiresAndDoesNotHang(t *testing.T) {
	var set atomic.Int64
	s := start(t, newDisk(t), &scripted{prove: untilStopped}, func(o *Options) {
		o.Now = func() time.Time { return time.Now().Round(0).Add(time.Duration(set.Load())) }
	})
	running, queued := s.submit(submission("clinic", "running")), s.submit(submission("clinic", "queued"))
	s.await("clinic", running.ID, v1.ProofState_PROOF_STATE_RUNNING)
	set.Store(int64(-48 * time.Hour))
	time.Sleep(50 * time.Millisecond)
	if _, ok := s.Position(queued.ID); !ok {
		t.Fatal("a clock set back ended a job")
	}
	set.Store(int64(48 * time.Hour))
	for _, id := range []job.ID{running.ID, queued.ID} {
		if j := s.await("clinic", id, v1.ProofState_PROOF_STATE_FAILED); j.Failure != v1.Reason_REASON_DEADLINE_EXCEEDED {
			t.Fatal(j.Failure)
		}
	}
}

func TestNoDeadlineIsLaterThanTheLongestLife(t *testing.T) {
	s := start(t, newDisk(t), &scripted{prove: untilStopped}, func(o *Options) { o.Limits.Life = time.Hour })
	for _, asked := range []time.Time{{}, time.Now().Add(48 * time.Hour)} {
		n := submission("clinic", asked.String())
		n.Deadline = asked
		if j := s.submit(n); j.Deadline.Sub(j.Created) != time.Hour {
			t.Fatalf("lives %v", j.Deadline.Sub(j.Created))
		}
	}
}

func TestDrainLetsRunningProofsFinishAndTakesNoMore(t *testing.T) {
	d := newDisk(t)
	begun, release := make(chan struct{}), make(chan struct{})
	s := start(t, d, &scripted{prove: func(context.Context, string, func(v1.ProofStage)) error {
		close(begun)
		<-release
		return nil
	}})
	running, queued := s.submit(submission("clinic", "running")), s.submit(submission("clinic", "queued"))
	<-begun
	s.stop()
	eventually(t, "it is draining", func() bool { return s.Stats().Draining })
	if _, _, err := s.Submit(t.Context(), submission("clinic", "late")); !errors.Is(err, ErrDraining) {
		t.Fatalf("took a job while draining: %v", err)
	}
	j, created, err := s.Submit(t.Context(), submission("clinic", "queued"))
	if err != nil || created || j.ID != queued.ID {
		t.Fatalf("a repeated submission while draining: %v", err)
	}
	close(release)
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	s.ended <- nil
	if state := s.get("clinic", running.ID).State; state != v1.ProofState_PROOF_STATE_SUCCEEDED {
		t.Fatalf("the running proof is %v", state)
	}
	if j := s.get("clinic", queued.ID); j.State != v1.ProofState_PROOF_STATE_QUEUED || j.Attempts != 0 {
		t.Fatalf("the queued proof is %v after %d attempts", j.State, j.Attempts)
	}
}

func TestADrainThatTakesTooLongPutsProofsBackUncounted(t *testing.T) {
	for name, hurry := range map[string]bool{"after the grace time": false, "at once": true} {
		d := newDisk(t)
		s := start(t, d, &scripted{prove: untilStopped}, func(o *Options) {
			if o.Limits.Grace = 30 * time.Millisecond; hurry {
				o.Limits.Grace = time.Hour
			}
		})
		j := s.submit(submission("clinic", "input"))
		s.await("clinic", j.ID, v1.ProofState_PROOF_STATE_RUNNING)
		s.stop()
		if hurry {
			s.Requeue()
		}
		if err := <-s.ended; err != nil {
			t.Fatal(err)
		}
		s.ended <- nil
		if j := s.get("clinic", j.ID); j.State != v1.ProofState_PROOF_STATE_QUEUED || j.Attempts != 0 {
			t.Fatalf("%s: %v after %d attempts", name, j.State, j.Attempts)
		}
		s.close()
		next := start(t, d, &scripted{})
		if j := next.await("clinic", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED); j.Attempts != 1 {
			t.Fatalf("%s: %d attempts", name, j.Attempts)
		}
		next.close()
	}
}

func TestRunsOnceAndRefusesBefore(t *testing.T) {
	d := newDisk(t)
	st, closeStore := d.open(t)
	defer closeStore()
	e := New(Options{Store: st.Jobs(), Pool: &scripted{}})
	if _, _, err := e.Submit(t.Context(), submission("clinic", "early")); !errors.Is(err, ErrStarting) {
		t.Fatalf("took a job before it was ready: %v", err)
	}
	if err := e.Run(t.Context()); err == nil {
		t.Fatal("ran without a queue and without verifying")
	}
	s := start(t, newDisk(t), &scripted{})
	if err := s.Run(t.Context()); err == nil {
		t.Fatal("ran twice")
	}
}
