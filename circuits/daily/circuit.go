package daily

import (
	"fmt"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Circuit is the statement for one metric and any window of up to
// statement.DailyLength days. New makes one with the right shape.
type Circuit struct {
	frame.Frame

	Salt   frontend.Variable   // of the page
	Values []frontend.Variable // of the page, the sealed day first; 0 is none
}

// New returns the circuit of a metric. The number of days comes from the claim,
// so days is 0.
func New(m claim.Metric, days int) (*Circuit, error) {
	if m.Family() != claim.Daily || days != 0 {
		return nil, fmt.Errorf("daily: no circuit for metric %s and %d days", m.Name(), days)
	}
	return &Circuit{
		Frame:  frame.New(frame.Shape{Metric: m}),
		Values: make([]frontend.Variable, statement.DailyLength),
	}, nil
}

// Assign fills a circuit for proving. It checks shapes only: whether the
// statement holds is for Evaluate to say and the circuit to enforce.
func Assign(m claim.Metric, days int, w frame.Witness) (*Circuit, error) {
	c, err := New(m, days)
	if err != nil {
		return nil, err
	}
	if len(w.Window.Page) != len(c.Values) {
		return nil, frame.ErrShape
	}
	if err := c.Frame.Assign(w); err != nil {
		return nil, err
	}
	c.Salt = w.Window.HeadBefore
	for i, v := range w.Window.Page {
		c.Values[i] = v
	}
	return c, nil
}

// Define asserts the statement, sentence by sentence.
func (c *Circuit) Define(api frontend.API) error {
	f, err := c.Begin(api)
	if err != nil {
		return err
	}
	b := &builder{f, api, f.Check, c.Shape().Metric.ReadingBits()}
	head, err := f.Hash.Absorb(statement.KindPage, c.Salt, c.EndDay, b.bits, c.Values)
	if err != nil {
		return err
	}
	if err := f.Sealed(head); err != nil {
		return err
	}
	if err := b.limits(c.Values); err != nil {
		return err
	}
	f.BoundInputs()
	return nil
}
