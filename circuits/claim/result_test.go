package claim

import (
	"math/big"
	"slices"
	"strings"
	"testing"
)

func failedNames(r Result) (names []string) {
	for _, c := range r.Failed() {
		names = append(names, c.Name)
	}
	return names
}

func TestBegin(t *testing.T) {
	c := sample()
	for _, test := range []struct {
		name      string
		end       Day
		assurance uint8
		failed    []string
		margin    string
	}{
		{"first day", c.EarliestEnd, 1, nil, ""},
		{"last day", c.LatestEnd, MaxAssurance, nil, ""},
		{"a day early", c.EarliestEnd - 1, 1, []string{"window-end"}, "1 day too early"},
		{"two days late", c.LatestEnd + 2, 1, []string{"window-end"}, "2 days too late"},
		{"low assurance", c.LatestEnd, 0, []string{"assurance"}, ""},
		{"no such assurance", c.LatestEnd, MaxAssurance + 1, []string{"assurance"}, ""},
		{"both", c.EarliestEnd - 1, 0, []string{"window-end", "assurance"}, "1 day too early"},
	} {
		r := Begin(c, test.end, test.assurance)
		if got := failedNames(r); !slices.Equal(got, test.failed) || r.OK != (len(got) == 0) || len(r.Checks) != 2 || r.Checks[0].Margin != test.margin {
			t.Errorf("%s: %+v", test.name, r)
		}
	}
	c.Coverage = WholeShare + 1
	if r := Begin(c, c.LatestEnd, 1); r.OK || !slices.Equal(failedNames(r), []string{"claim"}) {
		t.Errorf("an invalid claim: %+v", r)
	}
}

func TestCheckCoverage(t *testing.T) {
	for _, test := range []struct {
		bp           uint16
		n, expected  uint64
		ok           bool
		have, margin string
	}{
		{7000, 6048, 8640, true, "70.00 % (6048 of 8640)", "0 readings to spare (0.00 percentage points from the bound)"},
		{7000, 6047, 8640, false, "69.99 % (6047 of 8640)", "1 reading missing (0.01 percentage points below the bound)"},
		{7000, 2016, 2880, true, "70.00 % (2016 of 2880)", "0 readings to spare (0.00 percentage points from the bound)"},
		{WholeShare, 96, 96, true, "100.00 % (96 of 96)", "0 readings to spare (0.00 percentage points from the bound)"},
		{WholeShare, 95, 96, false, "98.96 % (95 of 96)", "1 reading missing (1.04 percentage points below the bound)"},
		{0, 0, 96, true, "0.00 % (0 of 96)", "0 readings to spare (0.00 percentage points from the bound)"},
		{0, 0, 0, true, "no slots", "0 readings to spare"},
	} {
		c := CheckCoverage(test.bp, test.n, test.expected)
		if c.OK != test.ok || c.Have != test.have || c.Margin != test.margin || c.Name != "coverage" {
			t.Errorf("%d bp, %d of %d: %+v", test.bp, test.n, test.expected, c)
		}
	}
}

// A figure off its bound never reads as the bound.
func TestDistinctFigures(t *testing.T) {
	for _, test := range []struct{ value, bound, want string }{
		{"70", "70", "70.00"}, {"69.996", "70", "69.996"}, {"69.99", "70", "69.99"}, {"70.0000001", "70", "70.0000001"},
		{"0.004", "0", "0.004"}, {"1/3", "70", "0.33"}, {"70.000000000001", "70", "70.000000000"},
	} {
		value, _ := new(big.Rat).SetString(test.value)
		bound, _ := new(big.Rat).SetString(test.bound)
		if got := Distinct(value, bound); got != test.want {
			t.Errorf("%s beside %s is written %s, want %s", test.value, test.bound, got, test.want)
		}
		side := map[int]string{-1: "below", 0: "from", 1: "above"}[value.Cmp(bound)]
		if got := Side(value, bound); !strings.HasPrefix(got, side) {
			t.Errorf("%s is %s %s", test.value, got, test.bound)
		}
	}
}

func TestReadingsMargin(t *testing.T) {
	for _, test := range []struct {
		slack  int64
		strict bool
		want   string
	}{
		{0, false, "0 readings to spare"}, {0, true, "1 reading missing"}, {-1, false, "1 reading missing"},
		{-10000, false, "1 reading missing"}, {-10001, false, "2 readings missing"}, {10000, false, "1 reading to spare"},
		{10000, true, "0 readings to spare"}, {10001, true, "1 reading to spare"}, {9999, false, "0 readings to spare"},
	} {
		if got := ReadingsMargin(big.NewInt(test.slack), test.strict, "missing"); got != test.want {
			t.Errorf("%d, strict %t: %s, want %s", test.slack, test.strict, got, test.want)
		}
	}
}
