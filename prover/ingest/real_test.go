package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// dataDir finds the folder of real exports. They are not part of the module:
// their licences differ, so a checkout may lack them, but CI must not.
func dataDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("VITALPROOF_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "expected.json")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("real exports are missing; set VITALPROOF_DATA to their folder")
		}
		t.Skip("real exports not found; set VITALPROOF_DATA to their folder")
	}
	return dir
}

func readFile(t *testing.T, path string, o Options) *Series {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := Read(f, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// stats are the integers of expected.json that a window decides.
type stats struct {
	N        int    `json:"n"`
	Sum      int    `json:"sum"`
	SumSq    int    `json:"sum_sq"`
	Min      int    `json:"min"`
	Max      int    `json:"max"`
	Lt54     int    `json:"lt54"`
	Lt63     int    `json:"lt63"`
	Lt70     int    `json:"lt70"`
	In70180  int    `json:"in70_180"`
	In70140  int    `json:"in70_140"`
	In63140  int    `json:"in63_140"`
	Gt140    int    `json:"gt140"`
	Gt180    int    `json:"gt180"`
	Gt250    int    `json:"gt250"`
	Low      int    `json:"pinned_low"`
	High     int    `json:"pinned_high"`
	Dropped  int    `json:"dropped_same_slot"`
	GridHash string `json:"grid_sha256_u16le"`
}

func measure(w *Window) stats {
	x := stats{Dropped: w.DroppedSameSlot, Low: w.PinnedLow, High: w.PinnedHigh}
	h := sha256.New()
	for _, s := range w.Slots {
		h.Write([]byte{byte(s), byte(s >> 8)})
		v := int(s)
		if v == 0 {
			continue
		}
		if x.N == 0 || v < x.Min {
			x.Min = v
		}
		x.N++
		x.Max = max(x.Max, v)
		x.Sum += v
		x.SumSq += v * v
		for _, c := range []struct {
			n  *int
			in bool
		}{
			{&x.Lt54, v < 54}, {&x.Lt63, v < 63}, {&x.Lt70, v < 70}, {&x.In70180, v >= 70 && v <= 180},
			{&x.In70140, v >= 70 && v <= 140}, {&x.In63140, v >= 63 && v <= 140},
			{&x.Gt140, v > 140}, {&x.Gt180, v > 180}, {&x.Gt250, v > 250},
		} {
			if c.in {
				*c.n++
			}
		}
	}
	x.GridHash = hex.EncodeToString(h.Sum(nil))
	return x
}

type expectedFile struct {
	Windows []struct {
		ID       string `json:"id"`
		Start    string `json:"start"`
		Days     int    `json:"days"`
		Minutes  int    `json:"slot_minutes"`
		Calendar bool   `json:"calendar_aligned"`
		First    stats  `json:"gridded_first_wins"`
	} `json:"windows"`
}

func TestRealWindowsMatchPublishedNumbers(t *testing.T) {
	dir := dataDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Libre  expectedFile `json:"libreview"`
		Dexcom expectedFile `json:"dexcom_g6"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Libre.Windows) < 9 || len(all.Dexcom.Windows) < 4 {
		t.Fatal("expected.json has lost windows")
	}
	libre := readFile(t, filepath.Join(dir, "libreview-cgmquantify", "libreview.csv"), Options{})
	dexcom := readFile(t, filepath.Join(dir, "dexcom-clarity-cgmquantify", "dexcom_clarity.csv"), Options{})
	for _, c := range []struct {
		s *Series
		e expectedFile
	}{{libre, all.Libre}, {dexcom, all.Dexcom}} {
		for _, x := range c.e.Windows {
			if c.s.IntervalMinutes != x.Minutes {
				t.Fatalf("%s: interval %d", x.ID, c.s.IntervalMinutes)
			}
			start, err := time.Parse("2006-01-02T15:04:05", x.Start)
			if err != nil {
				t.Fatal(err)
			}
			w := c.s.grid(start.Unix(), x.Days)
			if x.Calendar {
				w = c.s.Window(int(start.Unix()/day), x.Days)
			}
			if got := measure(w); got != x.First {
				t.Errorf("%s:\n got %+v\nwant %+v", x.ID, got, x.First)
			}
		}
	}
}

func TestRealReports(t *testing.T) {
	dir := dataDir(t)
	libre := readFile(t, filepath.Join(dir, "libreview-cgmquantify", "libreview.csv"), Options{})
	r := libre.Report
	if libre.Format != FormatLibreViewCSV || libre.Unit != "mg/dL" || r.Rows != 5260 || r.Readings != 4306 ||
		r.Skipped.NotReading != 954 || r.ClockSetBack != 4 || r.Duplicates != 0 {
		t.Errorf("LibreView: %+v", libre.Report)
	}
	if formatDay(libre.FirstDay) != "2020-06-02" || formatDay(libre.LastDay) != "2020-08-09" {
		t.Errorf("LibreView days %s to %s", formatDay(libre.FirstDay), formatDay(libre.LastDay))
	}
	dexcom := readFile(t, filepath.Join(dir, "dexcom-clarity-cgmquantify", "dexcom_clarity.csv"), Options{})
	if dexcom.Format != FormatDexcomClarityCSV || dexcom.Report.Readings != 2148 || dexcom.Report.Skipped.NotReading != 11 {
		t.Errorf("Clarity: %+v", dexcom.Report)
	}
	ns := readFile(t, filepath.Join(dir, "nightscout-dexcom-ecc1", "nightscout.json"), Options{})
	sum, seen := 0, [2]uint16{999, 0}
	for _, p := range ns.points {
		sum += int(p.v)
		seen[0], seen[1] = min(seen[0], p.v), max(seen[1], p.v)
	}
	if ns.Format != FormatNightscoutJSON || ns.Report.Rows != 35 || ns.Report.Skipped.NoValue != 12 ||
		ns.Report.Readings != 23 || sum != 2410 || seen != [2]uint16{92, 121} {
		t.Errorf("Nightscout: %+v, sum %d, range %v", ns.Report, sum, seen)
	}
}

// formatDay writes days since 1970-01-01 as "2006-01-02".
func formatDay(d int) string {
	return time.Unix(int64(d)*day, 0).UTC().Format(time.DateOnly)
}
