package codes

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// attack is a false statement together with the best witness for it, and the
// assertions that stand in its way.
//
// The circuit has to refuse it, and has to accept it as soon as exactly those
// assertions are left out. The second half shows that the attack is good enough
// to get through if an assertion is lost, so that the test then fails.
type attack struct {
	name   string
	breaks []string // names as mutant gives them
	build  func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption)
}

// the seal compares two coordinates; whatever changes the signed head changes both.
var signature = []string{"gadget.VerifySeal assert"}

func simple(name string, breaks []string, spoil func(t *testing.T, s *scene) *Circuit) attack {
	return attack{name, breaks, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
		s := newScene(t)
		return s, spoil(t, s), nil
	}}
}

// hinted replaces a hint's outputs.
func hinted(hint solver.Hint, change func(out []*big.Int)) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(hint), func(q *big.Int, in, out []*big.Int) error {
		if err := hint(q, in, out); err != nil {
			return err
		}
		change(out)
		return nil
	})}
}

// sickPlace is where sick puts its code on the list.
const sickPlace = 3

// sick has a code of the set on a list of ten, at sickPlace.
func sick(t *testing.T, s *scene) (word uint64) {
	t.Helper()
	return s.sickWith(t, func(word uint64) bool {
		codes := laneOf(s.set, word)
		// Inside of a lane, so that no other lane of the set shows it.
		return len(codes) == codeset.Places && word != codes[0] && word != codes[len(codes)-1]
	})
}

// sickWith picks a code of the set that has some property.
func (s *scene) sickWith(t *testing.T, fits func(word uint64) bool) uint64 {
	t.Helper()
	others := slices.Sorted(slices.Values(s.out))
	for _, word := range s.in {
		place, _ := slices.BinarySearch(others, word)
		if !fits(word) || place < sickPlace || place > len(others)-6 {
			continue
		}
		s.list(append(slices.Clone(others[place-sickPlace:place+6]), word)...)
		if s.page[sickPlace] != word || s.page[9] == 0 {
			t.Fatal("the code is at another place")
		}
		return word
	}
	t.Fatal("no such code")
	return 0
}

func laneOf(s *codeset.Set, word uint64) []uint64 {
	leaf, lane := s.Locate(word)
	return s.Leaf(leaf)[lane]
}

func attacks() []attack {
	list := []attack{
		simple("a code of the set taken off the sealed list", signature, func(t *testing.T, s *scene) *Circuit {
			sick(t, s)
			c := s.circuit(t)
			c.List[sickPlace], c.Openings[sickPlace] = limbsOf(0), open(s.set, 0)
			return c
		}),
		simple("a code of the set written as another", signature, func(t *testing.T, s *scene) *Circuit {
			sick(t, s)
			c := s.circuit(t)
			c.List[sickPlace], c.Openings[sickPlace] = limbsOf(s.out[50]), open(s.set, s.out[50])
			return c
		}),
		simple("a code of the set put onto the sealed list", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.member(claim.MemberIn).circuit(t)
			c.List[0], c.Openings[0] = limbsOf(s.in[0]), open(s.set, s.in[0])
			return c
		}),
		simple("a code of the set that is not to be there", []string{"codes.member assert"}, func(t *testing.T, s *scene) *Circuit {
			sick(t, s)
			return s.circuit(t)
		}),
		simple("no code of the set, and one is claimed", []string{"codes.member assert"}, func(t *testing.T, s *scene) *Circuit {
			return s.member(claim.MemberIn).circuit(t)
		}),
		simple("an empty list, and a code of the set is claimed", []string{"codes.member assert"}, func(t *testing.T, s *scene) *Circuit {
			return s.list().member(claim.MemberIn).circuit(t)
		}),
		{"the product called 0", []string{"codes.member gadget.NonZero assert[64]"}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t).member(claim.MemberIn)
			return s, s.circuit(t), hinted(gadget.InverseHint, func(out []*big.Int) {
				if len(out) == 1 {
					out[0].SetInt64(0)
				}
			})
		}},
		{"a code of the set passed off as an unused place", []string{"codes.member gadget.NonZero assert[3]"}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			sick(t, s)
			return s, s.circuit(t), hinted(gadget.InverseHint, func(out []*big.Int) {
				if len(out) > 1 {
					out[sickPlace].SetInt64(0)
				}
			})
		}},
		simple("a lane of a tree without the code", []string{"gadget.Lookup assert"}, func(t *testing.T, s *scene) *Circuit {
			word := sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace] = open(without(t, s, word), word)
			return c
		}),
		{"a whole tree without the code", []string{"codes.named assert[0]"}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			word := sick(t, s)
			c := s.circuit(t)
			forged := without(t, s, word)
			for i, d := range forged.LeafDigests() {
				c.Leaves[i] = d
			}
			for i, w := range s.page {
				c.Openings[i] = open(forged, w)
			}
			// The parts of the true root satisfy everything but their sum.
			root := s.set.Root()
			return s, c, []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(RootHint), func(q *big.Int, _, out []*big.Int) error {
				return RootHint(q, []*big.Int{root.BigInt(new(big.Int))}, out)
			})}
		}},
	}
	return slices.Concat(list, laneAttacks(), limbAttacks())
}

