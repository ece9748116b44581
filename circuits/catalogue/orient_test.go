package catalogue

import (
	"slices"
	"testing"

	"github.com/consensys/gnark/constraint"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// orient swaps factors and changes nothing else: same product, same order of
// constraints, same wires.
func TestOrientOnlySwapsFactors(t *testing.T) {
	before, after := plain(t, smallest(t)), plain(t, smallest(t))
	if err := Orient(after); err != nil {
		t.Fatal(err)
	}
	a, b := before.GetR1Cs(), after.GetR1Cs()
	if len(a) != len(b) || before.GetNbInternalVariables() != after.GetNbInternalVariables() {
		t.Fatal("another number of constraints or wires")
	}
	same := func(x, y constraint.LinearExpression) bool { return slices.Equal(x, y) }
	swapped := 0
	for i := range a {
		switch {
		case !same(a[i].O, b[i].O):
			t.Fatalf("constraint %d: another result", i)
		case same(a[i].L, b[i].L) && same(a[i].R, b[i].R):
		case same(a[i].L, b[i].R) && same(a[i].R, b[i].L):
			swapped++
			if len(a[i].L) < 2 || len(a[i].R) != 1 || a[i].R[0].WireID() == 0 {
				t.Fatalf("constraint %d swapped without need", i)
			}
		default:
			t.Fatalf("constraint %d: other factors", i)
		}
	}
	// One inverse a reading is what it is for.
	if readings := 7 * claim.Glucose15.SlotsPerDay(); swapped < readings {
		t.Errorf("%d constraints swapped, want at least the %d of the readings", swapped, readings)
	}
	for i, r := range b {
		if len(r.L) >= 2 && len(r.R) == 1 && r.R[0].WireID() != 0 {
			t.Fatalf("constraint %d is left as it was", i)
		}
	}
	ids := map[statement.CircuitID]bool{}
	for _, s := range []bool{true, false} {
		system := before
		if s {
			system = after
		}
		id, err := identify(system)
		if err != nil {
			t.Fatal(err)
		}
		ids[id] = true
	}
	if len(ids) != 2 {
		t.Error("the id does not see the order of factors")
	}
}

// Both orders have the same solutions.
func TestOrientKeepsSolutions(t *testing.T) {
	c := smallest(t)
	before, after := plain(t, c), plain(t, c)
	if err := Orient(after); err != nil {
		t.Fatal(err)
	}
	w := honest(t, c)
	if !solves(t, before, c, w) || !solves(t, after, c, w) {
		t.Fatal("a true statement is refused")
	}
	for name, spoil := range map[string]func(){
		"nullifier": func() { w.Public.Nullifier.Double(&w.Public.Nullifier) },
		"assurance": func() { w.Window.Assurance = 3 },
		"a reading": func() { w.Window.Blocks[0][0] = 99 },
	} {
		w = honest(t, c)
		spoil()
		if solves(t, before, c, w) || solves(t, after, c, w) {
			t.Errorf("a false %s is accepted", name)
		}
	}
}

func TestOrientTwiceIsOrientOnce(t *testing.T) {
	system := compile(t, smallestName)
	if err := Orient(system.System); err != nil {
		t.Fatal(err)
	}
	if id, err := identify(system.System); err != nil || id != system.ID {
		t.Errorf("another id: %v", err)
	}
}
