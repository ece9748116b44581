package statement

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards/eddsa"

	"vitalproof/circuits/claim"
)

func sampleMessage() SealMessage {
	return SealMessage{Subject: number(11), Metric: claim.Glucose5, Day: 20666, Head: number(22), Assurance: 3}
}

func TestSealVerifies(t *testing.T) {
	for _, seed := range []string{"a", "b", "c"} {
		key := newKey(t, seed)
		s, err := key.Seal(sampleMessage())
		if err != nil {
			t.Fatal(err)
		}
		if err := key.Public().Verify(sampleMessage(), s); err != nil {
			t.Error(err)
		}
		if err := newKey(t, "other").Public().Verify(sampleMessage(), s); !errors.Is(err, ErrSeal) {
			t.Errorf("under another key: %v", err)
		}
	}
}

// gnark-crypto's verification and ours accept the same seals: also of what is not in
// the subgroup, where the two equations differ.
func TestSealsAreThoseOfGnarkCrypto(t *testing.T) {
	key, m := newKey(t, "issuer"), sampleMessage()
	good, err := key.Seal(m)
	if err != nil {
		t.Fatal(err)
	}
	var minusOne fr.Element
	minusOne.SetOne().Neg(&minusOne)
	orderTwo, curve := twistededwards.PointAffine{Y: minusOne}, twistededwards.GetEdwardsCurve()
	moved := func(p twistededwards.PointAffine) twistededwards.PointAffine { return *p.Add(&p, &orderTwo) }
	// seal makes one under whatever point stands for the key, R moved or not.
	seal := func(public twistededwards.PointAffine, move bool) (s Seal) {
		nonce, scalar := big.NewInt(12345), new(big.Int).SetBytes(key.Bytes()[32:64])
		var r twistededwards.PointAffine
		r.ScalarMultiplicationBase(nonce)
		if move {
			r = moved(r)
		}
		h := Challenge(r, PublicKey{public}, m)
		scalar.Mul(scalar, h.BigInt(new(big.Int))).Add(scalar, nonce)
		scalar.Mod(scalar, &curve.Order)
		point := r.Bytes()
		copy(s[:], point[:])
		scalar.FillBytes(s[32:])
		return s
	}
	public := key.Public().point
	noScalar, noPoint := good, good
	clear(noScalar[32:])
	clear(noPoint[:32])
	for name, c := range map[string]struct {
		key  twistededwards.PointAffine
		seal Seal
		want bool
	}{
		"a seal":                 {public, good, true},
		"one made by hand":       {public, seal(public, false), true},
		"R outside the subgroup": {public, seal(public, true), false},
		"of another key":         {newKey(t, "other").Public().point, good, false},
		"no key":                 {twistededwards.PointAffine{}, good, false},
		"no seal":                {public, Seal{}, false},
		"S = 0":                  {public, noScalar, false},
		"R = 0":                  {public, noPoint, false},
	} {
		ours := PublicKey{c.key}.Verify(m, c.seal) == nil
		reference := eddsa.PublicKey{A: c.key}
		theirs, err := reference.Verify(c.seal[:], m.bytes(), &challengeHash{})
		if ours != c.want || (theirs && err == nil) != c.want {
			t.Errorf("%s: we say %t, gnark-crypto says %t, %v", name, ours, theirs, err)
		}
	}
}

