package claim

import (
	"bytes"
	"errors"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestLayoutTilesTheWord(t *testing.T) {
	for _, m := range Metrics() {
		next := 0
		seen := make(map[string]bool)
		names := []string{"format", "metric", "days", "earliestEnd", "span", "minAssurance", "coverage"}
		for _, r := range m.Rows() {
			names = append(names, r.Name)
			if r.HasStrict {
				names = append(names, r.Name+"Strict")
			}
		}
		if m.Family() == Codes {
			names = append(names, "set")
		}
		layout := Layout(m)
		for i, f := range layout {
			if f.Offset != next || i == len(header) && f.Offset != HeaderBits {
				t.Errorf("%s: %s starts at bit %d, want %d", m.Name(), f.Name, f.Offset, next)
			}
			if f.Width < 1 || seen[f.Name] || i >= len(names) || f.Name != names[i] {
				t.Errorf("%s: %s has no width, is named twice or stands in the wrong place", m.Name(), f.Name)
			}
			seen[f.Name] = true
			next = f.Offset + f.Width
		}
		if next > MaxWordBits || len(layout) != len(names) || len(m.Rows()) > MaxRows {
			t.Errorf("%s: %d fields of %d that end at bit %d", m.Name(), len(layout), len(names), next)
		}
	}
}

// The places in the word are part of the statement: a change breaks every circuit.
func TestSeriesWordLayout(t *testing.T) {
	for m, want := range map[Metric]map[string]int{
		Glucose5: {
			"in70to180": 66, "in70to180Strict": 80, "in63to140": 81, "in70to140": 96, "below54": 111, "below63": 126, "below70": 141,
			"above140": 156, "above180": 171, "above250": 186, "mean": 201, "meanStrict": 210, "gmi": 211, "gmiStrict": 222,
			"cv": 223, "cvStrict": 234, "timeOfDay": 235, "nightCoverage": 237, "longestGap": 244, "end": 247,
		},
		HeartRate: {
			"in60to100": 66, "below50": 81, "above100": 96, "from110": 111, "meanLeast": 126, "meanLeastStrict": 134,
			"meanMost": 135, "meanMostStrict": 143, "timeOfDay": 144, "nightCoverage": 146, "longestGap": 153, "end": 156,
		},
		SpO2: {
			"below88": 66, "below90": 81, "below94": 96, "meanLeast": 111, "meanLeastStrict": 118,
			"timeOfDay": 119, "nightCoverage": 121, "longestGap": 128, "end": 131,
		},
	} {
		got := map[string]int{}
		for _, f := range Layout(m) {
			got[f.Name], got["end"] = f.Offset, f.Offset+f.Width
		}
		for name, at := range want {
			if got[name] != at {
				t.Errorf("%s: %s at bit %d, want %d", m.Name(), name, got[name], at)
			}
		}
	}
}

// The literal was written out by hand from the bit offsets of the specification.
func TestWordOfSample(t *testing.T) {
	w, err := sample().Word()
	if err != nil {
		t.Fatal(err)
	}
	want := new(big.Int)
	for _, f := range []struct{ offset, value int64 }{
		{0, 1}, {4, 1}, {12, 30}, {21, 20666}, {41, 30}, {49, 1}, {52, 7000},
		{66, 7000}, {80, 1}, {111, 100}, {125, 1}, {126, 10000}, {141, 400}, {155, 1},
		{156, 10000}, {171, 2500}, {186, 10000}, {201, 511}, {211, 700}, {222, 1}, {223, 360},
	} {
		want.Add(want, new(big.Int).Lsh(big.NewInt(f.value), uint(f.offset)))
	}
	if w.Cmp(want) != 0 {
		t.Errorf("word %x, want %x", w, want)
	}
}

func TestWordRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		c := randomClaim(r)
		w, err := c.Word()
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if w.BitLen() > MaxWordBits {
			t.Fatalf("%+v: %d bits", c, w.BitLen())
		}
		got, err := FromWord(w)
		if err != nil || got != c {
			t.Fatalf("%+v came back as %+v, %v", c, got, err)
		}
	}
}

