package claim

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestParseLimit(t *testing.T) {
	for text, set := range map[string]func(*Targets){
		"in 70-180 > 70%":          func(t *Targets) { Glucose5.Set(&t.Limits, "in70to180", Bound{7000, true}) },
		"in 70-180 >= 70 %":        func(t *Targets) { Glucose5.Set(&t.Limits, "in70to180", Bound{7000, false}) },
		"in-70-180>70":             func(t *Targets) { Glucose5.Set(&t.Limits, "in70to180", Bound{7000, true}) },
		"in 63-140 > 70.5 %":       func(t *Targets) { Glucose5.Set(&t.Limits, "in63to140", Bound{7050, true}) },
		"in 70-140 > 0 %":          func(t *Targets) { Glucose5.Set(&t.Limits, "in70to140", Bound{0, true}) },
		"  below   54  <  1   %  ": func(t *Targets) { Glucose5.Set(&t.Limits, "below54", Bound{100, true}) },
		"below 54 <= 0.25 %":       func(t *Targets) { Glucose5.Set(&t.Limits, "below54", Bound{25, false}) },
		"below 63 < 0.01%":         func(t *Targets) { Glucose5.Set(&t.Limits, "below63", Bound{1, true}) },
		"below 70 <= 0 %":          func(t *Targets) { Glucose5.Set(&t.Limits, "below70", Bound{0, false}) },
		"above 140 < 25.00 %":      func(t *Targets) { Glucose5.Set(&t.Limits, "above140", Bound{2500, true}) },
		"above 180 < 100 %":        func(t *Targets) { Glucose5.Set(&t.Limits, "above180", Bound{10000, true}) },
		"above 250 <= 5%":          func(t *Targets) { Glucose5.Set(&t.Limits, "above250", Bound{500, false}) },
		"mean < 154":               func(t *Targets) { Glucose5.Set(&t.Limits, "mean", Bound{154, true}) },
		"mean <= 154 mg/dL":        func(t *Targets) { Glucose5.Set(&t.Limits, "mean", Bound{154, false}) },
		"gmi < 7.0":                func(t *Targets) { Glucose5.Set(&t.Limits, "gmi", Bound{700, true}) },
		"gmi < 7":                  func(t *Targets) { Glucose5.Set(&t.Limits, "gmi", Bound{700, true}) },
		"gmi <= 6.95 %":            func(t *Targets) { Glucose5.Set(&t.Limits, "gmi", Bound{695, false}) },
		"cv <= 36":                 func(t *Targets) { Glucose5.Set(&t.Limits, "cv", Bound{360, false}) },
		"cv < 33.3 %":              func(t *Targets) { Glucose5.Set(&t.Limits, "cv", Bound{333, true}) },
		"coverage >= 70 %":         func(t *Targets) { t.Coverage = 7000 },
		"coverage >= 66.67%":       func(t *Targets) { t.Coverage = 6667 },
		"time of day = night":      func(t *Targets) { Glucose5.Set(&t.Limits, "timeOfDay", Bound{1, false}) },
		"time-of-day=day":          func(t *Targets) { Glucose5.Set(&t.Limits, "timeOfDay", Bound{2, false}) },
		"night coverage >= 70 %":   func(t *Targets) { Glucose5.Set(&t.Limits, "nightCoverage", Bound{70, false}) },
		"longest gap <= 24 h":      func(t *Targets) { Glucose5.Set(&t.Limits, "longestGap", Bound{5, false}) },
		"longest-gap <= 2 h":       func(t *Targets) { Glucose5.Set(&t.Limits, "longestGap", Bound{1, false}) },
	} {
		got, want := Targets{Quantity: "glucose", Limits: Glucose5.NoLimits()}, Targets{Quantity: "glucose", Limits: Glucose5.NoLimits()}
		set(&want)
		l, err := ParseLimit("glucose", text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		l.Apply(&got)
		if got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestParseLimitRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"in 75-180 > 70 %": "no such limit", "below 55 < 1 %": "no such limit", "above 200 < 1 %": "no such limit",
		"in 70-180 between 3": "none of <", "tir > 70 %": "no such limit", "> 70 %": "no such limit", "": "none of <",
		"in 70-180 < 70 %": "takes > or >=", "below 54 > 1 %": "takes < or <=", "gmi > 7": "takes < or <=",
		"coverage > 70 %": "takes >=", "coverage <= 70 %": "takes >=", "coverage >= 101 %": "more than 100 %",
		"in 70-180 >> 70 %": "takes >", "in 70-180 => 70 %": "takes >", "below 54 <= < 1 %": "want a number",
		"in 70-180 > 70.001 %": "more than 2 decimals", "cv <= 36.05": "more than 1 decimals", "mean < 154.5": "more than 0 decimals",
		"in 70-180 > 70,5 %": "want a number", "in 70-180 > -1 %": "want a number", "in 70-180 > 1e1 %": "want a number",
		"in 70-180 > +70 %": "want a number", "in 70-180 > .5 %": "want a number", "in 70-180 > 5. %": "want a number",
		"in 70-180 > %": "want a number", "in 70-180 >": "want a number", "in 70-180 > 70 % %": "want a number",
		"in 70-180 > ٧٠ %": "want a number", "mean < 8.6 mmol/L": "want a number in mg/dL", "gmi < 7 mg/dL": "want a number in %",
		"in 70-180 > 70 % of readings": "want a number", "in 70-180 > 100 %": "no window can meet",
		"in 70-180 > 101 %": "more than 100 %", "below 54 < 655.36 %": "more than 100 %",
		"below 54 < 99999999999999999999 %": "out of range",
		"below 54 < 0 %":                    "no window can meet", "below 54 <= 100 %": "every window meets",
		"in 70-180 >= 0 %": "every window meets", "mean < 39": "no window can meet", "mean < 511": "every window meets",
		"mean <= 511": "every window meets", "gmi <= 20.47": "every window meets", "gmi < 4.24": "no window can meet",
		"cv < 0": "no window can meet", "cv <= 171.9": "every window meets", "cv <= 204.7": "every window meets",
		"time of day = evening": "one of: all, night, day", "time of day < night": "one of: all, night, day",
		"night coverage > 70 %": "takes >=", "night coverage >= 101 %": "no window can meet", "night coverage >= 0 %": "every window meets",
		"longest gap <= 3 h": "one of: any, <= 2 h", "longest gap < 24 h": "one of: any, <= 2 h",
		"below 88 < 1 %": "no such limit", "in 60-100 > 70 %": "no such limit",
		strings.Repeat("x", 1000) + " < 1": "no such limit",
	} {
		l, err := ParseLimit("glucose", text)
		if err == nil || !strings.Contains(err.Error(), want) || !(errors.Is(err, ErrCutoff) || errors.Is(err, ErrCondition)) {
			t.Errorf("%.60q: %+v, %v, want %q", text, l, err, want)
		}
		if err != nil && len(err.Error()) > 300 {
			t.Errorf("%.60q: an error of %d bytes", text, len(err.Error()))
		}
	}
	_, err := ParseLimit("glucose", "below 60 < 1 %")
	for _, key := range keys("glucose") {
		if !strings.Contains(fmt.Sprint(err), key) {
			t.Errorf("the error does not offer %s: %v", key, err)
		}
	}
}

func TestParseTargets(t *testing.T) {
	got, err := ParseTargets("glucose", []string{"below 54 < 1 %", "coverage >= 70 %"})
	want := Targets{Quantity: "glucose", Coverage: 7000, Limits: Glucose5.NoLimits()}
	Glucose5.Set(&want.Limits, "below54", Bound{100, true})
	if err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for _, test := range []struct {
		list []string
		want error
	}{
		{[]string{"below 54 < 1 %", "coverage >= 70 %", "below-54 <= 2 %"}, ErrTwice},
		{[]string{"coverage >= 70 %", "coverage >= 70 %"}, ErrTwice},
		{[]string{"below 54 < 1 %"}, ErrNoCoverage},
		{nil, ErrNoCoverage},
		{[]string{"coverage >= 70 %", "nonsense"}, ErrCondition},
	} {
		if _, err := ParseTargets("glucose", test.list); !errors.Is(err, test.want) {
			t.Errorf("%v: %v, want %v", test.list, err, test.want)
		}
	}
}

const sampleFile = `format = 1
metric = "glucose-5min"
days = 30
earliest-end = 2026-08-01
latest-end = 2026-08-31
assurance = 1

[limits]
coverage = ">= 70 %"
in-70-180 = "> 70 %"
below-54 = "< 1 %"
below-70 = "< 4 %"
above-180 = "<= 25 %"
gmi = "< 7.0 %"
cv = "<= 36 %"
`

func TestMarshal(t *testing.T) {
	got, err := sample().Marshal()
	if err != nil || string(got) != sampleFile {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := (Claim{}).Marshal(); !errors.Is(err, ErrInvalid) {
		t.Errorf("an invalid claim is written: %v", err)
	}
}

func TestMarshalAndParseAreInverse(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 2000 {
		c := randomClaim(r)
		text, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(text)
		if err != nil || got != c {
			t.Fatalf("%+v came back as %+v, %v\n%s", c, got, err, text)
		}
	}
}

func TestParseTakesCommentsAndSpaces(t *testing.T) {
	text := "# for the study\r\n\r\n" + strings.ReplaceAll(sampleFile, "\n", "   # why\r\n")
	text = strings.ReplaceAll(text, "[limits]   # why", " [limits] ")
	got, err := Parse([]byte(strings.ReplaceAll(text, " = ", "=")))
	if err != nil || got != sample() {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestParseRefuses(t *testing.T) {
	swap := func(old, new string) string {
		if !strings.Contains(sampleFile, old) {
			t.Fatalf("the sample has no %q", old)
		}
		return strings.Replace(sampleFile, old, new, 1)
	}
	for _, test := range []struct{ text, want string }{
		{swap("days = 30", "days = 30\ndays = 30"), `line 4: not a claim file: the key stands on line 3 already`},
		{sampleFile + "cv = \"<= 36 %\"\n", `not a claim file: cv: given twice`},
		{swap("days = 30", "day = 30"), `line 3: not a claim file: unknown key`},
		{sampleFile + "below-55 = \"< 1 %\"\n", `line 16: not a claim file: no such limit: "below-55"`},
		{sampleFile + "days = 30\n", `line 16: not a claim file: days: want a "string"`},
		{swap("days = 30", "below-54 = \"< 1 %\""), `line 3: not a claim file: unknown key`},
		{swap("days = 30\n", ""), "days is missing"},
		{swap("format = 1\n", ""), "format is missing"},
		{swap("assurance = 1\n", ""), "assurance is missing"},
		{swap("coverage = \">= 70 %\"\n", ""), "coverage is missing"},
		{swap("format = 1", "format = 2"), "line 1: not a claim file: format 2, want 1"},
		{swap("format = 1", "format = 0"), "line 1: not a claim file: format 0, want 1"},
		{swap("glucose-5min", "glucose-1min"), "line 2: not a claim file: unknown metric"},
		{swap(`"glucose-5min"`, "1"), "line 2: not a claim file: metric: want a \"string\""},
		{swap("days = 30", "days = \"30\""), "line 3: not a claim file: days: want an integer"},
		{swap("days = 30", "days = 030"), "line 3: not a claim file: days: want an integer"},
		{swap("days = 30", "days = 367"), "line 3: not a claim file: days: want an integer"},
		{swap("days = 30", "days = -30"), "line 3: not a claim file: days: want an integer"},
		{swap("days = 30", "days = 3_0"), "line 3: not a claim file: want a"},
		{swap("days = 30", "days = 30.0"), "line 3: not a claim file: want a"},
		{swap("days = 30", "days = 0"), "1 to 366 days"},
		{swap("2026-08-01", "\"2026-08-01\""), "line 4: not a claim file: earliest-end: a date stands without quotes"},
		{swap("2026-08-01", "2026-8-1"), "line 4: not a claim file: earliest-end: not a day"},
		{swap("2026-08-01", "2026-09-01"), "is before the earliest"},
		{swap("2026-08-01", "2025-08-01"), "more than 255 days"},
		{swap("assurance = 1", "assurance = 8"), "line 6: not a claim file: assurance: want an integer from 0 to 7"},
		{swap("[limits]", "[limit]"), `line 8: not a claim file: unknown table`},
		{sampleFile + "[limits]\n", "line 16: not a claim file: [limits] stands twice"},
		{swap("[limits]\n", ""), `line 8: not a claim file: unknown key`},
		{swap("days = 30", "days"), "line 3: not a claim file: want key = value"},
		{swap("days = 30", "days = 30 31"), "more than one value"},
		{swap(`"< 1 %"`, `"< 1 %`), "line 11: not a claim file: the string does not end"},
		{swap(`"< 1 %"`, `"< 1 %" "x"`), "line 11: not a claim file: more than one value"},
		{swap(`"< 1 %"`, `"< 1\t%"`), "line 11: not a claim file: a string takes no backslash"},
		{swap(`"< 1 %"`, `""`), "line 11: not a claim file: below-54: want a \"string\""},
		{swap(`"< 1 %"`, `"1 %"`), "line 11: not a claim file: not a condition"},
		{swap(`"< 1 %"`, `"<= 100 %"`), "line 11: not a claim file: not a condition: below-54: every window meets"},
		{sampleFile + "\xff", "not UTF-8"},
		{sampleFile + strings.Repeat("#\n", MaxFile), "more than 65536 bytes"},
		{"", "format is missing"},
	} {
		c, err := Parse([]byte(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) || !(errors.Is(err, ErrFile) || errors.Is(err, ErrInvalid)) {
			t.Errorf("want %q, got %v", test.want, err)
		}
		if c != (Claim{}) {
			t.Errorf("%q comes with a claim", test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(sampleFile))
	f.Add([]byte("days = 1\n[limits]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := Parse(data)
		if err != nil {
			if c != (Claim{}) {
				t.Fatalf("%v comes with %+v", err, c)
			}
			return
		}
		text, err := c.Marshal()
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if back, err := Parse(text); err != nil || back != c {
			t.Fatalf("%+v came back as %+v, %v", c, back, err)
		}
	})
}

func FuzzParseLimit(f *testing.F) {
	f.Add("below 54 < 1 %")
	f.Add("coverage >= 70 %")
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLimit("glucose", text)
		if err != nil {
			return
		}
		targets := Targets{Quantity: "glucose", Limits: Glucose5.NoLimits()}
		l.Apply(&targets)
		if _, err := New(Glucose5, 1, 20000, 20000, 0, targets); err != nil {
			t.Fatalf("%q gives an invalid claim: %v", text, err)
		}
	})
}
