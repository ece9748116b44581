package worker

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"time"

	"vitalproof/circuits/attestation"
	v1 "vitalproof/proto/vitalproof/v1"
)

// child is one process, from the parent's side. One goroutine at a time converses
// with it; kill may be called by any.
type child struct {
	circuit string
	bound   uint64 // memory at which it is killed, in bytes
	budget  uint64 // memory that it is admitted with; under the pool's lock

	in     io.Writer
	frames chan frame    // from the child; closed when no more can come
	stop   chan struct{} // closed by kill
	exited chan struct{} // closed when the process is gone and waited for

	jobs      int // that it was given
	peak      uint64
	complaint complaint // to be read after exited

	mu      sync.Mutex
	process *os.Process // nil before its start and once it is being waited for
	killed  bool
}

func newChild(circuit string, bound, budget uint64) *child {
	return &child{
		circuit: circuit, bound: bound, budget: budget,
		frames: make(chan frame), stop: make(chan struct{}), exited: make(chan struct{}),
	}
}

// complaint looks for one thing in a dying child's last words, which hold values
// of the witness: whether Go ran out of memory. Nothing of it is handed on.
type complaint struct{ head []byte }

func (c *complaint) Write(p []byte) (int, error) {
	c.head = append(c.head, p[:min(len(p), maxComplaint-len(c.head))]...)
	return len(p), nil
}

func (c *complaint) outOfMemory() bool {
	return bytes.Contains(c.head, []byte("out of memory")) || bytes.Contains(c.head, []byte("cannot allocate memory"))
}

// starter starts processes from one thread that lives as long as the pool. The
// kernel kills a child when the thread that started it ends, and Go ends threads
// as it pleases.
type starter struct {
	calls chan func()
	done  chan struct{}
}

func newStarter() *starter {
	s := &starter{make(chan func()), make(chan struct{})}
	go func() {
		defer close(s.done)
		runtime.LockOSThread()
		for f := range s.calls {
			f()
		}
	}()
	return s
}

// run starts a command.
func (s *starter) run(cmd *exec.Cmd) error {
	started := make(chan error, 1)
	s.calls <- func() { started <- cmd.Start() }
	return <-started
}

// close ends the thread. No child may be left.
func (s *starter) close() {
	close(s.calls)
	<-s.done
}

// start begins the process and gives the function that sees it to its end.
func (c *child) start(s *starter, command []string, threads int) (supervise func() end, err error) {
	cmd := exec.Command(command[0], command[1:]...)
	// Nothing of the service's environment, which may hold its credentials.
	cmd.Env = []string{"GOTRACEBACK=none", "GOMAXPROCS=" + strconv.Itoa(threads)}
	cmd.SysProcAttr = attributes()
	cmd.Stderr = &c.complaint
	cmd.WaitDelay = reapDelay
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		_ = in.Close() // nothing was written
		return nil, err
	}
	if err := s.run(cmd); err != nil {
		return nil, err
	}
	c.in = in
	c.mu.Lock()
	c.process = cmd.Process
	if c.killed {
		killGroup(c.process)
	}
	c.mu.Unlock()
	return func() end { return c.supervise(cmd, out) }, nil
}

// end is how a child ended.
type end struct {
	told   bool   // the pool killed it
	status string // such as "exit status 2"
}

// supervise relays frames until the child ends or makes no sense, kills what is
// left and waits for it.
func (c *child) supervise(cmd *exec.Cmd, out io.Reader) end {
	c.relay(out)
	c.mu.Lock()
	e := end{told: c.killed}
	c.mu.Unlock()
	close(c.frames)
	c.kill()
	c.mu.Lock()
	c.process = nil // from here on its number may be another process's
	c.mu.Unlock()
	_ = cmd.Wait() // the status says it all
	e.status = cmd.ProcessState.String()
	return e
}

// relay passes frames on until there are no more, or none that make sense.
func (c *child) relay(out io.Reader) {
	for {
		f, err := readFrame(out, fromChild)
		if err != nil {
			return
		}
		select {
		case c.frames <- f:
		case <-c.stop:
			return
		}
	}
}