func TestSealIsOverEveryPartOfTheMessage(t *testing.T) {
	key := newKey(t, "issuer")
	s, err := key.Seal(sampleMessage())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*SealMessage){
		"subject": func(m *SealMessage) { m.Subject = number(12) }, "metric": func(m *SealMessage) { m.Metric = claim.Glucose15 },
		"day": func(m *SealMessage) { m.Day++ }, "head": func(m *SealMessage) { m.Head = number(23) },
		"assurance": func(m *SealMessage) { m.Assurance++ }, "swap": func(m *SealMessage) { m.Head, m.Subject = m.Subject, m.Head },
	} {
		m := sampleMessage()
		change(&m)
		if err := key.Public().Verify(m, s); !errors.Is(err, ErrSeal) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Every bit of a seal counts; no second writing of it is accepted.
func TestSealRefusesEveryFlippedBit(t *testing.T) {
	key := newKey(t, "issuer")
	s, err := key.Seal(sampleMessage())
	if err != nil {
		t.Fatal(err)
	}
	for bit := range 8 * len(s) {
		flipped := s
		flipped[bit/8] ^= 1 << (bit % 8)
		if key.Public().Verify(sampleMessage(), flipped) == nil {
			t.Errorf("bit %d may be flipped", bit)
		}
	}
	order := twistededwards.GetEdwardsCurve().Order
	again := s
	scalar := new(big.Int).SetBytes(s[32:])
	scalar.Add(scalar, &order).FillBytes(again[32:])
	if key.Public().Verify(sampleMessage(), again) == nil {
		t.Error("the scalar plus the order is accepted")
	}
	if key.Public().Verify(sampleMessage(), Seal{}) == nil {
		t.Error("the zero value is accepted")
	}
}

func TestSealRefusesMessagesOutOfBounds(t *testing.T) {
	key := newKey(t, "issuer")
	s, err := key.Seal(sampleMessage())
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*SealMessage){
		"metric 0": func(m *SealMessage) { m.Metric = 0 }, "metric 5": func(m *SealMessage) { m.Metric = 5 },
		"day 0": func(m *SealMessage) { m.Day = 0 }, "day -1": func(m *SealMessage) { m.Day = -1 },
		"assurance 8": func(m *SealMessage) { m.Assurance = MaxAssurance + 1 }, "assurance 255": func(m *SealMessage) { m.Assurance = 255 },
	} {
		m := sampleMessage()
		change(&m)
		if _, err := key.Seal(m); err == nil {
			t.Errorf("%s is sealed", name)
		}
		if key.Public().Verify(m, s) == nil {
			t.Errorf("%s verifies", name)
		}
	}
}

// Metric, day and assurance keep apart in lane 0.
func TestSealMessagePartsDoNotOverlap(t *testing.T) {
	seen := map[Field]SealMessage{}
	for _, metric := range []claim.Metric{1, 2, 255} {
		for _, day := range []claim.Day{1, 2, 255, 256, 1<<20 - 1, 1<<31 - 1} {
			for _, assurance := range []uint8{0, 1, 7, 255} {
				m := SealMessage{Metric: metric, Day: day, Assurance: assurance}
				if other, ok := seen[m.Lane0()]; ok {
					t.Errorf("%+v and %+v share a lane 0", m, other)
				}
				seen[m.Lane0()] = m
			}
		}
	}
}

