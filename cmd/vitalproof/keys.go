package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/prover/keys"
)

func newKeysCommand(a *app) *cobra.Command {
	return group("keys", "list, make, fetch, check and export the keys of the circuits",
		newKeysListCommand(a), newKeysMakeCommand(a), newKeysFetchCommand(a), newKeysVerifyCommand(a),
		newKeysLockCommand(a), newKeysExportCommand(a))
}

// cacheFlag adds the directory of proving keys.
func cacheFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "cache", "", "`directory` of proving keys (default: in the user's cache directory)")
	completeWith(cmd, "cache", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return nil, cobra.ShellCompDirectiveFilterDirs
	})
}

// keyRow is a key as the keys commands print it.
type keyRow struct {
	Name     string `json:"name"`
	Cached   bool   `json:"cached"`
	Bytes    int64  `json:"bytes"`
	Ceremony string `json:"ceremony"`
	Path     string `json:"path"`
	Check    string `json:"check,omitempty"` // what `keys verify` or `keys fetch` found
}

func newKeyRow(s *keys.Store, e lock.Entry) keyRow {
	return keyRow{Name: e.Name, Cached: s.Has(e), Bytes: e.ProvingKeyDumpBytes, Ceremony: e.Ceremony, Path: s.Path(e)}
}

func (a *app) printKeys(rows []keyRow) error {
	return a.print(rows, func(w io.Writer) {
		for _, r := range rows {
			state := "not cached"
			if r.Cached {
				state = "cached"
			}
			if r.Check != "" {
				state = r.Check
			}
			fmt.Fprintf(w, "%-18s %9s  %-12s  %s\n", r.Name, size(r.Bytes), state, r.Ceremony)
		}
	})
}

func newKeysListCommand(a *app) *cobra.Command {
	var cache string
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "list the proving keys and whether they are cached",
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			store, entries, err := openKeys(cache, nil)
			if err != nil {
				return err
			}
			var rows []keyRow
			for _, e := range entries {
				rows = append(rows, newKeyRow(store, e))
			}
			return a.printKeys(rows)
		},
	}
	cacheFlag(cmd, &cache)
	return cmd
}

// openKeys opens the cache and finds circuits by name; no name means all.
func openKeys(cache string, names []string) (*keys.Store, []lock.Entry, error) {
	var entries []lock.Entry
	all, err := lock.Entries()
	if err != nil {
		return nil, nil, err
	}
	for _, name := range names {
		e, err := entryByName(name)
		if err != nil {
			return nil, nil, err
		}
		entries = append(entries, e)
	}
	if len(names) == 0 {
		entries = all
	}
	store, err := keys.Open(cache)
	return store, entries, err
}

func entryByName(name string) (lock.Entry, error) {
	e, err := lock.ByName(name)
	if errors.Is(err, lock.ErrUnknownCircuit) {
		return e, usagef("there is no circuit %q", name).withHint(`"vitalproof circuits" lists them`)
	}
	return e, err
}

func newKeysMakeCommand(a *app) *cobra.Command {
	var cache string
	cmd := &cobra.Command{
		Use:   "make [NAME...]",
		Short: "make development keys and cache them",
		Long: `Makes the development keys of the named circuits, or of all, unless the cache has
them. They come from a public seed: anyone can forge proofs under them. A key
takes about 0.3 ms a constraint to make.`,
		ValidArgsFunction: circuitNames,
		RunE: func(cmd *cobra.Command, names []string) error {
			store, entries, err := openKeys(cache, names)
			if err != nil {
				return err
			}
			if err := a.refuseDevelopment(entries...); err != nil {
				return err
			}
			var rows []keyRow
			for _, e := range entries {
				if _, err := a.loadKey(cmd.Context(), store, e); err != nil {
					return err
				}
				rows = append(rows, newKeyRow(store, e))
			}
			return a.printKeys(rows)
		},
	}
	cacheFlag(cmd, &cache)
	return cmd
}

// loadKey loads a proving key, making it first if it is a development key that
// the cache does not have.
func (a *app) loadKey(ctx context.Context, store *keys.Store, e lock.Entry) (*keys.Loaded, error) {
	c, err := catalogue.ByName(e.Name)
	if err != nil {
		return nil, err
	}
	if !store.Has(e) && e.IsDevelopment() {
		a.say("making the development keys of %s (once, about %d s)", e.Name, 1+e.Constraints/3000)
	}
	return interruptible(ctx, a.newMeter(), func(p keys.Progress) (*keys.Loaded, error) {
		return store.Load(ctx, c, p)
	})
}

