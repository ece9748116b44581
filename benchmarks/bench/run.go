package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"vitalproof/benchmarks/peers"
	"vitalproof/benchmarks/result"
)

// Run is a series of measurements.
type Run struct {
	Subjects []Subject
	Options  Options
	// Partial is a file that holds what is finished, so that an interrupted run can
	// go on; it is removed when the run is complete. Empty for none.
	Partial string
	// Fresh discards what an earlier run left in Partial.
	Fresh bool
	// Progress is told what is going on: done of total steps. It may be nil.
	Progress func(text string, done, total int)

	root        string
	work        string
	probe       *probe
	file        *result.File
	done, total int
}

// Errors of runs.
var (
	ErrOtherRun = errors.New("an unfinished run with other options, on another machine or of another program lies there")
	ErrOptions  = errors.New("these options cannot be used")
)

// Do measures. When it is interrupted, the file of what was finished is returned
// with the error, and kept in Partial.
func (r *Run) Do(ctx context.Context) (*result.File, error) {
	if err := r.Options.check(); err != nil {
		return nil, err
	}
	jobs, err := r.Options.jobs(r.Subjects)
	if err != nil {
		return nil, err
	}
	r.root = Root()
	if r.Options.Peers {
		if err := peers.Installed(r.root); err != nil {
			return nil, err
		}
	}
	if err := r.begin(jobs); err != nil {
		return nil, err
	}
	if r.work, err = os.MkdirTemp("", "vitalproof-bench-"); err != nil {
		return nil, err
	}
	defer os.RemoveAll(r.work)
	r.say("measuring the noise")
	if r.probe, err = newProbe(); err != nil {
		return nil, err
	}
	r.probe.values = r.file.Noise.Probe.Values

	matches := matchesOf(jobs)
	peerDays := r.Options.peerDays(jobs)
	r.total = 2*len(jobs) + len(matches) + len(peers.Names())*len(peerDays)
	err = r.measureAll(ctx, jobs, matches, peerDays)
	for range 3 {
		r.probe.take()
	}
	r.file.Noise = r.probe.noise()
	r.file.Scaling = result.Fits(r.file.Subjects)
	r.file.Ended = time.Now().UTC().Truncate(time.Second)
	if err != nil {
		return r.file, err
	}
	r.file.Complete = true
	if r.Partial != "" {
		if err := os.Remove(r.Partial); err != nil && !errors.Is(err, os.ErrNotExist) {
			return r.file, err
		}
	}
	return r.file, nil
}

func (o *Options) check() error {
	if o.Runs < 0 || o.Runs > MaxRuns {
		return fmt.Errorf("%w: %d runs, want 1 to %d", ErrOptions, o.Runs, MaxRuns)
	}
	for _, n := range o.Concurrency {
		if n < 1 || n > MaxConcurrency {
			return fmt.Errorf("%w: concurrency %d, want 1 to %d", ErrOptions, n, MaxConcurrency)
		}
	}
	return nil
}

// begin takes up an unfinished run or starts a new one.
func (r *Run) begin(jobs []job) error {
	o := r.Options
	options := result.Options{Quick: o.Quick, Subjects: []string{}, Backends: []string{}, Runs: o.effort().runs, Concurrency: append([]int{}, o.Concurrency...), Peers: o.Peers}
	for _, j := range jobs {
		options.Subjects = append(options.Subjects, j.subject.Name)
		if !slices.Contains(options.Backends, j.backend) {
			options.Backends = append(options.Backends, j.backend)
		}
	}
	r.file = &result.File{
		Format: result.Format, Started: time.Now().UTC().Truncate(time.Second), Options: options, Machine: fingerprint(),
		Noise:    result.Noise{Probe: result.NewSample()},
		Subjects: []result.Subject{}, Comparisons: []result.Comparison{}, Scaling: []result.Fit{}, Skipped: []result.Skip{},
	}
	if r.Partial == "" || r.Fresh {
		return nil
	}
	f, err := os.Open(r.Partial)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	old, err := result.Read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", r.Partial, err)
	}
	if !reflect.DeepEqual(old.Options, r.file.Options) || old.Machine != r.file.Machine {
		return fmt.Errorf("%s: %w", r.Partial, ErrOtherRun)
	}
	// What could not be measured is tried again.
	old.Skipped = []result.Skip{}
	r.file = old
	return nil
}

func (r *Run) say(text string) {
	if r.Progress != nil {
		r.Progress(text, r.done, r.total)
	}
}

// step runs a step and says how it goes on.
func (r *Run) step(ctx context.Context, what string, s step) (*outcome, error) {
	s.Root = r.root
	return r.start(ctx, s, func(stage string, done, total int) {
		if total > 0 {
			stage = fmt.Sprintf("%s %d of %d", stage, done, total)
		}
		r.say(what + ": " + stage)
	})
}

