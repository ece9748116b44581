package verifier_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// dependencies lists what a package is built from, itself included, each with
// what it imports itself.
func dependencies(t *testing.T, pkg string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, pkg).Output()
	if err != nil {
		t.Fatalf("go list -deps %s: %v", pkg, err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		all[words[0]] = words[1:]
	}
	if len(all[pkg]) == 0 {
		t.Fatalf("go list -deps %s does not list the package", pkg)
	}
	return all
}

const (
	ours     = "vitalproof/"
	gnark    = "github.com/consensys/gnark/"
	frontend = gnark + "frontend"
)

// A verifier needs no proving code and must not depend on what it says.
func TestNoVerifierDependsOnTheProver(t *testing.T) {
	for _, pkg := range []string{ours + "verifier", ours + "verifier/onchain"} {
		for d := range dependencies(t, pkg) {
			if strings.HasPrefix(d, ours+"prover") || strings.HasPrefix(d, ours+"cmd") {
				t.Errorf("%s depends on %s", pkg, d)
			}
		}
	}
}

// What a verifier runs holds no circuit. gnark's own verifier imports gnark's
// frontend for its types, so only what our packages import themselves counts.
func TestNothingThatVerifiesHoldsACircuit(t *testing.T) {
	circuits := []string{ours + "circuits/series", ours + "circuits/gadget", ours + "circuits/catalogue"}
	for _, pkg := range []string{
		"circuits/statement", "circuits/claim", "circuits/request", "circuits/attestation", "circuits/lock", "verifier", "verifier/onchain",
	} {
		for d, imports := range dependencies(t, ours+pkg) {
			if slices.Contains(circuits, d) {
				t.Errorf("%s depends on %s", pkg, d)
			}
			if !strings.HasPrefix(d, ours) {
				continue
			}
			for _, i := range imports {
				if strings.HasPrefix(i, frontend) || strings.HasPrefix(i, gnark+"std/") {
					t.Errorf("%s depends on %s, which imports %s", pkg, d, i)
				}
			}
		}
	}
}

// The plain reference is independent of the proof system, or a test of one
// against the other shows nothing.
func TestThePlainReferenceDependsOnNothingOfGnark(t *testing.T) {
	for _, pkg := range []string{"circuits/statement", "circuits/claim"} {
		for d := range dependencies(t, ours+pkg) {
			if strings.HasPrefix(d, gnark) {
				t.Errorf("%s depends on %s", pkg, d)
			}
		}
	}
}
