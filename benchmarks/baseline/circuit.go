package baseline

import (
	"math/bits"

	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/check"
)

// counts are check.Counts in a circuit, in the order of its fields.
type counts [5]frontend.Variable

// circuit is the check for a technique and a window. Its public inputs are the
// first six fields, in this order.
type circuit struct {
	Digest   frontend.Variable `gnark:",public"`
	N        frontend.Variable `gnark:",public"`
	Below54  frontend.Variable `gnark:",public"`
	Below70  frontend.Variable `gnark:",public"`
	Above180 frontend.Variable `gnark:",public"`
	Above250 frontend.Variable `gnark:",public"`

	Readings []frontend.Variable // days x check.PerDay, in order

	technique Technique
}

// Define asserts the check.
func (c *circuit) Define(api frontend.API) error {
	d := designs[c.technique]
	found, err := d.count(api, c.Readings)
	if err != nil {
		return err
	}
	digest, err := d.digest(api, c.Readings)
	if err != nil {
		return err
	}
	api.AssertIsEqual(digest, c.Digest)
	public := counts{c.N, c.Below54, c.Below70, c.Above180, c.Above250}
	for i := range public {
		api.AssertIsEqual(found[i], public[i])
	}
	limits(api, public, len(c.Readings))
	return nil
}

// limits asserts coverage and check.Limits.
//
// It is the same for every technique, and by bits, since six comparisons are too
// few to pay for a table. The counts are integers up to the number of slots, so a
// negative difference is near the modulus and has no such bits.
func limits(api frontend.API, c counts, slots int) {
	const whole = 10000
	width := bits.Len(uint(whole * slots))
	positive := func(difference frontend.Variable) { api.ToBinary(api.Sub(difference, 1), width) }

	// Coverage alone may be met exactly.
	positive(api.Add(api.Sub(api.Mul(c[0], whole), check.CoverageShare*slots), 1))
	for _, l := range check.Limits {
		difference := api.Sub(api.Mul(linear(api, l.Part, c), whole), api.Mul(c[0], l.Share))
		if !l.Above {
			difference = api.Neg(difference)
		}
		positive(difference)
	}
}

// linear evaluates a limit's part, which is a sum and difference of counts, so that
// the limits are written down once: each coefficient is the part of a single count.
// A negative one wraps around, and back.
func linear(api frontend.API, part func(check.Counts) uint64, c counts) frontend.Variable {
	var terms []frontend.Variable
	for i, unit := range []check.Counts{{N: 1}, {Below54: 1}, {Below70: 1}, {Above180: 1}, {Above250: 1}} {
		if coefficient := int64(part(unit)); coefficient != 0 { // wraps around on purpose
			terms = append(terms, api.Mul(c[i], coefficient))
		}
	}
	return sum(api, terms)
}

// sum adds all terms at once: adding them one by one copies an ever longer
// expression in R1CS.
func sum(api frontend.API, terms []frontend.Variable) frontend.Variable {
	switch len(terms) {
	case 0:
		return 0
	case 1:
		return terms[0]
	}
	return api.Add(terms[0], terms[1], terms[2:]...)
}
