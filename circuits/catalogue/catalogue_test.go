package catalogue

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/consensys/gnark/constraint"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
)

const smallestName = "glucose-15min-7d"

func compile(t *testing.T, name string) *Compiled {
	t.Helper()
	c, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// A released circuit never changes: keys and contracts exist for its id.
func TestIDsAreThoseOfTheLockfile(t *testing.T) {
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
		if circuit, err := ByName(e.Name); err != nil || testing.Short() && !light(circuit) {
			continue
		}
		c := compile(t, e.Name)
		if c.ID.String() != e.ID {
			t.Errorf("%s has id %s, the lockfile says %s", e.Name, c.ID, e.ID)
		}
		if got := c.System.GetNbConstraints(); got != e.Constraints {
			t.Errorf("%s has %d constraints, the lockfile says %d", e.Name, got, e.Constraints)
		}
		inputs := make([]string, 0, len(c.System.Public))
		for _, name := range c.System.Public[1:] {
			inputs = append(inputs, strings.ToLower(strings.TrimPrefix(name, "Frame_")))
		}
		if !slices.Equal(inputs, statement.PublicInputNames[:]) || !slices.Equal(inputs, e.PublicInputs) {
			t.Errorf("%s has public inputs %v, the lockfile says %v", e.Name, inputs, e.PublicInputs)
		}
		commitments := c.System.CommitmentInfo.(constraint.Groth16Commitments)
		if len(commitments) != 1 || e.Commitments != 1 || len(commitments[0].PublicAndCommitmentCommitted) != 0 {
			t.Errorf("%s has %d commitments, want one, and to no public input", e.Name, len(commitments))
		}
	}
	var all []string
	for _, c := range All() {
		all = append(all, c.Name)
	}
	if !slices.Equal(names, all) {
		t.Errorf("the lockfile has %v, the catalogue %v", names, all)
	}
}

func TestCompilingTwiceGivesOneID(t *testing.T) {
	want := compile(t, smallestName).ID
	for _, processors := range []int{1, 2, runtime.NumCPU() + 3} {
		before := runtime.GOMAXPROCS(processors)
		got := compile(t, smallestName).ID
		runtime.GOMAXPROCS(before)
		if got != want {
			t.Errorf("another id with %d processors", processors)
		}
	}
}

const printID = "VITALPROOF_TEST_PRINT_ID"

// Map order and addresses differ from process to process, the id does not.
func TestOtherProcessesCompileTheSameID(t *testing.T) {
	if os.Getenv(printID) != "" {
		fmt.Printf("id=%s\n", compile(t, smallestName).ID)
		return
	}
	processes := 8
	if testing.Short() {
		processes = 2
	}
	want := "id=" + compile(t, smallestName).ID.String()
	for i := range processes {
		cmd := exec.Command(os.Args[0], "-test.run=^TestOtherProcessesCompileTheSameID$")
		cmd.Env = append(os.Environ(), printID+"=1", fmt.Sprintf("GOMAXPROCS=%d", 1+i%3))
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("process %d: %v\n%s", i, err, out)
		}
	}
}

func TestNamesFindTheirCircuits(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if seen[c.Name] {
			t.Errorf("%s is listed twice", c.Name)
		}
		seen[c.Name] = true
		want, days := c.Metric.Name(), 45
		if c.Days > 0 {
			want, days = fmt.Sprintf("%s-%dd", want, c.Days), c.Days
		}
		if c.Name != want || !c.Takes(days) || c.Takes(0) || c.Takes(claim.MaxDays+1) {
			t.Errorf("%s is the name of %s over %d days", c.Name, c.Metric.Name(), c.Days)
		}
		for _, find := range []func() (Circuit, error){
			func() (Circuit, error) { return ByName(c.Name) },
			func() (Circuit, error) { return For(c.Metric, days) },
		} {
			if got, err := find(); err != nil || got != c {
				t.Errorf("%s: found %v, %v", c.Name, got, err)
			}
		}
	}
	for _, name := range []string{"", "glucose-5min-8d", "Glucose-5min-7d", "glucose-5min-7d "} {
		if _, err := ByName(name); !errors.Is(err, ErrUnknown) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := For(claim.Glucose5, 8); !errors.Is(err, ErrUnknown) {
		t.Errorf("8 days: %v", err)
	}
	if _, err := For(9, 7); !errors.Is(err, ErrUnknown) {
		t.Errorf("metric 9: %v", err)
	}
	if _, err := (Circuit{Family: claim.Series, Metric: 9, Days: 7}).Compile(); err == nil {
		t.Error("an unknown metric compiles")
	}
}
