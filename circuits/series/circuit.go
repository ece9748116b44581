package series

import (
	"fmt"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Circuit is the statement for one metric and window length. New makes one with
// the right shape.
type Circuit struct {
	frame.Frame

	Readings   []frontend.Variable // days x slots, in order
	HeadBefore frontend.Variable   // head of the day before the window
}

// New returns the circuit of a metric and a window of days.
func New(metric claim.Metric, days int) (*Circuit, error) {
	if metric.Family() != claim.Series || days < 1 || days > claim.MaxDays {
		return nil, fmt.Errorf("series: no circuit for this metric and %d days", days)
	}
	return &Circuit{
		Frame:    frame.New(frame.Shape{Metric: metric, Days: days}),
		Readings: make([]frontend.Variable, days*metric.SlotsPerDay()),
	}, nil
}

// Define asserts the statement, sentence by sentence.
func (c *Circuit) Define(api frontend.API) error {
	b, err := c.Begin(api)
	if err != nil {
		return err
	}
	head, err := c.headChain(b)
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

// headChain hashes the window's day blocks forward and returns the last head.
// Readings are unique in their packing because the histograms of limits confine
// them to the table.
func (c *Circuit) headChain(b *frame.Builder) (frontend.Variable, error) {
	s := c.Shape()
	slots := s.Metric.SlotsPerDay()
	head := c.HeadBefore
	for d := range s.Days {
		day := b.API.Sub(c.EndDay, s.Days-1-d)
		var err error
		head, err = b.Hash.Absorb(statement.KindDay, head, day, s.Metric.ReadingBits(), c.Readings[d*slots:(d+1)*slots])
		if err != nil {
			return nil, err
		}
	}
	return head, nil
}

// Assign fills a circuit for proving. It checks shapes only: whether the
// statement holds is for Evaluate to say and the circuit to enforce.
func Assign(metric claim.Metric, days int, w frame.Witness) (*Circuit, error) {
	c, err := New(metric, days)
	if err != nil {
		return nil, err
	}
	slots := w.Window.Slots()
	if len(w.Window.Blocks) != days || len(slots) != len(c.Readings) {
		return nil, frame.ErrShape
	}
	for i, v := range slots {
		c.Readings[i] = v
	}
	c.HeadBefore = w.Window.HeadBefore
	return c, c.Frame.Assign(w)
}

// Hints lists the hint functions of this package. They must be registered with
// the solver wherever proofs are made.
func Hints() []solver.Hint { return []solver.Hint{GapHint} }
