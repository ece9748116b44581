package service

import (
	"context"
	"errors"
	"strings"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
	"vitalproof/prover/store"
	"vitalproof/prover/wire"
	"vitalproof/verifier"
)

// Domain is the domain of every ErrorInfo.
const Domain = "vitalproof"

// reasonInfo is what a reason says, in which code, and when a caller may try
// again, if that helps.
type reasonInfo struct {
	code  codes.Code
	text  string
	retry time.Duration
}

// Waiting helps where the cause passes by itself.
const (
	retrySoon  = time.Second
	retryLater = 10 * time.Second
)

// reasonText has every reason but the one that is never sent.
var reasonText = map[v1.Reason]reasonInfo{
	v1.Reason_REASON_FIELD_INVALID:        {codes.InvalidArgument, "a field is malformed", 0},
	v1.Reason_REASON_DEADLINE_REQUIRED:    {codes.InvalidArgument, "the call has no deadline", 0},
	v1.Reason_REASON_CREDENTIALS:          {codes.Unauthenticated, "there are no credentials, or they are not known, expired or revoked", 0},
	v1.Reason_REASON_ROLE:                 {codes.PermissionDenied, "these credentials may not do this", 0},
	v1.Reason_REASON_NOT_FOUND:            {codes.NotFound, "there is no such thing, or it is not the caller's", 0},
	v1.Reason_REASON_IDEMPOTENCY_MISMATCH: {codes.AlreadyExists, "the idempotency key was used with other content", 0},
	v1.Reason_REASON_RATE_LIMIT:           {codes.ResourceExhausted, "too many calls in a short time", retrySoon},
	v1.Reason_REASON_QUOTA:                {codes.ResourceExhausted, "there are as many queued or kept things as there may be", retryLater},
	v1.Reason_REASON_STORAGE_FULL:         {codes.ResourceExhausted, "the service's disk is almost full", retryLater},
	v1.Reason_REASON_STORAGE:              {codes.Unavailable, "the store cannot be written or read", retryLater},
	v1.Reason_REASON_UNAVAILABLE:          {codes.Unavailable, "the service is starting or stopping; try again", retrySoon},
	v1.Reason_REASON_REQUEST_MALFORMED:    {codes.InvalidArgument, "the request file cannot be read", 0},
	v1.Reason_REASON_REQUEST_EXPIRED:      {codes.FailedPrecondition, "the request has expired", 0},
	v1.Reason_REASON_REQUEST_CLOSED:       {codes.FailedPrecondition, "the request takes no more answers", 0},
	v1.Reason_REASON_CIRCUIT_UNKNOWN:      {codes.FailedPrecondition, "the request is for a circuit that this service does not serve", 0},
	v1.Reason_REASON_DEVELOPMENT_KEYS:     {codes.FailedPrecondition, "the circuit has development keys, and this service does not accept those", 0},
	v1.Reason_REASON_PAYEE:                {codes.InvalidArgument, "a contract's request needs a payee, and others take none", 0},
	v1.Reason_REASON_SUBJECT_MISMATCH:     {codes.FailedPrecondition, "the secret is not that of the subject that the window is sealed for", 0},
	v1.Reason_REASON_ISSUER_UNKNOWN:       {codes.FailedPrecondition, "the request does not trust the window's issuer", 0},
	v1.Reason_REASON_CLAIM_FAILS:          {codes.FailedPrecondition, "the window's readings do not meet the claim", 0},
	v1.Reason_REASON_UNSATISFIED:          {codes.FailedPrecondition, "the statement does not hold: the seal, the chain or a reading is not what the issuer signed", 0},
	v1.Reason_REASON_DEADLINE_EXCEEDED:    {codes.DeadlineExceeded, "the proof was not finished before its deadline", 0},
	v1.Reason_REASON_CANCELLED:            {codes.Canceled, "the proof was stopped by its owner", 0},
	v1.Reason_REASON_MEMORY:               {codes.Internal, "the worker needed more memory than it may have", 0},
	v1.Reason_REASON_WORKER:               {codes.Internal, "the worker crashed or did not answer", 0},
	v1.Reason_REASON_SELF_CHECK:           {codes.Internal, "the finished proof did not verify; it was thrown away", 0},
	v1.Reason_REASON_NULLIFIER_USED:       {codes.AlreadyExists, "the holder has answered in this scope", 0},
	v1.Reason_REASON_INPUT_LOST:           {codes.DataLoss, "the input was lost with its key; submit again", 0},
	v1.Reason_REASON_INTERNAL:             {codes.Internal, "a fault of the service", 0},
	v1.Reason_REASON_TOO_LARGE:            {codes.ResourceExhausted, "the message is larger than the service takes", 0},
}

