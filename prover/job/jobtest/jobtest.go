// Package jobtest shows that a job.Store or a job.Queue keeps what the comments
// of the interface promise: each sentence is a test.
//
//	func TestKeepsTheContractOfAStore(t *testing.T) {
//		jobtest.Run(t, func(t *testing.T) job.Store { return openMine(t) })
//	}
//
// A store under test makes a job DEAD after MaxAttempts counted attempts. Run
// opens a few stores and uses tenants of its own in them. RunDurable closes and
// opens stores; RunQueue runs the tests of a queue.
//
// It does not test what cannot be seen through the interface: that inputs are
// sealed, that a crash loses nothing, that the disk is not filled.
package jobtest

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// MaxAttempts is how many counted attempts a store under test allows.
const MaxAttempts = 3

// atOnce is how many callers a test of concurrent calls has.
const atOnce = 64

// Short names of the states.
const (
	queued     = v1.ProofState_PROOF_STATE_QUEUED
	running    = v1.ProofState_PROOF_STATE_RUNNING
	cancelling = v1.ProofState_PROOF_STATE_CANCELLING
	succeeded  = v1.ProofState_PROOF_STATE_SUCCEEDED
	failed     = v1.ProofState_PROOF_STATE_FAILED
	cancelled  = v1.ProofState_PROOF_STATE_CANCELLED
	dead       = v1.ProofState_PROOF_STATE_DEAD
)

// start is the first time that a store under test is given.
var start = time.Date(2026, 3, 1, 12, 0, 0, 123456789, time.UTC)

// Run shows that a store keeps the contract of job.Store. Each store that open
// gives is empty, and allows MaxAttempts attempts.
func Run(t *testing.T, open func(t *testing.T) job.Store) {
	s := open(t)
	for _, c := range []struct {
		name string
		run  func(x *suite)
	}{
		{"CreateGivesAQueuedJobThatGetGives", (*suite).createAndGet},
		{"CreateWithAUsedKeyGivesTheEarlierJob", (*suite).idempotency},
		{"CreateWithAUsedKeyAndOtherContentIsAMismatch", (*suite).mismatch},
		{"CreateOfOneKeyAtOnceMakesOneJob", (*suite).createAtOnce},
		{"AKeyIsOfItsTenantAlone", (*suite).keyPerTenant},
		{"AKeyIsFreeAgainWhenItsJobIsDeleted", (*suite).keyAfterDelete},
		{"AForeignJobLooksLikeNone", (*suite).isolation},
		{"WhatIsNoIDNamesNoJob", (*suite).strangeIDs},
		{"ClaimGivesTheInputAndALease", (*suite).claim},
		{"ClaimAtOnceSucceedsOnce", (*suite).claimAtOnce},
		{"TokensGrowWithEveryClaim", (*suite).tokens},
		{"EveryMethodInEveryState", (*suite).diagram},
		{"ALeaseIsStaleAfterRetryCancelAndDelete", (*suite).stale},
		{"OneOfManyEndsOfAnAttemptSucceeds", (*suite).endsAtOnce},
		{"CountedRetriesEndInDead", (*suite).dead},
		{"ADrainIsNotCounted", (*suite).drain},
		{"ACancelledJobThatIsDoneSucceeds", (*suite).succeedWhileCancelling},
		{"RetryKeepsTheTimeToWaitUntil", (*suite).notBefore},
		{"AFinalJobHasItsTimesAndItsReason", (*suite).finals},
		{"OnlyGetGivesTheAttestation", (*suite).attestation},
		{"EventsAreDense", (*suite).events},
		{"EventsAreBounded", (*suite).manyEvents},
		{"ListIsNewestFirstAndPaged", (*suite).list},
		{"ListFilters", (*suite).filters},
		{"ListShowsAnOwnerItsOwn", (*suite).listIsolation},
		{"APageStaysWholeUnderInserts", (*suite).listUnderInserts},
		{"AForgedPageTokenIsRefused", (*suite).pageTokens},
		{"WatchWakesAfterEachChange", (*suite).watch},
		{"WatchNeverBlocksTheWriter", (*suite).slowWatcher},
		{"DeleteRemovesInEveryState", (*suite).deleteAny},
		{"EraseSubjectRemovesItsJobsAndNoOthers", (*suite).erase},
		{"EraseSubjectHoldsAgainstConcurrentWrites", (*suite).eraseAtOnce},
		{"AContextThatHasEndedEndsACall", (*suite).context},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&suite{T: t, s: s}) })
	}
	for _, c := range []struct {
		name string
		run  func(x *suite)
	}{
		{"SweepRemovesFinalJobsWhoseTimeHasCome", (*suite).sweep},
		{"RecoverSettlesWhatACrashBrokeOff", (*suite).recover},
		{"RecoverGivesAllQueuedJobsOldestFirst", (*suite).recoverOrder},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(&suite{T: t, s: open(t)}) })
	}
}

