package gadget

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/statement"
)

func point(x, y frontend.Variable) edwardsPoint { return edwardsPoint{x, y} }

func assertPoint(api frontend.API, p edwardsPoint, x, y frontend.Variable) {
	api.AssertIsEqual(p.x, x)
	api.AssertIsEqual(p.y, y)
}

func coordinates(points ...twistededwards.PointAffine) []frontend.Variable {
	var out []frontend.Variable
	for _, p := range points {
		out = append(out, p.X, p.Y)
	}
	return out
}

func identity() (p twistededwards.PointAffine) { p.Y.SetOne(); return p }

// smallOrder lists the points of order 2, 4 and 8 that the curve has, by taking
// the subgroup's part away from points of any order.
func smallOrder(t *testing.T) []twistededwards.PointAffine {
	t.Helper()
	seen := map[twistededwards.PointAffine]bool{}
	var list []twistededwards.PointAffine
	for y := uint64(2); y < 60; y++ {
		var p twistededwards.PointAffine
		var num, den, one fr.Element
		one.SetOne()
		p.Y.SetUint64(y)
		num.Square(&p.Y)
		den.Mul(&curve.D, &num).Add(&den, &one)
		num.Sub(&num, &one).Div(&num, &den)
		if p.X.Sqrt(&num) == nil {
			continue
		}
		p.ScalarMultiplication(&p, &curve.Order)
		if !p.IsZero() && !seen[p] {
			seen[p] = true
			list = append(list, p)
		}
	}
	if len(list) < 3 {
		t.Fatal("too few points of small order")
	}
	return list
}

// The addition law has no exceptional case among all points of the curve.
func TestEdwardsAdditionIsComplete(t *testing.T) {
	add := func(api frontend.API, in []frontend.Variable) error {
		assertPoint(api, point(in[0], in[1]).add(api, point(in[2], in[3])), in[4], in[5])
		return nil
	}
	s := system(t, add, 6)
	r := seeded("add")
	p := randomPoint(r)
	var minusP, double twistededwards.PointAffine
	minusP.Neg(&p)
	double.Double(&p)
	points := append([]twistededwards.PointAffine{identity(), p, minusP, double, curve.Base, randomPoint(r)}, smallOrder(t)...)
	for i, a := range points {
		for j, b := range points {
			var sum twistededwards.PointAffine
			sum.Add(&a, &b)
			in := coordinates(a, b, sum)
			if err := engine(add, in); err != nil {
				t.Errorf("point %d plus point %d: %v", i, j, err)
			}
			if !solves(t, s, in) {
				t.Errorf("point %d plus point %d: refused by the compiled system", i, j)
			}
			in[4] = plusOne(sum.X)
			if engine(add, in) == nil {
				t.Errorf("point %d plus point %d has another sum", i, j)
			}
		}
	}
}

func TestMontgomeryFormIsTheCurve(t *testing.T) {
	r := seeded("montgomery")
	back := func(api frontend.API, in []frontend.Variable) error {
		m := toMontgomery(api, point(in[0], in[1]))
		left := api.Mul(montgomeryB, m.v, m.v)
		right := api.Mul(m.u, api.Add(api.Mul(m.u, m.u), api.Mul(montgomeryA, m.u), 1))
		api.AssertIsEqual(left, right)
		assertPoint(api, toEdwards(api, m), in[0], in[1])
		return nil
	}
	for range 20 {
		if err := engine(back, coordinates(randomPoint(r))); err != nil {
			t.Fatal(err)
		}
	}
	if engine(back, coordinates(identity())) == nil {
		t.Error("the identity has a Montgomery form")
	}
	p := randomPoint(r)
	p.X = plusOne(p.X)
	if engine(back, coordinates(p)) == nil {
		t.Error("a point off the curve passes")
	}
}

// scalars are edge cases for a number of bits.
func scalars(bits int) []*big.Int {
	order := &curve.Order
	list := []*big.Int{
		new(big.Int), big.NewInt(1), big.NewInt(2), big.NewInt(3), big.NewInt(4), big.NewInt(7), big.NewInt(8),
		less(order, 1), order, new(big.Int).Add(order, big.NewInt(1)), new(big.Int).Lsh(order, 1), new(big.Int).Lsh(order, 3),
		less(modulus(), 1), less(pow2(bits), 1), less(pow2(bits), 2), new(big.Int).Rsh(order, 1),
	}
	for i := 0; i < bits; i += 11 {
		list = append(list, pow2(i))
	}
	list = append(list, pow2(bits-1))
	r := seeded("scalars")
	for range 5 {
		f := randomField(r)
		list = append(list, new(big.Int).Mod(f.BigInt(new(big.Int)), pow2(bits)))
	}
	var fit []*big.Int
	for _, k := range list {
		if k.BitLen() <= bits {
			fit = append(fit, k)
		}
	}
	return fit
}

