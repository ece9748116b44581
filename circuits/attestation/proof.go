package attestation

import (
	"errors"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fp"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
)

// ProofBytes is the size of a proof: A (64), B (128), C (64), the commitment D
// (64) and its proof of knowledge P (64), uncompressed and big-endian, as the
// EVM's precompiles and gnark's Solidity verifier take them. In B the imaginary
// part of a coordinate comes first.
const ProofBytes = 384

// Proof is a Groth16 proof with one commitment. Anyone can turn a proof into
// another valid one of the same statement: proof bytes never identify anything.
type Proof [ProofBytes]byte

// ErrProofEncoding reports bytes that are not a proof's canonical encoding.
var ErrProofEncoding = errors.New("not a proof: want 384 bytes of canonical BN254 points")

// Encode writes a gnark proof.
func Encode(p *groth16bn254.Proof) (Proof, error) {
	var out Proof
	if len(p.Commitments) != 1 {
		return out, ErrProofEncoding
	}
	raw := p.MarshalSolidity()
	if len(raw) != ProofBytes {
		return out, ErrProofEncoding
	}
	copy(out[:], raw)
	return out, nil
}

// Decode reads a proof. Every coordinate must be below the base field's modulus,
// every point on its curve and, in G2, in the subgroup; none may be infinity. It
// never hands bytes to gnark's own decoder, which sizes slices from its input.
func Decode(p Proof) (*groth16bn254.Proof, error) {
	out := &groth16bn254.Proof{Commitments: make([]curve.G1Affine, 1)}
	ok := decodeG1(p[0:64], &out.Ar) && decodeG2(p[64:192], &out.Bs) && decodeG1(p[192:256], &out.Krs) &&
		decodeG1(p[256:320], &out.Commitments[0]) && decodeG1(p[320:384], &out.CommitmentPok)
	if !ok {
		return nil, ErrProofEncoding
	}
	return out, nil
}

func decodeG1(b []byte, p *curve.G1Affine) bool {
	return decodeCoordinates(b, &p.X, &p.Y) && !p.IsInfinity() && p.IsOnCurve()
}

func decodeG2(b []byte, p *curve.G2Affine) bool {
	return decodeCoordinates(b, &p.X.A1, &p.X.A0, &p.Y.A1, &p.Y.A0) && !p.IsInfinity() && p.IsOnCurve() && p.IsInSubGroup()
}

func decodeCoordinates(b []byte, coordinates ...*fp.Element) bool {
	for i, c := range coordinates {
		if c.SetBytesCanonical(b[i*fp.Bytes:(i+1)*fp.Bytes]) != nil {
			return false
		}
	}
	return true
}
