package claim

import "fmt"

func (c Claim) dailySentence() string {
	text := fmt.Sprintf("Over %s ending %s, the sealed daily values of %s (%s of the days present) ",
		consecutive(c.Days), c.ending(), c.Metric.Channels()[0].Name, c.present())
	var clauses []string
	rows := c.Metric.Rows()
	for i := range rows {
		if rows[i].Form != Level && !rows[i].IsNone(c.Limits[i]) {
			clauses = append(clauses, c.DailyClause(&rows[i], c.Limits[i]))
		}
	}
	if len(clauses) == 0 {
		return text + "were recorded"
	}
	return text + "had " + list(clauses)
}

// DailyClause says a bound of a claim about daily values: "at least 21 days at 240
// min or more", "a mean of at least 60 /min", "no value above 100 /min".
func (c Claim) DailyClause(r *Row, b Bound) string {
	switch r.Form {
	case DaysAtLevel, RunAtLevel:
		rows := c.Metric.Rows()
		for i := range rows {
			if rows[i].Form == Level {
				return fmt.Sprintf("at least %s%s at %s or more", days(int(b.Value)), r.Phrase, rows[i].amount(c.Limits[i].Value))
			}
		}
	case EachAtLeast, EachAtMost:
		return r.Phrase + " " + r.amount(b.Value)
	}
	return r.Clause(c.Metric, b, true)
}
