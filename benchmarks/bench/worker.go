package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/consensys/gnark/backend/witness"

	"vitalproof/benchmarks/result"
	"vitalproof/circuits/meter"
)

// worker does one step.
type worker struct {
	subjects []Subject
	step     step
	report   func(stage string, done, total int)
}

func (w *worker) do(ctx context.Context) (*outcome, error) {
	switch w.step.Kind {
	case kindPrepare:
		return w.prepare()
	case kindOnce:
		return w.once()
	case kindMeasure:
		return w.measure()
	case kindThroughput:
		return w.throughput()
	case kindPair:
		return w.pair()
	case kindPeer:
		return w.peer(ctx)
	case kindGas:
		return w.gas(ctx)
	}
	return nil, fmt.Errorf("%w: step %q", ErrUnknown, w.step.Kind)
}

func (w *worker) subject(name string) (*Subject, error) {
	for i := range w.subjects {
		if w.subjects[i].Name == name {
			return &w.subjects[i], nil
		}
	}
	return nil, fmt.Errorf("%w: circuit %q", ErrUnknown, name)
}

// seconds times something.
func seconds(do func() error) (float64, error) {
	started := time.Now()
	err := do()
	return time.Since(started).Seconds(), err
}

// prepare compiles, makes keys and writes them down.
func (w *worker) prepare() (*outcome, error) {
	s, err := w.subject(w.step.Subject)
	if err != nil {
		return nil, err
	}
	b, err := backendOf(w.step.Backend)
	if err != nil {
		return nil, err
	}
	out := &outcome{Subject: result.Subject{Name: s.Name, Backend: w.step.Backend, Group: s.Group, Days: s.Days, Readings: s.Readings}}
	subject := &out.Subject

	w.report("compile", 0, 0)
	started := time.Now()
	system, err := b.compile(s)
	if err != nil {
		return nil, err
	}
	subject.Times.Compile = result.NewSample(time.Since(started).Seconds())

	w.report("set up", 0, 0)
	started = time.Now()
	p, err := b.setup(system)
	if err != nil {
		return nil, fmt.Errorf("keys of %s: %w", s.Name, err)
	}
	subject.Times.Setup = result.NewSample(time.Since(started).Seconds())

	w.report("write", 0, 0)
	if err := os.MkdirAll(w.step.Dir, 0o700); err != nil {
		return nil, err
	}
	if err := store(p, w.step.Dir); err != nil {
		return nil, fmt.Errorf("write the keys of %s: %w", s.Name, err)
	}
	subject.Counts = countsOf(system, w.step.Backend)
	c := &subject.Counts
	c.Unit, c.Domain = b.unit(), int64(p.domain())
	if c.ProvingKey, c.VerifyingKey, err = p.keyBytes(); err != nil {
		return nil, err
	}
	if w.step.Backend == result.Groth16 {
		w.report("count parts", 0, 0)
		subject.Parts, err = partsOf(s)
	}
	return out, err
}

func partsOf(s *Subject) ([]result.Part, error) {
	circuit, err := s.New()
	if err != nil {
		return nil, err
	}
	name := s.Part
	if name == nil {
		name = definedBy
	}
	costs, _, err := meter.Measure(circuit, name)
	if err != nil {
		return nil, err
	}
	return sorted(costs), nil
}

// loaded is a subject that can prove.
type loaded struct {
	*Subject
	prover
	full, public witness.Witness
	load         float64 // seconds
}

func (w *worker) load(subject, backend, dir string) (*loaded, error) {
	s, err := w.subject(subject)
	if err != nil {
		return nil, err
	}
	b, err := backendOf(backend)
	if err != nil {
		return nil, err
	}
	l := &loaded{Subject: s}
	w.report("load", 0, 0)
	l.load, err = seconds(func() (err error) { l.prover, err = load(b, dir); return err })
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", subject, err)
	}
	l.full, l.public, err = witnessOf(s)
	return l, err
}

func (w *worker) loadOwn() (*loaded, error) {
	return w.load(w.step.Subject, w.step.Backend, w.step.Dir)
}

// proveOnce proves and verifies; both are timed.
func (l *loaded) proveOnce() (made proof, prove, verify float64, err error) {
	if prove, err = seconds(func() (err error) { made, err = l.prove(l.full, l.Hints); return err }); err != nil {
		return nil, 0, 0, fmt.Errorf("prove %s: %w", l.Name, err)
	}
	if verify, err = seconds(func() error { return l.verify(made, l.public) }); err != nil {
		return nil, 0, 0, fmt.Errorf("verify a proof of %s: %w", l.Name, err)
	}
	return made, prove, verify, nil
}

