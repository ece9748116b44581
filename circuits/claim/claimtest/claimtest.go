package claimtest

import (
	"math/rand/v2"
	"strings"

	"vitalproof/circuits/claim"
)

// Random draws a valid claim about a metric. About half of its limits are none;
// the others lie anywhere between the least and the greatest that may be asked,
// and often on one of the two.
func Random(r *rand.Rand, m claim.Metric) claim.Claim {
	for {
		// Few limits contradict one another, so that a few draws are enough.
		if c := draw(r, m); c.Validate() == nil {
			return c
		}
	}
}

func draw(r *rand.Rand, m claim.Metric) claim.Claim {
	c := claim.Claim{
		Metric: m, Days: 1 + r.IntN(claim.MaxDays), MinAssurance: uint8(r.IntN(claim.MaxAssurance + 1)), Limits: m.NoLimits(),
	}
	c.EarliestEnd = claim.Day(c.Days + r.IntN(int(claim.MaxDay)-c.Days-claim.MaxSpan))
	c.LatestEnd = c.EarliestEnd + claim.Day(r.IntN(claim.MaxSpan+1))
	if m.HasCoverage() {
		c.Coverage = uint16(r.IntN(claim.WholeShare + 1))
	}
	if m.Family() == claim.Codes {
		for i := range c.Set {
			c.Set[i] = byte(r.Uint32())
		}
	}
	for i, row := range m.Rows() {
		if r.IntN(2) == 0 {
			c.Limits[i] = bound(r, row)
		}
	}
	return c
}

// bound draws a bound that its row takes, or none if it takes no other.
func bound(r *rand.Rand, row claim.Row) claim.Bound {
	b := claim.Bound{Value: row.None, Strict: row.HasStrict && r.IntN(2) == 0}
	switch {
	case row.Op == claim.Choice:
		b.Value = uint32(r.IntN(len(row.Choices)))
	case row.Values != nil:
		if len(row.Values) > 0 {
			b.Value = row.Values[r.IntN(len(row.Values))]
		}
	default:
		i := 0
		if b.Strict {
			i = 1
		}
		least, end := row.Never[i], row.Always[i]
		if row.Op == claim.AtLeast {
			least, end = end, least
		}
		b.Value = []uint32{least, end - 1, least + r.Uint32N(end-least), least + r.Uint32N(end-least)}[r.IntN(4)]
	}
	return b
}

// Line is one limit of a claim in words.
type Line struct {
	Quantity  string // "in 70-180 mg/dL" for a share of readings, else the row's key in files: "mean"
	Condition string // "> 70 %", "= 240 min", "latest"
	Bound     uint32 // as in the claim word
	Decimals  int    // of the bound
}

// Lines are the limits of a claim in the order of its word. A row that says which
// data count is always among them: to say nothing is to take the first choice.
func Lines(c claim.Claim) []Line {
	var lines []Line
	for i, row := range c.Metric.Rows() {
		b := c.Limits[i]
		if row.IsNone(b) && !AlwaysShown(row) {
			continue
		}
		lines = append(lines, Line{Quantity(c.Metric, row), row.Condition(b), b.Value, row.Decimals})
	}
	return lines
}

// AlwaysShown reports whether the row's value for no limit says something too.
func AlwaysShown(row claim.Row) bool { return row.Form == claim.Take || row.Form == claim.Member }

// Quantity names what a row limits.
func Quantity(m claim.Metric, row claim.Row) string {
	if row.Form == claim.ShareAtLeast || row.Form == claim.ShareAtMost {
		return strings.TrimSpace(row.Phrase + " " + m.Unit())
	}
	return row.Key
}
