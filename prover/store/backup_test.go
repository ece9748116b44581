package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

func TestABackupIsWholeOrRefused(t *testing.T) {
	x := newSite(t)
	s := x.open()
	j := mustCreate(t, s, newJob("a", strings.Repeat("input", 30_000)))
	var whole bytes.Buffer
	if err := s.Backup(t.Context(), &whole); err != nil {
		t.Fatal(err)
	}
	younger := mustCreate(t, s, newJob("b", "input"))
	if err := Restore(t.Context(), x.options(), bytes.NewReader(whole.Bytes())); !errors.Is(err, ErrLocked) {
		t.Errorf("restoring into an open store: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ended, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("a backup without a context: %v", err)
	}
	if err := s.Backup(t.Context(), failing{}); !errors.Is(err, errFailing) {
		t.Errorf("a backup to a bad disk: %v", err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("a bad backup spoilt the store: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	x.store = nil
	if err := Restore(t.Context(), x.options(), bytes.NewReader(whole.Bytes())); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("restoring over a store: %v", err)
	}
	o := x.options()
	o.Dir = filepath.Join(x.dir, "restored")
	keys := x.ring.Len()
	raw := whole.Bytes()
	bad := map[string][]byte{
		"empty": nil, "cut at a chunk": raw[:len(raw)-len(raw)%65552], "cut by a byte": raw[:len(raw)-1],
		"longer": append(bytes.Clone(raw), 0), "no backup": []byte("vitalproof/store/1\n"),
	}
	for _, at := range []int{5, 60, 150, len(raw) / 2, len(raw) - 3} {
		flipped := bytes.Clone(raw)
		flipped[at] ^= 1
		bad[fmt.Sprint("flipped at ", at)] = flipped
	}
	for name, b := range bad {
		if err := Restore(t.Context(), o, bytes.NewReader(b)); !errors.Is(err, ErrBackup) {
			t.Errorf("%s: error %v, want %v", name, err, ErrBackup)
		}
		if _, err := os.Stat(filepath.Join(o.Dir, folder)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: something is in place", name)
		}
	}
	other, err := keyring.NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	stranger := o
	stranger.Master = other
	if err := Restore(t.Context(), stranger, bytes.NewReader(raw)); !errors.Is(err, ErrBackup) {
		t.Errorf("another master key: %v", err)
	}
	if x.ring.Len() != keys {
		t.Fatal("a refused backup cost keys")
	}
	if err := Restore(t.Context(), o, bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	s, err = Open(o)
	if err != nil {
		t.Fatal(err)
	}
	x.store = s
	if _, _, input, err := s.Jobs().Claim(t.Context(), j.ID, created, created); err != nil || len(input) != 150_000 {
		t.Errorf("%d bytes of input, %v", len(input), err)
	}
	if _, err := s.Jobs().Get(t.Context(), younger.Owner, younger.ID); !errors.Is(err, job.ErrNotFound) {
		t.Errorf("a job that is younger than the backup: %v", err)
	}
}

var errFailing = errors.New("this disk is bad")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFailing }
