package ingest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestFilesThatAreNoExport(t *testing.T) {
	utf16 := "\xff\xfe"
	for _, c := range clarityHead {
		utf16 += string([]byte{byte(c), 0})
	}
	runRefused(t, []refused{
		{name: "empty", data: "", kind: KindEmpty},
		{name: "only white space", data: " \r\n\t\n", kind: KindEmpty},
		{name: "only a byte order mark", data: "\ufeff", kind: KindEmpty},
		{name: "zip", data: "PK\x03\x04\x14\x00\x00", kind: KindBinary},
		{name: "pdf", data: "%PDF-1.7\n", kind: KindBinary},
		{name: "png", data: "\x89PNG\r\n\x1a\n", kind: KindBinary},
		{name: "jpeg", data: "\xff\xd8\xff\xe0", kind: KindBinary},
		{name: "heic", data: "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", kind: KindBinary},
		{name: "gzip", data: "\x1f\x8b\x08", kind: KindBinary},
		{name: "xls", data: "\xd0\xcf\x11\xe0\xa1\xb1", kind: KindBinary},
		{name: "utf-16", data: utf16, kind: KindBinary},
		{name: "zeros", data: "a\nb\x00\x00", kind: KindBinary, line: 2},
		{name: "web page", data: "<!doctype html>", kind: KindUnknownFormat, line: 1},
		{name: "other CSV", data: "a,b,c\n1,2,3\n", kind: KindUnknownFormat, line: 1},
		{name: "prose", data: "Dear doctor, see attached.\n", kind: KindUnknownFormat, line: 1},
		{name: "bad interval", data: clarityHead, opts: Options{IntervalMinutes: 10}, kind: KindOption},
		{name: "bad order", data: clarityHead, opts: Options{DateOrder: 9}, kind: KindOption},
		{name: "a row without end", data: clarityHead + strings.Repeat("x", maxRecordBytes+10), kind: KindTooLarge, line: 2},
		{name: "a quote without end", data: clarityHead + "\"" + strings.Repeat("x\n", maxRecordBytes), kind: KindTooLarge, line: 2},
	})
}

func TestBinaryFilesAreNamed(t *testing.T) {
	for data, word := range map[string]string{
		"PK\x03\x04....[Content_Types].xml": "XLSX", "PK\x03\x04....clarity.csv": "unpack", "%PDF-1": "PDF",
		"\x89PNG": "PNG", "\xff\xd8\xff": "JPEG", "\xff\xfea\x00": "UTF-16",
	} {
		_, err := Read(strings.NewReader(data), Options{})
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q not in %v", word, err)
		}
	}
}

func TestEveryKindHasNameAndHint(t *testing.T) {
	for k := KindInput; k <= KindNoReadings; k++ {
		if strings.HasPrefix(k.String(), "kind ") || (&Error{Kind: k}).Hint() == "" {
			t.Errorf("kind %d lacks a name or a hint", int(k))
		}
	}
	if Kind(99).String() != "kind 99" {
		t.Error("an unknown kind has no name")
	}
}

func TestReaderErrorIsReachableAndNotPrinted(t *testing.T) {
	cause := errors.New("read /home/somebody/clarity.csv: broken")
	data := clarityHead + clarityRows(6, 0, 8, hundred)
	for _, cut := range []int{0, 100, len(clarityHead) + 40, len(data)} {
		_, err := Read(io.MultiReader(strings.NewReader(data[:cut]), iotest.ErrReader(cause)), Options{Now: testNow})
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindInput || !errors.Is(err, cause) {
			t.Errorf("cut at %d: %v", cut, err)
		} else if strings.Contains(err.Error(), "somebody") {
			t.Errorf("text shows the path: %v", err)
		}
	}
}

func TestSlowReadersGiveTheSame(t *testing.T) {
	for _, f := range []Format{FormatDexcomClarityCSV, FormatLibreViewCSV, FormatFHIRBundle, FormatNightscoutJSON} {
		data := generate(t, GenerateParams{Seed: 2, Days: 2, Format: f})
		want := mustRead(t, data, Options{})
		for name, r := range map[string]io.Reader{
			"one byte":      iotest.OneByteReader(bytes.NewReader(data)),
			"data with EOF": iotest.DataErrReader(bytes.NewReader(data)),
		} {
			got, err := Read(r, Options{Now: testNow})
			if err != nil {
				t.Fatalf("%s, %s: %v", f, name, err)
			}
			if !slices.Equal(got.points, want.points) || got.Report != want.Report {
				t.Errorf("%s, %s: differs", f, name)
			}
		}
	}
}

// TestSlowReadersGiveTheSameForOtherMetrics does so for every other format.
func TestSlowReadersGiveTheSameForOtherMetrics(t *testing.T) {
	for _, p := range plantedFiles(t) {
		want := mustRead(t, []byte(p.data), p.opts)
		for name, r := range map[string]io.Reader{
			"one byte":      iotest.OneByteReader(strings.NewReader(p.data)),
			"data with EOF": iotest.DataErrReader(strings.NewReader(p.data)),
		} {
			got, err := Read(r, p.opts)
			if err != nil {
				t.Fatalf("%s, %s: %v", p.name, name, err)
			}
			if !slices.Equal(got.entries, want.entries) || !slices.Equal(got.points, want.points) || got.Report != want.Report {
				t.Errorf("%s, %s: differs", p.name, name)
			}
		}
	}
}

