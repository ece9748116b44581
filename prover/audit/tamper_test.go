package audit

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// victim is a closed log of batches of 1 to 4 entries, and a checkpoint from when
// it was two thirds as long.
type victim struct {
	batches         [][]Entry
	log, checkpoint []byte
	earlier         []byte
	before          int // entries under the earlier checkpoint
}

// unsynced makes many logs in a short time.
type unsynced struct{ storage }

func (unsynced) Sync() error { return nil }

// write makes a log of batches, with checkpoints after the batch of a number and
// at the end.
func write(t *testing.T, seed [32]byte, batches [][]Entry, middle int) (log, checkpoint, earlier []byte) {
	t.Helper()
	dir := t.TempDir()
	l, err := Open(dir, seed)
	if err != nil {
		t.Fatal(err)
	}
	l.file = unsynced{l.file}
	for i, b := range batches {
		if err := l.write(b); err != nil {
			t.Fatal(err)
		}
		if i == middle {
			if earlier, err = l.Checkpoint(); err != nil {
				t.Fatal(err)
			}
		}
	}
	closeLog(t, l)
	return readAll(t, dir, logFile), readAll(t, dir, checkpointFile), earlier
}

func newVictim(t *testing.T) victim {
	t.Helper()
	var v victim
	n := 0
	const batches, middle = 18, 11
	for i := range batches {
		var b []Entry
		for range 1 + i%4 {
			b = append(b, entryOf(n))
			n++
		}
		v.batches = append(v.batches, b)
		if i == middle {
			v.before = n
		}
	}
	v.log, v.checkpoint, v.earlier = write(t, seed, v.batches, middle)
	return v
}

// changed is the batches with one entry changed.
func (v victim) changed(i int, change func(*Entry)) [][]Entry {
	out := make([][]Entry, len(v.batches))
	for b := range v.batches {
		out[b] = slices.Clone(v.batches[b])
		for e := range out[b] {
			if i == 0 {
				change(&out[b][e])
			}
			i--
		}
	}
	return out
}

// edits are what somebody who can write the folder can do. Each gives the log and
// the checkpoint after it.
func edits(t *testing.T, v victim) map[string]func(*rand.Rand) (log, checkpoint []byte) {
	lines := func() []string { return strings.SplitAfter(strings.TrimSuffix(string(v.log), "\n"), "\n") }
	join := func(l []string) []byte {
		for i := range l {
			l[i] = strings.TrimSuffix(l[i], "\n") + "\n"
		}
		return []byte(strings.Join(l, ""))
	}
	forge := func(r *rand.Rand) string {
		return string(entryOf(r.IntN(99)).appendLine(nil, int64(1+r.IntN(50))))
	}
	return map[string]func(*rand.Rand) ([]byte, []byte){
		"bit of the log": func(r *rand.Rand) ([]byte, []byte) {
			out := bytes.Clone(v.log)
			out[r.IntN(len(out))] ^= 1 << r.IntN(8)
			return out, v.checkpoint
		},
		"bit of the checkpoint": func(r *rand.Rand) ([]byte, []byte) {
			out := bytes.Clone(v.checkpoint)
			out[r.IntN(len(out))] ^= 1 << r.IntN(8)
			return v.log, out
		},
		"letter of an entry": func(r *rand.Rand) ([]byte, []byte) {
			out := bytes.Replace(v.log, []byte("clinic"), []byte("clinik"), 1+r.IntN(5))
			return out, v.checkpoint
		},
		"line deleted": func(r *rand.Rand) ([]byte, []byte) {
			l := lines()
			i := r.IntN(len(l))
			return join(slices.Delete(l, i, i+1)), v.checkpoint
		},
		"lines swapped": func(r *rand.Rand) ([]byte, []byte) {
			l := lines()
			i := r.IntN(len(l))
			j := (i + 1 + r.IntN(len(l)-1)) % len(l)
			l[i], l[j] = l[j], l[i]
			return join(l), v.checkpoint
		},
		"cut": func(r *rand.Rand) ([]byte, []byte) { return v.log[:r.IntN(len(v.log))], v.checkpoint },
		"line doubled": func(r *rand.Rand) ([]byte, []byte) {
			l := lines()
			return join(slices.Insert(l, r.IntN(len(l)+1), l[r.IntN(len(l))])), v.checkpoint
		},
		"entry forged": func(r *rand.Rand) ([]byte, []byte) {
			l := lines()
			return join(slices.Insert(l, r.IntN(len(l)+1), forge(r))), v.checkpoint
		},
		"cut with an old checkpoint": func(r *rand.Rand) ([]byte, []byte) {
			n := len(v.batches) / 2
			log, checkpoint, _ := write(t, seed, v.batches[:r.IntN(n)], -1)
			return log, checkpoint
		},
		"fork under the same key": func(r *rand.Rand) ([]byte, []byte) {
			log, checkpoint, _ := write(t, seed, v.changed(r.IntN(v.before), func(e *Entry) { e.Detail = "OTHER" }), -1)
			return log, checkpoint
		},
		"whole log under another key": func(*rand.Rand) ([]byte, []byte) {
			log, checkpoint, _ := write(t, otherSeed, v.batches, -1)
			return log, checkpoint
		},
		"log under another key": func(*rand.Rand) ([]byte, []byte) {
			log, _, _ := write(t, otherSeed, v.batches, -1)
			return log, v.checkpoint
		},
		"checkpoint under another key": func(*rand.Rand) ([]byte, []byte) {
			_, checkpoint, _ := write(t, otherSeed, v.batches, -1)
			return v.log, checkpoint
		},
	}
}

