//go:build !unix

package worker

import (
	"errors"
	"os"
	"syscall"
)

// Confine has nothing to turn off: there are no core dumps.
func Confine() error { return nil }

// limitData bounds nothing; the garbage collector's bound stays.
func limitData(uint64) error { return nil }

func attributes() *syscall.SysProcAttr { return nil }

// killGroup ends a process. A child starts no others.
func killGroup(p *os.Process) { _ = p.Kill() }

// errEnded is not told here.
var errEnded = errors.New("the process has ended")

func peakOf(int) (uint64, error) { return 0, errors.ErrUnsupported }
