package keys

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// tiny mounts a file system of one MiB. Only root may.
func tiny(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		if os.Getenv("CI") == "true" && os.Geteuid() == 0 {
			t.Fatalf("mount a small file system: %v", err)
		}
		t.Skipf("mount a small file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestAFullDiskLeavesNothing(t *testing.T) {
	dir, good := tiny(t), goodKey(t)
	err := writeAtomic(filepath.Join(dir, "key"), func(w io.Writer) error {
		_, err := w.Write(good)
		return err
	}, func() error { return nil })
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want %v", err, syscall.ENOSPC)
	}
	mustHold(t, dir)
}

// readOnly makes a directory read-only: for root by a mount, since root ignores
// the permissions.
func readOnly(t *testing.T, fill func(dir string)) string {
	t.Helper()
	dir := t.TempDir()
	if os.Geteuid() != 0 {
		fill(dir)
		if err := os.Chmod(dir, 0o555); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
		return dir
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, ""); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount a file system: %v", err)
		}
		t.Skipf("mount a file system: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	fill(dir)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A cache may come ready-made, in an image or on a shared disk.
func TestAKeyIsLoadedFromAReadOnlyCache(t *testing.T) {
	c, e := circuit(t)
	good := goodKey(t)
	s, err := Open(readOnly(t, func(dir string) { write(t, filepath.Join(dir, dumpName(e)), good) }))
	if err != nil {
		t.Fatal(err)
	}
	l, err := s.Load(context.Background(), c, nil)
	if err != nil {
		t.Fatal(err)
	}
	mustProve(t, l)
}

func TestAReadOnlyCacheIsAClearError(t *testing.T) {
	dir := readOnly(t, func(string) {})
	err := writeAtomic(filepath.Join(dir, "key"), func(io.Writer) error { return nil }, func() error { return nil })
	if !errors.Is(err, syscall.EROFS) && !errors.Is(err, os.ErrPermission) {
		t.Errorf("got %v", err)
	}
	mustHold(t, dir)
}
