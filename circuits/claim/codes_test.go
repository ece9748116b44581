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

var codesMetrics = []Metric{ICD10CM, SNOMED, CPICPhenotype}

// diabetes is the set of E10.9, E11.9 and E13.9, by the known answer of package
// codeset.
var diabetes = SetID{
	0xc8, 0xba, 0xfe, 0xe7, 0xfe, 0xce, 0xf0, 0x4f, 0xe7, 0x4d, 0xeb,
	0x2b, 0x01, 0x6e, 0x46, 0x2f, 0x35, 0xf9, 0xf1, 0xdd, 0xdf, 0xf0,
}

func codesClaim(m Metric, member uint32, set SetID) Claim {
	c := Claim{Metric: m, Days: 1, EarliestEnd: 20000, LatestEnd: 20010, MinAssurance: 1, Limits: m.NoLimits(), Set: set}
	m.Set(&c.Limits, "member", Bound{Value: member})
	return c
}

// The places in the word are part of the statement: a change breaks every circuit.
func TestCodesWordLayout(t *testing.T) {
	want := []Field{{"member", 66, 1}, {"set", 67, 176}}
	for _, m := range codesMetrics {
		if got := Layout(m)[len(header):]; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", m.Name(), got, want)
		}
	}
	// The set is the number that its bytes are, the highest first: the last byte of the
	// id lies lowest.
	for _, member := range []uint32{MemberIn, MemberNotIn} {
		word, err := codesClaim(ICD10CM, member, diabetes).Word()
		if err != nil {
			t.Fatal(err)
		}
		above := new(big.Int).Rsh(word, 67)
		if word.Bit(66) != uint(member) || fmt.Sprintf("%x", above) != fmt.Sprintf("%x", diabetes) {
			t.Errorf("member %d: the set is %x", member, above)
		}
	}
}

// randomCodes draws a valid claim about codes.
func randomCodes(r *rand.Rand) Claim {
	var set SetID
	for i := range set {
		set[i] = byte(r.Uint32() >> (r.IntN(4) * 8)) // some zeros too
	}
	if r.IntN(10) == 0 {
		set = SetID{SetBytes - 1: 1} // the lowest of all
	}
	c := codesClaim(codesMetrics[r.IntN(len(codesMetrics))], r.Uint32N(2), set)
	c.Days = 1 + r.IntN(MaxDays)
	c.EarliestEnd = Day(c.Days + r.IntN(30000))
	c.LatestEnd = c.EarliestEnd + Day(r.IntN(MaxSpan+1))
	c.MinAssurance = uint8(r.IntN(8))
	return c
}

func TestCodesClaimsRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	words, sentences := map[string]Claim{}, map[string]Claim{}
	for range 3000 {
		c := randomCodes(r)
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		word, err := c.Word()
		if err != nil {
			t.Fatal(err)
		}
		if word.BitLen() > 243 {
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
		text := c.Sentence()
		c.Days = 1 // a list has no window, so the sentence names none
		if other, twice := sentences[text]; twice && other != c {
			t.Fatalf("two claims with one sentence: %+v and %+v", c, other)
		}
		sentences[text] = c
		if text += c.Describe(); strings.Contains(text, "%!") {
			t.Errorf("text %q", text)
		}
	}
}

