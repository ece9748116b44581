package service

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/circuits/vectors"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/verifier"
)

// vectorNow is before the deadline of the vector's proof.
var vectorNow = time.Unix(1_785_000_000, 0)

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// vector is the first committed proof for a contract and the request that it
// answers.
func vector(tb testing.TB) (*request.Request, attestation.Attestation) {
	tb.Helper()
	v, err := vectors.LoadEVM()
	check(tb, err)
	r, err := v.Question(0, vectorNow.Add(time.Hour))
	check(tb, err)
	a, err := v.Attestation(0)
	check(tb, err)
	return r, a
}

func verifierAt(now time.Time, development bool) *verifierServer {
	return &verifierServer{Service: New(Options{AllowDevelopment: development, Now: func() time.Time { return now }})}
}

func TestTheRightAnswerIsAccepted(t *testing.T) {
	r, a := vector(t)
	v := mustVerdict(t, verifierAt(vectorNow, true), r, a)
	nullifier := a.Inputs.Nullifier.Bytes()
	if !v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_PASSED || v.GetCircuit() != "glucose-15min-14d" ||
		!bytes.Equal(v.GetNullifier(), nullifier[:]) || v.GetMessage() == "" {
		t.Errorf("got %v", v)
	}
}

func mustVerdict(t *testing.T, s *verifierServer, r *request.Request, a attestation.Attestation) *v1.Verdict {
	t.Helper()
	asked, err := r.Marshal()
	check(t, err)
	file, err := attestation.Marshal(a)
	check(t, err)
	answer, err := s.VerifyAttestation(t.Context(), &v1.VerifyAttestationRequest{Request: asked, Attestation: file})
	check(t, err)
	return answer.GetVerdict()
}

// Each attack changes one thing of a request and its right answer.
func TestEachAttackFailsAtItsOwnCheck(t *testing.T) {
	other, err := lock.ByName("glucose-15min-30d")
	check(t, err)
	otherID, err := statement.ParseCircuitID(other.ID)
	check(t, err)
	one := statement.Field{}
	one.SetOne()
	for name, attack := range map[string]struct {
		change func(r *request.Request, a *attestation.Attestation, now *time.Time)
		check  v1.Check
		input  string
	}{
		"the request expires now": {func(r *request.Request, _ *attestation.Attestation, now *time.Time) { *now = r.Expires }, v1.Check_CHECK_EXPIRY, ""},
		"the contract has closed": {func(r *request.Request, _ *attestation.Attestation, now *time.Time) {
			*now = time.Unix(int64(r.Gate.SubmitUntil)+1, 0)
			r.Expires = now.Add(time.Hour)
		}, v1.Check_CHECK_EXPIRY, ""},
		"a proof more": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) {
			a.Payee = nil // beside one the file would not be read
			a.Also = []attestation.Part{{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}}
		}, v1.Check_CHECK_CLAIMS, ""},
		"a proof more and a payee": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) {
			a.Also = []attestation.Part{{Circuit: a.Circuit, Claim: a.Inputs.Claim, Proof: a.Proof}}
		}, v1.Check_CHECK_ENCODING, ""},
		"another circuit":            {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Circuit = otherID }, v1.Check_CHECK_CIRCUIT, ""},
		"a circuit that nobody pins": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Circuit[0] ^= 1 }, v1.Check_CHECK_CIRCUIT, ""},
		"a nullifier of zero":        {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Inputs.Nullifier.SetZero() }, v1.Check_CHECK_NULLIFIER, ""},
		"no payee":                   {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Payee = nil }, v1.Check_CHECK_PAYEE, ""},
		"a payee that is not wanted": {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Gate, r.Scope = nil, "a scope" }, v1.Check_CHECK_PAYEE, ""},
		"a deadline that has passed": {func(r *request.Request, a *attestation.Attestation, now *time.Time) {
			*now = time.Unix(int64(a.Payee.Deadline)+1, 0)
			r.Expires = now.Add(time.Hour)
		}, v1.Check_CHECK_PAYEE, ""},
		"another recipient": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Payee.Recipient[3] ^= 1 }, v1.Check_CHECK_PUBLIC_INPUT, "context"},
		"another consent":   {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Consent += "!" }, v1.Check_CHECK_PUBLIC_INPUT, "scope"},
		"another chain":     {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Gate.ChainID++ }, v1.Check_CHECK_PUBLIC_INPUT, "scope"},
		"another claim":     {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Claim.Limits[0].Value++ }, v1.Check_CHECK_PUBLIC_INPUT, "claim"},
		"fewer issuers":     {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Issuers = r.Issuers[1:] }, v1.Check_CHECK_PUBLIC_INPUT, "issuers"},
		"another nullifier": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) {
			a.Inputs.Nullifier.Add(&a.Inputs.Nullifier, &one)
		}, v1.Check_CHECK_PROOF, ""},
		"a flipped bit": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Proof[200] ^= 4 }, v1.Check_CHECK_PROOF, ""},
		"swapped points": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) {
			first := [64]byte(a.Proof[:64])
			copy(a.Proof[:64], a.Proof[192:256])
			copy(a.Proof[192:256], first[:])
		}, v1.Check_CHECK_PROOF, ""},
		"no proof": {func(_ *request.Request, a *attestation.Attestation, _ *time.Time) { a.Proof = attestation.Proof{} }, v1.Check_CHECK_PROOF, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, a := vector(t)
			now := vectorNow
			if attack.change(r, &a, &now); r.Gate != nil {
				check(t, r.Settle()) // a request of another policy, and not one that is none
			}
			v := mustVerdict(t, verifierAt(now, true), r, a)
			if v.GetAccepted() || v.GetFailedCheck() != attack.check || v.GetPublicInput() != attack.input ||
				len(v.GetNullifier()) != 0 || v.GetMessage() == "" {
				t.Errorf("got %v", v)
			}
		})
	}
}

func TestDevelopmentKeysAreRefusedUnlessAllowed(t *testing.T) {
	r, a := vector(t)
	if v := mustVerdict(t, verifierAt(vectorNow, false), r, a); v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_DEVELOPMENT_KEYS {
		t.Errorf("got %v", v)
	}
}

// An alias is another file for the same number, or a number above the modulus.
func TestAliasesOfAnAttestationAreNoEncoding(t *testing.T) {
	r, a := vector(t)
	asked, err := r.Marshal()
	check(t, err)
	file, err := attestation.Marshal(a)
	check(t, err)
	n := a.Inputs.Nullifier.BigInt(new(big.Int))
	alias := fmt.Sprintf("0x%064x", n.Add(n, statement.Modulus()))
	for name, changed := range map[string]string{
		"p + r":       strings.Replace(string(file), statement.FormatField(a.Inputs.Nullifier), alias, 1),
		"capitals":    strings.Replace(string(file), statement.FormatField(a.Inputs.Nullifier), "0x"+strings.ToUpper(statement.FormatField(a.Inputs.Nullifier)[2:]), 1),
		"another key": strings.Replace(string(file), `"proof"`, `"Proof"`, 1),
		"a field more": strings.Replace(string(file), `"proof"`, `"note": "x",
  "proof"`, 1),
		"data after it": string(file) + "{}",
		"no JSON":       "x",
	} {
		if changed == string(file) {
			t.Fatalf("%s changes nothing", name)
		}
		answer, err := verifierAt(vectorNow, true).VerifyAttestation(t.Context(), &v1.VerifyAttestationRequest{Request: asked, Attestation: []byte(changed)})
		check(t, err)
		if v := answer.GetVerdict(); v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_ENCODING {
			t.Errorf("%s: got %v", name, v)
		}
	}
}

func TestARequestThatCannotBeReadIsAnError(t *testing.T) {
	_, a := vector(t)
	file, err := attestation.Marshal(a)
	check(t, err)
	_, err = verifierAt(vectorNow, true).VerifyAttestation(t.Context(), &v1.VerifyAttestationRequest{Request: []byte("CANARY"), Attestation: file})
	if status.Code(err) != codes.InvalidArgument || reasonIn(t, err) != "REQUEST_MALFORMED" || strings.Contains(whole(err), "CANARY") {
		t.Errorf("got %v", whole(err))
	}
}

func TestARequestOfACircuitThatNobodyPinsIsAVerdict(t *testing.T) {
	r, a := vector(t)
	asked, err := r.Marshal()
	check(t, err)
	id := r.Circuit.String()
	asked = bytes.Replace(asked, []byte(id), []byte("00"+id[2:]), 1)
	file, err := attestation.Marshal(a)
	check(t, err)
	s := verifierAt(vectorNow, true)
	for want, answer := range map[v1.Check][]byte{v1.Check_CHECK_CIRCUIT: file, v1.Check_CHECK_ENCODING: []byte("x")} {
		got, err := s.VerifyAttestation(t.Context(), &v1.VerifyAttestationRequest{Request: asked, Attestation: answer})
		if err != nil || got.GetVerdict().GetFailedCheck() != want || got.GetVerdict().GetAccepted() {
			t.Errorf("got %v, %v; want %s", got.GetVerdict(), err, want)
		}
	}
}

// Every error that a check can end with is in the table; a fault of ours is none.
func TestEveryErrorOfTheVerifierHasItsCheck(t *testing.T) {
	for _, err := range []error{
		attestation.ErrFile, attestation.ErrProofEncoding, attestation.ErrProofInvalid, lock.ErrUnknownCircuit,
		request.ErrNoPayee, request.ErrPayee, verifier.ErrExpired, verifier.ErrDeadline, verifier.ErrClosed, verifier.ErrParts,
		verifier.ErrCircuit, verifier.ErrNullifierZero, verifier.ErrDevelopment, &verifier.MismatchError{Input: "scope"},
	} {
		v, failed := refuse(fmt.Errorf("step: %w", err), "")
		if failed != nil || v.GetAccepted() || v.GetFailedCheck() <= v1.Check_CHECK_PASSED {
			t.Errorf("%v is %v, %v", err, v, failed)
		}
	}
	for _, err := range []error{lock.ErrKeyHash, lock.ErrKeyStructure, errors.New("anything else")} {
		if v, failed := refuse(err, ""); v != nil || status.Code(failed) != codes.Internal {
			t.Errorf("%v is %v, %v", err, v, failed)
		}
	}
}
