package ingest

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
)

// An endless gives head, then body rows made on the fly until size is reached,
// then tail. It watches the heap while it is read.
type endless struct {
	size       int64
	row        func(i int) string
	tail       string
	pending    string
	sent       int64
	i          int
	peak, base uint64
	calls      int
	done       bool
}

func (e *endless) Read(p []byte) (int, error) {
	if e.calls++; e.calls%512 == 0 {
		e.peak = max(e.peak, heap())
	}
	n := 0
	for n < len(p) {
		if e.pending == "" {
			switch {
			case e.sent < e.size:
				e.pending = e.row(e.i)
				e.i++
			case !e.done:
				e.pending, e.done = e.tail, true
			}
			if e.pending == "" {
				break
			}
		}
		m := copy(p[n:], e.pending)
		e.pending = e.pending[m:]
		n += m
		e.sent += int64(m)
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestBigFilesNeedLittleMemory reads 200 MB of Clarity and of FHIR and less of
// the rest; a tenth of it if short.
func TestBigFilesNeedLittleMemory(t *testing.T) {
	size := int64(200 << 20)
	if testing.Short() {
		size = 20 << 20
	}
	start := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	at := func(i int) time.Time { return start.Add(time.Duration(i) * 5 * time.Minute) }
	filler := strings.Repeat("x", 900)
	reading := func(i int) bool { return i%10 == 0 }
	for name, c := range map[string]struct {
		head, tail string
		row        func(i int) string
		most       uint64 // bytes of heap beside what was there
	}{
		"clarity": {clarityHead, "", func(i int) string {
			if reading(i) {
				return egv(at(i/10).Format("2006-01-02T15:04:05"), "100")
			}
			return "6,,Alert,High," + filler[:100] + ",,Phone,240,,,,,,\n"
		}, 16 << 20},
		"libreview": {libreHead, "", func(i int) string {
			if reading(i) {
				return hist(at(i/10).Format(euDate), "100")
			}
			return "Libre,SN1,13-01-2001 10:00,6,,,,,,,,,," + filler[:100] + ",,,,,\n"
		}, 16 << 20},
		"fhir": {`{"resourceType":"Bundle","type":"collection","entry":[` + "\n", "{}]}", func(i int) string {
			if reading(i) {
				return observation(0, 100, "2025-03-09T06:00:12Z", at(i/10).Format(time.RFC3339)) + ",\n"
			}
			return `{"resource":{"resourceType":"Binary","data":"` + filler + `"}},` + "\n"
		}, 6 << 20},
		"nightscout": {"[", `{"type":"cal"}]`, func(i int) string {
			if reading(i) {
				return fmt.Sprintf(`{"type":"sgv","sgv":100,"date":%d},`+"\n", at(i/10).UnixMilli())
			}
			return `{"type":"mbg","notes":"` + filler + `"},` + "\n"
		}, 6 << 20},
		"one string": {`{"resourceType":"Bundle","type":"collection","entry":[` + observation(0, 100) + "," + observation(5, 100) + `,{"x":"`, `"}]}`,
			func(int) string { return filler }, 6 << 20},
		"white space": {"[" + sgv(0, "100") + "," + sgv(5, "100"), "]", func(int) string { return "          \n\t" }, 6 << 20},
		"a skipped list": {`{"resourceType":"Bundle","type":"collection","link":[{}`, `],"entry":[` + observation(0, 100) + "," + observation(5, 100) + "]}",
			func(int) string { return strings.Repeat(`,{"a":[1,{}]}`, 20) }, 6 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			size := size
			if name != "clarity" && name != "fhir" {
				size /= 16 // the parser holds these or it does not
			}
			runtime.GC()
			e := &endless{size: size, row: c.row, tail: c.tail, pending: c.head, base: heap()}
			began := time.Now()
			s, err := Read(e, Options{Now: testNow})
			if err != nil {
				t.Fatal(err)
			}
			if s.Report.Bytes < size || s.Report.Readings < 2 {
				t.Errorf("read %d bytes, %d readings", s.Report.Bytes, s.Report.Readings)
			}
			used := int64(e.peak) - int64(e.base)
			t.Logf("%d MB, %d readings, %d KB of heap at most, %v", size>>20, s.Report.Readings, used>>10, time.Since(began).Round(time.Millisecond))
			if used > int64(c.most) {
				t.Errorf("%d KB of heap, want at most %d", used>>10, c.most>>10)
			}
		})
	}
}

func TestReadingsAreBounded(t *testing.T) {
	b, err := newBuilder(Options{})
	if err != nil {
		t.Fatal(err)
	}
	b.raws = make([]raw, maxReadings)
	if e := b.add(raw{line: 7}); e == nil || e.Kind != KindTooLarge || e.Line != 7 {
		t.Errorf("got %v", e)
	}
	for i := range maxStreams {
		if _, e := b.stream(uint64(i+1), 0, 1); e != nil {
			t.Fatal(e)
		}
	}
	if _, e := b.stream(maxStreams+1, 0, 8); e == nil || e.Kind != KindTooLarge || e.Line != 8 {
		t.Errorf("got %v", e)
	}
}

func TestMeasurementsAndCodesAreBounded(t *testing.T) {
	at := start{line: 7}
	for _, c := range []struct {
		m    claim.Metric
		most int
	}{{claim.Steps, maxReadings}, {claim.Cholesterol, maxMeasurements}} {
		b, err := newBuilder(Options{Metric: c.m, Now: testNow})
		if err != nil {
			t.Fatal(err)
		}
		b.items = make([]item, c.most)
		if e := b.take(value{from: moment{sec: base}, a: 200}, at); e == nil || e.Kind != KindTooLarge || e.Line != 7 {
			t.Errorf("%s: %v", c.m.Name(), e)
		}
	}
	b, err := newBuilder(Options{Metric: claim.ICD10CM, Now: testNow})
	if err != nil {
		t.Fatal(err)
	}
	b.codes = make([]entry, maxCodes)
	if e := b.code("E11.9", 0, at); e == nil || e.Kind != KindTooLarge {
		t.Errorf("codes: %v", e)
	}
}

func TestMoreMeasurementsThanAPageHolds(t *testing.T) {
	var entries []string
	for i := range 70 {
		entries = append(entries, pressure(fmt.Sprintf("2025-03-09T%02d:%02d:00Z", i/60, i%60), fmt.Sprint(100+i), "70"))
	}
	s := mustRead(t, []byte(bundle("collection", entries...)), Options{Metric: claim.BloodPressure})
	blocks, dropped := s.Blocks(on(3, 9), 1)
	if len(blocks[0]) != 64 || dropped.Overfull != 6 || blocks[0][0] != word(106, 70) || blocks[0][63] != word(169, 70) || blocks[0].Check(claim.BloodPressure) != nil {
		t.Errorf("%d measurements, %+v", len(blocks[0]), dropped)
	}
	for _, days := range []int{0, -1, 1 << 40} {
		if b, _ := s.Blocks(on(3, 9), days); b != nil {
			t.Errorf("%d days: %d blocks", days, len(b))
		}
	}
}