func TestVerifyFindsEveryEdit(t *testing.T) {
	v := newVictim(t)
	key := publicKey(t, seed)
	dir := t.TempDir()
	check := func() (Report, error) { return Verify(dir, key, v.earlier) }

	folderOf(t, dir, v.log, v.checkpoint)
	honest, err := check()
	if err != nil || honest.Unsealed != 0 {
		t.Fatalf("the honest log: %v", err)
	}
	all := edits(t, v)
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	rounds := 1000
	if testing.Short() {
		rounds = 39
	}
	for i := range rounds {
		name := names[i%len(names)]
		log, checkpoint := all[name](rand.New(rand.NewPCG(20261122, uint64(i))))
		if bytes.Equal(log, v.log) && bytes.Equal(checkpoint, v.checkpoint) {
			t.Fatalf("%d, %s: nothing was changed", i, name)
		}
		folderOf(t, dir, log, checkpoint)
		// Lines that nobody signed can stand behind the last seal; they are reported
		// and no part of the log.
		if got, err := check(); err == nil && (got.Unsealed == 0 || got.Root != honest.Root) {
			t.Errorf("%d, %s: not found", i, name)
		}
	}
	folderOf(t, dir, v.log, v.checkpoint)
	if again, err := check(); err != nil || again.Root != honest.Root {
		t.Errorf("the honest log, again: %v", err)
	}
}

// Every byte, so that no field of no line is left out.
func TestVerifyFindsEveryChangedByte(t *testing.T) {
	v := newVictim(t)
	s, _, err := newSigner(seed)
	if err != nil {
		t.Fatal(err)
	}
	mark, err := openCheckpoint(v.checkpoint, s.verifier)
	if err != nil {
		t.Fatal(err)
	}
	step := 1
	if testing.Short() {
		step = 29
	}
	for i := 0; i < len(v.log); i += step {
		log := bytes.Clone(v.log)
		log[i] ^= 1 << (i % 8)
		if _, _, err := read(bytes.NewReader(log), s.verifier, []point{mark}); err == nil {
			t.Fatalf("byte %d changed: not found", i)
		}
	}
}

