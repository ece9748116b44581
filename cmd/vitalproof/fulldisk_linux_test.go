package main

import (
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// canMount reports whether a small file system can be mounted, which takes root.
var canMount = sync.OnceValue(func() bool {
	dir, err := os.MkdirTemp("", "vitalproof-mount-*")
	if err != nil {
		return false
	}
	defer os.Remove(dir)
	if err := mountTiny(dir); err != nil {
		return false
	}
	return syscall.Unmount(dir, 0) == nil
})

func mountTiny(dir string) error { return syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16k") }

// cmdFulldisk makes a directory on a file system of its own that is full.
func cmdFulldisk(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.Mkdir(dir, 0o700))
	ts.Check(mountTiny(dir))
	ts.Defer(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	f, err := os.Create(filepath.Join(dir, "filler"))
	ts.Check(err)
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
}

// cmdOnlyfiller wants nothing on the full disk but what filled it, and the
// directory of a key cache.
func cmdOnlyfiller(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "filler" {
			ts.Fatalf("%s was left", path)
		}
		return err
	}))
}
