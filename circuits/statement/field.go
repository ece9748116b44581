package statement

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
)

// Field is an element of the scalar field of BN254, in which every circuit and
// every public input lives.
type Field = fr.Element

// FieldBytes is the size of a field element's canonical encoding: big-endian,
// fixed width.
const FieldBytes = fr.Bytes

// ErrNotCanonical reports a value that is not below the field modulus, or not
// written in the fixed width. Such a value would be an alias of another one, so
// it is refused at every door instead of being reduced.
var ErrNotCanonical = errors.New("not a canonical field element (32 bytes, below the BN254 scalar modulus)")

// FieldFromBytes reads exactly 32 big-endian bytes below the modulus.
func FieldFromBytes(b []byte) (Field, error) {
	var f Field
	if len(b) != FieldBytes {
		return f, ErrNotCanonical
	}
	if err := f.SetBytesCanonical(b); err != nil {
		return f, ErrNotCanonical
	}
	return f, nil
}

// FieldFromBig reads a non-negative integer below the modulus.
func FieldFromBig(x *big.Int) (Field, error) {
	var f Field
	if x == nil || x.Sign() < 0 || x.Cmp(fr.Modulus()) >= 0 {
		return f, ErrNotCanonical
	}
	f.SetBigInt(x)
	return f, nil
}

// ParseField reads the text form of a field element: 0x and 64 lower-case
// hexadecimal digits. The width is fixed so that one value has one spelling.
func ParseField(s string) (Field, error) {
	digits, ok := strings.CutPrefix(s, "0x")
	if !ok || len(digits) != 2*FieldBytes || strings.ToLower(digits) != digits {
		return Field{}, fmt.Errorf("%w: want 0x and %d lower-case hexadecimal digits", ErrNotCanonical, 2*FieldBytes)
	}
	b, err := hex.DecodeString(digits)
	if err != nil {
		return Field{}, fmt.Errorf("%w: want 0x and %d lower-case hexadecimal digits", ErrNotCanonical, 2*FieldBytes)
	}
	return FieldFromBytes(b)
}

// FormatField writes the text form that ParseField reads.
func FormatField(f Field) string {
	b := f.Bytes()
	return "0x" + hex.EncodeToString(b[:])
}

// fieldFromDigest maps 32 hash bytes to the field by reduction, as Solidity's
// `uint256(digest) % R` does. The bias is below 2^-252 and harmless where the
// value only has to be collision resistant.
func fieldFromDigest(digest [32]byte) Field {
	var f Field
	f.SetBytes(digest[:])
	return f
}

// Modulus is the order of the field.
func Modulus() *big.Int { return fr.Modulus() }
