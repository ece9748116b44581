package main

import (
	"context"
	"fmt"
	"io"
	"math/big"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractPolicyCommand(a *app) *cobra.Command {
	return group("policy", "say on the chain what is asked for, epoch by epoch",
		newPolicyAddCommand(a), newPolicyShowCommand(a), newPolicyListCommand(a), newPolicyCloseCommand(a))
}

type policyOptions struct {
	act                                      actFlags
	claim                                    claimFlags
	consent                                  consentFlags
	issuers, sponsor                         string
	epochDays, epochs, submitDays, validDays uint16
}

func newPolicyAddCommand(a *app) *cobra.Command {
	var o policyOptions
	cmd := &cobra.Command{
		Use:   "add",
		Short: "add a policy, for its owner",
		Long: `Adds what is asked for: the claim, whose seals count, and when. A policy never changes;
its id is the hash of its content.

--earliest and --latest say when the window of epoch 0 ends; that of epoch n ends n
times --epoch-days later. Proofs are taken for --submit-days after the epoch's last
day, and count for --valid-days after it. The range from --earliest to --latest must
be shorter than an epoch, so that no window serves two.

The sponsor, the sender unless --sponsor names another, may close the policy and
open its pot and its studies. Holders consent to the words of --consent; the chain
keeps their hash, so publish them.

  vitalproof contract policy add --claim consensus-2019-adult --metric glucose-5min \
      --days 14 --earliest 2026-08-17 --latest 2026-08-17 --issuers trusted.issuers \
      --epoch-days 14 --epochs 26 --submit-days 60 --valid-days 120 --consent-file consent.txt`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE:              func(cmd *cobra.Command, _ []string) error { return a.addPolicy(cmd.Context(), &o) },
	}
	o.act.add(cmd)
	o.claim.add(cmd)
	o.consent.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.issuers, "issuers", "", "the issuer set `file` whose seals count")
	f.StringVar(&o.sponsor, "sponsor", "", "`address` that answers for the policy (default: the sender's)")
	f.Uint16Var(&o.epochDays, "epoch-days", 0, "`days` from one epoch to the next")
	f.Uint16Var(&o.epochs, "epochs", 1, "`number` of epochs")
	f.Uint16Var(&o.submitDays, "submit-days", 0, "`days` after an epoch's last day in which proofs are taken")
	f.Uint16Var(&o.validDays, "valid-days", 0, "`days` after an epoch's last day for which a result counts")
	required(cmd, "issuers", "epoch-days", "submit-days", "valid-days")
	fileFlag(cmd, "issuers", "issuers")
	for _, name := range []string{"sponsor", "epoch-days", "epochs", "submit-days", "valid-days"} {
		complete(cmd, name)
	}
	return cmd
}

// policy puts a policy together, all but the sponsor.
func (o *policyOptions) policy(a *app) (p statement.EVMPolicy, err error) {
	c, err := o.claim.read(a)
	if err != nil {
		return p, err
	}
	entry, err := circuitFor(c)
	if err != nil {
		return p, err
	}
	if p.Verifier, err = entry.VerifierID(); err != nil {
		return p, err
	}
	if p.Issuers, err = a.rootOf(o.issuers); err != nil {
		return p, err
	}
	if p.Claim, err = claimField(c); err != nil {
		return p, err
	}
	if p.Sponsor, err = addressFlag("sponsor", o.sponsor); err != nil {
		return p, err
	}
	text, err := o.consent.read(a)
	if err != nil {
		return p, err
	}
	p.Purpose = statement.Keccak256([]byte(text))
	p.EpochDays, p.Epochs, p.SubmitDays, p.ValidDays = o.epochDays, o.epochs, o.submitDays, o.validDays
	switch {
	case p.ValidDays < p.SubmitDays:
		return p, usagef("--valid-days: results would expire before proofs stop being taken, --submit-days %d", p.SubmitDays)
	case p.Epochs == 0:
		return p, usagef("--epochs: want at least 1")
	case claim.Day(p.EpochDays) <= c.LatestEnd-c.EarliestEnd:
		return p, usagef("--epoch-days: %d are no more than the %d from --earliest to --latest: one window could serve two epochs",
			p.EpochDays, c.LatestEnd-c.EarliestEnd)
	}
	if _, err := p.Terms(p.Epochs - 1); err != nil {
		return p, err
	}
	return p, o.rehearse(a, p, c, entry, text)
}

