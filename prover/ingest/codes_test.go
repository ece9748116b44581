package ingest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// condition is a Condition with one code.
func condition(system, code, recorded string, replace ...string) string {
	return swap(fmt.Sprintf(`{"resource":{"resourceType":"Condition","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},`+
		`"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},`+
		`"code":{"coding":[{"system":"%s","code":"%s","display":"x"}]},"subject":{"reference":"Patient/p"},"onsetDateTime":"2024-12-24","recordedDate":"%s"}}`, system, code, recorded), replace...)
}

func parsed(t testing.TB, m claim.Metric, text string) uint64 {
	t.Helper()
	w, err := statement.ParseCode(m, text)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestConditions(t *testing.T) {
	e119, i10 := parsed(t, claim.ICD10CM, "E11.9"), parsed(t, claim.ICD10CM, "I10")
	icd := func(code, when string, replace ...string) string { return condition(icd10cm, code, when, replace...) }
	status := `"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"confirmed"}]},`
	for _, c := range []struct {
		name    string
		entries []string
		want    map[int][]uint64 // day from 2025-03-01
		report  func(Report) bool
	}{
		{"each on its day", []string{icd("E11.9", "2025-03-05T10:00:00Z"), icd("I10", "2025-03-03")}, map[int][]uint64{2: {i10}, 4: {e119}}, nil},
		{"each once, from its first day", []string{icd("E11.9", "2025-03-05"), icd("E11.9", "2025-03-03"), icd("E119", "2025-03-07")}, map[int][]uint64{2: {e119}}, func(r Report) bool { return r.Duplicates == 2 }},
		{"recorded before the first day", []string{icd("E11.9", "1969-07-20"), icd("I10", "2025-03-01")}, map[int][]uint64{0: {e119, i10}}, nil},
		{"over is not undone", []string{icd("E11.9", "2025-03-05", `"code":"active"`, `"code":"resolved"`)}, map[int][]uint64{4: {e119}}, nil},
		{"not confirmed", []string{icd("E11.9", "2025-03-05"), icd("I10", "2025-03-05", "confirmed", "provisional"), icd("C50.9", "2025-03-05", "confirmed", "refuted"), icd("C50.9", "2025-03-05", "confirmed", "entered-in-error"), icd("C50.9", "2025-03-05", "confirmed", "differential"), icd("C50.9", "2025-03-05", `"confirmed"`, `"unconfirmed"`)},
			map[int][]uint64{4: {e119}}, func(r Report) bool { return r.Skipped.Status == 5 }},
		{"no verification status", []string{icd("E11.9", "2025-03-05", status, "")}, map[int][]uint64{4: {e119}}, nil},
		{"other code system", []string{icd("E11.9", "2025-03-05"), condition(snomed, "44054006", "2025-03-05"), condition("urn:oid:2.16.840.1.113883.6.90", "I10", "2025-03-05")}, map[int][]uint64{4: {e119}}, func(r Report) bool { return r.Skipped.OtherCode == 2 }},
		{"two codings", []string{icd("E11.9", "2025-03-05", `"coding":[{"system":"`+icd10cm, `"coding":[{"system":"`+snomed+`","code":"44054006"},{"system":"`+icd10cm)}, map[int][]uint64{4: {e119}}, nil},
		{"no recorded date: the onset", []string{icd("E11.9", "2025-03-05", `"recordedDate":"2025-03-05"`, `"x":1`, "2024-12-24", "2025-03-04")}, map[int][]uint64{3: {e119}}, nil},
		{"no date at all", []string{icd("E11.9", "2025-03-05", `"recordedDate"`, `"x"`, `"onsetDateTime"`, `"y"`), icd("I10", "2025-03-04")}, map[int][]uint64{0: {e119}, 3: {i10}}, nil},
		{"a year counts from its first day", []string{icd("E11.9", "2025"), icd("I10", "2025-03")}, map[int][]uint64{0: {e119, i10}}, nil},
		{"other resources", []string{icd("E11.9", "2025-03-05"), pressure("2025-03-05", "128", "72")}, map[int][]uint64{4: {e119}}, func(r Report) bool { return r.Skipped.NotReading == 1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mustRead(t, []byte(bundle("searchset", c.entries...)), Options{Metric: claim.ICD10CM})
			blocks, _ := s.Blocks(on(3, 1), 10)
			for d, b := range blocks {
				if !slices.Equal(b, c.want[d]) || b.Check(claim.ICD10CM) != nil {
					t.Errorf("day %d: %v, want %v", d, b, c.want[d])
				}
			}
			if c.report != nil && !c.report(s.Report) {
				t.Errorf("%+v", s.Report)
			}
			if s.LastDay != dayOf(2026, 1, 1) || s.LastDay-s.FirstDay+1 != claim.MaxDays {
				t.Errorf("days %d to %d", s.FirstDay, s.LastDay)
			}
		})
	}
	bad := func(name string, m claim.Metric, k Kind, entries ...string) refusal {
		return refusal{name: name, metric: m, data: bundle("collection", entries...), kind: k}
	}
	runRefusals(t, []refusal{
		bad("a code that is none", claim.ICD10CM, KindCode, icd("E11.9", "2025-03-05"), icd("hello", "2025-03-05")),
		bad("a national extension of SNOMED CT", claim.SNOMED, KindCode, condition(snomed, "1325691000000100", "2025-03-05")),
		bad("a SNOMED id with a wrong check digit", claim.SNOMED, KindCode, condition(snomed, "44054007", "2025-03-05")),
		bad("no conditions", claim.ICD10CM, KindNoReadings, pressure("2025-03-05", "128", "72")),
		bad("only of another system", claim.ICD10CM, KindNoReadings, condition(snomed, "44054006", "2025-03-05")),
		bad("two people", claim.ICD10CM, KindSubjects, icd("E11.9", "2025-03-05"), icd("I10", "2025-03-05", "Patient/p", "Patient/q")),
		bad("future", claim.ICD10CM, KindFutureDate, icd("E11.9", "2035-03-05")),
		bad("date", claim.ICD10CM, KindDate, icd("E11.9", "last year")),
		bad("status as text", claim.ICD10CM, KindColumns, icd("E11.9", "2025-03-05", status, `"verificationStatus":"confirmed",`)),
	})
	_, err := Read(strings.NewReader(bundle("collection", condition(snomed, "1325691000000100", "2025-03-05"))), Options{Metric: claim.SNOMED, Now: testNow})
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Detail, "national extension") || strings.Contains(err.Error(), "1325") {
		t.Errorf("%v", err)
	}
}

