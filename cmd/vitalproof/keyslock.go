package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/prover/keys"
	"vitalproof/prover/vault"
)

func newKeysLockCommand(a *app) *cobra.Command {
	var root string
	var check bool
	cmd := &cobra.Command{
		Use:   "lock --root DIR",
		Short: "for maintainers: write the lockfile, verifying keys and contracts",
		Long: `Compiles every circuit of the catalogue, makes its development keys and writes
circuits/lock/lock.json, circuits/lock/vk/*.vk and contracts/src/verifiers/*.sol
below the root of the source tree. With --check it compares and writes nothing.
Takes about two minutes and 1 GB of memory.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.lockKeys(cmd.Context(), root, check)
		},
	}
	cmd.Flags().StringVar(&root, "root", "", "root `directory` of the source tree")
	cmd.Flags().BoolVar(&check, "check", false, "compare with what is there and write nothing")
	required(cmd, "root")
	return cmd
}

// lockedFile is one committed file that follows from the circuits.
type lockedFile struct {
	path string // below the root
	data []byte
}

func (a *app) lockKeys(ctx context.Context, root string, check bool) error {
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return usagef("--root: %s is not the root of the source tree", root)
	}
	files, err := a.makeLocked(ctx)
	if err != nil {
		return err
	}
	var changed []string
	for _, f := range files {
		path := filepath.Join(root, f.path)
		old, err := os.ReadFile(path)
		if err == nil && bytes.Equal(old, f.data) {
			continue
		}
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return badFile(path, err)
		}
		changed = append(changed, f.path)
		if check {
			continue
		}
		if err := vault.WriteFile(path, f.data, modePublic, vault.Force(true)); err != nil {
			return cannotWrite(path, err)
		}
	}
	err = a.print(map[string]any{"files": len(files), "changed": append([]string{}, changed...)}, func(w io.Writer) {
		fmt.Fprintf(w, "%d files, %d changed\n", len(files), len(changed))
		for _, path := range changed {
			fmt.Fprintln(w, path)
		}
	})
	if err == nil && check && len(changed) > 0 {
		return faultf(exitInternal, "%d committed files do not follow from the circuits", len(changed)).
			withHint(`run "vitalproof keys lock --root %s"`, root)
	}
	return err
}

// makeLocked makes every file first, so that an interrupt leaves the tree as it was.
func (a *app) makeLocked(ctx context.Context) ([]lockedFile, error) {
	var entries []lock.Entry
	var files []lockedFile
	all := catalogue.All()
	for i, c := range all {
		m := a.newMeter()
		m.step(fmt.Sprintf("making %s (%d of %d)", c.Name, i+1, len(all)), 0, 0)
		r, err := interruptible(ctx, m, func(keys.Progress) (*keys.Release, error) { return keys.MakeRelease(c) })
		if err != nil {
			return nil, err
		}
		entries = append(entries, r.Entry)
		files = append(files,
			lockedFile{filepath.Join("circuits", "lock", "vk", c.Name+".vk"), r.VerifyingKey},
			lockedFile{filepath.Join("contracts", "src", "verifiers", lock.ContractName(c.Name)+".sol"), r.Solidity})
	}
	lockfile, err := keys.Lockfile(entries)
	if err != nil {
		return nil, err
	}
	return append(files, lockedFile{filepath.Join("circuits", "lock", "lock.json"), lockfile}), nil
}
