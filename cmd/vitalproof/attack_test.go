package main

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

// round is an issuer, a holder with a window, and requests about it.
type round struct {
	key    statement.PrivateKey
	secret statement.Secret
	window *statement.Window
	loaded *keys.Loaded
}

const roundDay claim.Day = 20500

func newRound(t *testing.T) *round {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(makeKey())
	c, err := catalogue.ByName(quickCircuit)
	must(err)
	store, err := keys.Open(testKeys)
	must(err)
	r := &round{}
	r.loaded, err = store.Load(t.Context(), c, nil)
	must(err)
	r.key, err = statement.NewPrivateKey(rand.Reader)
	must(err)
	r.secret, err = statement.NewSecret()
	must(err)
	record, err := statement.NewRecord(r.key.Public(), r.secret.Subject(r.key.Public()), c.Metric, roundDay-claim.Day(c.Days)+1)
	must(err)
	for range c.Days {
		block := make(statement.Block, c.Metric.SlotsPerDay())
		for i := range block {
			block[i] = uint64(90 + i)
		}
		must(record.Append(r.key, 1, block))
	}
	r.window, err = record.Window(roundDay, c.Days)
	must(err)
	return r
}

// ask makes a request of a scope, or of a contract for "".
func (r *round) ask(t *testing.T, scope string) *request.Request {
	t.Helper()
	preset, err := claim.Preset("consensus-2019-adult")
	if err != nil {
		t.Fatal(err)
	}
	c := r.loaded.Compiled.Circuit
	asked, err := claim.New(c.Metric, c.Days, roundDay, roundDay, 1, preset.Targets)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := lock.ByName(quickCircuit)
	if err != nil {
		t.Fatal(err)
	}
	id, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		t.Fatal(err)
	}
	q := request.Request{
		From: "A study", Consent: "I take part.", Circuit: id, Claim: asked, Scope: scope,
		Issuers: []statement.PublicKey{r.key.Public()}, Expires: time.Now().Add(time.Hour),
	}
	if scope == "" {
		const decades = 20_000 // days
		q.Gate = &request.Gate{
			ChainID: 1, Address: [20]byte{1}, Epoch: 3,
			EpochDays: 7, Epochs: 4, SubmitDays: decades, ValidDays: decades, Sponsor: [20]byte{2},
		}
		if err := q.Settle(); err != nil {
			t.Fatal(err)
		}
	}
	made, err := request.New(q)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// errand is what a holder wants of a service.
func (r *round) errand(t *testing.T, q *request.Request, payee *request.Payee) *errand {
	t.Helper()
	plan, err := local.PlanWindow(q, r.window, nil)
	if err != nil {
		t.Fatal(err)
	}
	entry, err := lock.ByName(quickCircuit)
	if err != nil {
		t.Fatal(err)
	}
	return &errand{plan: plan, secret: r.secret, payee: payee, entry: entry}
}

// serve is a service that does something.
func (r *round) serve(t *testing.T, e *errand) []byte {
	t.Helper()
	made, err := local.Prover{AllowDevelopment: true}.Prove(t.Context(), r.loaded, e.plan, e.secret, e.payee)
	if err != nil {
		t.Fatal(err)
	}
	file, err := attestation.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// lenient is how a holder verifies who is not in production.
func lenient() verifier.Options { return verifier.Options{Now: time.Now(), AllowDevelopment: true} }

// TestTakesFromAServiceOnlyWhatWasAskedFor plays services that use what they know
// of a holder for proofs of their own, which all verify.
func TestTakesFromAServiceOnlyWhatWasAskedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("five proofs")
	}
	me, you := newRound(t), newRound(t)
	mine, theirs := &request.Payee{Recipient: [20]byte{7}, Deadline: uint64(time.Now().Add(time.Hour).Unix())}, &request.Payee{}
	*theirs = *mine
	theirs.Recipient[0] = 8
	study, gate := me.ask(t, "study 12"), me.ask(t, "")

	want := me.errand(t, study, nil)
	good := me.serve(t, want)
	if _, err := want.check(good, lenient()); err != nil {
		t.Fatalf("what was asked for is refused: %v", err)
	}
	paid := me.errand(t, gate, mine)
	if _, err := paid.check(me.serve(t, paid), lenient()); err != nil {
		t.Fatalf("what was asked for is refused: %v", err)
	}

	changed := append([]byte(nil), good...)
	changed[len(changed)/2] ^= 1
	stranger := me.errand(t, study, nil)
	stranger.secret = you.secret // so that the nullifier of the answer is not mine
	for name, other := range map[string]struct {
		wanted *errand
		file   []byte
	}{
		"an answer to another request":         {want, me.serve(t, me.errand(t, me.ask(t, "study 13"), nil))},
		"an answer that pays somebody else":    {paid, me.serve(t, me.errand(t, gate, theirs))},
		"an answer for a contract":             {want, me.serve(t, paid)},
		"an answer of another holder":          {stranger, good},
		"a changed answer":                     {want, changed},
		"nothing":                              {want, nil},
		"an answer with something behind it":   {want, append(append([]byte(nil), good...), "{}"...)},
		"a request in place of an attestation": {want, mustMarshal(t, study)},
	} {
		_, err := other.wanted.check(other.file, lenient())
		if !errors.Is(err, errOtherProof) {
			t.Errorf("%s: %v", name, err)
		}
		if code := classify(err).code; code != exitRefused {
			t.Errorf("%s: exit code %d", name, code)
		}
	}
}

func mustMarshal(t *testing.T, r *request.Request) []byte {
	t.Helper()
	file, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestRefusesARequestThatTheServiceChanged plays a service that weakens what a study
// asks for, or lets in an issuer of its own.
func TestRefusesARequestThatTheServiceChanged(t *testing.T) {
	r := newRound(t)
	draft := r.ask(t, "study 12")
	other, err := request.New(*draft) // as a service makes it: with a nonce of its own
	if err != nil {
		t.Fatal(err)
	}
	if err := agreed(draft, mustMarshal(t, other)); err != nil {
		t.Fatalf("the same request with another nonce is refused: %v", err)
	}
	foreign, err := statement.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*request.Request){
		"from":     func(q *request.Request) { q.From = "Another study" },
		"consent":  func(q *request.Request) { q.Consent = "I take part in everything." },
		"scope":    func(q *request.Request) { q.Scope = "study 13" },
		"issuers":  func(q *request.Request) { q.Issuers = append([]statement.PublicKey{foreign.Public()}, q.Issuers...) },
		"expiry":   func(q *request.Request) { q.Expires = q.Expires.Add(time.Hour) },
		"seal":     func(q *request.Request) { q.Claim.MinAssurance = 0 },
		"earliest": func(q *request.Request) { q.Claim.EarliestEnd-- },
	} {
		q := *draft
		change(&q)
		made, err := request.New(q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		err = agreed(draft, mustMarshal(t, made))
		if !errors.Is(err, errOtherRequest) || classify(err).code != exitRefused {
			t.Errorf("a changed %s: %v", name, err)
		}
	}
	if err := agreed(draft, []byte("{}")); !errors.Is(err, errOtherRequest) {
		t.Errorf("no request at all: %v", err)
	}
}
