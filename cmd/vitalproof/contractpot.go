package main

import (
	"context"
	"math/big"

	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractPotCommand(a *app) *cobra.Command {
	return group("pot", "look after the money of a policy's rebates",
		newPotOpenCommand(a), newPotFundCommand(a), newPotShowCommand(a), newPotClaimCommand(a), newPotReclaimCommand(a), newDemoTokenCommand(a))
}

func newPotOpenCommand(a *app) *cobra.Command {
	var policy, token, rebate string
	var most uint32
	return newActCommand(a, "open --policy ID --token ADDRESS --rebate AMOUNT --cap N", "open the pot of a policy, for its sponsor",
		`Opens the pot from which a policy's rebates are paid, once and for ever with these
terms: the token, the amount of one rebate in the token's smallest unit, and the most
rebates in an epoch. The token must keep balances: none that rebases.

  vitalproof contract pot open --policy 0x... --token 0x... --rebate 25e18 --cap 1000`,
		func(cmd *cobra.Command) {
			policyFlag(cmd, &policy)
			cmd.Flags().StringVar(&token, "token", "", "`address` of an ERC-20 token")
			cmd.Flags().StringVar(&rebate, "rebate", "", "`amount` of one rebate, such as 25000000 or 25e18")
			cmd.Flags().Uint32Var(&most, "cap", 0, "most `rebates` in an epoch")
			required(cmd, "policy", "token", "rebate", "cap")
			for _, name := range []string{"token", "rebate", "cap"} {
				complete(cmd, name)
			}
		},
		func(ctx context.Context) act {
			return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				id, err := policyID(policy)
				if err != nil {
					return nil, err
				}
				at, err := addressFlag("token", token)
				if err != nil {
					return nil, err
				}
				amount, err := narrowAmount("rebate", rebate)
				if err != nil {
					return nil, err
				}
				receipt, err := s.OpenPot(ctx, who, id, at, amount, most, o)
				return sent("pot", hashText(id), "open", receipt), err
			}
		})
}

// narrowAmount is amountFlag for what a contract keeps in 128 bits.
func narrowAmount(name, text string) (*big.Int, error) {
	amount, err := amountFlag(name, text)
	if err == nil && (amount.BitLen() > 128 || amount.Sign() == 0) {
		return nil, usagef("--%s: want an amount from 1 to 2^128 - 1", name)
	}
	return amount, err
}

func newPotFundCommand(a *app) *cobra.Command {
	var policy, amount string
	return newActCommand(a, "fund --policy ID --amount AMOUNT", "add to a pot",
		`Moves tokens of the sender into a policy's pot: allows the vault to take the amount,
if need be, and lets it. What a pot holds pays this policy's rebates and nothing else.

  vitalproof contract pot fund --policy 0x... --amount 25000e18`,
		func(cmd *cobra.Command) {
			policyFlag(cmd, &policy)
			cmd.Flags().StringVar(&amount, "amount", "", "`amount` of the token's smallest unit, such as 25000000 or 25e18")
			required(cmd, "policy", "amount")
			complete(cmd, "amount")
		},
		func(ctx context.Context) act {
			return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				id, err := policyID(policy)
				if err != nil {
					return nil, err
				}
				n, err := narrowAmount("amount", amount)
				if err != nil {
					return nil, err
				}
				receipt, err := s.Fund(ctx, who, id, n, o)
				return sent("pot", hashText(id), "funded with "+n.String(), receipt), err
			}
		})
}

func newPotShowCommand(a *app) *cobra.Command {
	var chain chainFlags
	var policy string
	cmd := &cobra.Command{
		Use:   "show --policy ID",
		Short: "show the pot of a policy",
		Long: `Shows the terms of a policy's pot, and what is free, owed and paid.

  vitalproof contract pot show --policy 0x... --rpc http://localhost:8545`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			id, err := policyID(policy)
			if err != nil {
				return err
			}
			return chain.ask(cmd.Context(), a, func(s *onchain.System) (view, error) { return potOf(cmd.Context(), s, id) })
		},
	}
	chain.add(cmd)
	policyFlag(cmd, &policy)
	required(cmd, "policy")
	return cmd
}

