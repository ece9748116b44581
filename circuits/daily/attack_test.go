package daily

import (
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark/test"

	"vitalproof/circuits/statement"
)

// attack is a false statement together with the best witness for it, and the
// assertions that stand in its way.
//
// The circuit has to refuse it, and has to accept it as soon as exactly those
// assertions are left out. The second half shows that the attack is good enough
// to get through if an assertion is lost, so that the test then fails.
type attack struct {
	name   string
	breaks []string // names as mutant gives them; most attacks break one
	build  func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption)
}

func attacks() []attack {
	return slices.Concat(pageAttacks(), windowAttacks(), packingAttacks(), limitAttacks(), levelAttacks(), fieldAttacks())
}

func TestCircuitRefusesEveryAttack(t *testing.T) {
	for i, a := range attacks() {
		if testing.Short() && i%4 != 0 {
			continue // each run of a circuit costs 40 ms
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			s, c, opts := a.build(t)
			if s.holds(c) == nil {
				t.Fatal("not an attack: the statement is true")
			}
			if accepts(c, opts...) {
				t.Fatal("the circuit accepts a false statement")
			}
			if _, err := run(c, a.breaks, opts...); err != nil {
				t.Errorf("refused even without %v, so it does not show that those are needed: %.200v", a.breaks, err)
			}
			if len(a.breaks) == 1 || testing.Short() {
				return
			}
			// With several assertions in its way, it needs the lack of all.
			for _, b := range a.breaks {
				rest := slices.DeleteFunc(slices.Clone(a.breaks), func(s string) bool { return s == b })
				if _, err := run(c, rest, opts...); err == nil {
					t.Errorf("%s does not stand in its way", b)
				}
			}
		})
	}
}

// redundant lists the assertions whose lack alone lets no attack through, and why.
var redundant = map[string]string{
	// The window has no more places than the page: more days are refused there.
	"gadget.Fields check days": "daily.window assert 0",
	// No run has more days than fit the field: one that overflows is refused there.
	"gadget.Fields check runAtLevel": "daily.run assert 0",
}

