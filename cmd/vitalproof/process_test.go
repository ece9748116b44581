package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// program is this test binary run again as vitalproof: TestMain takes the name
// it is called by.
func program(t *testing.T) string {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "vitalproof")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	return link
}

func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

func TestInterruptLeavesNoPartialFile(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "cache")
	cmd := exec.Command(program(t), "keys", "make", "glucose-5min-90d", "--cache", cache)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 100 { // the cache directory is made when the work begins
		if _, err := os.Stat(cache); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(200 * time.Millisecond)
	start := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := exitCode(cmd.Wait()); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("the command went on for %s", took)
	}
	files, err := os.ReadDir(cache)
	if err != nil || len(files) > 0 {
		t.Errorf("the cache holds %v (%v)", files, err)
	}
}

func TestResultThatCannotBePrintedIsAFailure(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full on this system")
	}
	defer full.Close()
	for _, args := range [][]string{{"version"}, {"claims"}, {"circuits", "--json"}, {"keys", "export", quickCircuit, "--out", "-"}} {
		cmd := exec.Command(program(t), args...)
		cmd.Stdout = full
		if code := exitCode(cmd.Run()); code != exitWrite {
			t.Errorf("%v: exit code %d, want %d", args, code, exitWrite)
		}
	}
}

func TestPassphraseNeedsATerminalOrAFile(t *testing.T) {
	dir := t.TempDir()
	cmd := exec.Command(program(t), "holder", "new", "--out", filepath.Join(dir, "me.holder"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no controlling terminal
	cmd.Env = append(os.Environ(), "PASSPHRASE=x", "VITALPROOF_PASSPHRASE=x")
	out, err := cmd.CombinedOutput()
	if code := exitCode(err); code != exitUsage {
		t.Errorf("exit code %d, want %d: %s", code, exitUsage, out)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("files were left: %v", files)
	}
}