// TestSealingACodeListTwice shows that a record continued later is the same as one
// sealed at once, which is what an issuer's ledger checks.
func TestSealingACodeListTwice(t *testing.T) {
	var entries []string
	for i := range 9 {
		entries = append(entries, condition(icd10cm, fmt.Sprintf("E1%d", i), fmt.Sprintf("2025-03-0%d", i+1)))
	}
	s := mustRead(t, []byte(bundle("collection", entries...)), Options{Metric: claim.ICD10CM})
	seal := func(parts ...int) statement.Page {
		var known []statement.Entry
		day := on(3, 1)
		for _, n := range parts {
			blocks, _ := s.Blocks(day, n)
			for _, b := range blocks {
				next, err := statement.Advance(claim.ICD10CM, known, claim.Day(day), b)
				if err != nil {
					t.Fatal(err)
				}
				known = next
				day++
			}
		}
		return statement.NewPage(claim.ICD10CM, claim.Day(day-1), known)
	}
	if once, twice := seal(9), seal(4, 5); !slices.Equal(once, twice) || once[8] == 0 {
		t.Errorf("%v\n%v", once, twice)
	}
}

func TestTooManyCodesAreNotHidden(t *testing.T) {
	var entries []string
	for i := range statement.CodesLength + 1 {
		entries = append(entries, condition(icd10cm, fmt.Sprintf("E%02d", i), "2025-03-01"))
	}
	s := mustRead(t, []byte(bundle("collection", entries...)), Options{Metric: claim.ICD10CM})
	blocks, _ := s.Blocks(on(3, 1), 1)
	if len(blocks[0]) != statement.CodesLength+1 || blocks[0].Check(claim.ICD10CM) == nil {
		t.Errorf("%d codes", len(blocks[0]))
	}
}

// result is an observation of a genomics report.
func result(id, code, rest string) string {
	return `{"resource":{"resourceType":"Observation","id":"` + id + `","status":"final","code":{"coding":[` + code + `]},"subject":{"reference":"Patient/p"},"effectiveDateTime":"2025-03-05"` + rest + `}}`
}

func loincCoding(code string) string { return `{"system":"http://loinc.org","code":"` + code + `"}` }

func concept(coding string) string { return `{"coding":[` + coding + `]}` }

func geneStudied(id string) string {
	return `{"code":` + concept(loincCoding("48018-6")) + `,"valueCodeableConcept":` + concept(`{"system":"http://www.genenames.org/geneId","code":"`+id+`","display":"x"}`) + `}`
}

