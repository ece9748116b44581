package worker

import (
	"errors"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// Error is a job that came to nothing. It holds no text of the child and no value
// of the input.
type Error struct {
	Reason    v1.Reason
	Retryable bool // another attempt may succeed
}

// Error names the reason.
func (e *Error) Error() string {
	switch e.Reason {
	case v1.Reason_REASON_MEMORY:
		return "the worker needed more memory than it may have"
	case v1.Reason_REASON_WORKER:
		return "the worker crashed or did not answer"
	case v1.Reason_REASON_SELF_CHECK:
		return "the worker's proof did not verify"
	case v1.Reason_REASON_UNAVAILABLE:
		return "there is no room for another worker"
	case v1.Reason_REASON_CIRCUIT_UNKNOWN:
		return "there is no such circuit"
	}
	return "the input leads to no proof: " + e.Reason.String()
}

// Is makes errors of one reason the same to errors.Is.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && *other == *e
}

// failed is the error of a reason. Faults of the machine may pass; memory and
// everything that the input determines stay as they are.
func failed(r v1.Reason) *Error {
	switch r {
	case v1.Reason_REASON_WORKER, v1.Reason_REASON_SELF_CHECK, v1.Reason_REASON_UNAVAILABLE:
		return &Error{r, true}
	}
	return &Error{r, false}
}

// fromChildReasons are those that a child may give. Any other number is a broken
// child, not an answer.
var fromChildReasons = map[v1.Reason]bool{
	v1.Reason_REASON_FIELD_INVALID:     true,
	v1.Reason_REASON_REQUEST_MALFORMED: true,
	v1.Reason_REASON_CIRCUIT_UNKNOWN:   true,
	v1.Reason_REASON_PAYEE:             true,
	v1.Reason_REASON_SUBJECT_MISMATCH:  true,
	v1.Reason_REASON_ISSUER_UNKNOWN:    true,
	v1.Reason_REASON_CLAIM_FAILS:       true,
	v1.Reason_REASON_UNSATISFIED:       true,
	v1.Reason_REASON_WORKER:            true,
	v1.Reason_REASON_SELF_CHECK:        true,
	v1.Reason_REASON_INTERNAL:          true,
}

// reasonOf sorts the error of a job in the child.
func reasonOf(err error) v1.Reason {
	var input *wire.Error
	switch {
	case errors.As(err, &input):
		return input.Reason
	case errors.Is(err, errInput):
		return v1.Reason_REASON_FIELD_INVALID
	case errors.Is(err, local.ErrUnsatisfied):
		return v1.Reason_REASON_UNSATISFIED
	case errors.Is(err, local.ErrClaimFails):
		return v1.Reason_REASON_CLAIM_FAILS
	case errors.Is(err, local.ErrSelfCheck):
		return v1.Reason_REASON_SELF_CHECK
	case errors.Is(err, local.ErrOtherCircuit):
		return v1.Reason_REASON_INTERNAL // the pool gave it to the wrong child
	}
	return v1.Reason_REASON_WORKER
}
