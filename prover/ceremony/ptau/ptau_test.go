package ptau

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/crypto/blake2b"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
)

// file is a powers-of-tau file under construction.
type file struct {
	order    []uint32
	sections map[uint32][]byte
	version  uint32
	magic    string
}

const testPower = 3

// powers makes a string of known secrets.
func powers(n int, tau, alpha, beta int64) *mpcsetup.SrsCommons {
	_, _, g1, g2 := curve.Generators()
	srs := new(mpcsetup.SrsCommons)
	power, r := big.NewInt(1), curve.ID.ScalarField()
	at1 := func(secret int64) (p curve.G1Affine) {
		p.ScalarMultiplication(&g1, new(big.Int).Mod(new(big.Int).Mul(power, big.NewInt(secret)), r))
		return p
	}
	for i := range 2*n - 1 {
		srs.G1.Tau = append(srs.G1.Tau, at1(1))
		if i < n {
			var p curve.G2Affine
			srs.G2.Tau = append(srs.G2.Tau, *p.ScalarMultiplication(&g2, power))
			srs.G1.AlphaTau = append(srs.G1.AlphaTau, at1(alpha))
			srs.G1.BetaTau = append(srs.G1.BetaTau, at1(beta))
		}
		power.Mod(power.Mul(power, big.NewInt(tau)), r)
	}
	srs.G2.Beta.ScalarMultiplication(&g2, big.NewInt(beta))
	return srs
}

func words(elements ...fp.Element) []byte {
	var b []byte
	for _, e := range elements {
		for _, w := range e {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
	}
	return b
}

func g1s(points ...curve.G1Affine) (b []byte) {
	for _, p := range points {
		b = append(b, words(p.X, p.Y)...)
	}
	return b
}

func g2s(points ...curve.G2Affine) (b []byte) {
	for _, p := range points {
		b = append(b, words(p.X.A0, p.X.A1, p.Y.A0, p.Y.A1)...)
	}
	return b
}

func encode(srs *mpcsetup.SrsCommons, power uint32) *file {
	header := binary.LittleEndian.AppendUint32(nil, fp.Bytes)
	q := fp.Modulus().FillBytes(make([]byte, fp.Bytes))
	slices.Reverse(q)
	header = append(header, q...)
	header = binary.LittleEndian.AppendUint32(header, power)
	header = binary.LittleEndian.AppendUint32(header, power)
	return &file{
		magic: magic, version: version, order: []uint32{1, 2, 3, 4, 5, 6, 7},
		sections: map[uint32][]byte{
			1: header, 2: g1s(srs.G1.Tau...), 3: g2s(srs.G2.Tau...), 4: g1s(srs.G1.AlphaTau...), 5: g1s(srs.G1.BetaTau...),
			6: g2s(srs.G2.Beta), 7: {0, 0, 0, 0},
		},
	}
}

func (f *file) bytes() []byte {
	b := append([]byte(f.magic), binary.LittleEndian.AppendUint32(nil, f.version)...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(f.order)))
	for _, s := range f.order {
		b = binary.LittleEndian.AppendUint32(b, s)
		b = binary.LittleEndian.AppendUint64(b, uint64(len(f.sections[s])))
		b = append(b, f.sections[s]...)
	}
	return b
}

func good() *file { return encode(powers(1<<testPower, 7, 11, 13), testPower) }

func read(raw []byte, n uint64) (*mpcsetup.SrsCommons, Info, error) {
	sum := blake2b.Sum512(raw)
	return Read(bytes.NewReader(raw), n, sum[:], nil)
}

