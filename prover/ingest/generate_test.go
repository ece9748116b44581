package ingest

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"time"

	"vitalproof/circuits/claim"
)

// testNow lies behind every date of the tests, so that none depends on the
// day it runs.
var testNow = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const testEnd = 20300 // 2025-07-31

func generate(t testing.TB, p GenerateParams) []byte {
	t.Helper()
	if p.EndDay == 0 {
		p.EndDay = testEnd
	}
	var b bytes.Buffer
	if err := Generate(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func mustRead(t testing.TB, data []byte, o Options) *Series {
	t.Helper()
	if o.Now.IsZero() {
		o.Now = testNow
	}
	s, err := Read(bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGeneratedMonthMeetsAdultTargets(t *testing.T) {
	s := mustRead(t, generate(t, GenerateParams{Seed: 1, Days: 30}), Options{})
	if s.FirstDay != testEnd-29 || s.LastDay != testEnd {
		t.Fatalf("days %d to %d", s.FirstDay, s.LastDay)
	}
	w := s.Window(s.FirstDay, 30)
	x := measure(w)
	t.Logf("%+v", x)
	n, sum, sq := x.N, x.Sum, x.SumSq
	for name, ok := range map[string]bool{
		"coverage above 90 %":              10*n > 9*len(w.Slots),
		"coverage below 100 %, as in life": n < len(w.Slots),
		"time in range":                    100*x.In70180 > 70*n,
		"below 70":                         100*x.Lt70 < 4*n,
		"some below 70":                    x.Lt70 > 0,
		"below 54":                         100*x.Lt54 < n,
		"above 180":                        100*x.Gt180 < 25*n,
		"some above 180":                   x.Gt180 > 0,
		"above 250":                        100*x.Gt250 < 5*n,
		"CV":                               float64(n)*float64(n*sq-sum*sum)/float64(n-1) <= 0.36*0.36*float64(sum)*float64(sum),
	} {
		if !ok {
			t.Errorf("not met: %s", name)
		}
	}
}

func TestGeneratorVariesBySeedAndRepeats(t *testing.T) {
	a, b := generate(t, GenerateParams{Seed: 7, Days: 3}), generate(t, GenerateParams{Seed: 7, Days: 3})
	if !bytes.Equal(a, b) {
		t.Error("the same seed gave different bytes")
	}
	if bytes.Equal(a, generate(t, GenerateParams{Seed: 8, Days: 3})) {
		t.Error("another seed gave the same bytes")
	}
}

func TestGeneratorWritesWords(t *testing.T) {
	low, high := 0, 0 // Low is rare in a good month, so look at a year of them
	for seed := range uint64(12) {
		s := mustRead(t, generate(t, GenerateParams{Seed: seed, Days: 30}), Options{})
		low += s.Report.PinnedLow
		high += s.Report.PinnedHigh
	}
	if low == 0 || high == 0 {
		t.Error("no Low or no High in a year")
	}
	t.Logf("%d Low, %d High in a year", low, high)
}

func TestSameReadingsGiveSameGridInEveryFormat(t *testing.T) {
	for seed := range uint64(5) {
		p := GenerateParams{Seed: seed, Days: 30}
		want := mustRead(t, generate(t, p), Options{})
		for _, f := range []Format{FormatFHIRBundle, FormatNightscoutJSON, FormatDexcomAPIJSON, FormatTidepoolJSON, FormatOpenMHealthJSON, FormatAppleHealthXML} {
			p.Format = f
			got := mustRead(t, generate(t, p), Options{})
			if got.Format != f || got.IntervalMinutes != 5 {
				t.Errorf("%s: read as %s at %d minutes", f, got.Format, got.IntervalMinutes)
			}
			sameWindow(t, string(f), got.Window(testEnd-29, 30), want.Window(testEnd-29, 30))
		}
	}
}

func TestLibreViewIsEveryThirdReading(t *testing.T) {
	p := GenerateParams{Seed: 3, Days: 30}
	want := mustRead(t, generate(t, p), Options{IntervalMinutes: 15}).Window(testEnd-29, 30)
	for i, v := range want.Slots {
		switch v {
		case lowValue:
			want.Slots[i] = minLibreReading // LibreView clamps instead of writing words
		case highValue:
			want.Slots[i] = highValue - 1
		}
	}
	p.Format = FormatLibreViewCSV
	s := mustRead(t, generate(t, p), Options{})
	if s.IntervalMinutes != 15 {
		t.Errorf("interval %d", s.IntervalMinutes)
	}
	got := s.Window(testEnd-29, 30)
	want.PinnedLow, want.PinnedHigh, want.DroppedSameSlot = 0, 0, 0
	sameWindow(t, "libreview", got, want)
}

func TestMmolGivesSameGridInEveryFormat(t *testing.T) {
	p := GenerateParams{Seed: 4, Days: 20, Unit: "mmol/L"}
	want := mustRead(t, generate(t, p), Options{})
	if want.Unit != "mmol/L" {
		t.Errorf("unit %q", want.Unit)
	}
	for _, f := range []Format{FormatFHIRBundle, FormatTidepoolJSON} {
		p.Format = f
		got := mustRead(t, generate(t, p), Options{})
		if got.Unit != "mmol/L" {
			t.Errorf("%s: unit %q", f, got.Unit)
		}
		sameWindow(t, string(f), got.Window(testEnd-19, 20), want.Window(testEnd-19, 20))
	}
	// These two have no mark for LOW and HIGH, so fewer are counted as such.
	for _, f := range []Format{FormatOpenMHealthJSON, FormatAppleHealthXML} {
		p.Format = f
		got, whole := mustRead(t, generate(t, p), Options{}).Window(testEnd-19, 20), want.Window(testEnd-19, 20)
		for i, v := range whole.Slots {
			if d := int(got.Slots[i]) - int(v); d < -1 || d > 1 || v > lowValue && v < highValue && d != 0 {
				t.Fatalf("%s: slot %d differs", f, i)
			}
		}
	}
	p.Format = FormatLibreViewCSV
	if s := mustRead(t, generate(t, p), Options{}); s.Unit != "mmol/L" {
		t.Errorf("unit %q", s.Unit)
	}
}

func sameWindow(t *testing.T, name string, got, want *Window) {
	t.Helper()
	if g, w := measure(got), measure(want); g != w {
		t.Errorf("%s:\n got %+v\nwant %+v", name, g, w)
	}
}

func TestGenerateRefusesParams(t *testing.T) {
	for name, p := range map[string]GenerateParams{
		"no days":         {EndDay: testEnd},
		"too many days":   {EndDay: testEnd, Days: 4000},
		"before 2000":     {EndDay: 100, Days: 1},
		"unknown format":  {EndDay: testEnd, Days: 1, Format: "xml"},
		"unknown unit":    {EndDay: testEnd, Days: 1, Unit: "g/L"},
		"Nightscout mmol": {EndDay: testEnd, Days: 1, Unit: "mmol/L", Format: FormatNightscoutJSON},
		"Dexcom mmol":     {EndDay: testEnd, Days: 1, Unit: "mmol/L", Format: FormatDexcomAPIJSON},
		"unknown metric":  {EndDay: testEnd, Days: 1, Metric: 99},
		"steps in FHIR":   {EndDay: testEnd, Days: 1, Metric: claim.Steps, Format: FormatFHIRBundle},
		"steps in mg/dL":  {EndDay: testEnd, Days: 1, Metric: claim.Steps, Unit: "mg/dL"},
		"no days of them": {EndDay: testEnd, Metric: claim.Steps},
	} {
		var e *Error
		if err := Generate(io.Discard, p); !errors.As(err, &e) || e.Kind != KindOption {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGeneratedFilesOfEveryMetric reads what is generated for each metric back and
// checks that every day of it can be sealed.
func TestGeneratedFilesOfEveryMetric(t *testing.T) {
	for _, m := range claim.Metrics() {
		days := 60
		if m.Family() == claim.Series {
			days = 2
		}
		p := GenerateParams{Metric: m, Seed: 7, Days: days, EndDay: testEnd}
		data := generate(t, p)
		if p.Seed = 8; m.Family() != claim.Codes && m != claim.Age && bytes.Equal(data, generate(t, p)) {
			t.Errorf("%s: another seed gives the same file", m.Name())
		}
		s := mustRead(t, data, Options{Metric: m, Now: dateTime(testEnd + 1), IntervalMinutes: 0})
		full := 0
		for _, b := range checkedBlocks(t, s) {
			full += len(b)
		}
		if s.Metric != m || full == 0 || s.LastDay < testEnd-days {
			t.Errorf("%s: %d values, %+v", m.Name(), full, s.Report)
		}
		if m.Family() == claim.Daily && s.Report.Readings < days*8/10 {
			t.Errorf("%s: %d days of %d", m.Name(), s.Report.Readings, days)
		}
	}
}
