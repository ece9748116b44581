package insecure

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
)

func TestLagrangePolynomialsInterpolate(t *testing.T) {
	tau := known().tau
	for _, n := range []int{1, 2, 8, 64} {
		at, err := lagrange(n, tau)
		if err != nil {
			t.Fatal(err)
		}
		root, err := fft.Generator(uint64(n))
		if err != nil {
			t.Fatal(err)
		}
		// The values of 1 + x + ... + x^(n-1) at the roots give its value at tau.
		sum := func(x fr.Element) (out fr.Element) {
			one := fr.One()
			for range n {
				out.Mul(&out, &x).Add(&out, &one)
			}
			return out
		}
		var got fr.Element
		power := fr.One()
		for i := range at {
			v := sum(power)
			got.Add(&got, v.Mul(&v, &at[i]))
			power.Mul(&power, &root)
		}
		if want := sum(tau); got != want {
			t.Errorf("domain of %d: %v, want %v", n, got, want)
		}
	}
	for _, n := range []int{0, 3, 2 * maxSize} {
		if _, err := lagrange(n, tau); err == nil {
			t.Errorf("a domain of %d is accepted", n)
		}
	}
}

func TestMultiplesAreThoseOfTheGenerators(t *testing.T) {
	_, _, one1, one2 := curve.Generators()
	var minus fr.Element
	one := fr.One()
	minus.Neg(&one)
	scalars := []fr.Element{{}, one, fr.NewElement(255), fr.NewElement(256), known().tau, minus}
	g1, g2 := multiplesG1(scalars...), multiplesG2(scalars...)
	for i := range scalars {
		var n big.Int
		scalars[i].BigInt(&n)
		var want1 curve.G1Affine
		var want2 curve.G2Affine
		if want1.ScalarMultiplication(&one1, &n); !g1[i].Equal(&want1) {
			t.Errorf("G1: %v times", &n)
		}
		if want2.ScalarMultiplication(&one2, &n); !g2[i].Equal(&want2) {
			t.Errorf("G2: %v times", &n)
		}
	}
}

func point(t *testing.T, b []byte) (p curve.G1Affine) {
	t.Helper()
	if p.X.SetBytesCanonical(b[:fp.Bytes]) != nil || p.Y.SetBytesCanonical(b[fp.Bytes:2*fp.Bytes]) != nil || !p.IsOnCurve() {
		t.Fatal("not a point of G1")
	}
	return p
}

func TestBarretenbergFilesArePowersOfOneSecret(t *testing.T) {
	dir := t.TempDir()
	const n = 33
	if err := WriteBarretenberg(dir, n); err != nil {
		t.Fatal(err)
	}
	g1, err := os.ReadFile(filepath.Join(dir, "bn254_g1.dat"))
	if err != nil || len(g1) != n*g1Bytes {
		t.Fatalf("%d bytes, %v", len(g1), err)
	}
	g2, err := os.ReadFile(filepath.Join(dir, "bn254_g2.dat"))
	if err != nil || len(g2) != g2Bytes {
		t.Fatalf("%d bytes, %v", len(g2), err)
	}
	var tau curve.G2Affine
	for i, to := range []*fp.Element{&tau.X.A0, &tau.X.A1, &tau.Y.A0, &tau.Y.A1} {
		if err := to.SetBytesCanonical(g2[i*fp.Bytes : (i+1)*fp.Bytes]); err != nil {
			t.Fatal(err)
		}
	}
	_, _, one1, one2 := curve.Generators()
	if p := point(t, g1); !p.Equal(&one1) || !tau.IsInSubGroup() {
		t.Error("the first power is not the generator, or tau not in G2")
	}
	for i := 1; i < n; i++ {
		before, p := point(t, g1[(i-1)*g1Bytes:]), point(t, g1[i*g1Bytes:])
		before.Neg(&before)
		same, err := curve.PairingCheck([]curve.G1Affine{p, before}, []curve.G2Affine{one2, tau})
		if err != nil || !same {
			t.Fatalf("power %d: %v, %v", i, same, err)
		}
	}
	for _, n := range []int{1, maxSize + 1} {
		if err := WriteBarretenberg(dir, n); err == nil {
			t.Errorf("%d points are accepted", n)
		}
	}
}

