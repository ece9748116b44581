package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/prover/vault"
)

func newHolderCommand(a *app) *cobra.Command {
	return group("holder", "make a holder's secret and card, show and join records",
		newHolderNewCommand(a), newHolderCardCommand(a), newHolderShowCommand(a), newHolderMergeCommand(a))
}

// holderFlags say which holder file to open.
type holderFlags struct{ path, passphraseFile string }

func (f *holderFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.path, "holder", "", "the holder `file`")
	passphraseFlag(cmd, &f.passphraseFile, "the holder file")
	required(cmd, "holder")
	fileFlag(cmd, "holder", "holder")
}

func newHolderNewCommand(a *app) *cobra.Command {
	var out, passphraseFile string
	cmd := &cobra.Command{
		Use:   "new --out FILE.holder",
		Short: "make a holder's secret",
		Long: `Writes a holder file: the secret that proofs are made with and the key that
records are encrypted to, encrypted with a passphrase. There is no other copy:
without the file or its passphrase every record is unreadable.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.newHolder(cmd.Context(), out, passphraseFile)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write")
	passphraseFlag(cmd, &passphraseFile, "the holder file")
	required(cmd, "out")
	fileFlag(cmd, "out", "holder")
	return cmd
}

func (a *app) newHolder(ctx context.Context, out, passphraseFile string) error {
	if err := checkOut(out, false); err != nil {
		return err
	}
	passphrase, err := a.newPassphrase(ctx, passphraseFile, out)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	h, err := vault.NewHolder()
	if err != nil {
		return err
	}
	if err := h.Save(out, passphrase); err != nil {
		return err
	}
	a.say("keep a copy of %s and its passphrase: without them every record is unreadable", out)
	return a.print(map[string]string{"file": out}, func(w io.Writer) { fmt.Fprintln(w, out) })
}

func newHolderCardCommand(a *app) *cobra.Command {
	var holder holderFlags
	var issuer, out string
	cmd := &cobra.Command{
		Use:   "card --holder FILE --issuer FILE.pub --out FILE.card",
		Short: "make the card that an issuer seals records for",
		Long: `Writes a card for one issuer: the subject that it signs and the key that it
encrypts records to. Two issuers see unrelated subjects of one holder.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.newCard(cmd.Context(), holder, issuer, out)
		},
	}
	holder.add(cmd)
	cmd.Flags().StringVar(&issuer, "issuer", "", "the issuer's public `file`")
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write, - for standard output")
	required(cmd, "issuer", "out")
	fileFlag(cmd, "issuer", "pub")
	fileFlag(cmd, "out", "card")
	return cmd
}

func (a *app) newCard(ctx context.Context, holder holderFlags, issuer, out string) error {
	if err := checkOut(out, false); err != nil {
		return err
	}
	p, err := a.readPublic(issuer)
	if err != nil {
		return err
	}
	h, err := a.openHolder(ctx, holder.path, holder.passphraseFile)
	if err != nil {
		return err
	}
	data, err := vault.MarshalCard(h.Card(p.Key))
	if err != nil {
		return err
	}
	if err := a.writeOut(out, data, modePrivate, false); err != nil || out == stdio {
		return err
	}
	return a.print(map[string]string{"file": out, "issuer": p.Name, "key": keyText(p.Key)}, func(w io.Writer) {
		fmt.Fprintf(w, "%s for %s\n", out, p.Name)
	})
}

func newHolderMergeCommand(a *app) *cobra.Command {
	var holder holderFlags
	var out string
	cmd := &cobra.Command{
		Use:   "merge --holder FILE A.record B.record ... --out FILE.record",
		Short: "join records that follow each other",
		Long: `Joins records of one issuer in which each continues the chain of the one before,
as "vitalproof seal" makes them with the same --ledger.`,
		Args:              cobra.MinimumNArgs(2),
		ValidArgsFunction: files("record"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.mergeRecords(cmd.Context(), holder, args, out)
		},
	}
	holder.add(cmd)
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write")
	required(cmd, "out")
	fileFlag(cmd, "out", "record")
	return cmd
}

func (a *app) mergeRecords(ctx context.Context, holder holderFlags, paths []string, out string) error {
	if err := checkOut(out, false); err != nil {
		return err
	}
	h, err := a.openHolder(ctx, holder.path, holder.passphraseFile)
	if err != nil {
		return err
	}
	var records []*statement.Record
	for _, path := range paths {
		r, err := readRecord(h, path)
		if err != nil {
			return err
		}
		records = append(records, r)
	}
	slices.SortStableFunc(records, func(x, y *statement.Record) int { return int(x.FirstDay) - int(y.FirstDay) })
	joined := records[0]
	for _, r := range records[1:] {
		if joined, err = vault.Merge(joined, r); err != nil {
			return err
		}
	}
	if err := vault.WriteRecord(out, joined, h.Card(joined.Issuer)); err != nil {
		return err
	}
	return a.print(map[string]any{
		"file": out, "first_day": joined.FirstDay.String(), "last_day": joined.LastDay().String(), "days": len(joined.Days),
	}, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %s to %s, %d days\n", out, joined.FirstDay, joined.LastDay(), len(joined.Days))
	})
}
