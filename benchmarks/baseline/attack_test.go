package baseline

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/std/math/bits"

	"vitalproof/benchmarks/check"
	"vitalproof/circuits/gadget"
)

// forgery is a window full of 100 but for one other reading, which the prover has
// counted as it likes: as other readings, several times, or less than once.
type forgery struct {
	reading int64
	as      []counted
}

type counted struct {
	value uint64
	times int64
}

func once(value uint64) []counted { return []counted{{value, 1}} }

// slot of the forged reading. It lies in lane 0 of the hash.
const slot = 5

// circuit has the digest of the forged readings and the counts that the prover
// wants.
func (f forgery) circuit(t testing.TB, technique Technique) *circuit {
	t.Helper()
	honest := runs(100, check.PerDay)
	honest[slot] = 0
	c := assign(t, technique, honest)
	c.Readings[slot] = f.reading
	c.Digest = fieldDigest(technique, c.Readings)
	for _, part := range f.as {
		window := runs()
		window[0] = part.value
		one, err := check.Evaluate(window)
		if !errors.Is(err, check.ErrTarget) {
			t.Fatal("a reading alone meets the targets")
		}
		c.N = add(c.N, part.times*int64(one.N))
		c.Below54 = add(c.Below54, part.times*int64(one.Below54))
		c.Below70 = add(c.Below70, part.times*int64(one.Below70))
		c.Above180 = add(c.Above180, part.times*int64(one.Above180))
		c.Above250 = add(c.Above250, part.times*int64(one.Above250))
	}
	return c
}

// isForged tells the forged reading from the others in a hint's inputs.
func (f forgery) isForged(q, v *big.Int) bool {
	return v.Cmp(new(big.Int).Mod(big.NewInt(f.reading), q)) == 0
}

// lies are ways to answer the circuits' hints that fit the forged counts. They
// differ in the bits of numbers that have no such bits.
func (f forgery) lies() map[string][]solver.Option {
	histogram := solver.OverrideHint(solver.GetHintID(gadget.CountHint), f.countHint)
	ranges := solver.OverrideHint(solver.GetHintID(RangeHint), f.rangeHint)
	return map[string][]solver.Option{
		"honest hints":                {},
		"forged counts":               {histogram, ranges},
		"bits of another reading":     {histogram, ranges, f.bitsHint(f.otherBits)},
		"one bit that is all of it":   {histogram, ranges, f.bitsHint(allInOne)},
		"a highest bit that is large": {histogram, ranges, f.bitsHint(restInHighest)},
	}
}

func (f forgery) countHint(q *big.Int, in, out []*big.Int) error {
	if err := gadget.CountHint(q, in, out); err != nil {
		return err
	}
	table := in[1 : 1+len(out)]
	for i, v := range table {
		if f.isForged(q, v) {
			out[i].Sub(out[i], big.NewInt(1))
		}
		for _, part := range f.as {
			if v.Cmp(new(big.Int).SetUint64(part.value)) == 0 {
				out[i].Add(out[i], big.NewInt(part.times))
			}
		}
	}
	return nil
}

func (f forgery) rangeHint(q *big.Int, in, out []*big.Int) error {
	if !f.isForged(q, in[0]) {
		return RangeHint(q, in, out)
	}
	for i, r := range ranges {
		out[i].SetInt64(0)
		for _, part := range f.as {
			if part.value >= uint64(r.from) && part.value <= uint64(r.to) {
				out[i].Add(out[i], big.NewInt(part.times))
			}
		}
	}
	return nil
}

// nBits is the hint of gnark's bit decompositions.
var nBits = bits.GetHints()[1]

// bitsHint decomposes readings and distances by a lie if they have no honest bits
// or are the forged reading.
func (f forgery) bitsHint(lie solver.Hint) solver.Option {
	return solver.OverrideHint(solver.GetHintID(nBits), func(q *big.Int, in, out []*big.Int) error {
		if len(out) > check.Bits || in[0].BitLen() <= len(out) && !f.isForged(q, in[0]) {
			return nBits(q, in, out)
		}
		return lie(q, in, out)
	})
}

func (f forgery) otherBits(q *big.Int, _, out []*big.Int) error {
	return nBits(q, []*big.Int{new(big.Int).SetUint64(f.as[0].value)}, out)
}

func allInOne(_ *big.Int, in, out []*big.Int) error {
	for i := range out {
		out[i].SetInt64(0)
	}
	out[0].Set(in[0])
	return nil
}

