package engine

import "time"

// Limits bounds what an engine takes on. A field that is zero has its default.
type Limits struct {
	// Queued is how many jobs of all tenants may wait. Default 10,000.
	Queued int
	// QueuedPerTenant is how many of one tenant may. Default 1,000.
	QueuedPerTenant int
	// Attempts is how many attempts may be under way at once, including those that
	// wait for the store after proving. Default 64; the pool admits far fewer.
	Attempts int
	// Life is the longest time from submission to deadline. Default 24 h.
	Life time.Duration
	// Lease is how long a claim lasts unless renewed, which is done after each
	// third. Default 30 s.
	Lease time.Duration
	// Grace is how long running attempts may go on when the engine is told to stop.
	// Default 25 s: under the 30 s after which Kubernetes kills.
	Grace time.Duration
	// Patience is how long other circuits may pass a job for which there is no room.
	// Default 30 s.
	Patience time.Duration

	// RetryBase and RetryCap bound the time before a retry: a random part of the
	// base, four times as much with each attempt, up to the cap. Defaults 1 s and
	// 1 min.
	RetryBase, RetryCap time.Duration
	// StoreTries and StoreDelay say how often a write about an attempt is tried, and
	// the time after the first failure, twice as long after each. Defaults 5, 100 ms.
	StoreTries int
	StoreDelay time.Duration
	// Heal is the time between two tries to put back a job whose attempt ended while
	// the store failed. Default 10 s.
	Heal time.Duration

	// Tick is the time between two looks at the deadlines of queued jobs. Default
	// 1 s.
	Tick time.Duration
	// Sweep is the time between two removals of jobs that were kept long enough,
	// SweepBatch the most that one write removes. Defaults 1 min and 500.
	Sweep      time.Duration
	SweepBatch int
}

const (
	// retryFactor is by how much the longest backoff grows with each attempt.
	retryFactor = 4
	// storeTimeout ends one call of the store, which takes milliseconds.
	storeTimeout = 10 * time.Second
	// placing is how long the next job waits for the last one to take its room in
	// the pool. Longer than a claim and the start of a child; when a worker takes
	// longer, one job more may be claimed than fits, and waits in the pool.
	placing = 2 * time.Second
	// settling is how long after its beginning a stage is written. Most stages but
	// proving are shorter and so cost nothing.
	settling = 15 * time.Millisecond
	// expiring is how many overdue jobs are ended at once: the store writes them
	// together.
	expiring = 16
	// sweeps bounds the batches of one sweep, so that a long absence is worked off
	// in turns.
	sweeps = 20
	// maxAttestation is the longest file with one proof. Each claim of a composition is
	// a job of its own.
	maxAttestation = 4096
	// stageCount is one more than the highest stage.
	stageCount = 5
)

func (l Limits) withDefaults() Limits {
	fill(&l.Queued, 10_000)
	fill(&l.QueuedPerTenant, 1_000)
	fill(&l.Attempts, 64)
	fill(&l.Life, 24*time.Hour)
	fill(&l.Lease, 30*time.Second)
	fill(&l.Grace, 25*time.Second)
	fill(&l.Patience, 30*time.Second)
	fill(&l.RetryBase, time.Second)
	fill(&l.RetryCap, time.Minute)
	fill(&l.StoreTries, 5)
	fill(&l.StoreDelay, 100*time.Millisecond)
	fill(&l.Heal, 10*time.Second)
	fill(&l.Tick, time.Second)
	fill(&l.Sweep, time.Minute)
	fill(&l.SweepBatch, 500)
	return l
}

func fill[T int | time.Duration](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}
