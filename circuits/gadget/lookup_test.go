package gadget

import (
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"
)

// among asserts that the first inputs are among the others. A product ties each
// down: a wire in no constraint would not be committed to.
func among(values int) definition {
	return func(api frontend.API, in []frontend.Variable) error {
		for _, v := range in {
			api.Mul(v, v)
		}
		return Lookup(api, in[:values], in[values:])
	}
}

// sums looks for sums of two inputs among the others.
func sums(api frontend.API, in []frontend.Variable) error {
	for _, v := range in {
		api.Mul(v, v)
	}
	return Lookup(api, []frontend.Variable{api.Add(in[0], in[1], 7), api.Sub(in[1], in[0])}, in[2:])
}

func TestLookupFindsEveryEntry(t *testing.T) {
	r := seeded("lookup")
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {5, 3}, {64, 225}} {
		values, entries := size[0], size[1]
		s := system(t, among(values), values+entries)
		table := make([]any, entries)
		for i := range table {
			table[i] = randomField(r)
		}
		if entries > 2 {
			table[entries-1] = table[0] // entries may repeat
			table[1] = 0
		}
		in := make([]frontend.Variable, values, values+entries)
		for i := range in {
			in[i] = table[r.IntN(entries)]
		}
		in = append(in, variables(table)...)
		if err := engine(among(values), in); err != nil {
			t.Fatalf("%v: %v", size, err)
		}
		if !solves(t, s, in) {
			t.Errorf("%v: refused by the compiled system", size)
		}
		in[r.IntN(values)] = randomField(r)
		if engine(among(values), in) == nil || solves(t, s, in) {
			t.Errorf("%v: a value outside of the table is accepted", size)
		}
	}
}

func TestLookupOfSums(t *testing.T) {
	s := system(t, sums, 5)
	for _, c := range []struct {
		in []frontend.Variable
		ok bool
	}{
		{[]frontend.Variable{1, 2, 10, 1, 5}, true},
		{[]frontend.Variable{1, 2, 3, 1, 5}, false}, // without the constant
		{[]frontend.Variable{1, 2, 10, 2, 5}, false},
		{[]frontend.Variable{2, 2, 11, 0, 5}, true},
	} {
		if err := engine(sums, c.in); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.in, err)
		}
		if solves(t, s, c.in) != c.ok {
			t.Errorf("%v: the compiled system says otherwise", c.in)
		}
	}
}

// A value that is no entry stays one, whatever the prover says of how often each
// entry is looked up.
func TestLookupRefusesLyingMultiplicities(t *testing.T) {
	half := new(big.Int).Rsh(new(big.Int).Add(modulus(), big.NewInt(1)), 1)
	table := []frontend.Variable{4, 8, 15, 16, 23, 42}
	lies := map[string][]*big.Int{
		"none":          bigs(0, 0, 0, 0, 0, 0),
		"one more":      bigs(1, 1, 1, 0, 0, 0),
		"its neighbors": bigs(0, 1, 1, 1, 0, 0),
		"negative":      bigs(0, 1, 1, 2, -1, 0),
		"halves":        {new(big.Int), big.NewInt(1), big.NewInt(1), half, half, new(big.Int)},
		"everything":    bigs(3, 3, 3, 3, 3, 3),
		"another":       bigs(0, 2, 1, 0, 0, 0),
	}
	for name, counts := range lies {
		as := test.WithReplacementHint(solver.GetHintID(MultiplicityHint), func(q *big.Int, _, out []*big.Int) error {
			for i := range out {
				out[i].Mod(counts[i], q)
			}
			return nil
		})
		for _, v := range []frontend.Variable{5, 12, 19, 0, 1 << 40, less(modulus(), 4)} {
			if engine(among(3), append([]frontend.Variable{8, 15, v}, table...), as) == nil {
				t.Errorf("%s: %v is accepted", name, v)
			}
		}
	}
	// With the true counts the same values are found, with these they are not.
	if err := engine(among(3), append([]frontend.Variable{8, 15, 42}, table...)); err != nil {
		t.Error(err)
	}
}

// Equal values that stand r times would make a pole's order vanish; so many do not
// fit a circuit. What is left is that a value outside is refused however often it
// stands.
func TestLookupCountsRepeatedValues(t *testing.T) {
	for _, n := range []int{2, 3, 50} {
		in := make([]frontend.Variable, n)
		for i := range in {
			in[i] = 8
		}
		table := []frontend.Variable{4, 8}
		if err := engine(among(n), append(in, table...)); err != nil {
			t.Errorf("%d equal values: %v", n, err)
		}
		for i := range in {
			in[i] = 5
		}
		if engine(among(n), append(in[:n:n], table...)) == nil {
			t.Errorf("%d equal values outside of the table are accepted", n)
		}
	}
}

func TestLookupRefusesNothing(t *testing.T) {
	for name, define := range map[string]definition{
		"no values": func(api frontend.API, in []frontend.Variable) error { return Lookup(api, nil, in) },
		"no table":  func(api frontend.API, in []frontend.Variable) error { return Lookup(api, in, nil) },
	} {
		if engine(define, []frontend.Variable{1}) == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func committedWires(t *testing.T, s constraint.ConstraintSystem) int {
	t.Helper()
	commitments := s.GetCommitments().(constraint.Groth16Commitments)
	if len(commitments) != 1 {
		t.Fatalf("%d commitments", len(commitments))
	}
	return len(commitments[0].PrivateCommitted) + len(commitments[0].PublicAndCommitmentCommitted)
}

// The commitment covers every wire of the values, so that none can be chosen after
// the challenge.
func TestLookupCommitsToValuesTableAndCounts(t *testing.T) {
	committed := committedWires(t, system(t, sums, 5))
	// Two summands, three entries, three counts and gnark's mask.
	if want := 2 + 3 + 3 + 1; committed != want {
		t.Errorf("%d wires are committed to, want %d", committed, want)
	}
	if committed = committedWires(t, system(t, among(4), 4+9)); committed != 4+9+9+1 {
		t.Errorf("%d wires are committed to, want %d", committed, 4+9+9+1)
	}
}