// suite is one test with helpers that end it.
type suite struct {
	*testing.T
	s job.Store
}

var tenants atomic.Int64

// tenant gives a name that no other test uses.
func tenant() string { return fmt.Sprintf("tenant-%d", tenants.Add(1)) }

func owner() job.Owner { return job.Owner{Tenant: tenant(), Subject: "subject"} }

// after gives a time after the start.
func after(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }

// whole is an owner that speaks for its tenant.
func whole(o job.Owner) job.Owner { return job.Owner{Tenant: o.Tenant} }

func order(o job.Owner, created time.Time) job.New {
	return job.New{
		Owner: o, Circuit: "small", Input: []byte("input of " + o.Tenant), Created: created, Deadline: created.Add(time.Hour),
	}
}

func (x *suite) must(err error) {
	x.Helper()
	if err != nil {
		x.Fatal(err)
	}
}

// fails wants an error that is another.
func (x *suite) fails(err, want error) {
	x.Helper()
	if !errors.Is(err, want) {
		x.Fatalf("error %v, want %v", err, want)
	}
}

func (x *suite) create(o job.Owner, created time.Time) job.Job {
	x.Helper()
	j, fresh, err := x.s.Create(x.Context(), order(o, created))
	x.must(err)
	if !fresh {
		x.Fatal("a job without a key was there before")
	}
	return j
}

func (x *suite) claimed(o job.Owner) (job.Job, job.Lease) {
	x.Helper()
	j := x.create(o, start)
	return j, x.claimAgain(j.ID)
}

func (x *suite) claimAgain(id job.ID) job.Lease {
	x.Helper()
	l, _, input, err := x.s.Claim(x.Context(), id, after(1), after(60))
	x.must(err)
	clear(input)
	return l
}

func (x *suite) get(o job.Owner, id job.ID) job.Job {
	x.Helper()
	j, err := x.s.Get(x.Context(), o, id)
	x.must(err)
	return j
}

func (x *suite) wants(o job.Owner, id job.ID, state v1.ProofState) job.Job {
	x.Helper()
	j := x.get(o, id)
	if j.State != state {
		x.Fatalf("the job is %v, want %v", j.State, state)
	}
	return j
}

// all lists everything of an owner, in pages.
func (x *suite) all(o job.Owner, f job.Filter) []job.Job {
	x.Helper()
	var out []job.Job
	for {
		jobs, next, err := x.s.List(x.Context(), o, f)
		x.must(err)
		out = append(out, jobs...)
		if next == "" {
			return out
		}
		f.Token = next
	}
}

// reach makes a job and takes it to a state. The lease is the last one, if there
// was one.
func (x *suite) reach(o job.Owner, state v1.ProofState) (job.Job, job.Lease) {
	x.Helper()
	ctx := x.Context()
	if state == queued {
		return x.create(o, start), job.Lease{}
	}
	j, l := x.claimed(o)
	switch state {
	case running:
	case cancelling, cancelled:
		_, err := x.s.Cancel(ctx, o, j.ID, after(2))
		x.must(err)
		if state == cancelled {
			x.must(x.s.Fail(ctx, l, v1.Reason_REASON_CANCELLED, after(3)))
		}
	case succeeded:
		x.must(x.s.Succeed(ctx, l, []byte("attestation"), after(2)))
	case failed:
		x.must(x.s.Fail(ctx, l, v1.Reason_REASON_CLAIM_FAILS, after(2)))
	case dead:
		for i := 1; i < MaxAttempts; i++ {
			_, err := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(2), after(2))
			x.must(err)
			l = x.claimAgain(j.ID)
		}
		_, err := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(2), after(2))
		x.must(err)
	}
	return x.wants(o, j.ID, state), l
}

