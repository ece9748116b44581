package verifier_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier"
)

// refusals are all errors by which callers tell refusals apart.
var refusals = []error{
	verifier.ErrExpired, verifier.ErrDeadline, verifier.ErrParts, verifier.ErrCircuit, verifier.ErrNullifierZero, verifier.ErrDevelopment,
	request.ErrNoPayee, request.ErrPayee, request.ErrPolicy, lock.ErrUnknownCircuit, attestation.ErrProofInvalid, attestation.ErrProofEncoding,
}

// mustRefuse checks that an error is the wanted one and none of the others. A
// wanted text is the input of a MismatchError.
func mustRefuse(t *testing.T, got error, want any) {
	t.Helper()
	var mismatch *verifier.MismatchError
	isMismatch := errors.As(got, &mismatch)
	input, wantMismatch := want.(string)
	if isMismatch != wantMismatch || (isMismatch && mismatch.Input != input) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for _, r := range refusals {
		if is := errors.Is(got, r); is != (r == want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestTheRightAnswerIsAccepted(t *testing.T) {
	if err := verifier.Check(question(t), answer(t), verifier.Options{Now: now, AllowDevelopment: true}); err != nil {
		t.Fatal(err)
	}
}

// The request may lie in another order of keys, be read from its file, and the
// answer too: that is how both reach a verifier.
func TestTheRightAnswerIsAcceptedFromFiles(t *testing.T) {
	r := question(t)
	slices.Reverse(r.Issuers)
	raw, err := r.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if r, err = request.Parse(raw); err != nil {
		t.Fatal(err)
	}
	if raw, err = attestation.Marshal(answer(t)); err != nil {
		t.Fatal(err)
	}
	a, err := attestation.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := verifier.Check(r, a, verifier.Options{Now: now, AllowDevelopment: true}); err != nil {
		t.Error(err)
	}
}

// deviation is one thing that is wrong while everything else is right.
type deviation struct {
	name   string
	change func(*request.Request, *attestation.Attestation, *verifier.Options)
	want   any
}

func deviations(t *testing.T) []deviation {
	other, err := lock.ByName("glucose-15min-30d")
	if err != nil {
		t.Fatal(err)
	}
	otherID, err := statement.ParseCircuitID(other.ID)
	if err != nil {
		t.Fatal(err)
	}
	one := statement.Field{}
	one.SetOne()
	onRequest := func(change func(*request.Request)) func(*request.Request, *attestation.Attestation, *verifier.Options) {
		return func(r *request.Request, _ *attestation.Attestation, _ *verifier.Options) { change(r) }
	}
	// A request that its policy asks for: another policy's than the answer's.
	onPolicy := func(change func(*request.Request)) func(*request.Request, *attestation.Attestation, *verifier.Options) {
		return onRequest(func(r *request.Request) {
			if change(r); r.Gate == nil { // another deviation took it
				return
			}
			if err := r.Settle(); err != nil && !errors.Is(err, lock.ErrUnknownCircuit) { // another deviation's circuit
				t.Error(err)
			}
		})
	}
	onAnswer := func(change func(*attestation.Attestation)) func(*request.Request, *attestation.Attestation, *verifier.Options) {
		return func(_ *request.Request, a *attestation.Attestation, _ *verifier.Options) { change(a) }
	}
	plusOne := func(f *statement.Field) { f.Add(f, &one) }
	list := []deviation{
		{"the request expires now", func(r *request.Request, _ *attestation.Attestation, o *verifier.Options) { o.Now = r.Expires }, verifier.ErrExpired},
		{"the request expired", func(r *request.Request, _ *attestation.Attestation, o *verifier.Options) {
			o.Now = r.Expires.Add(time.Hour)
		}, verifier.ErrExpired},
		{"two proofs more", onAnswer(func(a *attestation.Attestation) {
			more := attestation.Part{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}
			a.Also = []attestation.Part{more, more}
		}), verifier.ErrParts},
		{"a claim more", onRequest(func(r *request.Request) {
			r.Also = []request.Part{{Circuit: r.Circuit, Claim: r.Claim}}
		}), verifier.ErrParts},
		{"an answer for another circuit", onAnswer(func(a *attestation.Attestation) { a.Circuit = otherID }), verifier.ErrCircuit},
		{"a request for another circuit", onRequest(func(r *request.Request) { r.Circuit, r.Claim.Days = otherID, other.Days }), verifier.ErrCircuit},
		{"a circuit that nobody pinned", func(r *request.Request, a *attestation.Attestation, _ *verifier.Options) {
			r.Circuit[0] ^= 1
			a.Circuit = r.Circuit
		}, lock.ErrUnknownCircuit},
		{"development keys in production", func(_ *request.Request, _ *attestation.Attestation, o *verifier.Options) { o.AllowDevelopment = false }, verifier.ErrDevelopment},
		{"a nullifier of zero", onAnswer(func(a *attestation.Attestation) { a.Inputs.Nullifier.SetZero() }), verifier.ErrNullifierZero},
		{"a deadline that has passed", func(r *request.Request, a *attestation.Attestation, o *verifier.Options) {
			o.Now = time.Unix(int64(a.Payee.Deadline)+1, 0)
			r.Expires = o.Now.Add(time.Hour)
		}, verifier.ErrDeadline},
		{"a contract that takes no more answers", func(r *request.Request, _ *attestation.Attestation, o *verifier.Options) {
			o.Now = time.Unix(int64(r.Gate.SubmitUntil)+1, 0)
			r.Expires = o.Now.Add(time.Hour)
		}, verifier.ErrClosed},
		{"no payee for a contract", onAnswer(func(a *attestation.Attestation) { a.Payee = nil }), request.ErrNoPayee},
		{"a payee without a contract", onRequest(func(r *request.Request) { r.Gate, r.Scope = nil, "a scope" }), request.ErrPayee},
		{"another recipient", onAnswer(func(a *attestation.Attestation) { a.Payee.Recipient[0] ^= 1 }), "context"},
		{"another deadline", onAnswer(func(a *attestation.Attestation) { a.Payee.Deadline++ }), "context"},
		{"another consent", onRequest(func(r *request.Request) { r.Consent += " " }), request.ErrPolicy},
		{"another policy's consent", onPolicy(func(r *request.Request) { r.Consent += " " }), "scope"},
		{"another chain", onRequest(func(r *request.Request) { r.Gate.ChainID = 1 }), "scope"},
		{"another contract", onRequest(func(r *request.Request) { r.Gate.Address[19] ^= 1 }), "scope"},
		{"another last day", onRequest(func(r *request.Request) { r.Gate.SubmitUntil++ }), request.ErrPolicy},
		{"another expiry", onRequest(func(r *request.Request) { r.Gate.Expiry++ }), request.ErrPolicy},
		{"another policy", onRequest(func(r *request.Request) { r.Gate.Policy[0] ^= 1 }), request.ErrPolicy},
		{"another epoch", onRequest(func(r *request.Request) { r.Gate.Epoch++ }), request.ErrPolicy},
		{"another sponsor", onRequest(func(r *request.Request) { r.Gate.Sponsor[0] ^= 1 }), request.ErrPolicy},
		{"a policy with another last day", onPolicy(func(r *request.Request) { r.Gate.SubmitDays++ }), "scope"},
		{"a policy with another expiry", onPolicy(func(r *request.Request) { r.Gate.ValidDays++ }), "scope"},
		{"a policy with more epochs", onPolicy(func(r *request.Request) { r.Gate.Epochs++ }), "scope"},
		{"a policy of another sponsor", onPolicy(func(r *request.Request) { r.Gate.Sponsor[1] ^= 1 }), "scope"},
		{"another claim", onPolicy(func(r *request.Request) { r.Claim.Limits[0].Value++ }), "claim"},
		{"a weaker claim", onPolicy(func(r *request.Request) { r.Claim.Limits[0].Value -= 1000 }), "claim"},
		{"a later window", onPolicy(func(r *request.Request) { r.Claim.LatestEnd++ }), "claim"},
		{"an issuer less", onPolicy(func(r *request.Request) { r.Issuers = r.Issuers[1:] }), "issuers"},
		{"an issuer of the set alone", onPolicy(func(r *request.Request) { r.Issuers = r.Issuers[:1] }), "issuers"},
		{"another nullifier", onAnswer(func(a *attestation.Attestation) { plusOne(&a.Inputs.Nullifier) }), attestation.ErrProofInvalid},
		{"a proof of other points", onAnswer(func(a *attestation.Attestation) {
			first := [64]byte(a.Proof[:64]) // A and C change places
			copy(a.Proof[:64], a.Proof[192:256])
			copy(a.Proof[192:256], first[:])
		}), attestation.ErrProofInvalid},
		{"a proof with another byte", onAnswer(func(a *attestation.Attestation) { a.Proof[383] ^= 1 }), attestation.ErrProofEncoding},
		{"no proof", onAnswer(func(a *attestation.Attestation) { a.Proof = attestation.Proof{} }), attestation.ErrProofEncoding},
	}
	for i, name := range statement.PublicInputNames {
		if name == "nullifier" { // the one that comes from the holder
			continue
		}
		list = append(list, deviation{"an answer with another " + name, onAnswer(func(a *attestation.Attestation) {
			v := a.Inputs.Vector()
			plusOne(&v[i])
			a.Inputs = statement.PublicInputsFromVector(v)
		}), name})
	}
	return list
}

func TestEachDeviationIsRefusedForItsOwnReason(t *testing.T) {
	for _, d := range deviations(t) {
		t.Run(d.name, func(t *testing.T) {
			r, a, o := question(t), answer(t), verifier.Options{Now: now, AllowDevelopment: true}
			d.change(r, &a, &o)
			mustRefuse(t, verifier.Check(r, a, o), d.want)
		})
	}
}

// No deviation makes another acceptable: two wrongs are refused as well.
func TestNoTwoDeviationsAreAccepted(t *testing.T) {
	if testing.Short() {
		t.Skip("checks some 400 pairs")
	}
	all := deviations(t)
	question, answer := question(t), answer(t)
	for i, first := range all {
		for _, second := range all[i+1:] {
			copied, gate, payee := *question, *question.Gate, *answer.Payee
			r, a, o := &copied, answer, verifier.Options{Now: now, AllowDevelopment: true}
			r.Gate, a.Payee = &gate, &payee
			first.change(r, &a, &o)
			if a.Payee == nil || r.Gate == nil { // the second may look into them
				continue
			}
			second.change(r, &a, &o)
			if err := verifier.Check(r, a, o); err == nil {
				t.Errorf("%s and %s: accepted", first.name, second.name)
			}
		}
	}
}

func TestAMismatchSaysWhatWasWanted(t *testing.T) {
	r, a := question(t), answer(t)
	honest := a.Inputs.Scope
	a.Inputs.Scope.SetUint64(5)
	var m *verifier.MismatchError
	if err := verifier.Check(r, a, verifier.Options{Now: now, AllowDevelopment: true}); !errors.As(err, &m) {
		t.Fatalf("got %v", err)
	}
	if m.Want != honest || m.Got != a.Inputs.Scope || !strings.Contains(m.Error(), `"scope"`) {
		t.Errorf("got %+v, %s", m, m)
	}
}

func TestTheLastMomentsCount(t *testing.T) {
	r, a := question(t), answer(t)
	if err := verifier.Check(r, a, verifier.Options{Now: r.Expires.Add(-time.Second), AllowDevelopment: true}); err != nil {
		t.Errorf("a second before the request expires: %v", err)
	}
	deadline := time.Unix(int64(a.Payee.Deadline), 0)
	r.Expires = deadline.Add(time.Hour)
	if err := verifier.Check(r, a, verifier.Options{Now: deadline, AllowDevelopment: true}); err != nil {
		t.Errorf("the deadline's own second: %v", err) // as in the contract
	}
}

func TestWithoutATimeItIsThePresent(t *testing.T) {
	r, a := question(t), answer(t)
	a.Payee = nil // so that the check ends before the vector's deadline matters
	r.Expires = time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	mustRefuse(t, verifier.Check(r, a, verifier.Options{}), verifier.ErrExpired)
	r.Expires = time.Now().Add(time.Hour)
	mustRefuse(t, verifier.Check(r, a, verifier.Options{AllowDevelopment: true}), request.ErrNoPayee)
}
