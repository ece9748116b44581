package keyring

import (
	"bufio"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"

	"golang.org/x/crypto/chacha20poly1305"
)

// A copy, big-endian:
//
//	16  "vitalproof/keys\n"
//	4   version, 1
//	16  id of the ring
//	32  random salt of the copy
//	4   number of keys
//	32  HMAC-SHA256 of the above under the key of copies
//
// and for each key 80 bytes: name (32) and key (32), sealed with
// XChaCha20-Poly1305 under HMAC-SHA256 of the salt under the key of copies; the
// nonce is the number of the key, the associated data all of the above. So no
// key can be left out, added, moved or taken from another copy.
const (
	copyMagic     = "vitalproof/keys\n"
	copyVersion   = 1
	saltAt        = len(copyMagic) + 4 + idBytes
	saltBytes     = 32
	countAt       = saltAt + saltBytes
	copySumAt     = countAt + 4
	copyHeadBytes = copySumAt + sha256.Size
	copyKeyBytes  = nameBytes + keyBytes
)

// Export writes a copy of all keys, for moving to another machine. It opens
// under the same master key only. Keep it apart from backups of the data, and
// keep only the newest: every older copy brings back keys that were destroyed
// since, and with them the data.
func (r *Ring) Export(w io.Writer) error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return ErrClosed
	}
	// A slow writer must not hold up who needs a key.
	keys := maps.Clone(r.keys)
	r.mu.Unlock()
	defer func() {
		for name := range keys {
			keys[name] = entry{}
		}
	}()
	if err := writeCopy(w, r.master, r.id, keys); err != nil {
		return fmt.Errorf("export the key ring: %w", err)
	}
	return nil
}

func writeCopy(w io.Writer, m Master, id [idBytes]byte, keys map[[nameBytes]byte]entry) error {
	head := make([]byte, 0, copyHeadBytes)
	head = append(head, copyMagic...)
	head = binary.BigEndian.AppendUint32(head, copyVersion)
	head = append(head, id[:]...)
	head = head[:countAt]
	_, _ = rand.Read(head[saltAt:]) // never fails: without randomness it ends the process
	head = binary.BigEndian.AppendUint32(head, uint32(len(keys)))
	aead, sum := copyCipher(m, head)
	head = append(head, sum...)

	out := bufio.NewWriter(w)
	if _, err := out.Write(head); err != nil {
		return err
	}
	var plain [copyKeyBytes]byte
	defer clear(plain[:])
	var n uint64
	for name, e := range keys {
		copy(plain[:], name[:])
		copy(plain[nameBytes:], e.key[:])
		if _, err := out.Write(aead.Seal(nil, copyNonce(n), plain[:], head)); err != nil {
			return err
		}
		n++
	}
	return out.Flush()
}

// copyCipher gives what seals the keys of a copy, and the check of its head up
// to there.
func copyCipher(m Master, head []byte) (cipher.AEAD, []byte) {
	base, check := m.Derive("keyring-copy"), m.Derive("keyring-copy-check")
	defer clear(base[:])
	defer clear(check[:])
	key := hmac.New(sha256.New, base[:])
	key.Write(head[saltAt:countAt])
	sum := hmac.New(sha256.New, check[:])
	sum.Write(head[:copySumAt])
	return newAEAD([keyBytes]byte(key.Sum(nil))), sum.Sum(nil)
}

func copyNonce(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, chacha20poly1305.NonceSizeX-8, chacha20poly1305.NonceSizeX), n)
}

// Import makes a ring in a folder from what Export wrote. It fails with
// ErrNotEmpty, ErrCopy, ErrLocked or what the system says, and leaves a ring
// that is whole or none.
func Import(dir string, m Master, from io.Reader) error {
	if err := importRing(dir, m, from); err != nil {
		return fmt.Errorf("import a key ring to %s: %w", dir, err)
	}
	return nil
}

func importRing(dir string, m Master, from io.Reader) error {
	if m.key == nil {
		return ErrMasterKey
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	path := filepath.Join(dir, ringFile)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(ErrNotEmpty, err)
	}
	// Under the lock nobody else has this name; a crash leaves it, and the next
	// import writes over it.
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	defer os.Remove(temp)
	err = fill(f, m, bufio.NewReader(from))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// fill turns a copy into a ring. What it has written by the time it finds a copy
// wrong is thrown away.
func fill(f *os.File, m Master, from *bufio.Reader) error {
	head := make([]byte, copyHeadBytes)
	if _, err := io.ReadFull(from, head); err != nil {
		return errors.Join(ErrCopy, err)
	}
	version := binary.BigEndian.Uint32(head[len(copyMagic):])
	if string(head[:len(copyMagic)]) != copyMagic || version != copyVersion {
		return ErrCopy
	}
	aead, sum := copyCipher(m, head)
	if !hmac.Equal(sum, head[copySumAt:]) {
		return ErrCopy
	}
	count := binary.BigEndian.Uint32(head[countAt:])
	if count > MaxKeys {
		return ErrFull
	}
	header := newHeader(m, [idBytes]byte(head[len(copyMagic)+4:]))
	wrap := newWrapper(m, header)
	out := bufio.NewWriter(f)
	if _, err := out.Write(header); err != nil {
		return err
	}
	sealed := make([]byte, copyKeyBytes+chacha20poly1305.Overhead)
	for i := range count {
		if _, err := io.ReadFull(from, sealed); err != nil {
			return errors.Join(ErrCopy, err)
		}
		plain, err := aead.Open(nil, copyNonce(uint64(i)), sealed, head)
		if err != nil {
			return ErrCopy
		}
		slot := wrap.wrap(i, [nameBytes]byte(plain[:nameBytes]), [keyBytes]byte(plain[nameBytes:]))
		clear(plain)
		if _, err := out.Write(slot[:]); err != nil {
			return err
		}
	}
	if _, err := from.ReadByte(); err != io.EOF {
		return errors.Join(ErrCopy, err)
	}
	return out.Flush()
}

// syncFolder makes a new name survive a power failure.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
