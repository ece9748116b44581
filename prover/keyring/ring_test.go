package keyring

import (
	"bytes"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
)

func TestKeysOutliveARestartAndDestroyedOnesDoNot(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	const n = 200
	keys := make([]Key, n)
	for i := range n {
		keys[i] = create(t, r, i)
	}
	for i := 0; i < n; i += 3 {
		if err := r.Destroy(nameOf(i)); err != nil {
			t.Fatal(err)
		}
	}
	id := r.ID()
	for range 2 { // as it is, and after a restart
		for i := range n {
			k, err := r.Get(nameOf(i))
			if i%3 == 0 {
				wantErr(t, err, ErrDestroyed)
			} else if err != nil || !same(k, keys[i]) {
				t.Fatalf("key %d: %v", i, err)
			}
		}
		if want := n - (n+2)/3; r.Len() != want || len(slices.Collect(r.Names())) != want || r.Corrupt() != 0 {
			t.Errorf("%d keys, %d corrupt", r.Len(), r.Corrupt())
		}
		closeRing(t, r)
		r = openRing(t, dir, m)
	}
	if r.ID() != id || id == [16]byte{} {
		t.Error("the ring has another id after a restart")
	}
}

func TestADestroyedKeyIsNoLongerInTheFile(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	for i := range 20 {
		create(t, r, i)
	}
	before := ringBytes(t, dir)
	at := bytes.Index(before, []byte("CANARY-name-0000000000000000007"))
	if at < 0 {
		t.Fatal("the slot is not where the test looks")
	}
	wrapped := bytes.Clone(before[at-1:][:slotBytes])
	if err := r.Destroy(nameOf(7)); err != nil {
		t.Fatal(err)
	}
	after := ringBytes(t, dir)
	for i := nonceAt; i+8 <= slotBytes; i++ {
		if bytes.Contains(after, wrapped[i:i+8]) {
			t.Fatalf("bytes %d to %d of the slot are still there", i, i+8)
		}
	}
	if bytes.Contains(after, wrapped[1:nonceAt]) {
		t.Error("the name is still there")
	}
	if !bytes.Equal(after[at-1:][:slotBytes], make([]byte, slotBytes)) {
		t.Error("the slot is not zero")
	}
	if len(after) != len(before) {
		t.Error("destroying changed the file's length")
	}
	// The slot is used again before the file grows.
	create(t, r, 100)
	if again := ringBytes(t, dir); bytes.Equal(again[at-1:][:slotBytes], make([]byte, slotBytes)) {
		t.Error("the free slot was not used")
	}
}

func TestRefusesASecondKeyUnderOneName(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	k := create(t, r, 1)
	_, err := r.Create(nameOf(1))
	wantErr(t, err, ErrExists)
	got, err := r.Get(nameOf(1))
	if err != nil || !same(got, k) {
		t.Error("the first key is another")
	}
	for range 2 { // also what is not there
		if err := r.Destroy(nameOf(1)); err != nil {
			t.Fatal(err)
		}
	}
	if same(create(t, r, 1), k) {
		t.Error("a destroyed key came back")
	}
}

func TestOneOfManyCreatesUnderOneNameWins(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	var won atomic.Int32
	var wait sync.WaitGroup
	for range 32 {
		wait.Go(func() {
			if _, err := r.Create(nameOf(1)); err == nil {
				won.Add(1)
			}
		})
	}
	wait.Wait()
	if won.Load() != 1 || r.Len() != 1 {
		t.Errorf("%d won, %d keys", won.Load(), r.Len())
	}
}

func TestRefusesAnotherMasterKey(t *testing.T) {
	dir := t.TempDir()
	closeRing(t, openRing(t, dir, newMaster(t)))
	_, err := Open(dir, newMaster(t))
	wantErr(t, err, ErrOtherMaster)
	_, err = Open(dir, Master{})
	wantErr(t, err, ErrMasterKey)
}

func TestRefusesASecondOpenInOneProcess(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	_, err := Open(dir, m)
	wantErr(t, err, ErrLocked)
	wantErr(t, Import(dir, m, bytes.NewReader(nil)), ErrLocked)
	closeRing(t, r)
	openRing(t, dir, m)
}

