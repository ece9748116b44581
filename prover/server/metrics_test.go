package server

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/engine"
	"vitalproof/prover/store"
	"vitalproof/prover/worker"
)

// series gives the value of each counter by its name and the values of its labels.
func series(t *testing.T, r *prometheus.Registry) map[string]float64 {
	t.Helper()
	families, err := r.Gather()
	must(t, err)
	all := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if m.Counter == nil {
				continue
			}
			words := []string{strings.TrimPrefix(f.GetName(), "vitalproof_")}
			for _, l := range m.GetLabel() {
				words = append(words, l.GetValue())
			}
			all[strings.Join(words, " ")] = m.GetCounter().GetValue()
		}
	}
	return all
}

func TestCountersOfAlertsAreThereBeforeTheyCount(t *testing.T) {
	m := newMetrics()
	m.watch(sources{
		engine: func() engine.Stats { return engine.Stats{} }, queue: func(string) (int, int) { return 0, 0 },
		pool: func() worker.Stats { return worker.Stats{} }, ringKeys: func() int { return 0 },
		store: func() store.Stats { return store.Stats{} }, writable: func() bool { return true }, storeDir: t.TempDir(), auditDir: t.TempDir(),
	})
	zero := func(names ...string) {
		t.Helper()
		all := series(t, m.registry)
		for _, name := range names {
			if value, ok := all[name]; !ok || value != 0 {
				t.Errorf("%s: %v %v", name, value, ok)
			}
		}
	}
	zero("faults_total store", "faults_total stranded", "faults_total audit", "faults_total queue", "panics_total",
		"connections_refused_total all", "connections_refused_total address", "workers_died_total", "workers_started_total",
		"attempts_total "+quick+" SELF_CHECK retried", "attempts_total "+quick+"  succeeded", "attempts_total glucose-5min-90d WORKER retried",
		"grpc_handled_total ResourceExhausted /vitalproof.v1.ProofService/SubmitProof QUOTA",
		"grpc_handled_total ResourceExhausted /vitalproof.v1.ProofService/WatchProof QUOTA",
		"grpc_handled_total Unauthenticated /vitalproof.v1.RequestService/AnswerRequest CREDENTIALS",
		"grpc_handled_total Unauthenticated unknown CREDENTIALS")

	o := observer{m}
	o.JobQueued("clinic")
	zero("jobs_ended_total "+quick+" WORKER dead clinic", "jobs_ended_total "+quick+"  succeeded clinic")
	o.JobEnded("other", quick, v1.ProofState_PROOF_STATE_DEAD, v1.Reason_REASON_WORKER)
	zero("jobs_ended_total " + quick + " SELF_CHECK dead other")
	if n := series(t, m.registry)["jobs_ended_total "+quick+" WORKER dead other"]; n != 1 {
		t.Errorf("a dead job counts %v", n)
	}
}
