package keys

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"slices"
	"sync"
	"testing"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

const smallest = "glucose-15min-7d"

func circuit(t *testing.T) (catalogue.Circuit, lock.Entry) {
	t.Helper()
	c, err := catalogue.ByName(smallest)
	if err != nil {
		t.Fatal(err)
	}
	e, err := lock.ByName(smallest)
	if err != nil {
		t.Fatal(err)
	}
	return c, e
}

func compiled(t *testing.T) *catalogue.Compiled {
	t.Helper()
	c, _ := circuit(t)
	out, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// userKey is the smallest proving key's dump, from the user's cache or made into
// it, once for all tests.
var userKey = sync.OnceValues(func() ([]byte, error) {
	c, err := catalogue.ByName(smallest)
	if err != nil {
		return nil, err
	}
	s, err := Open("")
	if err != nil {
		return nil, err
	}
	loaded, err := s.Load(context.Background(), c, nil)
	if err != nil {
		return nil, err
	}
	return os.ReadFile(s.Path(loaded.Entry))
})

func goodKey(t *testing.T) []byte {
	t.Helper()
	_, e := circuit(t)
	if s, err := Open(""); err == nil && testing.Short() && !s.Has(e) {
		t.Skip("making the proving key takes seconds")
	}
	raw, err := userKey()
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != e.ProvingKeyDumpSHA256 {
		t.Fatal("the key in the user's cache is not the pinned one")
	}
	return raw
}

func slow(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("makes keys, which takes seconds")
	}
}

func write(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}

// mustHold wants exactly these files in a directory: nothing left over.
func mustHold(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, e := range entries {
		have = append(have, e.Name())
	}
	slices.Sort(want)
	if !slices.Equal(have, want) {
		t.Errorf("the directory holds %v, want %v", have, want)
	}
}

// mustProve wants a loaded key to be the pinned one, whole.
func mustProve(t *testing.T, l *Loaded) {
	t.Helper()
	var raw bytes.Buffer
	if _, err := l.Proving.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(raw.Bytes()); hex.EncodeToString(sum[:]) != l.Entry.ProvingKeySHA256 {
		t.Error("the loaded key is not the pinned one")
	}
	if l.Compiled.ID.String() != l.Entry.ID {
		t.Error("the loaded circuit is not the pinned one")
	}
}

// rawKey is the smallest proving key in gnark's raw encoding.
func rawKey(t *testing.T) []byte {
	t.Helper()
	pk, err := readGood(t)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	if _, err := pk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	return raw.Bytes()
}

func readGood(t *testing.T) (*groth16bn254.ProvingKey, error) {
	t.Helper()
	pk := new(groth16bn254.ProvingKey)
	return pk, pk.ReadDump(bytes.NewReader(goodKey(t)))
}
