package server

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
)

// services are the program's own.
var services = []grpc.ServiceDesc{
	v1.ProofService_ServiceDesc, v1.CircuitService_ServiceDesc, v1.VerifierService_ServiceDesc, v1.RequestService_ServiceDesc,
}

// raw calls a method with bytes, which an empty message is.
func raw(ctx context.Context, conn *grpc.ClientConn, method string, stream bool, request []byte) error {
	if !stream {
		var answer []byte
		return conn.Invoke(ctx, method, request, &answer, grpc.ForceCodec(bytesCodec{}))
	}
	s, err := conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, method, grpc.ForceCodec(bytesCodec{}))
	if err != nil {
		return err
	}
	if err := s.SendMsg(request); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	_ = s.CloseSend()
	var answer []byte
	if err := s.RecvMsg(&answer); !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

type bytesCodec struct{}

func (bytesCodec) Name() string                  { return "proto" }
func (bytesCodec) Marshal(v any) ([]byte, error) { return v.([]byte), nil }
func (bytesCodec) Unmarshal(b []byte, v any) error {
	*v.(*[]byte) = slices.Clone(b)
	return nil
}

// may is who may call what, written out a second time: by service for each role,
// with the exceptions.
func may(service, method string, role access.Role, anonymousAnswers bool) bool {
	answering := method == "GetRequest" || method == "AnswerRequest"
	if role == access.Anonymous {
		return anonymousAnswers && answering
	}
	switch service {
	case "vitalproof.v1.CircuitService", "vitalproof.v1.VerifierService":
		return true
	case "vitalproof.v1.ProofService":
		making := method == "SubmitProof" || method == "Prove"
		return role == access.Holder || role == access.Operator && !making
	case "vitalproof.v1.RequestService":
		return answering || role == access.Researcher || role == access.Operator
	}
	return false
}

func TestEveryMethodForEveryRole(t *testing.T) {
	for _, anonymous := range []bool{false, true} {
		w := newWorld(t, func(c *Config) { c.Access.AnonymousAnswers = anonymous })
		tokens := map[access.Role]string{access.Anonymous: ""}
		for _, r := range []access.Role{access.Holder, access.Researcher, access.Operator} {
			tokens[r] = w.known("clinic", r, "")
		}
		conn := w.dial(nil)
		n := 0
		for _, d := range services {
			methods := map[string]bool{"NoSuchMethod": false}
			for _, m := range d.Methods {
				methods[m.MethodName] = false
			}
			for _, s := range d.Streams {
				methods[s.StreamName] = true
			}
			for name, stream := range methods {
				for role, token := range tokens {
					n++
					err := raw(w.as(token), conn, "/"+d.ServiceName+"/"+name, stream, nil)
					want := ""
					switch {
					case name == "NoSuchMethod" && role != access.Anonymous:
						want = "Unimplemented NOT_FOUND"
					case name == "NoSuchMethod":
						want = "Unauthenticated CREDENTIALS"
					case may(d.ServiceName, name, role, anonymous):
					case role == access.Anonymous:
						want = "Unauthenticated CREDENTIALS"
					default:
						want = "PermissionDenied ROLE"
					}
					got := reason(err)
					refused := strings.HasPrefix(got, "Unau") || strings.HasPrefix(got, "Perm") || strings.HasPrefix(got, "Unim")
					if want != "" && got != want || want == "" && refused {
						t.Errorf("%s.%s as %s: %q, want %q", d.ServiceName, name, role, got, want)
					}
				}
			}
		}
		if n != 4*(22+4) {
			t.Errorf("%d cases: methods are missing from the table", n)
		}
	}
}

