package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"runtime"
	"strconv"
	"strings"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/audit"
	"vitalproof/prover/service"
)

// requestIDHeader is sent with each answer, so that a caller can name the line of
// the log.
const requestIDHeader = "x-request-id"

// rateLimited is a reason as ErrorInfo spells it.
const rateLimited = "RATE_LIMIT"

// errClosing ends streams when the service stops.
var errClosing = errors.New("the service stops")

// chain is what every call passes, of one message or of a stream, from outside or
// by way of JSON, before its message is read and judged:
//
//	recovery from panics, request id, figures, log, state of the service,
//	who calls, may they, how often, until when, [message], is it well formed
//
// It is put around the methods when they are registered, not around the server, so
// that no method can be without it and nothing is decoded for nobody.
type chain struct {
	log      *slog.Logger
	metrics  *metrics
	auth     authenticator
	handles  *handles
	rules    access.Rules
	limits   LimitsConfig
	tenants  *limiters
	nobody   *limiters
	noise    *limiters // lines of the log about refused calls
	watches  *counts
	validate protovalidate.Validator
	state    *state
	closing  context.Context // ends when streams are to end
	now      func() time.Time

	// audit notes callers who are known and tried what they may not; nil for nobody.
	audit func(context.Context, audit.Entry) error
}

// call is one call on its way.
type call struct {
	method string
	stream bool
	who    access.Principal
	from   *caller
	begin  time.Time
}

// known gives the method for logs and figures, or one name for all that do not
// exist: callers must not be able to invent labels.
func (c *call) known() string {
	if access.Known(c.method) {
		return c.method
	}
	return "unknown"
}

// run takes a call through the chain; do reads the message and calls the method.
func (ch *chain) run(ctx context.Context, method string, stream bool, do func(context.Context, *call) error) (err error) {
	c := &call{method: method, stream: stream, begin: ch.now()}
	id := newRequestID()
	_ = grpc.SetHeader(ctx, metadata.Pairs(requestIDHeader, id)) // fails only if headers were sent
	done := ch.metrics.begin(c.known())
	defer func() {
		if recover() != nil {
			// The value is not looked at: it may hold anything, as may the arguments in a
			// printed stack.
			ch.metrics.panics.Inc()
			ch.log.Error("a call panicked", "request", id, "method", c.known(), "stack", frames())
			err = service.Fail(v1.Reason_REASON_INTERNAL)
		}
		err = service.FromError(err)
		code, reason := status.Code(err), reasonOf(err)
		took := ch.now().Sub(c.begin)
		done(code, reason, took)
		ch.record(ctx, c, id, code, reason, took)
	}()
	return ch.admit(ctx, c, do)
}

// admit decides whether a call goes on.
func (ch *chain) admit(ctx context.Context, c *call, do func(context.Context, *call) error) error {
	health := strings.HasPrefix(c.method, "/"+grpc_health_v1.Health_ServiceDesc.ServiceName+"/")
	if c.from = ch.handles.find(ctx); c.from == nil {
		return service.Fail(v1.Reason_REASON_CREDENTIALS) // a connection that nobody looked at
	}
	var err error
	if c.who, err = ch.auth.identify(ctx, c.from, c.begin); err != nil {
		return refusal(err)
	}
	// Before the rules: refusing costs too, and writes to the log.
	if !health && !ch.rate(c) {
		return service.Fail(v1.Reason_REASON_RATE_LIMIT)
	}
	if err := ch.rules.Check(c.method, c.who); err != nil {
		return refusal(err)
	}
	if !health {
		if err := ch.state.admits(c.method); err != nil {
			return err
		}
	}
	ctx, cancel, err := ch.deadline(ctx, c, health)
	if err != nil {
		return err
	}
	defer cancel()
	if c.stream {
		free := ch.watches.take(c.name())
		if free == nil {
			return service.Error(codes.ResourceExhausted, v1.Reason_REASON_QUOTA, "as many streams are open as there may be")
		}
		defer free()
		var end context.CancelCauseFunc
		ctx, end = context.WithCancelCause(ctx)
		defer end(nil)
		defer context.AfterFunc(ch.closing, func() { end(errClosing) })()
	}
	err = do(access.With(ctx, c.who), c)
	if err != nil && errors.Is(context.Cause(ctx), errClosing) {
		return service.Fail(v1.Reason_REASON_UNAVAILABLE)
	}
	return err
}

