package bench

import (
	"os"
	"strconv"
	"strings"
)

// resetPeak restarts the kernel's record of this process's peak resident size: a
// process begins with that of the one which started it (Linux).
func resetPeak() {
	// 5 resets VmHWM (man 5 proc); elsewhere the file does not exist.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peak is the peak resident size in bytes since resetPeak, or since the start where
// the system keeps only that; 0 if it is not known.
func peak() int64 {
	kib, ok := strings.CutSuffix(field("/proc/self/status", "VmHWM"), " kB")
	if n, err := strconv.ParseInt(kib, 10, 64); ok && err == nil {
		return n * 1024
	}
	return peakSinceStart()
}