func TestCodesFile(t *testing.T) {
	const text = `format = 1
metric = "icd-10-cm"
days = 1
earliest-end = 2024-10-04
latest-end = 2024-10-14
assurance = 1

[limits]
set = "= 0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0"
member = "not in"
`
	c, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if want := codesClaim(ICD10CM, MemberNotIn, diabetes); c != want {
		t.Errorf("read %+v, want %+v", c, want)
	}
	if back, err := c.Marshal(); err != nil || !bytes.Equal(back, []byte(text)) {
		t.Errorf("written as %s: %v", back, err)
	}
	for name, change := range map[string][2]string{
		"no set":             {"set = \"= 0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0\"\n", ""},
		"a set of zeros":     {"0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0", "0x" + strings.Repeat("0", 44)},
		"a short set":        {"dddff0", "dddff"},
		"a long set":         {"dddff0", "dddff000"},
		"capitals":           {"dddff0", "DDDFF0"},
		"no 0x":              {"0xc8", "c8"},
		"not a number":       {"dddff0", "dddffg"},
		"a set above":        {"\"= 0x", "\">= 0x"},
		"the set twice":      {"set = \"= 0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0\"\n", strings.Repeat("set = \"= 0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0\"\n", 2)},
		"perhaps a member":   {"not in", "perhaps"},
		"member twice":       {"member = \"not in\"\n", "member = \"not in\"\nmember = \"in\"\n"},
		"coverage":           {"[limits]\n", "[limits]\ncoverage = \">= 70 %\"\n"},
		"a limit on steps":   {"[limits]\n", "[limits]\nlevel = \">= 10000 steps\"\n"},
		"a set for pressure": {"icd-10-cm", "blood-pressure"},
	} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Fatalf("%s: nothing changed", name)
		}
		if got, err := Parse([]byte(changed)); err == nil {
			t.Errorf("%s: read as %+v", name, got)
		}
	}
}

func TestCodesSentences(t *testing.T) {
	const set = " in the set 0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0; assurance level at least 1."
	for member, want := range map[uint32]string{
		MemberIn:    "As of a day between 2024-10-04 and 2024-10-14, a code of the complete sealed list of icd-10-cm codes is" + set,
		MemberNotIn: "As of a day between 2024-10-04 and 2024-10-14, no code of the complete sealed list of icd-10-cm codes is" + set,
	} {
		if got := codesClaim(ICD10CM, member, diabetes).Sentence(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	const want = `metric      cpic-phenotype: the complete sealed list
list        as of a day between 2024-10-04 and 2024-10-14
set         0xc8bafee7fecef04fe74deb2b016e462f35f9f1dddff0
assurance   level 1 or above
member      not in
`
	if got := codesClaim(CPICPhenotype, MemberNotIn, diabetes).Describe(); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestRefusesCodesClaimsOfNoUse(t *testing.T) {
	for name, spoil := range map[string]func(*Claim){
		"no set":             func(c *Claim) { c.Set = SetID{} },
		"a third membership": func(c *Claim) { c.Metric.Set(&c.Limits, "member", Bound{Value: 2}) },
		"strictly in":        func(c *Claim) { c.Metric.Set(&c.Limits, "member", Bound{Value: MemberIn, Strict: true}) },
		"coverage":           func(c *Claim) { c.Coverage = 1 },
		"a second limit":     func(c *Claim) { c.Limits[1] = Bound{Value: 1} },
		"a set for steps":    func(c *Claim) { c.Metric, c.Limits = Steps, Steps.NoLimits() },
		"a set for glucose":  func(c *Claim) { c.Metric, c.Limits = Glucose5, Glucose5.NoLimits() },
		"no metric":          func(c *Claim) { c.Metric = 33 },
	} {
		c := codesClaim(SNOMED, MemberIn, diabetes)
		if err := c.Validate(); err != nil {
			t.Fatal(err)
		}
		spoil(&c)
		if err := c.Validate(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Word(); err == nil {
			t.Errorf("%s has a word", name)
		}
	}
}

// The published sets once more, by id: package codes shows that they are those of
// the sets that come with the program.
func TestCodesPresetsAreAsPublished(t *testing.T) {
	want := map[string]string{
		"cyp2c19-poor-or-intermediate": "d32201d45af5ff66e0c55dec1ca0adde7b0c346ca0a7",
		"dpyd-poor-or-intermediate":    "4470d26960cf393b5563daed99c799c4ca27d09bd7fc",
	}
	found := 0
	for _, p := range Presets() {
		m := p.Quantity.Metrics()[0]
		if m.Family() != Codes {
			continue
		}
		found++
		if m != CPICPhenotype || want[p.Name] != fmt.Sprintf("%x", p.Set) || p.Limits != m.NoLimits() || p.Coverage != 0 {
			t.Errorf("%s: %+v", p.Name, p.Targets)
		}
	}
	if found != len(want) {
		t.Errorf("%d presets, want %d", found, len(want))
	}
}
