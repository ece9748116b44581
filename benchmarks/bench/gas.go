package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"reflect"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend/witness"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/params"

	"vitalproof/benchmarks/result"
	"vitalproof/circuits/lock"
	"vitalproof/contracts"
	"vitalproof/verifier/onchain/bindings"
	"vitalproof/verifier/onchain/differential"
)

// chainID of the EVM; a verification does not depend on it.
const chainID = 31337

// batches are the sizes of batches whose gas is measured; 16 is what a relayer
// would send, 32 the most that the contract takes.
var batches = []int{1, 2, 4, 8, 16, 32}

const ourContract = "Groth16CommitmentVerifier"

// gas deploys verifiers of the step's key in an EVM and has them verify.
func (w *worker) gas(ctx context.Context) (*outcome, error) {
	l, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	w.report("prove for the EVM", 0, 0)
	made, _, _, err := l.proveOnce()
	if err != nil {
		return nil, err
	}
	evm, err := differential.NewEVM(chainID)
	if err != nil {
		return nil, err
	}
	out := &outcome{Gas: &result.Gas{Verifier: "exported by gnark"}}
	groth, isGroth := l.prover.(*groth16Prover)
	ours := l.Statement && isGroth
	if ours {
		w.report("verify in the EVM", 0, 0)
		if err := w.gasOfOurs(evm, groth, made, l.public, out.Gas); err != nil {
			return nil, err
		}
	}
	w.report("compile Solidity", 0, 0)
	verify, calldata, err := w.gasOfExported(ctx, evm, l.prover, made, l.public)
	switch {
	case err == nil && ours:
		out.Gas.Exported = verify
	case err == nil:
		out.Gas.Verify, out.Gas.Exported, out.Gas.Calldata = verify, verify, calldata
	case ours:
		out.NoGas = "exported verifier: " + err.Error()
	default:
		out.Gas, out.NoGas = nil, err.Error()
	}
	return out, nil
}

// gasOfOurs measures the contract that serves in this repository, alone and in
// batches of one proof many times over: a proof's content does not change what it
// costs, but for zero bytes of its calldata.
func (w *worker) gasOfOurs(evm *differential.EVM, p *groth16Prover, made proof, public witness.Witness, to *result.Gas) error {
	artefact, err := contracts.Load(ourContract)
	if err != nil {
		return err
	}
	contract := bindings.NewGroth16CommitmentVerifier()
	var key [36]*big.Int
	for i, word := range lock.EVMKeyWords(p.vk) {
		key[i] = new(big.Int).SetBytes(word[:])
	}
	arguments := contract.PackConstructor([32]byte{1}, key)
	at, _, _, err := evm.Deploy(append(bytes.Clone(artefact.Bytecode), arguments...))
	if err != nil {
		return fmt.Errorf("deploy %s: %w", ourContract, err)
	}
	words, err := inputWords(public)
	if err != nil {
		return err
	}
	raw, err := made.solidity()
	if err != nil {
		return err
	}
	call := contract.PackVerifyProof(raw, [5]*big.Int(words))
	to.Verifier, to.Calldata = ourContract, calldataGas(call)
	if _, to.Verify, err = evm.Call(at, call); err != nil {
		return fmt.Errorf("%s refuses a good proof: %w", ourContract, err)
	}
	for _, n := range batches {
		inputs := make([][5]*big.Int, n)
		for i := range inputs {
			inputs[i] = [5]*big.Int(words)
		}
		_, gas, err := evm.Call(at, contract.PackVerifyBatch(bytes.Repeat(raw, n), inputs))
		if err != nil {
			return fmt.Errorf("%s refuses a batch of good proofs: %w", ourContract, err)
		}
		to.Batch = append(to.Batch, result.BatchGas{Proofs: n, Gas: gas})
	}
	return nil
}

// gasOfExported measures the contract that gnark exports, compiled by the solc of
// the contracts' packages.
func (w *worker) gasOfExported(ctx context.Context, evm *differential.EVM, p prover, made proof, public witness.Witness) (verify, calldata uint64, err error) {
	var source bytes.Buffer
	if err := p.exportSolidity(&source); err != nil {
		return 0, 0, err
	}
	code, parsed, err := compileSolidity(ctx, w.step.Root, source.String())
	if err != nil {
		return 0, 0, err
	}
	at, _, _, err := evm.Deploy(code)
	if err != nil {
		return 0, 0, fmt.Errorf("deploy the exported verifier: %w", err)
	}
	call, err := exportedCall(parsed, made, public)
	if err != nil {
		return 0, 0, err
	}
	answer, gas, err := evm.Call(at, call)
	if err != nil {
		return 0, 0, fmt.Errorf("the exported verifier refuses a good proof: %w", err)
	}
	// PLONK's returns a boolean, Groth16's nothing.
	if len(answer) > 0 && new(big.Int).SetBytes(answer).Sign() == 0 {
		return 0, 0, errors.New("the exported verifier refuses a good proof")
	}
	return gas, calldataGas(call), nil
}

// exportedCall packs a call of gnark's exported contracts.
func exportedCall(parsed abi.ABI, made proof, public witness.Witness) ([]byte, error) {
	words, err := inputWords(public)
	if err != nil {
		return nil, err
	}
	raw, err := made.solidity()
	if err != nil {
		return nil, err
	}
	if method, ok := parsed.Methods["Verify"]; ok { // PLONK: bytes and uint256[]
		return packCall(method, raw, words)
	}
	method, ok := parsed.Methods["verifyProof"]
	if !ok {
		return nil, errors.New("the exported verifier has no function to verify")
	}
	// Groth16: bytes and uint256[n], an array whose length is part of its type.
	array := reflect.New(reflect.ArrayOf(len(words), reflect.TypeFor[*big.Int]())).Elem()
	for i, word := range words {
		array.Index(i).Set(reflect.ValueOf(word))
	}
	return packCall(method, raw, array.Interface())
}

func packCall(method abi.Method, args ...any) ([]byte, error) {
	packed, err := method.Inputs.Pack(args...)
	if err != nil {
		return nil, fmt.Errorf("call the exported verifier: %w", err)
	}
	return append(bytes.Clone(method.ID), packed...), nil
}

func inputWords(public witness.Witness) ([]*big.Int, error) {
	inputs, ok := public.Vector().(fr.Vector)
	if !ok {
		return nil, fmt.Errorf("public inputs are a %T", public.Vector())
	}
	words := make([]*big.Int, len(inputs))
	for i := range inputs {
		words[i] = inputs[i].BigInt(new(big.Int))
	}
	return words, nil
}

// calldataGas is what a transaction pays for its data (EIP-2028), without the
// floor price of EIP-7623, which verifications are above.
func calldataGas(data []byte) (gas uint64) {
	for _, b := range data {
		if b == 0 {
			gas += params.TxDataZeroGas
		} else {
			gas += params.TxDataNonZeroGasEIP2028
		}
	}
	return gas
}
