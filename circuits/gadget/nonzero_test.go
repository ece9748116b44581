package gadget

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"
)

// nonZero asserts that the last inputs tell which of the first are not 0.
func nonZero(api frontend.API, in []frontend.Variable) error {
	n := len(in) / 2
	out, err := NonZero(api, in[:n])
	if err != nil {
		return err
	}
	for i := range out {
		api.AssertIsEqual(out[i], in[n+i])
	}
	return nil
}

func TestNonZeroIsExact(t *testing.T) {
	s := system(t, nonZero, 2)
	values := []*big.Int{
		new(big.Int), big.NewInt(1), big.NewInt(2), big.NewInt(-1), less(modulus(), 1), modulus(),
		new(big.Int).Rsh(modulus(), 1), pow2(36), pow2(253),
	}
	r := seeded("not zero")
	for range 20 {
		f := randomField(r)
		values = append(values, f.BigInt(new(big.Int)))
	}
	for _, v := range values {
		is := 1
		if new(big.Int).Mod(v, modulus()).Sign() == 0 {
			is = 0
		}
		for said := range 3 {
			in := []frontend.Variable{v, said}
			if (engine(nonZero, in) == nil) != (said == is) || solves(t, s, in) != (said == is) {
				t.Errorf("%x is said to be %d", v, said)
			}
		}
	}
}

// Whatever the prover gives as the inverse, the answer is the true one or none.
func TestNonZeroRefusesLyingInverses(t *testing.T) {
	half := new(big.Int).Rsh(new(big.Int).Add(modulus(), big.NewInt(1)), 1)
	for _, v := range bigs(0, 1, 2, 3, -1) {
		for _, lie := range []*big.Int{new(big.Int), big.NewInt(1), big.NewInt(2), big.NewInt(-1), half, pow2(100)} {
			as := test.WithReplacementHint(solver.GetHintID(InverseHint), func(q *big.Int, _, out []*big.Int) error {
				out[0].Mod(lie, q)
				return nil
			})
			b := new(big.Int).Mod(new(big.Int).Mul(v, lie), modulus()) // what the lie says
			// Of 0 every lie says 0; else only the true inverse says 1.
			honest := v.Sign() == 0 || b.Cmp(big.NewInt(1)) == 0
			if (engine(nonZero, []frontend.Variable{v, b}, as) == nil) != honest {
				t.Errorf("%d with the inverse %x", v, lie)
			}
		}
	}
}

func TestInverseHintRefusesOtherShapes(t *testing.T) {
	for _, shape := range [][2]int{{0, 1}, {1, 0}, {1, 2}, {2, 1}} {
		if InverseHint(modulus(), bigs(make([]int64, shape[0])...), bigs(make([]int64, shape[1])...)) == nil {
			t.Errorf("%d values, %d inverses", shape[0], shape[1])
		}
	}
	for name, in := range map[string][]*big.Int{"nothing": nil, "another length": bigs(3, 1, 2), "no values' table": bigs(2, 1)} {
		if MultiplicityHint(modulus(), in, bigs(0, 0)) == nil {
			t.Errorf("multiplicities of %s", name)
		}
	}
}