// restInHighest keeps the honest bits but the highest, which makes the sum right.
func restInHighest(q *big.Int, in, out []*big.Int) error {
	if err := nBits(q, in, out); err != nil {
		return err
	}
	last := len(out) - 1
	rest := new(big.Int).Set(in[0])
	for i, b := range out[:last] {
		rest.Sub(rest, new(big.Int).Lsh(b, uint(i)))
	}
	power := new(big.Int).Lsh(big.NewInt(1), uint(last))
	out[last].Mod(rest.Mul(rest, power.ModInverse(power, q)), q)
	return nil
}

// refused fails where a lie gets a forgery through.
func (f forgery) refused(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
	t.Helper()
	c := f.circuit(t, technique)
	for name, lie := range f.lies() {
		if solves(t, system, c, lie...) {
			t.Errorf("%d is accepted as %v with %s", f.reading, f.as, name)
		}
	}
}

// The attacks below are refused for their reading alone: the same machinery passes
// every reading that is one, with the prover's answers as well as honest ones.
func TestForgeriesOfTheTruthAreAccepted(t *testing.T) {
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		for _, v := range edges {
			f := forgery{int64(v), once(v)}
			c := f.circuit(t, technique)
			for _, name := range []string{"honest hints", "forged counts", "bits of another reading"} {
				// Distances are no readings, so theirs are not the bits of one.
				if name == "bits of another reading" && technique != Comparators {
					continue
				}
				if !solves(t, system, c, f.lies()[name]...) {
					t.Errorf("%d with %s is refused", v, name)
				}
			}
		}
	})
}

func TestReadingsOutsideTheTableAreRefusedWhateverTheyAreCountedAs(t *testing.T) {
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		outside := []int64{1, 38, 501, 511, 512, -1}
		as := []uint64{0, 39, 60, 100, 200, 500}
		switch {
		case testing.Short():
			outside, as = []int64{38, 501}, []uint64{0, 500}
		case technique == HashPerReading: // the code of Bits, under a dear hash
			outside, as = []int64{38, 501, -1}, []uint64{0, 500}
		}
		for _, reading := range outside {
			for _, v := range as {
				forgery{reading, once(v)}.refused(t, technique, system)
			}
		}
	})
}

func TestReadingsAreNotCountedOnTheOtherSideOfACutOff(t *testing.T) {
	pairs := [][2]uint64{{0, 39}, {53, 54}, {69, 70}, {180, 181}, {250, 251}}
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		for _, p := range pairs {
			forgery{int64(p[0]), once(p[1])}.refused(t, technique, system)
			forgery{int64(p[1]), once(p[0])}.refused(t, technique, system)
		}
	})
}

// What a prover gains if ranges need not be booleans, or need not be one.
func TestAReadingIsNotCountedTwiceOrNegatively(t *testing.T) {
	for _, f := range []forgery{
		{150, []counted{{40, 1}, {150, 1}}}, // two ranges: from 109 to 233
		{30, []counted{{40, 2}, {60, -1}}},  // from 24 to 37, one range in all
		{150, []counted{{150, 2}}},
		{150, once(0)},
	} {
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
				f.refused(t, technique, system)
			})
		})
	}
}

func TestReadingsAreRefusedInEverySlotOfADay(t *testing.T) {
	if testing.Short() {
		t.Skip("solves each circuit many times")
	}
	for _, technique := range []Technique{Histogram, RangeCheck, Bits, Comparators} {
		system := compile(t, technique, 0, 1)
		for i := range check.PerDay {
			c := assign(t, technique, runs(100, check.PerDay))
			c.Readings[i] = 501
			c.Digest = fieldDigest(technique, c.Readings)
			if solves(t, system, c) {
				t.Errorf("%s: slot %d may hold anything", technique, i)
			}
		}
	}
}

func TestRangeHintRefusesOtherShapes(t *testing.T) {
	numbers := func(n int) []*big.Int {
		out := make([]*big.Int, n)
		for i := range out {
			out[i] = new(big.Int)
		}
		return out
	}
	if RangeHint(nil, numbers(1), numbers(len(ranges))) != nil {
		t.Error("its own shape is refused")
	}
	for _, shape := range [][2]int{{0, len(ranges)}, {2, len(ranges)}, {1, 4}, {1, 6}} {
		if RangeHint(nil, numbers(shape[0]), numbers(shape[1])) == nil {
			t.Errorf("%d inputs and %d outputs are accepted", shape[0], shape[1])
		}
	}
}
