package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"

	"vitalproof/prover/collect"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// Options of a store. Dir, Master and Ring are needed.
type Options struct {
	Dir    string // made with mode 0700 if absent
	Master keyring.Master
	Ring   *keyring.Ring // of this store alone, and not inside Dir; stays open after Close

	MaxAttempts  int           // counted attempts at a job; 0 for 3
	KeepProofs   time.Duration // how long a job that succeeded is kept; 0 for 7 days
	KeepFinished time.Duration // how long other final jobs are kept; 0 for 7 days

	KeptJobs     int // most jobs of one tenant, whatever their state; 0 for no bound
	KeptRequests int // most requests of one tenant; 0 for no bound

	MinFree    uint64 // bytes; below it nothing is taken in; 0 for DefaultMinFree
	AcceptLoss bool   // open although ErrLoss; keys that have no record are destroyed

	Log *slog.Logger     // nil for none; gets no id and no key
	Now func() time.Time // for looking at the free space; nil for time.Now
}

const (
	defaultAttempts = 3
	defaultKeep     = 7 * 24 * time.Hour
)

func (o Options) withDefaults() (Options, error) {
	if o.Dir == "" || o.Ring == nil {
		return o, fmt.Errorf("%w: a folder and a key ring are needed", ErrOptions)
	}
	if o.MaxAttempts < 0 || o.KeepProofs < 0 || o.KeepFinished < 0 {
		return o, fmt.Errorf("%w: a number is negative", ErrOptions)
	}
	if o.MaxAttempts == 0 {
		o.MaxAttempts = defaultAttempts
	}
	if o.KeepProofs == 0 {
		o.KeepProofs = defaultKeep
	}
	if o.KeepFinished == 0 {
		o.KeepFinished = defaultKeep
	}
	if o.MinFree == 0 {
		o.MinFree = DefaultMinFree
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o, nil
}

// Store is an open store. All methods may be called at once.
type Store struct {
	o       Options
	log     *slog.Logger
	ring    *keyring.Ring
	db      *badger.DB
	lock    *os.File
	names   namer
	heads   cabinet // of records
	entries cabinet // of idempotency keys
	pages   cabinet // of page tokens
	space   *space
	last    *last

	once     *locks // idempotency keys; taken before the others
	subjects *locks // shared by who adds a job, held by who destroys the subject's key
	records  *locks // held by who changes a record

	keptJobs, keptRequests *quota

	writers        writers
	stop           chan struct{}
	collecting     sync.WaitGroup
	jobs, requests hub
	damaged        atomic.Int64
	opened         Stats

	failed atomic.Pointer[error]
	gate   sync.RWMutex // shared by every transaction
	closed bool         // under gate
}

// Stats tells what Open found that a clean stop does not leave. The key ring is
// the outside witness of the database: a record that was lost leaves its keys.
type Stats struct {
	// Orphans is the number of keys that had no record; they are destroyed. A crash
	// leaves up to three for each call that was under way.
	Orphans int
	// LateInputs is the number of inputs of final jobs whose key was destroyed only
	// now.
	LateInputs int
	// Dropped is the number of records without a key: an erasure or a deletion that
	// a crash broke off, or that is younger than a restored backup.
	Dropped int
	// Lost tells that the end of the log was lost, and Options.AcceptLoss given.
	Lost bool
	// Damaged counts the records found so far that do not open although their keys
	// are there. Reading one fails with job.ErrStorage.
	Damaged int
}

// Open opens the store in a folder, or makes one. It fails with ErrLocked,
// ErrReadOnly, ErrCorrupt, ErrOtherRing, ErrLoss, keyring.ErrOtherMaster,
// job.ErrStorageFull or what the system says.
func Open(o Options) (*Store, error) {
	s, err := open(o)
	if err != nil {
		return nil, fmt.Errorf("open the store in %s: %w", o.Dir, err)
	}
	return s, nil
}

func open(o Options) (*Store, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	lock, err := lockFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	s, err := openLocked(o, o.Dir, o.AcceptLoss)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s.lock = lock
	s.collecting.Go(s.collect)
	return s, nil
}

// lockName is a lock of our own: the database's cannot be told from damage.
const lockName = "lock"

func lockFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, folderError(err)
	}
	for _, d := range []string{dir, filepath.Join(dir, folder)} {
		if err := writable(d); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, folderError(err)
		}
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, folderError(err)
	}
	if err := lockFile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func folderError(err error) error {
	if e := openError(err); !errors.Is(e, ErrCorrupt) {
		return e
	}
	return err
}

