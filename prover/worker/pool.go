package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/keys"
)

// Errors of NewPool.
var (
	ErrTooLittleMemory = errors.New("too little memory for one worker")
	ErrOptions         = errors.New("the worker pool's options do not make sense")
)

// Options are the settings of a pool. The zero value of a field is its default.
type Options struct {
	Command       []string      // the program that calls Main, and its arguments; needed
	Dir           string        // of the key cache; by default the user's
	Workers       int           // children at once; by default DefaultWorkers
	Threads       int           // that compute at once in a child; by default DefaultThreads
	Memory        uint64        // for all children, in bytes; by default what the machine has, less a reserve
	JobsPerWorker int           // after which a child is replaced; by default DefaultJobsPerWorker
	MemoryFactor  float64       // times its measured peak, a child is killed; by default DefaultMemoryFactor
	LoadTimeout   time.Duration // for a child to become ready; by default DefaultLoadTimeout
	JobTimeout    time.Duration // for a child to answer; by default DefaultJobTimeout
	Log           *slog.Logger  // by default none

	AllowDevelopment bool // prove under development keys, which anyone can forge with
}

// Usage is what a job took.
type Usage struct {
	Duration  time.Duration // from handing over the input to the answer
	Load      time.Duration // of the child that was started for it; 0 if one was there
	PeakBytes uint64        // of the child so far; 0 where the system does not tell
}

// Stats are the numbers of a pool at one moment.
type Stats struct {
	Workers   int               // children that there may be
	Running   int               // children that there are, idle ones among them
	Idle      int               // children that wait for a job
	Memory    uint64            // bytes that children may take
	Used      uint64            // bytes that they are admitted with
	Started   uint64            // children since the pool was made
	Ended     uint64            // those of them that ended without being told to
	PeakBytes map[string]uint64 // highest seen, by circuit
}

// Pool supervises the children. Its methods may be called at once from many
// goroutines.
type Pool struct {
	o       Options
	store   *keys.Store
	starter *starter
	alive   sync.WaitGroup
	ended   atomic.Uint64

	mu       sync.Mutex
	closed   bool
	children map[*child]bool
	idle     []*child // the least recently used first
	seen     map[string]uint64
	started  uint64
}

