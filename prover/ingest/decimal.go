package ingest

import "math/bits"

// A decimal is the number n / 10^d without trailing zeros in its fraction.
// Readings are compared with published cut-offs, so no float is involved.
type decimal struct {
	n uint64
	d int
}

// With seven digits before and twelve behind the point n stays below 2^64.
const (
	maxGlucoseDigits = 4
	maxIntDigits     = 7
	maxFracDigits    = 12
)

var pow10 = func() (p [19]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// parseDecimal reads a glucose value: digits with an optional fraction after a
// point or comma. Digits beyond the twelfth of a fraction are rounded away: they
// are the noise of a binary float, and 7.800000000000001 must stay 7.8.
func parseDecimal(b []byte) (decimal, bool) { return parseDigits(b, maxGlucoseDigits) }

// parseNumber reads a value of any metric in the same way.
func parseNumber(s string) (decimal, bool) { return parseDigits([]byte(s), maxIntDigits) }

func parseDigits(b []byte, most int) (decimal, bool) {
	var x decimal
	i := 0
	for ; i < len(b) && isDigit(b[i]); i++ {
		if i == most {
			return x, false
		}
		x.n = x.n*10 + uint64(b[i]-'0')
	}
	if i == 0 {
		return x, false
	}
	if i == len(b) {
		return x, true
	}
	if b[i] != '.' && b[i] != ',' || i+1 == len(b) {
		return x, false
	}
	for i++; i < len(b); i++ {
		if !isDigit(b[i]) {
			return x, false
		}
		switch {
		case x.d < maxFracDigits:
			x.n = x.n*10 + uint64(b[i]-'0')
			x.d++
		case x.d == maxFracDigits:
			if b[i] >= '5' {
				x.n++
			}
			return x.trim(), allDigits(b[i:])
		}
	}
	return x.trim(), true
}

func (x decimal) trim() decimal {
	for x.d > 0 && x.n%10 == 0 {
		x.n /= 10
		x.d--
	}
	return x
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func allDigits(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) {
			return false
		}
	}
	return true
}

// The two conversions from mmol/L to mg/dL.
//
// A value with one decimal was measured or shown in mmol/L. Times 18 it keeps
// its class at every published cut-off: 3.0, 3.5, 3.9, 7.8, 10.0 and 13.9 map
// to 54, 63, 70, 140, 180 and 250. A value with more decimals was made from
// mg/dL by dividing by 18.01559; the same factor gives the integer back.
const (
	tenthFactor  = 18      // mg/dL for one mmol/L
	exactFactor  = 1801559 // the same times 10^5
	exactDecimal = 5
)

// mgdl converts x mmol/L to whole mg/dL, rounding to nearest.
func (x decimal) mgdl() uint64 {
	if x.d <= 1 {
		// 18 times tenths is even, so a tie cannot occur.
		return (tenthFactor*x.n*pow10[1-x.d] + 5) / 10
	}
	hi, lo := bits.Mul64(x.n, exactFactor)
	den := pow10[x.d+exactDecimal]
	q, r := bits.Div64(hi, lo, den)
	if r >= den-r {
		q++
	}
	return q
}
