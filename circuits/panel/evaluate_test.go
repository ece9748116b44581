package panel

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

func TestMeasurements(t *testing.T) {
	page := pageOf(Measurement{118, 76, 0}, Measurement{124, 78, 6}, Measurement{126, 79, 7}, Measurement{150, 95, 4095})
	for days, want := range map[int]int{0: 0, 1: 1, 6: 1, 7: 2, 8: 3, 366: 3} {
		if got := Measurements(page, days); len(got) != want {
			t.Errorf("%d days: %v", days, got)
		}
	}
	if got := Measurements(page, 8)[1]; got != (Measurement{124, 78, 6}) {
		t.Errorf("%+v", got)
	}
	if got := Measurements(nil, 30); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// The holder sees each condition with the figure that decides it.
func TestEvaluateExplains(t *testing.T) {
	for _, test := range []struct {
		scene *scene
		want  []string
	}{
		{newScene(t).take(claim.TakeAverage, 3).ask("occasions", 2, false).ask("systolicMost", 122, true).ask("diastolicLeast", 77, false), []string{
			"measurements|true|3|>= 3|",
			"occasions|true|3 days|>= 2 days|",
			"systolic|false|122.67 mmHg|< 122 mmHg|0.67 mmHg above the bound",
			"diastolic|true|77.67 mmHg|>= 77 mmHg|0.67 mmHg above the bound",
		}},
		{newScene(t).take(claim.TakeAll, 0).ask("systolicMost", 126, true).ask("systolicLeast", 100, false), []string{
			"measurements|true|3|>= 1|",
			"systolic|true|118 mmHg|>= 100 mmHg|18.00 mmHg above the bound",
			"systolic|false|126 mmHg|< 126 mmHg|0.00 mmHg from the bound",
		}},
		{newScene(t).take(claim.TakeDayLowest, 0).ask("systolicMost", 120, true).ask("diastolicMost", 80, true).measured(
			Measurement{130, 79, 4}, Measurement{119, 85, 4}, Measurement{110, 70, 5}), []string{
			"measurements|true|3|>= 1|",
			"systolic|true|119 mmHg|< 120 mmHg|1.00 mmHg below the bound",
			"diastolic|true|79 mmHg|< 80 mmHg|1.00 mmHg below the bound",
		}},
		{sceneOf(t, claim.BMI).ask("bmiMost", 229, false), []string{
			"measurements|true|1|>= 1|",
			"bmi|true|22.86 kg/m2|<= 22.9 kg/m2|0.04 kg/m2 below the bound",
		}},
		{newScene(t).take(claim.TakeAverage, 4), []string{"measurements|false|3|>= 4|"}},
		{newScene(t).measured(Measurement{118, 76, window}), []string{"measurements|false|0|>= 1|"}},
	} {
		var got []string
		s := test.scene
		w := &statement.Window{Metric: s.claim.Metric, EndDay: s.end, Assurance: 3, Page: s.page}
		for _, check := range Evaluate(s.claim, w, nil).Checks[3:] { // behind window-end, assurance, window
			got = append(got, fmt.Sprintf("%s|%t|%s|%s|%s", check.Name, check.OK, check.Have, check.Want, check.Margin))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

// Without a limit on an amount, no measurement that can be sealed is refused.
func TestNoLimitIsNone(t *testing.T) {
	for _, m := range metrics {
		channels := m.Channels()
		for corner := range 4 {
			var numbers [2]uint64
			for i, ch := range channels {
				numbers[i] = []uint64{ch.Min, ch.Max}[corner>>i&1]
			}
			page := pageOf(Measurement{numbers[0], numbers[1], 3})
			for _, take := range []uint32{claim.TakeLatest, claim.TakeAll, claim.TakeDayLowest} {
				c := claim.Claim{Metric: m, Days: window, EarliestEnd: 20005, LatestEnd: 20005, Limits: m.NoLimits()}
				m.Set(&c.Limits, "take", claim.Bound{Value: take})
				if c.Validate() != nil {
					continue // a quotient has no lowest
				}
				if !refers(c, 20005, page).OK || !decides(t, c, 20005, page) {
					t.Errorf("%s, take %d: a measurement of %v is refused", m.Name(), take, numbers)
				}
			}
		}
	}
}

func TestEvaluateRefuses(t *testing.T) {
	s := newScene(t)
	good := statement.Window{Metric: claim.BloodPressure, EndDay: s.end, Assurance: 3, Page: s.page}
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
		"another metric": func(_ *claim.Claim, w *statement.Window) { w.Metric = claim.HbA1c },
		"claim of another": func(c *claim.Claim, _ *statement.Window) {
			c.Metric, c.Limits = claim.HbA1c, claim.HbA1c.NoLimits()
		},
		"no page":                     func(_ *claim.Claim, w *statement.Window) { w.Page = nil },
		"short page":                  func(_ *claim.Claim, w *statement.Window) { w.Page = w.Page[1:] },
		"measurement that is none":    func(_ *claim.Claim, w *statement.Window) { w.Page[3] = 5 },
		"measurements out of order":   func(_ *claim.Claim, w *statement.Window) { w.Page[0], w.Page[1] = w.Page[1], w.Page[0] },
		"empty place before one":      func(_ *claim.Claim, w *statement.Window) { w.Page[1] = 0 },
		"assurance too low":           func(_ *claim.Claim, w *statement.Window) { w.Assurance = 1 },
		"no such assurance":           func(_ *claim.Claim, w *statement.Window) { w.Assurance = 8 },
		"window ends too early":       func(_ *claim.Claim, w *statement.Window) { w.EndDay = 19999 },
		"window without measurements": func(c *claim.Claim, _ *statement.Window) { c.Days = 2 },
	} {
		if spoilt(change).OK {
			t.Errorf("%s: accepted", name)
		}
	}
	// Claims of other families are for other packages, and must not panic here.
	for _, m := range []claim.Metric{claim.Glucose15, claim.Steps} {
		r := spoilt(func(c *claim.Claim, w *statement.Window) { c.Metric, c.Limits, w.Metric = m, m.NoLimits(), m })
		if r.OK {
			t.Errorf("%s: accepted", m.Name())
		}
	}
}
