package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"vitalproof/benchmarks/command"
	"vitalproof/verifier/onchain"
)

// app is what all commands share: the streams, the clock and the flags that
// every command has. Results go to stdout, everything said to a person to stderr.
type app struct {
	stdin  *os.File
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time

	json       bool // print the result as one JSON value
	production bool // refuse development keys
}

func newApp() *app {
	return &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
}

// run executes a command line and gives the exit code. The first interrupt
// cancels the context, so that commands can clean up; a second one kills.
func run(a *app, args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)

	root := newRootCommand(a)
	root.SetArgs(args)
	started := trackStart(root)
	err := root.ExecuteContext(ctx)
	if err != nil && !*started {
		err = usageFrom(err)
	}
	if err != nil && ctx.Err() != nil {
		err = interruptedBy(err)
	}
	return a.report(a.inProduction(err))
}

// interruptedBy keeps what an interrupted command was doing, where it may have sent
// a transaction or can go on; whatever broke first, the person stopped it.
func interruptedBy(err error) error {
	var partial *onchain.PartialError
	if errors.As(err, &partial) || errors.Is(err, onchain.ErrSent) || errors.Is(err, command.ErrKept) {
		return &fault{code: exitInterrupted, err: fmt.Errorf("interrupted: %w", err)}
	}
	return errInterrupted
}

// report prints an error and its hint, and gives the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return exitOK
	}
	f := classify(err)
	fmt.Fprintf(a.stderr, "error: %s\n", oneLine(f.Error()))
	if f.hint != "" {
		fmt.Fprintf(a.stderr, "hint: %s\n", f.hint)
	}
	return f.code
}

// oneLine keeps an error on one line and a path from steering the terminal.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsGraphic(r) {
			return r
		}
		return '?'
	}, s)), " ")
}

// say tells the person at the terminal something that is not a result.
func (a *app) say(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

func (a *app) warn(format string, args ...any) { a.say("warning: "+format, args...) }

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "vitalproof",
		Short: "prove statements about health readings without showing the readings",
		Long: `Vitalproof proves statements about a person's health data without showing any of
it: glucose, heart rate, steps, blood pressure, laboratory values, diagnoses and
more. An issuer seals the data, its holder proves a claim about it, and anyone with
the request verifies the proof. "vitalproof claims" lists what can be claimed.

A first round, with everybody's files in one directory:

  vitalproof issuer new --name "City clinic" --out clinic.issuer
  vitalproof issuer set --out trusted.issuers clinic.pub
  vitalproof holder new --out me.holder
  vitalproof holder card --holder me.holder --issuer clinic.pub --out me.card
  vitalproof seal --issuer clinic.issuer --card me.card --input export.csv --out me.record
  vitalproof request new --from "A study" --claim consensus-2019-adult \
      --metric glucose-15min --days 30 --earliest 2026-06-01 --latest 2026-06-30 \
      --issuers trusted.issuers --scope "study 12" --consent "I take part." \
      --expires 2099-12-31 --out study.request
  vitalproof prove --holder me.holder --record me.record --request study.request --out me.attestation
  vitalproof verify --request study.request --seen study.seen me.attestation

A service that proves and collects answers for others is "vitalproof serve"; prove
and request take --server to use one. Contracts that pay for answers are deployed and
used with "vitalproof contract".

With --production nothing is asked, proved, accepted or deployed under development
keys, which anyone can forge with.

Results go to standard output, everything else to standard error.
"vitalproof help exit-codes" lists the exit codes.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          subcommandArgs,
		RunE:          missingSubcommand,
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().BoolVar(&a.json, "json", false, "print the result as JSON")
	addProduction(a, root)
	root.AddCommand(
		newInspectCommand(a), newIssuerCommand(a), newHolderCommand(a), newSealCommand(a),
		newRequestCommand(a), newProveCommand(a), newVerifyCommand(a),
		newCircuitsCommand(a), newKeysCommand(a), newCeremonyCommand(a), newClaimsCommand(a), newCodesetCommand(a), newVersionCommand(a),
		newServeCommand(a), newWorkerCommand(a), newAccessCommand(a), newStoreCommand(a), newAuditCommand(a),
		newProofCommand(a), newHealthCommand(a), newContractCommand(a), newBenchCommand(a),
		newExitCodesTopic(),
		newDemoCommand(a),
	)
	return root
}

// group makes a command that only holds others.
func group(use, short string, commands ...*cobra.Command) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short, Args: subcommandArgs, RunE: missingSubcommand}
	c.AddCommand(commands...)
	return c
}

func subcommandArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s has no command %q", cmd.CommandPath(), args[0]).
			withHint("%s", `there are `+subcommands(cmd))
	}
	return nil
}

func missingSubcommand(cmd *cobra.Command, _ []string) error {
	return usagef("%s needs a command", cmd.CommandPath()).withHint("%s", `there are `+subcommands(cmd))
}

func subcommands(cmd *cobra.Command) string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return strings.Join(names, ", ")
}

// trackStart wraps every command so that it is known whether its own code began:
// an error from before that is one of usage.
func trackStart(root *cobra.Command) *bool {
	started := new(bool)
	var wrap func(*cobra.Command)
	wrap = func(c *cobra.Command) {
		if inner := c.RunE; inner != nil {
			c.RunE = func(cmd *cobra.Command, args []string) error {
				*started = true
				return inner(cmd, args)
			}
		}
		for _, sub := range c.Commands() {
			wrap(sub)
		}
	}
	wrap(root)
	return started
}

var errInterrupted = errors.New("interrupted")
