package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/prover/ceremony"
	"vitalproof/prover/keys"
	"vitalproof/prover/vault"
)

func newKeysLockCommand(a *app) *cobra.Command {
	o := lockOptions{circuits: catalogue.All()}
	cmd := &cobra.Command{
		Use:   "lock --root DIR",
		Short: "for maintainers: write the lockfile, verifying keys and contracts",
		Long: `Compiles every circuit of the catalogue and writes circuits/lock/lock.json,
circuits/lock/vk/*.vk and, for the circuits whose exported contract the tests hold
ours against, contracts/src/verifiers/*.sol below the root of the source tree.

A circuit that compiles to the id that is pinned keeps its keys. Any other gets
development keys, and the entry and the verifying key that it had before move to
the retired ones: answers under them are verified as before. No entry is dropped,
and no id is used again. With --remake all development keys are made again, which
takes about five minutes and 2 GB of memory.

With --ceremony the keys of the circuits of a ceremony are taken from its transcript,
which is verified first. They take the place of development keys, answers under which
are worth nothing. A beacon that is a rule in words is for you to look up.

With --check it compares and writes nothing. It compiles every circuit, and makes
the development keys of the smaller ones with an exported contract again: keys
follow from the circuit, so a few show whether the way they are made has changed.`,
		Args:              cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.lockKeys(cmd.Context(), o)
		},
	}
	cmd.Flags().StringVar(&o.root, "root", "", "root `directory` of the source tree")
	cmd.Flags().BoolVar(&o.check, "check", false, "compare with what is there and write nothing")
	cmd.Flags().BoolVar(&o.remake, "remake", false, "make all development keys again")
	cmd.Flags().StringArrayVar(&o.ceremonies, "ceremony", nil, "`directory` of a sealed ceremony; can be given several times")
	required(cmd, "root")
	folderFlag(cmd, "root")
	folderFlag(cmd, "ceremony")
	return cmd
}

type lockOptions struct {
	root          string
	check, remake bool
	circuits      []catalogue.Circuit
	ceremonies    []string
	releases      map[string]*keys.Release // from the ceremonies, by circuit
}

// lockedFile is one committed file that follows from the circuits; without data it
// is one that must not be there.
type lockedFile struct {
	path string // below the root
	data []byte
}

// lockDir is the folder of the lockfile, below the root.
var lockDir = filepath.Join("circuits", "lock")

func (a *app) lockKeys(ctx context.Context, o lockOptions) error {
	if _, err := os.Stat(filepath.Join(o.root, "go.mod")); err != nil {
		return usagef("--root: %s is not the root of the source tree", o.root)
	}
	old, err := lock.Read(os.DirFS(filepath.Join(o.root, lockDir)))
	if errors.Is(err, fs.ErrNotExist) {
		old, err = new(lock.Lockfile), nil
	}
	if err != nil {
		return badFile(filepath.Join(o.root, lockDir), err)
	}
	if o.releases, err = a.ceremonyReleases(ctx, o.ceremonies); err != nil {
		return err
	}
	files, retired, err := a.makeLocked(ctx, old, o)
	if err != nil {
		return err
	}
	for _, name := range retired {
		if e, err := old.ByName(name); err == nil && !e.IsDevelopment() {
			a.warn("%s changed: the keys of its ceremony are retired with the version before", name)
		}
	}
	changed := []string{}
	for _, f := range files {
		differs, err := f.put(o.root, o.check)
		if err != nil {
			return err
		}
		if differs {
			changed = append(changed, f.path)
		}
	}
	err = a.print(map[string]any{"files": len(files), "changed": changed, "retired": retired}, func(w io.Writer) {
		fmt.Fprintf(w, "%d files, %d changed\n", len(files), len(changed))
		for _, path := range changed {
			fmt.Fprintln(w, path)
		}
		for _, name := range retired {
			fmt.Fprintf(w, "%s has a new version; the one before is retired\n", name)
		}
	})
	if err == nil && o.check && len(changed) > 0 {
		return faultf(exitInternal, "%d committed files do not follow from the circuits", len(changed)).
			withHint(`run "vitalproof keys lock --root %s", with --remake if no circuit changed`, o.root)
	}
	return err
}

// put writes the file, or removes it, where it differs from what is there; with
// check it only compares.
func (f lockedFile) put(root string, check bool) (differs bool, err error) {
	path := filepath.Join(root, f.path)
	was, err := os.ReadFile(path)
	switch {
	case err == nil && f.data != nil && bytes.Equal(was, f.data):
		return false, nil
	case errors.Is(err, os.ErrNotExist) && f.data == nil:
		return false, nil
	case err != nil && !errors.Is(err, os.ErrNotExist):
		return false, badFile(path, err)
	case check:
		return true, nil
	case f.data == nil:
		err = os.Remove(path)
	default:
		if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
			err = vault.WriteFile(path, f.data, modePublic, vault.Force(true))
		}
	}
	if err != nil {
		return true, cannotWrite(path, err)
	}
	return true, nil
}

