package jobtest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
)

// together runs n calls at once and ends the test if one fails.
func (x *suite) together(n int, f func(i int) error) {
	x.Helper()
	errs := make([]error, n)
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-begin
			errs[i] = f(i)
		})
	}
	close(begin)
	wg.Wait()
	x.must(errors.Join(errs...))
}

func (x *suite) claim() {
	o := owner()
	n := order(o, start)
	j, _, err := x.s.Create(x.Context(), n)
	x.must(err)
	l, got, input, err := x.s.Claim(x.Context(), j.ID, after(1), after(60))
	x.must(err)
	if string(input) != string(n.Input) {
		x.Fatal("the input is another one")
	}
	if l.ID != j.ID || got.ID != j.ID || got.State != running || got.Attempts != 1 || got.Stage != 0 ||
		!got.Updated.Equal(after(1)) || got.Owner != whole(o) {
		x.Fatalf("not a job in its first attempt: %+v, lease %+v", got, l)
	}
	_, _, _, err = x.s.Claim(x.Context(), j.ID, after(1), after(60))
	x.fails(err, job.ErrNotQueued)
	_, _, _, err = x.s.Claim(x.Context(), job.NewID(), after(1), after(60))
	x.fails(err, job.ErrNotFound)
}

func (x *suite) claimAtOnce() {
	j := x.create(owner(), start)
	var won atomic.Int64
	x.together(atOnce, func(int) error {
		switch _, _, _, err := x.s.Claim(x.Context(), j.ID, after(1), after(60)); {
		case err == nil:
			won.Add(1)
		case !errors.Is(err, job.ErrNotQueued):
			return err
		}
		return nil
	})
	if won.Load() != 1 {
		x.Fatalf("%d of %d claims of one job succeeded", won.Load(), atOnce)
	}
}

func (x *suite) tokens() {
	j, l := x.claimed(owner())
	for range 5 {
		_, err := x.s.Retry(x.Context(), l, v1.Reason_REASON_WORKER, false, after(2), after(2))
		x.must(err)
		again := x.claimAgain(j.ID)
		if again.Token <= l.Token {
			x.Fatalf("token %d after token %d", again.Token, l.Token)
		}
		l = again
	}
}

