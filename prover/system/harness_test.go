//go:build linux

package system

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/prover/keyring"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// quick is the smallest circuit.
const quick = "glucose-15min-7d"

// long runs every test in its long form.
var long = os.Getenv("VITALPROOF_LONG") != ""

// either picks the size of a test.
func either(short, full int) int {
	if long {
		return full
	}
	return short
}

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "vitalproof-system-*")
	if err != nil {
		return "", err
	}
	built = dir
	path := filepath.Join(dir, "vitalproof")
	if out, err := exec.Command("go", "build", "-o", path, "vitalproof/cmd/vitalproof").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return path, nil
})

var built string // removed by TestMain

// person is a holder with a record of one window that meets the claim.
type person struct {
	secret statement.Secret
	window *statement.Window
}

// study is an issuer and a request that trusts it.
type study struct {
	key     statement.PrivateKey
	circuit catalogue.Circuit
	request *request.Request
	file    []byte
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

const lastDay claim.Day = 20500

func newStudy(tb testing.TB, circuit, scope, consent string) *study {
	tb.Helper()
	key, err := statement.NewPrivateKey(rand.Reader)
	check(tb, err)
	c, err := catalogue.ByName(circuit)
	check(tb, err)
	preset, err := claim.Preset("consensus-2019-adult")
	check(tb, err)
	asked, err := claim.New(c.Metric, c.Days, lastDay, lastDay, 1, preset.Targets)
	check(tb, err)
	entry, err := lock.ByName(circuit)
	check(tb, err)
	id, err := statement.ParseCircuitID(entry.ID)
	check(tb, err)
	r, err := request.New(request.Request{
		From: "A study", Consent: consent, Circuit: id, Claim: asked,
		Issuers: []statement.PublicKey{key.Public()}, Scope: scope, Expires: time.Now().Add(24 * time.Hour).Truncate(time.Second),
	})
	check(tb, err)
	file, err := r.Marshal()
	check(tb, err)
	return &study{key, c, r, file}
}

// enrol seals a window for a new holder; reading gives the value of a slot.
func (s *study) enrol(tb testing.TB, reading func(day, slot int) uint64) *person {
	tb.Helper()
	secret, err := statement.NewSecret()
	check(tb, err)
	record, err := statement.NewRecord(s.key.Public(), secret.Subject(s.key.Public()), s.circuit.Metric, lastDay-claim.Day(s.circuit.Days)+1)
	check(tb, err)
	for d := range s.circuit.Days {
		block := make(statement.Block, s.circuit.Metric.SlotsPerDay())
		for i := range block {
			block[i] = reading(d, i)
		}
		check(tb, record.Append(s.key, 1, block))
	}
	window, err := record.Window(lastDay, s.circuit.Days)
	check(tb, err)
	return &person{secret, window}
}

// healthy readings meet the claim.
func healthy(day, slot int) uint64 { return uint64(80 + (slot*slot+17*day)%90) }

// input is what a holder submits.
func (s *study) input(tb testing.TB, p *person) *v1.ProofInput {
	tb.Helper()
	plan, err := local.PlanWindow(s.request, p.window, nil)
	check(tb, err)
	in, err := wire.Encode(plan, p.secret, nil)
	check(tb, err)
	return in
}

// service is a running binary with its folder.
type service struct {
	tb       testing.TB
	dir      string
	addr     string
	metrics  string
	settings map[string]string
	cmd      *exec.Cmd
	log      string
	done     chan error
}

// newService lays out a folder: data key, configuration, tokens.
func newService(tb testing.TB, settings map[string]string) *service {
	tb.Helper()
	dir := tb.TempDir()
	s := &service{tb: tb, dir: dir, addr: freePort(tb), metrics: freePort(tb), settings: settings, log: filepath.Join(dir, "log")}
	newDataKey(tb, filepath.Join(dir, "data.key"))
	return s
}

func newDataKey(tb testing.TB, path string) {
	tb.Helper()
	master, err := keyring.NewMasterKey()
	check(tb, err)
	check(tb, keyring.WriteMaster(path, master))
}

func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(tb, err)
	defer l.Close()
	return l.Addr().String()
}

// token issues credentials.
func (s *service) token(tenant string, role access.Role, subject string) string {
	s.tb.Helper()
	text, err := access.Issue(filepath.Join(s.dir, "tokens"), access.TokenSpec{
		Tenant: tenant, Role: role, Subject: subject, Expires: time.Now().Add(time.Hour),
	}, time.Now())
	check(s.tb, err)
	return text
}

