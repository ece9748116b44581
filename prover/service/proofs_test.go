package service

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/engine"
	"vitalproof/verifier"
)

func asError(err error, to **client.Error) bool { return errors.As(err, to) }

// closed holds all proofs back.
func closed(w *world) *world {
	w.gate.closed.Store(true)
	return w
}

func submit(tb testing.TB, c *client.Client, key string, in *v1.ProofInput, subject string) *v1.Proof {
	tb.Helper()
	p, err := c.Submit(tb.Context(), key, in, client.SubmitOptions{Subject: subject})
	check(tb, err)
	return p
}

func TestAProofGoesFromSubmissionToAVerifiedAttestation(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker")
	}
	w := newWorld(t, nil)
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	r := st.ask(t, w.clock.in(time.Hour), nil)
	in := input(t, r, st.enrol(t, healthy))
	p := submit(t, c, "key-00000001", in, "anna")
	if len(p.GetId()) != 26 || p.GetCircuit() != quick || p.GetCreateTime() == nil || p.GetSequence() == 0 {
		t.Errorf("submitted it is %v", p)
	}
	var seen []uint64
	done, err := c.Wait(t.Context(), p.GetId(), func(r *v1.WatchProofResponse) { seen = append(seen, r.GetEvent().GetSequence()) })
	check(t, err)
	if done.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED || done.GetExpireTime() == nil || done.GetFailure() != nil || done.GetAttempts() != 1 {
		t.Fatalf("finished it is %s, %v", done.GetState(), done.GetFailure())
	}
	a, err := attestation.Parse(done.GetAttestation())
	check(t, err)
	check(t, verifier.Check(r, a, verifier.Options{Now: w.clock.now(), AllowDevelopment: true}))
	if uint64(len(seen)) < done.GetSequence() || seen[len(seen)-1] != done.GetSequence() {
		t.Errorf("events %v, the last is %d", seen, done.GetSequence())
	}

	// A list has no attestations, and a repeated submission gives what has become of it.
	for p, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
		check(t, err)
		if p.GetId() != done.GetId() || len(p.GetAttestation()) != 0 {
			t.Errorf("listed it is %v", p)
		}
	}
	again := submit(t, c, "key-00000001", in, "anna")
	if again.GetId() != done.GetId() || again.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED {
		t.Errorf("submitted again it is %s as %s", again.GetId(), again.GetState())
	}
	check(t, c.Delete(t.Context(), p.GetId()))
	check(t, c.Delete(t.Context(), p.GetId()))
	_, err = c.Get(t.Context(), p.GetId())
	wants(t, err, v1.Reason_REASON_NOT_FOUND)
}

func TestProveKeepsNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker")
	}
	w := newWorld(t, nil)
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	r := st.ask(t, w.clock.in(time.Hour), nil)
	file, took, err := c.Prove(t.Context(), input(t, r, st.enrol(t, healthy)), "anna")
	check(t, err)
	a, err := attestation.Parse(file)
	check(t, err)
	check(t, verifier.Check(r, a, verifier.Options{Now: w.clock.now(), AllowDevelopment: true}))
	if took <= 0 || took > time.Minute {
		t.Errorf("proving took %s", took)
	}
	nothingKept(t, c)
}

func nothingKept(t *testing.T, c *client.Client) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		n := 0
		for _, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
			check(t, err)
			n++
		}
		if n == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d proofs are kept", n)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestACallerWhoLeavesCancelsHisProof(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		_, _, err := c.Prove(ctx, in, "")
		left <- err
	}()
	for n := 0; n == 0; { // until it is queued
		for _, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
			check(t, err)
			n++
		}
	}
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the caller got %v", err)
	}
	nothingKept(t, c)
}

func TestProveThatIsStoppedSaysSo(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	failed := make(chan error, 1)
	go func() {
		_, _, err := c.Prove(t.Context(), in, "")
		failed <- err
	}()
	for stopped := false; !stopped; {
		for p, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
			check(t, err)
			_, err := c.Cancel(t.Context(), p.GetId())
			stopped = err == nil
		}
	}
	wants(t, <-failed, v1.Reason_REASON_CANCELLED)
}

