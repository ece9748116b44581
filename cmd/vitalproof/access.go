package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vitalproof/prover/access"
)

func newAccessCommand(a *app) *cobra.Command {
	return group("access", "make credentials for a prover service",
		group("ca", "make a certificate authority and certificates",
			newCANewCommand(a), newCAServerCommand(a), newCAClientCommand(a)),
		group("token", "make, list and revoke API tokens",
			newTokenNewCommand(a), newTokenListCommand(a), newTokenRevokeCommand(a)))
}

// lifeFlag adds how long credentials last.
func lifeFlag(cmd *cobra.Command, life *string, usual time.Duration) {
	cmd.Flags().StringVar(life, "life", "", fmt.Sprintf("how long it lasts, a `duration` such as 90d (default: %dd)", usual/(24*time.Hour)))
	complete(cmd, "life", "30d", "90d", "365d")
}

func lifeOf(life string) (time.Duration, error) {
	if life == "" {
		return 0, nil
	}
	return durationFlag("life", life)
}

func newCANewCommand(a *app) *cobra.Command {
	var out, life string
	cmd := &cobra.Command{
		Use:   "new --out FOLDER",
		Short: "make a certificate authority for a closed circle",
		Long: `Writes ca.crt, which goes to everybody who calls the service and to the service,
and ca.key, which signs certificates: whoever has it is every caller and every
service. It is not encrypted; keep it off the service's machine. An authority
that you have already does as well.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			d, err := lifeOf(life)
			if err != nil {
				return err
			}
			if err := access.NewCA(out, a.now(), d); err != nil {
				return badSpec(err)
			}
			cert, key := pairIn(out)
			return a.print(map[string]string{"certificate": cert, "key": key}, func(w io.Writer) {
				fmt.Fprintf(w, "%s (hand it out) and %s (keep it)\n", cert, key)
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `folder` to write to")
	lifeFlag(cmd, &life, access.DefaultCALife)
	required(cmd, "out")
	folderFlag(cmd, "out")
	return cmd
}

func pairIn(folder string) (cert, key string) {
	folder = strings.TrimRight(folder, "/")
	return folder + "/" + access.CACertificate, folder + "/" + access.CAKey
}

// badSpec is an error about what was asked for, unless it is about a file.
func badSpec(err error) error {
	if f := classify(err); f.code != exitInternal {
		return f
	}
	return usagef("%w", err)
}

// leafFlags are those of a certificate to be signed.
type leafFlags struct{ authority, out, life string }

func (l *leafFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.authority, "authority", "", "the `folder` of the certificate authority")
	cmd.Flags().StringVar(&l.out, "out", "", "the certificate `file` to write, FILE.crt; its key goes beside it")
	lifeFlag(cmd, &l.life, access.DefaultLeafLife)
	required(cmd, "authority", "out")
	folderFlag(cmd, "authority")
	fileFlag(cmd, "out", "crt")
}

// sign makes a pair of files and prints their names.
func (a *app) sign(l leafFlags, issue func(cert, key string, life time.Duration) error) error {
	life, err := lifeOf(l.life)
	if err != nil {
		return err
	}
	base, ok := strings.CutSuffix(l.out, ".crt")
	if !ok {
		return usagef("--out: want a name that ends in .crt; the key goes beside it")
	}
	key := base + ".key"
	for _, path := range []string{l.out, key} {
		if err := checkOut(path, false); err != nil {
			return err
		}
	}
	if err := issue(l.out, key, life); err != nil {
		return badSpec(err)
	}
	return a.print(map[string]string{"certificate": l.out, "key": key}, func(w io.Writer) {
		fmt.Fprintf(w, "%s and %s (keep it)\n", l.out, key)
	})
}

func newCAServerCommand(a *app) *cobra.Command {
	var l leafFlags
	var hosts []string
	cmd := &cobra.Command{
		Use:   "server --authority FOLDER --host NAME --out FILE.crt",
		Short: "make the certificate of a service",
		Long: `Writes a certificate and its key for a service that is reached under the given
names or addresses. The service reads new files by itself when they replace the
old ones.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			return a.sign(l, func(cert, key string, life time.Duration) error {
				return access.IssueServer(l.authority, cert, key, hosts, a.now(), life)
			})
		},
	}
	l.add(cmd)
	cmd.Flags().StringArrayVar(&hosts, "host", nil, "a `name` or address of the service; repeat it for more")
	required(cmd, "host")
	complete(cmd, "host", "localhost", "127.0.0.1")
	return cmd
}

// callerFlags say who credentials are for.
type callerFlags struct{ tenant, role, subject string }

func (c *callerFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.tenant, "tenant", "", "`name` of the organisation")
	cmd.Flags().StringVar(&c.role, "role", "", "`role`: holder, researcher or operator")
	cmd.Flags().StringVar(&c.subject, "subject", "", "a `name` for one person, if the credentials are theirs alone")
	required(cmd, "tenant", "role")
	complete(cmd, "role", "holder", "researcher", "operator")
	complete(cmd, "tenant")
	complete(cmd, "subject")
}

func (c *callerFlags) principal() (access.Principal, error) {
	role, err := access.ParseRole(c.role)
	if err != nil {
		return access.Principal{}, usagef("--role: %w", err)
	}
	return access.Principal{Tenant: c.tenant, Role: role, Subject: c.subject}, nil
}

