package service

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/engine"
	"vitalproof/prover/job"
	"vitalproof/prover/wire"
)

// order is a submission that may be queued.
type order struct {
	owner     job.Owner
	key       string
	input     *v1.ProofInput
	deadline  time.Time
	ephemeral bool
}

// submit decides what can be decided before proving and queues the rest. The input
// is wiped.
//
// What may change between two equal calls (the time, and what this service
// serves) is asked first: if that refuses, the call may still be the repetition of
// one that was taken.
func (s *Service) submit(ctx context.Context, o order) (job.Job, error) {
	defer wipeMessage(o.input)
	strip(o.input)
	in, err := wire.Decode(o.input)
	if err != nil {
		return job.Job{}, err
	}
	defer wipeInput(in)
	digest := digestOf(o)
	now := s.now()
	if err := s.admits(in, o.deadline, now); err != nil {
		return s.earlier(ctx, o, digest, err)
	}
	if _, err := in.Judge(); err != nil {
		return job.Job{}, err
	}
	raw, err := proto.Marshal(o.input)
	if err != nil {
		// Not wrapped: the text of a protobuf error may quote the message.
		return job.Job{}, Fail(v1.Reason_REASON_INTERNAL)
	}
	defer clear(raw)
	j, _, err := s.engine.Submit(ctx, job.New{
		Owner: o.owner, IdempotencyKey: o.key, Digest: digest, Circuit: in.Circuit.Name, Input: raw,
		Created: now, Deadline: o.deadline, Ephemeral: o.ephemeral,
	})
	return j, err
}

// admits refuses what time or the configuration rule out.
func (s *Service) admits(in *wire.Input, deadline, now time.Time) error {
	switch {
	case !s.served[in.Circuit.Name]:
		return Fail(v1.Reason_REASON_CIRCUIT_UNKNOWN)
	case in.Circuit.IsDevelopment() && !s.allowDevelopment:
		return Fail(v1.Reason_REASON_DEVELOPMENT_KEYS)
	case !now.Before(in.Request.Expires):
		return Fail(v1.Reason_REASON_REQUEST_EXPIRED)
	case in.Request.Gate != nil && uint64(max(0, now.Unix())) > in.Request.Gate.SubmitUntil:
		return Fail(v1.Reason_REASON_REQUEST_CLOSED)
	case in.Payee != nil && uint64(max(0, now.Unix())) > in.Payee.Deadline:
		return Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"input.payee.deadline", "has passed"})
	case !now.Before(deadline):
		return Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"deadline", "has passed"})
	}
	return nil
}

// earlier gives the proof of an equal call that was taken before, or the refusal.
func (s *Service) earlier(ctx context.Context, o order, digest [32]byte, refusal error) (job.Job, error) {
	store, ok := s.jobs.(engine.Finder)
	if !ok || o.key == "" {
		return job.Job{}, refusal
	}
	switch j, err := store.Find(ctx, o.owner, o.key, digest); {
	case errors.Is(err, job.ErrNotFound):
		return job.Job{}, refusal
	default:
		return j, err
	}
}

// deadlineFor is when a proof must be finished: as the caller says, but not later
// than the service's own limit.
func (s *Service) deadlineFor(t *timestamppb.Timestamp) (time.Time, error) {
	now := s.now()
	if t == nil {
		return now.Add(s.jobDeadline), nil
	}
	if t.CheckValid() != nil {
		return time.Time{}, Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"deadline", "is not a time"})
	}
	if latest := now.Add(s.maxJobDeadline); t.AsTime().After(latest) {
		return latest, nil
	}
	return t.AsTime(), nil
}

// digestOf is what an idempotency key stands for: all content but the deadline,
// which a caller who tries again sets anew. Each part has its length before it, so
// that no two contents run together. It is no hash of something guessable: the
// secret of 248 bits is in it.
func digestOf(o order) (digest [32]byte) {
	h := sha256.New()
	h.Write([]byte("vitalproof/submit/2"))
	in := o.input
	w, p := in.GetWindow(), in.GetPayee()
	part(h, []byte(o.owner.Tenant))
	part(h, []byte(o.owner.Subject))
	part(h, in.GetRequest())
	number(h, uint64(in.GetPart()))
	part(h, in.GetCodeset())
	part(h, in.GetSecret())
	part(h, []byte(w.GetMetric()))
	part(h, []byte(w.GetEnd()))
	for _, b := range [][]byte{w.GetReadings(), w.GetHeadBefore(), w.GetSubject(), w.GetIssuer(), w.GetSeal()} {
		part(h, b)
	}
	number(h, uint64(w.GetAssurance()))
	if p != nil {
		part(h, p.GetRecipient())
		number(h, uint64(p.GetDeadline().GetSeconds()))
	}
	h.Sum(digest[:0])
	return digest
}

func part(h hash.Hash, b []byte) {
	number(h, uint64(len(b)))
	h.Write(b)
}

func number(h hash.Hash, n uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	h.Write(b[:])
}

// strip removes fields that this version does not know: nobody judged them, so
// they are not kept.
func strip(in *v1.ProofInput) {
	if in == nil {
		return
	}
	in.ProtoReflect().SetUnknown(nil)
	if w := in.GetWindow(); w != nil {
		w.ProtoReflect().SetUnknown(nil)
	}
	if p := in.GetPayee(); p != nil {
		p.ProtoReflect().SetUnknown(nil)
		if d := p.GetDeadline(); d != nil {
			d.ProtoReflect().SetUnknown(nil)
		}
	}
}

// wipeMessage overwrites what is most private. The rest of the message, and copies
// that the collector made, stay until memory is used again.
func wipeMessage(in *v1.ProofInput) {
	clear(in.GetSecret())
	clear(in.GetWindow().GetReadings())
}

func wipeInput(in *wire.Input) {
	for _, b := range in.Window.Blocks {
		clear(b)
	}
	clear(in.Window.Page)
}