func TestProveThatWaitsEndsWhenTheServiceStops(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	failed := make(chan error, 1)
	go func() {
		_, _, err := c.Prove(t.Context(), in, "")
		failed <- err
	}()
	for n := 0; n == 0; { // until it is queued
		for _, err := range c.List(t.Context(), &v1.ListProofsRequest{}) {
			check(t, err)
			n++
		}
	}
	w.s.Drain()
	wants(t, <-failed, v1.Reason_REASON_UNAVAILABLE)
	nothingKept(t, c)
}

// What cannot lead to a proof is refused at once, for its own reason.
func TestRefusesWhatCannotLeadToAProof(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st, other := newStudy(t), newStudy(t)
	r := st.ask(t, w.clock.in(time.Hour), nil)
	good := st.enrol(t, healthy)
	changed := func(change func(*v1.ProofInput)) *v1.ProofInput {
		in := input(t, r, good)
		change(in)
		return in
	}
	for name, attack := range map[string]struct {
		in     *v1.ProofInput
		reason v1.Reason
		field  string
	}{
		"a claim that fails":        {input(t, r, st.enrol(t, high)), v1.Reason_REASON_CLAIM_FAILS, ""},
		"an issuer nobody trusts":   {input(t, r, other.enrol(t, healthy)), v1.Reason_REASON_ISSUER_UNKNOWN, ""},
		"another's secret":          {changed(func(in *v1.ProofInput) { in.Secret[5] ^= 1 }), v1.Reason_REASON_SUBJECT_MISMATCH, ""},
		"a reading that was raised": {changed(func(in *v1.ProofInput) { in.Window.Readings[301]++ }), v1.Reason_REASON_UNSATISFIED, ""},
		"a seal of nobody":          {changed(func(in *v1.ProofInput) { in.Window.Seal[63] ^= 1 }), v1.Reason_REASON_UNSATISFIED, ""},
		"another day":               {changed(func(in *v1.ProofInput) { in.Window.End = (lastDay - 1).String() }), v1.Reason_REASON_UNSATISFIED, ""},
		"no request file":           {changed(func(in *v1.ProofInput) { in.Request = []byte("{}") }), v1.Reason_REASON_REQUEST_MALFORMED, "input.request"},
		"a circuit nobody pins": {changed(func(in *v1.ProofInput) {
			in.Request = bytes.Replace(in.Request, []byte(st.id.String()), []byte("00"+st.id.String()[2:]), 1)
		}), v1.Reason_REASON_CIRCUIT_UNKNOWN, ""},
		"a payee that is not wanted": {changed(func(in *v1.ProofInput) { in.Payee = &v1.Payee{Recipient: make([]byte, 20)} }), v1.Reason_REASON_PAYEE, "input.payee"},
		"too few readings":           {changed(func(in *v1.ProofInput) { in.Window.Readings = in.Window.Readings[2:] }), v1.Reason_REASON_FIELD_INVALID, "input.window.readings"},
		"a reading out of range":     {changed(func(in *v1.ProofInput) { in.Window.Readings[0] = 9 }), v1.Reason_REASON_FIELD_INVALID, "input.window.readings"},
		"a secret of zeros":          {changed(func(in *v1.ProofInput) { in.Secret = make([]byte, 31) }), v1.Reason_REASON_FIELD_INVALID, "input.secret"},
		"no input":                   {nil, v1.Reason_REASON_REQUEST_MALFORMED, "input.request"},
		"no window":                  {changed(func(in *v1.ProofInput) { in.Window = nil }), v1.Reason_REASON_FIELD_INVALID, "input.window.metric"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := c.Submit(t.Context(), client.NewKey(), attack.in, client.SubmitOptions{})
			wants(t, err, attack.reason)
			if attack.field != "" {
				violates(t, err, attack.field)
			}
			_, _, err = c.Prove(t.Context(), attack.in, "")
			wants(t, err, attack.reason)
		})
	}
	nothingKept(t, c)
}

