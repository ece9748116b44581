package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/worker"
)

// running is a whole server with workers.
type running struct {
	*Server
	t     *testing.T
	log   *syncBuffer
	token string
	conn  *grpc.ClientConn
	stop  context.CancelFunc
	done  chan error
}

func run(t *testing.T, dir string, edit func(*Config)) *running {
	t.Helper()
	r := &running{t: t, log: &syncBuffer{}, done: make(chan error, 1)}
	var err error
	r.token, err = access.Issue(filepath.Join(dir, "tokens"), access.TokenSpec{Tenant: "clinic", Role: access.Holder}, time.Now())
	must(t, err)
	c := Default()
	c.Listen, c.Plaintext, c.Metrics.Listen = "127.0.0.1:0", true, "127.0.0.1:0"
	c.Data.Dir, c.Data.MinFree = filepath.Join(dir, "data"), leastFree
	c.Access.Tokens = filepath.Join(dir, "tokens")
	c.Circuits.Serve, c.Workers.Count = List{quick}, 1
	if edit != nil {
		edit(&c)
	}
	r.Server, err = New(t.Context(), c, Options{Logger: slog.New(slog.NewTextHandler(r.log, nil)), WorkerCommand: workerCommand()})
	must(t, err)
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() {
		defer close(r.done)
		r.done <- r.Run(ctx)
	}()
	r.conn, err = grpc.NewClient("passthrough:///"+r.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithDisableRetry())
	must(t, err)
	t.Cleanup(func() {
		_ = r.conn.Close()
		stop()
		for range r.done { // until it is closed: the folder is removed after this
			continue
		}
	})
	return r
}

func (r *running) ctx() context.Context {
	w := world{t: r.t}
	return w.as(r.token)
}

func (r *running) page(address, path string) (int, string) {
	r.t.Helper()
	c := &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	return fetch(r.t, c, http.MethodGet, "http://"+address+path, "", "")
}

func (r *running) ready() {
	r.t.Helper()
	for begin := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if code, _ := r.page(r.MetricsAddr().String(), "/readyz"); code == http.StatusOK {
			return
		}
		if time.Since(begin) > time.Minute {
			r.t.Fatalf("not ready\n%s", r.log)
		}
	}
}

// ended waits for Run.
func (r *running) ended() error {
	r.t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(time.Minute):
		r.t.Fatalf("the server did not stop\n%s", r.log)
		return nil
	}
}

// input is an invented one that can be proved.
func input(t *testing.T) *v1.ProofInput {
	t.Helper()
	c, err := catalogue.ByName(quick)
	must(t, err)
	raw, err := worker.Invent(c)
	must(t, err)
	in := new(v1.ProofInput)
	must(t, proto.Unmarshal(raw, in))
	return in
}