// rehearse makes the request of epoch 0, so that no policy is added for which no
// request can be made.
func (o *policyOptions) rehearse(a *app, p statement.EVMPolicy, c claim.Claim, e lock.Entry, consent string) error {
	set, err := a.readIssuerSet(o.issuers)
	if err != nil {
		return err
	}
	id, err := statement.ParseCircuitID(e.ID)
	if err != nil {
		return err
	}
	r := request.Request{
		From: "rehearsal", Consent: consent, Circuit: id, Claim: c, Issuers: set.Keys(),
		Gate: &request.Gate{EpochDays: p.EpochDays, Epochs: p.Epochs, SubmitDays: p.SubmitDays, ValidDays: p.ValidDays, Sponsor: p.Sponsor},
	}
	if err := r.Settle(); err != nil {
		return err
	}
	r.Expires = time.Unix(int64(r.Gate.SubmitUntil), 0)
	_, _, err = a.completeRequest(&r)
	return err
}

func claimField(c claim.Claim) (statement.Field, error) {
	w, err := c.Word()
	if err != nil {
		return statement.Field{}, err
	}
	return statement.FieldFromBig(w)
}

func (a *app) addPolicy(ctx context.Context, o *policyOptions) error {
	p, err := o.policy(a)
	if err != nil {
		return err
	}
	return o.act.do(ctx, a, func(s *onchain.System, who *onchain.Account, options onchain.Options) (view, error) {
		if o.sponsor == "" {
			p.Sponsor = who.Address()
		}
		if now, err := s.Client().Now(ctx); err == nil {
			if terms, err := p.Terms(p.Epochs - 1); err == nil && terms.SubmitUntil < uint64(now.Unix()) {
				a.warn("the last epoch took proofs until %s: nobody can answer this policy", unixText(terms.SubmitUntil))
			}
		}
		id, done, err := s.AddPolicy(ctx, who, p, options)
		return outcome("policy", hashText(id), "added", done), err
	})
}

// policyView is a policy as commands print it.
type policyView struct {
	ID         string      `json:"id"`
	Number     uint32      `json:"number"`
	Closed     bool        `json:"closed"`
	Sentence   string      `json:"sentence"` // of epoch 0
	Circuit    string      `json:"circuit"`
	Verifier   string      `json:"verifier_id"`
	Issuers    string      `json:"issuers_root"`
	Claim      string      `json:"claim"` // claim word of epoch 0
	EpochDays  uint16      `json:"epoch_days"`
	Epochs     uint16      `json:"epochs"`
	SubmitDays uint16      `json:"submit_days"`
	ValidDays  uint16      `json:"valid_days"`
	Sponsor    string      `json:"sponsor"`
	Purpose    string      `json:"purpose"`
	Open       []epochView `json:"open_epochs"` // the next that take proofs, at most mostEpochs
}

// epochView is an epoch of a policy.
type epochView struct {
	Epoch       uint16 `json:"epoch"`
	Sentence    string `json:"sentence"`
	EarliestEnd string `json:"earliest_end"`
	LatestEnd   string `json:"latest_end"`
	SubmitUntil string `json:"submit_until"`
	Expiry      string `json:"valid_until"`
}

// mostEpochs bounds the epochs that are listed: a policy may have 65,535.
const mostEpochs = 6

func newPolicyView(p onchain.Policy) *policyView {
	sentence := "a claim that this version cannot read"
	if p.ClaimErr == nil {
		sentence = p.Claim.Sentence()
	}
	return &policyView{
		ID: hashText(p.ID), Number: p.Number, Closed: p.Closed, Sentence: sentence, Circuit: oneLine(p.Circuit),
		Verifier: hashText(p.Terms.Verifier), Issuers: statement.FormatField(p.Terms.Issuers), Claim: statement.FormatField(p.Terms.Claim),
		EpochDays: p.Terms.EpochDays, Epochs: p.Terms.Epochs, SubmitDays: p.Terms.SubmitDays, ValidDays: p.Terms.ValidDays,
		Sponsor: fmt.Sprintf("0x%x", p.Terms.Sponsor), Purpose: hashText(p.Terms.Purpose), Open: []epochView{},
	}
}

func newEpochView(t statement.EVMTerms) (epochView, error) {
	c, err := claim.FromWord(t.Claim.BigInt(new(big.Int)))
	if err != nil {
		return epochView{}, err
	}
	return epochView{t.Epoch, c.Sentence(), c.EarliestEnd.String(), c.LatestEnd.String(), unixText(t.SubmitUntil), unixText(t.Expiry)}, nil
}

