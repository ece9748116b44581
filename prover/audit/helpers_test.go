package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if mode := os.Getenv(childMode); mode != "" {
		os.Exit(child(mode, os.Getenv(childDir)))
	}
	goleak.VerifyTestMain(m)
}

var (
	seed      = [32]byte([]byte("an-invented-signing-seed-of-32-b"))
	otherSeed = [32]byte([]byte("another-invented-seed-of-32-byte"))
	start     = time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
)

func publicKey(t testing.TB, seed [32]byte) string {
	t.Helper()
	k, err := VerifierKey(seed)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func openLog(t testing.TB, dir string) *Log {
	t.Helper()
	l, err := Open(dir, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func closeLog(t testing.TB, l *Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// entryOf is the i-th invented entry.
func entryOf(i int) Entry {
	kinds := []Kind{ProofSubmitted, ProofSucceeded, ProofFailed, AccessDenied, SubjectErased}
	return Entry{
		Time: start.Add(time.Duration(i) * 1500 * time.Millisecond), Kind: kinds[i%len(kinds)],
		Tenant: []string{"clinic", "study-12", ""}[i%3], Ref: fmt.Sprintf("%016x", i), Detail: "CLAIM_NOT_MET",
	}
}

func appendEntries(t testing.TB, l *Log, from, to int) {
	t.Helper()
	for i := from; i < to; i++ {
		if err := l.Append(t.Context(), entryOf(i)); err != nil {
			t.Fatal(err)
		}
	}
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

func readAll(t testing.TB, dir, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// folderOf is a folder with the two files of a log.
func folderOf(t testing.TB, dir string, log, checkpoint []byte) string {
	t.Helper()
	for name, raw := range map[string][]byte{logFile: log, checkpointFile: checkpoint} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// refs are the references in a log, in order.
func refs(t testing.TB, dir string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(string(readAll(t, dir, logFile))) {
		if values, ok := split([]byte(strings.TrimSuffix(line, "\n")), entryParts[:]); ok {
			out = append(out, values[4])
		}
	}
	return out
}
