package panel

import (
	"fmt"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Circuit is the statement for one metric. New makes one with the right shape.
type Circuit struct {
	frame.Frame

	A, B, Age [statement.PanelLength]frontend.Variable // the latest first; 0 where there is none
	Salt      frontend.Variable                        // of the page
}

// New returns the circuit of a metric. It takes the length of the window from the
// claim, so days is 0.
func New(metric claim.Metric, days int) (*Circuit, error) {
	if metric.Family() != claim.Panel || days != 0 {
		return nil, fmt.Errorf("panel: no circuit for this metric and %d days", days)
	}
	return &Circuit{Frame: frame.New(frame.Shape{Metric: metric})}, nil
}

// Define asserts the statement, sentence by sentence.
func (c *Circuit) Define(api frontend.API) error {
	b, err := c.Begin(api)
	if err != nil {
		return err
	}
	head, err := c.page(b)
	if err != nil {
		return err
	}
	if err := b.Sealed(head); err != nil {
		return err
	}
	if err := c.limits(b); err != nil {
		return err
	}
	b.BoundInputs()
	return nil
}

// page is the digest of the page. Measurements are unique in their packing because
// each number is checked to fit its place.
func (c *Circuit) page(b *frame.Builder) (frontend.Variable, error) {
	words := make([]frontend.Variable, len(c.A))
	for i := range words {
		b.Check.Check(c.A[i], claim.ChannelBits)
		b.Check.Check(c.B[i], claim.ChannelBits)
		b.Check.Check(c.Age[i], statement.AgeBits)
		words[i] = b.API.Add(
			c.A[i],
			b.API.Mul(c.B[i], 1<<claim.ChannelBits),
			b.API.Mul(c.Age[i], 1<<(2*claim.ChannelBits)),
		)
	}
	bits := statement.PageBits(c.Shape().Metric)
	return b.Hash.Absorb(statement.KindPage, c.Salt, c.EndDay, bits, words)
}

// Assign fills a circuit for proving. It checks shapes only: whether the
// statement holds is for Evaluate to say and the circuit to enforce.
func Assign(metric claim.Metric, days int, w frame.Witness) (*Circuit, error) {
	c, err := New(metric, days)
	if err != nil {
		return nil, err
	}
	if len(w.Window.Page) != len(c.A) {
		return nil, frame.ErrShape
	}
	for i, v := range w.Window.Page {
		word, age := statement.SplitAged(v)
		a, b := statement.SplitWord(word)
		c.A[i], c.B[i], c.Age[i] = a, b, int(age)
	}
	c.Salt = w.Window.HeadBefore
	return c, c.Frame.Assign(w)
}

// Hints lists the hint functions of this package. They must be registered with
// the solver wherever proofs are made.
func Hints() []solver.Hint {
	return []solver.Hint{TakeHint, WindowHint, CountedHint, LowestHint}
}
