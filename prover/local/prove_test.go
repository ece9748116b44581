package local_test

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

// The whole way without a chain, and what the answer is bound to.
func TestAnAnswerIsForItsRequestAlone(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	r := ask(t, h, nil)
	a, err := prover.Prove(t.Context(), l, plan(t, r, h), h.secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := attestation.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = attestation.Parse(raw); err != nil {
		t.Fatal(err)
	}
	if err := verifier.Check(r, a, verifier.Options{AllowDevelopment: true}); err != nil {
		t.Fatalf("the verifier refuses what the prover made: %v", err)
	}
	if a.Payee != nil || a.Inputs.Nullifier != h.secret.Nullifier(statement.ScopeText(r.Scope)) {
		t.Error("a payee or another nullifier")
	}
	// The same words asked once more, by the same or by somebody else.
	var m *verifier.MismatchError
	for name, change := range map[string]func(*request.Request){
		"a new nonce":     func(r *request.Request) { r.Nonce[0] ^= 1 },
		"another name":    func(r *request.Request) { r.From = "Another study" },
		"another consent": func(r *request.Request) { r.Consent = "I agree to everything." },
		"a later expiry":  func(r *request.Request) { r.Expires = r.Expires.Add(time.Hour) },
	} {
		other := *r
		change(&other)
		if err := verifier.Check(&other, a, verifier.Options{AllowDevelopment: true}); !errors.As(err, &m) || m.Input != "context" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Proofs are blinded: two of one witness have no point in common, so nobody sees
// that they are about the same readings.
func TestTwoProofsOfOneWitnessShareNoPoint(t *testing.T) {
	l, w := loaded(t), witness(t)
	var seen [5]map[string]bool
	for i := range seen {
		seen[i] = map[string]bool{}
	}
	const proofs = 3
	for range proofs {
		a, err := local.ProveWitness(t.Context(), l, w)
		if err != nil {
			t.Fatal(err)
		}
		if a.Inputs != w.Public || a.Circuit != l.Compiled.ID {
			t.Error("the inputs or the circuit are not the witness's")
		}
		for i, p := range [][]byte{a.Proof[:64], a.Proof[64:192], a.Proof[192:256], a.Proof[256:320], a.Proof[320:]} {
			seen[i][string(p)] = true
		}
	}
	for i, name := range []string{"A", "B", "C", "D", "P"} {
		if len(seen[i]) != proofs {
			t.Errorf("%d proofs have %d different %s", proofs, len(seen[i]), name)
		}
	}
}

func TestOneHolderHasOneNullifierAScope(t *testing.T) {
	h := weekHolder(t)
	nullifier := func(scope string) statement.Field {
		r := ask(t, h, func(r *request.Request) { r.Scope = scope })
		w, err := plan(t, r, h).Witness(h.secret, nil)
		if err != nil {
			t.Fatal(err)
		}
		return w.Public.Nullifier
	}
	first, second, other := nullifier("a"), nullifier("a"), nullifier("b")
	if first != second { // of two requests, with two nonces
		t.Error("one scope has two")
	}
	if first == other {
		t.Error("two scopes share one")
	}
}

// Whoever does not ask for development keys does not get a proof under them, and
// nothing else keeps a ceremony's keys from being used.
func TestDevelopmentKeysAreRefusedUnlessAllowed(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	r := ask(t, h, nil)
	named := func(ceremony string) *keys.Loaded {
		other := *l
		other.Entry.Ceremony = ceremony
		return &other
	}
	a, err := local.Prover{}.Prove(t.Context(), named(lock.Development), plan(t, r, h), h.secret, nil)
	if !errors.Is(err, local.ErrDevelopment) || !reflect.DeepEqual(a, attestation.Attestation{}) {
		t.Errorf("got %v, want %v and no attestation", err, local.ErrDevelopment)
	}
	if a, err = (local.Prover{}).Prove(t.Context(), named(lock.CeremonyPrefix+"test"), plan(t, r, h), h.secret, nil); err != nil {
		t.Fatalf("keys from a ceremony: %v", err)
	}
	if err := verifier.Check(r, a, verifier.Options{AllowDevelopment: true}); err != nil {
		t.Errorf("keys from a ceremony: %v", err)
	}
}

func TestProveRefusesAnotherCircuitsKey(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	other := &keys.Loaded{Entry: l.Entry, Compiled: &catalogue.Compiled{Circuit: l.Compiled.Circuit, System: l.Compiled.System}, Proving: l.Proving}
	other.Compiled.ID = l.Compiled.ID
	other.Compiled.ID[0] ^= 1
	if _, err := prover.Prove(t.Context(), other, plan(t, ask(t, h, nil), h), h.secret, nil); !errors.Is(err, local.ErrOtherCircuit) {
		t.Errorf("got %v, want %v", err, local.ErrOtherCircuit)
	}
}

// A key that was damaged in memory, or bad hardware: a holder hands out a proof
// that verifies or none.
func TestAProofThatDoesNotVerifyIsNotReturned(t *testing.T) {
	l, w := loaded(t), witness(t)
	_, _, g, _ := curve.Generators()
	proving := *l.Proving
	proving.G1.Alpha = *new(curve.G1Affine).Add(&proving.G1.Alpha, &g)
	a, err := local.ProveWitness(t.Context(), &keys.Loaded{Entry: l.Entry, Compiled: l.Compiled, Proving: &proving}, w)
	if !errors.Is(err, local.ErrSelfCheck) || !reflect.DeepEqual(a, attestation.Attestation{}) {
		t.Errorf("got %v, want %v and no attestation", err, local.ErrSelfCheck)
	}
}

func TestACancelledProofIsNotMade(t *testing.T) {
	l, h := loaded(t), weekHolder(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a, err := prover.Prove(ctx, l, plan(t, ask(t, h, nil), h), h.secret, nil)
	if !errors.Is(err, context.Canceled) || !reflect.DeepEqual(a, attestation.Attestation{}) {
		t.Errorf("got %v", err)
	}
}
