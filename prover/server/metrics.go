package server

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	"vitalproof/circuits/catalogue"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/engine"
	"vitalproof/prover/service"
)

// namespace begins the name of every figure. No label holds a subject, an id or
// anything else that a caller can make up: methods, circuits, reasons and states
// are from tables, tenants from credentials.
const namespace = "vitalproof"

var (
	// Calls take a millisecond; those that prove or wait take up to their deadline.
	callBuckets = []float64{.001, .0025, .005, .01, .02, .05, .1, .25, .5, 1, 2.5, 10, 60, 600, 3600}
	// Proofs take from half a second to half a minute, stages less.
	proofBuckets = []float64{.05, .1, .25, .5, 1, 1.5, 2, 3, 4, 6, 8, 12, 20, 30, 60, 120}
)

// metrics are the figures of one server, in a registry of its own.
type metrics struct {
	registry *prometheus.Registry

	calls     *prometheus.CounterVec
	inFlight  prometheus.Gauge
	seconds   *prometheus.HistogramVec
	limited   *prometheus.CounterVec
	panics    prometheus.Counter
	refused   *prometheus.CounterVec
	ready     prometheus.Gauge
	selfTest  prometheus.Gauge
	testTime  prometheus.Gauge
	queued    *prometheus.CounterVec
	ended     *prometheus.CounterVec
	attempts  *prometheus.CounterVec
	attempt   *prometheus.HistogramVec
	stage     *prometheus.HistogramVec
	load      *prometheus.HistogramVec
	waited    *prometheus.HistogramVec
	underWay  *prometheus.GaugeVec
	faults    *prometheus.CounterVec
	seen      *tenants
	forTenant *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), seen: newTenants()}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
		m.registry.MustRegister(c)
		return c
	}
	gauge := func(name, help string) prometheus.Gauge {
		g := prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
		m.registry.MustRegister(g)
		return g
	}
	histogram := func(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
		h := prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}, labels)
		m.registry.MustRegister(h)
		return h
	}
	m.calls = counter("grpc_handled_total", "Calls that ended, JSON ones included.", "method", "code", "reason")
	m.inFlight = gauge("grpc_in_flight", "Calls under way.")
	m.seconds = histogram("grpc_handling_seconds", "Time from a call to its end; of a stream, how long it lasted.", callBuckets, "method")
	m.limited = counter("rate_limited_total", "Calls refused for coming too often; tenant \"\" is callers without credentials.", "tenant")
	panics := counter("panics_total", "Panics that were caught. Each is a defect.")
	m.panics = panics.WithLabelValues()
	m.refused = counter("connections_refused_total", "Connections closed at once for being too many: of all, or of one address.", "limit")
	m.ready = gauge("ready", "1 while the service serves.")
	m.selfTest = gauge("self_test_passed", "1 once the self-test has passed.")
	m.testTime = gauge("self_test_seconds", "How long the last self-test took, with loading the key.")
	m.queued = counter("jobs_queued_total", "Jobs taken in.", "tenant")
	m.ended = counter("jobs_ended_total", "Jobs that reached a final state.", "tenant", "circuit", "state", "reason")
	m.attempts = counter("attempts_total", "Attempts at a proof that are over.", "circuit", "result", "reason")
	m.attempt = histogram("attempt_seconds", "Time of an attempt from claim to end.", proofBuckets, "circuit", "result")
	m.stage = histogram("stage_seconds", "Time of one stage of an attempt.", proofBuckets, "circuit", "stage")
	m.load = histogram("key_load_seconds", "Time to load a circuit and its key into a new worker.", proofBuckets, "circuit")
	m.waited = histogram("queue_wait_seconds", "Time from a job's submission to its first attempt.", callBuckets, "circuit")
	m.forTenant = counter("proving_seconds_total", "Time spent on attempts.", "tenant")
	m.underWay = prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: namespace, Name: "attempts_running", Help: "Attempts under way."}, []string{"circuit"})
	m.registry.MustRegister(m.underWay)
	m.faults = counter("faults_total", "Failures of the parts that jobs rely on.", "part")
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.prepare()
	return m
}

// unserved is the method of calls to what there is not.
const unserved = "unknown"

// endings are how attempts end as a rule, and what alerts ask for.
var endings = []struct {
	result engine.Result
	reason v1.Reason
}{
	{engine.Succeeded, v1.Reason_REASON_UNSPECIFIED},
	{engine.Failed, v1.Reason_REASON_DEADLINE_EXCEEDED},
	{engine.Failed, v1.Reason_REASON_MEMORY},
	{engine.Cancelled, v1.Reason_REASON_CANCELLED},
	{engine.Retried, v1.Reason_REASON_WORKER},
	{engine.Retried, v1.Reason_REASON_SELF_CHECK},
	{engine.Retried, v1.Reason_REASON_INTERNAL},
	{engine.Retried, v1.Reason_REASON_UNAVAILABLE},
	{engine.Stranded, v1.Reason_REASON_STORAGE},
}

