package gadget

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/multicommit"
)

// Histogram returns how often each value of a table occurs among the readings
// and asserts that every reading is a value of the table:
//
//	sum_i 1/(X - r_i) = sum_v h[v]/(X - v)
//
// at a challenge X drawn after a commitment to all r_i and h[v] (Haboeck, eprint
// 2022/1530). Both sides are rational functions of X. If some r_i is outside
// the table, or some h[v] is not the number of its occurrences, they differ, and
// agree at no more than len(readings)+len(table) values of X.
//
// The table's values must be distinct constants. Readings must be wires, not
// constants or sums. At least one constraint of the circuit must tie each
// reading down; the histogram alone does not say which readings these are.
//
// Cost: one constraint a reading, one a table value, one.
func Histogram(api frontend.API, readings []frontend.Variable, table []int) ([]frontend.Variable, error) {
	if len(readings) == 0 || len(table) == 0 {
		return nil, errors.New("histogram: no readings or no table")
	}
	inputs := make([]frontend.Variable, 0, 1+len(table)+len(readings))
	inputs = append(inputs, len(table))
	for i, v := range table {
		if i > 0 && v <= table[i-1] {
			return nil, errors.New("histogram: table values must increase")
		}
		inputs = append(inputs, v)
	}
	counts, err := api.Compiler().NewHint(CountHint, len(table), append(inputs, readings...)...)
	if err != nil {
		return nil, err
	}
	committed := append(append([]frontend.Variable{}, readings...), counts...)
	multicommit.WithCommitment(api, func(_ frontend.API, x frontend.Variable) error {
		terms := make([]frontend.Variable, 0, len(readings))
		for _, r := range readings {
			terms = append(terms, api.Sub(x, r))
		}
		terms = invertAll(api, terms)
		left := sum(api, terms)
		shares := make([]frontend.Variable, len(table))
		for i, v := range table {
			// Unchecked is enough: the divisor is 0 only if X hits the table.
			shares[i] = api.DivUnchecked(counts[i], api.Sub(x, v))
		}
		api.AssertIsEqual(left, sum(api, shares))
		return nil
	}, committed...)
	return counts, nil
}

// invertAll asserts and returns the inverses of non-zero values, one constraint
// each.
func invertAll(api frontend.API, values []frontend.Variable) []frontend.Variable {
	if b, ok := api.(frontend.BatchInverter); ok {
		return b.BatchInvert(values)
	}
	out := make([]frontend.Variable, len(values))
	for i := range values {
		out[i] = api.Inverse(values[i])
	}
	return out
}

func sum(api frontend.API, values []frontend.Variable) frontend.Variable {
	switch len(values) {
	case 0:
		return 0
	case 1:
		return values[0]
	}
	return api.Add(values[0], values[1], values[2:]...)
}

// CountHint counts how often each table value occurs among the readings.
// Inputs: the table's length, the table, the readings. Readings outside the
// table are not counted, which the argument then refuses.
func CountHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) < 1 || !in[0].IsInt64() || in[0].Int64() != int64(len(out)) || len(in) < 1+len(out) {
		return errors.New("count: wrong shape")
	}
	place := make(map[int64]int, len(out))
	for i, v := range in[1 : 1+len(out)] {
		place[v.Int64()] = i
	}
	counts := make([]int64, len(out))
	for _, r := range in[1+len(out):] {
		if r.IsInt64() {
			if i, ok := place[r.Int64()]; ok {
				counts[i]++
			}
		}
	}
	for i := range out {
		out[i].SetInt64(counts[i])
	}
	return nil
}

// Hints lists the hint functions of this package. They must be registered with
// the solver wherever proofs are made.
func Hints() []solver.Hint {
	return []solver.Hint{CountHint, FieldsHint, SplitHint, MultiplicityHint, InverseHint}
}
