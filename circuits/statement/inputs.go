package statement

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"

	"golang.org/x/crypto/sha3"
)

// PublicInputs are the five public inputs of every circuit, in this order.
type PublicInputs struct {
	Issuers   Field // root of the issuer set
	Claim     Field // claim word
	Scope     Field // what a nullifier is unique in
	Nullifier Field // H(secret, scope)
	Context   Field // what else the proof is bound to
}

// PublicInputNames are the names of the public inputs in order.
var PublicInputNames = [5]string{"issuers", "claim", "scope", "nullifier", "context"}

// Vector gives the inputs in order.
func (p PublicInputs) Vector() [5]Field {
	return [5]Field{p.Issuers, p.Claim, p.Scope, p.Nullifier, p.Context}
}

// PublicInputsFromVector is the inverse of Vector.
func PublicInputsFromVector(v [5]Field) PublicInputs {
	return PublicInputs{v[0], v[1], v[2], v[3], v[4]}
}

// The tags of scopes and contexts off a chain: Keccak-256 of these strings.
const (
	TagScopeText      = "vitalproof/scope/text/1"
	TagContextRequest = "vitalproof/context/request/1"
)

// Keccak256 is the legacy Keccak-256 that the EVM computes.
func Keccak256(parts ...[]byte) (out [32]byte) {
	h := sha3.NewLegacyKeccak256()
	for _, p := range parts {
		h.Write(p)
	}
	h.Sum(out[:0])
	return out
}

// ScopeText is the scope of a name, for requests that stay off-chain:
// keccak256(keccak256(tag) || keccak256(name)) mod r.
func ScopeText(name string) Field { return taggedField(TagScopeText, Keccak256([]byte(name))) }

// ContextRequest is the context of an off-chain request:
// keccak256(keccak256(tag) || requestDigest) mod r.
func ContextRequest(requestDigest [32]byte) Field {
	return taggedField(TagContextRequest, requestDigest)
}

func tagged(tag string, words ...[32]byte) [32]byte {
	t := Keccak256([]byte(tag))
	parts := [][]byte{t[:]}
	for i := range words {
		parts = append(parts, words[i][:])
	}
	return Keccak256(parts...)
}

func taggedField(tag string, words ...[32]byte) Field { return fieldFromDigest(tagged(tag, words...)) }

func fieldWord(f Field) [32]byte { return f.Bytes() }

func uintWord(n uint64) (w [32]byte) {
	binary.BigEndian.PutUint64(w[24:], n)
	return w
}

func addressWord(a [20]byte) (w [32]byte) {
	copy(w[12:], a[:])
	return w
}

// CircuitID is the SHA-256 of a compiled constraint system.
type CircuitID [32]byte

// ParseCircuitID reads the text form of a circuit id: 64 lower-case hexadecimal
// digits.
func ParseCircuitID(s string) (CircuitID, error) {
	var id CircuitID
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(id) || strings.ToLower(s) != s {
		return id, errors.New("a circuit id is 64 lower-case hexadecimal digits")
	}
	copy(id[:], b)
	return id, nil
}

// String writes the text form that ParseCircuitID reads.
func (id CircuitID) String() string { return hex.EncodeToString(id[:]) }
