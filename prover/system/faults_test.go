//go:build linux

package system

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	v1 "vitalproof/proto/vitalproof/v1"

	"vitalproof/prover/access"
	"vitalproof/prover/client"
)

// startFails starts the service where it cannot serve, and gives what it said. It
// must end by itself, soon, with an exit code that says more than "error".
func (s *service) startFails() string {
	s.tb.Helper()
	_ = os.Remove(s.log)
	s.start()
	select {
	case err := <-s.done:
		s.done <- err
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() < 2 {
			s.tb.Errorf("the service ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		s.tb.Fatalf("the service did not end\n%s", s.tail())
	}
	s.cmd = nil
	log, err := os.ReadFile(s.log)
	check(s.tb, err)
	if !strings.Contains(string(log), "hint: ") || strings.Contains(string(log), "goroutine ") {
		s.tb.Errorf("the service did not say what to do:\n%s", log)
	}
	return string(log)
}

// ran makes a service that has served and proved, and has been stopped.
func ran(t *testing.T) (s *service, token, id string) {
	t.Helper()
	s = newService(t, nil)
	token = s.token("clinic", access.Holder, "")
	s.start()
	s.ready()
	st := newStudy(t, quick, "faults", "I take part.")
	c := s.dial(token)
	p, err := submit(t.Context(), c, newKey(), st.input(t, st.enrol(t, healthy)))
	check(t, err)
	_, err = c.Wait(t.Context(), p.GetId(), nil)
	check(t, err)
	check(t, s.stop())
	return s, token, p.GetId()
}

func (s *service) backupArgs(file string) []string {
	return []string{"--data.dir", filepath.Join(s.dir, "data"), "--data.key_file", filepath.Join(s.dir, "data.key"), file}
}

// backup writes a backup with the command.
func (s *service) backup(t *testing.T) []byte {
	t.Helper()
	path, err := binary()
	check(t, err)
	file := filepath.Join(s.dir, "backup")
	args := append([]string{"store", "backup", "--out", file}, s.backupArgs("")[:4]...)
	if out, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("backup: %v: %s", err, out)
	}
	data, err := os.ReadFile(file)
	check(t, err)
	return data
}

func TestServiceRefusesDamagedDataAndSaysSo(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the built program many times")
	}
	s, token, id := ran(t)
	key := filepath.Join(s.dir, "data.key")
	good, err := os.ReadFile(key)
	check(t, err)

	t.Run("another data key", func(t *testing.T) {
		check(t, os.Remove(key))
		newDataKey(t, key)
		s.startFails()
		check(t, os.WriteFile(key, good, 0o600))
	})
	t.Run("a data key that others may read", func(t *testing.T) {
		check(t, os.Chmod(key, 0o644))
		s.startFails()
		check(t, os.Chmod(key, 0o600))
	})
	t.Run("a data key that is cut", func(t *testing.T) {
		check(t, os.WriteFile(key, good[:20], 0o600))
		s.startFails()
		check(t, os.WriteFile(key, good, 0o600))
	})
	t.Run("flipped bits", func(t *testing.T) { flipStore(t, s, token, id) })
	t.Run("still there", func(t *testing.T) {
		s.start()
		s.ready()
		p, err := s.dial(token).Get(t.Context(), id)
		check(t, err)
		if p.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED {
			t.Errorf("the proof is %s", p.GetState())
		}
		check(t, s.stop())
	})
}

// flipStore flips one bit in one file, starts the service and asks: it must refuse
// to start, answer with an error, or answer right. Then the bit is flipped back.
func flipStore(t *testing.T, s *service, token, id string) {
	files := storeFiles(t, filepath.Join(s.dir, "data"))
	refused := 0
	for range either(6, 60) {
		file := files[rand.IntN(len(files))]
		clean := filepath.Join(s.dir, "data")
		saved := filepath.Join(t.TempDir(), "data")
		check(t, os.CopyFS(saved, os.DirFS(clean)))
		data, err := os.ReadFile(file)
		check(t, err)
		if i := slices.IndexFunc(data, func(b byte) bool { return b != 0 }); i < 0 {
			continue
		}
		at := rand.IntN(len(strings.TrimRight(string(data), "\x00")))
		data[at] ^= 1 << rand.IntN(8)
		check(t, os.WriteFile(file, data, 0o600))
		if !s.startsAndAnswersRight(token, id) {
			refused++
		}
		check(t, os.RemoveAll(clean))
		check(t, os.CopyFS(clean, os.DirFS(saved)))
		chmodAll(t, clean)
	}
	t.Logf("%d flips noticed, the others harmless", refused)
}

