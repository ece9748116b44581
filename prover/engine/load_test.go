package engine

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/audit"
	"vitalproof/prover/job"
)

func TestATenantWithTenTimesTheJobsGetsNoMoreThanItsShare(t *testing.T) {
	tenants, jobs := 50, 8
	if testing.Short() {
		tenants = 10
	}
	var open atomic.Bool
	units := func(tenant string) int {
		if tenant == "1" {
			return 2 // twice the time for each job
		}
		return 1
	}
	pool := &scripted{cost: func(input string) time.Duration {
		tenant, _, _ := strings.Cut(input, ".")
		return time.Duration(units(tenant)) * time.Second
	}}
	pool.room = func(string) int {
		if !open.Load() || len(pool.busy) > 0 {
			return 0
		}
		return 1
	}
	s := start(t, newDisk(t), pool)
	var wg sync.WaitGroup
	for tenant := range tenants {
		n := jobs
		if tenant == 0 {
			n *= 10
		}
		wg.Go(func() {
			for i := range n {
				_, _, err := s.Submit(t.Context(), submission(fmt.Sprint("tenant", tenant), fmt.Sprintf("%d.%d", tenant, i)))
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	open.Store(true)
	s.kick()
	turns := tenants * 5 // all have work left after that
	eventually(t, "enough turns", func() bool {
		pool.mu.Lock()
		defer pool.mu.Unlock()
		return len(pool.order) >= turns
	})
	pool.mu.Lock()
	defer pool.mu.Unlock()
	got := make(map[string]int)
	for _, input := range pool.order[:turns] {
		tenant, _, _ := strings.Cut(input, ".")
		got[tenant] += units(tenant)
	}
	for tenant := range tenants {
		if n := got[fmt.Sprint(tenant)]; n < 4 || n > 6 {
			t.Errorf("tenant %d had %d s, an equal share is 5", tenant, n)
		}
	}
}

func TestTenThousandJobsAreEachDoneOnce(t *testing.T) {
	jobs, tenants := 10_000, 50
	if testing.Short() || raceEnabled {
		jobs = 200
	}
	pool := &scripted{room: func(string) int { return 1 }}
	s := start(t, newDisk(t), pool, func(o *Options) { o.Limits.Queued = jobs })
	var wg sync.WaitGroup
	begin := time.Now()
	var next atomic.Int64
	ids := make([]job.ID, jobs)
	for range 64 {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(jobs); i = next.Add(1) - 1 {
				j, _, err := s.Submit(t.Context(), submission(fmt.Sprint("tenant", int(i)%tenants), fmt.Sprint("input", i)))
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = j.ID
			}
		})
	}
	wg.Wait()
	submitted := time.Since(begin)
	for begin := time.Now(); s.Stats().Queued+s.Stats().Running > 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(begin) > time.Minute {
			t.Fatalf("stuck: %+v", s.Stats())
		}
	}
	t.Logf("%d jobs: submitted in %v, done in %v, %v a job", jobs, submitted, time.Since(begin), time.Since(begin)/time.Duration(jobs))
	for i, id := range ids {
		j := s.get(fmt.Sprint("tenant", i%tenants), id)
		if j.State != v1.ProofState_PROOF_STATE_SUCCEEDED || j.Attempts != 1 || string(j.Attestation) != fmt.Sprint("proof of input", i) {
			t.Fatalf("job %d is %v after %d attempts", i, j.State, j.Attempts)
		}
		if n := pool.ran(fmt.Sprint("input", i)); n != 1 {
			t.Fatalf("job %d ran %d times", i, n)
		}
	}
	counts := make(map[audit.Kind]int)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.audited {
		counts[e.Kind]++
	}
	if len(pool.order) != jobs || len(s.attempts) != jobs || counts[audit.ProofSubmitted] != jobs || counts[audit.ProofSucceeded] != jobs {
		t.Fatalf("%d runs, %d attempts, audited %v", len(pool.order), len(s.attempts), counts)
	}
}

// BenchmarkJob is the time from submission to success of a job that proves
// nothing: what the engine and the store take.
func BenchmarkJob(b *testing.B) {
	s := start(b, newDisk(b), &scripted{})
	b.ResetTimer()
	for i := range b.N {
		j := s.submit(submission("a", fmt.Sprint(i)))
		s.await("a", j.ID, v1.ProofState_PROOF_STATE_SUCCEEDED)
	}
}
