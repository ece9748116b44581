package claim

import (
	"fmt"
	"strings"
)

// Sentence says the claim in one English sentence, for a consent screen.
func (c Claim) Sentence() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Over %s ending %s, sealed glucose readings (one every %d minutes, %s of them present) ",
		consecutive(c.Days), c.ending(), c.Metric.IntervalMinutes(), c.present())
	shares, figures := c.clauses()
	switch {
	case len(shares) > 0 && len(figures) > 0:
		fmt.Fprintf(&b, "were %s, with %s", list(shares), list(figures))
	case len(shares) > 0:
		fmt.Fprintf(&b, "were %s", list(shares))
	case len(figures) > 0:
		fmt.Fprintf(&b, "had %s", list(figures))
	default:
		b.WriteString("were recorded")
	}
	if c.MinAssurance > 0 {
		fmt.Fprintf(&b, "; assurance level at least %d", c.MinAssurance)
	}
	b.WriteByte('.')
	return b.String()
}

// Describe lists the claim on several lines, with the published cut-offs in
// mmol/L beside those in mg/dL. The comparison is always made in mg/dL: a
// converted reading can fall on the other side of a cut-off.
func (c Claim) Describe() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s %s\n", name, fmt.Sprintf(format, args...))
	}
	row("metric", "%s: mg/dL, one slot every %d minutes", c.Metric.Name(), c.Metric.IntervalMinutes())
	row("window", "%s ending %s, %d slots", consecutive(c.Days), c.ending(), c.Days*c.Metric.SlotsPerDay())
	row("assurance", "level %d or above", c.MinAssurance)
	row("coverage", ">= %s %% of the window's slots", decimal(uint64(c.Coverage), 2))
	for i := range table {
		e := &table[i]
		value, strict := e.at(&c.Limits)
		if e.isNone(*value, *strict) {
			continue
		}
		if e.mgdl == "" {
			row(e.key, "%s", e.condition(*value, *strict))
			continue
		}
		row(e.mgdl, "%-11s of readings %s mg/dL (%s mmol/L)", e.condition(*value, *strict), e.mgdl, e.mmol)
	}
	return b.String()
}

// clauses writes the limits that are set: shares of readings, and the others.
func (c Claim) clauses() (shares, figures []string) {
	for i := range table {
		e := &table[i]
		value, strict := e.at(&c.Limits)
		switch {
		case e.isNone(*value, *strict):
		case e.count != nil:
			shares = append(shares, e.clause(*value, *strict, len(shares) == 0))
		default:
			figures = append(figures, e.clause(*value, *strict, true))
		}
	}
	return shares, figures
}

// clause says a limit. In a row of shares only the first needs to name what it
// is a share of and the unit.
func (e *entry) clause(value uint16, strict, first bool) string {
	words := "at most "
	switch {
	case e.kind == atLeast && strict:
		words = "more than "
	case e.kind == atLeast:
		words = "at least "
	case strict:
		words = "less than "
	}
	words += e.amount(value)
	switch e.kind {
	case mean:
		return "a mean of " + words
	case gmi:
		return "a GMI of " + words
	case cv:
		return "a CV of " + words
	}
	if first {
		return words + " of the time " + e.mgdl + " mg/dL"
	}
	return words + " " + e.mgdl
}

func (c Claim) ending() string {
	if c.EarliestEnd == c.LatestEnd {
		return "on " + c.EarliestEnd.String()
	}
	return "between " + c.EarliestEnd.String() + " and " + c.LatestEnd.String()
}

func (c Claim) present() string {
	if c.Coverage == 0 {
		return "any number"
	}
	return "at least " + decimal(uint64(c.Coverage), 2) + " %"
}

// days writes a number of days.
func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

func consecutive(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d consecutive days", n)
}

// list joins clauses: "a", "a and b", "a, b and c".
func list(clauses []string) string {
	last := len(clauses) - 1
	if last == 0 {
		return clauses[0]
	}
	return strings.Join(clauses[:last], ", ") + " and " + clauses[last]
}

// decimal writes v / 10^places exactly, without trailing zeros.
func decimal(v uint64, places int) string {
	text := fmt.Sprintf("%0*d", places+1, v)
	whole, rest := text[:len(text)-places], strings.TrimRight(text[len(text)-places:], "0")
	if rest == "" {
		return whole
	}
	return whole + "." + rest
}
