package series

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// cutOffs are the values at which some count of a metric changes, and the ends of
// its table.
func cutOffs(m claim.Metric) []int {
	edges := []int{int(m.Channels()[0].Min), int(m.Channels()[0].Max)}
	for _, r := range shares(m) {
		for _, v := range []int{int(r.From) - 1, int(r.From), int(r.To), int(r.To) + 1} {
			if m.HasReading(uint64(v)) {
				edges = append(edges, v)
			}
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// randomScene draws a window, and a claim whose bounds lie on the window's own
// figures or next to them.
func randomScene(t testing.TB, r *rand.Rand, m claim.Metric, days int) *scene {
	s := sceneOf(t, m, days)
	s.rand = r
	s.slots = randomSlots(r, m, days)
	switch r.IntN(24) {
	case 0:
		s.end = s.claim.EarliestEnd - 1
	case 1:
		s.end = s.claim.LatestEnd + 1
	case 2:
		s.end = s.claim.EarliestEnd
	case 3:
		s.end = s.claim.LatestEnd
	}
	for {
		s.claim.Limits, s.claim.Coverage = m.NoLimits(), 0
		part := uint32(AllDay)
		if r.IntN(2) == 0 {
			part = uint32(r.IntN(DayOnly + 1))
		}
		s.limit("timeOfDay", part, false)
		stats, err := Measure(m, s.slots, part)
		if err != nil {
			t.Fatal(err)
		}
		for range r.IntN(3) {
			aim(r, s, stats)
		}
		if s.claim.Validate() == nil {
			return s
		}
	}
}

// randomSlots draws readings near some cut-offs, in random places or in a row, and
// then takes some hours on end away.
func randomSlots(r *rand.Rand, m claim.Metric, days int) []uint64 {
	slots := make([]uint64, days*m.SlotsPerDay())
	n := r.IntN(len(slots) + 1)
	if r.IntN(16) == 0 {
		n = r.IntN(4)
	}
	edges, span := cutOffs(m), m.Channels()[0]
	spread, base := 1+r.IntN(6), r.IntN(len(cutOffs(m)))
	for i := range n {
		v := uint64(edges[(base+r.IntN(spread))%len(edges)])
		if r.IntN(4) == 0 {
			v = span.Min + r.Uint64N(span.Max-span.Min+1)
		}
		slots[i] = v
	}
	if r.IntN(3) > 0 {
		r.Shuffle(len(slots), func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
	}
	if r.IntN(2) == 0 {
		hour := m.SlotsPerDay() / hoursPerDay
		first := r.IntN(days * hoursPerDay)
		last := min(days*hoursPerDay, first+1+r.IntN(14))
		clear(slots[first*hour : last*hour])
	}
	return slots
}

// aim sets one limit to the window's figure, rounded either way, or one beside.
func aim(r *rand.Rand, s *scene, stats Stats) {
	rows := s.claim.Metric.Rows()
	i := r.IntN(len(rows) + 1)
	if i == len(rows) {
		s.claim.Coverage = uint16(min(near(r, product(claim.WholeShare, stats.N), product(stats.Expected)), claim.WholeShare))
		return
	}
	row := rows[i]
	b := claim.Bound{Strict: row.HasStrict && r.IntN(2) == 0}
	switch row.Form {
	case claim.ShareAtLeast, claim.ShareAtMost:
		b.Value = near(r, product(claim.WholeShare, stats.Counts[i]), product(stats.N))
	case claim.MeanAtLeast, claim.MeanAtMost:
		b.Value = near(r, product(stats.Sum), product(stats.N))
	case claim.GMIAtMost:
		sum := product(331000, stats.N)
		b.Value = near(r, sum.Add(sum, product(2392, stats.Sum)), product(1000, stats.N))
	case claim.CVAtMost:
		if stats.N < 2 {
			return
		}
		variance := product(stats.N, stats.SumSquares)
		variance.Mul(variance.Sub(variance, product(stats.Sum, stats.Sum)), product(1_000_000, stats.N))
		variance.Div(variance, product(stats.N-1, stats.Sum, stats.Sum))
		b.Value = near(r, variance.Sqrt(variance), product(1))
	case claim.NightCoverage:
		b.Value = near(r, product(100, stats.NightN), product(stats.NightExpected))
	case claim.LongestGap:
		// The choice that the gap just meets or misses, or another.
		choice := slices.IndexFunc(claim.GapHours, func(h int) bool { return h >= stats.LongestGap })
		b.Value = uint32(max(0, choice+1-r.IntN(2)))
	case claim.TimeOfDay:
		return
	}
	s.claim.Limits[i] = b
}

func product(factors ...uint64) *big.Int { return claim.Product(factors...) }

// near is a quotient rounded down, or up to two more or one less.
func near(r *rand.Rand, num, den *big.Int) uint32 {
	if den.Sign() <= 0 {
		return uint32(r.IntN(claim.WholeShare + 1))
	}
	v := new(big.Int).Div(num, den).Int64() + int64(r.IntN(4)) - 1
	return uint32(min(max(v, 0), claim.WholeShare))
}

// evaluate is the plain decision about the scene's claim, at the highest assurance.
func (s *scene) evaluate() claim.Result {
	w := &statement.Window{Metric: s.claim.Metric, EndDay: s.end, Assurance: claim.MaxAssurance}
	for rest, perDay := s.slots, s.claim.Metric.SlotsPerDay(); len(rest) > 0; rest = rest[perDay:] {
		w.Blocks = append(w.Blocks, rest[:perDay])
	}
	return Evaluate(s.claim, w, nil)
}

// meets is the circuit's decision about the scene's claim, without hashes and seal.
func (s *scene) meets(t testing.TB) bool {
	t.Helper()
	word, err := s.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	c := &claimCircuit{Claim: word, EndDay: int(s.end), metric: s.claim.Metric, days: s.claim.Days}
	for _, v := range s.slots {
		c.Readings = append(c.Readings, v)
	}
	shape := *c
	shape.Readings = make([]frontend.Variable, len(c.Readings))
	defer lockEngine()()
	return test.IsSolved(&shape, c, ecc.BN254.ScalarField()) == nil
}

// claimCircuit is the part of the circuit that decides the claim on a window.
type claimCircuit struct {
	Claim, EndDay frontend.Variable
	Readings      []frontend.Variable

	metric claim.Metric
	days   int
}

func (c *claimCircuit) Define(api frontend.API) error {
	inner, err := New(c.metric, c.days)
	if err != nil {
		return err
	}
	inner.Claim, inner.EndDay, inner.Readings = c.Claim, c.EndDay, c.Readings
	b, err := inner.Begin(api)
	if err != nil {
		return err
	}
	return inner.limits(b)
}

func TestClaimOnRandomWindows(t *testing.T) {
	for _, test := range []struct {
		metric            claim.Metric
		days, cases, fast int
	}{
		{claim.Glucose15, 1, 1900, 20}, {claim.Glucose15, 3, 60, 0}, {claim.Glucose5, 1, 40, 3},
		{claim.HeartRate, 1, 25, 0}, {claim.SpO2, 1, 25, 0},
	} {
		if testing.Short() {
			test.cases = test.fast
		}
		if test.cases == 0 {
			continue
		}
		t.Run(fmt.Sprintf("%s-%dd", test.metric.Name(), test.days), func(t *testing.T) {
			var mutex sync.Mutex
			sole := map[string]int{} // how often a check alone decides
			compare(t, "claim", test.cases, func(r *rand.Rand) (truth, circuit bool) {
				s := randomScene(t, r, test.metric, test.days)
				result := s.evaluate()
				if failed := result.Failed(); len(failed) == 1 {
					mutex.Lock()
					sole[failed[0].Name]++
					mutex.Unlock()
				}
				return result.OK, s.meets(t)
			})
			t.Log("sole reason for refusal:", sole)
			// Every row but the time of day; coverage, readings and the window's end.
			if all := len(test.metric.Rows()) + 2; test.cases >= 1900 && len(sole) != all {
				t.Errorf("%d checks alone decided a case, want %d", len(sole), all)
			}
		})
	}
}

// randomRecord draws a scene and in some cases spoils what surrounds the claim.
func randomRecord(t testing.TB, r *rand.Rand) *Circuit {
	s := randomScene(t, r, claim.Glucose15, 1)
	s.claim.MinAssurance = uint8(r.IntN(8))
	s.assurance = r.IntN(8)
	if r.IntN(8) != 0 {
		s.assurance = max(s.assurance, int(s.claim.MinAssurance))
	}
	s.signer = s.keys[r.IntN(len(s.keys))]
	c := s.circuit(t)
	switch r.IntN(60) {
	case 0:
		c.Readings[r.IntN(96)] = cutOffs(claim.Glucose15)[r.IntN(12)]
	case 1:
		c.Secret = s.newSecret(t).Field()
	case 2:
		c.Nullifier = randomField(r)
	case 3:
		c.Seal.S[r.IntN(len(c.Seal.S))] = r.IntN(2)
	case 4:
		c.Path[r.IntN(statement.IssuerDepth)][r.IntN(statement.IssuerArity)] = randomField(r)
	case 5:
		c.Issuers = add(field(c.Issuers), 1)
	}
	return c
}

// The whole circuit on the test engine. Most of the work is the seal, so the
// claim's limits get most of their cases in TestClaimOnRandomWindows.
func TestCircuitOnRandomRecords(t *testing.T) {
	cases := 60
	if testing.Short() {
		cases = 10
	}
	compare(t, "record", cases, func(r *rand.Rand) (truth, circuit bool) {
		c := randomRecord(t, r)
		return holds(c) == nil, accepts(c)
	})
}

func TestCompiledSystemOnRandomRecords(t *testing.T) {
	cases := 60
	if testing.Short() {
		cases = 10
	}
	compiled(t)
	compare(t, "compiled", cases, func(r *rand.Rand) (truth, circuit bool) {
		c := randomRecord(t, r)
		return holds(c) == nil, solves(t, c)
	})
}

// compare runs cases from logged seeds on all processors. At least 30 % of them
// have to be true and 30 % false, so that neither side is tested by a few.
func compare(t *testing.T, name string, cases int, try func(*rand.Rand) (truth, circuit bool)) {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	var (
		wait  sync.WaitGroup
		mutex sync.Mutex
		held  int
	)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < cases; i += workers {
				truth, circuit := try(rand.New(rand.NewPCG(seed, uint64(i))))
				mutex.Lock()
				if truth {
					held++
				}
				if truth != circuit {
					t.Errorf("%s, seed %d, case %d: plain reference says %t, circuit says %t", name, seed, i, truth, circuit)
				}
				mutex.Unlock()
			}
		})
	}
	wait.Wait()
	t.Logf("%d of %d hold", held, cases)
	// A small sample may lie further off.
	least := cases * 3 / 10
	if cases < 200 {
		least = cases / 10
	}
	if held < least || cases-held < least {
		t.Errorf("%d of %d cases hold: the generator is lopsided", held, cases)
	}
}
