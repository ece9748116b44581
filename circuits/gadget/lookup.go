package gadget

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/std/multicommit"
)

// Lookup asserts that every value is one of the table's entries:
//
//	sum_i 1/(X - v_i) = sum_j m_j/(X - t_j)
//
// at a challenge X drawn after a commitment to all v_i, t_j and multiplicities
// m_j, which the prover supplies (Haboeck, eprint 2022/1530). A value outside the
// table is a pole of the left side alone, of an order below the modulus, so the
// sides differ as rational functions and agree at no more than
// len(values)+len(table) values of X. Entries may repeat.
//
// Values may be sums, the commitment is to every wire of each. At least one
// constraint of the circuit must tie values and entries down.
//
// Cost: one constraint a value, one an entry, one.
func Lookup(api frontend.API, values, table []frontend.Variable) error {
	if len(values) == 0 || len(table) == 0 {
		return errors.New("lookup: no values or no table")
	}
	inputs := append([]frontend.Variable{len(table)}, table...)
	counts, err := api.Compiler().NewHint(MultiplicityHint, len(table), append(inputs, values...)...)
	if err != nil {
		return err
	}
	committed := append(append(append([]frontend.Variable{}, values...), table...), counts...)
	multicommit.WithCommitment(api, func(_ frontend.API, x frontend.Variable) error {
		terms := make([]frontend.Variable, len(values))
		for i, v := range values {
			terms[i] = api.Sub(x, v)
		}
		left := sum(api, invertAll(api, terms))
		shares := make([]frontend.Variable, len(table))
		for i, t := range table {
			// Unchecked is enough: the divisor is 0 only if X hits the table.
			shares[i] = api.DivUnchecked(counts[i], api.Sub(x, t))
		}
		api.AssertIsEqual(left, sum(api, shares))
		return nil
	}, committed...)
	return nil
}

// MultiplicityHint counts how often each entry of a table is looked up; of equal
// entries the first. Inputs: the table's length, the table, the values.
func MultiplicityHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) < 1 || !in[0].IsInt64() || in[0].Int64() != int64(len(out)) || len(in) < 1+len(out) {
		return errors.New("multiplicity: wrong shape")
	}
	place := make(map[string]int, len(out))
	counts := make([]int64, len(out))
	for i := len(out) - 1; i >= 0; i-- {
		place[string(in[1+i].Bytes())] = i
	}
	for _, v := range in[1+len(out):] {
		if i, ok := place[string(v.Bytes())]; ok {
			counts[i]++
		}
	}
	for i := range out {
		out[i].SetInt64(counts[i])
	}
	return nil
}