func TestPrivateKeyBytesComeBack(t *testing.T) {
	key := newKey(t, "issuer")
	back, err := PrivateKeyFromBytes(key.Bytes())
	if err != nil || back.Public() != key.Public() || !bytes.Equal(back.Bytes(), key.Bytes()) {
		t.Fatalf("another key came back: %v", err)
	}
	for _, n := range []int{0, 32, 64, 95, 97} {
		if _, err := PrivateKeyFromBytes(make([]byte, n)); !errors.Is(err, ErrPrivateKey) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	// A public part of another key would sign under a challenge for that key.
	mixed := append([]byte{}, key.Bytes()...)
	copy(mixed, newKey(t, "other").Bytes()[:32])
	if _, err := PrivateKeyFromBytes(mixed); !errors.Is(err, ErrPrivateKey) {
		t.Errorf("a key of two halves: %v", err)
	}
}

type shortReader struct{}

func (shortReader) Read(p []byte) (int, error) { return 0, errors.New("no randomness") }

func TestNewPrivateKeyNeedsRandomness(t *testing.T) {
	if _, err := NewPrivateKey(shortReader{}); err == nil {
		t.Error("a key without randomness")
	}
	if _, err := NewPrivateKey(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("a key of 31 random bytes")
	}
	if newKey(t, "a").Public() == newKey(t, "b").Public() {
		t.Error("two seeds give one key")
	}
}

func TestPublicKeyBytesComeBack(t *testing.T) {
	key := newKey(t, "issuer").Public()
	b := key.Bytes()
	back, err := PublicKeyFromBytes(b[:])
	if err != nil || back != key {
		t.Fatalf("another key came back: %v", err)
	}
	x, y := key.Coordinates()
	if p := (twistededwards.PointAffine{X: x, Y: y}); !p.IsOnCurve() {
		t.Error("the coordinates are no point")
	}
}

// The circuit relies on every one of these refusals.
func TestPublicKeyRefusesWhatIsNoIssuerKey(t *testing.T) {
	key := newKey(t, "issuer").Public()
	good := key.Bytes()
	var one, minusOne fr.Element
	one.SetOne()
	minusOne.Neg(&one)
	orderFour := twistededwards.PointAffine{}
	orderFour.X.Sqrt(&minusOne)
	mixed := key.point
	mixed.Add(&mixed, &orderFour) // on the curve, outside the subgroup
	mixedTwo := key.point
	orderTwo := twistededwards.PointAffine{Y: minusOne}
	mixedTwo.Add(&mixedTwo, &orderTwo)
	for name, p := range map[string]twistededwards.PointAffine{
		"identity": {Y: one}, "order 2": orderTwo, "order 4": orderFour,
		"key plus a point of order 4": mixed, "key plus a point of order 2": mixedTwo,
	} {
		if !p.IsOnCurve() {
			t.Fatalf("%s: no point of the curve", name)
		}
		b := p.Bytes()
		if _, err := PublicKeyFromBytes(b[:]); !errors.Is(err, ErrPublicKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	off := good
	for y := byte(0); y < 100; y++ { // about half of all y belong to no point
		off[0] = y
		var p twistededwards.PointAffine
		if _, err := p.SetBytes(off[:]); err != nil || !p.IsOnCurve() {
			break
		}
	}
	for name, b := range map[string][]byte{
		"empty": {}, "short": good[:31], "long": append(good[:], 0), "off the curve": off[:],
		"zeros": make([]byte, 32), "ones": bytes.Repeat([]byte{0xff}, 32),
		"modulus": littleEndian(fr.Modulus()), "modulus plus one": littleEndian(new(big.Int).Add(fr.Modulus(), big.NewInt(1))),
	} {
		if _, err := PublicKeyFromBytes(b); !errors.Is(err, ErrPublicKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A key has one encoding: y plus the modulus, where it fits below the sign
	// bit, is refused.
	y := key.point.Y.BigInt(new(big.Int))
	alias := littleEndian(y.Add(y, fr.Modulus()))
	if alias[31]&0x80 == 0 {
		alias[31] |= good[31] & 0x80
		if _, err := PublicKeyFromBytes(alias); !errors.Is(err, ErrPublicKey) {
			t.Errorf("second encoding: %v", err)
		}
	}
}

func littleEndian(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, 32))
	for i, j := 0, 31; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return b
}

// Fixed vectors: the challenge that the circuit computes.
func TestChallengeKnownAnswer(t *testing.T) {
	key := newKey(t, "issuer").Public()
	var r twistededwards.PointAffine
	r.ScalarMultiplicationBase(big.NewInt(5))
	if got, want := FormatField(Challenge(r, key, sampleMessage())), "0x0a604a4c8c8c92f16e4274390b7b32290fcf9d23bb615e8651500a9f23a88f08"; got != want {
		t.Errorf("challenge %s, want %s", got, want)
	}
	if got, want := FormatField(key.Leaf()), "0x201ad8493a361ac1facb03346067b106c01a88a4a7f4c42b82bee33cab285f24"; got != want {
		t.Errorf("leaf %s, want %s", got, want)
	}
}
