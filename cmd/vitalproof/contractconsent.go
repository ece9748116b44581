package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/verifier"
	"vitalproof/verifier/onchain"
)

// signFlags say how something is signed: by a key of this command, or by a wallet
// that is shown the text and whose signature is handed in afterwards.
type signFlags struct {
	account   accountFlags
	typedData bool
	signature string
	out       string
	force     bool
}

func (f *signFlags) add(cmd *cobra.Command, extension string) {
	f.account.add(cmd)
	cmd.Flags().BoolVar(&f.typedData, "typed-data", false, "print what a wallet signs (eth_signTypedData_v4), and sign nothing")
	cmd.Flags().StringVar(&f.signature, "signature", "", "a wallet's signature in `hexadecimal`, to be written to the file")
	cmd.Flags().StringVar(&f.out, "out", "", "the `file` to write, - for standard output")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace the file if it exists")
	cmd.MarkFlagsMutuallyExclusive("typed-data", "signature", "keystore")
	cmd.MarkFlagsOneRequired("typed-data", "out")
	cmd.MarkFlagsMutuallyExclusive("typed-data", "out")
	complete(cmd, "signature")
	fileFlag(cmd, "out", extension)
}

// toSign is what a participant is to sign.
type toSign struct {
	participant common.Address
	digest      [32]byte
	typedData   func() ([]byte, error)
	sign        func(*onchain.Account) ([]byte, error)
	file        func(signature []byte) *signed
}

var errOtherAccount = errors.New("this account's signature would not count")

// signedView is a signed file as commands print it.
type signedView struct {
	File        string `json:"file"`
	Participant string `json:"participant"`
	Policy      string `json:"policy"`
	ValidUntil  string `json:"valid_until"`
}

func (v *signedView) text(w io.Writer) {
	fmt.Fprintf(w, "%s signed by %s, valid until %s\n", v.File, v.Participant, v.ValidUntil)
}

// run prints what is to be signed, or signs it and writes the file.
func (f *signFlags) run(ctx context.Context, a *app, t toSign) error {
	if f.typedData {
		data, err := t.typedData()
		if err != nil {
			return err
		}
		return a.writeOut(stdio, append(data, '\n'), modePublic, false)
	}
	if err := checkOut(f.out, f.force); err != nil {
		return err
	}
	signature, err := f.sign(ctx, a, t)
	if err != nil {
		return err
	}
	file := t.file(signature)
	data, err := file.marshal()
	if err != nil {
		return err
	}
	if err := a.writeOut(f.out, data, modePublic, f.force); err != nil || f.out == stdio {
		return err
	}
	v := &signedView{f.out, file.Participant, file.Policy, unixText(file.ValidUntil)}
	return a.print(v, v.text)
}

func (f *signFlags) sign(ctx context.Context, a *app, t toSign) ([]byte, error) {
	if f.signature != "" {
		signature, err := parseSignature(f.signature)
		if err != nil {
			return nil, usagef("--signature: %w", err)
		}
		if !madeByKey(t.digest, signature, t.participant) {
			a.warn("the signature is not one by the key of %s: it counts only if that is a smart account that accepts it", t.participant.Hex())
		}
		return signature, nil
	}
	who, err := f.account.open(ctx, a)
	if err != nil {
		return nil, err
	}
	if who.Address() != t.participant {
		return nil, &fault{exitForeign, fmt.Errorf("%w: it is %s, and %s must sign", errOtherAccount, who.Address().Hex(), t.participant.Hex()),
			"sign with the account that the proof pays"}
	}
	return t.sign(who)
}

func newContractConsentCommand(a *app) *cobra.Command {
	var f signFlags
	var chain chainFlags
	var requestFile string
	cmd := &cobra.Command{
		Use:   "consent --request FILE --out FILE ATTESTATION",
		Short: "sign the consent that an attestation needs",
		Long: `Signs that the account in the proof agrees to the words of the request, for this one
answer, until its deadline. Asks no node: it needs the deployment file, the request
and the attestation, all of which it compares.

  vitalproof contract consent --request epoch0.request --keystore me.json \
      --out my.consent my.attestation

A wallet that keeps its key to itself is shown what --typed-data prints, and its
signature is made a file with --signature 0x...`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("attestation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := chain.read(a)
			if err != nil {
				return err
			}
			r, made, err := a.answerFor(requestFile, args[0], d, verifier.Options{Now: a.now(), AllowDevelopment: true})
			if err != nil {
				return err
			}
			c := consentTo(r, made)
			a.say("you agree: %s", indented(r.Consent))
			return f.run(cmd.Context(), a, toSign{
				participant: c.Participant, digest: c.Digest(d.ChainID, d.Consents),
				typedData: func() ([]byte, error) { return onchain.ConsentTypedData(d.ChainID, d.Consents, c) },
				sign:      func(who *onchain.Account) ([]byte, error) { return who.SignConsent(d.ChainID, d.Consents, c) },
				file:      func(signature []byte) *signed { return signedConsent(d, c, signature) },
			})
		},
	}
	f.add(cmd, "consent")
	chain.addDeployment(cmd)
	cmd.Flags().StringVar(&requestFile, "request", "", "the request `file` that the attestation answers")
	required(cmd, "request")
	fileFlag(cmd, "request", "request")
	return cmd
}

// answerFor reads a request and an attestation, and refuses an attestation that
// the gate would refuse.
func (a *app) answerFor(requestFile, path string, d *onchain.Deployment, o verifier.Options) (*request.Request, attestation.Attestation, error) {
	r, _, err := a.readRequest(requestFile)
	if err != nil {
		return nil, attestation.Attestation{}, err
	}
	if err := atGate(requestFile, r, d); err != nil {
		return nil, attestation.Attestation{}, err
	}
	made, err := a.readAttestation(path)
	if err != nil {
		return nil, made, err
	}
	// Until the request expires it is answered; what was answered is taken for as
	// long as the gate is open.
	open := *r
	if gate := time.Unix(int64(r.Gate.SubmitUntil)+1, 0); open.Expires.Before(gate) {
		open.Expires = gate
	}
	if err := verifier.Check(&open, made, o); err != nil {
		check := failedCheck(err)
		return nil, made, &fault{exitRefused, fmt.Errorf("%s: the attestation is refused: %s: %w", path, check, err), refusalHint(check)}
	}
	return r, made, nil
}

// consentTo is what the account in a proof agrees to.
func consentTo(r *request.Request, made attestation.Attestation) onchain.Consent {
	return onchain.Consent{
		Participant: made.Payee.Recipient, Policy: r.Gate.Policy, Epoch: r.Gate.Epoch, Nullifier: made.Inputs.Nullifier,
		Purpose: r.ConsentHash(), ValidUntil: made.Payee.Deadline,
	}
}
