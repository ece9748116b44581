package store

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

// childEnv makes the test binary one of the children below instead.
const childEnv = "VITALPROOF_STORE_TEST"

const (
	crashWriters = 8
	crashTenant  = "hospital"
)

var created = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// child is the command for a child in a folder.
func child(t *testing.T, kind, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), childEnv+"="+kind, "VITALPROOF_STORE_DIR="+dir)
	cmd.Stderr = os.Stderr
	return cmd
}

// openFolder opens what a newSite of another process made, for a child.
func openFolder(dir string) (*Store, error) {
	master, err := loadMaster(dir)
	if err != nil {
		return nil, err
	}
	ring, err := keyring.Open(filepath.Join(dir, "keys"), master)
	if err != nil {
		return nil, err
	}
	return Open(Options{Dir: filepath.Join(dir, "data"), Master: master, Ring: ring, MinFree: 64 << 20})
}

// writeUntilKilled is the child that is killed: it says what it begins and what
// was acknowledged, each in one write.
func writeUntilKilled(dir string) error {
	s, err := openFolder(dir)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	errs := make([]error, crashWriters)
	for w := range crashWriters {
		all.Go(func() {
			for n := 0; errs[w] == nil; n++ {
				errs[w] = oneJob(s.Jobs(), fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n), n)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func oneJob(s *Jobs, name string, n int) error {
	say := func(what string) { _, _ = os.Stdout.WriteString(what + " " + name + "\n") }
	ctx := contextOf()
	o := job.Owner{Tenant: crashTenant, Subject: fmt.Sprint("subject ", n%3)}
	say("creating")
	j, _, err := s.Create(ctx, job.New{
		Owner: o, IdempotencyKey: name, Circuit: "small", Input: []byte(name), Created: created, Deadline: created.Add(time.Hour),
	})
	if err != nil {
		return err
	}
	say("created:" + string(j.ID))
	if n%4 == 0 {
		return nil
	}
	l, _, input, err := s.Claim(ctx, j.ID, created, created)
	if err != nil || string(input) != name {
		return fmt.Errorf("claim: %w", err)
	}
	say("claimed")
	switch n % 4 {
	case 1:
		if err := s.Succeed(ctx, l, []byte("proof of "+name), created); err != nil {
			return err
		}
		say("succeeded")
	case 2:
		say("deleting")
		if err := s.Delete(ctx, o, j.ID); err != nil {
			return err
		}
		say("deleted")
	}
	return nil
}

// told is what the killed child said about one job.
type told struct {
	id    string
	steps map[string]bool
}

// runAndKill runs the child for a random time and gives what it said, in whole
// lines.
func runAndKill(t *testing.T, dir string, jobs map[string]*told) {
	t.Helper()
	cmd := child(t, "write", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	first := true
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break
		}
		if first { // it is at work
			first = false
			time.AfterFunc(time.Duration(150+rand.N(300))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		}
		step, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		step, id, _ := strings.Cut(step, ":")
		if jobs[name] == nil {
			jobs[name] = &told{steps: map[string]bool{}}
		}
		jobs[name].steps[step] = true
		if id != "" {
			jobs[name].id = id
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.Exited() {
		t.Fatalf("the child was not killed: %v", err)
	}
}

func TestLosesNothingAcknowledgedWhenKilled(t *testing.T) {
	cycles := 5
	if testing.Short() {
		cycles = 1
	}
	x := newSite(t)
	x.saveMaster()
	jobs := map[string]*told{}
	for range cycles {
		runAndKill(t, x.dir, jobs)
		s := x.open()
		checkAfterKill(t, s, jobs)
		x.close()
	}
	acknowledged := 0
	for _, j := range jobs {
		if j.steps["created"] {
			acknowledged++
		}
	}
	t.Logf("%d jobs acknowledged in %d cycles", acknowledged, cycles)
	if acknowledged < 10*cycles {
		t.Errorf("only %d jobs in %d cycles: the kill hits nothing", acknowledged, cycles)
	}
}

func checkAfterKill(t *testing.T, s *Store, jobs map[string]*told) {
	t.Helper()
	ctx := t.Context()
	o := job.Owner{Tenant: crashTenant}
	if n := s.Stats().Orphans; n > 3*crashWriters {
		t.Errorf("%d keys without a record after %d calls were broken off", n, crashWriters)
	}
	for _, err := range s.Jobs().Recover(ctx, created) {
		if err != nil {
			t.Fatal(err)
		}
	}
	listed := map[job.ID]job.Job{}
	for f := (job.Filter{Limit: 100}); ; {
		page, next, err := s.Jobs().List(ctx, o, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range page {
			listed[j.ID] = j
		}
		if f.Token = next; next == "" {
			break
		}
	}
	unacknowledged := 0
	for name, said := range jobs {
		j, err := s.Jobs().Find(ctx, o, name, [32]byte{})
		if found := err == nil; found {
			if said.id != "" && string(j.ID) != said.id {
				t.Errorf("job %s has another id than was acknowledged", name)
			}
			if said.id == "" {
				unacknowledged++
			}
			checkOne(t, s, name, said, j)
			delete(listed, j.ID)
			continue
		}
		if !errors.Is(err, job.ErrNotFound) {
			t.Fatal(err)
		}
		if said.steps["created"] && !said.steps["deleting"] {
			t.Errorf("job %s was acknowledged and is lost", name)
		}
	}
	if len(listed) != 0 {
		t.Errorf("%d jobs that nobody asked for, or twice under one key", len(listed))
	}
	t.Logf("%d jobs, %d of them not acknowledged", len(jobs), unacknowledged)
}

func checkOne(t *testing.T, s *Store, name string, said *told, j job.Job) {
	t.Helper()
	if said.steps["deleted"] {
		t.Errorf("job %s was deleted and is back", name)
	}
	full, err := s.Jobs().Get(t.Context(), job.Owner{Tenant: crashTenant}, j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if said.steps["succeeded"] && (j.State != v1.ProofState_PROOF_STATE_SUCCEEDED || string(full.Attestation) != "proof of "+name) {
		t.Errorf("job %s succeeded and is %v", name, j.State)
	}
	i, _ := parseID(string(j.ID))
	_, err = s.ring.Get(s.names.inputKey(i))
	if has := err == nil; has == job.Final(j.State) {
		t.Errorf("job %s is %v, and an input key is there: %t", name, j.State, has)
	}
}

func TestRefusesALogThatLostItsEnd(t *testing.T) {
	x := newSite(t)
	x.saveMaster()
	jobs := map[string]*told{}
	runAndKill(t, x.dir, jobs)
	cutLog(t, filepath.Join(x.dir, "data", folder))
	ring, err := keyring.Open(filepath.Join(x.dir, "keys"), x.master)
	if err != nil {
		t.Fatal(err)
	}
	x.ring = ring
	if s, err := Open(x.options()); !errors.Is(err, ErrLoss) {
		if err == nil {
			x.store = s
		}
		t.Fatalf("error %v, want %v", err, ErrLoss)
	}
	o := x.options()
	o.AcceptLoss = true
	s, err := Open(o)
	if err != nil {
		t.Fatal(err)
	}
	x.store = s
	if st := s.Stats(); !st.Lost {
		t.Errorf("an accepted loss is not reported: %+v", st)
	}
	x.close()
	x.open() // from now on as ever
}

// cutLog damages the last entries of the database's log, as a bad disk does.
func cutLog(t *testing.T, dir string) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(dir, "*.mem"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("no log: %v", err)
	}
	path := logs[len(logs)-1]
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	end := len(raw)
	for end > 0 && raw[end-1] == 0 {
		end--
	}
	// Before what the calls wrote that were under way.
	raw[end-20_000] ^= 0xff
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
