package catalogue

import (
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"

	"vitalproof/circuits/claim"
)

var update = flag.Bool("update", false, "write circuits/costs.txt")

const costsFile = "../costs.txt"

// parts names the parts of a circuit by the function that adds the constraints.
// The innermost function of a call that is listed here counts.
var parts = []struct{ function, part string }{
	{"gadget.mulVariable", "seal: challenge times key"},
	{"gadget.mulFixed", "seal: scalar times base point"},
	{"gadget.canonicalBits", "seal: bits of the challenge"},
	{"gadget.VerifySeal", "seal: challenge and equality"},
	{"gadget.Member", "issuer set"},
	{"gadget.Histogram", "table"}, // the values counted are split off by operation
	{"gadget.Fields", "claim fields"},
	{"rangecheck.(*commitChecker).commit", "range checks"},
	{"logderivarg.Build", "range checks"},
	{"multicommit.(*multicommitter).commitAndCall", "commitment"},
	{"gadget.Lookup", "lookup of leaves"},
	{"frame.(*Builder).claimFields", "claim fields"},
	{"frame.(*Builder).windowEnd", "window end"},
	{"frame.(*Builder).sealed", "issuer leaf and subject"},
	{"frame.(*Builder).nullifier", "nullifier"},
	{"frame.(*Builder).BoundInputs", "public inputs"},
	{"gadget.(*Hasher).Absorb", "hashes of days or page"},
	{"series.(*Circuit).longestGap", "longest gap"},
	{"series.(*Circuit).limits", "limits"},
	{"daily.(*builder).limits", "limits"},
	{"panel.(*Circuit).limits", "limits"},
	{"codes.(*statementOf).set", "tree of the set"},
	{"codes.(*statementOf).lane", "lanes of the set"},
	{"codes.(*statementOf).member", "leaves of the set and limits"},
}

// meter is an R1CS builder that books every constraint on a part. Each operation
// that can add one is counted before and after.
type meter struct {
	frontend.Builder[constraint.U64]
	system constraint.ConstraintSystem
	cost   map[string]int
}

func newMeter(cost map[string]int) frontend.NewBuilder {
	return func(field *big.Int, config frontend.CompileConfig) (frontend.Builder[constraint.U64], error) {
		inner, err := r1cs.NewBuilder[constraint.U64](field, config)
		if err != nil {
			return nil, err
		}
		system, err := inner.Compile() // the system that the builder fills
		if err != nil {
			return nil, err
		}
		return &meter{inner, system, cost}, nil
	}
}

func (m *meter) book(operation func() frontend.Variable) frontend.Variable {
	before := m.system.GetNbConstraints()
	v := operation()
	if added := m.system.GetNbConstraints() - before; added > 0 {
		m.cost[partOfCaller()] += added
	}
	return v
}

// partOfCaller finds the part whose function is nearest on the stack.
func partOfCaller() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	inverses := false
	for {
		frame, more := frames.Next()
		inverses = inverses || strings.HasSuffix(frame.Function, "(*meter).BatchInvert")
		for _, p := range parts {
			if strings.HasSuffix(strings.Split(frame.Function, ".func")[0], "/"+p.function) {
				if p.part == "table" && inverses {
					return "counted values"
				}
				return p.part
			}
		}
		if !more {
			return "unknown"
		}
	}
}

func (m *meter) Add(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.book(func() frontend.Variable { return m.Builder.Add(a, b, c...) })
}

func (m *meter) Sub(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.book(func() frontend.Variable { return m.Builder.Sub(a, b, c...) })
}

func (m *meter) Mul(a, b frontend.Variable, c ...frontend.Variable) frontend.Variable {
	return m.book(func() frontend.Variable { return m.Builder.Mul(a, b, c...) })
}

func (m *meter) DivUnchecked(a, b frontend.Variable) frontend.Variable {
	return m.book(func() frontend.Variable { return m.Builder.DivUnchecked(a, b) })
}

func (m *meter) IsZero(a frontend.Variable) frontend.Variable {
	return m.book(func() frontend.Variable { return m.Builder.IsZero(a) })
}

func (m *meter) AssertIsEqual(a, b frontend.Variable) {
	m.book(func() frontend.Variable { m.Builder.AssertIsEqual(a, b); return nil })
}

func (m *meter) AssertIsBoolean(a frontend.Variable) {
	m.book(func() frontend.Variable { m.Builder.AssertIsBoolean(a); return nil })
}

func (m *meter) BatchInvert(in []frontend.Variable) []frontend.Variable {
	var out []frontend.Variable
	m.book(func() frontend.Variable { out = m.Builder.(frontend.BatchInverter).BatchInvert(in); return nil })
	return out
}

func (m *meter) Commit(in ...frontend.Variable) (out frontend.Variable, err error) {
	m.book(func() frontend.Variable { out, err = m.Builder.(frontend.Committer).Commit(in...); return nil })
	return out, err
}

// measure gives a circuit's constraints by part.
func measure(t *testing.T, c Circuit) map[string]int {
	t.Helper()
	cost := map[string]int{}
	system := build(t, newMeter(cost), c)
	sum := 0
	for _, n := range cost {
		sum += n
	}
	if sum != system.GetNbConstraints() || cost["unknown"] != 0 {
		t.Fatalf("%s: parts add up to %d of %d constraints, %d of them unknown", c.Name, sum, system.GetNbConstraints(), cost["unknown"])
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
