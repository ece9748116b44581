package daily

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

func TestMeasure(t *testing.T) {
	page := make(statement.Page, statement.DailyLength)
	copy(page, []uint64{10, 0, 7, 8, 9, 10, 0, 10, 10, 6, 12})
	for _, test := range []struct {
		days  int
		level uint64
		want  Stats
	}{
		{0, 5, Stats{}},
		{1, 10, Stats{Days: 1, N: 1, Sum: 10, Lowest: 10, Highest: 10, AtLevel: 1, Run: 1}},
		{2, 10, Stats{Days: 2, N: 1, Sum: 10, Lowest: 10, Highest: 10, AtLevel: 1, Run: 1}},
		{6, 8, Stats{Days: 6, N: 5, Sum: 44, Lowest: 7, Highest: 10, AtLevel: 4, Run: 3}},
		{9, 10, Stats{Days: 9, N: 7, Sum: 64, Lowest: 7, Highest: 10, AtLevel: 4, Run: 2}},
		{11, 1, Stats{Days: 11, N: 9, Sum: 82, Lowest: 6, Highest: 12, AtLevel: 9, Run: 4}},
		{11, 0, Stats{Days: 11, N: 9, Sum: 82, Lowest: 6, Highest: 12}},
		{366, 13, Stats{Days: 366, N: 9, Sum: 82, Lowest: 6, Highest: 12}},
		{400, 12, Stats{Days: 366, N: 9, Sum: 82, Lowest: 6, Highest: 12, AtLevel: 1, Run: 1}},
	} {
		if got := Measure(page, test.days, test.level); got != test.want {
			t.Errorf("%d days at %d: %+v, want %+v", test.days, test.level, got, test.want)
		}
	}
}

// The holder sees each condition with the window's own figure.
func TestEvaluateExplains(t *testing.T) {
	c := claim.Claim{Metric: claim.RestingHeartRate, Days: 30, EarliestEnd: 20000, LatestEnd: 20010, MinAssurance: 1,
		Coverage: 7000, Limits: claim.RestingHeartRate.NoLimits()}
	for name, b := range map[string]claim.Bound{
		"level": {Value: 60}, "daysAtLevel": {Value: 20}, "runAtLevel": {Value: 15},
		"meanLeast": {Value: 60, Strict: true}, "meanMost": {Value: 63}, "eachLeast": {Value: 55}, "eachMost": {Value: 70},
	} {
		claim.RestingHeartRate.Set(&c.Limits, name, b)
	}
	page := make(statement.Page, statement.DailyLength)
	copy(page, runs(62, 10, 58, 5, 71, 4, 0, 5, 60, 6))
	w := &statement.Window{Metric: c.Metric, EndDay: 20011, Assurance: 1, Page: page}
	var got []string
	for _, check := range Evaluate(c, w, nil).Checks {
		got = append(got, fmt.Sprintf("%s|%t|%s|%s|%s", check.Name, check.OK, check.Have, check.Want, check.Margin))
	}
	want := []string{
		"window-end|false|2024-10-15|2024-10-04 to 2024-10-14|1 day too late",
		"assurance|true|1|>= 1|",
		"window|true|resting-heart-rate|resting-heart-rate|",
		"values|true|25|>= 1|",
		"coverage|true|83.33 % (25 of 30)|>= 70 %|4 readings to spare (13.33 percentage points above the bound)",
		"days-at-level|true|20 days|>= 20 days|0 days to spare",
		"run-at-level|false|10 days|>= 15 days|5 days missing",
		"mean|true|62.16 /min|> 60 /min|2.16 /min above the bound",
		"mean|true|62.16 /min|<= 63 /min|0.84 /min below the bound",
		"each|true|58 /min|>= 55 /min|3.00 /min above the bound",
		"each|false|71 /min|<= 70 /min|1.00 /min above the bound",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Tenths are shown as they are published, and no figure where there is no value.
func TestEvaluateShowsUnits(t *testing.T) {
	c := claim.Claim{Metric: claim.HRVSDNN, Days: 2, EarliestEnd: 20000, LatestEnd: 20000, Limits: claim.HRVSDNN.NoLimits()}
	claim.HRVSDNN.Set(&c.Limits, "eachLeast", claim.Bound{Value: 505})
	claim.HRVSDNN.Set(&c.Limits, "meanLeast", claim.Bound{Value: 510})
	page := make(statement.Page, statement.DailyLength)
	page[0], page[1] = 504, 515
	w := &statement.Window{Metric: c.Metric, EndDay: 20000, Page: page}
	checks := Evaluate(c, w, nil).Checks
	mean, each := checks[len(checks)-2], checks[len(checks)-1]
	if mean.Have != "50.95 ms" || mean.OK || each.Have != "50.4 ms" || each.OK || each.Want != ">= 50.5 ms" {
		t.Errorf("%+v, %+v", mean, each)
	}
	clear(page)
	for _, check := range Evaluate(c, w, nil).Checks {
		if check.Name == "values" && check.OK || check.Name == "each" && check.Have != "no value" {
			t.Errorf("%+v", check)
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	s := newScene(t)
	good := statement.Window{Metric: claim.Steps, EndDay: s.end, Assurance: 3, Page: s.page}
	if r := Evaluate(s.claim, &good, nil); !r.OK {
		t.Fatalf("%+v", r.Failed())
	}
	spoilt := func(change func(*claim.Claim, *statement.Window)) claim.Result {
		c, w := s.claim, good
		w.Page = slices.Clone(good.Page)
		change(&c, &w)
		return Evaluate(c, &w, nil)
	}
	for name, change := range map[string]func(*claim.Claim, *statement.Window){
		"invalid claim":  func(c *claim.Claim, _ *statement.Window) { c.Days = 0 },
		"another metric": func(_ *claim.Claim, w *statement.Window) { w.Metric = claim.SleepMinutes },
		"claim of another": func(c *claim.Claim, _ *statement.Window) {
			c.Metric, c.Limits = claim.PAPMinutes, claim.PAPMinutes.NoLimits()
		},
		"no page":               func(_ *claim.Claim, w *statement.Window) { w.Page = nil },
		"short page":            func(_ *claim.Claim, w *statement.Window) { w.Page = w.Page[1:] },
		"value that is none":    func(_ *claim.Claim, w *statement.Window) { w.Page[300] = 1 << 17 },
		"assurance too low":     func(_ *claim.Claim, w *statement.Window) { w.Assurance = 1 },
		"no such assurance":     func(_ *claim.Claim, w *statement.Window) { w.Assurance = 8 },
		"window ends too early": func(_ *claim.Claim, w *statement.Window) { w.EndDay = 19999 },
		"window without values": func(_ *claim.Claim, w *statement.Window) { clear(w.Page[:window]) },
	} {
		if spoilt(change).OK {
			t.Errorf("%s: accepted", name)
		}
	}
	// Series and panel claims are for other packages, and must not panic here.
	for _, m := range []claim.Metric{claim.Glucose15, claim.HbA1c} {
		r := spoilt(func(c *claim.Claim, w *statement.Window) { c.Metric, c.Limits, w.Metric = m, m.NoLimits(), m })
		if r.OK {
			t.Errorf("%s: accepted", m.Name())
		}
	}
}
