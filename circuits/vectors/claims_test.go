package vectors

import (
	"math/rand/v2"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/claim/claimtest"
	"vitalproof/circuits/statement"
)

type claimVector struct {
	Word         string        `json:"word"`
	Sentence     string        `json:"sentence"`
	Format       int           `json:"format"`
	Metric       int           `json:"metric"`
	Name         string        `json:"name"`
	Bits         int           `json:"bits"` // of the words of the metric
	Days         int           `json:"days"`
	EarliestEnd  int           `json:"earliest_end"`
	LatestEnd    int           `json:"latest_end"`
	MinAssurance int           `json:"min_assurance"`
	Coverage     int           `json:"coverage"`
	Set          string        `json:"set"`
	Limits       []limitVector `json:"limits"`
}

type limitVector struct {
	Quantity  string `json:"quantity"`
	Condition string `json:"condition"`
	Bound     uint32 `json:"bound"`
	Decimals  int    `json:"decimals"`
}

// claims lists the fixture's claim, one with every limit on glucose, and for each
// metric one without limits and some drawn at random, always the same.
func claims(t *testing.T, f *fixture) []claim.Claim {
	t.Helper()
	all := []claim.Claim{f.claim}
	every := f.claim
	every.Metric, every.Days, every.MinAssurance, every.Coverage = claim.Glucose5, 90, 7, 10000
	every.LatestEnd = every.EarliestEnd + claim.MaxSpan
	every.Limits = claim.Limits{
		{Value: 10000}, {Value: 7000, Strict: true}, {Value: 1}, // in range
		{Value: 1, Strict: true}, {Value: 2}, {Value: 3, Strict: true}, // below
		{Value: 9999}, {Value: 10000, Strict: true}, {Value: 0}, // above
		{Value: 154, Strict: true}, {Value: 700, Strict: true}, {Value: 360}, // mean, GMI, CV
		{Value: 1}, {Value: 70}, {Value: 3}, // night, its coverage, longest gap
	}
	all = append(all, every)
	const draws = 3
	for _, m := range claim.Metrics() {
		r := rand.New(rand.NewPCG(uint64(m), draws))
		asksNothing := claimtest.Random(r, m)
		asksNothing.Limits = m.NoLimits()
		all = append(all, asksNothing)
		for range draws {
			all = append(all, claimtest.Random(r, m))
		}
	}
	return all
}

func describe(t *testing.T, c claim.Claim) claimVector {
	t.Helper()
	w, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	field, err := statement.FieldFromBig(w)
	if err != nil {
		t.Fatal(err)
	}
	fields := claim.Layout(c.Metric)
	last := fields[len(fields)-1]
	v := claimVector{
		Word: statement.FormatField(field), Sentence: c.Sentence(), Format: claim.Format, Metric: int(c.Metric), Name: c.Metric.Name(),
		Bits: last.Offset + last.Width, Days: c.Days, EarliestEnd: int(c.EarliestEnd), LatestEnd: int(c.LatestEnd), MinAssurance: int(c.MinAssurance),
		Coverage: int(c.Coverage), Set: hexOf(c.Set[:]), Limits: []limitVector{},
	}
	for _, l := range claimtest.Lines(c) {
		v.Limits = append(v.Limits, limitVector(l))
	}
	return v
}
