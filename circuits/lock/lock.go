// Package lock pins the released circuits: ids, sizes and key hashes, and the
// verifying keys themselves. It imports no circuit frontend, so a verifier can
// use it without the circuits.
//
// It promises that a key is parsed only after its SHA-256 matched the lockfile,
// and that every verifying key it returns passed the structure checks of
// CheckKey: one commitment, five public inputs, no point of a public input at
// infinity or equal to another, gamma and delta different. A lockfile has one
// reading and one form: Parse refuses every other.
//
// A circuit that is replaced by a later version stays in the lockfile as retired:
// answers under it are verified as before, and no new request asks for it. An id
// is never used again.
//
// The lockfile and the keys are made by `vitalproof keys lock`. Reading the
// lockfile of 29 circuits takes about 1 ms, once a program.
package lock

import (
	"embed"
	"errors"
	"strings"
	"sync"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

//go:embed lock.json vk
var files embed.FS

// Development is the ceremony name of keys made from a public seed: anyone can
// forge proofs under them.
const Development = "development (insecure: made from a public seed)"

// CeremonyPrefix begins the name of every other ceremony. It shares so little with
// Development that no slip turns one into the other.
const CeremonyPrefix = "ceremony "

// Entry pins one circuit.
type Entry struct {
	Name             string   `json:"name"`
	ID               string   `json:"id"` // SHA-256 of the constraint system
	Family           string   `json:"family"`
	Metric           string   `json:"metric"`
	IntervalMinutes  int      `json:"interval_minutes"`
	Days             int      `json:"days"` // length of the window; 0 if the claim says it
	Constraints      int      `json:"constraints"`
	PublicInputs     []string `json:"public_inputs"`
	Commitments      int      `json:"commitments"`
	Ceremony         string   `json:"ceremony"`
	ProvingKeySHA256 string   `json:"proving_key_sha256"` // of gnark's raw encoding
	ProvingKeyBytes  int64    `json:"proving_key_bytes"`
	// The dump is the same key as gnark lays it out in the memory of a
	// little-endian machine: what is loaded.
	ProvingKeyDumpSHA256 string `json:"proving_key_dump_sha256"`
	ProvingKeyDumpBytes  int64  `json:"proving_key_dump_bytes"`
	VerifyingKeySHA256   string `json:"verifying_key_sha256"`
	EVMKeyHash           string `json:"evm_key_hash"` // see the function EVMKeyHash

	retired bool
}

// Errors of the lockfile.
var (
	ErrUnknownCircuit = errors.New("circuit is not in the lockfile of this version")
	ErrRetired        = errors.New("the circuit is retired: a later version took its place")
	ErrFile           = errors.New("not a lockfile")
	ErrKeyHash        = errors.New("key does not have the hash in the lockfile")
	ErrKeyStructure   = errors.New("verifying key is malformed")
)

// ContractName is the name of a circuit's exported verifier contract:
// glucose-5min-30d becomes Glucose5min30dVerifier.
func ContractName(circuit string) string {
	var name strings.Builder
	for _, part := range strings.Split(circuit, "-") {
		name.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return name.String() + "Verifier"
}

// Takes reports whether the circuit proves claims about a number of days.
func (e Entry) Takes(days int) bool {
	return days >= 1 && days <= claim.MaxDays && (e.Days == days || e.Days == 0)
}

// IsDevelopment reports whether the keys come from a public seed.
func (e Entry) IsDevelopment() bool { return e.Ceremony == Development }

// Retired reports whether a later version took the circuit's place. Answers under
// it are verified; nothing new is asked or proved under it.
func (e Entry) Retired() bool { return e.retired }

// KeyPath is where the circuit's verifying key lies beside the lockfile, with
// slashes: vk/NAME.vk, or vk/retired/ID.vk.
func (e Entry) KeyPath() string {
	if e.retired {
		return "vk/retired/" + e.ID + ".vk"
	}
	return "vk/" + e.Name + ".vk"
}

// AsRetired is the entry as a later version of the circuit leaves it.
func (e Entry) AsRetired() Entry {
	e.retired = true
	return e
}

// Embedded is the lockfile of this program, with its keys.
var Embedded = sync.OnceValues(func() (*Lockfile, error) { return Read(files) })

// Entries lists the pinned circuits in the catalogue's order, without retired ones.
func Entries() ([]Entry, error) {
	l, err := Embedded()
	if err != nil {
		return nil, err
	}
	return l.Entries(), nil
}

// ByName finds a circuit by name. Retired ones have no name any more.
func ByName(name string) (Entry, error) {
	l, err := Embedded()
	if err != nil {
		return Entry{}, err
	}
	return l.ByName(name)
}

// ByID finds a circuit by id. It may be retired: who asks for something new has to
// look.
func ByID(id statement.CircuitID) (Entry, error) {
	l, err := Embedded()
	if err != nil {
		return Entry{}, err
	}
	return l.ByID(id)
}

// VerifyingKey returns a fresh copy of a circuit's verifying key (gnark appends
// to a key it reads into, so keys are not shared).
func (e Entry) VerifyingKey() (*groth16bn254.VerifyingKey, error) {
	l, err := Embedded()
	if err != nil {
		return nil, err
	}
	return l.VerifyingKey(e)
}
