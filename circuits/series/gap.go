package series

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
)

// longestGap asserts that no more clock hours on end are without a reading than
// the claim's choice allows; choice 0 allows any.
//
// For hour k with S_k the sum of its readings, run_{-1} = 0 and a free z_k,
//
//	S_k * z_k = run_{k-1} + 1 - run_k.
//
// In an hour without a reading S_k is 0, so the run grows by one. In any other
// hour S_k is not 0 (readings are below 2^9 and at most 60, so their sum does not
// wrap around), and z_k lets the prover choose run_k; the honest choice is 0. A
// histogram over 0..hours confines every run to these numbers. So the run at the
// end of L empty hours is at least L, whatever the prover chose before them, and
// no run above the choice means no gap above it. The histogram gives the number of
// runs above each length as a linear form.
//
// Cost: three constraints an hour, one for each length, and 14.
func (c *Circuit) longestGap(b *frame.Builder, choice frontend.Variable) error {
	api, m := b.API, c.Shape().Metric
	perHour := m.SlotsPerDay() / hoursPerDay
	hours := len(c.Readings) / perHour
	sums := make([]frontend.Variable, hours)
	for k := range sums {
		sums[k] = total(api, c.Readings[k*perHour:(k+1)*perHour])
	}
	hints, err := api.Compiler().NewHint(GapHint, 2*hours, sums...)
	if err != nil {
		return err
	}
	runs, free := hints[:hours], hints[hours:]
	var before frontend.Variable = 0
	for k := range runs {
		api.AssertIsEqual(api.Mul(sums[k], free[k]), api.Sub(api.Add(before, 1), runs[k]))
		before = runs[k]
	}
	lengths := make([]int, hours+1)
	for i := range lengths {
		lengths[i] = i
	}
	h, err := gadget.Histogram(api, runs, lengths)
	if err != nil {
		return err
	}
	// A selector is 0 but for the claim's choice, so one term of the sum is not 0 by
	// itself. Choice 0 has no term.
	only := selectors(api, choice, len(claim.GapHours)+1)
	broken := make([]frontend.Variable, len(claim.GapHours))
	for i, most := range claim.GapHours {
		broken[i] = api.Mul(only[i+1], total(api, h[min(most, hours)+1:]))
	}
	api.AssertIsEqual(total(api, broken), 0)
	return nil
}

// selectors gives, for a value that is one of 0..n-1, n numbers of which only the
// value's own is not 0: for i the product of value - j over all other j, as a linear
// form in the value's powers. Cost: n-2 constraints.
func selectors(api frontend.API, value frontend.Variable, n int) []frontend.Variable {
	powers := []frontend.Variable{1, value}
	for len(powers) < n {
		powers = append(powers, api.Mul(powers[len(powers)-1], value))
	}
	out := make([]frontend.Variable, n)
	for i := range out {
		polynomial := []int{1} // lowest power first
		for j := range n {
			if j != i {
				polynomial = timesRoot(polynomial, j)
			}
		}
		terms := make([]frontend.Variable, n)
		for k, coefficient := range polynomial {
			terms[k] = api.Mul(powers[k], coefficient)
		}
		out[i] = total(api, terms)
	}
	return out
}

// timesRoot multiplies a polynomial by x - root.
func timesRoot(polynomial []int, root int) []int {
	product := make([]int, len(polynomial)+1)
	for k, coefficient := range polynomial {
		product[k] -= root * coefficient
		product[k+1] += coefficient
	}
	return product
}

// total adds up any number of terms.
func total(api frontend.API, terms []frontend.Variable) frontend.Variable {
	switch len(terms) {
	case 0:
		return 0
	case 1:
		return terms[0]
	}
	return api.Add(terms[0], terms[1], terms[2:]...)
}

// GapHint gives the runs of empty hours and the free factors of longestGap for
// the sums of the hours.
func GapHint(field *big.Int, in, out []*big.Int) error {
	if len(out) != 2*len(in) {
		return errors.New("gap: wrong shape")
	}
	run := int64(0)
	for k, sum := range in {
		run++
		free := out[len(in)+k]
		free.SetInt64(0)
		if sum.Sign() != 0 {
			// S * z = run before + 1 - 0
			free.ModInverse(sum, field)
			free.Mul(free, big.NewInt(run)).Mod(free, field)
			run = 0
		}
		out[k].SetInt64(run)
	}
	return nil
}