// The ladder gives k*A + 2^n*T for every k, 0 and multiples of the order
// included.
func TestVariableBaseMultiplication(t *testing.T) {
	multiply := func(api frontend.API, in []frontend.Variable) error {
		assertPoint(api, mulVariable(api, point(in[0], in[1]), in[4:]), in[2], in[3])
		return nil
	}
	s := system(t, multiply, 4+fr.Bits)
	r := seeded("variable")
	for _, key := range []twistededwards.PointAffine{curve.Base, randomPoint(r), randomPoint(r)} {
		for _, k := range scalars(fr.Bits) {
			var want twistededwards.PointAffine
			want.ScalarMultiplication(&key, k)
			want.Add(&want, &offsetShifted)
			in := append(coordinates(key, want), bitsOf(k, fr.Bits)...)
			if !solves(t, s, in) {
				t.Errorf("%x times a point is another point", k)
			}
			in[2] = plusOne(want.X)
			if solves(t, s, in) {
				t.Errorf("%x times a point is any point", k)
			}
		}
	}
	// The engine panics on a division of 0 by 0, which the compiled system lets
	// pass.
	for _, k := range scalars(fr.Bits)[:16] {
		var want twistededwards.PointAffine
		key := randomPoint(r)
		want.ScalarMultiplication(&key, k)
		want.Add(&want, &offsetShifted)
		if err := engine(multiply, append(coordinates(key, want), bitsOf(k, fr.Bits)...)); err != nil {
			t.Errorf("%x: %.200v", k, err)
		}
	}
}

func TestFixedBaseMultiplication(t *testing.T) {
	for name, start := range map[string]twistededwards.PointAffine{"offset": offsetShifted, "identity": identity(), "base": curve.Base} {
		t.Run(name, func(t *testing.T) {
			multiply := func(api frontend.API, in []frontend.Variable) error {
				assertPoint(api, mulFixed(api, in[2:], start), in[0], in[1])
				return nil
			}
			s := system(t, multiply, 2+ScalarBits)
			for _, k := range scalars(ScalarBits) {
				var want twistededwards.PointAffine
				want.ScalarMultiplicationBase(k)
				want.Add(&want, &start)
				in := append(coordinates(want), bitsOf(k, ScalarBits)...)
				if !solves(t, s, in) {
					t.Errorf("%x times the base is another point", k)
				}
				in[1] = plusOne(want.Y)
				if solves(t, s, in) {
					t.Errorf("%x times the base is any point", k)
				}
			}
		})
	}
	if ScalarBits%fixedWindow != 0 || ScalarBits < curve.Order.BitLen() {
		t.Error("the scalar's bits are no whole windows, or too few")
	}
}

// Every digit of every window is looked up right.
func TestLookupGivesTheTable(t *testing.T) {
	var table [1 << fixedWindow]twistededwards.PointAffine
	r := seeded("lookup")
	for i := range table {
		table[i] = randomPoint(r)
	}
	look := func(api frontend.API, in []frontend.Variable) error {
		assertPoint(api, lookup(api, in[2:], table), in[0], in[1])
		return nil
	}
	for i := range table {
		for j, p := range table {
			in := append(coordinates(p), bitsOf(big.NewInt(int64(i)), fixedWindow)...)
			if err := engine(look, in); (err == nil) != (i == j) {
				t.Errorf("digit %d gives entry %d: %v", i, j, err)
			}
		}
	}
}

// T is what its comment says, and in no small relation to the base point. It is
// part of every circuit, so it never changes.
func TestOffsetPoint(t *testing.T) {
	if !offset.IsOnCurve() || !offset.IsInSubGroup() || offset.IsZero() {
		t.Fatal("T is no point of the subgroup")
	}
	const want = "0x1bfa42d9c704bcfeab4e3a7a342f4cd9fc268077927bc4ffcfbd5ec073063fe2"
	if got := statement.FormatField(offset.Y); got != want {
		t.Errorf("T has y %s, want %s", got, want)
	}
	p := identity()
	for i := range 5000 {
		var minus twistededwards.PointAffine
		minus.Neg(&p)
		if p.Equal(&offset) || minus.Equal(&offset) {
			t.Fatalf("T is +-%d times the base point", i)
		}
		p.Add(&p, &curve.Base)
	}
	double := offset
	for range fr.Bits - 1 {
		double.Double(&double)
	}
	if !double.Equal(&offsetShifted) {
		t.Error("the ladder's shift of T is not 2^253 T")
	}
}