// without is the set without a code.
func without(t *testing.T, s *scene, word uint64) *codeset.Set {
	t.Helper()
	forged, err := codeset.New(claim.ICD10CM, slices.DeleteFunc(slices.Clone(s.in), func(w uint64) bool { return w == word }))
	if err != nil {
		t.Fatal(err)
	}
	return forged
}

func TestCircuitRefusesEveryAttack(t *testing.T) {
	for i, a := range attacks() {
		if testing.Short() && i%5 != 0 {
			continue // each run of the circuit costs 100 ms
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			s, c, opts := a.build(t)
			if s.holds(t) == nil {
				t.Fatal("not an attack: the statement is true")
			}
			if accepts(c, opts...) {
				t.Fatal("the circuit accepts a false statement")
			}
			if _, err := run(c, a.breaks, opts...); err != nil {
				t.Errorf("refused even without %v, so it does not show that those are needed: %.200v", a.breaks, err)
			}
		})
	}
}

// The scene that all attacks start from is honest, and so are its relatives.
func TestCircuitAcceptsTheTruth(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, s *scene){
		"ten codes, none in the set": func(*testing.T, *scene) {},
		"an empty list":              func(_ *testing.T, s *scene) { s.list() },
		"a full list, none":          func(_ *testing.T, s *scene) { s.list(s.out[:64]...) },
		"one of ten":                 func(t *testing.T, s *scene) { sick(t, s); s.member(claim.MemberIn) },
		"one alone":                  func(_ *testing.T, s *scene) { s.list(s.in[0]).member(claim.MemberIn) },
		"all of a full list":         func(_ *testing.T, s *scene) { s.list(s.in[:64]...).member(claim.MemberIn) },
		"the set's first and last": func(_ *testing.T, s *scene) {
			s.list(slices.Min(s.in), slices.Max(s.in)).member(claim.MemberIn)
		},
		"a set of one":        func(t *testing.T, s *scene) { s.of(t, s.in[:1]) },
		"the largest set":     func(t *testing.T, s *scene) { s.of(t, large(s)).list(s.out[:64]...) },
		"one of a large set":  func(t *testing.T, s *scene) { s.of(t, large(s)).list(s.in[11], s.out[5]).member(claim.MemberIn) },
		"neighbours of codes": func(t *testing.T, s *scene) { s.of(t, s.in[:1]).list(neighbours(s.in[0])...) },
	} {
		if testing.Short() && !strings.HasPrefix(name, "one of ten") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			change(t, s)
			if err := s.holds(t); err != nil {
				t.Fatal(err)
			}
			if _, err := run(s.circuit(t), nil); err != nil {
				t.Errorf("refused: %.200v", err)
			}
		})
	}
}

// neighbours are the valid codes next to one.
func neighbours(word uint64) []uint64 {
	var list []uint64
	for _, step := range []int64{-1, 1} {
		for w := int64(word) + step; ; w += step {
			if _, err := statement.FormatCode(claim.ICD10CM, uint64(w)); err == nil {
				list = append(list, uint64(w))
				break
			}
		}
	}
	return list
}

// large is a set of the largest size with the scene's codes in it.
func large(s *scene) []uint64 {
	words := slices.Clone(s.in)
	for _, w := range randomCodes(seeded("large"), codeset.MaxCodes+200) {
		if len(words) < codeset.MaxCodes && !slices.Contains(s.out, w) && !slices.Contains(s.in, w) {
			words = append(words, w)
		}
	}
	return words
}

// redundant lists the assertions whose lack alone lets nothing through, and why.
var redundant = map[string]string{
	// What NonZero gives for the product is 0 or 1, and the field must equal it.
	"gadget.Fields check member": "codes.member allows 0 and 1 only",
	// named leaves it 181 bits. Another value would differ by (a - b) / 2^67 for two
	// values a, b < 2^67 of the fields below: 2^67 times the difference is below r, so
	// there is none.
	"gadget.Fields check set": "the widths of the other fields leave it one value",
}

// role is what the n-th assertion of a name does: places of a list repeat them.
func role(name string, n int) string {
	switch name {
	case "codes.lane assert":
		return fmt.Sprintf("%s[%d of %d]", name, n%laneAsserts, laneAsserts)
	case "codes.inside assert":
		return fmt.Sprintf("%s[%d of %d]", name, n%insideAsserts, insideAsserts)
	case "codes.named assert":
		return fmt.Sprintf("%s[%d]", name, n)
	case "codes.member gadget.NonZero assert":
		return fmt.Sprintf("%s, of the product: %t", name, n == statement.CodesLength)
	}
	return name
}

func TestEveryAssertionIsAttacked(t *testing.T) {
	attacked := map[string]bool{}
	broken := func(name string) {
		name, index, _ := strings.Cut(name, "[")
		n, _ := strconv.Atoi(strings.TrimSuffix(index, "]"))
		attacked[role(name, n)] = true
	}
	for _, a := range attacks() {
		for _, b := range a.breaks {
			broken(b)
		}
	}
	for _, f := range forgedRoots() {
		broken(f.breaks)
	}
	m, err := run(newScene(t).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(m.seen)) {
		if !own(name) || redundant[name] != "" {
			continue
		}
		for n := range m.seen[name] {
			if !attacked[role(name, n)] {
				t.Fatalf("%s survives: no attack shows that it is needed", role(name, n))
			}
		}
	}
}
