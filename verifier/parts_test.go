package verifier_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier"
)

// several asks three times for what the vector's answer proves, and answers three
// times. No request file may say that (package request refuses a repeated claim and
// a composition for a contract), so each check on the way can be reached with valid
// proofs here. Package local has tests of true compositions.
func several(t *testing.T) (*request.Request, attestation.Attestation) {
	t.Helper()
	r, a := question(t), answer(t)
	for range 2 {
		r.Also = append(r.Also, request.Part{Circuit: r.Circuit, Claim: r.Claim})
		a.Also = append(a.Also, attestation.Part{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof})
	}
	return r, a
}

var lenient = verifier.Options{Now: now, AllowDevelopment: true}

func TestEveryClaimAnsweredIsAccepted(t *testing.T) {
	r, a := several(t)
	if err := verifier.Check(r, a, lenient); err != nil {
		t.Fatal(err)
	}
}

func TestAsManyProofsAsClaims(t *testing.T) {
	r, a := several(t)
	for asked := range 4 {
		for answered := range 4 {
			q, b := *r, a
			q.Also = slices.Repeat(r.Also[:1], asked)
			b.Also = slices.Repeat(a.Also[:1], answered)
			err := verifier.Check(&q, b, lenient)
			if got := errors.Is(err, verifier.ErrParts); got != (asked != answered) || asked == answered && err != nil {
				t.Errorf("%d claims, %d proofs: got %v", asked+1, answered+1, err)
			}
		}
	}
}

// What is wrong with any part is found, for its own reason and under its number.
func TestEachPartIsHeldToItsOwnClaim(t *testing.T) {
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
	type both struct {
		asked  *request.Part
		answer *attestation.Part
	}
	for _, d := range []struct {
		name   string
		change func(both)
		want   any
	}{
		{"another circuit", func(b both) { b.answer.Circuit = otherID }, verifier.ErrCircuit},
		{"a request for another circuit", func(b both) { b.asked.Circuit, b.asked.Claim.Days = otherID, other.Days }, verifier.ErrCircuit},
		{"a circuit that nobody pinned", func(b both) {
			b.asked.Circuit[0] ^= 1
			b.answer.Circuit = b.asked.Circuit
		}, lock.ErrUnknownCircuit},
		{"another claim", func(b both) { b.answer.Claim.Add(&b.answer.Claim, &one) }, "claim"},
		// Of a contract's request the policy fixes the claim.
		{"a request for another claim", func(b both) { b.asked.Claim.Limits[0].Value++ }, request.ErrPolicy},
		{"a request for a weaker claim", func(b both) { b.asked.Claim.Limits[0].Value-- }, request.ErrPolicy},
		{"swapped points", func(b both) {
			first := [64]byte(b.answer.Proof[:64])
			copy(b.answer.Proof[:64], b.answer.Proof[192:256])
			copy(b.answer.Proof[192:256], first[:])
		}, attestation.ErrProofInvalid},
		{"no proof", func(b both) { b.answer.Proof = attestation.Proof{} }, attestation.ErrProofEncoding},
	} {
		for i := range 3 {
			t.Run(fmt.Sprintf("%s in part %d", d.name, i), func(t *testing.T) {
				r, a := several(t)
				asked := request.Part{Circuit: r.Circuit, Claim: r.Claim}
				answer := attestation.Part{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}
				d.change(both{&asked, &answer})
				if i == 0 {
					r.Circuit, r.Claim = asked.Circuit, asked.Claim
					a.Circuit, a.Inputs.Claim, a.Proof = answer.Circuit, answer.Claim, answer.Proof
				} else {
					r.Also[i-1], a.Also[i-1] = asked, answer
				}
				err := verifier.Check(r, a, lenient)
				mustRefuse(t, err, d.want)
				var part *verifier.PartError
				if !errors.As(err, &part) || part.Part != i {
					t.Errorf("got %v, want part %d", err, i)
				}
			})
		}
	}
}

// The checks keep their order over all parts: what is wrong with a later part is
// told before what a later step would find in an earlier one.
func TestOneStepLooksAtAllPartsBeforeTheNext(t *testing.T) {
	r, a := several(t)
	a.Proof[383] ^= 1               // found last
	a.Also[0].Claim.SetUint64(1)    // found before it
	a.Also[1].Circuit[0] ^= 1       // found first
	a.Inputs.Nullifier.SetUint64(0) // found second
	steps := []struct {
		want any
		mend func()
	}{
		{verifier.ErrCircuit, func() { a.Also[1].Circuit = a.Circuit }},
		{verifier.ErrNullifierZero, func() { a.Inputs.Nullifier = answer(t).Inputs.Nullifier }},
		{"claim", func() { a.Also[0].Claim = a.Inputs.Claim }},
		{attestation.ErrProofEncoding, func() { a.Proof[383] ^= 1 }},
	}
	for _, s := range steps {
		mustRefuse(t, verifier.Check(r, a, lenient), s.want)
		s.mend()
	}
	if err := verifier.Check(r, a, lenient); err != nil {
		t.Error(err)
	}
}

// Development keys in one part are development keys: one forged proof is enough.
func TestDevelopmentKeysOfAnyPartAreRefused(t *testing.T) {
	r, a := several(t)
	err := verifier.Check(r, a, verifier.Options{Now: now})
	mustRefuse(t, err, verifier.ErrDevelopment)
	r.Expires = time.Unix(0, 0)
	mustRefuse(t, verifier.Check(r, a, lenient), verifier.ErrExpired)
}

// The answer to one claim is told without a number.
func TestARefusalOfOneClaimHasNoNumber(t *testing.T) {
	r, a := question(t), answer(t)
	a.Inputs.Claim.SetUint64(1)
	var part *verifier.PartError
	if err := verifier.Check(r, a, lenient); err == nil || errors.As(err, &part) {
		t.Errorf("got %v", err)
	}
}
