package claim

import "math/rand/v2"

// glucose is no limits on glucose but some.
func glucose(bounds map[string]Bound) Limits { return limitsOf(Glucose5, bounds) }

func limitsOf(m Metric, bounds map[string]Bound) Limits {
	l := m.NoLimits()
	for name, b := range bounds {
		m.Set(&l, name, b)
	}
	return l
}

// sample is a valid claim that asks something in most fields.
func sample() Claim {
	return Claim{
		Metric: Glucose5, Days: 30, EarliestEnd: 20666, LatestEnd: 20696, MinAssurance: 1, Coverage: 7000,
		Limits: glucose(map[string]Bound{
			"in70to180": {7000, true}, "below70": {400, true}, "below54": {100, true}, "above180": {2500, false},
			"gmi": {700, true}, "cv": {360, false},
		}),
	}
}

// asking is a claim about glucose, for one day.
func asking(l Limits) Claim {
	return Claim{Metric: Glucose5, Days: 1, EarliestEnd: 20000, LatestEnd: 20000, Limits: l}
}

var seriesMetrics = []Metric{Glucose5, Glucose15, HeartRate, SpO2}

// randomClaim draws a valid claim about a series; about half of its limits are none.
func randomClaim(r *rand.Rand) Claim {
	for {
		m := seriesMetrics[r.IntN(len(seriesMetrics))]
		c := Claim{
			Metric: m, Days: 1 + r.IntN(MaxDays),
			MinAssurance: uint8(r.IntN(8)), Coverage: uint16(r.IntN(WholeShare + 1)), Limits: m.NoLimits(),
		}
		c.EarliestEnd = Day(c.Days + r.IntN(int(MaxDay)-c.Days-MaxSpan))
		c.LatestEnd = c.EarliestEnd + Day(r.IntN(MaxSpan+1))
		rows := m.Rows()
		for i := range rows {
			row := &rows[i]
			for r.IntN(2) == 0 {
				b := Bound{r.Uint32N(1 << row.Bits), row.HasStrict && r.IntN(2) == 0}
				if row.validate(b) == nil {
					c.Limits[i] = b
					break
				}
			}
		}
		if c.Validate() == nil {
			return c
		}
	}
}