// TestReaderErrorsOfOtherMetrics breaks the input in the middle of every format.
func TestReaderErrorsOfOtherMetrics(t *testing.T) {
	cause := errors.New("read /home/somebody/export.xml: broken")
	for _, p := range plantedFiles(t) {
		for _, cut := range []int{1, len(p.data) / 2, len(p.data) - 2} {
			_, err := Read(io.MultiReader(strings.NewReader(p.data[:cut]), iotest.ErrReader(cause)), p.opts)
			if !isKind(err, KindInput) || !errors.Is(err, cause) || strings.Contains(err.Error(), "somebody") {
				t.Errorf("%s, cut at %d: %v", p.name, cut, err)
			}
		}
	}
}

// TestEveryCutIsRefusedOrShorter cuts each file everywhere: a part is refused, or
// it is a whole file of its own with less in it, as only a CSV file can be.
func TestEveryCutIsRefusedOrShorter(t *testing.T) {
	for _, p := range plantedFiles(t) {
		whole := mustRead(t, []byte(p.data), p.opts)
		end := len(strings.TrimRight(p.data, "\n"))
		for i := range end {
			s, err := Read(strings.NewReader(p.data[:i]), p.opts)
			if err == nil && (p.name != "oscar" || s.Report.Readings > whole.Report.Readings) {
				t.Fatalf("%s: the first %d of %d bytes are taken for the whole", p.name, i, len(p.data))
			}
		}
	}
}

func TestProgressEndsAtTheSize(t *testing.T) {
	data := generate(t, GenerateParams{Seed: 2, Days: 90})
	var seen []int64
	s := mustRead(t, data, Options{Progress: func(n int64) { seen = append(seen, n) }})
	if len(seen) < 2 || !slices.IsSorted(seen) || seen[len(seen)-1] != int64(len(data)) || s.Report.Bytes != int64(len(data)) {
		t.Errorf("progress %v of %d", seen, len(data))
	}
}

func TestNowDefaultsToTheClock(t *testing.T) {
	tomorrow := time.Now().UTC().Add(36 * time.Hour).Format("2006-01-02T15:04:05")
	_, err := Read(strings.NewReader(clarityHead+egv(tomorrow, "100")), Options{})
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindFutureDate {
		t.Errorf("got %v", err)
	}
}

func TestIntervalCanBeForced(t *testing.T) {
	data := []byte(clarityHead + clarityRows(6, 0, 6, hundred))
	s := mustRead(t, data, Options{IntervalMinutes: 15})
	w := s.Window(s.FirstDay, 1)
	if w.SlotsPerDay != 96 || w.Slots[24] != 100 || w.Slots[25] != 103 || w.DroppedSameSlot != 4 {
		t.Errorf("%d slots a day, %v, %d dropped", w.SlotsPerDay, w.Slots[24:27], w.DroppedSameSlot)
	}
	one := mustRead(t, []byte(clarityHead+egv("2025-03-09T06:00:00", "100")), Options{IntervalMinutes: 5})
	if one.Report.Readings != 1 || one.FirstDay != one.LastDay {
		t.Errorf("%+v", one)
	}
}

func TestWindowOutsideTheReadings(t *testing.T) {
	s := mustRead(t, []byte(clarityHead+clarityRows(23, 30, 12, hundred)), Options{})
	for _, c := range []struct{ first, days, slots, filled int }{
		{s.FirstDay, 1, 288, 6}, {s.FirstDay + 1, 1, 288, 6}, {s.FirstDay - 1, 3, 864, 12}, {s.FirstDay - 9, 9, 2592, 0},
		{s.FirstDay, 0, 0, 0}, {s.FirstDay, -1, 0, 0}, {s.FirstDay, 1 << 40, 0, 0}, {-1 << 40, 1, 288, 0},
	} {
		w := s.Window(c.first, c.days)
		n := 0
		for _, v := range w.Slots {
			if v != 0 {
				n++
			}
		}
		if len(w.Slots) != c.slots || len(w.Slots) != w.Days*w.SlotsPerDay || n != c.filled || w.FirstDay != c.first {
			t.Errorf("%+v: %d slots, %d filled, %d days", c, len(w.Slots), n, w.Days)
		}
	}
	if w := new(Series).Window(0, 1); len(w.Slots) != 288 {
		t.Error("the zero Series has no empty day")
	}
}

func TestCalendarAgainstTimePackage(t *testing.T) {
	for at := time.Date(2000, 1, 1, 13, 14, 15, 0, time.UTC); at.Year() < 2100; at = at.AddDate(0, 0, 1) {
		y, m, d := at.Date()
		sec, ok := secondsOf(y, int(m), d, 13, 14, 15)
		if !ok || sec != at.Unix() {
			t.Fatalf("%v: %d", at, sec)
		}
		if next := at.AddDate(0, 0, 1); next.Day() == 1 {
			if _, ok := secondsOf(y, int(m), d+1, 0, 0, 0); ok {
				t.Fatalf("a day after %v in the same month", at)
			}
		}
	}
}
