package claim

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// corner is the window of k readings of 500 and n-k of 39.
func corner(k, n uint64) Stats {
	return Stats{
		Expected: n, N: n,
		Sum:        k*MaxReading + (n-k)*MinReading,
		SumSquares: k*MaxReading*MaxReading + (n-k)*MinReading*MinReading,
	}
}

// NoCV's argument, carried out: the largest squared sample CV of up to 100
// readings stands at a corner and is above what more readings can reach.
func TestLargestCV(t *testing.T) {
	squared := func(s Stats) *big.Rat {
		spread := difference(product(s.N, s.SumSquares), product(s.Sum, s.Sum))
		return new(big.Rat).SetFrac(spread.Mul(spread, product(s.N)), product(s.N-1, s.Sum, s.Sum))
	}
	largest := new(big.Rat)
	for n := uint64(2); n <= 100; n++ {
		for k := uint64(0); k <= n; k++ {
			if v := squared(corner(k, n)); v.Cmp(largest) > 0 {
				largest = v
			}
		}
	}
	if want := squared(corner(1, 12)); largest.Cmp(want) != 0 {
		t.Errorf("largest squared CV %s, want that of one 500 and eleven 39, %s", largest.FloatString(6), want.FloatString(6))
	}
	bhatiaDavis := big.NewRat(461*461, 4*39*500)
	if more := new(big.Rat).Mul(bhatiaDavis, big.NewRat(101, 100)); more.Cmp(largest) >= 0 {
		t.Errorf("more than 100 readings can reach %s", more.FloatString(6))
	}
	square := func(tenths int64) *big.Rat { return big.NewRat(tenths*tenths, 1_000_000) }
	if always := int64(scales[cv].always[0]); square(always).Cmp(largest) <= 0 || square(always-1).Cmp(largest) >= 0 {
		t.Errorf("%d tenths of a percent is not where every window starts to pass", always)
	}
	// The coarser bound in the comment, which needs no enumeration.
	if bound := new(big.Rat).Mul(bhatiaDavis, big.NewRat(3, 2)); bound.Cmp(square(2047)) >= 0 {
		t.Error("the bound for three readings is above 2047")
	}
	if two := squared(corner(1, 2)); two.Cmp(square(2047)) >= 0 {
		t.Error("two readings are above 2047")
	}
}

// No limit means none: with n >= 1 and readings of the table every such limit
// holds, strictness bits aside.
func TestNoLimitsAlwaysHold(t *testing.T) {
	windows := []Stats{}
	for n := uint64(1); n <= 40; n++ {
		for k := uint64(0); k <= n; k++ {
			windows = append(windows, corner(k, n))
		}
	}
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		slots := make([]uint16, 1+r.IntN(50))
		slots[0] = MaxReading
		for i := range slots[1:] {
			slots[1+i] = uint16(MinReading + r.IntN(MaxReading-MinReading+1))
			if r.IntN(3) == 0 {
				slots[1+i] = 0
			}
		}
		windows = append(windows, measure(t, slots))
	}
	for _, s := range windows {
		l := NoLimits()
		for _, e := range table {
			if value, _ := e.at(&l); e.slack(*value, &s).Sign() < 0 {
				t.Fatalf("%s: no limit fails for %+v", e.key, s)
			}
		}
	}
}

// The bounds of scale are exact: the last value before "always" fails somewhere,
// and the first from "never" holds somewhere.
func TestVacuousAndImpossibleBoundsAreExact(t *testing.T) {
	extremes := []Stats{corner(0, 2), corner(2, 2), corner(1, 2), corner(1, 12)}
	extremes[0].Lt54, extremes[0].Lt63, extremes[0].Lt70 = 2, 2, 2
	extremes[1].Gt140, extremes[1].Gt180, extremes[1].Gt250 = 2, 2, 2
	for i := range table {
		e := &table[i]
		if e.kind == atLeast {
			continue // 0 and 100 % are tested in evaluate_test.go
		}
		for j, strict := range []bool{false, true} {
			held, failed := 0, 0
			bounds := scales[e.kind]
			for _, s := range extremes {
				held += int(bit(e.check(bounds.never[j], strict, &s).OK))
				failed += int(bit(!e.check(bounds.always[j]-1, strict, &s).OK))
				if bounds.never[j] > 0 && e.check(bounds.never[j]-1, strict, &s).OK {
					t.Errorf("%s strict %t: a window meets %d", e.key, strict, bounds.never[j]-1)
				}
				if !e.check(bounds.always[j], strict, &s).OK {
					t.Errorf("%s strict %t: a window misses %d", e.key, strict, bounds.always[j])
				}
			}
			if held == 0 || failed == 0 {
				t.Errorf("%s strict %t: the bounds are not tight (%d held, %d failed)", e.key, strict, held, failed)
			}
		}
	}
}
