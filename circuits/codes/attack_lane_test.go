package codes

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// laneAssert names the k-th assertion about the lane of the code that sick puts on
// the list: the first lane, its two missing places, the other lanes.
func laneAssert(k int) []string {
	return []string{fmt.Sprintf("codes.lane assert[%d]", sickPlace*laneAsserts+k)}
}

// insideAssert names what keeps that code above the lane's first code, or below its
// last.
func insideAssert(k int) []string {
	return []string{fmt.Sprintf("codes.inside assert[%d]", sickPlace*insideAsserts+k)}
}

// inFirstLane has a code of the set on the list that a first lane shows.
func inFirstLane(t *testing.T, s *scene) uint64 {
	t.Helper()
	return s.sickWith(t, func(word uint64) bool {
		leaf, lane := s.set.Locate(word)
		return lane == 0 && leaf > 0 && word != laneOf(s.set, word)[0]
	})
}

// wellInFirstLane has a code that is not in the set at sickPlace, in a gap that a
// first lane shows.
func wellInFirstLane(t *testing.T, s *scene) uint64 {
	t.Helper()
	others := slices.Sorted(slices.Values(s.out))
	for i, word := range others {
		if leaf, lane := s.set.Locate(word); lane == 0 && leaf > 0 && i >= sickPlace {
			s.list(others[i-sickPlace : i+1]...).member(claim.MemberIn)
			return word
		}
	}
	t.Fatal("no such code")
	return 0
}

// replace writes one code of an opening as another.
func (o *Opening) replace(t *testing.T, old, word uint64) {
	t.Helper()
	for k := range o.Codes {
		if o.Codes[k] == limbsOf(old) {
			o.Codes[k] = limbsOf(word)
			return
		}
	}
	t.Fatal("the lane has no such code")
}

func laneAttacks() []attack {
	return []attack{
		simple("a lane after the code", insideAssert(0), func(t *testing.T, s *scene) *Circuit {
			word := sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace] = open(s.set, slices.Max(s.in))
			if laneOf(s.set, slices.Max(s.in))[0] <= word {
				t.Fatal("it is not after the code")
			}
			return c
		}),
		simple("a lane before the code", insideAssert(1), func(t *testing.T, s *scene) *Circuit {
			sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace] = open(s.set, 0)
			return c
		}),
		simple("codes that are no lane of the leaf", laneAssert(3), func(t *testing.T, s *scene) *Circuit {
			word := sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace].replace(t, word, word+1)
			return c
		}),
		simple("codes that are not the leaf's first lane", laneAssert(0), func(t *testing.T, s *scene) *Circuit {
			word := inFirstLane(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace].replace(t, word, word+1)
			return c
		}),
		simple("codes that are the first lane of no leaf, said to be another lane", laneAssert(3), func(t *testing.T, s *scene) *Circuit {
			word := inFirstLane(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace].replace(t, word, word+1)
			c.Openings[sickPlace].First = 0
			return c
		}),
		simple("a missing place of the first lane used for a code", laneAssert(2), func(t *testing.T, s *scene) *Circuit {
			word := wellInFirstLane(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace].Codes[1] = limbsOf(word)
			return c
		}),
		simple("the other missing place used for a code", laneAssert(1), func(t *testing.T, s *scene) *Circuit {
			word := wellInFirstLane(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace].Codes[0] = limbsOf(word)
			return c
		}),
		simple("the first lane begun below its first code", laneAssert(1), func(t *testing.T, s *scene) *Circuit {
			// The last code but one of a leaf, said to lie in the next leaf's first lane.
			word := s.sickWith(t, func(word uint64) bool {
				leaf, lane := s.set.Locate(word)
				next := s.set.Leaf(leaf + 1)
				return lane == codeset.Lanes-1 && word < next[0][0] && next[0][1] != codeset.After
			})
			c := s.circuit(t)
			leaf, _ := s.set.Locate(word)
			o := open(s.set, s.set.Leaf(leaf + 1)[0][1])
			o.Codes[0] = limbsOf(word - 1)
			c.Openings[sickPlace] = o
			return c
		}),
	}
}

