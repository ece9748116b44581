// Package verifier decides whether an attestation answers a request.
//
// It promises that Check accepts only if the proof verifies under the pinned key
// of the request's circuit and every public input is the one that the request
// implies; the nullifier is all that comes from the holder. Of a composition every
// claim must be answered, under one nullifier. Whether that nullifier
// was used before in its scope is for the caller to keep. It reports which
// check failed first, in a fixed order, so that one failure cannot hide another.
//
// It never imports the prover. Cost: about 2 ms a claim.
package verifier

import (
	"errors"
	"fmt"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// Errors that Check returns. Match with errors.Is.
var (
	ErrExpired       = errors.New("the request has expired")
	ErrDeadline      = errors.New("the answer's deadline has passed")
	ErrClosed        = errors.New("the contract takes no more answers")
	ErrParts         = errors.New("the attestation has more or fewer proofs than the request has claims")
	ErrCircuit       = errors.New("the attestation is for another circuit")
	ErrNullifierZero = errors.New("the nullifier is zero")
	ErrDevelopment   = errors.New("the circuit's keys are development keys: anyone can forge proofs under them")
)

// A MismatchError reports a public input that is not the one the request asks
// for. All public inputs are public; it holds no private value.
type MismatchError struct {
	Input     string
	Want, Got statement.Field
}

// Error names the input.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("public input %q is not what the request asks for", e.Input)
}

// A PartError says for which claim of a composition an attestation is refused.
type PartError struct {
	Part int // from 0
	Err  error
}

// Error names the claim as people count.
func (e *PartError) Error() string { return fmt.Sprintf("claim %d: %v", e.Part+1, e.Err) }

// Unwrap gives the refusal.
func (e *PartError) Unwrap() error { return e.Err }

// Options say how strict a check is.
type Options struct {
	Now time.Time // zero means the present

	// AllowDevelopment accepts proofs under development keys, which anyone can
	// forge. It is for trying out.
	AllowDevelopment bool
}

// Check verifies an attestation against a request. Each step looks at all claims of
// a composition before the next one begins; a refusal for one of them is a
// *PartError.
func Check(r *request.Request, a attestation.Attestation, o Options) error {
	now := o.Now
	if now.IsZero() {
		now = time.Now()
	}
	if !now.Before(r.Expires) {
		return ErrExpired
	}
	asked, answers := r.Parts(), a.Parts()
	if len(asked) != len(answers) {
		return fmt.Errorf("%w: %d for %d", ErrParts, len(answers), len(asked))
	}
	each := func(check func(asked *request.Request, answer attestation.Attestation) error) error {
		for i := range asked {
			err := check(asked[i], answers[i])
			if err != nil && len(asked) > 1 {
				return &PartError{i, err}
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := each(o.checkCircuit); err != nil {
		return err
	}
	// One nullifier for all claims: it is what ties them to one holder.
	if a.Inputs.Nullifier.IsZero() {
		return ErrNullifierZero
	}
	seconds := uint64(max(0, now.Unix()))
	if r.Gate != nil && seconds > r.Gate.SubmitUntil {
		return ErrClosed
	}
	if a.Payee != nil && seconds > a.Payee.Deadline {
		return ErrDeadline
	}
	if err := each(checkInputs); err != nil {
		return err
	}
	return each(func(_ *request.Request, answer attestation.Attestation) error { return answer.Verify() })
}

func (o Options) checkCircuit(asked *request.Request, answer attestation.Attestation) error {
	if answer.Circuit != asked.Circuit {
		return ErrCircuit
	}
	entry, err := lock.ByID(answer.Circuit)
	if err != nil {
		return err
	}
	if !o.AllowDevelopment && entry.IsDevelopment() {
		return ErrDevelopment
	}
	return nil
}

// checkInputs compares every public input but the nullifier, which is the holder's.
func checkInputs(asked *request.Request, answer attestation.Attestation) error {
	want, err := asked.PublicInputs(answer.Inputs.Nullifier, answer.Payee)
	if err != nil {
		return err
	}
	wanted, got := want.Vector(), answer.Inputs.Vector()
	for i, name := range statement.PublicInputNames {
		if wanted[i] != got[i] {
			return &MismatchError{name, wanted[i], got[i]}
		}
	}
	return nil
}
