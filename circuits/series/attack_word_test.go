package series

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// wordAttacks are claim words that are not claims of this circuit.
func wordAttacks() []attack {
	changed := func(name, breaks, field string, value int64) attack {
		return simple(name, 1, []string{breaks}, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Claim = withField(claimWord(c), field, value)
			return c
		})
	}
	return []attack{
		changed("claim of another format", "series.claimFields assert 0", "format", 2),
		changed("claim of format 0", "series.claimFields assert 0", "format", 0),
		changed("claim for another metric", "series.claimFields assert 1", "metric", int64(claim.Glucose5)),
		changed("claim for a longer window", "series.claimFields assert 2", "days", 30),
		changed("claim for a shorter window", "series.claimFields assert 2", "days", 0),
		// A word of more than 235 bits is no claim. The bits above go to the last
		// field, whose width then is what refuses them.
		bitOutside(claim.WordBits),
		bitOutside(claim.WordBits + 1),
		bitOutside(252),
		bitOutside(253),
	}
}

func bitOutside(bit int) attack {
	name := fmt.Sprintf("claim with bit %d set, outside its fields", bit)
	return attack{name, []string{"gadget.Fields check cvStrict"}, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		s := newScene(t, 1).window(runs(100, 40)...)
		c := s.circuit(t)
		word := claimWord(c)
		c.Claim = new(big.Int).SetBit(word, bit, 1)
		return c, fieldsAre(honestFields(word), map[string]int64{"cvStrict": 1 << (bit - claim.WordBits + 1)})
	}}
}

func claimWord(c *Circuit) *big.Int { return integer(field(c.Claim)) }

// honestFields splits a claim word.
func honestFields(word *big.Int) []*big.Int {
	fields := make([]*big.Int, len(claim.Layout))
	for i, f := range claim.Layout {
		v := new(big.Int).Rsh(word, uint(f.Offset))
		fields[i] = v.And(v, big.NewInt(1<<f.Width-1))
	}
	return fields
}

// fieldsAre makes the hint split every word into the given fields, some of them
// replaced.
func fieldsAre(fields []*big.Int, replaced map[string]int64) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(gadget.FieldsHint),
		func(_ *big.Int, _, out []*big.Int) error {
			for i, f := range claim.Layout {
				out[i].Set(fields[i])
				if v, ok := replaced[f.Name]; ok {
					out[i].SetInt64(v)
				}
			}
			return nil
		})}
}