func TestOnlyThePinnedBBIsPatched(t *testing.T) {
	g1, err1 := hex.DecodeString(aztecG1)
	g2, err2 := hex.DecodeString(aztecG2)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	point(t, g1)
	from, to := filepath.Join(t.TempDir(), "bb"), filepath.Join(t.TempDir(), "bb")
	between := []byte("between")
	for name, c := range map[string]struct {
		parts [][]byte
		want  error
	}{
		"pinned":   {[][]byte{between, g1, between, g2}, nil},
		"no G2":    {[][]byte{between, g1}, ErrPinned},
		"two G1":   {[][]byte{g1, g1, g2}, ErrPinned},
		"no bytes": {nil, ErrPinned},
	} {
		program := bytes.Join(c.parts, nil)
		if err := os.WriteFile(from, program, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := PatchBarretenberg(from, to); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if c.want != nil {
			continue
		}
		got, err := os.ReadFile(to)
		if err != nil || len(got) != len(program) || bytes.Count(got, between) != 2 || bytes.Contains(got, g1) || bytes.Contains(got, g2) {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
}

// product is the file of x * y = z, with z public.
func product() []byte {
	u32 := binary.LittleEndian.AppendUint32
	header := append(u32(nil, fr.Bytes), modulusLE(fr.Modulus())...)
	for _, n := range []uint32{4, 1, 0, 2, 4, 0, 1} { // wires, outputs, public, private, labels (two words), constraints
		header = u32(header, n)
	}
	var body []byte
	one := append([]byte{1}, make([]byte, fr.Bytes-1)...)
	for _, wire := range []uint32{2, 3, 1} {
		body = append(u32(u32(body, 1), wire), one...)
	}
	file := u32(u32([]byte("r1cs"), 1), 2)
	for i, s := range [][]byte{header, body} {
		file = append(u32(u32(u32(file, uint32(i+1)), uint32(len(s))), 0), s...)
	}
	return file
}

func TestSystemsAreParsed(t *testing.T) {
	file := product()
	s, err := ParseSystem(file)
	if err != nil {
		t.Fatal(err)
	}
	if s.Wires != 4 || s.Public != 1 || s.Constraints != 1 || s.DomainSize() != 4 {
		t.Errorf("%+v, domain of %d", s, s.DomainSize())
	}
	var wires []uint32
	if err := s.Each(func(_ int, sums [3][]Term) {
		for _, terms := range sums {
			for _, term := range terms {
				if !term.Factor.IsOne() {
					t.Errorf("factor %v", term.Factor)
				}
				wires = append(wires, term.Wire)
			}
		}
	}); err != nil || len(wires) != 3 || wires[0] != 2 || wires[1] != 3 || wires[2] != 1 {
		t.Errorf("wires %v, %v", wires, err)
	}
	for n := range file {
		if err := parseAll(file[:n]); !errors.Is(err, errR1CS) {
			t.Errorf("%d of %d bytes: %v", n, len(file), err)
		}
	}
	// A wire that is not there; a factor of the modulus; another curve.
	for at, b := range map[int]byte{len(file) - 36: 4, len(file) - 1: 0xff, 31: 0} {
		broken := bytes.Clone(file)
		broken[at] = b
		if err := parseAll(broken); !errors.Is(err, errR1CS) {
			t.Errorf("byte %d: %v", at, err)
		}
	}
}

func parseAll(file []byte) error {
	s, err := ParseSystem(file)
	if err != nil {
		return err
	}
	return s.Each(func(int, [3][]Term) {})
}

// A witness gives the equation that snarkjs's verifier checks, in the exponent.
func TestKeyProvesAProduct(t *testing.T) {
	s, err := ParseSystem(product())
	if err != nil {
		t.Fatal(err)
	}
	k, err := newKey(s, known())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		witness [4]uint64
		holds   bool
	}{{[4]uint64{1, 6, 2, 3}, true}, {[4]uint64{1, 7, 2, 3}, false}} {
		var a, b, public, private, h fr.Element
		for i, n := range c.witness {
			w := fr.NewElement(n)
			for to, from := range map[*fr.Element]fr.Element{&a: k.a[i], &b: k.b[i]} {
				from.Mul(&from, &w)
				to.Add(to, &from)
			}
			to := &private
			if i <= s.Public {
				to = &public
			}
			share := k.c[i]
			to.Add(to, share.Mul(&share, &w))
		}
		// The quotient's values at the odd roots: A * B - C there, of degree 1 in tau
		// for one constraint and the public rows, interpolated from the even roots.
		for i, at := range oddValues(t, s, c.witness) {
			at.Mul(&at, &k.h[i])
			h.Add(&h, &at)
		}
		a.Add(&a, &k.alpha)
		b.Add(&b, &k.beta)
		var left, right, t2 fr.Element
		left.Mul(&a, &b)
		right.Mul(&k.alpha, &k.beta)
		right.Add(&right, &public)
		private.Add(&private, &h)
		right.Add(&right, t2.Mul(&private, &k.delta))
		if (left == right) != c.holds {
			t.Errorf("%v: %v and %v", c.witness, left, right)
		}
	}
}

// oddValues gives A * B - C at the odd roots of twice the domain, with C the product
// of A and B at the even ones, as snarkjs takes it.
func oddValues(t *testing.T, s *System, witness [4]uint64) []fr.Element {
	t.Helper()
	n := s.DomainSize()
	var rows [3][]fr.Element
	for m := range rows {
		rows[m] = make([]fr.Element, n)
	}
	if err := s.Each(func(c int, sums [3][]Term) {
		for m, terms := range sums {
			for _, term := range terms {
				v := fr.NewElement(witness[term.Wire])
				rows[m][c].Add(&rows[m][c], v.Mul(&v, &term.Factor))
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	for i := range s.Public + 1 {
		rows[0][s.Constraints+i].SetUint64(witness[i])
	}
	for i := range n {
		rows[2][i].Mul(&rows[0][i], &rows[1][i])
	}
	odd, err := fft.Generator(uint64(2 * n))
	if err != nil {
		t.Fatal(err)
	}
	var step fr.Element
	step.Square(&odd)
	out := make([]fr.Element, n)
	for i := range out {
		at, err := lagrange(n, odd)
		if err != nil {
			t.Fatal(err)
		}
		var v [3]fr.Element
		for m := range v {
			for j := range at {
				var x fr.Element
				v[m].Add(&v[m], x.Mul(&rows[m][j], &at[j]))
			}
		}
		out[i].Mul(&v[0], &v[1]).Sub(&out[i], &v[2])
		odd.Mul(&odd, &step)
	}
	return out
}
