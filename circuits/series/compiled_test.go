package series

import (
	"slices"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/witness"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// smallest is the compiled circuit of one day of 15 minutes. It has every
// constraint of the larger ones.
var smallest = sync.OnceValues(func() (*cs.R1CS, error) {
	circuit, err := New(claim.Glucose15, 1)
	if err != nil {
		return nil, err
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		return nil, err
	}
	return system.(*cs.R1CS), nil
})

func compiled(t testing.TB) *cs.R1CS {
	t.Helper()
	system, err := smallest()
	if err != nil {
		t.Fatal(err)
	}
	return system
}

func allHints() []solver.Hint { return slices.Concat(gadget.Hints(), Hints()) }

func fullWitness(t testing.TB, c *Circuit) witness.Witness {
	t.Helper()
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// solution solves the smallest compiled circuit.
func solution(t testing.TB, c *Circuit, opts ...solver.Option) (*cs.R1CSSolution, error) {
	t.Helper()
	out, err := compiled(t).Solve(fullWitness(t, c), append([]solver.Option{solver.WithHints(allHints()...)}, opts...)...)
	if err != nil {
		return nil, err
	}
	return out.(*cs.R1CSSolution), nil
}

func solves(t testing.TB, c *Circuit, opts ...solver.Option) bool {
	t.Helper()
	_, err := solution(t, c, opts...)
	return err == nil
}