func TestOpenRefusesATamperedLogAndNamesTheEntry(t *testing.T) {
	v := newVictim(t)
	dir := folderOf(t, t.TempDir(), bytes.Replace(v.log, []byte(`"ref":"0000000000000006"`), []byte(`"ref":"0000000000000666"`), 1), v.checkpoint)
	before := readAll(t, dir, logFile)
	_, err := Open(dir, seed)
	wantErr(t, err, ErrTampered)
	// The seventh entry is the first of a batch of four.
	if !strings.Contains(err.Error(), "entry 7 to 10") {
		t.Errorf("got %v", err)
	}
	if !bytes.Equal(readAll(t, dir, logFile), before) {
		t.Error("evidence was changed")
	}
	for name, change := range map[string]func(dir string) error{
		"no checkpoint": func(dir string) error { return os.Remove(filepath.Join(dir, checkpointFile)) },
		"no log":        func(dir string) error { return os.Remove(filepath.Join(dir, logFile)) },
		"empty log":     func(dir string) error { return os.Truncate(filepath.Join(dir, logFile), 0) },
		"last batch":    func(dir string) error { return os.Truncate(filepath.Join(dir, logFile), int64(len(v.log)-300)) },
		"no mark":       func(dir string) error { return os.Truncate(filepath.Join(dir, checkpointFile), 0) },
	} {
		dir := folderOf(t, t.TempDir(), v.log, v.checkpoint)
		if err := change(dir); err != nil {
			t.Fatal(err)
		}
		for range 2 { // a refusal changes nothing that the next would miss
			if _, err := Open(dir, seed); err == nil {
				t.Errorf("%s: opened", name)
			} else {
				wantErr(t, err, ErrTampered)
			}
		}
		if _, err := os.Stat(filepath.Join(dir, logFile)); name == "no log" && err == nil {
			t.Error("a new log took the missing one's place")
		}
		_, err := Verify(dir, publicKey(t, seed))
		wantErr(t, err, ErrTampered)
	}
}

// Whoever has no key can add lines, and even a seal that fits them.
func TestRefusesASealThatNobodySigned(t *testing.T) {
	v := newVictim(t)
	forged, _, _ := write(t, otherSeed, v.batches, -1)
	ours := strings.SplitAfter(string(v.log), "\n")
	theirs := strings.SplitAfter(string(forged), "\n")
	s, _, err := newSigner(otherSeed)
	if err != nil {
		t.Fatal(err)
	}
	var tree frontier
	for _, line := range ours[:len(ours)-1] {
		tree.add([]byte(strings.TrimSuffix(line, "\n")))
	}
	n := int64(len(refs(t, folderOf(t, t.TempDir(), v.log, v.checkpoint)))) + 1
	line := entryOf(0).appendLine(nil, n)
	tree.add(line)
	p := point{tree.n, tree.root()}
	fake := seal{p, s.sign(p)}
	log := append(bytes.Clone(v.log), line...)
	log = append(append(append(log, '\n'), fake.appendLine(nil)...), '\n')
	dir := folderOf(t, t.TempDir(), log, v.checkpoint)
	_, err = Verify(dir, publicKey(t, seed), v.earlier)
	wantErr(t, err, ErrTampered)
	_, err = Open(dir, seed)
	wantErr(t, err, ErrTampered)
	if len(theirs) != len(ours) {
		t.Error("the two logs should differ in signatures only")
	}
}

func TestRefusesAnotherKey(t *testing.T) {
	dir := t.TempDir()
	l := openLog(t, dir)
	appendEntries(t, l, 0, 3)
	msg, err := l.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	closeLog(t, l)
	_, err = Open(dir, otherSeed)
	wantErr(t, err, ErrOtherKey)
	_, err = Verify(dir, publicKey(t, otherSeed))
	wantErr(t, err, ErrOtherKey)
	_, err = Verify(dir, publicKey(t, otherSeed), msg)
	wantErr(t, err, ErrOtherKey)
	_, err = Verify(dir, "CANARY")
	if err == nil || strings.Contains(err.Error(), "CANARY") {
		t.Errorf("got %v", err)
	}
	for _, msg := range []string{"", "CANARY\n", strings.Repeat("x", 1<<20), string(msg[1:])} {
		_, err = Verify(dir, publicKey(t, seed), []byte(msg))
		if err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("got %v", err)
		}
	}
}

