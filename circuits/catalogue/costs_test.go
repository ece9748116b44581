package catalogue

import (
	"flag"
	"fmt"
	"maps"
	"math/big"
	"os"
	"runtime"
	"slices"
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
	{"gadget.Histogram", "table"}, // the readings are split off by operation
	{"gadget.Fields", "claim fields"},
	{"rangecheck.(*commitChecker).commit", "range checks"},
	{"logderivarg.Build", "range checks"},
	{"multicommit.(*multicommitter).commitAndCall", "commitment"},
	{"series.(*builder).claimFields", "claim fields"},
	{"series.(*builder).windowEnd", "window end"},
	{"series.(*builder).headChain", "day hashes"},
	{"series.(*builder).sealed", "issuer leaf and subject"},
	{"series.(*builder).nullifier", "nullifier"},
	{"series.(*builder).limits", "limits"},
	{"series.(*builder).boundInputs", "public inputs"},
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
					return "readings"
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
	system := build(t, newMeter(cost), c.Metric, c.Days)
	sum := 0
	for _, n := range cost {
		sum += n
	}
	if sum != system.GetNbConstraints() || cost["unknown"] != 0 {
		t.Fatalf("%s: parts add up to %d of %d constraints, %d of them unknown", c.Name, sum, system.GetNbConstraints(), cost["unknown"])
	}
	if want := c.Days * c.Metric.SlotsPerDay(); cost["readings"] != want {
		t.Errorf("%s: %d constraints for %d readings", c.Name, cost["readings"], want)
	}
	cost["total"] = sum
	return cost
}

// rows are the parts in the order of the table.
func rows() []string {
	names := []string{"total", "readings", "table"}
	for _, p := range parts {
		if !slices.Contains(names, p.part) {
			names = append(names, p.part)
		}
	}
	return names
}

func writeCosts(costs map[string]map[string]int) string {
	var b strings.Builder
	b.WriteString("# R1CS constraints by part. Written by: go test ./circuits/catalogue -run Costs -update\n")
	fmt.Fprintf(&b, "%-31s", "# part")
	for _, c := range All() {
		fmt.Fprintf(&b, "  %s", c.Name)
	}
	b.WriteString("\n")
	for _, row := range rows() {
		fmt.Fprintf(&b, "%-31s", row)
		for _, c := range All() {
			fmt.Fprintf(&b, "  %*d", len(c.Name), costs[c.Name][row])
		}
		b.WriteString("\n")
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
	for _, c := range All() {
		costs[c.Name] = map[string]int{}
	}
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		numbers := strings.Fields(line[31:])
		for i, c := range All() {
			var n int
			if _, err := fmt.Sscan(numbers[i], &n); err != nil {
				t.Fatal(err)
			}
			costs[c.Name][strings.TrimSpace(line[:31])] = n
		}
	}
	return costs
}

func TestCostsAreThoseOfTheList(t *testing.T) {
	measured := map[string]map[string]int{}
	for _, c := range All() {
		if !testing.Short() || c.Days <= 14 {
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
		for _, row := range slices.Sorted(maps.Keys(listed[name])) {
			if cost[row] != listed[name][row] {
				t.Errorf("%s: %s costs %d, the list says %d (if this is meant, run with -update)", name, row, cost[row], listed[name][row])
			}
		}
		if len(listed[name]) != len(rows()) {
			t.Errorf("%s: the list has %d rows, want %d", name, len(listed[name]), len(rows()))
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
	if got := plain(t, c.Metric, c.Days).GetNbConstraints(); got > 1<<15 {
		t.Errorf("%s has %d constraints, want at most %d", c.Name, got, 1<<15)
	}
	// Range checks change their table with the number of checks, so take days that
	// share one.
	for _, days := range []int{7, 29} {
		more := plain(t, c.Metric, days+1).GetNbConstraints() - plain(t, c.Metric, days).GetNbConstraints()
		if more < 1 || more > 800 {
			t.Errorf("day %d adds %d constraints, want at most 800", days+1, more)
		}
		if testing.Short() {
			break
		}
	}
}
