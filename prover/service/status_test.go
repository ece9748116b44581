package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
)

// reasonIn is the reason in an error's details; "" if there is none.
func reasonIn(t *testing.T, err error) string {
	t.Helper()
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == Domain {
			return info.GetReason()
		}
	}
	return ""
}

// whole is everything that a caller sees of an error.
func whole(err error) string { return status.Convert(err).Proto().String() }

func TestEveryReasonHasAWordAndACode(t *testing.T) {
	for number, name := range v1.Reason_name {
		r := v1.Reason(number)
		if r == v1.Reason_REASON_UNSPECIFIED {
			continue
		}
		info, found := reasonText[r]
		if !found || info.text == "" || info.code == codes.OK || info.code == codes.Unknown {
			t.Errorf("%s has no text or code", name)
		}
		err := Fail(r)
		if got := reasonIn(t, err); got != strings.TrimPrefix(name, "REASON_") {
			t.Errorf("%s is sent as %q", name, got)
		}
	}
	if len(reasonText) != len(v1.Reason_name)-1 {
		t.Errorf("%d texts for %d reasons", len(reasonText), len(v1.Reason_name)-1)
	}
}

func TestAReasonThatIsNotKnownIsAFaultOfTheService(t *testing.T) {
	for _, r := range []v1.Reason{v1.Reason_REASON_UNSPECIFIED, 9999} {
		if err := Fail(r); status.Code(err) != codes.Internal || reasonIn(t, err) != "INTERNAL" {
			t.Errorf("reason %d is %v", r, err)
		}
	}
}

func TestUnknownErrorsTellNothing(t *testing.T) {
	const secret = "reading 163 at slot 7"
	for _, err := range []error{
		errors.New(secret),
		fmt.Errorf("solve: %w", errors.New(secret)),
		status.Error(codes.Internal, secret),
		status.Error(codes.Unknown, secret),
		status.Error(codes.InvalidArgument, secret),
		fmt.Errorf("%s: %w", secret, job.ErrStorage),
		fmt.Errorf("%s: %w", secret, context.Canceled),
		fmt.Errorf("%s: %w", secret, Fail(v1.Reason_REASON_QUOTA)),
		errors.Join(errors.New(secret), status.Error(codes.Unavailable, secret)),
	} {
		got := FromError(err)
		if strings.Contains(whole(got), "163") {
			t.Errorf("%v shows its text", got)
		}
		if reasonIn(t, got) == "" {
			t.Errorf("%v has no reason", got)
		}
	}
	if got := FromError(errors.New(secret)); status.Code(got) != codes.Internal || reasonIn(t, got) != "INTERNAL" {
		t.Errorf("an unknown error is %v", got)
	}
}

func TestStatusesOfOthersKeepTheirCodeOnly(t *testing.T) {
	foreign, err := status.New(codes.PermissionDenied, "x").WithDetails(&errdetails.ErrorInfo{Domain: "example.org", Reason: "SECRET"})
	if err != nil {
		t.Fatal(err)
	}
	got := FromError(foreign.Err())
	if status.Code(got) != codes.PermissionDenied || reasonIn(t, got) != "ROLE" || strings.Contains(whole(got), "SECRET") {
		t.Errorf("got %v", whole(got))
	}
	if got := FromError(status.Error(codes.Unimplemented, "x")); status.Code(got) != codes.Unimplemented {
		t.Errorf("got %v", got)
	}
	own := Fail(v1.Reason_REASON_QUOTA, Violation{"a", "b"})
	if whole(FromError(own)) != whole(own) {
		t.Error("an error of this package was changed")
	}
}

func TestErrorsOfThePackagesBelowHaveTheirReasons(t *testing.T) {
	for err, want := range map[error]struct {
		code   codes.Code
		reason string
	}{
		job.ErrNotFound:          {codes.NotFound, "NOT_FOUND"},
		collect.ErrNotFound:      {codes.NotFound, "NOT_FOUND"},
		job.ErrMismatch:          {codes.AlreadyExists, "IDEMPOTENCY_MISMATCH"},
		collect.ErrMismatch:      {codes.AlreadyExists, "IDEMPOTENCY_MISMATCH"},
		job.ErrFull:              {codes.ResourceExhausted, "QUOTA"},
		job.ErrStorageFull:       {codes.ResourceExhausted, "STORAGE_FULL"},
		job.ErrStorage:           {codes.Unavailable, "STORAGE"},
		job.ErrClosed:            {codes.Unavailable, "UNAVAILABLE"},
		engine.ErrStarting:       {codes.Unavailable, "UNAVAILABLE"},
		engine.ErrDraining:       {codes.Unavailable, "UNAVAILABLE"},
		engine.ErrAudit:          {codes.Unavailable, "STORAGE"},
		collect.ErrAnswered:      {codes.AlreadyExists, "NULLIFIER_USED"},
		collect.ErrClosed:        {codes.FailedPrecondition, "REQUEST_CLOSED"},
		collect.ErrExpired:       {codes.FailedPrecondition, "REQUEST_EXPIRED"},
		context.Canceled:         {codes.Canceled, "CANCELLED"},
		context.DeadlineExceeded: {codes.DeadlineExceeded, "DEADLINE_EXCEEDED"},
	} {
		got := FromError(fmt.Errorf("step: %w", err))
		if status.Code(got) != want.code || reasonIn(t, got) != want.reason {
			t.Errorf("%v is %v with reason %s", err, status.Code(got), reasonIn(t, got))
		}
	}
	if FromError(nil) != nil {
		t.Error("no error is one")
	}
}

// The words of protovalidate say which rule a field breaks, and never its value.
func TestViolationsNameTheFieldAndNotItsValue(t *testing.T) {
	const canary = "CANARY!"
	err := protovalidate.Validate(&v1.SubmitProofRequest{
		IdempotencyKey: canary, Subject: strings.Repeat(canary, 40),
		Input: &v1.ProofInput{Request: []byte(canary), Secret: []byte(canary), Window: &v1.Window{
			Metric: strings.Repeat(canary, 10), End: canary, Readings: []byte(canary), HeadBefore: []byte(canary),
			Subject: []byte(canary), Issuer: []byte(canary), Assurance: 77_777, Seal: []byte(canary),
		}, Payee: &v1.Payee{Recipient: []byte(canary)}},
	})
	got := FromError(err)
	text := whole(got)
	if status.Code(got) != codes.InvalidArgument || reasonIn(t, got) != "FIELD_INVALID" {
		t.Fatalf("got %s", text)
	}
	for _, field := range []string{"idempotency_key", "subject", "input.secret", "input.window.end", "input.window.seal",
		"input.window.assurance", "input.payee.recipient", "input.payee.deadline"} {
		if !strings.Contains(text, fmt.Sprintf("%q", field)) {
			t.Errorf("no violation of %s in %s", field, text)
		}
	}
	for _, leak := range []string{canary, "CANARY", "77777", fmt.Sprintf("%x", canary), "Q0FOQVJZ"} {
		if strings.Contains(text, leak) {
			t.Errorf("%q is in %s", leak, text)
		}
	}
}