// Every field changes the word and no two fields share a bit.
func TestWordDependsOnEveryField(t *testing.T) {
	base, _ := sample().Word()
	changed := map[string]func(*Claim){
		"metric": func(c *Claim) { c.Metric = Glucose15 }, "days": func(c *Claim) { c.Days++ },
		"earliestEnd": func(c *Claim) { c.EarliestEnd++; c.LatestEnd++ }, "span": func(c *Claim) { c.LatestEnd++ },
		"minAssurance": func(c *Claim) { c.MinAssurance = 4 }, "coverage": func(c *Claim) { c.Coverage++ },
	}
	for i, r := range Glucose5.Rows() {
		changed[r.Name] = func(c *Claim) { c.Limits[i].Value = 430 }
		if r.Op == Choice || r.Form == NightCoverage {
			changed[r.Name] = func(c *Claim) { c.Limits[i].Value = 2 }
		}
		changed[r.Name+"Strict"] = func(c *Claim) { c.Limits[i].Strict = !c.Limits[i].Strict }
	}
	for _, f := range Layout(Glucose5)[1:] {
		c := sample()
		changed[f.Name](&c)
		w, err := c.Word()
		if err != nil {
			// Only a scalar "none" cannot turn strict.
			if c.Validate() == nil {
				t.Errorf("%s: %v", f.Name, err)
			}
			continue
		}
		diff := new(big.Int).Xor(base, w)
		if diff.Sign() == 0 {
			t.Errorf("%s: the word does not change", f.Name)
		}
		if low := int(diff.TrailingZeroBits()); low < f.Offset || diff.BitLen() > f.Offset+f.Width {
			t.Errorf("%s: bits outside the field change", f.Name)
		}
	}
}

// wordBits is the length of a word about glucose.
const wordBits = 247

func TestRefusesBitsOutsideTheLayout(t *testing.T) {
	base, _ := sample().Word()
	for bit := wordBits; bit < 320; bit++ {
		w := new(big.Int).SetBit(base, bit, 1)
		if _, err := FromWord(w); !errors.Is(err, ErrWord) {
			t.Errorf("bit %d: %v", bit, err)
		}
	}
	// In two's complement this negative number has the low bits of a valid word.
	alias := new(big.Int).Sub(base, new(big.Int).Lsh(big.NewInt(1), wordBits))
	for _, w := range []*big.Int{nil, new(big.Int).Neg(base), alias, new(big.Int), big.NewInt(1)} {
		if _, err := FromWord(w); !errors.Is(err, ErrWord) {
			t.Errorf("%v: %v", w, err)
		}
	}
}

// A flipped bit gives another claim or none, never the same one.
func TestEveryBitMatters(t *testing.T) {
	base, _ := sample().Word()
	for bit := range wordBits {
		w := new(big.Int).SetBit(base, bit, base.Bit(bit)^1)
		got, err := FromWord(w)
		if err != nil {
			continue
		}
		back, err := got.Word()
		if err != nil || back.Cmp(w) != 0 || got == sample() {
			t.Errorf("bit %d: %+v, %v", bit, got, err)
		}
	}
}

