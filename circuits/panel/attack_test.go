package panel

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
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
	return slices.Concat(pageAttacks(), packingAttacks(), windowAttacks(), countedAttacks(), takeAttacks(),
		limitAttacks(), lowestAttacks(), wordAttacks(), fieldAttacks())
}

func TestCircuitRefusesEveryAttack(t *testing.T) {
	for i, a := range attacks() {
		if testing.Short() && i%4 != 0 {
			continue // each run of a circuit costs 30 ms
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
	// A take of more than two bits is not the sum of two.
	"gadget.Fields check take": "panel.take assert 0",
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
	for _, metric := range []claim.Metric{claim.BloodPressure, claim.BMI} {
		m, err := run(sceneOf(t, metric).circuit(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(m.seen)) {
			with, listed := redundant[name]
			switch {
			case !own(metric, name):
			case alone[name] && listed:
				t.Errorf("%s is attacked and listed as redundant", name)
			case !alone[name] && !listed:
				t.Errorf("%s survives: no attack shows that it is needed", name)
			case listed && !together[name]:
				t.Errorf("%s: no attack shows that it is redundant only because of %s", name, with)
			}
		}
	}
}

// The scenes that all attacks start from are honest, whatever is taken.
func TestCircuitAcceptsTheTruth(t *testing.T) {
	for name, s := range map[string]*scene{
		"latest":          newScene(t),
		"average of 3":    newScene(t).take(claim.TakeAverage, 3),
		"all":             newScene(t).take(claim.TakeAll, 0),
		"lowest of a day": newScene(t).take(claim.TakeDayLowest, 0),
		"one BMI":         sceneOf(t, claim.BMI),
		"all BMIs":        sceneOf(t, claim.BMI).take(claim.TakeAll, 0),
	} {
		c := s.circuit(t)
		if err := s.holds(c); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := run(c, nil); err != nil {
			t.Errorf("%s: %v", name, err)
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
		simple("a number lowered after sealing", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("systolicMost", 130, true).put(0, Measurement{150, 76, 2}).circuit(t)
			c.A[0] = 118
			return c
		}),
		simple("the latest measurement removed after sealing", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("systolicMost", 130, true).measured(Measurement{150, 95, 1}, Measurement{118, 76, 2}).circuit(t)
			c.A[0], c.B[0], c.Age[0] = 118, 76, 2
			c.A[1], c.B[1], c.Age[1] = 0, 0, 0
			return c
		}),
		simple("a measurement made too old for the window", signature, func(t *testing.T, s *scene) *Circuit {
			s.take(claim.TakeAll, 0).ask("systolicMost", 130, true)
			c := s.put(2, Measurement{150, 95, 20}).circuit(t)
			c.Age[2] = window
			return c
		}),
		simple("two measurements swapped", signature, func(t *testing.T, s *scene) *Circuit {
			c := s.ask("systolicMost", 130, true).put(0, Measurement{150, 95, 10}).circuit(t)
			c.A[0], c.B[0], c.A[1], c.B[1] = 124, 78, 150, 95
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
			s.seal(t, c, statement.Absorb(statement.KindDay, s.salt, s.end, statement.PageBits(claim.BloodPressure), s.page))
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

// packingAttacks show numbers that pack to the sealed head but are not the sealed
// ones: a + 2^13 b + 2^26 age stays what it is, and so do neighbors of a lane.
func packingAttacks() []attack {
	shown := func(name, breaks string, spoil func(*scene), change func(c *Circuit)) attack {
		return simple(name, []string{breaks}, func(t *testing.T, s *scene) *Circuit {
			spoil(s)
			c := s.circuit(t)
			head := headOf(c)
			change(c)
			if headOf(c) != head {
				t.Fatal("the head changed")
			}
			return c
		})
	}
	lowest := func(s *scene) {
		s.take(claim.TakeDayLowest, 0).ask("systolicMost", 130, true).ask("diastolicMost", 85, true)
	}
	var many []Measurement
	for i := range 20 {
		many = append(many, Measurement{120, 80, i})
	}
	many[12] = Measurement{150, 80, 12}
	return []attack{
		shown("systolic pressure lent to the diastolic", "panel.page check a[0]",
			func(s *scene) { lowest(s); s.put(0, Measurement{150, 76, 2}) },
			func(c *Circuit) { c.A[0], c.B[0] = add(field(c.A[0]), -1<<13), add(field(c.B[0]), 1) }),
		shown("diastolic pressure lent to the age", "panel.page check b[0]",
			func(s *scene) { lowest(s); s.put(0, Measurement{118, 95, 2}) },
			func(c *Circuit) { c.B[0], c.Age[0] = add(field(c.B[0]), -1<<13), add(field(c.Age[0]), 1) }),
		shown("a bad measurement aged by the next one", "panel.page check age[2]",
			func(s *scene) {
				s.take(claim.TakeAll, 0).ask("systolicMost", 130, true).put(2, Measurement{150, 95, 20})
			},
			func(c *Circuit) { c.Age[2], c.A[3] = add(field(c.Age[2]), 1<<12), add(field(c.A[3]), -1) }),
		shown("a bad measurement aged in a later lane", "panel.page check age[12]",
			func(s *scene) {
				s.measured(many...).take(claim.TakeAll, 0).ask("systolicMost", 130, true).claim.Days = 13
			},
			func(c *Circuit) { c.Age[12], c.A[13] = add(field(c.Age[12]), 1<<12), add(field(c.A[13]), -1) }),
	}
}

// windowAttacks lie about which measurements are in the window.
func windowAttacks() []attack {
	all := func(s *scene) *scene {
		return s.take(claim.TakeAll, 0).ask("systolicMost", 130, true).put(2, Measurement{150, 95, 20})
	}
	bit := func(place int, v int64) []test.TestEngineOption { return lie(WindowHint, length, set(place, v)) }
	return []attack{
		lying("an old measurement taken for a new one", "panel.window check[0]",
			func(s *scene) { s.measured(Measurement{118, 76, window}) }, bit(0, 1)),
		lying("a bad measurement of the window taken for an old one", "panel.window check[2]",
			func(s *scene) { all(s) }, bit(2, 0)),
		// One of the two before it is taken off again by an older one.
		lying("a measurement less than none", "panel.window boolean[3]",
			func(s *scene) { all(s) }, bit(3, -1), counting(1, 1)),
		lying("a bad measurement taken for an empty place", "gadget.NonZero assert present[2]",
			func(s *scene) { all(s) }, lieInverse(length, set(2, 0))),
	}
}

// countedAttacks let other measurements count than the claim takes.
func countedAttacks() []attack {
	average := func(s *scene, last uint32) *scene {
		return s.take(claim.TakeAverage, last).ask("systolicMost", 130, true)
	}
	bad := Measurement{150, 95, 20}
	list := []attack{
		// A limit on no measurement holds. Blood pressure has other assertions that
		// notice.
		{"a claim about all of none", []string{"panel.first assert 0"},
			func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
				s := sceneOf(t, claim.BMI).take(claim.TakeAll, 0).ask("bmiMost", 250, true).measured(Measurement{900, 175, window})
				return s, s.circuit(t), nil
			}},
		lying("a good measurement counted twice instead of a bad one", "panel.counting boolean[1]",
			func(s *scene) { average(s, 3).put(2, Measurement{200, 95, 20}) }, counting(1, 2)),
		lying("a bad measurement jumped over", "panel.counting assert order[2]",
			func(s *scene) { average(s, 2).put(1, Measurement{150, 95, 10}) }, counting(1, 0, 1)),
		miss("the latest is too old", "panel.counting assert window[0]",
			func(s *scene) { s.measured(Measurement{118, 76, window}) }),
		miss("an average with one too old", "panel.counting assert window[1]",
			func(s *scene) { average(s, 2).measured(Measurement{118, 76, 2}, Measurement{118, 76, window}) }),
		miss("an average with an empty place", "panel.counting assert window[1]",
			func(s *scene) { average(s, 2).measured(Measurement{150, 76, 2}) }),
		lying("the low number of an earlier day", "panel.sameDay assert[1]",
			func(s *scene) {
				s.take(claim.TakeDayLowest, 0).ask("systolicMost", 130, true).put(0, Measurement{150, 76, 2})
			}, counting(1, 1)),
		lying("an average of fewer", "panel.counted assert 0",
			func(s *scene) { average(s, 2).put(1, Measurement{150, 95, 10}) }, counting(1)),
		lying("an average of more", "panel.counted assert 0",
			func(s *scene) {
				average(s, 2).measured(Measurement{138, 78, 2}, Measurement{124, 78, 5}, Measurement{120, 78, 8})
			}, counting(1, 1, 1)),
		lying("all but the oldest of the window", "panel.counted assert 1",
			func(s *scene) { s.take(claim.TakeAll, 0).ask("systolicMost", 130, true).put(2, bad) }, counting(1, 1)),
		lying("a day counted twice", "gadget.NonZero assert other[0]",
			func(s *scene) {
				average(s, 3).ask("occasions", 3, false).measured(Measurement{118, 76, 2}, Measurement{118, 76, 10}, Measurement{118, 76, 10})
			}, lieInverse(length-1, double(0))),
		miss("two measurements of one day for two occasions", "panel.occasions check 0",
			func(s *scene) {
				average(s, 2).ask("occasions", 2, false).measured(Measurement{118, 76, 2}, Measurement{118, 76, 2}, Measurement{118, 76, 3})
			}),
		miss("all of the window on too few days", "panel.occasions check 0",
			func(s *scene) { s.take(claim.TakeAll, 0).ask("occasions", 4, false) }),
	}
	return append(list, miss("a full page, behind which older ones of the window may be hidden", "panel.counted assert 2", func(s *scene) {
		s.take(claim.TakeAll, 0).ask("systolicMost", 130, true)
		for i := range length {
			s.put(i, Measurement{118, 76, i / 3})
		}
	}))
}

// takeAttacks take other measurements than the claim says.
func takeAttacks() []attack {
	type engine = []test.TestEngineOption
	bits := func(b ...int64) engine { return lie(TakeHint, 2, give(b...)) }
	return []attack{
		lying("the latest instead of all", "panel.take assert 0", func(s *scene) {
			s.take(claim.TakeAll, 0).ask("systolicMost", 130, true).put(2, Measurement{150, 95, 20})
		}, bits(0, 0), counting(1)),
		lying("the latest instead of the average", "panel.take assert 0", func(s *scene) {
			s.take(claim.TakeAverage, 2).ask("systolicMost", 130, true).put(1, Measurement{150, 95, 10})
		}, bits(0, 0), counting(1)),
		// Twice all, less the lowest: both limits have to be met exactly.
		lying("one measurement for an average of two", "panel.take boolean[0]", func(s *scene) {
			s.take(claim.TakeAverage, 2).ask("systolicMost", 130, false).ask("diastolicMost", 80, false).measured(Measurement{130, 80, 2})
		}, bits(-1, 1), counting(1)),
		// Half of all and half of the latest.
		{"a half of each for an average of two", []string{"panel.take boolean[1]"},
			func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
				s := newScene(t).take(claim.TakeAverage, 2).ask("systolicMost", 130, true).measured(Measurement{118, 76, 2})
				return s, s.circuit(t), slices.Concat(lie(TakeHint, 2, half), counting(1))
			}},
	}
}
