package insecure

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"math/big"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// WriteZkey writes the proving key of a system for snarkjs's Groth16 (container
// "zkey", version 1). It names no contributions, which proving does not ask for.
//
// The key is that of snarkjs: each public wire and the constant have a constraint
// of their own, wire * 0 = 0, after the others, and the quotient is taken from its
// values at the odd 2n-th roots of unity.
func WriteZkey(ctx context.Context, path string, s *System) error {
	k, err := newKey(s, known())
	if err != nil {
		return err
	}
	return create(path, func(w *bufio.Writer) error { return k.write(ctx, w) })
}

// key is a proving key as multiples of the generators.
type key struct {
	secrets
	system  *System
	domain  int
	factors []byte // the sections of factors, encoded
	a, b, c []fr.Element
	h       []fr.Element
}

// Secrets are given rather than taken, so that a test can vary them.
func newKey(s *System, known secrets) (*key, error) {
	k := &key{secrets: known, system: s, domain: s.DomainSize()}
	at, err := lagrange(k.domain, k.tau)
	if err != nil {
		return nil, err
	}
	k.a, k.b, k.c = make([]fr.Element, s.Wires), make([]fr.Element, s.Wires), make([]fr.Element, s.Wires)
	wires := [3][]fr.Element{k.a, k.b, k.c}
	k.factors = make([]byte, 4)
	if err := s.Each(func(constraint int, sums [3][]Term) {
		for m, terms := range sums {
			for _, t := range terms {
				var add fr.Element
				add.Mul(&t.Factor, &at[constraint])
				wires[m][t.Wire].Add(&wires[m][t.Wire], &add)
				if m < 2 { // C is the product of the others
					k.factor(m, constraint, t)
				}
			}
		}
	}); err != nil {
		return nil, err
	}
	for i := range s.Public + 1 {
		k.a[i].Add(&k.a[i], &at[s.Constraints+i])
		k.factor(0, s.Constraints+i, Term{uint32(i), fr.One()})
	}
	binary.LittleEndian.PutUint32(k.factors, uint32(len(k.factors)/(12+fr.Bytes)))

	// C becomes (beta A + alpha B + C)/delta, and not over delta for public wires.
	var overDelta fr.Element
	overDelta.Inverse(&k.delta)
	for i := range k.c {
		var t fr.Element
		k.c[i].Add(&k.c[i], t.Mul(&k.beta, &k.a[i]))
		k.c[i].Add(&k.c[i], t.Mul(&k.alpha, &k.b[i]))
		if i > s.Public {
			k.c[i].Mul(&k.c[i], &overDelta)
		}
	}
	twice, err := lagrange(2*k.domain, k.tau)
	if err != nil {
		return nil, err
	}
	k.h = make([]fr.Element, k.domain)
	for i := range k.h {
		k.h[i].Mul(&twice[2*i+1], &overDelta)
	}
	return k, nil
}

// r is 2^256 in the field: an element times r is in memory what snarkjs keeps of a
// factor, which is in Montgomery form twice.
var r = func() (e fr.Element) {
	e.SetBigInt(new(big.Int).Lsh(big.NewInt(1), 8*fr.Bytes))
	return e
}()

func (k *key) factor(matrix, constraint int, t Term) {
	for _, u := range []uint32{uint32(matrix), uint32(constraint), t.Wire} {
		k.factors = binary.LittleEndian.AppendUint32(k.factors, u)
	}
	t.Factor.Mul(&t.Factor, &r)
	k.factors = words(k.factors, t.Factor)
}

// words appends elements as they lie in memory, which for coordinates is their
// Montgomery form.
func words[E fp.Element | fr.Element](b []byte, elements ...E) []byte {
	for _, e := range elements {
		for _, w := range [4]uint64(e) {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	return b
}

func modulusLE(m *big.Int) []byte {
	b := m.FillBytes(make([]byte, fr.Bytes))
	slices.Reverse(b)
	return b
}

const (
	g1Bytes = 2 * fp.Bytes
	g2Bytes = 4 * fp.Bytes
)

func (k *key) write(ctx context.Context, w *bufio.Writer) error {
	g1 := func(scalars ...fr.Element) (b []byte) {
		for _, p := range multiplesG1(scalars...) {
			b = words(b, p.X, p.Y)
		}
		return b
	}
	g2 := func(scalars ...fr.Element) (b []byte) {
		for _, p := range multiplesG2(scalars...) {
			b = words(b, p.X.A0, p.X.A1, p.Y.A0, p.Y.A1)
		}
		return b
	}
	public := k.system.Public + 1
	sections := []struct {
		kind uint32
		body func() []byte
	}{
		{1, func() []byte { return []byte{1, 0, 0, 0} }}, // Groth16
		{2, func() []byte {
			b := binary.LittleEndian.AppendUint32(nil, fp.Bytes)
			b = append(b, modulusLE(fp.Modulus())...)
			b = binary.LittleEndian.AppendUint32(b, fr.Bytes)
			b = append(b, modulusLE(fr.Modulus())...)
			for _, n := range []int{k.system.Wires, k.system.Public, k.domain} {
				b = binary.LittleEndian.AppendUint32(b, uint32(n))
			}
			b = append(append(b, g1(k.alpha, k.beta)...), g2(k.beta, fr.One())...)
			return append(append(b, g1(k.delta)...), g2(k.delta)...)
		}},
		{3, func() []byte { return g1(k.c[:public]...) }},
		{4, func() []byte { return k.factors }},
		{5, func() []byte { return g1(k.a...) }},
		{6, func() []byte { return g1(k.b...) }},
		{7, func() []byte { return g2(k.b...) }},
		{8, func() []byte { return g1(k.c[public:]...) }},
		{9, func() []byte { return g1(k.h...) }},
		{10, func() []byte { return make([]byte, 64+4) }}, // no hash, no contributions
	}
	if _, err := io.WriteString(w, "zkey"); err != nil {
		return err
	}
	if _, err := w.Write([]byte{1, 0, 0, 0, byte(len(sections)), 0, 0, 0}); err != nil {
		return err
	}
	for _, s := range sections {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		body := s.body()
		head := binary.LittleEndian.AppendUint32(nil, s.kind)
		head = binary.LittleEndian.AppendUint64(head, uint64(len(body)))
		if _, err := w.Write(head); err != nil {
			return err
		}
		if _, err := w.Write(body); err != nil {
			return err
		}
	}
	return nil
}
