package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/attestation"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/client"
	"vitalproof/verifier"
)

func newProofCommand(a *app) *cobra.Command {
	return group("proof", "look after proofs on a prover service",
		newProofListCommand(a), newProofGetCommand(a), newProofWatchCommand(a),
		newProofCancelCommand(a), newProofDeleteCommand(a), newProofEraseCommand(a))
}

// proofView is a proof as a service keeps it.
type proofView struct {
	ID       string `json:"id"`
	State    string `json:"state"`
	Stage    string `json:"stage,omitempty"`
	Position *int   `json:"queue_position,omitempty"` // while it is queued
	Circuit  string `json:"circuit"`
	Attempts uint32 `json:"attempts"`
	Created  string `json:"created"`
	Deadline string `json:"deadline"`
	Expires  string `json:"expires,omitempty"` // when it will be removed
	Failure  string `json:"failure,omitempty"`
	Reason   string `json:"reason,omitempty"`
	File     string `json:"file,omitempty"`
}

// newProofView takes nothing of a service that could steer the terminal.
func newProofView(p *v1.Proof) *proofView {
	v := &proofView{
		ID: oneLine(p.GetId()), State: stateName(p.GetState()), Stage: stageName(p.GetStage()), Circuit: oneLine(p.GetCircuit()), Attempts: p.GetAttempts(),
		Created: stampOf(p.GetCreateTime()), Deadline: stampOf(p.GetDeadline()), Expires: stampOf(p.GetExpireTime()),
		Failure: oneLine(p.GetFailure().GetMessage()), Reason: oneLine(p.GetFailure().GetReason()),
	}
	if p.GetState() == v1.ProofState_PROOF_STATE_QUEUED {
		before := int(p.GetQueuePosition())
		v.Position = &before
	}
	return v
}

// stampOf writes a time; "" if there is none.
func stampOf(t *timestamppb.Timestamp) string {
	if t == nil {
		return ""
	}
	return t.AsTime().Format(time.RFC3339)
}

func (v *proofView) text(w io.Writer) {
	row(w, "id", "%s", v.ID)
	row(w, "state", "%s", strings.TrimSpace(v.State+" "+v.Stage))
	if v.Position != nil {
		row(w, "position", "%d before it", *v.Position)
	}
	row(w, "circuit", "%s", v.Circuit)
	row(w, "attempts", "%d", v.Attempts)
	row(w, "created", "%s", v.Created)
	row(w, "deadline", "%s", v.Deadline)
	if v.Expires != "" {
		row(w, "removed", "%s", v.Expires)
	}
	if v.Reason != "" {
		row(w, "failure", "%s: %s", v.Reason, v.Failure)
	}
	if v.File != "" {
		row(w, "file", "%s", v.File)
	}
}

// proofStates are the names of the states that a list can be narrowed to.
func proofStates() []string {
	var names []string
	for n := int32(1); v1.ProofState_name[n] != ""; n++ {
		names = append(names, stateName(v1.ProofState(n)))
	}
	return names
}

func newProofListCommand(a *app) *cobra.Command {
	var s serviceFlags
	var states []string
	var circuit, subject string
	cmd := &cobra.Command{
		Use:               "list --server ADDRESS",
		Short:             "list proofs, newest first",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			question := &v1.ListProofsRequest{Circuit: circuit, Subject: subject}
			for _, name := range states {
				n, known := v1.ProofState_value["PROOF_STATE_"+strings.ToUpper(name)]
				if !known || n == 0 {
					return usagef("--state: want some of %s", strings.Join(proofStates(), ", "))
				}
				question.States = append(question.States, v1.ProofState(n))
			}
			return s.call(cmd.Context(), func(c *client.Client) error { return a.listProofs(cmd.Context(), c, question) })
		},
	}
	s.need(cmd)
	cmd.Flags().StringSliceVar(&states, "state", nil, "only proofs in these `states`")
	cmd.Flags().StringVar(&circuit, "circuit", "", "only proofs of this `circuit`")
	cmd.Flags().StringVar(&subject, "subject", "", "only proofs of the person of this `name`")
	complete(cmd, "state", proofStates()...)
	completeWith(cmd, "circuit", circuitNames)
	complete(cmd, "subject")
	return cmd
}

