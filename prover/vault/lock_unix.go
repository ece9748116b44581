//go:build unix

package vault

import (
	"os"
	"syscall"
)

// LockFile waits for the only lock on an open file. It ends when the file is
// closed, also by a crash.
func LockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			return err
		}
	}
}
