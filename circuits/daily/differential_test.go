package daily

import (
	"math/big"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

var metrics = []claim.Metric{claim.Steps, claim.ActiveMinutes, claim.SleepMinutes, claim.PAPMinutes,
	claim.RestingHeartRate, claim.HRVSDNN, claim.HRVRMSSD}

// limitsCircuit is the part of the circuit that decides the claim on a page,
// without hashes and seal.
type limitsCircuit struct {
	Claim, EndDay frontend.Variable
	Values        []frontend.Variable

	metric claim.Metric
}

func (c *limitsCircuit) Define(api frontend.API) error {
	inner, err := New(c.metric, 0)
	if err != nil {
		return err
	}
	inner.Claim, inner.EndDay = c.Claim, c.EndDay
	inner.SetChecker(func(api frontend.API) gadget.RangeChecker { return plainChecker{api} })
	f, err := inner.Begin(api)
	if err != nil {
		return err
	}
	b := &builder{f, api, f.Check, c.metric.ReadingBits()}
	return b.limits(c.Values)
}

// plainChecker looks at the value that the test engine holds, which is five times
// as fast as gnark's argument. The tests of the whole circuit run that one.
type plainChecker struct{ api frontend.API }

func (p plainChecker) Check(v frontend.Variable, bits int) {
	value, _ := p.api.Compiler().ConstantValue(v)
	excess := new(big.Int).Rsh(value, uint(bits))
	p.api.AssertIsEqual(excess, 0)
}

// decides reports what the limits of the circuit say about a page.
func decides(t testing.TB, c claim.Claim, end claim.Day, page statement.Page) bool {
	t.Helper()
	word, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	w := &limitsCircuit{Claim: word, EndDay: int(end)}
	for _, v := range page {
		w.Values = append(w.Values, v)
	}
	shape := &limitsCircuit{Values: make([]frontend.Variable, len(page)), metric: c.Metric}
	defer lockEngine()()
	return test.IsSolved(shape, w, ecc.BN254.ScalarField()) == nil
}

// refers reports what the plain reference says, and which checks fail.
func refers(c claim.Claim, end claim.Day, page statement.Page) claim.Result {
	return Evaluate(c, &statement.Window{Metric: c.Metric, EndDay: end, Assurance: claim.MaxAssurance, Page: page}, nil)
}

// randomCase draws a page, and a claim whose bounds lie on the window's own
// figures or next to them.
func randomCase(r *rand.Rand) (c claim.Claim, end claim.Day, page statement.Page) {
	m := metrics[r.IntN(len(metrics))]
	ch := m.Channels()[0]
	days := []int{1, 2, 7, 30, 90, 365, 366, 1 + r.IntN(366)}[r.IntN(8)]
	level := uint64(0)
	for _, row := range m.Rows() {
		if row.Form == claim.Level && len(row.Values) > 0 {
			level = uint64(row.Values[r.IntN(len(row.Values))])
		}
	}
	// Values near the level, at the ends of the channel, anything, and none.
	around := max(level, ch.Min+2)
	values := []uint64{around - 1, around, around + 1, ch.Min, ch.Max, 0}
	empty, spread := r.IntN(4), 1+r.IntN(6)
	base := r.IntN(len(values))
	page = make(statement.Page, statement.DailyLength)
	for i := range page {
		switch {
		case r.IntN(8) < empty:
		case r.IntN(6) == 0:
			page[i] = ch.Min + r.Uint64N(ch.Max-ch.Min+1)
		default:
			page[i] = values[(base+r.IntN(spread))%len(values)]
		}
	}
	if r.IntN(30) == 0 {
		clear(page[:days])
		page[r.IntN(days)] = uint64(r.IntN(2)) * around
	}
	for {
		c = claim.Claim{Metric: m, Days: days, EarliestEnd: 20000, LatestEnd: 20010, Limits: m.NoLimits()}
		end = 20005
		if r.IntN(40) == 0 {
			end = 19999 + claim.Day(r.IntN(2))*12
		}
		for range r.IntN(4) {
			aim(r, &c, Measure(page, days, level), level)
		}
		if c.Validate() == nil {
			return c, end, page
		}
	}
}

// aim sets one limit to the window's figure, rounded either way, or one beside.
func aim(r *rand.Rand, c *claim.Claim, s Stats, level uint64) {
	near := func(v uint64) uint32 { return uint32(max(int64(v)+int64(r.IntN(5))-2, 0)) }
	strict := r.IntN(2) == 0
	set := func(name string, b claim.Bound) { c.Metric.Set(&c.Limits, name, b) }
	switch r.IntN(7) {
	case 0:
		c.Coverage = uint16(min(near(claim.WholeShare*s.N/s.Days), claim.WholeShare))
	case 1:
		set("level", claim.Bound{Value: uint32(level)})
		set("daysAtLevel", claim.Bound{Value: near(s.AtLevel)})
	case 2:
		set("level", claim.Bound{Value: uint32(level)})
		set("runAtLevel", claim.Bound{Value: near(s.Run)})
	case 3:
		set("meanLeast", claim.Bound{Value: near(s.Sum / max(s.N, 1)), Strict: strict})
	case 4:
		set("meanMost", claim.Bound{Value: near(s.Sum / max(s.N, 1)), Strict: strict})
	case 5:
		set("eachLeast", claim.Bound{Value: near(s.Lowest)})
	default:
		set("eachMost", claim.Bound{Value: near(s.Highest)})
	}
}

func TestLimitsOnRandomPages(t *testing.T) {
	cases := 3000
	if testing.Short() {
		cases = 40
	}
	var mutex sync.Mutex
	sole := map[string]int{} // how often a check alone decides
	compare(t, "limits", cases, func(r *rand.Rand) (truth, circuit bool) {
		c, end, page := randomCase(r)
		result := refers(c, end, page)
		if failed := result.Failed(); len(failed) == 1 {
			mutex.Lock()
			sole[failed[0].Name+failed[0].Want[:1]]++
			mutex.Unlock()
		}
		return result.OK, decides(t, c, end, page)
	})
	t.Log("sole reason for refusal:", sole)
	// A value at all, coverage, days and run at the level, mean and each twice, and
	// the window's end.
	if !testing.Short() && len(sole) != 9 {
		t.Errorf("%d checks alone decided a case, want 9", len(sole))
	}
}

// randomRecord draws a case and in some spoils what surrounds the claim.
func randomRecord(t testing.TB, r *rand.Rand) (*scene, *Circuit) {
	s := newScene(t)
	s.rand = r
	s.claim, s.end, s.page = randomCase(r)
	s.claim.MinAssurance = uint8(r.IntN(3))
	s.assurance = 1 + r.IntN(4)
	c := s.circuit(t)
	switch r.IntN(40) {
	case 0:
		c.Values[r.IntN(len(c.Values))] = s.claim.Metric.Channels()[0].Min
	case 1:
		c.Salt = randomField(r)
	case 2:
		c.Secret = s.newSecret(t).Field()
	case 3:
		c.Nullifier = randomField(r)
	}
	return s, c
}

// The whole circuit. Most of its work is the seal, so the limits get their cases
// above.
func TestCircuitOnRandomRecords(t *testing.T) {
	cases := 100
	if testing.Short() {
		cases = 6
	}
	compare(t, "record", cases, func(r *rand.Rand) (truth, circuit bool) {
		s, c := randomRecord(t, r)
		return s.holds(c) == nil, accepts(c)
	})
}

// compare runs cases from logged seeds on all processors. Enough of them have to
// be true and enough false, so that neither side is tested by a few.
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
	if least := cases / 5; cases >= 100 && (held < least || cases-held < least) {
		t.Errorf("%d of %d cases hold: the generator is lopsided", held, cases)
	}
}
