package gadget

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"
)

var smallTable = []int{0, 3, 4, 7, 39, 500}

// histogram asserts that the last inputs count the first.
func histogram(readings int) definition {
	return func(api frontend.API, in []frontend.Variable) error {
		h, err := Histogram(api, in[:readings], smallTable)
		if err != nil {
			return err
		}
		for i := range h {
			if len(in) > readings {
				api.AssertIsEqual(h[i], in[readings+i])
			}
		}
		return nil
	}
}

func TestHistogramCounts(t *testing.T) {
	r := seeded("histogram")
	for _, n := range []int{1, 2, 7, 50, 300} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			s := system(t, histogram(n), n+len(smallTable))
			for range 5 {
				readings, counts := make([]int, n), make([]int, len(smallTable))
				for i := range readings {
					k := r.IntN(1 + r.IntN(len(smallTable)))
					readings[i] = smallTable[k]
					counts[k]++
				}
				in := append(variables(readings), variables(counts)...)
				if err := engine(histogram(n), in); err != nil {
					t.Fatal(err)
				}
				if !solves(t, s, in) {
					t.Fatal("refused by the compiled system")
				}
				in[n+r.IntN(len(smallTable))] = n + 1
				if engine(histogram(n), in) == nil || solves(t, s, in) {
					t.Error("another count is accepted")
				}
			}
		})
	}
}

// Readings that no count explains: whatever the prover says, the sums differ.
func TestHistogramRefusesReadingsOutsideTheTable(t *testing.T) {
	for _, v := range []*big.Int{
		big.NewInt(1), big.NewInt(5), big.NewInt(38), big.NewInt(499), big.NewInt(501), big.NewInt(512), big.NewInt(1 << 40),
		less(modulus(), 1), less(modulus(), 39), pow2(252),
	} {
		for k := range smallTable {
			as := test.WithReplacementHint(solver.GetHintID(CountHint), func(q *big.Int, in, out []*big.Int) error {
				if err := CountHint(q, in, out); err != nil {
					return err
				}
				out[k].Add(out[k], big.NewInt(1))
				return nil
			})
			if engine(histogram(3), []frontend.Variable{v, 3, 39}, as) == nil {
				t.Errorf("%x is accepted as %d", v, smallTable[k])
			}
		}
		if engine(histogram(3), []frontend.Variable{v, 3, 39}) == nil {
			t.Errorf("%x is accepted as nothing", v)
		}
	}
}

// Two multisets with the same number, sum, sum of squares or product are still
// two multisets.
func TestHistogramRefusesAnotherMultiset(t *testing.T) {
	readings := []frontend.Variable{3, 3, 4, 7, 39, 39}
	honest := []int64{0, 2, 1, 1, 2, 0}
	if err := engine(histogram(6), append(readings, variables(honest)...)); err != nil {
		t.Fatal(err)
	}
	half := new(big.Int).Rsh(new(big.Int).Add(modulus(), big.NewInt(1)), 1)
	for name, delta := range map[string][]*big.Int{
		"one moved":           bigs(0, 1, -1, 0, 0, 0),
		"one more":            bigs(1, 0, 0, 0, 0, 0),
		"one less":            bigs(0, 0, 0, -1, 0, 0),
		"negative":            bigs(0, -3, 3, 0, 0, 0),
		"sum kept":            bigs(1, 0, 0, 0, -1, 0),
		"all moved to one":    bigs(6, -2, -1, -1, -2, 0),
		"modulus added":       {modulus(), half, new(big.Int).Neg(half), new(big.Int), new(big.Int), new(big.Int)},
		"everything twice":    bigs(0, 2, 1, 1, 2, 0),
		"halves moved":        {new(big.Int), half, new(big.Int).Neg(half), new(big.Int), new(big.Int), new(big.Int)},
		"number and sum kept": bigs(1, -4, 3, 0, 0, 0),
	} {
		as := test.WithReplacementHint(solver.GetHintID(CountHint), func(_ *big.Int, _, out []*big.Int) error {
			for i := range out {
				out[i].Add(big.NewInt(honest[i]), delta[i])
			}
			return nil
		})
		if engine(histogram(6), readings, as) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func bigs(values ...int64) []*big.Int {
	out := make([]*big.Int, len(values))
	for i, v := range values {
		out[i] = big.NewInt(v)
	}
	return out
}

func TestHistogramRefusesAShapelessTable(t *testing.T) {
	for name, table := range map[string][]int{
		"empty": {}, "a value twice": {0, 39, 39}, "not increasing": {0, 40, 39},
	} {
		define := func(api frontend.API, in []frontend.Variable) error {
			_, err := Histogram(api, in, table)
			return err
		}
		if engine(define, []frontend.Variable{0}) == nil {
			t.Errorf("table %s is accepted", name)
		}
	}
	none := func(api frontend.API, in []frontend.Variable) error {
		_, err := Histogram(api, nil, smallTable)
		return err
	}
	if engine(none, []frontend.Variable{0}) == nil {
		t.Error("a histogram of nothing is accepted")
	}
}

// Hints are given by position and must not misread what they get.
func TestHintsRefuseOtherShapes(t *testing.T) {
	ints := func(v ...int64) []*big.Int { return bigs(v...) }
	for name, err := range map[string]error{
		"count without inputs":    CountHint(modulus(), nil, ints(0)),
		"count of another table":  CountHint(modulus(), ints(3, 1, 2, 3), ints(0, 0)),
		"count without the table": CountHint(modulus(), ints(2, 1), ints(0, 0)),
		"fields without widths":   FieldsHint(modulus(), ints(5), ints(0, 0)),
		"split of two":            SplitHint(modulus(), ints(5, 6), make([]*big.Int, 255)),
		"split into too few":      SplitHint(modulus(), ints(5), ints(0, 0)),
	} {
		if err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	seen := map[solver.HintID]bool{}
	for _, h := range Hints() {
		seen[solver.GetHintID(h)] = true
	}
	if len(seen) != len(Hints()) {
		t.Errorf("%d different hints of %d", len(seen), len(Hints()))
	}
}
