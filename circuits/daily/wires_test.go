package daily

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// hintNames are all hints of a compiled circuit, by the end of their name. A new
// one has to be attacked.
var hintNames = map[string]bool{
	"daily.WindowHint": true, "daily.LevelHint": true,
	"gadget.FieldsHint": true, "gadget.SplitHint": true, "rangecheck.DecomposeHint": true, "logderivarg.countHint": true,
	"solver.InvZeroHint": true, "hints.Randomize": true, "cs.Bsb22CommitmentComputePlaceholder": true,
}

func TestHintsAreTheKnownOnes(t *testing.T) {
	seen := 0
	for _, name := range compiled(t).MHintsDependencies {
		if key := name[strings.LastIndex(name, "/")+1:]; !hintNames[key] {
			t.Errorf("unknown hint %s", name)
		}
		seen++
	}
	if seen != len(hintNames) {
		t.Errorf("%d hints, want %d", seen, len(hintNames))
	}
}

// A lie in a hint makes no false statement true, and where the window has just as
// many days at the level as are asked for, no lie is accepted at all.
func TestLyingHintsAreRefused(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 2
	}
	r := seeded("lying hints")
	s := newScene(t).ask("level", 10000, false).ask("daysAtLevel", 5, false).ask("runAtLevel", 3, false)
	s.values(runs(10000, 3, 9999, 1, 12000, 2, 5000, 30)...)
	honest := s.circuit(t)
	if s.holds(honest) != nil || !accepts(honest) {
		t.Fatal("the statement is false")
	}
	dishonest := s.put(4, 9998).circuit(t)
	if s.holds(dishonest) == nil || accepts(dishonest) {
		t.Fatal("the statement is true")
	}
	for _, hint := range []solver.Hint{WindowHint, LevelHint} {
		for i := range rounds {
			changed := false // by the last call
			lie := func(q *big.Int, in, out []*big.Int) error {
				if err := hint(q, in, out); err != nil {
					return err
				}
				before := make([]int64, len(out))
				for k, o := range out {
					before[k] = o.Int64()
				}
				for range 1 + i%3 {
					k := r.IntN(40)
					switch r.IntN(5) {
					case 0:
						out[k].SetInt64(1 - out[k].Int64()&1)
					case 1:
						out[k].SetInt64(2)
					case 2:
						out[k].SetInt64(-1)
					case 3:
						out[k] = integer(randomField(r))
					default: // one place for another
						other := r.IntN(40)
						a, b := new(big.Int).Set(out[k]), new(big.Int).Set(out[other])
						out[k].Set(b)
						out[other].Set(a)
					}
				}
				changed = false
				for k, o := range out {
					changed = changed || !o.IsInt64() || o.Int64() != before[k]
				}
				return nil
			}
			opt := test.WithReplacementHint(solver.GetHintID(hint), lie)
			if accepts(dishonest, opt) {
				t.Fatalf("round %d: a false statement is accepted", i)
			}
			if accepts(honest, opt) && changed {
				t.Fatalf("round %d: a lie is accepted", i)
			}
		}
	}
}

// Leaving out a day at the level is no lie that helps, and not refused by itself.
func TestADayAtTheLevelMayBeLeftOut(t *testing.T) {
	s := newScene(t).ask("level", 10000, false).ask("daysAtLevel", 5, false).values(runs(10000, 6)...)
	marks := make([]int64, statement.DailyLength)
	for i := range 5 {
		marks[i] = 1
	}
	if !accepts(s.circuit(t), replaced(LevelHint, marks)...) {
		t.Error("five of six days do not do")
	}
	marks[4] = 0
	if accepts(s.circuit(t), replaced(LevelHint, marks)...) {
		t.Error("four days do")
	}
}

func TestHintsRefuseOtherShapes(t *testing.T) {
	numbers := func(n int) []*big.Int {
		out := make([]*big.Int, n)
		for i := range out {
			out[i] = new(big.Int)
		}
		return out
	}
	for _, n := range []int{0, 2} {
		if WindowHint(nil, numbers(n), numbers(statement.DailyLength)) == nil {
			t.Errorf("window: %d inputs", n)
		}
		if LevelHint(nil, numbers(n), numbers(n)) == nil {
			t.Errorf("level: %d inputs and outputs", n)
		}
	}
	if WindowHint(nil, numbers(1), numbers(30)) == nil {
		t.Error("window: 30 outputs")
	}
}

// rowsOf lists the constraints in which each wire stands.
func rowsOf(rows []constraint.R1C, wires int) [][]int {
	places := make([][]int, wires)
	for i, row := range rows {
		for _, side := range []constraint.LinearExpression{row.L, row.R, row.O} {
			for _, term := range side {
				w := term.WireID()
				if p := places[w]; len(p) == 0 || p[len(p)-1] != i {
					places[w] = append(p, i)
				}
			}
		}
	}
	return places
}

