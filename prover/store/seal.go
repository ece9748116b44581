package store

import (
	"crypto/cipher"
	"crypto/rand"

	"golang.org/x/crypto/chacha20poly1305"

	"vitalproof/prover/keyring"
)

// recordVersion is the first byte of every value, and part of what its seal is
// bound to.
const recordVersion = 1

// cabinet seals with a key derived from the master key what must be read when
// the key of a record is gone: where else in the database it is mentioned. It
// never holds anything of a person but HMACs.
type cabinet struct{ cipher.AEAD }

func newCabinet(key [32]byte) cabinet {
	a, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic("store: a key of 32 bytes: " + err.Error())
	}
	return cabinet{a}
}

func (c cabinet) seal(aad, plain []byte) []byte {
	out := make([]byte, chacha20poly1305.NonceSizeX, keyring.SealOverhead+len(plain))
	_, _ = rand.Read(out) // never fails: without randomness it ends the process
	return c.AEAD.Seal(out, out, plain, aad)
}

func (c cabinet) open(aad, sealed []byte) ([]byte, bool) {
	if len(sealed) < keyring.SealOverhead {
		return nil, false
	}
	plain, err := c.AEAD.Open(nil, sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:], aad)
	return plain, err == nil
}

// A record is a version, a head under the cabinet's key and a body under keys of
// the ring. Both are bound to the key in the database that they stand at, and the
// body to its head, so that no part can be moved to another record or put
// together with an older one.
func sealRecord(c cabinet, at, head, body []byte, keys ...keyring.Key) []byte {
	out := append([]byte{recordVersion}, c.seal(place(at, nil), head)...)
	aad := place(at, out)
	for _, k := range keys {
		body = k.Seal(aad, body)
	}
	return append(out, body...)
}

// splitRecord opens the head, and gives the body with what it is bound to.
func splitRecord(c cabinet, at, value []byte, headBytes int) (head, aad, body []byte, ok bool) {
	n := 1 + keyring.SealOverhead + headBytes
	if len(value) < n || value[0] != recordVersion {
		return nil, nil, nil, false
	}
	head, ok = c.open(place(at, nil), value[1:n])
	return head, place(at, value[:n]), value[n:], ok
}

// openBody undoes sealRecord with the same keys in the same order.
func openBody(aad, body []byte, keys ...keyring.Key) ([]byte, error) {
	var err error
	for i := len(keys) - 1; i >= 0; i-- {
		if body, err = keys[i].Open(aad, body); err != nil {
			return nil, err
		}
	}
	return body, nil
}

func place(at, head []byte) []byte {
	out := append([]byte{recordVersion, byte(len(at))}, at...)
	return append(out, head...)
}
