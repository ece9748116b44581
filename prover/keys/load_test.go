package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
)

// stages records what a Load did.
type stages []Stage

func (s *stages) progress(stage Stage, _, _ int64) {
	if n := len(*s); n == 0 || (*s)[n-1] != stage {
		*s = append(*s, stage)
	}
}

func TestAGoodKeyIsLoadedAndNotMadeAgain(t *testing.T) {
	c, e := circuit(t)
	s := newStore(t)
	write(t, s.Path(e), goodKey(t))
	before, err := os.Stat(s.Path(e))
	if err != nil {
		t.Fatal(err)
	}
	var did stages
	l, err := s.Load(context.Background(), c, did.progress)
	if err != nil {
		t.Fatal(err)
	}
	mustProve(t, l)
	if !slices.Equal(did, stages{StageCompile, StageWrite, StageLoad}) {
		t.Errorf("it did %v", did)
	}
	// The second time, nothing is compiled or written.
	did = nil
	if l, err = s.Load(context.Background(), c, did.progress); err != nil {
		t.Fatal(err)
	}
	mustProve(t, l)
	if !slices.Equal(did, stages{StageLoad}) {
		t.Errorf("the second time it did %v", did)
	}
	if after, err := os.Stat(s.Path(e)); err != nil || !os.SameFile(before, after) {
		t.Error("the file was replaced")
	}
}

// Two of one process at once, on an empty cache: both get the key, and it is
// the pinned one, so two setups gave the same bytes.
func TestTwoAtOnceMakeTheSameKey(t *testing.T) {
	slow(t)
	c, e := circuit(t)
	s := newStore(t)
	before := rand.Reader
	var wg sync.WaitGroup
	var did [2]stages
	for i := range did {
		wg.Go(func() {
			l, err := s.Load(context.Background(), c, did[i].progress)
			if err != nil {
				t.Error(err)
				return
			}
			mustProve(t, l)
		})
	}
	wg.Wait()
	for i := range did {
		if n := len(did[i]); n == 0 || did[i][n-1] != StageLoad || slices.Contains(did[0], StageSetup) == slices.Contains(did[1], StageSetup) {
			t.Errorf("they did %v and %v", did[0], did[1])
		}
	}
	mustHold(t, s.Dir(), cached(s, e)...)
	// Nothing else in the process goes on with a reader that knows a public seed.
	if rand.Reader != before {
		t.Error("crypto/rand.Reader is still replaced")
	}
}

func TestFourAtOnceLoadOneKey(t *testing.T) {
	c, e := circuit(t)
	s := newStore(t)
	write(t, s.Path(e), goodKey(t))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			l, err := s.Load(context.Background(), c, nil)
			if err != nil {
				t.Error(err)
				return
			}
			mustProve(t, l)
		})
	}
	wg.Wait()
	mustHold(t, s.Dir(), cached(s, e)...)
}

// cached are the files of a circuit that was loaded.
func cached(s *Store, e lock.Entry) []string {
	return []string{filepath.Base(s.Path(e)), filepath.Base(s.SystemPath(e))}
}

// spoiled are files in a key's place that are not the key.
func spoiled(good []byte) map[string][]byte {
	zeros := make([]byte, len(good))
	return map[string][]byte{
		"empty":             nil,
		"one byte":          good[:1],
		"half":              good[:len(good)/2],
		"a byte short":      good[:len(good)-1],
		"a byte more":       append(slices.Clone(good), 0),
		"twice":             slices.Concat(good, good),
		"zeros":             zeros,
		"ones":              bytes.Repeat([]byte{0xff}, len(good)),
		"the end at front":  slices.Concat(good[len(good)-64:], good[:len(good)-64]),
		"a hole of zeros":   slices.Concat(good[:4096], zeros[:4096], good[8192:]),
		"all but the first": slices.Concat([]byte{good[0] ^ 1}, good[1:]),
	}
}

