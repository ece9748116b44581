package gadget

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/statement"
)

// ScalarBits is the number of bits of a seal's scalar S, a multiple of the
// fixed-base window that holds the subgroup order (251 bits).
const ScalarBits = 252

// fixedWindow is the number of bits a fixed-base table looks up at once: 4
// products and one addition for 3 bits is the cheapest (2 bits: 7/2 constraints
// a bit, 3 bits: 10/3, 4 bits: 17/4).
const fixedWindow = 3

// SealWitness is a signature as the circuit takes it.
type SealWitness struct {
	AX, AY frontend.Variable             // issuer key
	RX, RY frontend.Variable             // nonce point
	S      [ScalarBits]frontend.Variable // scalar, least significant bit first
}

// VerifySeal asserts S*B = R + h*A for h = H(lane0, R, A, subject, head).
//
// It asserts this without the cofactor, so it accepts no more than
// gnark-crypto's EdDSA does. R needs no check of its own: it equals a point that
// is computed. The issuer key must be a point of the prime-order subgroup; that
// is the issuer set's promise (statement.PublicKeyFromBytes), so Member must be
// asserted of the same key. S may be any 252-bit number: S and S + order name
// one signature, and nothing is derived from it.
func VerifySeal(api frontend.API, h *Hasher, check RangeChecker, s SealWitness, lane0, subject, head frontend.Variable) error {
	challenge, err := h.Hash(lane0, s.RX, s.RY, s.AX, s.AY, subject, head)
	if err != nil {
		return err
	}
	bits, err := canonicalBits(api, check, challenge)
	if err != nil {
		return err
	}
	key := edwardsPoint{s.AX, s.AY}
	hA := mulVariable(api, key, bits)          // h*A + 2^n*T
	sB := mulFixed(api, s.S[:], offsetShifted) // S*B + 2^n*T
	r := sB.add(api, hA.neg(api))
	api.AssertIsEqual(r.x, s.RX)
	api.AssertIsEqual(r.y, s.RY)
	return nil
}

// The curve: -x^2 + y^2 = 1 + d x^2 y^2 (BabyJubjub in the form of
// gnark-crypto's ecc/bn254/twistededwards), and its Montgomery form
// B v^2 = u^3 + A u^2 + u with A = 2(a+d)/(a-d), B = 4/(a-d).
var (
	curve                    = twistededwards.GetEdwardsCurve()
	edwardsD                 = toBig(curve.D)
	montgomeryA, montgomeryB = montgomeryForm()
	offset                   = offsetPoint()             // T
	offsetShifted            = shifted(offset, hashBits) // 2^n * T
)

// hashBits is the number of doublings applied to the offset in mulVariable.
const hashBits = fr.Bits - 1

func montgomeryForm() (a, b *big.Int) {
	var plus, minus, ma, mb fr.Element
	plus.Add(&curve.A, &curve.D)
	minus.Sub(&curve.A, &curve.D)
	ma.Double(&plus).Div(&ma, &minus)
	mb.SetUint64(4)
	mb.Div(&mb, &minus)
	return toBig(ma), toBig(mb)
}

func toBig(f fr.Element) *big.Int { return f.BigInt(new(big.Int)) }

// offsetPoint is a point of the subgroup with no known relation to the base
// point or to any key: the first Keccak-256 output of a counter under a fixed
// string that is the y coordinate of a point, times the cofactor.
func offsetPoint() twistededwards.PointAffine {
	for counter := byte(0); ; counter++ {
		digest := statement.Keccak256([]byte("vitalproof/seal/offset/1"), []byte{counter})
		var p twistededwards.PointAffine
		p.Y.SetBytes(digest[:])
		// x^2 = (y^2 - 1) / (d y^2 + 1), from -x^2 + y^2 = 1 + d x^2 y^2.
		var y2, num, den, one fr.Element
		one.SetOne()
		y2.Square(&p.Y)
		num.Sub(&y2, &one)
		den.Mul(&curve.D, &y2).Add(&den, &one)
		num.Div(&num, &den)
		if p.X.Sqrt(&num) == nil || p.X.IsZero() {
			continue
		}
		p.ScalarMultiplication(&p, big.NewInt(8))
		if !p.IsZero() && p.IsOnCurve() && p.IsInSubGroup() {
			return p
		}
	}
}

func shifted(p twistededwards.PointAffine, doublings int) twistededwards.PointAffine {
	p.ScalarMultiplication(&p, new(big.Int).Lsh(big.NewInt(1), uint(doublings)))
	return p
}

type edwardsPoint struct{ x, y frontend.Variable }

func constantPoint(p twistededwards.PointAffine) edwardsPoint {
	return edwardsPoint{toBig(p.X), toBig(p.Y)}
}

func (p edwardsPoint) neg(api frontend.API) edwardsPoint { return edwardsPoint{api.Neg(p.x), p.y} }

// add is the complete addition law: a = -1 is a square and d is not, so no
// denominator is 0 for points on the curve. Six constraints.
func (p edwardsPoint) add(api frontend.API, q edwardsPoint) edwardsPoint {
	xy := api.Mul(p.x, q.y)
	yx := api.Mul(p.y, q.x)
	cross := api.Add(xy, yx)
	all := api.Mul(api.Add(p.x, p.y), api.Add(q.x, q.y)) // xx + yy + cross
	t := api.Mul(edwardsD, xy, yx)
	return edwardsPoint{
		x: api.DivUnchecked(cross, api.Add(1, t)),
		y: api.DivUnchecked(api.Sub(all, cross), api.Sub(1, t)),
	}
}

