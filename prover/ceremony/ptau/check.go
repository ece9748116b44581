package ptau

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	setup "github.com/consensys/gnark-crypto/ecc/bn254/mpcsetup"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// Check refuses what is not a reference string of single, non-trivial secrets: see
// the package's promise. What it adds to gnark's checks of a contribution is what
// those assume of the string before it.
func Check(srs *mpcsetup.SrsCommons) error {
	_, _, one1, one2 := curve.Generators()
	n := len(srs.G2.Tau)
	switch {
	case n < 2 || len(srs.G1.Tau) != 2*n-1 || len(srs.G1.AlphaTau) != n || len(srs.G1.BetaTau) != n:
		return fmt.Errorf("%w: their numbers do not fit each other", ErrPowers)
	case !srs.G1.Tau[0].Equal(&one1) || !srs.G2.Tau[0].Equal(&one2):
		return fmt.Errorf("%w: a first power is not the generator", ErrPowers)
	}
	if err := members(srs); err != nil {
		return err
	}
	for name, p := range map[string]*curve.G1Affine{"tau": &srs.G1.Tau[1], "alpha": &srs.G1.AlphaTau[0], "beta": &srs.G1.BetaTau[0]} {
		if p.IsInfinity() || p.X.Equal(&one1.X) {
			return fmt.Errorf("%w: %s is 0, 1 or -1", ErrPowers, name)
		}
	}
	// Draws its coefficients itself, and takes copies.
	if err := setup.SameRatioMany(srs.G1.Tau, srs.G2.Tau, srs.G1.AlphaTau, srs.G1.BetaTau); err != nil {
		return fmt.Errorf("%w: %w", ErrPowers, err)
	}
	var minus curve.G1Affine
	minus.Neg(&one1)
	same, err := curve.PairingCheck([]curve.G1Affine{srs.G1.BetaTau[0], minus}, []curve.G2Affine{one2, srs.G2.Beta})
	if err != nil || !same {
		return fmt.Errorf("%w: beta differs between the groups", ErrPowers)
	}
	return nil
}

// members wants every point on its curve and in the subgroup. All of G1 is.
func members(srs *mpcsetup.SrsCommons) error {
	for name, points := range map[string][]curve.G1Affine{"tau": srs.G1.Tau, "alpha tau": srs.G1.AlphaTau, "beta tau": srs.G1.BetaTau} {
		if i := first(len(points), func(i int) bool { return !points[i].IsOnCurve() }); i >= 0 {
			return fmt.Errorf("%w: power %d of %s in G1", ErrPoint, i, name)
		}
	}
	if i := first(len(srs.G2.Tau), func(i int) bool { return !srs.G2.Tau[i].IsInSubGroup() }); i >= 0 {
		return fmt.Errorf("%w: power %d of tau in G2", ErrPoint, i)
	}
	if !srs.G2.Beta.IsInSubGroup() {
		return fmt.Errorf("%w: beta in G2", ErrPoint)
	}
	return nil
}

// first finds an index for which something holds, the least one found by any core,
// or -1.
func first(n int, holds func(int) bool) int {
	var least atomic.Int64
	least.Store(int64(n))
	var g errgroup.Group
	cores := runtime.GOMAXPROCS(0)
	for c := range cores {
		g.Go(func() error {
			for i := n * c / cores; i < n*(c+1)/cores && int64(i) < least.Load(); i++ {
				if holds(i) {
					for old := least.Load(); int64(i) < old && !least.CompareAndSwap(old, int64(i)); old = least.Load() {
					}
				}
			}
			return nil
		})
	}
	_ = g.Wait() // nothing fails
	if i := int(least.Load()); i < n {
		return i
	}
	return -1
}
