package initial

import (
	"math/bits"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

// roots are the scalars of the conversion to Lagrange points of a domain of n, as
// digits: w^i at i and w^i/n at n/2+i, for i < n/2, where w is the inverse of the
// domain's generator; 1 and 1/n for n = 1.
func roots[F any, P field[F]](r *run, f *family[F, P], n int) ([][]digit, error) {
	domain := fft.NewDomain(uint64(n), fft.WithoutPrecompute())
	half := max(n/2, 1)
	scalars := make([]fr.Element, 2*half)
	scalars[0].SetOne()
	scalars[half] = domain.CardinalityInv
	for i := 1; i < half; i++ {
		scalars[i].Mul(&scalars[i-1], &domain.GeneratorInv)
		scalars[half+i].Mul(&scalars[half+i-1], &domain.GeneratorInv)
	}
	return f.allDigits(r, scalars)
}

// lagrange turns the points [s τ^k], k < n, a power of two, into the points [s L_c(τ)],
// where L_c is the polynomial below degree n that is one at the domain's c-th element
// and zero at the others. As L_c(τ) = 1/n Σ_k w^(ck) τ^k, that is a Fourier transform.
// It is done in place by splitting blocks of m points into their even results and those
// of 1 and of 3 modulo 4 (split radix, decimating in frequency). For the i-th four of the
// points, a quarter of the block apart, w of order m and J = w^(m/4), J² = -1, those are
//
//	x₀ + x₂ and x₁ + x₃,  w^i ((x₀ - x₂) + J (x₁ - x₃)),  w^3i ((x₀ - x₂) - J (x₁ - x₃))
//
// in blocks of m/2, m/4 and m/4. The last two are sums of two products, which share their
// doublings and the multiples of the differences; for i = 0 one product serves both. Of
// the division by n, each point gets it with the first product that it meets; the block
// that starts at 0 has met none.
func lagrange[F any, P field[F]](r *run, f *family[F, P], powers []point[F], digits [][]digit, weight int) ([]point[F], error) {
	n := len(powers)
	x, blocks := append([]point[F](nil), powers...), splits(n)
	for k := len(blocks) - 1; k >= 2; k-- {
		if err := each(r, len(blocks[k])<<k/4, chunkFours, func(s *splitter[F, P], lo, hi int) {
			s.split(f, x, blocks[k], 1<<k, lo, hi, digits)
			r.progress(weight * unitsFour * (hi - lo))
		}); err != nil {
			return nil, err
		}
	}
	var c combiner[F, P]
	rows := make([][]term, min(n, 2)) // what is not divided yet
	first := make([]point[F], len(rows))
	for i := range rows {
		rows[i] = []term{{base: int32(i), scalar: int32(max(n/2, 1))}}
	}
	c.prepare(len(rows), rows, digits)
	c.fill(c.add, x, 0, len(rows))
	c.combine(f, &c.multiples, rows, digits, first)
	copy(x, first)
	if n > 1 {
		var pairs []pair
		for _, b := range blocks[1] {
			pairs = append(pairs, pair{b, b + 1})
		}
		c.butterflies(x, pairs)
	}
	for i := range x {
		if j := reversed(i, n); i < j {
			x[i], x[j] = x[j], x[i]
		}
	}
	return x, nil
}

// splits gives, for each k, where blocks of 2^k points begin that are to be split.
func splits(n int) [][]int {
	top := bits.TrailingZeros(uint(n))
	blocks := make([][]int, top+1)
	blocks[top] = []int{0}
	for k := top; k >= 2; k-- {
		for _, b := range blocks[k] {
			blocks[k-1] = append(blocks[k-1], b)
			blocks[k-2] = append(blocks[k-2], b+1<<k/2, b+1<<k/4*3)
		}
	}
	return blocks
}

// reversed is an index below n, a power of two, with its bits in the other order.
func reversed(i, n int) int {
	return int(bits.Reverse64(uint64(i)) >> (64 - bits.TrailingZeros(uint(n))))
}

const (
	// chunkFours has as many sums as chunkRows.
	chunkFours = chunkRows / 2
	// unitsFour are about the multiplications that four points take.
	unitsFour = 3
)

// unitsLagrange are the units of progress of a conversion of n points.
func unitsLagrange(n int) int {
	units := 0
	for k, b := range splits(n) {
		if k >= 2 {
			units += len(b) << k / 4 * unitsFour
		}
	}
	return units
}

// A splitter is scratch of splitting.
type splitter[F any, P field[F]] struct {
	combiner[F, P]
	inputs  []point[F]
	apart   []pair
	terms   []term
	sums    [][]term
	results []point[F]
}

// split does the fours [lo, hi) of all those in blocks of m points.
func (s *splitter[F, P]) split(f *family[F, P], x []point[F], blocks []int, m, lo, hi int, digits [][]digit) {
	n, quarter, count := len(x), m/4, hi-lo
	at := func(four, k int) *point[F] { return &x[blocks[four/quarter]+four%quarter+k*quarter] }

	s.inputs, s.apart = grow(s.inputs, 4*count), s.apart[:0]
	for i := range count {
		for k := range 4 {
			s.inputs[4*i+k] = *at(lo+i, k)
		}
		s.apart = append(s.apart, pair{4 * i, 4*i + 2}, pair{4*i + 1, 4*i + 3})
	}
	s.butterflies(s.inputs, s.apart) // x₀ + x₂, x₁ + x₃, x₀ - x₂, x₁ - x₃

	s.terms, s.sums, s.apart = grow(s.terms, 4*count), s.sums[:0], s.apart[:0]
	for i := range count {
		four := lo + i
		e, whole := four%quarter*(n/m), blocks[four/quarter] == 0
		power := func(base, exponent int) term {
			t := term{base: int32(base), scalar: int32(exponent % (n / 2)), negative: exponent/(n/2)%2 == 1}
			if whole {
				t.scalar += int32(n / 2)
			}
			return t
		}
		t := s.terms[4*i : 4*i+4]
		if e == 0 && !whole {
			t[0] = power(4*i+3, n/4)
			s.sums = append(s.sums, nil, t[0:1])
			s.apart = append(s.apart, pair{2 * i, 2*i + 1})
			continue
		}
		t[0], t[1] = power(4*i+2, e), power(4*i+3, e+n/4)
		t[2], t[3] = power(4*i+2, 3*e), power(4*i+3, 3*(e+n/4))
		s.sums = append(s.sums, t[0:2], t[2:4])
	}
	s.prepare(4*count, s.sums, digits)
	s.fill(s.add, s.inputs, 0, 4*count)
	s.results = grow(s.results, 2*count)
	s.combine(f, &s.multiples, s.sums, digits, s.results)
	for _, p := range s.apart {
		s.results[p.into] = s.inputs[2*p.into+2]
	}
	s.butterflies(s.results, s.apart)
	for i := range count {
		*at(lo+i, 0), *at(lo+i, 1) = s.inputs[4*i], s.inputs[4*i+1]
		*at(lo+i, 2), *at(lo+i, 3) = s.results[2*i], s.results[2*i+1]
	}
}
