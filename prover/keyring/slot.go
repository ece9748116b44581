package keyring

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"
)

// The file, big-endian and of fixed width throughout. The header:
//
//	16    "vitalproof/ring\n"
//	4     version, 1
//	4     bytes in a slot, 128
//	16    random id of the ring
//	3992  zero
//	32    HMAC-SHA256 of the above under the ring's key
//	32    SHA-256 of the above, which tells damage from another master key
//
// and then slots, all zero if free, or
//
//	1   1, in use
//	32  name
//	24  nonce
//	71  key and 23 zero bytes, sealed with XChaCha20-Poly1305 under the ring's
//	    key; associated data: SHA-256 of the header, slot number (4), name
//
// so that a slot opens in its own place, in its own ring and under its own name
// only.
const (
	ringMagic   = "vitalproof/ring\n"
	ringVersion = 1
	idBytes     = 16
	nameBytes   = 32

	// headerBytes is a page, so that no write of a slot touches the header.
	headerBytes = 4096
	checkAt     = headerBytes - 2*sha256.Size
	sumAt       = headerBytes - sha256.Size

	// slotBytes divides a sector of 512 bytes: a disk writes a sector whole or not
	// at all, so a slot can be torn by software only.
	slotBytes = 128
	slotInUse = 1
	nonceAt   = 1 + nameBytes
	sealedAt  = nonceAt + chacha20poly1305.NonceSizeX
	padBytes  = slotBytes - sealedAt - chacha20poly1305.Overhead - keyBytes
)

// wrapper turns keys into slots and back.
type wrapper struct {
	aead cipher.AEAD
	head [sha256.Size]byte
}

func newWrapper(m Master, header []byte) wrapper {
	key := m.Derive("keyring")
	defer clear(key[:])
	return wrapper{newAEAD(key), sha256.Sum256(header)}
}

func (w *wrapper) aad(slot uint32, name []byte) []byte {
	out := make([]byte, 0, sha256.Size+4+nameBytes)
	out = append(out, w.head[:]...)
	out = binary.BigEndian.AppendUint32(out, slot)
	return append(out, name...)
}

// wrap gives the bytes of a slot.
func (w *wrapper) wrap(slot uint32, name, key [keyBytes]byte) [slotBytes]byte {
	var out [slotBytes]byte
	var plain [keyBytes + padBytes]byte
	defer clear(plain[:])
	copy(plain[:], key[:])
	out[0] = slotInUse
	copy(out[1:], name[:])
	_, _ = rand.Read(out[nonceAt:sealedAt]) // never fails: without randomness it ends the process
	w.aead.Seal(out[:sealedAt], out[nonceAt:sealedAt], plain[:], w.aad(slot, name[:]))
	return out
}

// unwrap reads a slot, and says no if its bytes are not exactly what wrap wrote
// there.
func (w *wrapper) unwrap(slot uint32, in []byte) (name, key [keyBytes]byte, ok bool) {
	name = slotName(in)
	if in[0] != slotInUse {
		return name, key, false
	}
	plain, err := w.aead.Open(nil, in[nonceAt:sealedAt], in[sealedAt:], w.aad(slot, name[:]))
	if err != nil {
		return name, key, false
	}
	defer clear(plain)
	return name, [keyBytes]byte(plain[:keyBytes]), true
}

func slotName(in []byte) [nameBytes]byte { return [nameBytes]byte(in[1:nonceAt]) }

func slotAt(slot uint32) int64 { return headerBytes + int64(slot)*slotBytes }

func newHeader(m Master, id [idBytes]byte) []byte {
	h := make([]byte, 0, headerBytes)
	h = append(h, ringMagic...)
	h = binary.BigEndian.AppendUint32(h, ringVersion)
	h = binary.BigEndian.AppendUint32(h, slotBytes)
	h = append(h, id[:]...)
	h = h[:headerBytes]
	copy(h[checkAt:], keyCheck(m, h[:checkAt]))
	sum := sha256.Sum256(h[:sumAt])
	copy(h[sumAt:], sum[:])
	return h
}

// keyCheck ties a header to the master key. Its key is not the one that wraps.
func keyCheck(m Master, body []byte) []byte {
	key := m.Derive("keyring-check")
	defer clear(key[:])
	mac := hmac.New(sha256.New, key[:])
	mac.Write(body)
	return mac.Sum(nil)
}

// readHeader checks a header and gives the ring's id. It fails with ErrDamaged
// or ErrOtherMaster.
func readHeader(m Master, h []byte) (id [idBytes]byte, err error) {
	if len(h) != headerBytes || string(h[:len(ringMagic)]) != ringMagic {
		return id, fmt.Errorf("%w: the file is no key ring", ErrDamaged)
	}
	if sum := sha256.Sum256(h[:sumAt]); !hmac.Equal(sum[:], h[sumAt:]) {
		return id, fmt.Errorf("%w: its header is changed", ErrDamaged)
	}
	if !hmac.Equal(keyCheck(m, h[:checkAt]), h[checkAt:sumAt]) {
		return id, ErrOtherMaster
	}
	in := h[len(ringMagic):]
	if v := binary.BigEndian.Uint32(in); v != ringVersion || binary.BigEndian.Uint32(in[4:]) != slotBytes {
		return id, fmt.Errorf("%w: version %d is not known here", ErrDamaged, v)
	}
	return [idBytes]byte(in[8:]), nil
}
