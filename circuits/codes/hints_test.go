package codes

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/gadget"
)

// A lie in a hint makes no false statement true. Each is told where the other
// assertions before it hold.
func TestLyingHintsAreRefused(t *testing.T) {
	rounds := 5
	if testing.Short() {
		rounds = 1
	}
	r := seeded("lying hints")
	named := map[string]*Circuit{}
	for _, a := range attacks() {
		_, c, opts := a.build(t)
		if len(opts) == 0 {
			named[a.name] = c
		}
	}
	for _, test := range []struct {
		hint solver.Hint
		lies []string // attacks
	}{
		{RootHint, []string{"a code of the set that is not to be there"}},
		{gadget.FieldsHint, []string{"a lane after the code", "a lane before the code"}},
		{gadget.InverseHint, []string{"a code of the set that is not to be there", "no code of the set, and one is claimed"}},
		{gadget.MultiplicityHint, []string{"a lane of a tree without the code"}},
		{gadget.CountHint, []string{"codes that pack to the lane and are others"}},
	} {
		for _, name := range test.lies {
			if named[name] == nil {
				t.Fatalf("there is no attack %q", name)
			}
			lieIn(t, r, rounds, test.hint, named[name])
		}
	}
}

func lieIn(t *testing.T, r *rand.Rand, rounds int, hint solver.Hint, c *Circuit) {
	t.Helper()
	for i := range rounds {
		lies := 0
		opt := test.WithReplacementHint(hintID(hint), func(q *big.Int, in, out []*big.Int) error {
			if err := hint(q, in, out); err != nil {
				return err
			}
			for range 1 + i%3 {
				k := r.IntN(len(out))
				switch r.IntN(5) {
				case 0:
					out[k].SetInt64(1 - out[k].Int64()&1)
				case 1:
					out[k].Add(out[k], big.NewInt(1))
				case 2:
					out[k].SetInt64(-1)
				case 3:
					f := randomField(r)
					out[k] = f.BigInt(out[k])
				default: // one place for another
					other := r.IntN(len(out))
					a, b := new(big.Int).Set(out[k]), new(big.Int).Set(out[other])
					out[k].Set(b)
					out[other].Set(a)
				}
				lies++
			}
			return nil
		})
		if accepts(c, opt) {
			t.Fatalf("round %d: a false statement is accepted", i)
		}
		if lies == 0 {
			t.Fatal("the hint is not used")
		}
	}
}

func TestHintsRefuseOtherShapes(t *testing.T) {
	numbers := func(n int) []*big.Int {
		out := make([]*big.Int, n)
		for i := range out {
			out[i] = new(big.Int)
		}
		return out
	}
	for _, shape := range [][2]int{{0, 39}, {2, 39}, {1, 38}, {1, 40}, {1, 0}} {
		if RootHint(nil, numbers(shape[0]), numbers(shape[1])) == nil {
			t.Errorf("%d inputs, %d outputs", shape[0], shape[1])
		}
	}
	if RootHint(nil, numbers(1), numbers(39)) != nil {
		t.Error("the right shape is refused")
	}
}