func (a *app) listProofs(ctx context.Context, c *client.Client, question *v1.ListProofsRequest) error {
	rows := []*proofView{}
	for p, err := range c.List(ctx, question) {
		if err != nil {
			return err
		}
		rows = append(rows, newProofView(p))
	}
	if len(rows) == 0 {
		a.say("no proofs")
	}
	return a.print(rows, func(w io.Writer) {
		for _, r := range rows {
			fmt.Fprintf(w, "%s  %-10s  %-18s  %s  %s\n", r.ID, r.State, r.Circuit, r.Created, r.Reason)
		}
	})
}

func newProofGetCommand(a *app) *cobra.Command {
	var s serviceFlags
	var out, requestFile string
	var force bool
	cmd := &cobra.Command{
		Use:   "get --server ADDRESS ID ...",
		Short: "show a proof, and fetch its attestation",
		Long: `Shows how a proof stands. With --out the attestation of one that succeeded is
verified here against --request, and written. Each claim of a request for several is
a proof of its own: give the ids of all, in the order of the claims.`,
		Args:              withIDs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				var proofs []*v1.Proof
				for _, id := range args {
					p, err := c.Get(cmd.Context(), id)
					if err != nil {
						return err
					}
					proofs = append(proofs, p)
				}
				if out != "" {
					if err := a.fetchProofs(proofs, requestFile, out, force); err != nil || out == stdio {
						return err
					}
				}
				return a.printProofs(proofs, out)
			})
		},
	}
	s.need(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the attestation `file` to write, - for standard output")
	cmd.Flags().StringVar(&requestFile, "request", "", "the request `file` that it must answer")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	cmd.MarkFlagsRequiredTogether("out", "request")
	fileFlag(cmd, "out", "attestation")
	fileFlag(cmd, "request", "request")
	return cmd
}

// printProofs prints one proof, or several as a list.
func (a *app) printProofs(proofs []*v1.Proof, file string) error {
	var all []*proofView
	for _, p := range proofs {
		v := newProofView(p)
		v.File = file
		all = append(all, v)
	}
	if len(all) == 1 {
		return a.print(all[0], all[0].text)
	}
	return a.print(all, func(w io.Writer) {
		for _, v := range all {
			v.text(w)
		}
	})
}

// fetchProofs writes an attestation that answers a request.
func (a *app) fetchProofs(proofs []*v1.Proof, requestFile, out string, force bool) error {
	r, _, err := a.readRequest(requestFile)
	if err != nil {
		return err
	}
	if n := len(r.Parts()); len(proofs) != n {
		return usagef("the request asks for %d claims, each a proof of its own", n).
			withHint("give %d ids, in the order of the claims", n)
	}
	var parts []attestation.Attestation
	for _, p := range proofs {
		switch {
		case p.GetFailure() != nil:
			return failed(p.GetFailure())
		case p.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED:
			return faultf(exitUnavailable, "the proof is %s: there is no attestation", stateName(p.GetState())).
				withHint(`"vitalproof proof watch" says when it is finished`)
		}
		part, err := attestation.Parse(p.GetAttestation())
		if err != nil {
			return refusedProof(err)
		}
		parts = append(parts, part)
	}
	made, err := attestation.Join(parts)
	if err == nil {
		err = verifier.Check(r, made, verifier.Options{Now: a.now(), AllowDevelopment: true})
	}
	if err != nil {
		return refusedProof(err)
	}
	data, err := attestation.Marshal(made)
	if err != nil {
		return err
	}
	return a.writeOut(out, data, modePublic, force)
}

func refusedProof(err error) *fault {
	return &fault{exitRefused, fmt.Errorf("the service's attestation is refused: %w", err), "is it the answer to this request?"}
}

