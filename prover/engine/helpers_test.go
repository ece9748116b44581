package engine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
	"vitalproof/prover/queue"
	"vitalproof/prover/store"
	"vitalproof/prover/worker"
)

const circuit = "glucose-15min-7d"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asChild {
		os.Exit(worker.Main(context.Background(), os.Stdin, os.Stdout))
	}
	goleak.VerifyTestMain(m)
}

// disk is what outlives a process: the folder of a store and its keys.
type disk struct {
	dir    string
	master keyring.Master
}

func newDisk(t testing.TB) disk {
	t.Helper()
	m, err := keyring.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	return disk{t.TempDir(), m}
}

// open gives the store and what closes it.
func (d disk) open(t testing.TB) (*store.Store, func()) {
	t.Helper()
	ring, err := keyring.Open(filepath.Join(d.dir, "keys"), d.master)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{
		Dir: filepath.Join(d.dir, "data"), Master: d.master, Ring: ring, MinFree: 1 << 20, KeepFinished: keepFinished,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, sync.OnceFunc(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := ring.Close(); err != nil {
			t.Error(err)
		}
	})
}

const keepFinished = time.Hour

// scripted is a pool that does what a test says, with room for a number of
// proofs.
type scripted struct {
	prove func(ctx context.Context, input string, stage func(v1.ProofStage)) error
	room  func(circuit string) int // how many fit; nil for one

	cost func(input string) time.Duration // what it reports; nil for nothing

	mu     sync.Mutex
	busy   map[string]int
	runs   map[string]int // by input
	order  []string
	inputs [][]byte
}

func (p *scripted) Fits(circuit string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fits(circuit)
}

func (p *scripted) fits(circuit string) bool {
	if p.room != nil {
		return p.room(circuit) > 0
	}
	return len(p.busy) == 0
}

func (p *scripted) Prove(ctx context.Context, circuit string, input []byte, stage func(v1.ProofStage)) ([]byte, worker.Usage, error) {
	text := string(input)
	p.mu.Lock()
	if !p.fits(circuit) {
		p.mu.Unlock()
		return nil, worker.Usage{}, &worker.Error{Reason: v1.Reason_REASON_UNAVAILABLE, Retryable: true}
	}
	if p.busy == nil {
		p.busy, p.runs = make(map[string]int), make(map[string]int)
	}
	p.busy[circuit]++
	p.runs[text]++
	p.order = append(p.order, text)
	p.inputs = append(p.inputs, input)
	p.mu.Unlock()
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.busy[circuit]--; p.busy[circuit] == 0 {
			delete(p.busy, circuit)
		}
	}()
	stage(v1.ProofStage_PROOF_STAGE_LOADING)
	if p.prove != nil {
		if err := p.prove(ctx, text, stage); err != nil {
			return nil, worker.Usage{}, err
		}
	}
	u := worker.Usage{PeakBytes: 1}
	if p.cost != nil {
		u.Duration = p.cost(text)
	}
	return []byte("proof of " + text), u, nil
}

func (p *scripted) ran(input string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.runs[input]
}

// untilStopped is a proof that takes for ever.
func untilStopped(ctx context.Context, _ string, _ func(v1.ProofStage)) error {
	<-ctx.Done()
	return ctx.Err()
}

func verify(input, attestation []byte) error {
	if string(attestation) != "proof of "+string(input) {
		return fmt.Errorf("not of this input")
	}
	return nil
}

// service is an engine that runs over the store of a disk.
type service struct {
	*Engine
	t     testing.TB
	jobs  *faulty
	pool  *scripted
	stop  context.CancelFunc // begins the drain
	ended chan error
	close func()

	mu       sync.Mutex
	audited  []audit.Entry
	attempts []Attempt
	faults   map[Fault]int
}

// quick makes waits short.
var quick = Limits{
	RetryBase: time.Millisecond, RetryCap: 4 * time.Millisecond, StoreDelay: time.Millisecond, Heal: 30 * time.Millisecond,
	Tick: 10 * time.Millisecond, Sweep: time.Hour, Lease: 90 * time.Millisecond, Grace: 2 * time.Second,
}

func start(t testing.TB, d disk, pool *scripted, change ...func(*Options)) *service {
	t.Helper()
	s, closeStore := d.open(t)
	r := &service{t: t, jobs: &faulty{Jobs: s.Jobs()}, pool: pool, ended: make(chan error, 1), faults: make(map[Fault]int)}
	o := Options{
		Store: r.jobs, Queue: queue.New(time.Now), Pool: pool, Limits: quick, Verify: verify, Observe: r,
		Audit: func(_ context.Context, e audit.Entry) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.audited = append(r.audited, e)
			return nil
		},
		Ref: func(id job.ID) string { return string(id) },
	}
	for _, f := range change {
		f(&o)
	}
	r.Engine = New(o)
	ctx, cancel := context.WithCancel(context.Background())
	r.stop = cancel
	var once sync.Once
	r.close = func() {
		once.Do(func() {
			cancel()
			r.Requeue()
			if err := <-r.ended; err != nil {
				t.Error(err)
			}
			closeStore()
		})
	}
	t.Cleanup(r.close)
	go func() { r.ended <- r.Run(ctx) }()
	<-r.Ready()
	return r
}

