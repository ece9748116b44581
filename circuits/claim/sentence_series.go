package claim

import (
	"fmt"
	"strings"
)

// partWords say which readings count, by counted.
var partWords = map[string]string{"night": " from 00:00 to 06:00", "day": " from 06:00 to 24:00"}

// counted is the part of the window whose slots count: "night" or "day" if the
// claim selects one, else "window".
func (c Claim) counted() string {
	rows := c.Metric.Rows()
	for i := range rows {
		if rows[i].Form == TimeOfDay && !rows[i].IsNone(c.Limits[i]) {
			return rows[i].Choices[c.Limits[i].Value]
		}
	}
	return "window"
}

func (c Claim) seriesSentence() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Over %s ending %s, sealed %s readings%s (one every %s, %s of them present) ",
		consecutive(c.Days), c.ending(), c.Metric.words(), partWords[c.counted()], minutes(c.Metric.IntervalMinutes()), c.present())
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
	return b.String()
}

// clauses writes the limits of a series that are set: shares of readings, and
// the others.
func (c Claim) clauses() (shares, figures []string) {
	rows := c.Metric.Rows()
	for i := range rows {
		r, bound := &rows[i], c.Limits[i]
		switch {
		case r.IsNone(bound) || r.Form == TimeOfDay:
		case r.isShare():
			shares = append(shares, r.Clause(c.Metric, bound, len(shares) == 0))
		default:
			figures = append(figures, r.Clause(c.Metric, bound, true))
		}
	}
	return shares, figures
}
