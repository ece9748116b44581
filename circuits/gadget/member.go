package gadget

import (
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/statement"
)

// MemberPath is the private path of a leaf: all children of each node on the
// way to the root.
type MemberPath [statement.IssuerDepth][statement.IssuerArity]frontend.Variable

// Member asserts that leaf is in the tree with the given root, without saying
// where: at each level the value is one of the node's children. A value of 0,
// which stands for an empty place, is no leaf: leaf must be a hash.
func Member(api frontend.API, h *Hasher, leaf, root frontend.Variable, path MemberPath) error {
	current := leaf
	for _, children := range path {
		product := api.Sub(current, children[0])
		for _, c := range children[1:] {
			product = api.Mul(product, api.Sub(current, c))
		}
		api.AssertIsEqual(product, 0)
		var err error
		if current, err = h.HashKind(statement.KindIssuerNode, children[:]...); err != nil {
			return err
		}
	}
	api.AssertIsEqual(current, root)
	return nil
}
