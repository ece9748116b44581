package panel

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// hintNames are all hints of a compiled circuit, by the end of their name. A new
// one has to be attacked.
var hintNames = map[string]bool{
	"panel.TakeHint": true, "panel.WindowHint": true, "panel.CountedHint": true, "panel.LowestHint": true, "gadget.InverseHint": true,
	"gadget.FieldsHint": true, "gadget.SplitHint": true, "rangecheck.DecomposeHint": true, "logderivarg.countHint": true,
	"hints.Randomize": true, "cs.Bsb22CommitmentComputePlaceholder": true,
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

// A lie in a hint makes no false statement true. Where every measurement that
// counts matters, no lie about them is accepted at all: but for the lowest fewer
// may count, and where nothing is picked it does not matter what.
func TestLyingHintsAreRefused(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 10
	}
	claims := map[string]func(*scene) *scene{
		"average": func(s *scene) *scene {
			return s.take(claim.TakeAverage, 3).ask("occasions", 3, false).ask("systolicMost", 123, true).ask("diastolicLeast", 77, false)
		},
		"all":    func(s *scene) *scene { return s.take(claim.TakeAll, 0).ask("systolicMost", 126, false) },
		"lowest": func(s *scene) *scene { return s.take(claim.TakeDayLowest, 0).ask("systolicMost", 118, false) },
	}
	exact := map[string]solver.Hint{"take": TakeHint, "window": WindowHint, "counted": CountedHint, "inverse": gadget.InverseHint}
	loose := map[string]solver.Hint{"lowest": LowestHint}
	for name, asks := range claims {
		honest := asks(newScene(t))
		spoiled := asks(newScene(t)).put(0, Measurement{119, 76, 2}).put(2, Measurement{127, 79, 20})
		if !decides(t, honest.claim, honest.end, honest.page) || decides(t, spoiled.claim, spoiled.end, spoiled.page) {
			t.Fatalf("%s: the scene is not as it should be", name)
		}
		for _, hints := range []map[string]solver.Hint{exact, loose} {
			for hintName, hint := range hints {
				r := seeded(name + hintName)
				for i := range rounds {
					lies, changed := liar(r, hint, 1+i%3)
					if decides(t, spoiled.claim, spoiled.end, spoiled.page, lies) {
						t.Fatalf("%s, %s, round %d: a false statement is accepted", name, hintName, i)
					}
					*changed = false
					if decides(t, honest.claim, honest.end, honest.page, lies) && *changed && name != "lowest" && exact[hintName] != nil {
						t.Fatalf("%s, %s, round %d: a lie is accepted", name, hintName, i)
					}
				}
			}
		}
	}
}

// liar makes a hint garble some numbers, and tells whether it did.
func liar(r *rand.Rand, hint solver.Hint, times int) (opt test.TestEngineOption, changed *bool) {
	changed = new(bool)
	return test.WithReplacementHint(solver.GetHintID(hint), func(q *big.Int, in, out []*big.Int) error {
		if err := hint(q, in, out); err != nil {
			return err
		}
		before := make([]string, len(out))
		for k, o := range out {
			before[k] = o.String()
		}
		for range times {
			garble(r, out)
		}
		for k, o := range out {
			// The inverse of 0 is free.
			free := len(in) == len(out) && in[k].Sign() == 0
			*changed = *changed || !free && o.String() != before[k]
		}
		return nil
	}), changed
}

// garble changes one of the first numbers.
func garble(r *rand.Rand, out []*big.Int) {
	k := r.IntN(min(len(out), 6))
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
		other := r.IntN(min(len(out), 6))
		a, b := new(big.Int).Set(out[k]), new(big.Int).Set(out[other])
		out[k].Set(b)
		out[other].Set(a)
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
// makes the same statement true, and the inverse that is given for a 0.
func TestNoWireIsFree(t *testing.T) {
	if testing.Short() {
		t.Skip("walks through all wires")
	}
	system := compiled(t)
	rows := system.GetR1Cs()
	wires := system.GetNbPublicVariables() + system.GetNbSecretVariables() + system.GetNbInternalVariables()
	places := rowsOf(rows, wires)
	r := seeded("free wires")
	const zeros = 3 // measurements of the same day as the one before
	for _, take := range []uint32{claim.TakeAverage, claim.TakeAll, claim.TakeDayLowest, claim.TakeLatest} {
		s := newScene(t).ask("systolicMost", 150, true).ask("diastolicMost", 100, true)
		for i := range length {
			s.put(i, Measurement{120 + uint64(i)%7, 80 + uint64(i)%5, max(0, i-zeros) * 5})
		}
		switch take {
		case claim.TakeAverage:
			s.take(take, 6)
		default:
			s.take(take, 0)
		}
		solved, err := solution(t, s.circuit(t))
		if err != nil {
			t.Fatal(err)
		}
		context := system.GetNbPublicVariables() - 1
		free := 0
		for w := 1; w < wires; w++ {
			if w == context || !freeWire(system.CoeffTable.Coefficients, rows, places[w], w, solved.W, randomField(r)) {
				continue
			}
			free++
			// The mask stands in one constraint, an inverse in one.
			if len(places[w]) != 1 {
				t.Errorf("take %d: wire %d is free and stands in %d constraints", take, w, len(places[w]))
			}
		}
		if free != 1+zeros {
			t.Errorf("take %d: %d wires are free, want the mask and %d inverses of 0", take, free, zeros)
		}
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
	if outputs < 2*3*statement.PanelLength+256 {
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
	if len(system.Public) != 6 {
		t.Errorf("public inputs %v", system.Public)
	}
}
