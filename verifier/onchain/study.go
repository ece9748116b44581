package onchain

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// Study is one epoch of a policy as a study.
type Study struct {
	Quota        uint32 // zero if there is no study
	Participants uint32
	Closed       bool
}

// OpenStudy opens the study of one epoch of a policy. Sponsor only.
func (s *System) OpenStudy(ctx context.Context, a *Account, policy [32]byte, epoch uint16, quota uint32, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.studies(), bindings.NewStudyEnrolment().PackOpen(policy, epoch, quota), o)
	return r, err
}

// Enrol enrols a valid record. Anyone may call.
func (s *System) Enrol(ctx context.Context, a *Account, policy [32]byte, epoch uint16, nullifier statement.Field, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.studies(), bindings.NewStudyEnrolment().PackEnrol(policy, epoch, toBig(nullifier)), o)
	return r, err
}

// SubmitAndEnrol submits an answer and enrols it.
func (s *System) SubmitAndEnrol(ctx context.Context, a *Account, policy [32]byte, epoch uint16, answer Answer, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.studies(), bindings.NewStudyEnrolment().PackSubmitAndEnrol(policy, epoch, answer.abi()), o)
	return r, err
}

// CloseStudy ends a study for ever. Sponsor only.
func (s *System) CloseStudy(ctx context.Context, a *Account, policy [32]byte, epoch uint16, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.studies(), bindings.NewStudyEnrolment().PackClose(policy, epoch), o)
	return r, err
}

// Study reads a study.
func (s *System) Study(ctx context.Context, policy [32]byte, epoch uint16) (Study, error) {
	b := bindings.NewStudyEnrolment()
	x, err := read(ctx, s.client, s.studies(), b.PackStudy(policy, epoch), b.UnpackStudy)
	return Study{x.Quota, x.Participants, x.Closed}, err
}

// IsEnrolled says whether a nullifier was enrolled, whatever its record is worth
// now.
func (s *System) IsEnrolled(ctx context.Context, policy [32]byte, epoch uint16, nullifier statement.Field) (bool, error) {
	b := bindings.NewStudyEnrolment()
	return read(ctx, s.client, s.studies(), b.PackIsEnrolled(policy, epoch, toBig(nullifier)), b.UnpackIsEnrolled)
}

// PublishEAS publishes a valid record at the Ethereum Attestation Service. It
// returns ErrNoPublisher if the deployment has none.
func (s *System) PublishEAS(ctx context.Context, a *Account, policy [32]byte, epoch uint16, nullifier statement.Field, o Options) (Receipt, error) {
	return s.publisher(ctx, a, bindings.NewEASPublisher().PackPublish(policy, epoch, toBig(nullifier)), o)
}

// RetractEAS revokes a publication whose record lost its worth.
func (s *System) RetractEAS(ctx context.Context, a *Account, policy [32]byte, epoch uint16, nullifier statement.Field, o Options) (Receipt, error) {
	return s.publisher(ctx, a, bindings.NewEASPublisher().PackRetract(policy, epoch, toBig(nullifier)), o)
}

// ErrNoPublisher says that a deployment has no publisher.
var ErrNoPublisher = errors.New("this deployment publishes nothing at the Ethereum Attestation Service")

func (s *System) publisher(ctx context.Context, a *Account, data []byte, o Options) (Receipt, error) {
	if s.d.Publisher == (common.Address{}) {
		return Receipt{}, ErrNoPublisher
	}
	r, _, err := s.client.send(ctx, a, target{"publisher", s.d.Publisher}, data, o)
	return r, err
}
