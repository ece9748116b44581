package store

import (
	"sync"

	"vitalproof/prover/job"
)

// quota counts what each tenant keeps, so that one cannot fill the key ring or the
// disk of all. It is counted anew at Open and lives in memory.
type quota struct {
	most  int // 0 for no bound
	mutex sync.Mutex
	of    map[tag]int
}

func newQuota(most int) *quota { return &quota{most: most, of: map[tag]int{}} }

// take books one thing of a tenant, or fails with job.ErrFull.
func (q *quota) take(tenant tag) error {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.most > 0 && q.of[tenant] >= q.most {
		return job.ErrFull
	}
	q.of[tenant]++
	return nil
}

// give books that one is gone.
func (q *quota) give(tenant tag) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.of[tenant]--; q.of[tenant] <= 0 {
		delete(q.of, tenant)
	}
}

// countKept counts what is there, by the lists of the tenants.
func (s *Store) countKept() error {
	return s.view("open", func(t tx) error {
		for kind, q := range map[byte]*quota{kindOfTenant: s.keptJobs, kindRequestsOf: s.keptRequests} {
			if err := t.keys([]byte{kind}, nil, func(k []byte) (bool, error) {
				q.of[tag(k[1:1+tagBytes])]++
				return true, nil
			}); err != nil {
				return err
			}
		}
		return nil
	})
}
