package ingest

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestConversionsAgainstRationals compares every conversion with exact rational
// arithmetic, for numbers of all lengths.
func TestConversionsAgainstRationals(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	all := []conversion{same, tenths, masterEquation, {mul: 1, den: 10}}
	for _, units := range []map[string]conversion{massUnits, heightUnits, timeUnits, msUnits, omhRR, omhSpan} {
		for _, c := range units {
			all = append(all, c)
		}
	}
	for range 200_000 {
		x := decimal{d: rng.IntN(maxFracDigits + 1)}
		x.n = rng.Uint64N(pow10[1+rng.IntN(maxIntDigits)])*pow10[x.d] + rng.Uint64N(pow10[x.d])
		c := all[rng.IntN(len(all))]
		exact := new(big.Rat).SetFrac(new(big.Int).SetUint64(x.n), new(big.Int).SetUint64(pow10[x.d]))
		exact.Mul(exact, new(big.Rat).SetFrac(new(big.Int).SetUint64(c.mul), new(big.Int).SetUint64(c.den)))
		exact.Add(exact, new(big.Rat).SetFrac(new(big.Int).SetUint64(c.add), new(big.Int).SetUint64(c.den)))
		if !c.down {
			exact.Add(exact, big.NewRat(1, 2))
		}
		want := new(big.Int).Quo(exact.Num(), exact.Denom())
		if got := c.as(x); !want.IsUint64() || got != want.Uint64() {
			t.Fatalf("%+v of %+v: %d, want %s", c, x, got, want)
		}
	}
}