// finals are how jobs end as a rule, and what alerts ask for.
var finals = []struct {
	state  v1.ProofState
	reason v1.Reason
}{
	{v1.ProofState_PROOF_STATE_SUCCEEDED, v1.Reason_REASON_UNSPECIFIED},
	{v1.ProofState_PROOF_STATE_FAILED, v1.Reason_REASON_DEADLINE_EXCEEDED},
	{v1.ProofState_PROOF_STATE_CANCELLED, v1.Reason_REASON_UNSPECIFIED},
	{v1.ProofState_PROOF_STATE_DEAD, v1.Reason_REASON_WORKER},
	{v1.ProofState_PROOF_STATE_DEAD, v1.Reason_REASON_SELF_CHECK},
	{v1.ProofState_PROOF_STATE_DEAD, v1.Reason_REASON_INTERNAL},
}

// prepare shows counters that alerts ask for before they count: of a series that
// begins with 1, increase() sees nothing.
func (m *metrics) prepare() {
	for _, f := range []engine.Fault{engine.FaultStore, engine.FaultStranded, engine.FaultAudit, engine.FaultQueue} {
		m.faults.WithLabelValues(string(f))
	}
	for _, limit := range []string{"all", "address"} {
		m.refused.WithLabelValues(limit)
	}
	for _, c := range catalogue.All() {
		for _, e := range endings {
			m.attempts.WithLabelValues(c.Name, string(e.result), nameOf(e.reason))
		}
	}
	call := func(method string, code codes.Code, reason v1.Reason) {
		m.calls.WithLabelValues(method, code.String(), nameOf(reason))
	}
	call(unserved, codes.Unauthenticated, v1.Reason_REASON_CREDENTIALS)
	for _, s := range []grpc.ServiceDesc{
		v1.ProofService_ServiceDesc, v1.RequestService_ServiceDesc, v1.CircuitService_ServiceDesc, v1.VerifierService_ServiceDesc,
	} {
		for _, method := range s.Methods {
			call("/"+s.ServiceName+"/"+method.MethodName, codes.Unauthenticated, v1.Reason_REASON_CREDENTIALS)
		}
		for _, stream := range s.Streams {
			call("/"+s.ServiceName+"/"+stream.StreamName, codes.Unauthenticated, v1.Reason_REASON_CREDENTIALS)
			call("/"+s.ServiceName+"/"+stream.StreamName, codes.ResourceExhausted, v1.Reason_REASON_QUOTA)
		}
	}
	for _, method := range []string{
		v1.ProofService_SubmitProof_FullMethodName, v1.ProofService_Prove_FullMethodName, v1.RequestService_CreateRequest_FullMethodName,
	} {
		call(method, codes.ResourceExhausted, v1.Reason_REASON_QUOTA)
	}
}

// saw shows the counters of a tenant when it is first heard of.
func (m *metrics) saw(tenant string) {
	if !m.seen.add(tenant) {
		return
	}
	for _, c := range catalogue.All() {
		for _, f := range finals {
			m.ended.WithLabelValues(tenant, c.Name, stateName(f.state), nameOf(f.reason))
		}
	}
}

// begin accounts for a call that begins; what it gives accounts for its end.
func (m *metrics) begin(method string) func(code codes.Code, reason string, took time.Duration) {
	m.inFlight.Inc()
	return func(code codes.Code, reason string, took time.Duration) {
		m.inFlight.Dec()
		m.calls.WithLabelValues(method, code.String(), reason).Inc()
		m.seconds.WithLabelValues(method).Observe(took.Seconds())
	}
}

// observer turns what the engine tells into figures.
type observer struct{ *metrics }

var _ engine.Observer = observer{}

// JobQueued implements engine.Observer.
func (o observer) JobQueued(tenant string) {
	o.saw(tenant)
	o.queued.WithLabelValues(tenant).Inc()
}

// JobEnded implements engine.Observer.
func (o observer) JobEnded(tenant, circuit string, state v1.ProofState, reason v1.Reason) {
	o.saw(tenant)
	o.ended.WithLabelValues(tenant, circuit, stateName(state), nameOf(reason)).Inc()
}

// AttemptStarted implements engine.Observer.
func (o observer) AttemptStarted(circuit string) { o.underWay.WithLabelValues(circuit).Inc() }

// AttemptFinished implements engine.Observer.
func (o observer) AttemptFinished(a engine.Attempt) {
	o.saw(a.Tenant)
	o.underWay.WithLabelValues(a.Circuit).Dec()
	o.attempts.WithLabelValues(a.Circuit, string(a.Result), nameOf(a.Reason)).Inc()
	o.attempt.WithLabelValues(a.Circuit, string(a.Result)).Observe(a.Took.Seconds())
	o.forTenant.WithLabelValues(a.Tenant).Add(a.Took.Seconds())
	if a.Waited > 0 {
		o.waited.WithLabelValues(a.Circuit).Observe(a.Waited.Seconds())
	}
	if a.Load > 0 {
		o.load.WithLabelValues(a.Circuit).Observe(a.Load.Seconds())
	}
	for i, took := range a.Stages {
		if took > 0 {
			o.stage.WithLabelValues(a.Circuit, stageName(v1.ProofStage(i))).Observe(took.Seconds())
		}
	}
}

// Fault implements engine.Observer.
func (o observer) Fault(f engine.Fault) { o.faults.WithLabelValues(string(f)).Inc() }

// nameOf gives a reason as ErrorInfo spells it, "" of none.
func nameOf(r v1.Reason) string {
	if r == v1.Reason_REASON_UNSPECIFIED {
		return ""
	}
	return service.ReasonName(r)
}
