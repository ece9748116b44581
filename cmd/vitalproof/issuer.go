package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"vitalproof/circuits/statement"
	"vitalproof/prover/vault"
)

func newIssuerCommand(a *app) *cobra.Command {
	return group("issuer", "make an issuer's key, and sets of trusted issuers",
		newIssuerNewCommand(a), newIssuerSetCommand(a), newIssuerShowCommand(a))
}

// issuerView is an issuer's public key as commands print it.
type issuerView struct {
	Name string `json:"name"`
	Key  string `json:"key"`
}

func newIssuerView(p vault.IssuerPublic) issuerView { return issuerView{p.Name, keyText(p.Key)} }

func keyText(k statement.PublicKey) string {
	b := k.Bytes()
	return hex.EncodeToString(b[:])
}

func newIssuerNewCommand(a *app) *cobra.Command {
	var name, out, passphraseFile string
	cmd := &cobra.Command{
		Use:   "new --name TEXT --out FILE.issuer",
		Short: "make an issuer's key",
		Long: `Writes FILE.issuer, the signing key, encrypted with a passphrase, and FILE.pub,
which goes to holders and verifiers. Neither replaces a file that exists.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.newIssuer(cmd.Context(), name, out, passphraseFile)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the issuer's name, for people; no seal binds it")
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write")
	passphraseFlag(cmd, &passphraseFile, "the issuer file")
	required(cmd, "name", "out")
	fileFlag(cmd, "out", "issuer")
	return cmd
}

func (a *app) newIssuer(ctx context.Context, name, out, passphraseFile string) error {
	public := strings.TrimSuffix(out, ".issuer") + ".pub"
	for _, path := range []string{out, public} {
		if err := checkOut(path, false); err != nil {
			return err
		}
	}
	key, err := statement.NewPrivateKey(rand.Reader)
	if err != nil {
		return err
	}
	p := vault.IssuerPublic{Key: key.Public(), Name: name}
	data, err := vault.MarshalIssuerPublic(p)
	if err != nil {
		return usagef("--name: %w", err)
	}
	passphrase, err := a.newPassphrase(ctx, passphraseFile, out)
	if err != nil {
		return err
	}
	defer clear(passphrase)
	if err := vault.SaveIssuer(out, key, passphrase); err != nil {
		return err
	}
	if err := a.writeOut(public, data, modePublic, false); err != nil {
		_ = os.Remove(out) // a key that nobody can be told about
		return err
	}
	v := newIssuerView(p)
	return a.print(map[string]string{"name": v.Name, "key": v.Key, "file": out, "public": public}, func(w io.Writer) {
		fmt.Fprintf(w, "%s (keep it) and %s (hand it out)\n", out, public)
	})
}

func newIssuerSetCommand(a *app) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "set --out FILE.issuers A.pub B.pub ...",
		Short: "list the issuers that a verifier trusts",
		Long: `Writes a set of issuers, of at most 256. Its root, which is the same for the same
keys in any order, is a public input of every proof; which issuer of the set
sealed a record stays hidden, so a larger set hides more.`,
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: files("pub"),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.newIssuerSet(out, args, force)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	required(cmd, "out")
	fileFlag(cmd, "out", "issuers")
	return cmd
}

func (a *app) newIssuerSet(out string, paths []string, force bool) error {
	var set vault.IssuerSet
	for _, path := range paths {
		p, err := a.readPublic(path)
		if err != nil {
			return err
		}
		set = append(set, p)
	}
	data, err := vault.MarshalIssuerSet(set)
	if err != nil {
		return err
	}
	if err := a.writeOut(out, data, modePublic, force); err != nil || out == stdio {
		return err
	}
	return a.printIssuers(set)
}

// printIssuers prints a set and its root.
func (a *app) printIssuers(issuers vault.IssuerSet) error {
	set, err := statement.NewIssuerSet(issuers.Keys())
	if err != nil {
		return err
	}
	root := statement.FormatField(set.Root())
	var views []issuerView
	for _, p := range issuers {
		views = append(views, newIssuerView(p))
	}
	return a.print(map[string]any{"root": root, "issuers": views}, func(w io.Writer) {
		row(w, "root", "%s", root)
		for _, v := range views {
			row(w, "issuer", "%s %s", v.Key, v.Name)
		}
	})
}

func newIssuerShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "show FILE",
		Short:             "show an issuer's public file or a set of issuers",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.FixedCompletions([]string{"pub", "issuers"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.showIssuer(args[0])
		},
	}
}

func (a *app) showIssuer(path string) error {
	data, err := a.readIn(path, vault.MaxIssuerSetBytes)
	if err != nil {
		return err
	}
	var head struct {
		Format string `json:"format"`
	}
	if json.Unmarshal(data, &head) == nil && head.Format == vault.IssuerSetFormat {
		set, err := vault.ParseIssuerSet(data)
		if err != nil {
			return badFile(path, err)
		}
		return a.printIssuers(set)
	}
	p, err := vault.ParseIssuerPublic(data)
	if err != nil {
		return badFile(path, err)
	}
	v := newIssuerView(p)
	return a.print(v, func(w io.Writer) { row(w, "issuer", "%s %s", v.Key, v.Name) })
}
