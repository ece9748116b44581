package codeset

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// MaxCodes bounds a set.
const MaxCodes = 10_000

// Sentinels stand before and after all codes, so that every code lies between two
// entries. No code of any system is one of them.
const (
	Before = 0
	After  = 1<<statement.CodeBits - 1
)

// Shape of the tree. A leaf is one hash of Lanes lanes; codes are packed Places to
// a lane, but FirstPlaces to the first lane, which the kind shares. The last code
// of a lane is the first of the next, so the lane alone shows which codes lie
// between its ends.
const (
	Places      = 7 // 7 x 36 = 252 bits
	FirstPlaces = 5 // 5 x 36 = 180 bits, below the kind
	Lanes       = 8
	Arity       = 15 // children of a node: with the kind they fill the widest hash
	Leaves      = Arity * Arity

	gapsPerLeaf = FirstPlaces - 1 + (Lanes-1)*(Places-1)
)

// Errors of sets.
var (
	ErrEmpty  = errors.New("a set of codes has at least one")
	ErrTooBig = fmt.Errorf("a set has at most %d codes", MaxCodes)
)

// Set is a set of codes of one metric and its tree. Its shape is the same for
// every number of codes: what is not used holds the sentinel After.
type Set struct {
	metric claim.Metric
	codes  []uint64 // sorted, different
	nodes  []statement.Field
	leaves []statement.Field
	root   statement.Field
}

// New builds the set of some codes, in any order and however often each stands.
func New(m claim.Metric, words []uint64) (*Set, error) {
	s := &Set{metric: m, codes: slices.Compact(slices.Sorted(slices.Values(words)))}
	switch {
	case m.Family() != claim.Codes:
		return nil, fmt.Errorf("%s has no codes", m.Name())
	case len(s.codes) == 0:
		return nil, ErrEmpty
	case len(s.codes) > MaxCodes:
		return nil, ErrTooBig
	}
	for _, c := range s.codes {
		if _, err := statement.FormatCode(m, c); err != nil {
			return nil, err
		}
	}
	// Unused leaves are all alike.
	unused := (len(s.codes)+1)/gapsPerLeaf + 1
	for i := range Leaves {
		if i > unused {
			s.leaves = append(s.leaves, s.leaves[i-1])
			continue
		}
		s.leaves = append(s.leaves, s.Leaf(i).Digest())
	}
	for i := range Arity {
		s.nodes = append(s.nodes, statement.HashKind(statement.KindSetNode, s.leaves[i*Arity:(i+1)*Arity]...))
	}
	s.root = statement.HashKind(statement.KindSetNode, s.nodes...)
	return s, nil
}

// Metric is the metric whose codes these are.
func (s *Set) Metric() claim.Metric { return s.metric }

// Codes lists the codes in order.
func (s *Set) Codes() []uint64 { return slices.Clone(s.codes) }

// Contains reports whether a code is in the set.
func (s *Set) Contains(code uint64) bool {
	_, found := slices.BinarySearch(s.codes, code)
	return found
}

// Root is the root of the tree, and ID what a claim names it by: its lowest 176
// bits.
func (s *Set) Root() statement.Field { return s.root }

// ID is the lowest bits of the root.
func (s *Set) ID() (id claim.SetID) {
	b := s.root.Bytes()
	copy(id[:], b[len(b)-len(id):])
	return id
}

// LeafDigests are the digests of the leaves in order.
func (s *Set) LeafDigests() []statement.Field { return slices.Clone(s.leaves) }

// entry is a code of the sequence Before, codes, After, After, ...
func (s *Set) entry(i int) uint64 {
	switch {
	case i == 0:
		return Before
	case i <= len(s.codes):
		return s.codes[i-1]
	}
	return After
}

// Leaf is the codes of a leaf, lane by lane.
type Leaf [Lanes][]uint64

// Leaf gives a leaf of the tree.
func (s *Set) Leaf(i int) Leaf {
	var l Leaf
	at := i * gapsPerLeaf
	for lane := range l {
		n := Places
		if lane == 0 {
			n = FirstPlaces
		}
		for k := range n {
			l[lane] = append(l[lane], s.entry(at+k))
		}
		at += n - 1
	}
	return l
}

// Digest hashes a leaf.
func (l Leaf) Digest() statement.Field {
	lanes := make([]statement.Field, Lanes)
	lanes[0] = statement.Lane0(statement.KindSetLeaf, l.Packed(0))
	for i := 1; i < Lanes; i++ {
		lanes[i].SetBigInt(l.Packed(i))
	}
	return statement.Hash(lanes...)
}

// Packed is a lane as one number, the first code in the lowest bits.
func (l Leaf) Packed(lane int) *big.Int {
	v := new(big.Int)
	for k := len(l[lane]) - 1; k >= 0; k-- {
		v.Lsh(v, statement.CodeBits)
		v.Or(v, new(big.Int).SetUint64(l[lane][k]))
	}
	return v
}

// Locate gives the leaf and the lane between whose ends a code lies. Every code
// has one, whether it is in the set or not.
func (s *Set) Locate(code uint64) (leaf, lane int) {
	i, _ := slices.BinarySearch(s.codes, code)
	gap := i // between entries gap and gap+1
	if code == Before {
		gap = 0
	}
	leaf, gap = gap/gapsPerLeaf, gap%gapsPerLeaf
	if gap < FirstPlaces-1 {
		return leaf, 0
	}
	return leaf, 1 + (gap-(FirstPlaces-1))/(Places-1)
}
