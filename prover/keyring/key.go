package keyring

import (
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// SealOverhead is by how many bytes a sealed text is longer than the plain one:
// the nonce and the tag.
const SealOverhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// Key is one key of the ring. It prints as "REDACTED" in every form, and comes
// from Ring.Create or Ring.Get. A Key in hand outlives Ring.Destroy: let go of
// it.
type Key struct{ raw func() [keyBytes]byte }

func keyOf(raw [keyBytes]byte) Key { return Key{func() [keyBytes]byte { return raw }} }

// Seal encrypts and authenticates plain, and binds it to aad, which is not in
// the result: name there what the text is and whose, or it can be moved to
// another place. The result is SealOverhead bytes longer, with a random nonce of
// 192 bits: any number of texts may be sealed under one key.
func (k Key) Seal(aad, plain []byte) []byte {
	out := make([]byte, chacha20poly1305.NonceSizeX, SealOverhead+len(plain))
	_, _ = rand.Read(out) // never fails: without randomness it ends the process
	return k.aead().Seal(out, out, plain, aad)
}

// Open gives the plain text of what Seal made with the same aad, or ErrSealed.
func (k Key) Open(aad, sealed []byte) ([]byte, error) {
	if len(sealed) < SealOverhead {
		return nil, ErrSealed
	}
	nonce, text := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plain, err := k.aead().Open(nil, nonce, text, aad)
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

func (k Key) aead() cipher.AEAD {
	raw := k.raw()
	defer clear(raw[:])
	return newAEAD(raw)
}

func newAEAD(key [keyBytes]byte) cipher.AEAD {
	a, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic("keyring: a key of 32 bytes: " + err.Error())
	}
	return a
}

// String and its relatives keep a key out of logs and errors.
func (k Key) String() string { return redacted }

// GoString keeps a key out of %#v.
func (k Key) GoString() string { return redacted }

// Format keeps a key out of every other verb.
func (k Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText keeps a key out of JSON and text encoders.
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }
