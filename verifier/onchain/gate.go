package onchain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/contracts"
)

// A Refusal is a contract's own error. Reason is its name in the contract, such
// as "NullifierUsed" or "ProofInvalid".
type Refusal struct{ Reason string }

// Error names the contract's error.
func (r *Refusal) Error() string { return "the contract refused: " + r.Reason }

// Gate is a deployed AttestationGate and the verifier behind it.
type Gate struct {
	Gate           statement.EVMGate
	DeployGas      uint64 // of the verifier and the gate together
	chain          *Simulated
	abi, verifier  abi.ABI
	verifierOnline common.Address
}

// Deploy puts the exported verifier of a circuit and a gate with the given terms
// on the chain.
func (s *Simulated) Deploy(ctx context.Context, entry lock.Entry, policy statement.EVMPolicy) (*Gate, error) {
	g := &Gate{chain: s}
	verifier, err := load(lock.ContractName(entry.Name), &g.verifier)
	if err != nil {
		return nil, err
	}
	receipt, err := s.deploy(ctx, verifier.Bytecode)
	if err != nil {
		return nil, fmt.Errorf("deploy the verifier: %w", err)
	}
	g.verifierOnline, g.DeployGas = receipt.ContractAddress, receipt.GasUsed

	gate, err := load("AttestationGate", &g.abi)
	if err != nil {
		return nil, err
	}
	args, err := g.abi.Pack("", g.verifierOnline, [32]byte(policy.CircuitID), toBig(policy.Issuers), toBig(policy.Claim),
		policy.SubmitUntil, policy.Validity)
	if err != nil {
		return nil, fmt.Errorf("encode the gate's terms: %w", err)
	}
	if receipt, err = s.deploy(ctx, append(bytes.Clone(gate.Bytecode), args...)); err != nil {
		return nil, fmt.Errorf("deploy the gate: %w", err)
	}
	g.DeployGas += receipt.GasUsed
	g.Gate = statement.EVMGate{ChainID: SimulatedChainID, Address: receipt.ContractAddress, Policy: policy}
	return g, nil
}

func load(name string, into *abi.ABI) (contracts.Artefact, error) {
	artefact, err := contracts.Load(name)
	if err != nil {
		return artefact, err
	}
	*into, err = abi.JSON(bytes.NewReader(artefact.ABI))
	return artefact, err
}

func (s *Simulated) deploy(ctx context.Context, code []byte) (*types.Receipt, error) {
	receipt, err := s.send(ctx, nil, code)
	if err != nil {
		return nil, err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return nil, errNotMined
	}
	return receipt, nil
}

// Receipt says what an accepted submission cost.
type Receipt struct {
	Gas          uint64 // of the whole transaction
	ExecutionGas uint64 // without the transaction's base cost and calldata
}

// Submit sends an attestation and the hash of the consent it was made under.
func (g *Gate) Submit(ctx context.Context, a attestation.Attestation, consent [32]byte) (Receipt, error) {
	data, err := g.pack("submit", a, consent)
	if err != nil {
		return Receipt{}, err
	}
	// Ask first: a mined failure does not say why.
	if err := g.call(ctx, g.Gate.Address, data, nil); err != nil {
		return Receipt{}, err
	}
	to := common.Address(g.Gate.Address)
	receipt, err := g.chain.send(ctx, &to, data)
	if err != nil {
		return Receipt{}, err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return Receipt{}, errNotMined
	}
	return Receipt{receipt.GasUsed, receipt.GasUsed - intrinsicGas(data)}, nil
}

// Check asks the gate whether it would accept, without submitting.
func (g *Gate) Check(ctx context.Context, a attestation.Attestation, consent [32]byte) error {
	data, err := g.pack("check", a, consent)
	if err != nil {
		return err
	}
	return g.call(ctx, g.Gate.Address, data, nil)
}

// VerifyRaw calls the exported verifier itself, with any words as public inputs.
func (g *Gate) VerifyRaw(ctx context.Context, proof []byte, inputs [5]*big.Int) error {
	data, err := g.verifier.Pack("verifyProof", proof, inputs)
	if err != nil {
		return fmt.Errorf("encode the call: %w", err)
	}
	return g.call(ctx, g.verifierOnline, data, nil)
}

// ValidUntil is when the result of a nullifier ends (unix seconds), or 0 if the
// gate never accepted it.
func (g *Gate) ValidUntil(ctx context.Context, nullifier statement.Field) (uint64, error) {
	data, err := g.abi.Pack("validUntil", toBig(nullifier))
	if err != nil {
		return 0, fmt.Errorf("encode the call: %w", err)
	}
	var until uint64
	return until, g.call(ctx, g.Gate.Address, data, func(out []byte) error {
		return g.abi.UnpackIntoInterface(&until, "validUntil", out)
	})
}

func (g *Gate) pack(method string, a attestation.Attestation, consent [32]byte) ([]byte, error) {
	if a.Payee == nil {
		return nil, request.ErrNoPayee
	}
	data, err := g.abi.Pack(method, a.Proof[:], toBig(a.Inputs.Nullifier), common.Address(a.Payee.Recipient), consent, a.Payee.Deadline)
	if err != nil {
		return nil, fmt.Errorf("encode the call: %w", err)
	}
	return data, nil
}

func (g *Gate) call(ctx context.Context, to common.Address, data []byte, read func([]byte) error) error {
	out, err := g.chain.client.CallContract(ctx, ethereum.CallMsg{From: g.chain.account, To: &to, Data: data}, nil)
	if err != nil {
		return g.refusal(err)
	}
	if read == nil {
		return nil
	}
	return read(out)
}

// refusal turns the data of a revert into the name of the contract's error.
func (g *Gate) refusal(err error) error {
	var withData rpc.DataError
	if !errors.As(err, &withData) {
		return fmt.Errorf("call the contract: %w", err)
	}
	text, ok := withData.ErrorData().(string)
	raw := common.FromHex(text)
	if !ok || len(raw) < 4 {
		return &Refusal{"no reason given"}
	}
	for _, known := range []abi.ABI{g.abi, g.verifier} {
		if e, err := known.ErrorByID([4]byte(raw[:4])); err == nil {
			return &Refusal{e.Name}
		}
	}
	return &Refusal{"unknown reason"}
}

// intrinsicGas is what a transaction costs before any code runs: 21,000 and 4 or
// 16 a byte of calldata (EIP-2028).
func intrinsicGas(data []byte) uint64 {
	zeros := uint64(bytes.Count(data, []byte{0}))
	return params.TxGas + zeros*params.TxDataZeroGas + (uint64(len(data))-zeros)*params.TxDataNonZeroGasEIP2028
}

func toBig(f statement.Field) *big.Int { return f.BigInt(new(big.Int)) }
