package store

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

func TestAFlippedBitIsHarmlessOrFound(t *testing.T) {
	flips := 100
	if testing.Short() {
		flips = 4
	}
	x := newSite(t)
	x.saveMaster()
	fillForFlips(t, x)
	verdicts := map[string]int{}
	for done := 0; done < flips; {
		cmd := child(t, "flip", x.dir)
		cmd.Env = append(cmd.Env, "VITALPROOF_STORE_FLIPS="+fmt.Sprintf("%d %d", done, flips))
		cmd.Stderr = nil // the database prints its last words there
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(out); lines.Scan(); done++ {
			verdict := lines.Text()
			if strings.HasPrefix(verdict, "WRONG") {
				t.Error(verdict)
			}
			verdicts[verdict]++
		}
		if err := cmd.Wait(); err != nil { // the database ended the process
			verdicts["ended the process"]++
			done++
		}
	}
	t.Log(verdicts)
	if verdicts["harmless"] == flips {
		t.Error("no flip hit anything")
	}
}

// fillForFlips makes tables and a log, and a list of what is in them.
func fillForFlips(t *testing.T, x *site) {
	t.Helper()
	var list strings.Builder
	for round := range 2 {
		s := x.open()
		for n := range 24 {
			j := mustCreate(t, s, newJob(fmt.Sprint("subject ", n%5), strings.Repeat("input", 2000)))
			if n%2 == 0 {
				mustSucceed(t, s, j, "proof of "+string(j.ID))
			}
			fmt.Fprintf(&list, "%s %d\n", j.ID, n%2)
		}
		if round == 0 {
			x.close() // a table
			continue
		}
		// A log, as a crash leaves it: a copy of the files while the store is open.
		if err := copySparse(filepath.Join(x.dir, "data"), filepath.Join(x.dir, "crashed")); err != nil {
			t.Fatal(err)
		}
		if err := os.CopyFS(filepath.Join(x.dir, "crashed keys"), os.DirFS(filepath.Join(x.dir, "keys"))); err != nil {
			t.Fatal(err)
		}
		x.close()
	}
	if err := os.WriteFile(filepath.Join(x.dir, "list"), []byte(list.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readFlipped is the child that flips bits: one verdict a line.
func readFlipped(dir string) error {
	var first, end int
	if _, err := fmt.Sscan(os.Getenv("VITALPROOF_STORE_FLIPS"), &first, &end); err != nil {
		return err
	}
	master, err := loadMaster(dir)
	if err != nil {
		return err
	}
	list, err := os.ReadFile(filepath.Join(dir, "list"))
	if err != nil {
		return err
	}
	for n := first; n < end; n++ {
		work, err := os.MkdirTemp(dir, "flip")
		if err != nil {
			return err
		}
		if err := copySparse(filepath.Join(dir, "crashed"), filepath.Join(work, "data")); err != nil {
			return err
		}
		if err := os.CopyFS(filepath.Join(work, "keys"), os.DirFS(filepath.Join(dir, "crashed keys"))); err != nil {
			return err
		}
		where, err := flipBit(filepath.Join(work, "data", folder), rand.New(rand.NewSource(int64(n))))
		if err != nil {
			return err
		}
		fmt.Println(judge(work, master, string(list), where))
		if err := os.RemoveAll(work); err != nil {
			return err
		}
	}
	return nil
}

// copySparse copies a flat folder of folders without the zeros at the end of
// files, which are then there again as holes.
func copySparse(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		raw, size, err := written(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(target, raw, 0o600); err != nil {
			return err
		}
		return os.Truncate(target, size)
	})
}

// written gives what is in a file before the zeros that the database has only
// mapped: here a few KiB, and the file's size.
func written(path string) ([]byte, int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, 2<<20))
	return bytes.TrimRight(raw, "\x00"), info.Size(), err
}

// flipBit flips one bit of what is written in a folder.
func flipBit(dir string, rng *rand.Rand) (where string, err error) {
	type part struct {
		name string
		size int
	}
	var parts []part
	total := 0
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		raw, _, err := written(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		parts = append(parts, part{e.Name(), len(raw)})
		total += len(raw)
	}
	// Every other flip in a small file, or the tables would have them all.
	if rng.Intn(2) == 0 {
		p := parts[rng.Intn(len(parts))]
		if p.size > 0 {
			return p.name, flipAt(filepath.Join(dir, p.name), rng.Intn(p.size), rng.Intn(8))
		}
	}
	at := rng.Intn(total)
	for _, p := range parts {
		if at < p.size {
			return p.name, flipAt(filepath.Join(dir, p.name), at, rng.Intn(8))
		}
		at -= p.size
	}
	return "", errors.New("no file")
}

func flipAt(path string, at, bit int) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err := f.ReadAt(b[:], int64(at)); err != nil {
		return errors.Join(err, f.Close())
	}
	b[0] ^= 1 << bit
	_, err = f.WriteAt(b[:], int64(at))
	return errors.Join(err, f.Close())
}

// judge opens a store with a flipped bit and compares with the list.
func judge(dir string, master keyring.Master, list, where string) string {
	ring, err := keyring.Open(filepath.Join(dir, "keys"), master)
	if err != nil {
		return "WRONG: " + err.Error()
	}
	defer ring.Close()
	s, err := Open(Options{Dir: filepath.Join(dir, "data"), Master: master, Ring: ring, MinFree: 1 << 20})
	if err != nil {
		for _, known := range []error{ErrCorrupt, ErrLoss, ErrOtherRing, keyring.ErrOtherMaster, job.ErrStorage} {
			if errors.Is(err, known) {
				return "refused"
			}
		}
		return "WRONG: " + where + ": " + err.Error()
	}
	defer s.Close()
	verdict := "harmless"
	for _, line := range strings.Fields(strings.ReplaceAll(list, " ", ":")) {
		id, kind, _ := strings.Cut(line, ":")
		n, err := strconv.Atoi(kind)
		if err != nil {
			return "WRONG: " + err.Error()
		}
		j, err := s.Jobs().Get(contextOf(), job.Owner{Tenant: "hospital"}, job.ID(id))
		switch {
		case errors.Is(err, job.ErrStorage):
			verdict = "error at reading"
		case err != nil:
			return "WRONG: " + where + ": a job: " + err.Error()
		case n == 0 && (j.State != v1.ProofState_PROOF_STATE_SUCCEEDED || string(j.Attestation) != "proof of "+id),
			n == 1 && j.State != v1.ProofState_PROOF_STATE_QUEUED:
			return "WRONG: " + where + ": a job is another one"
		}
		if n == 1 && err == nil {
			_, _, input, err := s.Jobs().Claim(contextOf(), job.ID(id), created, created)
			switch {
			case errors.Is(err, job.ErrStorage), errors.Is(err, job.ErrInputLost):
				verdict = "error at reading"
			case err != nil, string(input) != strings.Repeat("input", 2000):
				return "WRONG: " + where + ": an input is another one"
			}
		}
	}
	return verdict
}
