package onchain

import (
	"context"
	"errors"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

// Each refusal comes with the contract's own word for it, from Check and from
// Submit, and leaves no record.
func TestAContractsRefusalIsNamed(t *testing.T) {
	ctx := context.Background()
	s, g, v := deployVector(t)
	for _, c := range []struct {
		name   string
		change func(*attestation.Attestation)
		want   string
	}{
		{"a deadline that has passed", func(a *attestation.Attestation) { a.Payee.Deadline = uint64(now(t, s).Unix()) - 1 }, "DeadlinePassed"},
		{"a deadline of 0", func(a *attestation.Attestation) { a.Payee.Deadline = 0 }, "DeadlinePassed"},
		{"no recipient", func(a *attestation.Attestation) { a.Payee.Recipient = [20]byte{} }, "RecipientZero"},
		{"a nullifier of 0", func(a *attestation.Attestation) { a.Inputs.Nullifier.SetZero() }, "NullifierOutOfRange"},
		// A right proof, but its scope and context are of another chain and gate.
		{"a proof for another gate", func(*attestation.Attestation) {}, "ProofInvalid"},
		{"another nullifier", func(a *attestation.Attestation) { a.Inputs.Nullifier.SetOne() }, "ProofInvalid"},
		{"a proof of zeros", func(a *attestation.Attestation) { clear(a.Proof[:]) }, "ProofInvalid"},
		{"a point off its curve", func(a *attestation.Attestation) { a.Proof[0] ^= 1 }, "ProofInvalid"},
		{"a commitment off its curve", func(a *attestation.Attestation) { a.Proof[256] ^= 1 }, "CommitmentInvalid"},
		{"a commitment without its proof", func(a *attestation.Attestation) { copy(a.Proof[320:], a.Proof[:64]) }, "CommitmentInvalid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, payee := v.attestation, *v.attestation.Payee
			a.Payee = &payee
			c.change(&a)
			mustRefuse(t, g.Check(ctx, a, v.consent), c.want)
			_, err := g.Submit(ctx, a, v.consent)
			mustRefuse(t, err, c.want)
			if until, err := g.ValidUntil(ctx, a.Inputs.Nullifier); err != nil || until != 0 {
				t.Errorf("a record until %d, %v", until, err)
			}
		})
	}
	t.Run("no payee", func(t *testing.T) {
		a := v.attestation
		a.Payee = nil
		if _, err := g.Submit(ctx, a, v.consent); !errors.Is(err, request.ErrNoPayee) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a closed gate", func(t *testing.T) {
		a, payee := v.attestation, *v.attestation.Payee
		payee.Deadline = 1<<64 - 1
		a.Payee = &payee
		if err := s.AdjustTime(25 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if uint64(now(t, s).Unix()) <= g.Gate.Policy.SubmitUntil {
			t.Fatal("the chain's clock did not move")
		}
		mustRefuse(t, g.Check(ctx, a, v.consent), "SubmissionsClosed")
		_, err := g.Submit(ctx, a, v.consent)
		mustRefuse(t, err, "SubmissionsClosed")
	})
}

func TestAnUnknownNullifierHasNoRecord(t *testing.T) {
	_, g, v := deployVector(t)
	var largest statement.Field
	largest.SetOne()
	largest.Neg(&largest)
	for _, n := range []statement.Field{{}, v.attestation.Inputs.Nullifier, largest} {
		if until, err := g.ValidUntil(context.Background(), n); err != nil || until != 0 {
			t.Errorf("%s: until %d, %v", statement.FormatField(n), until, err)
		}
	}
}

func TestTermsThatNoGateMayHaveAreNotDeployed(t *testing.T) {
	s, v := newChain(t), loadVector(t)
	for name, change := range map[string]func(*statement.EVMPolicy){
		"no end of submissions":   func(p *statement.EVMPolicy) { p.SubmitUntil = 0 },
		"no issuers":              func(p *statement.EVMPolicy) { p.Issuers.SetZero() },
		"a claim of no format":    func(p *statement.EVMPolicy) { p.Claim.SetZero() },
		"a validity of 2^64 less": func(p *statement.EVMPolicy) { p.Validity = 1<<64 - 1 },
	} {
		p := v.policy
		change(&p)
		if _, err := s.Deploy(context.Background(), v.entry, p); err == nil {
			t.Errorf("%s: deployed", name)
		}
	}
	if _, err := s.Deploy(context.Background(), v.entry, v.policy); err != nil {
		t.Errorf("the vector's own terms: %v", err)
	}
	unknown := v.entry
	unknown.Name = "glucose-1min-7d"
	if _, err := s.Deploy(context.Background(), unknown, v.policy); err == nil {
		t.Error("a circuit without a contract: deployed")
	}
}

func TestACancelledCallIsNoRefusal(t *testing.T) {
	_, g, v := deployVector(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	err := g.Check(ctx, v.attestation, v.consent)
	var refusal *Refusal
	if err == nil || errors.As(err, &refusal) {
		t.Errorf("got %v", err)
	}
}
