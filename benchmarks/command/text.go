package command

import (
	"fmt"
	"io"
	"math"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/compare"
	"vitalproof/benchmarks/result"
)

// listed is a circuit that can be measured.
type listed struct {
	Name     string `json:"name"`
	Days     int    `json:"days"`
	Readings int    `json:"readings"`
}

func listOf(subjects []bench.Subject) []listed {
	rows := []listed{}
	for _, s := range subjects {
		rows = append(rows, listed{s.Name, s.Days, s.Readings})
	}
	return rows
}

func writeList(w io.Writer, subjects []bench.Subject) {
	fmt.Fprintf(w, "%-28s %9s\n", "circuit", "readings")
	for _, s := range subjects {
		fmt.Fprintf(w, "%-28s %9d\n", s.Name, s.Readings)
	}
}

// duration writes seconds in a unit that people read.
func duration(seconds float64) string {
	switch {
	case seconds >= 10:
		return fmt.Sprintf("%.0f s", seconds)
	case seconds >= 1:
		return fmt.Sprintf("%.2f s", seconds)
	case seconds >= 0.01:
		return fmt.Sprintf("%.0f ms", seconds*1e3)
	}
	return fmt.Sprintf("%.2f ms", seconds*1e3)
}

// writeSummary is the result in a terminal; the report has the rest.
func writeSummary(w io.Writer, f *result.File) {
	m := f.Machine
	fmt.Fprintf(w, "%s, %d cores, %s, gnark %s; noise %.0f %%\n\n", m.CPU, m.Cores, m.Go, m.Gnark, 100*f.Noise.Spread)
	fmt.Fprintf(w, "%-28s %-8s %11s %9s %9s %4s %7s %9s %7s %9s\n",
		"circuit", "backend", "constraints", "prove p50", "p95", "n", "/floor", "verify", "peak MB", "gas")
	for i := range f.Subjects {
		s := &f.Subjects[i]
		floor, gas := "", ""
		if s.ProveOverFloor != nil {
			floor = fmt.Sprintf("%.2f", s.ProveOverFloor.P50)
		}
		if s.Gas != nil {
			gas = fmt.Sprint(s.Gas.Verify)
		}
		fmt.Fprintf(w, "%-28s %-8s %11d %9s %9s %4d %7s %9s %7.0f %9s\n", s.Name, s.Backend, s.Counts.Constraints,
			duration(s.Times.Prove.P50), duration(s.Times.Prove.P95), s.Times.Prove.N, floor, duration(s.Times.Verify.P50), float64(s.Memory.Prove)/1e6, gas)
	}
	for i, c := range f.Comparisons {
		if i == 0 {
			fmt.Fprintf(w, "\nin turn, pair by pair:\n")
		}
		fmt.Fprintf(w, "%s takes %.1f times as long as %s to %s (%.1f to %.1f with %.0f %% confidence, %d pairs)\n",
			c.Slow, c.Ratio.P50, c.Fast, c.What, c.Low, c.High, 100*c.Confidence, c.Ratio.N)
	}
	for _, x := range f.Scaling {
		if x.What == "constraints" {
			fmt.Fprintf(w, "%s, %s: %.0f constraints and %.1f more for each day (R2 %.4f)\n", x.Group, x.Backend, x.At0, x.Slope, x.R2)
		}
	}
	for _, s := range f.Skipped {
		fmt.Fprintf(w, "not measured: %s: %s\n", s.Subject, s.Reason)
	}
}

func writeComparison(w io.Writer, r *compare.Report) {
	fmt.Fprintf(w, "%-8s %-44s %-24s %12s %12s %8s %8s\n", "verdict", "subject", "figure", "old", "new", "change", "p")
	same := 0
	for _, row := range r.Rows {
		if row.Verdict == compare.Same {
			same++
			continue
		}
		p, change := "", ""
		if row.P > 0 {
			p = fmt.Sprintf("%.3f", row.P)
		}
		if row.Old != 0 {
			change = fmt.Sprintf("%+.1f %%", 100*row.Change)
		}
		fmt.Fprintf(w, "%-8s %-44s %-24s %12s %12s %8s %8s\n", row.Verdict, row.Subject, row.What, figure(row.Old), figure(row.New), change, p)
	}
	fmt.Fprintf(w, "%d figures are the same\n", same)
	if !r.SameMachine {
		fmt.Fprintln(w, "the machines differ: absolute times say nothing side by side")
	}
}

func figure(v float64) string {
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.4g", v)
}
