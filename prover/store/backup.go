package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// A backup is an age file. Inside are this line, the time it was made as RFC 3339
// in a line, and the database's own stream: pairs of keys and values, the values
// sealed as they are in the database. age seals it in chunks and marks the last,
// so that a backup that was cut is told from a whole one.
const backupHeader = "vitalproof/store/1\n"

const (
	// maxBackupLine bounds a line of the header.
	maxBackupLine = 64
	// backupWork is scrypt's log2 N: the least. The passphrase has 256 bits of
	// randomness; there is nothing to slow down.
	backupWork = 1
	// pendingLoads is how many writes of a restore are under way at once.
	pendingLoads = 16
)

// passphrase opens backups: derived from the master key, so that whoever restores
// needs nothing else. `age -d` opens them too.
func passphrase(m keyring.Master) string {
	k := m.Derive("store-backup")
	defer clear(k[:])
	return hex.EncodeToString(k[:])
}

// Backup writes a backup of the moment at which it begins; the store goes on
// working. What is erased later stays in it, sealed with keys that are then
// destroyed; keep the key ring out of the place where backups are kept. If it
// fails, what was written is no backup, and Restore refuses it.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if err := s.backup(ctx, w); err != nil {
		return fmt.Errorf("back up the store: %w", err)
	}
	return nil
}

func (s *Store) backup(ctx context.Context, w io.Writer) (err error) {
	to, err := age.NewScryptRecipient(passphrase(s.o.Master))
	if err != nil {
		return err
	}
	to.SetWorkFactor(backupWork)
	out := bufio.NewWriter(w)
	sealed, err := age.Encrypt(out, to)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(sealed, backupHeader+s.o.Now().UTC().Format(time.RFC3339)+"\n"); err != nil {
		return err
	}
	sink := &checked{ctx: ctx, w: sealed}
	if err := s.view("back up", func(t tx) error {
		_, err := s.db.Backup(sink, 0)
		if err == nil {
			return nil
		}
		if sink.err != nil { // the caller's disk, not ours
			return sink.err
		}
		return t.failed(err)
	}); err != nil {
		return err
	}
	return errors.Join(sealed.Close(), out.Flush())
}

// checked stops a stream when its context ends, and keeps the error that the
// database would wrap.
type checked struct {
	ctx context.Context
	w   io.Writer
	r   io.Reader
	err error
}

func (c *checked) Write(p []byte) (n int, err error) {
	if c.err == nil {
		c.err = c.ctx.Err()
	}
	if c.err == nil {
		n, c.err = c.w.Write(p)
	}
	return n, c.err
}

func (c *checked) Read(p []byte) (n int, err error) {
	if c.err == nil {
		c.err = c.ctx.Err()
	}
	if c.err == nil {
		n, c.err = c.r.Read(p)
	}
	return n, c.err
}

// Restore puts a backup into a folder without a store. It opens under the master
// key and with the very key ring that the records were sealed with: what was
// deleted or erased since has no key there, and is dropped; jobs that have ended
// since are failed with INPUT_LOST by Recover. Keys of records that are younger
// than the backup are destroyed, so that a store restored by mistake cannot be
// exchanged for the newer one: keep that, and the ring, until all is well.
//
// It fails with ErrNotEmpty, ErrBackup, ErrOtherRing, ErrLocked, ErrReadOnly,
// job.ErrStorageFull or what the system says; nothing is in place then, and no
// key is destroyed.
func Restore(ctx context.Context, o Options, r io.Reader) error {
	if err := restore(ctx, o, r); err != nil {
		return fmt.Errorf("restore a store to %s: %w", o.Dir, err)
	}
	return nil
}

func restore(ctx context.Context, o Options, r io.Reader) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	final := filepath.Join(o.Dir, folder)
	if entries, err := os.ReadDir(final); err == nil && len(entries) > 0 {
		return ErrNotEmpty
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return folderError(err)
	}
	// Under the lock nobody else has this name; a crash leaves it, and the next
	// restore begins anew.
	temp := filepath.Join(o.Dir, "restoring")
	if err := os.RemoveAll(temp); err != nil {
		return folderError(err)
	}
	defer os.RemoveAll(temp)
	if err := os.Mkdir(temp, 0o700); err != nil {
		return folderError(err)
	}
	if err := fill(ctx, o, temp, r); err != nil {
		return err
	}
	// The stream was whole: only now may anything that cannot be undone happen.
	s, err := openLocked(o, temp, true)
	if err != nil {
		return err
	}
	if err := s.closeDatabase(); err != nil {
		return err
	}
	for _, old := range []string{final, filepath.Join(o.Dir, lastName)} { // an empty folder, and of another past
		if err := os.Remove(old); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return folderError(err)
		}
	}
	if err := os.Rename(filepath.Join(temp, folder), final); err != nil {
		return folderError(err)
	}
	return syncFolder(o.Dir)
}

// fill loads a backup into a new database.
func fill(ctx context.Context, o Options, dir string, r io.Reader) (err error) {
	identity, err := age.NewScryptIdentity(passphrase(o.Master))
	if err != nil {
		return err
	}
	identity.SetMaxWorkFactor(backupWork)
	opened, err := age.Decrypt(bufio.NewReader(&checked{ctx: ctx, r: r}), identity)
	if err != nil {
		return errors.Join(ErrBackup, ctx.Err())
	}
	in := bufio.NewReaderSize(opened, maxBackupLine)
	for _, want := range []string{backupHeader, ""} {
		line, err := in.ReadSlice('\n')
		if err != nil || want != "" && string(line) != want {
			return errors.Join(ErrBackup, ctx.Err())
		}
	}
	db, err := openDatabase(dir, o.Master.Derive("badger"), o.Log)
	if err != nil {
		return openError(err)
	}
	s := &Store{db: db, log: o.Log, last: &last{}, space: &space{dir: dir, now: o.Now, free: freeBytes}}
	s.space.least.Store(o.MinFree)
	err = s.loadStream(ctx, in)
	return errors.Join(err, s.closeDatabase())
}

// loadStream writes what is in a stream, and fails unless it ends where age says that
// it ends.
func (s *Store) loadStream(ctx context.Context, in io.Reader) (err error) {
	defer func() {
		if recover() != nil {
			err = ErrBackup
		}
	}()
	from := &metered{checked: checked{ctx: ctx, r: in}, space: s.space}
	if err := s.db.Load(from, pendingLoads); err != nil {
		switch {
		case errors.Is(from.err, job.ErrStorageFull), errors.Is(from.err, job.ErrStorage):
			return from.err
		case ctx.Err() != nil:
			return ctx.Err()
		}
		return ErrBackup
	}
	return nil
}

// metered looks at the free space while a restore fills the disk.
type metered struct {
	checked
	space *space
}

func (m *metered) Read(p []byte) (int, error) {
	if err := m.space.check(false); err != nil && m.err == nil {
		m.err = err
	}
	return m.checked.Read(p)
}
