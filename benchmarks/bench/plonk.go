package bench

import (
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
	"github.com/consensys/gnark-crypto/ecc/bn254/kzg"
	gnarkbackend "github.com/consensys/gnark/backend"
	"github.com/consensys/gnark/backend/plonk"
	plonkbn254 "github.com/consensys/gnark/backend/plonk/bn254"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/scs"
)

type plonkBackend struct{}

type plonkProver struct {
	scs *cs.SparseR1CS
	pk  *plonkbn254.ProvingKey
	vk  *plonkbn254.VerifyingKey
}

type plonkProof struct{ *plonkbn254.Proof }

func (p plonkProof) solidity() ([]byte, error) { return p.MarshalSolidity(), nil }

func (plonkBackend) unit() string { return "PLONK" }

func (plonkBackend) compile(s *Subject) (constraint.ConstraintSystem, error) {
	circuit, err := s.New()
	if err != nil {
		return nil, err
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), scs.NewBuilder, circuit)
	if err != nil {
		return nil, fmt.Errorf("compile %s for PLONK: %w", s.Name, err)
	}
	return system, nil
}

// setup makes a reference string too: a random secret, known while it is made, so
// it serves for measuring alone and is thrown away with the run.
func (plonkBackend) setup(system constraint.ConstraintSystem) (prover, error) {
	p := &plonkProver{scs: system.(*cs.SparseR1CS)}
	canonical, lagrange, err := referenceString(plonk.SRSSize(system))
	if err != nil {
		return nil, err
	}
	p.pk, p.vk, err = plonkbn254.Setup(p.scs, *canonical, *lagrange)
	return p, err
}

// referenceString makes powers of a random secret, and the same in Lagrange form:
// at the secret t, the i-th Lagrange polynomial of a domain of n points is
// (t^n - 1) w^i / (n (t - w^i)).
func referenceString(powers, points int) (canonical, lagrange *kzg.SRS, err error) {
	var secret fr.Element
	if _, err := secret.SetRandom(); err != nil {
		return nil, nil, err
	}
	if canonical, err = kzg.NewSRS(uint64(powers), secret.BigInt(new(big.Int))); err != nil {
		return nil, nil, err
	}
	domain := fft.NewDomain(uint64(points))
	scalars := make([]fr.Element, points)
	root := fr.One()
	for i := range scalars {
		scalars[i].Sub(&secret, &root)
		root.Mul(&root, &domain.Generator)
	}
	scalars = fr.BatchInvert(scalars)
	var factor fr.Element
	one := fr.One()
	factor.Exp(secret, big.NewInt(int64(points)))
	factor.Sub(&factor, &one).Mul(&factor, &domain.CardinalityInv)
	for i := range scalars {
		scalars[i].Mul(&scalars[i], &factor)
		factor.Mul(&factor, &domain.Generator)
	}
	_, _, g, _ := curve.Generators()
	lagrange = &kzg.SRS{Vk: canonical.Vk}
	lagrange.Pk.G1 = curve.BatchScalarMultiplicationG1(&g, scalars)
	return canonical, lagrange, nil
}

func (p *plonkProver) save(keys io.Writer) error {
	if _, err := p.vk.WriteRawTo(keys); err != nil {
		return err
	}
	_, err := p.pk.WriteRawTo(keys)
	return err
}

func (plonkBackend) load(system, keys io.Reader) (prover, error) {
	p := &plonkProver{new(cs.SparseR1CS), new(plonkbn254.ProvingKey), new(plonkbn254.VerifyingKey)}
	if _, err := p.scs.ReadFrom(system); err != nil {
		return nil, fmt.Errorf("read a constraint system: %w", err)
	}
	if _, err := p.vk.UnsafeReadFrom(keys); err != nil {
		return nil, fmt.Errorf("read a verifying key: %w", err)
	}
	if _, err := p.pk.UnsafeReadFrom(keys); err != nil {
		return nil, fmt.Errorf("read a proving key: %w", err)
	}
	return p, nil
}

func (p *plonkProver) system() constraint.ConstraintSystem { return p.scs }
func (p *plonkProver) domain() uint64                      { return p.vk.Size }
func (p *plonkProver) floor() (func() error, error)        { return nil, nil }
func (p *plonkProver) exportSolidity(w io.Writer) error    { return p.vk.ExportSolidity(w) }

// keyBytes counts the reference string with the proving key, which holds it.
func (p *plonkProver) keyBytes() (proving, verifying int64, err error) {
	var pk, vk counter
	_, err1 := p.pk.WriteRawTo(&pk)
	_, err2 := p.vk.WriteRawTo(&vk)
	return int64(pk), int64(vk), errors.Join(err1, err2)
}

func (p *plonkProver) prove(full witness.Witness, hints []solver.Hint) (proof, error) {
	made, err := plonkbn254.Prove(p.scs, p.pk, full,
		solidity.WithProverTargetSolidityVerifier(gnarkbackend.PLONK), gnarkbackend.WithSolverOptions(solver.WithHints(hints...)))
	if err != nil {
		return nil, errUnsatisfied
	}
	return plonkProof{made}, nil
}

func (p *plonkProver) verify(made proof, public witness.Witness) error {
	inputs, ok := public.Vector().(fr.Vector)
	if !ok {
		return fmt.Errorf("public inputs are a %T", public.Vector())
	}
	return plonkbn254.Verify(made.(plonkProof).Proof, p.vk, inputs, solidity.WithVerifierTargetSolidityVerifier(gnarkbackend.PLONK))
}
