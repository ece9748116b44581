package keys

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/consensys/gnark"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/constraint"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// Describe fills what a lockfile says of a circuit from the compiled circuit and,
// unless it is nil, its proving key: all but the ceremony and the verifying key.
func Describe(c *catalogue.Compiled, pk *groth16bn254.ProvingKey) (lock.Entry, error) {
	e := lock.Entry{
		Name: c.Circuit.Name, ID: c.ID.String(), Family: string(c.Circuit.Family), Metric: c.Circuit.Metric.Name(),
		IntervalMinutes: c.Circuit.Metric.IntervalMinutes(), Days: c.Circuit.Days, Constraints: c.System.GetNbConstraints(),
	}
	for _, name := range c.System.Public[1:] { // the first is the constant
		e.PublicInputs = append(e.PublicInputs, strings.ToLower(strings.TrimPrefix(name, "Frame_")))
	}
	commitments, ok := c.System.CommitmentInfo.(constraint.Groth16Commitments)
	if !ok {
		return e, fmt.Errorf("%s: the circuit has no commitments of Groth16", c.Circuit.Name)
	}
	e.Commitments = len(commitments)
	if pk == nil {
		return e, nil
	}
	raw, err := hashOf(func(w io.Writer) error { _, err := pk.WriteRawTo(w); return err })
	if err != nil {
		return e, fmt.Errorf("%s: write the proving key: %w", e.Name, err)
	}
	dump, err := hashOf(pk.WriteDump)
	if err != nil {
		return e, fmt.Errorf("%s: write the proving key: %w", e.Name, err)
	}
	e.ProvingKeySHA256, e.ProvingKeyBytes = raw.sum, raw.size
	e.ProvingKeyDumpSHA256, e.ProvingKeyDumpBytes = dump.sum, dump.size
	return e, nil
}

// CheckEntry holds an entry of a lockfile against what its circuit and key say of
// themselves (see Describe). A proving key that is not described is left out.
func CheckEntry(pinned, described lock.Entry) error {
	for _, f := range []struct {
		field string
		same  bool
	}{
		{"name", pinned.Name == described.Name},
		{"id", pinned.ID == described.ID},
		{"family", pinned.Family == described.Family},
		{"metric", pinned.Metric == described.Metric},
		{"interval_minutes", pinned.IntervalMinutes == described.IntervalMinutes},
		{"days", pinned.Days == described.Days},
		{"constraints", pinned.Constraints == described.Constraints},
		{"public_inputs", slices.Equal(pinned.PublicInputs, described.PublicInputs)},
		{"commitments", pinned.Commitments == described.Commitments},
	} {
		if !f.same {
			return fmt.Errorf("%s: %s: %w", pinned.Name, f.field, ErrCircuitID)
		}
	}
	if described.ProvingKeySHA256 == "" {
		return nil
	}
	for _, f := range []struct {
		field string
		same  bool
	}{
		{"proving_key_sha256", pinned.ProvingKeySHA256 == described.ProvingKeySHA256},
		{"proving_key_bytes", pinned.ProvingKeyBytes == described.ProvingKeyBytes},
		{"proving_key_dump_sha256", pinned.ProvingKeyDumpSHA256 == described.ProvingKeyDumpSHA256},
		{"proving_key_dump_bytes", pinned.ProvingKeyDumpBytes == described.ProvingKeyDumpBytes},
	} {
		if !f.same {
			return fmt.Errorf("%s: %s: %w", pinned.Name, f.field, ErrKeyHash)
		}
	}
	return nil
}

// CheckVerifyingKey checks the verifying key beside a lockfile: hash, structure and
// the hash that verifier contracts call it by.
func CheckVerifyingKey(l *lock.Lockfile, e lock.Entry) error {
	vk, err := l.VerifyingKey(e)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	if sum := lock.EVMKeyHash(vk); hex.EncodeToString(sum[:]) != e.EVMKeyHash {
		return fmt.Errorf("%s: evm_key_hash: %w", e.Name, lock.ErrKeyHash)
	}
	return nil
}

// Check holds a whole lockfile against what this program's circuits and their keys
// say of themselves, in the order of the catalogue (see Describe), and against the
// verifying keys beside it. Of retired circuits only the verifying key is left to
// check. Its errors name the file, the circuit and the field.
func Check(l *lock.Lockfile, described []lock.Entry) error {
	file := l.File()
	if file.Gnark != gnark.Version.String() || file.GnarkCrypto != gnarkCrypto {
		return fmt.Errorf("%s: gnark %s and %s, and this program is built with %s and %s",
			lock.FileName, file.Gnark, file.GnarkCrypto, gnark.Version, gnarkCrypto)
	}
	if len(file.Circuits) != len(described) {
		return fmt.Errorf("%s: %d circuits, and this program has %d", lock.FileName, len(file.Circuits), len(described))
	}
	for i, e := range file.Circuits {
		if err := CheckEntry(e, described[i]); err != nil {
			return fmt.Errorf("%s: %w", lock.FileName, err)
		}
	}
	for _, e := range slices.Concat(file.Circuits, file.Retired) {
		if err := CheckVerifyingKey(l, e); err != nil {
			return fmt.Errorf("%s: %w", lock.FileName, err)
		}
	}
	return nil
}

// Verify reads a circuit's files in the cache and checks that they are the pinned
// ones and all of one key. It reports whether there is a proving key.
func (s *Store) Verify(c catalogue.Circuit, e lock.Entry) (cached bool, err error) {
	for _, file := range []struct {
		path string
		read func(lock.Entry, Progress) (*groth16bn254.ProvingKey, error)
	}{{s.Path(e), s.readDump}, {s.RawPath(e), s.readRaw}} {
		pk, err := file.read(e, func(Stage, int64, int64) {})
		if errors.Is(err, ErrNoKey) {
			continue
		}
		if err != nil {
			return false, err
		}
		raw, err := hashOf(func(w io.Writer) error { _, err := pk.WriteRawTo(w); return err })
		if err != nil {
			return false, err
		}
		if raw.sum != e.ProvingKeySHA256 {
			return false, fmt.Errorf("%s: %w", file.path, ErrKeyHash)
		}
		cached = true
	}
	if _, err := s.readSystem(c, e); err != nil && !errors.Is(err, ErrNoKey) {
		return cached, err
	}
	return cached, nil
}
