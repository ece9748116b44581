package lock

import (
	"encoding/hex"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/statement"
)

// EVMKeyWords writes a verifying key as the constructor of Groth16CommitmentVerifier
// takes it: alpha, beta, gamma, delta, the commitment key's G and -sigma G, then
// K_0 to K_6. A point of G1 is x, y; one of G2 has the imaginary part of a
// coordinate first (EIP-197). A point at infinity is all zeros. The key must have
// passed CheckKey.
func EVMKeyWords(vk *groth16bn254.VerifyingKey) (words [36][32]byte) {
	next := words[:0]
	g1 := func(p *curve.G1Affine) { next = append(next, p.X.Bytes(), p.Y.Bytes()) }
	g2 := func(p *curve.G2Affine) {
		next = append(next, p.X.A1.Bytes(), p.X.A0.Bytes(), p.Y.A1.Bytes(), p.Y.A0.Bytes())
	}
	g1(&vk.G1.Alpha)
	for _, p := range []*curve.G2Affine{
		&vk.G2.Beta, &vk.G2.Gamma, &vk.G2.Delta, &vk.CommitmentKeys[0].G, &vk.CommitmentKeys[0].GSigmaNeg,
	} {
		g2(p)
	}
	for i := range vk.G1.K {
		g1(&vk.G1.K[i])
	}
	return words
}

// EVMKeyHash is the Keccak-256 of a key's words: what a verifier contract calls
// itself by, with the circuit's id.
func EVMKeyHash(vk *groth16bn254.VerifyingKey) [32]byte {
	words := EVMKeyWords(vk)
	parts := make([][]byte, len(words))
	for i := range words {
		parts[i] = words[i][:]
	}
	return statement.Keccak256(parts...)
}

// VerifierID is the id under which a circuit's verifier is found on every chain.
func (e Entry) VerifierID() (id [32]byte, err error) {
	circuit, err := statement.ParseCircuitID(e.ID)
	if err != nil {
		return id, err
	}
	hash, err := hex.DecodeString(e.EVMKeyHash)
	if err != nil || len(hash) != len(id) {
		return id, ErrKeyHash
	}
	return statement.VerifierID(circuit, [32]byte(hash)), nil
}