// ReasonText gives a reason in words; of a reason that is not known, those of
// INTERNAL.
func ReasonText(r v1.Reason) string { return infoOf(r).text }

// ReasonName gives a reason as ErrorInfo and ProofFailure spell it.
func ReasonName(r v1.Reason) string { return strings.TrimPrefix(r.String(), "REASON_") }

func infoOf(r v1.Reason) reasonInfo {
	if info, known := reasonText[r]; known {
		return info
	}
	return reasonText[v1.Reason_REASON_INTERNAL]
}

// Violation is one malformed field. The description never holds the field's value.
type Violation struct{ Field, Description string }

// Error makes the error of a call: google.rpc.Status with ErrorInfo, the field
// violations if there are any, and a hint when to try again if that helps.
func Error(code codes.Code, reason v1.Reason, text string, fields ...Violation) error {
	details := []protoadapt.MessageV1{&errdetails.ErrorInfo{Reason: ReasonName(reason), Domain: Domain}}
	if len(fields) > 0 {
		bad := &errdetails.BadRequest{}
		for _, f := range fields {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{
				Field: f.Field, Description: f.Description, Reason: ReasonName(reason),
			})
		}
		details = append(details, bad)
	}
	if retry := infoOf(reason).retry; retry > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(retry)})
	}
	st, err := status.New(code, text).WithDetails(details...)
	if err != nil { // only for code OK, which is no error
		return status.Error(codes.Internal, ReasonText(v1.Reason_REASON_INTERNAL))
	}
	return st.Err()
}

// Fail makes the error of a reason in its own code and words.
func Fail(reason v1.Reason, fields ...Violation) error {
	info := infoOf(reason)
	if _, known := reasonText[reason]; !known {
		reason = v1.Reason_REASON_INTERNAL
	}
	return Error(info.code, reason, info.text, fields...)
}

// known are the errors of the packages below, and the reasons they mean. The first
// that matches counts.
var known = []struct {
	is     error
	reason v1.Reason
}{
	{job.ErrNotFound, v1.Reason_REASON_NOT_FOUND},
	{collect.ErrNotFound, v1.Reason_REASON_NOT_FOUND},
	{job.ErrMismatch, v1.Reason_REASON_IDEMPOTENCY_MISMATCH},
	{collect.ErrMismatch, v1.Reason_REASON_IDEMPOTENCY_MISMATCH},
	{job.ErrFull, v1.Reason_REASON_QUOTA},
	{job.ErrStorageFull, v1.Reason_REASON_STORAGE_FULL},
	{job.ErrStorage, v1.Reason_REASON_STORAGE},
	{job.ErrClosed, v1.Reason_REASON_UNAVAILABLE},
	{engine.ErrStarting, v1.Reason_REASON_UNAVAILABLE},
	{engine.ErrDraining, v1.Reason_REASON_UNAVAILABLE},
	{engine.ErrAudit, v1.Reason_REASON_STORAGE},
	{engine.ErrNoSubject, v1.Reason_REASON_FIELD_INVALID},
	{job.ErrInputLost, v1.Reason_REASON_INPUT_LOST},
	{collect.ErrAnswered, v1.Reason_REASON_NULLIFIER_USED},
	{collect.ErrClosed, v1.Reason_REASON_REQUEST_CLOSED},
	{collect.ErrExpired, v1.Reason_REASON_REQUEST_EXPIRED},
	{request.ErrExpired, v1.Reason_REASON_REQUEST_EXPIRED},
	{verifier.ErrExpired, v1.Reason_REASON_REQUEST_EXPIRED},
	{lock.ErrUnknownCircuit, v1.Reason_REASON_CIRCUIT_UNKNOWN},
	{lock.ErrRetired, v1.Reason_REASON_CIRCUIT_UNKNOWN},
}

