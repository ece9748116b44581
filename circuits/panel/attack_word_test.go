package panel

import (
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

func claimWord(c *Circuit) *big.Int { return integer(field(c.Claim)) }

// withField gives a claim word with one field replaced.
func withField(m claim.Metric, word *big.Int, name string, value int64) *big.Int {
	for _, f := range claim.Layout(m) {
		if f.Name != name {
			continue
		}
		mask := new(big.Int).Lsh(big.NewInt(1<<f.Width-1), uint(f.Offset))
		rest := new(big.Int).AndNot(word, mask)
		return rest.Add(rest, new(big.Int).Lsh(big.NewInt(value), uint(f.Offset)))
	}
	panic("no such field: " + name)
}

// wordAttacks are claims that do not exist, and that the circuit refuses without
// the verifier's help: their words say something that is never proved.
func wordAttacks() []attack {
	type fields map[string]int64
	word := func(name, breaks string, m claim.Metric, change fields, spoil func(*scene)) attack {
		return attack{name, []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := sceneOf(t, m)
			spoil(s)
			c := s.circuit(t)
			for name, v := range change {
				c.Claim = withField(m, claimWord(c), name, v)
			}
			return s, c, nil
		}}
	}
	lowest := func(s *scene) { s.take(claim.TakeDayLowest, 0) }
	none := func(*scene) {}
	return []attack{
		word("a lowest systolic pressure of at least 200", "panel.lowest assert systolic", claim.BloodPressure, fields{"systolicLeast": 200}, lowest),
		word("a lowest systolic pressure above 0", "panel.lowest assert systolic", claim.BloodPressure, fields{"systolicLeastStrict": 1}, lowest),
		word("a lowest diastolic pressure of at least 200", "panel.lowest assert diastolic", claim.BloodPressure, fields{"diastolicLeast": 200}, lowest),
		word("an average BMI", "panel.quotient assert 0", claim.BMI, fields{"take": claim.TakeAverage, "last": 1, "bmiMost": 100}, none),
		word("a lowest BMI", "panel.quotient assert 1", claim.BMI, fields{"take": claim.TakeDayLowest, "bmiMost": 100}, none),
	}
}

// fieldsAre makes the hint split every word into the fields of a word, some of them
// changed.
func fieldsAre(m claim.Metric, word *big.Int, change map[string]int64) []test.TestEngineOption {
	layout := claim.Layout(m)
	fields := make([]int64, len(layout))
	for i, f := range layout {
		v := new(big.Int).Rsh(word, uint(f.Offset))
		v.And(v, big.NewInt(1<<f.Width-1))
		fields[i] = v.Int64() + change[f.Name]
	}
	return lie(gadget.FieldsHint, len(fields), give(fields...))
}

// fieldAttacks split a claim word into other fields than it has. If the width of
// one field is not checked, it can take what the next one needs to give up.
func fieldAttacks() []attack {
	var list []attack
	// up is what the field gains in units of the next, which gives it up.
	overflow := func(m claim.Metric, name string, up int64, spoil func(*scene), more ...string) *attack {
		breaks := append([]string{"gadget.Fields check " + name}, more...)
		list = append(list, attack{m.Name() + " claim split with too wide a " + name, breaks,
			func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
				s := sceneOf(t, m)
				spoil(s)
				c := s.circuit(t)
				layout, change := claim.Layout(m), map[string]int64{}
				for i, f := range layout {
					if f.Name == name {
						change[name], change[layout[i+1].Name] = up<<f.Width, -up
					}
				}
				return s, c, fieldsAre(m, claimWord(c), change)
			}})
		return &list[len(list)-1]
	}
	with := func(a *attack, opts ...[]test.TestEngineOption) {
		build := a.build
		a.build = func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s, c, own := build(t)
			return s, c, append(own, slices.Concat(opts...)...)
		}
	}
	bp := claim.BloodPressure
	overflow(bp, "days", 1, func(s *scene) { s.measured(Measurement{118, 76, 100}) })
	// The average becomes the latest.
	overflow(bp, "coverage", 1, func(s *scene) {
		s.take(claim.TakeAverage, 2).ask("systolicMost", 130, true).put(1, Measurement{150, 95, 10})
	})
	// The average of three becomes one of two.
	with(overflow(bp, "take", 1, func(s *scene) {
		s.take(claim.TakeAverage, 3).ask("systolicMost", 130, true).put(2, Measurement{190, 95, 20})
	}, "panel.take assert 0"), counting(1, 1))
	overflow(bp, "last", 1, func(s *scene) {
		s.take(claim.TakeAll, 0).ask("occasions", 2, false).measured(Measurement{118, 76, 2}, Measurement{118, 76, 2})
	})
	overflow(bp, "occasions", -1, func(s *scene) {
		s.take(claim.TakeAll, 0).ask("occasions", 4, false)
	})
	overflow(bp, "systolicLeast", -1, func(s *scene) { s.ask("systolicLeast", 120, false) })
	overflow(bp, "systolicLeastStrict", -1, func(s *scene) { s.ask("systolicLeast", 118, true).ask("systolicMost", 140, false) })
	overflow(bp, "systolicMost", 1, func(s *scene) { s.ask("systolicMost", 117, true) })
	overflow(bp, "systolicMostStrict", -1, func(s *scene) { s.ask("systolicMost", 118, true) })
	overflow(bp, "diastolicLeast", -1, func(s *scene) { s.ask("diastolicLeast", 78, false) })
	overflow(bp, "diastolicLeastStrict", -1, func(s *scene) { s.ask("diastolicLeast", 76, true).ask("diastolicMost", 90, false) })
	overflow(bp, "diastolicMost", 1, func(s *scene) { s.ask("diastolicMost", 75, true) })
	overflow(claim.BMI, "bmiLeast", -1, func(s *scene) { s.ask("bmiLeast", 250, false) })
	overflow(claim.BMI, "bmiLeastStrict", -1, func(s *scene) {
		s.ask("bmiLeast", 250, true).ask("bmiMost", 300, false).measured(Measurement{640, 160, 2})
	})
	overflow(claim.BMI, "bmiMost", 1, func(s *scene) { s.ask("bmiMost", 200, true) })
	// The last field takes what lies above the word.
	for _, m := range []claim.Metric{bp, claim.BMI} {
		layout := claim.Layout(m)
		last := layout[len(layout)-1]
		list = append(list, attack{m.Name() + " claim with a bit outside its fields", []string{"gadget.Fields check " + last.Name},
			func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
				s := sceneOf(t, m)
				c := s.circuit(t)
				word := claimWord(c)
				c.Claim = new(big.Int).SetBit(word, last.Offset+last.Width, 1)
				return s, c, fieldsAre(m, word, map[string]int64{last.Name: 1 << last.Width})
			}})
	}
	return list
}
