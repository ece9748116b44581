package onchain

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain/bindings"
)

// Who sent a batch has paid for it, whichever member is to blame.
func TestABatchThatFailedInABlockIsNotToldAsUnsent(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *world)
		want   string
	}{
		"a consent is withdrawn": {func(w *world) {
			a := w.answer(t, 1)
			if _, err := w.WithdrawConsentFor(ctx, w.accounts[3], withdrawalOf(w, a.Recipient, a.Deadline), signWithdrawal(t, w, 1, a), Options{}); err != nil {
				t.Error(err)
			}
		}, "ConsentIsWithdrawn"},
		"the policy is closed": {func(w *world) {
			if _, err := w.ClosePolicy(ctx, w.sponsor, w.policy.ID(), Options{}); err != nil {
				t.Error(err)
			}
		}, "PolicyIsClosed"},
	} {
		w := simulatedWorld(t)
		client, err := NewClient(ctx, &overtaking{Backend: w.puppets, before: func() { c.before(w) }})
		if err != nil {
			t.Fatal(err)
		}
		late := &System{client, w.d}
		n, r, err := late.SubmitBatch(ctx, w.accounts[2], w.policy.ID(), 0, []Answer{w.answer(t, 0), w.answer(t, 1)}, Options{})
		mustRefuse(t, err, c.want)
		var member *BatchError
		if !errors.Is(err, ErrMinedFail) || !errors.As(err, &member) || !strings.Contains(err.Error(), r.TxHash.Hex()) || r.Gas == 0 || n != 0 {
			t.Errorf("%s: %d, %+v, %v", name, n, r, err)
		}
	}
}

// Gas is not paid for what is bound to fail.

