package bench

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	cs "github.com/consensys/gnark/constraint/bn254"

	"vitalproof/benchmarks/result"
	"vitalproof/circuits/catalogue"
)

// What is measured under a released circuit's name is that circuit.
func TestStatementsAreTheCircuitsOfTheCatalogue(t *testing.T) {
	c, err := catalogue.ByName("glucose-15min-7d")
	if err != nil {
		t.Fatal(err)
	}
	want, err := c.Compile()
	if err != nil {
		t.Fatal(err)
	}
	s := Statement(c)
	got, err := groth16Backend{}.compile(&s)
	if err != nil {
		t.Fatal(err)
	}
	var ours, theirs strings.Builder
	for to, system := range map[*strings.Builder]*cs.R1CS{&ours: got.(*cs.R1CS), &theirs: want.System} {
		if _, err := system.WriteTo(to); err != nil {
			t.Fatal(err)
		}
	}
	if ours.String() != theirs.String() {
		t.Error("the circuit that is measured is another")
	}
	if s.Days != 7 || s.Readings != 7*96 || s.Group != "glucose-15min" {
		t.Errorf("%+v", s)
	}
}

func TestEverySubjectHasANameOfItsOwnAndTheSelectionsExist(t *testing.T) {
	all := All()
	seen := map[string]bool{}
	for _, s := range all {
		if seen[s.Name] || s.New == nil || s.Assign == nil {
			t.Errorf("%s: named twice, or no circuit", s.Name)
		}
		seen[s.Name] = true
	}
	for _, chosen := range []selection{fullSelection, quickSelection} {
		for backend, patterns := range chosen {
			for _, p := range patterns {
				if !slices.ContainsFunc(all, func(s Subject) bool { ok, _ := matches([]string{p}, s.Name); return ok }) {
					t.Errorf("%s: no circuit is %q", backend, p)
				}
			}
		}
	}
	jobs, err := (&Options{}).jobs(all)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for _, m := range matchesOf(jobs) {
		pairs = append(pairs, m.slow.id()+" / "+m.fast.id())
	}
	for _, want := range []string{
		"check/bits-30d groth16 / check/histogram-30d groth16", "check/histogram-30d plonk / check/histogram-30d groth16",
	} {
		if !slices.Contains(pairs, want) {
			t.Errorf("a default run does not compare %s: %v", want, pairs)
		}
	}
}

// What peers are compared with is in the same file.
func TestPeersHaveOursBesideThem(t *testing.T) {
	all := All()
	week := slices.DeleteFunc(slices.Clone(all), func(s Subject) bool { return s.Days != 7 })
	for name, c := range map[string]struct {
		o        Options
		subjects []Subject
		want     []int
	}{
		"full":         {Options{Peers: true}, all, CheckDays},
		"quick":        {Options{Peers: true, Quick: true}, all, []int{1}},
		"one circuit":  {Options{Peers: true, Subjects: []string{"steps"}}, all, CheckDays},
		"seven days":   {Options{Peers: true, Subjects: []string{"check/bits-7d"}}, week, []int{7}},
		"without":      {Options{}, all, nil},
		"of other use": {Options{Peers: true}, invented(), nil},
	} {
		jobs, err := c.o.jobs(c.subjects)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := c.o.peerDays(jobs); !slices.Equal(got, c.want) {
			t.Errorf("%s: peers at %v days, want %v", name, got, c.want)
		}
	}
	if _, err := (&Options{Peers: true, Backends: []string{result.Plonk}}).jobs(all); !errors.Is(err, ErrOptions) {
		t.Errorf("peers against PLONK: %v", err)
	}
}

// Lagrange polynomials add up to one, and the first power is the secret's.
func TestTheReferenceStringIsOne(t *testing.T) {
	const powers, points = 11, 8
	canonical, lagrange, err := referenceString(powers, points)
	if err != nil {
		t.Fatal(err)
	}
	if len(canonical.Pk.G1) != powers || len(lagrange.Pk.G1) != points {
		t.Fatalf("%d powers, %d points", len(canonical.Pk.G1), len(lagrange.Pk.G1))
	}
	var sum curve.G1Jac
	var next curve.G1Jac
	root := fr.One()
	var generator fr.Element
	if generator, err = fr.Generator(points); err != nil {
		t.Fatal(err)
	}
	for i := range lagrange.Pk.G1 {
		sum.AddMixed(&lagrange.Pk.G1[i])
		var scaled curve.G1Affine
		scaled.ScalarMultiplication(&lagrange.Pk.G1[i], bigOf(root))
		next.AddMixed(&scaled)
		root.Mul(&root, &generator)
	}
	var one, secret curve.G1Affine
	one.FromJacobian(&sum)
	secret.FromJacobian(&next) // the polynomial X, by its values at the roots
	if !one.Equal(&canonical.Pk.G1[0]) || !secret.Equal(&canonical.Pk.G1[1]) {
		t.Error("the Lagrange form is of another secret")
	}
}

func bigOf(e fr.Element) *big.Int { return e.BigInt(new(big.Int)) }
