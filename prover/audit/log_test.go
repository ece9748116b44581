package audit

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

func TestEntriesOutliveARestartInOrder(t *testing.T) {
	dir := t.TempDir()
	var want []string
	for round := range 3 {
		l := openLog(t, dir)
		if l.Len() != int64(20*round) || l.Cut() != 0 {
			t.Errorf("%d entries, %d bytes cut", l.Len(), l.Cut())
		}
		for i := 20 * round; i < 20*(round+1); i++ {
			appendEntries(t, l, i, i+1)
			want = append(want, entryOf(i).Ref)
		}
		closeLog(t, l)
		closeLog(t, l)
	}
	if got := refs(t, dir); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	r, err := Verify(dir, publicKey(t, seed))
	if err != nil || r.Entries != 60 || r.Unsealed != 0 {
		t.Errorf("%+v, %v", r, err)
	}
	again, err := Verify(dir, publicKey(t, seed), r.Checkpoint)
	if err != nil || again.Root != r.Root {
		t.Error("the reported checkpoint does not hold")
	}
}

// The root is the one that any transparency log would have over these lines.
func TestTheRootIsThatOfAPlainTree(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	appendEntries(t, l, 0, 37)
	closeLog(t, l)
	r, err := Verify(dir, publicKey(t, seed))
	if err != nil {
		t.Fatal(err)
	}
	var stored []tlog.Hash
	all := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, i := range at {
			out = append(out, stored[i])
		}
		return out, nil
	})
	var n int64
	for line := range strings.Lines(string(readAll(t, dir, logFile))) {
		if n == r.Lines {
			break
		}
		h, err := tlog.StoredHashes(n, []byte(strings.TrimSuffix(line, "\n")), all)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, h...)
		n++
	}
	root, err := tlog.TreeHash(n, all)
	if err != nil || root != r.Root || n != r.Lines || n != 2*37-1 {
		t.Errorf("%d lines with root %v, report says %d and %x; %v", n, root, r.Lines, r.Root, err)
	}
}

func TestAFreshLogVerifies(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	msg, err := l.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Verify(dir, l.VerifierKey(), msg); err != nil || r.Entries != 0 || string(r.Checkpoint) != string(msg) {
		t.Errorf("%+v, %v", r, err)
	}
	appendEntries(t, l, 0, 1)
	if r, err := Verify(dir, l.VerifierKey(), msg); err != nil || r.Entries != 1 {
		t.Errorf("while open: %+v, %v", r, err)
	}
}

