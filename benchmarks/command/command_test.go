package command_test

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vitalproof/benchmarks/result"
)

// Somebody's own circuit is measured by a program of ten lines.
func TestTheExampleMeasuresItsCircuit(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program and runs it")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "example")
	if out, err := exec.Command("go", "build", "-o", program, "../example").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	run := func(args ...string) (stdout, stderr string, err error) {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Dir = dir
		var out, talk bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &talk
		err = cmd.Run()
		return out.String(), talk.String(), err
	}
	stdout, stderr, err := run("--runs", "3", "--backends", "groth16,plonk", "--out", "results", "--json")
	if err != nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	f, err := result.Read(strings.NewReader(stdout))
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Subjects) != 2 || f.Subjects[0].Counts.Constraints != 3 || f.Subjects[0].Times.Prove.N != 3 || len(f.Comparisons) != 1 {
		t.Errorf("%+v", f)
	}
	for _, name := range []string{"results.json", "results.csv", "report.md", "report.html"} {
		if matches, err := filepath.Glob(filepath.Join(dir, "results", name)); err != nil || len(matches) != 1 {
			t.Errorf("%s is not there", name)
		}
	}
	if _, stderr, err = run("--circuits", "quadratic"); err == nil || !strings.Contains(stderr, `no circuit is called "quadratic"`) {
		t.Errorf("an unknown circuit: %v, %s", err, stderr)
	}
}
