package insecure

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

func multiplesG1(scalars ...fr.Element) []curve.G1Affine {
	_, _, one, _ := curve.Generators()
	return multiples[curve.G1Affine, curve.G1Jac](one, scalars)
}

func multiplesG2(scalars ...fr.Element) []curve.G2Affine {
	_, _, _, one := curve.Generators()
	return multiples[curve.G2Affine, curve.G2Jac](one, scalars)
}

// A point of either group in affine and in Jacobian form.
type (
	affine[A, J any] interface {
		*A
		FromJacobian(*J) *A
	}
	jacobian[A, J any] interface {
		*J
		FromAffine(*A) *J
		AddMixed(*A) *J
	}
)

// multiples gives the multiples of a base. It adds, for each byte of a scalar, a
// point from a table of that byte's multiples: 32 additions and no doubling, which is
// several times faster than gnark-crypto's BatchScalarMultiplication.
func multiples[A, J any, PA affine[A, J], PJ jacobian[A, J]](base A, scalars []fr.Element) []A {
	const bytes, values = fr.Bytes, 256
	table := make([]A, bytes*values) // at 256 i + v the multiple of v 256^i
	for i := range bytes {
		var sum J
		PJ(&sum).FromAffine(&base)
		for v := 1; v < values; v++ {
			PA(&table[i*values+v]).FromJacobian(&sum)
			PJ(&sum).AddMixed(&base)
		}
		PA(&base).FromJacobian(&sum)
	}

	out := make([]A, len(scalars))
	var g errgroup.Group
	cores := runtime.GOMAXPROCS(0)
	for c := range cores {
		g.Go(func() error {
			for i := len(scalars) * c / cores; i < len(scalars)*(c+1)/cores; i++ {
				var sum J                              // with no third coordinate, the neutral element
				for j, b := range scalars[i].Bytes() { // the highest first
					if b != 0 {
						PJ(&sum).AddMixed(&table[(bytes-1-j)*values+int(b)])
					}
				}
				PA(&out[i]).FromJacobian(&sum)
			}
			return nil
		})
	}
	_ = g.Wait() // nothing fails
	return out
}
