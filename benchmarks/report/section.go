package report

import (
	"math"
	"strconv"

	"vitalproof/benchmarks/result"
)

// section is a part of a report, for Markdown and HTML alike.
type section struct {
	ID, Title string
	Text      []string
	Tables    []table
	Figures   []figure // of the page only
	Missing   []string // plots left out, and why
}

// table has its first column as the heads of its rows.
type table struct {
	Title   string
	Columns []column
	Rows    [][]string
}

type column struct {
	Name   string
	Number bool // set flush right
}

// columns names text columns before the bar, and columns of numbers after it.
func columns(words []string, numbers ...string) []column {
	var all []column
	for _, name := range words {
		all = append(all, column{name, false})
	}
	for _, name := range numbers {
		all = append(all, column{name, true})
	}
	return all
}

// sections are all parts of a report but the plots. A part without data says so.
func sections(f *result.File) []section {
	all := []section{
		run(f),
		subjects(f),
		times(f),
		resources(f),
		floor(f),
		scaling(f),
		parts(f),
		comparisons(f),
		gas(f),
		throughput(f),
		skipped(f),
	}
	for _, s := range all {
		for _, t := range s.Tables {
			for _, row := range t.Rows {
				for i := range row {
					row[i] = clean(row[i])
				}
			}
		}
	}
	return all
}

// incomplete is what a report of an interrupted run says first.
const incomplete = "Incomplete: this run was interrupted. What it had not come to is missing here, " +
	"which says nothing about it."

// quantiles are the cells of a sample: count, median, p95, p99, least and greatest.
// The greatest has its own word: the slowest of times.
func quantiles(s result.Sample, format func(float64) string, greatest string) []string {
	if s.N == 0 {
		return []string{"0", none, none, none, none, none}
	}
	return []string{
		strconv.Itoa(s.N), format(s.P50),
		quantile(s, 0.95, s.P95, format, greatest), quantile(s, 0.99, s.P99, format, greatest),
		format(s.Min), format(s.Max),
	}
}

// quantile says of how many values it is, and when it is only the greatest of them.
func quantile(s result.Sample, q, v float64, format func(float64) string, greatest string) string {
	n := strconv.Itoa(s.N)
	if int(math.Ceil(q*float64(s.N))) >= s.N {
		return format(v) + " (the " + greatest + " of " + n + ")"
	}
	return format(v) + " (of " + n + ")"
}

// median is a cell with the median and its count.
func median(s result.Sample, format func(float64) string) string {
	if s.N == 0 {
		return none
	}
	return format(s.P50) + " (n " + strconv.Itoa(s.N) + ")"
}

// interval is a cell with the bounds of a median and the confidence in them.
func interval(low, high, confidence float64) string {
	return ratio(low) + " to " + ratio(high) + " (" + significant(100*confidence, 3) + " %)"
}
