package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"vitalproof/prover/vault"
)

// The files in a log's folder.
const (
	logFile        = "log"
	checkpointFile = "checkpoint"
	lockName       = "lock"

	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// Log is an open log. All methods may be called at the same time.
type Log struct {
	signer *signer
	public string
	lock   *os.File
	path   string // of the checkpoint
	file   storage
	cut    int64

	lead   chan struct{} // holds one value while somebody leads; guards the following
	state  state
	marked struct { // the checkpoint that is on disk
		entries int64
		at      time.Time
	}
	broken error
	closed bool

	mu   sync.Mutex // guards next
	next *batch
}

// batch is entries that share a seal and a sync. Whoever gets the lead writes it
// for all, while the next one gathers.
type batch struct {
	entries []Entry
	done    chan struct{} // closed when err is set
	err     error
}

// storage is what the log needs of its file, so that tests can stop it at each
// step.
type storage interface {
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
}

// Open opens the log in a folder, or makes folder and log if there are none. The
// seed is the Ed25519 key that signs. The whole log is read and compared with its
// seals and the checkpoint; what a crash left behind the last seal is cut off
// (Cut), since nobody was told of it. It fails with ErrTampered, ErrOtherKey,
// ErrLocked or what the system says.
func Open(dir string, seed [32]byte) (*Log, error) {
	l, err := open(dir, seed)
	if err != nil {
		return nil, fmt.Errorf("open the audit log in %s: %w", dir, err)
	}
	return l, nil
}

func open(dir string, seed [32]byte) (*Log, error) {
	s, public, err := newSigner(seed)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, err
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	l := &Log{signer: s, public: public, lock: lock, lead: make(chan struct{}, 1), path: filepath.Join(dir, checkpointFile)}
	if err = lockFile(lock); err == nil {
		err = l.load(dir)
	}
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	return l, nil
}

func (l *Log) load(dir string) error {
	f, mark, err := l.openFiles(dir)
	if err != nil {
		return err
	}
	l.file = f
	if l.state, l.cut, err = read(f, l.signer.verifier, []point{mark}); err != nil {
		_ = f.Close()
		return err
	}
	if l.cut > 0 {
		if err = f.Truncate(l.state.bytes); err == nil {
			err = f.Sync()
		}
	}
	if err == nil && l.state.seal.lines > mark.lines {
		err = l.mark()
	}
	l.marked.entries, l.marked.at = l.state.entries, time.Now()
	if err != nil {
		_ = f.Close()
	}
	return err
}

// openFiles opens the log and reads the checkpoint, or makes both: the checkpoint
// first, so that a log without one was never made by Open.
func (l *Log) openFiles(dir string) (*os.File, point, error) {
	path := filepath.Join(dir, logFile)
	_, err := os.Lstat(path)
	exists := !errors.Is(err, fs.ErrNotExist)
	mark, _, err := readCheckpoint(l.path, l.signer.verifier)
	if errors.Is(err, fs.ErrNotExist) && !exists {
		if err := l.mark(); err != nil {
			return nil, mark, err
		}
		mark, _, err = readCheckpoint(l.path, l.signer.verifier)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, mark, fmt.Errorf("%w: its checkpoint is missing", ErrTampered)
	case err != nil:
		return nil, mark, err
	case !exists && mark.lines > 0:
		return nil, mark, fmt.Errorf("%w: entry 1: the log is missing, and a checkpoint has it", ErrTampered)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, mark, err
	}
	if !exists {
		if err := syncFolder(dir); err != nil {
			_ = f.Close()
			return nil, mark, err
		}
	}
	return f, mark, nil
}

// Append adds an entry and returns when it is durable and under a seal. It fails
// with ErrEntry, ErrBroken, ErrClosed or what the system says, such as a full
// disk; then the entry is not in the log, also after a restart, unless the error
// is ErrBroken.
//
// The end of ctx stops nothing: a caller must not be able to leave no trace by
// hanging up.
func (l *Log) Append(_ context.Context, e Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	mine := l.join(e)
	select {
	case <-mine.done:
	case l.lead <- struct{}{}:
		// Whoever is about to join may do so: a sync that blocks this thread can keep
		// them from running until it is over.
		runtime.Gosched()
		l.writeOut(mine)
		<-l.lead
	}
	if mine.err != nil {
		return fmt.Errorf("append to the audit log: %w", mine.err)
	}
	return nil
}

// join puts an entry into the batch that gathers.
func (l *Log) join(e Entry) *batch {
	for {
		l.mu.Lock()
		if l.next == nil {
			l.next = &batch{done: make(chan struct{})}
		}
		b := l.next
		if len(b.entries) < maxBatch {
			b.entries = append(b.entries, e)
			l.mu.Unlock()
			return b
		}
		l.mu.Unlock()
		// Every entry in it has somebody who will write it.
		<-b.done
	}
}

// writeOut writes a batch, unless that is done. The caller leads.
func (l *Log) writeOut(b *batch) {
	l.mu.Lock()
	if l.next != b { // somebody wrote it while this caller got the lead as well
		l.mu.Unlock()
		return
	}
	l.next = nil // from here on nobody joins
	l.mu.Unlock()
	b.err = l.write(b.entries)
	close(b.done)
}

// write adds a batch and its seal to the file, by one write and one sync.
func (l *Log) write(entries []Entry) error {
	switch {
	case l.closed:
		return ErrClosed
	case l.broken != nil:
		return l.broken
	}
	after := l.state
	var out []byte
	line := make([]byte, 0, maxLine)
	for _, e := range entries {
		after.entries++
		line = e.appendLine(line[:0], after.entries)
		after.tree.add(line)
		out = append(append(out, line...), '\n')
	}
	p := point{after.tree.n, after.tree.root()}
	after.seal = seal{p, l.signer.sign(p)}
	line = after.seal.appendLine(line[:0])
	after.tree.add(line)
	out = append(append(out, line...), '\n')
	after.bytes += int64(len(out))

	if _, err := l.file.WriteAt(out, l.state.bytes); err != nil {
		// Nobody may find part of a batch whose callers were refused.
		if cut := l.file.Truncate(l.state.bytes); cut != nil {
			l.broken = fmt.Errorf("%w: %w", ErrBroken, err)
			return l.broken
		}
		return err
	}
	if err := l.file.Sync(); err != nil {
		l.broken = fmt.Errorf("%w: %w", ErrBroken, err)
		return l.broken
	}
	l.state = after
	if l.state.entries-l.marked.entries >= checkpointEntries || time.Since(l.marked.at) >= checkpointEvery {
		// The entries are in the log whether or not this succeeds; the next batch
		// tries again.
		_ = l.mark()
	}
	return nil
}

// signed gives the last state that is signed.
func (l *Log) signed() seal {
	if l.state.tree.n > 0 {
		return l.state.seal
	}
	p := point{0, l.state.tree.root()}
	return seal{p, l.signer.sign(p)}
}

// mark writes the checkpoint file.
func (l *Log) mark() error {
	if err := vault.WriteFile(l.path, l.signed().checkpoint(), fileMode, vault.Force(true)); err != nil {
		return err
	}
	l.marked.entries, l.marked.at = l.state.entries, time.Now()
	return nil
}

// Checkpoint gives the signed state of the log, and writes it to its folder too.
// Keep it where whoever can write the log cannot write: Verify holds the log to
// it.
func (l *Log) Checkpoint() ([]byte, error) {
	l.lead <- struct{}{}
	defer func() { <-l.lead }()
	if l.closed {
		return nil, ErrClosed
	}
	if err := l.mark(); err != nil {
		return nil, fmt.Errorf("write the audit log's checkpoint: %w", err)
	}
	return l.signed().checkpoint(), nil
}

// VerifierKey gives the public key that Verify takes.
func (l *Log) VerifierKey() string { return l.public }

// Cut gives the number of bytes that Open found behind the last seal and cut
// off. More than 0 comes from a crash, or from somebody who wrote to the file.
func (l *Log) Cut() int64 { return l.cut }

// Len gives the number of entries.
func (l *Log) Len() int64 {
	l.lead <- struct{}{}
	defer func() { <-l.lead }()
	return l.state.entries
}

// Close waits for Appends under way, writes the checkpoint and lets go of the
// files. A second Close does nothing.
func (l *Log) Close() error {
	l.lead <- struct{}{}
	defer func() { <-l.lead }()
	if l.closed {
		return nil
	}
	l.closed = true
	var err error
	if l.marked.entries != l.state.entries {
		err = l.mark()
	}
	// The lock last: who gets it finds files that nobody writes to.
	return errors.Join(err, l.file.Close(), l.lock.Close())
}

// readCheckpoint reads a folder's checkpoint, and gives the file too.
func readCheckpoint(path string, v note.Verifier) (point, []byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return point{}, nil, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxCheckpoint+1))
	if err != nil {
		return point{}, nil, err
	}
	p, err := openCheckpoint(raw, v)
	if errors.Is(err, ErrCheckpoint) {
		err = fmt.Errorf("%w: its checkpoint is changed", ErrTampered)
	}
	return p, raw, err
}

// syncFolder makes a new name survive a power failure.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
