package worker

import "runtime"

// peak is a row of measured.
type peak struct {
	circuit string
	mib     uint64
}

func (m peak) bytes() uint64 { return m.mib * mib }

func peakByName(circuit string) (peak, bool) {
	for _, m := range measured {
		if m.circuit == circuit {
			return m, true
		}
	}
	return peak{}, false
}

// Peaks gives the measured peak resident size of a child by circuit, in bytes: as
// it was when the table was made, not what a pool saw.
func Peaks() map[string]uint64 {
	all := make(map[string]uint64, len(measured))
	for _, m := range measured {
		all[m.circuit] = m.bytes()
	}
	return all
}

// Two proofs at once fill the pauses that one leaves, since parts of a proof run
// on one core; each then takes less than twice as long. A proof hardly gets faster
// with more than four threads.
const (
	coresPerWorker = 2
	threadsPerCore = 2
)

// DefaultWorkers is the number of children at once: one for two cores, but two on
// a machine of two or three.
func DefaultWorkers() int { return workersFor(runtime.NumCPU()) }

// DefaultThreads is the number of threads that compute at once in each of some
// children: together twice as many as there are cores.
func DefaultThreads(workers int) int { return threadsFor(runtime.NumCPU(), workers) }

func workersFor(cores int) int {
	if cores < coresPerWorker {
		return 1
	}
	return max(2, cores/coresPerWorker)
}

func threadsFor(cores, workers int) int {
	return min(cores, max(1, threadsPerCore*cores/max(1, workers)))
}
