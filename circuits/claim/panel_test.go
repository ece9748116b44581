package claim

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
)

var panelMetrics = []Metric{BloodPressure, HbA1c, BMI, AHI, Cholesterol, GlucoseLab, Age}

func panelClaim(m Metric, days int, bounds map[string]Bound) Claim {
	c := Claim{
		Metric: m, Days: days, EarliestEnd: 20000, LatestEnd: 20010,
		MinAssurance: 1, Limits: m.NoLimits(),
	}
	for name, b := range bounds {
		m.Set(&c.Limits, name, b)
	}
	return c
}

// The places in the word are part of the statement: a change breaks every circuit.
func TestPanelWordLayout(t *testing.T) {
	common := []Field{{"take", 66, 2}, {"last", 68, 7}, {"occasions", 75, 7}}
	// amount gives the four fields of an amount from a place up.
	amount := func(name string, at, width int) []Field {
		return []Field{
			{name + "Least", at, width}, {name + "LeastStrict", at + width, 1},
			{name + "Most", at + width + 1, width}, {name + "MostStrict", at + 2*width + 1, 1},
		}
	}
	for m, amounts := range map[Metric][]Field{
		BloodPressure: append(amount("systolic", 82, 13), amount("diastolic", 110, 13)...),
		HbA1c:         amount("hba1c", 82, 13),
		BMI:           amount("bmi", 82, 16),
		AHI:           amount("ahi", 82, 22),
		Cholesterol:   amount("cholesterol", 82, 13),
		GlucoseLab:    amount("glucose", 82, 13),
		Age:           amount("age", 82, 13),
	} {
		want := append(append([]Field{}, common...), amounts...)
		if got := Layout(m)[len(header):]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", m.Name(), got, want)
		}
	}
}

// The bounds of an amount follow from those of the numbers it is made of, and no
// limit is above every amount.
func TestAmountsAreThoseOfTheChannels(t *testing.T) {
	for _, m := range panelMetrics {
		var a, b Channel
		a = m.Channels()[0]
		if len(m.Channels()) > 1 {
			b = m.Channels()[1]
		}
		for i, amount := range m.Amounts() {
			// An amount grows with the number above and falls with that below.
			lo, hi := new(big.Rat), new(big.Rat)
			switch amount.Divisor {
			case ByOne:
				lo.SetInt(Product(amount.A*a.Min + amount.B*b.Min))
				hi.SetInt(Product(amount.A*a.Max + amount.B*b.Max))
			case ByA:
				lo.SetFrac(Product(amount.B, b.Min), Product(a.Max))
				hi.SetFrac(Product(amount.B, b.Max), Product(a.Min))
			case ByBSquared:
				lo.SetFrac(Product(amount.A, a.Min), Product(b.Max, b.Max))
				hi.SetFrac(Product(amount.A, a.Max), Product(b.Min, b.Min))
			}
			least := new(big.Int).Div(lo.Num(), lo.Denom())
			if least.Uint64() != uint64(amount.Lo) || hi.Cmp(new(big.Rat).SetInt64(int64(amount.Hi))) != 0 {
				t.Errorf("%s: from %s to %s, not from %d to %d", amount.Name, lo, hi, amount.Lo, amount.Hi)
			}
			for _, r := range m.Rows() {
				if r.Form == AmountAtMost && r.Index == i && uint64(r.None) <= uint64(amount.Hi) {
					t.Errorf("%s: no limit is a limit", amount.Name)
				}
				if r.Bits > valueBits {
					t.Errorf("%s: a bound of %d bits has no text", r.Name, r.Bits)
				}
			}
		}
	}
}

// randomPanel draws a valid claim about a panel.
func randomPanel(r *rand.Rand) Claim {
	for {
		m := panelMetrics[r.IntN(len(panelMetrics))]
		c := panelClaim(m, 1+r.IntN(MaxDays), nil)
		c.EarliestEnd = Day(c.Days + r.IntN(30000))
		c.LatestEnd = c.EarliestEnd + Day(r.IntN(MaxSpan+1))
		c.MinAssurance = uint8(r.IntN(8))
		for i, row := range m.Rows() {
			switch row.Form {
			case Take:
				c.Limits[i].Value = r.Uint32N(4)
			case TakeLast, Occasions:
				if r.IntN(2) == 0 {
					c.Limits[i].Value = r.Uint32N(PanelLength + 1)
				}
			default:
				if a := m.Amounts()[row.Index]; r.IntN(2) == 0 {
					c.Limits[i] = Bound{a.Lo + r.Uint32N(a.Hi-a.Lo+1), r.IntN(2) == 0}
				}
			}
		}
		if c.Validate() == nil {
			return c
		}
	}
}

