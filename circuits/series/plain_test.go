package series

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// holds is the statement in plain code, for the values assigned to a circuit: nil
// if it is true. It decides with packages claim and statement only, and what
// those refuse to represent is false.
func holds(c *Circuit) error {
	word, err := claim.FromWord(integer(field(c.Claim)))
	if err != nil {
		return err
	}
	shape := c.Shape()
	if word.Metric != shape.Metric || word.Days != shape.Days {
		return errors.New("a claim for another circuit")
	}
	end, assurance := integer(field(c.EndDay)), integer(field(c.Assurance))
	if end.BitLen() > 30 || assurance.BitLen() > 7 {
		return errors.New("no such day or assurance level")
	}
	w := &statement.Window{
		Metric: shape.Metric, EndDay: claim.Day(end.Int64()), Assurance: uint8(assurance.Uint64()),
		HeadBefore: field(c.HeadBefore), Subject: statement.HashKind(statement.KindSubject, field(c.Secret), field(c.Seal.AX), field(c.Seal.AY)),
	}
	slots := make(statement.Block, len(c.Readings))
	for i, r := range c.Readings {
		v := integer(field(r))
		if v.BitLen() > 16 {
			return statement.ErrReading
		}
		slots[i] = v.Uint64()
	}
	for perDay := shape.Metric.SlotsPerDay(); len(slots) > 0; slots = slots[perDay:] {
		w.Blocks = append(w.Blocks, slots[:perDay])
		if err := slots[:perDay].Check(shape.Metric); err != nil {
			return err
		}
	}
	if r := Evaluate(word, w, nil); !r.OK {
		return fmt.Errorf("claim not met: %v", r.Failed())
	}
	key, err := plainKey(c)
	if err != nil {
		return err
	}
	if err := plainMember(c, key); err != nil {
		return err
	}
	w.Issuer = key
	if w.Seal, err = plainSeal(c); err != nil {
		return err
	}
	if err := w.Verify(); err != nil {
		return err
	}
	nullifier := statement.HashKind(statement.KindNullifier, field(c.Secret), field(c.Scope))
	if given := field(c.Nullifier); !nullifier.Equal(&given) {
		return errors.New("another nullifier")
	}
	return nil
}

func plainKey(c *Circuit) (statement.PublicKey, error) {
	p := twistededwards.PointAffine{X: field(c.Seal.AX), Y: field(c.Seal.AY)}
	if !p.IsOnCurve() {
		return statement.PublicKey{}, statement.ErrPublicKey
	}
	b := p.Bytes()
	return statement.PublicKeyFromBytes(b[:])
}

func plainMember(c *Circuit, key statement.PublicKey) error {
	current := key.Leaf()
	for _, node := range c.Path {
		children := make([]statement.Field, len(node))
		for i, v := range node {
			children[i] = field(v)
		}
		if !slices.Contains(children, current) {
			return statement.ErrUnknownIssuer
		}
		current = statement.HashKind(statement.KindIssuerNode, children...)
	}
	if current != field(c.Issuers) {
		return statement.ErrUnknownIssuer
	}
	return nil
}

func plainSeal(c *Circuit) (statement.Seal, error) {
	var seal statement.Seal
	r := twistededwards.PointAffine{X: field(c.Seal.RX), Y: field(c.Seal.RY)}
	if !r.IsOnCurve() {
		return seal, statement.ErrSeal
	}
	scalar := new(big.Int)
	for i, b := range c.Seal.S {
		v := integer(field(b))
		if v.BitLen() > 1 {
			return seal, statement.ErrSeal
		}
		scalar.SetBit(scalar, i, uint(v.Uint64()))
	}
	b := r.Bytes()
	copy(seal[:32], b[:])
	scalar.FillBytes(seal[32:])
	return seal, nil
}
