package ingest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const clarityHead = "Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Event Subtype,Patient Info,Device Info,Source Device ID," +
	"Glucose Value (mg/dL),Insulin Value (u),Carb Value (grams),Duration (hh:mm:ss),Glucose Rate of Change (mg/dL/min)," +
	"Transmitter Time (Long Integer),Transmitter ID\n"

// egv is a Clarity reading row.
func egv(when, value string) string { return egvOf(when, value, "Phone", "TX1") }

func egvOf(when, value, display, transmitter string) string {
	return "9," + when + ",EGV,,,," + display + "," + value + ",,,,,100," + transmitter + "\n"
}

// clarityRows makes rows every five minutes from a time on 2025-03-09.
func clarityRows(h, m, n int, value func(i int) string) string {
	var b strings.Builder
	for i := range n {
		t := h*60 + m + 5*i
		b.WriteString(egv(fmt.Sprintf("2025-03-%02dT%02d:%02d:12", 9+t/1440, t/60%24, t%60), value(i)))
	}
	return b.String()
}

func hundred(i int) string { return fmt.Sprint(100 + i) }

func slots(s *Series) (v []uint16) {
	for _, x := range s.Window(s.FirstDay, s.LastDay-s.FirstDay+1).Slots {
		if x != 0 {
			v = append(v, x)
		}
	}
	return v
}

// accepted is a file that must be read, and the filled slots it must give.
type accepted struct {
	name   string
	data   string
	opts   Options
	want   []uint16
	report func(Report) bool
}

func runAccepted(t *testing.T, cases []accepted) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := mustRead(t, []byte(c.data), c.opts)
			if got := slots(s); !slices.Equal(got, c.want) {
				t.Errorf("slots %v, want %v", got, c.want)
			}
			if c.report != nil && !c.report(s.Report) {
				t.Errorf("report %+v", s.Report)
			}
		})
	}
}

// refused is a file that must be refused with this kind, line and column.
type refused struct {
	name         string
	data         string
	opts         Options
	kind         Kind
	line, column int
}

func runRefused(t *testing.T, cases []refused) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.opts.Now.IsZero() {
				c.opts.Now = testNow
			}
			s, err := Read(strings.NewReader(c.data), c.opts)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("not refused: %v %+v", err, s)
			}
			if e.Kind != c.kind || e.Line != c.line || e.Column != c.column {
				t.Errorf("got kind %q line %d column %d, want %q %d %d (%v)", e.Kind, e.Line, e.Column, c.kind, c.line, c.column, err)
			}
			if e.Hint() == "" {
				t.Error("no hint")
			}
		})
	}
}

