package ingest

import (
	"fmt"
	"math/big"
	"testing"
)

// The published cut-offs, in tenths of mmol/L and in mg/dL.
var cuts = []struct{ tenths, mgdl int }{{30, 54}, {35, 63}, {39, 70}, {78, 140}, {100, 180}, {139, 250}}

// class tells on which side of every cut-off a value lies, and whether it is
// exactly on it: in range is inclusive, below and above are strict.
func class(v int, cut func(i int) int) (s string) {
	for i := range cuts {
		switch c := cut(i); {
		case v < c:
			s += "<"
		case v > c:
			s += ">"
		default:
			s += "="
		}
	}
	return s
}

func TestEveryTenthOfMmolKeepsItsClass(t *testing.T) {
	for tenths := 22; tenths <= 277; tenths++ {
		for _, sep := range []string{".", ","} {
			x, ok := parseDecimal(fmt.Appendf(nil, "%d%s%d", tenths/10, sep, tenths%10))
			if !ok {
				t.Fatalf("%d tenths not read", tenths)
			}
			v, kind, _ := x.reading(unitMmol, minReading)
			if kind != 0 {
				t.Fatalf("%d tenths: %v", tenths, kind)
			}
			molar := class(tenths, func(i int) int { return cuts[i].tenths })
			mass := class(int(v&^pinned), func(i int) int { return cuts[i].mgdl })
			if molar != mass {
				t.Errorf("%d tenths of mmol/L are %d mg/dL: class %s became %s", tenths, v, molar, mass)
			}
		}
	}
}

func TestConvertedValuesComeBack(t *testing.T) {
	for v := int64(39); v <= 500; v++ {
		for digits := 2; digits <= 16; digits++ {
			s := new(big.Rat).SetFrac64(v*100000, 1801559).FloatString(digits)
			x, ok := parseDecimal([]byte(s))
			if !ok {
				t.Fatalf("%s not read", s)
			}
			if x.d <= 1 && v > 460 {
				continue // 26.00 reads as 26.0; far above every cut-off
			}
			if got := x.mgdl(); got != uint64(v) {
				t.Errorf("%d mg/dL as %s mmol/L came back as %d", v, s, got)
			}
		}
	}
}

func TestDecimalAgainstRationals(t *testing.T) {
	for _, s := range []string{"0.01", "2.20001", "9.999999999999", "3.885", "7.77104", "27.753", "9999.999999999999", "10.00", "7.800000000000001", "9.9999999999996"} {
		x, ok := parseDecimal([]byte(s))
		if !ok {
			t.Fatalf("%s not read", s)
		}
		r := new(big.Rat).SetFrac(new(big.Int).SetUint64(x.n), new(big.Int).SetUint64(pow10[x.d]))
		factor := big.NewRat(exactFactor, 100000)
		if x.d <= 1 {
			factor = big.NewRat(tenthFactor, 1)
		}
		r.Mul(r, factor)
		if want := r.FloatString(0); fmt.Sprint(x.mgdl()) != want {
			t.Errorf("%s mmol/L: %d mg/dL, want %s", s, x.mgdl(), want)
		}
	}
}

func TestParseDecimal(t *testing.T) {
	for s, want := range map[string]decimal{
		"101": {101, 0}, "101.0": {101, 0}, "5,6": {56, 1}, "5.60": {56, 1}, "5.612": {5612, 3},
		"7.800000000000001": {78, 1}, "7.7999999999999998": {78, 1},
	} {
		if x, ok := parseDecimal([]byte(s)); !ok || x != want {
			t.Errorf("%s: %v %v", s, x, ok)
		}
	}
	for _, s := range []string{"", ".", ",5", "5.", "5,", "-5", "+5", "5.6.7", "1e2", "12345", "5 6", "0x10", "٥", "5.1234567890123x", "NaN"} {
		if x, ok := parseDecimal([]byte(s)); ok {
			t.Errorf("%q read as %v", s, x)
		}
	}
}
