//go:build unix

package access

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAChangedTokenFileKeepsItsMode(t *testing.T) {
	for mode, want := range map[fs.FileMode]fs.FileMode{0o600: 0o600, 0o640: 0o640, 0o740: 0o640} {
		path := tokenPath(t)
		issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
		must(t, os.Chmod(path, mode))
		issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
		info, err := os.Stat(path)
		must(t, err)
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%o became %o", mode, got)
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 2 { // with the lock
			t.Errorf("left beside it: %v %v", left, err)
		}
	}
}

func TestRootDoesNotTakeTheTokenFile(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	const uid, gid = 12345, 12346
	path := tokenPath(t)
	issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	must(t, os.Remove(path+".lock")) // root's first change makes it anew
	must(t, os.Chown(path, uid, gid))
	must(t, os.Chmod(path, 0o640))
	list, err := List(path)
	must(t, err)
	must(t, Revoke(path, list[0].ID, now))
	for _, name := range []string{path, path + ".lock"} {
		info, err := os.Stat(name)
		must(t, err)
		if s := info.Sys().(*syscall.Stat_t); s.Uid != uid || s.Gid != gid {
			t.Errorf("%s is %d:%d's", name, s.Uid, s.Gid)
		}
	}
}

func TestALockThatWasThereIsNotGivenAway(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := tokenPath(t)
	issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	must(t, os.Chown(path, 12345, 12346))
	other := filepath.Join(t.TempDir(), "other")
	must(t, os.WriteFile(other, nil, 0o600))
	must(t, os.Remove(path+".lock"))
	must(t, os.Symlink(other, path+".lock"))
	issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	info, err := os.Stat(other)
	must(t, err)
	if s := info.Sys().(*syscall.Stat_t); s.Uid != 0 {
		t.Errorf("it is %d's", s.Uid)
	}
}
