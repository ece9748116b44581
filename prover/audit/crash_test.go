package audit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A crash can leave any part of the batch that was being written: nobody was
// told of its entries, and those before it are all there.
func TestATornEndIsCutAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	appendEntries(t, l, 0, 5)
	before, checkpoint := readAll(t, dir, logFile), readAll(t, dir, checkpointFile)
	if err := l.write([]Entry{entryOf(5), entryOf(6), entryOf(7)}); err != nil {
		t.Fatal(err)
	}
	after := readAll(t, dir, logFile)
	step := 1
	if testing.Short() {
		step = 97
	}
	for n := len(before); n < len(after); n += step {
		torn := folderOf(t, t.TempDir(), after[:n], checkpoint)
		r, err := Verify(torn, l.VerifierKey())
		if err != nil || r.Entries != 5 || r.Unsealed != int64(n-len(before)) {
			t.Fatalf("%d bytes of the batch: %+v, %v", n-len(before), r, err)
		}
		again := openLog(t, torn)
		if again.Len() != 5 || again.Cut() != int64(n-len(before)) {
			t.Fatalf("%d bytes of the batch: %d entries, %d cut", n-len(before), again.Len(), again.Cut())
		}
		if len(readAll(t, torn, logFile)) != len(before) {
			t.Fatal("the torn end is still there")
		}
		appendEntries(t, again, 100, 102)
		closeLog(t, again)
		if r, err := Verify(torn, l.VerifierKey()); err != nil || r.Entries != 7 || r.Unsealed != 0 {
			t.Fatalf("after it: %+v, %v", r, err)
		}
	}
}