// No wire can take another value while all others keep theirs. Meant to be free
// are the random mask of gnark's commitment, the context, of which every value
// makes the same statement true, and the inverse that IsZero gives for a 0.
func TestNoWireIsFree(t *testing.T) {
	if testing.Short() {
		t.Skip("walks through all wires")
	}
	system := compiled(t)
	rows := system.GetR1Cs()
	wires := system.GetNbPublicVariables() + system.GetNbSecretVariables() + system.GetNbInternalVariables()
	places := rowsOf(rows, wires)
	r := seeded("free wires")
	s := newScene(t).ask("level", 10000, false).ask("daysAtLevel", 5, false).ask("runAtLevel", 3, false)
	s.ask("meanLeast", 2000, true).ask("meanMost", 9000, true).ask("eachLeast", 900, false).ask("eachMost", 12000, false)
	// No value is 0, so every inverse is fixed but those before the window.
	s.values(slices.Concat(runs(10000, 3, 9999, 1, 12000, 2, 900, 24), slices.Repeat([]uint64{7}, 336))...)
	solved, err := solution(t, s.circuit(t))
	if err != nil {
		t.Fatal(err)
	}
	context := system.GetNbPublicVariables() - 1
	free := map[int]bool{}
	for w := 1; w < wires; w++ {
		if w != context && freeWire(system.CoeffTable.Coefficients, rows, places[w], w, solved.W, randomField(r)) {
			free[w] = true
		}
	}
	inverses := 0
	for w := range free {
		// The mask stands in one constraint, an inverse in one: 1 - inside*inverse.
		if len(places[w]) != 1 {
			t.Errorf("wire %d is free and stands in %d constraints", w, len(places[w]))
		}
		inverses++
	}
	if want := statement.DailyLength - window + 1; inverses != want {
		t.Errorf("%d wires are free, want the mask and %d inverses of 0", inverses, want-1)
	}
}

// freeWire reports whether some change of a wire leaves all its constraints
// satisfied: by one, to the negative, to the other bit, by 512, by 2^17, by
// anything.
func freeWire(coefficients []fr.Element, rows []constraint.R1C, places []int, wire int, values fr.Vector, random fr.Element) bool {
	value := values[wire]
	var double, bit fr.Element
	double.Double(&value)
	double.Neg(&double)
	bit.SetOne()
	bit.Add(&bit, &double)
	changes := []fr.Element{fr.One(), bit, double, fr.NewElement(512), fr.NewElement(1 << 17), random}
	for _, delta := range changes {
		if delta.IsZero() {
			continue
		}
		kept := true
		for _, i := range places {
			side := func(terms constraint.LinearExpression) (sum fr.Element) {
				for _, term := range terms {
					v := values[term.WireID()]
					if term.WireID() == wire {
						v.Add(&v, &delta)
					}
					v.Mul(&v, &coefficients[term.CoeffID()])
					sum.Add(&sum, &v)
				}
				return sum
			}
			left, right, out := side(rows[i].L), side(rows[i].R), side(rows[i].O)
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

// The challenge is drawn after everything that the range checks compare, values
// included, and each public input stands alone on the left of some constraint
// (circuits/SPEC.md 8.9).
func TestCommitmentAndInputs(t *testing.T) {
	system := compiled(t)
	commitments := system.CommitmentInfo.(constraint.Groth16Commitments)
	if len(commitments) != 1 {
		t.Fatalf("%d commitments, want 1", len(commitments))
	}
	outputs := 0
	for _, packed := range system.Instructions {
		blueprint, ok := system.Blueprints[packed.BlueprintID].(constraint.BlueprintHint)
		if !ok {
			continue
		}
		var hint constraint.HintMapping
		blueprint.DecompressHint(&hint, packed.Unpack(&system.System))
		name := system.MHintsDependencies[hint.HintID]
		if !strings.HasSuffix(name, "logderivarg.countHint") && !strings.HasSuffix(name, "rangecheck.DecomposeHint") {
			continue
		}
		for w := hint.OutputRange.Start; w < hint.OutputRange.End; w++ {
			outputs++
			if !slices.Contains(commitments[0].PrivateCommitted, int(w)) {
				t.Errorf("output wire %d of %s is not committed", w, name)
			}
		}
	}
	if outputs < 3*2*statement.DailyLength+512 {
		t.Errorf("only %d outputs of range checks", outputs)
	}
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
	if claim.Daily != claim.Steps.Family() || len(system.Public) != 6 {
		t.Errorf("public inputs %v", system.Public)
	}
}
