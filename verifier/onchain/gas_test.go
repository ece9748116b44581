package onchain

import (
	"context"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
)

// What a verification may cost, without the transaction's base cost and
// calldata. Whoever pays for submissions plans with it.
const mostVerifyGas = 340_000

func TestVerifyingStaysWithinItsGas(t *testing.T) {
	s, g, v := deployVector(t)
	var words [5]*big.Int
	for i, f := range v.attestation.Inputs.Vector() {
		words[i] = toBig(f)
	}
	data, err := g.verifier.Pack("verifyProof", v.attestation.Proof[:], words)
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := s.send(context.Background(), &g.verifierOnline, data)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		t.Fatal("the contract refused the committed proof")
	}
	// A pairing of four points and one of two, at 34,000 a point and 45,000 each
	// (EIP-1108), cannot cost less: if they do, the contract left them out.
	const pairings = 2*45_000 + 6*34_000
	if gas := receipt.GasUsed - intrinsicGas(data); gas > mostVerifyGas || gas < pairings {
		t.Errorf("verifying takes %d gas, want %d to %d", gas, pairings, mostVerifyGas)
	}
}

// The gas figures count only under rules that are in force. A fork after Osaka
// changes the price of a fresh slot, one before it does not know CLZ (EIP-7939).
func TestTheChainHasTheRulesOfOsaka(t *testing.T) {
	s := newChain(t)
	code := []byte{
		0x60, 1, 0x1e, 0x50, // PUSH1 1, CLZ, POP
		0x60, 1, 0x60, 0, 0x55, // PUSH1 1, PUSH1 0, SSTORE
		0x00, // STOP: creates a contract without code
	}
	const (
		creation  = 32_000
		initWords = 2 // EIP-3860: 2 a word of init code
		opcodes   = 3*3 + 5 + 2
		freshSlot = 2_100 + 20_000 // EIP-2929
	)
	receipt, err := s.deploy(context.Background(), code)
	if err != nil {
		t.Fatal(err)
	}
	if want := intrinsicGas(code) + creation + initWords + opcodes + freshSlot; receipt.GasUsed != want {
		t.Errorf("storing one word takes %d gas, want %d", receipt.GasUsed, want)
	}
}
