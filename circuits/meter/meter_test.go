package meter

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
)

// everything uses each operation that can add a constraint.
type everything struct {
	A, B, C frontend.Variable
	Bit     frontend.Variable
	Out     frontend.Variable `gnark:",public"`
}

func (c *everything) Define(api frontend.API) error {
	sum := api.Add(api.Mul(c.A, c.B), api.MulAcc(api.Mul(c.A, 1), c.B, c.C), api.Sub(api.Mul(c.B, c.C), c.A))
	sum = api.Add(sum, api.DivUnchecked(c.A, c.B), api.Div(c.A, c.C), api.Inverse(c.B))
	api.AssertIsBoolean(c.Bit)
	sum = api.Add(sum, api.Xor(c.Bit, api.IsZero(c.A)), api.Or(c.Bit, 1), api.And(c.Bit, api.IsZero(c.B)))
	sum = api.Add(sum, api.Select(c.Bit, c.A, c.B), api.Lookup2(c.Bit, c.Bit, c.A, c.B, c.C, c.A), api.Cmp(c.A, c.B))
	sum = api.Add(sum, api.ToBinary(c.A, 8)[0])
	api.AssertIsCrumb(api.ToBinary(c.C, 8)[1])
	api.AssertIsDifferent(c.A, c.B)
	api.AssertIsLessOrEqual(c.A, c.C)
	for _, v := range api.(frontend.BatchInverter).BatchInvert([]frontend.Variable{c.A, c.C}) {
		sum = api.Add(sum, v)
	}
	challenge, err := api.(frontend.Committer).Commit(c.A, c.B)
	if err != nil {
		return err
	}
	other(api, sum, api.Mul(challenge, c.Out))
	return nil
}

func other(api frontend.API, a, b frontend.Variable) { api.AssertIsEqual(api.Mul(a, a), b) }

// Measure compares the sum with the compiled circuit, so an operation that is not
// counted is an error.
func TestEveryOperationIsCounted(t *testing.T) {
	operations := map[string]bool{}
	cost, system, err := Measure(new(everything), func(functions []string) string {
		operations[functions[0][strings.LastIndexByte(functions[0], '.')+1:]] = true
		for _, f := range functions {
			if strings.HasSuffix(f, ".other") {
				return "other"
			}
		}
		return "rest"
	})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, new(everything))
	if err != nil {
		t.Fatal(err)
	}
	if system.GetNbConstraints() != plain.GetNbConstraints() || cost["other"] != 2 || cost["rest"] != plain.GetNbConstraints()-2 {
		t.Errorf("%v of %d constraints", cost, plain.GetNbConstraints())
	}
	for _, name := range []string{"Mul", "Div", "Inverse", "Xor", "And", "Select", "Lookup2", "Cmp", "ToBinary", "IsZero", "BatchInvert", "AssertIsEqual"} {
		if !operations[name] {
			t.Errorf("%s is not among the operations that add constraints: %v", name, slices.Sorted(maps.Keys(operations)))
		}
	}
}