// diagram calls every method in every state and compares with the table.
func (x *suite) diagram() {
	ctx := x.Context()
	type call struct {
		name string
		do   func(o job.Owner, id job.ID, l job.Lease) error
	}
	calls := []call{
		{"Claim", func(_ job.Owner, id job.ID, _ job.Lease) error {
			_, _, _, err := x.s.Claim(ctx, id, after(10), after(60))
			return err
		}},
		{"Renew", func(_ job.Owner, _ job.ID, l job.Lease) error {
			_, err := x.s.Renew(ctx, l, after(60))
			return err
		}},
		{"Advance", func(_ job.Owner, _ job.ID, l job.Lease) error {
			return x.s.Advance(ctx, l, v1.ProofStage_PROOF_STAGE_PROVING, after(10))
		}},
		{"Succeed", func(_ job.Owner, _ job.ID, l job.Lease) error {
			return x.s.Succeed(ctx, l, []byte("attestation"), after(10))
		}},
		{"Fail", func(_ job.Owner, _ job.ID, l job.Lease) error {
			return x.s.Fail(ctx, l, v1.Reason_REASON_CLAIM_FAILS, after(10))
		}},
		{"Retry", func(_ job.Owner, _ job.ID, l job.Lease) error {
			_, err := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(20), after(10))
			return err
		}},
		{"Drain", func(_ job.Owner, _ job.ID, l job.Lease) error {
			_, err := x.s.Retry(ctx, l, v1.Reason_REASON_UNAVAILABLE, false, after(20), after(10))
			return err
		}},
		{"Expire", func(_ job.Owner, id job.ID, _ job.Lease) error { return x.s.Expire(ctx, id, after(10)) }},
		{"Cancel", func(o job.Owner, id job.ID, _ job.Lease) error {
			_, err := x.s.Cancel(ctx, o, id, after(10))
			return err
		}},
	}
	type outcome struct {
		state v1.ProofState
		err   error
	}
	table := map[v1.ProofState]map[string]outcome{
		queued: {
			"Claim": {running, nil}, "Expire": {failed, nil}, "Cancel": {cancelled, nil},
		},
		running: {
			"Renew": {running, nil}, "Advance": {running, nil}, "Succeed": {succeeded, nil}, "Fail": {failed, nil},
			"Retry": {queued, nil}, "Drain": {queued, nil}, "Cancel": {cancelling, nil},
		},
		cancelling: {
			"Renew": {cancelling, nil}, "Advance": {cancelling, nil}, "Succeed": {succeeded, nil}, "Fail": {cancelled, nil},
			"Retry": {cancelled, nil}, "Drain": {cancelled, nil}, "Cancel": {cancelling, nil},
		},
		succeeded: {"Cancel": {succeeded, nil}},
		failed:    {"Cancel": {failed, nil}},
		cancelled: {"Cancel": {cancelled, nil}},
		dead:      {"Cancel": {dead, nil}},
	}
	refused := map[string]error{
		"Claim": job.ErrNotQueued, "Expire": job.ErrNotQueued, "Renew": job.ErrStale, "Advance": job.ErrStale,
		"Succeed": job.ErrStale, "Fail": job.ErrStale, "Retry": job.ErrStale, "Drain": job.ErrStale,
	}
	for state, row := range table {
		for _, c := range calls {
			want, ok := row[c.name]
			if !ok {
				want = outcome{state, refused[c.name]}
			}
			o := owner()
			before, l := x.reach(o, state)
			err := c.do(o, before.ID, l)
			got := x.get(o, before.ID)
			if !errors.Is(err, want.err) || (want.err == nil) != (err == nil) || got.State != want.state {
				x.Errorf("%s of a job that is %v: error %v and %v, want %v and %v", c.name, state, err, got.State, want.err, want.state)
			}
			if want.err != nil && fmt.Sprint(got) != fmt.Sprint(before) {
				x.Errorf("%s of a job that is %v was refused and changed it", c.name, state)
			}
		}
	}
}

func (x *suite) stale() {
	ctx := x.Context()
	o := owner()
	dropped := func(l job.Lease, what string) {
		x.Helper()
		_, err := x.s.Renew(ctx, l, after(60))
		_, err2 := x.s.Retry(ctx, l, v1.Reason_REASON_WORKER, true, after(9), after(9))
		for _, err := range []error{
			err, err2, x.s.Advance(ctx, l, v1.ProofStage_PROOF_STAGE_PROVING, after(9)),
			x.s.Succeed(ctx, l, []byte("late"), after(9)), x.s.Fail(ctx, l, v1.Reason_REASON_MEMORY, after(9)),
		} {
			if !errors.Is(err, job.ErrStale) {
				x.Errorf("%s: error %v, want %v", what, err, job.ErrStale)
			}
		}
	}
	j, old := x.claimed(o)
	_, err := x.s.Retry(ctx, old, v1.Reason_REASON_WORKER, true, after(2), after(2))
	x.must(err)
	dropped(old, "after a retry")
	present := x.claimAgain(j.ID)
	dropped(old, "of the attempt before")
	dropped(job.Lease{ID: j.ID, Token: present.Token + 1}, "of an attempt to come")
	dropped(job.Lease{ID: j.ID}, "without a token")
	// All this has not touched the present attempt.
	x.must(x.s.Succeed(ctx, present, []byte("right"), after(10)))
	if got := x.get(o, j.ID); string(got.Attestation) != "right" {
		x.Fatal("a stale lease wrote an attestation")
	}
	dropped(present, "after the end")

	j, l := x.claimed(o)
	_, err = x.s.Cancel(ctx, o, j.ID, after(3))
	x.must(err)
	x.must(x.s.Fail(ctx, l, v1.Reason_REASON_CANCELLED, after(4)))
	dropped(l, "after the cancellation was done")

	j, l = x.claimed(o)
	x.must(x.s.Delete(ctx, o, j.ID))
	dropped(l, "after a deletion")

	j, l = x.claimed(o)
	_, err = x.s.EraseSubject(ctx, o)
	x.must(err)
	dropped(l, "after an erasure")
	_, _, _, err = x.s.Claim(ctx, j.ID, after(9), after(60))
	x.fails(err, job.ErrNotFound)
}

