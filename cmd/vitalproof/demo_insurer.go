package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

// Accounts of the simulated chain. The holder's is only paid: a relayer sends.
const (
	demoInsurerAccount = iota
	demoRelayerAccount
	demoThiefAccount
	demoHolderAccount
)

// demoRebate is what a holder is paid, in tokens without worth.
const demoRebate = 25

// demoUnit is how many of its smallest unit make one token.
var demoUnit = big.NewInt(1e18)

// insured is the insurer's part of the demonstration.
type insured struct {
	story  *story
	chain  *onchain.Simulated
	system *onchain.System
	token  common.Address

	policy [32]byte
	holder *onchain.Account
	asked  *request.Request
	made   attestation.Attestation
	answer onchain.Answer
}

// insure plays an insurer: it deploys the contracts, asks, and the gate accepts
// once and pays the holder.
func (s *story) insure(ctx context.Context, chain *onchain.Simulated, c claim.Claim) (*request.Request, attestation.Attestation, error) {
	p := &insured{story: s, chain: chain, holder: chain.Account(demoHolderAccount)}
	for _, step := range []func(context.Context, claim.Claim) error{p.deploy, p.ask, p.prove, p.submit, p.pay, p.withdraw} {
		if err := step(ctx, c); err != nil {
			return nil, p.made, err
		}
	}
	return p.asked, p.made, nil
}

// demoConsent is what the insurer's holders agree to.
const demoConsent = "A yes or no for this quarter is recorded on-chain. Nothing else is."

func (p *insured) deploy(ctx context.Context, _ claim.Claim) error {
	d, receipt, err := onchain.Deploy(ctx, p.chain.Client(), p.insurer(), onchain.DeployParams{
		Circuits: []lock.Entry{p.story.entry}, AllowDevelopment: true,
	}, onchain.Options{})
	if err != nil {
		return err
	}
	p.story.result.Onchain.DeployGas = receipt.Gas
	p.system, err = onchain.Open(ctx, p.chain.Client(), d)
	return err
}

func (p *insured) insurer() *onchain.Account { return p.chain.Account(demoInsurerAccount) }

// ask adds issuers, a policy and its pot, and makes the request from them.
func (p *insured) ask(ctx context.Context, c claim.Claim) error {
	now, err := p.chain.Now(ctx)
	if err != nil {
		return err
	}
	set, err := statement.NewIssuerSet(p.story.issuers)
	if err != nil {
		return err
	}
	const year = 365 * 24 * time.Hour
	if _, err := p.system.AddIssuers(ctx, p.insurer(), set.Root(), now.Add(-year), now.Add(year), "", onchain.Options{}); err != nil {
		return err
	}
	policy, err := p.quarter(c, set.Root(), now)
	if err != nil {
		return err
	}
	if p.policy, _, err = p.system.AddPolicy(ctx, p.insurer(), policy, onchain.Options{}); err != nil {
		return err
	}
	if err := p.fund(ctx); err != nil {
		return err
	}
	terms, err := p.system.RequestGate(ctx, p.policy, 0)
	if err != nil {
		return err
	}
	r, _, err := fromPolicy(terms, p.story.issuers, demoConsent, now)
	if err != nil {
		return err
	}
	r.From = "Example Insurer"
	p.asked, err = request.New(*r)
	return err
}

// quarter is a policy that takes proofs of the claim today, however old the
// readings are.
func (p *insured) quarter(c claim.Claim, issuers statement.Field, now time.Time) (statement.EVMPolicy, error) {
	verifier, err := p.story.entry.VerifierID()
	if err != nil {
		return statement.EVMPolicy{}, err
	}
	word, err := claimField(c)
	if err != nil {
		return statement.EVMPolicy{}, err
	}
	const quarter, week = 91, 7
	since := max(0, now.Unix()/(24*60*60)-int64(c.LatestEnd))
	if since+week+quarter > 1<<16-1 {
		return statement.EVMPolicy{}, usagef("the readings are too old for a policy")
	}
	return statement.EVMPolicy{
		Verifier: verifier, Issuers: issuers, Claim: word, EpochDays: quarter, Epochs: 4,
		SubmitDays: uint16(since + week), ValidDays: uint16(since + week + quarter),
		Sponsor: p.insurer().Address(), Purpose: statement.Keccak256([]byte(demoConsent)),
	}, nil
}

// fund opens the policy's pot and fills it.
func (p *insured) fund(ctx context.Context) (err error) {
	const holders = 100
	rebate := new(big.Int).Mul(big.NewInt(demoRebate), demoUnit)
	all := new(big.Int).Mul(rebate, big.NewInt(holders))
	if p.token, _, err = onchain.DeployDemoToken(ctx, p.chain.Client(), p.insurer(), all, onchain.Options{}); err != nil {
		return err
	}
	if _, err := p.system.OpenPot(ctx, p.insurer(), p.policy, p.token, rebate, holders, onchain.Options{}); err != nil {
		return err
	}
	_, err = p.system.Fund(ctx, p.insurer(), p.policy, all, onchain.Options{})
	return err
}

// prove is the holder's part: a proof that pays the holder's account, and the
// account's signature under the consent.
func (p *insured) prove(ctx context.Context, _ claim.Claim) error {
	now, err := p.chain.Now(ctx)
	if err != nil {
		return err
	}
	payee := &request.Payee{Recipient: p.holder.Address(), Deadline: uint64(now.Add(time.Hour).Unix())}
	if p.made, err = p.story.answer(ctx, p.asked, payee); err != nil {
		return err
	}
	d := p.system.Deployment()
	signature, err := p.holder.SignConsent(d.ChainID, d.Consents, consentTo(p.asked, p.made))
	if err != nil {
		return err
	}
	p.answer, err = onchain.NewAnswer(p.made, signature)
	return err
}