func TestVerifyWorksWhileEntriesAreWritten(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	var wait sync.WaitGroup
	for w := range 4 {
		wait.Go(func() {
			for i := range 50 {
				if err := l.Append(t.Context(), entryOf(100*w+i)); err != nil {
					t.Error(err)
				}
				if i%10 == 0 {
					if _, err := l.Checkpoint(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	var last []byte
	for range 30 {
		var earlier [][]byte
		if last != nil {
			earlier = append(earlier, last)
		}
		r, err := Verify(dir, l.VerifierKey(), earlier...)
		if err != nil {
			t.Error(err)
			break
		}
		last = r.Checkpoint
	}
	wait.Wait()
	if l.Len() != 200 {
		t.Errorf("%d entries", l.Len())
	}
}

// countingFile counts syncs, and can fail.
type countingFile struct {
	storage
	syncs    atomic.Int32
	cut      int // bytes that the next write leaves, -1 for all
	writeErr error
	syncErr  error
}

func (f *countingFile) WriteAt(p []byte, at int64) (int, error) {
	if f.writeErr != nil {
		n, _ := f.storage.WriteAt(p[:min(f.cut, len(p))], at)
		return n, f.writeErr
	}
	return f.storage.WriteAt(p, at)
}

func (f *countingFile) Sync() error {
	f.syncs.Add(1)
	if f.syncErr != nil {
		return f.syncErr
	}
	return f.storage.Sync()
}

func TestManyAppendsShareASync(t *testing.T) {
	l := openLog(t, t.TempDir())
	f := &countingFile{storage: l.file}
	l.file = f
	const writers, each = 64, 4
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				if err := l.Append(t.Context(), entryOf(w*each+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if l.Len() != writers*each {
		t.Errorf("%d entries", l.Len())
	}
	if n := f.syncs.Load(); n > writers*each/8 {
		t.Errorf("%d syncs for %d entries", n, writers*each)
	}
}

// A batch that is full is written by whoever comes too late for it.
func TestABatchIsBounded(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	l.lead <- struct{}{} // as a slow disk does
	var wait sync.WaitGroup
	const n = 3*maxBatch + 7
	for i := range n {
		wait.Go(func() {
			if err := l.Append(t.Context(), entryOf(i)); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	<-l.lead
	wait.Wait()
	closeLog(t, l)
	if r, err := Verify(dir, l.VerifierKey()); err != nil || r.Entries != n {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestHangingUpLeavesATrace(t *testing.T) {
	l := openLog(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Append(ctx, entryOf(1)); err != nil || l.Len() != 1 {
		t.Errorf("%d entries, %v", l.Len(), err)
	}
}

func TestNoFieldTakesFreeText(t *testing.T) {
	l := openLog(t, t.TempDir())
	good := entryOf(0)
	fields := map[string]struct {
		set     func(*Entry, string)
		allowed string
		most    int
	}{
		"tenant": {func(e *Entry, s string) { e.Tenant = s }, "abcdefghijklmnopqrstuvwxyz0123456789-", 64},
		"ref":    {func(e *Entry, s string) { e.Ref = s }, "0123456789abcdef", 64},
		"detail": {func(e *Entry, s string) { e.Detail = s }, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .:-", 64},
		"kind":   {func(e *Entry, s string) { e.Kind = Kind(s) }, "", 0},
	}
	for name, f := range fields {
		for b := range 256 {
			e := good
			f.set(&e, string([]byte{byte(b)}))
			if got := e.check() == nil; got != strings.Contains(f.allowed, string([]byte{byte(b)})) || (got && f.allowed == "") {
				t.Errorf("%s: byte %#x is allowed: %v", name, b, got)
			}
		}
		for _, s := range []string{"Jane CANARY", "CANARY\n{}", `CANARY"`, "CANARY\x00", "Ünal CANARY", "\u2028CANARYx", strings.Repeat("CANARY-", 20), strings.Repeat("0", 65), "canary@example.org"} {
			e := good
			f.set(&e, s)
			err := l.Append(t.Context(), e)
			wantErr(t, err, ErrEntry)
			if strings.Contains(err.Error(), "CANARY") {
				t.Errorf("%s: the error quotes it: %v", name, err)
			}
		}
		if f.most > 0 {
			e := good
			f.set(&e, strings.Repeat("0", f.most))
			if err := l.Append(t.Context(), e); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	for _, at := range []time.Time{{}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 1, 1, 0, 0, 0, 0, time.UTC)} {
		e := good
		e.Time = at
		wantErr(t, l.Append(t.Context(), e), ErrEntry)
	}
	if l.Len() != 3 {
		t.Errorf("%d entries", l.Len())
	}
}

func TestEveryLineIsJSONWithoutFineTimes(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	e := entryOf(1)
	e.Time = time.Date(2026, 11, 22, 23, 59, 59, 123456789, time.FixedZone("x", 5*3600))
	if err := l.Append(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	lines := strings.Split(strings.TrimSpace(string(readAll(t, dir, logFile))), "\n")
	var got struct {
		N                               int
		Time, Kind, Tenant, Ref, Detail string
	}
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil {
		t.Fatal(err)
	}
	if got.N != 1 || got.Time != "2026-11-22T18:59:59Z" || got.Kind != string(e.Kind) || got.Tenant != e.Tenant || got.Ref != e.Ref || got.Detail != e.Detail {
		t.Errorf("got %+v", got)
	}
	var s struct {
		Lines           int
		Root, Signature string
	}
	if err := json.Unmarshal([]byte(lines[1]), &s); err != nil || s.Lines != 1 {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestTheLongestLineIsWithinItsBound(t *testing.T) {
	e := Entry{start, SubjectErased, strings.Repeat("a", maxTenant), strings.Repeat("a", maxRef), strings.Repeat("A", maxDetail)}
	if n := len(e.appendLine(nil, 1<<62)); n > maxLine {
		t.Errorf("%d bytes", n)
	}
}

func TestTheFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir() + "/new/audit"
	openLog(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700, dir + "/log": 0o600, dir + "/checkpoint": 0o600, dir + "/lock": 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o", path, got)
		}
	}
}

func TestRefusesASecondOpen(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	_, err := Open(dir, seed)
	wantErr(t, err, ErrLocked)
	closeLog(t, l)
	wantErr(t, l.Append(t.Context(), entryOf(1)), ErrClosed)
	_, err = l.Checkpoint()
	wantErr(t, err, ErrClosed)
	openLog(t, dir)
}

func BenchmarkAppend(b *testing.B) {
	l := openLog(b, b.TempDir())
	for b.Loop() {
		if err := l.Append(b.Context(), entryOf(1)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendWith64Callers(b *testing.B) {
	l := openLog(b, b.TempDir())
	b.SetParallelism(32) // times the 2 of GOMAXPROCS
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := l.Append(b.Context(), entryOf(1)); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkOpen gives the time for one entry, in batches of one.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	l := openLog(b, dir)
	const n = 2000
	appendEntries(b, l, 0, n)
	closeLog(b, l)
	for b.Loop() {
		closeLog(b, openLog(b, dir))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/entry")
}
