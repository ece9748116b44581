package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

type proveOptions struct {
	holder, passphraseFile, record, request, out string
	end, recipient, deadline, cache              string
	dryRun, force                                bool
	service                                      serviceFlags
	subject                                      string
	yes, keep                                    bool
}

func newProveCommand(a *app) *cobra.Command {
	var o proveOptions
	cmd := &cobra.Command{
		Use:   "prove --holder FILE --record FILE --request FILE --out FILE",
		Short: "answer a request with a proof, on this machine or by a service",
		Long: `Says who asks for what and what the answer will disclose, checks the claim on the
record, and proves it. If the record misses a limit, the command says which and by
how much, to its user alone, writes nothing and ends with exit code 4.

Without --server no reading leaves this machine. With --server the claim is checked
here all the same, and only then a prover service gets the readings of the window
and the holder's secret, which its operator could keep: the command asks before
that, or takes --yes. What comes back is verified here, and removed there unless
--keep is given. An interrupt stops the proof there too.

The window ends on --end, or else on the latest day that the request allows and
whose window meets the claim.
An answer to a contract needs the account that is paid and a deadline for its
submission. --dry-run checks and proves nothing.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.service.alone(cmd, "subject", "idempotency-key", "yes", "keep"); err != nil {
				return err
			}
			return a.prove(cmd.Context(), o)
		},
	}
	o.add(cmd)
	return cmd
}

func (o *proveOptions) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.holder, "holder", "", "the holder `file`")
	passphraseFlag(cmd, &o.passphraseFile, "the holder file")
	f.StringVar(&o.record, "record", "", "the record `file`")
	f.StringVar(&o.request, "request", "", "the request `file`")
	f.StringVar(&o.out, "out", "", "the attestation `file` to write, - for standard output")
	f.StringVar(&o.end, "end", "", "last `day` of the window")
	f.StringVar(&o.recipient, "recipient", "", "`address` that a contract pays")
	f.StringVar(&o.deadline, "deadline", "", "last `time` to submit the answer to a contract")
	f.BoolVar(&o.dryRun, "dry-run", false, "check the claim and write nothing")
	f.BoolVar(&o.force, "force", false, "replace the file if it exists")
	cacheFlag(cmd, &o.cache)
	o.service.add(cmd)
	o.service.repeatable(cmd)
	f.StringVar(&o.subject, "subject", "", "a `name` under which the service can erase everything about the person")
	f.BoolVar(&o.yes, "yes", false, "show the readings and the secret to the service without asking")
	f.BoolVar(&o.keep, "keep", false, "leave the finished proof on the service")
	complete(cmd, "subject")
	required(cmd, "holder", "record", "request")
	cmd.MarkFlagsMutuallyExclusive("server", "cache")
	cmd.MarkFlagsOneRequired("out", "dry-run")
	cmd.MarkFlagsRequiredTogether("recipient", "deadline")
	for _, name := range []string{"holder", "record", "request"} {
		fileFlag(cmd, name, name)
	}
	fileFlag(cmd, "out", "attestation")
}

// answer is what prove prints.
type answer struct {
	Meets       bool     `json:"meets"`
	Claim       string   `json:"claim"`
	Discloses   []string `json:"discloses"`
	Circuit     string   `json:"circuit"`
	Development bool     `json:"development_keys"`
	File        string   `json:"file,omitempty"`
	Nullifier   string   `json:"nullifier,omitempty"`
	Server      string   `json:"server,omitempty"` // that sees readings and secret
	Proof       string   `json:"proof,omitempty"`  // its id there
	Seconds     float64  `json:"prove_seconds,omitempty"`
}

func (a *app) prove(ctx context.Context, o proveOptions) error {
	end, err := dayFlag("end", o.end)
	if err != nil {
		return err
	}
	if err := a.mayProve(o); err != nil {
		return err
	}
	r, entry, err := a.readRequest(o.request)
	if err != nil {
		return err
	}
	payee, err := o.payee(r, a.now())
	if err != nil {
		return err
	}
	if !a.now().Before(r.Expires) {
		return fmt.Errorf("%s: %w", o.request, request.ErrExpired)
	}
	result := &answer{
		Claim: r.Claim.Sentence(), Discloses: disclosed(r, entry), Circuit: entry.Name, Development: entry.IsDevelopment(),
		Server: o.service.o.Address,
	}
	a.sayRequest(r, result)
	holder, record, err := a.openRecord(ctx, o.holder, o.passphraseFile, o.record)
	if err != nil {
		return err
	}
	secret := holder.Secret()
	plan, err := a.plan(r, record, secret, end)
	if err != nil {
		return err
	}
	result.Meets = true
	if o.dryRun {
		return a.print(result, func(w io.Writer) { fmt.Fprintln(w, "the record meets the claim") })
	}
	if o.service.o.Address != "" {
		return a.proveThere(ctx, o, &errand{plan: plan, secret: secret, payee: payee, circuit: entry.Name}, result)
	}
	made, took, err := a.makeProof(ctx, o.cache, entry, plan, secret, payee)
	if err != nil {
		return err
	}
	return a.handOver(o, made, took, result)
}

// mayProve refuses early what would be refused late.
func (a *app) mayProve(o proveOptions) error {
	if o.dryRun {
		return nil
	}
	if o.service.o.Address != "" && !o.yes && !a.canAsk() {
		return usagef("there is no terminal to ask whether the service may see the readings and the secret").
			withHint("add --yes if it may")
	}
	return checkOut(o.out, o.force)
}

// handOver writes an attestation and tells of it.
func (a *app) handOver(o proveOptions, made attestation.Attestation, took time.Duration, result *answer) error {
	data, err := attestation.Marshal(made)
	if err != nil {
		return err
	}
	if err := a.writeOut(o.out, data, modePublic, o.force); err != nil || o.out == stdio {
		return err
	}
	result.File, result.Seconds = o.out, took.Seconds()
	result.Nullifier = statement.FormatField(made.Inputs.Nullifier)
	return a.print(result, func(w io.Writer) { fmt.Fprintf(w, "%s proved in %.1f s\n", o.out, took.Seconds()) })
}

// payee reads what a contract's request needs and others do not take.
func (o *proveOptions) payee(r *request.Request, now time.Time) (*request.Payee, error) {
	switch {
	case r.Gate == nil && o.recipient == "":
		return nil, nil
	case r.Gate == nil:
		return nil, request.ErrPayee
	case o.recipient == "":
		return nil, request.ErrNoPayee
	}
	to, err := request.ParseAddress(o.recipient)
	if err != nil {
		return nil, usagef("--recipient: %w", err)
	}
	deadline, err := unixFlag("deadline", o.deadline)
	if err != nil {
		return nil, err
	}
	if deadline <= uint64(now.Unix()) {
		return nil, usagef("--deadline: the time has passed")
	}
	return &request.Payee{Recipient: to, Deadline: deadline}, nil
}

// disclosed lists everything that a verifier learns from an answer.
func disclosed(r *request.Request, e lock.Entry) []string {
	where := fmt.Sprintf("scope %q", r.Scope)
	if r.Gate != nil {
		where = "this contract and these terms"
	}
	issuer := fmt.Sprintf("that one of %d trusted issuers sealed the readings, and not which", len(r.Issuers))
	if len(r.Issuers) == 1 {
		issuer = "who sealed the readings: the request trusts one issuer alone"
	}
	list := []string{
		"that the claim holds, and not by how much", issuer,
		"a number that is yours in " + where + " alone, so that you count once",
	}
	list = append(list, fmt.Sprintf("that your sensor reads every %d minutes, and the window of %d days", e.IntervalMinutes, e.Days))
	if g := r.Gate; g != nil {
		list = append(list, fmt.Sprintf("for ever, on chain %d in contract 0x%x: the account that is paid, the deadline, and when it is submitted", g.ChainID, g.Address))
	}
	return list
}

func (a *app) sayRequest(r *request.Request, result *answer) {
	a.say("%s asks: %s", indented(r.From), result.Claim)
	a.say("you agree: %s", indented(r.Consent))
	a.say("the answer discloses:")
	for _, d := range result.Discloses {
		a.say("  - %s", d)
	}
	if result.Development {
		a.warn("circuit %s has development keys: anyone can forge answers, so yours proves nothing", result.Circuit)
	}
}

// plan evaluates the claim before anything is proved, and checks that the
// statement's other parts hold, so that the errors are about causes.
func (a *app) plan(r *request.Request, record *statement.Record, secret statement.Secret, end claim.Day) (*local.Plan, error) {
	if secret.Subject(record.Issuer) != record.Subject {
		return nil, statement.ErrOtherSubject
	}
	set, err := r.IssuerSet()
	if err != nil {
		return nil, err
	}
	if _, err := set.Path(record.Issuer); err != nil {
		return nil, err
	}
	if record.Metric != r.Claim.Metric {
		return nil, fmt.Errorf("%w: the record holds %s, the claim asks for %s", local.ErrOtherCircuit, record.Metric.Name(), r.Claim.Metric.Name())
	}
	if end == 0 {
		if end, err = local.BestEnd(r, record); err != nil {
			return nil, err
		}
	}
	plan, err := local.NewPlan(r, record, end)
	if errors.Is(err, statement.ErrNotInRecord) {
		return nil, fmt.Errorf("%w: it holds %s to %s, the window would be the %d days that end on %s",
			err, record.FirstDay, record.LastDay(), r.Claim.Days, end)
	}
	if err != nil {
		return nil, err
	}
	if !plan.Result.OK {
		return nil, a.explain(plan.Result)
	}
	a.say("the %d days that end on %s meet the claim", r.Claim.Days, end)
	return plan, nil
}

// explain tells the holder what is missing. Its figures are health data: they go
// to standard error, which nobody pipes to a verifier, and not into the error.
func (a *app) explain(result claim.Result) error {
	var names []string
	for _, c := range result.Failed() {
		a.say("fails: %s: %s, wanted %s%s", c.Sentence, c.Have, c.Want, after(c.Margin))
		names = append(names, c.Name)
	}
	return fmt.Errorf("%w: %s", local.ErrClaimFails, strings.Join(names, ", "))
}

func (a *app) makeProof(ctx context.Context, cache string, entry lock.Entry, plan *local.Plan, secret statement.Secret, payee *request.Payee) (attestation.Attestation, time.Duration, error) {
	var none attestation.Attestation
	store, err := keys.Open(cache)
	if err != nil {
		return none, 0, err
	}
	loaded, err := a.loadKey(ctx, store, entry)
	if err != nil {
		return none, 0, err
	}
	m := a.newMeter()
	m.step("proving", 0, 0)
	start := time.Now()
	made, err := interruptible(ctx, m, func(keys.Progress) (attestation.Attestation, error) {
		return local.Prove(ctx, loaded, plan, secret, payee)
	})
	return made, time.Since(start), err
}
