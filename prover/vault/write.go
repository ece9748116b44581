package vault

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// The modes of files: what is personal or secret is for its owner alone.
const (
	privateMode fs.FileMode = 0o600
	publicMode  fs.FileMode = 0o644
)

// Option changes how a file is written.
type Option struct{ force bool }

// Force lets a write replace a file that exists.
func Force(yes bool) Option { return Option{yes} }

func forced(opts []Option) bool {
	force := false
	for _, o := range opts {
		force = o.force
	}
	return force
}

// WriteFile writes a whole file or none of it: to a new file beside it first,
// which is synced and then moved into place. Unless forced it replaces nothing,
// not even a file that another process makes at the same moment. Errors are
// *fs.PathError around ErrExists, ErrReadOnly, ErrDiskFull, ErrNoFolder or what
// the system says. The mode is subject to the umask.
func WriteFile(path string, data []byte, perm fs.FileMode, opts ...Option) error {
	temp, err := stage(path, data, perm)
	if err == nil {
		err = commit(temp, path, forced(opts))
	}
	return writeError(path, err)
}

// WritePublic is WriteFile for *.pub and *.issuers files.
func WritePublic(path string, data []byte, opts ...Option) error {
	return WriteFile(path, data, publicMode, opts...)
}

// WritePrivate is WriteFile for everything else, cards included.
func WritePrivate(path string, data []byte, opts ...Option) error {
	return WriteFile(path, data, privateMode, opts...)
}

func writeError(path string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: "write", Path: path, Err: explain(err)}
}

// file and disk are what WriteFile needs of the system, so that tests can make
// each step fail.
type file interface {
	io.WriteCloser
	Sync() error
}

type disk struct {
	create       func(name string, perm fs.FileMode) (file, error) // only if it does not exist
	link, rename func(from, to string) error
	remove       func(name string) error
	syncDir      func(dir string) error
}

var system = disk{
	create: func(name string, perm fs.FileMode) (file, error) {
		return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	},
	link:    os.Link,
	rename:  os.Rename,
	remove:  os.Remove,
	syncDir: syncDir,
}

// stage writes data to a new file in the folder of path.
func stage(path string, data []byte, perm fs.FileMode) (temp string, err error) {
	var random [8]byte
	if _, err := io.ReadFull(rand.Reader, random[:]); err != nil {
		return "", err
	}
	temp = filepath.Join(filepath.Dir(path), ".vitalproof-"+hex.EncodeToString(random[:]))
	f, err := system.create(temp, perm)
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	// Some systems report a full disk only here.
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = system.remove(temp)
		return "", err
	}
	return temp, nil
}

// commit moves a staged file into place, and removes it if that fails.
func commit(temp, path string, force bool) error {
	var err error
	if force {
		err = system.rename(temp, path)
	} else {
		err = moveNew(temp, path)
	}
	if err != nil {
		_ = system.remove(temp)
		return err
	}
	if err := system.syncDir(filepath.Dir(path)); err != nil {
		if !force {
			_ = system.remove(path)
		}
		return err
	}
	return nil
}

// moveNew is a rename that fails if the target exists.
func moveNew(temp, path string) error {
	err := system.link(temp, path)
	if err == nil {
		_ = system.remove(temp)
		return nil
	}
	// The name is taken, and then so it is below, or the file system has no hard
	// links, such as that of a USB stick: take the name and then move over it.
	f, err := system.create(path, privateMode)
	if err != nil {
		return err
	}
	err = f.Close()
	if err == nil {
		err = system.rename(temp, path)
	}
	if err != nil {
		_ = system.remove(path)
	}
	return err
}

// syncDir makes a new name survive a power failure, where folders can be synced.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		// A folder that can be written to but not read.
		return nil
	}
	err = d.Sync()
	_ = d.Close()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}

// readFile reads a file of at most a number of bytes.
func readFile(path string, most int) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, most, ErrCorrupt)
}

// readAll reads at most a number of bytes; more is the given error.
func readAll(r io.Reader, most int, tooLong error) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > most {
		return nil, fmt.Errorf("%w: longer than %d bytes", tooLong, most)
	}
	return raw, nil
}
