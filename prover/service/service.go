package service

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/collect"
	"vitalproof/prover/job"
)

// Engine is what makes proofs; package engine has it.
type Engine interface {
	// Submit queues a job, or gives the one that its idempotency key stands for. It
	// does not keep the input after it returned.
	Submit(ctx context.Context, n job.New) (j job.Job, created bool, err error)
	// Cancel stops a job.
	Cancel(ctx context.Context, o job.Owner, id job.ID) (job.Job, error)
	// Delete stops a job if need be and removes it.
	Delete(ctx context.Context, o job.Owner, id job.ID) error
	// Erase destroys everything of a subject.
	Erase(ctx context.Context, o job.Owner) error
	// Position tells how many jobs of the tenant go before a queued one.
	Position(id job.ID) (int, bool)
}

// Options say what a service works with. Engine, Jobs and Requests are required.
type Options struct {
	Engine   Engine
	Jobs     job.Store
	Requests collect.Store

	// Served names the circuits that this service makes proofs of.
	Served []string
	// AllowDevelopment takes circuits with development keys, under which anyone can
	// forge. It is for trying out.
	AllowDevelopment bool
	// PublicURL is where holders reach the service, such as
	// "https://prover.example.org"; "" if it is not known.
	PublicURL string

	// JobDeadline is how long a proof may take whose caller sets no deadline, and
	// MaxJobDeadline how long any may; 0 for DefaultJobDeadline and
	// DefaultMaxJobDeadline.
	JobDeadline, MaxJobDeadline time.Duration

	// Audit writes an entry durably; nil for none. Ref gives what stands for the id of
	// a request in an entry; nil for a hash of the id.
	Audit func(context.Context, audit.Entry) error
	Ref   func(id string) string

	Now func() time.Time // nil for time.Now
	Log *slog.Logger     // nil for none; it never gets a value of a message
}

// Service implements the four services.
type Service struct {
	engine           Engine
	jobs             job.Store
	requests         collect.Store
	served           map[string]bool
	allowDevelopment bool
	publicURL        string
	jobDeadline      time.Duration
	maxJobDeadline   time.Duration
	audit            func(context.Context, audit.Entry) error
	ref              func(string) string
	now              func() time.Time
	log              *slog.Logger

	drainOnce sync.Once
	draining  chan struct{}
}

// New makes a service.
func New(o Options) *Service {
	s := &Service{
		engine: o.Engine, jobs: o.Jobs, requests: o.Requests, served: make(map[string]bool),
		allowDevelopment: o.AllowDevelopment, publicURL: strings.TrimSuffix(o.PublicURL, "/"),
		audit: o.Audit, ref: o.Ref,
		jobDeadline: o.JobDeadline, maxJobDeadline: o.MaxJobDeadline, now: o.Now, log: o.Log,
		draining: make(chan struct{}),
	}
	for _, name := range o.Served {
		s.served[name] = true
	}
	if s.jobDeadline <= 0 {
		s.jobDeadline = DefaultJobDeadline
	}
	if s.maxJobDeadline <= 0 {
		s.maxJobDeadline = DefaultMaxJobDeadline
	}
	s.jobDeadline = min(s.jobDeadline, s.maxJobDeadline)
	if s.ref == nil {
		s.ref = refOf
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Register adds the four services to a server.
func (s *Service) Register(r grpc.ServiceRegistrar) {
	v1.RegisterProofServiceServer(r, &proofServer{Service: s})
	v1.RegisterCircuitServiceServer(r, &circuitServer{Service: s})
	v1.RegisterVerifierServiceServer(r, &verifierServer{Service: s})
	v1.RegisterRequestServiceServer(r, &requestServer{Service: s})
}

// Drain ends all streams that watch with UNAVAILABLE, so that a server that waits
// for its calls can stop. Watchers resume at the next server. It may be called
// more than once.
func (s *Service) Drain() { s.drainOnce.Do(func() { close(s.draining) }) }

type (
	proofServer struct {
		v1.UnimplementedProofServiceServer
		*Service
	}
	circuitServer struct {
		v1.UnimplementedCircuitServiceServer
		*Service
	}
	verifierServer struct {
		v1.UnimplementedVerifierServiceServer
		*Service
	}
	requestServer struct {
		v1.UnimplementedRequestServiceServer
		*Service
	}
)
