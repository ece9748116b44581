package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"
)

func killHard(pid int) { _ = syscall.Kill(pid, syscall.SIGKILL) }

// canary stands in every field of an input that is private.
const canary = "CANARY-of-a-secret-of-31-bytes!"

func canaryInput() []byte {
	raw, err := proto.Marshal(&v1.ProofInput{
		Request: []byte(canary), Secret: []byte(canary),
		Window: &v1.Window{Metric: canary, End: canary[:10], Readings: []byte(strings.Repeat(canary, 100)), Seal: []byte(canary), Issuer: []byte(canary)},
	})
	if err != nil {
		panic(err)
	}
	return raw
}

// serviceMain is a service that is watched or killed from outside.
func serviceMain(mode string) int {
	o := Options{
		Command: []string{os.Args[0], asChild, mode}, Workers: 1, Threads: 1, Memory: 8 << 30, MemoryFactor: 20,
		JobTimeout: time.Minute, AllowDevelopment: true, Log: slog.New(slog.NewTextHandler(os.Stdout, nil)),
	}
	if mode == "sleeps in the job" {
		o.JobTimeout = 300 * time.Millisecond
	}
	if mode == "orphans" {
		o.Command[2] = "sleeps in the job"
		o.JobTimeout = time.Hour
	}
	p, err := NewPool(o)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer p.Close()
	_, _, err = p.Prove(context.Background(), misbehaved, canaryInput(), func(v1.ProofStage) {
		if mode == "orphans" {
			go func() {
				time.Sleep(300 * time.Millisecond) // until the child is in the job
				fmt.Println("children", pids(p))
			}()
		}
	})
	fmt.Printf("%v %+v\n", err, err)
	return 0
}

// A service that is killed, as by the kernel for want of memory, takes its
// children with it: a child holds readings, and nobody would stop it.
func TestKillingTheServiceLeavesNoChild(t *testing.T) {
	cmd := exec.Command(os.Args[0], asService, "orphans")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatal("the service said nothing")
	}
	pid, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(lines.Text(), "children"), " []"))
	if err != nil || gone(pid) {
		t.Fatalf("the service said %q: no child to look at", lines.Text())
	}
	killHard(cmd.Process.Pid)
	_ = cmd.Wait() // it was killed
	mustBeGone(t, pid)
}

// Whatever a child does with an input, nothing of it comes out of the service:
// not in its output, its log or its errors.
func TestNothingOfAnInputLeavesTheService(t *testing.T) {
	whole := canaryInput()
	for _, mode := range []string{
		"panics with the input", "panics in a goroutine", "prints the input", "sends the input as result",
		"sleeps in the job", "exits 0 in the job", "eats memory at once", allHonest,
	} {
		t.Run(mode, func(t *testing.T) {
			if mode == allHonest {
				slow(t)
			}
			t.Parallel()
			var out, errs buffer
			cmd := exec.Command(os.Args[0], asService, mode)
			cmd.Stdout, cmd.Stderr = &out, &errs
			if err := cmd.Run(); err != nil {
				t.Fatal(err)
			}
			if errs.Len() > 0 {
				t.Error("it wrote to the standard error")
			}
			// It must be able to fail: the service does tell of the job.
			if !bytes.Contains(out.Bytes(), []byte("worker")) && !bytes.Contains(out.Bytes(), []byte("input leads to no proof")) {
				t.Errorf("it said %q", out.String())
			}
			for _, form := range []string{"CANARY", hex.EncodeToString([]byte(canary[:6])), string(whole[:8]), "goroutine "} {
				if strings.Contains(out.String(), form) || strings.Contains(errs.String(), form) {
					t.Errorf("%q was printed", form)
				}
			}
		})
	}
}

// A core dump holds the witness, and so does the memory that a debugger reads.
func TestAChildCannotBeRead(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("looks into /proc")
	}
	p := newPool(t, options("gets to proving and hangs"))
	ctx, cancel := context.WithCancel(t.Context())
	done, working := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		_, _, _ = p.Prove(ctx, misbehaved, input(t, misbehaved), func(s v1.ProofStage) { // cancelled below
			if s == v1.ProofStage_PROOF_STAGE_PROVING {
				close(working)
			}
		})
	}()
	defer func() { cancel(); <-done }()
	<-working
	all := pids(p)
	if len(all) != 1 {
		t.Fatalf("%d children, want one", len(all))
	}
	dir := "/proc/" + strconv.Itoa(all[0])
	raw, err := os.ReadFile(dir + "/limits")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (f[4] != "0" || f[5] != "0") {
			t.Errorf("core dumps are on: %s", line)
		}
		if f := strings.Fields(line); strings.HasPrefix(line, "Max data size") && f[3] == "unlimited" {
			t.Errorf("memory is not bounded: %s", line)
		}
	}
	raw, err = os.ReadFile(dir + "/environ")
	if err == nil {
		for v := range strings.SplitSeq(strings.TrimRight(string(raw), "\x00"), "\x00") {
			if name, _, _ := strings.Cut(v, "="); name != "GOTRACEBACK" && name != "GOMAXPROCS" {
				t.Errorf("it was given %s", name)
			}
		}
	}
	if os.Getuid() != 0 && err == nil { // root reads everything
		t.Error("another process of the user reads the child")
	}
}