// mulFixed returns start + s*B for the base point B: one table of constants for
// each window of bits, complete additions throughout, since the prover chooses
// s freely.
func mulFixed(api frontend.API, s []frontend.Variable, start twistededwards.PointAffine) edwardsPoint {
	acc := constantPoint(start)
	window := curve.Base
	for i := 0; i < len(s); i += fixedWindow {
		for _, b := range s[i : i+fixedWindow] {
			api.AssertIsBoolean(b)
		}
		var table [1 << fixedWindow]twistededwards.PointAffine
		table[0].Y.SetOne()
		for j := 1; j < len(table); j++ {
			table[j].Add(&table[j-1], &window)
		}
		acc = acc.add(api, lookup(api, s[i:i+fixedWindow], table))
		window.Add(&table[len(table)-1], &window)
	}
	return acc
}

// lookup selects a constant point by three bits: every coordinate is a linear
// form in the products of the bits.
func lookup(api frontend.API, b []frontend.Variable, table [1 << fixedWindow]twistededwards.PointAffine) edwardsPoint {
	b01 := api.Mul(b[0], b[1])
	monomials := [1 << fixedWindow]frontend.Variable{
		1, b[0], b[1], b01, b[2], api.Mul(b[0], b[2]), api.Mul(b[1], b[2]), api.Mul(b01, b[2]),
	}
	var xs, ys [1 << fixedWindow]fr.Element
	for i := range table {
		xs[i], ys[i] = table[i].X, table[i].Y
	}
	moebius(xs[:])
	moebius(ys[:])
	p := edwardsPoint{0, 0}
	for i, m := range monomials {
		p.x = api.Add(p.x, api.Mul(m, toBig(xs[i])))
		p.y = api.Add(p.y, api.Mul(m, toBig(ys[i])))
	}
	return p
}

// moebius turns the values of a function of bits into the coefficients of its
// multilinear polynomial, in place.
func moebius(v []fr.Element) {
	for step := 1; step < len(v); step *= 2 {
		for i := range v {
			if i&step != 0 {
				v[i].Sub(&v[i], &v[i^step])
			}
		}
	}
}

type montgomeryPoint struct{ u, v frontend.Variable }

// mulVariable returns k*A + 2^n*T for the bits of k, least significant first,
// and n = len(bits) - 1.
//
// It walks the signed digits of the odd number k' = k | 1, whose leading digit
// is 1 and whose others are +1 or -1 by the bits of k, from T + A downwards, and
// takes A off at the end if k was even. Each step is 2P + Q in affine Montgomery
// coordinates without the middle ordinate: six constraints.
//
// The formulas leave a slope free when they add equal points. That needs
// 2^i*T + j*A = +-A or -2*... for a prefix j of k', that is, a challenge that
// meets the discrete logarithm of T to the base A in one of about 2^10 ways out of
// 2^250. The prover does not choose the challenge (it is a hash), T has no known
// logarithm, and an issuer who chose A to that end could as well seal anything.
func mulVariable(api frontend.API, key edwardsPoint, bits []frontend.Variable) edwardsPoint {
	a := toMontgomery(api, key)
	acc := toMontgomery(api, constantPoint(offset).add(api, key))
	for i := len(bits) - 1; i >= 1; i-- {
		sign := api.Sub(api.Mul(2, bits[i]), 1)
		acc = acc.doubleAdd(api, montgomeryPoint{a.u, api.Mul(sign, a.v)})
	}
	p := toEdwards(api, acc)
	// k' = k + 1 - bits[0]: take A off for an even k.
	even := api.Sub(1, bits[0])
	back := edwardsPoint{
		x: api.Neg(api.Mul(even, key.x)),
		y: api.Add(bits[0], api.Mul(even, key.y)), // the identity is (0, 1)
	}
	return p.add(api, back)
}

// doubleAdd returns 2p + q as (p + q) + p.
func (p montgomeryPoint) doubleAdd(api frontend.API, q montgomeryPoint) montgomeryPoint {
	slope := api.DivUnchecked(api.Sub(q.v, p.v), api.Sub(q.u, p.u))
	u := api.Sub(api.Mul(montgomeryB, api.Mul(slope, slope)), montgomeryA, p.u, q.u)
	slope2 := api.Sub(api.Neg(slope), api.DivUnchecked(api.Mul(2, p.v), api.Sub(u, p.u)))
	u2 := api.Sub(api.Mul(montgomeryB, api.Mul(slope2, slope2)), montgomeryA, u, p.u)
	v2 := api.Sub(api.Mul(slope2, api.Sub(p.u, u2)), p.v)
	return montgomeryPoint{u2, v2}
}

func toMontgomery(api frontend.API, p edwardsPoint) montgomeryPoint {
	u := api.DivUnchecked(api.Add(1, p.y), api.Sub(1, p.y))
	return montgomeryPoint{u, api.DivUnchecked(u, p.x)}
}

func toEdwards(api frontend.API, p montgomeryPoint) edwardsPoint {
	return edwardsPoint{
		x: api.DivUnchecked(p.u, p.v),
		y: api.DivUnchecked(api.Sub(p.u, 1), api.Add(p.u, 1)),
	}
}
