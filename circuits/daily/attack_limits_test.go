package daily

import (
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
	"vitalproof/circuits/statement"
)

// replaced makes a hint give the same numbers whatever it is asked.
func replaced(hint solver.Hint, out []int64) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(hint), func(_ *big.Int, _, result []*big.Int) error {
		if len(result) != len(out) {
			return errors.New("another number of outputs")
		}
		for i, v := range out {
			result[i].SetInt64(v)
		}
		return nil
	})}
}

// limitAttacks miss each limit by as little as can be.
func limitAttacks() []attack {
	list := []attack{
		miss("window without a value", "daily.coverage check 0", func(s *scene) { s.values(runs(0, window, 9000, 100)...) }),
		miss("one day short of the coverage", "daily.coverage check 1", func(s *scene) {
			s.values(runs(5000, 20, 0, 10, 5000, 10)...).claim.Coverage = 7000
		}),
		miss("one basis point short of the coverage", "daily.coverage check 1", func(s *scene) {
			s.values(runs(5000, 21)...).claim.Coverage = 7001
		}),
		miss("one day short of full coverage", "daily.coverage check 1", func(s *scene) {
			s.put(7, 0).claim.Coverage = claim.WholeShare
		}),
		miss("mean one step too low", "daily.mean check 0", func(s *scene) { s.ask("meanLeast", 5000, false).put(7, 4999) }),
		miss("mean met with equality only", "daily.mean check 0", func(s *scene) { s.ask("meanLeast", 5000, true) }),
		miss("mean too low, days without a value do not raise it", "daily.mean check 0", func(s *scene) {
			s.ask("meanLeast", 5000, false).values(runs(0, 25, 4999, 5)...)
		}),
		miss("mean one step too high", "daily.mean check 1", func(s *scene) { s.ask("meanMost", 5000, false).put(7, 5001) }),
		miss("mean no lower than the strict bound", "daily.mean check 1", func(s *scene) { s.ask("meanMost", 5000, true) }),
		miss("mean too high, days without a value do not lower it", "daily.mean check 1", func(s *scene) {
			s.ask("meanMost", 5000, false).values(runs(0, 25, 5001, 5)...)
		}),
		miss("one day short at the level", "daily.daysAtLevel check 0", func(s *scene) {
			s.ask("level", 10000, false).ask("daysAtLevel", 21, false).values(runs(10000, 20, 9999, 10)...)
		}),
		miss("days at the level lie before the window", "daily.daysAtLevel check 0", func(s *scene) {
			s.ask("level", 10000, false).ask("daysAtLevel", 21, false).values(runs(10000, 20, 9999, 10, 12000, 300)...)
		}),
		miss("run one day short", "daily.run assert 0", func(s *scene) {
			s.ask("level", 10000, false).ask("runAtLevel", 8, false).values(runs(10000, 7, 9999, 1, 10000, 7, 9999, 1, 10000, 7)...)
		}),
		miss("run over a day without a value", "daily.run assert 0", func(s *scene) {
			s.ask("level", 10000, false).ask("runAtLevel", 8, false).values(runs(10000, 7, 0, 1, 10000, 7)...)
		}),
		miss("run that begins before the window", "daily.run assert 0", func(s *scene) {
			s.ask("level", 10000, false).ask("runAtLevel", 8, false).values(runs(5000, window-7, 10000, 8)...)
		}),
		miss("run longer than all days at the level", "daily.run assert 0", func(s *scene) {
			s.ask("level", 10000, false).ask("runAtLevel", window, false)
		}),
	}
	for _, place := range []int{0, 12, window - 1} {
		at := "[" + big.NewInt(int64(place)).String() + "]"
		list = append(list,
			miss("one step below each least, place "+at, "daily.each check least"+at, func(s *scene) { s.ask("eachLeast", 5000, false).put(place, 4999) }),
			miss("a single step, place "+at, "daily.each check least"+at, func(s *scene) { s.ask("eachLeast", 5000, false).put(place, 1) }),
			miss("one step above each most, place "+at, "daily.each check most"+at, func(s *scene) { s.ask("eachMost", 5000, false).put(place, 5001) }),
			miss("most steps of all, place "+at, "daily.each check most"+at, func(s *scene) { s.ask("eachMost", 5000, false).put(place, 1<<17-1) }),
		)
	}
	return list
}