// measureAll measures what the file does not have yet.
func (r *Run) measureAll(ctx context.Context, jobs []job, matches []match, peerDays []int) error {
	for _, j := range jobs {
		if !slices.ContainsFunc(r.file.Subjects, func(s result.Subject) bool { return s.ID() == j.id() }) {
			s, err := r.measure(ctx, j)
			if err != nil {
				return err
			}
			r.file.Subjects = append(r.file.Subjects, *s)
			if err := r.keep(); err != nil {
				return err
			}
		}
		r.done += 2
	}
	for _, m := range matches {
		if !r.compared(m.slow.id(), m.fast.id()) {
			if err := r.compare(ctx, m); err != nil {
				return err
			}
			if err := r.keep(); err != nil {
				return err
			}
		}
		r.done++
	}
	for _, name := range peers.Names() {
		for _, days := range peerDays {
			if err := r.peer(ctx, name, days); err != nil {
				return err
			}
			r.done++
		}
	}
	return nil
}

func (r *Run) compared(slow, fast string) bool {
	return slices.ContainsFunc(r.file.Comparisons, func(c result.Comparison) bool { return c.Slow == slow && c.Fast == fast })
}

// measure does every step of one job.
func (r *Run) measure(ctx context.Context, j job) (*result.Subject, error) {
	r.probe.take()
	prepared, err := r.prepare(ctx, j)
	if err != nil {
		return nil, err
	}
	s := &prepared.Subject
	s.Memory.Setup = prepared.Peak
	e := r.Options.effort()
	base := step{Subject: j.subject.Name, Backend: j.backend, Dir: r.dir(j)}

	alone := base
	alone.Kind = kindOnce
	once, err := r.step(ctx, j.id(), alone)
	if err != nil {
		return nil, err
	}
	s.Memory.Prove = once.Peak

	many := base
	many.Kind, many.Runs, many.Least, many.Seconds = kindMeasure, e.runs, e.least, e.seconds
	measured, err := r.step(ctx, j.id(), many)
	if err != nil {
		return nil, err
	}
	got := measured.Subject
	got.Times.Compile, got.Times.Setup = s.Times.Compile, s.Times.Setup
	s.Times, s.CPU, s.ProveOverFloor, s.Counts.ProofBytes = got.Times, got.CPU, got.ProveOverFloor, got.Counts.ProofBytes

	for _, n := range r.Options.provers(j) {
		load := base
		load.Kind, load.Provers, load.Seconds = kindThroughput, n, e.load
		rate, err := r.step(ctx, fmt.Sprintf("%s, %d at a time", j.id(), n), load)
		if err != nil {
			return nil, err
		}
		s.Throughput = append(s.Throughput, *rate.Throughput)
	}

	evm := base
	evm.Kind = kindGas
	gas, err := r.step(ctx, j.id(), evm)
	switch {
	case errors.Is(err, errNotHere):
		s.NoGas = err.Error()
	case err != nil:
		return nil, err
	default:
		s.Gas, s.NoGas = gas.Gas, gas.NoGas
	}
	return s, nil
}

// prepare makes a job's files.
func (r *Run) prepare(ctx context.Context, j job) (*outcome, error) {
	return r.step(ctx, j.id(), step{Kind: kindPrepare, Subject: j.subject.Name, Backend: j.backend, Dir: r.dir(j)})
}

// prepared makes a job's files unless this run has them.
func (r *Run) prepared(ctx context.Context, j job) error {
	if _, err := os.Stat(r.dir(j)); err == nil {
		return nil
	}
	_, err := r.prepare(ctx, j)
	return err
}

func (r *Run) dir(j job) string { return dirOf(r.work, j.subject.Name, j.backend) }

// compare runs two jobs in turn.
func (r *Run) compare(ctx context.Context, m match) error {
	for _, j := range []job{m.slow, m.fast} {
		if err := r.prepared(ctx, j); err != nil {
			return err
		}
	}
	e := r.Options.effort()
	got, err := r.step(ctx, m.slow.id()+" against "+m.fast.id(), step{
		Kind: kindPair, Subject: m.fast.subject.Name, Backend: m.fast.backend, Dir: r.dir(m.fast),
		Other: &partner{m.slow.subject.Name, m.slow.backend, r.dir(m.slow)},
		Runs:  e.pairs, Least: min(3, e.pairs), Seconds: 2 * e.seconds,
	})
	if err != nil {
		return err
	}
	r.file.Comparisons = append(r.file.Comparisons, comparison(m.slow.id(), m.fast.id(), "prove", got.Ratio))
	return nil
}

// confidence of the intervals that comparisons state.
const confidence = 0.95

func comparison(slow, fast, what string, ratios []float64) result.Comparison {
	c := result.Comparison{Slow: slow, Fast: fast, What: what, Ratio: result.NewSample(ratios...)}
	c.Low, c.High, c.Confidence = c.Ratio.Interval(confidence)
	return c
}

// keep writes what is finished. A file that cannot be written ends the run: the
// result could not be written either.
func (r *Run) keep() error {
	if r.Partial == "" {
		return nil
	}
	r.file.Noise = r.probe.noise()
	r.file.Scaling = result.Fits(r.file.Subjects)
	r.file.Ended = time.Now().UTC().Truncate(time.Second)
	raw, err := r.file.Marshal()
	if err != nil {
		return err
	}
	aside := r.Partial + ".new"
	if err := os.MkdirAll(filepath.Dir(r.Partial), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(aside, raw, 0o644); err != nil { //nolint:gosec // results are for everybody
		return err
	}
	return os.Rename(aside, r.Partial)
}
