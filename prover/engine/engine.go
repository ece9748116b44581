package engine

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
	"vitalproof/prover/worker"
)

// Errors of the engine, besides those of package job. Match with errors.Is.
var (
	// ErrStarting reports an engine that has not recovered its jobs yet.
	ErrStarting = errors.New("the service is starting")
	// ErrDraining reports an engine that takes no more jobs because it is to stop.
	ErrDraining = errors.New("the service is stopping")
	// ErrAudit reports that nothing was done because it could not be audited.
	ErrAudit = errors.New("the audit log cannot be written")
	// ErrNoSubject reports an erasure that names nobody.
	ErrNoSubject = errors.New("no subject to erase")
)

// Pool proves. A *worker.Pool is one.
type Pool interface {
	// Fits tells whether a proof of a circuit could start now.
	Fits(circuit string) bool
	// Prove makes a proof. When the context ends it stops the work at once and
	// returns. It calls stage when it begins with one, not after it returned.
	Prove(ctx context.Context, circuit string, input []byte, stage func(v1.ProofStage)) (attestation []byte, u worker.Usage, err error)
}

// Finder is what a store may offer besides, so that a submission that is repeated
// while there is no room for another is answered without making one.
type Finder interface {
	// Find gives the job that the tenant's idempotency key stands for. ErrNotFound,
	// or ErrMismatch if the digest differs.
	Find(ctx context.Context, o job.Owner, key string, digest [32]byte) (job.Job, error)
}

// Options is what an engine is made of. Store, Queue, Pool and Verify are needed;
// the queue is the engine's own and is closed by it.
type Options struct {
	Store  job.Store
	Queue  job.Queue
	Pool   Pool
	Limits Limits

	// Verify decides whether an attestation answers its input, a marshalled
	// v1.ProofInput, without trusting who made it. Its error is not logged.
	Verify func(input, attestation []byte) error
	// Audit writes an entry durably; nil for none.
	Audit func(context.Context, audit.Entry) error
	// Ref gives what stands for a job in the audit log: the hex of an HMAC of its
	// id. Needed with Audit.
	Ref func(job.ID) string

	// Begin is closed when the first attempt may be made; nil for at once. A service
	// proves for others only after it has proved for itself, and its own test must
	// not wait behind their queue.
	Begin <-chan struct{}

	Observe Observer     // nil for none
	Tracer  trace.Tracer // nil for none
	Log     *slog.Logger // nil for none

	// Now is the clock of deadlines, time.Now if nil; Jitter draws from [0, 1), at
	// random if nil.
	Now    func() time.Time
	Jitter func() float64
}

// Engine runs jobs. All methods may be called at once. Run is called once.
type Engine struct {
	o     Options
	limit Limits
	ready chan struct{}
	hurry chan struct{} // closed by Requeue
	once  sync.Once

	seed maphash.Seed
	keys [256]sync.Mutex // of idempotency keys, by hash: see lockKey

	begun atomic.Bool
	phase atomic.Int32
	slots chan struct{} // one for each attempt under way
	busy  atomic.Int32  // attempts that may hold room in the pool
	works sync.WaitGroup
	wait  patience

	admission sync.Mutex // guards reserved; held while the queue is asked for its length and gets the job
	reserved  map[string]int
	promised  int // the sum of reserved
	replaying sync.Mutex

	mu       sync.Mutex // guards what follows; the queue is not called under it
	running  map[job.ID]*attempt
	stranded map[job.ID]strand
}

// The phases, in order.
const (
	starting int32 = iota
	serving
	draining
	stopped
)

