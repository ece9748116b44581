package keyring

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"vitalproof/prover/vault"
)

// The files in a ring's folder. The lock is a file of its own, so that an import
// can move a whole ring into place.
const (
	ringFile = "ring"
	lockName = "lock"

	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// Ring is an open key ring. All methods may be called at the same time.
type Ring struct {
	id     [idBytes]byte
	master Master
	wrap   wrapper
	file   storage
	lock   *os.File
	commit *commits

	mu         sync.Mutex // guards everything below; held over a sync only while the file grows
	keys       map[[nameBytes]byte]entry
	moving     map[[nameBytes]byte]chan struct{} // being made or destroyed; closed when that is durable
	unreadable map[[nameBytes]byte][]uint32      // slots that do not open, by the name that stands there
	free       []uint32                          // slots that are zero on disk
	slots      uint32
	broken     error // of a failed write: what is on disk is no longer known
	closed     bool
	running    sync.WaitGroup // Creates and Destroys; Add only under mu and before closed
}

type entry struct {
	slot uint32
	key  [keyBytes]byte
}

// storage is what the ring needs of its file, so that tests can stop it at each
// step.
type storage interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Truncate(size int64) error
	Sync() error
}

// dataFile is a file whose Sync leaves out what the ring does not need.
type dataFile struct{ *os.File }

func (f dataFile) Sync() error { return syncData(f.File) }

// Open opens the ring in a folder, or makes folder and ring if there are none.
// It fails with ErrMasterKey, ErrLocked, ErrOtherMaster, ErrDamaged, ErrOwner
// or what the system says.
func Open(dir string, m Master) (*Ring, error) {
	r, err := open(dir, m, func(f *os.File) storage { return dataFile{f} })
	if err != nil {
		return nil, fmt.Errorf("open the key ring in %s: %w", dir, err)
	}
	return r, nil
}

func open(dir string, m Master, wrap func(*os.File) storage) (*Ring, error) {
	if m.key == nil {
		return nil, ErrMasterKey
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	r, err := openLocked(dir, m, wrap)
	if err != nil {
		_ = lock.Close()
		return nil, err
	}
	r.lock = lock
	return r, nil
}

func lockFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, err
	}
	if !ownFolder(dir) {
		return nil, ErrOwner
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	if err := lockFile(lock); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return lock, nil
}

func openLocked(dir string, m Master, wrap func(*os.File) storage) (*Ring, error) {
	path := filepath.Join(dir, ringFile)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		var id [idBytes]byte
		_, _ = rand.Read(id[:]) // never fails: without randomness it ends the process
		if err := vault.WritePrivate(path, newHeader(m, id)); err != nil {
			return nil, err
		}
		f, err = os.OpenFile(path, os.O_RDWR, 0)
	}
	if err != nil {
		return nil, err
	}
	r := &Ring{
		master:     m,
		file:       wrap(f),
		keys:       map[[nameBytes]byte]entry{},
		moving:     map[[nameBytes]byte]chan struct{}{},
		unreadable: map[[nameBytes]byte][]uint32{},
	}
	r.commit = newCommits(r.file.Sync)
	if err := r.load(f, m); err != nil {
		_ = f.Close()
		return nil, err
	}
	return r, nil
}

func (r *Ring) load(f *os.File, m Master) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header := make([]byte, headerBytes)
	if _, err := f.ReadAt(header, 0); err != nil && err != io.EOF {
		return err
	}
	if r.id, err = readHeader(m, header); err != nil {
		return err
	}
	r.wrap = newWrapper(m, header)
	// A crash while the file grew can leave part of a slot. Nobody was told of a key
	// there, and the next growth writes over it.
	slots := (info.Size() - headerBytes) / slotBytes
	if slots > MaxKeys {
		return fmt.Errorf("%w: it is longer than a ring can be", ErrDamaged)
	}
	r.slots = uint32(slots)
	return r.scan(f)
}

