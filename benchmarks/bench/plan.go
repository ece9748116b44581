package bench

import (
	"fmt"
	"path"
	"slices"

	"vitalproof/benchmarks/baseline"
	"vitalproof/benchmarks/result"
)

// Options say what a run measures. The zero value is the default run.
type Options struct {
	Quick    bool     // less of everything, for a first look
	Subjects []string // names or patterns as path.Match has them; empty: see selection
	Backends []string // groth16, plonk; empty: groth16, and PLONK where selection says
	Runs     int      // proofs of a subject at most; 0: 20, quick 5
	// Concurrency lists how many provers work at a time; empty: 1, 2 and 4, for the
	// circuit that other figures are about.
	Concurrency []int
	// Peers has other proof systems prove the check beside ours.
	Peers bool
}

// MaxRuns and MaxConcurrency bound what can be asked for.
const (
	MaxRuns        = 10_000
	MaxConcurrency = 256
)

// A job is a subject under a backend.
type job struct {
	subject *Subject
	backend string
}

func (j job) id() string { return j.subject.Name + " " + j.backend }

// Flagship is the circuit that figures are about unless they say otherwise: a month
// of glucose.
const Flagship = "glucose-5min-30d"

// selection is what is measured without --circuits: by backend, in order.
type selection map[string][]string

var (
	// The window lengths of glucose for the scaling, the largest circuit of every other
	// family that takes no minute, and the same check by every technique.
	fullSelection = selection{
		result.Groth16: {
			"glucose-5min-*", "heart-rate-1min-7d", "steps", "blood-pressure", "icd-10-cm",
			"check/histogram-*", "check/range-check-7d", "check/bits-1d", "check/bits-7d", "check/bits-30d",
			"check/comparators-7d", "check/hash-per-reading-1d",
		},
		result.Plonk: {"check/histogram-1d", "check/histogram-7d", "check/histogram-30d"},
	}
	quickSelection = selection{
		result.Groth16: {"glucose-15min-7d", "check/histogram-1d", "check/histogram-7d", "check/bits-1d"},
		result.Plonk:   {"check/histogram-1d"},
	}
)

// jobs lists what options select of some subjects. Subjects that are not of this
// repository have no selection: all are measured.
func (o *Options) jobs(all []Subject) ([]job, error) {
	backends := o.Backends
	if len(backends) == 0 {
		backends = []string{result.Groth16}
	}
	for _, b := range backends {
		if _, err := backendOf(b); err != nil {
			return nil, err
		}
	}
	selected := selection{}
	switch {
	case len(o.Subjects) > 0:
		for _, b := range backends {
			selected[b] = o.Subjects
		}
	case !slices.ContainsFunc(all, func(s Subject) bool { return s.Name == Flagship }):
		for _, b := range backends {
			selected[b] = []string{"*", "*/*"}
		}
	case o.Quick:
		selected = quickSelection
	default:
		selected = fullSelection
	}
	if o.Peers { // ours beside them
		if len(o.Backends) > 0 && !slices.Contains(o.Backends, result.Groth16) {
			return nil, fmt.Errorf("%w: peers are compared with ours under %s", ErrOptions, result.Groth16)
		}
		for _, days := range o.checkDays() {
			selected[result.Groth16] = append(slices.Clone(selected[result.Groth16]), ours(days).subject.Name)
		}
	}
	var jobs []job
	for _, b := range []string{result.Groth16, result.Plonk} {
		if len(o.Backends) > 0 && !slices.Contains(o.Backends, b) {
			continue // a selection may have both
		}
		for i := range all {
			wanted, err := matches(selected[b], all[i].Name)
			if err != nil {
				return nil, err
			}
			if wanted {
				jobs = append(jobs, job{&all[i], b})
			}
		}
	}
	for _, pattern := range o.Subjects {
		if !slices.ContainsFunc(jobs, func(j job) bool { ok, _ := path.Match(pattern, j.subject.Name); return ok }) {
			return nil, fmt.Errorf("%w: no circuit is called %q", ErrUnknown, pattern)
		}
	}
	if len(jobs) == 0 {
		return nil, fmt.Errorf("%w: these options select no circuit", ErrUnknown)
	}
	return jobs, nil
}

func matches(patterns []string, name string) (bool, error) {
	for _, p := range patterns {
		ok, err := path.Match(p, name)
		if err != nil {
			return false, fmt.Errorf("%w: circuits %q: %w", ErrUnknown, p, err)
		}
		if ok {
			return true, nil
		}
	}
	return false, nil
}

// A match is two jobs to run in turn.
type match struct{ slow, fast job }

// matchesOf pairs the techniques of the check with ours, and PLONK with Groth16.
func matchesOf(jobs []job) []match {
	find := func(name, backend string) (job, bool) {
		i := slices.IndexFunc(jobs, func(j job) bool { return j.subject.Name == name && j.backend == backend })
		if i < 0 {
			return job{}, false
		}
		return jobs[i], true
	}
	var all []match
	for _, j := range jobs {
		if j.backend == result.Plonk {
			if fast, ok := find(j.subject.Name, result.Groth16); ok {
				all = append(all, match{j, fast})
			}
			continue
		}
		for _, t := range baseline.Techniques() {
			if t != baseline.Histogram && j.subject.Group == "check/"+string(t) {
				if fast, ok := find(Check(baseline.Histogram, j.subject.Days).Name, result.Groth16); ok {
					all = append(all, match{j, fast})
				}
			}
		}
	}
	return all
}

// effort is how long each kind of step goes on.
type effort struct {
	runs, least int
	seconds     float64
	pairs       int
	load        float64 // seconds of each level of concurrency
}

func (o *Options) effort() effort {
	// A p95 of twenty is the second slowest. Eight seconds keep a default run below a
	// quarter of an hour on two cores that are busy with other things too.
	e := effort{runs: 20, least: 5, seconds: 8, pairs: 7, load: 5}
	if o.Quick {
		e = effort{runs: 5, least: 3, seconds: 2, pairs: 3, load: 2}
	}
	if o.Runs > 0 {
		// Whoever states a number gets it, however long it takes.
		e.runs, e.least = o.Runs, o.Runs
	}
	return e
}

// provers lists the levels of concurrency of a job.
func (o *Options) provers(j job) []int {
	switch {
	case len(o.Concurrency) > 0:
		return o.Concurrency
	case j.backend != result.Groth16:
		return nil
	case o.Quick && j.subject.Name == "glucose-15min-7d":
		return []int{1, 2}
	case j.subject.Name == Flagship:
		return []int{1, 2, 4}
	}
	return nil
}