func TestCredentialsThatAreNotGoodLookTheSame(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for a token to expire")
	}
	t.Parallel()
	w := newWorld(t, nil)
	path := filepath.Join(w.dir, "tokens")
	expired, err := access.Issue(path, access.TokenSpec{Tenant: "clinic", Role: access.Holder, Expires: time.Now().Add(1500 * time.Millisecond)}, time.Now())
	must(t, err)
	revoked := w.token("clinic", access.Holder, "")
	list, err := access.List(path)
	must(t, err)
	must(t, access.Revoke(path, list[len(list)-1].ID, time.Now()))
	good := w.known("clinic", access.Holder, "")
	time.Sleep(1600 * time.Millisecond)
	conn, web := w.dial(nil), func() *http.Client { c, _ := w.web(nil, false); return c }()
	proofs := v1.NewProofServiceClient(conn)
	if _, err := proofs.ListProofs(w.as(good), &v1.ListProofsRequest{}); err != nil {
		t.Fatal(err)
	}
	var texts []string
	for name, header := range map[string][]string{
		"none": nil, "expired": {"Bearer " + expired}, "revoked": {"Bearer " + revoked}, "unknown": {"Bearer vp1_" + strings.Repeat("a", 64)},
		"rubbish": {"Bearer x"}, "empty": {""}, "other scheme": {"Basic " + good}, "no scheme": {good}, "two": {"Bearer " + good, "Bearer " + good},
	} {
		ctx := w.as("")
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+w.address()+"/v1/proofs", nil)
		must(t, err)
		for _, h := range header {
			ctx = metadata.AppendToOutgoingContext(ctx, "authorization", h)
			r.Header.Add("Authorization", h)
		}
		_, err = proofs.ListProofs(ctx, &v1.ListProofsRequest{})
		if reason(err) != "Unauthenticated CREDENTIALS" {
			t.Errorf("%s: %v", name, err)
		}
		texts = append(texts, status.Convert(err).Proto().String())
		answer, err := web.Do(r)
		must(t, err)
		body, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized || !strings.Contains(string(body), `"CREDENTIALS"`) || answer.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s as JSON: %d %s", name, answer.StatusCode, body)
		}
	}
	slices.Sort(texts)
	if len(slices.Compact(texts)) != 1 {
		t.Errorf("the errors differ: %q", texts)
	}
}

func TestRevocationIsFeltWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	token := w.known("clinic", access.Researcher, "")
	conn := w.dial(nil)
	requests := v1.NewRequestServiceClient(conn)
	created, err := requests.CreateRequest(w.as(token), newRequest(t))
	must(t, err)
	id := created.GetRequest().GetId()
	watch, err := requests.WatchRequest(w.as(token), &v1.WatchRequestRequest{Id: id})
	must(t, err)
	w.streams(1)
	p, err := w.front.tokens.Lookup(token, time.Now())
	must(t, err)
	must(t, access.Revoke(filepath.Join(w.dir, "tokens"), strings.TrimPrefix(p.ID, "token:"), time.Now()))
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if _, err := requests.ListRequests(w.as(token), &v1.ListRequestsRequest{}); reason(err) == "Unauthenticated CREDENTIALS" {
			break
		}
		if time.Since(begin) > 2*time.Second {
			t.Fatal("the token still works")
		}
	}
	other := w.known("clinic", access.Operator, "")
	_, err = requests.CloseRequest(w.as(other), &v1.CloseRequestRequest{Id: id})
	must(t, err)
	if m, err := watch.Recv(); reason(err) != "Unauthenticated CREDENTIALS" {
		t.Errorf("an open stream told a revoked token more: %v %v", m, err)
	}
}

func TestOnlyThePersonAndTheOperatorErase(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	proofs := v1.NewProofServiceClient(w.dial(nil))
	another := w.token("clinic", access.Holder, "patient 8")
	for name, c := range map[string]struct {
		token string
		want  string
	}{
		"the person":      {w.known("clinic", access.Holder, "patient 7"), ""},
		"another person":  {another, "PermissionDenied ROLE"},
		"a whole tenant":  {w.known("clinic", access.Holder, ""), "PermissionDenied ROLE"},
		"a researcher":    {w.known("clinic", access.Researcher, ""), "PermissionDenied ROLE"},
		"the operator":    {w.known("clinic", access.Operator, ""), ""},
		"another's clerk": {w.known("other", access.Operator, ""), ""}, // of nobody in its own tenant
	} {
		_, err := proofs.EraseSubject(w.as(c.token), &v1.EraseSubjectRequest{Subject: "patient 7"})
		if got := reason(err); c.want != "" && got != c.want || c.want == "" && strings.HasPrefix(got, "P") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if strings.Contains(w.log.String(), "patient") {
		t.Error("the log names a subject")
	}
}

func TestHealthIsForEverybodyAndReflectionOnlyForThoseKnown(t *testing.T) {
	const reflection = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
	for _, on := range []bool{true, false} {
		w := newWorld(t, func(c *Config) { c.Reflection = on })
		conn := w.dial(nil)
		for _, name := range healthNames {
			answer, err := grpc_health_v1.NewHealthClient(conn).Check(t.Context(), &grpc_health_v1.HealthCheckRequest{Service: name})
			if err != nil || answer.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
				t.Errorf("%q: %v %v", name, answer, err)
			}
		}
		list := []byte{0x3a, 0x00} // list_services: ""
		if err := raw(w.as(""), conn, reflection, true, list); reason(err) != "Unauthenticated CREDENTIALS" {
			t.Errorf("reflection for nobody: %v", err)
		}
		err := raw(w.as(w.known("clinic", access.Holder, "")), conn, reflection, true, list)
		if on && err != nil || !on && status.Code(err) != codes.Unimplemented {
			t.Errorf("reflection on %t: %v", on, err)
		}
	}
}

