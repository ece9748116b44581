package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/worker"
)

// ownCopy is this test binary under the name of the program, not by a link as
// program gives: the service starts its workers by the file that it was started from.
func ownCopy(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(self)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	path := filepath.Join(t.TempDir(), "vitalproof")
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// trial is a service of this machine with one worker.
type trial struct {
	t                     *testing.T
	binary, dir           string
	address, metrics, key string
	cmd                   *exec.Cmd
	ended                 chan error
}

func newTrial(t *testing.T) *trial {
	t.Helper()
	if err := makeKey(); err != nil {
		t.Fatal(err)
	}
	s := &trial{t: t, binary: ownCopy(t), dir: t.TempDir()}
	for _, to := range []*string{&s.address, &s.metrics} {
		var err error
		if *to, err = freeAddress(); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	s.key, err = access.Issue(filepath.Join(s.dir, "tokens"), access.TokenSpec{Tenant: "me", Role: access.Holder}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// start runs the service and waits until it serves.
func (s *trial) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.binary, "serve", "--plaintext", "--listen", s.address, "--metrics.listen", s.metrics,
		"--data.dir", filepath.Join(s.dir, "data"), "--access.tokens", filepath.Join(s.dir, "tokens"), "--data.min_free", "64MiB",
		"--keys.cache", testKeys, "--circuits.serve", quickCircuit, "--workers.count", "1", "--drain.grace", "1m")
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, ended := s.cmd, make(chan error, 1)
	s.ended = ended
	go func() { ended <- cmd.Wait() }()
	s.t.Cleanup(func() { _ = cmd.Process.Kill() })
	s.until(http.StatusOK)
}

// until waits until the service says that it is ready, or that it is not.
func (s *trial) until(status int) {
	s.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		answer, err := http.Get("http://" + s.metrics + "/readyz")
		if err != nil {
			continue
		}
		_ = answer.Body.Close()
		if answer.StatusCode == status {
			return
		}
	}
	s.t.Fatalf("the service never said %d", status)
}

func (s *trial) signal() {
	s.t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
}

func (s *trial) dial() *client.Client {
	s.t.Helper()
	c, err := client.Dial(s.t.Context(), client.Options{Address: s.address, Token: s.key, Plaintext: true})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = c.Close() })
	return c
}

// submit queues a proof about somebody who does not exist.
func (s *trial) submit(c *client.Client) string {
	s.t.Helper()
	circuit, err := catalogue.ByName(quickCircuit)
	if err != nil {
		s.t.Fatal(err)
	}
	raw, err := worker.Invent(circuit)
	if err != nil {
		s.t.Fatal(err)
	}
	in := new(v1.ProofInput)
	if err := proto.Unmarshal(raw, in); err != nil {
		s.t.Fatal(err)
	}
	p, err := c.Submit(s.t.Context(), client.NewKey(), in, client.SubmitOptions{})
	if err != nil {
		s.t.Fatal(err)
	}
	return p.GetId()
}

// times counts how often a proof, when it is finished, had come to a state.
func (s *trial) times(c *client.Client, id string, state v1.ProofState) int {
	s.t.Helper()
	n, last := 0, v1.ProofState_PROOF_STATE_UNSPECIFIED
	p, err := c.Wait(s.t.Context(), id, func(r *v1.WatchProofResponse) {
		if now := r.GetEvent().GetState(); now != last {
			last = now
			if now == state {
				n++
			}
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if p.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED {
		s.t.Errorf("the proof ended as %s", p.GetState())
	}
	return n
}

// TestServeStopsInOrder sends one signal, after which the running proof is finished,
// or two, after which it is put back at once. Nothing is lost either way.
func TestServeStopsInOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the program and proves")
	}
	for name, signals := range map[string]int{"one signal": 1, "two signals": 2} {
		t.Run(name, func(t *testing.T) {
			s := newTrial(t)
			s.start()
			c := s.dial()
			ids := []string{s.submit(c), s.submit(c), s.submit(c)}
			for r, err := range c.Watch(t.Context(), ids[0], 0) {
				if err != nil {
					t.Fatal(err)
				}
				if r.GetEvent().GetStage() == v1.ProofStage_PROOF_STAGE_PROVING {
					break
				}
			}
			s.signal()
			if signals == 2 {
				s.until(http.StatusServiceUnavailable) // of two at once one is lost
				s.signal()
			}
			select {
			case err := <-s.ended:
				if exitCode(err) != exitOK {
					t.Errorf("the service ended with %v", err)
				}
			case <-time.After(30 * time.Second):
				t.Fatal("the service did not stop")
			}
			s.start()
			c = s.dial()
			if n := s.times(c, ids[0], v1.ProofState_PROOF_STATE_QUEUED); n != signals {
				t.Errorf("the proof that ran was queued %d times, want %d", n, signals)
			}
			for _, id := range ids[1:] {
				if n := s.times(c, id, v1.ProofState_PROOF_STATE_SUCCEEDED); n != 1 {
					t.Errorf("a proof that waited succeeded %d times", n)
				}
			}
		})
	}
}
