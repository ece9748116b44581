package series

import (
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"
)

// hintNames are all hints of a compiled circuit, by the end of their name. Those
// with true are attacked here. The others are gnark's commitment, whose value
// the verifier recomputes, and the random mask of that commitment, which may be
// anything.
var hintNames = map[string]bool{
	"gadget.CountHint": true, "gadget.FieldsHint": true, "gadget.SplitHint": true, "series.GapHint": true,
	"rangecheck.DecomposeHint": true, "logderivarg.countHint": true,
	"hints.Randomize": false, "cs.Bsb22CommitmentComputePlaceholder": false,
}

func hintKey(name string) string { return name[strings.LastIndex(name, "/")+1:] }

func TestHintsAreTheKnownOnes(t *testing.T) {
	ids := map[solver.HintID]string{}
	for id, name := range compiled(t).MHintsDependencies {
		key := hintKey(name)
		if _, ok := hintNames[key]; !ok {
			t.Errorf("unknown hint %s", name)
		}
		if key == ids[id] {
			t.Errorf("%s has the id of another hint", name)
		}
		ids[id] = key
	}
	if len(ids) != len(hintNames) {
		t.Errorf("hints %v, want those of %v", ids, slices.Sorted(maps.Keys(hintNames)))
	}
}

// spoilers change honest outputs of a hint. They return false if the outputs
// stayed the same.
var spoilers = []func(r *rand.Rand, out []*big.Int){
	func(r *rand.Rand, out []*big.Int) { // everything random
		for _, o := range out {
			o.Set(integer(randomField(r)))
		}
	},
	func(_ *rand.Rand, out []*big.Int) {
		for _, o := range out {
			o.SetInt64(0)
		}
	},
	func(r *rand.Rand, out []*big.Int) { o := pick(r, out); o.Add(o, big.NewInt(1)) },
	func(r *rand.Rand, out []*big.Int) { o := pick(r, out); o.Sub(o, big.NewInt(1)) },
	func(r *rand.Rand, out []*big.Int) { pick(r, out).Set(integer(randomField(r))) },
	func(r *rand.Rand, out []*big.Int) { o := pick(r, out); o.Neg(o) },
	func(r *rand.Rand, out []*big.Int) { o := pick(r, out); o.Add(o, power(1+r.IntN(253))) },
	func(r *rand.Rand, out []*big.Int) { // sum kept
		a, b, d := pick(r, out), pick(r, out), big.NewInt(r.Int64N(1000))
		a.Add(a, d)
		b.Sub(b, d)
	},
	func(r *rand.Rand, out []*big.Int) { // neighbours: value kept in base 2^k
		if len(out) < 2 {
			return
		}
		i, k := r.IntN(len(out)-1), 1+r.IntN(14)
		out[i].Add(out[i], power(k))
		out[i+1].Sub(out[i+1], big.NewInt(1))
	},
	func(r *rand.Rand, out []*big.Int) {
		r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	},
	func(_ *rand.Rand, out []*big.Int) {
		for _, o := range out {
			o.Lsh(o, 1)
		}
	},
	func(r *rand.Rand, out []*big.Int) { // a half more here, a half less there
		half := new(big.Int).Rsh(new(big.Int).Add(modulus(), big.NewInt(1)), 1)
		a, b := pick(r, out), pick(r, out)
		a.Add(a, half)
		b.Sub(b, half)
	},
}

func pick(r *rand.Rand, out []*big.Int) *big.Int { return out[r.IntN(len(out))] }

