package benchmarks

import (
	"os"
	"testing"

	"github.com/consensys/gnark/logger"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/result"
)

// TestMain does the steps of the runs that tests start.
func TestMain(m *testing.M) {
	logger.Disable()
	bench.Child(bench.All())
	os.Exit(m.Run())
}

// What is promised of a month of glucose, and of the technique against bits. Only
// ratios of one run, and memory: a time would say how busy the machine was.
const (
	mostOverFloor = 1.25  // proving over its multi-scalar multiplications and transforms
	mostMemory    = 400e6 // bytes, of a process that proves
	leastOverBits = 1.1   // at one day, where it is about two, and at thirty five; those keys take a minute
)

func TestRatiosAndMemoryAreAsPromised(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys of three circuits")
	}
	r := &bench.Run{Subjects: bench.All(), Options: bench.Options{
		Quick: true, Subjects: []string{bench.Flagship, "check/histogram-1d", "check/bits-1d"}, Backends: []string{result.Groth16},
	}}
	f, err := r.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.Subjects {
		s := &f.Subjects[i]
		t.Logf("%-28s proves in %.2f of its floor, with %d MB", s.ID(), s.ProveOverFloor.P50, s.Memory.Prove/1e6)
		if s.Name != bench.Flagship {
			continue
		}
		if s.ProveOverFloor.P50 > mostOverFloor {
			t.Errorf("proving takes %.2f of its floor, more than %v: %v", s.ProveOverFloor.P50, mostOverFloor, s.ProveOverFloor.Values)
		}
		if s.Memory.Prove > mostMemory {
			t.Errorf("proving takes %d MB", s.Memory.Prove/1e6)
		}
	}
	if len(f.Comparisons) != 1 {
		t.Fatalf("%d comparisons", len(f.Comparisons))
	}
	c := f.Comparisons[0]
	t.Logf("%s takes %.1f times as long as %s", c.Slow, c.Ratio.P50, c.Fast)
	if c.Ratio.P50 < leastOverBits {
		t.Errorf("%s takes only %.1f times as long as %s: %v", c.Slow, c.Ratio.P50, c.Fast, c.Ratio.Values)
	}
}
