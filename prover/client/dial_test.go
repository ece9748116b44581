package client

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// authority makes certificates.
type authority struct {
	dir  string
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{dir: t.TempDir()}
	a.cert, a.key = a.issue(t, "ca", nil)
	return a
}

// issue writes name.pem and name.key. Without an authority the certificate is one.
func (a *authority) issue(t *testing.T, name string, hosts []string) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(t, err)
	end := time.Now().Add(time.Hour)
	if name == "expired" {
		end = time.Now().Add(-time.Hour)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: hosts,
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: end, BasicConstraintsValid: true, IsCA: a.cert == nil,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	parent, signer := template, key
	if a.cert != nil {
		parent, signer = a.cert, a.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	check(t, err)
	raw, err := x509.MarshalECPrivateKey(key)
	check(t, err)
	check(t, os.WriteFile(a.path(name+".pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	check(t, os.WriteFile(a.path(name+".key"), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: raw}), 0o600))
	cert, err := x509.ParseCertificate(der)
	check(t, err)
	return cert, key
}

func (a *authority) path(name string) string { return filepath.Join(a.dir, name) }

// listen runs a server with a health service and tells what credentials came.
func listen(t *testing.T, o ...grpc.ServerOption) (addr string, seen chan string, h *health.Server) {
	t.Helper()
	seen = make(chan string, 100)
	o = append(o, grpc.UnaryInterceptor(func(ctx context.Context, m any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		md, _ := metadata.FromIncomingContext(ctx)
		_, limited := ctx.Deadline()
		seen <- fmt.Sprintf("%v deadline=%t", md.Get("authorization"), limited)
		return handle(ctx, m)
	}))
	s := grpc.NewServer(o...)
	h = health.NewServer()
	grpc_health_v1.RegisterHealthServer(s, h)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(l) // ends when it is stopped
	}()
	t.Cleanup(func() { h.Shutdown(); s.Stop(); <-done })
	return l.Addr().String(), seen, h
}

func TestPlaintextStaysOnThisMachine(t *testing.T) {
	for _, address := range []string{"192.0.2.1:8443", "prover.example.org:8443", "[2001:db8::1]:8443", "0.0.0.0:8443", ":8443", "localhost.example.org:8443", "127.0.0.1.example.org:1"} {
		if c, err := Dial(t.Context(), Options{Address: address, Plaintext: true}); !errors.Is(err, ErrPlaintext) {
			t.Errorf("%s: %v %v", address, c, err)
		}
	}
	for _, address := range []string{"127.0.0.1:8443", "[::1]:8443", "localhost:8443", "127.8.8.8:1"} {
		c, err := Dial(t.Context(), Options{Address: address, Plaintext: true, Token: "t"})
		check(t, err)
		check(t, c.Close())
	}
	for _, address := range []string{"", "127.0.0.1", "a:b:c"} {
		if _, err := Dial(t.Context(), Options{Address: address, Plaintext: true}); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

// What "localhost" means is the machine's configuration; where it leads is looked at.
func TestADialThatLeavesTheMachineIsBrokenOff(t *testing.T) {
	var own string
	addresses, err := net.InterfaceAddrs()
	check(t, err)
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && n.IP.To4() != nil {
			own = n.IP.String()
		}
	}
	if own == "" {
		t.Skip("the machine has no other address")
	}
	l, err := net.Listen("tcp", net.JoinHostPort(own, "0"))
	check(t, err)
	defer l.Close()
	if conn, err := dialLoopback(t.Context(), l.Addr().String()); !errors.Is(err, ErrPlaintext) {
		t.Errorf("got %v, %v", conn, err)
	}
}

func TestATokenGoesWithEachCallAndIsReadAgain(t *testing.T) {
	addr, seen, _ := listen(t)
	path := filepath.Join(t.TempDir(), "token")
	check(t, os.WriteFile(path, []byte("first\n"), 0o600))
	c, err := Dial(t.Context(), Options{Address: addr, Plaintext: true, TokenFile: path})
	check(t, err)
	defer c.Close()
	check(t, c.Ready(t.Context()))
	check(t, os.WriteFile(path, []byte("second\n"), 0o600))
	check(t, c.Ready(t.Context()))
	for _, want := range []string{"[Bearer first] deadline=true", "[Bearer second] deadline=true"} {
		if got := <-seen; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestRefusesWhatCannotBeCredentials(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file")
	check(t, os.WriteFile(path, []byte("CANARY two\n"), 0o600))
	for name, o := range map[string]Options{
		"two tokens":         {Token: "a", TokenFile: path},
		"a token of lines":   {Token: "CANARY\r\nx: y"},
		"a file of two":      {TokenFile: path},
		"a long token":       {Token: strings.Repeat("CANARY", 1000)},
		"no file":            {TokenFile: filepath.Join(dir, "none")},
		"a folder":           {TokenFile: dir},
		"no certificate":     {CA: path},
		"a key alone":        {Key: path},
		"a certificate only": {Cert: path},
		"no pair":            {Cert: path, Key: path},
		"TLS and plaintext":  {Plaintext: true, CA: path},
	} {
		o.Address = "127.0.0.1:1"
		_, err := Dial(t.Context(), o)
		if !errors.Is(err, ErrCredentials) || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", name, err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Dial(gone, Options{Address: "127.0.0.1:1", Plaintext: true}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestATokenIsNotPrinted(t *testing.T) {
	b, err := Options{Token: "CANARY"}.token()
	check(t, err)
	if text := fmt.Sprintf("%v %+v %#v", b, b, b); strings.Contains(text, "CANARY") {
		t.Error(text)
	}
}

func TestSpeaksTLS13ToTheRightServerWithItsCertificate(t *testing.T) {
	a := newAuthority(t)
	a.issue(t, "server", []string{"prover.example.org"})
	a.issue(t, "client", nil)
	pair, err := tls.LoadX509KeyPair(a.path("server.pem"), a.path("server.key"))
	check(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	server := func(highest uint16) string {
		addr, _, _ := listen(t, grpc.Creds(credentials.NewTLS(&tls.Config{
			Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert, MaxVersion: highest, MinVersion: tls.VersionTLS12,
		})))
		return addr
	}
	addr, old := server(0), server(tls.VersionTLS12)
	good := Options{CA: a.path("ca.pem"), Cert: a.path("client.pem"), Key: a.path("client.key"), ServerName: "prover.example.org"}
	ask := func(addr string, change func(*Options)) error {
		o := good
		o.Address = addr
		change(&o)
		c, err := Dial(t.Context(), o)
		check(t, err)
		defer c.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		return c.Ready(ctx)
	}
	check(t, ask(addr, func(*Options) {}))
	for name, err := range map[string]error{
		"TLS 1.2":          ask(old, func(*Options) {}),
		"another name":     ask(addr, func(o *Options) { o.ServerName = "other.example.org" }),
		"the system's CAs": ask(addr, func(o *Options) { o.CA = "" }),
		"no certificate":   ask(addr, func(o *Options) { o.Cert, o.Key = "", "" }),
		"plaintext":        ask(addr, func(o *Options) { *o = Options{Address: addr, Plaintext: true} }),
	} {
		if err == nil {
			t.Errorf("%s: it spoke", name)
		}
	}
}

func TestAnExpiredCertificateIsNotSent(t *testing.T) {
	a := newAuthority(t)
	cert, _ := a.issue(t, "expired", nil)
	_, err := Dial(t.Context(), Options{Address: "127.0.0.1:1", Cert: a.path("expired.pem"), Key: a.path("expired.key")})
	want := "the client certificate expired on " + cert.NotAfter.UTC().Format(time.DateOnly)
	if !errors.Is(err, ErrExpired) || !errors.Is(err, ErrCredentials) || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestKnowsAServiceThatWantsACertificate(t *testing.T) {
	a := newAuthority(t)
	a.issue(t, "server", []string{"prover.example.org"})
	a.issue(t, "client", nil)
	pair, err := tls.LoadX509KeyPair(a.path("server.pem"), a.path("server.key"))
	check(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	strict, _, _ := listen(t, grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: []tls.Certificate{pair}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert, MinVersion: tls.VersionTLS13,
	})))
	plain, _, _ := listen(t)
	o := Options{Address: strict, CA: a.path("ca.pem"), ServerName: "prover.example.org"}
	if !o.WantsCertificate(t.Context()) {
		t.Error("it does not know")
	}
	with, other := o, o
	with.Cert, with.Key = a.path("client.pem"), a.path("client.key")
	other.Address = plain
	for name, o := range map[string]Options{"with one": with, "no TLS": other, "plaintext": {Address: plain, Plaintext: true}, "nobody": {Address: "127.0.0.1:1"}} {
		if o.WantsCertificate(t.Context()) {
			t.Errorf("%s: it wants one", name)
		}
	}
}

func TestReadyTellsWhatTheServiceSays(t *testing.T) {
	addr, _, h := listen(t)
	c, err := Dial(t.Context(), Options{Address: addr, Plaintext: true})
	check(t, err)
	defer c.Close()
	check(t, c.Ready(t.Context()))
	h.SetServingStatus("", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	var e *Error
	if err := c.Ready(t.Context()); !errors.As(err, &e) || e.Code != codes.Unavailable || e.Reason != v1.Reason_REASON_UNAVAILABLE {
		t.Errorf("got %v", err)
	}
}

func TestTheServiceConfigurationIsRead(t *testing.T) {
	// gRPC refuses one that it cannot read when it is given as the default.
	c, err := grpc.NewClient("passthrough:///x", grpc.WithDefaultServiceConfig(serviceConfig()), grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS13})))
	check(t, err)
	check(t, c.Close())
	for _, m := range once {
		if !strings.Contains(serviceConfig(), `"method": "`+m+`"`) {
			t.Errorf("%s is repeated", m)
		}
	}
}

func TestErrorsKeepWhatTheCallerNeeds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	if err := fromError(ctx, status.Error(codes.NotFound, "a\x1b[2Jb")); err.Error() != "a[2Jb" || ReasonOf(err) != v1.Reason_REASON_UNSPECIFIED {
		t.Errorf("got %q", err)
	}
	if err := fromError(ctx, status.Error(codes.DeadlineExceeded, "x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	// As gRPC wraps what it gave up on, with the service's answer and without.
	exhausted := fmt.Errorf("max retries exhausted: %w", status.Error(codes.Unavailable, "starting"))
	if err := fromError(ctx, exhausted); codeOf(err) != codes.Unavailable || err.Error() != "starting" {
		t.Errorf("got %v", err)
	}
	if err := fromError(ctx, fmt.Errorf("max retries exhausted: %w", io.EOF)); codeOf(err) != codes.Unavailable {
		t.Errorf("got %v", err)
	}
	cancel()
	if err := fromError(ctx, status.Error(codes.Unavailable, "x")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	e := &Error{Message: "a field is malformed", Fields: []Field{{"from", "is empty"}, {"", "and more"}}}
	if e.Error() != "a field is malformed: from: is empty; and more" {
		t.Errorf("got %q", e)
	}
	if ReasonOf(errors.New("x")) != v1.Reason_REASON_UNSPECIFIED {
		t.Error("any error has a reason")
	}
}
