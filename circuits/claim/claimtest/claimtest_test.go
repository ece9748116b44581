package claimtest

import (
	"math/rand/v2"
	"testing"

	"vitalproof/circuits/claim"
)

// A test that draws claims shows nothing of a bound that is never drawn.
func TestEveryRowIsDrawnAtItsEndsAndBetween(t *testing.T) {
	// What no claim about the metric may say: there is no published level of RMSSD,
	// and no average and no lowest of a quotient.
	fewer := map[string]int{
		"hrv-rmssd daysAtLevel": 1, "hrv-rmssd runAtLevel": 1, "bmi take": 2, "bmi last": 1, "ahi take": 2, "ahi last": 1,
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, m := range claim.Metrics() {
		seen := make([]map[claim.Bound]bool, len(m.Rows()))
		for i := range seen {
			seen[i] = map[claim.Bound]bool{}
		}
		for range 1000 {
			c := Random(r, m)
			if err := c.Validate(); err != nil {
				t.Fatal(err)
			}
			for i := range seen {
				seen[i][c.Limits[i]] = true
			}
		}
		for i, row := range m.Rows() {
			want := 3
			switch {
			case row.Op == claim.Choice:
				want = len(row.Choices)
			case row.Values != nil:
				want = 1 + len(row.Values)
			}
			if n, ok := fewer[m.Name()+" "+row.Name]; ok {
				want = n
			}
			if len(seen[i]) < want {
				t.Errorf("%s, %s: %d bounds drawn, want %d or more", m.Name(), row.Name, len(seen[i]), want)
			}
		}
	}
}

func TestLinesSayWhatIsAsked(t *testing.T) {
	c := claim.Claim{Metric: claim.BloodPressure, Limits: claim.BloodPressure.NoLimits()}
	claim.BloodPressure.Set(&c.Limits, "systolicMost", claim.Bound{Value: 130, Strict: true})
	want := []Line{{"take", "latest", 0, 0}, {"systolic", "< 130 mmHg", 130, 0}}
	got := Lines(c)
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
	glucose := claim.Claim{Metric: claim.Glucose5, Limits: claim.Glucose5.NoLimits()}
	glucose.Limits[0] = claim.Bound{Value: 7000}
	if got := Lines(glucose); len(got) != 1 || got[0] != (Line{"in 70-180 mg/dL", ">= 70 %", 7000, 2}) {
		t.Errorf("got %v", got)
	}
}
