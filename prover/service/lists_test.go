package service

import (
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/engine"
)

// Each field changes the digest, and no two contents run together.
func TestTheDigestSeesEveryField(t *testing.T) {
	st := newStudy(t)
	in := input(t, st.ask(t, time.Now().Add(time.Hour), nil), st.enrol(t, healthy))
	base := order{input: in}
	base.owner.Tenant, base.owner.Subject = "clinic", "anna"
	seen := map[[32]byte]string{digestOf(base): "nothing"}
	for name, change := range map[string]func(*order){
		"tenant":          func(o *order) { o.owner.Tenant = "clini"; o.owner.Subject = "canna" },
		"subject":         func(o *order) { o.owner.Subject = "" },
		"request":         func(o *order) { o.input.Request[0] ^= 1 },
		"secret":          func(o *order) { o.input.Secret[0] ^= 1 },
		"metric":          func(o *order) { o.input.Window.Metric += "x" },
		"end":             func(o *order) { o.input.Window.End += "x" },
		"readings":        func(o *order) { o.input.Window.Readings[0] ^= 1 },
		"head":            func(o *order) { o.input.Window.HeadBefore[0] ^= 1 },
		"window's":        func(o *order) { o.input.Window.Subject[0] ^= 1 },
		"issuer":          func(o *order) { o.input.Window.Issuer[0] ^= 1 },
		"assurance":       func(o *order) { o.input.Window.Assurance++ },
		"seal":            func(o *order) { o.input.Window.Seal[0] ^= 1 },
		"part":            func(o *order) { o.input.Part++ },
		"codeset":         func(o *order) { o.input.Codeset = []byte{0} },
		"payee":           func(o *order) { o.input.Payee = &v1.Payee{} },
		"payee recipient": func(o *order) { o.input.Payee = &v1.Payee{Recipient: []byte{0}} },
	} {
		o := base
		o.input = proto.CloneOf(in)
		change(&o)
		d := digestOf(o)
		if before, twice := seen[d]; twice {
			t.Errorf("%s gives the digest of %s", name, before)
		}
		seen[d] = name
	}
}

func TestCancellingAQueuedProofEndsIt(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	p := submit(t, c, "key-00000001", input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy)), "")
	stopped, err := c.Cancel(t.Context(), p.GetId())
	check(t, err)
	if stopped.GetState() != v1.ProofState_PROOF_STATE_CANCELLED || stopped.GetExpireTime() == nil {
		t.Errorf("it is %v", stopped)
	}
	again, err := c.Cancel(t.Context(), p.GetId())
	check(t, err)
	if again.GetSequence() != stopped.GetSequence() {
		t.Error("a finished proof was changed")
	}
}

func TestAQueueThatIsFullSaysQuota(t *testing.T) {
	w := closed(newWorld(t, func(_ *Options, l *engine.Limits) { l.QueuedPerTenant = 2 }))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	first := submit(t, c, "key-00000001", in, "")
	submit(t, c, "key-00000002", in, "")
	_, err := c.Submit(t.Context(), "key-00000003", in, client.SubmitOptions{})
	wants(t, err, v1.Reason_REASON_QUOTA)
	if again := submit(t, c, "key-00000001", in, ""); again.GetId() != first.GetId() {
		t.Error("a repeated call gave another proof")
	}
	submit(t, w.as("lab", access.Holder, ""), "key-00000001", in, "")
}

func TestPagesHoldEveryProofOnceNewestFirst(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	var want []string
	for i := range 7 {
		p := submit(t, c, client.NewKey(), in, []string{"anna", "bob"}[i%2])
		want = append([]string{p.GetId()}, want...)
	}
	var got []string
	for p, err := range c.List(t.Context(), &v1.ListProofsRequest{PageSize: 3, Circuit: quick, States: []v1.ProofState{v1.ProofState_PROOF_STATE_QUEUED}}) {
		check(t, err)
		got = append(got, p.GetId())
		if int(p.GetQueuePosition()) != len(want)-len(got) {
			t.Errorf("proof %d is at position %d", len(got), p.GetQueuePosition())
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v, want %v", got, want)
	}
	count := func(q *v1.ListProofsRequest) (n int) {
		for _, err := range c.List(t.Context(), q) {
			check(t, err)
			n++
		}
		return n
	}
	if n := count(&v1.ListProofsRequest{Subject: "bob"}); n != 3 {
		t.Errorf("%d proofs of bob", n)
	}
	if n := count(&v1.ListProofsRequest{States: []v1.ProofState{v1.ProofState_PROOF_STATE_FAILED}}); n != 0 {
		t.Errorf("%d proofs failed", n)
	}
	if n := count(&v1.ListProofsRequest{Circuit: "glucose-5min-30d"}); n != 0 {
		t.Errorf("%d proofs of another circuit", n)
	}
	for _, err := range c.List(t.Context(), &v1.ListProofsRequest{PageToken: "CANARY"}) {
		wants(t, err, v1.Reason_REASON_FIELD_INVALID)
		violates(t, err, "page_token")
	}
}

func TestUnknownFieldsAreNotKept(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	first := submit(t, c, "key-00000001", in, "")
	// Field 99 of the window with four bytes, which no version knows.
	in.Window.ProtoReflect().SetUnknown([]byte{0x9a, 0x06, 0x04, 'e', 'v', 'i', 'l'})
	in.ProtoReflect().SetUnknown([]byte{0x9a, 0x06, 0x04, 'e', 'v', 'i', 'l'})
	if again := submit(t, c, "key-00000001", in, ""); again.GetId() != first.GetId() {
		t.Error("a field that nobody knows made another proof")
	}
}

func TestWipesWhatWasSubmitted(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	in := input(t, st.ask(t, w.clock.in(time.Hour), nil), st.enrol(t, healthy))
	ctx := access.With(t.Context(), access.Principal{Tenant: "clinic", Role: access.Holder})
	_, err := (&proofServer{Service: w.s}).SubmitProof(ctx, &v1.SubmitProofRequest{IdempotencyKey: "key-00000001", Input: in})
	check(t, err)
	for _, b := range append(in.GetWindow().GetReadings(), in.GetSecret()...) {
		if b != 0 {
			t.Fatal("the message still holds the readings or the secret")
		}
	}
}
