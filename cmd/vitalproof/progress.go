package main

import (
	"context"
	"os"
	"sync"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"vitalproof/prover/keys"
)

// A meter shows how far a long step is: a bar where the total is known, else a
// spinner. It shows nothing if standard error is not a terminal.
type meter struct {
	app   *app
	mutex sync.Mutex
	bar   *progressbar.ProgressBar
	name  string
}

func (a *app) newMeter() *meter { return &meter{app: a} }

func (a *app) stderrIsTerminal() bool {
	f, ok := a.stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// step shows a named step that is measured in bytes; total is 0 where it is not
// known.
func (m *meter) step(name string, done, total int64) { m.show(name, done, total, true) }

// part shows a named step that is not measured in bytes.
func (m *meter) part(name string, done, total int64) { m.show(name, done, total, false) }

// overall shows one bar for work of many named steps.
func (m *meter) overall(name string, done, total int64) {
	if !m.app.stderrIsTerminal() {
		return
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.bar == nil {
		m.start(name, total, false)
	}
	m.name = name
	m.bar.Describe(name)
	if total > 0 {
		m.bar.ChangeMax64(total)
		_ = m.bar.Set64(done)
	}
}

func (m *meter) show(name string, done, total int64, bytes bool) {
	if !m.app.stderrIsTerminal() {
		return
	}
	m.mutex.Lock()
	defer m.mutex.Unlock()
	if m.bar == nil || m.name != name {
		m.finish()
		m.start(name, total, bytes)
	}
	if total > 0 {
		_ = m.bar.Set64(done)
	}
}

func (m *meter) start(name string, total int64, bytes bool) {
	known := total > 0
	if !known {
		total = -1 // turns by itself
	}
	m.name = name
	m.bar = progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(m.app.stderr),
		progressbar.OptionSetDescription(name),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowBytes(known && bytes),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionClearOnFinish(),
	)
	_ = m.bar.RenderBlank()
}

// stop removes what is shown.
func (m *meter) stop() {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.finish()
}

func (m *meter) finish() {
	if m.bar != nil {
		_ = m.bar.Finish()
		m.bar = nil
	}
}

// interruptible runs work that cannot be cancelled itself, such as making keys
// or a proof, and returns at once when the context ends; the work is left to die
// with the process. So that no partial file stays in the key cache, the work gets
// a progress function that lets no write begin from then on, and a write that
// has begun is waited for.
func interruptible[T any](ctx context.Context, m *meter, work func(keys.Progress) (T, error)) (T, error) {
	defer m.stop()
	type outcome struct {
		value T
		err   error
	}
	done, written := make(chan outcome, 1), make(chan struct{})
	var mutex sync.Mutex
	var writing, stopped bool
	progress := func(stage keys.Stage, n, total int64) {
		mutex.Lock()
		if stopped {
			if writing && stage != keys.StageWrite {
				close(written)
			}
			mutex.Unlock()
			select {} // the process is about to end
		}
		writing = stage == keys.StageWrite
		mutex.Unlock()
		m.step(string(stage), n, total)
	}
	go func() {
		value, err := work(progress)
		done <- outcome{value, err}
	}()
	select {
	case got := <-done:
		return got.value, got.err
	case <-ctx.Done():
	}
	mutex.Lock()
	stopped = true
	wait := writing
	mutex.Unlock()
	if wait {
		select {
		case <-done:
		case <-written:
		}
	}
	var none T
	return none, ctx.Err()
}
