package onchain

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// MaxBatch is the most answers that the gate takes at once.
const MaxBatch = 32

// maxConsentBytes bounds a signature: a smart account's may be longer than 65.
const maxConsentBytes = 4096

// ErrConsent says that a signature is missing or longer than any is.
var ErrConsent = errors.New("a consent signature has from 1 to 4096 bytes")

// Answer is what a holder hands in at the gate.
type Answer struct {
	Nullifier statement.Field
	Recipient common.Address
	Deadline  uint64 // unix seconds
	Proof     attestation.Proof
	Consent   []byte // the recipient's signature
}

// NewAnswer puts an attestation and its consent together. It returns
// request.ErrNoPayee for an attestation that is not for a contract.
func NewAnswer(a attestation.Attestation, consent []byte) (Answer, error) {
	if a.Payee == nil {
		return Answer{}, request.ErrNoPayee
	}
	if len(consent) == 0 || len(consent) > maxConsentBytes {
		return Answer{}, ErrConsent
	}
	return Answer{a.Inputs.Nullifier, a.Payee.Recipient, a.Payee.Deadline, a.Proof, consent}, nil
}

func (a Answer) abi() bindings.IAttestationGateAnswer {
	return bindings.IAttestationGateAnswer{
		Nullifier: toBig(a.Nullifier), Recipient: a.Recipient, Deadline: a.Deadline, Proof: a.Proof[:], Consent: a.Consent,
	}
}

// Check asks the gate whether it would accept, for nothing.
func (s *System) Check(ctx context.Context, policy [32]byte, epoch uint16, answer Answer) error {
	_, err := s.client.call(ctx, common.Address{}, s.gate(), bindings.NewAttestationGate().PackCheck(policy, epoch, answer.abi()))
	return err
}

// Submit sends one answer. Anyone may send anyone's.
func (s *System) Submit(ctx context.Context, a *Account, policy [32]byte, epoch uint16, answer Answer, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.gate(), bindings.NewAttestationGate().PackSubmit(policy, epoch, answer.abi()), o)
	return r, err
}

// BatchError names the member of a batch that the gate refused.
type BatchError struct {
	Index int   // from 0
	Err   error // the member's refusal
	Cause error // the batch's error; ErrMinedFail if it was sent
}

// Error names the member.
func (e *BatchError) Error() string {
	text := fmt.Sprintf("answer %d of the batch, counted from 0: %v; nothing was accepted", e.Index, e.Err)
	if errors.Is(e.Cause, ErrMinedFail) {
		text += fmt.Sprintf(": %v", e.Cause)
	}
	return text
}

// Unwrap is the member's refusal, and the batch's.
func (e *BatchError) Unwrap() []error { return []error{e.Err, e.Cause} }

// SubmitBatch sends several answers to one epoch in one transaction and returns
// how many were new. If one is refused none is accepted, and the error is a
// *BatchError if the member can be told.
func (s *System) SubmitBatch(ctx context.Context, a *Account, policy [32]byte, epoch uint16, answers []Answer, o Options) (int, Receipt, error) {
	b := bindings.NewAttestationGate()
	members := make([]bindings.IAttestationGateAnswer, len(answers))
	for i := range answers {
		members[i] = answers[i].abi()
	}
	data := b.PackSubmitBatch(policy, epoch, members)
	out, err := s.client.call(ctx, a.address, s.gate(), data)
	if err != nil {
		return 0, Receipt{}, s.blame(ctx, policy, epoch, answers, err)
	}
	if o.DryRun {
		accepted, err := b.UnpackSubmitBatch(out)
		if err != nil || !accepted.IsInt64() || accepted.Int64() > int64(len(answers)) {
			return 0, Receipt{}, fmt.Errorf("read from the gate: %w", errAnswer)
		}
		r, _, err := s.client.send(ctx, a, s.gate(), data, o)
		return int(accepted.Int64()), r, err
	}
	r, mined, err := s.client.send(ctx, a, s.gate(), data, o)
	if err != nil {
		return 0, r, s.blame(ctx, policy, epoch, answers, err)
	}
	return s.acceptedIn(mined), r, nil
}

