package queue

import (
	"testing"
	"time"

	"vitalproof/prover/job"
	"vitalproof/prover/job/jobtest"
)

func TestIsAQueue(t *testing.T) {
	jobtest.RunQueue(t, func(now func() time.Time) job.Queue { return New(now) })
}
