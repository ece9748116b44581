package statement

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

func text(n *big.Int) string {
	b := n.Bytes()
	return "0x" + strings.Repeat("0", 64-2*len(b)) + hex.EncodeToString(b)
}

// Every door refuses a value at or above the modulus: it would be an alias.
func TestRefusesValuesThatAreNotBelowTheModulus(t *testing.T) {
	r := fr.Modulus()
	for _, n := range []*big.Int{
		r, new(big.Int).Add(r, big.NewInt(1)), new(big.Int).Add(r, big.NewInt(12345)), new(big.Int).Lsh(r, 1),
		new(big.Int).Sub(pow2(256), big.NewInt(1)), pow2(255), pow2(254),
	} {
		b := n.FillBytes(make([]byte, 32))
		if _, err := FieldFromBytes(b); !errors.Is(err, ErrNotCanonical) {
			t.Errorf("%x as bytes: %v", n, err)
		}
		if _, err := FieldFromBig(n); !errors.Is(err, ErrNotCanonical) {
			t.Errorf("%x as an integer: %v", n, err)
		}
		if _, err := ParseField(text(n)); !errors.Is(err, ErrNotCanonical) {
			t.Errorf("%x as text: %v", n, err)
		}
	}
	for _, n := range []*big.Int{nil, big.NewInt(-1), new(big.Int).Neg(r), new(big.Int).Add(pow2(256), big.NewInt(1))} {
		if _, err := FieldFromBig(n); !errors.Is(err, ErrNotCanonical) {
			t.Errorf("%x: %v", n, err)
		}
	}
}

func TestFieldFormsAreInverse(t *testing.T) {
	values := []*big.Int{new(big.Int), big.NewInt(1), new(big.Int).Sub(fr.Modulus(), big.NewInt(1)), pow2(253), pow2(128)}
	r := seeded("fields")
	for range 20 {
		var f Field
		var b [32]byte
		_, _ = randomReader{r}.Read(b[:])
		f.SetBytes(b[:])
		values = append(values, f.BigInt(new(big.Int)))
	}
	for _, n := range values {
		f, err := FieldFromBig(n)
		if err != nil {
			t.Fatal(err)
		}
		if f.BigInt(new(big.Int)).Cmp(n) != 0 {
			t.Errorf("%x became %x", n, f)
		}
		if got := FormatField(f); got != text(n) {
			t.Errorf("%x is written %s", n, got)
		}
		back, err := ParseField(FormatField(f))
		if err != nil || back != f {
			t.Errorf("%x comes back as %x, %v", n, back, err)
		}
		b := f.Bytes()
		if back, err = FieldFromBytes(b[:]); err != nil || back != f {
			t.Errorf("%x comes back as %x, %v", n, back, err)
		}
	}
}

// One value has one text: no other length, no missing prefix, nothing around it.
func TestParseFieldRefusesOtherForms(t *testing.T) {
	good := text(big.NewInt(0xabc))
	if _, err := ParseField(good); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"", "0x", good[2:], good[:65], good + "0", "0x0" + good[2:], "0X" + good[2:], " " + good, good + "\n", "+" + good, "-" + good,
		"0x" + strings.ToUpper(good[2:]), good[:65] + "C", "0xabc", "2748", "0x" + strings.Repeat("g", 64), "0x-" + good[3:], "0x" + strings.Repeat("_", 64), good[2:] + "0x",
	} {
		if f, err := ParseField(s); !errors.Is(err, ErrNotCanonical) || !f.IsZero() {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestFieldFromBytesRefusesOtherLengths(t *testing.T) {
	for n := range 70 {
		_, err := FieldFromBytes(make([]byte, n))
		if (err == nil) != (n == 32) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

func TestParseCircuitID(t *testing.T) {
	good := strings.Repeat("0123456789abcdef", 4)
	id, err := ParseCircuitID(good)
	if err != nil || id.String() != good || !bytes.Equal(id[:3], []byte{0x01, 0x23, 0x45}) {
		t.Errorf("%s: %s, %v", good, id, err)
	}
	for _, s := range []string{
		"", good[:62], good[:63], good + "00", strings.ToUpper(good), good[:63] + "F", "0x" + good[2:], good[:63] + "g", " " + good[1:],
	} {
		if id, err := ParseCircuitID(s); err == nil || id != (CircuitID{}) {
			t.Errorf("%q is an id: %s", s, id)
		}
	}
}
