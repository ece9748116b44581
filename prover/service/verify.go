package service

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/verifier"
)

// refusals are the errors of the verifier by the check that they belong to. An
// error that is neither here nor a MismatchError is a fault of ours and becomes no
// verdict.
var refusals = []struct {
	is    error
	check v1.Check
	text  string
}{
	{attestation.ErrFile, v1.Check_CHECK_ENCODING, "the attestation is not a readable file, or not canonical"},
	{verifier.ErrExpired, v1.Check_CHECK_EXPIRY, "the request has expired"},
	{verifier.ErrClosed, v1.Check_CHECK_EXPIRY, "the contract takes no more answers"},
	{verifier.ErrParts, v1.Check_CHECK_CLAIMS, "the attestation has more or fewer proofs than the request has claims"},
	{verifier.ErrCircuit, v1.Check_CHECK_CIRCUIT, "the attestation is for another circuit than the request"},
	{lock.ErrUnknownCircuit, v1.Check_CHECK_CIRCUIT, "the circuit is not pinned by this version"},
	{verifier.ErrDevelopment, v1.Check_CHECK_DEVELOPMENT_KEYS, "the circuit has development keys: anyone can forge proofs under them"},
	{verifier.ErrNullifierZero, v1.Check_CHECK_NULLIFIER, "the nullifier is zero"},
	{verifier.ErrDeadline, v1.Check_CHECK_PAYEE, "the answer's deadline has passed"},
	{request.ErrNoPayee, v1.Check_CHECK_PAYEE, "the request is for a contract: the answer needs a recipient and a deadline"},
	{request.ErrPayee, v1.Check_CHECK_PAYEE, "the request is not for a contract: the answer takes no recipient or deadline"},
	{attestation.ErrProofEncoding, v1.Check_CHECK_PROOF, "the proof is not an encoding of points"},
	{attestation.ErrProofInvalid, v1.Check_CHECK_PROOF, "the proof does not verify under the circuit's key for these public inputs"},
}

// circuitSeparator stands between the circuits of a composition.
const circuitSeparator = "+"

// refuse makes the verdict that an error means.
func refuse(err error, circuit string) (*v1.Verdict, error) {
	about := ""
	if part := new(verifier.PartError); errors.As(err, &part) {
		about = fmt.Sprintf("claim %d: ", part.Part+1)
	}
	var mismatch *verifier.MismatchError
	if errors.As(err, &mismatch) {
		return &v1.Verdict{
			FailedCheck: v1.Check_CHECK_PUBLIC_INPUT, Message: about + mismatch.Error(),
			PublicInput: mismatch.Input, Circuit: circuit,
		}, nil
	}
	for _, r := range refusals {
		if errors.Is(err, r.is) {
			return &v1.Verdict{FailedCheck: r.check, Message: about + r.text, Circuit: circuit}, nil
		}
	}
	return nil, Fail(v1.Reason_REASON_INTERNAL)
}

// circuitsOf names the circuits of an attestation; "" if one is not pinned.
func circuitsOf(a attestation.Attestation) string {
	var names []string
	for _, p := range a.Parts() {
		name := circuitName(p.Circuit)
		if name == "" {
			return ""
		}
		names = append(names, name)
	}
	return strings.Join(names, circuitSeparator)
}

// judge decides whether an attestation file answers a request. The verdict of an
// accepted one comes with what was read.
func (s *Service) judge(r *request.Request, file []byte) (*v1.Verdict, attestation.Attestation, error) {
	a, err := attestation.Parse(file)
	if err != nil {
		v, err := refuse(err, "")
		return v, a, err
	}
	circuit := circuitsOf(a)
	if err := verifier.Check(r, a, verifier.Options{Now: s.now(), AllowDevelopment: s.allowDevelopment}); err != nil {
		v, err := refuse(err, circuit)
		return v, a, err
	}
	nullifier := a.Inputs.Nullifier.Bytes()
	return &v1.Verdict{
		Accepted: true, FailedCheck: v1.Check_CHECK_PASSED, Message: "the attestation answers the request",
		Nullifier: nullifier[:], Circuit: circuit,
	}, a, nil
}

// VerifyAttestation implements v1.VerifierServiceServer.
func (s *verifierServer) VerifyAttestation(_ context.Context, m *v1.VerifyAttestationRequest) (*v1.VerifyAttestationResponse, error) {
	r, err := request.Parse(m.GetRequest())
	if errors.Is(err, lock.ErrUnknownCircuit) {
		// The file is readable, and what it asks for nobody can answer here.
		v, err := s.unpinned(m.GetAttestation())
		return &v1.VerifyAttestationResponse{Verdict: v}, err
	}
	if err != nil {
		return nil, Fail(v1.Reason_REASON_REQUEST_MALFORMED, Violation{"request", clip(err.Error())})
	}
	v, _, err := s.judge(r, m.GetAttestation())
	if err != nil {
		return nil, err
	}
	return &v1.VerifyAttestationResponse{Verdict: v}, nil
}

// unpinned is the verdict on an answer to a request of an unknown circuit: the
// checks keep their order.
func (s *Service) unpinned(file []byte) (*v1.Verdict, error) {
	if _, err := attestation.Parse(file); err != nil {
		return refuse(err, "")
	}
	return refuse(lock.ErrUnknownCircuit, "")
}