func TestPanelClaimsRoundTrip(t *testing.T) {
	const cases = 3000
	r := rand.New(rand.NewPCG(1, 2))
	limits, words := map[string]bool{}, map[string]Claim{}
	for range cases {
		c := randomPanel(r)
		word, err := c.Word()
		if err != nil {
			t.Fatal(err)
		}
		if word.BitLen() > 138 {
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
			if strings.Contains(text, "%!") || strings.Contains(text, "  at") || strings.Contains(text, ",,") || strings.Contains(text, ",.") {
				t.Errorf("text %q", text)
			}
		}
		for i, row := range c.Metric.Rows() {
			if !row.IsNone(c.Limits[i]) {
				limits[c.Metric.Name()+" "+row.Name] = true
			}
		}
	}
	// Take and occasions of seven metrics, the last of five, and two limits on each
	// of eight amounts.
	if want := 7 + 7 + 5 + 2*8; len(limits) != want {
		t.Errorf("%d rows were set, want %d: %v", len(limits), want, limits)
	}
}

func TestPanelFile(t *testing.T) {
	const text = `format = 1
metric = "blood-pressure"
days = 90
earliest-end = 2024-10-04
latest-end = 2024-10-14
assurance = 1

[limits]
take = "average"
last = "= 24"
occasions = ">= 6 days"
systolic = ">= 90 mmHg"
systolic = "< 135 mmHg"
diastolic = "> 50 mmHg"
diastolic = "<= 85 mmHg"
`
	c, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := panelClaim(BloodPressure, 90, map[string]Bound{
		"take": {Value: TakeAverage}, "last": {Value: 24}, "occasions": {Value: 6},
		"systolicLeast": {Value: 90}, "systolicMost": {135, true}, "diastolicLeast": {50, true}, "diastolicMost": {Value: 85},
	})
	if c != want {
		t.Errorf("read %+v, want %+v", c, want)
	}
	if back, err := c.Marshal(); err != nil || !bytes.Equal(back, []byte(text)) {
		t.Errorf("written as %s: %v", back, err)
	}
	if _, err := Parse([]byte(strings.Replace(text, "[limits]", "[limits]\ncoverage = \">= 70 %\"", 1))); err == nil {
		t.Error("a panel has no coverage")
	}
}

func TestPanelSentences(t *testing.T) {
	begin := func(what string) string {
		return "Of the sealed measurements of " + what + " in the 365 days ending between 2024-10-04 and 2024-10-14, "
	}
	const end = "; assurance level at least 1."
	bp := begin("blood pressure")
	for _, test := range []struct {
		metric Metric
		bounds map[string]Bound
		want   string
	}{
		{BloodPressure, map[string]Bound{"systolicMost": {120, true}, "diastolicMost": {80, true}},
			bp + "the latest has a systolic pressure of less than 120 mmHg and a diastolic pressure of less than 80 mmHg"},
		{BloodPressure, map[string]Bound{"take": {Value: TakeDayLowest}, "systolicMost": {140, true}, "diastolicMost": {Value: 90}},
			bp + "the latest day with one has a lowest systolic pressure of less than 140 mmHg and a lowest diastolic pressure of at most 90 mmHg"},
		{BloodPressure, map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: 2}, "occasions": {Value: 2}, "systolicMost": {130, true}},
			bp + "the last 2, on at least 2 different days, have on average a systolic pressure of less than 130 mmHg"},
		{BloodPressure, map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: 3}, "systolicMost": {Value: 130}},
			bp + "the last 3 have on average a systolic pressure of at most 130 mmHg"},
		{BloodPressure, map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: 24}, "occasions": {Value: 6}},
			bp + "the last 24, on at least 6 different days, are recorded"},
		{BloodPressure, map[string]Bound{"take": {Value: TakeAll}, "occasions": {Value: 3}},
			bp + "at least one is recorded, on at least 3 different days"},
		{HbA1c, map[string]Bound{"hba1cLeast": {Value: 57}, "hba1cMost": {65, true}},
			begin("HbA1c") + "the latest has an HbA1c of at least 5.7 % and an HbA1c of less than 6.5 %"},
		{BMI, map[string]Bound{"take": {Value: TakeAll}, "occasions": {Value: 2}, "bmiMost": {250, true}},
			begin("weight and height") + "every one, on at least 2 different days, has a BMI of less than 25 kg/m2"},
		{AHI, map[string]Bound{"ahiMost": {150, true}}, begin("breathing events in sleep") + "the latest has an AHI of less than 15 /h"},
		{Cholesterol, map[string]Bound{"take": {Value: TakeAll}, "cholesterolMost": {200, true}},
			begin("total cholesterol") + "every one has a total cholesterol of less than 200 mg/dL"},
		{GlucoseLab, map[string]Bound{"glucoseMost": {100, true}}, begin("laboratory glucose") + "the latest has a glucose of less than 100 mg/dL"},
		{Age, map[string]Bound{"ageLeast": {Value: 18}}, begin("age") + "the latest has an age of at least 18 years"},
		{Age, nil, begin("age") + "at least one is recorded"},
	} {
		if got := panelClaim(test.metric, 365, test.bounds).Sentence(); got != test.want+end {
			t.Errorf("got  %s\nwant %s", got, test.want+end)
		}
	}
}

