package report

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// none stands for what was not measured.
const none = "–"

// significant writes a number with some significant digits and never an exponent;
// digits before the point are kept.
func significant(v float64, digits int) string {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	decimals := max(0, digits-1-int(math.Floor(math.Log10(math.Abs(v)))))
	return group(strconv.FormatFloat(v, 'f', decimals, 64))
}

// group puts commas between thousands.
func group(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}

type integer interface{ ~int | ~int64 | ~uint64 }

func count[T integer](n T) string {
	if n < 0 {
		return group(strconv.FormatInt(int64(n), 10))
	}
	return group(strconv.FormatUint(uint64(n), 10))
}

// known is count for figures of which 0 means that they are not known.
func known[T integer](n T) string {
	if n == 0 {
		return none
	}
	return count(n)
}

func seconds(v float64) string {
	switch {
	case v == 0:
		return "0 s"
	case v < 1e-3:
		return significant(v*1e6, 3) + " µs"
	case v < 1:
		return significant(v*1e3, 3) + " ms"
	}
	return significant(v, 3) + " s"
}

// size writes bytes; 0 is not known.
func size(n int64) string {
	v := float64(n)
	switch {
	case n == 0:
		return none
	case n < 1<<10:
		return count(n) + " B"
	case n < 1<<20:
		return significant(v/(1<<10), 3) + " KiB"
	case n < 1<<30:
		return significant(v/(1<<20), 3) + " MiB"
	}
	return significant(v/(1<<30), 3) + " GiB"
}

func ratio(v float64) string { return significant(v, 4) + "×" }

func percent(v float64) string { return significant(100*v, 3) + " %" }

// share is a part of a whole, to a tenth of a percent.
func share(part, whole int) string {
	switch p := 100 * float64(part) / float64(whole); {
	case whole <= 0:
		return none
	case p > 0 && p < 0.1:
		return "under 0.1 %"
	default:
		return strconv.FormatFloat(p, 'f', 1, 64) + " %"
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return "not known"
	}
	return t.UTC().Format("2006-01-02 15:04:05 UTC")
}

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// clean keeps a text on one line and without characters that XML cannot hold.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case r == utf8.RuneError || unicode.IsControl(r) || r == 0xfffe || r == 0xffff:
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(s, "\r\n", "\n"))
}

// short cuts a label that would leave no room for the plot; the tables have all of
// it.
func short(s string, limit int) string {
	runes := []rune(clean(s))
	if len(runes) <= limit {
		return string(runes)
	}
	return string(runes[:limit-1]) + "…"
}
