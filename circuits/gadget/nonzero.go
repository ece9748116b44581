package gadget

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/frontend"
)

// NonZero returns 1 for each value that is not 0, and 0 for the others:
//
//	b = v * w, v * (1 - b) = 0
//
// with a free w. Where v is 0 so is b; elsewhere b must be 1. Two constraints a
// value.
func NonZero(api frontend.API, values []frontend.Variable) ([]frontend.Variable, error) {
	inverses, err := api.Compiler().NewHint(InverseHint, len(values), values...)
	if err != nil {
		return nil, err
	}
	out := make([]frontend.Variable, len(values))
	for i, v := range values {
		out[i] = api.Mul(v, inverses[i])
		api.AssertIsEqual(api.Mul(v, api.Sub(1, out[i])), 0)
	}
	return out, nil
}

// InverseHint gives the inverses of the values that have one, else 0.
func InverseHint(field *big.Int, in, out []*big.Int) error {
	if len(in) != len(out) {
		return errors.New("inverse: wrong shape")
	}
	for i, v := range in {
		out[i].SetInt64(0)
		if v.Sign() != 0 {
			out[i].ModInverse(v, field)
		}
	}
	return nil
}