// NewPool checks the options and the memory. It starts no child yet.
func NewPool(o Options) (*Pool, error) {
	if len(o.Command) == 0 || o.Workers < 0 || o.Threads < 0 || o.JobsPerWorker < 0 || o.LoadTimeout < 0 || o.JobTimeout < 0 ||
		(o.MemoryFactor != 0 && !(o.MemoryFactor >= 1)) {
		return nil, fmt.Errorf("%w: want a command, no negative number and a memory factor of at least 1", ErrOptions)
	}
	o.Workers = orDefault(o.Workers, DefaultWorkers())
	o.Threads = orDefault(o.Threads, DefaultThreads(o.Workers))
	o.JobsPerWorker = orDefault(o.JobsPerWorker, DefaultJobsPerWorker)
	o.MemoryFactor = orDefault(o.MemoryFactor, DefaultMemoryFactor)
	o.LoadTimeout = orDefault(o.LoadTimeout, DefaultLoadTimeout)
	o.JobTimeout = orDefault(o.JobTimeout, DefaultJobTimeout)
	o.Log = orDefault(o.Log, slog.New(slog.DiscardHandler))
	if o.Memory == 0 {
		var err error
		if o.Memory, err = budget(os.DirFS("/")); err != nil {
			return nil, err
		}
	}
	least := slices.MinFunc(measured, func(a, b peak) int { return int(a.mib) - int(b.mib) })
	if o.Memory < least.bytes() {
		return nil, fmt.Errorf("%w: there are %d MiB for workers, and %s takes %d MiB",
			ErrTooLittleMemory, o.Memory/mib, least.circuit, least.mib)
	}
	store, err := keys.Open(o.Dir)
	if err != nil {
		return nil, err
	}
	return &Pool{
		o: o, store: store, starter: newStarter(),
		children: map[*child]bool{}, seen: map[string]uint64{},
	}, nil
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// Serves reports whether a circuit is known and fits the memory when nothing else
// runs. It never changes.
func (p *Pool) Serves(circuit string) bool {
	m, ok := peakByName(circuit)
	return ok && m.bytes() <= p.o.Memory
}

// Fits reports whether Prove would find a child or room for one now. Where two
// callers compete it may be false a moment later: Prove then says so.
func (p *Pool) Fits(circuit string) bool {
	m, ok := peakByName(circuit)
	if !ok {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	if p.idleFor(circuit) >= 0 {
		return true
	}
	_, ok = p.room(p.need(m))
	return ok
}

// need is what a child of a circuit is admitted with, in bytes: what the table
// says or, if one took more before, that.
func (p *Pool) need(m peak) uint64 { return max(m.bytes(), p.seen[m.circuit]) }

// idleFor finds the most recently used idle child of a circuit, or -1.
func (p *Pool) idleFor(circuit string) int {
	for i, c := range slices.Backward(p.idle) {
		if c.circuit == circuit {
			return i
		}
	}
	return -1
}

// room says how many idle children, from the least recently used on, have to go
// for a new one, and whether that is enough. A child that took more than all the
// memory before is admitted alone.
func (p *Pool) room(need uint64) (evict int, ok bool) {
	need = min(need, p.o.Memory)
	n, used := len(p.children), p.used()
	for n >= p.o.Workers || used+need > p.o.Memory {
		if evict == len(p.idle) {
			return 0, false
		}
		n--
		used -= p.idle[evict].budget
		evict++
	}
	return evict, true
}

func (p *Pool) used() (sum uint64) {
	for c := range p.children {
		sum += c.budget
	}
	return sum
}

// Prove makes an attestation of a marshalled v1.ProofInput and tells the stages as
// they begin. When the context ends, the child is killed at once and the
// context's error returned. All other errors are of type *Error.
//
// The attestation parses; whether it verifies and answers the right request is
// for the caller to check.
func (p *Pool) Prove(ctx context.Context, circuit string, input []byte, stage func(v1.ProofStage)) ([]byte, Usage, error) {
	if len(input) > maxInput {
		return nil, Usage{}, failed(v1.Reason_REASON_TOO_LARGE)
	}
	file, u, untouched, err := p.attempt(ctx, circuit, input, stage)
	if untouched {
		// An idle child had died, and that showed only when it was given the job.
		file, u, _, err = p.attempt(ctx, circuit, input, stage)
	}
	if err != nil {
		return nil, u, p.told(err)
	}
	return file, u, nil
}

// attempt gives a job to one child. The job is untouched if the child was not
// started for it and ended without having begun.
func (p *Pool) attempt(ctx context.Context, circuit string, input []byte, stage func(v1.ProofStage)) (file []byte, u Usage, untouched bool, err error) {
	c, fresh, load, err := p.take(ctx, circuit, func() { stage(v1.ProofStage_PROOF_STAGE_LOADING) })
	u.Load = load
	if err != nil {
		return nil, u, false, err
	}
	untouched = !fresh
	begun := time.Now()
	file, err = c.prove(ctx, input, p.o.JobTimeout, func(s v1.ProofStage) {
		untouched = false
		stage(s)
	})
	u.Duration, u.PeakBytes = time.Since(begun), c.measure()
	p.giveBack(c, err)
	return file, u, untouched && errors.Is(err, failed(v1.Reason_REASON_WORKER)), err
}

// SelfTest makes sure that there is an idle child of a circuit, which proved and
// verified an invented statement when it was started.
func (p *Pool) SelfTest(ctx context.Context, circuit string) error {
	c, _, _, err := p.take(ctx, circuit, func() {})
	if err != nil {
		return p.told(err)
	}
	p.giveBack(c, nil)
	return nil
}

// told turns the end of a child by Close into what it is.
func (p *Pool) told(err error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := new(Error); p.closed && errors.As(err, &e) && e.Reason == v1.Reason_REASON_WORKER {
		return failed(v1.Reason_REASON_UNAVAILABLE)
	}
	return err
}

// take gives an idle child of a circuit, or starts and loads one.
func (p *Pool) take(ctx context.Context, circuit string, loading func()) (c *child, fresh bool, load time.Duration, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, 0, err
	}
	m, ok := peakByName(circuit)
	if !ok {
		return nil, false, 0, failed(v1.Reason_REASON_CIRCUIT_UNKNOWN)
	}
	c, fresh, err = p.admit(m)
	if err != nil || !fresh {
		return c, false, 0, err
	}
	loading()
	begun := time.Now()
	err = p.launch(ctx, c)
	return c, true, time.Since(begun), err
}

// admit takes an idle child, or makes room for a new one and counts it.
func (p *Pool) admit(m peak) (c *child, fresh bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, false, failed(v1.Reason_REASON_UNAVAILABLE)
	}
	for i := p.idleFor(m.circuit); i >= 0; i = p.idleFor(m.circuit) {
		c := p.idle[i]
		p.idle = slices.Delete(p.idle, i, i+1)
		select {
		case <-c.frames: // nobody asked it: it has ended, or makes no sense
			delete(p.children, c)
			c.kill()
		default:
			return c, false, nil
		}
	}
	if m.bytes() > p.o.Memory {
		return nil, false, failed(v1.Reason_REASON_MEMORY)
	}
	need := p.need(m)
	evict, ok := p.room(need)
	if !ok {
		return nil, false, failed(v1.Reason_REASON_UNAVAILABLE)
	}
	for _, c := range p.idle[:evict] {
		delete(p.children, c)
		c.kill() // and is gone within milliseconds
	}
	p.idle = slices.Delete(p.idle, 0, evict)
	bound := max(uint64(float64(m.bytes())*p.o.MemoryFactor), m.bytes()+leastHeadroom)
	c = newChild(m.circuit, bound, min(need, p.o.Memory))
	p.children[c] = true
	p.alive.Add(1)
	p.started++
	return c, true, nil
}