func TestCertificatesNameCallers(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Plaintext = false })
	foreign := filepath.Join(w.dir, "foreign")
	must(t, access.NewCA(foreign, time.Now(), 0))
	operator := access.Principal{Tenant: "clinic", Role: access.Operator}
	call := func(config *tls.Config, token string) string {
		_, err := v1.NewProofServiceClient(w.dial(config)).ListProofs(w.as(token), &v1.ListProofsRequest{})
		return reason(err)
	}
	ours, others := w.known("clinic", access.Holder, ""), w.known("other", access.Holder, "")
	mine := w.client(w.ca, &operator)
	for name, c := range map[string]struct {
		config *tls.Config
		token  string
		want   string
	}{
		"certificate":                      {mine, "", "OK"},
		"certificate of a wrong role":      {w.client(w.ca, &access.Principal{Tenant: "clinic", Role: access.Researcher}), "", "PermissionDenied ROLE"},
		"token alone":                      {w.client(w.ca, nil), ours, "OK"},
		"nothing":                          {w.client(w.ca, nil), "", "Unauthenticated CREDENTIALS"},
		"both":                             {mine, ours, "OK"},
		"token of another tenant":          {mine, others, "Unauthenticated CREDENTIALS"},
		"bad token beside a certificate":   {mine, "vp1_x", "Unauthenticated CREDENTIALS"},
		"certificate of another authority": {w.client(foreign, &operator), "", "Unavailable"},
	} {
		if got := call(c.config, c.token); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
	// JSON: the certificate counts there too.
	for _, http2 := range []bool{false, true} {
		web, base := w.web(mine, http2)
		if code, body := fetch(t, web, http.MethodGet, base+"/v1/proofs", "", ""); code != http.StatusOK {
			t.Errorf("JSON over HTTP/2 %t: %d %s", http2, code, body)
		}
		web, base = w.web(w.client(w.ca, nil), http2)
		if code, _ := fetch(t, web, http.MethodGet, base+"/v1/proofs", "", ""); code != http.StatusUnauthorized {
			t.Errorf("JSON without credentials over HTTP/2 %t: %d", http2, code)
		}
	}
	if !strings.Contains(w.log.String(), "by=cert:") {
		t.Error("the log does not name the certificate")
	}
}