func newKeysVerifyCommand(a *app) *cobra.Command {
	var cache string
	cmd := &cobra.Command{
		Use:   "verify [NAME...]",
		Short: "compile circuits and hash cached keys against the lockfile",
		Long: `Compiles the named circuits, or all, and compares their ids with the lockfile;
checks the verifying keys in this program, also those of retired circuits if no
circuit is named; hashes what the cache holds of them.`,
		ValidArgsFunction: circuitNames,
		RunE: func(cmd *cobra.Command, names []string) error {
			return a.verifyKeys(cmd.Context(), cache, names)
		},
	}
	cacheFlag(cmd, &cache)
	return cmd
}

func (a *app) verifyKeys(ctx context.Context, cache string, names []string) error {
	store, entries, err := openKeys(cache, names)
	if err != nil {
		return err
	}
	l, err := lock.Embedded()
	if err != nil {
		return err
	}
	m := a.newMeter()
	defer m.stop()
	var rows []keyRow
	var described []lock.Entry
	for i, e := range entries {
		m.step(fmt.Sprintf("checking %s (%d of %d)", e.Name, i+1, len(entries)), 0, 0)
		r := newKeyRow(store, e)
		d, check, err := verifyKey(store, l, e)
		if err != nil {
			return err
		}
		r.Check, described = check, append(described, d)
		if err := ctx.Err(); err != nil {
			return err
		}
		rows = append(rows, r)
	}
	if len(names) == 0 {
		if err := keys.Check(l, described); err != nil {
			return err
		}
	}
	m.stop()
	return a.printKeys(rows)
}

// verifyKey compiles a circuit, whatever the cache has, and holds it, its verifying
// key and its files in the cache against the lockfile. It gives what the circuit says
// of itself, and what the cache has.
func verifyKey(store *keys.Store, l *lock.Lockfile, e lock.Entry) (described lock.Entry, cache string, err error) {
	c, err := catalogue.ByName(e.Name)
	if err != nil {
		return described, "", err
	}
	compiled, err := c.Compile()
	if err != nil {
		return described, "", err
	}
	if described, err = keys.Describe(compiled, nil); err != nil {
		return described, "", err
	}
	if err := errors.Join(keys.CheckEntry(e, described), keys.CheckVerifyingKey(l, e)); err != nil {
		return described, "", err
	}
	cached, err := store.Verify(c, e)
	switch {
	case errors.Is(err, keys.ErrKeyHash), errors.Is(err, keys.ErrCircuitID):
		return described, "", faultf(exitInput, "%w", err).
			withHint("remove the file; it is made or fetched again when it is needed")
	case err != nil:
		return described, "", badFile(store.Dir(), err)
	case !cached:
		return described, "not cached", nil
	}
	return described, "ok", nil
}

func newKeysExportCommand(a *app) *cobra.Command {
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:               "export NAME --out FILE.sol",
		Short:             "write the Solidity verifier of a circuit's pinned key",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: circuitNames,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.exportKey(args[0], out, force)
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "the `file` to write, - for standard output")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	required(cmd, "out")
	fileFlag(cmd, "out", "sol")
	return cmd
}

func (a *app) exportKey(name, out string, force bool) error {
	e, err := entryByName(name)
	if err != nil {
		return err
	}
	c, err := catalogue.ByName(name)
	if err != nil {
		return err
	}
	vk, err := e.VerifyingKey()
	if err != nil {
		return err
	}
	var code bytes.Buffer
	if err := keys.ExportSolidity(&code, c, vk); err != nil {
		return err
	}
	if err := a.writeOut(out, code.Bytes(), modePublic, force); err != nil || out == stdio {
		return err
	}
	if e.IsDevelopment() {
		a.warn("these keys are development keys: anyone can forge proofs that this contract accepts")
	}
	return a.print(map[string]string{"circuit": name, "contract": lock.ContractName(name), "file": out},
		func(w io.Writer) { fmt.Fprintf(w, "%s with contract %s\n", out, lock.ContractName(name)) })
}

func required(cmd *cobra.Command, flags ...string) {
	for _, f := range flags {
		if err := cmd.MarkFlagRequired(f); err != nil {
			panic("vitalproof: " + err.Error()) // the flag is missing: a mistake in this program
		}
	}
}
