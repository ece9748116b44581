package worker

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/wire"
)

func TestAnInputBecomesAnAttestationOfIt(t *testing.T) {
	p := honestPool(t)
	raw := input(t, honest)
	m := new(v1.ProofInput)
	if err := proto.Unmarshal(raw, m); err != nil {
		t.Fatal(err)
	}
	in, err := wire.Decode(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SelfTest(t.Context(), honest); err != nil {
		t.Fatal(err)
	}
	before := slices.Clone(raw)
	var stages []v1.ProofStage
	file, u, err := p.Prove(t.Context(), honest, raw, func(s v1.ProofStage) { stages = append(stages, s) })
	if err != nil {
		t.Fatal(err)
	}
	a, err := attestation.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Verify(); err != nil {
		t.Error(err)
	}
	scope, err := in.Request.ScopeField()
	if err != nil {
		t.Fatal(err)
	}
	if a.Circuit != in.Request.Circuit || a.Inputs.Nullifier != in.Secret.Nullifier(scope) {
		t.Error("it is about something else")
	}
	want := []v1.ProofStage{2, 3, 4}
	if !slices.Equal(stages, want) {
		t.Errorf("stages %v, want %v", stages, want)
	}
	if u.Load != 0 || u.Duration <= 0 || u.PeakBytes == 0 {
		t.Errorf("usage %+v of a child that was there", u)
	}
	if !slices.Equal(raw, before) {
		t.Error("the caller's input was changed")
	}
}

// The reasons of real inputs, by the way that jobs go. The child goes on.
func TestABadInputFailsWithItsReasonAndTheChildGoesOn(t *testing.T) {
	p := honestPool(t)
	mustProve(t, p)
	started := p.Stats().Started
	for name, c := range map[string]struct {
		change func(*v1.ProofInput)
		want   v1.Reason
	}{
		"no request":        {func(m *v1.ProofInput) { m.Request = nil }, v1.Reason_REASON_REQUEST_MALFORMED},
		"a payee":           {func(m *v1.ProofInput) { m.Payee = &v1.Payee{} }, v1.Reason_REASON_PAYEE},
		"another secret":    {func(m *v1.ProofInput) { m.Secret[7] ^= 1 }, v1.Reason_REASON_SUBJECT_MISMATCH},
		"a changed reading": {func(m *v1.ProofInput) { m.Window.Readings[9] ^= 1 }, v1.Reason_REASON_UNSATISFIED},
		"a changed seal":    {func(m *v1.ProofInput) { m.Window.Seal[40] ^= 1 }, v1.Reason_REASON_UNSATISFIED},
		"half the readings": {func(m *v1.ProofInput) { m.Window.Readings = m.Window.Readings[:100] }, v1.Reason_REASON_FIELD_INVALID},
		"no window":         {func(m *v1.ProofInput) { m.Window = nil }, v1.Reason_REASON_FIELD_INVALID},
	} {
		m := new(v1.ProofInput)
		if err := proto.Unmarshal(input(t, honest), m); err != nil {
			t.Fatal(err)
		}
		c.change(m)
		raw, err := proto.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = p.Prove(t.Context(), honest, raw, ignore)
		if !errors.Is(err, failed(c.want)) || err.(*Error).Retryable {
			t.Errorf("%s: got %v, want %s for good", name, err, c.want)
		}
	}
	_, _, err := p.Prove(t.Context(), honest, []byte("no message"), ignore)
	mustFail(t, err, v1.Reason_REASON_FIELD_INVALID)
	_, _, err = p.Prove(t.Context(), honest, make([]byte, maxInput+1), ignore)
	mustFail(t, err, v1.Reason_REASON_TOO_LARGE)
	_, _, err = p.Prove(t.Context(), honest, input(t, misbehaved), ignore) // of another circuit
	mustFail(t, err, v1.Reason_REASON_INTERNAL)
	_, _, err = p.Prove(t.Context(), "no-such-circuit", nil, ignore)
	mustFail(t, err, v1.Reason_REASON_CIRCUIT_UNKNOWN)
	if u := mustProve(t, p); u.Load != 0 || p.Stats().Started != started {
		t.Error("the child was replaced")
	}
}

// promptly is how long a cancelled job may go on.
const promptly = 200 * time.Millisecond

// A cancelled job is killed in whatever it is doing.
func TestCancellingKillsAtEachStage(t *testing.T) {
	slow(t)
	for s := v1.ProofStage_PROOF_STAGE_LOADING; s <= v1.ProofStage_PROOF_STAGE_VERIFYING; s++ {
		t.Run(s.String(), func(t *testing.T) {
			p := newPool(t, options(""))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var cancelled time.Time
			var running []int
			_, _, err := p.Prove(ctx, honest, input(t, honest), func(now v1.ProofStage) {
				if now != s {
					return
				}
				running = pids(p)
				cancelled = time.Now()
				cancel()
			})
			if took := time.Since(cancelled); took > promptly {
				t.Errorf("it took %s", took)
			}
			// A proof may be finished before it can be stopped, but only at its end.
			if !errors.Is(err, context.Canceled) && (err != nil || s != v1.ProofStage_PROOF_STAGE_VERIFYING) {
				t.Errorf("got %v", err)
			}
			for _, pid := range running {
				if err != nil && !gone(pid) {
					t.Errorf("child %d lives", pid)
				}
			}
			if s > v1.ProofStage_PROOF_STAGE_LOADING && len(running) != 1 {
				t.Errorf("%d children were running, want one", len(running))
			}
		})
	}
}

func TestCancellingKillsAChildThatHangs(t *testing.T) {
	for _, mode := range []string{"never gets ready", "sleeps in the job", "gets to proving and hangs", "closes its input"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := newPool(t, options(mode))
			ctx := within(t, 500*time.Millisecond)
			_, _, err := p.Prove(ctx, misbehaved, make([]byte, maxInput), ignore) // more than a pipe holds
			end, _ := ctx.Deadline()
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(end) > promptly {
				t.Errorf("got %v, %s late", err, time.Since(end))
			}
			if s := p.Stats(); s.Running != 0 || s.Used != 0 {
				t.Errorf("%d children are left", s.Running)
			}
		})
	}
}

