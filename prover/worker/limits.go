package worker

import (
	"time"

	"vitalproof/circuits/attestation"
)

// protocolVersion changes with any change of the frames. Parent and child are one
// program, but its file may be replaced while the parent runs.
const protocolVersion = 1

// Bounds of what is read from the other side, checked before anything is
// allocated.
const (
	// maxInput holds the largest ProofInput that leads to a proof: a request of
	// 64 KiB, with readings of 128 KiB or a set of codes of as much, and the rest.
	maxInput = 256 << 10
	// maxHello holds a path of the longest length and the numbers around it.
	maxHello = 8 << 10
	// maxAttestation is what the attestation's own reader takes.
	maxAttestation = attestation.MaxBytes
	// maxComplaint is how much of a dying child's last words is looked at.
	maxComplaint = 1 << 10
)

// Defaults of Options.
const (
	// DefaultJobsPerWorker spreads the load of a child, about three proofs long,
	// to 1 % and ends a process that has seen inputs within a few minutes of work.
	DefaultJobsPerWorker = 256
	// DefaultMemoryFactor leaves room for a garbage collector that comes late.
	DefaultMemoryFactor = 2.0
	// DefaultLoadTimeout has room for making the largest development key on a
	// busy machine: 30 s on two idle cores.
	DefaultLoadTimeout = 5 * time.Minute
	// DefaultJobTimeout is far above the longest proof; a job's own deadline is in
	// its context.
	DefaultJobTimeout = 10 * time.Minute
)

const (
	mib = 1 << 20

	// leastHeadroom keeps a small factor from killing children that are a little
	// larger than measured, such as on a kernel with larger pages.
	leastHeadroom = 64 * mib
	// serviceReserve is left to the service itself when the budget is taken from
	// the machine: its store's tables and caches, messages and Go's own needs.
	serviceReserve = 512 * mib
	// dataHeadroom is added for the kernel's bound on a child's writable memory,
	// which counts what is mapped, touched or not. It is wide because Go that is
	// refused memory crashes without saying why, and the job is then tried again in
	// vain: the pool should see the growth first.
	dataHeadroom = 512 * mib
	// collectAt is the share of its bound, in percent, at which a child begins to
	// collect garbage harder.
	collectAt = 80
)

// watchEvery is how often the memory of a working child is looked at, which takes
// 50 us. What grows faster than this can see is stopped by the kernel's bound.
const watchEvery = 50 * time.Millisecond

// reapDelay bounds the wait for the pipes of a child that is dead.
const reapDelay = 2 * time.Second
