// Package job is what a proof that was asked for is, from submission to its end,
// and the two small interfaces behind which jobs live: Store, the truth, and
// Queue, the order of work.
//
// It promises nothing by itself: an implementation promises what the interface
// comments say and shows it with package jobtest. Times are the caller's; no
// implementation reads a clock except to order what it was given.
//
// The states are those of the interface (proto/vitalproof/v1):
//
//	                 Claim            Succeed
//	Create > QUEUED ------> RUNNING ----------> SUCCEEDED
//	          ^  |             | | \---Fail---> FAILED
//	          |  \-Cancel--.   | |
//	          \---Retry----+---/ \--Cancel--> CANCELLING -> CANCELLED
//	                       |
//	                       `-> CANCELLED          (Retry of the last attempt: DEAD)
package job

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"iter"
	"strings"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
)

// Errors of stores and queues. Match with errors.Is.
var (
	// ErrNotFound reports a job that does not exist or is not the owner's; the two
	// cannot be told apart.
	ErrNotFound = errors.New("no such proof")
	// ErrMismatch reports an idempotency key that was used with another digest.
	ErrMismatch = errors.New("the idempotency key was used with other content")
	// ErrStale reports a lease that is not the job's present one: the attempt was
	// taken over or the job ended. The caller drops its result.
	ErrStale = errors.New("the lease is not the present one")
	// ErrNotQueued reports a claim on a job that does not wait.
	ErrNotQueued = errors.New("the proof is not queued")
	// ErrInputLost reports that the key of a job's input is gone. The store has
	// failed the job by then.
	ErrInputLost = errors.New("the input was lost with its key")
	// ErrFull reports that there is no room for another job.
	ErrFull = errors.New("the queue is full")
	// ErrStorageFull reports that the disk has less room than the watermark.
	ErrStorageFull = errors.New("the disk is almost full")
	// ErrStorage reports a store that cannot be read or written.
	ErrStorage = errors.New("the store failed")
	// ErrClosed reports a queue or store that was closed.
	ErrClosed = errors.New("closed")
)

// ID names a job: 26 characters of base32, 128 bits of randomness.
type ID string

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewID draws an id.
func NewID() ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return ID(strings.ToLower(encoding.EncodeToString(b[:])))
}

// Owner is whose a job is. A job's own owner has a tenant, and a subject if it was
// submitted under one. An owner that asks with an empty subject speaks for all
// jobs of its tenant.
type Owner struct{ Tenant, Subject string }

// Event is one step in the life of a job.
type Event struct {
	Sequence uint64 // from 1, without gaps
	Time     time.Time
	State    v1.ProofState
	Stage    v1.ProofStage
	Attempt  int
}

// Job is a job as it stands. It holds nothing of its input.
type Job struct {
	ID          ID
	Owner       Owner // of a read job: the tenant, and no subject
	Circuit     string
	State       v1.ProofState
	Stage       v1.ProofStage
	Attempts    int
	Created     time.Time
	Deadline    time.Time // must be finished before
	Updated     time.Time
	NotBefore   time.Time // a retry waits until then
	Finished    time.Time // zero unless final
	Expires     time.Time // when it will be removed; zero unless final
	Failure     v1.Reason // unspecified unless failed or dead
	Events      []Event   // bounded by the attempts: at most MaxEvents
	Attestation []byte    // of Get and Succeed only, of a job that succeeded
	Ephemeral   bool      // made for one waiting caller: not worth doing after a restart
}

// MaxEvents bounds the events of one job: further ones replace the last, under
// the next sequence number, so that a watcher still sees the end.
const MaxEvents = 64

// Final reports whether a state has no successor.
func Final(s v1.ProofState) bool {
	switch s {
	case v1.ProofState_PROOF_STATE_SUCCEEDED, v1.ProofState_PROOF_STATE_FAILED,
		v1.ProofState_PROOF_STATE_CANCELLED, v1.ProofState_PROOF_STATE_DEAD:
		return true
	}
	return false
}

// New is a job to be created.
type New struct {
	Owner          Owner
	IdempotencyKey string   // "" for none
	Digest         [32]byte // of everything the key stands for
	Circuit        string
	Input          []byte // private; the store keeps it sealed and destroys it at the end
	Created        time.Time
	Deadline       time.Time
	Ephemeral      bool
}

// Lease is the right to work on one attempt of a job. Every write about the
// attempt carries it, so that a worker that was given up cannot touch its
// successor's job.
type Lease struct {
	ID    ID
	Token uint64 // grows with every claim of the job
}

// Filter narrows a list.
type Filter struct {
	States  []v1.ProofState // empty for all
	Circuit string          // "" for all
	Limit   int             // at least 1
	Token   string          // where the last page ended; "" for the first
}

