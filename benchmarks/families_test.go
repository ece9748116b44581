package benchmarks

import (
	"context"
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

// BenchmarkProveEveryFamily proves an invented statement of the largest circuit of
// each shape of data, and of the month of glucose that other figures are about.
func BenchmarkProveEveryFamily(b *testing.B) {
	local.Silence()
	store, err := keys.Open("")
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{benchmarked, "heart-rate-1min-30d", "steps", "blood-pressure", "icd-10-cm"} {
		b.Run(name, func(b *testing.B) {
			circuit, err := catalogue.ByName(name)
			if err != nil {
				b.Fatal(err)
			}
			loaded, err := store.Load(context.Background(), circuit, nil)
			if err != nil {
				b.Fatal(err)
			}
			days := circuit.Days
			if days == 0 {
				days = 30
			}
			s, err := specimen.New(circuit.Metric, days)
			if err != nil {
				b.Fatal(err)
			}
			w, err := s.Witness(statement.ScopeText("benchmark"), statement.ScopeText("context"))
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := local.ProveWitness(context.Background(), loaded, w); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(loaded.Compiled.System.GetNbConstraints()), "constraints")
		})
	}
}
