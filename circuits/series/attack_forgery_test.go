package series

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// forgeryAttacks show a seal that no issuer of the set has made.
func forgeryAttacks() []attack {
	member := func(name string, level int, path func(own, set statement.IssuerPath) statement.IssuerPath) attack {
		breaks := []string{fmt.Sprintf("gadget.Member assert %d", level)}
		return simple(name, 1, breaks, func(t *testing.T, s *scene) *Circuit { return s.outsider(t, path) })
	}
	list := []attack{
		// The outsider seals under its own key and shows a path that leads to the
		// set's root from some level on.
		member("issuer outside the set in place of a leaf", 0, func(_, set statement.IssuerPath) statement.IssuerPath { return set }),
		member("issuer outside the set under its own first node", 1, func(own, set statement.IssuerPath) statement.IssuerPath {
			set[0] = own[0]
			return set
		}),
		member("issuer outside the set under its own second node", 2, func(own, set statement.IssuerPath) statement.IssuerPath {
			set[0], set[1] = own[0], own[1]
			return set
		}),
		member("issuer outside the set in a tree of its own", 3, func(own, _ statement.IssuerPath) statement.IssuerPath { return own }),
		simple("inner nodes shown as leaves", 1, []string{"gadget.Member assert 0", "gadget.Member assert 3"}, func(t *testing.T, s *scene) *Circuit {
			return s.outsider(t, func(_, set statement.IssuerPath) statement.IssuerPath {
				set[0], set[1] = set[1], set[2]
				set[2] = [statement.IssuerArity]statement.Field{s.set.Root()}
				return set
			})
		}),
		// Nodes of empty places stand in the tree, so their hash is right.
		simple("empty places shown as leaves", 1, []string{"gadget.Member assert 0"}, func(t *testing.T, s *scene) *Circuit {
			return s.outsider(t, func(_, set statement.IssuerPath) statement.IssuerPath {
				set[0] = [statement.IssuerArity]statement.Field{}
				return set
			})
		}),
		{"seal forged under another challenge", []string{"gadget.canonicalBits assert 0"}, anotherChallenge},
		{"seal under the second representative of the challenge", []string{"gadget.canonicalBits check 1"}, aliasChallenge(false)},
		{"seal under the second representative of the challenge, borrow out of range",
			[]string{"gadget.canonicalBits boolean[254]"}, aliasChallenge(true)},
	}
	// The bits of S are looked up three at a time. A lost boolean of any of these
	// loops lets a forgery through.
	windows := []int{0, 1, 40, 83}
	for _, w := range windows {
		breaks := []string{}
		for i := range 3 {
			breaks = append(breaks, fmt.Sprintf("gadget.mulFixed boolean[%d]", 3*w+i))
		}
		list = append(list, attack{fmt.Sprintf("seal forged with bits of S that are no bits, window %d", w), breaks, fractionalScalar(w)})
	}
	return list
}

// outsider seals the scene with a key that is not in the set.
func (s *scene) outsider(t *testing.T, path func(own, set statement.IssuerPath) statement.IssuerPath) *Circuit {
	t.Helper()
	set, err := s.set.Path(s.signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	s.signer = s.newKey(t)
	own, err := statement.NewIssuerSet([]statement.PublicKey{s.signer.Public()})
	if err != nil {
		t.Fatal(err)
	}
	ownPath, err := own.Path(s.signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	c := s.circuit(t)
	setPath(c, path(ownPath, set))
	return c
}

// splitAs makes the hint that splits the challenge give the bits of k.
func splitAs(k, borrow *big.Int) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(gadget.SplitHint),
		func(_ *big.Int, _, out []*big.Int) error {
			for i := range fr.Bits {
				out[i].SetUint64(uint64(k.Bit(i)))
			}
			out[fr.Bits].Set(borrow)
			return nil
		})}
}

// halves splits a number where canonicalBits does.
func halves(k *big.Int) (high, low *big.Int) {
	return new(big.Int).DivMod(k, power(fr.Bits/2), new(big.Int))
}

func honestBorrow(k *big.Int) *big.Int {
	_, low := halves(k)
	_, most := halves(new(big.Int).Sub(modulus(), big.NewInt(1)))
	if low.Cmp(most) > 0 {
		return big.NewInt(1)
	}
	return new(big.Int)
}

// anotherChallenge needs no key: for any S and k, R = S*B - k*A fits the
// challenge k.
func anotherChallenge(t *testing.T) (*Circuit, []test.TestEngineOption) {
	s := newScene(t, 1)
	c := s.circuit(t)
	k := new(big.Int).Rsh(integer(randomField(s.rand)), 2)
	scalar := new(big.Int).Mod(integer(randomField(s.rand)), curveOrder())
	var r, kA twistededwards.PointAffine
	r.ScalarMultiplicationBase(scalar)
	key := keyPoint(s.signer)
	kA.ScalarMultiplication(&key, k)
	kA.Neg(&kA)
	r.Add(&r, &kA)
	c.Seal.RX, c.Seal.RY = r.X, r.Y
	frame.SetScalar(&c.Seal, scalar)
	return c, splitAs(k, honestBorrow(k))
}