// FromError turns any error into the error of a call. What it does not know is
// INTERNAL, and nothing of its text is told: a solver's error would hold values of
// the witness.
func FromError(err error) error {
	if err == nil {
		return nil
	}
	var wrong *wire.Error
	var invalid *protovalidate.ValidationError
	switch {
	case errors.As(err, &invalid):
		return fromValidation(invalid)
	case errors.As(err, &wrong):
		return fromWire(wrong)
	case errors.Is(err, store.ErrPageToken):
		return Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"page_token", "is not one of this list"})
	case errors.Is(err, context.Canceled):
		return Error(codes.Canceled, v1.Reason_REASON_CANCELLED, "the caller left")
	case errors.Is(err, context.DeadlineExceeded):
		return Error(codes.DeadlineExceeded, v1.Reason_REASON_DEADLINE_EXCEEDED, "the call's deadline has passed")
	}
	for _, k := range known {
		if errors.Is(err, k.is) {
			return Fail(k.reason)
		}
	}
	var carrier interface{ GRPCStatus() *status.Status }
	if errors.As(err, &carrier) {
		return fromStatus(carrier.GRPCStatus())
	}
	return Fail(v1.Reason_REASON_INTERNAL)
}

// fromWire keeps the description: package wire promises that it holds no value.
func fromWire(e *wire.Error) error {
	reason := e.Reason
	if errors.Is(e, lock.ErrUnknownCircuit) || errors.Is(e, lock.ErrRetired) {
		return Fail(v1.Reason_REASON_CIRCUIT_UNKNOWN)
	}
	if e.Field == "" || e.Unwrap() == nil {
		return Fail(reason)
	}
	return Fail(reason, Violation{e.Field, clip(e.Unwrap().Error())})
}

func fromValidation(e *protovalidate.ValidationError) error {
	var fields []Violation
	for _, v := range e.Violations {
		fields = append(fields, Violation{protovalidate.FieldPathString(v.Proto.GetField()), clip(v.Proto.GetMessage())})
	}
	return Fail(v1.Reason_REASON_FIELD_INVALID, fields...)
}

// byCode are the reasons of statuses that gRPC itself makes.
var byCode = map[codes.Code]v1.Reason{
	codes.Canceled:          v1.Reason_REASON_CANCELLED,
	codes.DeadlineExceeded:  v1.Reason_REASON_DEADLINE_EXCEEDED,
	codes.InvalidArgument:   v1.Reason_REASON_FIELD_INVALID,
	codes.NotFound:          v1.Reason_REASON_NOT_FOUND,
	codes.PermissionDenied:  v1.Reason_REASON_ROLE,
	codes.Unauthenticated:   v1.Reason_REASON_CREDENTIALS,
	codes.ResourceExhausted: v1.Reason_REASON_TOO_LARGE,
	codes.Unavailable:       v1.Reason_REASON_UNAVAILABLE,
}

// fromStatus passes on what this package made. Of any other status only the code
// is kept: its text and details may say anything.
func fromStatus(st *status.Status) error {
	for _, d := range st.Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == Domain {
			return st.Err()
		}
	}
	reason, found := byCode[st.Code()]
	switch {
	case st.Code() == codes.OK:
		return nil
	case st.Code() == codes.Unimplemented:
		return Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method")
	case !found:
		return Fail(v1.Reason_REASON_INTERNAL)
	}
	return Fail(reason)
}

// clip bounds a description.
func clip(s string) string {
	if len(s) <= maxDescription {
		return s
	}
	return strings.ToValidUTF8(s[:maxDescription], "") + "..."
}
