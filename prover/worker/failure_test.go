package worker

import (
	"strings"
	"testing"
	"time"

	v1 "vitalproof/proto/vitalproof/v1"
)

// Reasons other than WORKER, which everything that makes no sense comes to.
var otherReasons = map[string]v1.Reason{
	"eats memory while loading":  v1.Reason_REASON_MEMORY,
	"eats memory slowly":         v1.Reason_REASON_MEMORY,
	"eats memory fast":           v1.Reason_REASON_MEMORY,
	"eats memory at once":        v1.Reason_REASON_MEMORY,
	"says that the proof is bad": v1.Reason_REASON_SELF_CHECK,
	"says that the claim fails":  v1.Reason_REASON_CLAIM_FAILS,
	"talks when it is not asked": v1.Reason_REASON_CLAIM_FAILS, // to the question
}

// sleepers are killed by the time limit, which is cut short for them; all others
// have to end long before theirs.
var sleepers = map[string]bool{
	"never gets ready": true, "sleeps in the job": true, "gets to proving and hangs": true, "closes its input": true,
}

// Each way to fail costs one job, quickly and with its reason, leaves no process,
// and what the child prints goes nowhere. The pool goes on.
func TestAMisbehavingChildFailsItsOwnJobAlone(t *testing.T) {
	modes := []string{"closes its input"}
	for mode := range beforeReady {
		modes = append(modes, mode)
	}
	for mode := range afterReady {
		modes = append(modes, mode)
	}
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			if underRace && strings.HasPrefix(mode, "eats") {
				t.Skip("the race detector takes memory of its own")
			}
			t.Parallel()
			o := options(mode)
			log, text := logged()
			o.Log = log
			if sleepers[mode] {
				o.JobTimeout = 300 * time.Millisecond
			}
			if mode == "never gets ready" {
				o.LoadTimeout = 300 * time.Millisecond
			}
			p := newPool(t, o)
			in := input(t, misbehaved)
			begun := time.Now()
			file, _, err := p.Prove(t.Context(), misbehaved, in, ignore)
			want, ok := otherReasons[mode]
			if !ok {
				want = v1.Reason_REASON_WORKER
			}
			mustFail(t, err, want)
			if file != nil {
				t.Error("there is an attestation all the same")
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
			if strings.Contains(text.String(), "panic") || strings.Contains(text.String(), string(in[:20])) {
				t.Error("the log holds what the child said")
			}
			// An answer that is one is no reason to throw the child away.
			if s := p.Stats(); want != v1.Reason_REASON_CLAIM_FAILS && s.Running != 0 || s.Used > 0 && s.Running == 0 {
				t.Errorf("%d children are left, with %d bytes", s.Running, s.Used)
			}
			if !p.Fits(misbehaved) {
				t.Error("there is no room for the next")
			}
		})
	}
}

// A late or unasked answer is not taken for the next job's: the child that gave
// it is replaced.
func TestAnAnswerThatNobodyAskedForIsNotTheNextJobs(t *testing.T) {
	p := newPool(t, options("talks when it is not asked"))
	for range 3 {
		_, _, err := p.Prove(t.Context(), misbehaved, input(t, misbehaved), ignore)
		mustFail(t, err, v1.Reason_REASON_CLAIM_FAILS)
		time.Sleep(50 * time.Millisecond) // the second answer arrives
	}
	if s := p.Stats(); s.Started != 3 {
		t.Errorf("%d children for three jobs, want three", s.Started)
	}
}

func TestWhileOneChildFailsAnotherGoesOn(t *testing.T) {
	slow(t)
	o := options("panics in a goroutine")
	p := newPool(t, o)
	stop := make(chan struct{})
	done := make(chan int)
	go func() {
		n := 0
		for ; ; n++ {
			select {
			case <-stop:
				done <- n
				return
			default:
				_, _, err := p.Prove(t.Context(), misbehaved, input(t, misbehaved), ignore)
				mustFail(t, err, v1.Reason_REASON_WORKER)
			}
		}
	}()
	for range 3 {
		mustProve(t, p)
	}
	close(stop)
	if n := <-done; n < 3 {
		t.Errorf("only %d jobs failed meanwhile", n)
	}
	if s := p.Stats(); s.Running != 1 || s.Idle != 1 {
		t.Errorf("%d children, %d idle, want the honest one", s.Running, s.Idle)
	}
}

func TestAChildKilledInTheMiddleOfAProofFailsRetryably(t *testing.T) {
	slow(t)
	p := newPool(t, options(""))
	_, _, err := p.Prove(t.Context(), honest, input(t, honest), func(s v1.ProofStage) {
		if s == v1.ProofStage_PROOF_STAGE_PROVING {
			for _, pid := range pids(p) {
				killHard(pid)
			}
		}
	})
	mustFail(t, err, v1.Reason_REASON_WORKER)
	if e := err.(*Error); !e.Retryable {
		t.Error("it is not to be tried again")
	}
	mustProve(t, p)
}

func TestAnIdleChildThatDiedIsReplaced(t *testing.T) {
	slow(t)
	p := newPool(t, options(""))
	if err := p.SelfTest(t.Context(), honest); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids(p) {
		killHard(pid)
		mustBeGone(t, pid)
	}
	if u := mustProve(t, p); u.Load == 0 {
		t.Error("the dead child proved")
	}
}
