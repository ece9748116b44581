package specimen_test

import (
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/specimen"
)

// Every metric has a specimen whose record verifies and whose claim holds.
func TestEverySpecimenMeetsItsClaim(t *testing.T) {
	for _, m := range claim.Metrics() {
		t.Run(m.Name(), func(t *testing.T) {
			t.Parallel()
			s, err := specimen.New(m, 7)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Record.Verify(); err != nil {
				t.Fatal(err)
			}
			w, err := s.Window()
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Verify(); err != nil {
				t.Fatal(err)
			}
			if r := catalogue.Evaluate(s.Claim, w, s.Set); !r.OK {
				t.Errorf("%+v", r.Failed())
			}
		})
	}
}
