package client

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
)

// domain is the domain of the reasons that this package knows.
const domain = "vitalproof"

// Error is what a call failed with. errors.Is finds context.Canceled and
// context.DeadlineExceeded in it where the caller's own context ended the call.
type Error struct {
	Code    codes.Code
	Reason  v1.Reason // unspecified if the service gave none, or one of a later version
	Message string    // for people
	Fields  []Field   // what was malformed, if anything was
	cause   error
}

// Field is a malformed field.
type Field struct{ Path, Description string }

// Error gives the message and what was malformed.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for i, f := range e.Fields {
		b.WriteString([]string{"; ", ": "}[min(1, max(0, 1-i))])
		if f.Path != "" {
			b.WriteString(f.Path + ": ")
		}
		b.WriteString(f.Description)
	}
	return b.String()
}

// Unwrap gives the context's error, if that ended the call.
func (e *Error) Unwrap() error { return e.cause }

// ReasonOf gives the reason of an error of this package; unspecified for any other.
func ReasonOf(err error) v1.Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return v1.Reason_REASON_UNSPECIFIED
}

// fromError makes an *Error of what gRPC gives.
func fromError(ctx context.Context, err error) error {
	var made *Error
	if err == nil || errors.As(err, &made) {
		return err
	}
	st := statusOf(err)
	e := &Error{Code: st.Code(), Message: printable(st.Message()), cause: ctx.Err()}
	for _, d := range st.Details() {
		switch d := d.(type) {
		case *errdetails.ErrorInfo:
			if d.GetDomain() == domain {
				e.Reason = v1.Reason(v1.Reason_value["REASON_"+d.GetReason()])
			}
		case *errdetails.BadRequest:
			for _, f := range d.GetFieldViolations() {
				e.Fields = append(e.Fields, Field{printable(f.GetField()), printable(f.GetDescription())})
			}
		}
	}
	// gRPC notices a deadline a moment before the context does, or the service first.
	if e.cause == nil && e.Reason == v1.Reason_REASON_UNSPECIFIED {
		switch e.Code {
		case codes.Canceled:
			e.cause = context.Canceled
		case codes.DeadlineExceeded:
			e.cause = context.DeadlineExceeded
		}
	}
	return e
}

// statusOf finds the service's answer in an error. gRPC wraps it once it has given
// up to try again, and drops it where the service refused before it read the
// question; what it then gives up on is a service that cannot be reached.
func statusOf(err error) *status.Status {
	var carrier interface{ GRPCStatus() *status.Status }
	switch {
	case errors.As(err, &carrier):
		return carrier.GRPCStatus()
	case errors.Is(err, io.EOF):
		return status.New(codes.Unavailable, "the service cannot be reached")
	}
	return status.Convert(err)
}

// printable keeps a service from moving the cursor of its caller's terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, s)
}
