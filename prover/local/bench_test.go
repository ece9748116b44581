package local_test

import (
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

// BenchmarkProve proves a month of glucose under the key in the user's cache: for
// profiles. `vitalproof bench` measures.
func BenchmarkProve(b *testing.B) {
	local.Silence()
	store, err := keys.Open("")
	if err != nil {
		b.Fatal(err)
	}
	c, err := catalogue.ByName("glucose-5min-30d")
	if err != nil {
		b.Fatal(err)
	}
	l, err := store.Load(b.Context(), c, nil)
	if err != nil {
		b.Fatal(err)
	}
	s, err := specimen.New(c.Metric, c.Days)
	if err != nil {
		b.Fatal(err)
	}
	w, err := s.Witness(statement.ScopeText("benchmark"), statement.ScopeText("context"))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := local.ProveWitness(b.Context(), l, w); err != nil {
			b.Fatal(err)
		}
	}
}
