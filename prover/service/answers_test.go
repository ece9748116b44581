package service

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/audit"
	"vitalproof/prover/client"
)

// count counts an invented answer past the verifier, for tests of what comes after.
func (w *world) count(id string, n uint64) error {
	var nullifier statement.Field
	nullifier.SetUint64(1_000_000 + n)
	a := attestation.Attestation{Inputs: statement.PublicInputs{Nullifier: nullifier}}
	file, err := attestation.Marshal(a)
	if err != nil {
		return err
	}
	_, err = w.store.Requests().Count(context.Background(), id, nullifier, file, w.clock.now())
	return err
}

func TestAnAnswerIsVerifiedAndCountedOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("proves")
	}
	w := newWorld(t, nil)
	st := newStudy(t)
	r := w.open(st, nil)
	me, stranger := st.enrol(t, healthy), w.anonymous()
	file := answer(t, asked(t, r), me)
	parsed, err := attestation.Parse(file)
	check(t, err)

	// A refused answer is a verdict and leaves no trace.
	bad := slices.Clone(file)
	bad[len(bad)-40] ^= 1
	v, err := stranger.Answer(t.Context(), r.GetId(), bad)
	check(t, err)
	if v.GetAccepted() {
		t.Fatal("a changed answer was accepted")
	}
	other := w.open(st, nil)
	v, err = stranger.Answer(t.Context(), other.GetId(), file)
	check(t, err)
	if v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_PUBLIC_INPUT {
		t.Errorf("an answer to another request: %v", v)
	}
	for _, id := range []string{r.GetId(), other.GetId()} {
		if kept, err := w.store.Requests().Get(t.Context(), id); err != nil || kept.Participants != 0 {
			t.Errorf("%d participants, %v", kept.Participants, err)
		}
	}

	var group sync.WaitGroup
	var mu sync.Mutex
	var won, lost int
	for range 8 {
		group.Go(func() {
			v, err := stranger.Answer(t.Context(), r.GetId(), append([]byte("\n "), file...))
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil && v.GetAccepted():
				won++
			case client.ReasonOf(err) == v1.Reason_REASON_NULLIFIER_USED:
				lost++
			}
		})
	}
	group.Wait()
	if won != 1 || lost != 7 {
		t.Errorf("%d were accepted, %d told that the holder has answered", won, lost)
	}
	for a, err := range w.as("clinic", access.Researcher, "").Answers(t.Context(), r.GetId(), 0) {
		check(t, err)
		nullifier := parsed.Inputs.Nullifier.Bytes()
		if a.GetNumber() != 1 || string(a.GetNullifier()) != string(nullifier[:]) || a.GetDay() != w.clock.now().UTC().Format(time.DateOnly) ||
			string(a.GetAttestation()) != string(file) {
			t.Errorf("kept: %v", a)
		}
	}
	want := []audit.Kind{audit.RequestCreated, audit.RequestCreated, audit.RequestAnswered}
	if got := w.kinds(); !slices.Equal(got, want) {
		t.Errorf("audited: %v", got)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.entries {
		if strings.Contains(e.Ref, r.GetId()) || e.Tenant != "clinic" {
			t.Errorf("entry %+v", e)
		}
		if e.Kind == audit.RequestAnswered && !e.Time.Equal(e.Time.Truncate(24*time.Hour)) {
			t.Errorf("an answer is noted to the moment: %s", e.Time)
		}
	}
}

func TestARequestThatTakesNoMoreSaysWhy(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	c := w.as("clinic", access.Researcher, "")
	full := w.open(st, func(q *v1.CreateRequestRequest) { q.Wanted, q.Scope = 1, "full" })
	check(t, w.count(full.GetId(), 1))
	shut := w.open(st, nil)
	closedOne, err := c.CloseRequest(t.Context(), shut.GetId())
	check(t, err)
	again, err := c.CloseRequest(t.Context(), shut.GetId())
	check(t, err)
	if closedOne.GetState() != v1.RequestState_REQUEST_STATE_CLOSED || again.GetState() != v1.RequestState_REQUEST_STATE_CLOSED {
		t.Errorf("closed it is %s, then %s", closedOne.GetState(), again.GetState())
	}
	old := w.open(st, nil)
	for id, reason := range map[string]v1.Reason{full.GetId(): v1.Reason_REASON_REQUEST_CLOSED, shut.GetId(): v1.Reason_REASON_REQUEST_CLOSED} {
		_, err := w.anonymous().Answer(t.Context(), id, []byte("x"))
		wants(t, err, reason)
	}
	w.clock.forward(2 * time.Hour)
	_, err = w.anonymous().Answer(t.Context(), old.GetId(), []byte("x"))
	wants(t, err, v1.Reason_REASON_REQUEST_EXPIRED)
	for id, state := range map[string]v1.RequestState{
		full.GetId(): v1.RequestState_REQUEST_STATE_FULL, shut.GetId(): v1.RequestState_REQUEST_STATE_CLOSED, old.GetId(): v1.RequestState_REQUEST_STATE_EXPIRED,
	} {
		r, err := c.GetRequest(t.Context(), id)
		check(t, err)
		if r.GetState() != state {
			t.Errorf("it is %s, want %s", r.GetState(), state)
		}
	}
}

