package jobtest

import (
	"fmt"
	"testing"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// RunDurable shows that what a store acknowledged is there after it was closed
// and opened again. open gives an empty store, and reopen the same store after a
// restart: a clean one, or one after a crash; what the last one gave is not used
// any more.
func RunDurable(t *testing.T, open func(t *testing.T) (s job.Store, reopen func() job.Store)) {
	for _, c := range []struct {
		name string
		run  func(x *suite, reopen func() job.Store)
	}{
		{"AJobOutlivesARestartInEveryState", (*suite).restart},
		{"AnIdempotencyKeyOutlivesARestart", (*suite).keyAfterRestart},
		{"ALeaseDoesNotOutliveRecover", (*suite).leaseAfterRestart},
		{"WhatWasRemovedStaysAwayForAHundredRestarts", (*suite).erasedAfterRestarts},
		{"APageTokenOutlivesARestart", (*suite).tokenAfterRestart},
		{"ACrashInEveryAttemptEndsInDead", (*suite).crashes},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, reopen := open(t)
			c.run(&suite{T: t, s: s}, reopen)
		})
	}
}

func (x *suite) restart(reopen func() job.Store) {
	o := owner()
	var before []job.Job
	for _, state := range []v1.ProofState{queued, running, cancelling, succeeded, failed, cancelled, dead} {
		j, _ := x.reach(o, state)
		before = append(before, j)
	}
	list := x.all(o, job.Filter{Limit: 3})
	x.s = reopen()
	for _, j := range before {
		if got := x.get(o, j.ID); fmt.Sprint(got) != fmt.Sprint(j) {
			x.Errorf("after the restart\n%+v, before\n%+v", got, j)
		}
	}
	if got := x.all(o, job.Filter{Limit: 3}); fmt.Sprint(got) != fmt.Sprint(list) {
		x.Error("the list is another one after a restart")
	}
	_, _, input, err := x.s.Claim(x.Context(), before[0].ID, after(50), after(60))
	x.must(err)
	if string(input) != string(order(o, start).Input) {
		x.Error("the input is another one after a restart")
	}
}

func (x *suite) keyAfterRestart(reopen func() job.Store) {
	n := order(owner(), start)
	n.IdempotencyKey, n.Digest = "key", [32]byte{7}
	first, _, err := x.s.Create(x.Context(), n)
	x.must(err)
	x.s = reopen()
	second, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if fresh || second.ID != first.ID {
		x.Fatal("a key was forgotten")
	}
	n.Digest[0]++
	_, _, err = x.s.Create(x.Context(), n)
	x.fails(err, job.ErrMismatch)
}

func (x *suite) leaseAfterRestart(reopen func() job.Store) {
	o := owner()
	j, old := x.claimed(o)
	x.s = reopen()
	if refs := x.recovered(after(10)); len(refs) != 1 || refs[j.ID].ID != j.ID {
		x.Fatal("the attempt that was broken off is not recovered")
	}
	present := x.claimAgain(j.ID)
	if present.Token <= old.Token {
		x.Fatal("tokens begin anew after a restart")
	}
	x.fails(x.s.Succeed(x.Context(), old, []byte("late"), after(20)), job.ErrStale)
	x.must(x.s.Succeed(x.Context(), present, []byte("right"), after(20)))
}

func (x *suite) erasedAfterRestarts(reopen func() job.Store) {
	erased, deleted, kept := owner(), owner(), owner()
	ctx := x.Context()
	var gone []job.ID
	for range 3 {
		gone = append(gone, x.create(erased, start).ID)
		j, _ := x.reach(deleted, succeeded)
		x.must(x.s.Delete(ctx, deleted, j.ID))
		gone = append(gone, j.ID)
	}
	stays := x.create(kept, start)
	_, err := x.s.EraseSubject(ctx, erased)
	x.must(err)
	restarts := 100
	if testing.Short() {
		restarts = 3
	}
	for range restarts {
		x.s = reopen()
		for _, id := range gone {
			for _, who := range []job.Owner{erased, deleted, whole(erased), whole(deleted)} {
				_, err := x.s.Get(ctx, who, id)
				x.fails(err, job.ErrNotFound)
			}
		}
		for _, who := range []job.Owner{erased, deleted, whole(erased), whole(deleted)} {
			if n := len(x.all(who, job.Filter{Limit: 5})); n != 0 {
				x.Fatalf("%d removed jobs are listed", n)
			}
		}
		if refs := x.recovered(after(100)); len(refs) != 1 || refs[stays.ID].ID == "" {
			x.Fatalf("%d jobs are recovered, want the one that stays", len(refs))
		}
	}
}

func (x *suite) tokenAfterRestart(reopen func() job.Store) {
	o := owner()
	for i := range 3 {
		x.create(o, after(i))
	}
	_, token, err := x.s.List(x.Context(), o, job.Filter{Limit: 1})
	x.must(err)
	x.s = reopen()
	rest, _, err := x.s.List(x.Context(), o, job.Filter{Limit: 5, Token: token})
	x.must(err)
	if len(rest) != 2 {
		x.Fatalf("%d jobs after the first of three", len(rest))
	}
}

func (x *suite) crashes(reopen func() job.Store) {
	o := owner()
	j := x.create(o, start)
	for attempt := 1; attempt <= MaxAttempts; attempt++ {
		x.claimAgain(j.ID)
		x.s = reopen()
		refs := x.recovered(after(attempt))
		if again := len(refs) == 1; again == (attempt == MaxAttempts) {
			x.Fatalf("after crash %d there are %d jobs to do", attempt, len(refs))
		}
	}
	x.wants(o, j.ID, dead)
}
