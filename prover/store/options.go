package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgraph-io/badger/v4"
	"github.com/dgraph-io/badger/v4/options"

	"vitalproof/prover/collect"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// Errors of opening, backup and restore. Match with errors.Is.
var (
	ErrLocked    = errors.New("the store is in use by another process")
	ErrCorrupt   = errors.New("the store is damaged; restore a backup")
	ErrReadOnly  = errors.New("the store's folder cannot be written to")
	ErrNotEmpty  = errors.New("the store's folder is not empty")
	ErrBackup    = errors.New("not a whole backup of a store under this master key")
	ErrPageToken = errors.New("not a page token of this list")
)

// Options say where the store is and how it behaves.
type Options struct {
	Dir          string // the database; the key ring lies elsewhere
	Master       keyring.Master
	Ring         *keyring.Ring
	MaxAttempts  int           // of a job before it is dead; at least 1
	KeepFinished time.Duration // how long a final job is kept
	MinFree      uint64        // bytes that must be free on the disk before a write
	Log          *slog.Logger
}

// Settings of Badger. Its defaults are made for servers that do nothing else; here
// memory and cores belong to proving.
const (
	memTableBytes   = 16 << 20
	memTables       = 3
	valueLogBytes   = 64 << 20
	blockCacheBytes = 32 << 20
	indexCacheBytes = 16 << 20
	compactors      = 2       // the least that Badger takes
	valueThreshold  = 1 << 20 // values stay in the tree; below the 15 % of a memtable that a transaction may take
	gcInterval      = 10 * time.Minute
	gcRatio         = 0.5
)

// Store is an open store.
type Store struct {
	db    *badger.DB
	opts  Options
	ring  *keyring.Ring
	index [32]byte // key of the hashes in database keys
	jobs  hub
	calls hub // of collected requests

	subjects [64]sync.RWMutex // between erasing a subject and writing about it; see lockSubject
	free     watermark
	failed   atomic.Pointer[error]
	orphans  atomic.Int64
	stop     context.CancelFunc
	done     sync.WaitGroup
}

// Open opens the store in a folder, or makes one. It fails with ErrLocked,
// ErrCorrupt, ErrReadOnly or what the system says.
func Open(o Options) (*Store, error) {
	if o.MaxAttempts < 1 || o.Ring == nil || o.Log == nil {
		return nil, errors.New("store: options are incomplete")
	}
	db, err := openBadger(o)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Store{db: db, opts: o, ring: o.Ring, index: o.Master.Derive("store index"), stop: stop}
	s.free = watermark{dir: o.Dir, least: o.MinFree}
	s.done.Go(func() { s.collectGarbage(ctx) })
	return s, nil
}

func openBadger(o Options) (db *badger.DB, err error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, openError(err)
	}
	key := o.Master.Derive("badger")
	defer clear(key[:])
	// Badger panics on some damaged files.
	defer func() {
		if recover() != nil {
			db, err = nil, ErrCorrupt
		}
	}()
	db, err = badger.Open(badger.DefaultOptions(o.Dir).
		WithSyncWrites(true).
		WithDetectConflicts(true).
		WithVerifyValueChecksum(true).
		WithChecksumVerificationMode(options.OnTableAndBlockRead).
		WithMemTableSize(memTableBytes).
		WithNumMemtables(memTables).
		WithValueLogFileSize(valueLogBytes).
		WithValueThreshold(valueThreshold).
		WithBlockCacheSize(blockCacheBytes).
		WithIndexCacheSize(indexCacheBytes).
		WithNumCompactors(compactors).
		WithNumVersionsToKeep(1).
		WithEncryptionKey(key[:]).
		WithMetricsEnabled(false).
		WithLogger(quiet{o.Log}))
	if err != nil {
		return nil, openError(err)
	}
	return db, nil
}

// openError says what kind of failure it was. Badger's own text is kept only where
// it is the system's.
func openError(err error) error {
	text := err.Error()
	switch {
	case strings.Contains(text, "Cannot acquire directory lock"):
		return ErrLocked
	case errors.Is(err, os.ErrPermission), strings.Contains(text, "read-only file system"), strings.Contains(text, "permission denied"):
		return fmt.Errorf("%w: %w", ErrReadOnly, errors.Unwrap(err))
	case strings.Contains(text, "no space left"):
		return job.ErrStorageFull
	}
	return ErrCorrupt
}

// quiet passes on that Badger said something, and at which level, but not what:
// its messages hold keys.
type quiet struct{ log *slog.Logger }

func (q quiet) Errorf(string, ...any)   { q.log.Error("the database reports an error") }
func (q quiet) Warningf(string, ...any) { q.log.Debug("the database reports a warning") }
func (q quiet) Infof(string, ...any)    {}
func (q quiet) Debugf(string, ...any)   {}

// Close ends the store's work and closes the database. The ring stays open.
func (s *Store) Close() error {
	s.stop()
	s.done.Wait()
	return s.db.Close()
}

// Jobs is the store of jobs.
func (s *Store) Jobs() job.Store { return (*jobs)(s) }

// Requests is the store of collected requests.
func (s *Store) Requests() collect.Store { return (*requests)(s) }

// Stats are for metrics.
type Stats struct {
	Bytes    int64  // on disk
	Free     uint64 // on its disk
	Orphaned int64  // inputs found at start whose job was missing: see the package comment
}

// Stats gives figures about the store.
func (s *Store) Stats() Stats {
	tree, log := s.db.Size()
	free, _ := freeBytes(s.opts.Dir)
	return Stats{tree + log, free, s.orphans.Load()}
}

// Check reports whether the store can be written to.
func (s *Store) Check() error {
	if err := s.failed.Load(); err != nil {
		return *err
	}
	return s.free.check()
}

func (s *Store) collectGarbage(ctx context.Context) {
	tick := time.NewTicker(gcInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for s.db.RunValueLogGC(gcRatio) == nil && ctx.Err() == nil {
				continue
			}
		}
	}
}

// hash is a keyed hash of some parts, each with its length.
func (s *Store) hash(label string, parts ...[]byte) []byte {
	h := hmac.New(sha256.New, s.index[:])
	for _, p := range append([][]byte{[]byte(label)}, parts...) {
		var n [4]byte
		n[0], n[1], n[2], n[3] = byte(len(p)>>24), byte(len(p)>>16), byte(len(p)>>8), byte(len(p))
		h.Write(n[:])
		h.Write(p)
	}
	return h.Sum(nil)
}

// isEmpty reports a folder without a store.
func isEmpty(dir string) bool {
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	return err == nil && len(found) == 0
}
