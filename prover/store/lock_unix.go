//go:build unix

package store

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile takes the only lock on an open file, or fails with ErrLocked. The
// system gives it up when the file is closed, also by a crash.
func lockFile(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return ErrLocked
		default:
			return err
		}
	}
}

// writable tells whether files can be made in a folder, without making one.
func writable(dir string) error {
	return unix.Access(dir, unix.W_OK|unix.X_OK)
}