func TestAnAuthorityThatIsTakenAwayIsNotTrustedOnOpenConnections(t *testing.T) {
	if testing.Short() {
		t.Skip("waits twice for a look at the files")
	}
	t.Parallel()
	w := newWorld(t, func(c *Config) { c.Plaintext = false })
	conn := w.dial(w.client(w.ca, &access.Principal{Tenant: "clinic", Role: access.Operator}))
	proofs := v1.NewProofServiceClient(conn)
	_, err := proofs.ListProofs(w.as(""), &v1.ListProofsRequest{})
	must(t, err)
	other := filepath.Join(w.dir, "other")
	must(t, access.NewCA(other, time.Now(), 0))
	raw, err := os.ReadFile(filepath.Join(other, access.CACertificate))
	must(t, err)
	later := w.client(other, &access.Principal{Tenant: "a", Role: access.Holder})
	must(t, os.WriteFile(w.config.TLS.ClientCA, raw, 0o600))
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		if _, err := proofs.ListProofs(w.as(""), &v1.ListProofsRequest{}); reason(err) == "Unauthenticated CREDENTIALS" {
			break
		}
		if time.Since(begin) > 3*time.Second {
			t.Fatal("the certificate is still trusted")
		}
	}
	must(t, os.WriteFile(w.config.TLS.ClientCA, []byte("rubbish"), 0o600))
	time.Sleep(reloadEvery + 100*time.Millisecond)
	if got := fmt.Sprint(func() error {
		_, err := v1.NewCircuitServiceClient(w.dial(later)).ListCircuits(w.as(""), &v1.ListCircuitsRequest{})
		return err
	}()); got != "<nil>" || len(w.front.warnings()) != 1 {
		t.Errorf("a malformed file changed something, or is not reported: %s %v", got, w.front.warnings())
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Plaintext = false })
	config := w.client(w.ca, nil)
	config.MinVersion, config.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if c, err := tls.Dial("tcp", w.address(), config); err == nil {
		_ = c.Close()
		t.Error("TLS 1.2 was taken")
	}
	config.MaxVersion = tls.VersionTLS13
	c, err := tls.Dial("tcp", w.address(), config)
	must(t, err)
	_ = c.Close()
}

func TestCertificatesCanBeRequired(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Plaintext, c.TLS.ClientAuth = false, clientAuthRequire })
	token := w.known("clinic", access.Holder, "")
	proofs := v1.NewProofServiceClient(w.dial(w.client(w.ca, nil)))
	if _, err := proofs.ListProofs(w.as(token), &v1.ListProofsRequest{}); status.Code(err) != codes.Unavailable {
		t.Error(err)
	}
	proofs = v1.NewProofServiceClient(w.dial(w.client(w.ca, &access.Principal{Tenant: "clinic", Role: access.Holder})))
	if _, err := proofs.ListProofs(w.as(""), &v1.ListProofsRequest{}); err != nil {
		t.Error(err)
	}
}

func TestNobodyCanForgeTheWayFromJSON(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Plaintext = false })
	// As while a call by JSON with the operator's certificate is under way.
	leaf := w.client(w.ca, &access.Principal{Tenant: "clinic", Role: access.Operator}).Certificates[0].Leaf
	handle, remove := w.front.handles.add(&caller{chain: []*x509.Certificate{leaf}})
	defer remove()
	inside := v1.NewProofServiceClient(w.front.inside)
	if _, err := inside.ListProofs(metadata.AppendToOutgoingContext(w.as(""), handleKey, handle), &v1.ListProofsRequest{}); err != nil {
		t.Fatal("the handle is good for nothing, so this shows nothing:", err)
	}
	conn := w.dial(w.client(w.ca, nil))
	for name, value := range map[string]string{"a handle that is in use": handle, "an invented one": strings.Repeat("0", 32), "none": ""} {
		ctx := metadata.AppendToOutgoingContext(w.as(""), handleKey, value, "x-forwarded-for", "127.0.0.1", "authorization-tenant", "clinic")
		if _, err := v1.NewProofServiceClient(conn).ListProofs(ctx, &v1.ListProofsRequest{}); reason(err) != "Unauthenticated CREDENTIALS" {
			t.Errorf("%s: %v", name, err)
		}
		web, base := w.web(w.client(w.ca, nil), false)
		for _, header := range []string{handleKey, "Grpc-Metadata-" + handleKey, "Grpcgateway-" + handleKey} {
			code, body := fetch(t, web, http.MethodGet, base+"/v1/proofs", "", "", header, value, "Grpc-Metadata-Authorization", "Bearer x")
			if code != http.StatusUnauthorized {
				t.Errorf("%s by %s: %d %s", name, header, code, body)
			}
		}
	}
	// An inside call that names nobody, or two, is nobody's.
	for _, pairs := range [][]string{nil, {handleKey, "x"}, {handleKey, handle, handleKey, handle}} {
		ctx := metadata.AppendToOutgoingContext(w.as(w.known("clinic", access.Holder, "")), pairs...)
		if _, err := inside.ListProofs(ctx, &v1.ListProofsRequest{}); reason(err) != "Unauthenticated CREDENTIALS" {
			t.Errorf("inside, %v: %v", pairs, err)
		}
	}
}
