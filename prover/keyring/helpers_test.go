package keyring

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if mode := os.Getenv(childMode); mode != "" {
		os.Exit(child(mode, os.Getenv(childDir)))
	}
	goleak.VerifyTestMain(m)
}

func newMaster(t testing.TB) Master {
	t.Helper()
	m, err := NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fixedMaster is a key that two processes agree on.
func fixedMaster() Master {
	m, err := masterOf([32]byte([]byte("CANARY-an-invented-master-key-32")))
	if err != nil {
		panic(err)
	}
	return m
}

func openRing(t testing.TB, dir string, m Master) *Ring {
	t.Helper()
	r, err := Open(dir, m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func closeRing(t testing.TB, r *Ring) {
	t.Helper()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

func nameOf(i int) (name [32]byte) {
	copy(name[:], fmt.Sprintf("CANARY-name-%019d", i))
	return name
}

func create(t testing.TB, r *Ring, i int) Key {
	t.Helper()
	k, err := r.Create(nameOf(i))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func wantErr(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got error %v, want %v", err, want)
	}
}

// same says whether two keys are one.
func same(a, b Key) bool {
	plain, err := b.Open(nil, a.Seal(nil, []byte("x")))
	return err == nil && string(plain) == "x"
}

func ringBytes(t testing.TB, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, ringFile))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// ringOf is a folder with a ring file of given bytes.
func ringOf(t testing.TB, raw []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, ringFile), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}
