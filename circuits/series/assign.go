package series

import (
	"errors"
	"fmt"
	"math/big"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Witness is everything a proof needs: the public inputs and what stays private.
type Witness struct {
	Public statement.PublicInputs
	Window *statement.Window
	Secret statement.Secret
	Path   statement.IssuerPath
}

// ErrShape reports a witness for a circuit of another metric or length.
var ErrShape = errors.New("series: the window does not have the circuit's metric and number of days")

// Assign fills a circuit for proving. It checks shapes only: whether the
// statement holds is for claim.EvaluateWindow to say and the circuit to enforce.
func Assign(metric claim.Metric, days int, w Witness) (*Circuit, error) {
	c, err := New(metric, days)
	if err != nil {
		return nil, err
	}
	if w.Window.Metric != metric || len(w.Window.Blocks) != days {
		return nil, ErrShape
	}
	slots := w.Window.Slots()
	if len(slots) != len(c.Readings) {
		return nil, ErrShape
	}
	for i, v := range slots {
		c.Readings[i] = v
	}
	in := w.Public
	c.Issuers, c.Claim, c.Scope, c.Nullifier, c.Context = in.Issuers, in.Claim, in.Scope, in.Nullifier, in.Context
	c.HeadBefore = w.Window.HeadBefore
	c.EndDay = int(w.Window.EndDay)
	c.Assurance = w.Window.Assurance
	c.Secret = w.Secret.Field()
	for d := range w.Path {
		for i := range w.Path[d] {
			c.Path[d][i] = w.Path[d][i]
		}
	}
	return c, assignSeal(&c.Seal, w.Window)
}

func assignSeal(s *gadget.SealWitness, w *statement.Window) error {
	r, scalar, err := w.Seal.Parts()
	if err != nil {
		return fmt.Errorf("series: %w", err)
	}
	s.AX, s.AY = w.Issuer.Coordinates()
	s.RX, s.RY = r.X, r.Y
	SetScalar(s, scalar)
	return nil
}

// SetScalar writes the bits of a seal's scalar.
func SetScalar(s *gadget.SealWitness, scalar *big.Int) {
	for i := range s.S {
		s.S[i] = scalar.Bit(i)
	}
}
