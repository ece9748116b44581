// Package lock pins the released circuits: ids, sizes and key hashes, and the
// verifying keys themselves. It imports no circuit frontend, so a verifier can
// use it without the circuits.
//
// It promises that a key is parsed only after its SHA-256 matched the lockfile,
// and that every verifying key it returns passed the structure checks of
// CheckKey: one commitment, five public inputs, no point of a public input at
// infinity or equal to another, gamma and delta different.
//
// The lockfile and the keys are made by `vitalproof keys lock`.
package lock

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"

	"vitalproof/circuits/statement"
)

//go:embed lock.json vk/*.vk
var files embed.FS

// Development is the ceremony name of keys made from a public seed: anyone can
// forge proofs under them.
const Development = "development (insecure: made from a public seed)"

// File is the lockfile.
type File struct {
	Gnark       string  `json:"gnark"`
	GnarkCrypto string  `json:"gnark_crypto"`
	Circuits    []Entry `json:"circuits"`
}

// Entry pins one circuit.
type Entry struct {
	Name               string   `json:"name"`
	ID                 string   `json:"id"` // SHA-256 of the constraint system
	Family             string   `json:"family"`
	Metric             string   `json:"metric"`
	IntervalMinutes    int      `json:"interval_minutes"`
	Days               int      `json:"days"`
	Constraints        int      `json:"constraints"`
	PublicInputs       []string `json:"public_inputs"`
	Commitments        int      `json:"commitments"`
	Ceremony           string   `json:"ceremony"`
	ProvingKeySHA256   string   `json:"proving_key_sha256"`
	ProvingKeyBytes    int64    `json:"proving_key_bytes"`
	VerifyingKeySHA256 string   `json:"verifying_key_sha256"`
}

// Errors of the lockfile.
var (
	ErrUnknownCircuit = errors.New("circuit is not in the lockfile of this version")
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

// IsDevelopment reports whether the keys come from a public seed.
func (e Entry) IsDevelopment() bool { return e.Ceremony == Development }

var load = sync.OnceValues(func() (*File, error) {
	raw, err := files.ReadFile("lock.json")
	if err != nil {
		return nil, err
	}
	var f File
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("lockfile: %w", err)
	}
	return &f, nil
})

// Entries lists the pinned circuits in the catalogue's order.
func Entries() ([]Entry, error) {
	f, err := load()
	if err != nil {
		return nil, err
	}
	return append([]Entry{}, f.Circuits...), nil
}

// ByName finds a circuit by name.
func ByName(name string) (Entry, error) {
	return find(func(e Entry) bool { return e.Name == name })
}

// ByID finds a circuit by id.
func ByID(id statement.CircuitID) (Entry, error) {
	return find(func(e Entry) bool { return e.ID == id.String() })
}

func find(match func(Entry) bool) (Entry, error) {
	entries, err := Entries()
	if err != nil {
		return Entry{}, err
	}
	for _, e := range entries {
		if match(e) {
			return e, nil
		}
	}
	return Entry{}, ErrUnknownCircuit
}

// VerifyingKey returns a fresh copy of a circuit's verifying key (gnark appends
// to a key it reads into, so keys are not shared).
func (e Entry) VerifyingKey() (*groth16bn254.VerifyingKey, error) {
	raw, err := files.ReadFile("vk/" + e.Name + ".vk")
	if err != nil {
		return nil, ErrUnknownCircuit
	}
	return ParseVerifyingKey(raw, e.VerifyingKeySHA256)
}

// ParseVerifyingKey checks the hash of a key's bytes, parses them and checks the
// key's structure.
func ParseVerifyingKey(raw []byte, wantSHA256 string) (*groth16bn254.VerifyingKey, error) {
	if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != wantSHA256 {
		return nil, ErrKeyHash
	}
	vk := new(groth16bn254.VerifyingKey)
	r := bytes.NewReader(raw)
	if _, err := vk.ReadFrom(r); err != nil || r.Len() != 0 {
		return nil, ErrKeyStructure
	}
	return vk, CheckKey(vk)
}

// CheckKey refuses a verifying key whose structure would let false statements
// through: a public input that no constraint uses has its point at infinity and
// any value of it verifies; gamma equal to delta, delta equal to the generator or a
// commitment key with sigma 1 or -1 (a setup whose second phase was skipped) and
// alpha or beta equal to the generator (whose first was) let anyone forge.
func CheckKey(vk *groth16bn254.VerifyingKey) error {
	_, _, generator1, generator := curve.Generators()
	publics := len(statement.PublicInputNames)
	bad := func(why string) error { return fmt.Errorf("%w: %s", ErrKeyStructure, why) }
	switch {
	case len(vk.CommitmentKeys) != 1 || len(vk.PublicAndCommitmentCommitted) != 1:
		return bad("not exactly one commitment")
	case len(vk.PublicAndCommitmentCommitted[0]) != 0:
		return bad("a public input is committed to")
	case len(vk.G1.K) != publics+2: // the constant, the publics, the commitment
		return bad("not five public inputs")
	case vk.G1.Alpha.IsInfinity() || vk.G2.Beta.IsInfinity() || vk.G2.Gamma.IsInfinity() || vk.G2.Delta.IsInfinity():
		return bad("a point of the key is at infinity")
	case vk.G2.Gamma.Equal(&vk.G2.Delta):
		return bad("gamma equals delta")
	case vk.G2.Delta.Equal(&generator):
		return bad("delta is the generator")
	case vk.CommitmentKeys[0].G.IsInfinity() || vk.CommitmentKeys[0].GSigmaNeg.IsInfinity():
		return bad("the commitment key has a point at infinity")
	case vk.CommitmentKeys[0].G.X.Equal(&vk.CommitmentKeys[0].GSigmaNeg.X):
		return bad("the commitment key has no secret")
	case vk.G1.Alpha.Equal(&generator1) || vk.G2.Beta.Equal(&generator):
		return bad("alpha or beta is the generator")
	}
	for i := range vk.G1.K {
		// K[0] belongs to the constant and may be anything.
		if i > 0 && vk.G1.K[i].IsInfinity() {
			return bad(fmt.Sprintf("point %d of the public inputs is at infinity", i))
		}
		for j := range i {
			if vk.G1.K[i].X.Equal(&vk.G1.K[j].X) {
				return bad(fmt.Sprintf("points %d and %d of the public inputs are equal or opposite", j, i))
			}
		}
	}
	return nil
}
