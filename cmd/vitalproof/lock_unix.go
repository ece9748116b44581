//go:build unix

package main

import (
	"os"
	"syscall"
)

// lockFile waits for the only lock on an open file. It ends when the file is
// closed, also by a crash.
func lockFile(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			return err
		}
	}
}
