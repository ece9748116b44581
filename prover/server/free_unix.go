//go:build unix && !openbsd && !netbsd && !solaris && !illumos && !aix

package server

import "golang.org/x/sys/unix"

// freeBytes is the room that this process may use on the disk of a folder.
func freeBytes(dir string) (uint64, bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true
}
