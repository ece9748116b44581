package ingest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

// npyFile writes a list as numpy.save does.
func npyFile(descr, shape string, data any) string {
	var out bytes.Buffer
	head := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape)
	head += strings.Repeat(" ", 117-len(head)) + "\n"
	out.WriteString(npyMagic + "\x01\x00")
	_ = binary.Write(&out, binary.LittleEndian, uint16(len(head)))
	out.WriteString(head)
	_ = binary.Write(&out, binary.LittleEndian, data)
	return out.String()
}

// reported reads a value of the published report.
func reported(t *testing.T, dir, name string) string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "hrv-pyhrv", "SampleReport.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if title, value, ok := strings.Cut(lines.Text(), ";"); ok && strings.TrimSpace(title) == name {
			return strings.TrimSpace(value)
		}
	}
	t.Fatalf("the report has no %s", name)
	return ""
}

// TestHeartRateVariabilityMatchesPublishedReport computes SDNN and RMSSD of the
// two published series and compares them with the report that came with them.
func TestHeartRateVariabilityMatchesPublishedReport(t *testing.T) {
	dir := dataDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		HRV map[string]struct {
			N     uint64      `json:"n"`
			Sum   uint64      `json:"sum"`
			SumSq uint64      `json:"sum_sq"`
			Diffs uint64      `json:"sum_sq_diff"`
			SDNN  json.Number `json:"sdnn_ms"`
			RMSSD json.Number `json:"rmssd_ms"`
		} `json:"hrv"`
	}
	if err := json.Unmarshal(raw, &all); err != nil || len(all.HRV) != 2 {
		t.Fatalf("%d series: %v", len(all.HRV), err)
	}
	for name, want := range all.HRV {
		path := filepath.Join(dir, "hrv-pyhrv", name+".npy")
		for _, m := range []claim.Metric{claim.HRVSDNN, claim.HRVRMSSD} {
			s := readFile(t, path, Options{Metric: m, Day: 20000, Now: testNow})
			published := want.SDNN
			if m == claim.HRVRMSSD {
				published = want.RMSSD
			}
			ms, _ := published.Float64()
			b, _ := s.Blocks(20000, 1)
			if len(b[0]) != 1 || b[0][0] != uint64(math.Round(ms*10)) || b[0].Check(m) != nil {
				t.Errorf("%s, %s: %v, want %s ms", name, m.Name(), b[0], published)
			}
		}
		// The sums, and the values to as many digits as are published.
		b, e := newBuilder(Options{Metric: claim.HRVSDNN, Day: 20000, Now: testNow})
		if e != nil {
			t.Fatal(e)
		}
		f, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := readNN(bufio.NewReader(bytes.NewReader(f)), f, b); err != nil {
			t.Fatal(err)
		}
		var sums nnSums
		for i, x := range b.items {
			sums.add(uint64(x.a), i > 0)
		}
		const million = microseconds * microseconds
		if sums.n != want.N || sums.sum != want.Sum*microseconds || sums.squares != want.SumSq*million || sums.diffSquares != want.Diffs*million {
			t.Errorf("%s: %+v, want %+v", name, sums, want)
		}
		const seven = 10_000_000
		for _, c := range []struct {
			got  uint64
			want json.Number
		}{{sums.sdnn(seven), want.SDNN}, {sums.rmssd(seven), want.RMSSD}} {
			if got := fmt.Sprintf("%d.%07d", c.got/seven, c.got%seven); got != string(c.want) {
				t.Errorf("%s: %s, want %s", name, got, c.want)
			}
		}
		if name != "SampleNNISeriesLong" {
			continue
		}
		const three = 1000
		for title, got := range map[string]uint64{"SDNN (ms)": sums.sdnn(three), "RMSSD (ms)": sums.rmssd(three)} {
			if text := fmt.Sprintf("%d.%03d", got/three, got%three); text != reported(t, dir, title) {
				t.Errorf("%s: %s, the report says %s", title, text, reported(t, dir, title))
			}
		}
	}
}

