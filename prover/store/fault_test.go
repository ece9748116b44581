package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
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

func TestAFlippedBitIsHarmlessOrFound(t *testing.T) {
	flips := 100
	if testing.Short() {
		flips = 4
	}
	x := newSite(t)
	x.saveMaster()
	fillForFlips(t, x)
	verdicts := map[string]int{}
	for done := 0; done < flips; {
		cmd := child(t, "flip", x.dir)
		cmd.Env = append(cmd.Env, "VITALPROOF_STORE_FLIPS="+fmt.Sprintf("%d %d", done, flips))
		cmd.Stderr = nil // the database prints its last words there
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); done++ {
			verdict := lines.Text()
			if strings.HasPrefix(verdict, "WRONG") {
				t.Error(verdict)
			}
			verdicts[verdict]++
		}
		if err := cmd.Wait(); err != nil { // the database ended the process
			verdicts["ended the process"]++
			done++
		}
	}
	t.Log(verdicts)
	if verdicts["harmless"] == flips {
		t.Error("no flip hit anything")
	}
}

// fillForFlips makes tables and a log, and a list of what is in them.
func fillForFlips(t *testing.T, x *site) {
	t.Helper()
	var list strings.Builder
	for round := range 2 {
		s := x.open()
		for n := range 24 {
			j := mustCreate(t, s, newJob(fmt.Sprint("subject ", n%5), strings.Repeat("input", 2000)))
			if n%2 == 0 {
				mustSucceed(t, s, j, "proof of "+string(j.ID))
			}
			fmt.Fprintf(&list, "%s %d\n", j.ID, n%2)
		}
		if round == 0 {
			x.close() // a table
			continue
		}
		// A log, as a crash leaves it: a copy of the files while the store is open.
		if err := copySparse(filepath.Join(x.dir, "data"), filepath.Join(x.dir, "crashed")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(x.dir, "crashed keys"), os.DirFS(filepath.Join(x.dir, "keys"))); err != nil {
			t.Fatal(err)
		}
		x.close()
	}
	if err := os.WriteFile(filepath.Join(x.dir, "list"), []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readFlipped is the child that flips bits: one verdict a line.
func readFlipped(dir string) error {
	var first, end int
	if _, err := fmt.Sscan(os.Getenv("VITALPROOF_STORE_FLIPS"), &first, &end); err != nil {
		return err
	}
	master, err := loadMaster(dir)
	if err != nil {
		return err
	}
	list, err := os.ReadFile(filepath.Join(dir, "list"))
	if err != nil {
		return err
	}
	for n := first; n < end; n++ {
		work, err := os.MkdirTemp(dir, "flip")
		if err != nil {
			return err
		}
		if err := copySparse(filepath.Join(dir, "crashed"), filepath.Join(work, "data")); err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(work, "keys"), os.DirFS(filepath.Join(dir, "crashed keys"))); err != nil {
			return err
		}
		where, err := flipBit(filepath.Join(work, "data", folder), rand.New(rand.NewSource(int64(n))))
		if err != nil {
			return err
		}
		fmt.Println(judge(work, master, string(list), where))
		if err := os.RemoveAll(work); err != nil {
			return err
		}
	}
	return nil
}

// copySparse copies a flat folder of folders without the zeros at the end of
// files, which are then there again as holes.
func copySparse(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		raw, size, err := written(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, raw, 0o600); err != nil {
			return err
		}
		return os.Truncate(target, size)
	})
}

// written gives what is in a file before the zeros that the database has only
// mapped: here a few KiB, and the file's size.
func written(path string) ([]byte, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, 2<<20))
	return bytes.TrimRight(raw, "\x00"), info.Size(), err
}

// flipBit flips one bit of what is written in a folder.
func flipBit(dir string, rng *rand.Rand) (where string, err error) {
	type part struct {
		name string
		size int
	}
	var parts []part
	total := 0
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		raw, _, err := written(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		parts = append(parts, part{e.Name(), len(raw)})
		total += len(raw)
	}
	// Every other flip in a small file, or the tables would have them all.
	if rng.Intn(2) == 0 {
		p := parts[rng.Intn(len(parts))]
		if p.size > 0 {
			return p.name, flipAt(filepath.Join(dir, p.name), rng.Intn(p.size), rng.Intn(8))
		}
	}
	at := rng.Intn(total)
	for _, p := range parts {
		if at < p.size {
			return p.name, flipAt(filepath.Join(dir, p.name), at, rng.Intn(8))
		}
		at -= p.size
	}
	return "", errors.New("no file")
}

func flipAt(path string, at, bit int) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err := f.ReadAt(b[:], int64(at)); err != nil {
		return errors.Join(err, f.Close())
	}
	b[0] ^= 1 << bit
	_, err = f.WriteAt(b[:], int64(at))
	return errors.Join(err, f.Close())
}

// judge opens a store with a flipped bit and compares with the list.
func judge(dir string, master keyring.Master, list, where string) string {
	ring, err := keyring.Open(filepath.Join(dir, "keys"), master)
	if err != nil {
		return "WRONG: " + err.Error()
	}
	defer ring.Close()
	s, err := Open(Options{Dir: filepath.Join(dir, "data"), Master: master, Ring: ring, MinFree: 1 << 20})
	if err != nil {
		for _, known := range []error{ErrCorrupt, ErrLoss, ErrOtherRing, keyring.ErrOtherMaster, job.ErrStorage} {
			if errors.Is(err, known) {
				return "refused"
			}
		}
		return "WRONG: " + where + ": " + err.Error()
	}
	defer s.Close()
	verdict := "harmless"
	for _, line := range strings.Fields(strings.ReplaceAll(list, " ", ":")) {
		id, kind, _ := strings.Cut(line, ":")
		n, err := strconv.Atoi(kind)
		if err != nil {
			return "WRONG: " + err.Error()
		}
		j, err := s.Jobs().Get(contextOf(), job.Owner{Tenant: "hospital"}, job.ID(id))
		switch {
		case errors.Is(err, job.ErrStorage):
			verdict = "error at reading"
		case err != nil:
			return "WRONG: " + where + ": a job: " + err.Error()
		case n == 0 && (j.State != v1.ProofState_PROOF_STATE_SUCCEEDED || string(j.Attestation) != "proof of "+id),
			n == 1 && j.State != v1.ProofState_PROOF_STATE_QUEUED:
			return "WRONG: " + where + ": a job is another one"
		}
		if n == 1 && err == nil {
			_, _, input, err := s.Jobs().Claim(contextOf(), job.ID(id), created, created)
			switch {
			case errors.Is(err, job.ErrStorage), errors.Is(err, job.ErrInputLost):
				verdict = "error at reading"
			case err != nil, string(input) != strings.Repeat("input", 2000):
				return "WRONG: " + where + ": an input is another one"
			}
		}
	}
	return verdict
}