// loose makes limbs of any number: the number itself, and zeros. Only the table of
// limbs refuses them.
func loose() []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(hintID(gadget.FieldsHint), func(q *big.Int, in, out []*big.Int) error {
		if len(out) != codeLimbs {
			return gadget.FieldsHint(q, in, out)
		}
		for i := range out {
			out[i].SetInt64(0)
		}
		out[0].Set(in[0])
		return nil
	})}
}

func limbAttacks() []attack {
	const breaks = "gadget.Histogram assert"
	return []attack{
		simple("codes that pack to the lane and are others", []string{breaks}, func(t *testing.T, s *scene) *Circuit {
			word := sick(t, s)
			c := s.circuit(t)
			// 2^36 less here, one more in the next: the lane is unchanged.
			codes := &c.Openings[sickPlace].Codes
			for k := range codes {
				if codes[k] == limbsOf(word) {
					codes[k][codeLimbs-1] = add(codes[k][codeLimbs-1], -1<<limbBits)
					codes[k+1][0] = add(codes[k+1][0], 1)
					return c
				}
			}
			t.Fatal("the lane does not hold the code")
			return nil
		}),
		{"codes that pack to the page and are others", []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			sick(t, s)
			if lane0, _ := statement.LanePlaces(statement.CodesLength, statement.CodeBits); lane0 < sickPlace+2 {
				t.Fatal("the next code is in another lane")
			}
			c := s.circuit(t)
			c.List[sickPlace][codeLimbs-1] = add(c.List[sickPlace][codeLimbs-1], 1<<limbBits)
			c.List[sickPlace+1][0] = add(c.List[sickPlace+1][0], -1)
			return s, c, loose()
		}},
		{"a lane after the code, with a negative difference", []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace] = open(s.set, slices.Max(s.in))
			return s, c, loose()
		}},
		{"a lane before the code, with a negative difference", []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			sick(t, s)
			c := s.circuit(t)
			c.Openings[sickPlace] = open(s.set, 0)
			return s, c, loose()
		}},
	}
}

// A limb of ten bits is refused in any place, also where the number stays the same.
func TestLimbsAreChecked(t *testing.T) {
	for name, spoil := range map[string]func(c *Circuit){
		"list": func(c *Circuit) {
			c.List[0][0], c.List[0][1] = add(c.List[0][0], 1<<limbBits), add(c.List[0][1], -1)
		},
		"lane": func(c *Circuit) {
			codes := &c.Openings[0].Codes
			codes[6][0], codes[6][1] = add(codes[6][0], 1<<limbBits), add(codes[6][1], -1)
		},
	} {
		s := newScene(t)
		c := s.circuit(t)
		spoil(c)
		if accepts(c) {
			t.Errorf("%s: a limb of ten bits is accepted", name)
		}
		if _, err := run(c, []string{"gadget.Histogram assert"}); err != nil {
			t.Errorf("%s: refused even without the table: %.200v", name, err)
		}
	}
}

// A First that is neither 0 nor 1 asks for both kinds of lane, and so shows nothing
// else than a lane.
func TestFirstIsNoThirdKind(t *testing.T) {
	for _, find := range []func(*testing.T, *scene) uint64{sick, inFirstLane} {
		for _, first := range []int64{2, -1, 1 << 40} {
			s := newScene(t)
			find(t, s)
			s.member(claim.MemberIn)
			c := s.circuit(t)
			if !testing.Short() && !accepts(c) {
				t.Fatal("the honest lane is refused")
			}
			if c.Openings[sickPlace].First = add(uint64(0), first); accepts(c) {
				t.Errorf("First is %d, and the lane is not both", first)
			}
			if testing.Short() {
				return
			}
		}
	}
}

func add(v frontend.Variable, n int64) frontend.Variable {
	return fieldOf(new(big.Int).Add(new(big.Int).SetUint64(v.(uint64)), big.NewInt(n)))
}