// name is whose bucket a call takes from: the tenant's, or the address's. A tenant
// cannot have a name with a blank.
func (c *call) name() string {
	switch {
	case c.who.Tenant != "":
		return c.who.Tenant
	case c.from == nil:
		return "address unknown"
	}
	return "address " + grouped(c.from.address).String()
}

func (ch *chain) rate(c *call) bool {
	buckets := ch.tenants
	if c.who.Tenant == "" {
		buckets = ch.nobody
	}
	if buckets.allow(c.name(), c.begin) {
		return true
	}
	ch.metrics.limited.WithLabelValues(c.who.Tenant).Inc()
	return false
}

// deadline demands one, since a call without would be kept for a caller who is long
// gone, and brings it forward to what the method may take.
func (ch *chain) deadline(ctx context.Context, c *call, health bool) (context.Context, context.CancelFunc, error) {
	if _, set := ctx.Deadline(); !set && !health {
		return nil, nil, service.Fail(v1.Reason_REASON_DEADLINE_REQUIRED)
	}
	most := time.Duration(ch.limits.StreamDeadline)
	if !c.stream && c.method != v1.ProofService_Prove_FullMethodName {
		most = time.Duration(ch.limits.UnaryDeadline)
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	return ctx, cancel, nil
}

// judge looks at a message before the method does.
func (ch *chain) judge(c *call, message any) error {
	m, ok := message.(proto.Message)
	if !ok {
		return service.Fail(v1.Reason_REASON_INTERNAL)
	}
	if err := ch.validate.Validate(m); err != nil {
		return service.FromError(err)
	}
	if m, ok := m.(*v1.EraseSubjectRequest); ok && !access.MayErase(c.who, m.GetSubject()) {
		return service.Fail(v1.Reason_REASON_ROLE)
	}
	return nil
}

// refusal is the error of a caller who may not.
func refusal(err error) error {
	switch {
	case errors.Is(err, access.ErrRole):
		return service.Fail(v1.Reason_REASON_ROLE)
	case errors.Is(err, access.ErrNoMethod):
		return service.Error(codes.Unimplemented, v1.Reason_REASON_NOT_FOUND, "there is no such method")
	}
	return service.Fail(v1.Reason_REASON_CREDENTIALS)
}

// record writes one line for a call. It never holds a message, a subject or an
// address.
func (ch *chain) record(ctx context.Context, c *call, id string, code codes.Code, reason string, took time.Duration) {
	level := slog.LevelInfo
	switch {
	case code == codes.Internal || code == codes.DataLoss || code == codes.Unknown:
		level = slog.LevelError
	case strings.HasPrefix(c.method, "/grpc.health."):
		level = slog.LevelDebug
	case (code == codes.Unauthenticated || reason == rateLimited) && !ch.noise.allow(c.name(), c.begin):
		level = slog.LevelDebug // who is refused must not be able to fill the disk
	}
	if code == codes.PermissionDenied && ch.audit != nil && ch.noise.allow(c.name(), c.begin) {
		if err := ch.audit(context.WithoutCancel(ctx), audit.Entry{Time: c.begin, Kind: audit.AccessDenied, Tenant: c.who.Tenant, Detail: reason}); err != nil {
			ch.log.Error("the audit log cannot be written", "err", err)
		}
	}
	ch.log.LogAttrs(ctx, level, "call",
		slog.String("request", id), slog.String("method", c.known()), slog.String("code", code.String()), slog.String("reason", reason),
		slog.Duration("took", took), slog.String("tenant", c.who.Tenant), slog.String("role", c.who.Role.String()), slog.String("by", c.who.ID))
}

// reasonOf gives the reason of an error made by package service, "" of none.
func reasonOf(err error) string {
	if err == nil {
		return ""
	}
	for _, d := range status.Convert(err).Details() {
		if info, ok := d.(*errdetails.ErrorInfo); ok && info.GetDomain() == service.Domain {
			return info.GetReason()
		}
	}
	return ""
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

// frames is where the goroutine stands, in names of functions and lines: a printed
// stack would hold arguments.
func frames() []string {
	var pcs [panicFrames]uintptr
	var lines []string
	walk := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		f, more := walk.Next()
		lines = append(lines, f.Function+":"+strconv.Itoa(f.Line))
		if !more {
			return lines
		}
	}
}
