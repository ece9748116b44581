package server

import (
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/engine"
	"vitalproof/prover/store"
	"vitalproof/prover/worker"
)

// maxTenants bounds the tenants whose queue is shown one by one.
const maxTenants = 1000

// tenants are those that have had jobs since the start.
type tenants struct {
	mutex sync.Mutex
	names map[string]bool
}

func newTenants() *tenants { return &tenants{names: make(map[string]bool)} }

// add reports whether the tenant is new and among those that are shown.
func (t *tenants) add(name string) bool {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.names[name] || len(t.names) >= maxTenants {
		return false
	}
	t.names[name] = true
	return true
}

func (t *tenants) list() []string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	list := make([]string, 0, len(t.names))
	for n := range t.names {
		list = append(list, n)
	}
	return list
}

// asked is a collector of figures that are asked for when somebody looks.
type asked func(emit func(name, help string, value float64, labels ...string))

// Describe implements prometheus.Collector. Nothing is described beforehand: which
// labels there are is known only when somebody looks.
func (asked) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (a asked) Collect(out chan<- prometheus.Metric) {
	a(func(name, help string, value float64, labels ...string) {
		var keys, values []string
		for i := 0; i+1 < len(labels); i += 2 {
			keys, values = append(keys, labels[i]), append(values, labels[i+1])
		}
		kind := prometheus.GaugeValue
		if strings.HasSuffix(name, "_total") {
			kind = prometheus.CounterValue // it only grows, and starts anew with the program
		}
		out <- prometheus.MustNewConstMetric(
			prometheus.NewDesc(prometheus.BuildFQName(namespace, "", name), help, keys, nil), kind, value, values...)
	})
}

func (m *metrics) streams(open *counts) {
	m.registry.MustRegister(asked(func(emit func(string, string, float64, ...string)) {
		nobody := 0
		for name, n := range open.all() {
			if strings.HasPrefix(name, "address ") { // no address in a label
				nobody += n
				continue
			}
			emit("streams_open", "Streams that are open; tenant \"\" is callers without credentials.", float64(n), "tenant", name)
		}
		emit("streams_open", "Streams that are open; tenant \"\" is callers without credentials.", float64(nobody), "tenant", "")
	}))
}

func (m *metrics) connections(open func() int) {
	m.registry.MustRegister(asked(func(emit func(string, string, float64, ...string)) {
		emit("connections_open", "Connections that are open.", float64(open()))
	}))
}

// sources are what figures are asked of. A field that is nil is left out.
type sources struct {
	engine      func() engine.Stats
	queue       func(tenant string) (of, all int)
	pool        func() worker.Stats
	ringKeys    func() int
	store       func() store.Stats
	writable    func() bool
	storeDir    string
	auditDir    string
	tokensOK    func() bool
	certExpires func() time.Time
}

// watch shows what the parts tell about themselves.
func (m *metrics) watch(s sources) {
	m.registry.MustRegister(asked(func(emit func(string, string, float64, ...string)) {
		e := s.engine()
		emit("queue_depth_all", "Jobs that wait, of all tenants.", float64(e.Queued))
		emit("jobs_running", "Jobs that are being proved.", float64(e.Running))
		emit("jobs_stranded", "Jobs that run nowhere because the store failed; they are put back when it works again.", float64(e.Stranded))
		age := 0.0
		if !e.Oldest.IsZero() {
			age = max(0, time.Since(e.Oldest).Seconds())
		}
		emit("queue_oldest_seconds", "For how long the job that waits longest has been due.", age)
		for _, name := range m.seen.list() {
			of, _ := s.queue(name)
			emit("queue_depth", "Jobs that wait.", float64(of), "tenant", name)
		}
		p := s.pool()
		emit("workers_max", "Worker processes that there may be.", float64(p.Workers))
		emit("workers_running", "Worker processes that there are.", float64(p.Running))
		emit("workers_idle", "Worker processes that wait for a job.", float64(p.Idle))
		emit("workers_started_total", "Worker processes since the start.", float64(p.Started))
		emit("workers_died_total", "Worker processes that ended without being told to.", float64(p.Ended))
		emit("memory_budget_bytes", "What workers may take.", float64(p.Memory))
		emit("memory_admitted_bytes", "What the running workers are admitted with.", float64(p.Used))
		for circuit, n := range p.PeakBytes {
			emit("worker_peak_bytes", "The most that a worker of a circuit was seen to take.", float64(n), "circuit", circuit)
		}
		emit("keyring_keys", "Keys in the key ring.", float64(s.ringKeys()))
		emit("store_bytes", "Size of the database's files.", float64(dirSize(s.storeDir)))
		if free, ok := freeBytes(s.storeDir); ok {
			emit("store_free_bytes", "Free space on the database's disk.", float64(free))
		}
		emit("store_damaged_records", "Records found so far that cannot be read although their keys are there.", float64(s.store().Damaged))
		emit("store_writable", "1 if the store takes more.", truth(s.writable()))
		emit("audit_bytes", "Size of the audit log's files.", float64(dirSize(s.auditDir)))
		if s.tokensOK != nil {
			emit("tokens_in_force", "1 if the token file as it stands is in force.", truth(s.tokensOK()))
		}
		if s.certExpires != nil {
			emit("certificate_expires_timestamp_seconds", "When the server's certificate ends.", float64(s.certExpires().Unix()))
		}
		if limit, ok := groupLimit(); ok {
			emit("cgroup_limit_bytes", "Memory that the control group may take.", float64(limit))
		}
	}))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// dirSize adds up the files of a folder; files that go meanwhile count nothing.
func dirSize(dir string) (size int64) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			size += info.Size()
		}
	}
	return size
}

// groupLimit reads the memory limit of the control group, where there is one and it
// is mounted as in a container.
func groupLimit() (uint64, bool) {
	raw, err := os.ReadFile("/sys/fs/cgroup/memory.max")
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(raw)), 10, 64)
	return n, err == nil
}

func stateName(s v1.ProofState) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "PROOF_STATE_"))
}

func stageName(s v1.ProofStage) string {
	return strings.ToLower(strings.TrimPrefix(s.String(), "PROOF_STAGE_"))
}
