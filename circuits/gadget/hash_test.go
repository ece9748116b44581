package gadget

import (
	"fmt"
	"slices"
	"testing"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// hashes asserts that the last input is the hash of the others.
func hashes(api frontend.API, in []frontend.Variable) error {
	h, err := NewHasher(api).Hash(in[:len(in)-1]...)
	if err != nil {
		return err
	}
	api.AssertIsEqual(h, in[len(in)-1])
	return nil
}

func TestHashIsTheStatementsHash(t *testing.T) {
	for n := 1; n <= statement.MaxLanes; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			r := seeded(fmt.Sprint("hash", n))
			s := system(t, hashes, n+1)
			for range 5 {
				lanes := make([]statement.Field, n)
				for i := range lanes {
					lanes[i] = randomField(r)
				}
				in := append(variables(lanes), statement.Hash(lanes...))
				if err := engine(hashes, in); err != nil {
					t.Fatal(err)
				}
				if !solves(t, s, in) {
					t.Fatal("the compiled system computes another hash")
				}
				for i := range in {
					changed := append([]frontend.Variable{}, in...)
					changed[i] = randomField(r)
					if engine(hashes, changed) == nil || solves(t, s, changed) {
						t.Errorf("a change of input %d goes unnoticed", i)
					}
				}
				if n > 1 {
					lanes[0], lanes[n-1] = lanes[n-1], lanes[0]
					if engine(hashes, append(variables(lanes), in[n])) == nil {
						t.Error("swapped lanes go unnoticed")
					}
				}
			}
		})
	}
	if engine(hashes, variables(make([]int, statement.MaxLanes+2))) == nil {
		t.Error("a hash of 17 lanes exists")
	}
}

func TestHashKindIsTheStatementsHashKind(t *testing.T) {
	kinds := []statement.Kind{
		statement.KindDay, statement.KindSeal, statement.KindSubject,
		statement.KindNullifier, statement.KindIssuerLeaf, statement.KindIssuerNode,
		statement.KindPage, statement.KindSetLeaf, statement.KindSetNode,
	}
	r := seeded("kinds")
	a, b := randomField(r), randomField(r)
	for i, kind := range kinds {
		under := func(api frontend.API, in []frontend.Variable) error {
			h, err := NewHasher(api).HashKind(kind, in[0], in[1])
			if err != nil {
				return err
			}
			api.AssertIsEqual(h, in[2])
			return nil
		}
		for j, other := range kinds {
			err := engine(under, []frontend.Variable{a, b, statement.HashKind(other, a, b)})
			if (err == nil) != (i == j) {
				t.Errorf("hash of kind %x under kind %x: %v", other, kind, err)
			}
		}
	}
}

// A message part stands below its kind in lane 0.
func TestLane0IsTheStatementsLane0(t *testing.T) {
	lane := func(api frontend.API, in []frontend.Variable) error {
		api.AssertIsEqual(NewHasher(api).Lane0(statement.KindSeal, in[0]), in[1])
		return nil
	}
	most := less(pow2(statement.KindShift), 1)
	if err := engine(lane, []frontend.Variable{most, statement.Lane0(statement.KindSeal, most)}); err != nil {
		t.Error(err)
	}
	if engine(lane, []frontend.Variable{most, statement.Lane0(statement.KindDay, most)}) == nil {
		t.Error("another kind's lane passes")
	}
}

// absorbs asserts that the last input is the digest of the others: the hash before,
// the day and numbers.
func absorbs(kind statement.Kind, bits int) definition {
	return func(api frontend.API, in []frontend.Variable) error {
		last := len(in) - 1
		h, err := NewHasher(api).Absorb(kind, in[0], in[1], bits, in[2:last])
		if err != nil {
			return err
		}
		api.AssertIsEqual(h, in[last])
		return nil
	}
}

// One number, a full lane, a full part and one more, and the sizes of all families.
func TestAbsorbIsTheStatementsAbsorb(t *testing.T) {
	for _, test := range []struct {
		kind          statement.Kind
		bits, numbers int
	}{
		{statement.KindDay, 9, 1}, {statement.KindDay, 9, 20}, {statement.KindDay, 9, 21}, {statement.KindDay, 9, 96},
		{statement.KindDay, 9, 288}, {statement.KindDay, 9, 412}, {statement.KindDay, 9, 413}, {statement.KindDay, 8, 1440},
		{statement.KindDay, 7, 1440}, {statement.KindPage, 17, 366}, {statement.KindPage, 38, 64}, {statement.KindPage, 36, 64},
	} {
		t.Run(fmt.Sprintf("%d-of-%d-bits", test.numbers, test.bits), func(t *testing.T) {
			r := seeded(fmt.Sprint("absorb", test))
			before, day := randomField(r), claim.Day(r.IntN(int(claim.MaxDay)))
			numbers := make([]uint64, test.numbers)
			for i := range numbers {
				numbers[i] = r.Uint64N(1 << test.bits)
			}
			define := absorbs(test.kind, test.bits)
			in := append([]frontend.Variable{before, int(day)}, variables(numbers)...)
			in = append(in, statement.Absorb(test.kind, before, day, test.bits, numbers))
			if err := engine(define, in); err != nil {
				t.Fatal(err)
			}
			for i := range in {
				if i > 10 && i < len(in)-1 && r.IntN(len(in)) > 12 {
					continue // every input of the small ones, some of the large
				}
				changed := slices.Clone(in)
				changed[i] = randomField(r)
				if engine(define, changed) == nil {
					t.Errorf("a change of input %d goes unnoticed", i)
				}
			}
			if engine(absorbs(statement.KindStart, test.bits), in) == nil {
				t.Error("another kind has the same digest")
			}
			if engine(absorbs(test.kind, test.bits+1), in) == nil && test.numbers > 1 {
				t.Error("another width has the same digest")
			}
		})
	}
}

// What the caller must see to: a number of more than its bits packs like others.
func TestAbsorbReliesOnTheWidths(t *testing.T) {
	define := absorbs(statement.KindDay, 9)
	digest := statement.Absorb(statement.KindDay, statement.Field{}, 5, 9, []uint64{300, 300})
	for _, same := range [][]frontend.Variable{{0, 5, 300, 300, digest}, {0, 5, 300 + 512, 299, digest}} {
		if err := engine(define, same); err != nil {
			t.Error(err)
		}
	}
}
