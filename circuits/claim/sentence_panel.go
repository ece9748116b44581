package claim

import (
	"fmt"
	"strings"
)

// panelWords name what was measured, in a sentence.
var panelWords = map[Metric]string{
	BloodPressure: "blood pressure", HbA1c: "HbA1c", BMI: "weight and height", AHI: "breathing events in sleep",
	Cholesterol: "total cholesterol", GlucoseLab: "laboratory glucose", Age: "age",
}

func (c Claim) panelSentence() string {
	text := fmt.Sprintf("Of the sealed measurements of %s in the %s ending %s, ", panelWords[c.Metric], days(c.Days), c.ending())
	var clauses []string
	rows := c.Metric.Rows()
	for i := range rows {
		r := &rows[i]
		if (r.Form == AmountAtLeast || r.Form == AmountAtMost) && !r.IsNone(c.Limits[i]) {
			clauses = append(clauses, c.PanelClause(r, c.Limits[i]))
		}
	}
	on := ""
	if v := c.Bound("occasions").Value; v > 0 {
		on = fmt.Sprintf(", on at least %d different days,", v)
	}
	last := c.Bound("last").Value
	if len(clauses) == 0 {
		if last > 0 {
			return text + fmt.Sprintf("the last %d%s are recorded", last, on)
		}
		return text + "at least one is recorded" + strings.TrimSuffix(on, ",")
	}
	switch c.Bound("take").Value {
	case TakeAverage:
		return text + fmt.Sprintf("the last %d%s have on average ", last, on) + list(clauses)
	case TakeAll:
		return text + "every one" + on + " has " + list(clauses)
	case TakeDayLowest:
		return text + "the latest day with one has " + list(clauses)
	}
	return text + "the latest has " + list(clauses)
}

// PanelClause says a bound of a claim about a panel: "a systolic pressure of less
// than 130 mmHg", "measurements on at least 2 days".
func (c Claim) PanelClause(r *Row, b Bound) string {
	if r.Form == Occasions {
		return "measurements on at least " + days(int(b.Value))
	}
	text := r.Clause(c.Metric, b, true)
	if c.Bound("take").Value == TakeDayLowest {
		_, noun, _ := strings.Cut(text, " ")
		return "a lowest " + noun
	}
	return text
}
