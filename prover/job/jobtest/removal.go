package jobtest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

func (x *suite) deleteAny() {
	o := owner()
	ctx := x.Context()
	for _, state := range []v1.ProofState{queued, running, cancelling, succeeded, failed, cancelled, dead} {
		j, _ := x.reach(o, state)
		x.must(x.s.Delete(ctx, o, j.ID))
		_, err := x.s.Get(ctx, o, j.ID)
		x.fails(err, job.ErrNotFound)
		_, _, _, err = x.s.Claim(ctx, j.ID, after(9), after(60))
		x.fails(err, job.ErrNotFound)
		x.fails(x.s.Expire(ctx, j.ID, after(9)), job.ErrNotFound)
		x.must(x.s.Delete(ctx, o, j.ID)) // removed already
	}
	if left := x.all(whole(o), job.Filter{Limit: 10}); len(left) != 0 {
		x.Fatalf("%d jobs are left", len(left))
	}
}

func (x *suite) erase() {
	ctx := x.Context()
	o := owner()
	others := []job.Owner{{Tenant: o.Tenant, Subject: "another"}, whole(o), {Tenant: tenant(), Subject: o.Subject}}
	var kept []job.ID
	for _, other := range others {
		kept = append(kept, x.create(other, start).ID)
	}
	open, erased := map[job.ID]bool{}, []job.ID(nil)
	for _, state := range []v1.ProofState{queued, running, cancelling, succeeded, failed, cancelled, dead} {
		j, _ := x.reach(o, state)
		erased = append(erased, j.ID)
		if !job.Final(state) {
			open[j.ID] = true
		}
	}
	n := order(o, start)
	n.IdempotencyKey = "key"
	j, _, err := x.s.Create(ctx, n)
	x.must(err)
	open[j.ID], erased = true, append(erased, j.ID)

	ids, err := x.s.EraseSubject(ctx, o)
	x.must(err)
	for _, id := range ids {
		if !open[id] {
			x.Error("an id that was final, or given twice")
		}
		delete(open, id)
	}
	if len(open) != 0 {
		x.Errorf("%d ids that were not final are missing", len(open))
	}
	for _, id := range erased {
		for _, who := range []job.Owner{o, whole(o)} {
			_, err := x.s.Get(ctx, who, id)
			x.fails(err, job.ErrNotFound)
		}
	}
	for i, id := range kept {
		x.wants(others[i], id, queued)
	}
	if left := x.all(whole(o), job.Filter{Limit: 10}); len(left) != 2 {
		x.Errorf("%d jobs of the tenant are left, want 2", len(left))
	}
	if ids, err := x.s.EraseSubject(ctx, o); err != nil || len(ids) != 0 {
		x.Errorf("erasing again: %d ids, %v", len(ids), err)
	}
	// The subject may come back, with nothing of before.
	again, fresh, err := x.s.Create(ctx, n)
	x.must(err)
	if !fresh || again.ID == j.ID {
		x.Error("an erased job is found by its key")
	}
	x.wants(o, again.ID, queued)
}

func (x *suite) eraseAtOnce() {
	ctx := x.Context()
	o := owner()
	stop := make(chan struct{})
	var acknowledged sync.Map
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				j, _, err := x.s.Create(ctx, order(o, start))
				if err != nil {
					x.Error(err)
					return
				}
				acknowledged.Store(j.ID, true)
				l, _, _, err := x.s.Claim(ctx, j.ID, after(1), after(60))
				if err == nil {
					err = x.s.Succeed(ctx, l, []byte("attestation"), after(2))
				}
				if err != nil && !errors.Is(err, job.ErrStale) && !errors.Is(err, job.ErrNotFound) {
					x.Error(err)
					return
				}
			}
		})
	}
	for range 5 {
		time.Sleep(10 * time.Millisecond)
		_, err := x.s.EraseSubject(ctx, o)
		x.must(err)
	}
	close(stop)
	writers.Wait()
	// What is listed is whole, and a last erasure leaves nothing.
	for _, j := range x.all(o, job.Filter{Limit: 50}) {
		x.get(o, j.ID)
	}
	_, err := x.s.EraseSubject(ctx, o)
	x.must(err)
	if left := x.all(o, job.Filter{Limit: 50}); len(left) != 0 {
		x.Errorf("%d jobs are left", len(left))
	}
	acknowledged.Range(func(id, _ any) bool {
		_, err := x.s.Get(ctx, o, id.(job.ID))
		x.fails(err, job.ErrNotFound)
		return true
	})
}

