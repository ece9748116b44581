package vault

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// faulty makes the n-th call to the disk fail, or every call of one kind.
// Removing always works: it is how a failure is cleared up.
type faulty struct {
	n     int // counts down
	every string
	err   error
	calls []string
}

func (f *faulty) fail(op string) error {
	f.n--
	f.calls = append(f.calls, op)
	if f.n == 0 || op == f.every {
		return &fs.PathError{Op: op, Path: "/somewhere/.vitalproof-0123", Err: f.err}
	}
	return nil
}

type faultyFile struct {
	file
	f *faulty
}

// Write writes half before it fails, as a disk does that fills up.
func (w faultyFile) Write(p []byte) (int, error) {
	if err := w.f.fail("write"); err != nil {
		n, _ := w.file.Write(p[:len(p)/2])
		return n, err
	}
	return w.file.Write(p)
}

func (w faultyFile) Sync() error { return errors.Join(w.f.fail("sync"), w.file.Sync()) }

// Close closes all the same, or the test could not remove the file everywhere.
func (w faultyFile) Close() error { return errors.Join(w.file.Close(), w.f.fail("close")) }

func (f *faulty) install(t *testing.T) (restore func()) {
	t.Helper()
	real := system
	move := func(op string, do func(from, to string) error) func(from, to string) error {
		return func(from, to string) error {
			if err := f.fail(op); err != nil {
				return err
			}
			return do(from, to)
		}
	}
	system.create = func(name string, perm fs.FileMode) (file, error) {
		if err := f.fail("create"); err != nil {
			return nil, err
		}
		w, err := real.create(name, perm)
		return faultyFile{w, f}, err
	}
	system.link, system.rename = move("link", real.link), move("rename", real.rename)
	system.syncDir = func(dir string) error { return errors.Join(f.fail("sync folder"), real.syncDir(dir)) }
	return func() { system = real }
}

// everyFault runs do with a failure at each call to the disk in turn, until it
// meets none, and has each outcome checked.
func everyFault(t *testing.T, setup func(dir string), do func(dir string) error, check func(t *testing.T, before, after map[string]string, err error)) {
	t.Helper()
	for n := 1; ; n++ {
		dir := t.TempDir()
		setup(dir)
		before := listing(t, dir)
		f := &faulty{n: n, err: syscall.ENOSPC}
		restore := f.install(t)
		err := do(dir)
		restore()
		after := listing(t, dir)
		for name := range after {
			if strings.HasPrefix(name, ".") {
				t.Errorf("fault %d left %s", n, name)
			}
		}
		if err != nil && (!errors.Is(err, ErrDiskFull) || !errors.Is(err, syscall.ENOSPC)) {
			t.Errorf("fault %d: %v", n, err)
		}
		if err != nil && strings.Contains(err.Error(), ".vitalproof-") {
			t.Errorf("fault %d: the error names a temporary file: %v", n, err)
		}
		check(t, before, after, err)
		if f.n > 0 {
			if err != nil || n < 6 {
				t.Errorf("no fault was met, but %v after %d", err, n)
			}
			return
		}
	}
}

func TestNoFaultLeavesAFile(t *testing.T) {
	everyFault(t, func(string) {},
		func(dir string) error { return WriteFile(filepath.Join(dir, "a"), []byte("whole"), 0o600) },
		func(t *testing.T, before, after map[string]string, err error) {
			// Without the link the second way of moving may still succeed.
			if err != nil && len(after) != 0 || err == nil && after["a"] != "whole" {
				t.Errorf("%v leaves %q", err, after)
			}
		})
}

func TestNoFaultLeavesHalfAReplacement(t *testing.T) {
	everyFault(t, func(dir string) { must(t, os.WriteFile(filepath.Join(dir, "a"), []byte("old"), 0o600)) },
		func(dir string) error { return WriteFile(filepath.Join(dir, "a"), []byte("new"), 0o600, Force(true)) },
		func(t *testing.T, before, after map[string]string, err error) {
			if a := after["a"]; len(after) != 1 || a != "new" && (err == nil || a != "old") {
				t.Errorf("%v leaves %q", err, after)
			}
		})
}

func TestNoFaultSplitsRecordAndLedger(t *testing.T) {
	w := newWorld(t, 2)
	first, second := *w.rec, *w.rec
	first.Days, second.Days = w.rec.Days[:1], w.rec.Days[1:]
	between, err := LedgerAfter(&first)
	must(t, err)
	second.Start, second.FirstDay = between.Head, between.LastDay+1

	both := func(t *testing.T, before, after map[string]string, err error) {
		if err != nil && !maps.Equal(before, after) {
			t.Errorf("%v leaves %d files or another ledger", err, len(after))
		}
		if err == nil && (len(after) != 2 || after["ledger"] == before["ledger"]) {
			t.Error("success without a new record and ledger")
		}
	}
	t.Run("new", func(t *testing.T) {
		everyFault(t, func(string) {}, func(dir string) error {
			return Issue(filepath.Join(dir, "record"), filepath.Join(dir, "ledger"), nil, &first, w.card)
		}, both)
	})
	t.Run("continued", func(t *testing.T) {
		raw, err := MarshalLedger(between)
		must(t, err)
		everyFault(t, func(dir string) { must(t, os.WriteFile(filepath.Join(dir, "ledger"), raw, 0o600)) },
			func(dir string) error {
				return Issue(filepath.Join(dir, "record"), filepath.Join(dir, "ledger"), &between, &second, w.card)
			}, both)
	})
}

