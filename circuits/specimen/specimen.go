// Package specimen invents a person: a record of any metric, sealed by an issuer
// made for it, and a claim that it meets. Self-tests, benchmarks and tests of
// every circuit prove with it. Nothing in it is about anybody.
package specimen

import (
	"crypto/rand"
	"fmt"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Specimen is an invented holder with a record and a claim that it meets.
type Specimen struct {
	Issuer statement.PrivateKey
	Secret statement.Secret
	Record *statement.Record
	Claim  claim.Claim
	Set    *codeset.Set // of a claim about codes
}

// end is the last day of every specimen.
const end = claim.Day(20000)

// assurance is the level of its seals.
const assurance = 1

// New invents readings of a metric for some days.
func New(m claim.Metric, days int) (*Specimen, error) {
	s := &Specimen{}
	var err error
	if s.Issuer, err = statement.NewPrivateKey(rand.Reader); err != nil {
		return nil, err
	}
	if s.Secret, err = statement.NewSecret(); err != nil {
		return nil, err
	}
	first := end - claim.Day(days) + 1
	if s.Record, err = statement.NewRecord(s.Issuer.Public(), s.Secret.Subject(s.Issuer.Public()), m, first); err != nil {
		return nil, err
	}
	blocks, err := invent(m, days)
	if err != nil {
		return nil, err
	}
	if err := s.Record.Append(s.Issuer, assurance, blocks...); err != nil {
		return nil, err
	}
	return s, s.ask(m, days)
}

// measurements are unremarkable numbers of a panel.
var measurements = map[claim.Metric][2]uint64{
	claim.BloodPressure: {118, 76}, claim.HbA1c: {54, 0}, claim.BMI: {700, 175}, claim.AHI: {420, 20},
	claim.Cholesterol: {180, 0}, claim.GlucoseLab: {95, 0}, claim.Age: {40, 0},
}

// invent makes day blocks: readings in the first range that the metric's limits
// name, values above the least one, a measurement a day, a code on the first day.
func invent(m claim.Metric, days int) ([]statement.Block, error) {
	random := make([]byte, days*max(m.SlotsPerDay(), 1))
	if _, err := rand.Read(random); err != nil {
		return nil, err
	}
	blocks := make([]statement.Block, days)
	for d := range blocks {
		switch m.Family() {
		case claim.Series, claim.Daily:
			from, to := usual(m)
			blocks[d] = make(statement.Block, m.SlotsPerDay())
			for i := range blocks[d] {
				blocks[d][i] = from + uint64(random[d*len(blocks[d])+i])%(to-from+1)
			}
		case claim.Panel:
			blocks[d] = statement.Block{statement.PanelWord(measurements[m][0], measurements[m][1])}
		case claim.Codes:
			if d == 0 {
				blocks[d] = statement.Block{someCodes[m][0]}
			}
		}
	}
	return blocks, nil
}

// usual is the range that specimens keep to.
func usual(m claim.Metric) (from, to uint64) {
	if m.Family() == claim.Series {
		r := m.Rows()[0]
		return r.From, r.To
	}
	least := m.Channels()[0].Min + 1
	return least, least + 99
}

// someCodes are a code that specimens have and one that they do not: diabetes and
// asthma, poor and normal metabolizer of CYP2C19.
var someCodes = map[claim.Metric][2]uint64{
	claim.ICD10CM:       codes(claim.ICD10CM, "E11.9", "J45.909"),
	claim.SNOMED:        codes(claim.SNOMED, "44054006", "195967001"),
	claim.CPICPhenotype: codes(claim.CPICPhenotype, "CYP2C19 Poor Metabolizer", "CYP2C19 Normal Metabolizer"),
}

func codes(m claim.Metric, have, other string) (words [2]uint64) {
	for i, text := range []string{have, other} {
		word, err := statement.ParseCode(m, text)
		if err != nil {
			panic(fmt.Sprintf("specimen: %s: %v", text, err))
		}
		words[i] = word
	}
	return words
}

func (s *Specimen) ask(m claim.Metric, days int) (err error) {
	c := claim.Claim{Metric: m, Days: days, EarliestEnd: end, LatestEnd: end, MinAssurance: assurance, Limits: m.NoLimits()}
	switch m.Family() {
	case claim.Series:
		c.Coverage = claim.WholeShare
		m.Set(&c.Limits, m.Rows()[0].Name, claim.Bound{Value: claim.WholeShare})
	case claim.Daily:
		c.Coverage = claim.WholeShare
		from, _ := usual(m)
		m.Set(&c.Limits, "eachLeast", claim.Bound{Value: uint32(from)})
	case claim.Panel:
		for _, a := range m.Amounts() {
			m.Set(&c.Limits, a.Name+"Most", claim.Bound{Value: a.Hi, Strict: true})
		}
	case claim.Codes:
		words := someCodes[m]
		if s.Set, err = codeset.New(m, words[:]); err != nil {
			return err
		}
		c.Set = s.Set.ID()
	}
	s.Claim = c
	return c.Validate()
}

// Window is the specimen's window.
func (s *Specimen) Window() (*statement.Window, error) { return s.Record.Window(end, s.Claim.Days) }

// Witness completes the specimen to what its circuit takes, for a verifier who
// trusts its issuer alone.
func (s *Specimen) Witness(scope, context statement.Field) (frame.Witness, error) {
	w := frame.Witness{Secret: s.Secret, Set: s.Set}
	var err error
	if w.Window, err = s.Window(); err != nil {
		return w, err
	}
	set, err := statement.NewIssuerSet([]statement.PublicKey{s.Issuer.Public()})
	if err != nil {
		return w, err
	}
	if w.Path, err = set.Path(s.Issuer.Public()); err != nil {
		return w, err
	}
	word, err := s.Claim.Word()
	if err != nil {
		return w, err
	}
	w.Public = statement.PublicInputs{Issuers: set.Root(), Scope: scope, Nullifier: s.Secret.Nullifier(scope), Context: context}
	w.Public.Claim, err = statement.FieldFromBig(word)
	return w, err
}
