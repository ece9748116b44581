// Package verifier decides whether an attestation answers a request.
//
// It promises that Check accepts only if the proof verifies under the pinned key
// of the request's circuit and every public input is the one that the request
// implies; the nullifier is all that comes from the holder. Whether that nullifier
// was used before in its scope is for the caller to keep. It reports which
// check failed first, in a fixed order, so that one failure cannot hide another.
//
// It never imports the prover. Cost: about 2 ms a check.
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

// Options say how strict a check is.
type Options struct {
	Now time.Time // zero means the present

	// AllowDevelopment accepts proofs under development keys, which anyone can
	// forge. It is for trying out.
	AllowDevelopment bool
}

// Check verifies an attestation against a request.
func Check(r *request.Request, a attestation.Attestation, o Options) error {
	now := o.Now
	if now.IsZero() {
		now = time.Now()
	}
	if !now.Before(r.Expires) {
		return ErrExpired
	}
	if a.Circuit != r.Circuit {
		return ErrCircuit
	}
	entry, err := lock.ByID(a.Circuit)
	if err != nil {
		return err
	}
	if !o.AllowDevelopment && entry.IsDevelopment() {
		return ErrDevelopment
	}
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
	want, err := r.PublicInputs(a.Inputs.Nullifier, a.Payee)
	if err != nil {
		return err
	}
	wanted, got := want.Vector(), a.Inputs.Vector()
	for i, name := range statement.PublicInputNames {
		if wanted[i] != got[i] {
			return &MismatchError{name, wanted[i], got[i]}
		}
	}
	return a.Verify()
}
