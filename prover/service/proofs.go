package service

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/job"
)

// SubmitProof implements v1.ProofServiceServer. It overwrites the message's secret
// and readings.
func (s *proofServer) SubmitProof(ctx context.Context, m *v1.SubmitProofRequest) (*v1.SubmitProofResponse, error) {
	owner, err := ownerNaming(ctx, m.GetSubject())
	if err != nil {
		return nil, err
	}
	deadline, err := s.deadlineFor(m.GetDeadline())
	if err != nil {
		return nil, err
	}
	j, err := s.submit(ctx, order{owner: owner, key: m.GetIdempotencyKey(), input: m.GetInput(), deadline: deadline})
	if err != nil {
		return nil, FromError(err)
	}
	return &v1.SubmitProofResponse{Proof: s.proof(j)}, nil
}

// Prove implements v1.ProofServiceServer. Nothing is kept when it returns.
func (s *proofServer) Prove(ctx context.Context, m *v1.ProveRequest) (*v1.ProveResponse, error) {
	owner, err := ownerNaming(ctx, m.GetSubject())
	if err != nil {
		return nil, err
	}
	var wanted *timestamppb.Timestamp
	if t, given := ctx.Deadline(); given {
		wanted = timestamppb.New(s.now().Add(time.Until(t)))
	}
	deadline, err := s.deadlineFor(wanted)
	if err != nil {
		return nil, err
	}
	j, err := s.submit(ctx, order{owner: owner, input: m.GetInput(), deadline: deadline, ephemeral: true})
	if err != nil {
		return nil, FromError(err)
	}
	defer s.forget(ctx, owner, j.ID)
	if j, err = s.finished(ctx, owner, j.ID); err != nil {
		return nil, FromError(err)
	}
	switch j.State {
	case v1.ProofState_PROOF_STATE_SUCCEEDED:
		return &v1.ProveResponse{Attestation: j.Attestation, Duration: durationpb.New(proving(j))}, nil
	case v1.ProofState_PROOF_STATE_CANCELLED:
		return nil, Fail(v1.Reason_REASON_CANCELLED)
	}
	return nil, Fail(j.Failure)
}

// forget removes a proof that was made for one waiting caller, also when he left.
func (s *Service) forget(ctx context.Context, o job.Owner, id job.ID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	if err := s.engine.Delete(ctx, o, id); err != nil {
		// It is not worth doing after a restart, and removed when its time has come.
		s.log.Error("a proof whose caller is gone could not be removed", "job", string(id))
	}
}

// finished waits until a job is final. In a service that stops, a job that is being
// made may still finish, but one that waits will not be begun.
func (s *Service) finished(ctx context.Context, o job.Owner, id job.ID) (job.Job, error) {
	changed, stop := s.jobs.Watch(id)
	defer stop()
	draining := s.draining
	for {
		j, err := s.jobs.Get(ctx, o, id)
		if err != nil || job.Final(j.State) {
			return j, err
		}
		if draining == nil && j.State == v1.ProofState_PROOF_STATE_QUEUED {
			return j, Fail(v1.Reason_REASON_UNAVAILABLE)
		}
		select {
		case <-ctx.Done():
			return j, ctx.Err()
		case <-draining:
			draining = nil
		case <-changed:
		}
	}
}

// proving is how long the last attempt of a finished job took.
func proving(j job.Job) time.Duration {
	for _, e := range j.Events {
		if e.State == v1.ProofState_PROOF_STATE_RUNNING && e.Attempt == j.Attempts {
			return max(0, j.Finished.Sub(e.Time))
		}
	}
	return 0
}

// GetProof implements v1.ProofServiceServer.
func (s *proofServer) GetProof(ctx context.Context, m *v1.GetProofRequest) (*v1.GetProofResponse, error) {
	owner, err := ownerOf(ctx)
	if err != nil {
		return nil, err
	}
	j, err := s.jobs.Get(ctx, owner, job.ID(m.GetId()))
	if err != nil {
		return nil, FromError(err)
	}
	return &v1.GetProofResponse{Proof: s.proof(j)}, nil
}

// ListProofs implements v1.ProofServiceServer.
func (s *proofServer) ListProofs(ctx context.Context, m *v1.ListProofsRequest) (*v1.ListProofsResponse, error) {
	owner, err := ownerOf(ctx)
	if err != nil {
		return nil, err
	}
	if named := m.GetSubject(); named != "" {
		if owner.Subject != "" && owner.Subject != named {
			return &v1.ListProofsResponse{}, nil // there are none that he could see
		}
		owner.Subject = named
	}
	jobs, next, err := s.jobs.List(ctx, owner, job.Filter{
		States: m.GetStates(), Circuit: m.GetCircuit(), Limit: pageSize(m.GetPageSize()), Token: m.GetPageToken(),
	})
	if err != nil {
		return nil, FromError(err)
	}
	answer := &v1.ListProofsResponse{NextPageToken: next}
	for _, j := range jobs {
		j.Attestation = nil
		answer.Proofs = append(answer.Proofs, s.proof(j))
	}
	return answer, nil
}

// CancelProof implements v1.ProofServiceServer.
func (s *proofServer) CancelProof(ctx context.Context, m *v1.CancelProofRequest) (*v1.CancelProofResponse, error) {
	owner, err := ownerOf(ctx)
	if err != nil {
		return nil, err
	}
	j, err := s.engine.Cancel(ctx, owner, job.ID(m.GetId()))
	if err != nil {
		return nil, FromError(err)
	}
	return &v1.CancelProofResponse{Proof: s.proof(j)}, nil
}

