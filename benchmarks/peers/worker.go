package peers

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"
)

const (
	answerBytes = 1 << 20 // a proof of bb has 20 kB
	tailBytes   = 4 << 10 // of what a process says on its way out
	grace       = 5 * time.Second
)

// A request to a worker, and what it holds for each Do: see js.
type request struct {
	Do       string          `json:"do"`
	Readings []uint64        `json:"readings,omitempty"`
	Proof    json.RawMessage `json:"proof,omitempty"`
	Public   []string        `json:"public,omitempty"`
}

// worker is a process that answers requests, a line of JSON each.
type worker struct {
	life    context.Context
	cmd     *exec.Cmd
	in      io.WriteCloser
	answers *bufio.Scanner
	said    *tail
	dead    bool
}

// start starts a worker in a directory and waits until it is ready. It ends with the
// context life at the latest; ctx bounds the wait.
func start(ctx, life context.Context, dir string, env []string, name string, args ...string) (*worker, error) {
	w := &worker{life: life, cmd: command(life, dir, env, name, args...), said: new(tail)}
	w.cmd.Stderr = w.said
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.answers = bufio.NewScanner(out)
	w.answers.Buffer(nil, answerBytes)
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	var hello struct{ Ready bool }
	if err := w.answer(ctx, &hello); err != nil || !hello.Ready {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *worker) pid() int { return w.cmd.Process.Pid }

// ask sends a request and reads the answer. The end of ctx kills the worker.
func (w *worker) ask(ctx context.Context, r request, answer any) error {
	if w == nil || w.dead {
		return errors.New("the peer has ended")
	}
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := w.in.Write(append(line, '\n')); err != nil {
		return w.fail(fmt.Errorf("%s: %w", r.Do, err))
	}
	if err := w.answer(ctx, answer); err != nil {
		return fmt.Errorf("%s: %w", r.Do, err)
	}
	return nil
}

func (w *worker) answer(ctx context.Context, to any) error {
	line := make(chan []byte, 1)
	go func() {
		defer close(line)
		if w.answers.Scan() {
			line <- w.answers.Bytes()
		}
	}()
	var got []byte
	var ok bool
	select {
	case got, ok = <-line:
	case <-ctx.Done():
		err := w.fail(context.Cause(ctx))
		<-line // the scanner is no longer in use
		return err
	}
	if !ok {
		return w.fail(errors.Join(errors.New("the process ended without an answer"), w.answers.Err()))
	}
	var failed struct {
		Error   string
		Refused bool
	}
	if err := json.Unmarshal(got, &failed); err != nil {
		return w.fail(fmt.Errorf("an answer that is no JSON: %w", err))
	}
	switch {
	case failed.Refused:
		return fmt.Errorf("%w: %s", ErrUnsatisfied, failed.Error)
	case failed.Error != "":
		return errors.New(failed.Error)
	}
	return json.Unmarshal(got, to)
}

// fail kills the process and adds its last words to an error.
func (w *worker) fail(err error) error {
	if !w.dead {
		w.dead = true
		_ = w.cmd.Process.Kill() // fails if it has ended, which is as good
	}
	if words := w.said.String(); words != "" {
		return fmt.Errorf("%w; it said: %s", err, words)
	}
	return err
}

// close ends the process, at first by ending its input, and waits for it.
func (w *worker) close() error {
	killed := w.dead
	w.dead = true
	_ = w.in.Close() // already closed if the process has ended
	timer := time.AfterFunc(grace, func() { _ = w.cmd.Process.Kill() })
	defer timer.Stop()
	for !killed && w.answers.Scan() { // to the end of its output, which Wait would cut off
	}
	if err := w.cmd.Wait(); err != nil && !killed && w.life.Err() == nil {
		return fmt.Errorf("end a peer: %w", err)
	}
	return nil
}

// command prepares a process that is killed at the end of ctx.
func command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Env, c.WaitDelay = dir, env, grace
	return c
}

// run runs a process to its end. An error holds the end of what it printed.
func run(ctx context.Context, dir string, env []string, name string, args ...string) error {
	c := command(ctx, dir, env, name, args...)
	said := new(tail)
	c.Stdout, c.Stderr = said, said
	if err := c.Run(); err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		return fmt.Errorf("%s: %w: %s", args[0], err, said)
	}
	return nil
}

// tail is a writer that keeps the last tailBytes.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, b...)
	if over := len(t.text) - tailBytes; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.text))
}
