package jobtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vitalproof/prover/job"
)

const (
	// fairTenants and fairShare are the promise: so many tenants with unequal loads
	// get the same time within so much.
	fairTenants = 50
	fairShare   = 0.20
	// moment is how long something that must not happen is waited for, and patience
	// for something that must.
	moment   = 30 * time.Millisecond
	patience = 10 * time.Second
)

// RunQueue shows that a queue keeps the contract of job.Queue. open gives an
// empty queue with a clock.
func RunQueue(t *testing.T, open func(now func() time.Time) job.Queue) {
	for _, c := range []struct {
		name string
		run  func(x *line)
	}{
		{"EachTenantHasAnEqualShareOfTheTime", (*line).fair},
		{"FirstComeFirstServedWithinATenant", (*line).order},
		{"AJobThatDoesNotFitHoldsUpNoOther", (*line).passes},
		{"ARetryWaitsForItsTimeAndHoldsUpNoOther", (*line).waits},
		{"AWaitingTakeSeesAJobFallDue", (*line).fallsDue},
		{"AWaitingTakeSeesAPush", (*line).pushWakes},
		{"KickAsksAgain", (*line).kick},
		{"TakeEndsWithItsContext", (*line).context},
		{"OverdueTakesOutWhatHasNoTimeLeft", (*line).overdue},
		{"PositionCountsThoseBefore", (*line).position},
		{"RemoveTakesAJobOut", (*line).remove},
		{"AddingOneThatIsThereChangesNothing", (*line).twice},
		{"LenCountsOneTenantAndAll", (*line).len},
		{"OldestIsTheLongestWait", (*line).oldest},
		{"CloseEndsEveryTake", (*line).close},
		{"EachJobIsTakenOnce", (*line).once},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := &line{T: t}
			x.at.Store(start.UnixNano())
			x.q = open(func() time.Time { return time.Unix(0, x.at.Load()) })
			t.Cleanup(x.q.Close)
			x.open = open
			c.run(x)
		})
	}
}

// line is one test of a queue with a clock that stands still.
type line struct {
	*testing.T
	q    job.Queue
	at   atomic.Int64
	open func(now func() time.Time) job.Queue
}

func (x *line) move(d time.Duration) { x.at.Add(int64(d)) }

func ref(tenant string, n int) job.Ref {
	return job.Ref{ID: job.ID(fmt.Sprintf("%s-%04d", tenant, n)), Tenant: tenant, Circuit: "small", Deadline: after(3600)}
}

func anything(job.Ref) bool { return true }

func (x *line) push(refs ...job.Ref) {
	x.Helper()
	for _, r := range refs {
		if err := x.q.Push(r); err != nil {
			x.Fatal(err)
		}
	}
}

func (x *line) take(fits func(job.Ref) bool) job.Ref {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.Context(), patience)
	defer cancel()
	r, err := x.q.Take(ctx, fits)
	if err != nil {
		x.Fatal(err)
	}
	return r
}

func (x *line) nothing(fits func(job.Ref) bool) {
	x.Helper()
	ctx, cancel := context.WithTimeout(x.Context(), moment)
	defer cancel()
	if r, err := x.q.Take(ctx, fits); !errors.Is(err, context.DeadlineExceeded) {
		x.Fatalf("took %s, %v; want nothing", r.ID, err)
	}
}

// waiting starts a Take and gives where its outcome will be.
func (x *line) waiting(fits func(job.Ref) bool) <-chan job.Ref {
	out := make(chan job.Ref, 1)
	begun := make(chan struct{})
	ctx, cancel := context.WithTimeout(x.Context(), patience)
	x.Cleanup(cancel)
	go func() {
		defer close(out)
		close(begun)
		if r, err := x.q.Take(ctx, fits); err == nil {
			out <- r
		}
	}()
	<-begun
	time.Sleep(moment)
	return out
}