func (r *Ring) scan(f *os.File) error {
	buf := make([]byte, scanSlots*slotBytes)
	for first := uint32(0); first < r.slots; first += scanSlots {
		part := buf[:min(scanSlots, r.slots-first)*slotBytes]
		if _, err := f.ReadAt(part, slotAt(first)); err != nil {
			return err
		}
		for i := range uint32(len(part) / slotBytes) {
			if err := r.take(first+i, part[i*slotBytes:][:slotBytes]); err != nil {
				return err
			}
		}
	}
	// The lowest slot is used first, so that the file stays dense.
	slices.Reverse(r.free)
	return nil
}

func (r *Ring) take(slot uint32, in []byte) error {
	if [slotBytes]byte(in) == [slotBytes]byte{} {
		r.free = append(r.free, slot)
		return nil
	}
	name, key, ok := r.wrap.unwrap(slot, in)
	if !ok {
		r.unreadable[name] = append(r.unreadable[name], slot)
		return nil
	}
	// Create waits for a Destroy under way, so no crash leaves a name twice: one of
	// the two is a destroyed key that somebody put back.
	if old, twice := r.keys[name]; twice {
		return fmt.Errorf("%w: slots %d and %d have one name", ErrDamaged, old.slot, slot)
	}
	r.keys[name] = entry{slot, key}
	clear(key[:])
	return nil
}

// ID names the ring for as long as it lives, also through Export and Import. A
// database that notes it can tell a ring that was swapped or made anew from keys
// that were destroyed.
func (r *Ring) ID() [16]byte { return r.id }

// String and its relatives keep the keys out of logs and errors.
func (r *Ring) String() string { return redacted }

// GoString keeps the keys out of %#v.
func (r *Ring) GoString() string { return redacted }

// Format keeps the keys out of every other verb.
func (r *Ring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// Get gives a key that is durable. It fails with ErrDestroyed, with ErrDamaged
// if a slot of that name can no longer be read, or with ErrClosed. It does not
// wait for the disk.
func (r *Ring) Get(name [32]byte) (Key, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return Key{}, ErrClosed
	}
	if e, ok := r.keys[name]; ok {
		return keyOf(e.key), nil
	}
	if slots := r.unreadable[name]; len(slots) > 0 {
		return Key{}, fmt.Errorf("%w: slot %d does not open", ErrDamaged, slots[0])
	}
	return Key{}, ErrDestroyed
}

// Names gives the names of all keys, as they were at the first one, in no order.
func (r *Ring) Names() iter.Seq[[32]byte] {
	return func(yield func([32]byte) bool) {
		r.mu.Lock()
		names := slices.Collect(maps.Keys(r.keys))
		r.mu.Unlock()
		for _, n := range names {
			if !yield(n) {
				return
			}
		}
	}
}

// Len gives the number of keys.
func (r *Ring) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.keys)
}

// Corrupt gives the number of slots that do not open. One can come from a crash
// in a Create or Destroy that nobody was told had succeeded; more mean that the
// disk or somebody changed the file. They are kept, never used again, and
// destroyed by Destroy under the name that stands in them.
func (r *Ring) Corrupt() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, slots := range r.unreadable {
		n += len(slots)
	}
	return n
}

// Close waits for Creates and Destroys under way, wipes the keys from memory and
// lets go of the files. A second Close does nothing.
func (r *Ring) Close() error {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil
	}
	r.closed = true
	r.mu.Unlock()
	r.running.Wait()

	r.mu.Lock()
	defer r.mu.Unlock()
	for name := range r.keys {
		r.forget(name)
	}
	// The lock last: who gets it finds a file that nobody writes to.
	return errors.Join(r.file.Close(), r.lock.Close())
}

// forget takes a key out of memory. A deleted map entry keeps its bytes until
// another takes its place, so they are overwritten first.
func (r *Ring) forget(name [nameBytes]byte) {
	r.keys[name] = entry{}
	delete(r.keys, name)
}
