package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"vitalproof/circuits/statement"
)

func TestSeenCountsEachNullifierOnceAmongManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "study.seen")
	const holders, writers = 20, 8
	var accepted atomic.Int32
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for i := range holders {
				var n statement.Field
				n.SetUint64(uint64(i + 1))
				switch _, err := countParticipant(path, n); err {
				case nil:
					accepted.Add(1)
				case errSeen:
				default:
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if accepted.Load() != holders {
		t.Errorf("%d accepted, want %d", accepted.Load(), holders)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Count(string(data), "\n") != holders {
		t.Errorf("the file has %d lines, want %d (%v)", strings.Count(string(data), "\n"), holders, err)
	}
}

func TestSeenWritesOverATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "study.seen")
	var one, two statement.Field
	one.SetUint64(1)
	two.SetUint64(2)
	if _, err := countParticipant(path, one); err != nil {
		t.Fatal(err)
	}
	data, _ := os.ReadFile(path)
	if err := os.WriteFile(path, append(data, statement.FormatField(two)[:30]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := countParticipant(path, two); err != nil || n != 2 {
		t.Fatalf("count %d, %v", n, err)
	}
	want := statement.FormatField(one) + "\n" + statement.FormatField(two) + "\n"
	if data, _ = os.ReadFile(path); string(data) != want {
		t.Errorf("the file is %q", data)
	}
}

func TestSeenRefusesAnotherKindOfFile(t *testing.T) {
	for _, content := range []string{"hello\n", strings.Repeat("x", 100), "0x12\n", "\n"} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		var n statement.Field
		n.SetUint64(1)
		if _, err := countParticipant(path, n); err == nil {
			t.Errorf("%q was taken for a file of nullifiers", content)
		}
		if now, _ := os.ReadFile(path); string(now) != content {
			t.Errorf("%q was changed to %q", content, now)
		}
	}
}