// A checkpoint of the right key that is not of this log's format.
func TestRefusesASignedNoteThatIsNoCheckpoint(t *testing.T) {
	for _, text := range []string{
		"vitalproof/audit\n-1\n%s\n", "vitalproof/audit\n01\n%s\n", "vitalproof/audit\n+1\n%s\n", "other\n1\n%s\n",
		"vitalproof/audit\n1\n%s\nmore\n", "vitalproof/audit\n1\n", "vitalproof/audit\n1\nAAAA\n",
	} {
		if strings.Contains(text, "%s") {
			text = fmt.Sprintf(text, point{}.root)
		}
		if _, err := parsePoint(text); err == nil {
			t.Errorf("%q: taken", text)
		}
	}
	want := point{7, [32]byte{1, 2, 3}}
	if got, err := parsePoint(want.text()); err != nil || got != want {
		t.Error("the honest one")
	}
}

// While the service runs, and after it was killed, the checkpoint in the folder
// is older than the log: the seals alone must show what is changed.
func TestSealsShowAChangeThatNoCheckpointCovers(t *testing.T) {
	v := newVictim(t)
	s, _, err := newSigner(seed)
	if err != nil {
		t.Fatal(err)
	}
	lastSeal := bytes.LastIndex(v.log, []byte(`{"lines":`))
	step := 1
	if testing.Short() {
		step = 29
	}
	// The end of the line before the last seal is as a crash could leave it.
	for i := 0; i < lastSeal-1; i += step {
		log := bytes.Clone(v.log)
		log[i] ^= 1 << (i % 7)
		if _, _, err := read(bytes.NewReader(log), s.verifier, nil); err == nil {
			t.Fatalf("byte %d changed: not found", i)
		}
	}
	// A change that leaves an entry in form, in the last batch.
	log := bytes.Clone(v.log)
	at := bytes.LastIndex(log, []byte("CLAIM_NOT_MET"))
	log[at]++
	_, _, err = read(bytes.NewReader(log), s.verifier, nil)
	wantErr(t, err, ErrTampered)
}

func TestRefusesMoreThanACrashLeavesBehindTheLastSeal(t *testing.T) {
	v := newVictim(t)
	n := bytes.Count(v.log, []byte(`{"n":`))
	entries, junk := bytes.Clone(v.log), append(bytes.Clone(v.log), make([]byte, maxTail+1)...)
	for i := n + 1; len(entries) < len(v.log)+maxTail+1; i++ {
		entries = append(entryOf(i).appendLine(entries, int64(i)), '\n')
	}
	for _, log := range [][]byte{entries, junk} {
		dir := folderOf(t, t.TempDir(), log, v.checkpoint)
		_, err := Open(dir, seed)
		wantErr(t, err, ErrTampered)
		_, err = Verify(dir, publicKey(t, seed))
		wantErr(t, err, ErrTampered)
	}
}

// One spelling, so that what is signed is what any reader of the line sees.
func TestALineHasOneSpelling(t *testing.T) {
	good := string(entryOf(0).appendLine(nil, 7))
	if !isEntry([]byte(good), 7) || isEntry([]byte(good), 8) {
		t.Fatal("the honest line")
	}
	for _, change := range [][2]string{
		{`"n":7`, `"n":07`}, {`"n":7`, `"n":+7`}, {`"n":7`, `"n": 7`}, {`"n":7`, `"n":7.0`},
		{`:00Z`, `:00.5Z`}, {`:00Z`, `:00+00:00`}, {`:00Z`, `:00z`}, {`"}`, `"} `}, {`"}`, `","x":"y"}`},
		{`{"n"`, ` {"n"`}, {`clinic`, `Clinic`}, {`clinic`, `cl\u0069nic`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good || isEntry([]byte(bad), 7) {
			t.Errorf("%s: taken", bad)
		}
	}
	s, _, err := newSigner(seed)
	if err != nil {
		t.Fatal(err)
	}
	p := point{lines: 7}
	line := string(seal{p, s.sign(p)}.appendLine(nil))
	if _, ok := parseSeal([]byte(line)); !ok {
		t.Fatal("the honest seal")
	}
	for _, change := range [][2]string{{`:7,`, `:07,`}, {`:7,`, `:+7,`}, {`"}`, `"}x`}, {`"root":"A`, `"root":"\nA`}, {`"signature":"`, `"signature":"\n`}} {
		bad := strings.Replace(line, change[0], change[1], 1)
		if _, ok := parseSeal([]byte(bad)); ok || bad == line {
			t.Errorf("%s: taken", bad)
		}
	}
}