// open lists the epochs that take proofs at a time, or will.
func (v *policyView) open(p onchain.Policy, now time.Time) error {
	if p.ClaimErr != nil {
		return nil
	}
	for e := 0; e < int(p.Terms.Epochs) && len(v.Open) < mostEpochs; e++ {
		t, err := p.Terms.Terms(uint16(e))
		if err != nil {
			return err
		}
		if t.SubmitUntil < uint64(now.Unix()) {
			continue
		}
		shown, err := newEpochView(t)
		if err != nil {
			return err
		}
		v.Open = append(v.Open, shown)
	}
	return nil
}

func (v *policyView) text(w io.Writer) {
	state := "takes proofs"
	switch {
	case v.Closed:
		state = "closed"
	case len(v.Open) == 0:
		state = "over"
	}
	fmt.Fprintf(w, "%s policy %d: %s\n", v.ID, v.Number, state)
	row(w, "claim", "%s", v.Sentence)
	row(w, "circuit", "%s", v.Circuit)
	row(w, "verifier", "%s", v.Verifier)
	row(w, "issuers", "%s", v.Issuers)
	row(w, "epochs", "%d of %d days; proofs for %d days after each, results for %d", v.Epochs, v.EpochDays, v.SubmitDays, v.ValidDays)
	row(w, "sponsor", "%s", v.Sponsor)
	row(w, "purpose", "%s", v.Purpose)
	for _, e := range v.Open {
		row(w, fmt.Sprintf("epoch %d", e.Epoch), "windows that end %s to %s, submit until %s, counts until %s", e.EarliestEnd, e.LatestEnd, e.SubmitUntil, e.Expiry)
	}
}

func newPolicyShowCommand(a *app) *cobra.Command {
	var chain chainFlags
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "say in words what a policy asks for",
		Long: `Reads a policy, checks that its content has the id, and says what it asks for and
which epochs take proofs.

  vitalproof contract policy show 0x... --rpc http://localhost:8545`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := policyArgument(args[0])
			if err != nil {
				return err
			}
			ctx := cmd.Context()
			return chain.ask(ctx, a, func(s *onchain.System) (view, error) {
				p, err := s.Policy(ctx, id)
				if err != nil {
					return nil, err
				}
				now, err := s.Client().Now(ctx)
				if err != nil {
					return nil, err
				}
				v := newPolicyView(p)
				return v, v.open(p, now)
			})
		},
	}
	chain.add(cmd)
	return cmd
}

func policyArgument(text string) ([32]byte, error) {
	id, err := request.ParseHash(text)
	if err != nil {
		return id, usagef("%s: %w", text, err).withHint(`"vitalproof contract policy list" lists them`)
	}
	return id, nil
}

type policyList []*policyView

func (l policyList) text(w io.Writer) {
	for _, v := range l {
		state := "open"
		if v.Closed {
			state = "closed"
		}
		fmt.Fprintf(w, "%s  %-6s  %-18s  %d epochs of %d days  %s\n", v.ID, state, v.Circuit, v.Epochs, v.EpochDays, v.Sentence)
	}
}

func newPolicyListCommand(a *app) *cobra.Command {
	var chain chainFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list all policies, oldest first",
		Long: `Lists all policies, closed ones among them. --json has the epochs that take proofs.

  vitalproof contract policy list --rpc http://localhost:8545`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			return chain.ask(ctx, a, func(s *onchain.System) (view, error) {
				now, err := s.Client().Now(ctx)
				if err != nil {
					return nil, err
				}
				all, err := s.Policies(ctx)
				list := policyList{}
				for _, p := range all {
					v := newPolicyView(p)
					if err := v.open(p, now); err != nil {
						return nil, err
					}
					list = append(list, v)
				}
				return list, err
			})
		},
	}
	chain.add(cmd)
	return cmd
}

func newPolicyCloseCommand(a *app) *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use:   "close ID",
		Short: "end a policy for ever",
		Long: `Ends a policy for ever: it takes no more proofs. What was accepted goes on to count.
The sponsor's act works at once; the owner's waits for the timelock.

  vitalproof contract policy close 0x... --keystore insurer.json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := policyArgument(args[0])
			if err != nil {
				return err
			}
			return f.do(cmd.Context(), a, func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				done, err := s.ClosePolicy(cmd.Context(), who, id, o)
				return outcome("policy", hashText(id), "closed", done), err
			})
		},
	}
	f.add(cmd)
	return cmd
}
