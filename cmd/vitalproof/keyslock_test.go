package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
)

// lockTree makes a source tree with a lockfile of some entries; a key lies where its
// entry says, and is the one that this program has for the entry's id.
func lockTree(t *testing.T, circuits, retired []lock.Entry) string {
	t.Helper()
	root := t.TempDir()
	l, err := lock.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	write := func(path string, raw []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(root, "go.mod"), []byte("module vitalproof\n"))
	for _, e := range append(append([]lock.Entry{}, circuits...), retired...) {
		id, err := statement.ParseCircuitID(e.ID)
		if err != nil {
			t.Fatal(err)
		}
		pinned, err := l.ByID(id)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := l.KeyFile(pinned)
		if err != nil {
			t.Fatal(err)
		}
		write(filepath.Join(root, lockDir, filepath.FromSlash(e.KeyPath())), raw)
	}
	now := l.File()
	raw, err := lock.File{Gnark: now.Gnark, GnarkCrypto: now.GnarkCrypto, Circuits: circuits, Retired: retired}.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(root, lockDir, lock.FileName), raw)
	return root
}

func entryOf(t *testing.T, name string) lock.Entry {
	t.Helper()
	e, err := lock.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// as is an entry under another name: what the lockfile had of a circuit before it
// changed.
func as(name string, e lock.Entry) lock.Entry {
	e.Name = name
	return e
}

func lockAgain(t *testing.T, root string, check bool, circuits ...string) error {
	t.Helper()
	a := newApp()
	a.stdout, a.stderr = new(bytes.Buffer), new(bytes.Buffer)
	o := lockOptions{root: root, check: check}
	for _, name := range circuits {
		c, err := catalogue.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		o.circuits = append(o.circuits, c)
	}
	return a.lockKeys(context.Background(), o)
}

func readLock(t *testing.T, root string) *lock.Lockfile {
	t.Helper()
	l, err := lock.Read(os.DirFS(filepath.Join(root, lockDir)))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestAChangedCircuitRetiresTheOneBefore(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	before := as("hba1c", entryOf(t, "bmi"))
	root := lockTree(t, []lock.Entry{before, entryOf(t, "ahi")}, nil)

	err := lockAgain(t, root, true, "hba1c", "ahi")
	if f := (&fault{}); !errors.As(err, &f) || f.code != exitInternal {
		t.Fatalf("checked: got %v", err)
	}
	if l := readLock(t, root); len(l.Retired()) != 0 {
		t.Fatal("a check writes")
	}
	if err := lockAgain(t, root, false, "hba1c", "ahi"); err != nil {
		t.Fatal(err)
	}
	l := readLock(t, root)
	if got := l.Retired(); len(got) != 1 || got[0].ID != before.ID || got[0].Name != "hba1c" {
		t.Fatalf("retired: %+v", got)
	}
	now, err := l.ByName("hba1c")
	if err != nil || now.ID != entryOf(t, "hba1c").ID || now.VerifyingKeySHA256 != entryOf(t, "hba1c").VerifyingKeySHA256 {
		t.Fatalf("the new one: %+v, %v", now, err)
	}
	for _, e := range append(l.Entries(), l.Retired()...) {
		if err := keys.CheckVerifyingKey(l, e); err != nil {
			t.Error(err)
		}
	}
	// From then on it is as it should be.
	if err := lockAgain(t, root, true, "hba1c", "ahi"); err != nil {
		t.Errorf("checked again: %v", err)
	}
}

func TestADroppedCircuitIsKeptAsRetired(t *testing.T) {
	root := lockTree(t, []lock.Entry{entryOf(t, "hba1c"), entryOf(t, "ahi")}, nil)
	if err := lockAgain(t, root, false, "ahi"); err != nil {
		t.Fatal(err)
	}
	l := readLock(t, root)
	if got := l.Retired(); len(got) != 1 || got[0].ID != entryOf(t, "hba1c").ID {
		t.Fatalf("retired: %+v", got)
	}
	if err := keys.CheckVerifyingKey(l, l.Retired()[0]); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(root, lockDir, "vk", "hba1c.vk")); !os.IsNotExist(err) {
		t.Errorf("its key is in the old place: %v", err)
	}
	// It cannot come back under its id.
	before, err := os.ReadFile(filepath.Join(root, lockDir, lock.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		return
	}
	if err := lockAgain(t, root, false, "hba1c", "ahi"); !errors.Is(err, keys.ErrRetiredAgain) {
		t.Errorf("taken back: got %v", err)
	}
	after, err := os.ReadFile(filepath.Join(root, lockDir, lock.FileName))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the refusal changed the lockfile: %v", err)
	}
}

func TestCeremonyKeysAreNotReplaced(t *testing.T) {
	sum := strings.Repeat("0a", 32)
	e := entryOf(t, "hba1c")
	of := e
	of.Ceremony = lock.CeremonyPrefix + "Keys 2027, transcript " + sum
	root := lockTree(t, []lock.Entry{of}, nil)
	l := readLock(t, root)
	other := of
	other.Ceremony, other.VerifyingKeySHA256 = lock.CeremonyPrefix+"Keys 2028, transcript "+sum, strings.Repeat("11", 32)
	for what, replaced := range map[string]lock.Entry{"of another ceremony": other, "under another name": as("bmi", other)} {
		if _, err := keys.Retire(l, []lock.Entry{replaced}); !errors.Is(err, keys.ErrReplaced) {
			t.Errorf("keys %s: got %v", what, err)
		}
	}
	changed := other
	changed.ID = entryOf(t, "ahi").ID
	development := readLock(t, lockTree(t, []lock.Entry{e}, nil))
	for what, c := range map[string]struct {
		old *lock.Lockfile
		new lock.Entry
	}{
		"the same ceremony": {l, of}, "a circuit that changed": {l, changed}, "development keys": {development, other},
		"a name that changed": {l, as("bmi", of)},
	} {
		if _, err := keys.Retire(c.old, []lock.Entry{c.new}); err != nil {
			t.Errorf("%s: got %v", what, err)
		}
	}
	// Nothing makes development keys for it again.
	if err := lockAgain(t, root, false, "hba1c"); err != nil {
		t.Fatal(err)
	}
	if now, err := readLock(t, root).ByName("hba1c"); err != nil || now.Ceremony != of.Ceremony {
		t.Errorf("locked again: %+v, %v", now, err)
	}
}

// The id says which circuit it is, not the name.
func TestARenamedCircuitKeepsItsKeys(t *testing.T) {
	of := as("sugar", entryOf(t, "hba1c"))
	of.Ceremony = lock.CeremonyPrefix + "Keys 2027, transcript " + strings.Repeat("0a", 32)
	root := lockTree(t, []lock.Entry{of}, nil)
	if err := lockAgain(t, root, false, "hba1c"); err != nil {
		t.Fatal(err)
	}
	l := readLock(t, root)
	now, err := l.ByName("hba1c")
	if err != nil || now.Ceremony != of.Ceremony || len(l.Retired()) != 0 {
		t.Fatalf("got %+v, %v", l.File(), err)
	}
	if err := keys.CheckVerifyingKey(l, now); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(root, lockDir, "vk", "sugar.vk")); !os.IsNotExist(err) {
		t.Errorf("a key is left under the old name: %v", err)
	}
}

// What is pinned has no entry of a circuit that was made to fit.
func TestADamagedLockfileIsRefused(t *testing.T) {
	root := lockTree(t, []lock.Entry{entryOf(t, "hba1c")}, nil)
	path := filepath.Join(root, lockDir, "vk", "hba1c.vk")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)/2] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := lockAgain(t, root, false, "hba1c"); !errors.Is(err, lock.ErrKeyHash) {
		t.Errorf("a damaged key: got %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, lockDir, lock.FileName), []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := lockAgain(t, root, false, "hba1c"); !errors.Is(err, lock.ErrFile) {
		t.Errorf("no lockfile: got %v", err)
	}
}