// DeleteProof implements v1.ProofServiceServer.
func (s *proofServer) DeleteProof(ctx context.Context, m *v1.DeleteProofRequest) (*v1.DeleteProofResponse, error) {
	owner, err := ownerOf(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.engine.Delete(ctx, owner, job.ID(m.GetId())); err != nil {
		return nil, FromError(err)
	}
	return &v1.DeleteProofResponse{}, nil
}

// EraseSubject implements v1.ProofServiceServer. Credentials that may read all
// proofs of a tenant may not for that destroy them: it takes an operator, or the
// person.
func (s *proofServer) EraseSubject(ctx context.Context, m *v1.EraseSubjectRequest) (*v1.EraseSubjectResponse, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return nil, err
	}
	if m.GetSubject() == "" { // an owner without a subject would be the whole tenant
		return nil, Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"subject", "is required"})
	}
	if own := p.Subject == m.GetSubject(); !own && (p.Role != access.Operator || p.Subject != "") {
		return nil, Fail(v1.Reason_REASON_ROLE)
	}
	if err := s.engine.Erase(ctx, job.Owner{Tenant: p.Tenant, Subject: m.GetSubject()}); err != nil {
		return nil, FromError(err)
	}
	return &v1.EraseSubjectResponse{}, nil
}

// WatchProof implements v1.ProofServiceServer.
func (s *proofServer) WatchProof(m *v1.WatchProofRequest, stream grpc.ServerStreamingServer[v1.WatchProofResponse]) error {
	owner, err := ownerOf(stream.Context())
	if err != nil {
		return err
	}
	return FromError(s.watchProof(stream.Context(), owner, m, stream.Send))
}

// watcher is what one stream has been told.
type watcher struct {
	sent     uint64 // sequence of the last event
	position int    // -1 before the first
}

func (s *Service) watchProof(ctx context.Context, o job.Owner, m *v1.WatchProofRequest, send func(*v1.WatchProofResponse) error) error {
	id := job.ID(m.GetId())
	// Watching begins before the first look, so that no change falls in between.
	changed, stop := s.jobs.Watch(id)
	defer stop()
	w := watcher{sent: m.GetAfterSequence(), position: -1}
	tick := time.NewTicker(positionEvery)
	defer tick.Stop()
	for {
		j, err := s.jobs.Get(ctx, o, id)
		if err != nil {
			return err
		}
		if err := s.tell(j, &w, send); err != nil || job.Final(j.State) {
			return err
		}
		if err := s.untilChanged(ctx, j, &w, changed, tick.C, send); err != nil {
			return err
		}
	}
}

// untilChanged returns nil when the job has to be read again. Until then it looks
// at the queue alone.
func (s *Service) untilChanged(ctx context.Context, j job.Job, w *watcher, changed <-chan struct{}, tick <-chan time.Time, send func(*v1.WatchProofResponse) error) error {
	if j.State != v1.ProofState_PROOF_STATE_QUEUED {
		tick = nil // nothing changes without the store saying so
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.draining:
			return Fail(v1.Reason_REASON_UNAVAILABLE)
		case <-changed:
			return nil
		case <-tick:
			if err := s.tell(j, w, send); err != nil {
				return err
			}
		}
	}
}

// tell sends the events that a watcher has not seen, and its place in the queue if
// that is another one than it knows.
func (s *Service) tell(j job.Job, w *watcher, send func(*v1.WatchProofResponse) error) error {
	position, queued := s.position(j)
	for i, e := range j.Events {
		last := i == len(j.Events)-1
		moved := last && queued && position != w.position
		if e.Sequence <= w.sent && !moved {
			continue
		}
		r := &v1.WatchProofResponse{Event: event(e)}
		if last && queued {
			r.QueuePosition = uint32(position)
			w.position = position
		}
		if last && job.Final(j.State) {
			r.Failure = failure(j)
		}
		if err := send(r); err != nil {
			return err
		}
		w.sent = max(w.sent, e.Sequence)
	}
	return nil
}

// position is a job's place in the queue. A job that was just taken from the queue
// has none, though its record may still say that it waits.
func (s *Service) position(j job.Job) (int, bool) {
	if j.State != v1.ProofState_PROOF_STATE_QUEUED {
		return 0, false
	}
	return s.engine.Position(j.ID)
}

// proof is a job as the interface shows it.
func (s *Service) proof(j job.Job) *v1.Proof {
	position, _ := s.position(j)
	p := &v1.Proof{
		Id: string(j.ID), State: j.State, Stage: j.Stage, Circuit: j.Circuit,
		Attempts: uint32(j.Attempts), QueuePosition: uint32(position),
		CreateTime: timestamp(j.Created), Deadline: timestamp(j.Deadline),
		UpdateTime: timestamp(j.Updated), ExpireTime: timestamp(j.Expires),
		Failure: failure(j), Attestation: j.Attestation,
	}
	if n := len(j.Events); n > 0 {
		p.Sequence = j.Events[n-1].Sequence
	}
	return p
}

func failure(j job.Job) *v1.ProofFailure {
	if j.Failure == v1.Reason_REASON_UNSPECIFIED {
		return nil
	}
	return &v1.ProofFailure{Reason: ReasonName(j.Failure), Message: ReasonText(j.Failure)}
}

func event(e job.Event) *v1.ProofEvent {
	return &v1.ProofEvent{
		Sequence: e.Sequence, Time: timestamp(e.Time), State: e.State, Stage: e.Stage,
		Attempt: uint32(e.Attempt),
	}
}

// timestamp leaves a time out that is not set.
func timestamp(t time.Time) *timestamppb.Timestamp {
	if t.IsZero() {
		return nil
	}
	return timestamppb.New(t)
}

func pageSize(asked uint32) int {
	if asked == 0 {
		return defaultPage
	}
	return int(min(asked, maxPage))
}