func keyPoint(k statement.PrivateKey) twistededwards.PointAffine {
	return twistededwards.PointAffine{X: keyX(k), Y: keyY(k)}
}

// aliasChallenge signs h + r instead of h. It fits 254 bits for about a third of
// all h. A free borrow makes room for it in both comparisons.
func aliasChallenge(freeBorrow bool) func(*testing.T) (*Circuit, []test.TestEngineOption) {
	return func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		s := newScene(t, 1)
		c := s.circuit(t)
		for range 200 {
			var alias *big.Int
			r, scalar := sign(s.rand, s.signer, func(r twistededwards.PointAffine) *big.Int {
				alias = integer(challengeOf(c, r))
				return alias.Add(alias, modulus())
			})
			if alias.BitLen() > fr.Bits {
				continue
			}
			c.Seal.RX, c.Seal.RY = r.X, r.Y
			frame.SetScalar(&c.Seal, scalar)
			borrow := honestBorrow(alias)
			if freeBorrow {
				// The second comparison is to leave y, the first then leaves x, with
				// x + y*2^127 = r-1-h.
				rest := new(big.Int).Sub(new(big.Int).Lsh(modulus(), 1), new(big.Int).Add(alias, big.NewInt(1)))
				y, _ := halves(rest)
				most, _ := halves(new(big.Int).Sub(modulus(), big.NewInt(1)))
				high, _ := halves(alias)
				borrow = new(big.Int).Sub(most, high)
				borrow.Sub(borrow, y)
			}
			return c, splitAs(alias, borrow)
		}
		t.Fatal("no challenge with a second representative")
		return nil, nil
	}
}

// fractionalScalar forges a seal without a key: S*B has to be R + h*A, and three
// free field elements in place of one window's bits reach any point.
func fractionalScalar(window int) func(*testing.T) (*Circuit, []test.TestEngineOption) {
	return func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		s := newScene(t, 1)
		c := s.circuit(t)
		var target twistededwards.PointAffine
		r, key := twistededwards.GetEdwardsCurve().Base, keyPoint(s.signer)
		target.ScalarMultiplication(&key, integer(challengeOf(c, r)))
		target.Add(&target, &r)
		c.Seal.RX, c.Seal.RY = r.X, r.Y
		frame.SetScalar(&c.Seal, new(big.Int))
		for i, b := range solveLookup(t, s.rand, window, target) {
			c.Seal.S[3*window+i] = b
		}
		return c, nil
	}
}

// solveLookup finds three field elements at which the multilinear polynomials
// through the points j*8^window*B give a point.
func solveLookup(t *testing.T, random *rand.Rand, window int, target twistededwards.PointAffine) [3]fr.Element {
	t.Helper()
	var xs, ys [8]fr.Element
	for j := range 8 {
		var p twistededwards.PointAffine
		p.ScalarMultiplicationBase(new(big.Int).Lsh(big.NewInt(int64(j)), uint(3*window)))
		xs[j], ys[j] = p.X, p.Y
	}
	// Coefficients of the monomials in the bits, as in the circuit.
	for step := 1; step < 8; step *= 2 {
		for i := range 8 {
			if i&step != 0 {
				xs[i].Sub(&xs[i], &xs[i^step])
				ys[i].Sub(&ys[i], &ys[i^step])
			}
		}
	}
	for range 100 {
		b2 := randomField(random)
		// With b2 fixed: v = a + b*b0 + c*b1 + d*b0*b1.
		at := func(v [8]fr.Element, target fr.Element) (out [4]fr.Element) {
			for i := range out {
				out[i].Mul(&v[i+4], &b2).Add(&out[i], &v[i])
			}
			out[0].Sub(&out[0], &target)
			return out
		}
		x, y := at(xs, target.X), at(ys, target.Y)
		// d_y*x - d_x*y has no product left: e + f*b0 + g*b1 = 0.
		var lin [3]fr.Element
		for i := range lin {
			var m fr.Element
			lin[i].Mul(&y[3], &x[i])
			m.Mul(&x[3], &y[i])
			lin[i].Sub(&lin[i], &m)
		}
		var alpha, beta, qa, qb, qc, m fr.Element
		m.Inverse(&lin[2]).Neg(&m)
		alpha.Mul(&lin[0], &m) // b1 = alpha + beta*b0
		beta.Mul(&lin[1], &m)
		qa.Mul(&x[3], &beta)
		qb.Mul(&x[2], &beta).Add(&qb, &x[1])
		m.Mul(&x[3], &alpha)
		qb.Add(&qb, &m)
		qc.Mul(&x[2], &alpha).Add(&qc, &x[0])
		if b0, ok := quadraticRoot(qa, qb, qc); ok {
			var b1 fr.Element
			b1.Mul(&beta, &b0).Add(&b1, &alpha)
			return [3]fr.Element{b0, b1, b2}
		}
	}
	t.Fatal("no solution")
	return [3]fr.Element{}
}

