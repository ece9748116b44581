package panel

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// change alters what an honest hint gives, in place.
type change func(out []*big.Int)

// lie makes a hint change its answer where it gives so many numbers.
func lie(hint solver.Hint, outputs int, how change) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(hint), func(q *big.Int, in, out []*big.Int) error {
		if err := hint(q, in, out); err != nil {
			return err
		}
		if len(out) == outputs {
			how(out)
		}
		return nil
	})}
}

// lieInverse lies about which numbers are 0: of so many.
func lieInverse(outputs int, how change) []test.TestEngineOption {
	return lie(gadget.InverseHint, outputs, how)
}

func set(place int, v int64) change { return func(out []*big.Int) { out[place].SetInt64(v) } }

// give replaces the first numbers and makes the rest 0.
func give(v ...int64) change {
	return func(out []*big.Int) {
		for i := range out {
			out[i].SetInt64(0)
			if i < len(v) {
				out[i].SetInt64(v[i])
			}
		}
	}
}

func double(place int) change { return func(out []*big.Int) { out[place].Lsh(out[place], 1) } }

// half gives 0 and 1/2.
func half(out []*big.Int) {
	out[0].SetInt64(0)
	out[1].ModInverse(big.NewInt(2), fr.Modulus())
}

// counting says how often the first measurements count.
func counting(v ...int64) []test.TestEngineOption { return lie(CountedHint, length, give(v...)) }

// lying is an attack with the answers of some hints.
func lying(name, breaks string, spoil func(*scene), opts ...[]test.TestEngineOption) attack {
	return attack{name, []string{breaks}, func(t *testing.T) (*scene, *Circuit, []test.TestEngineOption) {
		s := newScene(t)
		spoil(s)
		return s, s.circuit(t), slices.Concat(opts...)
	}}
}

// lowestAttacks pick another number than one that counts.
func lowestAttacks() []attack {
	// Of both amounts only one is lied about: that whose first number is latest.
	picks := func(latest int64, v ...int64) []test.TestEngineOption {
		return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(LowestHint), func(q *big.Int, in, out []*big.Int) error {
			err := LowestHint(q, in, out)
			if in[0].Int64() == latest {
				give(v...)(out)
			}
			return err
		})}
	}
	var list []attack
	for i, name := range []string{"systolic", "diastolic"} {
		limit, latest := []uint32{130, 80}[i], []int64{160, 100}[i]
		day := func(s *scene) *scene { return s.take(claim.TakeDayLowest, 0).ask(name+"Most", limit, true) }
		high := []Measurement{{160, 100, 2}, {150, 95, 2}, {140, 90, 2}, {110, 70, 3}}
		list = append(list,
			lying("the sum of two less a third, "+name, "panel.pick boolean "+name+"[0]",
				func(s *scene) {
					day(s).measured(Measurement{160, 100, 2}, Measurement{145, 92, 2}, Measurement{140, 86, 2})
				}, picks(latest, -1, 1, 1)),
			lying("a number of another day, "+name, "panel.chosen assert "+name+"[3]",
				func(s *scene) { day(s).measured(high...) }, picks(latest, 0, 0, 0, 1)),
			lying("an empty place, "+name, "panel.chosen assert "+name+"[9]",
				func(s *scene) { day(s).measured(high...) }, picks(latest, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
			lying("no number at all, "+name, "panel.pick assert "+name,
				func(s *scene) { day(s).measured(high...) }, picks(latest)),
		)
	}
	return list
}

// A hint refuses inputs of another shape.
func TestHintsRefuseOtherShapes(t *testing.T) {
	numbers := func(n int) []*big.Int {
		out := make([]*big.Int, n)
		for i := range out {
			out[i] = new(big.Int)
		}
		return out
	}
	for _, h := range []struct {
		name    string
		hint    solver.Hint
		in, out int
	}{
		{"take", TakeHint, 1, 2}, {"window", WindowHint, 65, 64}, {"counted", CountedHint, 130, 64}, {"lowest", LowestHint, 128, 64},
	} {
		if err := h.hint(nil, numbers(h.in), numbers(h.out)); err != nil {
			t.Errorf("%s: %v", h.name, err)
		}
		for _, other := range [][2]int{{h.in - 1, h.out}, {h.in + 1, h.out}, {h.in, h.out + 1}} {
			if err := h.hint(nil, numbers(other[0]), numbers(other[1])); !errors.Is(err, errHint) {
				t.Errorf("%s: %d inputs and %d outputs: %v", h.name, other[0], other[1], err)
			}
		}
	}
}
