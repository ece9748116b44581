package onchain

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/verifier/onchain/bindings"
)

// The most that a rebate may cost in all, and a verification under development
// keys (six pairings) for execution. Whoever pays for submissions plans with it.
const (
	mostRebateGas = 560_000
	mostVerifyGas = 310_000
	// Six pairings, seven multiplications and the additions between them (EIP-1108)
	// cannot cost less: a verifier below it left something out.
	leastVerifyGas = 298_050
)

// TestGasOfARebate prints what a whole rebate claim costs, item by item, under
// the rules of Osaka: verification, record, booking and payment in one
// transaction.
func TestGasOfARebate(t *testing.T) {
	w := simulatedWorld(t)
	id, a := w.policy.ID(), w.accounts[2]
	token := w.withPot(t, 500)
	execution := func(to target, data []byte) uint64 {
		t.Helper()
		r, _, err := w.client.send(ctx, a, to, data, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r.ExecutionGas
	}
	pay := func(n int) Receipt {
		t.Helper()
		r, err := w.SubmitAndPay(ctx, a, id, 0, w.answer(t, n), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first, whole := pay(0), pay(1)

	third := w.answer(t, 2)
	proof, err := w.vector.Attestation(2)
	if err != nil {
		t.Fatal(err)
	}
	var words [5]*big.Int
	for i, f := range proof.Inputs.Vector() {
		words[i] = toBig(f)
	}
	verify := execution(target{"verifier", w.d.Verifiers[0].Address}, bindings.NewGroth16CommitmentVerifier().PackVerifyProof(proof.Proof[:], words))
	consent := execution(w.consents(), bindings.NewConsentRegistry().PackRequireConsent(bindings.IConsentRegistryConsent{
		Participant: third.Recipient, Policy: id, Nullifier: toBig(third.Nullifier), Purpose: w.policy.Purpose, ValidUntil: third.Deadline,
	}, third.Consent))
	submit, err := w.Submit(ctx, a, id, 0, third, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.client.send(ctx, w.accounts[0], target{"token", token}, bindings.NewDemoToken().PackTransfer(a.Address(), big.NewInt(9)), Options{}); err != nil {
		t.Fatal(err)
	}
	transfer := execution(target{"token", token}, bindings.NewDemoToken().PackTransfer(common.Address{0xfe}, big.NewInt(2)))
	calldata := intrinsicGas(bindings.NewPremiumRebateVault().PackSubmitAndPay(id, 0, w.answer(t, 1).abi())) - 21_000

	// A record that is there already: claimed and paid in two steps.
	claim, err := w.ClaimRebate(ctx, a, id, 0, third.Nullifier, Options{})
	if err != nil {
		t.Fatal(err)
	}
	paid, err := w.WithdrawRebate(ctx, a, id, 0, third.Nullifier, Options{})
	if err != nil {
		t.Fatal(err)
	}

	t.Logf("a rebate in one transaction: %d gas", whole.Gas)
	for _, item := range []struct {
		name string
		gas  uint64
	}{
		{"transaction", 21_000},
		{"calldata", calldata},
		{"verification, six pairings", verify},
		{"consent, signed by an EOA", consent},
		{"gate: terms, issuers, record, event", submit.ExecutionGas - verify - consent},
		{"vault: booking and payment, without the token", whole.ExecutionGas - submit.ExecutionGas - transfer},
		{"token: transfer to a new holder", transfer},
	} {
		t.Logf("%8d  %s", item.gas, item.name)
	}
	t.Logf("%8d  the first rebate of an epoch, more than a later one", first.Gas-whole.Gas)
	t.Logf("step by step: submit %d, claim %d, withdraw %d gas", submit.Gas, claim.Gas, paid.Gas)

	if verify > mostVerifyGas || verify < leastVerifyGas {
		t.Errorf("verifying takes %d gas, want %d to %d", verify, leastVerifyGas, mostVerifyGas)
	}
	if whole.Gas > mostRebateGas {
		t.Errorf("a rebate takes %d gas, want at most %d", whole.Gas, mostRebateGas)
	}
	if whole.ExecutionGas <= submit.ExecutionGas+transfer || submit.ExecutionGas <= verify+consent {
		t.Error("the items do not add up")
	}
	t.Run("of a batch", func(t *testing.T) {
		var batch []Answer
		for n := 3; n < 17; n++ {
			batch = append(batch, w.answer(t, n))
		}
		n, r, err := w.SubmitBatch(ctx, a, id, 0, batch, Options{})
		if err != nil || n != len(batch) {
			t.Fatal(n, err)
		}
		each := r.Gas / uint64(n)
		t.Logf("a batch of %d: %d gas, %d an answer, where one alone takes %d", n, r.Gas, each, submit.Gas)
		if each > submit.Gas/2 {
			t.Errorf("an answer of a batch takes %d gas, one alone %d", each, submit.Gas)
		}
	})
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
	r, _, err := s.client.transact(ctx, s.Account(0), "test's contract", nil, code, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := intrinsicGas(code) + creation + initWords + opcodes + freshSlot; r.Gas != want {
		t.Errorf("storing one word takes %d gas, want %d", r.Gas, want)
	}
}
