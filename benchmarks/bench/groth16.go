package bench

import (
	"errors"
	"fmt"
	"io"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
	gnarkbackend "github.com/consensys/gnark/backend"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/catalogue"
)

type groth16Backend struct{}

type groth16Prover struct {
	r1cs *cs.R1CS
	pk   *groth16bn254.ProvingKey
	vk   *groth16bn254.VerifyingKey
}

type groth16Proof struct{ *groth16bn254.Proof }

func (p groth16Proof) solidity() ([]byte, error) { return p.MarshalSolidity(), nil }

func (groth16Backend) unit() string { return "R1CS" }

func (groth16Backend) compile(s *Subject) (constraint.ConstraintSystem, error) {
	circuit, err := s.New()
	if err != nil {
		return nil, err
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, circuit)
	if err != nil {
		return nil, fmt.Errorf("compile %s: %w", s.Name, err)
	}
	if s.Orient {
		err = catalogue.Orient(system.(*cs.R1CS))
	}
	return system, err
}

// setup makes keys of fresh randomness, which serve for measuring and are thrown
// away with the run.
func (groth16Backend) setup(system constraint.ConstraintSystem) (prover, error) {
	p := &groth16Prover{system.(*cs.R1CS), new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)}
	return p, groth16bn254.Setup(p.r1cs, p.pk, p.vk)
}

func (p *groth16Prover) save(keys io.Writer) error {
	if _, err := p.vk.WriteRawTo(keys); err != nil {
		return err
	}
	return p.pk.WriteDump(keys)
}

func (groth16Backend) load(system, keys io.Reader) (prover, error) {
	p := &groth16Prover{new(cs.R1CS), new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)}
	if _, err := p.r1cs.ReadFrom(system); err != nil {
		return nil, fmt.Errorf("read a constraint system: %w", err)
	}
	if _, err := p.vk.UnsafeReadFrom(keys); err != nil {
		return nil, fmt.Errorf("read a verifying key: %w", err)
	}
	if err := p.pk.ReadDump(keys); err != nil {
		return nil, fmt.Errorf("read a proving key: %w", err)
	}
	return p, nil
}

func (p *groth16Prover) system() constraint.ConstraintSystem { return p.r1cs }
func (p *groth16Prover) domain() uint64                      { return p.pk.Domain.Cardinality }
func (p *groth16Prover) exportSolidity(w io.Writer) error    { return p.vk.ExportSolidity(w) }

func (p *groth16Prover) keyBytes() (proving, verifying int64, err error) {
	var pk, vk counter
	_, err1 := p.pk.WriteRawTo(&pk)
	_, err2 := p.vk.WriteRawTo(&vk)
	return int64(pk), int64(vk), errors.Join(err1, err2)
}

// prove calls gnark as prover/local does.
func (p *groth16Prover) prove(full witness.Witness, hints []solver.Hint) (proof, error) {
	made, err := groth16bn254.Prove(p.r1cs, p.pk, full,
		solidity.WithProverTargetSolidityVerifier(gnarkbackend.GROTH16), gnarkbackend.WithSolverOptions(solver.WithHints(hints...)))
	if err != nil {
		return nil, errUnsatisfied
	}
	return groth16Proof{made}, nil
}

func (p *groth16Prover) verify(made proof, public witness.Witness) error {
	inputs, ok := public.Vector().(fr.Vector)
	if !ok {
		return fmt.Errorf("public inputs are a %T", public.Vector())
	}
	return groth16bn254.Verify(made.(groth16Proof).Proof, p.vk, inputs, solidity.WithVerifierTargetSolidityVerifier(gnarkbackend.GROTH16))
}

// floor does the multi-scalar multiplications over the key's own points and, over
// its domain, three inverse and three coset transforms for A, B and C and one
// inverse for H. Its scalars are random; a real witness has many small ones, so a
// proof can take less time than its floor.
func (p *groth16Prover) floor() (func() error, error) {
	bases := [][]curve.G1Affine{p.pk.G1.A, p.pk.G1.B, p.pk.G1.K, p.pk.G1.Z}
	for _, key := range p.pk.CommitmentKeys {
		// Proving multiplies by the commitment key twice: D and its proof of knowledge.
		bases = append(bases, key.Basis, key.BasisExpSigma)
	}
	longest := len(p.pk.G2.B)
	for _, b := range bases {
		longest = max(longest, len(b))
	}
	scalars, vector := make([]fr.Element, longest), make([]fr.Element, p.pk.Domain.Cardinality)
	for _, v := range [][]fr.Element{scalars, vector} {
		for i := range v {
			if _, err := v[i].SetRandom(); err != nil {
				return nil, err
			}
		}
	}
	domain := fft.NewDomain(p.pk.Domain.Cardinality)
	return func() error {
		for _, points := range bases {
			var out curve.G1Jac
			if _, err := out.MultiExp(points, scalars[:len(points)], ecc.MultiExpConfig{}); err != nil {
				return err
			}
		}
		var out curve.G2Jac
		if _, err := out.MultiExp(p.pk.G2.B, scalars[:len(p.pk.G2.B)], ecc.MultiExpConfig{}); err != nil {
			return err
		}
		for range 3 {
			domain.FFTInverse(vector, fft.DIF)
			domain.FFT(vector, fft.DIT, fft.OnCoset())
		}
		domain.FFTInverse(vector, fft.DIF, fft.OnCoset())
		return nil
	}, nil
}

// errUnsatisfied stands for gnark's error, which can hold witness values.
var errUnsatisfied = errors.New("the assignment does not satisfy the circuit")