func TestEveryChangedHeaderBitIsRefused(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	create(t, r, 1)
	closeRing(t, r)
	raw := ringBytes(t, dir)
	for bit := range headerBytes * 8 {
		// All of what is set and checked, a sample of the zeros between.
		if bit >= 40*8 && bit < checkAt*8 && bit%97 != 0 {
			continue
		}
		raw[bit/8] ^= 1 << (bit % 8)
		if _, err := readHeader(m, raw[:headerBytes]); err == nil {
			t.Fatalf("bit %d changed: the header is read", bit)
		}
		raw[bit/8] ^= 1 << (bit % 8)
	}
	raw[17] ^= 1
	_, err := Open(ringOf(t, raw), m)
	wantErr(t, err, ErrDamaged)
	raw[17] ^= 1
	for _, n := range []int{0, 1, 100, headerBytes - 1} {
		_, err := Open(ringOf(t, raw[:n]), m)
		wantErr(t, err, ErrDamaged)
	}
	if len(slices.Collect(openRing(t, ringOf(t, raw), m).Names())) != 1 {
		t.Error("the unchanged file has no key")
	}
}

func TestEveryChangedSlotBitIsFound(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	k := create(t, r, 1)
	closeRing(t, r)
	raw := ringBytes(t, dir)
	w := newWrapper(m, raw[:headerBytes])
	for bit := range slotBytes * 8 {
		raw[headerBytes+bit/8] ^= 1 << (bit % 8)
		if _, _, ok := w.unwrap(0, raw[headerBytes:][:slotBytes]); ok {
			t.Fatalf("bit %d changed: the slot opens", bit)
		}
		raw[headerBytes+bit/8] ^= 1 << (bit % 8)
	}
	// Through the door, with a bit of each part: state, name, nonce, key, tag, and
	// a slot that was free.
	for _, at := range []int{0, 5, 40, 60, slotBytes - 1, slotBytes + 3} {
		changed := bytes.Clone(raw)
		changed[headerBytes+at] ^= 4
		r := openRing(t, ringOf(t, changed), m)
		if r.Corrupt() != 1 {
			t.Errorf("byte %d changed: %d corrupt", at, r.Corrupt())
		}
		got, err := r.Get(nameOf(1))
		switch {
		case at > slotBytes:
			if err != nil || !same(k, got) {
				t.Error("damage elsewhere took a key away")
			}
		case at == 5:
			wantErr(t, err, ErrDestroyed)
		default:
			wantErr(t, err, ErrDamaged)
		}
		closeRing(t, r)
	}
}

func TestASlotMovedOrTakenFromAnotherRingDoesNotOpen(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	create(t, r, 1)
	closeRing(t, r)
	raw := ringBytes(t, dir)
	slot := raw[headerBytes:][:slotBytes]

	moved := bytes.Clone(raw)
	copy(moved[headerBytes+slotBytes:], slot)
	if r := openRing(t, ringOf(t, moved), m); r.Corrupt() != 1 || r.Len() != 1 {
		t.Error("a slot opened in another place")
	}
	otherDir := t.TempDir()
	other := openRing(t, otherDir, m)
	create(t, other, 2)
	closeRing(t, other)
	mixed := ringBytes(t, otherDir)
	copy(mixed[headerBytes:], slot)
	if r := openRing(t, ringOf(t, mixed), m); r.Corrupt() != 1 || r.Len() != 0 {
		t.Error("a slot opened in another ring")
	}
}

func TestRefusesADestroyedKeyPutBackBesideItsSuccessor(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	create(t, r, 1)
	old := ringBytes(t, dir)[headerBytes:][:slotBytes]
	if err := r.Destroy(nameOf(1)); err != nil {
		t.Fatal(err)
	}
	create(t, r, 2) // takes the slot
	create(t, r, 1)
	closeRing(t, r)
	raw := ringBytes(t, dir)
	copy(raw[headerBytes:], old)
	_, err := Open(ringOf(t, raw), m)
	wantErr(t, err, ErrDamaged)
}

func TestAnUnreadableSlotIsKeptUntilItsNameIsDestroyed(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	create(t, r, 1)
	closeRing(t, r)
	raw := ringBytes(t, dir)
	raw[headerBytes+100] ^= 1
	dir = ringOf(t, raw)
	r = openRing(t, dir, m)
	create(t, r, 1) // as after a torn Create that nobody was told of
	for i := range 5 {
		create(t, r, 10+i)
	}
	if !bytes.Equal(ringBytes(t, dir)[headerBytes:][:slotBytes], raw[headerBytes:][:slotBytes]) {
		t.Error("an unreadable slot was used again")
	}
	if err := r.Destroy(nameOf(1)); err != nil {
		t.Fatal(err)
	}
	if r.Corrupt() != 0 || bytes.Contains(ringBytes(t, dir), raw[headerBytes+nonceAt:][:16]) {
		t.Error("the unreadable slot outlived its name")
	}
}

