package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"vitalproof/benchmarks/result"
)

// How much of a long list a bar chart has; the tables have all of it.
const (
	partCharts = 3
	partBars   = 14
	chartRows  = 40
	chartDots  = 300
)

// partFigures split the constraints of the largest subjects, one of each group.
func partFigures(f *result.File) ([]figure, string) {
	var largest []*result.Subject
	for i := range f.Subjects {
		s := &f.Subjects[i]
		if len(s.Parts) == 0 {
			continue
		}
		same := slices.IndexFunc(largest, func(o *result.Subject) bool {
			return s.Group != "" && o.Group == s.Group && o.Backend == s.Backend
		})
		switch {
		case same < 0:
			largest = append(largest, s)
		case s.Counts.Constraints > largest[same].Counts.Constraints:
			largest[same] = s
		}
	}
	if len(largest) == 0 {
		return nil, "There is no plot of constraints by part: no subject lists its parts."
	}
	slices.SortStableFunc(largest, func(a, b *result.Subject) int { return b.Counts.Constraints - a.Counts.Constraints })
	var all []figure
	for i, s := range largest[:min(len(largest), partCharts)] {
		list := slices.Clone(s.Parts)
		slices.SortStableFunc(list, func(a, b result.Part) int { return b.Constraints - a.Constraints })
		if len(list) > partBars {
			rest := result.Part{Name: fmt.Sprintf("%d smaller parts", len(list)-partBars+1)}
			for _, p := range list[partBars-1:] {
				rest.Constraints += p.Constraints
			}
			list = append(list[:partBars-1:partBars-1], rest)
		}
		sum := 0
		for _, p := range s.Parts {
			sum += p.Constraints
		}
		var rows []bar
		for _, p := range list {
			words := count(p.Constraints) + "  (" + share(p.Constraints, sum) + ")"
			rows = append(rows, bar{label: short(p.Name, 40), value: float64(p.Constraints), words: words, colour: palette[0]})
		}
		g := chart("parts-"+strconv.Itoa(i+1), "Constraints by part, "+label(s), "constraints", false, rows)
		g.note = "The shares are of all parts that the file lists for the subject. Of each group the largest subject is drawn, " +
			"and of those the " + strconv.Itoa(partCharts) + " largest at most."
		all = append(all, g)
	}
	return all, ""
}

// comparisonFigures are median ratios with their confidence intervals.
func comparisonFigures(f *result.File) ([]figure, string) {
	var rows []bar
	for i := range f.Comparisons {
		c := &f.Comparisons[i]
		if c.Ratio.N == 0 || !finite(c.Ratio.P50, c.Low, c.High) {
			continue
		}
		rows = append(rows, bar{
			label: against(f, c), value: c.Ratio.P50, low: c.Low, high: c.High, colour: palette[5],
			words: fmt.Sprintf("%s  [%s, %s]  n %d", ratio(c.Ratio.P50), significant(c.Low, 4), significant(c.High, 4), c.Ratio.N),
		})
	}
	if len(rows) == 0 {
		return nil, "There is no plot of comparisons: nothing was compared."
	}
	note := "Bars are median ratios; the lines across their ends are the confidence intervals of the table. " +
		"At the dashed line both take the same time."
	g := chart("comparisons", "Slow over fast, median of pairs", "ratio of times", true, rows[:min(len(rows), chartRows)])
	g.note = note + cut(len(rows), chartRows)
	return []figure{g}, ""
}

// against labels a comparison, with what both sides share once.
func against(f *result.File, c *result.Comparison) string {
	find := func(id string) *result.Subject {
		i := slices.IndexFunc(f.Subjects, func(s result.Subject) bool { return s.ID() == id })
		if i < 0 {
			return &result.Subject{Name: id}
		}
		return &f.Subjects[i]
	}
	slow, fast := find(c.Slow), find(c.Fast)
	what := " (" + short(c.What, 24) + ")"
	switch {
	case slow.Name == fast.Name:
		return short(slow.Name, 40) + "\n" + slow.Backend + " / " + fast.Backend + what
	case slow.Backend == fast.Backend:
		return short(slow.Name, 40) + " /\n" + short(fast.Name, 30) + " " + fast.Backend + what
	}
	return strings.TrimSpace(label(slow)) + " /\n" + strings.TrimSpace(label(fast)) + what
}

// floorFigures are all ratios of proving over the floor, with the median marked.
func floorFigures(f *result.File) ([]figure, string) {
	var rows []bar
	crowded := false
	for i := range f.Subjects {
		s := &f.Subjects[i]
		r := s.ProveOverFloor
		if r == nil || r.N == 0 || !finite(r.P50, r.Min, r.Max) {
			continue
		}
		dots := r.Values
		if len(dots) > chartDots {
			dots, crowded = []float64{r.Min, r.Max}, true
		}
		rows = append(rows, bar{
			label: label(s), value: r.P50, dots: dots, colour: palette[0],
			words: fmt.Sprintf("%s  (n %d)", ratio(r.P50), r.N),
		})
	}
	if len(rows) == 0 {
		return nil, "There is no plot of proving over the floor: no proof was paired with its floor."
	}
	g := chart("floor", "Proving time over the floor", "ratio of times", true, rows[:min(len(rows), chartRows)])
	g.note = "Each ring is a pair, the upright line the median. At the dashed line a proof takes as long as its floor."
	if crowded {
		g.note += " Of more than " + strconv.Itoa(chartDots) + " pairs only the least and the greatest are drawn."
	}
	g.note += cut(len(rows), chartRows)
	return []figure{g}, ""
}

// cut says what a chart has no room for.
func cut(n, limit int) string {
	if n <= limit {
		return ""
	}
	return fmt.Sprintf(" The first %d of %d are drawn; the table has all.", limit, n)
}