func (x *suite) endsAtOnce() {
	o := owner()
	j, l := x.claimed(o)
	var won atomic.Int64
	x.together(atOnce, func(i int) error {
		var err error
		switch i % 3 {
		case 0:
			err = x.s.Succeed(x.Context(), l, []byte("attestation"), after(2))
		case 1:
			err = x.s.Fail(x.Context(), l, v1.Reason_REASON_MEMORY, after(2))
		default:
			_, err = x.s.Retry(x.Context(), l, v1.Reason_REASON_WORKER, true, after(2), after(2))
		}
		if err == nil {
			won.Add(1)
		} else if !errors.Is(err, job.ErrStale) {
			return err
		}
		return nil
	})
	if won.Load() != 1 {
		x.Fatalf("%d ends of one attempt succeeded", won.Load())
	}
	if n := len(x.get(o, j.ID).Events); n != 3 {
		x.Fatalf("%d events of a job that was queued, begun and ended", n)
	}
}

func (x *suite) dead() {
	o := owner()
	j, l := x.claimed(o)
	for attempt := 1; ; attempt++ {
		got, err := x.s.Retry(x.Context(), l, v1.Reason_REASON_MEMORY, true, after(2), after(2))
		x.must(err)
		if got.Attempts != attempt || got.ID != j.ID {
			x.Fatalf("%d attempts are counted after %d", got.Attempts, attempt)
		}
		if attempt == MaxAttempts {
			if got.State != dead || got.Failure != v1.Reason_REASON_MEMORY {
				x.Fatalf("after the last attempt the job is %v, for %v", got.State, got.Failure)
			}
			break
		}
		if got.State != queued || got.Failure != 0 {
			x.Fatalf("after attempt %d the job is %v, for %v", attempt, got.State, got.Failure)
		}
		l = x.claimAgain(j.ID)
	}
	x.wants(o, j.ID, dead)
}

func (x *suite) drain() {
	o := owner()
	j, l := x.claimed(o)
	for range 3 * MaxAttempts {
		got, err := x.s.Retry(x.Context(), l, v1.Reason_REASON_UNAVAILABLE, false, after(2), after(2))
		x.must(err)
		if got.State != queued || got.Attempts != 0 {
			x.Fatalf("a drain left a job that is %v with %d attempts", got.State, got.Attempts)
		}
		l = x.claimAgain(j.ID)
	}
	if got := x.get(o, j.ID); got.Attempts != 1 {
		x.Fatalf("%d attempts are counted in the first that counts", got.Attempts)
	}
}

func (x *suite) succeedWhileCancelling() {
	o := owner()
	j, l := x.reach(o, cancelling)
	if state, err := x.s.Renew(x.Context(), l, after(60)); err != nil || state != cancelling {
		x.Fatalf("the holder of the lease is told %v, %v", state, err)
	}
	x.must(x.s.Succeed(x.Context(), l, []byte("attestation"), after(5)))
	if got := x.wants(o, j.ID, succeeded); string(got.Attestation) != "attestation" {
		x.Fatal("the attestation is not there")
	}
}

func (x *suite) notBefore() {
	o := owner()
	j, l := x.claimed(o)
	got, err := x.s.Retry(x.Context(), l, v1.Reason_REASON_WORKER, true, after(500), after(2))
	x.must(err)
	if !got.NotBefore.Equal(after(500)) || !x.get(o, j.ID).NotBefore.Equal(after(500)) {
		x.Fatal("the retry does not wait")
	}
	x.claimAgain(j.ID) // whatever its NotBefore
}