func TestManyWritersShareASync(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	create(t, r, 0) // the file has grown
	var syncs atomic.Int32
	sync1 := r.commit.sync
	r.commit.sync = func() error { syncs.Add(1); return sync1() }
	const writers, each = 64, 4
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range each {
				if _, err := r.Create(nameOf(1 + w*each + i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if r.Len() != 1+writers*each {
		t.Errorf("%d keys", r.Len())
	}
	if n := syncs.Load(); n > writers*each/8 {
		t.Errorf("%d syncs for %d keys", n, writers*each)
	}
}

func TestConcurrentUseKeepsEveryPromise(t *testing.T) {
	dir, m := t.TempDir(), newMaster(t)
	r := openRing(t, dir, m)
	const writers, names, steps = 8, 20, 60
	alive := make([]map[int]Key, writers)
	var wait sync.WaitGroup
	for w := range writers {
		alive[w] = map[int]Key{}
		wait.Go(func() {
			random := rand.New(rand.NewPCG(7, uint64(w)))
			for range steps {
				i := w*names + random.IntN(names)
				if k, ok := alive[w][i]; ok {
					if got, err := r.Get(nameOf(i)); err != nil || !same(got, k) {
						t.Errorf("key %d: %v", i, err)
					}
					if err := r.Destroy(nameOf(i)); err != nil {
						t.Error(err)
					}
					delete(alive[w], i)
				} else {
					k, err := r.Create(nameOf(i))
					if err != nil {
						t.Error(err)
					}
					alive[w][i] = k
				}
			}
		})
	}
	wait.Go(func() {
		for range 50 {
			for range r.Names() {
			}
			_ = r.Export(new(bytes.Buffer))
		}
	})
	wait.Wait()
	closeRing(t, r)
	r = openRing(t, dir, m)
	total := 0
	for _, keys := range alive {
		total += len(keys)
		for i, k := range keys {
			if got, err := r.Get(nameOf(i)); err != nil || !same(got, k) {
				t.Errorf("key %d: %v", i, err)
			}
		}
	}
	if r.Len() != total {
		t.Errorf("%d keys, want %d", r.Len(), total)
	}
}

func TestAClosedRingRefuses(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	create(t, r, 1)
	closeRing(t, r)
	closeRing(t, r)
	_, err := r.Create(nameOf(2))
	wantErr(t, err, ErrClosed)
	_, err = r.Get(nameOf(1))
	wantErr(t, err, ErrClosed)
	wantErr(t, r.Destroy(nameOf(1)), ErrClosed)
	wantErr(t, r.Export(new(bytes.Buffer)), ErrClosed)
}

func TestTheFilesAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir() + "/new/ring"
	openRing(t, dir, newMaster(t))
	for path, want := range map[string]os.FileMode{dir: 0o700, dir + "/ring": 0o600, dir + "/lock": 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %04o", path, got)
		}
	}
}

func TestRefusesMoreKeysThanTheLimit(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	create(t, r, 1)
	r.slots, r.free = MaxKeys, nil
	_, err := r.Create(nameOf(2))
	wantErr(t, err, ErrFull)
	if err := r.Destroy(nameOf(1)); err != nil {
		t.Fatal(err)
	}
	create(t, r, 2)
}

func BenchmarkCreate(b *testing.B) {
	r := openRing(b, b.TempDir(), newMaster(b))
	for i := 0; b.Loop(); i++ {
		create(b, r, i)
	}
}

func BenchmarkCreateWith64Writers(b *testing.B) {
	r := openRing(b, b.TempDir(), newMaster(b))
	var next atomic.Int64
	b.SetParallelism(32) // times the 2 of GOMAXPROCS
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := r.Create(nameOf(int(next.Add(1)))); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkGet(b *testing.B) {
	r := openRing(b, b.TempDir(), newMaster(b))
	create(b, r, 1)
	for b.Loop() {
		if _, err := r.Get(nameOf(1)); err != nil {
			b.Fatal(err)
		}
	}
}
