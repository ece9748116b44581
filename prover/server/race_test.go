//go:build race

package server

// raceDetector reports a build whose workers take several times the memory that
// they may have.
const raceDetector = true
