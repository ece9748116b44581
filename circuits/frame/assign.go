package frame

import (
	"errors"
	"fmt"
	"math/big"

	"vitalproof/circuits/codeset"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// Witness is everything a proof needs: the public inputs and what stays private.
type Witness struct {
	Public statement.PublicInputs
	Window *statement.Window
	Secret statement.Secret
	Path   statement.IssuerPath
	Set    *codeset.Set // codes only: the set that the claim names
}

// ErrShape reports a witness for a circuit of another metric or length.
var ErrShape = errors.New("the window does not have the circuit's metric and number of days")

// Assign fills the frame for proving. It checks shapes only: whether the
// statement holds is for the plain reference to say and the circuit to enforce.
func (f *Frame) Assign(w Witness) error {
	if w.Window.Metric != f.shape.Metric {
		return ErrShape
	}
	in := w.Public
	f.Issuers, f.Claim, f.Scope, f.Nullifier, f.Context = in.Issuers, in.Claim, in.Scope, in.Nullifier, in.Context
	f.EndDay = int(w.Window.EndDay)
	f.Assurance = w.Window.Assurance
	f.Secret = w.Secret.Field()
	for d := range w.Path {
		for i := range w.Path[d] {
			f.Path[d][i] = w.Path[d][i]
		}
	}
	r, scalar, err := w.Window.Seal.Parts()
	if err != nil {
		return fmt.Errorf("witness: %w", err)
	}
	f.Seal.AX, f.Seal.AY = w.Window.Issuer.Coordinates()
	f.Seal.RX, f.Seal.RY = r.X, r.Y
	SetScalar(&f.Seal, scalar)
	return nil
}

// SetScalar writes the bits of a seal's scalar.
func SetScalar(s *gadget.SealWitness, scalar *big.Int) {
	for i := range s.S {
		s.S[i] = scalar.Bit(i)
	}
}
