package catalogue

import (
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/frame"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
)

// light tells the circuits that a short run takes: the smallest of a family.
func light(c Circuit) bool {
	switch c.Name {
	case smallestName, "glucose-5min-7d", "steps", "blood-pressure", "bmi":
		return true
	}
	return false
}

// build compiles a circuit with a builder, without swapping sides.
func build(t *testing.T, builder frontend.NewBuilder, c Circuit) *cs.R1CS {
	t.Helper()
	circuit, err := c.Shape()
	if err != nil {
		t.Fatal(err)
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), builder, circuit)
	if err != nil {
		t.Fatal(err)
	}
	return system.(*cs.R1CS)
}

func plain(t *testing.T, c Circuit) *cs.R1CS {
	t.Helper()
	return build(t, r1cs.NewBuilder, c)
}

// smallest is a circuit that compiles fast.
func smallest(t *testing.T) Circuit {
	t.Helper()
	c, err := ByName(smallestName)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// honest is a witness for a true statement about a circuit.
func honest(t *testing.T, c Circuit) frame.Witness {
	t.Helper()
	days := c.Days
	if days == 0 {
		days = 30
	}
	s, err := specimen.New(c.Metric, days)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Witness(statement.ScopeText("catalogue"), statement.ScopeText("context"))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func solves(t *testing.T, system *cs.R1CS, c Circuit, w frame.Witness) bool {
	t.Helper()
	assignment, err := c.Assign(w)
	if err != nil {
		t.Fatal(err)
	}
	full, err := frontend.NewWitness(assignment, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	_, err = system.Solve(full, solver.WithHints(Hints()...))
	return err == nil
}
