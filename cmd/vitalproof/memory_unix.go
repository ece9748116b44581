//go:build unix

package main

import "syscall"

// peakSinceStartMB is the peak resident size since the process began, in
// megabytes, on systems that count it in bytes (macOS).
func peakSinceStartMB() float64 {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return float64(usage.Maxrss) / 1e6
}
