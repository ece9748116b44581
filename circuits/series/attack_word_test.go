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
			c.Claim = withField(s.claim.Metric, claimWord(c), field, value)
			return c
		})
	}
	return []attack{
		changed("claim of another format", "frame.claimFields assert 0", "format", 2),
		changed("claim of format 0", "frame.claimFields assert 0", "format", 0),
		changed("claim for another metric", "frame.claimFields assert 1", "metric", int64(claim.Glucose5)),
		changed("claim for a longer window", "frame.claimFields assert 2", "days", 30),
		changed("claim for a shorter window", "frame.claimFields assert 2", "days", 0),
		// A longer word is no claim. The bits above go to the last field, whose width
		// then is what refuses them.
		bitOutside(0),
		bitOutside(1),
		bitOutside(5),
		bitOutside(6),
	}
}

// bitOutside sets a bit above the fields, which have 247 bits in all.
func bitOutside(above int) attack {
	const words, last = 247, "longestGap"
	name := fmt.Sprintf("claim with bit %d set, outside its fields", words+above)
	return attack{name, []string{"gadget.Fields check " + last}, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		s := newScene(t, 1)
		c := s.circuit(t)
		word := claimWord(c)
		c.Claim = new(big.Int).SetBit(word, words+above, 1)
		fields := honestFields(word)
		if f := layout15[len(layout15)-1]; f.Name != last || f.Offset+f.Width != words {
			t.Fatal("the word does not end with the longest gap")
		}
		return c, fieldsAre(fields, map[string]int64{last: 1 << (above + 3)})
	}}
}

var layout15 = claim.Layout(claim.Glucose15)

func claimWord(c *Circuit) *big.Int { return integer(field(c.Claim)) }

// honestFields splits a claim word.
func honestFields(word *big.Int) []*big.Int {
	fields := make([]*big.Int, len(layout15))
	for i, f := range layout15 {
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
			for i, f := range layout15 {
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
			c := s.limit("in70to180", 7000, false).circuit(t)
			return c, fieldsAre(honestFields(claimWord(c)), map[string]int64{"in70to180": 0})
		},
	}}

	// overflow lets a field take one more than fits and the next give up one, or
	// the reverse: up is what the field gains in units of the next.
	overflow := func(name string, up int64, prepare func(*scene), and ...string) {
		i := fieldIndex(claim.Glucose15, name)
		f, next := layout15[i], layout15[i+1]
		breaks := append([]string{"gadget.Fields check " + name}, and...)
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
		f := layout15[i]
		pinned := []string{"gadget.Fields check " + name, "frame.claimFields assert " + string(rune('0'+i))}
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
	for _, l := range shares(claim.Glucose15) {
		// Weaker by 2^14 basis points in exchange for the strictness bit.
		if l.Form == claim.ShareAtMost {
			overflow(l.Name, 1, func(s *scene) { s.limit(l.Name, 1, true).window(runs(int(l.From), 40)...) })
		} else {
			overflow(l.Name, -1, func(s *scene) { s.limit(l.Name, 9999, false).window(runs(int(l.To)+1, 40)...) })
		}
		// Missed by one unit at equality; the next field takes a unit.
		overflow(l.Name+"Strict", -1, func(s *scene) {
			s.limit(l.Name, 5000, true).window(shareWindow(claim.Glucose15, l.Name, 20, 20)...)
			if l.Name == "above250" {
				s.limit("mean", 400, false) // the next field, which can take the unit
			}
		})
	}
	overflow("mean", 1, func(s *scene) { s.limit("mean", 100, true) })
	overflow("meanStrict", -1, func(s *scene) { s.limit("mean", 100, true).limit("gmi", 1000, false) })
	overflow("gmi", 1, func(s *scene) { s.limit("gmi", 500, true) })
	overflow("gmiStrict", -1, func(s *scene) {
		// Readings of 125 have a GMI of exactly 6.30.
		s.window(runs(125, 40)...).limit("gmi", 630, true).limit("cv", 360, false)
	})
	overflow("cv", 1, func(s *scene) { s.window(runs(50, 20, 150, 20)...).limit("cv", 100, true) })
	// A CV of exactly 36 %. The next field takes the unit: the night alone counts.
	overflow("cvStrict", -1, func(s *scene) {
		s.window(runs(136, 4, 64, 4, 100, 1)...).limit("cv", 360, true)
	})
	// Part 5 of the day would count a night -9 times and a day 16 times.
	overflow("timeOfDay", 1, func(s *scene) {
		s.window(runs(100, 23, 0, 1, 100, 19)...).limit("timeOfDay", NightOnly, false).limit("nightCoverage", 96, false)
	}, "series.selectParts assert 0")
	overflow("nightCoverage", -1, func(s *scene) {
		s.window(runs(100, 3, 0, 1, 100, 92)...).limit("nightCoverage", 100, false)
	})
	return list
}