func TestPharmacogenomics(t *testing.T) {
	tbd := `{"system":"` + tbdCodes + `","code":"therapeutic-implication"}`
	poor := concept(loincCoding("LA9657-3"))
	answer := `,"valueCodeableConcept":` + poor
	implication := func(rest ...string) string {
		parts := append([]string{`{"code":` + concept(tbd) + `,"valueCodeableConcept":` + concept(loincCoding("LA25390-8")) + `}`}, rest...)
		return `,"component":[` + strings.Join(parts, ",") + `]`
	}
	genotype := func(id, gene string) string {
		return result(id, loincCoding("84413-4"), `,"component":[`+geneStudied(gene)+`]`)
	}
	from := `,"derivedFrom":[{"reference":"Observation/g1"}]`
	word := func(text string) uint64 { return parsed(t, claim.CPICPhenotype, text) }
	for _, c := range []struct {
		name    string
		entries []string
		want    []uint64
		report  func(Report) bool
	}{
		{"gene-specific code", []string{result("1", loincCoding("79714-2"), answer)}, []uint64{word("CYP2C19 Poor Metabolizer")}, nil},
		{"of CYP2D6", []string{result("1", loincCoding("79715-9"), answer)}, []uint64{word("CYP2D6 Poor Metabolizer")}, nil},
		{"the code of CYP2C9 is not that of CYP2C19", []string{result("1", loincCoding("79716-7"), answer), result("2", loincCoding("79715-9"), answer)}, []uint64{word("CYP2D6 Poor Metabolizer")}, func(r Report) bool { return r.Skipped.OtherCode == 1 }},
		{"gene as a component", []string{result("1", loincCoding("53040-2"), answer+`,"component":[`+geneStudied("HGNC:2621")+`]`)}, []uint64{word("CYP2C19 Poor Metabolizer")}, nil},
		{"implication with a gene", []string{result("1", tbd, implication(geneStudied("HGNC:2621")))}, []uint64{word("CYP2C19 Rapid Metabolizer")}, nil},
		{"gene of the genotype before", []string{genotype("g1", "HGNC:2621"), result("1", tbd, implication()+from)}, []uint64{word("CYP2C19 Rapid Metabolizer")}, nil},
		{"gene of the genotype behind", []string{result("1", tbd, implication()+from), genotype("g1", "HGNC:2621")}, []uint64{word("CYP2C19 Rapid Metabolizer")}, nil},
		{"not final", []string{result("1", loincCoding("79714-2"), answer), swap(result("2", loincCoding("79715-9"), answer), "final", "preliminary")}, []uint64{word("CYP2C19 Poor Metabolizer")}, func(r Report) bool { return r.Skipped.Status == 1 }},
		{"display text does not count", []string{result("1", loincCoding("79714-2"), answer), result("2", loincCoding("79715-9"), `,"valueCodeableConcept":{"text":"Poor Metabolizer"}`)}, []uint64{word("CYP2C19 Poor Metabolizer")}, func(r Report) bool { return r.Skipped.NotReading == 1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mustRead(t, []byte(bundle("collection", c.entries...)), Options{Metric: claim.CPICPhenotype})
			blocks, _ := s.Blocks(on(3, 5), 1)
			if !slices.Equal(blocks[0], c.want) || blocks[0].Check(claim.CPICPhenotype) != nil {
				t.Errorf("%v, want %v", blocks[0], c.want)
			}
			if c.report != nil && !c.report(s.Report) {
				t.Errorf("%+v", s.Report)
			}
		})
	}
	bad := func(name string, k Kind, entries ...string) refusal {
		return refusal{name: name, metric: claim.CPICPhenotype, data: bundle("collection", entries...), kind: k}
	}
	runRefusals(t, []refusal{
		bad("no gene", KindCode, result("1", tbd, implication())),
		bad("genotype that is not there", KindCode, result("1", tbd, implication()+from)),
		bad("two genes", KindCode, genotype("g1", "HGNC:2625"), genotype("g2", "HGNC:2621"), result("1", tbd, implication()+`,"derivedFrom":[{"reference":"Observation/g1"},{"reference":"Observation/g2"}]`)),
		bad("a term CPIC has not for the gene", KindCode, result("1", loincCoding("79719-1"), `,"valueCodeableConcept":`+concept(loincCoding("LA10315-2")))),
		bad("none", KindNoReadings, genotype("g1", "HGNC:2621")),
		bad("a gene id of another system", KindCode, swap(genotype("g1", "HGNC:2621"), "http://www.genenames.org", "http://example.org"), result("1", tbd, implication()+from)),
	})
}
