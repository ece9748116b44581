package service

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/audit"
	"vitalproof/prover/client"
	"vitalproof/prover/engine"
	"vitalproof/prover/keyring"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/prover/queue"
	"vitalproof/prover/store"
	"vitalproof/prover/wire"
	"vitalproof/prover/worker"
	"vitalproof/verifier"
)

// workerArg makes the test binary a worker of its own pool.
const workerArg = "vitalproof-test-worker"

func TestMain(m *testing.M) {
	local.Silence()
	if len(os.Args) > 1 && os.Args[1] == workerArg {
		os.Exit(worker.Main(context.Background(), os.Stdin, os.Stdout))
	}
	goleak.VerifyTestMain(m)
}

// quick is the smallest circuit.
const quick = "glucose-15min-7d"

// clock runs as the machine's, and can be set forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time               { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration)      { c.ahead.Add(int64(d)) }
func (c *clock) in(d time.Duration) time.Time { return c.now().Add(d).Truncate(time.Second) }

// gate holds proofs back from the real pool while it is closed.
type gate struct {
	*worker.Pool
	closed atomic.Bool
	kick   func()
}

func (g *gate) Fits(circuit string) bool { return !g.closed.Load() && g.Pool.Fits(circuit) }

func (g *gate) open() {
	g.closed.Store(false)
	g.kick()
}

// world is a service over its real parts, behind a loopback listener. Callers say
// themselves who they are: credentials are package server's matter.
type world struct {
	tb    testing.TB
	clock *clock
	gate  *gate
	store *store.Store
	s     *Service
	addr  string
	log   *lines

	mu      sync.Mutex
	entries []audit.Entry
}

// lines is what was logged.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newWorld(tb testing.TB, change func(*Options, *engine.Limits)) *world {
	tb.Helper()
	w := &world{tb: tb, clock: &clock{}, log: &lines{}}
	logger := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	dir := tb.TempDir()
	master, err := keyring.NewMasterKey()
	check(tb, err)
	ring, err := keyring.Open(filepath.Join(dir, "keys"), master)
	check(tb, err)
	w.store, err = store.Open(store.Options{
		Dir: filepath.Join(dir, "store"), Master: master, Ring: ring, MaxAttempts: 3, KeepFinished: time.Hour, Log: logger,
	})
	check(tb, err)
	// The race detector takes several times the memory.
	pool, err := worker.NewPool(worker.Options{Command: []string{os.Args[0], workerArg}, Workers: 1, MemoryFactor: 8, AllowDevelopment: true, Log: logger})
	check(tb, err)
	line := queue.New(w.clock.now)
	w.gate = &gate{Pool: pool, kick: line.Kick}
	o := Options{
		Served: []string{quick}, AllowDevelopment: true, PublicURL: "https://prover.example.org/", Now: w.clock.now, Log: logger,
		Audit: func(_ context.Context, e audit.Entry) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.entries = append(w.entries, e)
			return nil
		},
	}
	limits := engine.Limits{Grace: time.Millisecond}
	if change != nil {
		change(&o, &limits)
	}
	eng := engine.New(engine.Options{
		Store: w.store.Jobs(), Queue: line, Pool: w.gate, Limits: limits, Verify: verifies(w.clock), Log: logger, Now: w.clock.now,
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- eng.Run(ctx) }()
	<-eng.Ready()
	o.Engine, o.Jobs, o.Requests = eng, w.store.Jobs(), w.store.Requests()
	w.s = New(o)
	halt := w.serve()
	tb.Cleanup(func() {
		w.s.Drain()
		halt()
		stop()
		if err := <-done; err != nil {
			tb.Errorf("the engine ended with %v", err)
		}
		pool.Close()
		if err := w.store.Close(); err != nil {
			tb.Errorf("close the store: %v", err)
		}
		if err := ring.Close(); err != nil {
			tb.Errorf("close the ring: %v", err)
		}
	})
	return w
}

// serve listens until halt is called.
func (w *world) serve() (halt func()) {
	w.tb.Helper()
	server := grpc.NewServer(grpc.UnaryInterceptor(namedUnary), grpc.StreamInterceptor(namedStream))
	w.s.Register(server)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(w.tb, err)
	w.addr = l.Addr().String()
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(l) // ends when it is stopped
	}()
	return func() {
		server.Stop()
		<-served
	}
}

// verifies is the engine's check of finished proofs.
func verifies(c *clock) func(input, file []byte) error {
	return func(input, file []byte) error {
		m := &v1.ProofInput{}
		if err := proto.Unmarshal(input, m); err != nil {
			return err
		}
		in, err := wire.Decode(m)
		if err != nil {
			return err
		}
		a, err := attestation.Parse(file)
		if err != nil {
			return err
		}
		return verifier.Check(in.Request, a, verifier.Options{Now: c.now(), AllowDevelopment: true})
	}
}

// named is the caller that a token of a test names: tenant/role/subject.
func named(ctx context.Context) context.Context {
	md, _ := metadata.FromIncomingContext(ctx)
	for _, v := range md.Get("authorization") {
		parts := strings.Split(strings.TrimPrefix(v, "Bearer "), "/")
		role, err := access.ParseRole(parts[1])
		if err == nil {
			return access.With(ctx, access.Principal{Tenant: parts[0], Role: role, Subject: parts[2]})
		}
	}
	return ctx
}

func namedUnary(ctx context.Context, m any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	return handle(named(ctx), m)
}

type namedServerStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s namedServerStream) Context() context.Context { return s.ctx }

func namedStream(srv any, s grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	return handle(srv, namedServerStream{s, named(s.Context())})
}

// as is a client of somebody.
func (w *world) as(tenant string, role access.Role, subject string) *client.Client {
	w.tb.Helper()
	c, err := client.Dial(context.Background(), client.Options{
		Address: w.addr, Token: tenant + "/" + role.String() + "/" + subject, Plaintext: true,
	})
	check(w.tb, err)
	w.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// anonymous is a client of nobody.
func (w *world) anonymous() *client.Client {
	w.tb.Helper()
	c, err := client.Dial(context.Background(), client.Options{Address: w.addr, Plaintext: true})
	check(w.tb, err)
	w.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// kinds are the kinds of the entries so far.
func (w *world) kinds() (kinds []audit.Kind) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.entries {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// study is an issuer and what it is asked about.
type study struct {
	key     statement.PrivateKey
	circuit catalogue.Circuit
	claim   claim.Claim
	id      statement.CircuitID
}

// lastDay ends every window.
const lastDay claim.Day = 20500

func newStudy(tb testing.TB) *study {
	tb.Helper()
	key, err := statement.NewPrivateKey(rand.Reader)
	check(tb, err)
	c, err := catalogue.ByName(quick)
	check(tb, err)
	limits := claim.Glucose15.NoLimits()
	claim.Glucose15.Set(&limits, "in70to180", claim.Bound{Value: 7000, Strict: true})
	asked := claim.Claim{Metric: c.Metric, Days: c.Days, EarliestEnd: lastDay, LatestEnd: lastDay, MinAssurance: 1, Coverage: 7000, Limits: limits}
	entry, err := lock.ByName(quick)
	check(tb, err)
	id, err := statement.ParseCircuitID(entry.ID)
	check(tb, err)
	return &study{key, c, asked, id}
}

// ask makes a request of the study that expires at a time.
func (st *study) ask(tb testing.TB, expires time.Time, change func(*request.Request)) *request.Request {
	tb.Helper()
	r := request.Request{
		From: "A study", Consent: "I take part.", Circuit: st.id, Claim: st.claim,
		Issuers: []statement.PublicKey{st.key.Public()}, Scope: "example.org/study", Expires: expires,
	}
	if change != nil {
		change(&r)
	}
	made, err := request.New(r)
	check(tb, err)
	return made
}

// person is a holder with one sealed window.
type person struct {
	secret statement.Secret
	window *statement.Window
}

// healthy readings meet the claim.
func healthy(day, slot int) uint64 { return uint64(80 + (slot*slot+17*day)%90) }

// high readings do not.
func high(day, slot int) uint64 { return uint64(250 + (slot+day)%90) }

func (st *study) enrol(tb testing.TB, reading func(day, slot int) uint64) *person {
	tb.Helper()
	secret, err := statement.NewSecret()
	check(tb, err)
	record, err := statement.NewRecord(st.key.Public(), secret.Subject(st.key.Public()), st.circuit.Metric, lastDay-claim.Day(st.circuit.Days)+1)
	check(tb, err)
	for d := range st.circuit.Days {
		block := make(statement.Block, st.circuit.Metric.SlotsPerDay())
		for i := range block {
			block[i] = reading(d, i)
		}
		check(tb, record.Append(st.key, 1, block))
	}
	window, err := record.Window(lastDay, st.circuit.Days)
	check(tb, err)
	return &person{secret, window}
}

// input is what a holder submits to answer a request.
func input(tb testing.TB, r *request.Request, p *person) *v1.ProofInput {
	tb.Helper()
	plan, err := local.PlanWindow(r, p.window, nil)
	check(tb, err)
	in, err := wire.Encode(plan, p.secret, nil)
	check(tb, err)
	return in
}

var loaded = sync.OnceValues(func() (*keys.Loaded, error) {
	c, err := catalogue.ByName(quick)
	if err != nil {
		return nil, err
	}
	s, err := keys.Open("")
	if err != nil {
		return nil, err
	}
	return s.Load(context.Background(), c, nil)
})

// answer proves at home.
func answer(tb testing.TB, r *request.Request, p *person) []byte {
	tb.Helper()
	l, err := loaded()
	check(tb, err)
	plan, err := local.PlanWindow(r, p.window, nil)
	check(tb, err)
	a, err := local.Prover{AllowDevelopment: true}.Prove(context.Background(), l, plan, p.secret, nil)
	check(tb, err)
	file, err := attestation.Marshal(a)
	check(tb, err)
	return file
}

// wants checks the reason of an error of the client.
func wants(tb testing.TB, err error, reason v1.Reason) {
	tb.Helper()
	if client.ReasonOf(err) != reason {
		tb.Errorf("got %v (%s), want %s", err, ReasonName(client.ReasonOf(err)), ReasonName(reason))
	}
}

// violates checks that an error names a field.
func violates(tb testing.TB, err error, field string) {
	tb.Helper()
	var e *client.Error
	if !asError(err, &e) || !slices.ContainsFunc(e.Fields, func(f client.Field) bool { return f.Path == field }) {
		tb.Errorf("got %v, want a violation of %s", err, field)
	}
}

// The store finds what a repeated call stands for.
var (
	_ engine.Finder = (*store.Jobs)(nil)
	_ requestFinder = (*store.Requests)(nil)
)
