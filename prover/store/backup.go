package store

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
	"github.com/dgraph-io/badger/v4"

	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// backupFormat is the first line inside a backup.
const backupFormat = "vitalproof/backup/1\n"

// restoreWrites is how many writes Badger may have under way while it loads.
const restoreWrites = 16

// Backup writes everything in the database, encrypted with age to a key that is
// derived from the master key. The key ring is not in it: what is erased later
// cannot be read from it, and without the ring nothing can. age authenticates
// every piece and the end.
func (s *Store) Backup(ctx context.Context, to io.Writer) (err error) {
	recipient, err := age.NewScryptRecipient(backupPassphrase(s.opts.Master))
	if err != nil {
		return err
	}
	recipient.SetWorkFactor(backupWork)
	w, err := age.Encrypt(to, recipient)
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	// Badger's own backup is in clear below our seals, so it goes through age.
	buffered := bufio.NewWriterSize(w, 1<<20)
	if _, err := buffered.WriteString(backupFormat); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("%w: it cannot be read", job.ErrStorage)
		}
	}()
	if _, err := s.db.Backup(ctxWriter{ctx, buffered}, 0); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var onPath *os.PathError
		if errors.As(err, &onPath) {
			return onPath
		}
		return fmt.Errorf("%w: the backup was not finished", job.ErrStorage)
	}
	if err := buffered.Flush(); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	return w.Close()
}

type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// backupWork is age's least work factor that still is one: the "passphrase" of a
// backup is 256 derived bits, which nobody guesses.
const backupWork = 1

// backupPassphrase derives the key of backups, as text for age's scrypt recipient,
// which is its one recipient for a shared key.
func backupPassphrase(m keyring.Master) string {
	key := m.Derive("backup")
	defer clear(key[:])
	return hex.EncodeToString(key[:])
}

// Restore puts a backup into an empty folder, whole or not at all. The store is
// opened with the present key ring afterwards: what was erased since the backup
// stays erased, and jobs whose input was destroyed fail.
func Restore(ctx context.Context, o Options, from io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(o.Dir), 0o700); err != nil {
		return openError(err)
	}
	if !isEmpty(o.Dir) {
		return ErrNotEmpty
	}
	identity, err := age.NewScryptIdentity(backupPassphrase(o.Master))
	if err != nil {
		return err
	}
	identity.SetMaxWorkFactor(backupWork)
	plain, err := age.Decrypt(from, identity)
	if err != nil {
		return ErrBackup
	}
	head := make([]byte, len(backupFormat))
	if _, err := io.ReadFull(plain, head); err != nil || !bytes.Equal(head, []byte(backupFormat)) {
		return ErrBackup
	}
	aside := o
	aside.Dir = o.Dir + ".restoring"
	if err := os.RemoveAll(aside.Dir); err != nil {
		return openError(err)
	}
	defer os.RemoveAll(aside.Dir)
	if err := load(ctx, aside, plain); err != nil {
		return err
	}
	_ = os.Remove(o.Dir) // an empty folder
	if err := os.Rename(aside.Dir, o.Dir); err != nil {
		return openError(err)
	}
	return nil
}

func load(ctx context.Context, o Options, plain io.Reader) (err error) {
	db, err := openBadger(o)
	if err != nil {
		return err
	}
	defer func() {
		if recover() != nil {
			err = ErrBackup
		}
		if closed := db.Close(); err == nil && closed != nil {
			err = fmt.Errorf("%w: it was not written to the end", job.ErrStorage)
		}
	}()
	watched := &ctxReader{ctx: ctx, r: plain}
	if err := db.Load(watched, restoreWrites); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return ErrBackup
	}
	if !watched.ended { // Badger stops at a clean end of its own stream only
		if _, err := io.Copy(io.Discard, watched); err != nil {
			return ErrBackup
		}
	}
	return scrub(db, o.Ring)
}

type ctxReader struct {
	ctx   context.Context
	r     io.Reader
	ended bool
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.ended = c.ended || errors.Is(err, io.EOF)
	return n, err
}

// scrub removes the records of a backup whose keys were destroyed since. Their list
// entries lead nowhere and are passed over.
func scrub(db *badger.DB, ring *keyring.Ring) error {
	var gone [][]byte
	err := db.View(func(txn *badger.Txn) error {
		for _, kind := range []byte{'j', 'r', 'a'} {
			o := badger.DefaultIteratorOptions
			o.Prefix = []byte{kind}
			it := txn.NewIterator(o)
			for it.Rewind(); it.Valid(); it.Next() {
				value, err := it.Item().ValueCopy(nil)
				if err != nil || len(value) < 32 {
					it.Close()
					return ErrBackup
				}
				if _, err := ring.Get([32]byte(value[:32])); errors.Is(err, keyring.ErrDestroyed) {
					gone = append(gone, it.Item().KeyCopy(nil))
				}
			}
			it.Close()
		}
		return nil
	})
	if err != nil {
		return err
	}
	w := db.NewWriteBatch()
	defer w.Cancel()
	for _, key := range gone {
		if err := w.Delete(key); err != nil {
			return ErrBackup
		}
	}
	return w.Flush()
}
