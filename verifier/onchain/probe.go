package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
	"vitalproof/circuits/vectors"
	"vitalproof/verifier/onchain/bindings"
)

// ErrProbe says that a verifier on a chain does not do what its code says: the
// chain's precompiles are not those of Ethereum.
var ErrProbe = errors.New("the verifier gave a wrong verdict")

// probe asks a deployed verifier about proofs whose verdict is known. Where a
// chain lacks the pairing precompile, a call of it succeeds and leaves its
// output as it was: then the verdict may hang on a word of the proof, so bad
// proofs of both parities are tried.
func (s *System) probe(ctx context.Context, v *DeployedVerifier) error {
	good, known, err := knownProof(v.CircuitID)
	if err != nil {
		return err
	}
	if known {
		if err := s.verify(ctx, v.Address, good.Proof, good.Inputs); err != nil {
			return fmt.Errorf("%w: it refuses a good proof: %w", ErrProbe, err)
		}
	}
	bad, err := badProofs(good, known)
	if err != nil {
		return err
	}
	for i, b := range bad {
		var refusal *Refusal
		err := s.verify(ctx, v.Address, b.Proof, b.Inputs)
		if err == nil {
			return fmt.Errorf("%w: it accepts bad proof %d", ErrProbe, i)
		}
		if !errors.As(err, &refusal) {
			return err
		}
	}
	return nil
}

func (s *System) verify(ctx context.Context, at common.Address, p attestation.Proof, in statement.PublicInputs) error {
	var words [5]*big.Int
	for i, f := range in.Vector() {
		words[i] = toBig(f)
	}
	_, err := s.client.call(ctx, common.Address{}, target{"verifier", at}, bindings.NewGroth16CommitmentVerifier().PackVerifyProof(p[:], words))
	return err
}

// knownProof is a real proof of a circuit, if this program holds one under the
// key in its lockfile.
func knownProof(circuit statement.CircuitID) (attestation.Attestation, bool, error) {
	v, err := vectors.LoadEVM()
	if err != nil {
		return attestation.Attestation{}, false, err
	}
	a, err := v.Attestation(0)
	return a, a.Circuit == circuit, err
}

// badProofs are made of right points, so that each gets as far as the pairing.
func badProofs(good attestation.Attestation, known bool) ([]attestation.Attestation, error) {
	var bad []attestation.Attestation
	_, _, g1, g2 := curve.Generators()
	odd, even := 0, 0
	for a := g1; odd < 2 || even < 2; a.Add(&a, &g1) {
		x := a.X.Bytes()
		count := &even
		if x[31]%2 == 1 {
			count = &odd
		}
		if *count++; *count > 2 {
			continue
		}
		p := &groth16bn254.Proof{Ar: a, Bs: g2, Krs: g1, Commitments: []curve.G1Affine{g1}, CommitmentPok: g1}
		raw, err := attestation.Encode(p)
		if err != nil {
			return nil, err
		}
		bad = append(bad, attestation.Attestation{Proof: raw})
	}
	bad = append(bad, attestation.Attestation{}) // zeros: every point at infinity
	if known {
		var one statement.Field
		one.SetOne()
		altered := good
		altered.Inputs.Context.Add(&altered.Inputs.Context, &one)
		bad = append(bad, altered)
	}
	return bad, nil
}

func toBig(f statement.Field) *big.Int { return f.BigInt(new(big.Int)) }
