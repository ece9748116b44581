package claim

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The shared boundary vectors, which other implementations answer too. They lie
// outside of the module: VITALPROOF_DATA names their folder.
func TestSharedBoundaryVectors(t *testing.T) {
	dir := os.Getenv("VITALPROOF_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("the boundary vectors are missing: %v", err)
		}
		t.Skipf("no boundary vectors: set VITALPROOF_DATA to the folder of expected.json (%v)", err)
	}
	var file struct {
		Vectors []struct {
			ID       string          `json:"id"`
			Pairs    [][2]int        `json:"value_count_pairs"`
			Expected uint64          `json:"expected_slots"`
			N        uint64          `json:"n"`
			Sum      uint64          `json:"sum"`
			Squares  uint64          `json:"sum_sq"`
			Lt54     uint64          `json:"lt54"`
			Lt70     uint64          `json:"lt70"`
			In       uint64          `json:"in70_180"`
			Gt180    uint64          `json:"gt180"`
			Gt250    uint64          `json:"gt250"`
			Claims   map[string]bool `json:"claims"`
			AtLeast  bool            `json:"tir_ge_7000bp"`
		} `json:"boundary_vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) < 17 {
		t.Fatalf("%d boundary vectors, want 17 or more", len(file.Vectors))
	}
	limits := map[string]string{
		"tir_gt_7000bp": "in 70-180 > 70 %", "tir_gt_5000bp": "in 70-180 > 50 %",
		"tbr70_lt_400bp": "below 70 < 4 %", "tbr70_lt_100bp": "below 70 < 1 %", "tbr54_lt_100bp": "below 54 < 1 %",
		"tar180_lt_2500bp": "above 180 < 25 %", "tar250_lt_500bp": "above 250 < 5 %",
		"preg_tir_gt_7000bp": "in 63-140 > 70 %", "preg_tbr63_lt_400bp": "below 63 < 4 %",
		"preg_tar140_lt_2500bp": "above 140 < 25 %", "gmi_lt_7.0": "gmi < 7.0", "gmi_lt_8.0": "gmi < 8.0",
		"cv_le_36_sample": "cv <= 36", "mean_lt_154": "mean < 154", "coverage_ge_7000bp": "coverage >= 70 %",
		"tir_ge_7000bp": "in 70-180 >= 70 %",
	}
	for _, v := range file.Vectors {
		t.Run(v.ID, func(t *testing.T) {
			var slots []uint16
			for _, p := range v.Pairs {
				slots = append(slots, runs(p[0], p[1])...)
			}
			for uint64(len(slots)) < v.Expected {
				slots = append(slots, 0)
			}
			s := measure(t, slots)
			if s.Expected != v.Expected || s.N != v.N || s.Sum != v.Sum || s.SumSquares != v.Squares || s.Lt54 != v.Lt54 ||
				s.Lt70 != v.Lt70 || s.In70to180 != v.In || s.Gt180 != v.Gt180 || s.Gt250 != v.Gt250 {
				t.Errorf("measured %+v, want %+v", s, v)
			}
			v.Claims["tir_ge_7000bp"] = v.AtLeast
			for name, want := range v.Claims {
				if name == "cv_le_36_population" {
					continue // no such claim: the sample variance is the published one
				}
				text, known := limits[name]
				if !known {
					t.Errorf("no limit for %s", name)
					continue
				}
				l, err := ParseLimit(text)
				if err != nil {
					t.Fatal(err)
				}
				targets := Targets{Limits: NoLimits()}
				l.Apply(&targets)
				c, err := New(Glucose5, 30, 20000, 20000, 0, targets)
				if err != nil {
					t.Fatal(err)
				}
				if r := Evaluate(c, s); r.OK != want {
					t.Errorf("%s: %t, want %t: %+v", name, r.OK, want, r.Checks)
				}
			}
		})
	}
}
