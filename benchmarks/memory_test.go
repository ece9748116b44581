package benchmarks

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"vitalproof/prover/local"
)

// The promise for proving 30 days at 5 minutes, in bytes.
const peakMemory = 400e6

// proveEnv makes the test binary prove once and end, as a process to measure.
const proveEnv = "VITALPROOF_BENCH_PROVE_ONCE"

// TestPeakMemory measures a process that compiles the circuit, loads the key and
// proves.
func TestPeakMemory(t *testing.T) {
	if os.Getenv(proveEnv) != "" {
		loaded := load(t)
		if _, err := local.ProveWitness(context.Background(), loaded, witness(t, loaded.Compiled.Circuit)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if testing.Short() {
		t.Skip("proves 30 days, and may make a key first")
	}
	if runtime.GOOS != "linux" {
		t.Skip("the unit of the peak resident size is not known here")
	}
	load(t) // make the key here, where memory is not measured
	child := exec.Command(os.Args[0], "-test.run", "^TestPeakMemory$")
	child.Env = append(os.Environ(), proveEnv+"=1")
	out, err := child.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "PASS") {
		t.Fatalf("the proving process failed: %v\n%s", err, out)
	}
	usage, ok := child.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("no resource usage")
	}
	peak := float64(usage.Maxrss) * 1024
	t.Logf("peak resident size %.0f MB", peak/1e6)
	if peak > peakMemory {
		t.Errorf("proving took %.0f MB, more than %.0f MB", peak/1e6, peakMemory/1e6)
	}
}
