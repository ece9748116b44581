package ptau

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"testing"

	"golang.org/x/crypto/blake2b"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"

	"vitalproof/prover/ceremony/ptau/ptautest"
)

const testPower = 3

func good() *ptautest.File { return ptautest.New(ptautest.Powers(1<<testPower, 7, 11, 13), testPower) }

func read(raw []byte, n uint64) (*mpcsetup.SrsCommons, Info, error) {
	sum := blake2b.Sum512(raw)
	return Read(bytes.NewReader(raw), n, sum[:], nil)
}

func TestThePowersOfAFileAreRead(t *testing.T) {
	raw := good().Bytes()
	for n := 2; n <= 1<<testPower; n *= 2 {
		got, info, err := read(raw, uint64(n))
		if err != nil {
			t.Fatalf("%d: %v", n, err)
		}
		var have, want bytes.Buffer
		for _, w := range []struct {
			srs *mpcsetup.SrsCommons
			to  *bytes.Buffer
		}{{got, &have}, {ptautest.Powers(n, 7, 11, 13), &want}} {
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
	srs := func(change func(*mpcsetup.SrsCommons)) *ptautest.File {
		s := ptautest.Powers(n, 7, 11, 13)
		change(s)
		return ptautest.New(s, testPower)
	}
	changed := func(change func(*ptautest.File)) *ptautest.File {
		f := good()
		change(f)
		return f
	}
	secrets := func(tau, alpha, beta int64) *ptautest.File {
		return ptautest.New(ptautest.Powers(n, tau, alpha, beta), testPower)
	}
	for name, c := range map[string]struct {
		f    *ptautest.File
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
		"a coordinate of the modulus": {changed(func(f *ptautest.File) {
			copy(f.Sections[4][64:], ptautest.Words(modulus))
		}), ErrFormat},
		"a coordinate in G2 above": {changed(func(f *ptautest.File) { copy(f.Sections[3][96:], bytes.Repeat([]byte{0xff}, 32)) }), ErrFormat},
		"another magic":            {changed(func(f *ptautest.File) { f.Magic = "zkey" }), ErrFormat},
		"another version":          {changed(func(f *ptautest.File) { f.Version = 2 }), ErrFormat},
		"another curve":            {changed(func(f *ptautest.File) { f.Sections[1][4] ^= 1 }), ErrFormat},
		"other coordinates":        {changed(func(f *ptautest.File) { f.Sections[1][0] = 48 }), ErrFormat},
		"a long header":            {changed(func(f *ptautest.File) { f.Sections[1] = append(f.Sections[1], 0) }), ErrFormat},
		"a power of its own":       {changed(func(f *ptautest.File) { f.Sections[1][36] = 30 }), ErrFormat},
		"a larger power":           {changed(func(f *ptautest.File) { f.Sections[1][36], f.Sections[1][40] = 4, 4 }), ErrFormat},
		"more than the ceremony":   {changed(func(f *ptautest.File) { f.Sections[1][40] = 2 }), ErrFormat},
		"a section twice":          {changed(func(f *ptautest.File) { f.Order = append(f.Order, 4) }), ErrFormat},
		"a section missing":        {changed(func(f *ptautest.File) { f.Order = []uint32{1, 2, 3, 4, 6} }), ErrFormat},
		"the header last":          {changed(func(f *ptautest.File) { f.Order = []uint32{2, 3, 4, 5, 6, 1} }), ErrFormat},
		"a section cut":            {changed(func(f *ptautest.File) { f.Sections[5] = f.Sections[5][64:] }), ErrFormat},
		"no sections":              {changed(func(f *ptautest.File) { f.Order = nil }), ErrFormat},
		"too many sections":        {changed(func(f *ptautest.File) { f.Order = append(f.Order, make([]uint32, 100)...) }), ErrFormat},
	} {
		if _, _, err := read(c.f.Bytes(), uint64(n)); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestOnlyTheFileThatWasPublishedIsTaken(t *testing.T) {
	raw := good().Bytes()
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
	f.Order = append(f.Order, 99)
	raw := f.Bytes()
	binary.LittleEndian.PutUint64(raw[len(raw)-8:], 1<<63)
	if _, _, err := read(raw, 8); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(good().Bytes())
	f.Add(good().Bytes()[:200])
	f.Fuzz(func(t *testing.T, raw []byte) {
		srs, _, err := read(raw, 4)
		if err == nil && Check(srs) != nil {
			t.Error("what was read is not what it should be")
		}
	})
}
