package store

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/job"
	"vitalproof/prover/keyring"
)

func newJob(subject, input string) job.New {
	return job.New{
		Owner: job.Owner{Tenant: "hospital", Subject: subject}, Circuit: "small", Input: []byte(input),
		Created: created, Deadline: created.Add(time.Hour),
	}
}

func mustCreate(t testing.TB, s *Store, n job.New) job.Job {
	t.Helper()
	j, _, err := s.Jobs().Create(contextOf(), n)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func mustSucceed(t testing.TB, s *Store, j job.Job, attestation string) {
	t.Helper()
	l, _, _, err := s.Jobs().Claim(contextOf(), j.ID, created, created)
	if err == nil {
		err = s.Jobs().Succeed(contextOf(), l, []byte(attestation), created)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// forms are the ways in which a text could stand in a file.
func forms(text string) map[string][]byte {
	b := []byte(text)
	return map[string][]byte{
		"raw": b, "hex": []byte(hex.EncodeToString(b)), "HEX": []byte(strings.ToUpper(hex.EncodeToString(b))),
		// Wherever in a longer text it begins, the middle of its base64 is one of three.
		"base64":   []byte(base64.StdEncoding.EncodeToString(b)[:20]),
		"base64+1": []byte(base64.StdEncoding.EncodeToString(append([]byte("x"), b...))[4:24]),
		"base64+2": []byte(base64.StdEncoding.EncodeToString(append([]byte("xx"), b...))[4:24]),
		"reversed": reversed(b),
	}
}

func reversed(b []byte) []byte {
	out := bytes.Clone(b)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return out
}

// scan counts the files under a folder that hold a canary.
func scan(t *testing.T, dir string, canaries ...string) (hits int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		raw = bytes.TrimRight(raw, "\x00") // the database maps more than it writes
		for _, c := range canaries {
			for form, text := range forms(c) {
				if bytes.Contains(raw, text) || bytes.Contains([]byte(path), text) {
					t.Errorf("%s holds a canary, %s", filepath.Base(path), form)
					hits++
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

func TestNoFileHoldsAnInputASubjectOrATenant(t *testing.T) {
	const input, subject, tenant, key, proof = "CANARY-input-70-180-mg-dL-secret", "CANARY-subject-Erika-Mustermann",
		"CANARY-tenant-of-the-hospital-0", "CANARY-key-of-idempotency-00000", "CANARY-attestation-of-somebody-0"
	canaries := []string{input, subject, tenant, key, proof}
	x := newSite(t)
	s := x.open()
	n := newJob(subject, strings.Repeat(input, 100))
	n.Owner.Tenant = tenant
	for i := range 4 {
		n.IdempotencyKey = fmt.Sprint(key, i)
		mustCreate(t, s, n)
	}
	page, _, err := s.Jobs().List(t.Context(), n.Owner, job.Filter{Limit: 4})
	if err != nil {
		t.Fatal(err)
	}
	scan(t, x.dir, canaries...) // queued
	if _, _, _, err := s.Jobs().Claim(t.Context(), page[0].ID, created, created); err != nil {
		t.Fatal(err)
	}
	scan(t, x.dir, canaries...) // running
	mustSucceed(t, s, page[1], proof)
	var backup bytes.Buffer
	if err := s.Backup(t.Context(), &backup); err != nil {
		t.Fatal(err)
	}
	x.close() // writes the tables
	if err := os.WriteFile(filepath.Join(x.dir, "backup"), backup.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	scan(t, x.dir, canaries...)

	// Below the database's own layer and age there are our seals. The tenant is part
	// of no key either.
	s = x.open()
	var under bytes.Buffer
	if _, err := s.db.Backup(&under, 0); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(x.dir, "under"), under.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	scan(t, x.dir, canaries...)

	// The scanner does find what is there.
	planted := t.TempDir()
	if err := os.WriteFile(filepath.Join(planted, "leak"), []byte("xx"+base64.StdEncoding.EncodeToString([]byte("ab"+input))), 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(planted, "leak"))
	if err != nil || !bytes.Contains(raw, forms(input)["base64+2"]) {
		t.Error("the scanner does not find a planted canary")
	}
}

func TestErasedSubjectsStayErasedInOldBackups(t *testing.T) {
	subjects, restarts := 50, 5
	if testing.Short() {
		subjects, restarts = 6, 1
	}
	x := newSite(t)
	s := x.open()
	var gone, kept []job.Job
	for n := range subjects {
		for i := range 3 {
			j := mustCreate(t, s, newJob(fmt.Sprint("erased ", n), strings.Repeat("input", 500)))
			if i > 0 {
				mustSucceed(t, s, j, "proof")
			}
			gone = append(gone, j)
		}
		j := mustCreate(t, s, newJob(fmt.Sprint("kept ", n), "input"))
		mustSucceed(t, s, j, "proof")
		kept = append(kept, j)
	}
	deleted := mustCreate(t, s, newJob("kept 0", "input")) // of a subject that stays
	lone := mustCreate(t, s, newJob("", "input"))
	var old bytes.Buffer
	if err := s.Backup(t.Context(), &old); err != nil {
		t.Fatal(err)
	}
	eraseUnderLoad(t, s, subjects)
	for _, j := range []job.Job{deleted, lone} {
		if err := s.Jobs().Delete(t.Context(), j.Owner, j.ID); err != nil {
			t.Fatal(err)
		}
	}
	gone = append(gone, deleted, lone)
	if err := s.db.Flatten(2); err != nil {
		t.Fatal(err)
	}
	s.collectOnce()
	checkGone(t, s, gone, kept)
	for range restarts {
		x.close()
		checkGone(t, x.open(), gone, kept)
	}
	x.close()

	// The old backup comes back onto the present ring.
	if err := os.RemoveAll(filepath.Join(x.dir, "data")); err != nil {
		t.Fatal(err)
	}
	ring, err := keyring.Open(filepath.Join(x.dir, "keys"), x.master)
	if err != nil {
		t.Fatal(err)
	}
	x.ring = ring
	if err := Restore(t.Context(), x.options(), &old); err != nil {
		t.Fatal(err)
	}
	for range restarts {
		s = x.open()
		checkGone(t, s, gone, kept)
		if st := s.Stats(); st != (Stats{}) {
			t.Errorf("the restore left work for Open: %+v", st)
		}
		x.close()
	}
}

func eraseUnderLoad(t *testing.T, s *Store, subjects int) {
	t.Helper()
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				// Also as one who is being erased: those jobs go or stay, but are never unreadable.
				subject := fmt.Sprint("erased ", n%subjects)
				if n%2 == 0 {
					subject = fmt.Sprint("busy ", w)
				}
				j, _, err := s.Jobs().Create(contextOf(), newJob(subject, strings.Repeat("input", 3000)))
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Jobs().Delete(contextOf(), j.Owner, j.ID); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range subjects {
		if _, err := s.Jobs().EraseSubject(t.Context(), job.Owner{Tenant: "hospital", Subject: fmt.Sprint("erased ", n)}); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	writers.Wait()
}

func checkGone(t *testing.T, s *Store, gone, kept []job.Job) {
	t.Helper()
	o := job.Owner{Tenant: "hospital"}
	away := map[job.ID]bool{}
	for _, j := range gone {
		away[j.ID] = true
		if _, err := s.Jobs().Get(t.Context(), o, j.ID); !errors.Is(err, job.ErrNotFound) {
			t.Fatalf("a removed job can be read: %v", err)
		}
	}
	for _, j := range kept {
		if got, err := s.Jobs().Get(t.Context(), o, j.ID); err != nil || string(got.Attestation) != "proof" {
			t.Fatalf("a job that stays cannot be read: %v", err)
		}
	}
	for r, err := range s.Jobs().Recover(t.Context(), created) {
		if err != nil || away[r.ID] {
			t.Fatalf("a removed job is recovered: %v", err)
		}
	}
	f := job.Filter{Limit: 100}
	for {
		page, next, err := s.Jobs().List(t.Context(), o, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range page {
			if away[j.ID] {
				t.Fatal("a removed job is listed")
			}
		}
		if f.Token = next; next == "" {
			return
		}
	}
}

func TestInputsLostWithTheirKeysFailTheirJobs(t *testing.T) {
	x := newSite(t)
	s := x.open()
	running := mustCreate(t, s, newJob("a", "input"))
	if _, _, _, err := s.Jobs().Claim(t.Context(), running.ID, created, created); err != nil {
		t.Fatal(err)
	}
	waiting := mustCreate(t, s, newJob("a", "input"))
	claimed := mustCreate(t, s, newJob("a", "input"))
	for _, j := range []job.Job{running, waiting, claimed} {
		i, _ := parseID(string(j.ID))
		if err := s.ring.Destroy(s.names.inputKey(i)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, _, err := s.Jobs().Claim(t.Context(), claimed.ID, created, created); !errors.Is(err, job.ErrInputLost) {
		t.Errorf("error %v, want %v", err, job.ErrInputLost)
	}
	for _, err := range s.Jobs().Recover(t.Context(), created) {
		t.Errorf("a job without an input is recovered: %v", err)
	}
	for _, j := range []job.Job{running, waiting, claimed} {
		got, err := s.Jobs().Get(t.Context(), j.Owner, j.ID)
		if err != nil || got.State != v1.ProofState_PROOF_STATE_FAILED || got.Failure != v1.Reason_REASON_INPUT_LOST {
			t.Errorf("the job is %v for %v, %v", got.State, got.Failure, err)
		}
	}
}

func TestOpenEndsWhatACrashBrokeOff(t *testing.T) {
	x := newSite(t)
	s := x.open()
	j := mustCreate(t, s, newJob("a", "input"))
	final := mustCreate(t, s, newJob("a", "input"))
	mustSucceed(t, s, final, "proof")
	half := mustCreate(t, s, newJob("b", "input")) // its erasure broke off after the key
	dead := mustCreate(t, s, newJob("a", "input")) // and its deletion
	i, _ := parseID(string(final.ID))
	d, _ := parseID(string(dead.ID))
	orphan := tag{1, 2, 3}
	for _, name := range []tag{s.names.inputKey(i), orphan} {
		if _, err := s.ring.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []tag{s.names.subjectKey("hospital", "b"), s.names.jobKey(d)} {
		if err := s.ring.Destroy(name); err != nil {
			t.Fatal(err)
		}
	}
	x.close()
	s = x.open()
	if st := s.Stats(); st != (Stats{Orphans: 1, LateInputs: 1, Dropped: 2}) {
		t.Errorf("%+v", st)
	}
	for _, gone := range []job.Job{half, dead} {
		if _, err := s.Jobs().Get(t.Context(), job.Owner{Tenant: "hospital"}, gone.ID); !errors.Is(err, job.ErrNotFound) {
			t.Errorf("error %v", err)
		}
	}
	if _, err := s.Jobs().Get(t.Context(), job.Owner{Tenant: "hospital", Subject: "a"}, j.ID); err != nil {
		t.Error(err)
	}
	// Two jobs with a record key each, one input, one subject.
	if n := s.ring.Len(); n != 4 {
		t.Errorf("%d keys are left, want 4", n)
	}
}

func TestKeysGoWithTheLastJobOfASubject(t *testing.T) {
	s := newSite(t).open()
	a, b := mustCreate(t, s, newJob("a", "input")), mustCreate(t, s, newJob("a", "input"))
	mustSucceed(t, s, a, "proof")
	if n := s.ring.Len(); n != 4 {
		t.Errorf("%d keys, want two of jobs, an input's and a subject's", n)
	}
	for _, j := range []job.Job{a, b} {
		if err := s.Jobs().Delete(t.Context(), j.Owner, j.ID); err != nil {
			t.Fatal(err)
		}
	}
	if n := s.ring.Len(); n != 0 {
		t.Errorf("%d keys are left of nothing", n)
	}
}

func TestRefusesAnEraseOfAWholeTenant(t *testing.T) {
	s := newSite(t).open()
	j := mustCreate(t, s, newJob("a", "input"))
	if _, err := s.Jobs().EraseSubject(t.Context(), job.Owner{Tenant: "hospital"}); err == nil {
		t.Error("an owner without a subject was erased")
	}
	if _, err := s.Jobs().Get(t.Context(), j.Owner, j.ID); err != nil {
		t.Error(err)
	}
}
