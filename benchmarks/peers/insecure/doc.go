// Package insecure makes reference strings of secrets that everybody knows, in the
// file formats of the peers: a proving key of snarkjs and the string of Barretenberg.
//
// INSECURE, for measurement only: whoever reads this source can prove anything
// under them. They are made here because snarkjs takes most of an hour to prepare
// powers of tau of this size, and Barretenberg would download a file. A prover does
// the same work with them as with those of a ceremony.
//
// Knowing the secrets is what makes it fast: every point is a known multiple of the
// generator, so polynomials are evaluated as numbers and no transform of points is
// needed. About 10 s for a key of 2^17 constraints on two cores, of which half is G2;
// 3 KB of memory a constraint.
package insecure

import (
	"fmt"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

// maxSize bounds a domain, 2^22; the largest that is measured has 2^17 to 2^18.
const maxSize = 1 << 22

// secrets are those of a setup. snarkjs fixes gamma at 1.
type secrets struct{ tau, alpha, beta, delta fr.Element }

// known gives the secrets: hashes of a text that says what they are.
func known() secrets {
	e, err := fr.Hash([]byte("INSECURE: benchmarks, known to everybody"), []byte("vitalproof/benchmarks/peers"), 4)
	if err != nil {
		panic(err) // the tag has a length that always fits
	}
	return secrets{e[0], e[1], e[2], e[3]}
}

// lagrange evaluates at tau the polynomials of degree below n that are 1 at one
// n-th root of unity and 0 at the others, in the order of the roots' exponents.
func lagrange(n int, tau fr.Element) ([]fr.Element, error) {
	if n < 1 || n > maxSize || n&(n-1) != 0 {
		return nil, fmt.Errorf("a domain of %d is no power of two up to %d", n, maxSize)
	}
	root, err := fft.Generator(uint64(n))
	if err != nil {
		return nil, fmt.Errorf("a domain of %d: %w", n, err)
	}
	// w^i (tau^n - 1) / (n (tau - w^i))
	below := make([]fr.Element, n)
	size := fr.NewElement(uint64(n))
	power := fr.One()
	for i := range below {
		below[i].Sub(&tau, &power).Mul(&below[i], &size)
		power.Mul(&power, &root)
	}
	out := fr.BatchInvert(below)
	var scale fr.Element
	one := fr.One()
	scale.Set(&tau)
	for m := 1; m < n; m *= 2 {
		scale.Square(&scale)
	}
	scale.Sub(&scale, &one)
	for i := range out {
		out[i].Mul(&out[i], &scale)
		scale.Mul(&scale, &root)
	}
	return out, nil
}
