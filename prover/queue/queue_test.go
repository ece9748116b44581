package queue

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"vitalproof/prover/job"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func ref(tenant string, n int) job.Ref {
	return job.Ref{ID: job.ID(fmt.Sprintf("%s-%d", tenant, n)), Tenant: tenant, Circuit: "small"}
}

func anything(job.Ref) bool { return true }

func push(t testing.TB, q *Queue, refs ...job.Ref) {
	t.Helper()
	for _, r := range refs {
		if err := q.Push(r); err != nil {
			t.Fatal(err)
		}
	}
}

// take gives a job that can be had without waiting, or "".
func take(q *Queue, fits func(job.Ref) bool) job.ID {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	r, err := q.Take(ctx, fits)
	if err != nil {
		return ""
	}
	return r.ID
}

func TestGivesATenantWithTenTimesTheJobsNoMoreTime(t *testing.T) {
	q := New(time.Now)
	const tenants, jobs = 50, 40
	for i := range tenants {
		n := jobs
		if i == 0 {
			n *= 10
		}
		for j := range n {
			push(t, q, ref(fmt.Sprint("tenant", i), j))
		}
	}
	// Every tenant still has work all the while: half of what the small ones have.
	spent := make(map[string]time.Duration)
	rng := rand.New(rand.NewSource(1))
	for range tenants * jobs / 2 {
		r, err := q.Take(t.Context(), anything)
		if err != nil {
			t.Fatal(err)
		}
		cost := time.Duration(500+rng.Intn(1000)) * time.Millisecond
		spent[r.Tenant] += cost
		q.Charge(r.Tenant, cost)
	}
	var all time.Duration
	for _, s := range spent {
		all += s
	}
	mean := all / tenants
	for tenant, s := range spent {
		if s < mean*8/10 || s > mean*12/10 {
			t.Errorf("%s got %v, the mean is %v", tenant, s, mean)
		}
	}
}

func TestSharesTimeNotTurns(t *testing.T) {
	q := New(time.Now)
	for j := range 400 {
		push(t, q, ref("long", j), ref("short", j))
	}
	turns := make(map[string]int)
	for range 400 {
		r, err := q.Take(t.Context(), anything)
		if err != nil {
			t.Fatal(err)
		}
		turns[r.Tenant]++
		q.Charge(r.Tenant, map[string]time.Duration{"long": 3 * time.Second, "short": time.Second}[r.Tenant])
	}
	if turns["short"] < 295 || turns["short"] > 305 {
		t.Fatalf("the tenant with jobs of a third of the length got %d of 400 turns, want 300", turns["short"])
	}
}

func TestDoesNotFillAllWorkersFromOneTenantBeforeTheFirstCharge(t *testing.T) {
	q := New(time.Now)
	for j := range 8 {
		push(t, q, ref("a", j))
	}
	for j := range 8 {
		push(t, q, ref("b", j))
	}
	turns := make(map[string]int)
	for range 8 {
		r, _ := q.Take(t.Context(), anything)
		turns[r.Tenant]++
	}
	if turns["a"] != 4 || turns["b"] != 4 {
		t.Fatalf("8 workers went to %v", turns)
	}
}

func TestSavesUpNoCreditWhileAway(t *testing.T) {
	q := New(time.Now)
	for j := range 300 {
		push(t, q, ref("busy", j))
	}
	push(t, q, ref("resting", 0))
	for range 101 {
		r, _ := q.Take(t.Context(), anything)
		q.Charge(r.Tenant, time.Second)
	}
	for j := range 100 {
		push(t, q, ref("resting", 1+j))
	}
	turns := make(map[string]int)
	for range 20 {
		r, _ := q.Take(t.Context(), anything)
		turns[r.Tenant]++
		q.Charge(r.Tenant, time.Second)
	}
	if turns["busy"] < 9 {
		t.Fatalf("after 100 s away a tenant took %d of 20 turns", turns["resting"])
	}
}

func TestOldDebtEndsWhenNobodyWorks(t *testing.T) {
	q := New(time.Now)
	push(t, q, ref("a", 0))
	_, _ = q.Take(t.Context(), anything)
	q.Charge("a", time.Hour)
	if len(q.tenants) != 0 {
		t.Fatalf("%d tenants are remembered by an idle queue", len(q.tenants))
	}
	for j := range 10 {
		push(t, q, ref("a", 1+j), ref("b", j))
	}
	turns := make(map[string]int)
	for range 10 {
		r, _ := q.Take(t.Context(), anything)
		turns[r.Tenant]++
		q.Charge(r.Tenant, time.Second)
	}
	if turns["a"] != 5 {
		t.Fatalf("turns after an idle hour: %v", turns)
	}
}

