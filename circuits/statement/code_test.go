package statement

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

func TestCodesAsPeopleWriteThem(t *testing.T) {
	for _, test := range []struct {
		metric     claim.Metric
		text, want string // want is the canonical text
		word       uint64
	}{
		// E is the fifth letter, digits count from 1: (((((4*37+2)*37+2)*37+0)*37+0)*37+0)*37+0.
		{claim.ICD10CM, "E11", "E11", ((4*37+2)*37 + 2) * 37 * 37 * 37 * 37},
		{claim.ICD10CM, "E11.9", "E11.9", (((4*37+2)*37+2)*37 + 10) * 37 * 37 * 37},
		{claim.ICD10CM, "e119", "E11.9", (((4*37+2)*37+2)*37 + 10) * 37 * 37 * 37},
		{claim.ICD10CM, "C4A.0", "C4A.0", (((2*37+5)*37+11)*37 + 1) * 37 * 37 * 37},
		{claim.ICD10CM, "S52.521A", "S52.521A", (((((18*37+6)*37+3)*37+6)*37+3)*37+2)*37 + 11},
		{claim.ICD10CM, "A00", "A00", (1*37 + 1) * 37 * 37 * 37 * 37},
		{claim.SNOMED, "44054006", "44054006", 44054006},    // diabetes mellitus type 2
		{claim.SNOMED, "73211009", "73211009", 73211009},    // diabetes mellitus
		{claim.SNOMED, "38341003", "38341003", 38341003},    // hypertensive disorder
		{claim.SNOMED, "22298006", "22298006", 22298006},    // myocardial infarction
		{claim.SNOMED, "138875005", "138875005", 138875005}, // the root concept
		{claim.CPICPhenotype, "CYP2D6 Poor Metabolizer", "CYP2D6 Poor Metabolizer", 1},
		{claim.CPICPhenotype, "cyp2c19 poor metabolizer", "CYP2C19 Poor Metabolizer", 17},
		{claim.CPICPhenotype, "SLCO1B1 Indeterminate", "SLCO1B1 Indeterminate", 1 + 5*16 + 5},
	} {
		word, err := ParseCode(test.metric, test.text)
		if err != nil || word != test.word {
			t.Errorf("%s: %d, %v, want %d", test.text, word, err, test.word)
		}
		if text, err := FormatCode(test.metric, word); err != nil || text != test.want {
			t.Errorf("%s is written %s, %v, want %s", test.text, text, err, test.want)
		}
		if err := (Block{word}).Check(test.metric); err != nil {
			t.Errorf("%s: %v", test.text, err)
		}
	}
}

func TestRefusesWhatIsNoCode(t *testing.T) {
	for m, texts := range map[claim.Metric][]string{
		claim.ICD10CM: {"", "E", "E1", "E11.", "E11.9.1", "E11..9", "E1.19", "E119.1", "11E", "EE1", "E11.9999A", "E11.99999", "E11-9", "E11 9", " E11", "É11", "E11.9é", "E1١"},
		claim.SNOMED: {"", "44054005", "44054007", "4405400", "440540060", "044054006", "0", "44054006 ", "-44054006", "4.4054006", "٤٤٠٥٤٠٠٦",
			"24700007x", "900000000000207008", "12345678901", "101009" + "0"},
		claim.CPICPhenotype: {"", "CYP2D6", "CYP2D6 ", "CYP2D6  Poor Metabolizer", "CYP2D6 Rapid Metabolizer", "Poor Metabolizer", "CYP3A5 Poor Metabolizer"},
		claim.Steps:         {"1000", "E11"},
		claim.Glucose5:      {"E11"},
		0:                   {"E11"},
	} {
		for _, text := range texts {
			word, err := ParseCode(m, text)
			if !errors.Is(err, ErrCode) || word != 0 {
				t.Errorf("%s %q: %d, %v", m.Name(), text, word, err)
			}
			if err != nil && len(text) > 2 && strings.Contains(err.Error(), text) {
				t.Errorf("the error shows the code: %v", err)
			}
		}
	}
}

