package result

import "slices"

// Fits draws a straight line through constraints and through the median proving
// time of each group that has three window lengths or more.
func Fits(subjects []Subject) []Fit {
	type key struct{ group, backend string }
	points := map[key][]Subject{}
	var order []key
	for _, s := range subjects {
		if s.Days == 0 || s.Group == "" {
			continue
		}
		k := key{s.Group, s.Backend}
		if points[k] == nil {
			order = append(order, k)
		}
		points[k] = append(points[k], s)
	}
	fits := []Fit{}
	for _, k := range order {
		group := points[k]
		slices.SortFunc(group, func(a, b Subject) int { return a.Days - b.Days })
		for _, what := range []struct {
			name  string
			value func(Subject) float64
		}{
			{"constraints", func(s Subject) float64 { return float64(s.Counts.Constraints) }},
			{"prove", func(s Subject) float64 { return s.Times.Prove.P50 }},
		} {
			var x, y []float64
			for _, s := range group {
				if v := what.value(s); v > 0 {
					x, y = append(x, float64(s.Days)), append(y, v)
				}
			}
			if len(x) < 3 {
				continue
			}
			at0, slope, r2 := line(x, y)
			perDay := float64(group[0].Readings) / float64(group[0].Days)
			fits = append(fits, Fit{k.group, k.backend, what.name, at0, slope, slope / perDay, r2, len(x)})
		}
	}
	return fits
}

// line is the least-squares line through points, and its coefficient of
// determination.
func line(x, y []float64) (at0, slope, r2 float64) {
	n := float64(len(x))
	var mx, my float64
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	var sxy, sxx, syy float64
	for i := range x {
		sxy += (x[i] - mx) * (y[i] - my)
		sxx += (x[i] - mx) * (x[i] - mx)
		syy += (y[i] - my) * (y[i] - my)
	}
	if sxx == 0 {
		return my, 0, 0
	}
	slope = sxy / sxx
	r2 = 1
	if syy > 0 {
		r2 = sxy * sxy / (sxx * syy)
	}
	return my - slope*mx, slope, r2
}