func TestIsFirstInFirstOutWithinATenant(t *testing.T) {
	q := New(time.Now)
	for j := range 200 {
		push(t, q, ref("a", j))
	}
	for j := range 200 {
		if got := take(q, anything); got != ref("a", j).ID {
			t.Fatalf("%d. was %s", j, got)
		}
	}
}

func TestWhatDoesNotFitHoldsUpNobody(t *testing.T) {
	q := New(time.Now)
	large := ref("a", 0)
	large.Circuit = "large"
	push(t, q, large, ref("a", 1), ref("b", 0))
	small := func(r job.Ref) bool { return r.Circuit == "small" }
	if got := take(q, small); got != "a-1" {
		t.Fatalf("took %q, want the job behind the one that does not fit", got)
	}
	if got := take(q, small); got != "b-0" {
		t.Fatalf("took %q, want the other tenant's", got)
	}
	if got := take(q, small); got != "" {
		t.Fatalf("took %q, which does not fit", got)
	}
	if got := take(q, anything); got != "a-0" {
		t.Fatalf("took %q, want the one left", got)
	}
}

func TestWhatIsNotDueHoldsUpNobodyAndComesWhenItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(time.Now)
		defer q.Close()
		begin := time.Now()
		waiting := ref("a", 0)
		waiting.NotBefore = begin.Add(90 * time.Second)
		push(t, q, waiting, ref("a", 1))
		if !q.Oldest().Equal(begin) {
			t.Errorf("oldest since %v, want %v", q.Oldest(), begin)
		}
		if got := take(q, anything); got != "a-1" {
			t.Fatalf("took %q", got)
		}
		if !q.Oldest().IsZero() {
			t.Error("a job that is not due has an age")
		}
		r, err := q.Take(t.Context(), anything)
		if err != nil || r.ID != "a-0" {
			t.Fatal(r.ID, err)
		}
		if late := time.Since(waiting.NotBefore); late < 0 || late > time.Second {
			t.Fatalf("taken %v after it was due", late)
		}
	})
}

func TestAClockSetForwardWakesAWaitingTake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var set time.Duration
		q := New(func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(set)
		})
		defer q.Close()
		r := ref("a", 0)
		r.NotBefore = time.Now().Round(0).Add(time.Hour) // without the monotonic reading, as from a store
		push(t, q, r)
		go func() {
			time.Sleep(10 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			set = 2 * time.Hour
		}()
		begin := time.Now()
		if _, err := q.Take(t.Context(), anything); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took < 10*time.Second || took > 12*time.Second {
			t.Fatalf("waited %v", took)
		}
	})
}

func TestAsksAgainOnKickAndPush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := New(time.Now)
		defer q.Close()
		push(t, q, ref("a", 0))
		room := false
		got := make(chan job.ID, 3)
		for range 3 {
			go func() {
				r, _ := q.Take(t.Context(), func(job.Ref) bool { return room })
				got <- r.ID
			}()
		}
		synctest.Wait()
		room = true
		q.Kick()
		if id := <-got; id != "a-0" {
			t.Fatalf("took %q", id)
		}
		push(t, q, ref("a", 1))
		if id := <-got; id != "a-1" {
			t.Fatalf("took %q", id)
		}
		room = false
		push(t, q, ref("a", 2))
		synctest.Wait()
		room = true
		push(t, q, ref("a", 3))
		if id := <-got; id != "a-2" {
			t.Fatalf("took %q, want the first in line", id)
		}
	})
}

func TestATakeThatGivesUpLosesNoJob(t *testing.T) {
	q := New(time.Now)
	const jobs = 2000
	taken := make(chan job.ID, jobs+8)
	stop, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for stop.Err() == nil {
				ctx, done := context.WithTimeout(stop, 50*time.Microsecond)
				if r, err := q.Take(ctx, anything); err == nil {
					taken <- r.ID
				}
				done()
			}
		})
	}
	for j := range jobs {
		push(t, q, ref("a", j))
	}
	seen := make(map[job.ID]bool)
	for range jobs {
		id := <-taken
		if seen[id] {
			t.Fatalf("%s was given out twice", id)
		}
		seen[id] = true
	}
	cancel()
	wg.Wait()
	if len(taken) != 0 {
		t.Fatal("more jobs came out than went in")
	}
}

