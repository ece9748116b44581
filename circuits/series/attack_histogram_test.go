package series

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// dayPart is one of the two histograms over the slots of a day of 15 minutes.
type dayPart struct {
	name        string
	first, size int // slots
}

var dayParts = []dayPart{{"night", 0, 24}, {"day", 24, 72}}

// slots puts values at the part's first slots.
func (p dayPart) slots(values []uint64) []uint64 {
	return append(make([]uint64, p.first), values...)
}

// countsAre lets a function change the honest counts of one histogram, which it
// knows by its numbers of readings and of values.
func countsAre(readings, values int, change func(h []*big.Int)) []test.TestEngineOption {
	return []test.TestEngineOption{test.WithReplacementHint(solver.GetHintID(gadget.CountHint),
		func(q *big.Int, in, out []*big.Int) error {
			if err := gadget.CountHint(q, in, out); err != nil {
				return err
			}
			if len(in) == 1+readings+values && len(out) == values {
				change(out)
			}
			return nil
		})}
}

// histogramAttacks are lies about how often each value occurs in a part of the
// day, or readings outside the table.
func histogramAttacks() []attack {
	var list []attack
	for _, p := range dayParts {
		list = append(list, countAttacks(p)...)
		list = append(list, tableAttacks(p)...)
	}
	return list
}

// counted makes an attack of a window that is far too high, with counts of the
// prover's choice for one part.
func counted15(p dayPart, name string, values []uint64, change func(*Circuit), count func(h []*big.Int)) attack {
	breaks := []string{"gadget.Histogram assert " + p.name}
	return attack{p.name + ": " + name, breaks, func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		s := newScene(t, 1).window(p.slots(values)...).limit("in70to180", 7000, false)
		c := s.circuit(t)
		if change != nil {
			change(c)
		}
		return c, countsAre(p.size, len(Table(claim.Glucose15)), count)
	}}
}

// at is the count of a value.
func at(h []*big.Int, v int) *big.Int { return h[slices.Index(Table(claim.Glucose15), v)] }

// allAt counts n readings of 100 and no others.
func allAt(n int) func([]*big.Int) {
	return func(h []*big.Int) {
		for _, x := range h {
			x.SetInt64(0)
		}
		at(h, 100).SetInt64(int64(n))
	}
}

func countAttacks(p dayPart) []attack {
	high := runs(300, 20)
	return []attack{
		counted15(p, "counts moved between bins", high, nil, func(h []*big.Int) {
			at(h, 300).SetInt64(0)
			at(h, 100).SetInt64(20)
		}),
		counted15(p, "one count moved to the neighbor", runs(181, 7, 100, 16), nil, func(h []*big.Int) {
			at(h, 181).SetInt64(6)
			at(h, 180).SetInt64(1)
		}),
		counted15(p, "readings counted as missing", high, nil, func(h []*big.Int) {
			at(h, 300).SetInt64(0)
			at(h, 100).SetInt64(2)
			at(h, 0).SetInt64(int64(p.size - 2))
		}),
		counted15(p, "negative counts", high, nil, func(h []*big.Int) {
			at(h, 300).SetInt64(21)
			at(h, 301).SetInt64(-20)
			at(h, 100).SetInt64(19)
		}),
		// Third differences of a half: n, S and Q stay integers.
		counted15(p, "fractional counts", high, nil, func(h []*big.Int) {
			at(h, 300).SetInt64(0)
			at(h, 100).SetInt64(20)
			for i, k := range []int64{1, -3, 3, -1} {
				part := new(big.Int).Mul(half, big.NewInt(k))
				at(h, 100+i).Add(at(h, 100+i), part)
			}
		}),
		counted15(p, "counts larger than the window", high, nil, allAt(p.size+8)),
		otherPart(p),
	}
}

// otherPart claims something of one part and shows the counts of the other.
func otherPart(p dayPart) attack {
	return attack{p.name + ": counts of the other part", []string{"gadget.Histogram assert " + p.name},
		func(t *testing.T) (*Circuit, []test.TestEngineOption) {
			s := newScene(t, 1)
			copy(s.slots[p.first:], runs(300, p.size))
			choice := slices.Index(rowOf(claim.Glucose15, "timeOfDay").Choices, p.name)
			s.limit("in70to180", 7000, false).limit("timeOfDay", uint32(choice), false)
			return s.circuit(t), countsAre(p.size, len(Table(claim.Glucose15)), allAt(24))
		}}
}

// tableAttacks show readings that no histogram counts. 38 and 501 stand beside the
// table, 512 needs a tenth bit.
func tableAttacks(p dayPart) []attack {
	minus := new(big.Int).Sub(modulus(), big.NewInt(100))
	values := []*big.Int{big.NewInt(1), big.NewInt(38), big.NewInt(501), big.NewInt(511), big.NewInt(512), minus, power(200)}
	var list []attack
	for _, v := range values {
		list = append(list, outside(p, v))
	}
	packs := func(name string, first, second int) attack {
		return counted15(p, name, runs(300, 2, 100, 10), func(c *Circuit) {
			c.Readings[p.first], c.Readings[p.first+1] = first, second
		}, allAt(12))
	}
	return append(list,
		// (300, 300) packs as (300+512, 299): the head stays what was sealed.
		packs("readings out of the table that pack to the sealed ones", 300+512, 299),
		// r_0 + 512 r_1 is kept with r_1 = 100.
		packs("a huge reading that packs to the sealed ones", 300+512*200, 100),
		packs("a negative reading that packs to the sealed ones", 300-512, 301),
	)
}

// outside seals a window with a reading that no table holds.
func outside(p dayPart, value *big.Int) attack {
	name := fmt.Sprintf("a reading of %d bits from %s", value.BitLen(), new(big.Int).Mod(value, big.NewInt(1000)))
	a := counted15(p, name, runs(100, 20), nil, func([]*big.Int) {})
	inner := a.build
	a.build = func(t *testing.T) (*Circuit, []test.TestEngineOption) {
		c, opts := inner(t)
		c.Readings[p.first] = frontend.Variable(value)
		newScene(t, 1).seal(t, c)
		return c, opts
	}
	return a
}
