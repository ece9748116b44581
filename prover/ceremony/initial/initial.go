package initial

import (
	"context"
	"errors"
	"fmt"
	"math/bits"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	gnarkcrypto "github.com/consensys/gnark-crypto/ecc/bn254/mpcsetup"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
)

// Errors of Phase2.
var (
	ErrCommons = errors.New("the powers of tau do not fit the circuit")
	ErrSystem  = errors.New("not a circuit for Groth16")
)

// weightG2 is what a multiplication in G2 costs, in those in G1.
const weightG2 = 2

type (
	g1 = point[fp.Element]
	g2 = point[curve.E2]
)

// Phase2 is mpcsetup's Phase2.Initialize, faster and with equal output.
//
// It fails with ErrCommons unless the powers are for a domain of a power of two that
// holds the constraints, with ErrSystem for a system without Groth16's commitments, and
// with the context's error soon after that ends. The powers are read only. They must
// be points of their groups, as mpcsetup's decoder and package ptau make sure.
//
// If progress is not nil, it is called in turn, from several goroutines, with how much is
// done of the total; units are about a multiplication in G1.
func Phase2(ctx context.Context, system *cs.R1CS, commons *mpcsetup.SrsCommons, progress func(done, total int64)) (*mpcsetup.Phase2, *mpcsetup.Phase2Evaluations, error) {
	commitments, ok := system.CommitmentInfo.(constraint.Groth16Commitments)
	if !ok {
		return nil, nil, fmt.Errorf("%w: its commitments are %T", ErrSystem, system.CommitmentInfo)
	}
	if err := checkCommons(commons, system.GetNbConstraints()); err != nil {
		return nil, nil, err
	}
	q, n := readQAP(system), len(commons.G1.AlphaTau)
	r := &run{ctx: ctx, report: progress, total: int64(q.units(n))}
	s, err := q.evaluate(r, commons)
	if err != nil {
		return nil, nil, err
	}
	z, err := vanishing(r, commons.G1.Tau, n)
	if err != nil {
		return nil, nil, err
	}

	p, e := new(mpcsetup.Phase2), new(mpcsetup.Phase2Evaluations)
	_, _, p.Parameters.G1.Delta, p.Parameters.G2.Delta = curve.Generators()
	p.Parameters.G1.Z = z
	e.G1.A, e.G1.B, e.G2.B = affineG1(s.a), affineG1(s.b), affineG2(s.b2)
	nbPublic := system.GetNbPublicVariables()
	e.PublicAndCommitmentCommitted = commitments.GetPublicAndCommitmentCommitted(commitments.CommitmentIndexes(), nbPublic)
	share(p, e, affineG1(s.k), nbPublic, commitments)
	return p, e, nil
}

// checkCommons wants powers for one domain, of a power of two that holds the constraints.
func checkCommons(commons *mpcsetup.SrsCommons, constraints int) error {
	n := len(commons.G1.AlphaTau)
	if n == 0 || bits.OnesCount(uint(n)) != 1 {
		return fmt.Errorf("%w: %d powers with alpha, want a power of two", ErrCommons, n)
	}
	if n < constraints {
		return fmt.Errorf("%w: they are for %d constraints, and it has %d", ErrCommons, n, constraints)
	}
	for _, v := range []struct {
		name      string
		got, want int
	}{
		{"powers in G1", len(commons.G1.Tau), 2*n - 1},
		{"powers with beta", len(commons.G1.BetaTau), n},
		{"powers in G2", len(commons.G2.Tau), n},
	} {
		if v.got != v.want {
			return fmt.Errorf("%w: %d %s, want %d for a domain of %d", ErrCommons, v.got, v.name, v.want, n)
		}
	}
	return nil
}

// vanishing gives [τ^i (τ^n - 1)], i < n-1, in the order of reversed bits that
// contributions have: that of n points, less the last, which is infinite.
func vanishing(r *run, tau []curve.G1Affine, n int) ([]curve.G1Affine, error) {
	z := make([]curve.G1Affine, n)
	type scratch struct {
		adder[fp.Element, *fp.Element]
		points []g1
		halves []pair
	}
	err := each(r, n-1, chunkRows, func(s *scratch, lo, hi int) {
		s.points, s.halves = s.points[:0], s.halves[:0]
		for i := lo; i < hi; i++ {
			low := g1(tau[i])
			low.Y.Neg(&low.Y)
			s.halves = append(s.halves, pair{len(s.points), len(s.points) + 1})
			s.points = append(s.points, g1(tau[n+i]), low)
		}
		s.add(s.points, s.halves)
		for i := lo; i < hi; i++ {
			z[reversed(i, n)] = curve.G1Affine(s.points[2*(i-lo)])
		}
	})
	return z[:n-1], err
}

// share gives each wire's sum to whom it belongs: committed values, then public inputs
// and commitments, then the rest. No secret is in them yet, so γ, δ and σ are one.
func share(p *mpcsetup.Phase2, e *mpcsetup.Phase2Evaluations, k []curve.G1Affine, nbPublic int, commitments constraint.Groth16Commitments) {
	_, _, _, generator := curve.Generators()
	e.G1.CKK = make([][]curve.G1Affine, len(commitments))
	p.Sigmas = make([]gnarkcrypto.UpdateProof, len(commitments))
	p.Parameters.G1.SigmaCKK = make([][]curve.G1Affine, len(commitments))
	p.Parameters.G2.Sigma = make([]curve.G2Affine, len(commitments))

	taken := make([]bool, len(k))
	verifier := make([]bool, len(k))
	for i := range nbPublic {
		verifier[i] = true
	}
	for i, c := range commitments {
		p.Parameters.G2.Sigma[i] = generator
		verifier[c.CommitmentIndex] = true
		for _, wire := range c.PrivateCommitted {
			e.G1.CKK[i] = append(e.G1.CKK[i], k[wire])
			taken[wire] = true
		}
		p.Parameters.G1.SigmaCKK[i] = append([]curve.G1Affine(nil), e.G1.CKK[i]...)
	}
	for wire := range k {
		switch {
		case taken[wire]:
		case verifier[wire]:
			e.G1.VKK = append(e.G1.VKK, k[wire])
		default:
			p.Parameters.G1.PKK = append(p.Parameters.G1.PKK, k[wire])
		}
	}
}

func affineG1(points []g1) []curve.G1Affine {
	out := make([]curve.G1Affine, len(points))
	for i := range points {
		out[i] = curve.G1Affine(points[i])
	}
	return out
}

func affineG2(points []g2) []curve.G2Affine {
	out := make([]curve.G2Affine, len(points))
	for i := range points {
		out[i] = curve.G2Affine(points[i])
	}
	return out
}

func pointsG1(points []curve.G1Affine) []g1 {
	out := make([]g1, len(points))
	for i := range points {
		out[i] = g1(points[i])
	}
	return out
}

func pointsG2(points []curve.G2Affine) []g2 {
	out := make([]g2, len(points))
	for i := range points {
		out[i] = g2(points[i])
	}
	return out
}