func TestFromWordRefusesFieldsOutOfBounds(t *testing.T) {
	base, _ := sample().Word()
	for _, test := range []struct {
		field string
		value int64
		ok    bool
	}{
		{"format", 0, false}, {"format", 2, false}, {"format", 15, false},
		{"metric", 0, false}, {"metric", 5, false}, {"metric", 9, false}, {"metric", 255, false}, {"metric", 2, true},
		{"days", 0, false}, {"days", 367, false}, {"days", 511, false}, {"days", 366, true}, {"days", 1, true},
		{"earliestEnd", 0, false}, {"earliestEnd", 29, false}, {"earliestEnd", 30, true},
		{"earliestEnd", 1<<20 - 1, false}, {"earliestEnd", 1<<20 - 31, true}, {"earliestEnd", 1<<20 - 30, false},
		{"span", 255, true}, {"minAssurance", 7, true},
		{"coverage", 10000, true}, {"coverage", 10001, false}, {"coverage", 1<<14 - 1, false},
		{"in70to180", 10000, false}, {"in63to140", 10000, true}, {"in63to140", 10001, false},
		{"below54", 10000, true}, {"below54", 10001, false}, {"below54", 0, false}, {"below63", 0, true},
		{"below63Strict", 1, true}, {"above180", 1<<14 - 1, false},
		{"mean", 511, true}, {"mean", 510, false}, {"mean", 500, false}, {"mean", 499, true}, {"mean", 39, true},
		{"mean", 38, false}, {"mean", 0, false}, {"meanStrict", 1, false},
		{"gmi", 1527, true}, {"gmi", 1528, false}, {"gmi", 2047, false}, {"gmi", 425, true}, {"gmi", 424, false},
		{"cv", 0, true}, {"cv", 1718, true}, {"cv", 1719, false}, {"cv", 2047, true}, {"cv", 2046, false},
		{"timeOfDay", 1, true}, {"timeOfDay", 2, true}, {"timeOfDay", 3, false},
		{"nightCoverage", 1, true}, {"nightCoverage", 100, true}, {"nightCoverage", 101, false}, {"nightCoverage", 127, false},
		{"longestGap", 1, true}, {"longestGap", 7, true},
	} {
		w := replace(base, test.field, test.value)
		if _, err := FromWord(w); (err == nil) != test.ok {
			t.Errorf("%s = %d: %v, want ok %t", test.field, test.value, err, test.ok)
		}
	}
}

func replace(w *big.Int, field string, value int64) *big.Int {
	for _, f := range Layout(Glucose5) {
		if f.Name != field {
			continue
		}
		mask := new(big.Int).Lsh(big.NewInt(1<<f.Width-1), uint(f.Offset))
		w = new(big.Int).AndNot(w, mask)
		return w.Or(w, new(big.Int).Lsh(big.NewInt(value), uint(f.Offset)))
	}
	panic("no such field: " + field)
}

func TestZeroLimitsAreRefused(t *testing.T) {
	if err := asking(Limits{}).Validate(); !errors.Is(err, ErrInvalid) {
		t.Errorf("the zero value passes as a claim: %v", err)
	}
	if err := asking(Glucose5.NoLimits()).Validate(); err != nil {
		t.Error(err)
	}
}