func TestRefusesWhatTimeOrConfigurationRuleOut(t *testing.T) {
	st := newStudy(t)
	someone := st.enrol(t, healthy)
	t.Run("another circuit is served", func(t *testing.T) {
		w := closed(newWorld(t, func(o *Options, _ *engine.Limits) { o.Served = []string{"glucose-5min-7d"} }))
		_, err := w.as("clinic", access.Holder, "").Submit(t.Context(), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), someone), client.SubmitOptions{})
		wants(t, err, v1.Reason_REASON_CIRCUIT_UNKNOWN)
	})
	t.Run("development keys", func(t *testing.T) {
		w := closed(newWorld(t, func(o *Options, _ *engine.Limits) { o.AllowDevelopment = false }))
		_, err := w.as("clinic", access.Holder, "").Submit(t.Context(), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), someone), client.SubmitOptions{})
		wants(t, err, v1.Reason_REASON_DEVELOPMENT_KEYS)
	})
	t.Run("times", func(t *testing.T) {
		w := closed(newWorld(t, nil))
		c := w.as("clinic", access.Holder, "")
		in := input(t, st.ask(t, w.clock.in(time.Hour), nil), someone)
		_, err := c.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{Deadline: w.clock.now().Add(-time.Second)})
		wants(t, err, v1.Reason_REASON_FIELD_INVALID)
		violates(t, err, "deadline")
		first := submit(t, c, "key-00000001", in, "")
		w.clock.forward(2 * time.Hour)
		_, err = c.Submit(t.Context(), "key-00000002", in, client.SubmitOptions{})
		wants(t, err, v1.Reason_REASON_REQUEST_EXPIRED)
		// The repetition of a call that was taken is no new one.
		again, err := c.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{})
		check(t, err)
		if again.GetId() != first.GetId() {
			t.Error("a repeated call gave another proof")
		}
		_, err = c.Submit(t.Context(), "key-00000001", input(t, st.ask(t, w.clock.in(-time.Hour), nil), someone), client.SubmitOptions{})
		wants(t, err, v1.Reason_REASON_IDEMPOTENCY_MISMATCH)
	})
}

func TestTheServicesOwnDeadlineHolds(t *testing.T) {
	w := closed(newWorld(t, func(o *Options, _ *engine.Limits) { o.JobDeadline, o.MaxJobDeadline = time.Minute, 2*time.Minute }))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	r := st.ask(t, w.clock.in(time.Hour), nil)
	for asked, want := range map[time.Duration]time.Duration{0: time.Minute, 30 * time.Second: 30 * time.Second, time.Hour: 2 * time.Minute} {
		o := client.SubmitOptions{}
		if asked > 0 {
			o.Deadline = w.clock.now().Add(asked)
		}
		p, err := c.Submit(t.Context(), client.NewKey(), input(t, r, st.enrol(t, healthy)), o)
		check(t, err)
		if got := p.GetDeadline().AsTime().Sub(p.GetCreateTime().AsTime()); got < want-time.Second || got > want+time.Second {
			t.Errorf("asked for %s it has %s", asked, got)
		}
	}
}

// Every part of a submission but the deadline is what its key stands for.
func TestAKeyStandsForAllContent(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Operator, "")
	st := newStudy(t)
	r, p := st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)
	in := input(t, r, p)
	first := submit(t, c, "key-00000001", in, "anna")
	again, err := c.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{Subject: "anna", Deadline: w.clock.now().Add(time.Minute)})
	check(t, err)
	if again.GetId() != first.GetId() {
		t.Error("another deadline made another proof")
	}
	for name, call := range map[string]func() error{
		"another subject": func() error {
			_, err := c.Submit(t.Context(), "key-00000001", in, client.SubmitOptions{Subject: "bob"})
			return err
		},
		"another request": func() error {
			_, err := c.Submit(t.Context(), "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), p), client.SubmitOptions{Subject: "anna"})
			return err
		},
		"another holder": func() error {
			_, err := c.Submit(t.Context(), "key-00000001", input(t, r, st.enrol(t, healthy)), client.SubmitOptions{Subject: "anna"})
			return err
		},
	} {
		if err := call(); client.ReasonOf(err) != v1.Reason_REASON_IDEMPOTENCY_MISMATCH {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Another tenant's key of the same name is another key.
	foreign := submit(t, w.as("lab", access.Holder, ""), "key-00000001", in, "anna")
	if foreign.GetId() == first.GetId() {
		t.Error("two tenants share a proof")
	}
}
