package jobtest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

func (x *suite) list() {
	o := owner()
	var want []job.ID
	for i := range 23 {
		// Some of the same moment, one from before 1970, and not in order.
		created := after(i / 2 * (1 - 2*(i%2)))
		if i == 7 {
			created = time.Unix(-1000, 0)
		}
		want = append(want, x.create(o, created).ID)
	}
	all := x.all(o, job.Filter{Limit: 100})
	if len(all) != len(want) {
		x.Fatalf("%d jobs, want %d", len(all), len(want))
	}
	for i := 1; i < len(all); i++ {
		if all[i].Created.After(all[i-1].Created) {
			x.Fatal("an older job comes before a newer one")
		}
	}
	for _, limit := range []int{1, 2, 7, 22, 23, 24} {
		f := job.Filter{Limit: limit}
		var paged []job.Job
		for {
			page, next, err := x.s.List(x.Context(), o, f)
			x.must(err)
			if len(page) > limit || len(page) == 0 {
				x.Fatalf("a page of %d has %d jobs", limit, len(page))
			}
			paged = append(paged, page...)
			if next == "" {
				break
			}
			f.Token = next
		}
		if fmt.Sprint(paged) != fmt.Sprint(all) {
			x.Fatalf("pages of %d are not the list", limit)
		}
	}
	if none := x.all(owner(), job.Filter{Limit: 5}); len(none) != 0 {
		x.Fatal("a tenant without jobs has some")
	}
}

func (x *suite) filters() {
	o := owner()
	count := map[v1.ProofState]int{}
	states := []v1.ProofState{queued, running, cancelling, succeeded, failed, cancelled, dead}
	for i, state := range states {
		for range i%3 + 1 {
			x.reach(o, state)
			count[state]++
		}
	}
	other := order(o, start)
	other.Circuit = "large"
	_, _, err := x.s.Create(x.Context(), other)
	x.must(err)
	count[queued]++
	for _, f := range []job.Filter{
		{Limit: 2, States: []v1.ProofState{queued}}, {Limit: 1, States: []v1.ProofState{dead, failed}},
		{Limit: 100, States: states}, {Limit: 3},
	} {
		want := 0
		for state, n := range count {
			if len(f.States) == 0 || slices.Contains(f.States, state) {
				want += n
			}
		}
		got := x.all(o, f)
		for _, j := range got {
			if len(f.States) > 0 && !slices.Contains(f.States, j.State) {
				x.Errorf("%v is listed among %v", j.State, f.States)
			}
		}
		if len(got) != want {
			x.Errorf("%d jobs in %v, want %d", len(got), f.States, want)
		}
	}
	if got := x.all(o, job.Filter{Limit: 2, Circuit: "large"}); len(got) != 1 || got[0].Circuit != "large" {
		x.Errorf("%d jobs of a circuit that one job is of", len(got))
	}
	if got := x.all(o, job.Filter{Limit: 2, Circuit: "large", States: []v1.ProofState{dead}}); len(got) != 0 {
		x.Errorf("%d jobs that no job is", len(got))
	}
}

func (x *suite) listIsolation() {
	a := owner()
	b := job.Owner{Tenant: a.Tenant, Subject: "another"}
	alone := job.Owner{Tenant: a.Tenant}
	other := job.Owner{Tenant: tenant(), Subject: a.Subject}
	for i, o := range []job.Owner{a, a, a, b, b, alone, other} {
		x.create(o, after(i))
	}
	for _, c := range []struct {
		who  job.Owner
		want int
	}{{a, 3}, {b, 2}, {alone, 6}, {other, 1}, {whole(other), 1}, {job.Owner{Tenant: a.Tenant, Subject: "nobody"}, 0}, {job.Owner{}, 0}} {
		if got := x.all(c.who, job.Filter{Limit: 2}); len(got) != c.want {
			x.Errorf("an owner sees %d jobs, want %d", len(got), c.want)
		}
	}
}

