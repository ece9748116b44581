package ceremony

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/frontend"
)

func TestTheKeysOfACeremonyProveAndVerify(t *testing.T) {
	d := sealed(t)
	var made *Keys
	report, err := d.Verify(context.Background(), nil, func(_ PlannedCircuit, k *Keys) error { made = k; return nil })
	check(t, err)
	if len(report.Phase1) != 4 || report.Phase1[0] != nil || len(report.Phase2[toyName]) != 4 || len(report.Transcript) != 64 {
		t.Errorf("got %+v", report)
	}
	for i, name := range people {
		if report.Phase1[i+1].Contributor != name || report.Phase2[toyName][i+1].Contributor != name {
			t.Errorf("contribution %d is of %q and %q", i+1, report.Phase1[i+1].Contributor, report.Phase2[toyName][i+1].Contributor)
		}
	}
	// Through the files, as everyone else has them.
	pk, vk := groth16.NewProvingKey(ecc.BN254), groth16.NewVerifyingKey(ecc.BN254)
	_, err = pk.ReadFrom(bytes.NewReader(d.mustRead(t, "keys/toy.pk")))
	check(t, err)
	_, err = vk.ReadFrom(bytes.NewReader(d.mustRead(t, "keys/toy.vk")))
	check(t, err)
	w, err := frontend.NewWitness(&toyWitness, ecc.BN254.ScalarField())
	check(t, err)
	proof, err := groth16.Prove(made.Compiled.System, pk, w)
	check(t, err)
	public, err := w.Public()
	check(t, err)
	check(t, groth16.Verify(proof, vk, public))
	_, _, _, one := curve.Generators()
	if made.Verifying.G2.Delta.Equal(&one) || made.Verifying.G2.Gamma.Equal(&made.Verifying.G2.Delta) {
		t.Error("delta has no secret")
	}
}

func TestVerifyGivesTheSameEveryTime(t *testing.T) {
	d := sealed(t)
	one, err := verifyAll(d)
	check(t, err)
	two, err := verifyAll(d)
	check(t, err)
	if one.Transcript != two.Transcript || one.Seal2.Circuits[0] != two.Seal2.Circuits[0] {
		t.Error("two reports differ")
	}
}

// gnark accepts a ceremony of nobody, whose secrets are the beacon's: public.
func TestTooFewContributorsCannotSeal(t *testing.T) {
	ctx := context.Background()
	d := newDir(t)
	for n := range MinContributors {
		if _, err := d.Seal1(ctx, value, nil); !errors.Is(err, ErrFew) {
			t.Errorf("%d contributors to phase 1: got %v", n, err)
		}
		contribute1(t, d, people[n])
	}
	_, err := d.Seal1(ctx, value, nil)
	check(t, err)
	check(t, d.Init2(ctx, nil))
	for n := range MinContributors {
		if _, err := d.Seal2(ctx, value, nil); !errors.Is(err, ErrFew) {
			t.Errorf("%d contributors to phase 2: got %v", n, err)
		}
		contribute2(t, d, people[n])
	}
	_, err = d.Seal2(ctx, value, nil)
	check(t, err)
}

func TestOnePersonCountsOnce(t *testing.T) {
	ctx := context.Background()
	d := newDir(t)
	ada := identity(t, "Ada")
	_, err := d.Contribute1(ctx, ada, start, nil)
	check(t, err)
	if _, err := d.Contribute1(ctx, ada, start, nil); !errors.Is(err, ErrRepeated) {
		t.Errorf("the same: got %v", err)
	}
	if _, err := d.Contribute1(ctx, identity(t, "Ada"), start, nil); !errors.Is(err, ErrRepeated) {
		t.Errorf("the same name: got %v", err)
	}
	other := *ada
	other.name = "Zoe"
	if _, err := d.Contribute1(ctx, &other, start, nil); !errors.Is(err, ErrRepeated) {
		t.Errorf("the same key: got %v", err)
	}
}