// blame finds the member behind a refused batch. The gate names it if its proof
// is at fault; for everything else the members are asked about one by one.
func (s *System) blame(ctx context.Context, policy [32]byte, epoch uint16, answers []Answer, err error) error {
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Reason == "BatchSize" {
		return err
	}
	if refusal.Reason == "BatchMemberInvalid" && len(refusal.Args) == 1 {
		if i, e := strconv.Atoi(refusal.Args[0].Value); e == nil && i >= 0 && i < len(answers) {
			return &BatchError{i, &Refusal{Contract: refusal.Contract, Reason: "ProofInvalid"}, err}
		}
	}
	for i := range answers {
		var why *Refusal
		// One that is there already is passed over by the gate, so it is not to blame.
		if e := s.Check(ctx, policy, epoch, answers[i]); errors.As(e, &why) && why.Reason != "NullifierUsed" {
			return &BatchError{i, why, err}
		}
	}
	return err
}

func (s *System) acceptedIn(mined *types.Receipt) int {
	b, n := bindings.NewAttestationGate(), 0
	for _, l := range mined.Logs {
		if l.Address != s.d.Gate {
			continue
		}
		if _, err := b.UnpackAcceptedEvent(l); err == nil {
			n++
		}
	}
	return n
}

// Status is what a record is worth now.
type Status uint8

// The states of a record. Consumers accept Valid only.
const (
	Unknown Status = iota
	Valid
	Expired
	ConsentWithdrawn
	IssuersRevoked
	VerifierStopped
)

// String is the word for people.
func (s Status) String() string {
	words := [...]string{"unknown", "valid", "expired", "consent withdrawn", "issuers revoked", "verifier stopped"}
	if int(s) < len(words) {
		return words[s]
	}
	return fmt.Sprintf("status %d", s)
}

// Record is what the gate keeps of an accepted answer.
type Record struct {
	ValidUntil uint64 // unix seconds; zero if nothing was accepted
	Recipient  common.Address
}

// Status reads what a nullifier is worth, and its record.
func (s *System) Status(ctx context.Context, policy [32]byte, epoch uint16, nullifier statement.Field) (Status, Record, error) {
	b, n := bindings.NewAttestationGate(), toBig(nullifier)
	status, err := read(ctx, s.client, s.gate(), b.PackStatus(policy, epoch, n), b.UnpackStatus)
	if err != nil {
		return Unknown, Record{}, err
	}
	record, err := read(ctx, s.client, s.gate(), b.PackHistorical(policy, epoch, n), b.UnpackHistorical)
	return Status(status), Record{record.ValidUntil, record.Recipient}, err
}

// WithdrawConsent withdraws the account's consent to a policy for ever.
func (s *System) WithdrawConsent(ctx context.Context, a *Account, policy [32]byte, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.consents(), bindings.NewConsentRegistry().PackWithdraw(policy), o)
	return r, err
}

// WithdrawConsentFor sends a withdrawal that a participant signed.
func (s *System) WithdrawConsentFor(ctx context.Context, a *Account, w Withdrawal, signature []byte, o Options) (Receipt, error) {
	if len(signature) == 0 || len(signature) > maxConsentBytes {
		return Receipt{}, ErrConsent
	}
	data := bindings.NewConsentRegistry().PackWithdrawFor(w.Participant, w.Policy, w.ValidUntil, signature)
	r, _, err := s.client.send(ctx, a, s.consents(), data, o)
	return r, err
}

// ConsentIsWithdrawn says whether a participant withdrew from a policy.
func (s *System) ConsentIsWithdrawn(ctx context.Context, participant common.Address, policy [32]byte) (bool, error) {
	b := bindings.NewConsentRegistry()
	return read(ctx, s.client, s.consents(), b.PackIsWithdrawn(participant, policy), b.UnpackIsWithdrawn)
}
