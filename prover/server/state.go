package server

import (
	"slices"
	"sync"

	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/service"
)

// The reasons for not serving, as /readyz gives them.
const (
	notRecovered = "the jobs of the last run are not recovered yet"
	notTested    = "the self-test has not passed yet"
	testFailed   = "the self-test failed; it is tried again"
	nowDraining  = "the service stops"
)

// state is whether the service serves, for health checks and the chain.
type state struct {
	health *health.Server

	mutex     sync.Mutex
	reasons   []string // why not; empty while it serves
	recovered bool     // what is kept can be read
	draining  bool
}

func newState() *state {
	s := &state{health: health.NewServer(), reasons: []string{notRecovered, notTested}}
	s.publish()
	return s
}

// set says why the service does not serve; nothing means that it does. After drain
// nothing can be set.
func (s *state) set(reasons ...string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.draining {
		return
	}
	s.reasons = reasons
	s.recovered = !slices.Contains(reasons, notRecovered)
	s.publish()
}

// drain is the last state.
func (s *state) drain() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.draining, s.reasons = true, []string{nowDraining}
	s.publish()
}

// why gives the reasons for not serving; none if it serves.
func (s *state) why() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.reasons)
}

// publish tells the health service; the mutex is held, or s is new.
func (s *state) publish() {
	now := grpc_health_v1.HealthCheckResponse_SERVING
	if len(s.reasons) > 0 {
		now = grpc_health_v1.HealthCheckResponse_NOT_SERVING
	}
	for _, name := range healthNames {
		s.health.SetServingStatus(name, now)
	}
}

// healthNames are the names that a health check can ask for: the whole, and each
// service, all of which serve together.
var healthNames = [...]string{
	"",
	v1.ProofService_ServiceDesc.ServiceName,
	v1.CircuitService_ServiceDesc.ServiceName,
	v1.VerifierService_ServiceDesc.ServiceName,
	v1.RequestService_ServiceDesc.ServiceName,
}

// admits refuses every call before the jobs are recovered, and proofs while the
// service does not serve: what is finished can be fetched even from one whose
// self-test fails.
func (s *state) admits(method string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	proving := method == v1.ProofService_SubmitProof_FullMethodName || method == v1.ProofService_Prove_FullMethodName
	if !s.recovered || proving && len(s.reasons) > 0 {
		return service.Fail(v1.Reason_REASON_UNAVAILABLE)
	}
	return nil
}