// The file is hashed whole before any of it is parsed: the error is the hash's
// for each file, whatever a decoder would make of its lengths.
func TestASpoiledKeyIsNeverParsed(t *testing.T) {
	_, e := circuit(t)
	s, good := newStore(t), goodKey(t)
	files := spoiled(good)
	flips := 40
	if testing.Short() {
		flips = 4
	}
	random := mathrand.New(mathrand.NewPCG(3, 4))
	offsets := []int{0, 7, 8, 40, len(good) - 1} // headers and lengths first
	for range flips {
		offsets = append(offsets, random.IntN(len(good)))
	}
	for _, at := range offsets {
		bad := slices.Clone(good)
		bad[at] ^= 1 << random.IntN(8)
		files["a flipped bit in byte "+strconv.Itoa(at)] = bad
	}
	for name, bad := range files {
		write(t, s.Path(e), bad)
		parsed := false
		pk, err := s.readDump(e, func(stage Stage, done, _ int64) { parsed = parsed || done > 0 })
		if !errors.Is(err, ErrKeyHash) || pk != nil || parsed {
			t.Errorf("%s: got %v, parsed: %t", name, err, parsed)
		}
	}
}

// What was hashed is what is parsed: another process that writes to the file in
// between changes nothing.
func TestAFileThatChangesAfterItsHashChangesNothing(t *testing.T) {
	_, e := circuit(t)
	s := newStore(t)
	good := goodKey(t)
	write(t, s.Path(e), good)
	changed := false
	pk, err := s.readDump(e, func(_ Stage, done, _ int64) {
		if done == 0 || changed {
			return
		}
		changed = true // the hash was right, parsing begins
		write(t, s.Path(e), bytes.Repeat([]byte{0xff}, len(good)))
	})
	if err != nil || !changed {
		t.Fatalf("changed: %t, %v", changed, err)
	}
	mustProve(t, &Loaded{Entry: e, Compiled: compiled(t), Proving: pk})
	if _, err := s.readDump(e, func(Stage, int64, int64) {}); !errors.Is(err, ErrKeyHash) {
		t.Errorf("the next time: got %v, want %v", err, ErrKeyHash)
	}
}

func TestASpoiledKeyIsMadeAgain(t *testing.T) {
	slow(t)
	c, e := circuit(t)
	s, bad := newStore(t), slices.Clone(goodKey(t))
	bad[len(bad)/2] ^= 1
	write(t, s.Path(e), bad)
	var did stages
	l, err := s.Load(context.Background(), c, did.progress)
	if err != nil {
		t.Fatal(err)
	}
	mustProve(t, l)
	if want := (stages{StageCompile, StageWrite, StageLoad, StageSetup, StageWrite, StageLoad}); !slices.Equal(did, want) {
		t.Errorf("it did %v, want %v", did, want)
	}
	if raw, err := os.ReadFile(s.Path(e)); err != nil || !bytes.Equal(raw, goodKey(t)) {
		t.Error("the file is not the pinned key")
	}
	mustHold(t, s.Dir(), cached(s, e)...)
}

func TestADirectoryInAKeysPlaceIsNoKey(t *testing.T) {
	_, e := circuit(t)
	s := newStore(t)
	if err := os.Mkdir(s.Path(e), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.readDump(e, func(Stage, int64, int64) {}); !errors.Is(err, ErrKeyHash) {
		t.Errorf("got %v, want %v", err, ErrKeyHash)
	}
	if s.Has(e) {
		t.Error("Has takes it for the key")
	}
}

func TestACancelledLoadMakesNothing(t *testing.T) {
	c, _ := circuit(t)
	s := newStore(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Load(ctx, c, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	mustHold(t, s.Dir())
}

func TestAnotherCircuitUnderAPinnedNameIsRefused(t *testing.T) {
	c, _ := circuit(t)
	s := newStore(t)
	c.Days = 1 // compiles to something else
	if _, err := s.Load(context.Background(), c, nil); !errors.Is(err, ErrCircuitID) {
		t.Errorf("got %v, want %v", err, ErrCircuitID)
	}
	c.Name = "glucose-15min-1d"
	if _, err := s.Load(context.Background(), c, nil); !errors.Is(err, lock.ErrUnknownCircuit) {
		t.Errorf("got %v, want %v", err, lock.ErrUnknownCircuit)
	}
	mustHold(t, s.Dir())
}

// Keys of a ceremony cannot be made here, and no development key is put in
// their place.
func TestCeremonyKeysAreNotMade(t *testing.T) {
	_, e := circuit(t)
	s := newStore(t)
	e.Ceremony = "a ceremony"
	err := s.make(context.Background(), e, &catalogue.Compiled{}, func(Stage, int64, int64) {})
	if !errors.Is(err, ErrNotMakeable) {
		t.Errorf("got %v, want %v", err, ErrNotMakeable)
	}
	mustHold(t, s.Dir())
}
