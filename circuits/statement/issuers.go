package statement

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// Shape of an issuer set: a tree whose nodes hash IssuerArity children, which
// with the kind fill one permutation of width 8. Depth 3 holds 343 keys.
const (
	IssuerArity = 7
	IssuerDepth = 3
	MaxIssuers  = 256
)

// Errors of issuer sets.
var (
	ErrIssuerSet     = fmt.Errorf("an issuer set has 1 to %d different keys", MaxIssuers)
	ErrUnknownIssuer = errors.New("issuer is not in the set")
)

// IssuerSet is a set of issuer keys that verifiers trust. Its root is the same
// for the same keys in any order.
type IssuerSet struct {
	keys   []PublicKey
	levels [][]Field // levels[0] are the leaves, padded with zeros; the last is the root
}

// NewIssuerSet builds a set. Keys are sorted by their compressed bytes;
// duplicates are refused, and PublicKey guarantees that each is a valid point.
func NewIssuerSet(keys []PublicKey) (*IssuerSet, error) {
	if len(keys) == 0 || len(keys) > MaxIssuers {
		return nil, ErrIssuerSet
	}
	sorted := slices.Clone(keys)
	slices.SortFunc(sorted, func(a, b PublicKey) int {
		x, y := a.Bytes(), b.Bytes()
		return bytes.Compare(x[:], y[:])
	})
	for i := 1; i < len(sorted); i++ {
		if sorted[i].point.Equal(&sorted[i-1].point) {
			return nil, fmt.Errorf("%w: a key is listed twice", ErrIssuerSet)
		}
	}
	s := &IssuerSet{keys: sorted}
	level := make([]Field, IssuerArity*IssuerArity*IssuerArity)
	for i, k := range sorted {
		level[i] = k.Leaf()
	}
	s.levels = append(s.levels, level)
	for range IssuerDepth {
		next := make([]Field, len(level)/IssuerArity)
		for i := range next {
			children := level[i*IssuerArity : (i+1)*IssuerArity]
			// Most of a small set is empty: equal children have equal parents.
			if i > 0 && slices.Equal(children, level[(i-1)*IssuerArity:i*IssuerArity]) {
				next[i] = next[i-1]
				continue
			}
			next[i] = HashKind(KindIssuerNode, children...)
		}
		s.levels = append(s.levels, next)
		level = next
	}
	return s, nil
}

// Root is the public input `issuers`.
func (s *IssuerSet) Root() Field { return s.levels[IssuerDepth][0] }

// Keys gives the keys in canonical order.
func (s *IssuerSet) Keys() []PublicKey { return slices.Clone(s.keys) }

// IssuerPath is, for each level from the leaves up, all children of the node on
// the way to the root.
type IssuerPath [IssuerDepth][IssuerArity]Field

// Path gives the path of a key.
func (s *IssuerSet) Path(key PublicKey) (IssuerPath, error) {
	var p IssuerPath
	i := slices.IndexFunc(s.keys, func(k PublicKey) bool { return k.point.Equal(&key.point) })
	if i < 0 {
		return p, ErrUnknownIssuer
	}
	for d := range IssuerDepth {
		first := i - i%IssuerArity
		copy(p[d][:], s.levels[d][first:first+IssuerArity])
		i /= IssuerArity
	}
	return p, nil
}