func newCAClientCommand(a *app) *cobra.Command {
	var l leafFlags
	var who callerFlags
	cmd := &cobra.Command{
		Use:   "client --authority FOLDER --tenant NAME --role ROLE --out FILE.crt",
		Short: "make the certificate of a caller",
		Long: `Writes a certificate and its key. Whoever has both files may do what the role may
do in the tenant, until the certificate ends; nothing else revokes it, so keep
its life short, or use tokens.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			p, err := who.principal()
			if err != nil {
				return err
			}
			return a.sign(l, func(cert, key string, life time.Duration) error {
				return access.IssueClient(l.authority, cert, key, p, a.now(), life)
			})
		},
	}
	l.add(cmd)
	who.add(cmd)
	return cmd
}

// tokensFlag adds the file of tokens.
func tokensFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "tokens", "", "the `file` of tokens that the service reads (access.tokens)")
	required(cmd, "tokens")
	fileFlag(cmd, "tokens", "tokens")
}

// tokenView is a token as commands print it.
type tokenView struct {
	ID      string `json:"id"`
	Tenant  string `json:"tenant"`
	Role    string `json:"role"`
	Subject string `json:"subject,omitempty"`
	Created string `json:"created"`
	Expires string `json:"expires"`
	State   string `json:"state"` // good, expired or revoked
}

func newTokenView(t access.TokenInfo, now time.Time) tokenView {
	state := "good"
	switch {
	case !t.Revoked.IsZero():
		state = "revoked"
	case !now.Before(t.Expires):
		state = "expired"
	}
	return tokenView{
		ID: t.ID, Tenant: t.Tenant, Role: t.Role.String(), Subject: t.Subject,
		Created: t.Created.UTC().Format(time.RFC3339), Expires: t.Expires.UTC().Format(time.RFC3339), State: state,
	}
}

func newTokenNewCommand(a *app) *cobra.Command {
	var tokens, life, out string
	var who callerFlags
	cmd := &cobra.Command{
		Use:   "new --tokens FILE --tenant NAME --role ROLE",
		Short: "make an API token",
		Long: `Makes a token, adds its hash to the file of tokens, and prints the token once, or
writes it to --out for its owner alone. It cannot be had again. A running service
takes it within two seconds.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			p, err := who.principal()
			if err != nil {
				return err
			}
			d, err := lifeOf(life)
			if err != nil {
				return err
			}
			return a.newToken(tokens, out, p, d)
		},
	}
	tokensFlag(cmd, &tokens)
	who.add(cmd)
	lifeFlag(cmd, &life, access.DefaultTokenLife)
	cmd.Flags().StringVar(&out, "out", "", "`file` to write the token to (default: print it)")
	fileFlag(cmd, "out", "token")
	return cmd
}

func (a *app) newToken(tokens, out string, p access.Principal, life time.Duration) error {
	if out != "" {
		if err := checkOut(out, false); err != nil {
			return err
		}
	}
	if life == 0 {
		life = access.DefaultTokenLife
	}
	spec := access.TokenSpec{Tenant: p.Tenant, Role: p.Role, Subject: p.Subject, Expires: a.now().Add(life)}
	text, err := access.Issue(tokens, spec, a.now())
	if err != nil {
		return badSpec(err)
	}
	if out != "" && out != stdio {
		if err := a.writeOut(out, []byte(text+"\n"), modePrivate, false); err != nil {
			return fmt.Errorf("%w; the token is lost, revoke it", err)
		}
		return a.print(map[string]string{"file": out, "tokens": tokens}, func(w io.Writer) { fmt.Fprintln(w, out) })
	}
	a.say("keep it: it cannot be shown again")
	return a.print(map[string]string{"token": text, "tokens": tokens}, func(w io.Writer) { fmt.Fprintln(w, text) })
}

// badTokens says which file is meant, where the error does not.
func badTokens(path string, err error) error {
	if errors.Is(err, access.ErrTokenFile) || errors.Is(err, access.ErrNoToken) {
		return err
	}
	return badFile(path, err)
}

func newTokenListCommand(a *app) *cobra.Command {
	var tokens string
	cmd := &cobra.Command{
		Use:               "list --tokens FILE",
		Short:             "list the tokens of a file, without their texts",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			all, err := access.List(tokens)
			if err != nil {
				return badTokens(tokens, err)
			}
			rows := []tokenView{}
			for _, t := range all {
				rows = append(rows, newTokenView(t, a.now()))
			}
			return a.print(rows, func(w io.Writer) {
				for _, r := range rows {
					fmt.Fprintf(w, "%s  %-7s  until %s  %-10s %s %s\n", r.ID, r.State, r.Expires, r.Role, r.Tenant, r.Subject)
				}
			})
		},
	}
	tokensFlag(cmd, &tokens)
	return cmd
}

func newTokenRevokeCommand(a *app) *cobra.Command {
	var tokens string
	cmd := &cobra.Command{
		Use:   "revoke --tokens FILE ID",
		Short: "make a token worthless, for good",
		Long: `Marks a token in the file as revoked. A running service refuses it within two
seconds. "vitalproof access token list" gives the ids.`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := access.Revoke(tokens, args[0], a.now()); err != nil {
				return badTokens(tokens, err)
			}
			return a.print(map[string]string{"id": args[0], "state": "revoked"}, func(w io.Writer) {
				fmt.Fprintf(w, "%s is revoked\n", args[0])
			})
		},
	}
	tokensFlag(cmd, &tokens)
	return cmd
}
