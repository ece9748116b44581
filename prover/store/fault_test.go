package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

func TestAFullDiskRefusesAndRecovers(t *testing.T) {
	x := newSite(t)
	s := x.open()
	clock := created
	s.space.now = func() time.Time { return clock }
	j := mustCreate(t, s, newJob("a", "input"))
	keys := s.ring.Len()

	const disk = 100 << 30
	s.space.free = func(string) (uint64, error) { return disk, nil }
	s.space.least.Store(disk + 1)
	clock = clock.Add(time.Hour)
	for name, err := range map[string]error{
		"Create": func() error { _, _, err := s.Jobs().Create(t.Context(), newJob("b", "input")); return err }(),
		"Check":  s.Check(t.Context()),
	} {
		if !errors.Is(err, job.ErrStorageFull) {
			t.Errorf("%s on a full disk: error %v, want %v", name, err, job.ErrStorageFull)
		}
	}
	if n := s.ring.Len(); n != keys {
		t.Errorf("a refused job left %d keys", n-keys)
	}
	// What ends or removes something has a reserve.
	mustSucceed(t, s, j, "proof")
	if n, err := s.Jobs().Sweep(t.Context(), created.Add(1e6*time.Hour), 10); err != nil || n != 1 {
		t.Errorf("%d jobs were removed from a full disk, %v", n, err)
	}
	// And when that is used up too, an erasure still destroys the keys.
	s.space.least.Store(0)
	clock = clock.Add(time.Hour)
	last := mustCreate(t, s, newJob("c", "input"))
	s.space.least.Store(10 * disk)
	if _, err := s.Jobs().EraseSubject(t.Context(), last.Owner); err == nil {
		t.Error("an owner without a subject")
	}
	if _, err := s.Jobs().EraseSubject(t.Context(), job.Owner{Tenant: "hospital", Subject: "c"}); !errors.Is(err, job.ErrStorageFull) {
		t.Errorf("error %v, want %v", err, job.ErrStorageFull)
	}
	if _, err := s.Jobs().Get(t.Context(), last.Owner, last.ID); !errors.Is(err, job.ErrNotFound) {
		t.Errorf("an erased job on a full disk: %v", err)
	}
	s.space.least.Store(0)
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
	mustCreate(t, s, newJob("b", "input"))
}

func TestLooksAtTheDiskOnceASecond(t *testing.T) {
	looks, clock := 0, created
	s := &space{now: func() time.Time { return clock }, free: func(string) (uint64, error) { looks++; return 10, nil }}
	for range 100 {
		if err := s.check(false); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(20 * time.Millisecond)
	}
	if looks < 2 || looks > 3 {
		t.Errorf("%d looks in 2 seconds", looks)
	}
}

func TestAFailedWriteEndsAllWrites(t *testing.T) {
	x := newSite(t)
	s := x.open()
	j := mustCreate(t, s, newJob("a", "input"))
	// The file that every write is noted in goes bad.
	if err := s.last.file.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_, _, err := s.Jobs().Create(t.Context(), newJob("b", "input"))
		if !errors.Is(err, job.ErrStorage) {
			t.Fatalf("error %v, want %v", err, job.ErrStorage)
		}
	}
	if err := s.Check(t.Context()); !errors.Is(err, job.ErrStorage) {
		t.Errorf("Check says %v", err)
	}
	if _, err := s.Jobs().Get(t.Context(), j.Owner, j.ID); err != nil {
		t.Errorf("what is there cannot be read: %v", err)
	}
	if err := s.Close(); err == nil {
		t.Error("closing a failed store said nothing")
	}
	x.store = nil
}

func TestAPanicOfTheDatabaseEndsNoProcess(t *testing.T) {
	s := newSite(t).open()
	err := s.write(t.Context(), "test", takesRoom, func(tx) error { panic("secret") })
	if !errors.Is(err, job.ErrStorage) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if err := s.Check(t.Context()); !errors.Is(err, job.ErrStorage) {
		t.Errorf("Check says %v", err)
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	x := newSite(t)
	s := x.open()
	x.close()
	_, _, err := s.Jobs().Create(t.Context(), newJob("a", "input"))
	_, err2 := s.Jobs().Get(t.Context(), job.Owner{Tenant: "hospital"}, job.NewID())
	for _, err := range []error{err, err2, s.Check(t.Context())} {
		if !errors.Is(err, job.ErrClosed) {
			t.Errorf("error %v, want %v", err, job.ErrClosed)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpenTellsWhatIsWrong(t *testing.T) {
	x := newSite(t)
	s := x.open()
	mustCreate(t, s, newJob("a", "input"))
	if _, err := Open(x.options()); !errors.Is(err, ErrLocked) {
		t.Errorf("open twice: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	x.store = nil

	other, err := keyring.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	o := x.options()
	o.Master = other
	if _, err := Open(o); !errors.Is(err, keyring.ErrOtherMaster) {
		t.Errorf("another master key: %v", err)
	}
	// A ring that was made anew, and an empty folder for a ring that is in use.
	ring, err := keyring.Open(filepath.Join(x.dir, "other keys"), x.master)
	if err != nil {
		t.Fatal(err)
	}
	defer ring.Close()
	o = x.options()
	o.Ring = ring
	if _, err := Open(o); !errors.Is(err, ErrOtherRing) {
		t.Errorf("another ring: %v", err)
	}
	o = x.options()
	o.Dir = filepath.Join(x.dir, "wrong folder")
	keys := x.ring.Len()
	if _, err := Open(o); !errors.Is(err, ErrOtherRing) {
		t.Errorf("an empty folder for a ring in use: %v", err)
	}
	if x.ring.Len() != keys {
		t.Error("a wrong folder cost keys")
	}
	if _, err := Open(Options{}); !errors.Is(err, ErrOptions) {
		t.Errorf("no options: %v", err)
	}
	if s, err = Open(x.options()); err != nil {
		t.Fatal(err)
	}
	x.store = s
}

func TestAReadOnlyFolderIsRefused(t *testing.T) {
	x := newSite(t)
	x.saveMaster()
	mustCreate(t, x.open(), newJob("a", "input"))
	x.close()
	data := filepath.Join(x.dir, "data")
	for _, dir := range []string{filepath.Join(data, folder), data} {
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := os.Chmod(dir, 0o700); err != nil {
				t.Error(err)
			}
		}()
	}
	cmd := child(t, "readonly", x.dir)
	if os.Getuid() == 0 { // for whom no folder is read-only
		if err := giveAway(x.dir); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		copyBinary(t, cmd.Path, filepath.Join(x.dir, "test"))
		cmd.Path = filepath.Join(x.dir, "test")
	}
	out, err := cmd.Output()
	if err != nil || string(out) != "refused\n" {
		t.Errorf("the child said %q, %v", out, err)
	}
}

const nobody = 65534

// giveAway makes a folder and what is above it in the test's own folder another
// user's.
func giveAway(dir string) error {
	for up := filepath.Dir(dir); strings.HasPrefix(up, filepath.Join(os.TempDir(), "Test")); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil {
			return err
		}
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, nobody, nobody)
	})
}

func copyBinary(t *testing.T, from, to string) {
	t.Helper()
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
}

// openReadOnly is a child without rights.
func openReadOnly(dir string) error {
	_, err := openFolder(dir)
	if !errors.Is(err, ErrReadOnly) {
		return fmt.Errorf("error %v, want %v", err, ErrReadOnly)
	}
	fmt.Println("refused")
	return nil
}