// startsAndAnswersRight reports whether the service came up and gave the proof. That
// it came up and gave something else fails the test.
func (s *service) startsAndAnswersRight(token, id string) bool {
	s.tb.Helper()
	s.start()
	defer s.kill()
	up := make(chan struct{})
	go func() {
		defer close(up)
		s.upOrEnded()
	}()
	<-up
	if s.ended() {
		return false
	}
	p, err := s.dial(token).Get(s.tb.Context(), id)
	var refusal *client.Error
	switch {
	case errors.As(err, &refusal) && refusal.Reason == v1.Reason_REASON_STORAGE:
		return false
	case errors.As(err, &refusal) && refusal.Reason == v1.Reason_REASON_NOT_FOUND:
		s.tb.Errorf("a flipped bit lost a proof in silence\n%s", s.tail())
	case err != nil:
		s.tb.Errorf("a flipped bit gave %v", err)
	case p.GetState() != v1.ProofState_PROOF_STATE_SUCCEEDED:
		s.tb.Errorf("a flipped bit made the proof %s", p.GetState())
	}
	return true
}

func storeFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	check(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil && info.Size() > 0 && filepath.Base(path) != "LOCK" {
				files = append(files, path)
			}
		}
		return err
	}))
	return files
}

func chmodAll(t *testing.T, dir string) {
	t.Helper()
	check(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Chmod(path, 0o700)
		}
		return os.Chmod(path, 0o600)
	}))
}

// TestDiskAlmostFullRefusesCleanly fills the disk below the watermark while the
// service runs, and frees it again.
func TestDiskAlmostFullRefusesCleanly(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the built program")
	}
	const room, filler = 2 << 30, 4 << 30
	var disk unix.Statfs_t
	check(t, unix.Statfs(t.TempDir(), &disk))
	free := disk.Bavail * uint64(disk.Bsize)
	if free < 2*filler {
		t.Skipf("the disk has less than %d GiB free", 2*filler>>30)
	}
	s := newService(t, map[string]string{"data.min_free": fmt.Sprintf("%dMiB", (free-room)>>20)})
	c := s.dial(s.token("clinic", access.Holder, ""))
	st := newStudy(t, quick, "full", "I take part.")
	in := st.input(t, st.enrol(t, healthy))
	s.start()
	s.ready()
	before, err := submit(t.Context(), c, newKey(), in)
	check(t, err)

	path := filepath.Join(s.dir, "filler")
	f, err := os.Create(path)
	check(t, err)
	defer f.Close()
	if err := unix.Fallocate(int(f.Fd()), 0, 0, filler); err != nil {
		t.Skipf("the file system cannot reserve space: %v", err)
	}
	if err := s.refusesForSpace(c, in); err != nil {
		t.Errorf("a full disk gave %v", err)
	}
	if _, err := c.Wait(t.Context(), before.GetId(), nil); err != nil {
		t.Errorf("what was taken before is not finished: %v", err)
	}
	check(t, os.Remove(path))
	check(t, f.Close())
	for range 100 {
		if _, err = submit(t.Context(), c, newKey(), in); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("with room again: %v", err)
}

// refusesForSpace submits until the service has noticed; nil if it refuses as it
// should.
func (s *service) refusesForSpace(c *client.Client, in *v1.ProofInput) (err error) {
	for range 100 {
		_, err = submit(s.tb.Context(), c, newKey(), in)
		var refusal *client.Error
		if errors.As(err, &refusal) && refusal.Reason == v1.Reason_REASON_STORAGE_FULL {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the last answer was %w", errors.Join(err, errors.New("(nil means taken)")))
}