// args are the command line: development mode on loopback unless set otherwise.
func (s *service) args() []string {
	all := map[string]string{
		"listen": s.addr, "plaintext": "true", "metrics.listen": s.metrics,
		"data.dir": filepath.Join(s.dir, "data"), "data.key_file": filepath.Join(s.dir, "data.key"),
		"access.tokens": filepath.Join(s.dir, "tokens"), "data.min_free": "64MiB",
		"circuits.serve": quick, "log.format": "json", "log.level": "debug",
		"limits.rate": "100000", "limits.burst": "100000", "limits.connections_per_address": "1000",
	}
	for k, v := range s.settings {
		all[k] = v
	}
	args := []string{"serve"}
	for k, v := range all {
		args = append(args, "--"+k+"="+v)
	}
	return args
}

// start runs the binary and returns at once.
func (s *service) start() {
	s.tb.Helper()
	path, err := binary()
	check(s.tb, err)
	if _, err := os.Stat(filepath.Join(s.dir, "tokens")); err != nil {
		s.token("nobody", access.Operator, "")
	}
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	check(s.tb, err)
	defer log.Close()
	s.cmd = exec.Command(path, s.args()...)
	s.cmd.Stdout, s.cmd.Stderr = log, log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	check(s.tb, s.cmd.Start())
	s.done = make(chan error, 1)
	go func(cmd *exec.Cmd, done chan error) { done <- cmd.Wait() }(s.cmd, s.done)
	s.tb.Cleanup(s.kill)
}

// ready waits until the service serves, and tells how long that took.
func (s *service) ready() time.Duration {
	s.tb.Helper()
	begin := time.Now()
	for time.Since(begin) < 2*time.Minute {
		select {
		case err := <-s.done:
			s.done <- err
			s.tb.Fatalf("the service ended: %v\n%s", err, s.tail())
		default:
		}
		if answer, err := http.Get("http://" + s.addr + "/readyz"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return time.Since(begin)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	s.tb.Fatalf("the service did not become ready\n%s", s.tail())
	return 0
}

// kill is kill -9.
func (s *service) kill() {
	if s.cmd != nil && s.cmd.Process != nil {
		_ = s.cmd.Process.Kill()
		var killed *exec.ExitError
		if err := <-s.done; err != nil && !errors.As(err, &killed) {
			s.tb.Errorf("wait for the service: %v", err)
		}
		s.cmd = nil
	}
}

// stop is SIGTERM, and waits.
func (s *service) stop() error {
	s.tb.Helper()
	check(s.tb, s.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-s.done:
		s.cmd = nil
		return err
	case <-time.After(time.Minute):
		s.tb.Fatalf("the service did not stop\n%s", s.tail())
		return nil
	}
}

// tail is the end of the log.
func (s *service) tail() string {
	data, _ := os.ReadFile(s.log)
	lines := bytes.Split(data, []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-30):], []byte("\n")))
}

// dial connects with a token.
func (s *service) dial(token string) *client.Client {
	s.tb.Helper()
	c, err := client.Dial(s.tb.Context(), client.Options{Address: s.addr, Token: token, Plaintext: true})
	check(s.tb, err)
	s.tb.Cleanup(func() { _ = c.Close() })
	return c
}

// resident is the resident size of the service without its workers, in bytes.
func (s *service) resident() uint64 {
	s.tb.Helper()
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	check(s.tb, err)
	for line := range strings.Lines(string(data)) {
		var kb uint64
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kb); err == nil {
			return kb << 10
		}
	}
	s.tb.Fatal("no resident size")
	return 0
}

func newKey() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func submit(ctx context.Context, c *client.Client, key string, in *v1.ProofInput) (*v1.Proof, error) {
	return c.Submit(ctx, key, in, client.SubmitOptions{})
}

func TestMain(m *testing.M) {
	local.Silence()
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

// upOrEnded waits until the service serves or has ended.
func (s *service) upOrEnded() {
	for begin := time.Now(); time.Since(begin) < time.Minute && !s.ended(); time.Sleep(5 * time.Millisecond) {
		if answer, err := http.Get("http://" + s.addr + "/readyz"); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return
			}
		}
	}
}

func (s *service) ended() bool {
	select {
	case err := <-s.done:
		s.done <- err
		return true
	default:
		return false
	}
}
