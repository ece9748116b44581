package codes

import (
	"errors"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// statementOf carries what the checks of this family share.
type statementOf struct {
	*frame.Builder
	c *Circuit

	all []frontend.Variable // every limb, for one range check
}

// number joins limbs, the lowest first, and marks them to be checked.
func (s *statementOf) number(limbs []frontend.Variable) frontend.Variable {
	s.all = append(s.all, limbs...)
	return join(s.API, limbs)
}

func join(api frontend.API, limbs []frontend.Variable) frontend.Variable {
	var v frontend.Variable = 0
	for i, l := range limbs {
		v = api.Add(v, api.Mul(l, power(i*limbBits)))
	}
	return v
}

// page is the digest of the list. Codes are unique in their packing because their
// limbs are checked.
func (s *statementOf) page() (frontend.Variable, error) {
	words := make([]frontend.Variable, len(s.c.List))
	for i := range words {
		words[i] = join(s.API, s.c.List[i][:])
	}
	return s.Hash.Absorb(statement.KindPage, s.c.Salt, s.c.EndDay, statement.CodeBits, words)
}

// set asserts that the leaves are those of the set that the claim names: they
// hash to a root whose lowest bits are its id.
func (s *statementOf) set() error {
	nodes := make([]frontend.Variable, codeset.Arity)
	var err error
	for i := range nodes {
		children := s.c.Leaves[i*codeset.Arity : (i+1)*codeset.Arity]
		if nodes[i], err = s.Hash.HashKind(statement.KindSetNode, children...); err != nil {
			return err
		}
	}
	root, err := s.Hash.HashKind(statement.KindSetNode, nodes...)
	if err != nil {
		return err
	}
	return s.named(root, s.Field("set"))
}

// named asserts that the set's id is the lowest 176 bits of the root, for the one
// representative of the root below r: root = set + 2^176 high, and with
// r - 1 = H 2^176 + L there is a borrow b in {0, 1} such that L - set + b 2^176 and
// H - high - b are not negative.
func (s *statementOf) named(root, set frontend.Variable) error {
	api := s.API
	const highLimbs, lowLimbs = 9, 20 // of 78 and 176 bits
	half := power(8 * claim.SetBytes)
	maxHigh, maxLow := new(big.Int).DivMod(new(big.Int).Sub(fr.Modulus(), big.NewInt(1)), half, new(big.Int))
	out, err := api.Compiler().NewHint(RootHint, 1+2*highLimbs+lowLimbs, root)
	if err != nil {
		return err
	}
	borrow, out := out[0], out[1:]
	api.AssertIsBoolean(borrow)
	high := s.number(out[:highLimbs])
	api.AssertIsEqual(api.Add(set, api.Mul(high, half)), root)
	api.AssertIsEqual(s.number(out[highLimbs:2*highLimbs]), api.Sub(maxHigh, high, borrow))
	api.AssertIsEqual(s.number(out[2*highLimbs:]), api.Sub(api.Add(maxLow, api.Mul(borrow, half)), set))
	return nil
}

// member asserts that a code of the list is in the set, or that none is.
//
// For each code c the prover shows a lane of the set with s_0 <= c <= s_6. A lane
// holds every code of the set between its ends, so c is in the set exactly if
// (c - s_0) ... (c - s_6) is 0. The product of these over the list is 0 exactly if
// some code of the list is in the set. Unused places count as 1.
func (s *statementOf) member() error {
	api, c := s.API, s.c
	list := make([]frontend.Variable, len(c.List))
	for i := range list {
		list[i] = s.number(c.List[i][:])
	}
	used, err := gadget.NonZero(api, list)
	if err != nil {
		return err
	}
	var product frontend.Variable = 1
	digests := make([]frontend.Variable, len(list))
	for i := range list {
		o := &c.Openings[i]
		differences, err := s.differences(list[i], o)
		if err != nil {
			return err
		}
		product = api.Mul(product, api.Add(1, api.Mul(used[i], api.Sub(differences, 1))))

		lanes := append([]frontend.Variable{s.Hash.Lane0(statement.KindSetLeaf, o.Lanes[0])}, o.Lanes[1:]...)
		if digests[i], err = s.Hash.Hash(lanes...); err != nil {
			return err
		}
	}
	if err := gadget.Lookup(api, digests, c.Leaves[:]); err != nil {
		return err
	}
	// member is 0 for in and 1 for not in: product * inverse = member, and
	// product = 0 unless member is 1.
	notIn := s.Field("member")
	none, err := gadget.NonZero(api, []frontend.Variable{product})
	if err != nil {
		return err
	}
	api.AssertIsEqual(none[0], notIn)
	return nil
}

// differences returns the product of a code's differences from those of the lane
// that is opened for it, and asserts that the lane is one of its leaf's and that the
// code lies between its ends.
func (s *statementOf) differences(code frontend.Variable, o *Opening) (frontend.Variable, error) {
	lane := s.lane(o)
	if err := s.inside(code, lane[0], lane[len(lane)-1]); err != nil {
		return nil, err
	}
	product := s.API.Sub(code, lane[0])
	for _, other := range lane[1:] {
		product = s.API.Mul(product, s.API.Sub(code, other))
	}
	return product, nil
}

// lane asserts that the codes of an opening are those of one lane of its leaf and
// returns them. Limbs make the codes of a lane unique.
func (s *statementOf) lane(o *Opening) [codeset.Places]frontend.Variable {
	api := s.API
	var codes [codeset.Places]frontend.Variable
	var packed, packedFirst frontend.Variable = 0, 0
	const missing = codeset.Places - codeset.FirstPlaces
	for k := range codes {
		codes[k] = s.number(o.Codes[k][:])
		packed = api.Add(packed, api.Mul(codes[k], power(k*statement.CodeBits)))
		if k >= missing {
			packedFirst = api.Add(packedFirst, api.Mul(codes[k], power((k-missing)*statement.CodeBits)))
		}
	}
	// Any other value than 0 and 1 of First asks for both.
	api.AssertIsEqual(api.Mul(o.First, api.Sub(packedFirst, o.Lanes[0])), 0)
	for k := range missing {
		api.AssertIsEqual(api.Mul(o.First, api.Sub(codes[k], codes[missing])), 0)
	}
	product := api.Sub(1, o.First)
	for _, lane := range o.Lanes[1:] {
		product = api.Mul(product, api.Sub(packed, lane))
	}
	api.AssertIsEqual(product, 0)
	return codes
}

// inside asserts from <= v <= to for numbers below 2^36.
func (s *statementOf) inside(v, from, to frontend.Variable) error {
	for _, difference := range []frontend.Variable{s.API.Sub(v, from), s.API.Sub(to, v)} {
		limbs, err := s.API.Compiler().NewHint(gadget.FieldsHint, codeLimbs, difference, limbBits, limbBits, limbBits, limbBits)
		if err != nil {
			return err
		}
		s.API.AssertIsEqual(s.number(limbs), difference)
	}
	return nil
}

// limbs asserts that every limb is below 2^9.
func (s *statementOf) limbs() error {
	table := make([]int, 1<<limbBits)
	for i := range table {
		table[i] = i
	}
	_, err := gadget.Histogram(s.API, s.all, table)
	return err
}

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }

