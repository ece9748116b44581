//go:build unix

package keyring

import (
	"os"
	"syscall"
)

// ownFolder reports whether a folder is this user's own.
func ownFolder(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}
