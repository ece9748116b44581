// Package collect is what a researcher's request becomes on a service: open for
// answers, with a count of distinct participants, closed when its time has passed
// or enough have answered.
//
// It promises nothing by itself; an implementation of Store shows what the
// interface comments promise with package collecttest.
package collect

import (
	"context"
	"errors"
	"time"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
)

// Errors of stores. Match with errors.Is.
var (
	// ErrNotFound reports a request that does not exist or, for calls with a tenant,
	// is not the tenant's; the two cannot be told apart.
	ErrNotFound = errors.New("no such request")
	// ErrMismatch reports an idempotency key that was used with another digest.
	ErrMismatch = errors.New("the idempotency key was used with other content")
	// ErrAnswered reports a nullifier that was counted in the tenant's scope before,
	// by this request or another.
	ErrAnswered = errors.New("the holder has answered in this scope")
	// ErrClosed reports a request that takes no more answers.
	ErrClosed = errors.New("the request takes no more answers")
	// ErrExpired reports a request whose time has passed.
	ErrExpired = errors.New("the request has expired")
)

// Request is a request as it stands.
type Request struct {
	ID           string // as job.NewID makes them
	Tenant       string
	Request      *request.Request
	Created      time.Time
	Wanted       uint64 // 0 for no limit
	Participants uint64
	Closed       bool // by its researcher
}

// State tells whether a request takes answers at a time. What its researcher
// closed or what is full stays so when its time has passed.
func (r *Request) State(now time.Time) v1.RequestState {
	switch {
	case r.Closed:
		return v1.RequestState_REQUEST_STATE_CLOSED
	case r.Wanted != 0 && r.Participants >= r.Wanted:
		return v1.RequestState_REQUEST_STATE_FULL
	case !now.Before(r.Request.Expires):
		return v1.RequestState_REQUEST_STATE_EXPIRED
	}
	return v1.RequestState_REQUEST_STATE_OPEN
}

// New is a request to be created.
type New struct {
	Tenant         string
	IdempotencyKey string
	Digest         [32]byte // of everything the key stands for
	Request        *request.Request
	Wanted         uint64
	Created        time.Time
}

// Answer is an accepted answer.
type Answer struct {
	Number      uint64 // from 1, without gaps
	Nullifier   statement.Field
	Day         string // of acceptance, UTC; no finer time is kept
	Attestation []byte // the file
}

// Store keeps requests and their answers. A call that returned without an error
// survives kill -9. All methods may be called at once. Storage faults are those of
// package job.
type Store interface {
	// Create persists a request. If the tenant used the idempotency key before, it
	// gives that request and false, or ErrMismatch if the digest differs.
	Create(ctx context.Context, n New) (r Request, created bool, err error)

	// Get gives a request to whoever knows its id. ErrNotFound.
	Get(ctx context.Context, id string) (Request, error)

	// List gives a tenant's requests, newest first, and where the page ended, ""
	// after the last.
	List(ctx context.Context, tenant string, limit int, token string) (requests []Request, next string, err error)

	// Count adds an answer whose attestation the caller has verified. Of any number
	// of concurrent calls with one nullifier in one scope of a tenant exactly one
	// succeeds, and no more succeed than are wanted. ErrNotFound, ErrAnswered,
	// ErrClosed, ErrExpired.
	Count(ctx context.Context, id string, nullifier statement.Field, attestation []byte, now time.Time) (Request, error)

	// Answers gives answers after a number, in order. ErrNotFound.
	Answers(ctx context.Context, tenant, id string, after uint64, limit int) (answers []Answer, more bool, err error)

	// Close stops a request for good. ErrNotFound.
	Close(ctx context.Context, tenant, id string) (Request, error)

	// Delete destroys the key of a request and its answers and removes them. What
	// the scope has counted stays counted. What does not exist is removed already.
	Delete(ctx context.Context, tenant, id string) error

	// Sweep deletes up to limit requests that ended before a time, and tells how
	// many.
	Sweep(ctx context.Context, before time.Time, limit int) (int, error)

	// Watch gives a channel that receives after each change of a request, as
	// job.Store's does.
	Watch(id string) (changed <-chan struct{}, stop func())
}
