package attestation_test

import (
	"bytes"
	"errors"
	"math/big"
	"slices"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"

	"vitalproof/circuits/attestation"
)

// The proof's words of 32 bytes, in order.
var words = []string{
	"A.x", "A.y", "B.x imaginary", "B.x real", "B.y imaginary", "B.y real",
	"C.x", "C.y", "D.x", "D.y", "P.x", "P.y",
}

const wordBytes = 32

// points are the proof's five points: name, first byte, length.
var points = []struct {
	name        string
	at, lengths int
}{{"A", 0, 64}, {"B", 64, 128}, {"C", 192, 64}, {"D", 256, 64}, {"P", 320, 64}}

func mustNotDecode(t *testing.T, p attestation.Proof) {
	t.Helper()
	if _, err := attestation.Decode(p); !errors.Is(err, attestation.ErrProofEncoding) {
		t.Errorf("got %v, want %v", err, attestation.ErrProofEncoding)
	}
}

func TestDecodeAndEncodeAreInverse(t *testing.T) {
	a := good(t)
	if again := encode(t, decode(t, a.Proof)); again != a.Proof {
		t.Error("decoding and encoding changed the proof")
	}
}

// A coordinate above the modulus names the same point once more: whoever counts
// proofs by their bytes, or compares them, would be deceived.
func TestACoordinateThatIsNotBelowTheModulusIsRefused(t *testing.T) {
	a := good(t)
	p := fp.Modulus()
	for i, name := range words {
		word := a.Proof[i*wordBytes : (i+1)*wordBytes]
		value := new(big.Int).SetBytes(word)
		for what, bad := range map[string]*big.Int{
			"plus p":   new(big.Int).Add(value, p),
			"p":        p,
			"0":        new(big.Int),
			"all ones": new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 8*wordBytes), big.NewInt(1)),
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				b := a.Proof
				bad.FillBytes(b[i*wordBytes : (i+1)*wordBytes])
				mustNotDecode(t, b)
			})
		}
	}
}

func TestInfinityIsRefusedForEveryPoint(t *testing.T) {
	for _, p := range points {
		t.Run(p.name, func(t *testing.T) {
			b := good(t).Proof
			clear(b[p.at : p.at+p.lengths])
			mustNotDecode(t, b)
		})
	}
}

func TestAPointOffItsCurveIsRefused(t *testing.T) {
	for _, p := range points {
		t.Run(p.name, func(t *testing.T) {
			b := good(t).Proof
			half := p.lengths / 2
			swapped := slices.Concat(b[p.at+half:p.at+p.lengths], b[p.at:p.at+half]) // (y, x)
			copy(b[p.at:], swapped)
			mustNotDecode(t, b)
		})
	}
}

// The EVM wants the imaginary part first, gnark's own encoding too, many other
// libraries the real one.
func TestSwappedPartsOfBAreRefused(t *testing.T) {
	for _, at := range []int{64, 128} {
		b := good(t).Proof
		swapped := slices.Concat(b[at+wordBytes:at+2*wordBytes], b[at:at+wordBytes])
		copy(b[at:], swapped)
		mustNotDecode(t, b)
	}
}

func TestTruncatedProofsAreRefused(t *testing.T) {
	a := good(t)
	for _, keep := range []int{0, 1, 64, 192, 320, 383} {
		var b attestation.Proof
		copy(b[:], a.Proof[:keep])
		mustNotDecode(t, b)
	}
}

// The curve of B has a cofactor of 254 bits. Pairings with points outside the
// subgroup mean nothing, and a point of small order is the classic way in.
func TestBOutsideTheSubgroupIsRefused(t *testing.T) {
	a := good(t)
	honest := decode(t, a.Proof).Bs
	outside := outsideSubgroup(t)
	sum := func(p, q curve.G2Affine) curve.G2Affine {
		var out curve.G2Affine
		return *out.Add(&p, &q)
	}
	small := smallOrder(t, outside)
	for name, b := range map[string]curve.G2Affine{
		"a point of the curve":            outside,
		"a point of small order":          small,
		"B and a point of the curve":      sum(honest, outside),
		"B and a point of small order":    sum(honest, small),
		"B and minus that of small order": sum(honest, *new(curve.G2Affine).Neg(&small)),
	} {
		t.Run(name, func(t *testing.T) {
			if !b.IsOnCurve() || b.IsInfinity() {
				t.Fatal("the test's point is not on the curve")
			}
			proof := decode(t, a.Proof)
			proof.Bs = b
			mustNotDecode(t, encode(t, proof))
		})
	}
}

