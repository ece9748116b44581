package service

import (
	"context"
	"errors"
	"math"
	"time"

	"google.golang.org/grpc"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/collect"
)

// GetRequest implements v1.RequestServiceServer. Whoever knows the id may.
func (s *requestServer) GetRequest(ctx context.Context, m *v1.GetRequestRequest) (*v1.GetRequestResponse, error) {
	r, err := s.requests.Get(ctx, m.GetId())
	if err != nil {
		return nil, FromError(err)
	}
	shown, err := s.request(ctx, r)
	return &v1.GetRequestResponse{Request: shown}, err
}

// ListRequests implements v1.RequestServiceServer.
func (s *requestServer) ListRequests(ctx context.Context, m *v1.ListRequestsRequest) (*v1.ListRequestsResponse, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return nil, err
	}
	requests, next, err := s.requests.List(ctx, p.Tenant, pageSize(m.GetPageSize()), m.GetPageToken())
	if err != nil {
		return nil, FromError(err)
	}
	answer := &v1.ListRequestsResponse{NextPageToken: next}
	for _, r := range requests {
		shown, err := s.request(ctx, r)
		if err != nil {
			return nil, err
		}
		answer.Requests = append(answer.Requests, shown)
	}
	return answer, nil
}

// AnswerRequest implements v1.RequestServiceServer. What a request does not take is
// refused before anything is verified, and what does not verify is never shown to
// the store.
func (s *requestServer) AnswerRequest(ctx context.Context, m *v1.AnswerRequestRequest) (*v1.AnswerRequestResponse, error) {
	r, err := s.requests.Get(ctx, m.GetId())
	if err != nil {
		return nil, FromError(err)
	}
	switch r.State(s.now()) {
	case v1.RequestState_REQUEST_STATE_OPEN:
	case v1.RequestState_REQUEST_STATE_EXPIRED:
		return nil, Fail(v1.Reason_REASON_REQUEST_EXPIRED)
	default:
		return nil, Fail(v1.Reason_REASON_REQUEST_CLOSED)
	}
	verdict, a, err := s.judge(r.Request, m.GetAttestation())
	if err != nil || !verdict.GetAccepted() {
		return &v1.AnswerRequestResponse{Verdict: verdict}, err
	}
	// Kept in its one spelling: white space in a file could carry a mark of whoever
	// handed it in.
	file, err := attestation.Marshal(a)
	if err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	if _, err := s.requests.Count(ctx, r.ID, a.Inputs.Nullifier, file, s.now()); err != nil {
		return nil, FromError(err)
	}
	s.note(ctx, requestAnswered, r.Tenant, r.ID, "")
	return &v1.AnswerRequestResponse{Verdict: verdict}, nil
}

// owned gives a request of the caller's tenant. Another's does not exist.
func (s *Service) owned(ctx context.Context, id string) (collect.Request, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return collect.Request{}, err
	}
	r, err := s.requests.Get(ctx, id)
	if err != nil {
		return r, err
	}
	if r.Tenant != p.Tenant {
		return collect.Request{}, collect.ErrNotFound
	}
	return r, nil
}

// WatchRequest implements v1.RequestServiceServer.
func (s *requestServer) WatchRequest(m *v1.WatchRequestRequest, stream grpc.ServerStreamingServer[v1.WatchRequestResponse]) error {
	return FromError(s.watchRequest(stream.Context(), m, stream.Send))
}

func (s *Service) watchRequest(ctx context.Context, m *v1.WatchRequestRequest, send func(*v1.WatchRequestResponse) error) error {
	// Watching begins before the first look, so that no change falls in between.
	changed, stop := s.requests.Watch(m.GetId())
	defer stop()
	sent := m.GetAfterParticipants()
	for {
		r, err := s.owned(ctx, m.GetId())
		if err != nil {
			return err
		}
		now := s.now()
		state := r.State(now)
		open := state == v1.RequestState_REQUEST_STATE_OPEN
		if r.Participants > sent || !open {
			if err := send(&v1.WatchRequestResponse{Participants: r.Participants, State: state}); err != nil {
				return err
			}
			sent = max(sent, r.Participants)
		}
		if !open {
			return nil
		}
		if err := s.untilCounted(ctx, changed, r.Request.Expires.Sub(now)); err != nil {
			return err
		}
	}
}

