package client

import (
	"context"
	"errors"
	"io"
	"iter"

	"google.golang.org/grpc"

	v1 "vitalproof/proto/vitalproof/v1"
)

// CreateRequest makes a request and opens it for answers. Calling it again with the
// same key and content gives the same request.
func (c *Client) CreateRequest(ctx context.Context, question *v1.CreateRequestRequest) (*v1.AttestationRequest, error) {
	answer, err := unary(ctx, callTime, c.requests.CreateRequest, question)
	return answer.GetRequest(), err
}

// GetRequest fetches a request.
func (c *Client) GetRequest(ctx context.Context, id string) (*v1.AttestationRequest, error) {
	answer, err := unary(ctx, callTime, c.requests.GetRequest, &v1.GetRequestRequest{Id: id})
	return answer.GetRequest(), err
}

// Requests gives the tenant's requests, newest first. An error ends the list.
func (c *Client) Requests(ctx context.Context) iter.Seq2[*v1.AttestationRequest, error] {
	return pages(func(token string) ([]*v1.AttestationRequest, string, error) {
		answer, err := unary(ctx, callTime, c.requests.ListRequests, &v1.ListRequestsRequest{PageToken: token})
		return answer.GetRequests(), answer.GetNextPageToken(), err
	})
}

// Answer hands an attestation file in. It is not repeated by itself: when the
// service went away in between, calling it again may find the answer counted
// already, which is reason NULLIFIER_USED.
func (c *Client) Answer(ctx context.Context, id string, attestation []byte) (*v1.Verdict, error) {
	answer, err := unary(ctx, callTime, c.requests.AnswerRequest, &v1.AnswerRequestRequest{Id: id, Attestation: attestation})
	return answer.GetVerdict(), err
}

// WatchRequest gives the number of participants as it grows beyond a number, and
// ends when the request takes no more answers, or with an error. It resumes as
// Watch does.
func (c *Client) WatchRequest(ctx context.Context, id string, after uint64) iter.Seq2[*v1.WatchRequestResponse, error] {
	return func(yield func(*v1.WatchRequestResponse, error) bool) {
		state, wanted := v1.RequestState_REQUEST_STATE_OPEN, true
		err := follow(ctx, func(ctx context.Context) (grpc.ServerStreamingClient[v1.WatchRequestResponse], error) {
			return c.requests.WatchRequest(ctx, &v1.WatchRequestRequest{Id: id, AfterParticipants: after})
		}, func(r *v1.WatchRequestResponse) bool {
			if r.GetParticipants() <= after && r.GetState() == state {
				return true
			}
			after, state = max(after, r.GetParticipants()), r.GetState()
			wanted = yield(r, nil)
			return wanted
		})
		if err != nil && wanted {
			yield(nil, err)
		}
	}
}

// Answers gives accepted answers after a number, in order. An error ends the list.
func (c *Client) Answers(ctx context.Context, id string, after uint64) iter.Seq2[*v1.Answer, error] {
	return func(yield func(*v1.Answer, error) bool) {
		for {
			page, err := unary(ctx, callTime, c.requests.ListAnswers, &v1.ListAnswersRequest{Id: id, AfterNumber: after})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, a := range page.GetAnswers() {
				if !yield(a, nil) {
					return
				}
				after = a.GetNumber()
			}
			if !page.GetMore() || len(page.GetAnswers()) == 0 {
				return
			}
		}
	}
}

// Export writes all accepted answers as one file. After an error the writer may
// have got a part of it.
func (c *Client) Export(ctx context.Context, id string, format v1.ExportFormat, w io.Writer) error {
	limited, cancel := within(ctx, longestCall)
	defer cancel()
	stream, err := c.requests.ExportAnswers(limited, &v1.ExportAnswersRequest{Id: id, Format: format})
	if err != nil {
		return fromError(limited, err)
	}
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fromError(limited, err)
		}
		if _, err := w.Write(piece.GetData()); err != nil {
			return err
		}
	}
}

// CloseRequest takes no more answers, for good.
func (c *Client) CloseRequest(ctx context.Context, id string) (*v1.AttestationRequest, error) {
	answer, err := unary(ctx, callTime, c.requests.CloseRequest, &v1.CloseRequestRequest{Id: id})
	return answer.GetRequest(), err
}

// DeleteRequest destroys a request with its answers. What does not exist is
// removed already.
func (c *Client) DeleteRequest(ctx context.Context, id string) error {
	_, err := unary(ctx, callTime, c.requests.DeleteRequest, &v1.DeleteRequestRequest{Id: id})
	return err
}
