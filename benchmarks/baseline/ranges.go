package baseline

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/rangecheck"

	"vitalproof/benchmarks/check"
)

// ranges are what the cut-offs make of the readings.
var ranges = [...]struct{ from, to int }{
	{check.Least, 53}, {54, 69}, {70, 180}, {181, 250}, {251, check.Most},
}

// rangeBits holds the distance of a reading to either end of its range.
const rangeBits = 8

// class is the number of readings in each range.
type class [len(ranges)]frontend.Variable

func (c class) counts(api frontend.API) counts {
	below70 := api.Add(c[0], c[1])
	above180 := api.Add(c[3], c[4])
	return counts{api.Add(below70, c[2], above180), c[0], below70, above180, c[4]}
}

// countByBits has the prover say in which range each reading is, and shows by the
// bits of its distance to both ends that it is there. It is the cheapest way with
// bits that we know; comparing with each cut-off takes Comparators.
//
// Cost in R1CS: 24 a reading.
func countByBits(api frontend.API, readings []frontend.Variable) (counts, error) {
	return countByRange(api, readings, func(distance frontend.Variable) { api.ToBinary(distance, rangeBits) })
}

// countByRangeCheck is countByBits with the range checks of gnark's standard
// library, which look limbs up in a table and need a commitment as we do.
//
// Cost in R1CS: 10 a reading, and the table.
func countByRangeCheck(api frontend.API, readings []frontend.Variable) (counts, error) {
	checker := rangecheck.New(api)
	return countByRange(api, readings, func(distance frontend.Variable) { checker.Check(distance, rangeBits) })
}

// countByRange: each reading has at most one range, without one it is 0, and
//
//	0 <= r - from < 2^rangeBits, 0 <= to - r < 2^rangeBits
//
// Both differences being small, neither wraps around.
func countByRange(api frontend.API, readings []frontend.Variable, short func(frontend.Variable)) (counts, error) {
	var in [len(ranges)][]frontend.Variable
	for _, r := range readings {
		is, err := api.Compiler().NewHint(RangeHint, len(ranges), r)
		if err != nil {
			return counts{}, err
		}
		from, to := make([]frontend.Variable, len(ranges)), make([]frontend.Variable, len(ranges))
		for i, v := range is {
			api.AssertIsBoolean(v)
			from[i], to[i] = api.Mul(v, ranges[i].from), api.Mul(v, ranges[i].to)
			in[i] = append(in[i], v)
		}
		api.AssertIsBoolean(sum(api, is))
		short(api.Sub(r, sum(api, from)))
		short(api.Sub(sum(api, to), r))
	}
	var c class
	for i := range c {
		c[i] = sum(api, in[i])
	}
	return c.counts(api), nil
}

// RangeHint gives 1 for the range that its input is in and 0 for the others.
func RangeHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != len(ranges) {
		return errors.New("range: wrong shape")
	}
	for i, r := range ranges {
		out[i].SetInt64(0)
		if in[0].IsInt64() && in[0].Int64() >= int64(r.from) && in[0].Int64() <= int64(r.to) {
			out[i].SetInt64(1)
		}
	}
	return nil
}