// RootHint gives what named asks for: the borrow, and the limbs of the root's high
// part, of what it lacks to the largest, and of what the low part lacks.
func RootHint(_ *big.Int, in, out []*big.Int) error {
	if len(in) != 1 || len(out) != 39 {
		return errors.New("root: wrong shape")
	}
	half := power(8 * claim.SetBytes)
	maxHigh, maxLow := new(big.Int).DivMod(new(big.Int).Sub(fr.Modulus(), big.NewInt(1)), half, new(big.Int))
	high, low := new(big.Int).DivMod(in[0], half, new(big.Int))
	borrow := int64(0)
	if low.Cmp(maxLow) > 0 {
		borrow = 1
	}
	out[0].SetInt64(borrow)
	lack := new(big.Int).Sub(maxHigh, high)
	lack.Sub(lack, big.NewInt(borrow))
	lackLow := new(big.Int).Sub(maxLow, low)
	lackLow.Add(lackLow, new(big.Int).Mul(half, big.NewInt(borrow)))
	split(high, out[1:10])
	split(lack, out[10:19])
	split(lackLow, out[19:])
	return nil
}

func split(v *big.Int, out []*big.Int) {
	rest := new(big.Int).Set(v)
	mask := big.NewInt(1<<limbBits - 1)
	for i := range out {
		out[i].And(rest, mask)
		rest.Rsh(rest, limbBits)
	}
}