// Limits that sound extreme but some windows meet and others do not.
func TestRealLimitsAtTheEdgeAreAccepted(t *testing.T) {
	for name, bounds := range map[string]map[string]Bound{
		"above 0 %":      {"in70to180": {0, true}},
		"all":            {"in70to180": {WholeShare, false}},
		"not all":        {"below70": {WholeShare, true}},
		"none at all":    {"below70": {0, false}},
		"mean under 500": {"mean": {500, true}},
		"equal readings": {"cv": {0, false}},
		"whole nights":   {"nightCoverage": {100, false}},
	} {
		if err := asking(glucose(bounds)).Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What ties rows together, and what depends on the days.
func TestSeriesRules(t *testing.T) {
	for _, test := range []struct {
		metric Metric
		days   int
		bounds map[string]Bound
		want   string // "" for a valid claim
	}{
		{HeartRate, 1, map[string]Bound{"meanLeast": {60, false}, "meanMost": {100, false}}, ""},
		{HeartRate, 1, map[string]Bound{"meanLeast": {60, false}, "meanMost": {60, false}}, ""},
		{HeartRate, 1, map[string]Bound{"meanLeast": {60, true}, "meanMost": {60, false}}, "no window can meet both"},
		{HeartRate, 1, map[string]Bound{"meanLeast": {60, false}, "meanMost": {60, true}}, "no window can meet both"},
		{HeartRate, 1, map[string]Bound{"meanLeast": {61, false}, "meanMost": {60, false}}, "no window can meet both"},
		{SpO2, 1, map[string]Bound{"meanLeast": {94, true}}, ""},
		// A window with a reading has no gap of all its hours.
		{Glucose15, 1, map[string]Bound{"longestGap": {4, false}}, ""},                   // 12 h
		{Glucose15, 1, map[string]Bound{"longestGap": {5, false}}, "every window meets"}, // 24 h
		{Glucose15, 2, map[string]Bound{"longestGap": {5, false}}, ""},
		{Glucose15, 2, map[string]Bound{"longestGap": {6, false}}, "every window meets"}, // 48 h
		{Glucose15, 3, map[string]Bound{"longestGap": {6, false}}, ""},
		{Glucose15, 3, map[string]Bound{"longestGap": {7, false}}, "every window meets"}, // 72 h
		{Glucose15, 4, map[string]Bound{"longestGap": {7, false}}, ""},
		{Glucose15, 4, map[string]Bound{"longestGap": {8, false}}, "no such choice"},
		{Glucose15, 4, map[string]Bound{"longestGap": {1, true}}, "cannot be strict"},
		{SpO2, 4, map[string]Bound{"nightCoverage": {0, true}}, "cannot be strict"},
		{SpO2, 4, map[string]Bound{"timeOfDay": {3, false}}, "no such choice"},
		{SpO2, 4, map[string]Bound{"meanLeast": {101, false}}, "no window can meet"},
		{SpO2, 4, map[string]Bound{"meanLeast": {100, true}}, "no window can meet"},
		{SpO2, 4, map[string]Bound{"meanLeast": {50, false}}, "every window meets"},
		{HeartRate, 4, map[string]Bound{"meanMost": {250, false}}, "every window meets"},
		{HeartRate, 4, map[string]Bound{"meanMost": {25, true}}, "no window can meet"},
		{HeartRate, 4, map[string]Bound{"below50": {10001, false}}, "more than 100 %"},
	} {
		c := asking(limitsOf(test.metric, test.bounds))
		c.Metric, c.Days = test.metric, test.days
		err := c.Validate()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, %d days, %v: %v, want %q", test.metric.Name(), test.days, test.bounds, err, test.want)
		}
	}
	c := asking(Glucose5.NoLimits())
	c.Limits[15] = Bound{Value: 1}
	if c.Validate() == nil {
		t.Error("a limit beyond the metric's rows passes")
	}
}

func TestValidateClaim(t *testing.T) {
	for name, spoil := range map[string]func(*Claim){
		"metric":         func(c *Claim) { c.Metric = 5 },
		"days negative":  func(c *Claim) { c.Days = -1 },
		"days":           func(c *Claim) { c.Days = MaxDays + 1 },
		"end negative":   func(c *Claim) { c.EarliestEnd = -1 },
		"end too early":  func(c *Claim) { c.EarliestEnd = 29 },
		"ends reversed":  func(c *Claim) { c.LatestEnd = c.EarliestEnd - 1 },
		"span":           func(c *Claim) { c.LatestEnd = c.EarliestEnd + MaxSpan + 1 },
		"span overflows": func(c *Claim) { c.EarliestEnd, c.LatestEnd = 1<<31-1, -1<<31 },
		"end too late":   func(c *Claim) { c.EarliestEnd, c.LatestEnd = MaxDay, MaxDay+1 },
		"assurance":      func(c *Claim) { c.MinAssurance = 8 },
		"coverage":       func(c *Claim) { c.Coverage = WholeShare + 1 },
		"set":            func(c *Claim) { c.Set[0] = 1 },
		"limits":         func(c *Claim) { Glucose5.Set(&c.Limits, "gmi", Bound{Value: 2046}) },
	} {
		c := sample()
		spoil(&c)
		if _, err := c.Word(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if r := Begin(c, c.LatestEnd, MaxAssurance); r.OK {
			t.Errorf("%s: an invalid claim can be met", name)
		}
	}
}

func FuzzFromWord(f *testing.F) {
	w, _ := sample().Word()
	f.Add(w.Bytes())
	f.Add([]byte{})
	f.Add(bytes.Repeat([]byte{0xff}, 32))
	f.Fuzz(func(t *testing.T, b []byte) {
		w := new(big.Int).SetBytes(b)
		c, err := FromWord(w)
		if err != nil {
			if !errors.Is(err, ErrWord) || !reflect.ValueOf(c).IsZero() {
				t.Fatalf("%x: %v, %+v", b, err, c)
			}
			return
		}
		back, err := c.Word()
		if err != nil || back.Cmp(w) != 0 {
			t.Fatalf("%x came back as %x, %v", w, back, err)
		}
	})
}
