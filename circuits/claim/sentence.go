package claim

import (
	"fmt"
	"strings"
)

// Sentence says the claim in one English sentence, for a consent screen.
func (c Claim) Sentence() string {
	var text string
	switch c.Metric.Family() {
	case Series:
		text = c.seriesSentence()
	case Daily:
		text = c.dailySentence()
	case Panel:
		text = c.panelSentence()
	case Codes:
		text = c.codesSentence()
	}
	if c.MinAssurance > 0 {
		text += fmt.Sprintf("; assurance level at least %d", c.MinAssurance)
	}
	return text + "."
}

// Describe lists the claim on several lines, with published cut-offs in a second
// unit beside those of the comparison, which is always made in the first: a
// converted reading can fall on the other side of a cut-off.
func (c Claim) Describe() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-11s %s\n", name, fmt.Sprintf(format, args...))
	}
	m := c.Metric
	switch {
	case m.Family() == Series:
		row("metric", "%s: %s, one slot every %d minutes", m.Name(), m.Unit(), m.IntervalMinutes())
		row("window", "%s ending %s, %d slots", consecutive(c.Days), c.ending(), c.Days*m.SlotsPerDay())
	case m.Family() == Codes:
		row("metric", "%s: the complete sealed list", m.Name())
		row("list", "as of a day %s", c.ending())
		row("set", "0x%x", c.Set)
	default:
		row("metric", "%s: %s", m.Name(), channelText(m))
		row("window", "%s ending %s", consecutive(c.Days), c.ending())
	}
	row("assurance", "level %d or above", c.MinAssurance)
	if m.HasCoverage() {
		row("coverage", ">= %s %% of the %s's slots", decimal(uint64(c.Coverage), 2), c.counted())
	}
	rows := m.Rows()
	for i := range rows {
		r, bound := &rows[i], c.Limits[i]
		switch {
		case r.IsNone(bound) && r.Form != Take && r.Form != Member:
		case r.isShare() && r.Other != "":
			row(r.Phrase, "%-11s of readings %s %s (%s mmol/L)", r.condition(bound), r.Phrase, m.Unit(), r.Other)
		case r.isShare():
			row(r.Phrase, "%-11s of readings %s %s", r.condition(bound), r.Phrase, m.Unit())
		default:
			row(r.Key, "%s", r.condition(bound))
		}
	}
	return b.String()
}

func channelText(m Metric) string {
	var texts []string
	for _, ch := range m.Channels() {
		texts = append(texts, strings.TrimSpace(ch.Name+" in "+ch.Unit))
	}
	return strings.Join(texts, ", ")
}

// quantityWords name what was measured, in a sentence.
func (m Metric) words() string {
	return strings.ReplaceAll(string(m.Quantity()), "-", " ")
}

// Clause says a bound. In a row of shares only the first needs to name what it is
// a share of and the unit.
func (r *Row) Clause(m Metric, b Bound, first bool) string {
	words := "at most "
	switch {
	case r.Op == AtLeast && b.Strict:
		words = "more than "
	case r.Op == AtLeast:
		words = "at least "
	case b.Strict:
		words = "less than "
	}
	switch r.Form {
	case ShareAtLeast, ShareAtMost:
		words += r.amount(b.Value)
		if first {
			return words + " of the time " + r.Phrase + " " + m.Unit()
		}
		return words + " " + r.Phrase
	case LongestGap:
		if b.Value == 0 {
			return "any gap"
		}
		return "no more than " + fmt.Sprint(GapHours[b.Value-1]) + " clock hours on end without a reading"
	}
	return r.Phrase + " of " + words + r.amount(b.Value)
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

func minutes(n int) string {
	if n == 1 {
		return "minute"
	}
	return fmt.Sprintf("%d minutes", n)
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
