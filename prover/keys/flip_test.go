package keys

import (
	"bytes"
	"errors"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"vitalproof/circuits/lock"
)

// flips is how many bits are flipped in all, one at a time.
func flips() int {
	if testing.Short() {
		return 50
	}
	return 1000
}

// One flipped bit in whatever is pinned is seen, and the error says where. What the
// circuits and keys say of themselves is, here, what the committed lockfile says;
// `keys lock --check` shows that to be true.
func TestABitFlippedAnywhereIsRefusedByName(t *testing.T) {
	c, e := circuit(t)
	s, dump := newStore(t), goodKey(t)
	none := func(Stage, int64, int64) {}
	write(t, s.Path(e), dump)
	pk, err := s.readDump(e, none)
	if err != nil {
		t.Fatal(err)
	}
	var raw, system bytes.Buffer
	if _, err := pk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	if _, err := compiled(t).System.WriteTo(&system); err != nil {
		t.Fatal(err)
	}
	folder := committed(t)
	described, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string) func([]byte) error {
		return func(bad []byte) error {
			good := folder[name]
			defer func() { folder[name] = good }()
			folder[name] = &fstest.MapFile{Data: bad}
			l, err := lock.Read(folder)
			if err != nil {
				return err
			}
			return Check(l, described)
		}
	}
	file := func(path string, read func() error) func([]byte) error {
		return func(bad []byte) error {
			write(t, path, bad)
			return read()
		}
	}
	targets := []struct {
		name   string // in the error
		good   []byte
		refuse func([]byte) error
	}{
		{filepath.Base(s.Path(e)), dump, file(s.Path(e), func() error { _, err := s.readDump(e, none); return err })},
		{filepath.Base(s.RawPath(e)), raw.Bytes(), file(s.RawPath(e), func() error { _, err := s.readRaw(e, none); return err })},
		{filepath.Base(s.SystemPath(e)), system.Bytes(), file(s.SystemPath(e), func() error { _, err := s.readSystem(c, e); return err })},
		{lock.FileName, folder[lock.FileName].Data, check(lock.FileName)},
		{e.KeyPath(), folder[e.KeyPath()].Data, check(e.KeyPath())},
	}
	random := mathrand.New(mathrand.NewPCG(7, 8))
	for i, target := range targets {
		if err := target.refuse(target.good); err != nil {
			t.Fatalf("%s as it is: %v", target.name, err)
		}
		bad := bytes.Clone(target.good)
		for range flips() / len(targets) {
			bit := random.IntN(8 * len(bad))
			bad[bit/8] ^= 1 << (bit % 8)
			err := target.refuse(bad)
			if err == nil || !strings.Contains(err.Error(), target.name) {
				t.Errorf("bit %d of %s: got %v", bit, target.name, err)
			}
			if hashed := i != 3; hashed && !errors.Is(err, ErrKeyHash) && !errors.Is(err, ErrCircuitID) && !errors.Is(err, lock.ErrKeyHash) {
				t.Errorf("bit %d of %s: it was not its hash that gave it away: %v", bit, target.name, err)
			}
			bad[bit/8] ^= 1 << (bit % 8)
		}
	}
}

// committed is the folder of the lockfile, in memory.
func committed(t *testing.T) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	from := os.DirFS(filepath.Join("..", "..", "circuits", "lock"))
	for _, pattern := range []string{lock.FileName, "vk/*.vk", "vk/retired/*.vk"} {
		names, err := fs.Glob(from, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			folder[name] = &fstest.MapFile{Data: raw}
		}
	}
	return folder
}