// submit has a thief try everything, the relayer's answer copied last: the gate
// takes that from anyone, for the holder.
func (p *insured) submit(ctx context.Context, _ claim.Claim) error {
	on := &p.story.result.Onchain
	on.TamperedRejected = p.tamper(ctx)
	receipt, err := p.send(ctx, demoThiefAccount, p.answer)
	if err != nil {
		return fmt.Errorf("the contract refused a good answer: %w", err)
	}
	on.Refusals = append(on.Refusals, "the holder's answer copied, and sent first: accepted, for the holder")
	on.Accepted, on.Gas, on.ExecutionGas = true, receipt.Gas, receipt.ExecutionGas
	on.ReplayRejected = p.refused("the same answer again", func() error {
		_, err := p.send(ctx, demoRelayerAccount, p.answer)
		return err
	})
	return nil
}

func (p *insured) send(ctx context.Context, account int, answer onchain.Answer) (onchain.Receipt, error) {
	return p.system.Submit(ctx, p.chain.Account(account), p.policy, p.asked.Gate.Epoch, answer, onchain.Options{})
}

// tamper sends altered answers, each of which the contract must refuse.
func (p *insured) tamper(ctx context.Context) bool {
	thief := p.chain.Account(demoThiefAccount)
	d := p.system.Deployment()
	all := true
	for _, t := range []struct {
		what   string
		change func(*onchain.Answer)
	}{
		{"one bit of the proof flipped", func(a *onchain.Answer) { a.Proof[attestation.ProofBytes-1] ^= 1 }},
		{"another nullifier", func(a *onchain.Answer) {
			a.Nullifier.Double(&a.Nullifier)
			a.Consent = p.consentOf(p.holder, d, *a)
		}},
		{"the consent of somebody else", func(a *onchain.Answer) { a.Consent = p.consentOf(thief, d, *a) }},
		{"the thief as recipient", func(a *onchain.Answer) {
			a.Recipient = thief.Address()
			a.Consent = p.consentOf(thief, d, *a)
		}},
		{"a later deadline", func(a *onchain.Answer) {
			a.Deadline++
			a.Consent = p.consentOf(p.holder, d, *a)
		}},
	} {
		forged := p.answer
		t.change(&forged)
		refused := p.refused(t.what, func() error {
			_, err := p.send(ctx, demoThiefAccount, forged)
			return err
		})
		all = all && refused
	}
	return all
}

// consentOf signs for an answer with an account of choice.
func (p *insured) consentOf(who *onchain.Account, d onchain.Deployment, a onchain.Answer) []byte {
	signature, err := who.SignConsent(d.ChainID, d.Consents, onchain.Consent{
		Participant: a.Recipient, Policy: p.policy, Epoch: p.asked.Gate.Epoch, Nullifier: a.Nullifier,
		Purpose: p.asked.ConsentHash(), ValidUntil: a.Deadline,
	})
	if err != nil {
		return nil // which is refused as well
	}
	return signature
}

// refused records what the contract said to a call that it must not accept.
func (p *insured) refused(what string, call func() error) bool {
	var refusal *onchain.Refusal
	answer := "ACCEPTED"
	err := call()
	if errors.As(err, &refusal) {
		answer = "refused: " + refusal.Reason
	} else if err != nil {
		answer = "failed: " + err.Error()
	}
	on := &p.story.result.Onchain
	on.Refusals = append(on.Refusals, what+": "+answer)
	return refusal != nil
}

// pay books the rebate and pays it, and looks at who has the money.
func (p *insured) pay(ctx context.Context, _ claim.Claim) error {
	on, relayer, epoch := &p.story.result.Onchain, p.chain.Account(demoRelayerAccount), p.asked.Gate.Epoch
	booked, err := p.system.ClaimRebate(ctx, relayer, p.policy, epoch, p.answer.Nullifier, onchain.Options{})
	if err != nil {
		return err
	}
	paid, err := p.system.WithdrawRebate(ctx, relayer, p.policy, epoch, p.answer.Nullifier, onchain.Options{})
	if err != nil {
		return err
	}
	on.RebateGas = booked.Gas + paid.Gas
	rebate := new(big.Int).Mul(big.NewInt(demoRebate), demoUnit)
	for account, want := range map[int]*big.Int{demoHolderAccount: rebate, demoThiefAccount: new(big.Int), demoRelayerAccount: new(big.Int)} {
		has, err := p.chain.Client().TokenBalance(ctx, p.token, p.chain.Account(account).Address())
		if err != nil {
			return err
		}
		if has.Cmp(want) != 0 {
			return faultf(exitInternal, "the vault paid the wrong account")
		}
	}
	on.CopyGainsNothing, on.RebatePaid = true, true
	return nil
}

// withdraw is the holder's second thought.
func (p *insured) withdraw(ctx context.Context, _ claim.Claim) error {
	if _, err := p.system.WithdrawConsent(ctx, p.holder, p.policy, onchain.Options{}); err != nil {
		return err
	}
	status, _, err := p.system.Status(ctx, p.policy, p.asked.Gate.Epoch, p.answer.Nullifier)
	p.story.result.Onchain.Withdrawn = status.String()
	if err == nil && status != onchain.ConsentWithdrawn {
		return faultf(exitInternal, "a withdrawn consent still counts")
	}
	return err
}
