package catalogue

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
)

var update = flag.Bool("update", false, "write circuits/costs.txt")

const costsFile = "../costs.txt"

// measure gives a circuit's constraints by part, and their sum.
func measure(t *testing.T, c Circuit) map[string]int {
	t.Helper()
	cost, err := c.Costs()
	if err != nil {
		t.Fatal(err)
	}
	sum := 0
	for _, n := range cost {
		sum += n
	}
	// A series counts its slots, and for the longest gap its hours.
	if want := c.Days * (c.Metric.SlotsPerDay() + 24); c.Family == claim.Series && cost["counted values"] != want {
		t.Errorf("%s: %d constraints for %d values", c.Name, cost["counted values"], want)
	}
	cost["total"] = sum
	return cost
}

// rows are the parts in the order of the table.
func rows() []string {
	names := []string{"total", "counted values", "table"}
	for _, p := range parts {
		if !slices.Contains(names, p.part) {
			names = append(names, p.part)
		}
	}
	return names
}

// writeCosts lists the parts of each circuit; circuits that cost the same share a
// list.
func writeCosts(costs map[string]map[string]int) string {
	var b strings.Builder
	b.WriteString("# R1CS constraints by part. Written by: go test ./circuits/catalogue -run Costs -update\n")
	var listed []map[string]int
	for _, c := range All() {
		cost := costs[c.Name]
		if slices.ContainsFunc(listed, func(l map[string]int) bool { return maps.Equal(l, cost) }) {
			continue
		}
		listed = append(listed, cost)
		var names []string
		for _, other := range All() {
			if maps.Equal(costs[other.Name], cost) {
				names = append(names, other.Name)
			}
		}
		fmt.Fprintf(&b, "\n%s\n", strings.Join(names, ", "))
		for _, row := range rows() {
			if cost[row] > 0 {
				fmt.Fprintf(&b, "  %-31s %6d\n", row, cost[row])
			}
		}
	}
	return b.String()
}

func readCosts(t *testing.T) map[string]map[string]int {
	t.Helper()
	raw, err := os.ReadFile(costsFile)
	if err != nil {
		t.Fatal(err)
	}
	costs := map[string]map[string]int{}
	var names []string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			names = strings.Split(line, ", ")
			for _, name := range names {
				costs[name] = map[string]int{}
			}
		default:
			at := strings.LastIndexByte(line, ' ')
			n, err := strconv.Atoi(line[at+1:])
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				costs[name][strings.TrimSpace(line[:at])] = n
			}
		}
	}
	return costs
}

func TestCostsAreThoseOfTheList(t *testing.T) {
	measured := map[string]map[string]int{}
	for _, c := range All() {
		if !testing.Short() || light(c) {
			measured[c.Name] = measure(t, c)
		}
	}
	if *update {
		if testing.Short() {
			t.Fatal("-update needs all circuits")
		}
		if err := os.WriteFile(costsFile, []byte(writeCosts(measured)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listed := readCosts(t)
	for name, cost := range measured {
		if !maps.Equal(cost, listed[name]) {
			t.Errorf("%s costs %v, the list says %v (if this is meant, run with -update)", name, cost, listed[name])
		}
	}
	if len(listed) != len(All()) {
		t.Errorf("%d circuits are listed, there are %d", len(listed), len(All()))
	}
}

// What each family may cost. Codes were meant to stay below 40,000 (SPEC 10).
func TestBudgets(t *testing.T) {
	for name, most := range map[string]int{
		"glucose-5min-30d": 1 << 15, "heart-rate-1min-30d": 115_000, "spo2-1min-30d": 105_000,
		"steps": 20_000, "blood-pressure": 12_000, "icd-10-cm": 43_500,
	} {
		c, err := ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		if testing.Short() && !light(c) {
			continue
		}
		if got := plain(t, c).GetNbConstraints(); got > most {
			t.Errorf("%s has %d constraints, want at most %d", name, got, most)
		}
	}
}

// The 30-day statement has to stay in the domain of 2^15 points, which halves
// the time of the transforms.
func TestThirtyDaysFitTheDomain(t *testing.T) {
	c, err := For(claim.Glucose5, 30)
	if err != nil {
		t.Fatal(err)
	}
	if got := plain(t, c).GetNbConstraints(); got > 1<<15 {
		t.Errorf("%s has %d constraints, want at most %d", c.Name, got, 1<<15)
	}
	// Range checks change their table with the number of checks, so take days that
	// share one.
	for _, days := range []int{7, 29} {
		of := func(days int) int {
			c.Days = days
			return plain(t, c).GetNbConstraints()
		}
		if more := of(days+1) - of(days); more < 1 || more > 860 {
			t.Errorf("day %d adds %d constraints, want at most 860", days+1, more)
		}
		if testing.Short() {
			break
		}
	}
}
