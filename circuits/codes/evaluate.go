package codes

import (
	"fmt"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/statement"
)

// Evaluate is the plain reference of the circuit. It fails if the set is not the
// one that the claim names.
func Evaluate(c claim.Claim, w *statement.Window, set *codeset.Set) claim.Result {
	r := claim.Begin(c, w.EndDay, w.Assurance)
	if c.Validate() != nil {
		return r
	}
	if w.Metric != c.Metric || w.Page.Check(c.Metric) != nil {
		r.Add(claim.Check{Name: "window", Sentence: "the record is of " + c.Metric.Name(), Have: "another", Want: c.Metric.Name()})
		return r
	}
	known := set != nil && set.Metric() == c.Metric && set.ID() == c.Set
	r.Add(claim.Check{
		Name: "set", Sentence: "the set is the one that the claim names", OK: known,
		Have: fmt.Sprintf("%v", known), Want: fmt.Sprintf("0x%x", c.Set),
	})
	if !known {
		return r
	}
	listed, in := 0, 0
	for _, word := range w.Page {
		if word == 0 {
			continue
		}
		listed++
		if set.Contains(word) {
			in++
		}
	}
	check := claim.Check{Name: "member", Sentence: "a code of the list is in the set", OK: in > 0, Want: ">= 1"}
	if c.Bound("member").Value == claim.MemberNotIn {
		check = claim.Check{Name: "member", Sentence: "no code of the list is in the set", OK: in == 0, Want: "0"}
	}
	check.Have = fmt.Sprintf("%d of %d codes", in, listed)
	r.Add(check)
	return r
}
