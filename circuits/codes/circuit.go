package codes

import (
	"fmt"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Codes and lanes are given in limbs of 9 bits, the cheapest width: a limb costs a
// constraint, and the table of all limbs 512 (circuits/SPEC.md 8.12).
const (
	limbBits  = 9
	codeLimbs = statement.CodeBits / limbBits
)

type code [codeLimbs]frontend.Variable

// Opening is a lane of the public set between whose ends a code of the list lies.
type Opening struct {
	Lanes [codeset.Lanes]frontend.Variable // of the leaf; the first without its kind
	First frontend.Variable                // 1 if the lane is the leaf's first, which is shorter
	Codes [codeset.Places]code             // of the lane; the first lane's two missing ones repeat its first
}

// Circuit is the statement for one metric. New makes one with the right shape.
type Circuit struct {
	frame.Frame

	List     [statement.CodesLength]code // the complete list; 0 for an unused place
	Salt     frontend.Variable           // of the page
	Openings [statement.CodesLength]Opening
	Leaves   [codeset.Leaves]frontend.Variable // digests of all leaves of the set
}

// New returns the circuit of a metric. A list has no window, so days is 0.
func New(metric claim.Metric, days int) (*Circuit, error) {
	if metric.Family() != claim.Codes || days != 0 {
		return nil, fmt.Errorf("codes: no circuit for this metric and %d days", days)
	}
	return &Circuit{Frame: frame.New(frame.Shape{Metric: metric})}, nil
}

// Define asserts the statement, sentence by sentence.
func (c *Circuit) Define(api frontend.API) error {
	b, err := c.Begin(api)
	if err != nil {
		return err
	}
	s := &statementOf{Builder: b, c: c}
	head, err := s.page()
	if err != nil {
		return err
	}
	if err := b.Sealed(head); err != nil {
		return err
	}
	if err := s.set(); err != nil {
		return err
	}
	if err := s.member(); err != nil {
		return err
	}
	if err := s.limbs(); err != nil {
		return err
	}
	b.BoundInputs()
	return nil
}

// Assign fills a circuit for proving. It checks shapes only: whether the
// statement holds is for Evaluate to say and the circuit to enforce.
func Assign(metric claim.Metric, days int, w frame.Witness) (*Circuit, error) {
	c, err := New(metric, days)
	if err != nil {
		return nil, err
	}
	if len(w.Window.Page) != len(c.List) || w.Set == nil || w.Set.Metric() != metric {
		return nil, frame.ErrShape
	}
	for i, d := range w.Set.LeafDigests() {
		c.Leaves[i] = d
	}
	for i, word := range w.Window.Page {
		c.List[i] = limbsOf(word)
		c.Openings[i] = open(w.Set, word)
	}
	c.Salt = w.Window.HeadBefore
	return c, c.Frame.Assign(w)
}

func limbsOf(word uint64) (c code) {
	for i := range c {
		c[i] = word >> (i * limbBits) & (1<<limbBits - 1)
	}
	return c
}

// open gives the lane for a code. An unused place takes the first lane of all,
// which begins with the sentinel 0.
func open(s *codeset.Set, word uint64) (o Opening) {
	i, lane := s.Locate(word)
	leaf := s.Leaf(i)
	for k := range o.Lanes {
		o.Lanes[k] = leaf.Packed(k)
	}
	codes := leaf[lane]
	o.First = 0
	if lane == 0 {
		o.First = 1
		codes = append([]uint64{codes[0], codes[0]}, codes...)
	}
	for k, word := range codes {
		o.Codes[k] = limbsOf(word)
	}
	return o
}

// Hints lists the hint functions of this package. They must be registered with
// the solver wherever proofs are made.
func Hints() []solver.Hint { return []solver.Hint{RootHint} }