// fieldAttacks split a claim word into other fields than it has. If the width of
// one field is not checked, it can take what the next one needs to give up.
func fieldAttacks() []attack {
	list := []attack{{
		"claim split into an easier claim", []string{"gadget.Fields assert 0"},
		func(t *testing.T) (*Circuit, []test.TestEngineOption) {
			s := newScene(t, 1).window(runs(300, 40)...)
			s.claim.Limits.In70to180 = claim.AtLeast{BP: 7000}
			c := s.circuit(t)
			return c, fieldsAre(honestFields(claimWord(c)), map[string]int64{"in70to180BP": 0})
		},
	}}

	// overflow lets a field take one more than fits and the next give up one, or
	// the reverse: up is what the field gains in units of the next.
	overflow := func(name string, up int64, prepare func(*scene)) {
		i := fieldIndex(name)
		f, next := claim.Layout[i], claim.Layout[i+1]
		breaks := []string{"gadget.Fields check " + name}
		list = append(list, attack{"claim split with too wide a " + name, breaks, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
			s := newScene(t, 1).window(runs(100, 40)...)
			prepare(s)
			c := s.circuit(t)
			fields := honestFields(claimWord(c))
			return c, fieldsAre(fields, map[string]int64{
				name:      fields[i].Int64() + up<<f.Width,
				next.Name: fields[i+1].Int64() - up,
			})
		}})
	}

	// The first three are pinned to constants, so only together with that. The
	// word is one that the split would turn into this circuit's.
	for i, name := range []string{"format", "metric", "days"} {
		f := claim.Layout[i]
		pinned := []string{"gadget.Fields check " + name, "series.claimFields assert " + string(rune('0'+i))}
		list = append(list, attack{"claim of another " + name + " split into this circuit's", pinned,
			func(t *testing.T) (*Circuit, []test.TestEngineOption) {
				s := newScene(t, 1)
				s.end = s.claim.EarliestEnd // so that a later range excludes it
				c := s.circuit(t)
				word := claimWord(c)
				fields := honestFields(word)
				// word + 2^(end of field): the next field is one more in truth.
				c.Claim = new(big.Int).Add(word, new(big.Int).Lsh(big.NewInt(1), uint(f.Offset+f.Width)))
				return c, fieldsAre(fields, map[string]int64{name: fields[i].Int64() + 1<<f.Width})
			}})
	}

	overflow("earliestEnd", 1, func(s *scene) { s.end = s.claim.EarliestEnd + 1<<20 })
	overflow("span", 1, func(s *scene) { s.end = s.claim.LatestEnd + 1 })
	overflow("minAssurance", -1, func(s *scene) { s.assurance = int(s.claim.MinAssurance) - 1 })
	overflow("coverage", -1, func(s *scene) { s.claim.Coverage = 10000 })
	for _, l := range shares {
		bp, strict := l.field+"BP", l.field+"Strict"
		// Weaker by 2^14 basis points in exchange for the strictness bit.
		if l.most {
			overflow(bp, 1, func(s *scene) { setLimit(s, l.field, 1, true); s.window(runs(l.from, 40)...) })
		} else {
			overflow(bp, -1, func(s *scene) { setLimit(s, l.field, 9999, false); s.window(runs(l.to+1, 40)...) })
		}
		// Missed by one unit at equality; the next field takes a unit.
		overflow(strict, -1, func(s *scene) {
			setLimit(s, l.field, 5000, true)
			s.window(share(l.field, 20, 20)...)
			if l.field == "above250" {
				// The next field is the mean's bound, which can take the unit.
				s.claim.Limits.Mean = claim.MeanLimit{MgDL: 400}
			}
		})
	}
	overflow("mean", 1, func(s *scene) { s.claim.Limits.Mean = claim.MeanLimit{MgDL: 100, Strict: true} })
	overflow("meanStrict", -1, func(s *scene) {
		s.claim.Limits.Mean = claim.MeanLimit{MgDL: 100, Strict: true}
		s.claim.Limits.GMI = claim.GMILimit{Hundredths: 1000}
	})
	overflow("gmi", 1, func(s *scene) { s.claim.Limits.GMI = claim.GMILimit{Hundredths: 500, Strict: true} })
	overflow("gmiStrict", -1, func(s *scene) {
		// Readings of 125 have a GMI of exactly 6.30.
		s.window(runs(125, 40)...)
		s.claim.Limits.GMI = claim.GMILimit{Hundredths: 630, Strict: true}
		s.claim.Limits.CV = claim.CVLimit{Tenths: 360}
	})
	overflow("cv", 1, func(s *scene) {
		s.window(runs(50, 20, 150, 20)...)
		s.claim.Limits.CV = claim.CVLimit{Tenths: 100, Strict: true}
	})
	return list
}

// setLimit sets the limit of a field base to a value.
func setLimit(s *scene, base string, value uint16, strict bool) {
	l := &s.claim.Limits
	switch base {
	case "in70to180":
		l.In70to180 = claim.AtLeast{BP: value, Strict: strict}
	case "in63to140":
		l.In63to140 = claim.AtLeast{BP: value, Strict: strict}
	case "in70to140":
		l.In70to140 = claim.AtLeast{BP: value, Strict: strict}
	case "below54":
		l.Below54 = claim.AtMost{BP: value, Strict: strict}
	case "below63":
		l.Below63 = claim.AtMost{BP: value, Strict: strict}
	case "below70":
		l.Below70 = claim.AtMost{BP: value, Strict: strict}
	case "above140":
		l.Above140 = claim.AtMost{BP: value, Strict: strict}
	case "above180":
		l.Above180 = claim.AtMost{BP: value, Strict: strict}
	case "above250":
		l.Above250 = claim.AtMost{BP: value, Strict: strict}
	case "mean":
		l.Mean = claim.MeanLimit{MgDL: value, Strict: strict}
	case "gmi":
		l.GMI = claim.GMILimit{Hundredths: value, Strict: strict}
	case "cv":
		l.CV = claim.CVLimit{Tenths: value, Strict: strict}
	default:
		panic("no such limit: " + base)
	}
}