func TestEveryAssertionIsAttacked(t *testing.T) {
	alone, together := map[string]bool{}, map[string]bool{}
	for _, a := range attacks() {
		for _, b := range a.breaks {
			name, _, _ := strings.Cut(b, "[")
			together[name] = true
			alone[name] = alone[name] || len(a.breaks) == 1
		}
	}
	m, err := run(newScene(t).circuit(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(m.seen)) {
		with, listed := redundant[name]
		switch {
		case !own(name):
		case alone[name] && listed:
			t.Errorf("%s is attacked and listed as redundant", name)
		case !alone[name] && !listed:
			t.Errorf("%s survives: no attack shows that it is needed", name)
		case listed && !together[name]:
			t.Errorf("%s: no attack shows that it is redundant only because of %s", name, with)
		}
	}
}

// The scene that all attacks start from is honest.
func TestCircuitAcceptsTheTruth(t *testing.T) {
	for _, days := range []int{1, window, statement.DailyLength} {
		s := newScene(t)
		s.claim.Days = days
		c := s.circuit(t)
		if err := s.holds(c); err != nil {
			t.Fatal(err)
		}
		if _, err := run(c, nil); err != nil {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

// Claims at the edge of what can be asked, which are true.
func TestCircuitAcceptsTheExtremes(t *testing.T) {
	for name, spoil := range map[string]func(*scene){
		// No day ends a run, and no run is asked for.
		"every day of the page at the level": func(s *scene) {
			s.claim.Days = statement.DailyLength
			s.ask("level", 5000, false).ask("daysAtLevel", statement.DailyLength, false)
		},
		"a run over the whole page": func(s *scene) {
			s.claim.Days = statement.DailyLength
			s.ask("level", 5000, false).ask("runAtLevel", statement.DailyLength, false)
		},
		"most steps on every day": func(s *scene) {
			s.claim.Days, s.claim.Coverage = statement.DailyLength, 10000
			s.values(runs(1<<17-1, statement.DailyLength)...).ask("meanLeast", 1<<17-1, false).ask("eachLeast", 1<<17-1, false)
		},
		"one step on one day": func(s *scene) {
			s.values(runs(0, window-1, 1, 1)...).ask("meanMost", 1, false).ask("eachMost", 1, false)
		},
		"one day, the sealed": func(s *scene) {
			s.claim.Days = 1
			s.values(10000).ask("level", 10000, false).ask("runAtLevel", 1, false)
		},
		"a run from either end": func(s *scene) {
			s.values(runs(10000, 9, 0, 12, 10000, 9)...).ask("level", 10000, false).ask("runAtLevel", 9, false)
		},
		"page before the window": func(s *scene) {
			s.values(runs(5000, window, 1<<17-1, 1, 1, 300)...).ask("eachLeast", 5000, false).ask("eachMost", 5000, false)
		},
	} {
		s := newScene(t)
		spoil(s)
		c := s.circuit(t)
		if err := s.holds(c); err != nil {
			t.Errorf("%s: plain reference: %v", name, err)
		}
		if _, err := run(c, nil); err != nil {
			t.Errorf("%s: %.200v", name, err)
		}
	}
}

// signature names the two coordinates that VerifySeal compares. Whatever changes
// the signed head changes both.
var signature = []string{"gadget.VerifySeal assert 0", "gadget.VerifySeal assert 1"}

// simple is an attack with honest hints.
func simple(name string, breaks []string, spoil func(*testing.T, *scene) *Circuit) attack {
	return attack{name, breaks, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
		s := newScene(t)
		return s, spoil(t, s), nil
	}}
}

// miss is an attack on a claim that an honestly sealed page misses.
func miss(name, breaks string, spoil func(*scene)) attack {
	return simple(name, []string{breaks}, func(t *testing.T, s *scene) *Circuit {
		spoil(s)
		return s.circuit(t)
	})
}

// pageAttacks show another page than the sealed one.
func pageAttacks() []attack {
	return []attack{
		simple("a value raised after sealing", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("eachLeast", 4000, false).put(3, 900).circuit(t)
			c.Values[3] = 5000
			return c
		}),
		simple("a low value removed after sealing", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("eachLeast", 4000, false).put(3, 900).circuit(t)
			c.Values[3] = 0
			return c
		}),
		simple("two days swapped", signature, func(t *testing.T, s *scene) *Circuit {
			// The best day lies just before the window.
			c := s.ask("meanLeast", 5001, false).put(window, 100000).circuit(t)
			c.Values[window], c.Values[0] = 5000, 100000
			return c
		}),
		simple("the page shifted by a day", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("eachLeast", 4000, false).put(0, 900).circuit(t)
			copy(c.Values, c.Values[1:])
			c.Values[len(c.Values)-1] = 0
			return c
		}),
		simple("another salt", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.Salt = add(s.salt, 1)
			return c
		}),
		simple("the page of the day before", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			c.EndDay = int(s.end) - 1
			head := headOf(c)
			c.EndDay = int(s.end)
			s.seal(t, c, head)
			return c
		}),
		simple("a page under another kind", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			s.seal(t, c, statement.Absorb(statement.KindDay, s.salt, s.end, 17, s.page))
			return c
		}),
		simple("another holder's page", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.circuit(t)
			thief := s.newSecret(t)
			c.Secret, c.Nullifier = thief.Field(), thief.Nullifier(s.scope)
			return c
		}),
	}
}

