package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// expectedWindow is a window of expected.json, with the figures of the gridding
// rule in which the first reading of a slot wins.
type expectedWindow struct {
	ID      string `json:"id"`
	Days    int    `json:"days"`
	Aligned bool   `json:"calendar_aligned"`
	EndDay  string `json:"end_day"`
	Slots   uint64 `json:"expected_slots"`
	First   struct {
		N, Sum     uint64
		SumSquares uint64 `json:"sum_sq"`
		Dropped    int    `json:"dropped_same_slot"`
		PinnedLow  int    `json:"pinned_low"`
		PinnedHigh int    `json:"pinned_high"`
		Lt54       uint64 `json:"lt54"`
		Lt63       uint64 `json:"lt63"`
		Lt70       uint64 `json:"lt70"`
		In70to180  uint64 `json:"in70_180"`
		In63to140  uint64 `json:"in63_140"`
		Gt140      uint64 `json:"gt140"`
		Gt180      uint64 `json:"gt180"`
		Gt250      uint64 `json:"gt250"`
	} `json:"gridded_first_wins"`
}

// dataDir is where the public test data lies. Its absence is a failure where the
// whole suite is meant to run.
func dataDir(t *testing.T) string {
	dir := os.Getenv("VITALPROOF_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	if _, err := os.Stat(filepath.Join(dir, "expected.json")); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no test data in %s", dir)
		}
		t.Skipf("no test data in %s (set VITALPROOF_DATA)", dir)
	}
	return dir
}

func TestInspectMatchesPublishedFigures(t *testing.T) {
	dir := dataDir(t)
	raw, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	type set struct {
		File    string           `json:"file"`
		Windows []expectedWindow `json:"windows"`
	}
	var all struct {
		Libre  set `json:"libreview"`
		Dexcom set `json:"dexcom_g6"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range []set{all.Libre, all.Dexcom} {
		tested := 0
		for _, w := range s.Windows {
			if !w.Aligned {
				continue
			}
			tested++
			t.Run(w.ID, func(t *testing.T) { checkWindow(t, filepath.Join(dir, s.File), w) })
		}
		if tested < 3 {
			t.Errorf("%s: only %d calendar-aligned windows", s.File, tested)
		}
	}
}

func checkWindow(t *testing.T, file string, w expectedWindow) {
	var out, talk bytes.Buffer
	a := &app{stdin: os.Stdin, stdout: &out, stderr: &talk, now: time.Now}
	if code := run(a, []string{"inspect", file, "--json", "--end", w.EndDay, "--days", strconv.Itoa(w.Days)}); code != exitOK {
		t.Fatalf("exit code %d: %s", code, talk.String())
	}
	var got inspection
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	g, want := got.Window, w.First
	if g.LastDay != w.EndDay || g.N != want.N || g.Expected != w.Slots || g.Sum != want.Sum ||
		g.SumSquares != want.SumSquares || g.DroppedSameSlot != want.Dropped ||
		g.PinnedLow != want.PinnedLow || g.PinnedHigh != want.PinnedHigh {
		t.Errorf("window is %+v, want %+v", g, want)
	}
	counts := rangeCounts{
		"lt54": want.Lt54, "lt63": want.Lt63, "lt70": want.Lt70, "in70_180": want.In70to180, "in63_140": want.In63to140,
		"gt140": want.Gt140, "gt180": want.Gt180, "gt250": want.Gt250,
		"in70_140": g.Counts["in70_140"], // not published
	}
	if !maps.Equal(g.Counts, counts) {
		t.Errorf("counts are %+v, want %+v", g.Counts, counts)
	}
}
