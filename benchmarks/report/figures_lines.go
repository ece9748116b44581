package report

import (
	"fmt"
	"slices"

	"vitalproof/benchmarks/result"
)

// scalingFigures are, for each backend, constraints and proving time against the
// window. Different backends have different constraints and far apart times, so they
// share no axis.
func scalingFigures(f *result.File) ([]figure, string) {
	var all []figure
	for _, backend := range distinct(f.Subjects, func(s *result.Subject) string { return s.Backend }) {
		in := func(s *result.Subject) string {
			if s.Backend != backend || s.Days == 0 {
				return ""
			}
			return s.Group
		}
		var counts, times []series
		unit := "constraints"
		for _, group := range distinct(f.Subjects, in) {
			a := series{text: short(group, 40), fit: fitted(f, group, backend, "constraints")}
			b := series{text: short(group, 40), fit: fitted(f, group, backend, "prove")}
			days := map[int]bool{}
			for i := range f.Subjects {
				s := &f.Subjects[i]
				if in(s) != group {
					continue
				}
				days[s.Days] = true
				x, t := float64(s.Days), s.Times.Prove
				if n := float64(s.Counts.Constraints); n > 0 {
					a.points = append(a.points, point{x: x, y: n})
					if s.Counts.Unit != "" {
						unit = "constraints (" + short(s.Counts.Unit, 20) + ")"
					}
				}
				if t.N > 0 && finite(t.P50, t.Min, t.Max) {
					b.points = append(b.points, point{x, t.P50, t.Min, t.Max})
				}
			}
			if len(days) > 1 {
				counts, times = append(counts, a.explained(f, group, backend, "constraints")),
					append(times, b.explained(f, group, backend, "prove"))
			}
		}
		all = append(all, lines("constraints-"+backend, "Constraints against window length, "+backend,
			"window (days)", unit, false, counts)...)
		drawn := lines("proving-"+backend, "Proving time against window length, "+backend,
			"window (days)", "median proving time (s)", false, times)
		for i := range drawn {
			drawn[i].note = "Points are medians; upright lines go from the fastest to the slowest proof." + drawn[i].note
		}
		all = append(all, drawn...)
	}
	if len(all) == 0 {
		return nil, "There is no plot against the window length: no group has subjects of two lengths."
	}
	return all, ""
}

// fitOf finds the line that the file has through a group.
func fitOf(f *result.File, group, backend, what string) *result.Fit {
	for i := range f.Scaling {
		if x := &f.Scaling[i]; x.Group == group && x.Backend == backend && x.What == what {
			return x
		}
	}
	return nil
}

// fitted gives the ends of a group's line, within the windows measured.
func fitted(f *result.File, group, backend, what string) *[2]point {
	fit := fitOf(f, group, backend, what)
	if fit == nil || !finite(fit.At0, fit.Slope) {
		return nil
	}
	var days []int
	for i := range f.Subjects {
		if s := &f.Subjects[i]; s.Group == group && s.Backend == backend && s.Days > 0 {
			days = append(days, s.Days)
		}
	}
	if len(days) == 0 {
		return nil
	}
	at := func(day int) point { return point{x: float64(day), y: fit.At0 + fit.Slope*float64(day)} }
	return &[2]point{at(slices.Min(days)), at(slices.Max(days))}
}

// explained adds the line's slope to the text of a series.
func (s series) explained(f *result.File, group, backend, what string) series {
	fit := fitOf(f, group, backend, what)
	if fit == nil {
		s.text += fmt.Sprintf(": no line through %d lengths", len(s.points))
		return s
	}
	format := quantity(what)
	unit := ""
	if what == "constraints" {
		unit = " constraints"
	}
	s.text += fmt.Sprintf(": %s%s a day, %s a reading (R² %.4f, %d points)",
		format(fit.Slope), unit, format(fit.Reading), fit.R2, fit.Points)
	return s
}

// gasFigures are the gas of batches, in total and a proof.
func gasFigures(f *result.File) ([]figure, string) {
	var total, each []series
	for i := range f.Subjects {
		s := &f.Subjects[i]
		if s.Gas == nil || len(s.Gas.Batch) == 0 {
			continue
		}
		a := series{text: label(s), joined: true}
		if s.Gas.Verify > 0 {
			a.text += ", one proof by itself " + count(s.Gas.Verify)
		}
		b := a
		for _, batch := range s.Gas.Batch {
			if n, g := float64(batch.Proofs), float64(batch.Gas); n > 0 {
				a.points = append(a.points, point{x: n, y: g})
				b.points = append(b.points, point{x: n, y: g / n})
			}
		}
		a.sort()
		b.sort()
		total, each = append(total, a), append(each, b)
	}
	all := lines("gas-total", "Gas of a batch", "proofs in a batch", "gas", true, total)
	all = append(all, lines("gas-each", "Gas of a batch over its proofs", "proofs in a batch", "gas a proof", true, each)...)
	if len(all) == 0 {
		return nil, "There is no plot of gas against batch size: no subject has batches."
	}
	return all, ""
}

// throughputFigures is the rate against the number of provers.
func throughputFigures(f *result.File) ([]figure, string) {
	var rates []series
	for i := range f.Subjects {
		s := &f.Subjects[i]
		r := series{text: label(s), joined: true}
		for _, t := range s.Throughput {
			if finite(t.PerSecond) {
				r.points = append(r.points, point{x: float64(t.Concurrency), y: t.PerSecond})
			}
		}
		r.sort()
		rates = append(rates, r)
	}
	rates = slices.DeleteFunc(rates, func(r series) bool { return len(r.points) == 0 })
	all := lines("throughput", "Throughput against provers at a time", "provers at a time", "proofs a second", false, rates)
	if len(all) == 0 {
		return nil, "There is no plot of throughput: it was not measured."
	}
	return all, ""
}

func (s *series) sort() {
	slices.SortStableFunc(s.points, func(a, b point) int {
		switch {
		case a.x < b.x:
			return -1
		case a.x > b.x:
			return 1
		}
		return 0
	})
}

// label names a subject in a plot.
func label(s *result.Subject) string { return short(s.Name, 40) + " " + short(s.Backend, 20) }

// distinct lists the values of a key in order, but the empty one.
func distinct(subjects []result.Subject, key func(*result.Subject) string) []string {
	var all []string
	for i := range subjects {
		if k := key(&subjects[i]); k != "" && !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}
