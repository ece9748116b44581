package gadget

import (
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"
)

// splits asserts that the inputs after the first are its bits.
func splits(api frontend.API, in []frontend.Variable) error {
	bits, err := canonicalBits(api, checker(api), in[0])
	if err != nil {
		return err
	}
	for i, b := range bits {
		api.AssertIsEqual(b, in[1+i])
	}
	return nil
}

// split is canonicalBits without its check or boolean of a number (-1: none).
func split(check, boolean int) definition {
	return func(api frontend.API, in []frontend.Variable) error {
		u := &unboolean{API: api, skip: boolean}
		_, err := canonicalBits(u, &skipping{RangeChecker: checker(api), skip: check}, in[0])
		if u.seen != fr.Bits+1 {
			return errors.New("canonicalBits asserts another number of booleans")
		}
		return err
	}
}

// representative makes SplitHint give the bits of n, and a borrow.
func representative(bits []*big.Int, borrow *big.Int) test.TestEngineOption {
	return test.WithReplacementHint(solver.GetHintID(SplitHint), func(_ *big.Int, _, out []*big.Int) error {
		for i := range bits {
			out[i].Set(bits[i])
		}
		out[fr.Bits].Set(borrow)
		return nil
	})
}

func bigBits(n *big.Int) []*big.Int {
	bits := make([]*big.Int, fr.Bits)
	for i := range bits {
		bits[i] = big.NewInt(int64(n.Bit(i)))
	}
	return bits
}

// honestBorrow is the borrow that SplitHint gives.
func honestBorrow(v *big.Int) *big.Int {
	low, most := new(big.Int).Mod(v, pow2(halfBits)), new(big.Int).Mod(less(modulus(), 1), pow2(halfBits))
	if low.Cmp(most) > 0 {
		return big.NewInt(1)
	}
	return new(big.Int)
}

// edges are values around the halves of the modulus and its ends.
func edges() []*big.Int {
	half := pow2(halfBits)
	last := less(modulus(), 1)
	lowOfLast := new(big.Int).Mod(last, half)
	highOfLast := new(big.Int).Sub(last, lowOfLast)
	values := []*big.Int{
		new(big.Int), big.NewInt(1), less(half, 1), half, new(big.Int).Add(half, big.NewInt(1)),
		lowOfLast, less(lowOfLast, 1), new(big.Int).Add(lowOfLast, big.NewInt(1)),
		highOfLast, less(highOfLast, 1), last, less(last, 1), pow2(253), less(pow2(253), 1),
	}
	r := seeded("edges")
	for range 5 {
		f := randomField(r)
		values = append(values, f.BigInt(new(big.Int)))
	}
	return values
}

func TestCanonicalBitsAreTheBits(t *testing.T) {
	s := system(t, splits, 1+fr.Bits)
	for _, v := range edges() {
		in := append([]frontend.Variable{v}, bitsOf(v, fr.Bits)...)
		if err := engine(splits, in); err != nil {
			t.Errorf("%x: %v", v, err)
		}
		if !solves(t, s, in) {
			t.Errorf("%x: refused by the compiled system", v)
		}
	}
}

// v + r has 254 bits for a third of all v. It is refused with either borrow, and
// each of the two comparisons is needed for some v.
func TestCanonicalBitsRefuseTheSecondRepresentative(t *testing.T) {
	lowOfModulus := new(big.Int).Mod(modulus(), pow2(halfBits))
	tests := 0
	for _, v := range append(edges(), less(new(big.Int).Sub(pow2(halfBits), lowOfModulus), 1)) {
		alias := new(big.Int).Add(v, modulus())
		if alias.BitLen() > fr.Bits {
			continue
		}
		tests++
		sameHigh := new(big.Int).Rsh(alias, halfBits).Cmp(new(big.Int).Rsh(modulus(), halfBits)) == 0
		through := [2]bool{}
		for borrow := range int64(2) {
			as := representative(bigBits(alias), big.NewInt(borrow))
			if engine(split(-1, -1), []frontend.Variable{v}, as) == nil {
				t.Errorf("%x: the representative %x is accepted", v, alias)
			}
			for check := range 2 {
				through[check] = through[check] || engine(split(check, -1), []frontend.Variable{v}, as) == nil
			}
		}
		if !through[1] {
			t.Errorf("%x: refused without the comparison of the high halves", v)
		}
		// The low halves alone decide only where the high ones are equal.
		if through[0] != sameHigh {
			t.Errorf("%x: accepted without the comparison of the low halves: %t, want %t", v, through[0], sameHigh)
		}
	}
	if tests < 5 {
		t.Fatalf("only %d values with a second representative", tests)
	}
}

