package claim

import (
	"bytes"
	"errors"
	"math/big"
	"math/rand/v2"
	"reflect"
	"testing"
)

// sample is a valid claim that asks something in most fields.
func sample() Claim {
	l := NoLimits()
	l.In70to180 = AtLeast{7000, true}
	l.Below70 = AtMost{400, true}
	l.Below54 = AtMost{100, true}
	l.Above180 = AtMost{2500, false}
	l.GMI = GMILimit{700, true}
	l.CV = CVLimit{360, false}
	return Claim{
		Metric: Glucose5, Days: 30, EarliestEnd: 20666, LatestEnd: 20696,
		MinAssurance: 1, Coverage: 7000, Limits: l,
	}
}

// asking is a claim without limits, for one day.
func asking(l Limits) Claim {
	return Claim{Metric: Glucose5, Days: 1, EarliestEnd: 20000, LatestEnd: 20000, Limits: l}
}

// randomClaim draws a valid claim; about half of its limits are none.
func randomClaim(r *rand.Rand) Claim {
	c := Claim{
		Metric: Metric(1 + r.IntN(2)), Days: 1 + r.IntN(MaxDays),
		MinAssurance: uint8(r.IntN(8)), Coverage: uint16(r.IntN(WholeShare + 1)),
		Limits: NoLimits(),
	}
	c.EarliestEnd = Day(c.Days + r.IntN(int(MaxDay)-c.Days-MaxSpan))
	c.LatestEnd = c.EarliestEnd + Day(r.IntN(MaxSpan+1))
	for _, e := range table {
		value, strict := e.at(&c.Limits)
		for none := *value; ; {
			if r.IntN(2) == 0 {
				*value, *strict = none, false
				break
			}
			*value, *strict = uint16(r.IntN(WholeShare+1)), r.IntN(2) == 0
			if e.kind != atLeast && e.kind != atMost {
				*value = uint16(r.IntN(2048))
			}
			if e.validate(*value, *strict) == nil {
				break
			}
		}
	}
	return c
}