// Store is the truth about jobs. A call that returned without an error survives
// kill -9 of the process. All methods may be called at once from many
// goroutines.
//
// Everything about a job is kept under keys that Delete and EraseSubject destroy;
// the input is kept under a key of its own, which is destroyed with it as soon as
// the job is final.
type Store interface {
	// Create persists a queued job. If the owner's tenant used the idempotency key
	// before, it gives that job and false, or ErrMismatch if the digest differs.
	Create(ctx context.Context, n New) (j Job, created bool, err error)

	// Get gives a job with its attestation. ErrNotFound.
	Get(ctx context.Context, o Owner, id ID) (Job, error)

	// List gives jobs, newest first, and where the page ended, "" after the last.
	List(ctx context.Context, o Owner, f Filter) (jobs []Job, next string, err error)

	// Claim begins an attempt on a queued job, whatever its NotBefore. It fails with
	// ErrNotFound, ErrNotQueued or ErrInputLost. The caller clears the input.
	Claim(ctx context.Context, id ID, now, until time.Time) (l Lease, j Job, input []byte, err error)

	// Renew makes a lease last longer. The state tells whether the job is to be
	// stopped. ErrStale if the lease was lost.
	Renew(ctx context.Context, l Lease, until time.Time) (v1.ProofState, error)

	// Advance notes the stage of an attempt. ErrStale.
	Advance(ctx context.Context, l Lease, stage v1.ProofStage, now time.Time) error

	// Succeed ends a job with its attestation, which the caller has verified. A job
	// that was to be cancelled succeeds too: the work is done. ErrStale.
	Succeed(ctx context.Context, l Lease, attestation []byte, now time.Time) error

	// Fail ends a job for good. Of a job that is CANCELLING it makes CANCELLED.
	// ErrStale.
	Fail(ctx context.Context, l Lease, reason v1.Reason, now time.Time) error

	// Retry puts a job back into the queue after a fault of ours, or makes it DEAD
	// if it was the last attempt, or CANCELLED if it was CANCELLING. A retry that
	// is not counted (a drain) gives the attempt back. It gives the job as it then
	// stands. ErrStale.
	Retry(ctx context.Context, l Lease, reason v1.Reason, counted bool, notBefore, now time.Time) (Job, error)

	// Expire fails a queued job with DEADLINE_EXCEEDED. ErrNotQueued, ErrNotFound.
	Expire(ctx context.Context, id ID, now time.Time) error

	// Cancel stops a job: QUEUED becomes CANCELLED, RUNNING becomes CANCELLING,
	// anything else stays as it is. ErrNotFound.
	Cancel(ctx context.Context, o Owner, id ID, now time.Time) (Job, error)

	// Delete removes a job whatever its state. What does not exist is removed
	// already. Its lease is stale from then on.
	Delete(ctx context.Context, o Owner, id ID) error

	// EraseSubject destroys the key of everything about a subject, for good, and
	// removes its jobs. It gives the ids of those that were not final.
	EraseSubject(ctx context.Context, o Owner) ([]ID, error)

	// Recover is called once, before any claim: attempts that a crash broke off are
	// retried (counted), jobs that were CANCELLING are CANCELLED, ephemeral ones
	// are removed. It gives all queued jobs, oldest first.
	Recover(ctx context.Context, now time.Time) iter.Seq2[Ref, error]

	// Sweep removes up to limit final jobs whose time has come, and tells how many.
	Sweep(ctx context.Context, now time.Time, limit int) (int, error)

	// Watch gives a channel that receives after each change of a job; changes in
	// quick succession come as one. The caller calls stop when done. It never
	// blocks the writer.
	Watch(id ID) (changed <-chan struct{}, stop func())
}

// Ref is what a queue needs to know of a job.
type Ref struct {
	ID        ID
	Tenant    string
	Circuit   string
	NotBefore time.Time
	Deadline  time.Time
}

// Queue orders the queued jobs of all tenants. It is derived from a Store and
// made again from it at start. Each tenant with work has an equal share of the
// time spent on proofs; within a tenant, first come, first served, except that a
// job that cannot start now does not hold up those behind it.
type Queue interface {
	// Push adds a job. ErrClosed. Adding one that is there changes nothing.
	Push(r Ref) error

	// Take waits for a job that is due and that fits, and removes it. It asks fits
	// again when Kick is called, when a job is pushed and when one falls due.
	Take(ctx context.Context, fits func(Ref) bool) (Ref, error)

	// Charge books time that was spent on a tenant's jobs.
	Charge(tenant string, spent time.Duration)

	// Kick makes waiting Takes ask again whether something fits.
	Kick()

	// Remove takes a job out. It reports whether it was there.
	Remove(id ID) bool

	// Position tells how many jobs of the tenant go before a job.
	Position(id ID) (int, bool)

	// Overdue takes out the jobs whose deadline has passed.
	Overdue(now time.Time) []Ref

	// Len counts the queued jobs of a tenant, and of all.
	Len(tenant string) (of, all int)

	// Oldest tells since when the job at the head of the longest wait has been due;
	// zero if the queue is empty.
	Oldest() time.Time

	// Close ends all waiting Takes with ErrClosed.
	Close()
}
