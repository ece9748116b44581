package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"vitalproof/prover/audit"
)

// Options are what a server needs besides its configuration.
type Options struct {
	// Logger gets what happens; nil for none. NewLogger makes the one that the
	// configuration asks for.
	Logger *slog.Logger
	// WorkerCommand is the program, with its arguments, that proves: this one, with
	// the command that calls worker.Main.
	WorkerCommand []string
}

// Server is a whole service. Run is called once.
type Server struct {
	config  Config
	log     *slog.Logger
	metrics *metrics
	traces  *tracing
	parts   *parts
	front   *front
	figures *http.Server
	figPort net.Listener
	killed  chan struct{}
	kill    sync.Once
}

// New opens everything that the configuration names, in the order in which the
// parts need each other, and the ports; nobody is served until Run. It judges the
// configuration first. What it opened is closed by Run, or by New if it fails.
func New(ctx context.Context, c Config, o Options) (_ *Server, err error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{config: c, log: o.Logger, metrics: newMetrics(), killed: make(chan struct{})}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	for _, w := range c.Warnings() {
		s.log.Warn(w)
	}
	if c.Plaintext {
		s.log.Warn("plaintext: everything that callers send, readings and tokens among it, crosses this machine's loopback in clear; for development only")
	}
	if c.Circuits.AllowDevelopmentKeys {
		s.log.Warn("circuits with development keys are served: anyone can forge proofs under them; for development only")
	}
	if s.traces, err = newTracing(ctx, c.Tracing); err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	if s.parts, err = openParts(ctx, &s.config, o, s.metrics, s.traces.tracer()); err != nil {
		return nil, err
	}
	if s.front, err = newFront(c, s.log, s.metrics, s.traces.stats(), s.parts.service.Register); err != nil {
		return nil, err
	}
	s.front.health = func() error { return s.parts.store.Check(context.Background()) }
	s.front.chain.audit = s.parts.audit.Append
	s.metrics.watch(s.parts.sources(s.front))
	if c.Metrics.Listen != "" {
		if s.figPort, err = net.Listen("tcp", c.Metrics.Listen); err != nil {
			return nil, fmt.Errorf("metrics.listen: %w", err)
		}
		s.figures = &http.Server{
			Handler: s.figuresHandler(), ReadHeaderTimeout: headerTimeout, ReadTimeout: bodyTimeout, WriteTimeout: writeTimeout,
			IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes, ErrorLog: s.front.http.ErrorLog,
		}
	}
	return s, nil
}

// figuresHandler serves figures, and the state of the service for those who look
// after it and have no credentials.
func (s *Server) figuresHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: writeTimeout / 2}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { serveAlive(w) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { s.front.serveReady(w) })
	return mux
}

// Addr is where the service listens.
func (s *Server) Addr() net.Addr { return s.front.listen.Addr() }

// MetricsAddr is where the figures are; nil for nowhere.
func (s *Server) MetricsAddr() net.Addr {
	if s.figPort == nil {
		return nil
	}
	return s.figPort.Addr()
}

// Kill makes a server that is stopping, or will be, give up the proofs under way:
// they are queued again at once, without waiting for drain.grace.
func (s *Server) Kill() {
	s.kill.Do(func() {
		close(s.killed)
		s.parts.engine.Requeue()
	})
}

// Run serves until the context ends, and then stops in order: no more proofs are
// taken in, those under way finish within drain.grace or are queued again, streams
// end with UNAVAILABLE, everything is closed. It returns nil after that, and an
// error if a part failed by itself.
func (s *Server) Run(ctx context.Context) error {
	defer s.close()
	s.front.start()
	if s.figures != nil {
		s.front.serving.Go(func() { s.front.fail(s.figures.Serve(s.figPort)) })
	}
	s.note(audit.ServiceStarted)
	working, stop := context.WithCancel(ctx)
	defer stop()
	var background sync.WaitGroup
	ended := make(chan error, 1)
	background.Go(func() { ended <- s.parts.engine.Run(working) })
	background.Go(func() { s.parts.sweep(working, s.log) })
	background.Go(func() { s.becomeReady(working) })
	s.log.Info("listening", "address", s.Addr().String(), "plaintext", s.config.Plaintext, "production", s.config.Production)

	var err error
	running := true
	select {
	case <-ctx.Done():
	case err = <-s.front.failed:
	case err = <-ended:
		running = false
		if err == nil {
			err = errors.New("the engine ended")
		}
	}
	s.log.Info("stopping", "grace", time.Duration(s.config.Drain.Grace))
	s.front.state.drain()
	s.metrics.ready.Set(0)
	shut, cancel := context.WithCancel(context.Background())
	defer cancel()
	s.front.refuseNew(shut)
	stop()
	if running {
		if e := <-ended; e != nil && ctx.Err() == nil && err == nil {
			err = e
		}
	}
	s.parts.service.Drain()
	background.Wait()
	s.note(audit.ServiceStopped)
	s.log.Info("stopped")
	return err
}

// becomeReady serves once the jobs are recovered and a proof was made and verified.
// A self-test that fails is tried again, since what is finished can be fetched
// meanwhile, and from nowhere else.
func (s *Server) becomeReady(ctx context.Context) {
	state := s.front.state
	select {
	case <-s.parts.engine.Ready():
	case <-ctx.Done():
		return
	}
	state.set(notTested)
	for {
		begin := time.Now()
		err := s.parts.pool.SelfTest(ctx, s.parts.selfTest)
		if ctx.Err() != nil {
			return
		}
		s.metrics.testTime.Set(time.Since(begin).Seconds())
		if err == nil {
			break
		}
		state.set(testFailed)
		s.log.Error("the self-test failed; it is tried again", "circuit", s.parts.selfTest, "err", err)
		select {
		case <-time.After(selfTestPause):
		case <-ctx.Done():
			return
		}
	}
	close(s.parts.tested)
	s.metrics.selfTest.Set(1)
	s.metrics.ready.Set(1)
	state.set()
	s.log.Info("serving", "circuits", s.parts.names)
}

func (s *Server) note(kind audit.Kind) {
	ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
	defer cancel()
	if err := s.parts.audit.Append(ctx, audit.Entry{Time: time.Now(), Kind: kind}); err != nil {
		s.log.Error("the audit log cannot be written", "err", err)
	}
}

// close closes what is open, last opened first.
func (s *Server) close() {
	if s.figures != nil {
		_ = s.figures.Close()
	} else if s.figPort != nil {
		_ = s.figPort.Close()
	}
	if s.front != nil {
		s.front.close()
	}
	if s.parts != nil {
		s.parts.close(s.log)
	}
	if s.traces != nil {
		ctx, cancel := context.WithTimeout(context.Background(), closeGrace)
		defer cancel()
		s.traces.close(ctx)
	}
}