func TestAFailedWriteLeavesNoTraceAndStopsNothing(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	appendEntries(t, l, 0, 3)
	before := readAll(t, dir, logFile)
	f := &countingFile{storage: l.file}
	l.file = f
	for _, cut := range []int{0, 50, 10_000} {
		f.writeErr, f.cut = syscall.ENOSPC, cut
		err := l.Append(t.Context(), entryOf(50))
		wantErr(t, err, syscall.ENOSPC)
		if errors.Is(err, ErrBroken) || string(readAll(t, dir, logFile)) != string(before) {
			t.Errorf("%d bytes written: %v", cut, err)
		}
	}
	f.writeErr = nil
	appendEntries(t, l, 3, 6)
	closeLog(t, l)
	if r, err := Verify(dir, l.VerifierKey()); err != nil || r.Entries != 6 || r.Unsealed != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestAFailedSyncBreaksTheLogForGood(t *testing.T) {
	l := openLog(t, t.TempDir())
	appendEntries(t, l, 0, 3)
	f := &countingFile{storage: l.file, syncErr: syscall.EIO}
	l.file = f
	wantErr(t, l.Append(t.Context(), entryOf(3)), syscall.EIO)
	f.syncErr = nil
	wantErr(t, l.Append(t.Context(), entryOf(4)), ErrBroken)
	if l.Len() != 3 {
		t.Errorf("%d entries", l.Len())
	}
}

// The checkpoint follows the log at a bounded distance, without Checkpoint.
func TestTheCheckpointFollows(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	appendEntries(t, l, 0, 2)
	old := readAll(t, dir, checkpointFile)
	l.lead <- struct{}{}
	l.marked.at = time.Now().Add(-checkpointEvery)
	<-l.lead
	appendEntries(t, l, 2, 3)
	byTime := readAll(t, dir, checkpointFile)
	if string(byTime) == string(old) {
		t.Error("not written when it was due")
	}
	l.lead <- struct{}{}
	l.marked.entries -= checkpointEntries
	<-l.lead
	appendEntries(t, l, 3, 4)
	if string(readAll(t, dir, checkpointFile)) == string(byTime) {
		t.Error("not written after many entries")
	}
}

const (
	childMode = "VITALPROOF_TEST_CHILD"
	childDir  = "VITALPROOF_TEST_DIR"
	fileLimit = 8 << 10
)

func child(mode, dir string) int {
	err := errors.New("unknown mode")
	switch mode {
	case "write":
		err = childWrite(dir)
	case "full":
		err = childFull(dir)
	}
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

// childWrite says on its output what was acknowledged, until it is killed.
func childWrite(dir string) error {
	l, err := Open(dir, seed)
	if err != nil {
		return err
	}
	var out sync.Mutex
	var wait sync.WaitGroup
	for w := range 8 {
		wait.Go(func() {
			for n := 0; ; n++ {
				e := entryOf(w*1_000_000 + n)
				err := l.Append(context.Background(), e)
				out.Lock()
				if err != nil {
					fmt.Println("error", e.Ref)
				} else {
					fmt.Println("ok", e.Ref)
				}
				out.Unlock()
			}
		})
	}
	wait.Wait()
	return nil
}

// childFull runs into a limit on the size of files, which is what a full disk
// looks like.
func childFull(dir string) error {
	limit := syscall.Rlimit{Cur: fileLimit, Max: fileLimit}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	l, err := Open(dir, seed)
	if err != nil {
		return err
	}
	for i := 0; err == nil; i++ {
		err = l.Append(context.Background(), entryOf(i))
	}
	if !errors.Is(err, syscall.EFBIG) || errors.Is(err, ErrBroken) {
		return err
	}
	fmt.Println("ok", l.Len())
	return l.Close()
}

func command(t *testing.T, mode, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childDir+"="+dir)
	return cmd
}

func TestAFullDiskRefusesCleanly(t *testing.T) {
	dir := t.TempDir()
	out, err := command(t, "full", dir).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var n int64
	if _, err := fmt.Sscanf(string(out), "ok %d", &n); err != nil || n < 10 {
		t.Fatalf("the child says %q", out)
	}
	if r, err := Verify(dir, publicKey(t, seed)); err != nil || r.Entries != n || r.Unsealed != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	appendEntries(t, openLog(t, dir), 0, 1)
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	rounds := 20
	if testing.Short() {
		rounds = 3
	}
	var kept []byte // from the round before
	dir := t.TempDir()
	var acked []string
	for round := range rounds {
		cmd := command(t, "write", dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		var kill *time.Timer // runs from the first sign of life
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if kill == nil {
				kill = time.AfterFunc(time.Duration(20+round*11)*time.Millisecond, func() { _ = cmd.Process.Kill() })
			}
			var what, ref string
			// The last line may be cut by the kill.
			if _, err := fmt.Sscanf(lines.Text()+"\n", "%s %s\n", &what, &ref); err != nil || len(ref) != 16 {
				continue
			}
			if what != "ok" {
				t.Fatalf("the child says %q", lines.Text())
			}
			acked = append(acked, ref)
		}
		_ = cmd.Wait()
		if kill == nil {
			t.Fatal("the child said nothing")
		}
		kill.Stop()
		if round == rounds-1 && len(acked) < 20 {
			t.Errorf("only %d entries before all kills: the test shows nothing", len(acked))
		}
		var earlier [][]byte
		if kept != nil {
			earlier = append(earlier, kept)
		}
		closeLog(t, openLog(t, dir))
		r, err := Verify(dir, publicKey(t, seed), earlier...)
		if err != nil || r.Unsealed != 0 {
			t.Fatalf("round %d: %+v, %v", round, r, err)
		}
		kept = r.Checkpoint
	}
	checkOrder(t, refs(t, dir), acked)
}

// checkOrder says whether the log has what was acknowledged, each writer's
// entries in its order. Every round writes the same references again.
func checkOrder(t *testing.T, log, acked []string) {
	t.Helper()
	byWriter := func(refs []string) map[int][]string {
		out := map[int][]string{}
		for _, ref := range refs {
			var i int
			if _, err := fmt.Sscanf(ref, "%x", &i); err != nil {
				t.Fatal(err)
			}
			out[i/1_000_000] = append(out[i/1_000_000], ref)
		}
		return out
	}
	have := byWriter(log)
	for w, want := range byWriter(acked) {
		at := 0
		for _, ref := range want {
			for at < len(have[w]) && have[w][at] != ref {
				at++
			}
			if at == len(have[w]) {
				t.Fatalf("writer %d: %s is missing, or out of order", w, ref)
			}
			at++
		}
	}
}