func quoted(s string) string {
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = `"` + strings.ReplaceAll(l, ",", `","`) + `"`
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

func semicolons(s string) string { return strings.ReplaceAll(s, ",", ";") }

// cutColumns keeps the first n columns of every row.
func cutColumns(s string, n int) string {
	var b strings.Builder
	for l := range strings.Lines(s) {
		f := strings.Split(strings.TrimSuffix(l, "\n"), ",")
		b.WriteString(strings.Join(f[:min(n, len(f))], ",") + "\n")
	}
	return b.String()
}

func TestClarityVariants(t *testing.T) {
	rows := clarityRows(6, 5, 4, hundred)
	plain := clarityHead + rows
	want := []uint16{100, 101, 102, 103}
	german := "Index;Zeitstempel (JJJJ-MM-TTThh:mm:ss);Ereignisart;Ereignisuntertyp;Patienteninfo;Geräteinfo;Quellgeräte-ID;" +
		"Glukosewert (mmol/L);Insulinwert (u);Kohlenhydratwert (Gramm);Dauer (hh:mm:ss);Änderungsrate (mmol/L/min);" +
		"Transmitterzeit (Lange Ganzzahl);Transmitter-ID\n"
	mmol := func(v ...string) string {
		rows := semicolons(clarityRows(6, 5, len(v), func(i int) string { return v[i] }))
		return strings.ReplaceAll(rows, ".", ",")
	}
	var words []accepted
	for w, v := range map[string]uint16{"Low": 39, "High": 401, "Niedrig": 39, "Hoch": 401, "Bas": 39, "Haut": 401, "Faible": 39,
		"Élevé": 401, "\xc9lev\xe9": 401, "Bajo": 39, "Alto": 401, "Basso": 39, "Laag": 39, "Hoog": 401, "LOW": 39} {
		words = append(words, accepted{name: "word " + w,
			data: clarityHead + clarityRows(6, 5, 3, func(i int) string { return []string{"70", w, "180"}[i] }), want: []uint16{70, v, 180},
			report: func(r Report) bool { return r.PinnedLow+r.PinnedHigh == 1 && (r.PinnedLow == 1) == (v == 39) }})
	}
	runAccepted(t, append(words, []accepted{
		{name: "plain", data: plain, want: want},
		{name: "byte order mark", data: "\ufeff" + plain, want: want},
		{name: "quoted with CRLF", data: "\ufeff" + quoted(plain), want: want},
		{name: "semicolon", data: semicolons(plain), want: want},
		{name: "old Mac line ends", data: strings.ReplaceAll(plain, "\n", "\r"), want: want},
		{name: "13 columns", data: cutColumns(plain, 13), want: want},
		{name: "12 columns", data: cutColumns(plain, 12), want: want},
		{name: "header a column short", data: cutColumns(clarityHead, 13) + rows, want: want},
		{name: "no newline at the end", data: strings.TrimSuffix(plain, "\n"), want: want},
		{name: "empty rows", data: clarityHead + "\n,,,,,,,,,,,,,\n" + rows + "\n\n", want: want},
		{name: "German with decimal comma", data: german + mmol("5.6", "3.9", "10.0", "13.9"),
			want: []uint16{101, 70, 180, 250}},
		{name: "German words", data: german + mmol("5.6", "Niedrig", "Hoch"), want: []uint16{101, 39, 401}},
		{name: "decimal comma in quotes", data: strings.ReplaceAll(clarityHead, "mg/dL", "mmol/L") +
			clarityRows(6, 5, 3, func(i int) string { return `"7,8"` }), want: []uint16{140, 140, 140}},
		{name: "Spanish event type", data: strings.ReplaceAll(semicolons(plain), "EGV", "Niveles estimados de glucosa"), want: want},
		{name: "other rows do not count", data: clarityHead + "1,,FirstName,,X,,,,,,,,\n6,,Alert,High,,,Phone,240,,,,,\n" + rows +
			"17,2025-03-09T06:12:00,Calibration,,,,Phone,96,,,,,,\n", want: want,
			report: func(r Report) bool { return r.Skipped.NotReading == 3 && r.Rows == 7 }},
		{name: "no value", data: clarityHead + rows + egv("2025-03-09T07:00:12", ""), want: want,
			report: func(r Report) bool { return r.Skipped.NoValue == 1 }},
		{name: "phone and watch", data: clarityHead + rows + strings.ReplaceAll(rows, "Phone", "Watch"), want: want,
			report: func(r Report) bool { return r.Duplicates == 4 }},
		{name: "watch a few seconds later", data: clarityHead + rows +
			strings.ReplaceAll(strings.ReplaceAll(rows, "Phone", "Watch"), ":12,", ":31,"), want: want,
			report: func(r Report) bool { return r.Duplicates == 4 }},
		{name: "two readings in a slot", data: clarityHead + rows + egv("2025-03-09T06:20:50", "222"), want: want,
			report: func(r Report) bool { return r.Readings == 5 }},
		{name: "clock set back", data: clarityHead + clarityRows(1, 0, 24, hundred) + clarityRows(2, 0, 24, func(i int) string { return fmt.Sprint(200 + i) }),
			want:   append(seq(100, 24), seq(212, 12)...),
			report: func(r Report) bool { return r.ClockSetBack == 12 && r.Readings == 48 }},
		{name: "header twice", data: plain + clarityHead + clarityRows(6, 25, 1, hundred), want: append(slices.Clone(want), 100)},
		{name: "sensor change", data: clarityHead + rows + strings.ReplaceAll(clarityRows(8, 0, 4, hundred), "TX1", "TX2"), want: append(slices.Clone(want), want...)},
	}...))
}

func seq(from uint16, n int) (v []uint16) {
	for i := range n {
		v = append(v, from+uint16(i))
	}
	return v
}

func TestClarityRefusals(t *testing.T) {
	rows := clarityRows(6, 5, 4, hundred)
	plain := clarityHead + rows
	mmolHead := strings.ReplaceAll(clarityHead, "mg/dL", "mmol/L")
	one := func(v string) string { return plain + egv("2025-03-09T07:00:12", v) }
	at := func(when string) string { return plain + egv(when, "100") }
	interleaved := ""
	for i := range 15 {
		h, m := 6+i*5/60, i*5%60
		interleaved += egv(fmt.Sprintf("2025-03-09T%02d:%02d:12", h, m), "100") +
			egvOf(fmt.Sprintf("2025-03-09T%02d:%02d:40", h, m), "140", "Phone", "TX2")
	}
	runRefused(t, []refused{
		{name: "no readings", data: clarityHead, kind: KindNoReadings},
		{name: "only alerts", data: clarityHead + "6,,Alert,High,,,Phone,240,,,,,\n", kind: KindNoReadings},
		{name: "cut in a row", data: plain[:len(plain)-12], kind: KindTruncated, line: 5},
		{name: "cut in a date", data: plain + "13,2025-03-09T0", kind: KindTruncated, line: 6},
		{name: "cut in a quoted field", data: strings.TrimSuffix(quoted(plain), "\"\r\n"), kind: KindTruncated, line: 5},
		{name: "tabs", data: strings.ReplaceAll(plain, ",", "\t"), kind: KindDelimiter, line: 1},
		{name: "rows with another separator", data: clarityHead + semicolons(rows), kind: KindDelimiter, line: 2},
		{name: "each row in one quoted cell", data: `"` + strings.ReplaceAll(strings.TrimSpace(plain), "\n", "\"\n\"") + "\"\n", kind: KindDelimiter, line: 1},
		{name: "column removed", data: strings.ReplaceAll(plain, ",Patient Info", ""), kind: KindColumns, line: 1},
		{name: "decimal comma without quotes", data: mmolHead + egv("2025-03-09T06:05:12", "5,6"), kind: KindColumns, line: 2, column: 9},
		{name: "too many columns", data: plain + "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16\n", kind: KindColumns, line: 6},
		{name: "text behind a quote", data: clarityHead + "\"1\"x,,\n", kind: KindSyntax, line: 2, column: 1},
		{name: "two units in the header", data: strings.Replace(plain, "mg/dL", "mmol/L", 1), kind: KindMixedUnits, line: 1, column: 12},
		{name: "second header in another unit", data: plain + mmolHead + egv("2025-03-09T07:00:12", "5.6"), kind: KindMixedUnits, line: 6, column: 8},
		{name: "mmol value in mg file", data: one("5.6"), kind: KindMixedUnits, line: 6, column: 8},
		{name: "mg value in mmol file", data: mmolHead + egv("2025-03-09T06:05:12", "101"), kind: KindMixedUnits, line: 2, column: 8},
		{name: "fraction in mg/dL", data: one("101.5"), kind: KindValue, line: 6, column: 8},
		{name: "unknown word", data: one("???"), kind: KindValue, line: 6, column: 8},
		{name: "negative", data: one("-100"), kind: KindValue, line: 6, column: 8},
		{name: "38", data: one("38"), kind: KindRange, line: 6, column: 8},
		{name: "501", data: one("501"), kind: KindRange, line: 6, column: 8},
		{name: "2.1 mmol/L", data: mmolHead + egv("2025-03-09T06:05:12", "2.1"), kind: KindRange, line: 2, column: 8},
		{name: "no such day", data: at("2025-02-29T06:05:12"), kind: KindDate, line: 6, column: 2},
		{name: "spreadsheet date", data: at("3/9/25 6:05"), kind: KindDate, line: 6, column: 2},
		{name: "no date", data: at(""), kind: KindDate, line: 6, column: 2},
		{name: "before 2000", data: at("1999-12-31T23:59:59"), kind: KindDate, line: 6, column: 2},
		{name: "future", data: at("2026-01-02T00:00:01"), kind: KindFutureDate, line: 6, column: 2},
		{name: "backwards", data: clarityHead + clarityRows(6, 0, 40, hundred) + clarityRows(6, 0, 3, func(int) string { return "150" }), kind: KindBackwards, line: 42, column: 2},
		{name: "overlap", data: clarityHead + interleaved, kind: KindOverlap, line: 27},
		{name: "hourly", data: clarityHead + egv("2025-03-09T06:00:00", "100") + egv("2025-03-09T07:00:00", "100") + egv("2025-03-09T08:00:00", "100"), kind: KindInterval},
		{name: "one reading", data: clarityHead + egv("2025-03-09T06:00:00", "100"), kind: KindInterval},
		{name: "a zero byte", data: plain + "\x00", kind: KindBinary, line: 6},
	})
}

func TestOverlapUpToAnHourIsASensorChange(t *testing.T) {
	var b bytes.Buffer
	b.WriteString(clarityHead)
	for i := range 30 {
		b.WriteString(egv(fmt.Sprintf("2025-03-09T%02d:%02d:12", 6+i*5/60, i*5%60), "100"))
		if i >= 20 {
			b.WriteString(egvOf(fmt.Sprintf("2025-03-09T%02d:%02d:40", 6+i*5/60, i*5%60), "140", "Phone", "TX2"))
		}
	}
	mustRead(t, b.Bytes(), Options{})
}
