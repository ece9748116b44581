package keys

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestPathNamesTheKeyByItsHash(t *testing.T) {
	_, e := circuit(t)
	s := newStore(t)
	if want := filepath.Join(s.Dir(), e.ProvingKeyDumpSHA256+".dump"); s.Path(e) != want {
		t.Errorf("got %s, want %s", s.Path(e), want)
	}
}

func TestHasLooksAtNameAndSize(t *testing.T) {
	_, e := circuit(t)
	s := newStore(t)
	if s.Has(e) {
		t.Error("an empty cache has the key")
	}
	for path, right := range map[string]int64{s.Path(e): e.ProvingKeyDumpBytes, s.RawPath(e): e.ProvingKeyBytes} {
		for _, size := range []int64{0, right - 1, right + 1} {
			write(t, path, make([]byte, size))
			if s.Has(e) {
				t.Errorf("a file of %d bytes is taken for the key", size)
			}
		}
		write(t, path, make([]byte, right))
		if !s.Has(e) {
			t.Error("a file of the right size is not seen")
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenMakesTheDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(s.Dir()); err != nil || !info.IsDir() || s.Dir() != dir {
		t.Errorf("%s is not there: %v", s.Dir(), err)
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	if _, err := Open(filepath.Join(file, "keys")); err == nil {
		t.Error("a directory inside a file was made")
	}
}

func TestOpenWithoutADirectoryUsesTheUsersCache(t *testing.T) {
	base := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", base)
	s, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if s.Dir() != filepath.Join(want, "vitalproof", "keys") {
		t.Errorf("it is %s", s.Dir())
	}
}

// A file in the cache is complete or absent, and a failure leaves no rest of it
// to fill the disk.
func TestAFailedWriteLeavesNothing(t *testing.T) {
	broken := errors.New("broken")
	good := func(w io.Writer) error { _, err := w.Write([]byte("key")); return err }
	fine := func() error { return nil }
	for name, c := range map[string]struct {
		write func(io.Writer) error
		check func() error
	}{
		"writing fails at once": {func(io.Writer) error { return broken }, fine},
		"writing fails halfway": {func(w io.Writer) error { _ = good(w); return broken }, fine},
		"the check fails":       {good, func() error { return broken }},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := writeAtomic(filepath.Join(dir, "key"), c.write, c.check); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			mustHold(t, dir)
			// Nor is a file that was there before lost.
			old := filepath.Join(dir, "key")
			write(t, old, []byte("old"))
			if err := writeAtomic(old, c.write, c.check); !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			mustHold(t, dir, "key")
			if raw, err := os.ReadFile(old); err != nil || string(raw) != "old" {
				t.Errorf("the old file holds %q, %v", raw, err)
			}
		})
	}
	t.Run("a directory is in the way", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "key")
		if err := os.Mkdir(path, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := writeAtomic(path, good, fine); err == nil {
			t.Error("it was replaced")
		}
		mustHold(t, dir, "key")
	})
	t.Run("it works otherwise", func(t *testing.T) {
		dir := t.TempDir()
		if err := writeAtomic(filepath.Join(dir, "key"), good, fine); err != nil {
			t.Fatal(err)
		}
		mustHold(t, dir, "key")
	})
}
