package service

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/verifier"
)

// vectorNow is before the deadline of the vector's proof.
var vectorNow = time.Unix(1_790_000_000, 0)

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(strings.TrimPrefix(s, "0x"))
	check(tb, err)
	return b
}

// vector is the committed proof for a contract and the request that it answers,
// put together from its terms.
func vector(tb testing.TB) (*request.Request, attestation.Attestation) {
	tb.Helper()
	var v struct {
		Circuit string `json:"circuit"`
		ChainID uint64 `json:"chain_id"`
		Gate    string `json:"gate"`
		Policy  struct {
			Claim       string `json:"claim"`
			SubmitUntil uint64 `json:"submit_until"`
			Validity    uint64 `json:"validity"`
		} `json:"policy"`
		Recipient string   `json:"recipient"`
		Deadline  uint64   `json:"deadline"`
		Inputs    []string `json:"inputs"`
		Proof     string   `json:"proof"`
	}
	var e struct {
		Statement struct {
			Keys []string `json:"issuer_keys"`
		} `json:"statement"`
	}
	for name, into := range map[string]any{"evm.json": &v, "encoding.json": &e} {
		raw, err := os.ReadFile("../../circuits/vectors/" + name)
		check(tb, err)
		check(tb, json.Unmarshal(raw, into))
	}
	entry, err := lock.ByName(v.Circuit)
	check(tb, err)
	id, err := statement.ParseCircuitID(entry.ID)
	check(tb, err)
	word, err := statement.ParseField(v.Policy.Claim)
	check(tb, err)
	asked, err := claim.FromWord(word.BigInt(new(big.Int)))
	check(tb, err)
	r := request.Request{
		From: "A trial", Consent: "I agree that this result is recorded.", Circuit: id, Claim: asked,
		Gate: &request.Gate{
			ChainID: v.ChainID, Address: [20]byte(unhex(tb, v.Gate)), SubmitUntil: v.Policy.SubmitUntil, Validity: v.Policy.Validity,
		},
		Expires: vectorNow.Add(time.Hour),
	}
	for _, k := range e.Statement.Keys {
		key, err := statement.PublicKeyFromBytes(unhex(tb, k))
		check(tb, err)
		r.Issuers = append(r.Issuers, key)
	}
	made, err := request.New(r)
	check(tb, err)
	a := attestation.Attestation{Circuit: id, Payee: &request.Payee{Recipient: [20]byte(unhex(tb, v.Recipient)), Deadline: v.Deadline}}
	var in [5]statement.Field
	for i := range in {
		in[i], err = statement.ParseField(v.Inputs[i])
		check(tb, err)
	}
	a.Inputs = statement.PublicInputsFromVector(in)
	copy(a.Proof[:], unhex(tb, v.Proof))
	return made, a
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
		"another consent":   {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Consent += "!" }, v1.Check_CHECK_PUBLIC_INPUT, "context"},
		"another chain":     {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Gate.ChainID++ }, v1.Check_CHECK_PUBLIC_INPUT, "scope"},
		"another claim":     {func(r *request.Request, _ *attestation.Attestation, _ *time.Time) { r.Claim.Limits.In70to180.BP++ }, v1.Check_CHECK_PUBLIC_INPUT, "claim"},
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
			attack.change(r, &a, &now)
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
		request.ErrNoPayee, request.ErrPayee, verifier.ErrExpired, verifier.ErrDeadline, verifier.ErrClosed,
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