// No output of a hint but the honest one is accepted, whether the statement is
// true or false. So a prover gains nothing by lying in a hint. Only the runs of empty
// hours leave a choice (TestChosenRunsOnlyHurt), and no choice makes a false statement
// true.
func TestLyingHintsAreRefused(t *testing.T) {
	rounds := 16
	if testing.Short() {
		rounds = 2
	}
	scenes := map[string]func(*scene){
		"true":            func(*scene) {},
		"false limit":     func(s *scene) { s.limit("below70", 400, true) },
		"false gap":       func(s *scene) { s.limit("longestGap", 3, false) },
		"false end":       func(s *scene) { s.end = s.claim.LatestEnd + 1 },
		"false assurance": func(s *scene) { s.assurance = 1 },
	}
	for id, name := range compiled(t).MHintsDependencies {
		key := hintKey(name)
		if !hintNames[key] {
			continue
		}
		honest := registered(t, id)
		for what, prepare := range scenes {
			if testing.Short() && what != "true" {
				continue
			}
			t.Run(key+"/"+what, func(t *testing.T) {
				t.Parallel()
				r := seeded("hints " + key + what)
				s := newScene(t, 1).window(runs(100, 30, 60, 8, 200, 7)...)
				prepare(s)
				c := s.circuit(t)
				if truth := what == "true"; (holds(c) == nil) != truth || accepts(c) != truth {
					t.Fatal("the scene is not what it is called")
				}
				calls := 0
				counting := func(q *big.Int, in, out []*big.Int) error { calls++; return honest(q, in, out) }
				_ = accepts(c, test.WithReplacementHint(id, counting))
				if calls == 0 && what != "true" {
					calls = 1 // refused before the hint was asked
				}
				total := rounds
				if what != "true" {
					total = (rounds + 2) / 3
				}
				for i := range total {
					call, changed := r.IntN(calls), false
					lie := func(q *big.Int, in, out []*big.Int) error {
						if err := honest(q, in, out); err != nil {
							return err
						}
						if call--; call != -1 {
							return nil
						}
						before := copies(out, q)
						spoilers[i%len(spoilers)](r, out)
						changed = !slices.EqualFunc(before, copies(out, q), func(a, b *big.Int) bool { return a.Cmp(b) == 0 })
						return nil
					}
					free := key == "series.GapHint"
					if accepts(c, test.WithReplacementHint(id, lie)) && (changed && !free || what != "true") {
						t.Fatalf("round %d: the circuit accepts a lie", i)
					}
				}
			})
		}
	}
}

// copies gives the outputs reduced, as the engine takes them.
func copies(out []*big.Int, q *big.Int) []*big.Int {
	c := make([]*big.Int, len(out))
	for i := range out {
		c[i] = new(big.Int).Mod(out[i], q)
	}
	return c
}

// registered finds the honest function of a hint.
func registered(t *testing.T, id solver.HintID) solver.Hint {
	t.Helper()
	for _, h := range slices.Concat(allHints(), solver.GetRegisteredHints()) {
		if solver.GetHintID(h) == id {
			return h
		}
	}
	t.Fatal("no such hint")
	return nil
}

// The same on the compiled system, where hints are replaced as a malicious
// prover would.
func TestLyingHintsAreRefusedByTheCompiledSystem(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	c := newScene(t, 1).window(runs(100, 30, 60, 8, 200, 7)...).limit("longestGap", 4, false).circuit(t)
	for id, name := range compiled(t).MHintsDependencies {
		key := hintKey(name)
		if !hintNames[key] {
			continue
		}
		t.Run(key, func(t *testing.T) {
			honest, r := registered(t, id), seeded("compiled hints "+key)
			if !solves(t, c, solver.OverrideHint(id, honest), solver.WithNbTasks(1)) {
				t.Fatal("refused with honest hints")
			}
			for i := range rounds {
				// The solver asks hints in no fixed order, so all calls are spoiled.
				lie := func(q *big.Int, in, out []*big.Int) error {
					if err := honest(q, in, out); err != nil {
						return err
					}
					o := out[i%len(out)]
					o.Add(o, integer(randomField(r)))
					o.Mod(o, q)
					return nil
				}
				if solves(t, c, solver.OverrideHint(id, lie), solver.WithNbTasks(1)) {
					t.Fatalf("round %d: the system accepts a lie", i)
				}
			}
		})
	}
}
