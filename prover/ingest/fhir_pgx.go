package ingest

import "strings"

// Pharmacogenomic results (HL7 Genomics Reporting): an observation says how fast
// a gene's product works, as an answer of LOINC's list LL3856-3. The gene stands
// in the code itself, in a component "gene studied", or in the genotype that the
// result is derived from.

// metabolizers are the answers, in the terms of CPIC.
var metabolizers = map[string]string{
	"LA9657-3":  "Poor Metabolizer",
	"LA10317-8": "Intermediate Metabolizer",
	"LA25391-6": "Normal Metabolizer",
	"LA25390-8": "Rapid Metabolizer",
	"LA10315-2": "Ultrarapid Metabolizer",
}

// activityCodes are the codes "gene product metabolic activity interpretation".
// That of CYP2C9, 79716-7, is often mistaken for the one of CYP2C19.
var activityCodes = map[string]string{"79714-2": "CYP2C19", "79715-9": "CYP2D6", "79719-1": "DPYD", "79716-7": "CYP2C9"}

const (
	loincDrugMetabolism = "53040-2" // genetic variation's effect on drug metabolism
	loincGeneStudied    = "48018-6"
	tbdCodes            = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs"
	therapeutic         = "therapeutic-implication"
)

// genes are ids of the HUGO Gene Nomenclature Committee.
var genes = map[string]string{
	"HGNC:2625": "CYP2D6", "HGNC:2621": "CYP2C19", "HGNC:2623": "CYP2C9", "HGNC:12014": "TPMT", "HGNC:23063": "NUDT15",
	"HGNC:3012": "DPYD", "HGNC:10959": "SLCO1B1",
}

// geneSystem is how the systems of gene ids begin: www.genenames.org and
// www.genenames.org/geneId are both written.
const geneSystem = "http://www.genenames.org"

// A pgx holds what cannot be put together before the whole bundle is read.
type pgx struct {
	genes   map[uint64]string // observation to gene
	pending []pendingTerm
}

type pendingTerm struct {
	term string
	from []uint64
	on   int32
	at   start
}

// phenotype takes one Observation of a genomics report.
func (b *builder) phenotype(o *fhirResource, at start) *Error {
	gene := o.gene()
	if id := b.hash([]byte(o.ID)); id != 0 && gene != "" {
		if b.pgx.genes == nil {
			b.pgx.genes = make(map[uint64]string)
		}
		if len(b.pgx.genes) >= maxCodes {
			return fail(KindTooLarge, at.line, at.column, "too many coded facts")
		}
		b.pgx.genes[id] = gene
	}
	term, ok := o.metabolizer()
	switch {
	case !ok:
		b.report.Skipped.NotReading++
		return nil
	case !o.counts():
		b.report.Skipped.Status++
		return nil
	}
	if err := b.sameSubject(&o.Subject, at); err != nil {
		return err
	}
	on, err := b.recorded(o.EffectiveDateTime, o.EffectiveInstant, "", at)
	if err != nil {
		return err
	}
	if gene != "" {
		return b.geneTerm(gene, term, on, at)
	}
	if len(b.pgx.pending) >= maxCodes {
		return fail(KindTooLarge, at.line, at.column, "too many coded facts")
	}
	p := pendingTerm{term: term, on: on, at: at}
	for i := range o.DerivedFrom {
		p.from = append(p.from, b.hash([]byte(o.DerivedFrom[i].id())))
	}
	b.pgx.pending = append(b.pgx.pending, p)
	return nil
}

// phenotypes settles results whose gene stands in another observation.
func (b *builder) phenotypes() *Error {
	for _, p := range b.pgx.pending {
		gene := ""
		for _, id := range p.from {
			if g := b.pgx.genes[id]; gene != "" && g != "" && g != gene {
				return fail(KindCode, p.at.line, p.at.column, "a result is derived from two genes")
			} else if g != "" {
				gene = g
			}
		}
		if gene == "" {
			return fail(KindCode, p.at.line, p.at.column, "a result does not say of which gene it is")
		}
		if err := b.geneTerm(gene, p.term, p.on, p.at); err != nil {
			return err
		}
	}
	return nil
}

// geneTerm keeps a phenotype. A gene that has no code, such as CYP2C9, is counted.
func (b *builder) geneTerm(gene, term string, on int32, at start) *Error {
	if gene == "CYP2C9" {
		b.report.Skipped.OtherCode++
		return nil
	}
	return b.code(gene+" "+term, on, at)
}

// gene reads the gene of an observation, or "".
func (o *fhirResource) gene() string {
	for _, c := range o.Code.Coding {
		if g := activityCodes[c.Code]; c.System == loinc && g != "" {
			return g
		}
	}
	for _, c := range o.Component {
		if !c.Code.has(loinc, loincGeneStudied) {
			continue
		}
		for _, k := range c.Concept.Coding {
			if g := genes[k.Code]; g != "" && strings.HasPrefix(k.System, geneSystem) {
				return g
			}
		}
	}
	return ""
}

// metabolizer reads the answer of a result.
func (o *fhirResource) metabolizer() (string, bool) {
	result := o.Code.has(loinc, loincDrugMetabolism)
	for code := range activityCodes {
		result = result || o.Code.has(loinc, code)
	}
	if result {
		if t := o.Concept.metabolizer(); t != "" {
			return t, true
		}
	}
	if !result && !o.Code.has(tbdCodes, therapeutic) {
		return "", false
	}
	for _, c := range o.Component {
		if c.Code.has(tbdCodes, therapeutic) || c.Code.has(loinc, loincDrugMetabolism) {
			if t := c.Concept.metabolizer(); t != "" {
				return t, true
			}
		}
	}
	return "", false
}

func (c *fhirConcept) metabolizer() string {
	for _, k := range c.Coding {
		if t := metabolizers[k.Code]; t != "" && k.System == loinc {
			return t
		}
	}
	return ""
}

func (c *fhirConcept) has(system, code string) bool {
	for _, k := range c.Coding {
		if k.System == system && k.Code == code {
			return true
		}
	}
	return false
}
