package peers

import (
	"os"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"

	"vitalproof/benchmarks/check"
	"vitalproof/benchmarks/peers/insecure"
)

// The constraints of one reading, without the generator of witnesses: every
// assignment that satisfies them is found, and they are those of the check.
func TestConstraintsOfAReadingAllowTheReadingsOfTheCheck(t *testing.T) {
	needPeers(t)
	o, err := newOpening(t.Context(), root, SnarkJS, 1, t.TempDir(), func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	defer o.peer.Close()
	if err := o.circom(t.Context(), "component main {public [value]} = Reading();"); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(o.path("out", "main.r1cs"))
	if err != nil {
		t.Fatal(err)
	}
	system, err := insecure.ParseSystem(file)
	if err != nil {
		t.Fatal(err)
	}
	got := map[uint64][5]uint64{}
	solve(t, system, func(wires []fr.Element) {
		var flags [5]uint64 // the outputs, wires 1 to 5, before the input
		for c := range flags {
			flags[c] = wires[1+c].Uint64()
		}
		value := wires[6].Uint64()
		if before, ok := got[value]; ok && before != flags || !wires[6].IsUint64() {
			t.Fatalf("%v: %v and %v", &wires[6], before, flags)
		}
		got[value] = flags
	})
	if want := 1 + check.Most - check.Least + 1; len(got) != int(want) {
		t.Errorf("%d values are allowed, want %d", len(got), want)
	}
	for value, flags := range got {
		var want [5]uint64
		for c, least := range []uint64{check.Least, 54, 70, 181, 251} {
			if value >= least {
				want[c] = 1
			}
		}
		if value != 0 && value < check.Least || value > check.Most || flags != want {
			t.Errorf("%d: classes %v, want %v", value, flags, want)
		}
	}
}

// solve finds all assignments, by taking time and again a constraint with one wire
// unknown. The constraints have to be such that there is one.
func solve(t *testing.T, s *insecure.System, found func(wires []fr.Element)) {
	t.Helper()
	var constraints [][3][]insecure.Term
	if err := s.Each(func(_ int, sums [3][]insecure.Term) {
		var c [3][]insecure.Term
		for m := range sums {
			c[m] = append(c[m], sums[m]...)
		}
		constraints = append(constraints, c)
	}); err != nil {
		t.Fatal(err)
	}
	wires, known := make([]fr.Element, s.Wires), make([]bool, s.Wires)
	wires[0], known[0] = fr.One(), true
	var next func()
	next = func() {
		for _, c := range constraints {
			at, unknown := uint32(0), 0
			for _, terms := range c {
				for _, term := range terms {
					if !known[term.Wire] && (unknown == 0 || term.Wire != at) {
						at, unknown = term.Wire, unknown+1
					}
				}
			}
			if unknown != 1 {
				continue
			}
			known[at] = true
			for _, root := range roots(t, c, wires, at) {
				wires[at] = root
				next()
			}
			known[at], wires[at] = false, fr.Element{}
			return
		}
		for w := range known {
			if !known[w] {
				t.Fatalf("wire %d is free", w)
			}
		}
		for i, c := range constraints {
			var v [3]fr.Element
			for m := range c {
				v[m], _ = line(c[m], wires, 0)
			}
			v[0].Mul(&v[0], &v[1])
			if v[0] != v[2] {
				t.Fatalf("constraint %d is not satisfied", i)
			}
		}
		found(wires)
	}
	next()
}

// roots gives the values of a wire for which a constraint holds that is either a
// product of two sums, which is 0, or a sum.
func roots(t *testing.T, c [3][]insecure.Term, wires []fr.Element, at uint32) (out []fr.Element) {
	t.Helper()
	var constant, slope [3]fr.Element
	for m := range c {
		constant[m], slope[m] = line(c[m], wires, at)
	}
	factors := []int{0, 1}
	switch {
	case len(c[2]) == 0:
	case len(c[0]) == 0 || len(c[1]) == 0:
		factors = []int{2}
	default:
		t.Fatal("a constraint of another form")
	}
	for _, m := range factors {
		if slope[m].IsZero() {
			if constant[m].IsZero() {
				t.Fatalf("wire %d is free", at)
			}
			continue
		}
		var root fr.Element
		root.Div(&constant[m], &slope[m]).Neg(&root)
		if len(out) == 0 || out[0] != root {
			out = append(out, root)
		}
	}
	return out
}

// line evaluates a sum without a wire, and gives that wire's factor.
func line(terms []insecure.Term, wires []fr.Element, without uint32) (constant, slope fr.Element) {
	for _, term := range terms {
		if term.Wire == without && without != 0 {
			slope.Add(&slope, &term.Factor)
			continue
		}
		var add fr.Element
		constant.Add(&constant, add.Mul(&term.Factor, &wires[term.Wire]))
	}
	return constant, slope
}