func TestThePowersOfAFileAreRead(t *testing.T) {
	raw := good().bytes()
	for n := 2; n <= 1<<testPower; n *= 2 {
		got, info, err := read(raw, uint64(n))
		if err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		var have, want bytes.Buffer
		for _, w := range []struct {
			srs *mpcsetup.SrsCommons
			to  *bytes.Buffer
		}{{got, &have}, {powers(n, 7, 11, 13), &want}} {
			if _, err := w.srs.WriteTo(w.to); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(have.Bytes(), want.Bytes()) {
			t.Errorf("%d: other powers", n)
		}
		if info.Power != testPower || info.CeremonyPower != testPower || len(info.BLAKE2b) != 2*HashBytes {
			t.Errorf("got %+v", info)
		}
	}
	for _, n := range []uint64{0, 1, 3, 1 << 29} {
		if _, _, err := read(raw, n); err == nil {
			t.Errorf("a domain of %d is taken", n)
		}
	}
	if _, _, err := read(raw, 16); !errors.Is(err, ErrSmall) {
		t.Errorf("too few: got %v", err)
	}
}

// outside is on the curve over the extension and not in the subgroup.
func outside(t *testing.T) curve.G2Affine {
	t.Helper()
	// y^2 = x^3 + b: take x until there is a root.
	_, _, _, g := curve.Generators()
	for x := uint64(1); ; x++ {
		var p curve.G2Affine
		var b, right curve.E2
		// b = y^2 - x^3 of the generator
		b.Square(&g.Y)
		right.Square(&g.X).Mul(&right, &g.X)
		b.Sub(&b, &right)
		p.X.A0.SetUint64(x)
		right.Square(&p.X).Mul(&right, &p.X).Add(&right, &b)
		if right.Legendre() != 1 {
			continue
		}
		p.Y.Sqrt(&right)
		if p.IsOnCurve() && !p.IsInSubGroup() {
			return p
		}
	}
}

func TestWhatIsNoStringOfPowersIsRefused(t *testing.T) {
	n := 1 << testPower
	srs := func(change func(*mpcsetup.SrsCommons)) *file {
		s := powers(n, 7, 11, 13)
		change(s)
		return encode(s, testPower)
	}
	changed := func(change func(*file)) *file {
		f := good()
		change(f)
		return f
	}
	secrets := func(tau, alpha, beta int64) *file { return encode(powers(n, tau, alpha, beta), testPower) }
	for name, c := range map[string]struct {
		f    *file
		want error
	}{
		"two powers swapped":     {srs(func(s *mpcsetup.SrsCommons) { s.G1.Tau[3], s.G1.Tau[4] = s.G1.Tau[4], s.G1.Tau[3] }), ErrPowers},
		"the last power":         {srs(func(s *mpcsetup.SrsCommons) { s.G1.Tau[2*n-2] = s.G1.Tau[0] }), ErrPowers},
		"a power in G2":          {srs(func(s *mpcsetup.SrsCommons) { s.G2.Tau[5] = s.G2.Tau[4] }), ErrPowers},
		"alpha's powers swapped": {srs(func(s *mpcsetup.SrsCommons) { s.G1.AlphaTau[0], s.G1.AlphaTau[1] = s.G1.AlphaTau[1], s.G1.AlphaTau[0] }), ErrPowers},
		"beta's last power":      {srs(func(s *mpcsetup.SrsCommons) { s.G1.BetaTau[n-1] = s.G1.AlphaTau[n-1] }), ErrPowers},
		"another beta in G2":     {srs(func(s *mpcsetup.SrsCommons) { s.G2.Beta = s.G2.Tau[1] }), ErrPowers},
		"beta in G2 at infinity": {srs(func(s *mpcsetup.SrsCommons) { s.G2.Beta = curve.G2Affine{} }), ErrPowers},
		"a generator changed":    {srs(func(s *mpcsetup.SrsCommons) { s.G1.Tau[0] = s.G1.Tau[1] }), ErrPowers},
		"a generator of G2":      {srs(func(s *mpcsetup.SrsCommons) { s.G2.Tau[0] = s.G2.Tau[1] }), ErrPowers},
		"tau is 1":               {secrets(1, 11, 13), ErrPowers},
		"tau is 0":               {secrets(0, 11, 13), ErrPowers},
		"alpha is 1":             {secrets(7, 1, 13), ErrPowers},
		"alpha is 0":             {secrets(7, 0, 13), ErrPowers},
		"beta is -1":             {secrets(7, 11, -1), ErrPowers},
		"not on the curve": {srs(func(s *mpcsetup.SrsCommons) {
			s.G1.AlphaTau[2].Y.Double(&s.G1.AlphaTau[2].Y)
		}), ErrPoint},
		"not in the subgroup":      {srs(func(s *mpcsetup.SrsCommons) { s.G2.Tau[3] = outside(t) }), ErrPoint},
		"beta not in the subgroup": {srs(func(s *mpcsetup.SrsCommons) { s.G2.Beta = outside(t) }), ErrPoint},
		"a coordinate of the modulus": {changed(func(f *file) {
			copy(f.sections[4][64:], words(modulus))
		}), ErrFormat},
		"a coordinate in G2 above": {changed(func(f *file) { copy(f.sections[3][96:], bytes.Repeat([]byte{0xff}, 32)) }), ErrFormat},
		"another magic":            {changed(func(f *file) { f.magic = "zkey" }), ErrFormat},
		"another version":          {changed(func(f *file) { f.version = 2 }), ErrFormat},
		"another curve":            {changed(func(f *file) { f.sections[1][4] ^= 1 }), ErrFormat},
		"other coordinates":        {changed(func(f *file) { f.sections[1][0] = 48 }), ErrFormat},
		"a long header":            {changed(func(f *file) { f.sections[1] = append(f.sections[1], 0) }), ErrFormat},
		"a power of its own":       {changed(func(f *file) { f.sections[1][36] = 30 }), ErrFormat},
		"a larger power":           {changed(func(f *file) { f.sections[1][36], f.sections[1][40] = 4, 4 }), ErrFormat},
		"more than the ceremony":   {changed(func(f *file) { f.sections[1][40] = 2 }), ErrFormat},
		"a section twice":          {changed(func(f *file) { f.order = append(f.order, 4) }), ErrFormat},
		"a section missing":        {changed(func(f *file) { f.order = []uint32{1, 2, 3, 4, 6} }), ErrFormat},
		"the header last":          {changed(func(f *file) { f.order = []uint32{2, 3, 4, 5, 6, 1} }), ErrFormat},
		"a section cut":            {changed(func(f *file) { f.sections[5] = f.sections[5][64:] }), ErrFormat},
		"no sections":              {changed(func(f *file) { f.order = nil }), ErrFormat},
		"too many sections":        {changed(func(f *file) { f.order = append(f.order, make([]uint32, 100)...) }), ErrFormat},
	} {
		if _, _, err := read(c.f.bytes(), uint64(n)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestOnlyTheFileThatWasPublishedIsTaken(t *testing.T) {
	raw := good().bytes()
	sum := blake2b.Sum512(raw)
	sum[0] ^= 1
	if _, _, err := Read(bytes.NewReader(raw), 8, sum[:], nil); !errors.Is(err, ErrHash) {
		t.Errorf("another hash: got %v", err)
	}
	if _, _, err := Read(bytes.NewReader(raw), 8, nil, nil); !errors.Is(err, ErrHash) {
		t.Errorf("no hash: got %v", err)
	}
	sum[0] ^= 1
	for end := range raw {
		if _, _, err := Read(bytes.NewReader(raw[:end]), 8, sum[:], nil); err == nil {
			t.Fatalf("cut after %d bytes: taken", end)
		}
	}
	if _, _, err := Read(bytes.NewReader(append(bytes.Clone(raw), 0)), 8, sum[:], nil); !errors.Is(err, ErrFormat) {
		t.Errorf("a byte more: got %v", err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		flipped, bit := bytes.Clone(raw), rng.IntN(8*len(raw))
		flipped[bit/8] ^= 1 << (bit % 8)
		if srs, _, err := Read(bytes.NewReader(flipped), 8, sum[:], nil); err == nil || srs != nil {
			t.Errorf("bit %d flipped: taken", bit)
		}
	}
}

// A section may claim to be of any length: nothing is allocated by it.
func TestAClaimedLengthIsNotBelieved(t *testing.T) {
	f := good()
	f.order = append(f.order, 99)
	raw := f.bytes()
	binary.LittleEndian.PutUint64(raw[len(raw)-8:], 1<<63)
	if _, _, err := read(raw, 8); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good().bytes())
	f.Add(good().bytes()[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		srs, _, err := read(raw, 4)
		if err == nil && Check(srs) != nil {
			t.Error("what was read is not what it should be")
		}
	})
}
