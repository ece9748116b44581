package differential

import (
	"fmt"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
	"github.com/consensys/gnark/backend/solidity"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
)

// Toy is the smallest circuit with the outer form of every circuit of this
// repository: five public inputs and one commitment, to private values alone.
// It says that the factors of each input are known.
type Toy struct {
	Public  [5]frontend.Variable `gnark:",public"`
	Factors [5][2]frontend.Variable
}

// Define states the circuit.
func (c *Toy) Define(api frontend.API) error {
	committer, ok := api.(frontend.Committer)
	if !ok {
		return fmt.Errorf("%T cannot commit", api)
	}
	var private []frontend.Variable
	for i := range c.Public {
		api.AssertIsEqual(c.Public[i], api.Mul(c.Factors[i][0], c.Factors[i][1]))
		// A product in which nothing else stands, see SPEC 8.9.
		api.Mul(c.Public[i], c.Public[i])
		private = append(private, c.Factors[i][:]...)
	}
	challenge, err := committer.Commit(private...)
	if err != nil {
		return err
	}
	api.AssertIsDifferent(api.Mul(challenge, c.Factors[0][0]), 0)
	return nil
}

// CompileToy compiles the circuit.
func CompileToy() (*cs.R1CS, error) {
	system, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, new(Toy))
	if err != nil {
		return nil, fmt.Errorf("compile the toy circuit: %w", err)
	}
	return system.(*cs.R1CS), nil
}

// Ceremony makes keys of a constraint system as a ceremony does, with two
// contributions a phase and an invented beacon. The randomness is thrown away, but
// since one machine made all of it, such keys are for tests alone.
func Ceremony(system *cs.R1CS) (*groth16bn254.ProvingKey, *groth16bn254.VerifyingKey, error) {
	const contributions = 2
	beacon := []byte("vitalproof toy ceremony")
	first := mpcsetup.NewPhase1(ecc.NextPowerOfTwo(uint64(system.GetNbConstraints())))
	for range contributions {
		first.Contribute()
	}
	commons := first.Seal(beacon)
	var second mpcsetup.Phase2
	evaluations := second.Initialize(system, &commons)
	for range contributions {
		second.Contribute()
	}
	pk, vk := second.Seal(&commons, &evaluations, beacon)
	proving, ok := pk.(*groth16bn254.ProvingKey)
	verifying, ok2 := vk.(*groth16bn254.VerifyingKey)
	if !ok || !ok2 {
		return nil, nil, fmt.Errorf("the ceremony made keys of types %T and %T", pk, vk)
	}
	return proving, verifying, nil
}

// ProveToy proves that the five products of the factors are known.
func ProveToy(system constraint.ConstraintSystem, pk *groth16bn254.ProvingKey, factors [5][2]fr.Element) (attestation.Attestation, error) {
	var a attestation.Attestation
	var assignment Toy
	var inputs [5]statement.Field
	for i, f := range factors {
		inputs[i].Mul(&f[0], &f[1])
		assignment.Public[i] = inputs[i].BigInt(new(big.Int))
		for j := range f {
			assignment.Factors[i][j] = f[j].BigInt(new(big.Int))
		}
	}
	witness, err := frontend.NewWitness(&assignment, ecc.BN254.ScalarField())
	if err != nil {
		return a, err
	}
	proof, err := groth16bn254.Prove(system.(*cs.R1CS), pk, witness, solidity.WithProverTargetSolidityVerifier(backend.GROTH16))
	if err != nil {
		return a, err
	}
	a.Inputs = statement.PublicInputsFromVector(inputs)
	a.Proof, err = attestation.Encode(proof)
	return a, err
}
