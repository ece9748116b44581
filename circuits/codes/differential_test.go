package codes

import (
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// Reference and circuit agree on random lists against random sets, true and false.
func TestCircuitAgreesWithReferenceOnRandomLists(t *testing.T) {
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	r := seeded("codes differential")
	agreed := map[bool]int{}
	for i := range rounds {
		s := newScene(t)
		size := []int{1, 2, 5, 45, 46, 47, 299}[r.IntN(7)]
		s.of(t, s.in[:size])
		var words []uint64
		for range r.IntN(65) {
			if r.IntN(40) == 0 || i%3 == 0 && len(words) == 0 {
				words = append(words, s.in[r.IntN(size)])
			} else {
				words = append(words, s.out[r.IntN(len(s.out))])
			}
		}
		slices.Sort(words)
		s.list(slices.Compact(words)...).member(uint32(r.IntN(2)))
		want := s.holds(t) == nil
		if got := accepts(s.circuit(t)); got != want {
			t.Fatalf("round %d: the circuit says %v, the reference %v", i, got, want)
		}
		agreed[want]++
	}
	if !testing.Short() && (agreed[true] < rounds/4 || agreed[false] < rounds/4) {
		t.Errorf("%v: too one-sided to mean anything", agreed)
	}
}

// Whoever has another set than the claim's learns so before proving.
func TestEvaluateRefusesAnotherSet(t *testing.T) {
	s := newScene(t)
	other, err := codeset.New(claim.ICD10CM, s.in[:299])
	if err != nil {
		t.Fatal(err)
	}
	for name, set := range map[string]*codeset.Set{"another": other, "none": nil} {
		r := Evaluate(s.claim, s.window(t), set)
		if r.OK || !strings.Contains(r.Failed()[0].Name, "set") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	w := frame.Witness{Window: s.window(t), Secret: s.secret}
	if _, err := Assign(claim.ICD10CM, 0, w); err == nil {
		t.Error("a witness without a set")
	}
}

// Presets name sets that come with the program. Each at its boundary, by reference
// and circuit: one code of the set, and the codes of the same system that are next to
// the set's or far from them.
func TestPresetsAtTheirBoundary(t *testing.T) {
	found := 0
	for _, p := range claim.Presets() {
		metric := p.Quantity.Metrics()[0]
		if metric.Family() != claim.Codes {
			continue
		}
		found++
		set, ok := codeset.Find(p.Set, nil)
		if !ok || set.Metric() != metric {
			t.Errorf("%s names a set that does not come with the program", p.Name)
			continue
		}
		c, err := claim.New(metric, 1, 20000, 20010, 0, p.Targets)
		if err != nil {
			t.Fatal(err)
		}
		in := c.Bound("member").Value == claim.MemberIn
		check := func(want, solve bool, words ...uint64) {
			t.Helper()
			s := newScene(t)
			s.claim, s.set = c, set
			s.list(words...)
			if got := s.holds(t) == nil; got != want {
				t.Errorf("%s: the reference says %v of %v", p.Name, got, words)
			}
			if !solve || testing.Short() {
				return
			}
			if got := accepts(s.circuit(t)); got != want {
				t.Errorf("%s: the circuit says %v of %v", p.Name, got, words)
			}
		}
		// Every code of the system: their numbers are small.
		var others []uint64
		for word := range uint64(1 << 10) {
			if _, err := statement.FormatCode(metric, word); err != nil {
				continue
			}
			if set.Contains(word) {
				check(in, true, word)
				continue
			}
			others = append(others, word)
			check(!in, set.Contains(word-1) || set.Contains(word+1), word)
		}
		check(!in, true)
		check(!in, true, others...)
		check(in, true, append(others, set.Codes()[0])...)
	}
	if found == 0 {
		t.Error("no preset about codes")
	}
}