func (x *suite) finals() {
	o := owner()
	for _, state := range []v1.ProofState{succeeded, failed, cancelled, dead} {
		j, _ := x.reach(o, state)
		if j.Finished.IsZero() || !j.Expires.After(j.Finished) || j.Stage != 0 || !j.Updated.Equal(j.Finished) {
			x.Errorf("%v: finished %v, expires %v, stage %v", state, j.Finished, j.Expires, j.Stage)
		}
		if has := j.Failure != 0; has != (state == failed || state == dead) {
			x.Errorf("%v: the reason is %v", state, j.Failure)
		}
	}
	j := x.create(o, start)
	x.must(x.s.Expire(x.Context(), j.ID, after(7)))
	if got := x.get(o, j.ID); got.Failure != v1.Reason_REASON_DEADLINE_EXCEEDED || !got.Finished.Equal(after(7)) {
		x.Errorf("an expired job failed for %v at %v", got.Failure, got.Finished)
	}
	x.fails(x.s.Expire(x.Context(), job.NewID(), after(1)), job.ErrNotFound)
}

func (x *suite) attestation() {
	o := owner()
	j, _ := x.reach(o, succeeded)
	if string(x.get(o, j.ID).Attestation) != "attestation" {
		x.Fatal("Get gives no attestation")
	}
	for _, listed := range x.all(o, job.Filter{Limit: 10}) {
		if listed.Attestation != nil {
			x.Error("List gives an attestation")
		}
	}
	same, err := x.s.Cancel(x.Context(), o, j.ID, after(9))
	x.must(err)
	if same.Attestation != nil {
		x.Error("Cancel gives an attestation")
	}
}

func (x *suite) events() {
	o := owner()
	j, l := x.claimed(o)
	stages := []v1.ProofStage{
		v1.ProofStage_PROOF_STAGE_LOADING, v1.ProofStage_PROOF_STAGE_WITNESS,
		v1.ProofStage_PROOF_STAGE_PROVING, v1.ProofStage_PROOF_STAGE_VERIFYING,
	}
	for i, stage := range stages {
		x.must(x.s.Advance(x.Context(), l, stage, after(10+i)))
		if got := x.get(o, j.ID); got.Stage != stage {
			x.Fatalf("the stage is %v, want %v", got.Stage, stage)
		}
	}
	x.must(x.s.Succeed(x.Context(), l, []byte("attestation"), after(20)))
	events := x.get(o, j.ID).Events
	want := []job.Event{{State: queued, Time: start}, {State: running, Time: after(1), Attempt: 1}}
	for i, stage := range stages {
		want = append(want, job.Event{State: running, Stage: stage, Time: after(10 + i), Attempt: 1})
	}
	want = append(want, job.Event{State: succeeded, Time: after(20), Attempt: 1})
	if len(events) != len(want) {
		x.Fatalf("%d events, want %d", len(events), len(want))
	}
	for i, e := range events {
		want[i].Sequence = uint64(i + 1)
		if !e.Time.Equal(want[i].Time) {
			x.Errorf("event %d is of %v, want %v", i+1, e.Time, want[i].Time)
		}
		if e.Time = want[i].Time; e != want[i] {
			x.Errorf("event %d is %+v, want %+v", i+1, e, want[i])
		}
	}
}

func (x *suite) manyEvents() {
	o := owner()
	j, l := x.claimed(o)
	for i := range 2 * job.MaxEvents {
		x.must(x.s.Advance(x.Context(), l, v1.ProofStage(1+i%4), after(10+i)))
	}
	x.must(x.s.Succeed(x.Context(), l, []byte("attestation"), after(999)))
	events := x.get(o, j.ID).Events
	if len(events) != job.MaxEvents {
		x.Fatalf("%d events, want %d", len(events), job.MaxEvents)
	}
	for i, e := range events[:len(events)-1] {
		if e.Sequence != uint64(i+1) {
			x.Fatalf("event %d has number %d", i+1, e.Sequence)
		}
	}
	last := events[len(events)-1]
	if last.State != succeeded || last.Sequence != 2*job.MaxEvents+3 || !last.Time.Equal(after(999)) {
		x.Fatalf("the last event is %+v", last)
	}
}
