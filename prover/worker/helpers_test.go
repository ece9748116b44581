package worker

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
)

type buffer = bytes.Buffer

// options are those of a pool whose children are this binary.
func options(mode string) Options {
	o := Options{
		Command: []string{os.Args[0], asChild, mode}, Workers: 2, Threads: 2, Memory: 8 << 30,
		LoadTimeout: time.Minute, JobTimeout: time.Minute, AllowDevelopment: true,
	}
	if underRace {
		o.MemoryFactor = 20 // the race detector's own memory
	}
	return o
}

func newPool(t *testing.T, o Options) *Pool {
	t.Helper()
	p, err := NewPool(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// shared is a pool for tests that need an honest child and leave it as it was:
// loading one takes seconds.
var shared sharedPool

type sharedPool struct {
	once sync.Once
	pool *Pool
	err  error
}

func (s *sharedPool) close() {
	if s.pool != nil {
		s.pool.Close()
	}
}

func honestPool(t *testing.T) *Pool {
	t.Helper()
	slow(t)
	shared.once.Do(func() { shared.pool, shared.err = NewPool(options("")) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.pool
}

// slow marks a test that loads a circuit.
func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("loads a circuit")
	}
}

func input(t testing.TB, circuit string) []byte {
	t.Helper()
	c, err := catalogue.ByName(circuit)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := Invent(c)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func ignore(v1.ProofStage) {}

// mustProve proves with the honest circuit and verifies.
func mustProve(t *testing.T, p *Pool) Usage {
	t.Helper()
	file, u, err := p.Prove(t.Context(), honest, input(t, honest), ignore)
	if err != nil {
		t.Fatal(err)
	}
	a, err := attestation.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Verify(); err != nil {
		t.Fatal(err)
	}
	return u
}

func mustFail(t *testing.T, err error, want v1.Reason) {
	t.Helper()
	e := new(Error)
	if !errors.As(err, &e) || e.Reason != want {
		t.Errorf("got %v, want reason %s", err, want)
	}
}

// pids are the processes of a pool.
func pids(p *Pool) (all []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.children {
		c.mu.Lock()
		if c.process != nil {
			all = append(all, c.process.Pid)
		}
		c.mu.Unlock()
	}
	return all
}

// mustBeGone waits a little, since a process whose parent died is another's to
// wait for.
func mustBeGone(t *testing.T, pid int) {
	t.Helper()
	for range 200 {
		if gone(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d lives", pid)
}

func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	_, state, _ := bytes.Cut(raw, []byte(") "))
	return bytes.HasPrefix(state, []byte("Z")) // dead, and not waited for by its new parent
}

func leaveBehind() int {
	cmd := exec.Command("/bin/sleep", "3600")
	cmd.Stdout = os.Stdout // holds the pipe open
	cmd.Stderr = os.Stderr
	if cmd.Start() != nil {
		return 1
	}
	return 0
}

// logged is a log and its text.
func logged() (*slog.Logger, *lockedBuffer) {
	b := new(lockedBuffer)
	return slog.New(slog.NewTextHandler(b, nil)), b
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}
