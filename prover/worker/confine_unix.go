//go:build unix && !linux

package worker

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// Confine turns off core dumps, which hold the witness.
func Confine() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("turn off core dumps: %w", err)
	}
	return nil
}

// limitData bounds nothing: only Linux counts writable memory apart from what is
// reserved. The garbage collector's bound stays.
func limitData(uint64) error { return nil }

// attributes puts a child into a process group of its own, which can be killed
// whole.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends a process and everything that it started.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// errEnded is not told here.
var errEnded = errors.New("the process has ended")

func peakOf(int) (uint64, error) { return 0, errors.ErrUnsupported }