func TestCloseKillsAndWaits(t *testing.T) {
	p := newPool(t, options("sleeps in the job"))
	var jobs sync.WaitGroup
	for range 2 {
		jobs.Go(func() {
			_, _, err := p.Prove(t.Context(), misbehaved, input(t, misbehaved), ignore)
			mustFail(t, err, v1.Reason_REASON_UNAVAILABLE)
		})
	}
	for len(pids(p)) < 2 {
		time.Sleep(10 * time.Millisecond)
	}
	running := pids(p)
	p.Close()
	for _, pid := range running {
		if !gone(pid) {
			t.Errorf("child %d lives", pid)
		}
	}
	jobs.Wait()
	_, _, err := p.Prove(t.Context(), misbehaved, nil, ignore)
	mustFail(t, err, v1.Reason_REASON_UNAVAILABLE)
	if p.Fits(misbehaved) {
		t.Error("a closed pool has room")
	}
	p.Close()
}

func TestAChildIsReplacedAfterItsJobs(t *testing.T) {
	o := options("says that the claim fails")
	o.JobsPerWorker = 1
	p := newPool(t, o)
	for n := range uint64(3) {
		_, _, err := p.Prove(t.Context(), misbehaved, input(t, misbehaved), ignore)
		mustFail(t, err, v1.Reason_REASON_CLAIM_FAILS)
		if s := p.Stats(); s.Started != n+1 || s.Running != 0 || s.Ended != 0 {
			t.Errorf("after job %d: %+v", n+1, s)
		}
	}
}

func TestAProgramThatCannotBeStartedFailsTheJob(t *testing.T) {
	o := options("")
	o.Command = []string{"/nonexistent"}
	p := newPool(t, o)
	for range 3 {
		_, _, err := p.Prove(t.Context(), misbehaved, nil, ignore)
		mustFail(t, err, v1.Reason_REASON_WORKER)
	}
	if s := p.Stats(); s.Running != 0 || s.Used != 0 || !p.Fits(misbehaved) {
		t.Errorf("its room is lost: %+v", s)
	}
}

// idle makes a child that is idle after a job, without loading a circuit.
func idle(p *Pool, circuit string) *child {
	m, _ := peakByName(circuit)
	c := newChild(circuit, 0, m.bytes())
	p.children[c] = true
	p.idle = append(p.idle, c)
	return c
}