// ceremonyReleases verifies ceremonies and takes the keys of their circuits.
func (a *app) ceremonyReleases(ctx context.Context, dirs []string) (map[string]*keys.Release, error) {
	releases := map[string]*keys.Release{}
	for _, dir := range dirs {
		d, err := openCeremony(dir)
		if err != nil {
			return nil, err
		}
		var report *ceremony.Report
		made := map[string]*ceremony.Keys{}
		err = a.during(ctx, func(p ceremony.Progress) (err error) {
			report, err = d.Verify(ctx, p, func(c ceremony.PlannedCircuit, k *ceremony.Keys) error {
				made[c.Name] = k
				return nil
			})
			return err
		})
		if err != nil {
			return nil, err
		}
		a.warnRules(newTranscriptView(d, report))
		for name, k := range made {
			if releases[name] != nil {
				return nil, usagef("--ceremony: two ceremonies are for %s", name)
			}
			// The hash is known only now.
			if releases[name], err = keys.NewRelease(k.Compiled, k.Proving, k.Verifying, ceremonyName(d, report.Transcript)); err != nil {
				return nil, err
			}
		}
	}
	return releases, nil
}

// mostChecked bounds the circuits whose keys --check makes again: what a domain of
// 2^15 holds takes seconds.
const mostChecked = 1 << 15

// release gives what is committed of a circuit: what is pinned, where the circuit
// is still the pinned one and its keys need not be made again, or development keys.
func (o lockOptions) release(old *lock.Lockfile, c catalogue.Circuit) (*keys.Release, error) {
	if r, ok := o.releases[c.Name]; ok {
		return r, nil
	}
	compiled, err := c.Compile()
	if err != nil {
		return nil, err
	}
	// By id: a circuit that gets another name keeps its keys.
	entry, err := old.ByID(compiled.ID)
	if err != nil || entry.Retired() {
		return keys.MakeRelease(c)
	}
	again := o.remake || o.check && c.Exported() && entry.Constraints <= mostChecked
	if again && entry.IsDevelopment() {
		return keys.MakeRelease(c)
	}
	return keys.KeepRelease(old, entry, compiled)
}

// makeLocked makes every file first, so that an interrupt leaves the tree as it
// was. The lockfile is the last one, and the keys of retired circuits are the first,
// before others take their places. It also names the circuits that a later version
// takes the place of.
func (a *app) makeLocked(ctx context.Context, old *lock.Lockfile, o lockOptions) (files []lockedFile, names []string, err error) {
	var entries []lock.Entry
	var present []lockedFile
	for i, c := range o.circuits {
		m := a.newMeter()
		m.step(fmt.Sprintf("making %s (%d of %d)", c.Name, i+1, len(o.circuits)), 0, 0)
		r, err := interruptible(ctx, m, func(keys.Progress) (*keys.Release, error) { return o.release(old, c) })
		if err != nil {
			return nil, nil, err
		}
		entries = append(entries, r.Entry)
		present = append(present, lockedFile{filepath.Join(lockDir, "vk", c.Name+".vk"), r.VerifyingKey})
		if c.Exported() {
			present = append(present, lockedFile{filepath.Join("contracts", "src", "verifiers", lock.ContractName(c.Name)+".sol"), r.Solidity})
		}
	}
	retired, err := keys.Retire(old, entries)
	if err != nil {
		return nil, nil, err
	}
	lockfile, err := keys.Lockfile(entries, retired)
	if err != nil {
		return nil, nil, err
	}
	files, names, err = retiredFiles(old, entries, retired)
	return append(append(files, present...), lockedFile{filepath.Join(lockDir, lock.FileName), lockfile}), names, err
}

// retiredFiles are the verifying keys of the retired circuits, and the names of
// those that are retired now. The key of a name that the catalogue has no more leaves
// its old place.
func retiredFiles(old *lock.Lockfile, entries, retired []lock.Entry) (files []lockedFile, names []string, err error) {
	names = []string{}
	present := map[string]bool{}
	for _, e := range entries {
		present[e.Name] = true
	}
	before := old.Retired()
	for i, e := range retired {
		was := e
		if i >= len(before) { // its key lies where the key of its name lies
			if was, err = old.ByName(e.Name); err != nil {
				return nil, nil, err
			}
			names = append(names, e.Name)
		}
		key, err := old.KeyFile(was)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, lockedFile{filepath.Join(lockDir, filepath.FromSlash(e.KeyPath())), key})
	}
	for _, e := range old.Entries() {
		if !present[e.Name] {
			files = append(files, lockedFile{path: filepath.Join(lockDir, filepath.FromSlash(e.KeyPath()))})
		}
	}
	return files, names, nil
}
