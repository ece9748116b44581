package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

type contractRequestOptions struct {
	chain                               chainFlags
	consent                             consentFlags
	policy, issuers, from, expires, out string
	epoch                               uint16
	force                               bool
}

// Errors of a request that would not fit its policy.
var (
	errOtherIssuers = errors.New("the policy trusts other issuers")
	errOtherPurpose = errors.New("the policy asks for consent to other words")
	errPolicyOver   = errors.New("the policy takes no more proofs for this epoch")
)

func newContractRequestCommand(a *app) *cobra.Command {
	var o contractRequestOptions
	cmd := &cobra.Command{
		Use:   "request",
		Short: "make the request file for an epoch of a policy",
		Long: `Makes what holders answer with "vitalproof prove": the policy's claim for the epoch,
the issuer keys, the words of consent, and the gate. The chain keeps hashes of keys
and words; the command refuses files that do not have them.

  vitalproof contract request --policy 0x... --epoch 0 --issuers trusted.issuers \
      --consent-file consent.txt --from "Example Insurer" --out epoch0.request

The request expires with the epoch's last second for proofs, unless --expires says
otherwise.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.contractRequest(cmd.Context(), o) },
	}
	o.chain.add(cmd)
	o.consent.add(cmd)
	f := cmd.Flags()
	policyFlag(cmd, &o.policy)
	f.Uint16Var(&o.epoch, "epoch", 0, "`number` of the epoch, from 0")
	f.StringVar(&o.issuers, "issuers", "", "the issuer set `file` that the policy was added with")
	f.StringVar(&o.from, "from", "", "who asks; shown to the holder")
	f.StringVar(&o.expires, "expires", "", "`time` from which the request is not answered any more (default: the epoch's end)")
	f.StringVar(&o.out, "out", "", "the request `file` to write, - for standard output")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	required(cmd, "policy", "epoch", "issuers", "from", "out")
	fileFlag(cmd, "issuers", "issuers")
	fileFlag(cmd, "out", "request")
	for _, name := range []string{"epoch", "from", "expires"} {
		complete(cmd, name)
	}
	return cmd
}

func (a *app) contractRequest(ctx context.Context, o contractRequestOptions) error {
	if err := checkOut(o.out, o.force); err != nil {
		return err
	}
	policy, err := policyID(o.policy)
	if err != nil {
		return err
	}
	set, err := a.readIssuerSet(o.issuers)
	if err != nil {
		return err
	}
	consent, err := o.consent.read(a)
	if err != nil {
		return err
	}
	s, end, err := o.chain.open(ctx, a)
	if err != nil {
		return err
	}
	defer end()
	ask, err := s.RequestGate(ctx, policy, o.epoch)
	if err != nil {
		return err
	}
	now, err := s.Client().Now(ctx)
	if err != nil {
		return err
	}
	r, _, err := fromPolicy(ask, set.Keys(), consent, now)
	if err != nil {
		return err
	}
	r.From = o.from
	if o.expires != "" {
		if r.Expires, err = timeFlag("expires", o.expires); err != nil {
			return err
		}
		if !now.Before(r.Expires) {
			return usagef("--expires: the request would be expired already")
		}
	}
	made, data, err := a.completeRequest(r)
	if err != nil {
		return err
	}
	return a.writeRequest(o.out, made, data, o.force)
}

// fromPolicy makes the request that a policy asks for, and refuses files whose
// hashes are not the policy's.
func fromPolicy(ask onchain.Ask, issuers []statement.PublicKey, consent string, now time.Time) (*request.Request, lock.Entry, error) {
	var none lock.Entry
	set, err := statement.NewIssuerSet(issuers)
	if err != nil {
		return nil, none, err
	}
	entry, err := lock.ByID(ask.Circuit)
	if err != nil {
		return nil, none, err
	}
	c, err := claim.FromWord(ask.Claim.BigInt(new(big.Int)))
	if err != nil {
		return nil, none, fmt.Errorf("the policy's claim: %w", err)
	}
	switch {
	case ask.Closed:
		return nil, none, fmt.Errorf("%w: it is closed", errPolicyOver)
	case ask.Gate.SubmitUntil < uint64(now.Unix()):
		return nil, none, fmt.Errorf("%w: it took them until %s", errPolicyOver, unixText(ask.Gate.SubmitUntil))
	case set.Root() != ask.Issuers:
		return nil, none, fmt.Errorf("%w: root %s, and this file has %s", errOtherIssuers, statement.FormatField(ask.Issuers), statement.FormatField(set.Root()))
	case statement.Keccak256([]byte(consent)) != ask.Purpose:
		return nil, none, fmt.Errorf("%w: hash %s, and these have %s", errOtherPurpose, hashText(ask.Purpose), hashText(statement.Keccak256([]byte(consent))))
	}
	gate := ask.Gate
	return &request.Request{
		Consent: consent, Circuit: ask.Circuit, Claim: c, Issuers: set.Keys(), Gate: &gate,
		Expires: time.Unix(int64(gate.SubmitUntil)+1, 0).UTC(), // that second itself still counts
	}, entry, nil
}
