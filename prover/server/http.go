package server

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	proto_ "vitalproof/proto"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/service"
)

// ServeHTTP takes every request of the port: gRPC, JSON, and the few pages beside
// them.
func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == http.ErrAbortHandler:
			panic(p)
		default:
			// As in the chain: net/http would print the value.
			f.metrics.panics.Inc()
			f.log.Error("a request panicked", "stack", frames())
			panic(http.ErrAbortHandler)
		}
	}()
	from := callerOf(r)
	if r.ProtoMajor == 2 && strings.HasPrefix(r.Header.Get("Content-Type"), "application/grpc") {
		f.serveGRPC(w, r.WithContext(context.WithValue(r.Context(), callerKey{}, from)), from)
		return
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	switch {
	case strings.HasPrefix(r.URL.Path, "/v1/"):
		f.serveJSON(w, r, from)
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		writeError(w, http.StatusMethodNotAllowed, service.Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method"))
	default:
		f.servePage(w, r)
	}
}

// servePage serves what is there for everybody.
func (f *front) servePage(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/healthz":
		serveAlive(w)
	case "/readyz":
		f.serveReady(w)
	case "/openapi.json":
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(proto_.OpenAPI)
	default:
		writeError(w, http.StatusNotFound, service.Fail(v1.Reason_REASON_NOT_FOUND))
	}
}

// serveAlive says that the process answers, and nothing about what it can do.
func serveAlive(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(w, "alive\n")
}

// readiness is the answer of /readyz.
type readiness struct {
	Ready    bool     `json:"ready"`
	Reasons  []string `json:"reasons,omitempty"`  // why it does not serve
	Warnings []string `json:"warnings,omitempty"` // what is wrong while it serves
}

func (f *front) serveReady(w http.ResponseWriter) {
	answer := readiness{Reasons: f.state.why(), Warnings: f.warnings()}
	answer.Ready = len(answer.Reasons) == 0
	w.Header().Set("Content-Type", "application/json")
	if !answer.Ready {
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// serveGRPC looks at the first bytes of a call before gRPC does: at whether the
// message is larger than it may be, so that the answer has a reason, and at whether
// it is compressed, since a small message can become a large one.
func (f *front) serveGRPC(w http.ResponseWriter, r *http.Request, from *caller) {
	most, err := f.mostFor(r, from)
	if err != nil {
		f.refuse(r.URL.Path, from, err)
		writeTrailers(w, err)
		return
	}
	// For the message; after it, nothing more is read of a call that sends one.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(f.config.bodyTime))
	var head [frameHeader]byte
	n, err := io.ReadFull(r.Body, head[:])
	var refused error
	switch {
	case r.URL.RawPath != "" || r.URL.RawQuery != "": // another spelling of a method is no method
		refused = service.Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method")
	case errors.Is(err, os.ErrDeadlineExceeded):
		refused = service.Error(codes.DeadlineExceeded, v1.Reason_REASON_DEADLINE_EXCEEDED, "the message did not arrive in time")
	case err == nil && head[0] != 0:
		refused = service.Error(codes.Unimplemented, v1.Reason_REASON_FIELD_INVALID, "compressed messages are not taken")
	case err == nil && int64(binary.BigEndian.Uint32(head[1:])) > most:
		refused = service.Fail(v1.Reason_REASON_TOO_LARGE)
	case err == nil && !f.bodies.take(int64(binary.BigEndian.Uint32(head[1:]))):
		refused = service.Fail(v1.Reason_REASON_RATE_LIMIT)
	}
	if refused == nil && err == nil {
		defer f.bodies.give(int64(binary.BigEndian.Uint32(head[1:])))
	}
	if refused != nil {
		f.refuse(r.URL.Path, from, refused)
		writeTrailers(w, refused)
		return
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head[:n]), r.Body), r.Body}
	f.grpc.ServeHTTP(w, r)
}

// mostFor is how long a message may be. Who has no good credentials is turned away,
// or has little to say, before anything is read and kept for them.
func (f *front) mostFor(r *http.Request, from *caller) (int64, error) {
	ctx := metadata.NewIncomingContext(r.Context(), metadata.MD{"authorization": r.Header.Values("Authorization")})
	who, err := f.chain.auth.identify(ctx, from, time.Now())
	switch {
	case err != nil:
		return 0, service.Fail(v1.Reason_REASON_CREDENTIALS)
	case who.Tenant == "":
		return min(anonymousBody, int64(f.config.Limits.MaxMessage)), nil
	}
	return int64(f.config.Limits.MaxMessage), nil
}

