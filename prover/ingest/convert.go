package ingest

import "math/bits"

// A conversion turns a number of a source's unit into whole units of a metric:
// (x*mul + add) / den, rounded half up, or down for durations, where a minute
// counts once it is over. It is exact: no float is involved.
type conversion struct {
	mul, add, den uint64
	down          bool

	// molar marks glucose in mmol/L, which has a rule of its own (decimal.mgdl).
	molar bool

	// share marks a percentage that some writers give as a fraction of one.
	share bool
}

// as reports x in the metric's unit. The largest mul, that of the pound, keeps
// the product below 2^128 and the quotient far below 2^64.
func (c conversion) as(x decimal) uint64 {
	if c.molar {
		return x.mgdl()
	}
	mul := c.mul
	if c.share && x.n <= pow10[x.d] {
		mul *= 100
	}
	den := c.den * pow10[x.d]
	hi, lo := bits.Mul64(x.n, mul)
	add := c.add * pow10[x.d]
	if !c.down {
		add += den / 2
	}
	var carry uint64
	lo, carry = bits.Add64(lo, add, 0)
	q, _ := bits.Div64(hi+carry, lo, den)
	return q
}

var (
	same         = conversion{mul: 1, den: 1}
	tenths       = conversion{mul: 10, den: 1}
	percent      = conversion{mul: 1, den: 1, share: true}
	molarGlucose = conversion{molar: true}
	perMinute    = map[string]conversion{"/min": same}
	massUnits    = map[string]conversion{
		"kg": tenths,
		"g":  {mul: 1, den: 100},
		// The international pound is 0.45359237 kg, the inch 2.54 cm, both exactly.
		"[lb_av]": {mul: 45359237, den: 10_000_000},
	}
	heightUnits = map[string]conversion{
		"cm": same, "m": {mul: 100, den: 1}, "[in_i]": {mul: 254, den: 100}, "[ft_i]": {mul: 3048, den: 100},
	}
	timeUnits = map[string]conversion{
		"min": {mul: 1, den: 1, down: true}, "h": {mul: 60, den: 1, down: true}, "s": {mul: 1, den: 60, down: true},
	}
	msUnits = map[string]conversion{"ms": tenths, "s": {mul: 10_000, den: 1}}

	// The master equation of NGSP and IFCC, NGSP % = 0.09148 x mmol/mol + 2.152
	// (ngsp.org/ifcc.asp), in tenths of a percent.
	masterEquation = conversion{mul: 9148, add: 215_200, den: 10_000}
)

// An index alone, events per hour, is kept as the events of ten hours: the
// claims compare events with minutes, and ten hours keep one decimal.
const indexMinutes = 600
