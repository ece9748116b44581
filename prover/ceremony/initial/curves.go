package initial

import (
	"encoding/binary"
	"math/big"
	"math/bits"
	"sync"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// A family is one of the two groups with its endomorphism: a cheap map that multiplies
// points of the group by a constant e. Scalars k become k₀ + k₁e + k₂e² ... of half or
// a quarter of their length, so that multiplications need as many fewer doublings.
type family[F any, P field[F]] struct {
	split func(k *big.Int) []big.Int
	short int                            // bits up to which a scalar is not worth splitting
	move  func(p *point[F], power uint8) // multiplies p by e to a power
}

// seed is the x that gives BN254's moduli: r = 36x⁴ + 36x³ + 18x² + 6x + 1, and p = r + 6x².
const seed = 4965661367192848881

// polynomial evaluates c₀ + c₁x + c₂x² ... at the seed.
func polynomial(coefficients ...int64) *big.Int {
	v := new(big.Int)
	for i := len(coefficients) - 1; i >= 0; i-- {
		v.Mul(v, big.NewInt(seed)).Add(v, big.NewInt(coefficients[i]))
	}
	return v
}

// familyG1 has (X, Y) → (βX, Y), where β³ = 1. On the curve that is multiplication by
// a cube root of one modulo r; β is read off what it makes of the generator.
var familyG1 = sync.OnceValue(func() *family[fp.Element, *fp.Element] {
	e := polynomial(1, 6, 18, 36)
	var lattice ecc.Lattice
	ecc.PrecomputeLattice(fr.Modulus(), e, &lattice)

	_, _, g, _ := curve.Generators()
	var image curve.G1Affine
	image.ScalarMultiplication(&g, e)
	var beta fp.Element
	beta.Div(&image.X, &g.X)
	return &family[fp.Element, *fp.Element]{
		split: func(k *big.Int) []big.Int { s := ecc.SplitScalar(k, &lattice); return s[:] },
		short: fr.Bits / 2,
		move: func(p *point[fp.Element], power uint8) {
			if power == 1 {
				p.X.Mul(&p.X, &beta)
			}
		},
	}
})

// familyG2 has the Frobenius map through the twist, (X, Y) → (uX̄, vȲ), where u and v are
// read off what it makes of the generator. On the group of order r it multiplies by p,
// which is 6x² modulo r.
var familyG2 = sync.OnceValue(func() *family[curve.E2, *curve.E2] {
	e := polynomial(0, 0, 6)
	// Short vectors (k₀, k₁, k₂, k₃) with k₀ + k₁e + k₂e² + k₃e³ = 0 modulo r
	// (Galbraith and Scott, https://eprint.iacr.org/2008/117).
	var lattice ecc.Lattice4
	for i, v := range [4][4]*big.Int{
		{polynomial(1, 1), polynomial(0, 1), polynomial(0, 1), polynomial(0, -2)},
		{polynomial(1, 2), polynomial(0, -1), polynomial(-1, -1), polynomial(0, -1)},
		{polynomial(0, 2), polynomial(1, 2), polynomial(1, 2), polynomial(1, 2)},
		{polynomial(-1, 1), polynomial(2, 4), polynomial(1, -2), polynomial(-1, 1)},
	} {
		for j := range v {
			lattice.V[i][j].Set(v[j])
		}
	}
	ecc.PrecomputeLattice4(&lattice)

	_, _, _, g := curve.Generators()
	var image curve.G2Affine
	image.ScalarMultiplication(&g, e)
	// The map's powers: conjugate if the power is odd, then multiply X and Y.
	var byX, byY [4]curve.E2
	byX[0].SetOne()
	byY[0].SetOne()
	var t curve.E2
	byX[1].Div(&image.X, t.Conjugate(&g.X))
	byY[1].Div(&image.Y, t.Conjugate(&g.Y))
	for i := 2; i < len(byX); i++ {
		byX[i].Mul(&byX[1], t.Conjugate(&byX[i-1]))
		byY[i].Mul(&byY[1], t.Conjugate(&byY[i-1]))
	}
	return &family[curve.E2, *curve.E2]{
		split: func(k *big.Int) []big.Int { s := ecc.SplitScalarFour(k, &lattice); return s[:] },
		short: fr.Bits / 4,
		move: func(p *point[curve.E2], power uint8) {
			switch power {
			case 1, 3:
				p.X.Mul(p.X.Conjugate(&p.X), &byX[power])
				p.Y.Mul(p.Y.Conjugate(&p.Y), &byY[power])
			case 2: // of order six, so a root of one in the base field, and -1
				p.X.MulByElement(&p.X, &byX[2].A0)
				p.Y.Neg(&p.Y)
			}
		},
	}
})

// A digit of a scalar stands for odd · 2^bit · e^power.
type digit struct {
	bit, power uint8
	odd        int8
}

// window is the width of the digits: they are odd and below 2^(window-1), and of window
// bits in turn at most one has a digit. A step wider has twice the multiples to prepare
// and a seventh fewer additions, which for points that are used twice is about as much.
const window = 5

// digits writes a scalar as digits, the highest bit first. Their sum is the scalar
// modulo r.
func (f *family[F, P]) digits(scalar *fr.Element) []digit {
	var k, negative big.Int
	scalar.BigInt(&k)
	if negative.Sub(fr.Modulus(), &k).Cmp(&k) < 0 {
		k.Neg(&negative)
	}
	parts := []big.Int{k}
	if k.BitLen() > f.short {
		parts = f.split(scalar.BigInt(&k))
	}
	// A part has at most 128 bits, and a carry.
	var columns [4][129]int8
	top, count := 0, 0
	for i := range parts {
		sign := int8(parts[i].Sign())
		var raw [16]byte
		parts[i].FillBytes(raw[:])
		hi, lo := binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:])
		for bit := 0; hi|lo != 0; bit++ {
			var carry uint64
			if lo&1 == 1 {
				d := int8(lo & (1<<window - 1))
				if d >= 1<<(window-1) {
					d -= 1 << window
					lo, carry = bits.Add64(lo, uint64(-d), 0)
					hi, carry = bits.Add64(hi, 0, carry)
				} else {
					lo -= uint64(d)
				}
				columns[i][bit] = sign * d
				top = max(top, bit)
				count++
			}
			lo, hi = lo>>1|hi<<63, hi>>1|carry<<63
		}
	}
	out := make([]digit, 0, count)
	for bit := top; bit >= 0; bit-- {
		for i := range parts {
			if d := columns[i][bit]; d != 0 {
				out = append(out, digit{uint8(bit), uint8(i), d})
			}
		}
	}
	return out
}

// allDigits writes each scalar as digits.
func (f *family[F, P]) allDigits(r *run, scalars []fr.Element) ([][]digit, error) {
	out := make([][]digit, len(scalars))
	err := each(r, len(scalars), chunkRows, func(_ *struct{}, lo, hi int) {
		for i := lo; i < hi; i++ {
			out[i] = f.digits(&scalars[i])
		}
	})
	return out, err
}
