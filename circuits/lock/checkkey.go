package lock

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/statement"
)

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
// alpha or beta equal to the generator (whose first was) let anyone forge. So do
// their opposites. The constructor of Groth16CommitmentVerifier refuses the same.
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
	case vk.G2.Gamma.X.Equal(&vk.G2.Delta.X):
		return bad("gamma and delta are equal or opposite")
	case vk.G2.Beta.X.Equal(&vk.G2.Gamma.X) || vk.G2.Beta.X.Equal(&vk.G2.Delta.X):
		// With B = gamma + delta the pairing with beta falls away: for beta = gamma,
		// A = C = L + alpha satisfies the equation for any inputs.
		return bad("beta and gamma or delta are equal or opposite")
	case vk.G2.Delta.X.Equal(&generator.X):
		return bad("delta is the generator or its opposite")
	case vk.CommitmentKeys[0].G.IsInfinity() || vk.CommitmentKeys[0].GSigmaNeg.IsInfinity():
		return bad("the commitment key has a point at infinity")
	case vk.CommitmentKeys[0].G.X.Equal(&vk.CommitmentKeys[0].GSigmaNeg.X):
		return bad("the commitment key has no secret")
	case vk.G1.Alpha.X.Equal(&generator1.X) || vk.G2.Beta.X.Equal(&generator.X):
		return bad("alpha or beta is the generator or its opposite")
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
