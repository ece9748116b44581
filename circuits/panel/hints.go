package panel

import (
	"errors"
	"math/big"

	"vitalproof/circuits/claim"
)

var errHint = errors.New("panel: wrong shape of a hint")

// TakeHint gives the two bits of the claim's take.
func TakeHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != 2 {
		return errHint
	}
	for i := range out {
		out[i].SetUint64(uint64(in[0].Bit(i)))
	}
	return nil
}

// WindowHint gives 1 for each age below the number of days, its first input.
func WindowHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != len(out)+1 {
		return errHint
	}
	for i, age := range in[1:] {
		setBit(out[i], age.Cmp(in[0]) < 0)
	}
	return nil
}

// CountedHint gives the measurements that count. Inputs: take, last, which are in
// the window, ages.
func CountedHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 2+2*len(out) {
		return errHint
	}
	take, last := in[0].Int64(), in[1].Int64()
	within, ages := in[2:2+len(out)], in[2+len(out):]
	for i := range out {
		counts := within[i].Sign() != 0
		switch take {
		case claim.TakeLatest:
			counts = i == 0
		case claim.TakeAverage:
			counts = int64(i) < last
		case claim.TakeDayLowest:
			counts = counts && ages[i].Cmp(ages[0]) == 0
		}
		setBit(out[i], counts)
	}
	return nil
}

// LowestHint gives 1 for one of the lowest of the numbers that count. Inputs: the
// numbers, which count.
func LowestHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 2*len(out) {
		return errHint
	}
	lowest := -1
	for i := range out {
		out[i].SetInt64(0)
		if in[len(out)+i].Sign() != 0 && (lowest < 0 || in[i].Cmp(in[lowest]) < 0) {
			lowest = i
		}
	}
	if lowest >= 0 {
		out[lowest].SetInt64(1)
	}
	return nil
}

func setBit(out *big.Int, b bool) {
	out.SetInt64(0)
	if b {
		out.SetInt64(1)
	}
}
