package statement

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
)

// SecretBytes is the size of a holder's secret: 248 bits, the most whole bytes
// that always fit the field.
const SecretBytes = 31

// Secret is what only the holder knows. It prints as "REDACTED" in every form.
//
// It stands behind a function because fmt calls no methods on unexported fields
// of other structs: of a function it prints an address at most.
type Secret struct{ field func() Field }

// ErrSecret reports bytes that are not a holder's secret.
var ErrSecret = errors.New("a holder's secret is 31 non-zero bytes")

// NewSecret draws a secret from the system's randomness.
func NewSecret() (Secret, error) {
	var b [SecretBytes]byte
	if _, err := io.ReadFull(rand.Reader, b[:]); err != nil {
		return Secret{}, fmt.Errorf("draw a secret: %w", err)
	}
	return SecretFromBytes(b[:])
}

// SecretFromBytes reads a secret from its 31 bytes.
func SecretFromBytes(b []byte) (Secret, error) {
	if len(b) != SecretBytes {
		return Secret{}, ErrSecret
	}
	var f Field
	f.SetBytes(b)
	if f.IsZero() {
		return Secret{}, ErrSecret
	}
	return Secret{func() Field { return f }}, nil
}

// Bytes gives the 31 bytes, for the encrypted file that holds them.
func (s Secret) Bytes() []byte {
	f := s.field()
	b := f.Bytes()
	return b[FieldBytes-SecretBytes:]
}

// Field gives the secret as a witness value.
func (s Secret) Field() Field { return s.field() }

// String and its relatives keep a secret out of logs and errors.
func (s Secret) String() string { return "REDACTED" }

// GoString keeps a secret out of %#v.
func (s Secret) GoString() string { return "REDACTED" }

// Format keeps a secret out of every other verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "REDACTED") }

// MarshalText keeps a secret out of JSON and text encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte("REDACTED"), nil }

// Subject is the only identity an issuer signs: H(secret, issuer key). Two
// issuers see unrelated subjects of one holder.
func (s Secret) Subject(key PublicKey) Field {
	return HashKind(KindSubject, s.field(), key.point.X, key.point.Y)
}

// Nullifier is H(secret, scope): one value per holder inside a scope, unrelated
// values across scopes.
func (s Secret) Nullifier(scope Field) Field {
	return HashKind(KindNullifier, s.field(), scope)
}