func quadraticRoot(a, b, c fr.Element) (fr.Element, bool) {
	var d, m, root fr.Element
	d.Square(&b)
	m.Mul(&a, &c).Double(&m).Double(&m)
	d.Sub(&d, &m)
	if root.Sqrt(&d) == nil || a.IsZero() {
		return root, false
	}
	root.Sub(&root, &b)
	m.Double(&a)
	root.Div(&root, &m)
	return root, true
}

// S + order names the same seal as S. Nothing is derived from a seal, so that a
// holder can write it in two ways does no harm: all public inputs stay the same.
func TestSecondScalarOfASealIsTheSameSeal(t *testing.T) {
	s := newScene(t, 1)
	c := s.circuit(t)
	before := [5]statement.Field{field(c.Issuers), field(c.Claim), field(c.Scope), field(c.Nullifier), field(c.Context)}
	scalar := scalarOf(c)
	scalar.Add(scalar, curveOrder())
	if scalar.BitLen() > gadget.ScalarBits {
		t.Fatal("the second scalar does not fit")
	}
	frame.SetScalar(&c.Seal, scalar)
	if !accepts(c) {
		t.Error("refused: the comment of VerifySeal is out of date")
	}
	after := [5]statement.Field{field(c.Issuers), field(c.Claim), field(c.Scope), field(c.Nullifier), field(c.Context)}
	if before != after {
		t.Error("the public inputs depend on the seal's scalar")
	}
}

// The circuit relies on the issuer set to hold no point of small order: with a
// key of order 4 in the tree anyone can seal. So package statement has to refuse
// such keys.
func TestIssuerSetKeepsOutKeysOfSmallOrder(t *testing.T) {
	minusOne := add(statement.Field{}, -1)
	for name, test := range map[string]struct {
		point  twistededwards.PointAffine
		sealed bool // the circuit would accept a seal without a key
	}{
		"identity": {twistededwards.PointAffine{Y: add(statement.Field{}, 1)}, false}, // u = 2/0
		"order 2":  {twistededwards.PointAffine{Y: minusOne}, false},                  // v = 0/0, which is free in a proof
		"order 4":  {orderFour(t), true},
	} {
		t.Run(name, func(t *testing.T) {
			b := test.point.Bytes()
			if _, err := statement.PublicKeyFromBytes(b[:]); err == nil {
				t.Fatal("accepted as an issuer's key")
			}
			s := newScene(t, 1)
			c := s.circuit(t)
			c.Seal.AX, c.Seal.AY = test.point.X, test.point.Y
			c.Issuers = treeOf(c, statement.HashKind(statement.KindIssuerLeaf, test.point.X, test.point.Y))
			sealed := false
			// h*A is one of few points, so R = S*B - h*A can be guessed.
			for j := range 8 {
				var r, hA twistededwards.PointAffine
				r.ScalarMultiplicationBase(big.NewInt(int64(100 + j)))
				hA.ScalarMultiplication(&test.point, big.NewInt(int64(j)))
				r.Add(&r, hA.Neg(&hA))
				c.Seal.RX, c.Seal.RY = r.X, r.Y
				frame.SetScalar(&c.Seal, big.NewInt(int64(100+j)))
				if holds(c) == nil {
					t.Error("the plain reference accepts it")
				}
				sealed = sealed || accepts(c)
			}
			if sealed != test.sealed {
				t.Errorf("the circuit accepts a seal without a key: %t, want %t", sealed, test.sealed)
			}
		})
	}
}

// treeOf fills the path of a tree with one leaf and gives its root.
func treeOf(c *Circuit, leaf statement.Field) statement.Field {
	for d := range c.Path {
		for i := range c.Path[d] {
			c.Path[d][i] = statement.Field{}
		}
		c.Path[d][0] = leaf
		children := [statement.IssuerArity]statement.Field{leaf}
		leaf = statement.HashKind(statement.KindIssuerNode, children[:]...)
	}
	return leaf
}

// orderFour is a point of order 4: (x, 0) with -x^2 = 1.
func orderFour(t *testing.T) twistededwards.PointAffine {
	var p twistededwards.PointAffine
	var minusOne fr.Element
	minusOne.SetInt64(-1)
	if p.X.Sqrt(&minusOne) == nil || !p.IsOnCurve() {
		t.Fatal("no point of order 4")
	}
	return p
}
