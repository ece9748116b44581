package series

import (
	"math/big"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// cutOffs are the values at which some count changes, and the ends of the table.
var cutOffs = []int{39, 53, 54, 62, 63, 69, 70, 100, 140, 141, 180, 181, 250, 251, 500}

// randomScene draws a window, and a claim whose bounds lie on the window's own
// figures or next to them.
func randomScene(t testing.TB, r *rand.Rand) *scene {
	s := newScene(t, 1)
	s.rand = r
	values := make([]uint16, 96)
	n := r.IntN(97)
	if r.IntN(16) == 0 {
		n = r.IntN(4)
	}
	spread := 1 + r.IntN(6)
	base := r.IntN(len(cutOffs))
	for i := range n {
		v := cutOffs[(base+r.IntN(spread))%len(cutOffs)]
		if r.IntN(4) == 0 {
			v = 39 + r.IntN(462)
		}
		values[i] = uint16(v)
	}
	r.Shuffle(96, func(i, j int) { values[i], values[j] = values[j], values[i] })
	s.slots = values
	stats, err := claim.Measure(values)
	if err != nil {
		t.Fatal(err)
	}
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
		s.claim.Limits = claim.NoLimits()
		s.claim.Coverage = 0
		for range r.IntN(3) {
			aim(r, s, stats)
		}
		if s.claim.Validate() == nil {
			return s
		}
	}
}

// aim sets one limit to the window's figure, rounded either way, or one beside.
func aim(r *rand.Rand, s *scene, stats claim.Stats) {
	near := func(num, den *big.Int) uint16 {
		if den.Sign() <= 0 {
			return uint16(r.IntN(10001))
		}
		v := new(big.Int).Div(num, den).Int64() + int64(r.IntN(4)) - 1
		return uint16(min(max(v, 0), 10000))
	}
	// big integers, since the CV of few readings needs more than 64 bits
	num := func(x ...uint64) *big.Int {
		p := big.NewInt(1)
		for _, f := range x {
			p.Mul(p, new(big.Int).SetUint64(f))
		}
		return p
	}
	strict := r.IntN(2) == 0
	counts := map[string]uint64{
		"in70to180": stats.In70to180, "in63to140": stats.In63to140, "in70to140": stats.In70to140,
		"below54": stats.Lt54, "below63": stats.Lt63, "below70": stats.Lt70,
		"above140": stats.Gt140, "above180": stats.Gt180, "above250": stats.Gt250,
	}
	switch k := r.IntN(len(shares) + 4); {
	case k < len(shares):
		name := shares[k].field
		setLimit(s, name, near(num(10000, counts[name]), num(stats.N)), strict)
	case k == len(shares):
		s.claim.Coverage = near(num(10000, stats.N), num(stats.Expected))
	case k == len(shares)+1:
		setLimit(s, "mean", near(num(stats.Sum), num(stats.N)), strict)
	case k == len(shares)+2:
		total := num(331000, stats.N)
		setLimit(s, "gmi", near(total.Add(total, num(2392, stats.Sum)), num(1000, stats.N)), strict)
	default:
		if stats.N < 2 {
			return
		}
		variance := num(stats.N, stats.SumSquares)
		variance.Mul(variance.Sub(variance, num(stats.Sum, stats.Sum)), num(1_000_000, stats.N))
		variance.Div(variance, num(stats.N-1, stats.Sum, stats.Sum))
		setLimit(s, "cv", near(variance.Sqrt(variance), num(1)), strict)
	}
}

// claimCircuit is the part of the circuit that decides the claim on a window,
// without hashes and seal.
type claimCircuit struct {
	Claim, EndDay frontend.Variable
	Readings      []frontend.Variable
}

func (c *claimCircuit) Define(api frontend.API) error {
	inner, err := New(claim.Glucose15, 1)
	if err != nil {
		return err
	}
	inner.Claim, inner.EndDay, inner.Readings = c.Claim, c.EndDay, c.Readings
	b := &builder{api, gadget.NewHasher(api), rangecheck.New(api), inner}
	fields, err := b.claimFields()
	if err != nil {
		return err
	}
	b.windowEnd(fields)
	return b.limits(fields)
}

func TestClaimOnRandomWindows(t *testing.T) {
	cases := 9000
	if testing.Short() {
		cases = 80
	}
	var mutex sync.Mutex
	sole := map[string]int{} // how often a check alone decides
	compare(t, "claim", cases, func(r *rand.Rand) (truth, circuit bool) {
		s := randomScene(t, r)
		word, err := s.claim.Word()
		if err != nil {
			t.Fatal(err)
		}
		stats, err := claim.Measure(s.slots)
		if err != nil {
			t.Fatal(err)
		}
		c := &claimCircuit{Claim: word, EndDay: int(s.end)}
		for _, v := range s.slots {
			c.Readings = append(c.Readings, v)
		}
		shape := &claimCircuit{Readings: make([]frontend.Variable, len(c.Readings))}
		result := claim.EvaluateWindow(s.claim, s.end, claim.MaxAssurance, stats)
		if failed := result.Failed(); len(failed) == 1 {
			mutex.Lock()
			sole[failed[0].Name]++
			mutex.Unlock()
		}
		defer lockEngine()()
		return result.OK, test.IsSolved(shape, c, ecc.BN254.ScalarField()) == nil
	})
	t.Log("sole reason for refusal:", sole)
	// Nine shares, mean, GMI, CV, coverage, readings and the window's end.
	if all := len(shares) + 6; !testing.Short() && len(sole) != all {
		t.Errorf("%d checks alone decided a case, want %d", len(sole), all)
	}
}

// randomRecord draws a scene and in some cases spoils what surrounds the claim.
func randomRecord(t testing.TB, r *rand.Rand) *Circuit {
	s := randomScene(t, r)
	s.claim.MinAssurance = uint8(r.IntN(8))
	s.assurance = r.IntN(8)
	if r.IntN(8) != 0 {
		s.assurance = max(s.assurance, int(s.claim.MinAssurance))
	}
	s.signer = s.keys[r.IntN(len(s.keys))]
	c := s.circuit(t)
	switch r.IntN(60) {
	case 0:
		c.Readings[r.IntN(96)] = cutOffs[r.IntN(len(cutOffs))]
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
	cases := 1000
	if testing.Short() {
		cases = 30
	}
	compare(t, "record", cases, func(r *rand.Rand) (truth, circuit bool) {
		c := randomRecord(t, r)
		return holds(c) == nil, accepts(c)
	})
}

func TestCompiledSystemOnRandomRecords(t *testing.T) {
	cases := 300
	if testing.Short() {
		cases = 20
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
