//go:build !unix

package bench

import (
	"os/exec"
	"time"
)

// Not known here.
func peakSinceStart() int64  { return 0 }
func cpuTime() time.Duration { return 0 }

func detach(*exec.Cmd) {}