// eventView is a step of a proof as watch prints it.
type eventView struct {
	Sequence uint64 `json:"sequence"`
	Time     string `json:"time"`
	State    string `json:"state"`
	Stage    string `json:"stage,omitempty"`
	Position *int   `json:"queue_position,omitempty"`
	Attempt  uint32 `json:"attempt"`
	Reason   string `json:"reason,omitempty"`
}

func newProofWatchCommand(a *app) *cobra.Command {
	var s serviceFlags
	var after uint64
	cmd := &cobra.Command{
		Use:   "watch --server ADDRESS ID",
		Short: "print the steps of a proof until it is finished",
		Long: `Prints a line for each step and each change of the place in the queue, and ends
with the proof. With --json each line is one JSON value. --after goes on after a
step that was seen before.`,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error { return a.watchProof(cmd.Context(), c, args[0], after) })
		},
	}
	s.need(cmd)
	cmd.Flags().Uint64Var(&after, "after", 0, "the `sequence` number of the last step seen")
	complete(cmd, "after")
	return cmd
}

func (a *app) watchProof(ctx context.Context, c *client.Client, id string, after uint64) error {
	for r, err := range c.Watch(ctx, id, after) {
		if err != nil {
			return err
		}
		e := r.GetEvent()
		v := eventView{
			Sequence: e.GetSequence(), Time: stampOf(e.GetTime()), State: stateName(e.GetState()), Stage: stageName(e.GetStage()),
			Attempt: e.GetAttempt(), Reason: oneLine(r.GetFailure().GetReason()),
		}
		if e.GetState() == v1.ProofState_PROOF_STATE_QUEUED {
			before := int(r.GetQueuePosition())
			v.Position = &before
		}
		line := fmt.Sprintf("%3d  %s  %s", v.Sequence, v.Time, stepText(r))
		if v.Reason != "" {
			line += ": " + v.Reason
		}
		if err := a.printLine(v, line); err != nil {
			return err
		}
	}
	return nil
}

// newProofVerb makes a command that does one thing to one proof.
func newProofVerb(use, short, long string, do func(ctx context.Context, c *client.Client, id string) error) *cobra.Command {
	var s serviceFlags
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long,
		Args:              withID(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error { return do(cmd.Context(), c, args[0]) })
		},
	}
	s.need(cmd)
	return cmd
}

func newProofCancelCommand(a *app) *cobra.Command {
	return newProofVerb("cancel --server ADDRESS ID", "stop a proof", "Stops a proof. One that is finished stays as it is.",
		func(ctx context.Context, c *client.Client, id string) error {
			p, err := c.Cancel(ctx, id)
			if err != nil {
				return err
			}
			v := newProofView(p)
			return a.print(v, v.text)
		})
}

func newProofDeleteCommand(a *app) *cobra.Command {
	return newProofVerb("delete --server ADDRESS ID", "stop a proof if need be, and remove it",
		"Removes everything kept about a proof. Removing what does not exist succeeds.",
		func(ctx context.Context, c *client.Client, id string) error {
			if err := c.Delete(ctx, id); err != nil {
				return err
			}
			return a.printDone(id, "deleted")
		})
}

func newProofEraseCommand(a *app) *cobra.Command {
	var s serviceFlags
	var subject string
	cmd := &cobra.Command{
		Use:   "erase --server ADDRESS --subject NAME",
		Short: "destroy everything that a service keeps about a person",
		Long: `Destroys the keys under which everything of the subject is kept, so that it stays
unreadable in backups too, and stops its proofs. For operators, and for the person
whose own credentials name the subject. Erasing what does not exist succeeds.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return s.call(cmd.Context(), func(c *client.Client) error {
				if err := c.EraseSubject(cmd.Context(), subject); err != nil {
					return err
				}
				return a.print(map[string]string{"state": "erased"}, func(w io.Writer) { fmt.Fprintln(w, "erased") })
			})
		},
	}
	s.need(cmd)
	cmd.Flags().StringVar(&subject, "subject", "", "the `name` that was given when submitting")
	required(cmd, "subject")
	complete(cmd, "subject")
	return cmd
}
