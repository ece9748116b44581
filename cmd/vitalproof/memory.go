package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// resetPeakMemory hands free memory back and restarts the kernel's record of
// the process's peak resident size, where the system has one (Linux).
func resetPeakMemory() {
	debug.FreeOSMemory()
	// 5 resets VmHWM (man 5 proc); elsewhere the file does not exist.
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// peakMemoryMB is the peak resident size in megabytes (10^6 bytes) since
// resetPeakMemory, or since the start where the system keeps only that.
func peakMemoryMB() float64 {
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		for _, line := range strings.Split(string(status), "\n") {
			if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
				kib, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(rest, "kB")), 64)
				if err == nil {
					return kib * 1024 / 1e6
				}
			}
		}
	}
	return peakSinceStartMB()
}