// untilCounted waits for a change of a request, or for its expiry.
func (s *Service) untilCounted(ctx context.Context, changed <-chan struct{}, expiry time.Duration) error {
	t := time.NewTimer(max(expiry, time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.draining:
		return Fail(v1.Reason_REASON_UNAVAILABLE)
	case <-changed:
	case <-t.C:
	}
	return nil
}

// ListAnswers implements v1.RequestServiceServer.
func (s *requestServer) ListAnswers(ctx context.Context, m *v1.ListAnswersRequest) (*v1.ListAnswersResponse, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return nil, err
	}
	answers, more, err := s.requests.Answers(ctx, p.Tenant, m.GetId(), m.GetAfterNumber(), pageSize(m.GetPageSize()))
	if err != nil {
		return nil, FromError(err)
	}
	page := &v1.ListAnswersResponse{More: more}
	room := answersPage
	for i, a := range answers {
		if room -= len(a.Attestation); room < 0 && i > 0 {
			page.More = true
			break
		}
		nullifier := a.Nullifier.Bytes()
		page.Answers = append(page.Answers, &v1.Answer{Number: a.Number, Nullifier: nullifier[:], Day: a.Day, Attestation: a.Attestation})
	}
	return page, nil
}

// CloseRequest implements v1.RequestServiceServer.
func (s *requestServer) CloseRequest(ctx context.Context, m *v1.CloseRequestRequest) (*v1.CloseRequestResponse, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return nil, err
	}
	r, err := s.requests.Close(ctx, p.Tenant, m.GetId())
	if err != nil {
		return nil, FromError(err)
	}
	s.note(ctx, requestClosed, p.Tenant, r.ID, "")
	shown, err := s.request(ctx, r)
	return &v1.CloseRequestResponse{Request: shown}, err
}

// DeleteRequest implements v1.RequestServiceServer.
func (s *requestServer) DeleteRequest(ctx context.Context, m *v1.DeleteRequestRequest) (*v1.DeleteRequestResponse, error) {
	r, err := s.owned(ctx, m.GetId())
	if errors.Is(err, collect.ErrNotFound) {
		return &v1.DeleteRequestResponse{}, nil
	}
	if err == nil {
		err = s.requests.Delete(ctx, r.Tenant, r.ID)
	}
	if err != nil {
		return nil, FromError(err)
	}
	s.note(ctx, requestDeleted, r.Tenant, r.ID, "")
	return &v1.DeleteRequestResponse{}, nil
}

// request is a request as the interface shows it. How many have answered is for
// those who asked.
func (s *Service) request(ctx context.Context, r collect.Request) (*v1.AttestationRequest, error) {
	file, err := r.Request.Marshal()
	if err != nil {
		return nil, Fail(v1.Reason_REASON_INTERNAL)
	}
	shown := &v1.AttestationRequest{
		Id: r.ID, Request: file, From: r.Request.From, Sentence: r.Request.Claim.Sentence(),
		Consent: r.Request.Consent, Scope: r.Request.Scope,
		CreateTime: timestamp(r.Created), ExpireTime: timestamp(r.Request.Expires),
		Wanted: small(r.Wanted), State: r.State(s.now()), Link: s.link(r.ID),
	}
	for i, p := range r.Request.Parts() {
		name := circuitName(p.Circuit)
		if i == 0 {
			shown.Circuit = name
			continue
		}
		shown.Also = append(shown.Also, &v1.FurtherClaim{Sentence: p.Claim.Sentence(), Circuit: name})
	}
	if p := access.From(ctx); p.Tenant == r.Tenant && (p.Role == access.Researcher || p.Role == access.Operator) {
		shown.Participants = new(small(r.Participants))
	}
	return shown, nil
}

// circuitName is "" for a circuit that is not pinned.
func circuitName(id statement.CircuitID) string {
	e, err := lock.ByID(id)
	if err != nil {
		return ""
	}
	return e.Name
}

func (s *Service) link(id string) string {
	if s.publicURL == "" {
		return ""
	}
	return s.publicURL + "/v1/requests/" + id
}

// small keeps a count in the width that the interface has for it.
func small(n uint64) uint32 { return uint32(min(n, math.MaxUint32)) }