func (x *line) fair() {
	left := map[string]int{}
	for i := range fairTenants {
		name, jobs := fmt.Sprintf("t%02d", i), 40
		if i%10 == 0 {
			jobs = 400
		}
		for n := range jobs {
			x.push(ref(name, n))
		}
		left[name] = jobs
	}
	// As long as every tenant has work; jobs take from half to twice the mean, and
	// those of a tenant alike.
	spent := map[string]time.Duration{}
	var all time.Duration
	for turn := 0; ; turn++ {
		r := x.take(anything)
		cost := time.Duration(500+50*(int(r.ID[1]-'0')*10+int(r.ID[2]-'0'))%1500) * time.Millisecond
		x.q.Charge(r.Tenant, cost)
		spent[r.Tenant] += cost
		all += cost
		if left[r.Tenant]--; left[r.Tenant] == 0 {
			break
		}
	}
	mean := float64(all) / fairTenants
	for name := range left {
		if share := float64(spent[name]) / mean; share < 1-fairShare || share > 1+fairShare {
			x.Errorf("%s had %.2f of a fair share", name, share)
		}
	}
}

func (x *line) order() {
	for n := range 100 {
		x.push(ref("a", n), ref("b", n))
	}
	next := map[string]int{}
	for range 200 {
		r := x.take(anything)
		if r != ref(r.Tenant, next[r.Tenant]) {
			x.Fatalf("took %s, want number %d", r.ID, next[r.Tenant])
		}
		next[r.Tenant]++
		x.q.Charge(r.Tenant, time.Second)
	}
}

func (x *line) passes() {
	large := ref("a", 0)
	large.Circuit = "large"
	x.push(large, ref("a", 1), ref("b", 0))
	fits := func(r job.Ref) bool { return r.Circuit != "large" }
	taken := []job.ID{x.take(fits).ID, x.take(fits).ID}
	slices.Sort(taken)
	if !slices.Equal(taken, []job.ID{ref("a", 1).ID, ref("b", 0).ID}) {
		x.Fatalf("took %v past one that does not fit", taken)
	}
	x.nothing(fits)
	if r := x.take(anything); r.ID != large.ID {
		x.Fatalf("took %s, want the one that was passed", r.ID)
	}
}

func (x *line) waits() {
	later := ref("a", 0)
	later.NotBefore = after(60)
	x.push(later, ref("a", 1))
	if r := x.take(anything); r.ID != ref("a", 1).ID {
		x.Fatalf("took %s, which is not due", r.ID)
	}
	x.nothing(anything)
	x.move(61 * time.Second)
	x.q.Kick()
	if r := x.take(anything); r.ID != later.ID || !r.NotBefore.Equal(later.NotBefore) {
		x.Fatalf("took %+v, want the one that is due now", r)
	}
}

func (x *line) fallsDue() {
	x.q = x.open(time.Now)
	x.Cleanup(x.q.Close)
	soon := ref("a", 0)
	soon.NotBefore = time.Now().Add(3 * moment)
	soon.Deadline = time.Now().Add(time.Hour)
	x.push(soon)
	if r := x.take(anything); r.ID != soon.ID || time.Now().Before(soon.NotBefore) {
		x.Fatal("taken before its time")
	}
}

func (x *line) pushWakes() {
	got := x.waiting(anything)
	x.push(ref("a", 0))
	if r := <-got; r.ID != ref("a", 0).ID {
		x.Fatal("a waiting Take did not see a push")
	}
	x.nothing(anything)
}

func (x *line) kick() {
	var room atomic.Bool
	x.push(ref("a", 0))
	got := x.waiting(func(job.Ref) bool { return room.Load() })
	room.Store(true)
	select {
	case <-got:
		x.Fatal("asked again without a reason")
	default:
	}
	x.q.Kick()
	if r := <-got; r.ID != ref("a", 0).ID {
		x.Fatal("nobody asked again")
	}
}

func (x *line) context() {
	ctx, cancel := context.WithCancel(x.Context())
	cancel()
	if _, err := x.q.Take(ctx, anything); !errors.Is(err, context.Canceled) {
		x.Fatalf("error %v, want the context's", err)
	}
	x.nothing(anything)
	x.push(ref("a", 0))
	x.take(anything) // a Take that gave up took nothing
}