// New makes an engine, which does nothing until Run.
func New(o Options) *Engine {
	if o.Observe == nil {
		o.Observe = unobserved{}
	}
	if o.Tracer == nil {
		o.Tracer = noop.NewTracerProvider().Tracer("")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	limit := o.Limits.withDefaults()
	return &Engine{
		seed: maphash.MakeSeed(),
		o:    o, limit: limit, ready: make(chan struct{}), hurry: make(chan struct{}),
		slots:    make(chan struct{}, limit.Attempts),
		wait:     patience{full: make(map[string]bool)},
		reserved: make(map[string]int), running: make(map[job.ID]*attempt), stranded: make(map[job.ID]strand),
	}
}

// Run recovers the jobs of the store and works on them until the context ends.
// Then it takes no more, lets running attempts finish within the grace time, puts
// back those that did not, and returns when nothing of it is left. It fails if
// the options are incomplete, the jobs cannot be read or the queue is closed.
func (e *Engine) Run(ctx context.Context) error {
	if e.o.Store == nil || e.o.Queue == nil || e.o.Pool == nil || e.o.Verify == nil || (e.o.Audit != nil && e.o.Ref == nil) {
		return errors.New("engine: store, queue, pool and verify are needed, and ref with audit")
	}
	if !e.begun.CompareAndSwap(false, true) {
		return errors.New("engine: run twice")
	}
	defer e.o.Queue.Close()
	defer e.phase.Store(stopped)
	n, err := e.recover(ctx)
	if err != nil {
		return err
	}
	e.phase.Store(serving)
	close(e.ready)
	e.o.Log.Info("jobs recovered", "queued", n)

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() {
		defer cancel()
		err = e.dispatch(ctx)
	})
	wg.Go(func() { e.watchTime(ctx) })
	wg.Go(func() { e.sweep(ctx) })
	<-ctx.Done()
	e.phase.Store(draining)
	e.o.Log.Info("draining", "running", e.Stats().Running)
	wg.Wait()
	e.drain()
	return err
}

func (e *Engine) recover(ctx context.Context) (int, error) {
	n := 0
	for ref, err := range e.o.Store.Recover(ctx, e.o.Now()) {
		if err != nil {
			return n, fmt.Errorf("recover the jobs: %w", err)
		}
		if err := e.o.Queue.Push(ref); err != nil {
			return n, fmt.Errorf("queue a recovered job: %w", err)
		}
		n++
	}
	return n, ctx.Err()
}

// drain waits for the attempts under way, at most for the grace time.
func (e *Engine) drain() {
	done := make(chan struct{})
	go func() {
		e.works.Wait()
		close(done)
	}()
	grace := time.NewTimer(e.limit.Grace)
	defer grace.Stop()
	select {
	case <-done:
		return
	case <-grace.C:
	case <-e.hurry:
	}
	e.mu.Lock()
	for _, a := range e.running {
		a.kill(errRequeued)
	}
	e.mu.Unlock()
	<-done
}

// Requeue ends the grace time of an engine that is stopping, and keeps one that
// will be from having any: running attempts are put back at once.
func (e *Engine) Requeue() { e.once.Do(func() { close(e.hurry) }) }

// Ready gives a channel that is closed once the jobs of the store are recovered.
// If they cannot be, Run returns and it never is.
func (e *Engine) Ready() <-chan struct{} { return e.ready }

// Position tells how many jobs of the same tenant go before a queued job.
func (e *Engine) Position(id job.ID) (int, bool) { return e.o.Queue.Position(id) }

// Stats is how an engine stands.
type Stats struct {
	Queued   int       // jobs that wait, of all tenants
	Running  int       // attempts under way
	Stranded int       // jobs that run nowhere, because the store failed at the end of their attempt
	Oldest   time.Time // since when the job that waits longest has been due; zero if none is
	Draining bool
}

// Stats tells how the engine stands.
func (e *Engine) Stats() Stats {
	_, queued := e.o.Queue.Len("")
	s := Stats{Queued: queued, Oldest: e.o.Queue.Oldest(), Draining: e.phase.Load() >= draining}
	e.mu.Lock()
	defer e.mu.Unlock()
	s.Running, s.Stranded = len(e.running), len(e.stranded)
	return s
}