// packingAttacks show values that pack to the sealed head but are not the sealed
// ones: v_0 + 2^17 v_1 stays what it is.
func packingAttacks() []attack {
	const steps = 1 << 17
	shown := func(name string, breaks []string, place int, spoil func(*scene), change func(v []uint64) []int64) attack {
		return simple(name, breaks, func(t *testing.T, s *scene) *Circuit {
			spoil(s)
			c := s.circuit(t)
			head := headOf(c)
			for i, d := range change(s.page[place:]) {
				c.Values[place+i] = add(field(c.Values[place+i]), d)
			}
			if headOf(c) != head {
				t.Fatal("the head changed")
			}
			return c
		})
	}
	borrow := func([]uint64) []int64 { return []int64{steps, -1} }
	lend := func([]uint64) []int64 { return []int64{-steps, 1} }
	return []attack{
		shown("steps borrowed from the day before", []string{"daily.each check most[0]"}, 0,
			func(s *scene) { s.ask("meanLeast", 9000, false) }, borrow),
		shown("steps borrowed in a later lane", []string{"daily.each check most[12]"}, 12,
			func(s *scene) { s.ask("meanLeast", 9000, false) }, borrow),
		// With no steps left behind, the value before is negative wherever it is used.
		shown("steps lent to the day before", []string{"daily.each check least[10]", "daily.atLevel check[10]"}, 10,
			func(s *scene) { s.ask("level", 10000, false).ask("daysAtLevel", 1, false).put(11, 9999) }, lend),
		// Beyond the window the lie is worth nothing, but the packing has to hold there too.
		shown("steps borrowed before the window", []string{"daily.each check most[300]"}, 300, func(*scene) {}, borrow),
		shown("steps lent before the window", []string{"daily.each check least[300]"}, 300, func(*scene) {}, lend),
	}
}

// windowAttacks count other days than the claim's.
func windowAttacks() []attack {
	// marked gives the hint's output.
	marked := func(name string, breaks []string, spoil func(*scene), in func() []int64) attack {
		return attack{name, breaks, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			spoil(s)
			return s, s.circuit(t), replaced(WindowHint, in())
		}}
	}
	first := func(days int) []int64 {
		in := make([]int64, statement.DailyLength)
		for i := range days {
			in[i] = 1
		}
		return in
	}
	length := []string{"daily.window assert 0"}
	list := []attack{
		marked("the oldest day left out", length,
			func(s *scene) { s.ask("eachLeast", 4000, false).put(window-1, 900) },
			func() []int64 { return first(window - 1) }),
		marked("a day before the window counted", length,
			func(s *scene) { s.ask("level", 10000, false).ask("daysAtLevel", 1, false).put(window, 10000) },
			func() []int64 { return first(window + 1) }),
		marked("the whole page counted", length,
			func(s *scene) {
				s.ask("level", 10000, false).ask("daysAtLevel", 5, false).values(runs(5000, 360, 12000, 6)...)
			},
			func() []int64 { return first(statement.DailyLength) }),
		// Every other place weighs twice, and with that the last five days are out.
		marked("days counted twice", []string{"daily.window boolean[0]"},
			func(s *scene) { s.ask("eachLeast", 4000, false).put(window-1, 900) },
			func() []int64 {
				in := first(20)
				for i := range 10 {
					in[i] = 2
				}
				return in
			}),
		marked("days of the far end counted as less than none", []string{"daily.window boolean[366]"},
			func(s *scene) {
				s.ask("level", 10000, false).ask("daysAtLevel", 5, false).values(runs(5000, 35, 12000, 5)...)
			},
			func() []int64 {
				in := first(window + 10)
				for i := range 10 {
					in[len(in)-1-i] = -1
				}
				return in
			}),
	}
	for _, bad := range []int{0, 1, 11, window - 1} {
		at := bad + 1
		list = append(list, marked("a bad day jumped over", []string{"daily.window boolean[" + big.NewInt(int64(at)).String() + "]"},
			func(s *scene) { s.ask("eachLeast", 4000, false).put(bad, 900) },
			func() []int64 {
				in := first(window + 1)
				in[bad] = 0
				return in
			}))
	}
	// A claim of 367 days does not exist, but the circuit has no window for it either.
	list = append(list, attack{"a claim of more days than the page has", length,
		func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := newScene(t)
			c := s.circuit(t)
			c.Claim = withField(claimWord(c), "days", statement.DailyLength+1)
			return s, c, nil
		}})
	return list
}
