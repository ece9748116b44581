package panel

import (
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
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

var metrics = []claim.Metric{claim.BloodPressure, claim.HbA1c, claim.BMI, claim.AHI, claim.Cholesterol, claim.GlucoseLab, claim.Age}

// limitsCircuit is the part of the circuit that decides the claim on a page,
// without hashes and seal.
type limitsCircuit struct {
	Claim, EndDay frontend.Variable
	A, B, Age     [length]frontend.Variable

	metric claim.Metric
}

func (c *limitsCircuit) Define(api frontend.API) error {
	inner, err := New(c.metric, 0)
	if err != nil {
		return err
	}
	inner.Claim, inner.EndDay, inner.A, inner.B, inner.Age = c.Claim, c.EndDay, c.A, c.B, c.Age
	inner.SetChecker(func(api frontend.API) gadget.RangeChecker { return plainChecker{api} })
	b, err := inner.Begin(api)
	if err != nil {
		return err
	}
	return inner.limits(b)
}

// plainChecker looks at the value that the test engine holds, which is faster than
// gnark's argument. The tests of the whole circuit run that one.
type plainChecker struct{ api frontend.API }

func (p plainChecker) Check(v frontend.Variable, bits int) {
	value, _ := p.api.Compiler().ConstantValue(v)
	excess := new(big.Int).Rsh(value, uint(bits))
	p.api.AssertIsEqual(excess, 0)
}

// decides reports what the limits of the circuit say about a page.
func decides(t testing.TB, c claim.Claim, end claim.Day, page statement.Page, opts ...test.TestEngineOption) bool {
	t.Helper()
	word, err := c.Word()
	if err != nil {
		t.Fatal(err)
	}
	w := &limitsCircuit{Claim: word, EndDay: int(end)}
	for i, v := range page {
		word, age := statement.SplitAged(v)
		a, b := statement.SplitWord(word)
		w.A[i], w.B[i], w.Age[i] = a, b, int(age)
	}
	defer lockEngine()()
	return test.IsSolved(&limitsCircuit{metric: c.Metric}, w, ecc.BN254.ScalarField(), opts...) == nil
}

// refers reports what the plain reference says, and which checks fail.
func refers(c claim.Claim, end claim.Day, page statement.Page) claim.Result {
	return Evaluate(c, &statement.Window{Metric: c.Metric, EndDay: end, Assurance: claim.MaxAssurance, Page: page}, nil)
}

// randomPage draws a page of a metric: none, a few, many or 64 measurements, some
// of one day, their numbers near each other or anything the metric allows.
func randomPage(r *rand.Rand, m claim.Metric) []Measurement {
	number := func(ch claim.Channel, base uint64) uint64 {
		if r.IntN(12) == 0 {
			return []uint64{ch.Min, ch.Max, ch.Min + r.Uint64N(ch.Max-ch.Min+1)}[r.IntN(3)]
		}
		return min(ch.Max, base+r.Uint64N(4))
	}
	channels := m.Channels()
	var base [2]uint64
	for i, ch := range channels {
		base[i] = ch.Min + r.Uint64N(ch.Max-ch.Min+1)
	}
	count := []int{r.IntN(2), 1, 2, 3, 4, 5 + r.IntN(20), length - 1, length}[r.IntN(8)]
	step, age := r.IntN(4), r.IntN(4)
	all := make([]Measurement, count)
	for i := range all {
		all[i] = Measurement{A: number(channels[0], base[0]), Age: age}
		if len(channels) > 1 {
			all[i].B = number(channels[1], base[1])
		}
		if step > 0 && r.IntN(2) == 0 {
			age += r.IntN(1 << (2 * step))
		}
		age = min(age, statement.MaxAge)
	}
	return all
}

// randomCase draws a page, and a claim whose limits lie on the page's own figures
// or next to them.
func randomCase(r *rand.Rand) (c claim.Claim, end claim.Day, page statement.Page) {
	m := metrics[r.IntN(len(metrics))]
	all := randomPage(r, m)
	for {
		c = claim.Claim{Metric: m, Days: []int{1, 2, 7, 30, 365, 366, 1 + r.IntN(366)}[r.IntN(7)],
			EarliestEnd: 20000, LatestEnd: 20010, Limits: m.NoLimits()}
		if len(all) > 0 && r.IntN(4) > 0 {
			// The window ends on, before or behind a measurement.
			c.Days = min(claim.MaxDays, max(1, all[r.IntN(len(all))].Age+[]int{0, 1, 2, 5, 20}[r.IntN(5)]))
		}
		end = 20005
		if r.IntN(40) == 0 {
			end = 19999 + claim.Day(r.IntN(2))*12
		}
		in := Measurements(pageOf(all...), c.Days)
		take := uint32(r.IntN(4))
		if m.Amounts()[0].Divisor != claim.ByOne {
			take = []uint32{claim.TakeLatest, claim.TakeAll}[r.IntN(2)]
		}
		set := func(name string, v uint32) { m.Set(&c.Limits, name, claim.Bound{Value: v}) }
		set("take", take)
		if take == claim.TakeAverage {
			set("last", uint32(max(2, min(length, len(in)+r.IntN(3)-1-r.IntN(2)*r.IntN(len(in)+1)))))
		}
		if (take == claim.TakeAverage || take == claim.TakeAll) && r.IntN(3) == 0 {
			set("occasions", uint32(2+r.IntN(3)))
		}
		for range 1 + r.IntN(2) {
			aim(r, &c, in)
		}
		if c.Validate() == nil {
			return c, end, pageOf(all...)
		}
	}
}

// aim sets one limit to a figure of the window, rounded either way, or one beside.
func aim(r *rand.Rand, c *claim.Claim, in []Measurement) {
	amounts := c.Metric.Amounts()
	a := amounts[r.IntN(len(amounts))]
	figure := float64(a.Lo)
	of := func(m Measurement) float64 {
		v := float64(a.A*m.A + a.B*m.B)
		switch a.Divisor {
		case claim.ByA:
			v /= float64(m.A)
		case claim.ByBSquared:
			v /= float64(m.B * m.B)
		}
		return v
	}
	low := r.IntN(2) == 0 && c.Bound("take").Value != claim.TakeDayLowest
	if last := int(c.Bound("last").Value); last > 0 && last <= len(in) {
		figure = 0
		for _, m := range in[:last] {
			figure += of(m) / float64(last)
		}
	} else if len(in) > 0 {
		figure = of(in[0])
		if c.Bound("take").Value != claim.TakeLatest {
			figure = of(in[r.IntN(len(in))])
		}
	}
	// On the figure or one or two off, more often to where it is met.
	off := int64(r.IntN(5)) - 1
	b := claim.Bound{Value: uint32(max(0, int64(figure)+off)), Strict: r.IntN(2) == 0}
	name := a.Name + "Most"
	if low {
		b.Value, name = uint32(max(0, int64(figure)-off)), a.Name+"Least"
	}
	c.Metric.Set(&c.Limits, name, b)
}

func TestLimitsOnRandomPages(t *testing.T) {
	cases := 5000
	if testing.Short() {
		cases = 60
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
	// Too few or too many measurements, occasions, eight amounts at least and at
	// most, and the window's end.
	if !testing.Short() && len(sole) != 2+1+2*8+1 {
		t.Errorf("%d checks alone decided a case, want 20", len(sole))
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
	place := r.IntN(len(c.A))
	switch r.IntN(30) {
	case 0:
		c.A[place] = add(field(c.A[place]), 1)
	case 1:
		c.Age[place] = add(field(c.Age[place]), 1)
	case 2:
		c.Salt = randomField(r)
	case 3:
		c.Secret = s.newSecret(t).Field()
	case 4:
		c.Nullifier = randomField(r)
	}
	return s, c
}

// The whole circuit. Most of its work is the seal, so the limits get their cases
// above.
func TestCircuitOnRandomRecords(t *testing.T) {
	cases := 120
	if testing.Short() {
		cases = 6
	}
	compare(t, "record", cases, func(r *rand.Rand) (truth, circuit bool) {
		s, c := randomRecord(t, r)
		return s.holds(c) == nil, accepts(c)
	})
}

// The metrics of the tests are those of the family.
func TestMetricsAreAll(t *testing.T) {
	var all []claim.Metric
	for _, m := range claim.Metrics() {
		if m.Family() == claim.Panel {
			all = append(all, m)
		}
	}
	if !slices.Equal(all, metrics) {
		t.Errorf("the family has %v", all)
	}
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
