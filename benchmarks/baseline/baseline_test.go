package baseline

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/test"

	"vitalproof/benchmarks/check"
	"vitalproof/circuits/claim"
)

// limitEdges are windows of a day on both sides of each limit, and exactly at it
// where whole readings can be. No window misses "in range" alone, since 25 % above
// and 4 % below leave 71 %.
func limitEdges() [][]uint64 {
	return [][]uint64{
		runs(),
		runs(100, 201), runs(100, 202), // coverage: 201.6 slots
		runs(100, 286, 53, 2), runs(100, 285, 53, 3), // 1 % of 288
		runs(100, 265, 69, 10), runs(100, 264, 69, 11), // 4 % of 275 is 11
		runs(100, 217, 181, 71), runs(100, 216, 181, 72), // 25 % of 288 is 72
		runs(100, 267, 251, 13), runs(100, 266, 251, 14), // 5 % of 280 is 14
		runs(70, 144, 180, 144),
		runs(100, 271, 39, 1, 53, 1, 54, 1, 69, 1, 70, 1, 180, 1, 181, 1, 250, 1, 251, 1, 500, 1),
	}
}

func TestCircuitsAcceptWhatThePlainCheckAccepts(t *testing.T) {
	windows := limitEdges()
	random, more := rand.New(rand.NewPCG(1, 2)), 16
	if testing.Short() {
		more = 4
	}
	for range more {
		windows = append(windows, spoiled(random, 1))
	}
	agree(t, windows, 1)
}

func TestCircuitsOfTwoDaysAcceptWhatThePlainCheckAccepts(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles larger circuits")
	}
	windows := [][]uint64{
		slices.Concat(runs(100, 200), runs(100, 203)), slices.Concat(runs(100, 200), runs(100, 204)), // coverage: 403.2 slots
		slices.Concat(runs(100, 248, 53, 2), runs(100, 248, 53, 3)), // 1 % of 500 is 5
		slices.Concat(runs(100, 248, 53, 2), runs(100, 249, 53, 2)),
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 6 {
		windows = append(windows, spoiled(random, 2))
	}
	agree(t, windows, 2)
}

func agree(t *testing.T, windows [][]uint64, days int) {
	t.Helper()
	accepted := 0
	for _, w := range windows {
		if _, err := check.Evaluate(w); err == nil {
			accepted++
		}
	}
	if accepted < len(windows)/4 || accepted > 3*len(windows)/4 {
		t.Fatalf("%d of %d windows are accepted: too few or too many to compare", accepted, len(windows))
	}
	eachSystem(t, days, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		for i, w := range windows {
			c, want := check.Evaluate(w)
			if got := solves(t, system, assign(t, technique, w)); got != (want == nil) {
				t.Errorf("window %d: accepted %t, want %v, %+v", i, got, want, c)
			}
		}
	})
}

func TestAWindowThatMissesATargetIsAssignedAndRefused(t *testing.T) {
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		for seed := range uint64(3) {
			if !solves(t, system, assign(t, technique, check.Readings(1, seed))) {
				t.Errorf("seed %d: a window that meets the targets is refused", seed)
			}
			if solves(t, system, assign(t, technique, check.Failing(1, seed))) {
				t.Errorf("seed %d: a window that misses a target is accepted", seed)
			}
		}
	})
}

// onlyLimits is the part of the circuits that bounds the counts.
type onlyLimits struct {
	Counts counts
	slots  int
}

func (c *onlyLimits) Define(api frontend.API) error {
	limits(api, c.Counts, c.slots)
	return nil
}

// Seventy percent is a whole number of readings only in multiples of five days.
func TestCoverageMayBeMetExactly(t *testing.T) {
	const slots = 5 * check.PerDay
	for n, want := range map[int]bool{1007: false, 1008: true, 1009: true} {
		window := append(slices.Repeat([]uint64{100}, n), make([]uint64, slots-n)...)
		if _, err := check.Evaluate(window); (err == nil) != want {
			t.Fatalf("%d of %d: %v", n, slots, err)
		}
		c := &onlyLimits{counts{n, 0, 0, 0, 0}, slots}
		if err := test.IsSolved(&onlyLimits{slots: slots}, c, ecc.BN254.ScalarField()); (err == nil) != want {
			t.Errorf("%d of %d: %v", n, slots, err)
		}
	}
}

