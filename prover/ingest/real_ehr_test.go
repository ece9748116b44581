package ingest

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// TestSyntheticPatients reads the records of synthetic patients for every metric
// they hold and compares with the published numbers.
func TestSyntheticPatients(t *testing.T) {
	dir := dataDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	type decimalText struct {
		Systolic  json.Number `json:"systolic"`
		Diastolic json.Number `json:"diastolic"`
		Value     json.Number `json:"value"`
	}
	var all struct {
		Synthea map[string]struct {
			Entries    int            `json:"entries"`
			Counts     map[string]int `json:"observations_by_loinc"`
			Conditions []string       `json:"condition_codes"`
			BP         *decimalText   `json:"bp_latest"`
			Floors     [][2]uint64    `json:"bp_floor_all"`
			HbA1c      *decimalText   `json:"hba1c_latest"`
			BMI        *decimalText   `json:"bmi_latest"`
		} `json:"synthea"`
	}
	if err := json.Unmarshal(raw, &all); err != nil || len(all.Synthea) != 4 {
		t.Fatalf("%d patients: %v", len(all.Synthea), err)
	}
	round := func(n json.Number, by float64) uint64 {
		f, _ := n.Float64()
		return uint64(math.Floor(f*by + 0.5))
	}
	for name, want := range all.Synthea {
		path := filepath.Join(dir, "synthea-r4", name)
		words := func(m claim.Metric) []uint64 {
			s := readFile(t, path, Options{Metric: m})
			if s.Report.Rows != want.Entries {
				t.Errorf("%s: %d rows", name, s.Report.Rows)
			}
			var all []uint64
			for from := s.FirstDay; from <= s.LastDay; from += maxWindowDays {
				blocks, _ := s.Blocks(from, min(maxWindowDays, s.LastDay-from+1))
				for _, b := range blocks {
					if b.Check(m) != nil {
						t.Errorf("%s, %s: a day cannot be sealed", name, m.Name())
					}
					all = append(all, b...)
				}
			}
			return all
		}
		bp := words(claim.BloodPressure)
		if len(bp) != want.Counts["55284-4"] || bp[len(bp)-1] != word(round(want.BP.Systolic, 1), round(want.BP.Diastolic, 1)) {
			t.Errorf("%s: blood pressure %v", name, bp)
		}
		for i, w := range bp {
			a, b := statement.SplitWord(w)
			if f := want.Floors[i]; a-f[0] > 1 || b-f[1] > 1 {
				t.Errorf("%s: %d/%d, floors %v", name, a, b, f)
			}
		}
		if want.HbA1c != nil {
			a1c := words(claim.HbA1c)
			if len(a1c) != want.Counts["4548-4"] || a1c[len(a1c)-1] != round(want.HbA1c.Value, 10) {
				t.Errorf("%s: HbA1c %v", name, a1c)
			}
			if n := words(claim.Cholesterol); len(n) != want.Counts["2093-3"] {
				t.Errorf("%s: %d cholesterols", name, len(n))
			}
			if n := words(claim.GlucoseLab); len(n) != want.Counts["2339-0"] {
				t.Errorf("%s: %d glucoses", name, len(n))
			}
		}
		bmi := words(claim.BMI)
		w, h := statement.SplitWord(bmi[len(bmi)-1])
		index, _ := want.BMI.Value.Float64()
		if got := 1000 * float64(w) / float64(h*h); len(bmi) != want.Counts["29463-7"] || math.Abs(got-index) > 0.02*index {
			t.Errorf("%s: BMI %f of %f", name, got, index)
		}
		codes := words(claim.SNOMED)
		slices.Sort(codes)
		var texts []string
		for _, c := range codes {
			texts = append(texts, fmt.Sprint(c))
		}
		slices.Sort(texts)
		if !slices.Equal(texts, want.Conditions) {
			t.Errorf("%s: conditions %v, want %v", name, texts, want.Conditions)
		}
		if ages := words(claim.Age); len(ages) != claim.MaxDays {
			t.Errorf("%s: %d days with an age", name, len(ages))
		}
	}
}