// kill ends the process group. It does not wait. A child that has begun to exit
// keeps its exit code.
func (c *child) kill() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.killed {
		c.killed = true
		close(c.stop)
	}
	if c.process != nil {
		killGroup(c.process)
	}
}

// converse sends a frame and hands each answer to take, until that is done with
// them. On an error the child has ended.
func (c *child) converse(ctx context.Context, f frame, within time.Duration, take func(frame) (done, ok bool)) error {
	wrote := make(chan error, 1)
	var writer sync.WaitGroup
	writer.Go(func() { wrote <- writeFrame(c.in, f) })
	err := c.listen(ctx, f.job, within, take, wrote)
	if err == nil {
		return nil
	}
	c.kill()
	<-c.exited
	writer.Wait() // the input is the caller's again
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (c *child) listen(ctx context.Context, job uint32, within time.Duration, take func(frame) (done, ok bool), wrote <-chan error) error {
	late := time.NewTimer(within)
	defer late.Stop()
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	done, sent := false, false
	frames := c.frames
	for !done || !sent { // an answer to a question that was not read is no answer
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-late.C:
			return failed(v1.Reason_REASON_WORKER)
		case <-tick.C:
			if c.measure() > c.bound {
				return failed(v1.Reason_REASON_MEMORY)
			}
		case err := <-wrote:
			if err != nil && done {
				return failed(v1.Reason_REASON_WORKER)
			}
			sent, wrote = err == nil, nil // if it failed, the child is about to end
		case f, more := <-frames:
			if !more {
				<-c.exited
				if c.complaint.outOfMemory() {
					return failed(v1.Reason_REASON_MEMORY)
				}
				return failed(v1.Reason_REASON_WORKER)
			}
			ok := false
			if f.job == job {
				done, ok = take(f)
			}
			if !ok {
				return failed(v1.Reason_REASON_WORKER)
			}
			if done {
				frames = nil // what comes after the answer shows when it is asked again
			}
		}
	}
	return nil
}

// measure updates the peak; where the system does not tell it stays 0.
func (c *child) measure() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process != nil {
		n, err := peakOf(c.process.Pid)
		c.peak = max(c.peak, n)
		if errors.Is(err, errEnded) {
			killGroup(c.process) // it left others behind, who hold its pipes open
		}
	}
	return c.peak
}

// load greets the child and waits until it is ready.
func (c *child) load(ctx context.Context, h hello, within time.Duration) error {
	raw, err := h.marshal()
	if err != nil {
		return err
	}
	var failure *Error
	err = c.converse(ctx, frame{kind: kindHello, payload: raw}, within, func(f frame) (done, ok bool) {
		switch f.kind {
		case kindReady:
			return true, true
		case kindFailure:
			failure = failureOf(f)
			return true, failure != nil
		}
		return false, false
	})
	if err == nil && failure != nil {
		c.kill()
		<-c.exited
		return failure
	}
	return err
}

// failureOf reads a failure; nil if it is not one.
func failureOf(f frame) *Error {
	if len(f.payload) != 1 || !fromChildReasons[v1.Reason(f.payload[0])] {
		return nil
	}
	return failed(v1.Reason(f.payload[0]))
}

// prove hands over one job.
func (c *child) prove(ctx context.Context, input []byte, within time.Duration, stage func(v1.ProofStage)) ([]byte, error) {
	var file []byte
	var failure *Error
	last := v1.ProofStage_PROOF_STAGE_LOADING
	c.jobs++
	err := c.converse(ctx, frame{kindJob, uint32(c.jobs), input}, within, func(f frame) (done, ok bool) {
		switch f.kind {
		case kindStage:
			if len(f.payload) != 1 {
				return false, false
			}
			// Stages only go forward, so there are three at most.
			s := v1.ProofStage(f.payload[0])
			if s <= last || s > v1.ProofStage_PROOF_STAGE_VERIFYING {
				return false, false
			}
			last = s
			stage(s)
			return false, true
		case kindResult:
			file = f.payload
			_, err := attestation.Parse(file)
			return true, err == nil
		case kindFailure:
			failure = failureOf(f)
			return true, failure != nil
		}
		return false, false
	})
	switch {
	case err != nil:
		return nil, err
	case failure != nil:
		return nil, failure
	}
	return file, nil
}
