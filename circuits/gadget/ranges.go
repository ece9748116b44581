package gadget

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/frontend"
)

// RangeChecker asserts that a value is below 2^bits, as gnark's std/rangecheck
// does.
type RangeChecker interface {
	Check(v frontend.Variable, bits int)
}

// halfBits splits the field's 254-bit modulus into two halves.
const halfBits = fr.Bits / 2

// canonicalBits returns the bits of the one representative of v below the
// modulus, least significant first. Without the comparison v + r would be a
// second representative wherever it fits 254 bits.
//
// The bits b satisfy b <= r - 1 as integers: with r - 1 = H*2^127 + L and b split
// alike, there is a borrow c in {0, 1} such that L - b_low + c*2^127 and
// H - b_high - c both fit 127 bits.
func canonicalBits(api frontend.API, check RangeChecker, v frontend.Variable) ([]frontend.Variable, error) {
	out, err := api.Compiler().NewHint(SplitHint, fr.Bits+1, v)
	if err != nil {
		return nil, err
	}
	bits, borrow := out[:fr.Bits], out[fr.Bits]
	for _, b := range out {
		api.AssertIsBoolean(b)
	}
	low := fromBits(api, bits[:halfBits])
	high := fromBits(api, bits[halfBits:])
	half := new(big.Int).Lsh(big.NewInt(1), halfBits)
	api.AssertIsEqual(api.Add(low, api.Mul(high, half)), v)

	maxHigh, maxLow := new(big.Int).DivMod(new(big.Int).Sub(fr.Modulus(), big.NewInt(1)), half, new(big.Int))
	check.Check(api.Add(api.Sub(maxLow, low), api.Mul(borrow, half)), halfBits)
	check.Check(api.Sub(maxHigh, high, borrow), halfBits)
	return bits, nil
}

func fromBits(api frontend.API, bits []frontend.Variable) frontend.Variable {
	terms := make([]frontend.Variable, len(bits))
	for i, b := range bits {
		terms[i] = api.Mul(b, new(big.Int).Lsh(big.NewInt(1), uint(i)))
	}
	return sum(api, terms)
}

// SplitHint gives the bits of a field element and the borrow that canonicalBits
// asks for.
func SplitHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != fr.Bits+1 {
		return errors.New("split: wrong shape")
	}
	for i := range fr.Bits {
		out[i].SetUint64(uint64(in[0].Bit(i)))
	}
	half := new(big.Int).Lsh(big.NewInt(1), halfBits)
	low := new(big.Int).Mod(in[0], half)
	maxLow := new(big.Int).Mod(new(big.Int).Sub(fr.Modulus(), big.NewInt(1)), half)
	out[fr.Bits].SetInt64(0)
	if low.Cmp(maxLow) > 0 {
		out[fr.Bits].SetInt64(1)
	}
	return nil
}

// Fields splits a word into fields of given widths, least significant first, and
// asserts that each fits its width and that together they are the word, so no
// bit of the word lies outside them. The widths must add up to less than 253.
func Fields(api frontend.API, check RangeChecker, word frontend.Variable, widths []int) ([]frontend.Variable, error) {
	inputs := []frontend.Variable{word}
	total := 0
	for _, w := range widths {
		inputs = append(inputs, w)
		total += w
	}
	if total >= fr.Bits-1 {
		return nil, errors.New("fields: a word must stay below the modulus")
	}
	fields, err := api.Compiler().NewHint(FieldsHint, len(widths), inputs...)
	if err != nil {
		return nil, err
	}
	terms := make([]frontend.Variable, len(fields))
	shift := uint(0)
	for i, f := range fields {
		check.Check(f, widths[i])
		terms[i] = api.Mul(f, new(big.Int).Lsh(big.NewInt(1), shift))
		shift += uint(widths[i])
	}
	api.AssertIsEqual(sum(api, terms), word)
	return fields, nil
}

// FieldsHint splits its first input by the widths that follow.
func FieldsHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != len(out)+1 {
		return errors.New("fields: wrong shape")
	}
	rest := new(big.Int).Set(in[0])
	for i := range out {
		width := uint(in[i+1].Uint64())
		mask := new(big.Int).Lsh(big.NewInt(1), width)
		out[i].And(rest, mask.Sub(mask, big.NewInt(1)))
		rest.Rsh(rest, width)
	}
	return nil
}
