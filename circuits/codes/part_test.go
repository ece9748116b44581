package codes

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

func hintID(h solver.Hint) solver.HintID { return solver.GetHintID(h) }

// part is a part of the statement alone, over what it is given.
type part struct {
	In     []frontend.Variable
	m      *mutant
	define *func(s *statementOf, in []frontend.Variable) error
}

func (p *part) Define(api frontend.API) error {
	p.m.seen = map[string]int{}
	s := &statementOf{Builder: &frame.Builder{API: &spy{api, p.m}}}
	if err := (*p.define)(s, p.In); err != nil {
		return err
	}
	return s.limbs()
}

// runPart solves a part with some assertions left out.
func runPart(define func(s *statementOf, in []frontend.Variable) error, in []frontend.Variable, skip []string, opts ...test.TestEngineOption) error {
	m := &mutant{skip: map[string]bool{}}
	for _, s := range skip {
		m.skip[s] = true
	}
	defer lockEngine()()
	return test.IsSolved(&part{make([]frontend.Variable, len(in)), m, &define}, &part{in, m, &define}, ecc.BN254.ScalarField(), opts...)
}

// placed asserts that one code is in the set whose leaf is opened, or is not. In: 1
// if it is not, the code, First, the leaf's lanes, the codes of the lane.
func placed(s *statementOf, in []frontend.Variable) error {
	var c code
	var o Opening
	notIn, in := in[0], in[1:]
	in = in[copy(c[:], in):]
	o.First, in = in[0], in[1:]
	in = in[copy(o.Lanes[:], in):]
	for k := range o.Codes {
		in = in[copy(o.Codes[k][:], in):]
	}
	product, err := s.differences(s.number(c[:]), &o)
	if err != nil {
		return err
	}
	none, err := gadget.NonZero(s.API, []frontend.Variable{product})
	if err != nil {
		return err
	}
	s.API.(*spy).API.AssertIsEqual(none[0], notIn) // the test's own
	return nil
}

func placedInputs(set *codeset.Set, word uint64, notIn int) []frontend.Variable {
	c, o := limbsOf(word), open(set, word)
	in := slices.Concat([]frontend.Variable{notIn}, c[:], []frontend.Variable{o.First}, o.Lanes[:])
	for k := range o.Codes {
		in = append(in, o.Codes[k][:]...)
	}
	return in
}

// Reference and circuit agree on one code against one set: for sets of every size at
// which the layout changes, codes of the set, their neighbours and any others. The
// contrary is refused.
func TestLanesAgreeWithReference(t *testing.T) {
	rounds := 2000
	if testing.Short() {
		rounds = 40
	}
	r := seeded("codes of one lane")
	all := randomCodes(r, 400)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var sets []*codeset.Set
	for _, size := range []int{1, 2, 3, 4, 5, 6, 9, 10, 11, 44, 45, 46, 47, 91, 92, 93, 300} {
		set, err := codeset.New(claim.ICD10CM, all[:size])
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	}
	seen := map[string]int{}
	for i := range rounds {
		set := sets[i%len(sets)]
		codes := set.Codes()
		var word uint64
		switch i / len(sets) % 5 {
		case 0:
			word = codes[r.IntN(len(codes))]
		case 1:
			word = codes[r.IntN(len(codes))] - 1
		case 2:
			word = codes[r.IntN(len(codes))] + 1
		case 3: // the ends, and the ends of lanes
			word = []uint64{codes[0], codes[len(codes)-1], codes[0] - 1, codes[len(codes)-1] + 1, 1, codeset.After - 1}[r.IntN(6)]
		default:
			word = 1 + r.Uint64N(codeset.After-1)
		}
		notIn := 1
		if set.Contains(word) {
			notIn = 0
		}
		_, lane := set.Locate(word)
		seen[fmt.Sprintf("notIn %d, first lane %t", notIn, lane == 0)]++
		if err := runPart(placed, placedInputs(set, word, notIn), nil); err != nil {
			t.Fatalf("round %d: %d of a set of %d is refused: %.200v", i, word, len(codes), err)
		}
		if runPart(placed, placedInputs(set, word, 1-notIn), nil) == nil {
			t.Fatalf("round %d: %d of a set of %d: the contrary is accepted", i, word, len(codes))
		}
	}
	if !testing.Short() && (len(seen) != 4 || slices.Min([]int{seen["notIn 0, first lane true"], seen["notIn 0, first lane false"],
		seen["notIn 1, first lane true"], seen["notIn 1, first lane false"]}) < rounds/40) {
		t.Errorf("too one-sided to mean anything: %v", seen)
	}
}

// named as a definition: the root and the id.
func namedAlone(s *statementOf, in []frontend.Variable) error { return s.named(in[0], in[1]) }