// outsideSubgroup finds a point of B's curve that is not in the subgroup: all
// but one in 2^254 are.
func outsideSubgroup(t *testing.T) curve.G2Affine {
	t.Helper()
	_, _, _, g := curve.Generators()
	var b curve.E2 // the curve's constant, y^2 - x^3 of the generator
	b.Square(&g.X).Mul(&b, &g.X)
	var y2 curve.E2
	y2.Square(&g.Y)
	b.Sub(&y2, &b)
	for i := uint64(1); i < 100; i++ {
		var p curve.G2Affine
		p.X.A0.SetUint64(i)
		y2.Square(&p.X).Mul(&y2, &p.X).Add(&y2, &b)
		if y2.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&y2)
		if got := multiply(p, groupOrder()); !p.IsOnCurve() || got.IsInfinity() {
			t.Fatal("not a point of the curve outside the subgroup")
		}
		return p
	}
	t.Fatal("no point found")
	return curve.G2Affine{}
}

// smallOrder is a point of order 10069, the smallest factor of the cofactor
// 2p - r.
func smallOrder(t *testing.T, p curve.G2Affine) curve.G2Affine {
	t.Helper()
	order := big.NewInt(10069)
	cofactor := new(big.Int).Sub(new(big.Int).Lsh(fp.Modulus(), 1), groupOrder())
	rest, left := new(big.Int).QuoRem(cofactor, order, new(big.Int))
	if left.Sign() != 0 {
		t.Fatal("the order does not divide the cofactor")
	}
	q := multiply(multiply(p, groupOrder()), rest)
	if end := multiply(q, order); q.IsInfinity() || !end.IsInfinity() {
		t.Fatal("not a point of small order")
	}
	return q
}

// multiply doubles and adds: gnark-crypto's own multiplication splits the scalar
// in a way that holds inside the subgroup only.
func multiply(p curve.G2Affine, s *big.Int) curve.G2Affine {
	var sum, point curve.G2Jac
	point.FromAffine(&p)
	for i := s.BitLen() - 1; i >= 0; i-- {
		sum.DoubleAssign()
		if s.Bit(i) == 1 {
			sum.AddAssign(&point)
		}
	}
	var out curve.G2Affine
	return *out.FromJacobian(&sum)
}

func TestEncodeRefusesProofsWithoutExactlyOneCommitment(t *testing.T) {
	a := good(t)
	for _, n := range []int{0, 2} {
		p := decode(t, a.Proof)
		p.Commitments = slices.Repeat(p.Commitments, n)
		if _, err := attestation.Encode(p); !errors.Is(err, attestation.ErrProofEncoding) {
			t.Errorf("%d commitments: got %v", n, err)
		}
	}
}

// FuzzDecode: what decodes is a proof of valid points with one spelling.
func FuzzDecode(f *testing.F) {
	a := good(f)
	f.Add(a.Proof[:])
	f.Add(make([]byte, attestation.ProofBytes))
	f.Add(bytes.Repeat([]byte{0xff}, attestation.ProofBytes))
	swapped := slices.Concat(a.Proof[192:256], a.Proof[64:192], a.Proof[:64], a.Proof[320:], a.Proof[256:320])
	f.Add(swapped)
	f.Fuzz(func(t *testing.T, raw []byte) {
		var p attestation.Proof
		copy(p[:], raw)
		proof, err := attestation.Decode(p)
		if err != nil {
			if proof != nil || !errors.Is(err, attestation.ErrProofEncoding) {
				t.Errorf("got a proof or %v", err)
			}
			return
		}
		if again := encode(t, proof); again != p {
			t.Error("a second spelling of the same points")
		}
		for _, g := range []curve.G1Affine{proof.Ar, proof.Krs, proof.Commitments[0], proof.CommitmentPok} {
			if g.IsInfinity() || !g.IsOnCurve() {
				t.Error("a point is off its curve or at infinity")
			}
		}
		if !proof.Bs.IsInSubGroup() || proof.Bs.IsInfinity() {
			t.Error("B is outside the subgroup or at infinity")
		}
	})
}
