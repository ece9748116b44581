package store

import (
	"errors"
	"testing"
	"time"

	"vitalproof/prover/job"
)

func TestATenantKeepsNoMoreThanItMay(t *testing.T) {
	x := newSite(t)
	s := x.open()
	s.keptJobs.most = 2
	create := func(tenant string) (job.Job, error) {
		j, _, err := s.Jobs().Create(t.Context(), job.New{
			Owner: job.Owner{Tenant: tenant}, Circuit: "c", Input: []byte("input"), Created: time.Now(), Deadline: time.Now().Add(time.Hour),
		})
		return j, err
	}
	first, err := create("a")
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // each is counted once, whatever happens to the others
		if _, err = create("a"); err == nil {
			continue
		}
	}
	if !errors.Is(err, job.ErrFull) {
		t.Errorf("a third job: %v", err)
	}
	if _, err := create("b"); err != nil {
		t.Errorf("another tenant: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = x.open()
	s.keptJobs.most = 2
	if _, err := create("a"); !errors.Is(err, job.ErrFull) {
		t.Errorf("after opening anew: %v", err)
	}
	if err := s.Jobs().Delete(t.Context(), job.Owner{Tenant: "a"}, first.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := create("a"); err != nil {
		t.Errorf("after one is gone: %v", err)
	}
}