func TestServesAfterTheSelfTestAndStopsInOrder(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("loads keys and proves, in workers of ordinary size")
	}
	dir := t.TempDir()
	r := run(t, dir, nil)
	if code, body := r.page(r.Addr().String(), "/readyz"); code != http.StatusServiceUnavailable {
		t.Errorf("ready before the self-test: %d %s", code, body)
	}
	r.ready()
	proofs := v1.NewProofServiceClient(r.conn)
	in := input(t)
	submitted, err := proofs.SubmitProof(r.ctx(), &v1.SubmitProofRequest{IdempotencyKey: rand.Text(), Input: in, Subject: "patient 7"})
	must(t, err)
	id := submitted.GetProof().GetId()
	watch, err := proofs.WatchProof(r.ctx(), &v1.WatchProofRequest{Id: id})
	must(t, err)
	var state v1.ProofState
	for {
		m, err := watch.Recv()
		if err == io.EOF {
			break
		}
		must(t, err)
		state = m.GetEvent().GetState()
	}
	if state != v1.ProofState_PROOF_STATE_SUCCEEDED {
		t.Fatalf("%s\n%s", state, r.log)
	}
	code, figures := r.page(r.MetricsAddr().String(), "/metrics")
	for begin := time.Now(); !strings.Contains(figures, "stage_seconds_count") && time.Since(begin) < 5*time.Second; { // told after the job's end
		code, figures = r.page(r.MetricsAddr().String(), "/metrics")
	}
	for _, want := range []string{
		`vitalproof_jobs_ended_total{circuit="` + quick + `",reason="",state="succeeded",tenant="clinic"} 1`,
		`vitalproof_grpc_handled_total{code="OK",method="/vitalproof.v1.ProofService/SubmitProof",reason=""} 1`,
		`vitalproof_stage_seconds_count{circuit="` + quick + `",stage="proving"} 1`, "vitalproof_ready 1", "vitalproof_self_test_passed 1",
		`vitalproof_queue_wait_seconds_count{circuit="` + quick + `"} 1`, `vitalproof_queue_depth{tenant="clinic"} 0`, "vitalproof_workers_running 1", "vitalproof_memory_budget_bytes", "vitalproof_store_bytes",
		"vitalproof_keyring_keys", "vitalproof_audit_bytes", "vitalproof_tokens_in_force 1", "process_resident_memory_bytes", "go_goroutines",
	} {
		if code != http.StatusOK || !strings.Contains(figures, want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	for where, text := range map[string]string{"log": r.log.String(), "figures": figures} {
		for _, needle := range []string{"patient", hex.EncodeToString(in.GetSecret()), string(in.GetSecret()), fmt.Sprint(in.GetSecret())} {
			if strings.Contains(text, needle) {
				t.Errorf("the %s holds something private", where)
			}
		}
	}
	// A stream that is open when the service stops is told.
	requests, err := access.Issue(filepath.Join(dir, "tokens"), access.TokenSpec{Tenant: "clinic", Role: access.Researcher}, time.Now())
	must(t, err)
	time.Sleep(time.Second)
	w := world{t: t, front: r.front}
	created, err := v1.NewRequestServiceClient(r.conn).CreateRequest(w.as(requests), newRequest(t))
	must(t, err)
	open, err := v1.NewRequestServiceClient(r.conn).WatchRequest(w.as(requests), &v1.WatchRequestRequest{Id: created.GetRequest().GetId()})
	must(t, err)
	w.streams(1)
	r.stop()
	if _, err := open.Recv(); reason(err) != "Unavailable UNAVAILABLE" {
		t.Errorf("an open stream: %v", err)
	}
	if err := r.ended(); err != nil {
		t.Error(err)
	}
	// All is there after a restart.
	r = run(t, dir, nil)
	r.ready()
	got, err := v1.NewProofServiceClient(r.conn).GetProof(r.ctx(), &v1.GetProofRequest{Id: id})
	if err != nil || len(got.GetProof().GetAttestation()) == 0 {
		t.Errorf("%v", err)
	}
	if err := verify(mustMarshal(t, in), got.GetProof().GetAttestation(), true); err != nil {
		t.Error(err)
	}
	r.stop()
	if err := r.ended(); err != nil {
		t.Error(err)
	}
}

func mustMarshal(t *testing.T, m proto.Message) []byte {
	t.Helper()
	b, err := proto.Marshal(m)
	must(t, err)
	return b
}

func TestTheVerdictOnAWorkerIsItsOwn(t *testing.T) {
	in := input(t)
	for name, made := range map[string][]byte{"nothing": nil, "rubbish": []byte("{}"), "zeros": make([]byte, 1400)} {
		if verify(mustMarshal(t, in), made, true) == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if verify([]byte("rubbish"), nil, true) == nil {
		t.Error("an input that cannot be read")
	}
}

func TestKillGivesUpAtOnce(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("loads keys and proves, in workers of ordinary size")
	}
	r := run(t, t.TempDir(), func(c *Config) { c.Drain.Grace = Duration(time.Minute) })
	r.ready()
	proofs := v1.NewProofServiceClient(r.conn)
	in := input(t)
	for range 30 {
		_, err := proofs.SubmitProof(r.ctx(), &v1.SubmitProofRequest{IdempotencyKey: rand.Text(), Input: in})
		must(t, err)
	}
	r.Kill()
	r.Kill()
	begin := time.Now()
	r.stop()
	if err := r.ended(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

func TestWhatCannotBeOpenedIsNamedAndNothingStaysOpen(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, nil)
	for want, edit := range map[string]func(*Config){
		"listen":            func(c *Config) { c.Listen = w.address() },
		"metrics.listen":    func(c *Config) { c.Metrics.Listen = w.address() },
		"key ring":          func(c *Config) { c.Data.Keyring = w.config.KeyringDir() },
		"too little memory": func(c *Config) { c.Workers.Memory = 1 << 20 },
		"chmod 600":         func(c *Config) { c.Data.KeyFile = file(t, ""); _ = os.Chmod(c.Data.KeyFile, 0o644) },
		"not a good token":  func(c *Config) { c.Access.Tokens = file(t, "{}") },
		"data key":          func(c *Config) { c.Data.KeyCommand = Command{"false"} },
		"the configuration": func(c *Config) { c.Limits.Rate = 0 },
	} {
		c := w.config
		c.Listen, c.Data.Dir, c.Metrics.Listen = "127.0.0.1:0", filepath.Join(dir, "data"), "127.0.0.1:0"
		edit(&c)
		s, err := New(t.Context(), c, Options{WorkerCommand: workerCommand()})
		if err == nil || s != nil {
			t.Errorf("%s: no error", want)
			continue
		}
		if !strings.Contains(strings.ReplaceAll(err.Error(), "\n", " "), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	// Nothing holds a lock: it opens now.
	c := w.config
	c.Listen, c.Data.Dir = "127.0.0.1:0", filepath.Join(dir, "data")
	s, err := New(t.Context(), c, Options{WorkerCommand: workerCommand()})
	must(t, err)
	s.close()
}

func TestADevelopmentKeyIsMadeOnceAndSaidToProtectNothing(t *testing.T) {
	dir := t.TempDir()
	c := good(t)
	c.Data.Dir = dir
	var log bytes.Buffer
	first, err := loadMaster(t.Context(), &c, slog.New(slog.NewTextHandler(&log, nil)))
	must(t, err)
	second, err := loadMaster(t.Context(), &c, slog.New(slog.NewTextHandler(&log, nil)))
	must(t, err)
	if first.Derive("x") != second.Derive("x") || !strings.Contains(log.String(), "protects nothing") {
		t.Error("another key, or no warning")
	}
}