func TestAVerifierThatMayNotBeAddedIsNotDeployed(t *testing.T) {
	s, d, held := withTimelock(t, time.Hour)
	deployer, owner := s.Account(0), s.Account(1)
	own, _, err := Deploy(ctx, s.Client(), deployer, smallParams(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	open, err := Open(ctx, s.Client(), own)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		system  *System
		account *Account
		circuit string
		want    string
	}{
		"a stranger":            {open, s.Account(3), "glucose-15min-14d", "OwnableUnauthorizedAccount"},
		"the guardian's friend": {held, s.Account(3), "glucose-15min-14d", "AccessControlUnauthorizedAccount"},
		"the former deployer":   {held, deployer, "glucose-15min-14d", "AccessControlUnauthorizedAccount"},
		"one that is there":     {open, deployer, own.Verifiers[0].Circuit, "VerifierKnown"},
		"the same, held":        {held, owner, d.Verifiers[0].Circuit, "VerifierKnown"},
	} {
		for _, dry := range []bool{true, false} {
			before, err := s.client.node.BlockNumber(ctx)
			if err != nil {
				t.Fatal(err)
			}
			at, out, err := c.system.AddVerifier(ctx, c.account, entry(t, c.circuit), common.Address{}, smallParams(t), Options{DryRun: dry})
			mustRefuse(t, err, c.want)
			after, err := s.client.node.BlockNumber(ctx)
			if err != nil || after != before || at != (common.Address{}) || out.Receipt.Gas != 0 || out.Receipt.EstimatedGas != 0 {
				t.Errorf("%s: at %s, %+v, %v", name, at, out, err)
			}
		}
	}
	for name, c := range map[string]struct {
		system  *System
		account *Account
		want    State
	}{"the owner": {open, deployer, Done}, "the proposer": {held, owner, Scheduled}} {
		if _, out, err := c.system.AddVerifier(ctx, c.account, entry(t, "glucose-15min-14d"), common.Address{}, smallParams(t), Options{}); err != nil || out.State != c.want {
			t.Errorf("%s: %+v, %v", name, out, err)
		}
	}
}

// A verifier that could not be added is named, since it was paid for.
func TestAVerifierThatCouldNotBeAddedIsNamed(t *testing.T) {
	s := newChain(t)
	d, _, err := Deploy(ctx, s.Client(), s.Account(0), smallParams(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewClient(ctx, &failing{Backend: s.client.node, after: 1})
	if err != nil {
		t.Fatal(err)
	}
	e := entry(t, "glucose-15min-14d")
	at, out, err := (&System{c, *d}).AddVerifier(ctx, s.Account(0), e, common.Address{}, smallParams(t), Options{})
	var partial *PartialError
	if !errors.As(err, &partial) || !errors.Is(err, ErrUnreachable) || !partial.Usable || len(partial.Deployed) != 1 || partial.Deployed[0].Address != at ||
		!strings.Contains(err.Error(), at.Hex()) || out.Receipt.Gas == 0 {
		t.Fatalf("at %s, %+v, %v", at, out, err)
	}
	if _, out, err = (&System{s.client, *d}).AddVerifier(ctx, s.Account(0), e, at, smallParams(t), Options{}); err != nil || out.State != Done {
		t.Errorf("the next try: %+v, %v", out, err)
	}

	// One that a wrong chain has is of no use.
	c, err = NewClient(ctx, verdict{s.client.node, nil})
	if err != nil {
		t.Fatal(err)
	}
	e = entry(t, "glucose-15min-30d")
	at, _, err = (&System{c, *d}).AddVerifier(ctx, s.Account(0), e, common.Address{}, smallParams(t), Options{})
	if !errors.As(err, &partial) || !errors.Is(err, ErrProbe) || partial.Usable || !strings.Contains(err.Error(), "of no use: Groth16CommitmentVerifier at "+at.Hex()) {
		t.Errorf("got %v", err)
	}
}

func TestNothingIsApprovedThatIsNotThere(t *testing.T) {
	w := simulatedWorld(t)
	token := w.withPot(t, 0)
	before := w.block(t)
	for _, a := range []*Account{w.accounts[0], w.accounts[3]} { // who has 1000, and who has none
		for _, dry := range []bool{true, false} {
			r, err := w.Fund(ctx, a, w.policy.ID(), big.NewInt(1001), Options{DryRun: dry})
			mustRefuse(t, err, "ERC20InsufficientBalance")
			if r.Gas != 0 || !strings.Contains(err.Error(), "1001 are needed") {
				t.Errorf("%+v, %v", r, err)
			}
		}
		b := bindings.NewDemoToken()
		allowed, err := read(ctx, w.client, target{"token", token}, b.PackAllowance(a.address, w.d.Vault), b.UnpackAllowance)
		if err != nil || allowed.Sign() != 0 {
			t.Errorf("the vault may take %s, %v", allowed, err)
		}
	}
	if after := w.block(t); after != before {
		t.Errorf("block %d after %d", after, before)
	}
	if _, err := w.Fund(ctx, w.accounts[0], w.policy.ID(), big.NewInt(1000), Options{}); err != nil {
		t.Errorf("everything: %v", err)
	}
}

// The vault pays the account of the record, so whoever submits an answer for
// another account must not be told that this one was paid.
func TestNobodyElseIsPaidThanTheAnswerSays(t *testing.T) {
	w := simulatedWorld(t)
	token := w.withPot(t, 100)
	id, a, one := w.policy.ID(), w.accounts[2], w.answer(t, 0)
	if _, err := w.Submit(ctx, a, id, 0, one, Options{}); err != nil {
		t.Fatal(err)
	}
	two := one
	two.Recipient = common.Address{19: 7}
	for _, dry := range []bool{true, false} {
		_, err := w.SubmitAndPay(ctx, a, id, 0, two, Options{DryRun: dry})
		if !errors.Is(err, ErrOtherRecipient) || !strings.Contains(err.Error(), one.Recipient.Hex()) {
			t.Errorf("got %v", err)
		}
	}
	w.wantBalance(t, token, one.Recipient, 0)
	if _, err := w.SubmitAndPay(ctx, a, id, 0, one, Options{}); err != nil {
		t.Error(err)
	}
	w.wantBalance(t, token, one.Recipient, rebate.Int64())
	w.wantBalance(t, token, two.Recipient, 0)
}

// The registry would refuse these too, behind a timelock after its delay.
func TestAPolicyThatCannotBeIsNotSent(t *testing.T) {
	w := simulatedWorld(t)
	before := w.block(t)
	for name, change := range map[string]func(*statement.EVMPolicy){
		"results end before submissions": func(p *statement.EVMPolicy) { p.ValidDays = p.SubmitDays - 1 },
		"no epoch":                       func(p *statement.EVMPolicy) { p.Epochs = 0 },
		"epochs beyond the claim word":   func(p *statement.EVMPolicy) { p.Epochs, p.EpochDays = 1<<16-1, 1<<16-1 },
	} {
		p := w.policy
		change(&p)
		for _, dry := range []bool{true, false} {
			if _, _, err := w.AddPolicy(ctx, w.accounts[0], p, Options{DryRun: dry}); !errors.Is(err, statement.ErrPolicy) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		// That is what the registry itself says.
		data, err := bindings.NewPolicyRegistry().TryPackAdd(bindings.IPolicyRegistryPolicy{
			VerifierId: p.Verifier, Issuers: toBig(p.Issuers), Claim: toBig(p.Claim), EpochDays: p.EpochDays, Epochs: p.Epochs,
			SubmitDays: p.SubmitDays, ValidDays: p.ValidDays, Sponsor: p.Sponsor, Purpose: p.Purpose,
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.client.call(ctx, w.accounts[0].address, w.policies(), data)
		mustRefuse(t, err, "PolicyField")
	}
	if after := w.block(t); after != before {
		t.Errorf("block %d after %d", after, before)
	}
}
