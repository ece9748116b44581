package keyring

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// faulty is a ring's file whose writes can be stopped in the middle.
type faulty struct {
	storage
	mu       sync.Mutex
	cut      int   // bytes that the next write leaves, -1 for none or all
	writeErr error // of every write
	syncErr  error
	onSync   func()
}

func (f *faulty) WriteAt(p []byte, at int64) (int, error) {
	f.mu.Lock()
	cut, err := f.cut, f.writeErr
	f.cut = -1
	f.mu.Unlock()
	if cut >= 0 && cut < len(p) {
		_, _ = f.storage.WriteAt(p[:cut], at)
		return cut, err
	}
	if err != nil {
		return 0, err
	}
	return f.storage.WriteAt(p, at)
}

func (f *faulty) Sync() error {
	if f.onSync != nil {
		f.onSync()
	}
	if f.syncErr != nil {
		return f.syncErr
	}
	return f.storage.Sync()
}

func openFaulty(t *testing.T, dir string, m Master) (*Ring, *faulty) {
	t.Helper()
	f := &faulty{cut: -1}
	r, err := open(dir, m, func(file *os.File) storage {
		f.storage = dataFile{file}
		return f
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r, f
}

// A power failure before each sync leaves the file as it was then: whatever was
// acknowledged by then holds in it.
func TestEveryCopyTakenBeforeASyncHoldsWhatWasAcknowledged(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r, f := openFaulty(t, dir, m)
	acked := map[int]bool{} // true: there, false: destroyed
	changing := -1
	check := func() {
		old := openRing(t, ringOf(t, ringBytes(t, dir)), m)
		defer old.Close()
		if old.Corrupt() != 0 {
			t.Error("a slot is torn")
		}
		for i, there := range acked {
			if _, err := old.Get(nameOf(i)); i != changing && (err == nil) != there {
				t.Errorf("key %d, acknowledged as there: %v, gives %v", i, there, err)
			}
		}
	}
	f.onSync = check
	for i := range 40 {
		changing = i
		create(t, r, i)
		acked[i] = true
		if i%2 == 0 {
			changing = i / 2
			if err := r.Destroy(nameOf(i / 2)); err != nil {
				t.Fatal(err)
			}
			acked[i/2] = false
		}
	}
	changing = -1
	check()
}

// A slot is one sector, and a disk writes that whole. Should one not, a torn slot
// never gives a wrong key, and never hides another.
func TestATornWriteGivesNoWrongKey(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	first := create(t, r, 1)
	before := ringBytes(t, dir)
	second := create(t, r, 2)
	after := ringBytes(t, dir)
	closeRing(t, r)
	at := slotAt(1)
	step := 1
	if testing.Short() {
		step = 16
	}
	for n := 0; n <= slotBytes; n += step {
		torn := bytes.Clone(before)
		copy(torn[at:], after[at:at+int64(n)])
		checkTorn(t, m, torn, first, second, n == 0, n == slotBytes)

		torn = bytes.Clone(after)
		copy(torn[at:], before[at:at+int64(n)]) // Destroy writes the zeros of before
		checkTorn(t, m, torn, first, second, n == slotBytes, n == 0)
	}
}

func checkTorn(t *testing.T, m Master, raw []byte, first, second Key, free, whole bool) {
	t.Helper()
	dir := ringOf(t, raw)
	defer os.RemoveAll(dir)
	r := openRing(t, dir, m)
	defer r.Close()
	if k, err := r.Get(nameOf(1)); err != nil || !same(k, first) {
		t.Fatalf("the key beside it: %v", err)
	}
	k, err := r.Get(nameOf(2))
	if whole && (err != nil || !same(k, second)) {
		t.Fatalf("the whole slot: %v", err)
	}
	if !whole && err == nil {
		t.Fatal("a torn slot gave a key")
	}
	if want := map[bool]int{false: 1, true: 0}[free || whole]; r.Corrupt() != want {
		t.Fatalf("%d corrupt, want %d", r.Corrupt(), want)
	}
}

func TestAFailedWriteLeavesNoHalfAKey(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r, f := openFaulty(t, dir, m)
	create(t, r, 1)
	f.cut, f.writeErr = 77, syscall.ENOSPC
	_, err := r.Create(nameOf(2))
	wantErr(t, err, syscall.ENOSPC)
	wantErr(t, err, ErrBroken) // the wiping failed as well
	wantErr(t, r.Destroy(nameOf(2)), ErrBroken)
	_, err = r.Create(nameOf(3))
	wantErr(t, err, ErrBroken)
	if _, err := r.Get(nameOf(1)); err != nil {
		t.Errorf("a broken ring gives no keys: %v", err)
	}
	closeRing(t, r)
	r = openRing(t, dir, m)
	_, err = r.Get(nameOf(2))
	wantErr(t, err, ErrDamaged)
	if r.Len() != 1 || r.Corrupt() != 1 {
		t.Errorf("%d keys, %d corrupt", r.Len(), r.Corrupt())
	}
}

// After a failed sync the system may drop what it could not write, and tells
// one sync only.
func TestAFailedSyncBreaksTheRingForGood(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r, f := openFaulty(t, dir, m)
	create(t, r, 1)
	create(t, r, 2)
	f.syncErr = syscall.EIO
	wantErr(t, r.Destroy(nameOf(1)), syscall.EIO)
	f.syncErr = nil
	_, err := r.Create(nameOf(3))
	wantErr(t, err, ErrBroken)
	wantErr(t, r.Destroy(nameOf(2)), ErrBroken)
	wantErr(t, r.Destroy(nameOf(1)), ErrBroken) // not "absent is fine"
	closeRing(t, r)
	r, f = openFaulty(t, dir, m)
	f.syncErr = syscall.EIO
	_, err = r.Create(nameOf(9))
	wantErr(t, err, ErrBroken)
	_, err = r.Get(nameOf(9))
	wantErr(t, err, ErrDestroyed)
}

// Also for a writer whose own sync says nothing: its bytes may be among those
// that the failed one lost.
func TestNoSyncIsBelievedAfterAFailedOne(t *testing.T) {
	errs := []error{nil, syscall.EIO, nil, nil}
	c := newCommits(func() error {
		err := errs[0]
		errs = errs[1:]
		return err
	})
	if err := c.wait(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		wantErr(t, c.wait(), syscall.EIO)
	}
}

const (
	childMode = "VITALPROOF_TEST_CHILD"
	childDir  = "VITALPROOF_TEST_DIR"
	fileLimit = headerBytes + growSlots*slotBytes + 50*slotBytes // room for one growth and a part of the next
)

func child(mode, dir string) int {
	var err error
	switch mode {
	case "write":
		err = childWrite(dir)
	case "full":
		err = childFull(dir)
	case "hold":
		_, err = Open(dir, fixedMaster())
	}
	fmt.Println("end", err)
	if mode == "hold" && err == nil {
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
	if err != nil {
		return 1
	}
	return 0
}

// childWrite says on its output what it begins and what was acknowledged, until
// it is killed.
func childWrite(dir string) error {
	r, err := Open(dir, fixedMaster())
	if err != nil {
		return err
	}
	var out sync.Mutex
	say := func(what string, i int) {
		out.Lock()
		defer out.Unlock()
		fmt.Println(what, i)
	}
	var wait sync.WaitGroup
	for w := range 8 {
		wait.Go(func() {
			for n := 0; ; n++ {
				i := w*1_000_000 + n
				if _, err := r.Create(nameOf(i)); err != nil {
					say("error", i)
					return
				}
				say("created", i)
				if n%3 == 2 {
					say("destroying", i-1)
					if r.Destroy(nameOf(i-1)) != nil {
						say("error", i)
						return
					}
					say("destroyed", i-1)
				}
			}
		})
	}
	wait.Wait()
	return nil
}

// childFull runs into a limit on the size of files, which is what a full disk
// looks like, in the middle of a growth.
func childFull(dir string) error {
	limit := syscall.Rlimit{Cur: fileLimit, Max: fileLimit}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	r, err := Open(dir, fixedMaster())
	if err != nil {
		return err
	}
	for i := range growSlots {
		if _, err := r.Create(nameOf(i)); err != nil {
			return fmt.Errorf("key %d: %w", i, err)
		}
	}
	for range 3 {
		if _, err := r.Create(nameOf(growSlots)); !errors.Is(err, syscall.EFBIG) || errors.Is(err, ErrBroken) {
			return fmt.Errorf("on a full disk: %v", err)
		}
	}
	// A full disk stops no Destroy, and a destroyed key makes room.
	if err := r.Destroy(nameOf(5)); err != nil {
		return err
	}
	if _, err := r.Create(nameOf(growSlots + 1)); err != nil {
		return err
	}
	return r.Close()
}

func command(t *testing.T, mode, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childDir+"="+dir)
	return cmd
}

func TestAFullDiskRefusesCleanlyAndStopsNoDestroy(t *testing.T) {
	dir := t.TempDir()
	out, err := command(t, "full", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if n := len(ringBytes(t, dir)); n != headerBytes+growSlots*slotBytes {
		t.Errorf("the file has %d bytes", n)
	}
	r := openRing(t, dir, fixedMaster())
	if r.Len() != growSlots || r.Corrupt() != 0 {
		t.Errorf("%d keys, %d corrupt", r.Len(), r.Corrupt())
	}
	_, err = r.Get(nameOf(growSlots))
	wantErr(t, err, ErrDestroyed)
	create(t, r, growSlots)
}

func TestRefusesARingInUseByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	cmd := command(t, "hold", dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, "end <nil>") {
		t.Fatalf("%q, %v", line, err)
	}
	_, err = Open(dir, fixedMaster())
	wantErr(t, err, ErrLocked)
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	openRing(t, dir, fixedMaster())
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	for round := range rounds {
		dir := t.TempDir()
		cmd := command(t, "write", dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var kill *time.Timer // runs from the first sign of life
		created, destroying, destroyed := map[int]bool{}, map[int]bool{}, map[int]bool{}
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if kill == nil {
				kill = time.AfterFunc(time.Duration(20+round*11)*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
			var what string
			var i int
			// The last line may be cut by the kill.
			if _, err := fmt.Sscanf(lines.Text()+"\n", "%s %d\n", &what, &i); err != nil {
				continue
			}
			switch what {
			case "created":
				created[i] = true
			case "destroying":
				destroying[i] = true
			case "destroyed":
				destroyed[i] = true
			default:
				t.Fatalf("the child says %q", lines.Text())
			}
		}
		_ = cmd.Wait()
		if kill == nil {
			t.Fatal("the child said nothing")
		}
		kill.Stop()
		r := openRing(t, dir, fixedMaster())
		if r.Corrupt() != 0 {
			t.Errorf("round %d: %d corrupt", round, r.Corrupt())
		}
		for i := range created {
			_, err := r.Get(nameOf(i))
			if destroyed[i] && !errors.Is(err, ErrDestroyed) || !destroying[i] && err != nil {
				t.Errorf("round %d: key %d, destroying %v, destroyed %v: %v", round, i, destroying[i], destroyed[i], err)
			}
		}
		if round == rounds-1 && len(created) < 20 {
			t.Errorf("only %d keys were made before the kill: the test shows nothing", len(created))
		}
		closeRing(t, r)
	}
}
