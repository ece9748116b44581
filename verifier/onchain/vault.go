package onchain

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// Pot is what the vault holds for one policy. Amounts are in the token's
// smallest unit.
type Pot struct {
	Token       common.Address // zero if there is no pot
	CapPerEpoch uint32
	Rebate      *big.Int
	Free        *big.Int // funded and not booked
	Booked      *big.Int // owed and not paid
	Paid        *big.Int
}

// Rebate is where a nullifier stands at the vault.
type Rebate uint8

// The states of a rebate.
const (
	RebateNone Rebate = iota
	RebateOwed
	RebatePaid
)

// String is the word for people.
func (r Rebate) String() string {
	words := [...]string{"none", "owed", "paid"}
	if int(r) < len(words) {
		return words[r]
	}
	return fmt.Sprintf("rebate %d", r)
}

// OpenPot opens the pot of a policy with these terms for ever. Sponsor only.
func (s *System) OpenPot(ctx context.Context, a *Account, policy [32]byte, token common.Address, rebate *big.Int, capPerEpoch uint32, o Options) (Receipt, error) {
	data, err := bindings.NewPremiumRebateVault().TryPackOpen(policy, token, rebate, capPerEpoch)
	if err != nil {
		return Receipt{}, fmt.Errorf("open a pot: %w", err)
	}
	r, _, err := s.client.send(ctx, a, s.vault(), data, o)
	return r, err
}

// Fund adds to a pot from the account's tokens: it approves the vault for the
// amount if need be, then funds. In a dry run without an approval in place only
// the approval is estimated.
func (s *System) Fund(ctx context.Context, a *Account, policy [32]byte, amount *big.Int, o Options) (Receipt, error) {
	pot, err := s.Pot(ctx, policy)
	if err != nil {
		return Receipt{}, err
	}
	if pot.Token == (common.Address{}) {
		return Receipt{}, &Refusal{Contract: "vault", Reason: "PotUnknown", Args: []Arg{{"policyId", hexWord(policy)}}}
	}
	data, err := bindings.NewPremiumRebateVault().TryPackFund(policy, amount)
	if err != nil {
		return Receipt{}, fmt.Errorf("fund a pot: %w", err)
	}
	token, erc20 := target{"token", pot.Token}, bindings.NewDemoToken()
	// The approvals would be paid for first.
	balance, err := s.client.TokenBalance(ctx, pot.Token, a.address)
	if err != nil {
		return Receipt{}, err
	}
	if balance.Cmp(amount) < 0 {
		return Receipt{}, &Refusal{Contract: "token", Reason: "ERC20InsufficientBalance", Args: []Arg{
			{"sender", a.address.Hex()}, {"balance", balance.String()}, {"needed", amount.String()},
		}}
	}
	allowed, err := read(ctx, s.client, token, erc20.PackAllowance(a.address, s.d.Vault), erc20.UnpackAllowance)
	if err != nil {
		return Receipt{}, err
	}
	var total Receipt
	if allowed.Cmp(amount) < 0 {
		// Some tokens want an approval taken back before another is given.
		if allowed.Sign() > 0 {
			r, _, err := s.client.send(ctx, a, token, erc20.PackApprove(s.d.Vault, new(big.Int)), o)
			if total.add(r); err != nil {
				return total, err
			}
		}
		r, _, err := s.client.send(ctx, a, token, erc20.PackApprove(s.d.Vault, amount), o)
		if total.add(r); err != nil || o.DryRun {
			return total, err
		}
	}
	r, _, err := s.client.send(ctx, a, s.vault(), data, o)
	total.add(r)
	return total, err
}

// ErrOtherRecipient says that the gate has accepted an answer of this holder for
// another account. The vault would pay that one, whatever is submitted now.
var ErrOtherRecipient = errors.New("an answer of this holder was accepted for another account, which the rebate goes to")

// SubmitAndPay submits an answer, books its rebate and pays it to the recipient
// in the proof. It returns ErrOtherRecipient if another would be paid.
func (s *System) SubmitAndPay(ctx context.Context, a *Account, policy [32]byte, epoch uint16, answer Answer, o Options) (Receipt, error) {
	_, record, err := s.Status(ctx, policy, epoch, answer.Nullifier)
	if err != nil {
		return Receipt{}, err
	}
	if record.ValidUntil != 0 && record.Recipient != answer.Recipient {
		return Receipt{}, fmt.Errorf("%w: %s", ErrOtherRecipient, record.Recipient)
	}
	r, _, err := s.client.send(ctx, a, s.vault(), bindings.NewPremiumRebateVault().PackSubmitAndPay(policy, epoch, answer.abi()), o)
	return r, err
}

// ClaimRebate books the rebate of a valid record. Anyone may call.
func (s *System) ClaimRebate(ctx context.Context, a *Account, policy [32]byte, epoch uint16, nullifier statement.Field, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.vault(), bindings.NewPremiumRebateVault().PackClaim(policy, epoch, toBig(nullifier)), o)
	return r, err
}

// WithdrawRebate pays a booked rebate to the account in the proof. Anyone may
// call.
func (s *System) WithdrawRebate(ctx context.Context, a *Account, policy [32]byte, epoch uint16, nullifier statement.Field, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.vault(), bindings.NewPremiumRebateVault().PackWithdraw(policy, epoch, toBig(nullifier)), o)
	return r, err
}

// Reclaim takes back what no holder can claim any more. Sponsor only.
func (s *System) Reclaim(ctx context.Context, a *Account, policy [32]byte, to common.Address, o Options) (Receipt, error) {
	r, _, err := s.client.send(ctx, a, s.vault(), bindings.NewPremiumRebateVault().PackReclaim(policy, to), o)
	return r, err
}

// Pot reads the pot of a policy.
func (s *System) Pot(ctx context.Context, policy [32]byte) (Pot, error) {
	b := bindings.NewPremiumRebateVault()
	p, err := read(ctx, s.client, s.vault(), b.PackPot(policy), b.UnpackPot)
	return Pot{p.Token, p.CapPerEpoch, p.Rebate, p.Free, p.Booked, p.Paid}, err
}

// BookedIn reads how many rebates were booked in an epoch.
func (s *System) BookedIn(ctx context.Context, policy [32]byte, epoch uint16) (uint32, error) {
	b := bindings.NewPremiumRebateVault()
	return read(ctx, s.client, s.vault(), b.PackBookedIn(policy, epoch), b.UnpackBookedIn)
}

// RebateOf reads where a nullifier stands at the vault.
func (s *System) RebateOf(ctx context.Context, policy [32]byte, epoch uint16, nullifier statement.Field) (Rebate, error) {
	b := bindings.NewPremiumRebateVault()
	r, err := read(ctx, s.client, s.vault(), b.PackRebateOf(policy, epoch, toBig(nullifier)), b.UnpackRebateOf)
	return Rebate(r), err
}

// DeployDemoToken makes a worthless token and gives the account all of it: for
// demonstrations and tests.
func DeployDemoToken(ctx context.Context, c *Client, a *Account, supply *big.Int, o Options) (common.Address, Receipt, error) {
	code, err := initCode("DemoToken", a.address, supply)
	if err != nil {
		return common.Address{}, Receipt{}, err
	}
	return c.create(ctx, a, "DemoToken", code, o)
}

// TokenBalance is what an account holds of an ERC-20 token, in its smallest unit.
func (c *Client) TokenBalance(ctx context.Context, token, holder common.Address) (*big.Int, error) {
	b := bindings.NewDemoToken()
	return read(ctx, c, target{"token", token}, b.PackBalanceOf(holder), b.UnpackBalanceOf)
}
