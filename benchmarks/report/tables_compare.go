package report

import (
	"strconv"

	"vitalproof/benchmarks/result"
)

// scaling is the straight lines through groups.
func scaling(f *result.File) section {
	s := section{ID: "scaling", Title: "Growth with the window"}
	if len(f.Scaling) == 0 {
		s.Text = []string{"No line was fitted: that takes three window lengths of a group."}
		return s
	}
	s.Text = []string{"Straight lines by least squares: value = at 0 days + slope × days, over subjects that differ in " +
		"window length only. Proving times are medians. A line through few points fits well whatever they are: see the " +
		"number of points beside R²."}
	t := table{Title: "Lines", Columns: columns([]string{"Group", "Backend", "What"},
		"At 0 days", "A day", "A reading", "R²", "Points")}
	for _, fit := range f.Scaling {
		format := quantity(fit.What)
		t.Rows = append(t.Rows, []string{fit.Group, fit.Backend, fit.What, format(fit.At0), format(fit.Slope),
			format(fit.Reading), strconv.FormatFloat(fit.R2, 'f', 5, 64), strconv.Itoa(fit.Points)})
	}
	s.Tables = []table{t}
	return s
}

// quantity is the format of what a line is through.
func quantity(what string) func(float64) string {
	if what == "constraints" {
		return func(v float64) string { return significant(v, 4) }
	}
	return func(v float64) string {
		if v < 0 {
			return "-" + seconds(-v)
		}
		return seconds(v)
	}
}

// comparisons is one subject against another.
func comparisons(f *result.File) section {
	s := section{ID: "comparisons", Title: "Comparisons"}
	if len(f.Comparisons) == 0 {
		s.Text = []string{"Nothing was compared."}
		return s
	}
	s.Text = []string{"Ratios of the slow over the fast, pair by pair, measured in turn in this run. The interval bounds " +
		"the median ratio by order statistics, without assuming a distribution; with fewer than six pairs it is the least " +
		"and the greatest, at the confidence given."}
	t := table{Title: "Slow over fast", Columns: columns([]string{"Slow", "Fast", "What"},
		"Pairs", "Median", "p95", "p99", "Least", "Greatest", "Median lies in (confidence)")}
	for i := range f.Comparisons {
		c := &f.Comparisons[i]
		row := append([]string{c.Slow, c.Fast, c.What}, quantiles(c.Ratio, ratio, "greatest")...)
		bounds := none
		if c.Ratio.N > 0 {
			bounds = interval(c.Low, c.High, c.Confidence)
		}
		t.Rows = append(t.Rows, append(row, bounds))
	}
	s.Tables = []table{t}
	return s
}

// gas is what verifying takes in the EVM, alone and in batches.
func gas(f *result.File) section {
	s := section{ID: "gas", Title: "Gas"}
	alone := table{Title: "One proof", Columns: columns([]string{"Subject", "Backend", "Verifier"},
		"Verify", "Calldata", "Contract that gnark exports", "Not measured because")}
	alone.Columns[6].Number = false
	batches := table{Title: "Batches", Columns: columns([]string{"Subject", "Backend"}, "Proofs", "Gas", "Gas a proof")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		g := x.Gas
		if g == nil {
			if x.NoGas != "" {
				alone.Rows = append(alone.Rows, []string{x.Name, x.Backend, none, none, none, none, x.NoGas})
			}
			continue
		}
		alone.Rows = append(alone.Rows, []string{x.Name, x.Backend, orNone(g.Verifier), known(g.Verify),
			known(g.Calldata), known(g.Exported), x.NoGas})
		for _, b := range g.Batch {
			each := none
			if b.Proofs > 0 {
				each = significant(float64(b.Gas)/float64(b.Proofs), 4)
			}
			batches.Rows = append(batches.Rows, []string{x.Name, x.Backend, count(b.Proofs), count(b.Gas), each})
		}
	}
	if len(alone.Rows) == 0 {
		s.Text = []string{"Gas was not measured."}
		return s
	}
	s.Text = []string{"Under the rules of Osaka, without a transaction's base cost; calldata without the floors of " +
		"EIP-7623. Gas does not depend on the machine."}
	s.Tables = []table{alone}
	if len(batches.Rows) > 0 {
		s.Tables = append(s.Tables, batches)
	}
	return s
}

// throughput is the rate of several provers on the machine.
func throughput(f *result.File) section {
	s := section{ID: "throughput", Title: "Throughput"}
	t := table{Title: "Proofs a second of provers that share the machine", Columns: columns([]string{"Subject", "Backend"},
		"Provers at a time", "Proofs", "Time", "Proofs a second", "Proofs an hour")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		for _, r := range x.Throughput {
			t.Rows = append(t.Rows, []string{x.Name, x.Backend, count(r.Concurrency), count(r.Proofs),
				seconds(r.Seconds), significant(r.PerSecond, 3), significant(3600*r.PerSecond, 3)})
		}
	}
	if len(t.Rows) == 0 {
		s.Text = []string{"Throughput was not measured."}
		return s
	}
	s.Text = []string{"Each rate is of one stretch of time, so it carries the noise of the machine."}
	s.Tables = []table{t}
	return s
}
