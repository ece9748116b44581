package worker

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	v1 "vitalproof/proto/vitalproof/v1"
)

// The test binary is also the children of its pools, and a service to be killed:
// the first argument says so. Tests run under the honest circuit; a child of the
// other circuit misbehaves in the way that the second argument names.
const (
	asChild    = "vitalproof-test-child"
	asService  = "vitalproof-test-service"
	honest     = "glucose-15min-7d"
	misbehaved = "glucose-15min-14d"

	allHonest = "every circuit is honest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == asChild {
		os.Exit(childMain(os.Args[2]))
	}
	if len(os.Args) > 1 && os.Args[1] == asService {
		os.Exit(serviceMain(os.Args[2]))
	}
	code := m.Run()
	shared.close()
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

func childMain(mode string) int {
	f, err := readFrame(os.Stdin, fromParent)
	if err != nil {
		return exitProtocol
	}
	h, err := parseHello(f)
	if err != nil {
		return exitProtocol
	}
	if h.Circuit == honest || mode == allHonest {
		var again buffer
		_ = writeFrame(&again, f)
		return Main(context.Background(), io.MultiReader(&again, os.Stdin), os.Stdout)
	}
	if err := Confine(); err != nil {
		return exitConfine
	}
	if err := bound(h.Memory); err != nil {
		return exitConfine
	}
	return misbehave(mode)
}

// raw writes bytes that no honest child writes.
func raw(b ...byte) { _, _ = os.Stdout.Write(b) }

func say(k kind, job uint32, payload ...byte) { _ = writeFrame(os.Stdout, frame{k, job, payload}) }

func stage(job uint32, s v1.ProofStage) { say(kindStage, job, byte(s)) }

func forever() { time.Sleep(time.Hour) }

// beforeReady are the ways to fail while loading, afterReady those to fail a job.
// Each gets what it was sent, to repeat it where it should not.
var beforeReady = map[string]func() int{
	"prints garbage":             func() int { fmt.Println("loading the key, please wait"); forever(); return 0 },
	"sends an unknown kind":      func() int { raw('x', 0, 0, 0, 0, 0, 0, 0, 0); forever(); return 0 },
	"announces 4 GiB":            func() int { raw('a', 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff); forever(); return 0 },
	"announces a byte too many":  func() int { raw('r', 0, 0, 0, 0, 0, 0, 0, 1, 0); forever(); return 0 },
	"stops in the header":        func() int { raw('r', 0, 0); return 0 },
	"never gets ready":           func() int { forever(); return 0 },
	"exits 0 without an answer":  func() int { return 0 },
	"exits 12":                   func() int { return exitLoad },
	"answers before it is ready": func() int { say(kindResult, 0, []byte("{}")...); forever(); return 0 },
	"is ready for another job":   func() int { say(kindReady, 7); forever(); return 0 },
	"fails for no known reason":  func() int { say(kindFailure, 0, 200); forever(); return 0 },
	"cannot load":                func() int { say(kindFailure, 0, byte(v1.Reason_REASON_WORKER)); return exitLoad },
	"closes its output":          func() int { _ = os.Stdout.Close(); forever(); return 0 },
	"eats memory while loading":  func() int { eat(4 * mib); return 0 },
}

var afterReady = map[string]func(job frame) int{
	"panics with the input": func(f frame) int { panic(string(f.payload)) },
	"panics in a goroutine": func(f frame) int { go panic(string(f.payload)); forever(); return 0 },
	"prints the input":      func(f frame) int { raw(f.payload...); _, _ = os.Stderr.Write(f.payload); return 1 },
	"exits 0 in the job":    func(frame) int { return 0 },
	"sleeps in the job":     func(frame) int { forever(); return 0 },
	"answers another job":   func(f frame) int { say(kindFailure, f.job+1, byte(v1.Reason_REASON_UNSATISFIED)); forever(); return 0 },
	"sends no attestation":  func(f frame) int { say(kindResult, f.job, []byte("{}")...); forever(); return 0 },
	"sends the input as result": func(f frame) int {
		say(kindResult, f.job, f.payload[:min(len(f.payload), maxAttestation)]...)
		forever()
		return 0
	},
	"repeats a stage":            func(f frame) int { stage(f.job, 3); stage(f.job, 3); forever(); return 0 },
	"goes back a stage":          func(f frame) int { stage(f.job, 3); stage(f.job, 2); forever(); return 0 },
	"invents a stage":            func(f frame) int { stage(f.job, 9); forever(); return 0 },
	"sends half a failure":       func(f frame) int { say(kindFailure, f.job); forever(); return 0 },
	"gives a reason of its own":  func(f frame) int { say(kindFailure, f.job, byte(v1.Reason_REASON_QUOTA)); forever(); return 0 },
	"gets ready twice":           func(f frame) int { say(kindReady, f.job); forever(); return 0 },
	"eats memory slowly":         func(frame) int { eat(2 * mib); return 0 },
	"eats memory fast":           func(frame) int { eat(64 * mib); return 0 },
	"eats memory at once":        func(frame) int { eat(16 << 30); return 0 },
	"says that the proof is bad": func(f frame) int { say(kindFailure, f.job, byte(v1.Reason_REASON_SELF_CHECK)); forever(); return 0 },
	"says that the claim fails":  func(f frame) int { say(kindFailure, f.job, byte(v1.Reason_REASON_CLAIM_FAILS)); forever(); return 0 },
	"gets to proving and hangs":  func(f frame) int { stage(f.job, 2); stage(f.job, 3); forever(); return 0 },
	"leaves a process behind":    func(frame) int { return leaveBehind() },
	"talks when it is not asked": func(f frame) int { say(kindFailure, f.job, 20); say(kindFailure, f.job, 20); forever(); return 0 },
}

var hoard [][]byte // what eat holds

func eat(step int) {
	for {
		b := make([]byte, step)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		hoard = append(hoard, b)
		time.Sleep(time.Millisecond)
	}
}

func misbehave(mode string) int {
	if f, ok := beforeReady[mode]; ok {
		return f()
	}
	say(kindReady, 0)
	if mode == "closes its input" {
		_ = os.Stdin.Close()
		forever()
	}
	job, err := readFrame(os.Stdin, fromParent)
	if err != nil {
		return exitOrphan
	}
	return afterReady[mode](job)
}
