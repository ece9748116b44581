package gadget

import (
	"fmt"
	"testing"

	"github.com/consensys/gnark/frontend"

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
	for n := 1; n <= 12; n++ {
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
	if engine(hashes, variables(make([]int, 14))) == nil {
		t.Error("a hash of 13 lanes exists")
	}
}

func TestHashKindIsTheStatementsHashKind(t *testing.T) {
	kinds := []statement.Kind{
		statement.KindDay, statement.KindSeal, statement.KindSubject,
		statement.KindNullifier, statement.KindIssuerLeaf, statement.KindIssuerNode,
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
