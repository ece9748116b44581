package baseline

import (
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/check"
)

// countByComparators is the way of the textbook: nine bits of each reading, and a
// chain of ANDs and ORs over them for each constant. Nothing is left to the prover.
//
// gnark's own comparators cost more: std/math/cmp 12 a comparison in R1CS, api.Cmp,
// which compares whole field elements, about 1,800.
//
// Cost in R1CS: 49 a reading.
func countByComparators(api frontend.API, readings []frontend.Variable) (counts, error) {
	var filled, least54, least70, above180, above250, wrong []frontend.Variable
	for _, r := range readings {
		c := comparator{api, api.ToBinary(r, check.Bits), map[[2]int]frontend.Variable{}}
		f := c.atLeast(check.Least)
		filled = append(filled, f)
		least54 = append(least54, c.atLeast(54))
		least70 = append(least70, c.atLeast(70))
		above180 = append(above180, c.atLeast(181))
		above250 = append(above250, c.atLeast(251))
		wrong = append(wrong, api.Mul(r, api.Sub(1, f)), c.atLeast(check.Most+1))
	}
	// No term is negative and all are below 2^check.Bits, so their sum is 0 only if
	// each is.
	api.AssertIsEqual(sum(api, wrong), 0)
	n := sum(api, filled)
	return counts{
		n, api.Sub(n, sum(api, least54)), api.Sub(n, sum(api, least70)), sum(api, above180), sum(api, above250),
	}, nil
}

// comparator compares a number with constants. Constants that end in the same bits
// share the end of their chains.
type comparator struct {
	api  frontend.API
	bits []frontend.Variable // least significant first
	done map[[2]int]frontend.Variable
}

func (c comparator) atLeast(constant int) frontend.Variable { return c.low(len(c.bits), constant) }

// low is 1 if the lowest n bits are at least a constant of n bits.
func (c comparator) low(n, constant int) frontend.Variable {
	if constant == 0 {
		return 1
	}
	key := [2]int{n, constant}
	if v, ok := c.done[key]; ok {
		return v
	}
	top := c.bits[n-1]
	rest := constant &^ (1 << (n - 1))
	var v frontend.Variable
	switch {
	case rest == 0:
		v = top
	case rest == constant:
		v = c.api.Or(top, c.low(n-1, rest))
	default:
		v = c.api.And(top, c.low(n-1, rest))
	}
	c.done[key] = v
	return v
}
