package catalogue

import (
	"testing"

	"github.com/consensys/gnark/constraint"

	"vitalproof/circuits/statement"
)

// TestEachPublicInputHasALeftSideOfItsOwn guards the condition under which a
// proof cannot be bent to other inputs (SPEC 8.9): some constraint has the input,
// and nothing else, on its left. So it must be for the constant and for the
// commitment's challenge, which the verifier computes. Without series.boundInputs
// it fails for every input that only stands on the right of an equation.
func TestEachPublicInputHasALeftSideOfItsOwn(t *testing.T) {
	for _, c := range All() {
		if testing.Short() && c.Days > 7 {
			continue
		}
		compiled, err := c.Compile()
		if err != nil {
			t.Fatal(err)
		}
		alone := map[int]bool{}
		for _, row := range compiled.System.GetR1Cs() {
			if len(row.L) == 1 {
				alone[row.L[0].WireID()] = true
			}
		}
		wires := map[string]int{"constant": 0}
		for i, name := range statement.PublicInputNames {
			wires[name] = i + 1
		}
		commitments, ok := compiled.System.GetCommitments().(constraint.Groth16Commitments)
		if !ok || len(commitments) != 1 {
			t.Fatalf("%s does not have one commitment", c.Name)
		}
		wires["challenge"] = commitments[0].CommitmentIndex
		for name, wire := range wires {
			if !alone[wire] {
				t.Errorf("%s: %s never stands alone on the left", c.Name, name)
			}
		}
	}
}