// once is everything that a proof takes, once, for the memory of its process.
func (w *worker) once() (*outcome, error) {
	l, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	w.report("prove", 0, 0)
	_, _, _, err = l.proveOnce()
	return &outcome{}, err
}

// turns calls do until the step's runs are done, or its time is over and it was
// done often enough. A first call is not counted: it warms caches and grows the
// heap.
func (w *worker) turns(stage string, do func(counted bool) error) error {
	w.report(stage, 0, w.step.Runs)
	if err := do(false); err != nil {
		return err
	}
	started := time.Now()
	for i := range w.step.Runs {
		if i >= w.step.Least && time.Since(started).Seconds() > w.step.Seconds {
			break
		}
		// Garbage of what was measured before is not what is measured now.
		runtime.GC()
		if err := do(true); err != nil {
			return err
		}
		w.report(stage, i+1, w.step.Runs)
	}
	return nil
}

// measure proves many times, in turn with the floor.
func (w *worker) measure() (*outcome, error) {
	l, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	loads := []float64{l.load}
	floor, err := l.floor()
	if err != nil {
		return nil, err
	}
	var witnesses, proves, verifies, floors, ratios, cpu []float64
	var last proof
	err = w.turns("prove", func(counted bool) error {
		witnessed, err := seconds(func() (err error) { l.full, l.public, err = witnessOf(l.Subject); return err })
		if err != nil {
			return err
		}
		before := cpuTime()
		made, prove, verify, err := l.proveOnce()
		used := cpuTime() - before
		if err != nil {
			return err
		}
		last = made
		var bare float64
		if floor != nil {
			if bare, err = seconds(floor); err != nil {
				return err
			}
		}
		if !counted {
			return nil
		}
		witnesses, proves, verifies = append(witnesses, witnessed), append(proves, prove), append(verifies, verify)
		cpu = append(cpu, max(0, used.Seconds()-verify))
		if floor != nil {
			floors, ratios = append(floors, bare), append(ratios, prove/bare)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for range 2 {
		w.report("load again", 0, 0)
		again, err := w.loadOwn()
		if err != nil {
			return nil, err
		}
		loads = append(loads, again.load)
	}
	out := &outcome{}
	t := &out.Subject.Times
	t.Load, t.Witness, t.Prove = result.NewSample(loads...), result.NewSample(witnesses...), result.NewSample(proves...)
	t.Verify, t.Floor, out.Subject.CPU = result.NewSample(verifies...), result.NewSample(floors...), result.NewSample(cpu...)
	if floor != nil {
		ratio := result.NewSample(ratios...)
		out.Subject.ProveOverFloor = &ratio
	}
	out.Subject.Counts.ProofBytes, err = proofBytes(last)
	return out, err
}

// proofBytes is the size of a proof as contracts take it.
func proofBytes(p proof) (int64, error) {
	raw, err := p.solidity()
	return int64(len(raw)), err
}

// throughput has some provers work at the same time for the step's seconds.
func (w *worker) throughput() (*outcome, error) {
	l, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	if _, _, _, err := l.proveOnce(); err != nil { // warm
		return nil, err
	}
	var mutex sync.Mutex
	var all sync.WaitGroup
	var failed error
	started, done := time.Now(), 0
	for range w.step.Provers {
		all.Go(func() {
			for time.Since(started).Seconds() < w.step.Seconds {
				_, _, _, err := l.proveOnce()
				mutex.Lock()
				done++
				failed = errors.Join(failed, err)
				stop := failed != nil
				w.report("prove", done, 0)
				mutex.Unlock()
				if stop {
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(started).Seconds()
	return &outcome{Throughput: &result.Throughput{
		Concurrency: w.step.Provers, Proofs: done, Seconds: took, PerSecond: float64(done) / took,
	}}, failed
}

// pair proves with the step's subject and its partner in turn and gives the ratio
// of the partner's time to the subject's.
func (w *worker) pair() (*outcome, error) {
	fast, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	o := w.step.Other
	slow, err := w.load(o.Subject, o.Backend, o.Dir)
	if err != nil {
		return nil, err
	}
	out := &outcome{}
	err = w.turns("compare", func(counted bool) error {
		_, quick, _, err := fast.proveOnce()
		if err != nil {
			return err
		}
		runtime.GC()
		_, long, _, err := slow.proveOnce()
		if counted {
			out.Ratio = append(out.Ratio, long/quick)
		}
		return err
	})
	return out, err
}

// dirOf is where a subject's files lie.
func dirOf(work, subject, backend string) string {
	return filepath.Join(work, filepath.FromSlash(subject)+"."+backend)
}
