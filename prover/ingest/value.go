package ingest

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A unit is the unit a source writes its readings in.
type unit int

const (
	unitNone unit = iota
	unitMgdl
	unitMmol
)

func (u unit) String() string {
	switch u {
	case unitMgdl:
		return "mg/dL"
	case unitMmol:
		return "mmol/L"
	}
	return ""
}

// pinned marks a stored value that stands for LOW or HIGH.
const pinned = 1 << 15

// Words for a reading outside the sensor's range, folded to lower case. They
// stand in the glucose column in the language of the account.
var (
	lowWords = words("low lo niedrig tief bas faible bajo baja basso bassa laag låg lav " +
		"matala niski niska baixo baixa nízká nízký alacsony düşük")
	highWords = words("high hi hoch haut élevé eleve elevé alto alta hoog hög høj høy " +
		"korkea wysoki wysoka vysoká vysoký magas yüksek")
)

func words(s string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// fold lower-cases a cell for comparison. Bytes that are not UTF-8 are taken as
// Latin-1, which is what older spreadsheet programs write.
func fold(b []byte) string {
	if utf8.Valid(b) {
		return strings.ToLower(string(b))
	}
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c)
	}
	return strings.ToLower(string(r))
}

// cellValue reads one glucose cell. column is for the error only.
func cellValue(cell []byte, u unit, lowest uint64, line, column int) (uint16, *Error) {
	x, ok := parseDecimal(cell)
	if !ok {
		if len(cell) <= 16 {
			w := fold(cell)
			if lowWords[w] {
				return lowValue | pinned, nil
			}
			if highWords[w] {
				return highValue | pinned, nil
			}
		}
		return 0, fail(KindValue, line, column, "the glucose column holds neither a number nor a known word for low or high")
	}
	v, kind, why := x.reading(u, lowest)
	if kind != 0 {
		return 0, fail(kind, line, column, why)
	}
	return v, nil
}

// reading turns a number in unit u into mg/dL, or says why it cannot be one.
func (x decimal) reading(u unit, lowest uint64) (uint16, Kind, string) {
	v := x.n
	if u == unitMmol {
		if x.d == 0 && v >= lowest && v <= maxReading {
			return 0, KindMixedUnits, "a reading in a mmol/L file has the size of mg/dL"
		}
		v = x.mgdl()
	} else if x.d > 0 {
		if m := x.mgdl(); m >= lowest && m <= maxReading {
			return 0, KindMixedUnits, "a reading in a mg/dL file has the size of mmol/L"
		}
		return 0, KindValue, "a reading in mg/dL has a fraction"
	}
	if v < lowest || v > maxReading {
		return 0, KindRange, "a reading is outside 39 to 500 mg/dL"
	}
	if u == unitMgdl && lowest == minReading && (v == lowValue || v == highValue) {
		// Sources that do not clamp write LOW and HIGH as these numbers.
		return uint16(v) | pinned, 0, ""
	}
	return uint16(v), 0, ""
}

// unitOf reads the unit of a column title: "Glucose Value (mg/dL)",
// "Historic Glucose mmol/L", "Historic Glucose(mmol/L)". Rates ("mg/dL/min")
// have none.
func unitOf(title []byte) unit {
	t := bytes.TrimRight(title, " )]")
	if len(t) < len("mg/dl") || t[len(t)-1]|0x20 != 'l' {
		return unitNone // nearly every cell: this is asked of each row
	}
	t = bytes.ToLower(t)
	switch {
	case bytes.HasSuffix(t, []byte("mg/dl")):
		return unitMgdl
	case bytes.HasSuffix(t, []byte("mmol/l")):
		return unitMmol
	}
	return unitNone
}

// rateUnitOf reads the unit of a rate of change: "(mg/dL/min)".
func rateUnitOf(title []byte) unit {
	t := bytes.ToLower(title)
	switch {
	case bytes.Contains(t, []byte("mg/dl/")):
		return unitMgdl
	case bytes.Contains(t, []byte("mmol/l/")):
		return unitMmol
	}
	return unitNone
}
