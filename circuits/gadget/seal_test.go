package gadget

import (
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// Inputs of the circuit below, the scalar's bits last.
const (
	inAX = iota
	inAY
	inRX
	inRY
	inLane0
	inSubject
	inHead
	inScalar
)

func sealed(api frontend.API, in []frontend.Variable) error {
	s := SealWitness{AX: in[inAX], AY: in[inAY], RX: in[inRX], RY: in[inRY]}
	copy(s.S[:], in[inScalar:])
	check := checker(api)
	return VerifySeal(api, NewHasher(api), check, s, in[inLane0], in[inSubject], in[inHead])
}

type sealCase struct {
	key     statement.PrivateKey
	message statement.SealMessage
	seal    statement.Seal
}

func newSealCase(t *testing.T, seed string) sealCase {
	t.Helper()
	r := seeded(seed)
	c := sealCase{key: newKey(t, r), message: statement.SealMessage{
		Subject: randomField(r), Metric: claim.Metric(1 + r.IntN(2)), Day: claim.Day(1 + r.IntN(40000)),
		Head: randomField(r), Assurance: uint8(r.IntN(8)),
	}}
	var err error
	if c.seal, err = c.key.Seal(c.message); err != nil {
		t.Fatal(err)
	}
	return c
}

func (c sealCase) inputs(t *testing.T) []frontend.Variable {
	t.Helper()
	r, scalar, err := c.seal.Parts()
	if err != nil {
		t.Fatal(err)
	}
	in := make([]frontend.Variable, inScalar)
	in[inAX], in[inAY] = c.key.Public().Coordinates()
	in[inRX], in[inRY] = r.X, r.Y
	in[inLane0], in[inSubject], in[inHead] = c.message.Lane0(), c.message.Subject, c.message.Head
	return append(in, bitsOf(scalar, ScalarBits)...)
}

// The circuit accepts exactly what the plain verification does, which is
// gnark-crypto's EdDSA without the cofactor.
func TestVerifySealAgreesWithThePlainVerification(t *testing.T) {
	s := system(t, sealed, inScalar+ScalarBits)
	r := seeded("seals")
	accepted, refused := 0, 0
	for i := range 50 {
		c := newSealCase(t, string(rune('a'+i)))
		switch i % 8 {
		case 1: // another message
			c.message.Head = plusOne(c.message.Head)
		case 2:
			c.message.Subject = randomField(r)
		case 3:
			c.message.Day++
		case 4:
			c.message.Assurance ^= 1
		case 5: // another scalar
			scalar := new(big.Int).SetBytes(c.seal[32:])
			scalar.Add(scalar, big.NewInt(1)).Mod(scalar, &curve.Order)
			scalar.FillBytes(c.seal[32:])
		case 6: // another nonce point
			p := randomPoint(r)
			b := p.Bytes()
			copy(c.seal[:32], b[:])
		case 7: // another issuer
			c.key = newKey(t, r)
		}
		plain := c.key.Public().Verify(c.message, c.seal) == nil
		in := c.inputs(t)
		if got := solves(t, s, in); got != plain {
			t.Errorf("case %d: circuit says %t, plain verification says %t", i, got, plain)
		}
		if i < 10 {
			if got := engine(sealed, in) == nil; got != plain {
				t.Errorf("case %d: engine says %t, plain verification says %t", i, got, plain)
			}
		}
		if plain {
			accepted++
		} else {
			refused++
		}
	}
	if accepted < 5 || refused < 30 {
		t.Errorf("%d seals hold and %d do not: the cases are lopsided", accepted, refused)
	}
}

func TestVerifySealRefusesEveryChange(t *testing.T) {
	s := system(t, sealed, inScalar+ScalarBits)
	in := newSealCase(t, "change").inputs(t)
	if !solves(t, s, in) {
		t.Fatal("an honest seal is refused")
	}
	r := seeded("changes")
	for i := range in {
		changed := slices.Clone(in)
		if i < inScalar {
			changed[i] = randomField(r)
		} else {
			changed[i] = 1 - in[i].(uint)
		}
		if solves(t, s, changed) {
			t.Errorf("a change of input %d goes unnoticed", i)
		}
	}
	for _, swap := range [][2]int{{inAX, inAY}, {inRX, inRY}, {inSubject, inHead}, {inLane0, inHead}, {inAX, inRX}} {
		changed := slices.Clone(in)
		changed[swap[0]], changed[swap[1]] = in[swap[1]], in[swap[0]]
		if solves(t, s, changed) {
			t.Errorf("inputs %v may be swapped", swap)
		}
	}
}

// Seals under a cofactor: gnark-crypto's cofactored equation holds for R plus a
// point of small order, the circuit's does not. The plain verification has to
// refuse it as well, or a record would verify that no proof can use.
func TestVerifySealHasNoCofactor(t *testing.T) {
	s := system(t, sealed, inScalar+ScalarBits)
	r := seeded("cofactor")
	for i, low := range smallOrder(t) {
		c := newSealCase(t, "cofactor")
		// Sign again with R moved by a point of small order.
		scalarOfKey := new(big.Int).SetBytes(c.key.Bytes()[32:64])
		nonce := randomField(r)
		k := new(big.Int).Mod(nonce.BigInt(new(big.Int)), &curve.Order)
		var moved twistededwards.PointAffine
		moved.ScalarMultiplicationBase(k)
		moved.Add(&moved, &low)
		h := statement.Challenge(moved, c.key.Public(), c.message)
		scalar := h.BigInt(new(big.Int))
		scalar.Mul(scalar, scalarOfKey).Add(scalar, k).Mod(scalar, &curve.Order)
		b := moved.Bytes()
		copy(c.seal[:32], b[:])
		scalar.FillBytes(c.seal[32:])
		if c.key.Public().Verify(c.message, c.seal) == nil {
			t.Errorf("point %d: the plain verification accepts", i)
		}
		in := newSealCase(t, "cofactor").inputs(t)
		in[inRX], in[inRY] = moved.X, moved.Y
		copy(in[inScalar:], bitsOf(scalar, ScalarBits))
		if solves(t, s, in) {
			t.Errorf("point %d: the circuit accepts", i)
		}
	}
}