// A claim that says nothing, that nobody can meet, or that says the same as another
// one is refused.
func TestRefusesPanelClaimsOfNoUse(t *testing.T) {
	average := func(last uint32) map[string]Bound {
		return map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: last}}
	}
	with := func(bounds map[string]Bound, name string, b Bound) map[string]Bound {
		bounds[name] = b
		return bounds
	}
	all, lowest := func() map[string]Bound { return map[string]Bound{"take": {Value: TakeAll}} }, func() map[string]Bound { return map[string]Bound{"take": {Value: TakeDayLowest}} }
	for name, test := range map[string]struct {
		metric Metric
		bounds map[string]Bound
		ok     bool
	}{
		"average of 2":                          {BloodPressure, average(2), true},
		"average of 64":                         {BloodPressure, average(64), true},
		"average of 65":                         {BloodPressure, average(65), false},
		"average of 1 is the latest":            {BloodPressure, average(1), false},
		"average of no number":                  {BloodPressure, average(0), false},
		"the last of the latest":                {BloodPressure, map[string]Bound{"last": {Value: 2}}, false},
		"the last of all":                       {BloodPressure, with(all(), "last", Bound{Value: 2}), false},
		"occasions of the latest":               {BloodPressure, map[string]Bound{"occasions": {Value: 2}}, false},
		"occasions of a day":                    {BloodPressure, with(lowest(), "occasions", Bound{Value: 2}), false},
		"one occasion":                          {BloodPressure, with(all(), "occasions", Bound{Value: 1}), false},
		"as many occasions as measurements":     {BloodPressure, with(average(5), "occasions", Bound{Value: 5}), true},
		"more occasions than measurements":      {BloodPressure, with(average(5), "occasions", Bound{Value: 6}), false},
		"occasions of a whole page":             {BloodPressure, with(average(64), "occasions", Bound{Value: 30}), true},
		"more occasions than days":              {BloodPressure, with(average(64), "occasions", Bound{Value: 31}), false},
		"strict occasions":                      {BloodPressure, with(all(), "occasions", Bound{2, true}), false},
		"lowest at most":                        {BloodPressure, with(lowest(), "systolicMost", Bound{Value: 140}), true},
		"lowest at least":                       {BloodPressure, with(lowest(), "systolicLeast", Bound{Value: 90}), false},
		"lowest above 0":                        {BloodPressure, with(lowest(), "diastolicLeast", Bound{0, true}), false},
		"average BMI":                           {BMI, average(2), false},
		"average AHI":                           {AHI, average(2), false},
		"lowest BMI":                            {BMI, lowest(), false},
		"lowest AHI":                            {AHI, lowest(), false},
		"all BMIs":                              {BMI, all(), true},
		"a band of one number":                  {Age, map[string]Bound{"ageLeast": {Value: 71}, "ageMost": {Value: 71}}, true},
		"an empty band":                         {Age, map[string]Bound{"ageLeast": {Value: 72}, "ageMost": {Value: 71}}, false},
		"a strict band of one number":           {Age, map[string]Bound{"ageLeast": {Value: 71}, "ageMost": {71, true}}, false},
		"between two years":                     {Age, map[string]Bound{"ageLeast": {70, true}, "ageMost": {71, true}}, false},
		"between three years":                   {Age, map[string]Bound{"ageLeast": {70, true}, "ageMost": {72, true}}, true},
		"an average between two numbers":        {HbA1c, with(with(average(2), "hba1cLeast", Bound{70, true}), "hba1cMost", Bound{71, true}), true},
		"a BMI between two tenths":              {BMI, map[string]Bound{"bmiLeast": {249, true}, "bmiMost": {250, true}}, true},
		"a BMI below itself":                    {BMI, map[string]Bound{"bmiLeast": {250, false}, "bmiMost": {250, true}}, false},
		"an age every one has":                  {Age, map[string]Bound{"ageLeast": {Value: 1}}, false},
		"an age nobody has":                     {Age, map[string]Bound{"ageLeast": {Value: 131}}, false},
		"a largest systolic every one is below": {BloodPressure, map[string]Bound{"systolicMost": {Value: 350}}, false},
		"a largest systolic nobody is below":    {BloodPressure, map[string]Bound{"systolicMost": {20, true}}, false},
		"no event at all":                       {AHI, map[string]Bound{"ahiMost": {Value: 0}}, true},
		"less than no event":                    {AHI, map[string]Bound{"ahiMost": {0, true}}, false},
		"some event":                            {AHI, map[string]Bound{"ahiLeast": {0, true}}, true},
	} {
		c := panelClaim(test.metric, 30, test.bounds)
		err := c.Validate()
		if (err == nil) != test.ok || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Word(); (err == nil) != test.ok {
			t.Errorf("%s: word: %v", name, err)
		}
	}
	c := panelClaim(BloodPressure, 30, nil)
	c.Coverage = 1
	if c.Validate() == nil {
		t.Error("a panel has no coverage")
	}
	// A page of 64 is no proof of all, so 64 occasions of all never are.
	c = panelClaim(BloodPressure, 366, with(all(), "occasions", Bound{Value: 63}))
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	c.Metric.Set(&c.Limits, "occasions", Bound{Value: 64})
	if c.Validate() == nil {
		t.Error("64 occasions of all")
	}
}

