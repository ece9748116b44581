//go:build unix

package access

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// mostOpen is the widest mode that readTokens accepts.
const mostOpen fs.FileMode = 0o640

// replaceTokens puts a new file in the place of an old one, with its owner, group
// and mode: whoever could read it, such as the service when root changes it, still can.
func replaceTokens(path string, raw []byte, old fs.FileInfo) error {
	// Beside it first, so that the service never sees a file that it may not read. It is
	// given away by its handle: the folder may be another user's, who could put a link
	// to another file under its name.
	f, err := os.CreateTemp(filepath.Dir(path), ".vitalproof-*") // mode 600
	if err != nil {
		return err
	}
	err = fill(f, raw, old)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return err
	}
	// A revocation that was reported must not come undone when the power fails. As in
	// vault, a folder that cannot be read or synced is no failure.
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
	return nil
}

// fill writes a file that has the owner, group and mode of another.
func fill(f *os.File, raw []byte, like fs.FileInfo) error {
	if _, err := f.Write(raw); err != nil {
		return err
	}
	// The owner first: the mode must not open it to a group that it does not belong to.
	if err := keepOwner(f, like); err != nil {
		return err
	}
	if err := f.Chmod(like.Mode().Perm() & mostOpen); err != nil {
		return err
	}
	return f.Sync()
}

// keepOwner gives a file the owner and group of another. A group that may not read
// the other does not matter.
func keepOwner(f *os.File, like fs.FileInfo) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	want, ok := like.Sys().(*syscall.Stat_t)
	have, known := info.Sys().(*syscall.Stat_t)
	if !ok || !known || want.Uid == have.Uid && want.Gid == have.Gid {
		return nil
	}
	err = f.Chown(int(want.Uid), int(want.Gid))
	if err != nil && (want.Uid != have.Uid || like.Mode().Perm()&0o040 != 0) {
		return fmt.Errorf("keep the owner of %s: %w", like.Name(), err)
	}
	return nil
}
