package ingest

import (
	"cmp"
	"math/big"
	"slices"

	"vitalproof/circuits/claim"
)

// An NN interval is kept in microseconds. Its bounds are a heart rate of 250 and
// of 20 a minute, those of the metric resting-heart-rate: what lies outside is an
// artifact that should not be in a series of normal beats.
const (
	minNN = 240_000
	maxNN = 3_000_000

	microseconds = 1000 // of a millisecond
	leastNN      = 2    // a sample variance and a difference need two
)

// variability gives SDNN or RMSSD of the intervals of each day, in tenths of a
// millisecond, rounded half up. Which length of recording a norm is for is the
// affair of whoever reads the claim: norms of a day, of five minutes and of less
// do not compare.
func (b *builder) variability() ([]entry, *Error) {
	slices.SortStableFunc(b.items, func(x, y item) int { return cmp.Compare(x.t, y.t) })
	days := make(map[int]*nnSums)
	for i, x := range b.items {
		d := days[x.day()]
		if d == nil {
			d = &nnSums{}
			days[x.day()] = d
		}
		// Intervals of two recordings do not follow each other.
		follows := i > 0 && d.n > 0 && int64(x.t)-int64(b.items[i-1].t) <= 2*maxNN/(1000*microseconds)
		d.add(uint64(x.a), follows)
	}
	values := make(map[int]uint64)
	const tenthsOfMs = 10
	for day, d := range days {
		switch {
		case d.n < leastNN:
		case b.metric == claim.HRVSDNN:
			values[day] = d.sdnn(tenthsOfMs)
		case d.diffs > 0:
			values[day] = d.rmssd(tenthsOfMs)
		}
	}
	return b.dayValues(values)
}

// nnSums are the sums that decide SDNN and RMSSD, in microseconds. A day has some
// 100,000 intervals, so the squares stay below 2^61.
type nnSums struct {
	n, diffs          uint64
	sum, squares      uint64
	last, diffSquares uint64
}

func (s *nnSums) add(us uint64, follows bool) {
	if follows {
		d := int64(us) - int64(s.last)
		s.diffs++
		s.diffSquares += uint64(d * d)
	}
	s.n++
	s.sum += us
	s.squares += us * us
	s.last = us
}

// sdnn is the standard deviation of NN intervals with n-1 (Task Force 1996), in
// units of 1/perMs of a millisecond.
func (s *nnSums) sdnn(perMs int64) uint64 {
	n := new(big.Int).SetUint64(s.n)
	num := new(big.Int).Mul(n, new(big.Int).SetUint64(s.squares))
	sum := new(big.Int).SetUint64(s.sum)
	num.Sub(num, sum.Mul(sum, sum))
	return rootOf(num, new(big.Int).Mul(n, new(big.Int).SetUint64(s.n-1)), perMs)
}

// rmssd is the root of the mean square of successive differences, in the same
// units.
func (s *nnSums) rmssd(perMs int64) uint64 {
	return rootOf(new(big.Int).SetUint64(s.diffSquares), new(big.Int).SetUint64(s.diffs), perMs)
}

// rootOf rounds perMs/1000 times the root of num/den half up: half of the floor
// of twice the root, plus one. It is exact.
func rootOf(num, den *big.Int, perMs int64) uint64 {
	scale := big.NewInt(4 * perMs * perMs)
	q := num.Mul(num, scale)
	q.Quo(q, den.Mul(den, big.NewInt(microseconds*microseconds)))
	return (q.Sqrt(q).Uint64() + 1) / 2
}