func (x *suite) listUnderInserts() {
	o := owner()
	there := map[job.ID]bool{}
	for i := range 40 {
		there[x.create(o, after(i)).ID] = true
	}
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				if _, _, err := x.s.Create(x.Context(), order(o, after(100+i))); err != nil {
					x.Error(err)
					return
				}
			}
		}
	})
	for range 5 {
		seen := map[job.ID]bool{}
		for _, j := range x.all(o, job.Filter{Limit: 3}) {
			if seen[j.ID] {
				x.Error("a job is listed twice")
			}
			seen[j.ID] = true
		}
		for id := range there {
			if !seen[id] {
				x.Error("a job that was there is not listed")
			}
		}
	}
	close(stop)
	writer.Wait()
}

func (x *suite) pageTokens() {
	o, other := owner(), owner()
	for i := range 3 {
		x.create(o, after(i))
		x.create(other, after(i))
	}
	_, token, err := x.s.List(x.Context(), o, job.Filter{Limit: 1})
	x.must(err)
	if token == "" {
		x.Fatal("no token after the first of three")
	}
	bad := []string{"x", token + "A", token[1:], token[:len(token)-4], "!!!"}
	for i := range len(token) {
		changed := []byte(token)
		if changed[i]++; string(changed) != token {
			bad = append(bad, string(changed))
		}
	}
	refused := 0
	for _, b := range bad {
		if jobs, _, err := x.s.List(x.Context(), o, job.Filter{Limit: 9, Token: b}); err == nil && len(jobs) != 2 {
			x.Fatal("a token that was changed moved the page")
		} else if err != nil {
			refused++
		}
	}
	// The last character of base64 has bits that stand for nothing.
	if refused < len(bad)-2 {
		x.Errorf("%d of %d changed tokens were refused", refused, len(bad))
	}
	for _, who := range []job.Owner{other, whole(o), {Tenant: o.Tenant, Subject: "another"}} {
		if _, _, err := x.s.List(x.Context(), who, job.Filter{Limit: 9, Token: token}); err == nil {
			x.Error("the token of another list was taken")
		}
	}
}

func (x *suite) watch() {
	o := owner()
	j := x.create(o, start)
	changed, stop := x.s.Watch(j.ID)
	defer stop()
	woke := func(what string) {
		x.Helper()
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			x.Fatalf("nobody was told of %s", what)
		}
	}
	ctx := x.Context()
	l := x.claimAgain(j.ID)
	woke("a claim")
	x.must(x.s.Advance(ctx, l, v1.ProofStage_PROOF_STAGE_PROVING, after(3)))
	woke("a stage")
	_, err := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(4), after(4))
	x.must(err)
	woke("a retry")
	l = x.claimAgain(j.ID)
	woke("a second claim")
	_, err = x.s.Cancel(ctx, o, j.ID, after(5))
	x.must(err)
	woke("a cancellation")
	x.must(x.s.Succeed(ctx, l, []byte("attestation"), after(6)))
	woke("the end")
	x.wants(o, j.ID, succeeded) // told after it can be read
	x.must(x.s.Delete(ctx, o, j.ID))
	woke("the deletion")
	// A refused call is no change.
	x.fails(x.s.Fail(ctx, l, v1.Reason_REASON_MEMORY, after(7)), job.ErrStale)
	x.create(o, start)
	select {
	case <-changed:
		x.Fatal("told of a change that was none")
	case <-time.After(20 * time.Millisecond):
	}
}

func (x *suite) slowWatcher() {
	o := owner()
	j, l := x.claimed(o)
	var stops []func()
	var channels []<-chan struct{}
	for range 2 * atOnce {
		changed, stop := x.s.Watch(j.ID)
		channels, stops = append(channels, changed), append(stops, stop)
	}
	for i := range 20 {
		x.must(x.s.Advance(x.Context(), l, v1.ProofStage(1+i%4), after(i)))
	}
	for _, changed := range channels {
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			x.Fatal("a watcher that was slow was not told at all")
		}
		select {
		case <-changed:
			x.Fatal("changes in quick succession came one by one")
		default:
		}
	}
	for _, stop := range stops {
		stop()
		stop() // twice does no harm
	}
	x.must(x.s.Succeed(x.Context(), l, []byte("attestation"), after(99)))
}
