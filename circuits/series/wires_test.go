package series

import (
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"

	"vitalproof/circuits/claim"
)

// rowsOf lists the constraints in which each wire stands.
func rowsOf(rows []constraint.R1C, wires int) [][]int {
	places := make([][]int, wires)
	for i, row := range rows {
		for _, side := range []constraint.LinearExpression{row.L, row.R, row.O} {
			for _, term := range side {
				w := int(term.WireID())
				if p := places[w]; len(p) == 0 || p[len(p)-1] != i {
					places[w] = append(p, i)
				}
			}
		}
	}
	return places
}

// No wire can take another value while all others keep theirs. The challenge is
// kept as well, which only helps the attacker. Three are meant to be free: the
// random mask of gnark's commitment, the context, of which every value makes the
// same statement true (here the negative, whose square is the same), and the factors
// of hours without a reading, which are multiplied by 0.
func TestNoWireIsFree(t *testing.T) {
	witnesses := 8
	if testing.Short() {
		witnesses = 1
	}
	system := compiled(t)
	rows := system.GetR1Cs()
	wires := system.GetNbPublicVariables() + system.GetNbSecretVariables() + system.GetNbInternalVariables()
	places := rowsOf(rows, wires)
	r := seeded("free wires")
	free, factors := map[int]bool{}, gapWires(t, 24, 48)
	for i := range witnesses {
		c := randomRecord(t, r)
		if holds(c) != nil {
			s := newScene(t, 1).window(runs(39+i, 20+i, 300, 5)...)
			c = s.limit("below54", 9999, true).circuit(t)
		}
		solved, err := solution(t, c)
		if err != nil {
			t.Fatal(err)
		}
		for w := 1; w < wires; w++ {
			if system.GetNbPublicVariables() == w+1 {
				continue // context
			}
			if _, factor := factors[w]; factor {
				continue
			}
			if freeWire(system.CoeffTable.Coefficients, rows, places[w], w, solved.W, deltas(solved.W[w], randomField(r))) {
				free[w] = true
			}
		}
	}
	if len(free) != 1 {
		t.Errorf("%d of %d wires are free, want only the mask: %v", len(free), wires, free)
	}
	for w := range free {
		if len(places[w]) != 1 {
			t.Errorf("wire %d is free and no mask: it stands in %d constraints", w, len(places[w]))
		}
	}
}

// gapWires are the outputs from..to of the gap hint: 24 runs, then 24 factors.
func gapWires(t testing.TB, from, to int) map[int]bool {
	t.Helper()
	wires := map[int]bool{}
	for _, hint := range hintsOf(compiled(t)) {
		if hint.key == "series.GapHint" {
			for w := hint.first + from; w < hint.first+to; w++ {
				wires[w] = true
			}
		}
	}
	if len(wires) != to-from {
		t.Fatalf("%d wires of the gap hint, want %d", len(wires), to-from)
	}
	return wires
}

// hintOutputs are the output wires of one call of a hint.
type hintOutputs struct {
	key         string
	first, next int
}

func hintsOf(system *cs.R1CS) []hintOutputs {
	var list []hintOutputs
	for _, packed := range system.Instructions {
		blueprint, ok := system.Blueprints[packed.BlueprintID].(constraint.BlueprintHint)
		if !ok {
			continue
		}
		var hint constraint.HintMapping
		blueprint.DecompressHint(&hint, packed.Unpack(&system.System))
		list = append(list, hintOutputs{
			hintKey(system.MHintsDependencies[hint.HintID]), int(hint.OutputRange.Start), int(hint.OutputRange.End),
		})
	}
	return list
}

// deltas are changes of a value: small ones, to 0, the negative, the other bit,
// the double, beyond nine bits, a random one.
func deltas(v, random fr.Element) []fr.Element {
	var out [8]fr.Element
	out[0].SetInt64(1)
	out[1].SetInt64(-1)
	out[2].Neg(&v)
	out[3].Double(&v)
	out[3].Neg(&out[3])
	out[4].SetInt64(1)
	out[4].Sub(&out[4], &v)
	out[4].Sub(&out[4], &v)
	out[5] = v
	out[6].SetInt64(512)
	out[7] = random
	return out[:]
}