// Each single bit has to be 0 or 1. For every place there is a value whose bits
// can be traded with a neighbour: 2 here is 1 above, a half here is 1 below.
func TestCanonicalBitsRefuseEveryBitThatIsNone(t *testing.T) {
	half := new(big.Int).Rsh(new(big.Int).Add(modulus(), big.NewInt(1)), 1)
	for i := range fr.Bits {
		var v *big.Int
		bits := make([]*big.Int, fr.Bits)
		for j := range bits {
			bits[j] = new(big.Int)
		}
		if i+1 < fr.Bits && i+1 != halfBits {
			v = pow2(i + 1)
			bits[i].SetInt64(2)
		} else {
			v = pow2(i)
			bits[i].Set(half)
			bits[i-1].SetInt64(1)
		}
		as := representative(bits, honestBorrow(v))
		if engine(split(-1, -1), []frontend.Variable{v}, as) == nil {
			t.Errorf("bit %d need not be a bit", i)
		}
		if err := engine(split(-1, i), []frontend.Variable{v}, as); err != nil {
			t.Errorf("bit %d: refused for another reason: %.300v", i, err)
		}
	}
}

func TestCanonicalBitsRefuseABorrowThatIsNone(t *testing.T) {
	v := less(modulus(), 7)
	// -1 and a fraction that would give room to v + r are tried in package series.
	for _, borrow := range []*big.Int{big.NewInt(2), less(modulus(), 1), pow2(126)} {
		if engine(split(-1, -1), []frontend.Variable{v}, representative(bigBits(v), borrow)) == nil {
			t.Errorf("borrow %x is accepted", borrow)
		}
	}
}

var widths = []int{4, 8, 1, 20, 3}

// fields asserts that the inputs after the first are its fields.
func fields(check int) definition {
	return func(api frontend.API, in []frontend.Variable) error {
		got, err := Fields(api, &skipping{RangeChecker: checker(api), skip: check}, in[0], widths)
		if err != nil {
			return err
		}
		for i, f := range got {
			if len(in) > 1 {
				api.AssertIsEqual(f, in[1+i])
			}
		}
		return nil
	}
}

func TestFieldsSplitAWord(t *testing.T) {
	for _, test := range []struct {
		word   int64
		fields []int64
	}{
		{0, []int64{0, 0, 0, 0, 0}},
		{1<<36 - 1, []int64{15, 255, 1, 1<<20 - 1, 7}},
		{3 | 200<<4 | 1<<12 | 77777<<13 | 5<<33, []int64{3, 200, 1, 77777, 5}},
		{1 << 12, []int64{0, 0, 1, 0, 0}},
	} {
		in := append([]frontend.Variable{test.word}, variables(test.fields)...)
		if err := engine(fields(-1), in); err != nil {
			t.Errorf("%x: %v", test.word, err)
		}
		if !solves(t, system(t, fields(-1), len(in)), in) {
			t.Errorf("%x: refused by the compiled system", test.word)
		}
		for i := range widths {
			in := append([]frontend.Variable{test.word}, variables(test.fields)...)
			in[1+i] = test.fields[i] ^ 1
			if engine(fields(-1), in) == nil {
				t.Errorf("%x: field %d may be another", test.word, i)
			}
		}
	}
}

func TestFieldsRefuseBitsOutside(t *testing.T) {
	for _, word := range []*big.Int{pow2(36), pow2(37), pow2(200), pow2(253), less(modulus(), 1)} {
		if engine(fields(-1), []frontend.Variable{word}) == nil {
			t.Errorf("%x has bits outside its fields and is accepted", word)
		}
	}
}

// Every field's width is needed: without it, the field takes what its neighbour
// gives up.
func TestFieldsRefuseAFieldThatDoesNotFit(t *testing.T) {
	const word = 3 | 200<<4 | 1<<12 | 77777<<13 | 5<<33
	for i := range widths {
		shift := test.WithReplacementHint(solver.GetHintID(FieldsHint), func(q *big.Int, in, out []*big.Int) error {
			if err := FieldsHint(q, in, out); err != nil {
				return err
			}
			if i+1 < len(out) {
				out[i].Add(out[i], pow2(widths[i]))
				out[i+1].Sub(out[i+1], big.NewInt(1))
			} else {
				out[i].Add(out[i], pow2(widths[i])) // bit 36
			}
			return nil
		})
		in := []frontend.Variable{int64(word)}
		if i+1 == len(widths) {
			in = []frontend.Variable{int64(word) + 1<<36}
		}
		if engine(fields(-1), in, shift) == nil {
			t.Errorf("field %d may overflow", i)
		}
		if err := engine(fields(i), in, shift); err != nil {
			t.Errorf("field %d: refused for another reason: %.300v", i, err)
		}
	}
}

// A word that could wrap around the modulus would have two splits.
func TestFieldsRefuseWordsAsWideAsTheField(t *testing.T) {
	for _, test := range []struct {
		widths []int
		ok     bool
	}{{[]int{200, 52}, true}, {[]int{200, 53}, false}, {[]int{254}, false}} {
		define := func(api frontend.API, in []frontend.Variable) error {
			_, err := Fields(api, checker(api), in[0], test.widths)
			return err
		}
		if err := engine(define, []frontend.Variable{5}); (err == nil) != test.ok {
			t.Errorf("%v: %v", test.widths, err)
		}
	}
}