func (x *suite) createAndGet() {
	o := owner()
	n := order(o, start)
	j, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if !fresh || len(j.ID) != len(job.NewID()) || j.State != queued || j.Attempts != 0 || j.Circuit != n.Circuit ||
		!j.Created.Equal(n.Created) || !j.Deadline.Equal(n.Deadline) || !j.Finished.IsZero() || !j.Expires.IsZero() {
		x.Fatalf("not a queued job: %+v", j)
	}
	if j.Owner != whole(o) {
		x.Fatalf("the owner of a read job is %+v, want the tenant alone", j.Owner)
	}
	for _, as := range []job.Owner{o, whole(o)} {
		if got := x.get(as, j.ID); fmt.Sprint(got) != fmt.Sprint(j) {
			x.Fatalf("read\n%+v, created\n%+v", got, j)
		}
	}
}

func (x *suite) idempotency() {
	o := owner()
	n := order(o, start)
	n.IdempotencyKey, n.Digest = "key", [32]byte{1}
	first, _, err := x.s.Create(x.Context(), n)
	x.must(err)
	n.Created, n.Deadline, n.Input = after(5), after(50), []byte("other")
	second, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if fresh || second.ID != first.ID || !second.Created.Equal(first.Created) {
		x.Fatal("a second job under one key")
	}
	// Whatever has become of it.
	l := x.claimAgain(first.ID)
	x.must(x.s.Succeed(x.Context(), l, []byte("attestation"), after(9)))
	third, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if fresh || third.ID != first.ID || third.State != succeeded {
		x.Fatal("the key of a finished job gave another one")
	}
	if n := len(x.all(o, job.Filter{Limit: 10})); n != 1 {
		x.Fatalf("%d jobs under one key", n)
	}
}

func (x *suite) mismatch() {
	n := order(owner(), start)
	n.IdempotencyKey, n.Digest = "key", [32]byte{1}
	_, _, err := x.s.Create(x.Context(), n)
	x.must(err)
	n.Digest[31]++
	_, fresh, err := x.s.Create(x.Context(), n)
	x.fails(err, job.ErrMismatch)
	if fresh {
		x.Fatal("a mismatch made a job")
	}
}

func (x *suite) createAtOnce() {
	o := owner()
	n := order(o, start)
	n.IdempotencyKey, n.Digest = "key", [32]byte{1}
	var fresh atomic.Int64
	ids := make([]job.ID, atOnce)
	x.together(atOnce, func(i int) error {
		j, created, err := x.s.Create(x.Context(), n)
		if created {
			fresh.Add(1)
		}
		ids[i] = j.ID
		return err
	})
	for _, id := range ids {
		if id != ids[0] || fresh.Load() != 1 {
			x.Fatalf("%d jobs of one key were created, of ids such as %s and %s", fresh.Load(), ids[0], id)
		}
	}
	if n := len(x.all(o, job.Filter{Limit: 10})); n != 1 {
		x.Fatalf("%d jobs of one key are there", n)
	}
}

func (x *suite) keyPerTenant() {
	ids := map[job.ID]bool{}
	for range 2 {
		n := order(owner(), start)
		n.IdempotencyKey = "key"
		j, fresh, err := x.s.Create(x.Context(), n)
		x.must(err)
		if !fresh {
			x.Fatal("the key of another tenant counted")
		}
		ids[j.ID] = true
	}
	if len(ids) != 2 {
		x.Fatal("two tenants share a job")
	}
}

func (x *suite) keyAfterDelete() {
	o := owner()
	n := order(o, start)
	n.IdempotencyKey = "key"
	first, _, err := x.s.Create(x.Context(), n)
	x.must(err)
	x.must(x.s.Delete(x.Context(), o, first.ID))
	second, fresh, err := x.s.Create(x.Context(), n)
	x.must(err)
	if !fresh || second.ID == first.ID {
		x.Fatal("the key of a deleted job is still taken")
	}
	// Deleting the first again must not free the key of the second.
	x.must(x.s.Delete(x.Context(), o, first.ID))
	if _, fresh, err = x.s.Create(x.Context(), n); err != nil || fresh {
		x.Fatalf("the key of the second job is free: %v", err)
	}
}
