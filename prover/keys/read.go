package keys

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	cs "github.com/consensys/gnark/constraint/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

// maxSystemBytes bounds what is allocated for a compiled circuit before its hash
// is known. The largest of the catalogue takes 16 MB.
const maxSystemBytes = 1 << 28

// key reads a proving key from the cache: the dump or, where there is no good one,
// the raw encoding, of which the dump is made for the next time.
func (s *Store) key(e lock.Entry, progress Progress) (*groth16bn254.ProvingKey, error) {
	pk, err := s.readDump(e, progress)
	if !missing(err) {
		return pk, err
	}
	raw, rawErr := s.readRaw(e, progress)
	if errors.Is(rawErr, ErrNoKey) {
		return nil, err // which may be that the dump is spoiled
	}
	if rawErr != nil {
		return nil, rawErr
	}
	progress(StageWrite, 0, e.ProvingKeyDumpBytes)
	if err := s.writeDump(e, raw); errors.Is(err, ErrKeyHash) {
		return nil, err // the lockfile pins two different keys
	} // Any other failure costs time the next time, no more.
	return raw, nil
}

// readDump reads a key as it lies in memory. gnark's decoder trusts every length
// and point in it, so it sees no byte that is not under the pinned hash.
func (s *Store) readDump(e lock.Entry, progress Progress) (*groth16bn254.ProvingKey, error) {
	return readKey(s.Path(e), e.ProvingKeyDumpBytes, e.ProvingKeyDumpSHA256, progress,
		func(pk *groth16bn254.ProvingKey, r io.Reader) error { return pk.ReadDump(r) })
}

// readRaw reads a key in gnark's raw encoding.
func (s *Store) readRaw(e lock.Entry, progress Progress) (*groth16bn254.ProvingKey, error) {
	return readKey(s.RawPath(e), e.ProvingKeyBytes, e.ProvingKeySHA256, progress,
		func(pk *groth16bn254.ProvingKey, r io.Reader) error {
			_, err := pk.UnsafeReadFrom(r)
			return err
		})
}

func readKey(path string, size int64, sum string, progress Progress,
	parse func(*groth16bn254.ProvingKey, io.Reader) error) (*groth16bn254.ProvingKey, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoKey
	}
	progress(StageLoad, 0, size)
	raw, err := readPinned(path, size, sum)
	if err != nil {
		return nil, err
	}
	progress(StageLoad, size, size)
	pk := new(groth16bn254.ProvingKey)
	r := bytes.NewReader(raw)
	if err := parse(pk, r); err != nil || r.Len() != 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrKeyHash) // the pinned bytes are no key
	}
	return pk, nil
}

// readPinned reads a file once, whole, and gives its bytes if they have the hash:
// what others do to the file from then on changes nothing.
func readPinned(path string, size int64, sum string) ([]byte, error) {
	raw, err := readWhole(path, size, size)
	if errors.Is(err, errSize) {
		return nil, fmt.Errorf("%s: %w", path, ErrKeyHash)
	}
	if err != nil {
		return nil, err
	}
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum {
		return nil, fmt.Errorf("%s: %w", path, ErrKeyHash)
	}
	return raw, nil
}

// errSize reports a file of another size than may be, or no file but something else.
var errSize = errors.New("the file has another size")

// readWhole reads a regular file of a size in bounds. A file that does not exist
// is ErrNoKey.
func readWhole(path string, least, most int64) ([]byte, error) {
	info, err := os.Stat(path) // before opening: a pipe would wait for its writer
	if err == nil && (!info.Mode().IsRegular() || info.Size() < least || info.Size() > most) {
		return nil, errSize
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, fmt.Errorf("look at the key cache: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open a file of the key cache: %w", err)
	}
	defer func() { _ = f.Close() }() // only read
	raw := make([]byte, info.Size())
	if _, err := io.ReadFull(f, raw); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errSize // it was cut since
	} else if err != nil {
		return nil, fmt.Errorf("read a file of the key cache: %w", err)
	}
	return raw, nil
}

// system gives the compiled circuit: from the cache, whose bytes have the circuit's
// id as their SHA-256, or compiled here and put there.
func (s *Store) system(ctx context.Context, c catalogue.Circuit, e lock.Entry, progress Progress) (*catalogue.Compiled, error) {
	if compiled, err := s.readSystem(c, e); err == nil {
		return compiled, ctx.Err()
	}
	progress(StageCompile, 0, 0)
	compiled, err := c.Compile()
	if err != nil {
		return nil, err
	}
	if compiled.ID.String() != e.ID {
		return nil, fmt.Errorf("%w: %s", ErrCircuitID, c.Name)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	progress(StageWrite, 0, 0)
	_ = s.writeSystem(e, compiled) // without it the circuit is compiled again
	return compiled, nil
}

// readSystem hashes the whole file before it parses any of it.
func (s *Store) readSystem(c catalogue.Circuit, e lock.Entry) (*catalogue.Compiled, error) {
	path := s.SystemPath(e)
	id, err := statement.ParseCircuitID(e.ID)
	if err != nil {
		return nil, err
	}
	raw, err := readWhole(path, 1, maxSystemBytes)
	if errors.Is(err, errSize) {
		return nil, fmt.Errorf("%s: %w", path, ErrCircuitID)
	}
	if err != nil {
		return nil, err
	}
	if sha256.Sum256(raw) != id {
		return nil, fmt.Errorf("%s: %w", path, ErrCircuitID)
	}
	system, r := new(cs.R1CS), bytes.NewReader(raw)
	if _, err := system.ReadFrom(r); err != nil || r.Len() != 0 {
		return nil, fmt.Errorf("%s: %w", path, ErrCircuitID)
	}
	return &catalogue.Compiled{Circuit: c, ID: id, System: system}, nil
}
