package client

import (
	"context"
	"iter"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	v1 "vitalproof/proto/vitalproof/v1"
)

// SubmitOptions say more about a proof. The zero value says nothing.
type SubmitOptions struct {
	// Subject is a name of the caller's own for the person, under which everything
	// about them can be erased.
	Subject string
	// Deadline is when the proof is worthless; zero leaves it to the service.
	Deadline time.Time
}

// Submit queues one proof. Calling it again with the same key and input gives the
// same proof; a key may come from NewKey.
func (c *Client) Submit(ctx context.Context, key string, in *v1.ProofInput, o SubmitOptions) (*v1.Proof, error) {
	question := &v1.SubmitProofRequest{IdempotencyKey: key, Input: in, Subject: o.Subject}
	if !o.Deadline.IsZero() {
		question.Deadline = timestamppb.New(o.Deadline)
	}
	answer, err := unary(ctx, callTime, c.proofs.SubmitProof, question)
	return answer.GetProof(), err
}

// Prove makes one proof and waits for it: ten minutes if ctx has no deadline. It
// gives the attestation file, which the caller verifies, and how long proving took.
// A caller that leaves cancels the proof.
func (c *Client) Prove(ctx context.Context, in *v1.ProofInput, subject string) (attestation []byte, took time.Duration, err error) {
	answer, err := unary(ctx, proveTime, c.proofs.Prove, &v1.ProveRequest{Input: in, Subject: subject})
	return answer.GetAttestation(), answer.GetDuration().AsDuration(), err
}

// Get gives the present state of a proof and, once it succeeded, its attestation,
// which the caller verifies.
func (c *Client) Get(ctx context.Context, id string) (*v1.Proof, error) {
	answer, err := unary(ctx, callTime, c.proofs.GetProof, &v1.GetProofRequest{Id: id})
	return answer.GetProof(), err
}

// List gives proofs, newest first, page after page. The question says which, and how
// many a page; it is not changed. An error ends the list.
func (c *Client) List(ctx context.Context, question *v1.ListProofsRequest) iter.Seq2[*v1.Proof, error] {
	return pages(func(token string) ([]*v1.Proof, string, error) {
		q := proto.CloneOf(question)
		if token != "" {
			q.PageToken = token
		}
		answer, err := unary(ctx, callTime, c.proofs.ListProofs, q)
		return answer.GetProofs(), answer.GetNextPageToken(), err
	})
}

// pages gives the items of all pages in turn.
func pages[T any](page func(token string) (items []T, next string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		token := ""
		for {
			items, next, err := page(token)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			token = next
		}
	}
}

// Watch gives the events of a proof after a sequence number, and changes of its
// place in the queue under the number of the last event. It ends after the event of
// the final state, or with an error. When the service goes away it tries again for
// five minutes, and gives nothing twice.
func (c *Client) Watch(ctx context.Context, id string, after uint64) iter.Seq2[*v1.WatchProofResponse, error] {
	return func(yield func(*v1.WatchProofResponse, error) bool) {
		position, placed := uint32(0), false
		wanted := true
		err := follow(ctx, func(ctx context.Context) (grpc.ServerStreamingClient[v1.WatchProofResponse], error) {
			return c.proofs.WatchProof(ctx, &v1.WatchProofRequest{Id: id, AfterSequence: after})
		}, func(r *v1.WatchProofResponse) bool {
			n := r.GetEvent().GetSequence()
			if n < after || n == after && placed && r.GetQueuePosition() == position {
				return true // a stream that was resumed says again where it stands
			}
			after, position, placed = n, r.GetQueuePosition(), true
			wanted = yield(r, nil)
			return wanted
		})
		if err != nil && wanted {
			yield(nil, err)
		}
	}
}

// Wait waits until a proof is final and gives it, with its attestation if it
// succeeded. Whoever keeps the attestation verifies it. The function, which may be
// nil, is told of each step on the way.
func (c *Client) Wait(ctx context.Context, id string, step func(*v1.WatchProofResponse)) (*v1.Proof, error) {
	for r, err := range c.Watch(ctx, id, 0) {
		if err != nil {
			return nil, err
		}
		if step != nil {
			step(r)
		}
	}
	return c.Get(ctx, id)
}

// Cancel stops a proof.
func (c *Client) Cancel(ctx context.Context, id string) (*v1.Proof, error) {
	answer, err := unary(ctx, callTime, c.proofs.CancelProof, &v1.CancelProofRequest{Id: id})
	return answer.GetProof(), err
}

// Delete stops a proof if need be and removes everything kept about it. What does
// not exist is removed already.
func (c *Client) Delete(ctx context.Context, id string) error {
	_, err := unary(ctx, callTime, c.proofs.DeleteProof, &v1.DeleteProofRequest{Id: id})
	return err
}

// EraseSubject destroys everything that is kept about a person, for good.
func (c *Client) EraseSubject(ctx context.Context, subject string) error {
	_, err := unary(ctx, callTime, c.proofs.EraseSubject, &v1.EraseSubjectRequest{Subject: subject})
	return err
}