func TestEachThingHasItsTime(t *testing.T) {
	ctx := context.Background()
	d := newDir(t)
	state := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrState) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	state("phase 2 before the seal", d.Init2(ctx, nil))
	_, err := d.Contribute2(ctx, identity(t, "Ada"), start, nil)
	state("a contribution to it", err)
	_, err = d.WriteManifest()
	state("a list", err)
	contribute1(t, d, people...)
	if _, err := d.Seal1(ctx, value[:8], nil); !errors.Is(err, ErrBeacon) {
		t.Errorf("a short beacon: got %v", err)
	}
	_, err = d.Seal1(ctx, value, nil)
	check(t, err)
	_, err = d.Contribute1(ctx, identity(t, "Dan"), start, nil)
	state("a contribution after the seal", err)
	_, err = d.Seal1(ctx, value, nil)
	state("a second seal", err)
	_, err = d.Contribute2(ctx, identity(t, "Ada"), start, nil)
	state("phase 2 before its start", err)
	_, err = d.Seal2(ctx, value, nil)
	state("its seal", err)
	check(t, d.Init2(ctx, nil))
	check(t, d.Init2(ctx, nil)) // again
	contribute2(t, d, people...)
	_, err = d.Seal2(ctx, value, nil)
	check(t, err)
	_, err = d.Contribute2(ctx, identity(t, "Dan"), start, nil)
	state("a contribution at the end", err)
	_, err = d.Seal2(ctx, value, nil)
	state("its second seal", err)
}

// A drand round is known from a moment on: who contributes after it could have
// chosen what comes out.
func TestNobodyContributesAfterTheBeacon(t *testing.T) {
	d := newDir(t)
	d.Plan.Phase1 = Beacon{Round: 1000}
	if _, err := d.Contribute1(context.Background(), identity(t, "Ada"), start, nil); !errors.Is(err, ErrContribution) {
		t.Errorf("got %v", err)
	}
	_, err := d.Contribute1(context.Background(), identity(t, "Ada"), d.Plan.Phase1.Public().Add(-1), nil)
	check(t, err)
}

// Who contributes keeps and publishes what is said of the step: nothing is, of one that
// is not there.
func TestAContributionThatCannotBeWrittenIsNone(t *testing.T) {
	d := newDir(t)
	check(t, os.MkdirAll(filepath.Join(d.path, "phase1/001.bin"), 0o700))
	if s, err := d.Contribute1(context.Background(), identity(t, "Ada"), start, nil); err == nil || s != nil {
		t.Errorf("got %+v, %v", s, err)
	}
	d = newDir(t)
	check(t, os.MkdirAll(filepath.Join(d.path, "phase1/000.bin"), 0o700))
	file, sum := published(t, d)
	if s, err := d.Import(bytes.NewReader(file), sum, identity(t, "Ada"), start, nil); err == nil || s != nil {
		t.Errorf("imported: got %+v, %v", s, err)
	}
}

func TestAKilledContributionLeavesNothingInTheWay(t *testing.T) {
	d := newDir(t)
	contribute1(t, d, "Ada")
	d.overwrite(t, "phase1/002.bin", []byte("half a file"))
	contribute1(t, d, "Ben", "Cleo")
	_, err := d.Seal1(context.Background(), value, nil)
	check(t, err)
}

func TestAnEndedRunOfPhase2GoesOn(t *testing.T) {
	ctx := context.Background()
	d := newDir(t)
	second := d.Plan.Circuits[0]
	second.Name = "second"
	d.Plan.Circuits = append(d.Plan.Circuits, second)
	contribute1(t, d, people...)
	_, err := d.Seal1(ctx, value, nil)
	check(t, err)
	check(t, d.Init2(ctx, nil))
	ada := identity(t, "Ada")
	_, err = d.phase2(second).contribute(ctx, ada, d.mustRead(t, "phase2/second/000.bin"), start, nil)
	check(t, err)
	steps, err := d.Contribute2(ctx, ada, start, nil)
	if err != nil || len(steps) != 2 || steps[0].Circuit != toyName || steps[1].Circuit != "second" {
		t.Errorf("got %v, %v", steps, err)
	}
	if _, err := d.Contribute2(ctx, ada, start, nil); !errors.Is(err, ErrRepeated) {
		t.Errorf("a second time: got %v", err)
	}
	both, err := d.Verify2(ctx, nil)
	if err != nil || len(both["second"]) != 2 || len(both[toyName]) != 2 {
		t.Errorf("got %v, %v", both, err)
	}
}

func TestTwoAtOnceContributeOneAfterTheOther(t *testing.T) {
	ctx := context.Background()
	d := newDir(t)
	done := make(chan error)
	for _, name := range people {
		who := identity(t, name)
		go func() {
			_, err := d.Contribute1(ctx, who, start, nil)
			done <- err
		}()
	}
	for range people {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if steps, err := d.Verify1(ctx, nil); err != nil || len(steps) != 4 {
		t.Errorf("got %d steps, %v", len(steps), err)
	}
}
