// Package compare tells whether one benchmark result is worse than another.
//
// It promises that counts, which do not depend on a machine, are compared exactly,
// and that timings gate only as ratios that were measured pair by pair in one run:
// proving over its floor, and one subject against another. A ratio is called worse
// or better only if the medians differ by more than Options.Threshold and a
// Mann-Whitney U test finds the difference too great for chance. Absolute times are
// shown for the reader and decide nothing.
//
// It cannot tell a small regression from noise with few runs, and says so.
package compare

import (
	"fmt"
	"math"

	"golang.org/x/perf/benchmath"

	"vitalproof/benchmarks/result"
)

// Verdict is what became of a figure.
type Verdict string

// The verdicts. Worse alone makes a report regress.
const (
	Same    Verdict = "same"
	Better  Verdict = "better"
	Worse   Verdict = "worse"
	Unclear Verdict = "unclear" // differs by more than the threshold, which so few runs can show by chance
	Info    Verdict = "info"    // an absolute time
	Gone    Verdict = "gone"    // not in the new file
	New     Verdict = "new"     // not in the old file
)

// Options of a comparison.
type Options struct {
	// Threshold is the least relative change of a ratio that counts; 0 means 0.1.
	// Ratios of one run vary by some percent on a shared machine.
	Threshold float64
	// Alpha is the probability of calling chance a change, for each ratio; 0 means
	// 0.01. Five runs a side can reach it, four cannot.
	Alpha float64
}

const (
	defaultThreshold = 0.1
	defaultAlpha     = 0.01
)

// Row is one figure of both files.
type Row struct {
	Subject string  `json:"subject"`
	What    string  `json:"what"`
	Old     float64 `json:"old"`
	New     float64 `json:"new"`
	Change  float64 `json:"change"` // relative to the old; 0 if that is 0
	// P is the probability of such a difference by chance, N the values of each
	// side; of samples alone.
	P       float64 `json:"p"`
	NOld    int     `json:"n_old"`
	NNew    int     `json:"n_new"`
	Verdict Verdict `json:"verdict"`
}

// Report is a comparison.
type Report struct {
	Rows []Row `json:"rows"`
	// Regressed is whether any figure is worse.
	Regressed bool `json:"regressed"`
	// SameMachine is whether absolute times mean anything side by side.
	SameMachine bool `json:"same_machine"`
}

// Files compares two results. Figures of subjects that only one file has are listed
// and decide nothing.
func Files(older, newer *result.File, o Options) (*Report, error) {
	if o.Threshold == 0 {
		o.Threshold = defaultThreshold
	}
	if o.Alpha == 0 {
		o.Alpha = defaultAlpha
	}
	if o.Threshold < 0 || o.Alpha <= 0 || o.Alpha >= 1 {
		return nil, fmt.Errorf("compare: threshold %v, alpha %v: want a threshold of 0 or more and an alpha between 0 and 1", o.Threshold, o.Alpha)
	}
	r := &Report{Rows: []Row{}, SameMachine: older.Machine.CPU == newer.Machine.CPU && older.Machine.Cores == newer.Machine.Cores}
	olds := map[string]*result.Subject{}
	for i := range older.Subjects {
		olds[older.Subjects[i].ID()] = &older.Subjects[i]
	}
	seen := map[string]bool{}
	for i := range newer.Subjects {
		s := &newer.Subjects[i]
		seen[s.ID()] = true
		was, ok := olds[s.ID()]
		if !ok {
			r.add(Row{Subject: s.ID(), What: "all", Verdict: New})
			continue
		}
		r.counts(s.ID(), CountsOf(was), CountsOf(s))
		if was.ProveOverFloor != nil && s.ProveOverFloor != nil {
			r.ratio(s.ID(), "prove over floor", *was.ProveOverFloor, *s.ProveOverFloor, true, o)
		}
		r.times(s.ID(), was, s)
	}
	for i := range older.Subjects {
		if id := older.Subjects[i].ID(); !seen[id] {
			r.add(Row{Subject: id, What: "all", Verdict: Gone})
		}
	}
	for _, c := range newer.Comparisons {
		for _, was := range older.Comparisons {
			if was.Slow == c.Slow && was.Fast == c.Fast && was.What == c.What {
				r.ratio(c.Slow+" over "+c.Fast, c.What, was.Ratio, c.Ratio, false, o)
			}
		}
	}
	return r, nil
}

func (r *Report) add(row Row) {
	if row.Old != 0 {
		row.Change = row.New/row.Old - 1
	}
	r.Regressed = r.Regressed || row.Verdict == Worse
	r.Rows = append(r.Rows, row)
}

// counts compares exactly; more is worse. A count that is missing on one side, as
// gas where there was no Solidity compiler, is left out.
func (r *Report) counts(subject string, older, newer Counts) {
	was := older.list()
	for i, c := range newer.list() {
		row := Row{Subject: subject, What: c.name, Old: float64(was[i].value), New: float64(c.value), Verdict: Same}
		switch {
		case c.value == 0 || was[i].value == 0:
			continue
		case c.value > was[i].value:
			row.Verdict = Worse
		case c.value < was[i].value:
			row.Verdict = Better
		}
		r.add(row)
	}
}

// ratio compares samples of a ratio; worse is greater or, for how much slower
// another is, less.
func (r *Report) ratio(subject, what string, older, newer result.Sample, lessIsBetter bool, o Options) {
	row := Row{Subject: subject, What: what, Old: older.P50, New: newer.P50, NOld: older.N, NNew: newer.N, Verdict: Same}
	if older.N == 0 || newer.N == 0 {
		return
	}
	thresholds := &benchmath.Thresholds{CompareAlpha: o.Alpha}
	c := benchmath.AssumeNothing.Compare(benchmath.NewSample(append([]float64{}, older.Values...), thresholds), benchmath.NewSample(append([]float64{}, newer.Values...), thresholds))
	row.P = c.P
	if older.P50 > 0 && math.Abs(newer.P50/older.P50-1) > o.Threshold {
		switch {
		case row.P >= o.Alpha:
			row.Verdict = Unclear
		case (newer.P50 > older.P50) == lessIsBetter:
			row.Verdict = Worse
		default:
			row.Verdict = Better
		}
	}
	r.add(row)
}

// times lists absolute times, which depend on what else the machine did.
func (r *Report) times(subject string, older, newer *result.Subject) {
	for _, t := range []struct {
		name     string
		was, now result.Sample
	}{
		{"prove, s", older.Times.Prove, newer.Times.Prove}, {"verify, s", older.Times.Verify, newer.Times.Verify},
		{"set up, s", older.Times.Setup, newer.Times.Setup}, {"load, s", older.Times.Load, newer.Times.Load},
	} {
		if t.was.N > 0 && t.now.N > 0 {
			r.add(Row{Subject: subject, What: t.name, Old: t.was.P50, New: t.now.P50, NOld: t.was.N, NNew: t.now.N, Verdict: Info})
		}
	}
}