// budget is how many bytes may be in use at once.
type budget struct{ used atomic.Int64 }

func (b *budget) take(n int64) bool {
	if b.used.Add(n) <= bodyBudget {
		return true
	}
	b.used.Add(-n)
	return false
}

func (b *budget) give(n int64) { b.used.Add(-n) }

// refuse accounts for a call that never came to the chain.
func (f *front) refuse(method string, from *caller, err error) {
	if !access.Known(method) {
		method = "unknown"
	}
	f.metrics.begin(method)(status.Code(err), reasonOf(err), 0)
	// As in the chain: who is refused must not be able to fill the disk.
	if c := (&call{from: from}); f.chain.noise.allow(c.name(), time.Now()) {
		f.log.Info("call", "method", method, "code", status.Code(err).String(), "reason", reasonOf(err))
	}
}

// writeTrailers answers a gRPC call with nothing but an error.
func writeTrailers(w http.ResponseWriter, err error) {
	st := status.Convert(err)
	details, merr := proto.Marshal(st.Proto())
	if merr != nil {
		details = nil
	}
	h := w.Header()
	h.Set("Content-Type", "application/grpc")
	h.Set("Grpc-Status", strconv.Itoa(int(st.Code())))
	h.Set("Grpc-Message", st.Message()) // one of ours: plain ASCII
	h.Set("Grpc-Status-Details-Bin", base64.RawStdEncoding.EncodeToString(details))
	w.WriteHeader(http.StatusOK)
}

// serveJSON reads the body within bounds and hands the request to the gateway. The
// time for a call is that of its caller, or one that suits.
func (f *front) serveJSON(w http.ResponseWriter, r *http.Request, from *caller) {
	// gRPC has no way to carry such texts.
	if query, err := url.QueryUnescape(r.URL.RawQuery); err != nil || !utf8.ValidString(query) || !utf8.ValidString(r.URL.Path) {
		writeError(w, http.StatusBadRequest, service.Fail(v1.Reason_REASON_FIELD_INVALID))
		return
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(f.config.bodyTime))
	bound, err := f.mostFor(r, from)
	if err != nil {
		f.refuse(r.URL.Path, from, err)
		writeError(w, httpStatus(err), err)
		return
	}
	bound = int64(float64(bound) * jsonFactor)
	expected := bound
	if r.ContentLength >= 0 {
		expected = min(bound, r.ContentLength)
	}
	if !f.bodies.take(expected) {
		writeError(w, http.StatusTooManyRequests, service.Fail(v1.Reason_REASON_RATE_LIMIT))
		return
	}
	defer f.bodies.give(expected)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bound))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		f.refuse(r.URL.Path, from, service.Fail(v1.Reason_REASON_TOO_LARGE))
		writeError(w, http.StatusRequestEntityTooLarge, service.Fail(v1.Reason_REASON_TOO_LARGE))
		return
	case err != nil:
		writeError(w, http.StatusRequestTimeout, service.Error(codes.DeadlineExceeded, v1.Reason_REASON_DEADLINE_EXCEEDED, "the message did not arrive in time"))
		return
	}
	_ = control.SetReadDeadline(time.Time{})
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))

	most := time.Duration(f.config.Limits.UnaryDeadline)
	usual := min(gatewayDeadline, most)
	if long := strings.HasSuffix(r.URL.Path, ":watch") || strings.HasSuffix(r.URL.Path, ":export") || strings.HasSuffix(r.URL.Path, ":prove"); long {
		most = time.Duration(f.config.Limits.StreamDeadline)
		usual = most
	}
	if r.Header.Get("Grpc-Timeout") == "" {
		r.Header.Set("Grpc-Timeout", strconv.FormatInt(usual.Milliseconds(), 10)+"m")
	}
	// A caller who takes nothing of a long answer is cut off in the end.
	_ = control.SetWriteDeadline(time.Now().Add(most + writeTimeout))
	handle, remove := f.handles.add(from)
	defer remove()
	f.gateway.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), handleContext{}, handle)))
}

// handleContext is the key under which a JSON request carries its handle.
type handleContext struct{}
