package panel

import (
	"fmt"
	"testing"

	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
)

// limitAttacks miss each limit by as little as can be.
func limitAttacks() []attack {
	var list []attack
	for _, a := range []struct {
		name      string
		low, high uint32
		less      func(Measurement) Measurement
		more      func(Measurement) Measurement
	}{
		{"systolic", 118, 126, func(m Measurement) Measurement { m.A--; return m }, func(m Measurement) Measurement { m.A++; return m }},
		{"diastolic", 76, 79, func(m Measurement) Measurement { m.B--; return m }, func(m Measurement) Measurement { m.B++; return m }},
	} {
		lowest, highest := Measurement{118, 76, 2}, Measurement{126, 79, 20}
		each := func(side string, place int) string {
			return fmt.Sprintf("panel.each check %s %s[%d]", a.name, side, place)
		}
		mean := "panel.mean check " + a.name
		average := func(s *scene) *scene { return s.take(claim.TakeAverage, 3) }
		list = append(list,
			miss("latest one below its least "+a.name, each("low", 0), func(s *scene) { s.ask(a.name+"Least", a.low, false).put(0, a.less(lowest)) }),
			miss("latest on its strict least "+a.name, each("low", 0), func(s *scene) { s.ask(a.name+"Least", a.low, true) }),
			miss("latest one above its most "+a.name, each("high", 0), func(s *scene) { s.ask(a.name+"Most", a.low, false).put(0, a.more(lowest)) }),
			miss("latest on its strict most "+a.name, each("high", 0), func(s *scene) { s.ask(a.name+"Most", a.low, true) }),
			miss("the third one below the least "+a.name, each("low", 2), func(s *scene) {
				s.take(claim.TakeAll, 0).ask(a.name+"Least", a.low, false).put(2, a.less(Measurement{118, 76, 20}))
			}),
			miss("the third one above the most "+a.name, each("high", 2), func(s *scene) {
				s.take(claim.TakeAll, 0).ask(a.name+"Most", a.high, false).put(2, a.more(highest))
			}),
			// The averages are 368/3 and 233/3.
			miss("an average a third too low of "+a.name, mean+" low", func(s *scene) { average(s).ask(a.name+"Least", thirds(a.low)+1, false) }),
			miss("an average a third too high of "+a.name, mean+" high", func(s *scene) { average(s).ask(a.name+"Most", thirds(a.low), false) }),
			miss("an average on its strict least "+a.name, mean+" low", func(s *scene) {
				average(s).ask(a.name+"Least", a.low, true).measured(Measurement{118, 76, 1}, Measurement{110, 70, 2}, Measurement{126, 82, 2})
			}),
			miss("an average on its strict most "+a.name, mean+" high", func(s *scene) {
				average(s).ask(a.name+"Most", a.low, true).measured(Measurement{118, 76, 1}, Measurement{110, 70, 2}, Measurement{126, 82, 2})
			}),
			miss("the lowest of the day one above its most "+a.name, "panel.lowest check "+a.name, func(s *scene) {
				s.take(claim.TakeDayLowest, 0).ask(a.name+"Most", a.low, false).measured(
					Measurement{140, 90, 2}, a.more(lowest), Measurement{150, 95, 2}, Measurement{100, 60, 3})
			}),
			miss("the lowest of the day on its strict most "+a.name, "panel.lowest check "+a.name, func(s *scene) {
				s.take(claim.TakeDayLowest, 0).ask(a.name+"Most", a.low, true).measured(Measurement{140, 90, 2}, lowest)
			}),
		)
	}
	for name, spoil := range map[string]func(*scene){
		// 18.5 and 25.0 at 160 cm: 47.36 and 64 kg.
		"panel.each check bmi low[0]":  func(s *scene) { s.ask("bmiLeast", 185, false).measured(Measurement{473, 160, 2}) },
		"panel.each check bmi high[0]": func(s *scene) { s.ask("bmiMost", 250, true).measured(Measurement{640, 160, 2}) },
		"panel.each check bmi high[1]": func(s *scene) { s.take(claim.TakeAll, 0).ask("bmiMost", 250, false).put(1, Measurement{641, 160, 3}) },
	} {
		list = append(list, attack{"a BMI past " + name, []string{name}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
			s := sceneOf(t, claim.BMI)
			spoil(s)
			return s, s.circuit(t), nil
		}})
	}
	return list
}

// thirds is the whole part of the average of the scene's measurements whose lowest
// number is given.
func thirds(lowest uint32) uint32 {
	if lowest == 118 {
		return (118 + 124 + 126) / 3
	}
	return (76 + 78 + 79) / 3
}
