package keys

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// make builds a development key and puts it into the cache.
func (s *Store) make(ctx context.Context, e lock.Entry, c *catalogue.Compiled, progress Progress) error {
	if !e.IsDevelopment() {
		return ErrNotMakeable
	}
	progress(StageSetup, 0, 0)
	pk, _, err := DevelopmentSetup(c)
	if err != nil {
		return err
	}
	// The raw encoding is what a key is known by; the dump follows from it.
	raw, err := hashOf(func(w io.Writer) error { _, err := pk.WriteRawTo(w); return err })
	if err != nil {
		return err
	}
	if raw.sum != e.ProvingKeySHA256 {
		return fmt.Errorf("%s: %w", e.Name, ErrKeyHash)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	progress(StageWrite, 0, e.ProvingKeyDumpBytes)
	return s.writeDump(e, pk)
}

// writeDump puts a key into the cache if its dump is the pinned one.
func (s *Store) writeDump(e lock.Entry, pk *groth16bn254.ProvingKey) error {
	if err := writeHashed(s.Path(e), e.ProvingKeyDumpSHA256, ErrKeyHash, pk.WriteDump); err != nil {
		return fmt.Errorf("cache the proving key: %w", err)
	}
	return nil
}

// writeSystem puts a compiled circuit into the cache.
func (s *Store) writeSystem(e lock.Entry, c *catalogue.Compiled) error {
	return writeHashed(s.SystemPath(e), e.ID, ErrCircuitID, func(w io.Writer) error {
		_, err := c.System.WriteTo(w)
		return err
	})
}

// hashed is the SHA-256 and the length of something written.
type hashed struct {
	sum  string
	size int64
}

func hashOf(write func(io.Writer) error) (hashed, error) {
	h := sha256.New()
	c := &counter{w: h}
	err := write(c)
	return hashed{hex.EncodeToString(h.Sum(nil)), c.n}, err
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// writeHashed writes a file, or fails with wrong if what was written has another
// hash.
func writeHashed(path, want string, wrong error, write func(io.Writer) error) error {
	sum := sha256.New()
	return writeAtomic(path, func(w io.Writer) error {
		return write(io.MultiWriter(w, sum))
	}, func() error {
		if hex.EncodeToString(sum.Sum(nil)) != want {
			return fmt.Errorf("%s: %w", path, wrong)
		}
		return nil
	})
}

// writeAtomic writes a file aside, checks it, syncs it and renames it into
// place, so that readers see all of it or nothing.
func writeAtomic(path string, write func(io.Writer) error, check func() error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), tempPrefix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	if err = write(buffered); err != nil {
		return err
	}
	if err = buffered.Flush(); err != nil {
		return err
	}
	if err = check(); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
