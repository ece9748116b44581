package keys

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/consensys/gnark"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// Release is everything that is committed for one circuit.
type Release struct {
	Entry        lock.Entry
	VerifyingKey []byte // committed as circuits/lock/vk/NAME.vk
	Solidity     []byte // committed as contracts/src/verifiers/NAME.sol
}

// gnarkCrypto is the version that gnark v0.16.0 is released with; the lockfile
// names it since round constants and encodings come from it.
const gnarkCrypto = "0.21.0"

// MakeRelease compiles a circuit, makes its development keys and exports what is
// committed of them.
func MakeRelease(c catalogue.Circuit) (*Release, error) {
	compiled, err := c.Compile()
	if err != nil {
		return nil, err
	}
	pk, vk, err := DevelopmentSetup(compiled)
	if err != nil {
		return nil, err
	}
	return NewRelease(compiled, pk, vk, lock.Development)
}

// NewRelease exports what is committed of a circuit's keys, from the ceremony of
// the given name. It refuses a verifying key of a bad structure.
func NewRelease(compiled *catalogue.Compiled, pk *groth16bn254.ProvingKey, vk *groth16bn254.VerifyingKey, ceremony string) (*Release, error) {
	c := compiled.Circuit
	if err := lock.CheckKey(vk); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Name, err)
	}
	entry, err := Describe(compiled, pk)
	if err != nil {
		return nil, err
	}
	var raw, contract bytes.Buffer
	if _, err := vk.WriteRawTo(&raw); err != nil {
		return nil, fmt.Errorf("%s: write the verifying key: %w", c.Name, err)
	}
	if err := ExportSolidity(&contract, c, vk); err != nil {
		return nil, err
	}
	vkSum, evmHash := sha256.Sum256(raw.Bytes()), lock.EVMKeyHash(vk)
	entry.Ceremony = ceremony
	entry.VerifyingKeySHA256, entry.EVMKeyHash = hex.EncodeToString(vkSum[:]), hex.EncodeToString(evmHash[:])
	return &Release{Entry: entry, VerifyingKey: raw.Bytes(), Solidity: contract.Bytes()}, nil
}

// KeepRelease exports what is committed of a circuit whose id a lockfile pins
// already: its keys, of whatever ceremony, are not made again.
func KeepRelease(l *lock.Lockfile, e lock.Entry, c *catalogue.Compiled) (*Release, error) {
	entry, err := Describe(c, nil)
	if err != nil {
		return nil, err
	}
	if entry.ID != e.ID {
		return nil, fmt.Errorf("%s: %w", e.Name, ErrCircuitID)
	}
	entry.Ceremony = e.Ceremony
	entry.ProvingKeySHA256, entry.ProvingKeyBytes = e.ProvingKeySHA256, e.ProvingKeyBytes
	entry.ProvingKeyDumpSHA256, entry.ProvingKeyDumpBytes = e.ProvingKeyDumpSHA256, e.ProvingKeyDumpBytes
	entry.VerifyingKeySHA256, entry.EVMKeyHash = e.VerifyingKeySHA256, e.EVMKeyHash
	if err := CheckVerifyingKey(l, e); err != nil {
		return nil, err
	}
	raw, err := l.KeyFile(e)
	if err != nil {
		return nil, err
	}
	vk, err := l.VerifyingKey(e)
	if err != nil {
		return nil, err
	}
	var contract bytes.Buffer
	if err := ExportSolidity(&contract, c.Circuit, vk); err != nil {
		return nil, err
	}
	return &Release{Entry: entry, VerifyingKey: raw, Solidity: contract.Bytes()}, nil
}

// ErrRetiredAgain reports a circuit that compiles to the id of a retired one.
var ErrRetiredAgain = errors.New("the circuit is a retired one again: an id is never used twice")

// ErrReplaced reports other keys for a circuit that has those of a ceremony.
var ErrReplaced = errors.New("it has the keys of a ceremony already, and answers under them would verify no more: only a circuit that changes, and its id with it, gets other keys")

// Retire compares a lockfile with the entries that are to follow it and gives the
// retired entries of the new one: those of the old, and after them every entry
// whose id the new one has no more. It refuses an entry with the id of a retired
// circuit, and one with the id of a circuit that has other keys from a ceremony;
// development keys, answers under which are worth nothing, may be replaced. It checks
// the verifying key of every entry that it gives.
func Retire(old *lock.Lockfile, entries []lock.Entry) ([]lock.Entry, error) {
	present := map[string]bool{}
	for _, e := range entries {
		present[e.ID] = true
		for _, before := range old.Entries() {
			if before.ID == e.ID && !before.IsDevelopment() && before.VerifyingKeySHA256 != e.VerifyingKeySHA256 {
				return nil, fmt.Errorf("%s: %w", e.Name, ErrReplaced)
			}
		}
	}
	retired := old.Retired()
	for _, e := range retired {
		if present[e.ID] {
			return nil, fmt.Errorf("%w: %s of %s", ErrRetiredAgain, e.ID, e.Name)
		}
		if err := CheckVerifyingKey(old, e); err != nil {
			return nil, err
		}
	}
	for _, e := range old.Entries() {
		if present[e.ID] {
			continue
		}
		if err := CheckVerifyingKey(old, e); err != nil {
			return nil, err
		}
		retired = append(retired, e.AsRetired())
	}
	return retired, nil
}

// Lockfile writes the lockfile of some releases and retired circuits, and reads it
// back as every program will.
func Lockfile(entries, retired []lock.Entry) ([]byte, error) {
	raw, err := lock.File{Gnark: gnark.Version.String(), GnarkCrypto: gnarkCrypto, Circuits: entries, Retired: retired}.Marshal()
	if err != nil {
		return nil, err
	}
	_, err = lock.Parse(raw)
	return raw, err
}

// solidityPragma is the compiler that the contracts are pinned to.
const solidityPragma = "0.8.37"

// ExportSolidity writes gnark's verifier contract of a key, renamed.
func ExportSolidity(w io.Writer, c catalogue.Circuit, vk *groth16bn254.VerifyingKey) error {
	var out bytes.Buffer
	if err := vk.ExportSolidity(&out, solidity.WithPragmaVersion(solidityPragma)); err != nil {
		return fmt.Errorf("export the verifier of %s: %w", c.Name, err)
	}
	const generated = "contract Verifier"
	if n := strings.Count(out.String(), generated+" "); n != 1 {
		return fmt.Errorf("export the verifier of %s: the template changed", c.Name)
	}
	_, err := io.WriteString(w, strings.Replace(out.String(), generated, "contract "+lock.ContractName(c.Name), 1))
	return err
}
