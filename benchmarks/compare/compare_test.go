package compare

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"vitalproof/benchmarks/result"
)

// measured is a result of one subject and one comparison, with ratios around what
// is given and noise of some percent.
func measured(seed uint64, floor, ratio, noise float64, n int) *result.File {
	r := rand.New(rand.NewPCG(seed, 1))
	around := func(v float64) result.Sample {
		var values []float64
		for range n {
			values = append(values, v*(1+noise*(2*r.Float64()-1)))
		}
		return result.NewSample(values...)
	}
	over := around(floor)
	return &result.File{
		Machine: result.Machine{CPU: "one"},
		Subjects: []result.Subject{
			{
				Name: "a", Backend: result.Groth16, Counts: result.Counts{Constraints: 100, ProofBytes: 384}, ProveOverFloor: &over,
				Times: result.Times{Prove: around(1)}, Gas: &result.Gas{Verify: 300, Batch: []result.BatchGas{{Proofs: 16, Gas: 1000}}},
			},
			{Name: "b", Backend: result.Plonk},
		},
		Comparisons: []result.Comparison{{Slow: "b plonk", Fast: "a groth16", What: "prove", Ratio: around(ratio)}},
	}
}

func verdicts(t *testing.T, r *Report) map[string]Verdict {
	t.Helper()
	out := map[string]Verdict{}
	for _, row := range r.Rows {
		out[row.Subject+", "+row.What] = row.Verdict
	}
	return out
}

const (
	overFloor = "a groth16, prove over floor"
	against   = "b plonk over a groth16, prove"
)

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		newer     *result.File
		floor     Verdict
		ratio     Verdict
		regressed bool
	}{
		"the same":           {measured(2, 0.8, 10, 0.05, 10), Same, Same, false},
		"slower than before": {measured(2, 1.2, 10, 0.05, 10), Worse, Same, true},
		"faster":             {measured(2, 0.6, 10, 0.05, 10), Better, Same, false},
		"less far ahead":     {measured(2, 0.8, 7, 0.05, 10), Same, Worse, true},
		"further ahead":      {measured(2, 0.8, 14, 0.05, 10), Same, Better, false},
		"two runs":           {measured(2, 1.2, 10, 0.05, 2), Unclear, Same, false},
		"a small change":     {measured(2, 0.84, 10, 0.001, 10), Same, Same, false},
	} {
		r, err := Files(measured(1, 0.8, 10, 0.05, 10), c.newer, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := verdicts(t, r); got[overFloor] != c.floor || got[against] != c.ratio || r.Regressed != c.regressed {
			t.Errorf("%s: %v and %v, regressed %v", name, got[overFloor], got[against], r.Regressed)
		}
	}
}

// What the same program on the same machine gives is no regression: of 500 pairs of
// runs with a third of noise, fewer are called worse than chance at alpha would.
func TestNoiseIsNoRegression(t *testing.T) {
	worse := 0
	const pairs = 500
	for i := range uint64(pairs) {
		r, err := Files(measured(2*i, 0.8, 10, 0.33, 10), measured(2*i+1, 0.8, 10, 0.33, 10), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Regressed {
			worse++
		}
	}
	// Two ratios, each worse by chance with half of alpha: five of 500.
	if worse > 12 {
		t.Errorf("%d of %d are called regressions", worse, pairs)
	}
}

func TestCountsAreExactAndAbsoluteTimesDecideNothing(t *testing.T) {
	older, newer := measured(1, 0.8, 10, 0.01, 10), measured(1, 0.8, 10, 0.01, 10)
	newer.Subjects[0].Times.Prove = result.NewSample(50, 50, 50, 50, 50, 50)
	r, err := Files(older, newer, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Regressed || verdicts(t, r)["a groth16, prove, s"] != Info {
		t.Error("an absolute time decides")
	}
	for what, change := range map[string]func(*result.Subject){
		"constraints":  func(s *result.Subject) { s.Counts.Constraints++ },
		"proof, bytes": func(s *result.Subject) { s.Counts.ProofBytes++ },
		"gas":          func(s *result.Subject) { s.Gas.Verify++ },
	} {
		more := measured(1, 0.8, 10, 0.01, 10)
		change(&more.Subjects[0])
		for _, c := range []struct {
			older, newer *result.File
			want         Verdict
		}{{older, more, Worse}, {more, older, Better}} {
			r, err := Files(c.older, c.newer, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if verdicts(t, r)["a groth16, "+what] != c.want || r.Regressed != (c.want == Worse) {
				t.Errorf("%s: %v, regressed %v, want %v", what, verdicts(t, r)["a groth16, "+what], r.Regressed, c.want)
			}
		}
	}
	newer.Subjects = newer.Subjects[:1]
	newer.Subjects[0].Name = "c"
	r, err = Files(older, newer, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := verdicts(t, r); got["a groth16, all"] != Gone || got["c groth16, all"] != New || r.Regressed {
		t.Errorf("%v", got)
	}
	for _, o := range []Options{{Threshold: -1}, {Alpha: -1}, {Alpha: 1}} {
		if _, err := Files(older, newer, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestABaselineNamesEveryDifference(t *testing.T) {
	list := []Counts{{Subject: "a groth16", Constraints: 5, Gas: 7}, {Subject: "b plonk", Constraints: 6}}
	b := &Baseline{BaselineFormat, "note", list}
	raw, err := b.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if b, err = ReadBaseline(bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	if got := b.Against(list); len(got) != 0 {
		t.Errorf("%v", got)
	}
	for want, measured := range map[string][]Counts{
		"constraints is 4, the list says 5": {{Subject: "a groth16", Constraints: 4, Gas: 7}, list[1]},
		"gas is 8, the list says 7":         {{Subject: "a groth16", Constraints: 5, Gas: 8}, list[1]},
		"b plonk: in the list and gone":     list[:1],
		"c groth16: not in the list":        append(list[:2:2], Counts{Subject: "c groth16"}),
	} {
		if got := b.Against(measured); len(got) != 1 || !strings.Contains(got[0], want) {
			t.Errorf("%v, want %q", got, want)
		}
	}
	for _, bad := range []string{"", "{}", `{"format":"vitalproof/bench-counts/1","note":"","counts":[]}`, strings.Replace(string(raw), `"note"`, `"other"`, 1)} {
		if _, err := ReadBaseline(strings.NewReader(bad)); !errors.Is(err, ErrBaseline) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