func TestRoomIsMadeByTheLeastRecentlyUsed(t *testing.T) {
	const large, middle, small = "glucose-5min-90d", "glucose-5min-30d", "glucose-15min-14d"
	l, m, s := Peaks()[large], Peaks()[middle], Peaks()[small]
	busy := func(p *Pool, circuit string) { idle(p, circuit); p.idle = p.idle[:len(p.idle)-1] }
	for name, c := range map[string]struct {
		workers int
		memory  uint64
		before  func(*Pool)
		circuit string
		evict   int
		fits    bool
	}{
		"an empty pool":            {2, l, func(*Pool) {}, large, 0, true},
		"an empty pool, too small": {2, l - 1, func(*Pool) {}, middle, 0, true},
		"memory is taken":          {2, l + m - 1, func(p *Pool) { busy(p, large) }, middle, 0, false},
		"memory is enough":         {2, l + m, func(p *Pool) { busy(p, large) }, middle, 0, true},
		"all workers are busy":     {1, 10 * l, func(p *Pool) { busy(p, small) }, middle, 0, false},
		"an idle one gives way":    {1, 10 * l, func(p *Pool) { idle(p, small) }, middle, 1, true},
		"two idle ones give way":   {3, l, func(p *Pool) { idle(p, small); idle(p, middle) }, large, 2, true},
		"only as many as needed":   {2, 10 * l, func(p *Pool) { idle(p, small); idle(p, middle) }, large, 1, true},
		"idle ones are not enough": {3, l + s - 1, func(p *Pool) { busy(p, small); idle(p, middle) }, large, 0, false},
	} {
		p := &Pool{o: Options{Workers: c.workers, Memory: c.memory}, children: map[*child]bool{}, seen: map[string]uint64{}}
		c.before(p)
		evict, fits := p.room(Peaks()[c.circuit])
		if evict != c.evict || fits != c.fits {
			t.Errorf("%s: evicts %d, %t, want %d, %t", name, evict, fits, c.evict, c.fits)
		}
	}
}

func TestAnotherCircuitTakesTheIdleChildsPlace(t *testing.T) {
	o := options("says that the claim fails")
	o.Workers = 1
	p := newPool(t, o)
	_, _, err := p.Prove(t.Context(), misbehaved, nil, ignore)
	mustFail(t, err, v1.Reason_REASON_CLAIM_FAILS)
	first := pids(p)
	if !p.Fits("glucose-15min-30d") {
		t.Error("an idle child is in the way")
	}
	_, _, err = p.Prove(t.Context(), "glucose-15min-30d", nil, ignore) // misbehaves as well
	mustFail(t, err, v1.Reason_REASON_CLAIM_FAILS)
	if s := p.Stats(); s.Running != 1 || s.Started != 2 {
		t.Errorf("%+v, want one child in the other's place", s)
	}
	mustBeGone(t, first[0])
}

func TestTheTableHasThePinnedCircuits(t *testing.T) {
	p := newPool(t, options(""))
	for circuit, bytes := range Peaks() {
		if bytes < 16*mib || bytes > 4<<30 || !p.Serves(circuit) {
			t.Errorf("%s: %d bytes", circuit, bytes)
		}
	}
	if _, ok := peakByName(honest); !ok || len(measured) != len(Peaks()) {
		t.Error("a circuit is missing or stands there twice")
	}
	if p.Serves("no-such-circuit") || p.Fits("no-such-circuit") {
		t.Error("an unknown circuit is served")
	}
}

func TestTheDefaultsFollowTheCores(t *testing.T) {
	for cores, want := range map[int][2]int{1: {1, 1}, 2: {2, 2}, 3: {2, 3}, 4: {2, 4}, 8: {4, 4}, 64: {32, 4}} {
		if w := workersFor(cores); w != want[0] || threadsFor(cores, w) != want[1] {
			t.Errorf("%d cores: %d children of %d threads, want %v", cores, w, threadsFor(cores, w), want)
		}
	}
}

// A child does not prove under keys that its service does not allow, whatever the
// service asks of it.
func TestAChildRefusesDevelopmentKeysUnlessAllowed(t *testing.T) {
	slow(t)
	o := options("")
	o.AllowDevelopment = false
	file, _, err := newPool(t, o).Prove(t.Context(), honest, input(t, honest), func(v1.ProofStage) {})
	if e := (*Error)(nil); !errors.As(err, &e) || file != nil {
		t.Errorf("got %v, want a failure and no attestation", err)
	}
}