// A repeated call gives the request also after its time.
func TestARepeatedCallGivesTheRequestWhateverBecameOfIt(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	c := w.as("clinic", access.Researcher, "")
	q := st.question(t, "key-00000001", w.clock.in(time.Hour))
	first, err := c.CreateRequest(t.Context(), q)
	check(t, err)
	w.clock.forward(2 * time.Hour)
	again, err := c.CreateRequest(t.Context(), q)
	check(t, err)
	if again.GetId() != first.GetId() || again.GetState() != v1.RequestState_REQUEST_STATE_EXPIRED {
		t.Errorf("got %v", again)
	}
}

func TestParticipantsAreStreamedUntilTheRequestIsFull(t *testing.T) {
	w := newWorld(t, nil)
	r := w.open(newStudy(t), func(q *v1.CreateRequestRequest) { q.Wanted = 3 })
	c := w.as("clinic", access.Researcher, "")
	check(t, w.count(r.GetId(), 1))
	var seen []uint64
	var end v1.RequestState
	for m, err := range c.WatchRequest(t.Context(), r.GetId(), 0) {
		check(t, err)
		seen, end = append(seen, m.GetParticipants()), m.GetState()
		if m.GetState() == v1.RequestState_REQUEST_STATE_OPEN {
			check(t, w.count(r.GetId(), m.GetParticipants()+1))
		}
	}
	if !slices.Equal(seen, []uint64{1, 2, 3}) || end != v1.RequestState_REQUEST_STATE_FULL {
		t.Errorf("seen %v, then %s", seen, end)
	}
	for after := range uint64(5) { // it is full: each watch gets the end
		n := 0
		for m, err := range c.WatchRequest(t.Context(), r.GetId(), after) {
			check(t, err)
			if n++; m.GetParticipants() != 3 || m.GetState() != v1.RequestState_REQUEST_STATE_FULL {
				t.Errorf("after %d: %v", after, m)
			}
		}
		if n != 1 {
			t.Errorf("after %d: %d messages", after, n)
		}
	}
}

func TestAWatchEndsWhenTheRequestDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a request to expire, or makes many")
	}
	w := newWorld(t, nil)
	st := newStudy(t)
	c := w.as("clinic", access.Researcher, "")
	watch := func(id string, end func()) (state v1.RequestState, err error) {
		go func() {
			time.Sleep(30 * time.Millisecond)
			end()
		}()
		for m, err := range c.WatchRequest(t.Context(), id, 0) {
			if err != nil {
				return 0, err
			}
			state = m.GetState()
		}
		return state, nil
	}
	shut := w.open(st, nil).GetId()
	state, err := watch(shut, func() { _, _ = c.CloseRequest(context.Background(), shut) })
	if err != nil || state != v1.RequestState_REQUEST_STATE_CLOSED {
		t.Errorf("closed: %s, %v", state, err)
	}
	gone := w.open(st, nil).GetId()
	_, err = watch(gone, func() { _ = c.DeleteRequest(context.Background(), gone) })
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
	soon := w.open(st, func(q *v1.CreateRequestRequest) { q.ExpireTime = timestamppb.New(w.clock.in(2 * time.Second)) }).GetId()
	state, err = watch(soon, func() {})
	if err != nil || state != v1.RequestState_REQUEST_STATE_EXPIRED {
		t.Errorf("expired: %s, %v", state, err)
	}
	drained := w.open(st, nil).GetId()
	ctx := access.With(t.Context(), access.Principal{Tenant: "clinic", Role: access.Researcher})
	w.s.Drain()
	err = w.s.watchRequest(ctx, &v1.WatchRequestRequest{Id: drained}, func(*v1.WatchRequestResponse) error { return nil })
	if reasonIn(t, err) != "UNAVAILABLE" {
		t.Errorf("drained: %v", err)
	}
}

func TestRequestsAreListedNewestFirstOverPages(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a request to expire, or makes many")
	}
	w := newWorld(t, nil)
	st := newStudy(t)
	var want []string
	for range 53 { // more than a page
		want = append([]string{w.open(st, nil).GetId()}, want...)
	}
	var got []string
	for r, err := range w.as("clinic", access.Researcher, "").Requests(t.Context()) {
		check(t, err)
		got = append(got, r.GetId())
	}
	if !slices.Equal(got, want) {
		t.Errorf("%d requests, want %d in order", len(got), len(want))
	}
}