func TestCountsThoseBefore(t *testing.T) {
	q := New(time.Now)
	rng := rand.New(rand.NewSource(2))
	var line []job.ID
	for j := range 3000 {
		switch {
		case len(line) > 0 && rng.Intn(5) < 2:
			i := rng.Intn(len(line))
			if !q.Remove(line[i]) || q.Remove(line[i]) {
				t.Fatal("remove must report whether the job was there")
			}
			line = slices.Delete(line, i, i+1)
		default:
			r := ref("a", j)
			push(t, q, r, ref("b", j))
			line = append(line, r.ID)
		}
		if j%50 == 0 {
			for i, id := range line {
				if got, ok := q.Position(id); !ok || got != i {
					t.Fatalf("step %d: position %d of %s, want %d", j, got, id, i)
				}
			}
		}
	}
	of, all := q.Len("a")
	if _, b := q.Len("nobody"); of != len(line) || all != b {
		t.Fatalf("counts %d, want %d", of, len(line))
	}
	if _, ok := q.Position("unknown"); ok {
		t.Fatal("gave a position to what is not there")
	}
}

func TestPushingTwiceChangesNothing(t *testing.T) {
	q := New(time.Now)
	push(t, q, ref("a", 0), ref("a", 1), ref("a", 0))
	if _, all := q.Len("a"); all != 2 {
		t.Fatalf("%d jobs of 2", all)
	}
	if at, _ := q.Position("a-0"); at != 0 {
		t.Fatalf("moved to %d", at)
	}
}

func TestTakesOutWhatIsOverdue(t *testing.T) {
	q := New(time.Now)
	now := time.Now()
	for j := range 10 {
		r := ref("a", j)
		r.Deadline = now.Add(time.Duration(j) * time.Second)
		r.NotBefore = now.Add(time.Duration(j%2) * time.Hour)
		push(t, q, r)
	}
	push(t, q, ref("a", 10)) // none
	refs := q.Overdue(now.Add(4 * time.Second))
	var ids []job.ID
	for _, r := range refs {
		ids = append(ids, r.ID)
	}
	if want := []job.ID{"a-0", "a-1", "a-2", "a-3", "a-4"}; !slices.Equal(ids, want) {
		t.Fatalf("overdue: %v", ids)
	}
	if got := take(q, anything); got != "a-6" {
		t.Fatalf("took %q", got)
	}
	if at, _ := q.Position("a-10"); at != 4 {
		t.Fatalf("position %d, want behind 5, 7, 8 and 9", at)
	}
}

func TestCloseEndsWaitingTakes(t *testing.T) {
	q := New(time.Now)
	failed := make(chan error)
	for range 2 {
		go func() {
			_, err := q.Take(t.Context(), anything)
			failed <- err
		}()
	}
	time.Sleep(5 * time.Millisecond)
	q.Close()
	q.Close()
	for range 2 {
		if err := <-failed; !errors.Is(err, job.ErrClosed) {
			t.Fatal(err)
		}
	}
	if err := q.Push(ref("a", 0)); !errors.Is(err, job.ErrClosed) {
		t.Fatal(err)
	}
	if _, err := q.Take(t.Context(), anything); !errors.Is(err, job.ErrClosed) {
		t.Fatal(err)
	}
}

func TestMemoryFollowsTheWork(t *testing.T) {
	q := New(time.Now)
	push(t, q, ref("stays", 0), ref("stays", 1))
	for j := range 20_000 {
		r := ref(fmt.Sprint("tenant", j), j)
		push(t, q, r)
		if j%2 == 0 {
			q.Remove(r.ID)
		} else if r, err := q.Take(t.Context(), func(r job.Ref) bool { return r.Tenant != "stays" }); err == nil {
			q.Charge(r.Tenant, 0)
		}
	}
	if len(q.tenants) > 3*idleTenants || len(q.entries) != 2 {
		t.Fatalf("%d tenants and %d jobs are remembered, of 1 and 2", len(q.tenants), len(q.entries))
	}
	for j := range 100_000 {
		r := ref("stays", 2+j)
		push(t, q, r)
		q.Remove(r.ID)
	}
	if n := len(q.tenants["stays"].line.places); n > 4*sparse {
		t.Fatalf("a line of 2 jobs has %d places", n)
	}
}

func TestHundredThousandJobsOfFiftyTenantsPassInASecond(t *testing.T) {
	const jobs, tenants = 100_000, 50
	refs := make([]job.Ref, jobs)
	for j := range refs {
		refs[j] = ref(fmt.Sprint("tenant", j%tenants), j)
		refs[j].Deadline = time.Now().Add(time.Duration(j%977) * time.Hour)
	}
	q := New(time.Now)
	begin := time.Now()
	push(t, q, refs...)
	seen := make(map[job.ID]bool, jobs)
	for range jobs {
		r, err := q.Take(t.Context(), anything)
		if err != nil {
			t.Fatal(err)
		}
		seen[r.ID] = true
		q.Charge(r.Tenant, time.Second)
	}
	took := time.Since(begin)
	if len(seen) != jobs {
		t.Fatalf("%d of %d came out", len(seen), jobs)
	}
	if took > time.Second && !raceEnabled {
		t.Fatalf("took %v", took)
	}
	t.Logf("%v for %d jobs", took, jobs)
}
