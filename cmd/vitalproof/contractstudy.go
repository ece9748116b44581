package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/verifier/onchain"
)

func newContractStudyCommand(a *app) *cobra.Command {
	return group("study", "enrol the records of one epoch into a study",
		newStudyOpenCommand(a), newStudyEnrolCommand(a), newStudyShowCommand(a), newStudyCloseCommand(a))
}

// newEpochCommand makes a command that does one thing to one epoch.
func newEpochCommand(a *app, use, short, long string, flags func(*cobra.Command),
	do func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, o onchain.Options) (view, error),
) *cobra.Command {
	var at epochFlags
	return newActCommand(a, use+" (--request FILE | --policy ID --epoch N)", short, long,
		func(cmd *cobra.Command) {
			at.add(cmd)
			flags(cmd)
		},
		func(ctx context.Context) act {
			return func(s *onchain.System, who *onchain.Account, o onchain.Options) (view, error) {
				d := s.Deployment()
				e, err := at.read(a, &d)
				if err != nil {
					return nil, err
				}
				return do(ctx, s, who, e, o)
			}
		})
}

// studyName names the study of an epoch.
func studyName(e policyEpoch) string { return fmt.Sprintf("study of epoch %d", e.epoch) }

func newStudyOpenCommand(a *app) *cobra.Command {
	var quota uint32
	return newEpochCommand(a, "open --quota N", "open the study of an epoch, for the sponsor",
		`Opens a study that enrols distinct holders of one epoch, up to a quota. One epoch,
because nobody can tell whether answers of two epochs are one person's.

  vitalproof contract study open --policy 0x... --epoch 0 --quota 200`,
		func(cmd *cobra.Command) {
			cmd.Flags().Uint32Var(&quota, "quota", 0, "most `participants`")
			required(cmd, "quota")
			complete(cmd, "quota")
		},
		func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, o onchain.Options) (view, error) {
			receipt, err := s.OpenStudy(ctx, who, e.policy, e.epoch, quota, o)
			return sent(studyName(e), hashText(e.policy), "open", receipt), err
		})
}

func newStudyEnrolCommand(a *app) *cobra.Command {
	return newRecordCommand(a, "enrol", "enrol a record into the study of its epoch",
		`Enrols a record that counts now. Anyone may.

  vitalproof contract study enrol --request epoch0.request my.attestation`,
		"participant", "enrolled",
		func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error) {
			return s.Enrol(ctx, who, e.policy, e.epoch, nullifier, o)
		})
}

func newStudyShowCommand(a *app) *cobra.Command {
	var chain chainFlags
	var at epochFlags
	cmd := &cobra.Command{
		Use:   "show (--request FILE | --policy ID --epoch N)",
		Short: "show the study of an epoch",
		Long: `Shows whether a study takes participants, and how many it has.

  vitalproof contract study show --policy 0x... --epoch 0`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d, err := chain.read(a)
			if err != nil {
				return err
			}
			e, err := at.read(a, d)
			if err != nil {
				return err
			}
			return chain.ask(cmd.Context(), a, func(s *onchain.System) (view, error) { return studyOf(cmd.Context(), s, e) })
		},
	}
	chain.add(cmd)
	at.add(cmd)
	return cmd
}

func newStudyCloseCommand(a *app) *cobra.Command {
	return newEpochCommand(a, "close", "end the study of an epoch for ever, for the sponsor",
		`Ends a study: it takes no more participants, and its number stands.

  vitalproof contract study close --policy 0x... --epoch 0`,
		func(*cobra.Command) {},
		func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, o onchain.Options) (view, error) {
			receipt, err := s.CloseStudy(ctx, who, e.policy, e.epoch, o)
			return sent(studyName(e), hashText(e.policy), "closed", receipt), err
		})
}

func newContractEASCommand(a *app) *cobra.Command {
	return group("eas", "publish records at the Ethereum Attestation Service",
		newRecordCommand(a, "publish", "publish a record that counts",
			`Publishes a record that counts now at the Ethereum Attestation Service, if the
deployment has a publisher ("vitalproof contract deploy --eas").

  vitalproof contract eas publish --request epoch0.request my.attestation`,
			"record", "published",
			func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error) {
				return s.PublishEAS(ctx, who, e.policy, e.epoch, nullifier, o)
			}),
		newRecordCommand(a, "retract", "retract a record that counts no more",
			`Revokes the publication of a record that lost its worth, so that readers of the
Ethereum Attestation Service see it. Anyone may.

  vitalproof contract eas retract --request epoch0.request my.attestation`,
			"record", "retracted",
			func(ctx context.Context, s *onchain.System, who *onchain.Account, e policyEpoch, nullifier statement.Field, o onchain.Options) (onchain.Receipt, error) {
				return s.RetractEAS(ctx, who, e.policy, e.epoch, nullifier, o)
			}))
}