// forgedRoot is a root, an id that it does not have, and what the prover says of it.
type forgedRoot struct {
	name   string
	breaks string
	root   *big.Int
	id     func(number *big.Int) *big.Int // of root + r
	borrow *big.Int
}

// rootParts are the numbers of circuits/SPEC.md 15.4: H, L and 2^176.
func rootParts() (maxHigh, maxLow, half *big.Int) {
	half = power(8 * claim.SetBytes)
	maxHigh, maxLow = new(big.Int).DivMod(new(big.Int).Sub(statement.Modulus(), big.NewInt(1)), half, new(big.Int))
	return maxHigh, maxLow, half
}

// forgedRoots give a root the lowest bits of root + r, its second representative, or
// another id. Each is accepted exactly if one assertion is left out.
func forgedRoots() []forgedRoot {
	f := randomField(seeded("root"))
	root := f.BigInt(new(big.Int))
	maxHigh, maxLow, half := rootParts()
	low := func(number *big.Int) *big.Int { return new(big.Int).Mod(number, half) }
	honest := big.NewInt(0)
	if low(root).Cmp(maxLow) >= 0 {
		honest.SetInt64(1)
	}
	return []forgedRoot{
		{"another id", "codes.named assert[0]", root, func(*big.Int) *big.Int { return new(big.Int).Add(low(root), big.NewInt(1)) }, honest},
		{"too large a high part", "codes.named assert[1]", root, low, big.NewInt(1)},
		// Only a root below 2^176 - L has a second representative with the high part H.
		{"too large a low part", "codes.named assert[2]", big.NewInt(5), low, big.NewInt(0)},
		// b = 1 - H: then b 2^176 = 2^176 + L + 1 in the field, and H - high - b = 2H - 1 - high.
		{"a borrow of neither 0 nor 1", "codes.named boolean", root, low, new(big.Int).Sub(big.NewInt(1), maxHigh)},
	}
}

// root + r is a second number that equals the root in the field. It has other lowest
// bits, and so would name another set.
func TestRootHasOneRepresentative(t *testing.T) {
	maxHigh, maxLow, half := rootParts()
	for _, f := range forgedRoots() {
		number := new(big.Int).Add(f.root, statement.Modulus())
		id := f.id(number)
		high := new(big.Int).Rsh(number, 8*claim.SetBytes)
		if f.breaks == "codes.named assert[0]" {
			high.Rsh(f.root, 8*claim.SetBytes)
		}
		lie := test.WithReplacementHint(hintID(RootHint), func(q *big.Int, _, out []*big.Int) error {
			out[0].Mod(f.borrow, q)
			split(high, out[1:10])
			lack := new(big.Int).Sub(maxHigh, high)
			split(lack.Mod(lack.Sub(lack, f.borrow), q), out[10:19])
			lack = new(big.Int).Mul(half, f.borrow)
			split(lack.Mod(lack.Sub(lack.Add(lack, maxLow), id), q), out[19:])
			return nil
		})
		in := []frontend.Variable{fieldOf(f.root), fieldOf(id)}
		if new(big.Int).Mod(f.root, half).Cmp(id) == 0 {
			t.Fatalf("%s: it is the root's id", f.name)
		}
		if runPart(namedAlone, in, nil, lie) == nil || runPart(namedAlone, in, nil) == nil {
			t.Errorf("%s: accepted", f.name)
		}
		if err := runPart(namedAlone, in, []string{f.breaks}, lie); err != nil {
			t.Errorf("%s: refused even without %s, so it does not show that it is needed: %.200v", f.name, f.breaks, err)
		}
	}
}

// Every root has its id, also where the low part needs the borrow and at the ends of
// the field.
func TestEveryRootHasItsID(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 4
	}
	maxHigh, maxLow, half := rootParts()
	r := seeded("roots")
	top := new(big.Int).Mul(maxHigh, half)
	roots := []*big.Int{
		big.NewInt(0), big.NewInt(1), maxLow, new(big.Int).Add(maxLow, big.NewInt(1)), new(big.Int).Sub(half, big.NewInt(1)), half,
		top, new(big.Int).Sub(top, big.NewInt(1)), new(big.Int).Sub(statement.Modulus(), big.NewInt(1)),
	}
	for range rounds {
		f := randomField(r)
		roots = append(roots, f.BigInt(new(big.Int)))
	}
	for _, root := range roots {
		id := new(big.Int).Mod(root, half)
		if err := runPart(namedAlone, []frontend.Variable{fieldOf(root), fieldOf(id)}, nil); err != nil {
			t.Errorf("%x: %.200v", root, err)
		}
		other := new(big.Int).Xor(id, big.NewInt(1))
		if runPart(namedAlone, []frontend.Variable{fieldOf(root), fieldOf(other)}, nil) == nil {
			t.Errorf("%x: another id is accepted", root)
		}
	}
}
