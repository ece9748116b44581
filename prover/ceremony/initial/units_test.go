package initial

import (
	"math/big"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// value is what digits stand for.
func value(digits []digit, e *big.Int) fr.Element {
	var base, sum fr.Element
	base.SetBigInt(e)
	for _, d := range digits {
		var t, power fr.Element
		t.SetBigInt(new(big.Int).Lsh(big.NewInt(int64(d.odd)), uint(d.bit)))
		power.Exp(base, big.NewInt(int64(d.power)))
		sum.Add(&sum, t.Mul(&t, &power))
	}
	return sum
}

func scalars() []fr.Element {
	var out []fr.Element
	add := func(k *big.Int) {
		var e, minus fr.Element
		e.SetBigInt(k)
		minus.Neg(&e)
		out = append(out, e, minus)
	}
	for i := range fr.Bits {
		for _, d := range []int64{-1, 0, 1} {
			add(new(big.Int).Add(new(big.Int).Lsh(big.NewInt(1), uint(i)), big.NewInt(d)))
		}
		add(new(big.Int).Rsh(fr.Modulus(), uint(i)))
	}
	r := seeded(1)
	for range 1000 {
		out = append(out, secret(r))
	}
	return out
}

func testDigits[F any, P field[F]](t *testing.T, f *family[F, P], e *big.Int, powers, longest int) {
	t.Helper()
	for _, s := range scalars() {
		digits := f.digits(&s)
		if got := value(digits, e); !got.Equal(&s) {
			t.Fatalf("%v is written as %v, which is %v", s.String(), digits, got.String())
		}
		for i, d := range digits {
			if d.odd%2 == 0 || int(d.power) >= powers || int(d.bit) > longest || i > 0 && d.bit > digits[i-1].bit {
				t.Fatalf("digit %d of %v: %v", i, s.String(), d)
			}
		}
	}
	var one, minus fr.Element
	one.SetOne()
	minus.Neg(&one)
	if len(f.digits(&fr.Element{})) != 0 || len(f.digits(&one)) != 1 || len(f.digits(&minus)) != 1 {
		t.Fatal("0, 1 and -1 have more digits than they need")
	}
}

// Digits stand for their scalar, and splitting halves or quarters the length.
func TestDigitsAreTheScalar(t *testing.T) {
	testDigits(t, familyG1(), polynomial(1, 6, 18, 36), 2, fr.Bits/2+2)
	testDigits(t, familyG2(), polynomial(0, 0, 6), 4, fr.Bits/4+4)
}

func TestEndomorphismsMultiply(t *testing.T) {
	c := drawn(4, 2)
	for power := range uint8(4) {
		want, got := c.G2.Tau[3], g2(c.G2.Tau[3])
		for range power {
			want.ScalarMultiplication(&want, polynomial(0, 0, 6))
		}
		if familyG2().move(&got, power); curve.G2Affine(got) != want {
			t.Errorf("the map of G2 to the power %d is wrong", power)
		}
	}
	for power := range uint8(2) {
		want, got := c.G1.Tau[3], g1(c.G1.Tau[3])
		for range power {
			want.ScalarMultiplication(&want, polynomial(1, 6, 18, 36))
		}
		if familyG1().move(&got, power); curve.G1Affine(got) != want {
			t.Errorf("the map of G1 to the power %d is wrong", power)
		}
	}
}

// Every kind of pair, all in one batch.
func TestAddsWhateverThePoints(t *testing.T) {
	var negative, infinity curve.G1Affine
	c := drawn(4, 3).G1
	negative.Neg(&c.Tau[1])
	kinds := []curve.G1Affine{c.Tau[1], negative, infinity, c.AlphaTau[2]}
	var points []g1
	var pairs []pair
	var want []curve.G1Affine
	for _, a := range kinds {
		for _, b := range kinds {
			pairs = append(pairs, pair{len(points), len(points) + 1})
			points = append(points, g1(a), g1(b))
			var sum curve.G1Affine
			want = append(want, *sum.Add(&a, &b), b)
		}
		pairs = append(pairs, pair{len(points), len(points)}) // to itself
		points = append(points, g1(a), g1(a))
		var sum curve.G1Affine
		want = append(want, *sum.Double(&a), a)
	}
	var a adder[fp.Element, *fp.Element]
	a.add(points, pairs)
	for i := range points {
		if curve.G1Affine(points[i]) != want[i] {
			t.Errorf("point %d is wrong", i)
		}
	}
}

func TestSumsGroups(t *testing.T) {
	tau := drawn(64, 4).G1.Tau
	for size := range 20 {
		points := pointsG1(tau[:3*size+1])
		groups := []group{{0, size}, {size, 1}, {size + 1, 2 * size}}
		var want [3]curve.G1Affine
		for i, g := range groups {
			for _, p := range tau[g.start : g.start+g.count] {
				want[i].Add(&want[i], &p)
			}
		}
		var a adder[fp.Element, *fp.Element]
		a.sum(points, groups)
		for i, g := range groups {
			if g.count == 1 && curve.G1Affine(points[g.start]) != want[i] || g.count == 0 && size > 0 {
				t.Errorf("sum %d of size %d is wrong", i, size)
			}
		}
	}
}
