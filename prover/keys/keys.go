// Package keys makes, fetches, caches and loads proving keys.
//
// It promises that a proving key, and a compiled circuit from the cache, is parsed
// only after its SHA-256 matched the lockfile, and that what is parsed are the
// very bytes that were hashed: a file is read once. A file in the cache is complete
// or absent (written aside, synced and renamed), and two processes may ask for the
// same key at once.
//
// Development keys come from a public seed, so every machine makes the same ones
// and the committed verifiers match them. They are insecure: anyone can forge
// proofs under them. Keys of a ceremony cannot be made here; Fetch takes them from
// a folder or a server that need not be trusted.
//
// A cache holds, named by their hashes, keys as gnark lays them out in memory
// (.dump), compiled circuits (.r1cs) and, from earlier versions or fetched, keys
// in gnark's raw encoding (.pk), which are read too but not written. Dumps are for
// little-endian machines; others are refused.
//
// Cost: making a key takes about 0.3 ms a constraint (10 s for 30 days of
// 5-minute readings), loading that one with its circuit about 130 ms
// (`go test -run XXX -bench Load ./prover/keys`) and, while it loads, twice its size in
// memory.
package keys

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// Stage tells a caller what is going on, for a progress bar.
type Stage string

// The stages of Load and Fetch.
const (
	StageCompile Stage = "compiling the circuit"
	StageSetup   Stage = "making development keys"
	StageWrite   Stage = "writing to the cache"
	StageLoad    Stage = "loading the key"
	StageFetch   Stage = "fetching the key"
)

// Progress is called as work goes on; total is 0 where it is not known.
type Progress func(stage Stage, done, total int64)

// Errors of the key store.
var (
	ErrNoKey       = errors.New("no proving key in the cache")
	ErrKeyHash     = errors.New("proving key does not have the hash in the lockfile")
	ErrCircuitID   = errors.New("the compiled circuit does not have the id in the lockfile")
	ErrNotMakeable = errors.New("keys of this circuit come from a ceremony and cannot be made here")
	ErrByteOrder   = errors.New("proving keys are kept for little-endian machines, and this one is big-endian")
)

// Store is a directory of proving keys and compiled circuits, named by their hashes.
type Store struct {
	dir    string
	making sync.Mutex // one key at a time: making takes all cores
}

// Open uses a directory, or the user's cache directory if dir is empty. It removes
// what killed processes left there more than a day ago.
func Open(dir string) (*Store, error) {
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return nil, fmt.Errorf("find the cache directory: %w (set XDG_CACHE_HOME or use --cache)", err)
		}
		dir = filepath.Join(base, "vitalproof", "keys")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the key cache: %w", err)
	}
	removeLeftovers(dir, time.Now().Add(-leftoverAge))
	return &Store{dir: dir}, nil
}

// Unfinished files are named tempPrefix and something; no write of a key takes
// near as long as leftoverAge, so an older one has nobody who writes it.
const (
	tempPrefix  = ".new-"
	leftoverAge = 24 * time.Hour
)

// removeLeftovers removes unfinished files that were last written before a time.
// What cannot be removed stays: the cache may be read-only.
func removeLeftovers(dir string, before time.Time) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // whoever uses the directory will say so
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && info.ModTime().Before(before) {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// Dir is the store's directory.
func (s *Store) Dir() string { return s.dir }

// Path is where a circuit's proving key lies or would lie.
func (s *Store) Path(e lock.Entry) string { return filepath.Join(s.dir, dumpName(e)) }

// RawPath is where a circuit's proving key lies in gnark's raw encoding, if an
// earlier version or Fetch put it there.
func (s *Store) RawPath(e lock.Entry) string { return filepath.Join(s.dir, rawName(e)) }

// SystemPath is where the compiled circuit lies or would lie.
func (s *Store) SystemPath(e lock.Entry) string { return filepath.Join(s.dir, e.ID+".r1cs") }

func dumpName(e lock.Entry) string { return e.ProvingKeyDumpSHA256 + ".dump" }
func rawName(e lock.Entry) string  { return e.ProvingKeySHA256 + ".pk" }

// Has reports whether a key is in the cache, by name and size only.
func (s *Store) Has(e lock.Entry) bool {
	return sized(s.Path(e), e.ProvingKeyDumpBytes) || sized(s.RawPath(e), e.ProvingKeyBytes)
}

func sized(path string, size int64) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Size() == size
}

// Loaded is what proving needs.
type Loaded struct {
	Entry    lock.Entry
	Compiled *catalogue.Compiled
	Proving  *groth16bn254.ProvingKey
}

// Load gives a circuit of the catalogue, compiled, and its proving key, both from
// the cache where it has them. A circuit that it lacks is compiled and its id
// checked; a development key that it lacks is made.
func (s *Store) Load(ctx context.Context, c catalogue.Circuit, progress Progress) (*Loaded, error) {
	entry, err := lock.ByName(c.Name)
	if err != nil {
		return nil, err
	}
	return s.load(ctx, c, entry, progress)
}

func (s *Store) load(ctx context.Context, c catalogue.Circuit, e lock.Entry, progress Progress) (*Loaded, error) {
	if progress == nil {
		progress = func(Stage, int64, int64) {}
	}
	if err := checkByteOrder(binary.NativeEndian); err != nil {
		return nil, err
	}
	if known, err := catalogue.ByName(c.Name); err != nil || known != c {
		return nil, fmt.Errorf("%w: %s", ErrCircuitID, c.Name)
	}
	compiled, err := s.system(ctx, c, e, progress)
	if err != nil {
		return nil, err
	}
	pk, err := s.key(e, progress)
	if missing(err) {
		pk, err = s.makeOnce(ctx, e, compiled, progress)
	}
	if err != nil {
		return nil, err
	}
	return &Loaded{e, compiled, pk}, nil
}

// checkByteOrder refuses a machine whose memory a dump is not an image of.
func checkByteOrder(order binary.ByteOrder) error {
	if order.Uint16([]byte{1, 0}) != 1 {
		return ErrByteOrder
	}
	return nil
}

// missing reports whether a key is to be made or fetched.
func missing(err error) bool { return errors.Is(err, ErrNoKey) || errors.Is(err, ErrKeyHash) }

// makeOnce makes a key unless another goroutine did so in the meantime.
func (s *Store) makeOnce(ctx context.Context, e lock.Entry, c *catalogue.Compiled, progress Progress) (*groth16bn254.ProvingKey, error) {
	s.making.Lock()
	defer s.making.Unlock()
	if pk, err := s.key(e, progress); !missing(err) {
		return pk, err
	}
	if err := s.make(ctx, e, c, progress); err != nil {
		return nil, err
	}
	return s.readDump(e, progress)
}
