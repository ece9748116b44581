package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractIssuerCommand(a *app) *cobra.Command {
	return group("issuer", "say on the chain whose seals count",
		newContractIssuerAddCommand(a), newContractIssuerRevokeCommand(a), newContractIssuerShowCommand(a))
}

// maxURI bounds where issuer keys are published: the chain keeps every byte.
const maxURI = 2048

func newContractIssuerAddCommand(a *app) *cobra.Command {
	var f actFlags
	var issuers, from, until, uri string
	cmd := &cobra.Command{
		Use:   "add --issuers FILE --from TIME --until TIME",
		Short: "add an issuer set, for its owner",
		Long: `Adds the root of an issuer set, which counts from --from to --until. The chain holds
the root alone: publish the file, and say where with --uri.

  vitalproof contract issuer add --issuers trusted.issuers --from 2026-01-01 \
      --until 2030-01-01 --uri https://insurer.example/trusted.issuers`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			root, err := a.rootOf(issuers)
			if err != nil {
				return err
			}
			first, err := unixFlag("from", from)
			if err != nil {
				return err
			}
			last, err := unixFlag("until", until)
			switch {
			case err != nil:
				return err
			case last < first:
				return usagef("--until lies before --from")
			case len(uri) > maxURI:
				return usagef("--uri: it has more than %d bytes", maxURI)
			}
			return f.do(cmd.Context(), a, func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				done, err := s.AddIssuers(cmd.Context(), who, root, time.Unix(int64(first), 0), time.Unix(int64(last), 0), uri, o)
				return outcome("issuers", statement.FormatField(root), "added", done), err
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&issuers, "issuers", "", "the issuer set `file`")
	cmd.Flags().StringVar(&from, "from", "", "`time` from which the set counts")
	cmd.Flags().StringVar(&until, "until", "", "last `time` at which the set counts")
	cmd.Flags().StringVar(&uri, "uri", "", "where the file is published, for those who read the chain")
	required(cmd, "issuers", "from", "until")
	fileFlag(cmd, "issuers", "issuers")
	for _, name := range []string{"from", "until", "uri"} {
		complete(cmd, name)
	}
	return cmd
}

// rootOf reads an issuer set file.
func (a *app) rootOf(path string) (statement.Field, error) {
	file, err := a.readIssuerSet(path)
	if err != nil {
		return statement.Field{}, err
	}
	set, err := statement.NewIssuerSet(file.Keys())
	if err != nil {
		return statement.Field{}, badFile(path, err)
	}
	return set.Root(), nil
}

// rootArgument takes a root, or an issuer set file for the one it has.
func (a *app) rootArgument(argument string) (statement.Field, error) {
	if root, err := statement.ParseField(argument); err == nil {
		return root, nil
	}
	if strings.HasPrefix(argument, "0x") {
		return statement.Field{}, usagef("%s is no root of an issuer set", argument).
			withHint("a root is 0x and 64 hexadecimal digits; an issuer set file does as well")
	}
	return a.rootOf(argument)
}

func newContractIssuerRevokeCommand(a *app) *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use:   "revoke ROOT|FILE.issuers",
		Short: "revoke an issuer set for ever",
		Long: `Revokes a set for ever: its proofs are refused, and what it vouched for counts no
more. Rebates that are booked stay owed. The guardian's act works at once; the
owner's waits for the timelock.

  vitalproof contract issuer revoke trusted.issuers --keystore guardian.json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("issuers"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := a.rootArgument(args[0])
			if err != nil {
				return err
			}
			return f.do(cmd.Context(), a, revokeIssuers(cmd.Context(), root))
		},
	}
	f.add(cmd)
	return cmd
}

func revokeIssuers(ctx context.Context, root statement.Field) act {
	return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
		done, err := s.RevokeIssuers(ctx, who, root, o)
		return outcome("issuers", statement.FormatField(root), "revoked", done), err
	}
}

// issuersView is what the chain knows of an issuer set.
type issuersView struct {
	Root    string `json:"root"`
	Known   bool   `json:"known"`
	Active  bool   `json:"active"`
	Revoked bool   `json:"revoked"`
	From    string `json:"from,omitempty"`
	Until   string `json:"until,omitempty"`
}

func (v *issuersView) text(w io.Writer) {
	state := "outside its time"
	switch {
	case !v.Known:
		state = "unknown"
	case v.Revoked:
		state = "revoked"
	case v.Active:
		state = "active"
	}
	fmt.Fprintf(w, "%s issuers: %s\n", v.Root, state)
	if v.Known {
		row(w, "counts", "from %s until %s", v.From, v.Until)
	}
}

func newContractIssuerShowCommand(a *app) *cobra.Command {
	var chain chainFlags
	cmd := &cobra.Command{
		Use:   "show ROOT|FILE.issuers",
		Short: "show what the chain knows of an issuer set",
		Long: `Says whether an issuer set counts now, and from when to when.

  vitalproof contract issuer show trusted.issuers --rpc http://localhost:8545`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("issuers"),
		RunE: func(cmd *cobra.Command, args []string) error {
			root, err := a.rootArgument(args[0])
			if err != nil {
				return err
			}
			return chain.ask(cmd.Context(), a, func(s *onchain.System) (view, error) {
				set, err := s.IssuerSet(cmd.Context(), root)
				v := &issuersView{Root: statement.FormatField(root), Known: set.Known, Active: set.Active, Revoked: set.Revoked}
				if set.Known {
					v.From, v.Until = set.From.UTC().Format(time.RFC3339), set.Until.UTC().Format(time.RFC3339)
				}
				return v, err
			})
		},
	}
	chain.add(cmd)
	return cmd
}
