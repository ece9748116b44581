package catalogue

import (
	"testing"

	"github.com/consensys/gnark/constraint"

	"vitalproof/circuits/statement"
)

// TestEachPublicInputHasALeftSideOfItsOwn guards the condition under which a
// proof cannot be bent to other inputs (SPEC 8.9): some constraint has the input,
// and nothing else, on its left. So it must be for the constant and for the
// commitment's challenge, which the verifier computes. Without frame.BoundInputs
// it fails for every input that only stands on the right of an equation.
func TestEachPublicInputHasALeftSideOfItsOwn(t *testing.T) {
	for _, c := range All() {
		if testing.Short() && !light(c) {
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

// TestNoCircuitCanProveTheImpossibleStatement is about the five zeros with which
// anybody may stop a verifier on a chain: whoever has a proof of them can forge
// proofs. A claim word of 0 has no format, so it fails by itself, too.
func TestNoCircuitCanProveTheImpossibleStatement(t *testing.T) {
	for _, c := range All() {
		if testing.Short() && !light(c) {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			compiled, err := c.Compile()
			if err != nil {
				t.Fatal(err)
			}
			w := honest(t, c)
			if !solves(t, compiled.System, c, w) {
				t.Fatal("the truth is refused")
			}
			noClaim := w
			noClaim.Public.Claim.SetZero()
			if solves(t, compiled.System, c, noClaim) {
				t.Error("a claim word of 0 is accepted")
			}
			// Every other public input is bound to what the witness says.
			for i, name := range statement.PublicInputNames {
				if name == "context" || name == "claim" {
					continue // any context is; for the claim see above
				}
				vector := w.Public.Vector()
				vector[i].Double(&vector[i])
				changed := w
				changed.Public = statement.PublicInputsFromVector(vector)
				if solves(t, compiled.System, c, changed) {
					t.Errorf("another value of %s is accepted", name)
				}
			}
			impossible := w
			impossible.Public = statement.PublicInputs{}
			if solves(t, compiled.System, c, impossible) {
				t.Error("five zeros are accepted")
			}
		})
	}
}