// freeWire reports whether some change of a wire leaves all its constraints
// satisfied.
func freeWire(coefficients []fr.Element, rows []constraint.R1C, places []int, wire int, values fr.Vector, deltas []fr.Element) bool {
	for _, delta := range deltas {
		if delta.IsZero() {
			continue
		}
		kept := true
		for _, i := range places {
			value := func(side constraint.LinearExpression) (sum fr.Element) {
				for _, term := range side {
					v := values[term.WireID()]
					if term.WireID() == wire {
						v.Add(&v, &delta)
					}
					v.Mul(&v, &coefficients[term.CoeffID()])
					sum.Add(&sum, &v)
				}
				return sum
			}
			left, right, out := value(rows[i].L), value(rows[i].R), value(rows[i].O)
			if left.Mul(&left, &right); !left.Equal(&out) {
				kept = false
				break
			}
		}
		if kept {
			return true
		}
	}
	return false
}

// A Groth16 proof can be moved to other public inputs without its witness if
// some change of wires vanishes under all three matrices at once, since gnark
// adds no constraints of its own for public inputs. There is none: going
// through the rows of the matrices, each has at most one wire that is not yet
// known to be unchanged, until all are.
func TestProofsCannotBeMovedToOtherInputs(t *testing.T) {
	system := compiled(t)
	wires := system.GetNbPublicVariables() + system.GetNbSecretVariables() + system.GetNbInternalVariables()
	var sides []constraint.LinearExpression
	for _, row := range system.GetR1Cs() {
		sides = append(sides, row.L, row.R, row.O)
	}
	unchanged := make([]bool, wires)
	unchanged[0] = true // the constant
	left := wires - 1
	for progress := true; progress; {
		progress = false
		for _, side := range sides {
			open, count := 0, 0
			for _, term := range side {
				if w := term.WireID(); !unchanged[w] {
					open, count = w, count+1
				}
			}
			if count == 1 {
				unchanged[open] = true
				left--
				progress = true
			}
		}
	}
	for i, name := range system.Public {
		if !unchanged[i] {
			t.Errorf("public input %s is not fixed by a row of a matrix", name)
		}
	}
	if left != 0 {
		t.Errorf("%d wires may change without any matrix noticing", left)
	}
	// The condition of eprint 2020/811 on the left-hand polynomials: each input
	// stands alone on the left of some constraint.
	alone := map[int]bool{}
	for _, row := range system.GetR1Cs() {
		if len(row.L) == 1 {
			alone[row.L[0].WireID()] = true
		}
	}
	for i, name := range system.Public {
		if i > 0 && !alone[i] {
			t.Errorf("public input %s never stands alone on the left", name)
		}
	}
}

// The challenge is drawn after everything that the log-derivative arguments
// compare: a prover who could choose a count afterwards would solve for it.
func TestCommitmentCoversWhatTheArgumentsCompare(t *testing.T) {
	system := compiled(t)
	commitments := system.CommitmentInfo.(constraint.Groth16Commitments)
	if len(commitments) != 1 {
		t.Fatalf("%d commitments, want 1", len(commitments))
	}
	committed := map[int]bool{}
	for _, w := range commitments[0].PrivateCommitted {
		committed[w] = true
	}
	readings := 0
	for i, name := range system.Secret {
		if strings.HasPrefix(name, "Readings") {
			readings++
			if !committed[system.GetNbPublicVariables()+i] {
				t.Errorf("%s is not committed", name)
			}
		}
	}
	if readings != claim.Glucose15.SlotsPerDay() {
		t.Errorf("%d readings, want %d", readings, claim.Glucose15.SlotsPerDay())
	}
	outputs := map[string]int{}
	for _, hint := range hintsOf(system) {
		next := hint.next
		switch hint.key {
		case "gadget.CountHint", "logderivarg.countHint", "rangecheck.DecomposeHint":
		case "series.GapHint":
			next = hint.first + 24 // the runs; the factors are tied to them by products
		default:
			continue
		}
		for w := hint.first; w < next; w++ {
			outputs[hint.key]++
			if !committed[w] {
				t.Errorf("output wire %d of %s is not committed", w, hint.key)
			}
		}
	}
	// A count for each value, by night and by day, and for each length of a gap.
	if len(outputs) != 4 || outputs["gadget.CountHint"] != 2*len(Table(claim.Glucose15))+25 || outputs["series.GapHint"] != 24 {
		t.Errorf("hint outputs %v, want those of four hints and a count for each value", outputs)
	}
}