func TestLayoutTilesTheWord(t *testing.T) {
	next := 0
	seen := make(map[string]bool)
	for _, f := range Layout {
		if f.Offset != next {
			t.Errorf("%s starts at bit %d, want %d", f.Name, f.Offset, next)
		}
		if f.Width < 1 || seen[f.Name] {
			t.Errorf("%s: no width, or named twice", f.Name)
		}
		seen[f.Name] = true
		next = f.Offset + f.Width
	}
	if next != WordBits {
		t.Errorf("the fields end at bit %d, want %d", next, WordBits)
	}
	for i, e := range table {
		value := e.field
		if e.count != nil {
			value += "BP"
		}
		if got := Layout[limitFields+2*i].Name; got != value {
			t.Errorf("limit %d: field %s, want %s", i, got, value)
		}
		if got := Layout[limitFields+2*i+1].Name; got != e.field+"Strict" {
			t.Errorf("limit %d: field %s, want %sStrict", i, got, e.field)
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
		if w.BitLen() > WordBits {
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
	for i, e := range table {
		changed[Layout[limitFields+2*i].Name] = func(c *Claim) {
			value, _ := e.at(&c.Limits)
			*value = 430
		}
		changed[Layout[limitFields+2*i+1].Name] = func(c *Claim) {
			_, strict := e.at(&c.Limits)
			*strict = !*strict
		}
	}
	for _, f := range Layout[1:] {
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

func TestRefusesBitsOutsideTheLayout(t *testing.T) {
	base, _ := sample().Word()
	for bit := WordBits; bit < 320; bit++ {
		w := new(big.Int).SetBit(base, bit, 1)
		if _, err := FromWord(w); !errors.Is(err, ErrWord) {
			t.Errorf("bit %d: %v", bit, err)
		}
	}
	// In two's complement this negative number has the low bits of a valid word.
	alias := new(big.Int).Sub(base, new(big.Int).Lsh(big.NewInt(1), WordBits))
	for _, w := range []*big.Int{nil, new(big.Int).Neg(base), alias, new(big.Int), big.NewInt(1)} {
		if _, err := FromWord(w); !errors.Is(err, ErrWord) {
			t.Errorf("%v: %v", w, err)
		}
	}
}

// A flipped bit gives another claim or none, never the same one.
func TestEveryBitMatters(t *testing.T) {
	base, _ := sample().Word()
	for bit := range WordBits {
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
		{"metric", 0, false}, {"metric", 3, false}, {"metric", 255, false}, {"metric", 2, true},
		{"days", 0, false}, {"days", 367, false}, {"days", 511, false}, {"days", 366, true}, {"days", 1, true},
		{"earliestEnd", 0, false}, {"earliestEnd", 29, false}, {"earliestEnd", 30, true},
		{"earliestEnd", 1<<20 - 1, false}, {"earliestEnd", 1<<20 - 31, true}, {"earliestEnd", 1<<20 - 30, false},
		{"span", 255, true}, {"minAssurance", 7, true},
		{"coverage", 10000, true}, {"coverage", 10001, false}, {"coverage", 1<<14 - 1, false},
		{"in70to180BP", 10000, false}, {"in63to140BP", 10000, true}, {"in63to140BP", 10001, false},
		{"below54BP", 10000, true}, {"below54BP", 10001, false}, {"below54BP", 0, false}, {"below63BP", 0, true},
		{"below63Strict", 1, true}, {"above180BP", 1<<14 - 1, false},
		{"mean", 511, true}, {"mean", 510, false}, {"mean", 500, false}, {"mean", 499, true}, {"mean", 39, true},
		{"mean", 38, false}, {"mean", 0, false}, {"meanStrict", 1, false},
		{"gmi", 1527, true}, {"gmi", 1528, false}, {"gmi", 2047, false}, {"gmi", 425, true}, {"gmi", 424, false},
		{"cv", 0, true}, {"cv", 1718, true}, {"cv", 1719, false}, {"cv", 2047, true}, {"cv", 2046, false},
	} {
		w := replace(base, test.field, test.value)
		if _, err := FromWord(w); (err == nil) != test.ok {
			t.Errorf("%s = %d: %v, want ok %t", test.field, test.value, err, test.ok)
		}
	}
}

func replace(w *big.Int, field string, value int64) *big.Int {
	for _, f := range Layout {
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
	if err := asking(NoLimits()).Validate(); err != nil {
		t.Error(err)
	}
}

// Limits that sound extreme but some windows meet and others do not.
func TestRealLimitsAtTheEdgeAreAccepted(t *testing.T) {
	for name, set := range map[string]func(*Limits){
		"above 0 %":      func(l *Limits) { l.In70to180 = AtLeast{0, true} },
		"all":            func(l *Limits) { l.In70to180 = AtLeast{WholeShare, false} },
		"not all":        func(l *Limits) { l.Below70 = AtMost{WholeShare, true} },
		"none at all":    func(l *Limits) { l.Below70 = AtMost{0, false} },
		"mean under 500": func(l *Limits) { l.Mean = MeanLimit{500, true} },
		"equal readings": func(l *Limits) { l.CV = CVLimit{0, false} },
	} {
		l := NoLimits()
		set(&l)
		if err := l.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestValidateClaim(t *testing.T) {
	for name, spoil := range map[string]func(*Claim){
		"metric":         func(c *Claim) { c.Metric = 3 },
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
		"limits":         func(c *Claim) { c.Limits.GMI.Hundredths = 2046 },
	} {
		c := sample()
		spoil(&c)
		if _, err := c.Word(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if r := Evaluate(c, Stats{Expected: 8640, N: 8640, In70to180: 8640, Sum: 864000, SumSquares: 86400000}); r.OK {
			t.Errorf("%s: a window meets an invalid claim", name)
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
