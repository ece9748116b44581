package series

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
)

// gapScene claims that no more than two clock hours on end are empty. Hours from
// first on are, for as many as given; the other hours have a reading each.
func gapScene(t testing.TB, first, empty int) *scene {
	t.Helper()
	s := newScene(t, 1).limit("longestGap", 1, false)
	for i := range s.slots {
		s.slots[i] = 0
		if hour := i / 4; hour < first || hour >= first+empty {
			s.slots[i] = uint64(100 * (1 - min(1, i%4)))
		}
	}
	return s
}

// runsAre lets the prover choose the runs of empty hours from some hour on. The
// free factors are those that fit, where there are any.
func runsAre(from int, chosen ...int64) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(GapHint),
		func(q *big.Int, in, out []*big.Int) error {
			if err := GapHint(q, in, out); err != nil {
				return err
			}
			for i, run := range chosen {
				out[from+i].SetInt64(run)
			}
			before := new(big.Int)
			for k, sum := range in {
				free := out[len(in)+k].SetInt64(0)
				if sum.Sign() != 0 {
					rest := new(big.Int).Add(before, big.NewInt(1))
					free.ModInverse(sum, q).Mul(free, rest.Sub(rest, out[k])).Mod(free, q)
				}
				before = out[k]
			}
			return nil
		})}
}

// gapAttacks hide three empty hours where two are allowed.
func gapAttacks() []attack {
	const choice, histogram = "series.longestGap assert choice", "gadget.Histogram assert gap"
	lie := func(name string, breaks []string, first int, lie ...test.TestEngineOption) attack {
		return attack{"gap: " + name, breaks, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
			return gapScene(t, first, 3).circuit(t), lie
		}}
	}
	hour := func(k int) []string { return []string{fmt.Sprintf("series.longestGap assert hour[%d]", k)} }
	counts := func(change func(h []*big.Int)) test.TestEngineOption { return countsAre(24, 25, change)[0] }
	list := []attack{
		lie("shown as it is, at the start", []string{choice}, 0),
		lie("shown as it is", []string{choice}, 10),
		lie("shown as it is, at the end", []string{choice}, 21),
		lie("run set back in its first hour, at the start", hour(0), 0, runsAre(0, 0, 1, 2)...),
		lie("run set back in its first hour", hour(10), 10, runsAre(10, 0, 1, 2)...),
		lie("run set back in its last hour", hour(12), 10, runsAre(10, 1, 2, 0)...),
		lie("run set back in the window's last hour", hour(23), 21, runsAre(21, 1, 2, 2)...),
		lie("run that grows by two halves", []string{"series.longestGap assert hour[11]", "series.longestGap assert hour[12]"}, 10, runsAre(10, 1, 1, 1)...),
		// The hour before may be given any run, if nothing confines it.
		lie("negative run before it", []string{histogram}, 10, runsAre(9, -1, 0, 1, 2)...),
		lie("very negative run before it", []string{histogram}, 10, runsAre(9, -1000, -999, -998, -997)...),
		lie("huge run before it", []string{histogram}, 10, runsAre(9, 1<<40, 1<<40+1, 1<<40+2, 1<<40+3)...),
		lie("counted as two short runs", []string{histogram}, 10, counts(func(h []*big.Int) {
			h[3].SetInt64(0)
			h[2].SetInt64(2)
		})),
		lie("not counted", []string{histogram}, 10, counts(func(h []*big.Int) { h[3].SetInt64(0) })),
		lie("counted as a length and its negative", []string{histogram}, 10, counts(func(h []*big.Int) {
			h[3].SetInt64(1)
			h[4].SetInt64(-1)
		})),
	}
	// Each choice refuses a gap of an hour more.
	for i, most := range claim.GapHours {
		if most >= 24 {
			continue // a day has no such gap
		}
		list = append(list, simple(fmt.Sprintf("gap: %d hours where %d are allowed", most+1, most), 1, []string{choice},
			func(t *testing.T, s *scene) *Circuit {
				s.slots = gapScene(t, 3, most+1).slots
				return s.limit("longestGap", uint32(i+1), false).circuit(t)
			}))
	}
	return list
}

// A prover may choose runs after hours with readings. That never helps: the run at
// the end of a gap is its length or more, so a window that is refused with honest
// runs is refused with all.
func TestChosenRunsOnlyHurt(t *testing.T) {
	for _, test := range []struct {
		name  string
		empty int
		from  int
		runs  []int64
		want  bool
	}{
		{"honest", 2, 0, nil, true},
		{"a run of one after a filled hour", 1, 9, []int64{1, 2, 0}, true},
		{"a run of one before a gap of two", 2, 9, []int64{1, 2, 3, 0}, false},
		{"honest, too long", 3, 0, nil, false},
		{"a run of the whole window", 2, 9, []int64{24, 25, 26, 0}, false},
	} {
		c := gapScene(t, 10, test.empty).circuit(t)
		if got := accepts(c, runsAre(test.from, test.runs...)...); got != test.want {
			t.Errorf("%s: accepted %t, want %t", test.name, got, test.want)
		}
	}
}