// A word has one text and a text one word, and both are in bounds.
func TestEveryCodeComesBack(t *testing.T) {
	for _, m := range []claim.Metric{claim.ICD10CM, claim.SNOMED, claim.CPICPhenotype} {
		seen := map[string]bool{}
		words := codesOf(t, m)
		for _, word := range words {
			text, err := FormatCode(m, word)
			if err != nil || seen[text] {
				t.Fatalf("%d is written %q, %v", word, text, err)
			}
			seen[text] = true
			if back, err := ParseCode(m, text); err != nil || back != word || back == 0 || back>>CodeBits != 0 {
				t.Errorf("%s came back as %d, %v", text, back, err)
			}
		}
		if len(words) < 20 {
			t.Errorf("%s: %d codes only", m.Name(), len(words))
		}
		// Numbers that are no word of the system.
		for _, word := range []uint64{0, words[0] + 1<<CodeBits, 1 << CodeBits, 1<<CodeBits - 1, 1 << 63, 1<<64 - 1} {
			if text, err := FormatCode(m, word); err == nil {
				t.Errorf("%s: %d is written %s", m.Name(), word, text)
			}
			if err := (Block{word}).Check(m); !errors.Is(err, ErrReading) {
				t.Errorf("%s: a block with %d: %v", m.Name(), word, err)
			}
		}
	}
	// A gap inside a code: letter, digit, end, digit.
	hole := uint64(((4*37+2)*37+0)*37+3) * 37 * 37 * 37
	if text, err := FormatCode(claim.ICD10CM, hole); err == nil {
		t.Errorf("a code with a hole is written %s", text)
	}
	if text, err := FormatCode(claim.ICD10CM, 26*37*37*37*37*37*37); err == nil {
		t.Errorf("a code after Z is written %s", text)
	}
}

// The order of ICD-10-CM words is that of the codes, and what a prefix has in
// common follows each other: a set of codes is a list of ranges.
func TestICDWordsKeepTheOrder(t *testing.T) {
	texts := []string{"A00", "E10.9", "E11", "E11.0", "E11.00", "E11.01", "E11.9", "E12", "E13.A", "E1A", "F00", "Z99.9", "Z99.99"}
	var words []uint64
	for _, text := range texts {
		words = append(words, code(t, claim.ICD10CM, text))
	}
	if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
		t.Errorf("words out of order: %v", words)
	}
}

// Verhoeff's scheme notices every single wrong digit and every swap of neighbors.
func TestSNOMEDCheckDigit(t *testing.T) {
	const good = "44054006"
	for i := range good {
		for d := '0'; d <= '9'; d++ {
			changed := good[:i] + string(d) + good[i+1:]
			if changed != good && verhoeff(changed) {
				t.Errorf("%s passes", changed)
			}
		}
		if i > 0 && good[i] != good[i-1] {
			if swapped := good[:i-1] + good[i:i+1] + good[i-1:i] + good[i+1:]; verhoeff(swapped) {
				t.Errorf("%s passes", swapped)
			}
		}
	}
	// Of ten last digits one is right.
	for n := range 200 {
		right := 0
		for d := range 10 {
			if verhoeff(fmt.Sprintf("%d%d", 100000+n*37, d)) {
				right++
			}
		}
		if right != 1 {
			t.Errorf("%d has %d check digits", 100000+n*37, right)
		}
	}
}

// Numbers of phenotypes never change their meaning: genes and terms are only added
// at the end of their lists.
func TestPhenotypeNumbers(t *testing.T) {
	metabolizer := func(words ...string) (terms []string) {
		for _, w := range words {
			terms = append(terms, w+" Metabolizer")
		}
		return append(terms, "Indeterminate")
	}
	want := []struct {
		gene  string
		terms []string
	}{
		{"CYP2D6", metabolizer("Poor", "Intermediate", "Normal", "Ultrarapid")},
		{"CYP2C19", metabolizer("Poor", "Intermediate", "Normal", "Rapid", "Ultrarapid", "Likely Poor", "Likely Intermediate")},
		{"TPMT", metabolizer("Poor", "Intermediate", "Normal", "Possible Intermediate")},
		{"NUDT15", metabolizer("Poor", "Intermediate", "Normal", "Possible Intermediate")},
		{"DPYD", metabolizer("Poor", "Intermediate", "Normal")},
		{"SLCO1B1", []string{"Poor Function", "Decreased Function", "Normal Function", "Increased Function", "Possible Decreased Function", "Indeterminate"}},
	}
	for g, w := range want {
		for i, term := range w.terms {
			if word, err := ParseCode(claim.CPICPhenotype, w.gene+" "+term); err != nil || word != uint64(1+16*g+i) {
				t.Errorf("%s %s is %d, %v", w.gene, term, word, err)
			}
		}
	}
	for _, p := range phenotypes {
		if len(p.terms) > phenotypeRoom {
			t.Errorf("%s has more than %d phenotypes", p.gene, phenotypeRoom)
		}
		seen := map[string]bool{}
		for _, term := range p.terms {
			if seen[strings.ToLower(term)] {
				t.Errorf("%s %s twice", p.gene, term)
			}
			seen[strings.ToLower(term)] = true
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, text := range []string{"E11.9", "44054006", "CYP2D6 Poor Metabolizer", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range []claim.Metric{claim.ICD10CM, claim.SNOMED, claim.CPICPhenotype} {
			word, err := ParseCode(m, text)
			if err != nil {
				continue
			}
			canonical, err := FormatCode(m, word)
			if err != nil || word == 0 || word>>CodeBits != 0 {
				t.Fatalf("%s: %d has no text: %v", m.Name(), word, err)
			}
			if back, err := ParseCode(m, canonical); err != nil || back != word {
				t.Fatalf("%s came back as another code", canonical)
			}
		}
	})
}