func (x *suite) sweep() {
	ctx := x.Context()
	o := owner()
	var last time.Time
	states := []v1.ProofState{succeeded, failed, cancelled, dead}
	for _, state := range states {
		j, _ := x.reach(o, state)
		if j.Expires.After(last) {
			last = j.Expires
		}
	}
	for _, state := range []v1.ProofState{queued, running, cancelling} {
		x.reach(o, state)
	}
	if n, err := x.s.Sweep(ctx, after(10), 100); err != nil || n != 0 {
		x.Fatalf("%d jobs were removed before their time, %v", n, err)
	}
	if n, err := x.s.Sweep(ctx, last, 3); err != nil || n != 3 {
		x.Fatalf("%d jobs were removed, want the limit of 3, %v", n, err)
	}
	if n, err := x.s.Sweep(ctx, last.Add(1000*time.Hour), 100); err != nil || n != 1 {
		x.Fatalf("%d jobs were removed, want the one that is left, %v", n, err)
	}
	if left := x.all(o, job.Filter{Limit: 2}); len(left) != 3 {
		x.Fatalf("%d jobs are left, want the 3 that are not final", len(left))
	}
	if left := x.all(o, job.Filter{Limit: 2, States: states}); len(left) != 0 {
		x.Fatalf("%d final jobs are left", len(left))
	}
}

func (x *suite) recover() {
	ctx := x.Context()
	o := owner()
	at := map[v1.ProofState]job.ID{}
	leases := map[v1.ProofState]job.Lease{}
	for _, state := range []v1.ProofState{queued, running, cancelling, succeeded, failed, cancelled, dead} {
		j, l := x.reach(o, state)
		at[state], leases[state] = j.ID, l
	}
	// One in its last attempt.
	spent, l := x.claimed(o)
	for i := 1; i < MaxAttempts; i++ {
		_, err := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(2), after(2))
		x.must(err)
		l = x.claimAgain(spent.ID)
	}
	var fleeting []job.ID
	for range 2 {
		n := order(o, start)
		n.Ephemeral = true
		j, _, err := x.s.Create(ctx, n)
		x.must(err)
		fleeting = append(fleeting, j.ID)
	}
	x.claimAgain(fleeting[0])

	refs := x.recovered(after(100))
	if len(refs) != 2 || refs[at[queued]].ID == "" || refs[at[running]].ID == "" {
		x.Fatalf("recovered %d jobs, want the one that was queued and the one that was running", len(refs))
	}
	if r := refs[at[queued]]; r.Tenant != o.Tenant || r.Circuit != "small" || !r.Deadline.Equal(start.Add(time.Hour)) {
		x.Errorf("the reference is %+v", r)
	}
	if r := refs[at[running]]; r.NotBefore.After(after(100)) {
		x.Error("a recovered job waits longer than until now")
	}
	for was, is := range map[v1.ProofState]v1.ProofState{
		queued: queued, running: queued, cancelling: cancelled, succeeded: succeeded, failed: failed, cancelled: cancelled, dead: dead,
	} {
		x.wants(o, at[was], is)
	}
	if got := x.get(o, at[running]); got.Attempts != 1 {
		x.Errorf("the attempt that broke off counts %d", got.Attempts)
	}
	if got := x.wants(o, spent.ID, dead); got.Failure == 0 {
		x.Error("a job that was given up has no reason")
	}
	for _, id := range fleeting {
		_, err := x.s.Get(ctx, o, id)
		x.fails(err, job.ErrNotFound)
	}
	_, err := x.s.Renew(ctx, leases[running], after(200))
	x.fails(err, job.ErrStale)
	x.claimAgain(at[running])
}

// recovered runs Recover and looks at the order.
func (x *suite) recovered(now time.Time) map[job.ID]job.Ref {
	x.Helper()
	refs := map[job.ID]job.Ref{}
	for r, err := range x.s.Recover(x.Context(), now) {
		x.must(err)
		if _, twice := refs[r.ID]; twice {
			x.Fatal("a job was recovered twice")
		}
		refs[r.ID] = r
		// The caller may use the store in between.
		if _, err := x.s.Get(x.Context(), job.Owner{Tenant: r.Tenant}, r.ID); err != nil {
			x.Fatal(err)
		}
	}
	return refs
}

func (x *suite) recoverOrder() {
	o := owner()
	want := map[job.ID]time.Time{}
	for i := range 50 {
		created := after((i * 37) % 50)
		want[x.create(o, created).ID] = created
	}
	var last time.Time
	var n atomic.Int64
	for r, err := range x.s.Recover(x.Context(), after(100)) {
		x.must(err)
		if created := want[r.ID]; created.Before(last) {
			x.Fatal("a newer job came before an older one")
		} else {
			last = created
		}
		n.Add(1)
	}
	if n.Load() != 50 {
		x.Fatalf("%d of 50 queued jobs were recovered", n.Load())
	}
	// Who has enough may stop.
	for r, err := range x.s.Recover(x.Context(), after(100)) {
		x.must(err)
		if r.ID == "" {
			x.Fatal("a reference without an id")
		}
		break
	}
}