// A name that points to data not yet on the disk is an empty file after a power
// failure.
func TestSyncsBeforeMoving(t *testing.T) {
	for force, want := range map[bool]string{
		false: "create write sync close link sync folder",
		true:  "create write sync close rename sync folder",
	} {
		f := &faulty{}
		restore := f.install(t)
		err := WriteFile(filepath.Join(t.TempDir(), "a"), []byte("x"), 0o600, Force(force))
		restore()
		if got := strings.Join(f.calls, " "); err != nil || got != want {
			t.Errorf("%s, %v", got, err)
		}
	}
}

func TestWritesWithoutHardLinks(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a")
	defer (&faulty{every: "link", err: syscall.EPERM}).install(t)()
	must(t, WriteFile(path, []byte("one"), 0o600))
	if err := WriteFile(path, []byte("two"), 0o600); !errors.Is(err, ErrExists) {
		t.Error(err)
	}
	if after := listing(t, dir); len(after) != 1 || after["a"] != "one" {
		t.Errorf("%q", after)
	}
}

func TestNamesTheCause(t *testing.T) {
	for cause, plain := range map[syscall.Errno]error{
		syscall.ENOSPC: ErrDiskFull, syscall.EDQUOT: ErrDiskFull,
		syscall.EROFS: ErrReadOnly, syscall.EACCES: ErrReadOnly, syscall.EPERM: ErrReadOnly,
	} {
		dir := t.TempDir()
		restore := (&faulty{every: "create", err: cause}).install(t)
		err := WriteFile(filepath.Join(dir, "a.record"), nil, 0o600)
		restore()
		if want := "write " + dir + "/a.record: " + plain.Error(); !errors.Is(err, plain) || !errors.Is(err, cause) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if err := WriteFile(filepath.Join(t.TempDir(), "no", "a"), nil, 0o600); !errors.Is(err, ErrNoFolder) {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := WriteFile(filepath.Join(file, "a"), nil, 0o600); !errors.Is(err, ErrNoFolder) {
		t.Error(err)
	}
	if err := explain(&os.LinkError{Op: "rename", Old: ".vitalproof-1", New: "b", Err: syscall.EIO}); err != syscall.EIO {
		t.Error(err)
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o500))
	if os.Geteuid() == 0 {
		dir = "/sys" // root may write to any folder but the kernel's own
	}
	if err := WriteFile(filepath.Join(dir, "a"), nil, 0o600); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
}

func TestReplacesNothingUnasked(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	must(t, os.WriteFile(target, []byte("old"), 0o600))
	must(t, os.Symlink(target, link))
	for _, path := range []string{target, link} {
		err := WriteFile(path, []byte("new"), 0o600, Force(false))
		if !errors.Is(err, ErrExists) || !errors.Is(err, fs.ErrExist) {
			t.Error(err)
		}
	}
	// With force the name is replaced, and not what a link points to.
	must(t, WriteFile(link, []byte("new"), 0o600, Force(true)))
	if after := listing(t, dir); after["target"] != "old" || after["link"] != "new" || len(after) != 2 {
		t.Errorf("%q", after)
	}
	if err := WriteFile(dir, nil, 0o600, Force(true)); err == nil {
		t.Error("a folder was replaced")
	}
}

func TestOneOfManyWritersWins(t *testing.T) {
	dir := t.TempDir()
	var wins sync.Map
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			if WriteFile(filepath.Join(dir, "a"), []byte{byte(i)}, 0o600) == nil {
				wins.Store(i, true)
			}
		})
	}
	group.Wait()
	count := 0
	wins.Range(func(i, _ any) bool {
		count++
		if after := listing(t, dir); after["a"] != string([]byte{byte(i.(int))}) || len(after) != 1 {
			t.Error("the winner's file is not there, or not alone")
		}
		return true
	})
	if count != 1 {
		t.Errorf("%d writers won", count)
	}
}

func TestModes(t *testing.T) {
	dir := t.TempDir()
	must(t, WritePrivate(filepath.Join(dir, "private"), nil))
	must(t, WritePublic(filepath.Join(dir, "public"), nil))
	for name, most := range map[string]fs.FileMode{"private": 0o600, "public": 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm()&^most != 0 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}
