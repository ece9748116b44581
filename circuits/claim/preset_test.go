package claim

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// The published numbers once more, so that a slip in a data file shows.
func TestPresetsAreAsPublished(t *testing.T) {
	adult := NoLimits()
	adult.In70to180, adult.Below70, adult.Below54 = AtLeast{7000, true}, AtMost{400, true}, AtMost{100, true}
	adult.Above180, adult.Above250 = AtMost{2500, true}, AtMost{500, true}
	variability := adult
	variability.CV = CVLimit{360, false}
	older := NoLimits()
	older.In70to180, older.Below70 = AtLeast{5000, true}, AtMost{100, true}
	older.Above180, older.Above250 = AtMost{5000, true}, AtMost{1000, true}
	pregnancy := NoLimits()
	pregnancy.In63to140, pregnancy.Below63 = AtLeast{7000, true}, AtMost{400, true}
	pregnancy.Below54, pregnancy.Above140 = AtMost{100, true}, AtMost{2500, true}
	policy := NoLimits()
	policy.In70to180 = AtLeast{7000, false}
	gmi7, gmi8 := NoLimits(), NoLimits()
	gmi7.GMI, gmi8.GMI = GMILimit{700, true}, GMILimit{800, true}
	want := map[string]Limits{
		"consensus-2019-adult": adult, "consensus-2019-adult-cv": variability, "consensus-2019-older": older,
		"consensus-2019-pregnancy-t1": pregnancy, "glucose-tir-70-ge": policy, "cgm-data-sufficiency": NoLimits(),
		"gmi-below-7": gmi7, "gmi-below-8": gmi8,
	}
	all := Presets()
	if len(all) != len(want) {
		t.Errorf("%d presets, want %d", len(all), len(want))
	}
	for _, p := range all {
		limits, known := want[p.Name]
		if !known || p.Limits != limits || p.Coverage != 7000 {
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
	text := "title = \"Ours\"\nsource = \"protocol 4\"\nstrictness = \"strict\"\n[limits]\ncoverage = \">= 80 %\"\nmean = \"< 154 mg/dL\"\n"
	p, err := ParseTemplate("ours", []byte(text))
	if err != nil || p.Name != "ours" || p.Title != "Ours" || p.Coverage != 8000 || p.Limits.Mean != (MeanLimit{154, true}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, test := range []struct{ old, new, want string }{
		{"title = \"Ours\"", "", "title is missing"},
		{"title = \"Ours\"", "title = 1", `line 1: not a claim file: title: want a "string"`},
		{"source = ", "days = ", `line 2: not a claim file: unknown key`},
		{"strictness = \"strict\"", "", "strictness is missing"},
		{"coverage = \">= 80 %\"", "", "coverage is missing"},
		{"mean = ", "days = ", `line 6: not a claim file: no such limit: "days"`},
		{"source = ", "title = ", `line 2: not a claim file: the key stands on line 1 already`},
	} {
		spoiled := strings.Replace(text, test.old, test.new, 1)
		if _, err := ParseTemplate("ours", []byte(spoiled)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v, want %q", err, test.want)
		}
	}
}
