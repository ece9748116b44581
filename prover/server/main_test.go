package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"vitalproof/prover/access"
	"vitalproof/prover/local"
	"vitalproof/prover/worker"
)

// quick is the smallest circuit.
const quick = "glucose-15min-7d"

// workerArgument makes the test binary a worker.
const workerArgument = "be-a-worker"

func workerCommand() []string { return []string{os.Args[0], workerArgument} }

func TestMain(m *testing.M) {
	local.Silence()
	if len(os.Args) == 2 && os.Args[1] == workerArgument {
		os.Exit(worker.Main(context.Background(), os.Stdin, os.Stdout))
	}
	goleak.VerifyTestMain(m,
		// Of the database's library: started once, for the life of the process.
		goleak.IgnoreTopFunction("github.com/dgraph-io/ristretto/v2.(*Cache[...]).processItems"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
	)
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// syncBuffer is a log that can be read while it is written.
type syncBuffer struct {
	mutex sync.Mutex
	b     bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.b.String()
}

// world is a front over open parts, without an engine at work: what is refused
// before the methods, and what only reads, needs none.
type world struct {
	t       *testing.T
	dir     string
	config  Config
	parts   *parts
	front   *front
	metrics *metrics
	log     *syncBuffer
	ca      string            // folder of an authority; with TLS
	issued  map[string]string // tokens by tenant and role
}

// newWorld makes one that serves. With extra, more services than the program's are
// registered.
func newWorld(t *testing.T, edit func(*Config), extra ...func(grpc.ServiceRegistrar)) *world {
	t.Helper()
	return newTracedWorld(t, nil, edit, extra...)
}

func newTracedWorld(t *testing.T, traces *tracing, edit func(*Config), extra ...func(grpc.ServiceRegistrar)) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), log: &syncBuffer{}, metrics: newMetrics(), issued: map[string]string{}}
	c := Default()
	c.Listen, c.Plaintext, c.Metrics.Listen = "127.0.0.1:0", true, ""
	c.Data.Dir, c.Data.MinFree = filepath.Join(w.dir, "data"), leastFree
	c.Access.Tokens = filepath.Join(w.dir, "tokens")
	c.Circuits.Serve = List{quick}
	c.Limits.Rate, c.Limits.Burst = 10_000, 10_000
	c.Limits.RateAnonymous, c.Limits.BurstAnonymous = 10_000, 10_000
	if edit != nil {
		edit(&c)
	}
	for _, tenant := range []string{"clinic", "other"} {
		for role := access.Holder; role <= access.Operator; role++ {
			w.issued[tenant+role.String()] = w.token(tenant, role, "")
		}
	}
	if !c.Plaintext {
		w.ca = filepath.Join(w.dir, "ca")
		must(t, access.NewCA(w.ca, time.Now(), 0))
		c.TLS.Cert, c.TLS.Key = filepath.Join(w.dir, "s.crt"), filepath.Join(w.dir, "s.key")
		c.TLS.ClientCA = filepath.Join(w.ca, access.CACertificate)
		must(t, access.IssueServer(w.ca, c.TLS.Cert, c.TLS.Key, []string{"127.0.0.1"}, time.Now(), 0))
	}
	must(t, c.Validate())
	w.config = c
	log := slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	w.parts, err = openParts(t.Context(), &w.config, Options{Logger: log, WorkerCommand: workerCommand()}, w.metrics, nil)
	must(t, err)
	t.Cleanup(func() { w.parts.close(log) })
	w.front, err = newFront(c, log, w.metrics, traces.stats(), func(r grpc.ServiceRegistrar) {
		w.parts.service.Register(r)
		for _, register := range extra {
			register(r)
		}
	})
	must(t, err)
	w.front.start()
	t.Cleanup(w.front.close)
	w.front.state.set()
	return w
}

func (w *world) token(tenant string, role access.Role, subject string) string {
	w.t.Helper()
	text, err := access.Issue(filepath.Join(w.dir, "tokens"), access.TokenSpec{Tenant: tenant, Role: role, Subject: subject}, time.Now())
	must(w.t, err)
	return text
}

// known is a token that is in force already.
func (w *world) known(tenant string, role access.Role, subject string) string {
	w.t.Helper()
	if text := w.issued[tenant+role.String()]; text != "" && subject == "" {
		return text
	}
	text := w.token(tenant, role, subject)
	for begin := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if _, err := w.front.tokens.Lookup(text, time.Now()); err == nil {
			return text
		}
		if time.Since(begin) > 3*time.Second {
			w.t.Fatal("a new token is not taken")
		}
	}
}

// streams waits until a number of streams is open.
func (w *world) streams(want int) {
	w.t.Helper()
	for begin := time.Now(); ; time.Sleep(2 * time.Millisecond) {
		n := 0
		for _, open := range w.front.chain.watches.all() {
			n += open
		}
		if n == want {
			return
		}
		if time.Since(begin) > 5*time.Second {
			w.t.Fatalf("%d streams are open, not %d", n, want)
		}
	}
}

func (w *world) address() string { return w.front.listen.Addr().String() }

// client is TLS for callers; p nil for no certificate.
func (w *world) client(ca string, p *access.Principal) *tls.Config {
	w.t.Helper()
	raw, err := os.ReadFile(filepath.Join(w.ca, access.CACertificate))
	must(w.t, err)
	c := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS13}
	c.RootCAs.AppendCertsFromPEM(raw)
	if p != nil {
		dir := w.t.TempDir()
		must(w.t, access.IssueClient(ca, filepath.Join(dir, "c.crt"), filepath.Join(dir, "c.key"), *p, time.Now(), 0))
		pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "c.crt"), filepath.Join(dir, "c.key"))
		must(w.t, err)
		c.Certificates = []tls.Certificate{pair}
	}
	return c
}

// dial connects by gRPC.
func (w *world) dial(config *tls.Config) *grpc.ClientConn {
	w.t.Helper()
	creds := insecure.NewCredentials()
	if config != nil {
		creds = credentials.NewTLS(config)
	}
	conn, err := grpc.NewClient("passthrough:///"+w.address(), grpc.WithTransportCredentials(creds), grpc.WithDisableRetry())
	must(w.t, err)
	w.t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// as is a context with a deadline and a token; "" for none.
func (w *world) as(token string) context.Context {
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	w.t.Cleanup(cancel)
	if token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
	}
	return ctx
}

// web is an HTTP client.
func (w *world) web(config *tls.Config, http2 bool) (*http.Client, string) {
	t := &http.Transport{TLSClientConfig: config, Protocols: new(http.Protocols)}
	scheme := "http://"
	if config != nil {
		scheme = "https://"
	}
	t.Protocols.SetHTTP1(!http2)
	t.Protocols.SetHTTP2(http2 && config != nil)
	t.Protocols.SetUnencryptedHTTP2(http2 && config == nil)
	w.t.Cleanup(t.CloseIdleConnections)
	return &http.Client{Transport: t, Timeout: 20 * time.Second}, scheme + w.address()
}

// fetch makes a JSON call.
func fetch(t *testing.T, c *http.Client, method, url, token, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader([]byte(body)))
	must(t, err)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	answer, err := c.Do(r)
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return answer.StatusCode, string(text)
}

// reason is the reason of a client's error, with its code.
func reason(err error) string {
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == "vitalproof" {
			return status.Code(err).String() + " " + info.GetReason()
		}
	}
	return status.Code(err).String()
}
