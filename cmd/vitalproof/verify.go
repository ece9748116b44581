package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/verifier"
)

type verifyOptions struct {
	request, seen string
}

func newVerifyCommand(a *app) *cobra.Command {
	var o verifyOptions
	cmd := &cobra.Command{
		Use:   "verify --request FILE ATTESTATION",
		Short: "decide whether an attestation answers a request",
		Long: `Checks the proof under the circuit's pinned key, and that every public input is
the one the request asks for. "-" reads the attestation from standard input. If the
request asks for several claims, each must be answered, by one holder.

With --seen the nullifier of each accepted answer is kept in a file, one a line,
and a second answer of the same holder is refused with exit code 7. Use one file
for each scope. It may be shared by several processes of one machine.

With --production answers under development keys, which anyone can forge, are
refused.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("attestation"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.verify(args[0], o)
		},
	}
	cmd.Flags().StringVar(&o.request, "request", "", "the request `file` that is answered")
	cmd.Flags().StringVar(&o.seen, "seen", "", "`file` of the nullifiers accepted so far; made if it does not exist")
	required(cmd, "request")
	fileFlag(cmd, "request", "request")
	fileFlag(cmd, "seen", "seen")
	return cmd
}

// verdict is what verify prints. It says that the claim holds or not, and never
// by how much: the proof does not tell.
type verdict struct {
	Accepted     bool     `json:"accepted"`
	Check        string   `json:"check,omitempty"` // the first check that failed
	Reason       string   `json:"reason,omitempty"`
	Claims       []string `json:"claims"`
	Circuits     []string `json:"circuits"`
	Development  bool     `json:"development_keys"`
	Nullifier    string   `json:"nullifier"`
	Participants *int     `json:"participants,omitempty"` // with --seen
}

func (a *app) verify(path string, o verifyOptions) error {
	// In production development keys are part of the verdict.
	r, _, err := a.parseRequest(o.request)
	if err != nil {
		return err
	}
	data, err := a.readIn(path, attestation.MaxBytes)
	if err != nil {
		return err
	}
	answer, err := attestation.Parse(data)
	if err != nil {
		return badFile(path, err)
	}
	v := &verdict{Accepted: true, Nullifier: statement.FormatField(answer.Inputs.Nullifier)}
	entries, err := entriesOf(r)
	if err != nil {
		return err
	}
	v.Development = development(entries) != ""
	for i, p := range r.Parts() {
		v.Claims, v.Circuits = append(v.Claims, p.Claim.Sentence()), append(v.Circuits, entries[i].Name)
	}
	failure := verifier.Check(r, answer, a.checkOptions())
	if failure != nil {
		v.refuse(failedCheck(failure), failure)
		failure = &fault{exitRefused, fmt.Errorf("the attestation is refused: %s: %w", v.Check, failure), refusalHint(v.Check)}
	} else if o.seen != "" {
		count, err := countParticipant(o.seen, answer.Inputs.Nullifier)
		if err != nil && !errors.Is(err, errSeen) {
			return err
		}
		v.Participants = &count
		if err != nil {
			v.refuse("seen", err)
			failure = &fault{exitCounted, err, "one holder counts once; nothing was added"}
		}
	}
	if v.Accepted && o.seen == "" {
		a.say("without --seen a second answer of the same holder is not noticed")
	}
	if v.Accepted && v.Development {
		a.warn("circuit %s has development keys: anyone can forge answers", development(entries))
	}
	if err := a.print(v, v.text); err != nil {
		return err
	}
	return failure
}

func (v *verdict) refuse(check string, reason error) {
	v.Accepted, v.Check, v.Reason = false, check, reason.Error()
}

func (v *verdict) text(w io.Writer) {
	if v.Accepted {
		fmt.Fprintln(w, "accepted")
		for _, c := range v.Claims {
			row(w, "claim", "%s", c)
		}
	} else {
		fmt.Fprintf(w, "refused: %s\n", v.Check)
		row(w, "reason", "%s", v.Reason)
	}
	if v.Participants != nil {
		row(w, "participants", "%d", *v.Participants)
	}
}

// refusals name the check behind each error of the verifier.
var refusals = []struct {
	is    error
	check string
	hint  string
}{
	{verifier.ErrExpired, "expires", "make a new request"},
	{verifier.ErrParts, "claims", "the answer is for another request"},
	{verifier.ErrCircuit, "circuit", "the answer is for another request"},
	{verifier.ErrDevelopment, "production", "a circuit with keys from a ceremony is needed"},
	{verifier.ErrNullifierZero, "nullifier", ""},
	{verifier.ErrDeadline, "deadline", "ask the holder for a fresh answer"},
	{verifier.ErrClosed, "submit-until", "make a new request"},
	{request.ErrNoPayee, "payee", "ask for an answer that names recipient and deadline"},
	{request.ErrPayee, "payee", "the answer is for a contract"},
	{attestation.ErrProofEncoding, "proof", "ask for the attestation file again and do not edit it"},
	{attestation.ErrProofInvalid, "proof", "ask for the attestation file again and do not edit it"},
}

func failedCheck(err error) string {
	var mismatch *verifier.MismatchError
	if errors.As(err, &mismatch) {
		return mismatch.Input
	}
	for _, r := range refusals {
		if errors.Is(err, r.is) {
			return r.check
		}
	}
	return "proof" // whatever else fails, fails on the way to an accepted proof
}

func refusalHint(check string) string {
	for _, r := range refusals {
		if r.check == check {
			return r.hint
		}
	}
	return "the answer is for another request" // a public input differs
}
