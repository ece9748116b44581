package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

type proveOptions struct {
	holder, passphraseFile, request, out string
	records, codesets                    []string
	end, recipient, deadline, cache      string
	dryRun, force                        bool
	service                              serviceFlags
	subject                              string
	yes, keep                            bool
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
A request may ask for several claims at once: give a --record for each metric. All
are proved or none, and only that all hold is disclosed. A claim about codes needs
the set it names: --codeset, unless the set comes with the program.
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
	f.StringArrayVar(&o.records, "record", nil, "a record `file`; once for each metric that the request asks about")
	f.StringArrayVar(&o.codesets, "codeset", nil, "a `file` with a set of codes that a claim names")
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
	for _, name := range []string{"holder", "record", "request", "codeset"} {
		fileFlag(cmd, name, name)
	}
	fileFlag(cmd, "out", "attestation")
}

// answer is what prove prints.
type answer struct {
	Meets       bool     `json:"meets"`
	Claims      []string `json:"claims"`
	Discloses   []string `json:"discloses"`
	Circuits    []string `json:"circuits"`
	Development bool     `json:"development_keys"`
	File        string   `json:"file,omitempty"`
	Nullifier   string   `json:"nullifier,omitempty"`
	Server      string   `json:"server,omitempty"` // that sees readings and secret
	Proofs      []string `json:"proofs,omitempty"` // their ids there
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
	r, _, err := a.readRequest(o.request)
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
	result, err := newAnswer(r, o)
	if err != nil {
		return err
	}
	if err := a.sayRequest(r, result); err != nil {
		return err
	}
	sets, err := a.readCodesets(o.codesets)
	if err != nil {
		return err
	}
	from, err := a.openRecords(ctx, o)
	if err != nil {
		return err
	}
	from.sets = sets
	errands, err := a.errands(r, from, payee, end)
	if err != nil {
		return err
	}
	result.Meets = true
	if o.dryRun {
		return a.print(result, func(w io.Writer) { fmt.Fprintln(w, "the record meets the claim") })
	}
	if o.service.o.Address != "" {
		return a.proveThere(ctx, o, errands, result)
	}
	start := time.Now()
	made, err := a.proveHere(ctx, o.cache, errands)
	if err != nil {
		return err
	}
	return a.handOver(o, made, time.Since(start), result)
}

func newAnswer(r *request.Request, o proveOptions) (*answer, error) {
	if err := r.CheckCurrent(); err != nil {
		return nil, err
	}
	entries, err := entriesOf(r)
	if err != nil {
		return nil, err
	}
	result := &answer{Server: o.service.o.Address, Development: development(entries) != "", Discloses: disclosed(r)}
	for i, p := range r.Parts() {
		result.Claims = append(result.Claims, p.Claim.Sentence())
		result.Circuits = append(result.Circuits, entries[i].Name)
	}
	return result, nil
}

// openRecords opens the holder's file and the records.
func (a *app) openRecords(ctx context.Context, o proveOptions) (from evidence, err error) {
	holder, err := a.openHolder(ctx, o.holder, o.passphraseFile)
	if err != nil {
		return from, err
	}
	for _, path := range o.records {
		record, err := readRecord(holder, path)
		if err != nil {
			return from, err
		}
		from.records = append(from.records, record)
	}
	from.secret = holder.Secret()
	return from, nil
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
func disclosed(r *request.Request) []string {
	where := fmt.Sprintf("scope %q", r.Scope)
	if r.Gate != nil {
		where = fmt.Sprintf("epoch %d of policy 0x%x", r.Gate.Epoch, r.Gate.Policy)
	}
	issuer := fmt.Sprintf("that one of %d trusted issuers sealed the readings, and not which", len(r.Issuers))
	if len(r.Issuers) == 1 {
		issuer = "who sealed the readings: the request trusts one issuer alone"
	}
	holds := "that the claim holds, and not by how much"
	switch n := len(r.Parts()); {
	case n == 2:
		holds = "that both claims hold, and not by how much"
	case n > 2:
		holds = fmt.Sprintf("that all %d claims hold, and not by how much", n)
	}
	list := []string{holds, issuer, "a number that is yours in " + where + " alone, so that you count once"}
	for _, p := range r.Parts() {
		if line := disclosedBy(p.Claim); !slices.Contains(list, line) {
			list = append(list, line)
		}
	}
	if g := r.Gate; g != nil {
		list = append(list, fmt.Sprintf("for ever, on chain %d in contract 0x%x: the account that is paid, the deadline, and when it is submitted", g.ChainID, g.Address))
	}
	return list
}

// disclosedBy is what a claim tells besides that it holds.
func disclosedBy(c claim.Claim) string {
	switch c.Metric.Family() {
	case claim.Series:
		return fmt.Sprintf("that your sensor reads every %d minutes, and the window of %d days", c.Metric.IntervalMinutes(), c.Days)
	case claim.Codes:
		return fmt.Sprintf("that a list of %s codes was sealed for you; not which codes, nor how many", c.Metric.Name())
	default:
		return fmt.Sprintf("that a record of %s was sealed for you, and the window of %d days", c.Metric.Name(), c.Days)
	}
}

func (a *app) sayRequest(r *request.Request, result *answer) error {
	if n := len(result.Claims); n > 1 {
		a.say("%s asks for %d claims, all or none:", indented(r.From), n)
		for i, c := range result.Claims {
			a.say("  %d. %s", i+1, c)
		}
	} else {
		a.say("%s asks: %s", indented(r.From), result.Claims[0])
	}
	a.say("you agree: %s", indented(r.Consent))
	a.say("the answer discloses:")
	for _, d := range result.Discloses {
		a.say("  - %s", d)
	}
	return a.warnDevelopment(r, "answers, so yours proves nothing")
}

// proveHere proves all claims on this machine, one after the other.
func (a *app) proveHere(ctx context.Context, cache string, errands []*errand) (attestation.Attestation, error) {
	var none attestation.Attestation
	store, err := keys.Open(cache)
	if err != nil {
		return none, err
	}
	prover := local.Prover{AllowDevelopment: !a.production}
	var parts []attestation.Attestation
	for _, e := range errands {
		loaded, err := a.loadKey(ctx, store, e.entry)
		if err != nil {
			return none, err
		}
		m := a.newMeter()
		m.step(e.about+"proving", 0, 0)
		part, err := interruptible(ctx, m, func(keys.Progress) (attestation.Attestation, error) {
			return prover.Prove(ctx, loaded, e.plan, e.secret, e.payee)
		})
		if err != nil {
			return none, err
		}
		parts = append(parts, part)
	}
	return attestation.Join(parts)
}