// The published numbers once more, so that a slip in a data file shows.
func TestPanelPresetsAreAsPublished(t *testing.T) {
	pair := func(systolic, diastolic uint32, more map[string]Bound) map[string]Bound {
		b := map[string]Bound{"systolicMost": {systolic, true}, "diastolicMost": {diastolic, true}}
		for name, m := range more {
			b[name] = m
		}
		return b
	}
	two := map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: 2}, "occasions": {Value: 2}}
	below := func(name string, v uint32) map[string]Bound { return map[string]Bound{name + "Most": {v, true}} }
	from := func(name string, v uint32) map[string]Bound { return map[string]Bound{name + "Least": {Value: v}} }
	want := map[string]map[string]Bound{
		"bp-controlled":         pair(140, 90, map[string]Bound{"take": {Value: TakeDayLowest}}),
		"bp-normal":             pair(120, 80, two),
		"bp-elevated-or-better": pair(130, 80, two),
		"bp-goal-130":           pair(130, 80, two),
		"bp-stage-1-or-better":  pair(140, 90, two),
		"bp-home-135":           pair(135, 85, map[string]Bound{"take": {Value: TakeAverage}, "last": {Value: 24}, "occasions": {Value: 6}}),
		"bp-vitality-to-70":     pair(120, 80, nil),
		"bp-vitality-from-71":   pair(140, 90, nil),
		"hba1c-below-5-7":       below("hba1c", 57),
		"hba1c-5-7-to-6-4":      {"hba1cLeast": {Value: 57}, "hba1cMost": {65, true}},
		"hba1c-below-6-5":       below("hba1c", 65),
		"hba1c-6-5-or-above":    from("hba1c", 65),
		"hba1c-below-7":         below("hba1c", 70),
		"hba1c-below-8":         below("hba1c", 80),
		"hba1c-not-above-9":     {"hba1cMost": {Value: 90}},
		"bmi-18-5-to-25":        {"bmiLeast": {Value: 185}, "bmiMost": {250, true}},
		"bmi-25-to-28":          {"bmiLeast": {Value: 250}, "bmiMost": {Value: 280}},
		"bmi-25-or-above":       from("bmi", 250),
		"bmi-below-30":          below("bmi", 300),
		"bmi-30-or-above":       from("bmi", 300),
		"bmi-below-23-asian":    below("bmi", 230),
		"bmi-below-27-5-asian":  below("bmi", 275),
		"ahi-below-5":           below("ahi", 50),
		"ahi-below-15":          below("ahi", 150),
		"ahi-below-30":          below("ahi", 300),
		"ahi-15-or-above":       from("ahi", 150),
		"ahi-30-or-above":       from("ahi", 300),
		"cholesterol-below-200": below("cholesterol", 200),
		"glucose-lab-below-100": below("glucose", 100),
		"age-18-or-above":       from("age", 18),
		"age-to-70":             {"ageMost": {Value: 70}},
		"age-from-71":           from("age", 71),
		"age-71-to-80":          {"ageLeast": {Value: 71}, "ageMost": {Value: 80}},
		"age-from-81":           from("age", 81),
	}
	found := 0
	for _, p := range Presets() {
		m := p.Quantity.Metrics()[0]
		if m.Family() != Panel {
			continue
		}
		found++
		bounds, known := want[p.Name]
		if !known || p.Limits != panelClaim(m, 30, bounds).Limits || p.Coverage != 0 {
			t.Errorf("%s: %+v", p.Name, p.Targets)
		}
	}
	if found != len(want) {
		t.Errorf("%d presets, want %d", found, len(want))
	}
}