// TestVariabilityAgainstFloats compares the integers with the textbook formulas.
func TestVariabilityAgainstFloats(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := 2 + rng.IntN(300)
		var sums nnSums
		var ms []float64
		for i := range n {
			us := minNN + rng.Uint64N(maxNN-minNN+1)
			sums.add(us, i > 0)
			ms = append(ms, float64(us)/1000)
		}
		mean, variance, squares := 0.0, 0.0, 0.0
		for _, x := range ms {
			mean += x / float64(n)
		}
		for i, x := range ms {
			variance += (x - mean) * (x - mean) / float64(n-1)
			if i > 0 {
				squares += (x - ms[i-1]) * (x - ms[i-1]) / float64(n-1)
			}
		}
		for _, c := range []struct {
			got  uint64
			want float64
		}{{sums.sdnn(10), 10 * math.Sqrt(variance)}, {sums.rmssd(10), 10 * math.Sqrt(squares)}} {
			if math.Abs(float64(c.got)-c.want) > 0.5+1e-6 {
				t.Fatalf("%d, want %f", c.got, c.want)
			}
		}
	}
	// Exactly half of a tenth is rounded up: intervals of 800 and 800.1 +- 0.05 ms.
	var half nnSums
	half.add(800_000, false)
	half.add(800_250, true)
	if half.rmssd(10) != 3 {
		t.Errorf("0.25 ms: %d tenths", half.rmssd(10))
	}
}

func TestNNFiles(t *testing.T) {
	o := Options{Day: 20000}
	want := map[int][]uint64{20000: {150}} // 800, 810, 792 ms: differences 10 and -18
	want[20000][0] = uint64(math.Round(10 * math.Sqrt((100+324)/2.0)))
	runDays(t, []dayCase{
		{name: "int64", metric: claim.HRVRMSSD, opts: o, data: npyFile("<i8", "(3,)", []int64{800, 810, 792}), want: want},
		{name: "int32", metric: claim.HRVRMSSD, opts: o, data: npyFile("<i4", "(3,)", []int32{800, 810, 792}), want: want},
		{name: "int16", metric: claim.HRVRMSSD, opts: o, data: npyFile("<i2", "(3,)", []int16{800, 810, 792}), want: want},
		{name: "float64", metric: claim.HRVRMSSD, opts: o, data: npyFile("<f8", "(3,)", []float64{800, 810, 792}), want: want},
		{name: "JSON", metric: claim.HRVRMSSD, opts: o, data: " [800, 810.0,\n792]", want: want},
	})
	good := npyFile("<i8", "(3,)", []int64{800, 810, 792})
	bad := func(name, data string, k Kind) refusal {
		return refusal{name: name, metric: claim.HRVRMSSD, data: data, opts: o, kind: k}
	}
	runRefusals(t, []refusal{
		{name: "no day", metric: claim.HRVRMSSD, data: good, kind: KindOption},
		{name: "no day, JSON", metric: claim.HRVRMSSD, data: "[800]", kind: KindOption},
		bad("cut", good[:len(good)-3], KindTruncated),
		bad("cut in the header", good[:40], KindTruncated),
		bad("cut in the length", good[:8], KindTruncated),
		bad("more behind", good+"x", KindSyntax),
		bad("two dimensions", npyFile("<i8", "(3, 1)", []int64{800, 810, 792}), KindUnknownFormat),
		bad("big-endian", npyFile(">i8", "(3,)", []int64{800, 810, 792}), KindUnknownFormat),
		bad("objects", npyFile("|O", "(3,)", []int64{800, 810, 792}), KindUnknownFormat),
		bad("a length nobody has", npyFile("<i8", "(99999999,)", []int64{800}), KindUnknownFormat),
		bad("fewer than said", npyFile("<i8", "(9999999,)", []int64{800, 810}), KindTruncated),
		bad("long header", npyMagic+"\x01\x00\xff\xff"+strings.Repeat(" ", 70_000), KindTooLarge),
		bad("long header of version 2", npyMagic+"\x02\x00\x10\x00\x10\x00"+strings.Repeat(" ", 70_000), KindTooLarge),
		bad("seconds", npyFile("<f8", "(2,)", []float64{0.8, 0.81}), KindRange),
		bad("not a number", npyFile("<f8", "(2,)", []float64{800, math.NaN()}), KindRange),
		bad("negative", npyFile("<i8", "(2,)", []int64{800, -800}), KindRange),
		bad("an artifact", "[800, 12]", KindRange),
		bad("a word", `[800, "x"]`, KindValue),
		bad("a list in the list", `[800, [810]]`, KindValue),
		bad("cut list", "[800, 810", KindTruncated),
		bad("more behind the list", "[800, 810] 7", KindSyntax),
		bad("one interval", "[800]", KindNoReadings),
		{name: "glucose", data: good, kind: KindMetric},
	})
}
