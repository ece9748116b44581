package claim

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

var dailyMetrics = []Metric{Steps, ActiveMinutes, SleepMinutes, PAPMinutes, RestingHeartRate, HRVSDNN, HRVRMSSD}

func dailyClaim(m Metric, days int, bounds map[string]Bound) Claim {
	c := Claim{
		Metric: m, Days: days, EarliestEnd: 20000, LatestEnd: 20010,
		MinAssurance: 1, Coverage: 7000, Limits: m.NoLimits(),
	}
	for name, b := range bounds {
		m.Set(&c.Limits, name, b)
	}
	return c
}

// The places in the word are part of the statement: a change breaks every circuit.
func TestDailyWordLayout(t *testing.T) {
	want := []Field{
		{"level", 66, 17}, {"daysAtLevel", 83, 9}, {"runAtLevel", 92, 9},
		{"meanLeast", 101, 17}, {"meanLeastStrict", 118, 1},
		{"meanMost", 119, 17}, {"meanMostStrict", 136, 1},
		{"eachLeast", 137, 17}, {"eachMost", 154, 17},
	}
	for _, m := range dailyMetrics {
		got := Layout(m)[len(header):]
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", m.Name(), got, want)
		}
	}
}

// randomDaily draws a valid claim about a daily metric.
func randomDaily(r *rand.Rand) Claim {
	for {
		m := dailyMetrics[r.IntN(len(dailyMetrics))]
		c := dailyClaim(m, 1+r.IntN(MaxDays), nil)
		c.EarliestEnd = Day(c.Days + r.IntN(30000))
		c.LatestEnd = c.EarliestEnd + Day(r.IntN(MaxSpan+1))
		c.MinAssurance, c.Coverage = uint8(r.IntN(8)), uint16(r.IntN(WholeShare+1))
		rows := m.Rows()
		for i, row := range rows {
			if r.IntN(3) > 0 {
				continue
			}
			b := Bound{Value: r.Uint32N(uint32(m.Channels()[0].Max) + 1), Strict: row.HasStrict && r.IntN(2) == 0}
			if row.Form == Level && len(row.Values) > 0 {
				b.Value = row.Values[r.IntN(len(row.Values))]
			}
			if row.Form == DaysAtLevel || row.Form == RunAtLevel {
				b.Value = r.Uint32N(uint32(c.Days) + 1)
			}
			c.Limits[i] = b
		}
		if c.Validate() == nil {
			return c
		}
	}
}

func TestDailyClaimsRoundTrip(t *testing.T) {
	const cases = 3000
	r := rand.New(rand.NewPCG(1, 2))
	limits, words := map[string]bool{}, map[string]Claim{}
	for range cases {
		c := randomDaily(r)
		word, err := c.Word()
		if err != nil {
			t.Fatal(err)
		}
		if word.BitLen() > 171 {
			t.Errorf("a word of %d bits", word.BitLen())
		}
		if back, err := FromWord(word); err != nil || back != c {
			t.Fatalf("word of %+v reads as %+v: %v", c, back, err)
		}
		if other, twice := words[word.String()]; twice && other != c {
			t.Fatalf("two claims with one word: %+v and %+v", c, other)
		}
		words[word.String()] = c
		file, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Parse(file); err != nil || back != c {
			t.Fatalf("%s\nreads as %+v: %v", file, back, err)
		}
		for _, text := range []string{c.Sentence(), c.Describe()} {
			if strings.Contains(text, "%!") || strings.Contains(text, "  at least") {
				t.Errorf("text %q", text)
			}
		}
		for i, row := range c.Metric.Rows() {
			if !row.IsNone(c.Limits[i]) {
				limits[c.Metric.Name()+" "+row.Name] = true
			}
		}
	}
	// Seven rows of seven metrics, less those that RMSSD has no level for.
	if want := 7*7 - 3; len(limits) != want {
		t.Errorf("%d rows were set, want %d: %v", len(limits), want, limits)
	}
}

func TestDailyFile(t *testing.T) {
	const text = `format = 1
metric = "pap-minutes"
days = 30
earliest-end = 2024-10-04
latest-end = 2024-10-14
assurance = 1

[limits]
coverage = ">= 70 %"
level = "= 240 min"
days-at-level = ">= 21 days"
run-at-level = ">= 4 days"
mean = ">= 200 min"
mean = "< 480 min"
each = ">= 30 min"
each = "<= 720 min"
`
	c, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := dailyClaim(PAPMinutes, 30, map[string]Bound{
		"level": {Value: 240}, "daysAtLevel": {Value: 21}, "runAtLevel": {Value: 4},
		"meanLeast": {Value: 200}, "meanMost": {Value: 480, Strict: true}, "eachLeast": {Value: 30}, "eachMost": {Value: 720},
	})
	if c != want {
		t.Errorf("read %+v, want %+v", c, want)
	}
	if back, err := c.Marshal(); err != nil || !bytes.Equal(back, []byte(text)) {
		t.Errorf("written as %s: %v", back, err)
	}
}