// TestRealHealthCards checks the published cards with the published keys and reads
// the age of the person they are of.
func TestRealHealthCards(t *testing.T) {
	dir := filepath.Join(dataDir(t), "smart-health-cards")
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	keys := []byte(read("jwks.json"))
	then := dayOf(2025, 1, 1)
	o := Options{Metric: claim.Age, Now: dateTime(then)}
	for name, birth := range map[string]int{
		"example-00-d-jws.txt": dayOf(1951, 1, 20), "example-00-e-file.smart-health-card": dayOf(1951, 1, 20),
		"example-00-f-qr-code-numeric-value-0.txt": dayOf(1951, 1, 20), "example-03-d-jws.txt": dayOf(1960, 4, 22),
	} {
		s, err := ReadHealthCard(strings.NewReader(read(name)), keys, o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b, _ := s.Blocks(then, 1); b[0][0] != uint64(ageOn(birth, then)) || s.Report.Rows == 0 {
			t.Errorf("%s: %v", name, b)
		}
	}
	// The third card was valid until May 2025.
	if _, err := ReadHealthCard(strings.NewReader(read("example-03-d-jws.txt")), keys, Options{Metric: claim.Age, Now: testNow}); !isKind(err, KindSignature) {
		t.Errorf("an expired card: %v", err)
	}
}

// TestGenomicsExample turns the pharmacogenomic example of HL7's guide, written in
// FHIR Shorthand, into the JSON it stands for. Its gene is CYP2C9, for which there
// is no code; of another gene the same result has one.
func TestGenomicsExample(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(dataDir(t), "hl7-genomics-pgx", "bundle-pgxexample.fsh"))
	if err != nil {
		t.Fatal(err)
	}
	instance := func(name string) string {
		_, rest, ok := strings.Cut(string(raw), "Instance: "+name+"\n")
		if !ok {
			t.Fatalf("no instance %s", name)
		}
		body, _, _ := strings.Cut(rest, "\nInstance: ")
		return body
	}
	systems := map[string]string{"$LNC": loinc, "TbdCodesCS": tbdCodes, "$HGNCID": "http://www.genenames.org/geneId", "$RXN": "rxnorm", "$PHARMVAR": "pharmvar"}
	coding := func(text string) string {
		system, code, _ := strings.Cut(text, "#")
		code, _, _ = strings.Cut(code, " ")
		if systems[system] == "" {
			t.Fatalf("unknown system %s", system)
		}
		return fmt.Sprintf(`{"coding":[{"system":"%s","code":"%s"}]}`, systems[system], code)
	}
	observation := func(name string) string {
		var fields, components []string
		for line := range strings.Lines(instance(name)) {
			path, text, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "* "), " = ")
			switch {
			case !ok:
			case path == "status":
				fields = append(fields, `"status":"`+text[1:]+`"`)
			case path == "effectiveDateTime":
				fields = append(fields, `"effectiveDateTime":`+text)
			case path == "code":
				fields = append(fields, `"code":`+coding(text))
			case strings.HasPrefix(path, "component") && strings.HasSuffix(path, ".code"):
				components = append(components, `{"code":`+coding(text))
			case strings.HasPrefix(path, "component"):
				components[len(components)-1] += `,"valueCodeableConcept":` + coding(text) + "}"
			case strings.HasPrefix(path, "derivedFrom") && len(fields) < 9:
				ref := strings.TrimSuffix(strings.TrimPrefix(text, "Reference("), ")")
				if name == "med-impact-pgx-example" {
					fields = append(fields, `"derivedFrom":[{"reference":"Observation/`+ref+`"}]`)
				}
			}
		}
		return `{"resource":{"resourceType":"Observation","id":"` + name + `",` + strings.Join(fields, ",") + `,"component":[` + strings.Join(components, ",") + `]}}`
	}
	data := bundle("transaction", observation("med-impact-pgx-example"), observation("genotype-pgx-example"))
	o := Options{Metric: claim.CPICPhenotype, Now: testNow}
	if _, err := Read(strings.NewReader(data), o); !isKind(err, KindNoReadings) {
		t.Errorf("a result of CYP2C9: %v", err)
	}
	s := mustRead(t, []byte(swap(data, "HGNC:2623", "HGNC:2621")), o)
	if b, _ := s.Blocks(s.FirstDay, 1); len(b[0]) != 1 || b[0][0] != parsed(t, claim.CPICPhenotype, "CYP2C19 Rapid Metabolizer") {
		t.Errorf("%v", b)
	}
}
