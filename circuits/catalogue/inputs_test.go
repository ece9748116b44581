package catalogue

import (
	"testing"

	"vitalproof/circuits/statement"
)

// TestEachPublicInputHasALeftSideOfItsOwn guards the condition under which a
// proof cannot be bent to other inputs (SPEC 8.9): some constraint has the input,
// and nothing else, on its left. Without series.boundInputs it fails for every
// input that only stands on the right of an equation.
func TestEachPublicInputHasALeftSideOfItsOwn(t *testing.T) {
	compiled, err := All()[0].Compile()
	if err != nil {
		t.Fatal(err)
	}
	alone := map[int]bool{}
	for _, row := range compiled.System.GetR1Cs() {
		if len(row.L) == 1 {
			alone[row.L[0].WireID()] = true
		}
	}
	for i, name := range statement.PublicInputNames {
		if wire := i + 1; !alone[wire] { // wire 0 is the constant
			t.Errorf("public input %s never stands alone on the left", name)
		}
	}
}
