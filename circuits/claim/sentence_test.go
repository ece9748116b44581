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
		{Claim{Glucose5, 30, 20666, 20696, 1, adult.Coverage, adult.Limits},
			"Over 30 consecutive days ending between 2026-08-01 and 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"at least 70 % of them present) were more than 70 % of the time in 70-180 mg/dL, less than 1 % below 54, " +
				"less than 4 % below 70, less than 25 % above 180 and less than 5 % above 250; assurance level at least 1."},
		{Claim{Glucose15, 14, 20696, 20696, 0, data.Coverage, data.Limits},
			"Over 14 consecutive days ending on 2026-08-31, sealed glucose readings (one every 15 minutes, " +
				"at least 70 % of them present) were recorded."},
		{Claim{Glucose5, 90, 20666, 20696, 2, gmi7.Coverage, gmi7.Limits},
			"Over 90 consecutive days ending between 2026-08-01 and 2026-08-31, sealed glucose readings (one every 5 minutes, " +
				"at least 70 % of them present) had a GMI of less than 7.0 %; assurance level at least 2."},
		{Claim{Glucose5, 1, 20696, 20696, 0, 0, policy.Limits},
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
	seen := map[string]string{asking(NoLimits()).Sentence(): "no limits"}
	for _, e := range table {
		for _, strict := range []bool{false, true} {
			l := NoLimits()
			value, isStrict := e.at(&l)
			*value, *isStrict = 450, strict
			s := asking(l).Sentence()
			if other, twice := seen[s]; twice {
				t.Errorf("%s reads like %s: %s", e.key, other, s)
			}
			seen[s] = e.key
		}
	}
}