func (x *line) overdue() {
	soon, later := ref("a", 0), ref("a", 1)
	soon.Deadline, later.Deadline = after(10), after(100)
	blocked := ref("b", 0)
	blocked.Deadline, blocked.NotBefore = after(10), after(90)
	x.push(soon, later, blocked)
	if early := x.q.Overdue(after(9)); len(early) != 0 {
		x.Fatalf("%d jobs are overdue before their deadline", len(early))
	}
	ids := map[job.ID]bool{}
	for _, r := range x.q.Overdue(after(11)) {
		ids[r.ID] = true
	}
	if len(ids) != 2 || !ids[soon.ID] || !ids[blocked.ID] {
		x.Fatalf("overdue are %v", ids)
	}
	if r := x.take(anything); r.ID != later.ID {
		x.Fatalf("took %s, which was overdue", r.ID)
	}
	if again := x.q.Overdue(after(11)); len(again) != 0 {
		x.Fatal("overdue twice")
	}
}

func (x *line) position() {
	for n := range 5 {
		x.push(ref("a", n), ref("b", n))
	}
	for n := range 5 {
		if p, ok := x.q.Position(ref("a", n).ID); !ok || p != n {
			x.Fatalf("position %d, %t of number %d", p, ok, n)
		}
	}
	x.q.Remove(ref("a", 1).ID)
	if p, ok := x.q.Position(ref("a", 4).ID); !ok || p != 3 {
		x.Fatalf("position %d, %t after one before was removed", p, ok)
	}
	if _, ok := x.q.Position(ref("a", 1).ID); ok {
		x.Fatal("a removed job has a position")
	}
}

func (x *line) remove() {
	x.push(ref("a", 0), ref("a", 1))
	if !x.q.Remove(ref("a", 0).ID) || x.q.Remove(ref("a", 0).ID) || x.q.Remove("nobody") {
		x.Fatal("Remove does not tell whether a job was there")
	}
	if r := x.take(anything); r.ID != ref("a", 1).ID {
		x.Fatal("a removed job was taken")
	}
	if x.q.Remove(ref("a", 1).ID) {
		x.Fatal("a taken job was removed")
	}
	x.push(ref("a", 0)) // and may come back
	x.take(anything)
}

func (x *line) twice() {
	x.push(ref("a", 0), ref("a", 1), ref("a", 0))
	if of, all := x.q.Len("a"); of != 2 || all != 2 {
		x.Fatalf("%d of %d jobs after one was pushed twice", of, all)
	}
	if x.take(anything).ID != ref("a", 0).ID || x.take(anything).ID != ref("a", 1).ID {
		x.Fatal("pushing a job again moved it")
	}
	x.nothing(anything)
}

func (x *line) len() {
	x.push(ref("a", 0), ref("a", 1), ref("b", 0))
	check := func(tenant string, wantOf, wantAll int) {
		x.Helper()
		if of, all := x.q.Len(tenant); of != wantOf || all != wantAll {
			x.Fatalf("%d of %d jobs, want %d of %d", of, all, wantOf, wantAll)
		}
	}
	check("a", 2, 3)
	check("b", 1, 3)
	check("nobody", 0, 3)
	x.take(anything)
	x.q.Overdue(after(9999))
	check("a", 0, 0)
}

func (x *line) oldest() {
	if !x.q.Oldest().IsZero() {
		x.Fatal("an empty queue has an oldest job")
	}
	x.push(ref("a", 0))
	x.move(time.Minute)
	x.push(ref("b", 0))
	if got := x.q.Oldest(); !got.Equal(start) {
		x.Fatalf("the oldest is due since %v, want %v", got, start)
	}
	x.q.Remove(ref("a", 0).ID)
	if got := x.q.Oldest(); !got.Equal(after(60)) {
		x.Fatalf("the oldest is due since %v, want %v", got, after(60))
	}
}

func (x *line) close() {
	var ended sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		ended.Go(func() { _, errs[i] = x.q.Take(x.Context(), anything) })
	}
	time.Sleep(moment)
	x.q.Close()
	ended.Wait()
	_, late := x.q.Take(x.Context(), anything)
	for _, err := range append(errs, late, x.q.Push(ref("a", 0))) {
		if !errors.Is(err, job.ErrClosed) {
			x.Fatalf("error %v, want %v", err, job.ErrClosed)
		}
	}
	x.q.Close() // twice does no harm
}
