//go:build !unix

package main

// peakSinceStartMB is 0 where nothing is known.
func peakSinceStartMB() float64 { return 0 }
