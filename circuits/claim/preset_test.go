package claim

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The published numbers once more, so that a slip in a data file shows.
func TestPresetsAreAsPublished(t *testing.T) {
	adult := map[string]Bound{"in70to180": {7000, true}, "below70": {400, true}, "below54": {100, true}, "above180": {2500, true}, "above250": {500, true}}
	variability := maps.Clone(adult)
	variability["cv"] = Bound{360, false}
	older := map[string]Bound{"in70to180": {5000, true}, "below70": {100, true}, "above180": {5000, true}, "above250": {1000, true}}
	pregnancy := map[string]Bound{"in63to140": {7000, true}, "below63": {400, true}, "below54": {100, true}, "above140": {2500, true}}
	want := map[string]map[string]Bound{
		"consensus-2019-adult": adult, "consensus-2019-adult-cv": variability, "consensus-2019-older": older,
		"consensus-2019-pregnancy-t1": pregnancy, "glucose-tir-70-ge": {"in70to180": {7000, false}}, "cgm-data-sufficiency": {},
		"gmi-below-7": {"gmi": {700, true}}, "gmi-below-8": {"gmi": {800, true}},
		"cgm-worn-day-and-night": {"nightCoverage": {70, false}, "longestGap": {7, false}},
	}
	all := Presets()
	found := 0
	for _, p := range all {
		if p.Quantity.Metrics()[0].Family() != Series {
			continue // see the tests of the other families
		}
		found++
		bounds, known := want[p.Name]
		if !known || p.Quantity != "glucose" || p.Limits != glucose(bounds) || p.Coverage != 7000 {
			t.Errorf("%s: %+v", p.Name, p.Targets)
		}
		if _, err := New(Glucose15, 14, 20000, 20000, 0, p.Targets); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if !strings.HasPrefix(p.DOI, "10.") {
			t.Errorf("%s: doi %q", p.Name, p.DOI)
		}
		if got, err := Preset(p.Name); err != nil || got != p {
			t.Errorf("%s: %+v, %v", p.Name, got, err)
		}
	}
	if found != len(want) {
		t.Errorf("%d presets, want %d", found, len(want))
	}
	if !slices.IsSortedFunc(all, func(a, b Template) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("presets are not sorted by name")
	}
	if p, _ := Preset("consensus-2019-older"); !strings.Contains(p.Source, "second-hand") {
		t.Error("the second-hand source is not marked")
	}
	_, err := Preset("gestational")
	if !errors.Is(err, ErrUnknownPreset) || !strings.Contains(err.Error(), "gmi-below-7, gmi-below-8") {
		t.Errorf("%v", err)
	}
}

func TestTemplateOfAPerson(t *testing.T) {
	text := "quantity = \"glucose\"\ntitle = \"Ours\"\nsource = \"protocol 4\"\nstrictness = \"strict\"\n[limits]\ncoverage = \">= 80 %\"\nmean = \"< 154 mg/dL\"\n"
	p, err := ParseTemplate("ours", []byte(text))
	if err != nil || p.Name != "ours" || p.Title != "Ours" || p.Coverage != 8000 || p.Limits != glucose(map[string]Bound{"mean": {154, true}}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, test := range []struct{ old, new, want string }{
		{"title = \"Ours\"", "", "title is missing"},
		{"title = \"Ours\"", "title = 1", `line 2: not a claim file: title: want a "string"`},
		{"source = ", "days = ", `line 3: not a claim file: days: want an integer`},
		{"strictness = \"strict\"", "", "strictness is missing"},
		{"quantity = \"glucose\"", "", "quantity is missing"},
		{"quantity = \"glucose\"", "quantity = \"spo2\"", `line 7: not a claim file: not a condition: mean takes >`},
		{"quantity = \"glucose\"", "quantity = \"sugar\"", `line 1: not a claim file: unknown quantity "sugar"`},
		{"source = ", "note2 = ", `line 3: not a claim file: unknown key`},
		{"coverage = \">= 80 %\"", "", "coverage is missing"},
		{"mean = ", "days = ", `line 7: not a claim file: no such limit: "days"`},
		{"source = ", "title = ", `line 3: not a claim file: the key stands on line 2 already`},
	} {
		spoiled := strings.Replace(text, test.old, test.new, 1)
		if _, err := ParseTemplate("ours", []byte(spoiled)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
}
