package bench

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"vitalproof/benchmarks/result"
)

// A step is work that is done in a process of its own, so that its peak memory is
// its own and an interrupt ends it at once.
type step struct {
	Kind    kind     `json:"kind"`
	Subject string   `json:"subject"`
	Backend string   `json:"backend"`
	Dir     string   `json:"dir"` // of the subject's files
	Other   *partner `json:"other,omitempty"`
	Runs    int      `json:"runs"`  // proofs at most
	Least   int      `json:"least"` // proofs at least, whatever the time
	Seconds float64  `json:"seconds"`
	Provers int      `json:"provers"`
	Root    string   `json:"root"` // of the repository; empty if not in one
	Days    int      `json:"days"`
}

// partner is what a subject is compared with.
type partner struct {
	Subject string `json:"subject"`
	Backend string `json:"backend"`
	Dir     string `json:"dir"`
}

type kind string

const (
	kindPrepare    kind = "prepare"    // compile, set up, write files
	kindOnce       kind = "once"       // load and prove once, for memory
	kindMeasure    kind = "measure"    // prove many times
	kindThroughput kind = "throughput" // prove many at a time
	kindPair       kind = "pair"       // two subjects in turn
	kindPeer       kind = "peer"       // a subject and a peer in turn
	kindGas        kind = "gas"        // verify in an EVM
)

// outcome is what a step found; each kind fills its part.
type outcome struct {
	Subject    result.Subject     `json:"subject"`
	Ratio      []float64          `json:"ratio,omitempty"`
	Whole      []float64          `json:"whole,omitempty"` // the same with the witness
	Throughput *result.Throughput `json:"throughput,omitempty"`
	Gas        *result.Gas        `json:"gas,omitempty"`
	NoGas      string             `json:"no_gas,omitempty"`
	Peak       int64              `json:"peak"` // resident, in bytes, of the process
}

// message is a line that a step's process writes.
type message struct {
	Stage   string   `json:"stage,omitempty"`
	Done    int      `json:"done,omitempty"`
	Total   int      `json:"total,omitempty"`
	Outcome *outcome `json:"outcome,omitempty"`
	Error   string   `json:"error,omitempty"`
	// NotHere marks an error that says why something cannot be measured, as opposed
	// to one that ends the run.
	NotHere bool `json:"not_here,omitempty"`
}

// stepEnv holds a step as JSON, for a process that is to do it and nothing else.
const stepEnv = "VITALPROOF_BENCH_STEP"

// errNotHere marks what cannot be measured here: it does not fit or needs a
// program that is not installed.
var errNotHere = errors.New("not measured")

// A stepError is a step that failed in its process.
type stepError struct {
	kind kind
	text string
}

func (e *stepError) Error() string { return fmt.Sprintf("benchmark step %q: %s", e.kind, e.text) }

// Child does a step and ends the process if this process was started for one.
// Programs that run benchmarks call it first in main; their tests, in TestMain.
func Child(subjects []Subject) {
	text, ok := os.LookupEnv(stepEnv)
	if !ok {
		return
	}
	os.Exit(child(subjects, text, os.Stdout))
}

func child(subjects []Subject, text string, out io.Writer) int {
	lines := json.NewEncoder(out)
	fail := func(err error) int {
		_ = lines.Encode(message{Error: err.Error(), NotHere: errors.Is(err, errNotHere)})
		return 1
	}
	var s step
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return fail(fmt.Errorf("%s: %w", stepEnv, err))
	}
	// The parent's pipe breaks when it dies, and with it this process.
	w := &worker{subjects: subjects, step: s, report: func(stage string, done, total int) {
		if err := lines.Encode(message{Stage: stage, Done: done, Total: total}); err != nil {
			os.Exit(1)
		}
	}}
	resetPeak()
	got, err := w.do(context.Background())
	if err != nil {
		return fail(err)
	}
	got.Peak = peak()
	if err := lines.Encode(message{Outcome: got}); err != nil {
		return 1
	}
	return 0
}

// Bounds of what a step's process may say.
const (
	maxLine   = 4 << 20
	maxStderr = 4 << 10
)

// start runs a step in a process of its own.
func (r *Run) start(ctx context.Context, s step, progress func(stage string, done, total int)) (*outcome, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Env = append(os.Environ(), stepEnv+"="+string(text))
	cmd.Cancel = func() error { return cmd.Process.Kill() }
	cmd.WaitDelay = 10 * time.Second
	detach(cmd)
	said := &tail{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var last message
	lines := bufio.NewScanner(out)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for lines.Scan() {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			continue // something else that was printed
		}
		if last = m; m.Stage != "" {
			progress(m.Stage, m.Done, m.Total)
		}
	}
	scanned := lines.Err()
	if scanned != nil {
		_ = cmd.Process.Kill()
	}
	waited := cmd.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	switch {
	case last.Error != "" && last.NotHere:
		return nil, fmt.Errorf("%w: %s", errNotHere, last.Error)
	case last.Error != "":
		return nil, &stepError{s.Kind, last.Error}
	case waited != nil:
		return nil, &stepError{s.Kind, fmt.Sprintf("%v; %s", waited, said)}
	case scanned != nil:
		return nil, &stepError{s.Kind, scanned.Error()}
	case last.Outcome == nil:
		return nil, &stepError{s.Kind, "it ended without a result"}
	}
	return last.Outcome, nil
}

// tail keeps the last of what is written.
type tail struct{ data []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.data = append(t.data, p...)
	if over := len(t.data) - maxStderr; over > 0 {
		t.data = t.data[over:]
	}
	return len(p), nil
}

func (t *tail) String() string { return string(bytes.TrimSpace(t.data)) }