// levelAttacks mark other days than those at the level.
func levelAttacks() []attack {
	level := func(name, breaks string, spoil func(*scene), marks func() []int64) attack {
		return attack{name, []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t).ask("level", 10000, false)
			spoil(s)
			return s, s.circuit(t), replaced(LevelHint, marks())
		}}
	}
	mark := func(places ...int) []int64 {
		out := make([]int64, statement.DailyLength)
		for _, p := range places {
			out[p]++
		}
		return out
	}
	return []attack{
		level("a day one step below the level marked", "daily.atLevel check[4]",
			func(s *scene) { s.ask("daysAtLevel", 1, false).put(4, 9999) }, func() []int64 { return mark(4) }),
		level("a day without a value marked", "daily.atLevel check[4]",
			func(s *scene) { s.ask("daysAtLevel", 1, false).put(4, 0) }, func() []int64 { return mark(4) }),
		level("a day before the window marked", "daily.atLevel check[30]",
			func(s *scene) { s.ask("daysAtLevel", 1, false).put(window, 12000) }, func() []int64 { return mark(window) }),
		level("a run mended with a day below the level", "daily.atLevel check[1]",
			func(s *scene) { s.ask("runAtLevel", 3, false).values(10000, 9999, 10000, 5000) }, func() []int64 { return mark(0, 1, 2) }),
		level("a day of 20000 counted twice", "daily.atLevel boolean[4]",
			func(s *scene) { s.ask("daysAtLevel", 2, false).put(4, 20000) }, func() []int64 { return mark(4, 4) }),
	}
}

func claimWord(c *Circuit) *big.Int { return integer(field(c.Claim)) }

// withField gives a claim word with one field replaced by any integer, which may
// also be too wide for the field.
func withField(word *big.Int, name string, value int64) *big.Int {
	for _, f := range claim.Layout(claim.Steps) {
		if f.Name != name {
			continue
		}
		mask := new(big.Int).Lsh(big.NewInt(1<<f.Width-1), uint(f.Offset))
		rest := new(big.Int).AndNot(word, mask)
		return rest.Add(rest, new(big.Int).Lsh(big.NewInt(value), uint(f.Offset)))
	}
	panic("no such field: " + name)
}

// fieldsAre makes the hint split every word into the fields of a word, some of them
// changed.
func fieldsAre(word *big.Int, change map[string]int64) []test.TestEngineOption {
	var fields []int64
	for _, f := range claim.Layout(claim.Steps) {
		v := new(big.Int).Rsh(word, uint(f.Offset))
		v.And(v, big.NewInt(1<<f.Width-1))
		fields = append(fields, v.Int64()+change[f.Name])
	}
	return replaced(gadget.FieldsHint, fields)
}

// fieldAttacks split a claim word into other fields than it has. If the width of
// one field is not checked, it can take what the next one needs to give up.
func fieldAttacks() []attack {
	layout := claim.Layout(claim.Steps)
	var list []attack
	// up is what the field gains in units of the next, which gives it up.
	overflow := func(name string, up int64, spoil func(*scene), more ...string) *attack {
		breaks := append([]string{"gadget.Fields check " + name}, more...)
		list = append(list, attack{"claim split with too wide a " + name, breaks,
			func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
				s := newScene(t)
				spoil(s)
				c := s.circuit(t)
				change := map[string]int64{}
				for i, f := range layout {
					if f.Name == name {
						change[name], change[layout[i+1].Name] = up<<f.Width, -up
					}
				}
				return s, c, fieldsAre(claimWord(c), change)
			}})
		return &list[len(list)-1]
	}
	overflow("days", 1, func(s *scene) {
		s.ask("level", 10000, false).ask("daysAtLevel", 1, false).put(window+5, 12000)
	}, "daily.window assert 0")
	// The level becomes negative, which every day reaches.
	a := overflow("level", -1, func(s *scene) { s.ask("level", 10000, false).ask("daysAtLevel", 1, false) })
	build := a.build
	a.build = func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
		s, c, opts := build(t)
		marks := make([]int64, statement.DailyLength)
		marks[0], marks[1] = 1, 1
		return s, c, append(opts, replaced(LevelHint, marks)...)
	}
	overflow("daysAtLevel", -1, func(s *scene) {
		s.ask("level", 10000, false).ask("daysAtLevel", 3, false).put(0, 10000)
	})
	overflow("runAtLevel", -1, func(s *scene) { s.ask("level", 10000, false).ask("runAtLevel", 3, false) }, "daily.run assert 0")
	overflow("meanLeast", -1, func(s *scene) { s.ask("meanLeast", 6000, false) })
	overflow("meanLeastStrict", -1, func(s *scene) { s.ask("meanLeast", 5000, true).ask("meanMost", 6000, false) })
	overflow("meanMost", 1, func(s *scene) { s.ask("meanMost", 4000, true) })
	overflow("meanMostStrict", -1, func(s *scene) { s.ask("meanMost", 5000, true).ask("eachLeast", 400, false) })
	overflow("eachLeast", -1, func(s *scene) { s.ask("eachLeast", 6000, false).ask("eachMost", 9000, false) })
	// The last field takes what lies above the word.
	list = append(list, attack{"claim with a bit outside its fields", []string{"gadget.Fields check eachMost"},
		func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			c := s.circuit(t)
			word, last := claimWord(c), layout[len(layout)-1]
			c.Claim = new(big.Int).SetBit(word, last.Offset+last.Width, 1)
			return s, c, fieldsAre(word, map[string]int64{last.Name: 1 << last.Width})
		}})
	return list
}
