package series

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/gadget"
)

// counted is what the limits need of the readings, over the part of the day that
// the claim selects. All of it is linear in the histograms of night and day, so it
// costs two products each to select.
type counted struct {
	api        frontend.API
	night, day frontend.Variable // 1 if the part counts
	h          [2][]frontend.Variable
	table      []int
}

// limits asserts every limit of the claim over the window's histograms.
//
// A comparison a >= b is a range check of a - b (minus the strictness bit) to a
// width that holds the largest honest difference. All operands are bounded
// integers far below the modulus, so a negative difference is near the modulus
// and fails.
func (c *Circuit) limits(b *frame.Builder) error {
	api, m := b.API, c.Shape().Metric
	table := Table(m)
	perDay := m.SlotsPerDay()
	slots := len(c.Readings)

	var parts [2][]frontend.Variable // night, day
	for i, r := range c.Readings {
		part := 1
		if isNight(i, perDay) {
			part = 0
		}
		parts[part] = append(parts[part], r)
	}
	w := &counted{api: api, table: table}
	for i := range parts {
		var err error
		if w.h[i], err = gadget.Histogram(api, parts[i], table); err != nil {
			return err
		}
	}
	w.selectParts(b.Field("timeOfDay"))

	n := w.moment(0)
	sum := w.moment(1)
	expected := api.Add(api.Mul(w.night, len(parts[0])), api.Mul(w.day, len(parts[1])))

	// n >= 2: a window with fewer readings satisfies no claim.
	b.Check.Check(api.Sub(n, claim.LeastReadings), bitLen(slots))

	// Coverage: 10000 n >= bp E over the expected slots.
	shareBits := bitLen(claim.WholeShare * slots)
	b.Check.Check(api.Sub(api.Mul(n, claim.WholeShare), api.Mul(b.Field("coverage"), expected)), shareBits)

	for _, r := range m.Rows() {
		v, strict := b.Bound(r)
		most := 1<<r.Bits - 1
		switch r.Form {
		case claim.ShareAtLeast: // 10000 c >= v n
			c := api.Mul(w.between(r.From, r.To), claim.WholeShare)
			b.Check.Check(api.Sub(c, api.Mul(v, n), strict), shareBits)
		case claim.ShareAtMost: // 10000 c <= v n
			c := api.Mul(w.between(r.From, r.To), claim.WholeShare)
			b.Check.Check(api.Sub(api.Mul(v, n), c, strict), shareBits)
		case claim.MeanAtMost: // S <= v n
			b.Check.Check(api.Sub(api.Mul(v, n), sum, strict), bitLen(most*slots))
		case claim.MeanAtLeast: // S >= v n
			b.Check.Check(api.Sub(sum, api.Mul(v, n), strict), bitLen(table[len(table)-1]*slots))
		case claim.GMIAtMost: // 331000 n + 2392 S <= 1000 v n (Bergenstal 2018)
			gmi := api.Sub(api.Mul(api.Mul(v, 1000), n), api.Mul(n, 331000), api.Mul(sum, 2392), strict)
			b.Check.Check(gmi, bitLen(most*1000*slots))
		case claim.CVAtMost:
			w.variation(b, r, n, sum, slots)
		case claim.NightCoverage: // 100 n >= v E of the night, whatever part is selected
			night := momentOf(api, table, w.h[0], 0)
			difference := api.Sub(api.Mul(night, 100), api.Mul(v, len(parts[0])))
			b.Check.Check(difference, bitLen(100*len(parts[0])))
		case claim.LongestGap:
			if err := c.longestGap(b, v); err != nil {
				return err
			}
		}
	}
	return nil
}

// selectParts decides the part of the day: 0 all, 1 night, 2 day. A claim of 3 has
// no solution. With x = v(v-1), which is 0, 0, 2 for the three, "is day" is x/2 and
// "is night" v - x.
func (w *counted) selectParts(v frontend.Variable) {
	x := w.api.Mul(v, w.api.Sub(v, 1))
	w.api.AssertIsEqual(w.api.Mul(x, w.api.Sub(v, 2)), 0)
	isDay := w.api.Mul(x, half)
	w.night = w.api.Sub(1, isDay)
	w.day = w.api.Sub(1, v, w.api.Neg(x))
}

// half is 1/2 in the field.
var half = new(big.Int).Rsh(new(big.Int).Add(ecc.BN254.ScalarField(), big.NewInt(1)), 1)

func (w *counted) pick(night, day frontend.Variable) frontend.Variable {
	return w.api.Add(w.api.Mul(w.night, night), w.api.Mul(w.day, day))
}

// between counts the readings from..to.
func (w *counted) between(from, to uint64) frontend.Variable {
	count := func(h []frontend.Variable) frontend.Variable {
		var terms []frontend.Variable
		for i, v := range w.table {
			if uint64(v) >= from && uint64(v) <= to {
				terms = append(terms, h[i])
			}
		}
		return total(w.api, terms)
	}
	return w.pick(count(w.h[0]), count(w.h[1]))
}

// moment is the sum of the readings' k-th powers; the 0th counts them.
func (w *counted) moment(k int) frontend.Variable {
	return w.pick(momentOf(w.api, w.table, w.h[0], k), momentOf(w.api, w.table, w.h[1], k))
}

func momentOf(api frontend.API, table []int, h []frontend.Variable, k int) frontend.Variable {
	var terms []frontend.Variable
	for i, v := range table {
		if v == 0 {
			continue // "no reading" is not counted
		}
		power := 1
		for range k {
			power *= v
		}
		terms = append(terms, api.Mul(h[i], power))
	}
	return total(api, terms)
}

// variation: 10^6 n (n Q - S^2) <= cv^2 (n-1) S^2 for a coefficient of variation
// of cv tenths of a percent with the sample variance.
func (w *counted) variation(b *frame.Builder, r claim.Row, n, s frontend.Variable, slots int) {
	api := w.api
	v, strict := b.Bound(r)
	s2 := api.Mul(s, s)
	spread := api.Mul(n, api.Sub(api.Mul(n, w.moment(2)), s2))
	right := api.Mul(api.Mul(v, v), api.Mul(api.Sub(n, 1), s2))
	difference := api.Sub(right, api.Mul(spread, 1_000_000), strict)

	// The largest right side: cv < 2^Bits, S <= the largest reading per slot.
	highest := big.NewInt(int64(w.table[len(w.table)-1]))
	largest := big.NewInt(int64(slots))
	largest.Exp(largest, big.NewInt(3), nil)
	largest.Mul(largest, highest).Mul(largest, highest)
	largest.Lsh(largest, uint(2*r.Bits))
	b.Check.Check(difference, largest.BitLen())
}

// Table lists what a slot may hold: 0 for no reading, or a reading.
func Table(m claim.Metric) []int {
	table := []int{0}
	for v := m.Channels()[0].Min; v <= m.Channels()[0].Max; v++ {
		table = append(table, int(v))
	}
	return table
}

func bitLen(n int) int { return big.NewInt(int64(n)).BitLen() }
