package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier"
	"vitalproof/verifier/onchain"
)

type submitOptions struct {
	act        actFlags
	request    string
	signed     []string
	pay, enrol bool
}

// mostSubmitted is how many answers the gate takes at once.
const mostSubmitted = 32

func newContractSubmitCommand(a *app) *cobra.Command {
	var o submitOptions
	cmd := &cobra.Command{
		Use:   "submit --request FILE --signed FILE ATTESTATION...",
		Short: "hand attestations in at the gate",
		Long: `Checks attestations and consents against the request on this machine, asks the gate
whether it would accept them, and sends them: one alone, or up to 32 of one epoch in
one verification, which is cheaper. If one of several is refused, none is accepted,
and the command names it; those that were accepted before are passed over.

Anyone may submit anyone's: the account in the proof is paid, whoever sends it. With
--pay the vault books and pays the rebate in the same transaction, with --enrol the
study enrols the participant; both take one attestation.

  vitalproof contract submit --request epoch0.request --signed my.consent \
      --dry-run my.attestation`,
		Args:              cobra.RangeArgs(1, mostSubmitted),
		ValidArgsFunction: files("attestation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 && (o.pay || o.enrol) {
				return usagef("--pay and --enrol take one attestation").
					withHint(`submit them together, then book each with "vitalproof contract pot claim" or "vitalproof contract study enrol"`)
			}
			return a.submitAnswers(cmd.Context(), o, args)
		},
	}
	o.act.add(cmd)
	cmd.Flags().StringVar(&o.request, "request", "", "the request `file` that is answered")
	cmd.Flags().StringArrayVar(&o.signed, "signed", nil, "`file` of the consent to an attestation; one for each")
	cmd.Flags().BoolVar(&o.pay, "pay", false, "book the rebate and pay it, too")
	cmd.Flags().BoolVar(&o.enrol, "enrol", false, "enrol the participant into the epoch's study, too")
	required(cmd, "request", "signed")
	cmd.MarkFlagsMutuallyExclusive("pay", "enrol")
	fileFlag(cmd, "request", "request")
	fileFlag(cmd, "signed", "consent")
	return cmd
}

func (a *app) submitAnswers(ctx context.Context, o submitOptions, paths []string) error {
	return o.act.do(ctx, a, func(s *onchain.System, who *onchain.Account, options onchain.Options) (view, error) {
		now, err := s.Client().Now(ctx)
		if err != nil {
			return nil, err
		}
		d := s.Deployment()
		consents, err := a.readConsents(o.signed)
		if err != nil {
			return nil, err
		}
		var answers []onchain.Answer
		var r *request.Request
		for _, path := range paths {
			var made attestation.Attestation
			if r, made, err = a.answerFor(o.request, path, &d, verifier.Options{Now: now, AllowDevelopment: !a.production}); err != nil {
				return nil, err
			}
			signature, err := consentFor(consents, signedConsent(&d, consentTo(r, made), nil))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			answer, err := onchain.NewAnswer(made, signature)
			if err != nil {
				return nil, badFile(path, err)
			}
			answers = append(answers, answer)
		}
		v, err := o.send(ctx, s, who, r.Gate, answers, options)
		var member *onchain.BatchError
		if errors.As(err, &member) && member.Index >= 0 && member.Index < len(paths) {
			f := classify(err)
			return nil, &fault{
				f.code, fmt.Errorf("%s: %w; none of the others was accepted", paths[member.Index], member.Err),
				afterMining(err, "leave it out, and send the others again"),
			}
		}
		return v, err
	})
}

func (o *submitOptions) send(ctx context.Context, s *onchain.System, who *onchain.Account, g *request.Gate, answers []onchain.Answer, options onchain.Options) (view, error) {
	if len(answers) > 1 {
		n, receipt, err := s.SubmitBatch(ctx, who, g.Policy, g.Epoch, answers, options)
		if err != nil {
			return nil, err
		}
		v := sent(fmt.Sprintf("%d answers", len(answers)), "", "accepted", receipt)
		v.Accepted = &n
		return v, nil
	}
	one, state, submit := answers[0], "accepted", s.Submit
	switch {
	case o.pay:
		state, submit = "accepted and paid", s.SubmitAndPay
	case o.enrol:
		state, submit = "accepted and enrolled", s.SubmitAndEnrol
	}
	receipt, err := submit(ctx, who, g.Policy, g.Epoch, one, options)
	var refusal *onchain.Refusal
	if o.pay && errors.As(err, &refusal) && refusal.Reason == "RebateNotOwed" && !errors.Is(err, onchain.ErrMinedFail) {
		// The vault books before it pays, so here it can only mean that it has paid.
		return nil, &fault{exitCounted, err, "the rebate was paid before; " + nothingSent}
	}
	if err != nil {
		return nil, err
	}
	return sent("answer", statement.FormatField(one.Nullifier), state, receipt), nil
}

// consentFile is a consent with its signature in bytes.
type consentFile struct {
	*signed
	signature []byte
}

func (a *app) readConsents(paths []string) ([]consentFile, error) {
	var all []consentFile
	for _, path := range paths {
		s, signature, err := a.readSigned(path, consentFormat)
		if err != nil {
			return nil, err
		}
		all = append(all, consentFile{s, signature})
	}
	return all, nil
}

// consentFor finds the consent whose every field is the one wanted, and gives its
// signature.
func consentFor(consents []consentFile, want *signed) ([]byte, error) {
	for _, c := range consents {
		want.Signature = c.Signature
		wanted, err := want.marshal()
		if err != nil {
			return nil, err
		}
		have, err := c.marshal()
		if err != nil {
			return nil, err
		}
		if bytes.Equal(wanted, have) {
			return c.signature, nil
		}
	}
	return nil, errOtherConsent
}
