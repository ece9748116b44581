//go:build race

package engine

// The race detector slows everything down by a factor of ten.
const raceEnabled = true
