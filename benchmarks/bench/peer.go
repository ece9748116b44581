package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"vitalproof/benchmarks/baseline"
	"vitalproof/benchmarks/check"
	"vitalproof/benchmarks/peers"
	"vitalproof/benchmarks/result"
)

// checkDays are the window lengths that peers are measured at, where there are
// circuits of ours of these lengths.
func (o *Options) checkDays() []int {
	if o.Quick {
		return CheckDays[:1]
	}
	return CheckDays
}

func (o *Options) peerDays(jobs []job) (days []int) {
	for _, d := range o.checkDays() {
		if o.Peers && slices.ContainsFunc(jobs, func(j job) bool { return j.id() == ours(d).id() }) {
			days = append(days, d)
		}
	}
	return days
}

// ours is what peers are compared with.
func ours(days int) job {
	s := Check(baseline.Histogram, days)
	return job{&s, result.Groth16}
}

// peerName names the check as a peer proves it.
func peerName(peer string, days int) string { return fmt.Sprintf("check/%s-%dd", peer, days) }

// peer measures a peer in turn with ours. What does not fit is reported as such.
func (r *Run) peer(ctx context.Context, name string, days int) error {
	fast, subject := ours(days), peerName(name, days)
	id := (&result.Subject{Name: subject, Backend: name}).ID()
	if r.compared(id, fast.id()) {
		return nil
	}
	r.probe.take()
	if err := r.prepared(ctx, fast); err != nil {
		return err
	}
	e := r.Options.effort()
	got, err := r.step(ctx, id, step{
		Kind: kindPeer, Subject: fast.subject.Name, Backend: fast.backend, Dir: r.dir(fast), Days: days,
		Other: &partner{subject, name, dirOf(r.work, subject, name)}, Runs: e.pairs, Least: min(3, e.pairs), Seconds: 4 * e.seconds,
	})
	if errors.Is(err, errNotHere) {
		r.file.Skipped = append(r.file.Skipped, result.Skip{Subject: id, Reason: err.Error()})
		return nil
	}
	if err != nil {
		return err
	}
	_ = os.RemoveAll(dirOf(r.work, subject, name)) // gigabytes at thirty days
	r.file.Subjects = append(r.file.Subjects, got.Subject)
	r.file.Comparisons = append(r.file.Comparisons,
		comparison(id, fast.id(), "prove", got.Ratio), comparison(id, fast.id(), "witness and prove", got.Whole))
	return r.keep()
}

// peer proves with ours and a peer in turn, and holds the peer's counts against the
// plain reference. A peer's proving time is without its witness, for which it
// starts another program; "whole" is with it, on both sides.
func (w *worker) peer(ctx context.Context) (*outcome, error) {
	o, days := w.step.Other, w.step.Days
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	p, err := peers.Open(ctx, w.step.Root, o.Backend, days, o.Dir, func(stage string) { w.report(stage, 0, 0) })
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errNotHere, err)
	}
	defer p.Close()
	l, err := w.loadOwn()
	if err != nil {
		return nil, err
	}
	readings := check.Readings(days, seed)
	want, err := check.Evaluate(readings)
	if err != nil {
		return nil, err
	}
	out := &outcome{Subject: result.Subject{
		Name: o.Subject, Backend: o.Backend, Group: "check/" + o.Backend, Days: days, Readings: len(readings),
	}}
	var witnesses, proves, verifies, cpu []float64
	err = w.turns("compare", func(counted bool) error {
		witnessed, err := seconds(func() (err error) { l.full, l.public, err = witnessOf(l.Subject); return err })
		if err != nil {
			return err
		}
		_, quick, _, err := l.proveOnce()
		if err != nil {
			return err
		}
		made, err := p.Prove(ctx, readings)
		if err != nil {
			return fmt.Errorf("%s: %w", o.Backend, err)
		}
		if made.Counts != want {
			return fmt.Errorf("%s counts otherwise than the plain check", o.Backend)
		}
		verified, err := p.Verify(ctx, made)
		if err != nil {
			return fmt.Errorf("%s does not verify its own proof: %w", o.Backend, err)
		}
		out.Subject.Counts.ProofBytes = int64(made.Bytes)
		out.Subject.Memory.Prove = max(out.Subject.Memory.Prove, made.PeakRSS)
		if counted {
			witnesses, proves = append(witnesses, made.Witness.Seconds()), append(proves, made.Prove.Seconds())
			verifies, cpu = append(verifies, verified.Seconds()), append(cpu, made.CPU.Seconds())
			out.Ratio = append(out.Ratio, made.Prove.Seconds()/quick)
			out.Whole = append(out.Whole, (made.Witness+made.Prove).Seconds()/(witnessed+quick))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if _, err := p.Prove(ctx, check.Failing(days, seed)); !errors.Is(err, peers.ErrUnsatisfied) {
		return nil, fmt.Errorf("%s proves a window that misses a target: %v", o.Backend, err)
	}
	t, c, times := &out.Subject.Times, p.Counts(), p.Times()
	out.Subject.Counts.Constraints, out.Subject.Counts.Unit, out.Subject.Counts.Domain = c.Constraints, c.Unit, int64(c.DomainSize)
	out.Subject.Counts.ProvingKey, out.Subject.Counts.VerifyingKey = c.ProvingKeyBytes, c.VerifyingKeyBytes
	t.Compile, t.Setup = result.NewSample(times["compile"].Seconds()), result.NewSample(times["setup"].Seconds())
	t.Load, t.Floor = result.NewSample(), result.NewSample()
	t.Witness, t.Prove, t.Verify = result.NewSample(witnesses...), result.NewSample(proves...), result.NewSample(verifies...)
	out.Subject.CPU = result.NewSample(cpu...)
	return out, nil
}
