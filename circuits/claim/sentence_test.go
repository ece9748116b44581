package claim

import "testing"

func TestSentences(t *testing.T) {
	adult, _ := Preset("consensus-2019-adult")
	data, _ := Preset("cgm-data-sufficiency")
	gmi7, _ := Preset("gmi-below-7")
	policy, _ := Preset("glucose-tir-70-ge")
	for _, test := range []struct {
		claim Claim
		want  string
	}{
		{Claim{Glucose5, 30, 20666, 20696, 1, adult.Coverage, adult.Limits, SetID{}},
			"Over 30 consecutive days ending between 2026-08-01 and 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"at least 70 % of them present) were more than 70 % of the time in 70-180 mg/dL, less than 1 % below 54, " +
				"less than 4 % below 70, less than 25 % above 180 and less than 5 % above 250; assurance level at least 1."},
		{Claim{Glucose15, 14, 20696, 20696, 0, data.Coverage, data.Limits, SetID{}},
			"Over 14 consecutive days ending on 2026-08-31, sealed glucose readings (one every 15 minutes, " +
				"at least 70 % of them present) were recorded."},
		{Claim{Glucose5, 90, 20666, 20696, 2, gmi7.Coverage, gmi7.Limits, SetID{}},
			"Over 90 consecutive days ending between 2026-08-01 and 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"at least 70 % of them present) had a GMI of less than 7.0 %; assurance level at least 2."},
		{Claim{Glucose5, 1, 20696, 20696, 0, 0, policy.Limits, SetID{}},
			"Over 1 day ending on 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"any number of them present) were at least 70 % of the time in 70-180 mg/dL."},
		{sample(),
			"Over 30 consecutive days ending between 2026-08-01 and 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"at least 70 % of them present) were more than 70 % of the time in 70-180 mg/dL, less than 1 % below 54, " +
				"less than 4 % below 70 and at most 25 % above 180, with a GMI of less than 7.0 % and a CV of at most 36 %; " +
				"assurance level at least 1."},
	} {
		if err := test.claim.Validate(); err != nil {
			t.Error(err)
		}
		if got := test.claim.Sentence(); got != test.want {
			t.Errorf("\n got %s\nwant %s", got, test.want)
		}
	}
}

func TestDescribe(t *testing.T) {
	const want = `metric      glucose-5min: mg/dL, one slot every 5 minutes
window      30 consecutive days ending between 2026-08-01 and 2026-08-31, 8640 slots
assurance   level 1 or above
coverage    >= 70 % of the window's slots
in 70-180   > 70 %      of readings in 70-180 mg/dL (3.9-10.0 mmol/L)
below 54    < 1 %       of readings below 54 mg/dL (3.0 mmol/L)
below 70    < 4 %       of readings below 70 mg/dL (3.9 mmol/L)
above 180   <= 25 %     of readings above 180 mg/dL (10.0 mmol/L)
gmi         < 7.0 %
cv          <= 36 %
`
	if got := sample().Describe(); got != want {
		t.Errorf("got\n%s", got)
	}
}

// Different claims read differently: a person consents to the sentence.
func TestSentenceNamesEveryLimit(t *testing.T) {
	for _, m := range seriesMetrics {
		c := Claim{Metric: m, Days: 30, EarliestEnd: 20000, LatestEnd: 20000, Limits: m.NoLimits()}
		seen := map[string]string{c.Sentence(): "no limits"}
		for i, r := range m.Rows() {
			for _, b := range []Bound{{1, false}, {2, false}, {2, true}} {
				if b.Strict && !r.HasStrict {
					continue
				}
				c.Limits = m.NoLimits()
				c.Limits[i] = b
				s := c.Sentence()
				if other, twice := seen[s]; twice {
					t.Errorf("%s reads like %s: %s", r.Key, other, s)
				}
				seen[s] = r.Key
			}
		}
	}
}

func TestSeriesSentences(t *testing.T) {
	over := func(m Metric, bounds map[string]Bound) Claim {
		return Claim{Metric: m, Days: 30, EarliestEnd: 20666, LatestEnd: 20696, Coverage: 7000, Limits: limitsOf(m, bounds)}
	}
	const when = "Over 30 consecutive days ending between 2026-08-01 and 2026-08-31, sealed "
	for _, test := range []struct {
		claim Claim
		want  string
	}{
		{over(HeartRate, map[string]Bound{"from110": {100, true}, "meanLeast": {50, false}, "meanMost": {100, false}, "longestGap": {5, false}}),
			"heart rate readings (one every minute, at least 70 % of them present) were less than 1 % of the time at or above 110 /min, with " +
				"a mean of at least 50 /min, a mean of at most 100 /min and no more than 24 clock hours on end without a reading."},
		{over(SpO2, map[string]Bound{"below90": {100, true}, "timeOfDay": {1, false}}),
			"spo2 readings from 00:00 to 06:00 (one every minute, at least 70 % of them present) were less than 1 % of the time below 90 %."},
		{over(Glucose15, map[string]Bound{"timeOfDay": {2, false}, "nightCoverage": {60, false}}),
			"glucose readings from 06:00 to 24:00 (one every 15 minutes, at least 70 % of them present) had night coverage of at least 60 %."},
	} {
		if err := test.claim.Validate(); err != nil {
			t.Error(err)
		}
		if got := test.claim.Sentence(); got != when+test.want {
			t.Errorf("\n got %s\nwant %s", got, when+test.want)
		}
	}
	const want = `metric      spo2-1min: %, one slot every 1 minutes
window      30 consecutive days ending between 2026-08-01 and 2026-08-31, 43200 slots
assurance   level 0 or above
coverage    >= 70 % of the night's slots
below 90    < 1 %       of readings below 90 %
time-of-day night
longest-gap <= 24 h
`
	if got := over(SpO2, map[string]Bound{"below90": {100, true}, "timeOfDay": {1, false}, "longestGap": {5, false}}).Describe(); got != want {
		t.Errorf("got\n%s", got)
	}
}