func TestEachPublicInputIsBound(t *testing.T) {
	// Far from every limit, so that no limit refuses a neighbour.
	window := runs(100, 200, 60, 5, 50, 1, 200, 5, 300, 5)
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		if !solves(t, system, assign(t, technique, window)) {
			t.Fatal("the honest inputs are refused")
		}
		for i := range 6 {
			for _, by := range []int64{1, -1} {
				c := assign(t, technique, window)
				in := []*frontend.Variable{&c.Digest, &c.N, &c.Below54, &c.Below70, &c.Above180, &c.Above250}[i]
				*in = add(*in, by)
				if solves(t, system, c) {
					t.Errorf("input %d is bent by %d", i, by)
				}
			}
		}
	})
}

func TestPublicInputsAreTheDigestAndTheCountsInOrder(t *testing.T) {
	window := check.Readings(1, 7)
	counted, err := check.Evaluate(window)
	if err != nil {
		t.Fatal(err)
	}
	for _, technique := range Techniques() {
		digest, err := Digest(technique, window)
		if err != nil {
			t.Fatal(err)
		}
		w, err := frontend.NewWitness(assign(t, technique, window), ecc.BN254.ScalarField(), frontend.PublicOnly())
		if err != nil {
			t.Fatal(err)
		}
		want := fr.Vector{
			digest, field(counted.N), field(counted.Below54), field(counted.Below70), field(counted.Above180), field(counted.Above250),
		}
		if got := w.Vector().(fr.Vector); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", technique, got, want)
		}
	}
}

func TestDigestsSayTheOrder(t *testing.T) {
	window := check.Readings(2, 3)
	window[5], window[200], window[293] = 100, 101, 102
	eachSystem(t, 1, func(t *testing.T, technique Technique, system constraint.ConstraintSystem) {
		c := assign(t, technique, window[:check.PerDay])
		c.Readings[5], c.Readings[200] = c.Readings[200], c.Readings[5]
		if solves(t, system, c) {
			t.Error("readings swapped within a day have the digest of before")
		}
		for name, swapped := range map[string][2]int{"within a day": {5, 200}, "between days, same slot": {5, 293}} {
			other := slices.Clone(window)
			other[swapped[0]], other[swapped[1]] = other[swapped[1]], other[swapped[0]]
			before, err := Digest(technique, window)
			after, err2 := Digest(technique, other)
			if err != nil || err2 != nil || before == after {
				t.Errorf("swapped %s: %v and %v, %v, %v", name, before, after, err, err2)
			}
		}
	})
}

func TestUnknownTechniquesAndPartialDaysAreRefused(t *testing.T) {
	day := make([]uint64, check.PerDay)
	for name, err := range map[string]error{
		"technique of New":    second(New("histograms", 1)),
		"technique of Assign": second(Assign("", day)),
		"technique of Digest": second(Digest("", day)),
	} {
		if !errors.Is(err, ErrTechnique) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, technique := range Techniques() {
		for name, err := range map[string]error{
			"no days":                   second(New(technique, 0)),
			"negative days":             second(New(technique, -1)),
			"too many days":             second(New(technique, claim.MaxDays+1)),
			"no readings":               second(Assign(technique, nil)),
			"part of a day":             second(Assign(technique, day[1:])),
			"a digest of part of a day": second(Digest(technique, day[1:])),
		} {
			if !errors.Is(err, ErrDays) {
				t.Errorf("%s, %s: %v", technique, name, err)
			}
		}
		for _, bad := range []uint64{1, 38, 501, 511, 512, 1 << 63} {
			window := slices.Clone(day)
			window[9] = bad
			if err := second(Assign(technique, window)); !errors.Is(err, check.ErrReading) {
				t.Errorf("%s: assigning %d: %v", technique, bad, err)
			}
			if err := second(Digest(technique, window)); !errors.Is(err, check.ErrReading) {
				t.Errorf("%s: digest with %d: %v", technique, bad, err)
			}
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestEveryDesignIsListedOnce(t *testing.T) {
	listed := map[Technique]bool{}
	for _, technique := range Techniques() {
		if _, ok := designs[technique]; !ok || listed[technique] {
			t.Errorf("%s has no design or is listed twice", technique)
		}
		listed[technique] = true
	}
	if len(listed) != len(designs) {
		t.Errorf("%d of %d designs are listed", len(listed), len(designs))
	}
}
