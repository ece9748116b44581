package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vitalproof/circuits/request"
	"vitalproof/verifier/onchain"
)

func newContractVerifierCommand(a *app) *cobra.Command {
	return group("verifier", "list, add and stop the verifiers of circuits",
		newVerifierListCommand(a), newVerifierAddCommand(a), newVerifierStopCommand(a))
}

// verifierView is a verifier contract as commands print it.
type verifierView struct {
	ID        string `json:"id"`
	Circuit   string `json:"circuit"`
	CircuitID string `json:"circuit_id"`
	KeyHash   string `json:"key_hash"`
	Address   string `json:"address"`
	Keys      string `json:"keys"`
	Active    bool   `json:"active"`
}

func newVerifierView(v onchain.Verifier) verifierView {
	return verifierView{
		ID: hashText(v.VerifierID), Circuit: oneLine(v.Circuit), CircuitID: v.CircuitID.String(), KeyHash: hashText(v.KeyHash),
		Address: v.Address.Hex(), Keys: oneLine(v.Ceremony), Active: v.Active,
	}
}

func (v verifierView) line() string {
	name, state := v.Circuit, "stopped"
	if name == "" {
		name = "unknown"
	}
	if v.Active {
		state = "active"
	}
	return fmt.Sprintf("%s  %-18s %s  %s", v.ID, name, v.Address, state)
}

type verifierList []verifierView

func (l verifierList) text(w io.Writer) {
	for _, v := range l {
		fmt.Fprintln(w, v.line())
	}
}

func newVerifierListCommand(a *app) *cobra.Command {
	var chain chainFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "list the verifiers that the router knows",
		Long: `Lists the verifiers of every circuit, oldest first, stopped ones among them.

  vitalproof contract verifier list --rpc http://localhost:8545`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return chain.ask(cmd.Context(), a, func(s *onchain.System) (view, error) {
				all, err := s.Verifiers(cmd.Context())
				list := verifierList{}
				for _, v := range all {
					list = append(list, newVerifierView(v))
				}
				return list, err
			})
		},
	}
	chain.add(cmd)
	return cmd
}

func newVerifierAddCommand(a *app) *cobra.Command {
	var f actFlags
	var address string
	var development bool
	cmd := &cobra.Command{
		Use:   "add CIRCUIT",
		Short: "add the verifier of a circuit, for its owner",
		Long: `Deploys a verifier of the circuit under its pinned key, checks it as deploy does, and
adds it to the router. Behind a timelock that takes the command twice: the second
time, after the delay, with the address that the first one printed.

  vitalproof contract verifier add glucose-5min-90d --development-keys
  vitalproof contract verifier add glucose-5min-90d --at 0x... --development-keys`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: circuitNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := entryByName(args[0])
			if err != nil {
				return err
			}
			at, err := addressFlag("at", address)
			if err != nil {
				return err
			}
			if e.IsDevelopment() && !development {
				return fmt.Errorf("%s: %w", e.Name, onchain.ErrDevelopmentKeys)
			}
			return f.do(cmd.Context(), a, func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				at, done, err := s.AddVerifier(cmd.Context(), who, e, at, onchain.DeployParams{AllowDevelopment: development}, o)
				var partial *onchain.PartialError
				if errors.As(err, &partial) && partial.Usable {
					f := classify(err)
					f.hint = "it need not be deployed again: add it with --at " + at.Hex()
					return nil, f
				}
				if err != nil {
					return nil, err
				}
				added := outcome("verifier of "+e.Name, at.Hex(), "added", done)
				added.Again = " with --at " + at.Hex() // without it, another would be deployed
				return added, nil
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&address, "at", "", "`address` of a verifier that is deployed already")
	cmd.Flags().BoolVar(&development, "development-keys", false, "add a circuit with development keys, under which anyone can forge proofs")
	complete(cmd, "at")
	return cmd
}

func newVerifierStopCommand(a *app) *cobra.Command {
	var f actFlags
	cmd := &cobra.Command{
		Use:   "stop ID",
		Short: "stop a verifier for ever",
		Long: `Stops a verifier for ever, so that no policy takes proofs that it would check and what
it accepted counts no more. Rebates that are booked stay owed. The guardian's stop
works at once; the owner's waits for the timelock.

  vitalproof contract verifier stop 0x... --keystore guardian.json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := request.ParseHash(args[0])
			if err != nil {
				return usagef("%s is no verifier id", args[0]).withHint(`"vitalproof contract verifier list" lists them`)
			}
			return f.do(cmd.Context(), a, stopVerifier(cmd.Context(), id))
		},
	}
	f.add(cmd)
	return cmd
}

func stopVerifier(ctx context.Context, id [32]byte) act {
	return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
		done, err := s.StopVerifier(ctx, who, id, o)
		return outcome("verifier", hashText(id), "stopped", done), err
	}
}
