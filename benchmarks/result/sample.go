package result

import (
	"math"
	"slices"
)

// Sample is a series of values in the order they were measured. Quantiles are by
// nearest rank: with n values, p99 is the greatest unless n is 100 or more.
type Sample struct {
	N      int       `json:"n"`
	P50    float64   `json:"p50"`
	P95    float64   `json:"p95"`
	P99    float64   `json:"p99"`
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Values []float64 `json:"values"`
}

// NewSample sums up values.
func NewSample(values ...float64) Sample {
	s := Sample{N: len(values), Values: append([]float64{}, values...)}
	if s.N == 0 {
		return s
	}
	sorted := slices.Sorted(slices.Values(values))
	s.Min, s.Max = sorted[0], sorted[s.N-1]
	s.P50, s.P95, s.P99 = median(sorted), rank(sorted, 0.95), rank(sorted, 0.99)
	return s
}

func median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// rank is the nearest-rank quantile.
func rank(sorted []float64, q float64) float64 {
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// Spread is half the range of the middle half over the median; 0 for fewer than
// two values.
func (s Sample) Spread() float64 {
	if s.N < 2 || s.P50 == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.Values))
	return (rank(sorted, 0.75) - rank(sorted, 0.25)) / 2 / s.P50
}

// Interval bounds the median by order statistics: of n values the k-th least and
// the k-th greatest lie around it with the confidence given, the binomial
// probability that neither side of the median holds fewer than k of them (Conover,
// Practical Nonparametric Statistics, 3.2). It takes the largest k with at least
// the confidence asked for, else k = 1.
func (s Sample) Interval(confidence float64) (low, high, got float64) {
	if s.N == 0 {
		return 0, 0, 0
	}
	sorted := slices.Sorted(slices.Values(s.Values))
	of := func(k int) float64 {
		tail, term := 0.0, math.Pow(0.5, float64(s.N)) // P(fewer than k below), binomial(n, 1/2)
		for i := range k {
			tail += term
			term *= float64(s.N-i) / float64(i+1)
		}
		return 1 - 2*tail
	}
	k := 1
	for 2*(k+1) <= s.N && of(k+1) >= confidence {
		k++
	}
	return sorted[k-1], sorted[s.N-k], max(0, of(k))
}
