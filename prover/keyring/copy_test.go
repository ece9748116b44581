package keyring

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func exported(t *testing.T, m Master, n int) (map[int]Key, *Ring, []byte) {
	t.Helper()
	r := openRing(t, t.TempDir(), m)
	keys := map[int]Key{}
	for i := range n {
		keys[i] = create(t, r, i)
	}
	var out bytes.Buffer
	if err := r.Export(&out); err != nil {
		t.Fatal(err)
	}
	return keys, r, out.Bytes()
}

func TestACopyBringsEveryLiveKeyAndNoDestroyedOne(t *testing.T) {
	m := newMaster(t)
	keys, r, _ := exported(t, m, 30)
	if err := r.Destroy(nameOf(3)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.Export(&out); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(out.Bytes(), []byte("CANARY")) {
		t.Error("the copy shows names")
	}
	dir := t.TempDir()
	if err := Import(dir, m, bytes.NewReader(out.Bytes())); err != nil {
		t.Fatal(err)
	}
	moved := openRing(t, dir, m)
	if moved.ID() != r.ID() || moved.Len() != 29 || moved.Corrupt() != 0 {
		t.Errorf("%d keys, %d corrupt", moved.Len(), moved.Corrupt())
	}
	for i, k := range keys {
		got, err := moved.Get(nameOf(i))
		if i == 3 {
			wantErr(t, err, ErrDestroyed)
		} else if err != nil || !same(got, k) {
			t.Errorf("key %d: %v", i, err)
		}
	}
	create(t, moved, 1000)
}

func TestAnEmptyRingCanBeMoved(t *testing.T) {
	m := newMaster(t)
	_, _, raw := exported(t, m, 0)
	dir := t.TempDir()
	if err := Import(dir, m, bytes.NewReader(raw)); err != nil {
		t.Fatal(err)
	}
	if openRing(t, dir, m).Len() != 0 {
		t.Error("keys out of nowhere")
	}
}

func TestRefusesACopyThatIsNotWhole(t *testing.T) {
	m := newMaster(t)
	_, _, raw := exported(t, m, 4)
	_, _, other := exported(t, m, 4)
	const record = copyKeyBytes + 16
	swapped := bytes.Clone(raw)
	copy(swapped[copyHeadBytes:], raw[copyHeadBytes+record:][:record])
	copy(swapped[copyHeadBytes+record:], raw[copyHeadBytes:][:record])
	spliced := append(bytes.Clone(raw[:copyHeadBytes+record]), other[copyHeadBytes+record:]...)
	bad := map[string][]byte{
		"swapped": swapped, "spliced": spliced, "longer": append(bytes.Clone(raw), 0),
		"one more": append(bytes.Clone(raw), raw[copyHeadBytes:][:record]...),
	}
	for _, n := range []int{0, 10, copyHeadBytes - 1, copyHeadBytes, copyHeadBytes + record, len(raw) - 1} {
		bad["cut "+string(rune('a'+len(bad)))] = raw[:n]
	}
	for name, raw := range bad {
		dir := t.TempDir()
		if err := Import(dir, m, bytes.NewReader(raw)); !errors.Is(err, ErrCopy) {
			t.Errorf("%s: %v", name, err)
		}
		if files, _ := filepath.Glob(dir + "/*"); len(files) != 1 || filepath.Base(files[0]) != lockName {
			t.Errorf("%s: leaves %v", name, files)
		}
	}
	step := 1
	if testing.Short() {
		step = 5
	}
	for i := 0; i < len(raw); i += step {
		raw[i] ^= 1
		if err := fillNothing(t, m, raw); err == nil {
			t.Fatalf("byte %d changed: imported", i)
		}
		raw[i] ^= 1
	}
	if err := fillNothing(t, m, raw); err != nil {
		t.Errorf("the whole copy: %v", err)
	}
	wantErr(t, fillNothing(t, newMaster(t), raw), ErrCopy)
}

// fillNothing is Import without its syncs.
func fillNothing(t *testing.T, m Master, raw []byte) error {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return fill(f, m, bufio.NewReader(bytes.NewReader(raw)))
}

func TestAnImportReplacesNoRing(t *testing.T) {
	m := newMaster(t)
	_, r, raw := exported(t, m, 2)
	dir := filepath.Dir(r.lock.Name())
	closeRing(t, r)
	wantErr(t, Import(dir, m, bytes.NewReader(raw)), ErrNotEmpty)
	if openRing(t, dir, m).Len() != 2 {
		t.Error("the ring is another")
	}
}
