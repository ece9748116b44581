package series

import (
	"math/big"

	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/gadget"
)

// Widths of fields that a comparison uses.
const (
	spanBits      = 8
	assuranceBits = 3
)

// limits asserts every limit of the claim over the window's histogram. Counts,
// n, sum and sum of squares are linear in the histogram and cost nothing.
//
// A comparison a >= b is a range check of a - b (minus the strictness bit) to a
// width that holds the largest honest difference. All operands are bounded
// integers far below the modulus, so a negative difference is near the modulus
// and fails.
func (b *builder) limits(f map[string]frontend.Variable) error {
	table := Table()
	h, err := gadget.Histogram(b.api, b.c.Readings, table)
	if err != nil {
		return err
	}
	api := b.api
	count := func(from, to int) frontend.Variable { return between(api, table, h, from, to) }
	n := count(claim.MinReading, claim.MaxReading)
	slots := len(b.c.Readings)

	// n >= 2: a window with fewer readings satisfies no claim.
	b.check.Check(api.Sub(n, claim.LeastReadings), bitLen(slots))

	// Coverage: 10000 n >= bp E over the expected slots of the window.
	shareBits := bitLen(wholeShare * slots)
	b.check.Check(api.Sub(api.Mul(n, wholeShare), api.Mul(f["coverage"], slots)), shareBits)

	for _, l := range shares {
		limit := api.Mul(f[l.field+"BP"], n)
		c := api.Mul(count(l.from, l.to), wholeShare)
		difference := api.Sub(c, limit)
		if l.most {
			difference = api.Sub(limit, c)
		}
		b.check.Check(api.Sub(difference, f[l.field+"Strict"]), shareBits)
	}
	s := moment(api, table, h, 1)
	b.meanAndGMI(f, n, s, slots)
	b.variation(f, n, s, moment(api, table, h, 2), slots)
	return nil
}

// meanAndGMI: S <= m n, and 331000 n + 2392 S <= 1000 t n for a GMI of t
// hundredths of a percent (GMI = 3.31 + 0.02392 mean, Bergenstal 2018).
func (b *builder) meanAndGMI(f map[string]frontend.Variable, n, s frontend.Variable, slots int) {
	api := b.api
	mean := api.Sub(api.Mul(f["mean"], n), s, f["meanStrict"])
	b.check.Check(mean, bitLen(511*slots))

	gmi := api.Sub(api.Mul(api.Mul(f["gmi"], 1000), n), api.Mul(n, 331000), api.Mul(s, 2392), f["gmiStrict"])
	b.check.Check(gmi, bitLen(2047*1000*slots))
}

// variation: 10^6 n (n Q - S^2) <= cv^2 (n-1) S^2 for a coefficient of variation
// of cv tenths of a percent with the sample variance.
func (b *builder) variation(f map[string]frontend.Variable, n, s, q frontend.Variable, slots int) {
	api := b.api
	s2 := api.Mul(s, s)
	spread := api.Mul(n, api.Sub(api.Mul(n, q), s2))
	right := api.Mul(api.Mul(f["cv"], f["cv"]), api.Mul(api.Sub(n, 1), s2))
	difference := api.Sub(right, api.Mul(spread, 1_000_000), f["cvStrict"])

	// The largest right side: cv < 2^11, S <= 500 per slot.
	largest := big.NewInt(int64(slots))
	largest.Exp(largest, big.NewInt(3), nil)
	largest.Mul(largest, big.NewInt(claim.MaxReading*claim.MaxReading))
	largest.Lsh(largest, 22)
	b.check.Check(difference, largest.BitLen())
}

// wholeShare is 100 % in basis points.
const wholeShare = 10000

// shares are the limits on a count of readings, by published cut-off. The
// in-range limits are inclusive at both ends, below and above are strict and
// cumulative (Battelino 2019).
var shares = []struct {
	field    string // of the claim word
	from, to int    // readings counted, inclusive
	most     bool   // at most, rather than at least
}{
	{"in70to180", 70, 180, false},
	{"in63to140", 63, 140, false},
	{"in70to140", 70, 140, false},
	{"below54", claim.MinReading, 53, true},
	{"below63", claim.MinReading, 62, true},
	{"below70", claim.MinReading, 69, true},
	{"above140", 141, claim.MaxReading, true},
	{"above180", 181, claim.MaxReading, true},
	{"above250", 251, claim.MaxReading, true},
}

// Table lists what a slot may hold: 0 for no reading, or a reading.
func Table() []int {
	table := []int{0}
	for v := claim.MinReading; v <= claim.MaxReading; v++ {
		table = append(table, v)
	}
	return table
}

// between sums the histogram over readings from..to.
func between(api frontend.API, table []int, h []frontend.Variable, from, to int) frontend.Variable {
	var terms []frontend.Variable
	for i, v := range table {
		if v >= from && v <= to {
			terms = append(terms, h[i])
		}
	}
	return api.Add(terms[0], terms[1], terms[2:]...)
}

// moment is the sum of the readings' k-th powers.
func moment(api frontend.API, table []int, h []frontend.Variable, k int) frontend.Variable {
	terms := []frontend.Variable{0, 0}
	for i, v := range table {
		power := 1
		for range k {
			power *= v
		}
		if power != 0 {
			terms = append(terms, api.Mul(h[i], power))
		}
	}
	return api.Add(terms[0], terms[1], terms[2:]...)
}

func bitLen(n int) int { return big.NewInt(int64(n)).BitLen() }
