package differential

import (
	"errors"
	"fmt"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/pedersen"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
)

// KeyFromWords is the inverse of lock.EVMKeyWords. It checks that coordinates are
// reduced and points in their groups, and nothing of what lock.CheckKey checks.
func KeyFromWords(words [36][32]byte) (*groth16bn254.VerifyingKey, error) {
	var errs []error
	rest := words[:]
	coordinate := func(to *fp.Element) {
		if err := to.SetBytesCanonical(rest[0][:]); err != nil {
			errs = append(errs, fmt.Errorf("word %d of a key: %w", len(words)-len(rest), err))
		}
		rest = rest[1:]
	}
	g1 := func(p *curve.G1Affine) {
		coordinate(&p.X)
		coordinate(&p.Y)
		if !p.IsInSubGroup() {
			errs = append(errs, errors.New("a key's point is not in G1"))
		}
	}
	g2 := func(p *curve.G2Affine) {
		coordinate(&p.X.A1)
		coordinate(&p.X.A0)
		coordinate(&p.Y.A1)
		coordinate(&p.Y.A0)
		if !p.IsInSubGroup() {
			errs = append(errs, errors.New("a key's point is not in G2"))
		}
	}
	vk := new(groth16bn254.VerifyingKey)
	vk.CommitmentKeys = make([]pedersen.VerifyingKey, 1)
	vk.PublicAndCommitmentCommitted = make([][]int, 1)
	vk.G1.K = make([]curve.G1Affine, 7)
	g1(&vk.G1.Alpha)
	g2(&vk.G2.Beta)
	g2(&vk.G2.Gamma)
	g2(&vk.G2.Delta)
	g2(&vk.CommitmentKeys[0].G)
	g2(&vk.CommitmentKeys[0].GSigmaNeg)
	for i := range vk.G1.K {
		g1(&vk.G1.K[i])
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return vk, vk.Precompute()
}

// OutsideG2 is a point of the curve that G2 lies on, outside G2: not of the order
// of the pairing's groups. It is the first with real x coordinate 0, 1, 2, ...
func OutsideG2() curve.G2Affine {
	for x := uint64(0); ; x++ {
		var p curve.G2Affine
		p.X.A0.SetUint64(x)
		// y^2 = x^3 + b, with b taken from a point of the curve.
		_, _, _, g := curve.Generators()
		b := g.Y
		b.Square(&b)
		cube := g.X
		cube.Square(&cube).Mul(&cube, &g.X)
		b.Sub(&b, &cube)
		cube = p.X
		cube.Square(&cube).Mul(&cube, &p.X)
		b.Add(&b, &cube)
		if b.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&b)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
	}
}