func TestDailySentences(t *testing.T) {
	begin := "Over 30 consecutive days ending between 2024-10-04 and 2024-10-14, the sealed daily values of "
	for _, test := range []struct {
		claim Claim
		want  string
	}{
		{dailyClaim(PAPMinutes, 30, map[string]Bound{"level": {Value: 240}, "daysAtLevel": {Value: 21}}),
			begin + "PAP use (at least 70 % of the days present) had at least 21 days at 240 min or more; assurance level at least 1."},
		{dailyClaim(Steps, 30, map[string]Bound{"level": {Value: 10000}, "daysAtLevel": {Value: 21}, "runAtLevel": {Value: 5}}),
			begin + "steps (at least 70 % of the days present) had at least 21 days at 10000 steps or more and at least 5 days in a row at 10000 steps or more; assurance level at least 1."},
		{dailyClaim(SleepMinutes, 30, map[string]Bound{"level": {Value: 420}, "runAtLevel": {Value: 1}}),
			begin + "sleep (at least 70 % of the days present) had at least 1 day in a row at 420 min or more; assurance level at least 1."},
		{dailyClaim(RestingHeartRate, 30, map[string]Bound{
			"meanLeast": {Value: 50, Strict: true}, "meanMost": {Value: 90}, "eachLeast": {Value: 40}, "eachMost": {Value: 100}}),
			begin + "resting heart rate (at least 70 % of the days present) had a mean of more than 50 /min, a mean of at most 90 /min, no value below 40 /min and no value above 100 /min; assurance level at least 1."},
		{dailyClaim(HRVSDNN, 30, map[string]Bound{"eachLeast": {Value: 505}}),
			begin + "SDNN (at least 70 % of the days present) had no value below 50.5 ms; assurance level at least 1."},
		{dailyClaim(HRVRMSSD, 30, nil), begin + "RMSSD (at least 70 % of the days present) were recorded; assurance level at least 1."},
	} {
		if got := test.claim.Sentence(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// A claim that says nothing, that nobody can meet, or that says the same as a
// shorter one is refused.
func TestRefusesDailyClaimsOfNoUse(t *testing.T) {
	for name, bounds := range map[string]map[string]Bound{
		"level alone":                {"level": {Value: 10000}},
		"days without a level":       {"daysAtLevel": {Value: 3}},
		"run without a level":        {"runAtLevel": {Value: 3}},
		"level of no publication":    {"level": {Value: 10001}, "daysAtLevel": {Value: 3}},
		"strict level":               {"level": {Value: 10000, Strict: true}, "daysAtLevel": {Value: 3}},
		"strict days":                {"level": {Value: 10000}, "daysAtLevel": {Value: 3, Strict: true}},
		"more days than the window":  {"level": {Value: 10000}, "daysAtLevel": {Value: 31}},
		"longer run than the window": {"level": {Value: 10000}, "runAtLevel": {Value: 31}},
		"days that a run says":       {"level": {Value: 10000}, "daysAtLevel": {Value: 5}, "runAtLevel": {Value: 5}},
		"level above each":           {"level": {Value: 10000}, "daysAtLevel": {Value: 3}, "eachMost": {Value: 9999}},
		"each above each":            {"eachLeast": {Value: 5001}, "eachMost": {Value: 5000}},
		"mean above mean":            {"meanLeast": {Value: 5001}, "meanMost": {Value: 5000}},
		"mean above itself":          {"meanLeast": {Value: 5000, Strict: true}, "meanMost": {Value: 5000}},
		"mean below itself":          {"meanLeast": {Value: 5000}, "meanMost": {Value: 5000, Strict: true}},
		"mean above each":            {"meanLeast": {Value: 5001}, "eachMost": {Value: 5000}},
		"each above mean":            {"eachLeast": {Value: 5000}, "meanMost": {Value: 5000, Strict: true}},
		"every value is 1 or more":   {"eachLeast": {Value: 1}},
		"every mean is 1 or more":    {"meanLeast": {Value: 1}},
		"mean below every value":     {"meanMost": {Value: 1, Strict: true}},
		"strict bound on each":       {"eachLeast": {Value: 50, Strict: true}},
	} {
		c := dailyClaim(Steps, 30, bounds)
		if err := c.Validate(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Word(); err == nil {
			t.Errorf("%s: has a word", name)
		}
	}
	for _, m := range dailyMetrics {
		for _, bounds := range []map[string]Bound{
			{"level": {Value: 7}, "daysAtLevel": {Value: 3}}, {"level": {Value: 1}, "runAtLevel": {Value: 3}},
		} {
			if dailyClaim(m, 30, bounds).Validate() == nil {
				t.Errorf("%s: any level can be asked", m.Name())
			}
		}
	}
	if c := dailyClaim(Steps, 30, map[string]Bound{"level": {Value: 5000}, "daysAtLevel": {Value: 6}, "runAtLevel": {Value: 5}}); c.Validate() != nil {
		t.Error("more days than the run are refused")
	}
	// It has the value of no limit, but excludes one window.
	if c := dailyClaim(Steps, 30, map[string]Bound{"meanMost": {Value: 1<<17 - 1, Strict: true}}); c.Validate() != nil {
		t.Error("a mean strictly below the most steps is refused")
	}
}

// Every published level is one that a device can report.
func TestDailyLevelsAreReadings(t *testing.T) {
	for _, m := range dailyMetrics {
		for _, row := range m.Rows() {
			if row.Form == Level && row.Values == nil {
				t.Errorf("%s: any level would do", m.Name())
			}
			for i, v := range row.Values {
				if !m.HasReading(uint64(v)) || i > 0 && v <= row.Values[i-1] {
					t.Errorf("%s: level %d", m.Name(), v)
				}
			}
		}
	}
}
