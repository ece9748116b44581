package worker

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Confine keeps the process's memory from everybody else: a core dump holds the
// witness, and so does /proc/PID/mem.
func Confine() error {
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("make the process unreadable: %w", err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return fmt.Errorf("turn off core dumps: %w", err)
	}
	return nil
}

// limitData bounds the writable memory that the process adds to what it has now.
// Go maps some before main, and the race detector maps terabytes that it never
// touches.
func limitData(more uint64) error {
	now, err := statusBytes(os.Getpid(), "VmData:")
	if err != nil {
		return err
	}
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_DATA, &old); err != nil {
		return fmt.Errorf("read the bound on memory: %w", err)
	}
	limit := min(now+more, old.Max)
	if err := unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: limit, Max: old.Max}); err != nil {
		return fmt.Errorf("bound the memory: %w", err)
	}
	return nil
}

// attributes puts a child into a process group of its own, which can be killed
// whole, and ends it with the thread that starts it.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// killGroup ends a process and everything that it started.
func killGroup(p *os.Process) { _ = syscall.Kill(-p.Pid, syscall.SIGKILL) }

// peakOf is the largest resident size of a process so far, in bytes.
func peakOf(pid int) (uint64, error) { return statusBytes(pid, "VmHWM:") }

// errEnded reports a process that has no memory any more: it exited and was not
// waited for.
var errEnded = errors.New("the process has ended")

// statusBytes reads a line such as "VmHWM:   1234 kB".
func statusBytes(pid int, field string) (uint64, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 3 && words[0] == field && words[2] == "kB" {
			n, err := strconv.ParseUint(words[1], 10, 64)
			return n << 10, err
		}
	}
	return 0, errEnded
}