func (r *service) JobQueued(string)                                   {}
func (r *service) JobEnded(_, _ string, _ v1.ProofState, _ v1.Reason) {}
func (r *service) AttemptStarted(string)                              {}

func (r *service) AttemptFinished(a Attempt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts = append(r.attempts, a)
}

func (r *service) Fault(f Fault) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults[f]++
}

// kinds gives the kinds of audit entries about a job.
func (r *service) kinds(id job.ID) (all []audit.Kind) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.audited {
		if e.Ref == string(id) {
			all = append(all, e.Kind)
		}
	}
	return all
}

func (r *service) finished() []Attempt {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Attempt(nil), r.attempts...)
}

func submission(tenant, input string) job.New {
	return job.New{
		Owner: job.Owner{Tenant: tenant}, IdempotencyKey: input, Digest: sha256.Sum256([]byte(input)),
		Circuit: circuit, Input: []byte(input),
	}
}

func (r *service) submit(n job.New) job.Job {
	r.t.Helper()
	j, created, err := r.Submit(context.Background(), n)
	if err != nil || !created {
		r.t.Fatal(created, err)
	}
	return j
}

func (r *service) get(tenant string, id job.ID) job.Job {
	r.t.Helper()
	j, err := r.jobs.Jobs.Get(context.Background(), job.Owner{Tenant: tenant}, id)
	if err != nil {
		r.t.Fatal(err)
	}
	return j
}

const patienceOfTests = time.Minute

// await waits until a job is in a state.
func (r *service) await(tenant string, id job.ID, want v1.ProofState) job.Job {
	r.t.Helper()
	changed, stop := r.jobs.Watch(id)
	defer stop()
	limit := time.After(patienceOfTests)
	for {
		j := r.get(tenant, id)
		if j.State == want {
			return j
		}
		select {
		case <-changed:
		case <-limit:
			r.t.Fatalf("the job is %v, want %v", j.State, want)
		}
	}
}

// eventually waits for something that no channel tells of.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for begin := time.Now(); !ok(); time.Sleep(time.Millisecond) {
		if time.Since(begin) > patienceOfTests {
			t.Fatalf("never: %s", what)
		}
	}
}

// faulty is a store whose calls fail as a test says. The methods that the engine
// does not use for work are those of the store.
type faulty struct {
	*store.Jobs
	fail func(op string, call int64) (before, after error) // nil for never
	call atomic.Int64
}

func (f *faulty) do(op string, run func() error) error {
	n := f.call.Add(1)
	if f.fail == nil {
		return run()
	}
	before, after := f.fail(op, n)
	if before != nil {
		return before
	}
	if err := run(); err != nil {
		return err
	}
	return after
}

func (f *faulty) Create(ctx context.Context, n job.New) (j job.Job, created bool, err error) {
	err = f.do("create", func() (err error) { j, created, err = f.Jobs.Create(ctx, n); return err })
	return j, created, err
}

func (f *faulty) Get(ctx context.Context, o job.Owner, id job.ID) (j job.Job, err error) {
	err = f.do("get", func() (err error) { j, err = f.Jobs.Get(ctx, o, id); return err })
	return j, err
}

func (f *faulty) Claim(ctx context.Context, id job.ID, now, until time.Time) (l job.Lease, j job.Job, in []byte, err error) {
	err = f.do("claim", func() (err error) { l, j, in, err = f.Jobs.Claim(ctx, id, now, until); return err })
	return l, j, in, err
}

func (f *faulty) Renew(ctx context.Context, l job.Lease, until time.Time) (s v1.ProofState, err error) {
	err = f.do("renew", func() (err error) { s, err = f.Jobs.Renew(ctx, l, until); return err })
	return s, err
}

func (f *faulty) Advance(ctx context.Context, l job.Lease, s v1.ProofStage, now time.Time) error {
	return f.do("advance", func() error { return f.Jobs.Advance(ctx, l, s, now) })
}

func (f *faulty) Succeed(ctx context.Context, l job.Lease, att []byte, now time.Time) error {
	return f.do("succeed", func() error { return f.Jobs.Succeed(ctx, l, att, now) })
}

func (f *faulty) Fail(ctx context.Context, l job.Lease, r v1.Reason, now time.Time) error {
	return f.do("fail", func() error { return f.Jobs.Fail(ctx, l, r, now) })
}

func (f *faulty) Retry(ctx context.Context, l job.Lease, r v1.Reason, counted bool, notBefore, now time.Time) (j job.Job, err error) {
	err = f.do("retry", func() (err error) { j, err = f.Jobs.Retry(ctx, l, r, counted, notBefore, now); return err })
	return j, err
}

func (f *faulty) Expire(ctx context.Context, id job.ID, now time.Time) error {
	return f.do("expire", func() error { return f.Jobs.Expire(ctx, id, now) })
}

func (f *faulty) Cancel(ctx context.Context, o job.Owner, id job.ID, now time.Time) (j job.Job, err error) {
	err = f.do("cancel", func() (err error) { j, err = f.Jobs.Cancel(ctx, o, id, now); return err })
	return j, err
}

func (f *faulty) Delete(ctx context.Context, o job.Owner, id job.ID) error {
	return f.do("delete", func() error { return f.Jobs.Delete(ctx, o, id) })
}

func (f *faulty) Recover(ctx context.Context, now time.Time) iter.Seq2[job.Ref, error] {
	return f.Jobs.Recover(ctx, now)
}
