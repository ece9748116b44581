//go:build race

package queue

// The race detector slows everything down by a factor of ten.
const raceEnabled = true
