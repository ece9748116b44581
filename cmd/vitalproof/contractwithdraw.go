package main

import (
	"context"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractWithdrawCommand(a *app) *cobra.Command {
	return group("withdraw", "withdraw a consent, or a rebate",
		newWithdrawConsentCommand(a), newWithdrawSignCommand(a), newWithdrawRebateCommand(a))
}

// withdrawFlags name the policy of a withdrawal, which covers all its epochs.
type withdrawFlags struct{ request, policy string }

func (f *withdrawFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.request, "request", "", "a request `file` of the policy, instead of --policy")
	policyFlag(cmd, &f.policy)
	fileFlag(cmd, "request", "request")
	cmd.MarkFlagsMutuallyExclusive("request", "policy")
}

func (f *withdrawFlags) read(a *app, d *onchain.Deployment) ([32]byte, error) {
	e := epochFlags{request: f.request, policy: f.policy}
	at, err := e.read(a, d)
	return at.policy, err
}

func newWithdrawConsentCommand(a *app) *cobra.Command {
	var f actFlags
	var policy withdrawFlags
	var file string
	cmd := &cobra.Command{
		Use:   "consent (--policy ID | --request FILE | --signed FILE)",
		Short: "withdraw the consent to a policy, in all its epochs and for ever",
		Long: `Withdraws the sender's consent: what was accepted counts no more, and nothing new is
accepted for this account. Rebates that are booked stay owed. It is final; whoever
changes their mind answers with another account.

With --signed the command sends what a participant signed with "vitalproof contract
withdraw sign", so that the participant's account needs no money.

  vitalproof contract withdraw consent --policy 0x... --keystore me.json
  vitalproof contract withdraw consent --signed my.withdrawal`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.do(cmd.Context(), a, func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				if file != "" {
					return a.relayWithdrawal(cmd.Context(), s, who, file, o)
				}
				d := s.Deployment()
				id, err := policy.read(a, &d)
				if err != nil {
					return nil, err
				}
				receipt, err := s.WithdrawConsent(cmd.Context(), who, id, o)
				return sent("consent of "+who.Address().Hex()+" to policy", hashText(id), "withdrawn", receipt), err
			})
		},
	}
	f.add(cmd)
	policy.add(cmd)
	cmd.Flags().StringVar(&file, "signed", "", "`file` of a signed withdrawal")
	fileFlag(cmd, "signed", "withdrawal")
	cmd.MarkFlagsOneRequired("request", "policy", "signed")
	cmd.MarkFlagsMutuallyExclusive("signed", "policy")
	cmd.MarkFlagsMutuallyExclusive("signed", "request")
	return cmd
}

func (a *app) relayWithdrawal(ctx context.Context, s *onchain.System, who *onchain.Account, path string, o onchain.Options) (view, error) {
	file, signature, err := a.readSigned(path, withdrawalFormat)
	if err != nil {
		return nil, err
	}
	d := s.Deployment()
	w, err := file.withdrawal(&d)
	if err != nil {
		return nil, badFile(path, err)
	}
	receipt, err := s.WithdrawConsentFor(ctx, who, w, signature, o)
	return sent("consent of "+w.Participant.Hex()+" to policy", hashText(w.Policy), "withdrawn", receipt), err
}

func newWithdrawSignCommand(a *app) *cobra.Command {
	var f signFlags
	var chain chainFlags
	var policy withdrawFlags
	var until, participant string
	cmd := &cobra.Command{
		Use:   "sign (--policy ID | --request FILE) --until TIME --out FILE",
		Short: "sign a withdrawal that somebody else sends",
		Long: `Signs that the account withdraws its consent to a policy. Asks no node. Whoever has
the file may send it until --until.

  vitalproof contract withdraw sign --policy 0x... --until 2027-01-01 \
      --keystore me.json --out my.withdrawal

For a wallet that keeps its key to itself, name its account with --participant, show
it what --typed-data prints, and make its signature a file with --signature 0x...`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			d, err := chain.read(a)
			if err != nil {
				return err
			}
			w := onchain.Withdrawal{}
			if w.Policy, err = policy.read(a, d); err != nil {
				return err
			}
			if w.ValidUntil, err = unixFlag("until", until); err != nil {
				return err
			}
			if w.Participant, err = f.participant(ctx, a, participant); err != nil {
				return err
			}
			return f.run(ctx, a, toSign{
				participant: w.Participant, digest: w.Digest(d.ChainID, d.Consents),
				typedData: func() ([]byte, error) { return onchain.WithdrawalTypedData(d.ChainID, d.Consents, w) },
				sign:      func(who *onchain.Account) ([]byte, error) { return who.SignWithdrawal(d.ChainID, d.Consents, w) },
				file:      func(signature []byte) *signed { return signedWithdrawal(d, w, signature) },
			})
		},
	}
	f.add(cmd, "withdrawal")
	chain.addDeployment(cmd)
	policy.add(cmd)
	cmd.Flags().StringVar(&until, "until", "", "last `time` at which the withdrawal may be sent")
	cmd.Flags().StringVar(&participant, "participant", "", "`address` of the account (default: the signing one)")
	required(cmd, "until")
	cmd.MarkFlagsOneRequired("request", "policy")
	complete(cmd, "until")
	complete(cmd, "participant")
	return cmd
}

// participant is the account that signs: named, or the one whose key is there.
func (f *signFlags) participant(ctx context.Context, a *app, named string) (common.Address, error) {
	if named != "" {
		return addressFlag("participant", named)
	}
	if f.typedData || f.signature != "" {
		return common.Address{}, missing("participant")
	}
	who, err := f.account.open(ctx, a)
	if err != nil {
		return common.Address{}, err
	}
	return who.Address(), nil
}

func newWithdrawRebateCommand(a *app) *cobra.Command {
	return newRecordCommand(a, "rebate", "pay a booked rebate to the account in the proof",
		`Pays a rebate that is owed. Anyone may send it; the account in the proof is paid. It
works whatever became of record, policy, issuers or verifier.

  vitalproof contract withdraw rebate --request epoch0.request my.attestation`,
		"rebate", "paid",
		func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error) {
			return s.WithdrawRebate(ctx, who, e.policy, e.epoch, nullifier, o)
		})
}