// newRecordCommand makes a command that does one thing to one record.
func newRecordCommand(a *app, verb, short, long, what, state string,
	do func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error),
) *cobra.Command {
	var f actFlags
	var at epochFlags
	cmd := &cobra.Command{
		Use: verb + " (--request FILE | --policy ID --epoch N) NULLIFIER|ATTESTATION", Short: short, Long: long,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: files("attestation"),
		RunE: func(cmd *cobra.Command, args []string) error {
			nullifier, err := a.nullifierOf(args[0])
			if err != nil {
				return err
			}
			return f.do(cmd.Context(), a, func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				d := s.Deployment()
				e, err := at.read(a, &d)
				if err != nil {
					return nil, err
				}
				receipt, err := do(cmd.Context(), s, who, e, nullifier, o)
				return sent(what, statement.FormatField(nullifier), state, receipt), err
			})
		},
	}
	f.add(cmd)
	at.add(cmd)
	return cmd
}

func newPotClaimCommand(a *app) *cobra.Command {
	return newRecordCommand(a, "claim", "book the rebate of a record",
		`Books the rebate of a record that counts now. Anyone may; once booked it stays owed to
the account in the proof, whatever becomes of record, policy, issuers or verifier.
"vitalproof contract withdraw rebate" pays it.

  vitalproof contract pot claim --request epoch0.request my.attestation`,
		"rebate", "owed",
		func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error) {
			return s.ClaimRebate(ctx, who, e.policy, e.epoch, nullifier, o)
		})
}

func newPotReclaimCommand(a *app) *cobra.Command {
	var policy, to string
	return newActCommand(a, "reclaim --policy ID", "take back what no holder can claim any more, for the sponsor",
		`Takes back what is not booked, once the results of the last epoch have expired.

  vitalproof contract pot reclaim --policy 0x... --keystore insurer.json`,
		func(cmd *cobra.Command) {
			policyFlag(cmd, &policy)
			cmd.Flags().StringVar(&to, "to", "", "`address` to pay (default: the sender's)")
			required(cmd, "policy")
			complete(cmd, "to")
		},
		func(ctx context.Context) act {
			return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				id, err := policyID(policy)
				if err != nil {
					return nil, err
				}
				payee, err := addressFlag("to", to)
				if err != nil {
					return nil, err
				}
				if to == "" {
					payee = who.Address()
				}
				receipt, err := s.Reclaim(ctx, who, id, payee, o)
				return sent("pot", hashText(id), "reclaimed", receipt), err
			}
		})
}

func newDemoTokenCommand(a *app) *cobra.Command {
	var node chainFlags
	var account accountFlags
	var send sendFlags
	var supply string
	cmd := &cobra.Command{
		Use:   "demo-token --supply AMOUNT",
		Short: "make a worthless token, for trying out",
		Long: `Deploys an ERC-20 token without any worth and gives the sender all of it.

  vitalproof contract pot demo-token --supply 1000e18 --rpc http://localhost:8545`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			amount, err := amountFlag("supply", supply)
			if err != nil {
				return err
			}
			if amount.BitLen() > 256 {
				return usagef("--supply: want less than 2^256")
			}
			m := a.newMeter()
			defer m.stop()
			o, err := send.options(m)
			if err != nil {
				return err
			}
			who, err := account.open(ctx, a)
			if err != nil {
				return err
			}
			c, err := node.dial(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			at, receipt, err := onchain.DeployDemoToken(ctx, c, who, amount, o)
			if err != nil {
				return err
			}
			m.stop()
			v := sent("token", at.Hex(), "deployed", receipt)
			return a.print(v, v.text)
		},
	}
	node.addNode(cmd)
	account.add(cmd)
	send.add(cmd)
	cmd.Flags().StringVar(&supply, "supply", "", "`amount` of the token's smallest unit, of which 10^18 are one")
	required(cmd, "supply")
	complete(cmd, "supply")
	return cmd
}
