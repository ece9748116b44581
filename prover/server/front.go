package server

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"math"
	"net"
	"net/http"
	"sync"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/stats"

	"vitalproof/prover/access"
)

// listeners is how many of them can fail: the port, the connection in memory, and
// the port of the figures.
const listeners = 3

// front is the service as callers see it: the port, and everything between it and
// the methods.
type front struct {
	config  Config
	log     *slog.Logger
	metrics *metrics
	state   *state
	tokens  *access.Tokens // nil for none
	certs   *certificates  // nil without TLS
	handles *handles
	grpc    *grpc.Server
	gateway http.Handler
	inside  *grpc.ClientConn
	memory  *memoryListener
	listen  *limitListener
	http    *http.Server
	chain   *chain
	bodies  budget
	health  func() error // what is wrong with the store; nil for nobody to ask

	endStreams context.CancelFunc
	serving    sync.WaitGroup
	failed     chan error
}

// newFront opens the port, which nobody serves until start. The methods are those
// that register adds.
func newFront(c Config, log *slog.Logger, m *metrics, traces stats.Handler, register func(grpc.ServiceRegistrar)) (_ *front, err error) {
	f := &front{config: c, log: log, metrics: m, state: newState(), handles: &handles{}, memory: newMemoryListener(), failed: make(chan error, listeners)}
	defer func() {
		if err != nil {
			f.release()
		}
	}()
	if c.Access.Tokens != "" {
		if f.tokens, err = access.OpenTokens(c.Access.Tokens, log); err != nil {
			return nil, fmt.Errorf("%w:\naccess.tokens: %w", ErrConfig, err)
		}
	}
	if !c.Plaintext {
		if f.certs, err = loadCertificates(c.TLS, log); err != nil {
			return nil, fmt.Errorf("%w:\ntls: %w", ErrConfig, err)
		}
	}
	validator, err := protovalidate.New(protovalidate.WithMessages(requestMessages()...))
	if err != nil {
		return nil, fmt.Errorf("rules of the interface: %w", err)
	}
	closing, endStreams := context.WithCancel(context.Background())
	f.endStreams = endStreams
	ch := &chain{
		log: log, metrics: m, handles: f.handles, limits: c.Limits, state: f.state, validate: validator, closing: closing, now: time.Now,
		auth:    authenticator{tokens: f.tokens, certs: f.certs, names: c.certificatesNameCallers()},
		rules:   access.Rules{AnonymousAnswers: c.Access.AnonymousAnswers, Reflection: c.Reflection},
		tenants: newLimiters(c.Limits.Rate, c.Limits.Burst),
		nobody:  newLimiters(c.Limits.RateAnonymous, c.Limits.BurstAnonymous),
		noise:   newLimiters(noiseRate, noiseBurst),
		watches: newCounts(c.Limits.WatchesPerTenant),
	}
	f.chain = ch
	m.streams(ch.watches)
	f.newGRPC(ch, traces, register)
	if f.gateway, f.inside, err = newGateway(f.memory, c.Limits.MaxMessage); err != nil {
		return nil, err
	}
	port, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	f.listen = newLimitListener(port, c.Limits.Connections, c.Limits.ConnectionsPerAddress, func(why string) { m.refused.WithLabelValues(why).Inc() })
	m.connections(f.listen.connections)
	f.newHTTP()
	return f, nil
}

func (f *front) newGRPC(ch *chain, traces stats.Handler, register func(grpc.ServiceRegistrar)) {
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(int(min(f.config.Limits.MaxMessage, math.MaxInt32))),
		grpc.ForceServerCodecV2(newCodec()),
		grpc.UnknownServiceHandler(ch.unknown),
		grpc.ConnectionTimeout(headerTimeout),
	}
	if traces != nil {
		options = append(options, grpc.StatsHandler(traces))
	}
	f.grpc = grpc.NewServer(options...)
	guarded := registrar{f.grpc, ch}
	register(guarded)
	grpc_health_v1.RegisterHealthServer(guarded, f.state.health)
	if f.config.Reflection {
		reflection.Register(guarded)
	}
}

func (f *front) newHTTP() {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(!f.config.Plaintext)
	protocols.SetUnencryptedHTTP2(f.config.Plaintext)
	f.http = &http.Server{
		Handler:           f,
		Protocols:         &protocols,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: f.config.Limits.MaxStreams,
			SendPingTimeout:      pingAfter,
			PingTimeout:          pingTimeout,
			WriteByteTimeout:     writeTimeout,
		},
		// What net/http says names addresses, and of a panic it prints the value.
		ErrorLog: log.New(quiet{f.log}, "", 0),
	}
	if f.certs != nil {
		f.http.TLSConfig = f.certs.config()
	}
}

// quiet notes that net/http had something to say, at the lowest level.
type quiet struct{ log *slog.Logger }

func (q quiet) Write(p []byte) (int, error) {
	q.log.Debug("a connection failed before its call")
	return len(p), nil
}

// start serves until shutdown.
func (f *front) start() {
	f.serving.Go(func() { f.fail(f.grpc.Serve(f.memory)) })
	f.serving.Go(func() {
		if f.certs != nil {
			f.fail(f.http.ServeTLS(f.listen, "", ""))
			return
		}
		f.fail(f.http.Serve(f.listen))
	})
}

// fail notes that a listener ended by itself.
func (f *front) fail(err error) {
	if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, grpc.ErrServerStopped) && !errors.Is(err, net.ErrClosed) {
		f.failed <- fmt.Errorf("serve: %w", err)
	}
}

// refuseNew stops taking connections; those that are open go on. It returns at once
// and gives a channel that is closed when the last is gone.
func (f *front) refuseNew(ctx context.Context) <-chan struct{} {
	gone := make(chan struct{})
	f.serving.Go(func() {
		defer close(gone)
		_ = f.http.Shutdown(ctx)
	})
	return gone
}

// close ends streams, gives calls a moment to finish, and closes everything.
func (f *front) close() {
	f.endStreams()
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	_ = f.http.Shutdown(ctx)
	_ = f.http.Close()
	f.release()
	f.serving.Wait()
}

// release gives back what newFront took.
func (f *front) release() {
	if f.endStreams != nil {
		f.endStreams()
	}
	f.state.health.Shutdown()
	if f.inside != nil {
		_ = f.inside.Close()
	}
	if f.grpc != nil {
		f.grpc.Stop()
	}
	_ = f.memory.Close()
	if f.listen != nil {
		_ = f.listen.Close()
	}
	if f.tokens != nil {
		f.tokens.Close()
	}
}

// warnings is what is wrong while the service serves.
func (f *front) warnings() (all []string) {
	if f.tokens != nil && f.tokens.Err() != nil {
		all = append(all, "the token file cannot be used; the tokens read before are in force")
	}
	if f.certs != nil && f.certs.err() != nil {
		all = append(all, "the certificates cannot be used; those read before are in force")
	}
	if f.health != nil && f.health() != nil {
		all = append(all, "the store takes no more: its disk is almost full, or it cannot be written")
	}
	return all
}