// launch starts and loads a child. On an error it is gone.
func (p *Pool) launch(ctx context.Context, c *child) error {
	supervise, err := c.start(p.starter, p.o.Command, p.o.Threads)
	if err != nil {
		p.forget(c)
		p.alive.Done()
		// The text names the program, no input.
		p.o.Log.Error("a worker could not be started", "error", err)
		return failed(v1.Reason_REASON_WORKER)
	}
	go func() {
		defer p.alive.Done()
		e := supervise()
		p.forget(c)
		if !e.told {
			p.ended.Add(1)
			p.o.Log.Warn("a worker ended by itself", "circuit", c.circuit, "status", e.status)
		}
		close(c.exited)
	}()
	return c.load(ctx, hello{
		Version: protocolVersion, Circuit: c.circuit, Dir: p.store.Dir(),
		Jobs: p.o.JobsPerWorker, Memory: c.bound, AllowDevelopment: p.o.AllowDevelopment,
	}, p.o.LoadTimeout)
}

// giveBack makes a child idle again, or replaces it.
func (p *Pool) giveBack(c *child, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.peak > 0 {
		p.seen[c.circuit] = max(p.seen[c.circuit], c.peak)
		c.budget = min(max(c.budget, c.peak), p.o.Memory)
	}
	if !p.children[c] {
		return // it has ended
	}
	// A proof that does not verify says that its key, its code or its memory is
	// damaged.
	broken := errors.Is(err, failed(v1.Reason_REASON_SELF_CHECK))
	if broken || c.jobs >= p.o.JobsPerWorker {
		delete(p.children, c)
		c.kill()
		return
	}
	p.idle = append(p.idle, c)
}

// forget frees the room of a child that has ended.
func (p *Pool) forget(c *child) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.children, c)
	p.idle = slices.DeleteFunc(p.idle, func(other *child) bool { return other == c })
}

// Stats gives the numbers of this moment.
func (p *Pool) Stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Stats{
		Workers: p.o.Workers, Running: len(p.children), Idle: len(p.idle),
		Memory: p.o.Memory, Used: p.used(),
		Started: p.started, Ended: p.ended.Load(), PeakBytes: maps.Clone(p.seen),
	}
}

// Close kills all children, waits until they are gone and refuses jobs from then
// on. Jobs that were being worked on fail with reason UNAVAILABLE.
func (p *Pool) Close() {
	p.mu.Lock()
	first := !p.closed
	p.closed = true
	for c := range p.children {
		c.kill()
	}
	p.mu.Unlock()
	p.alive.Wait()
	if first {
		p.starter.close()
	}
}