// openLocked opens the database in a folder and makes it agree with the ring.
func openLocked(o Options, dir string, acceptLoss bool) (*Store, error) {
	s := &Store{
		o: o, log: o.Log, ring: o.Ring,
		names:    namer{o.Master.Derive("store-names")},
		heads:    newCabinet(o.Master.Derive("store-heads")),
		entries:  newCabinet(o.Master.Derive("store-entries")),
		pages:    newCabinet(o.Master.Derive("store-pages")),
		stop:     make(chan struct{}),
		space:    &space{dir: dir, now: o.Now, free: freeBytes},
		keptJobs: newQuota(o.KeptJobs), keptRequests: newQuota(o.KeptRequests),
		once: newLocks(), subjects: newLocks(), records: newLocks(),
	}
	s.space.least.Store(o.MinFree)
	// Opening maps files too.
	if err := s.space.check(true); err != nil {
		return nil, err
	}
	var err error
	if s.last, err = openLast(dir); err != nil {
		return nil, folderError(err)
	}
	encryption := o.Master.Derive("badger")
	if err = verifyFiles(filepath.Join(dir, folder), encryption, acceptLoss); err == nil {
		s.db, err = openDatabase(dir, encryption, o.Log)
	}
	if err != nil {
		return nil, errors.Join(openError(err), s.last.close())
	}
	if err = s.compareLast(acceptLoss); err == nil {
		err = s.pair()
	}
	if err == nil {
		err = s.reconcile(acceptLoss)
	}
	if err == nil {
		err = s.countKept()
	}
	if err != nil {
		return nil, errors.Join(err, s.closeDatabase())
	}
	return s, nil
}

// Jobs gives the store's jobs. They implement job.Store.
func (s *Store) Jobs() *Jobs { return &Jobs{s} }

// Requests gives the store's requests. They implement collect.Store.
func (s *Store) Requests() *Requests { return &Requests{s} }

var (
	_ job.Store     = (*Jobs)(nil)
	_ collect.Store = (*Requests)(nil)
)

// Check tells whether the store can be written to: job.ErrStorage after a failed
// write, job.ErrStorageFull, job.ErrClosed.
func (s *Store) Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.gate.RLock()
	closed := s.closed
	s.gate.RUnlock()
	switch failed := s.failed.Load(); {
	case closed:
		return job.ErrClosed
	case failed != nil:
		return *failed
	}
	return s.space.check(false)
}

// Stats tells what Open found.
func (s *Store) Stats() Stats {
	out := s.opened
	out.Damaged = int(s.damaged.Load())
	return out
}

// Close waits for calls under way and closes the database. Every call from then
// on fails with job.ErrClosed. A second Close does nothing. The ring stays open.
func (s *Store) Close() error {
	s.gate.Lock()
	if s.closed {
		s.gate.Unlock()
		return nil
	}
	s.closed = true
	s.gate.Unlock()
	close(s.stop)
	s.collecting.Wait()
	if err := errors.Join(s.closeDatabase(), s.lock.Close()); err != nil {
		return fmt.Errorf("close the store in %s: %w", s.o.Dir, err)
	}
	return nil
}

func (s *Store) closeDatabase() (err error) {
	defer func() {
		if recover() != nil {
			err = &storageError{"close", "the database panicked"}
		}
	}()
	if err := s.db.Close(); err != nil {
		return errors.Join(&storageError{"close", describe(err)}, s.last.close())
	}
	return s.last.close()
}

// syncFolder makes a changed name survive a power failure.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
