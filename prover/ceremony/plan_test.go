package ceremony

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/ceremony/beacon"
)

func TestBeaconsAreRead(t *testing.T) {
	for text, want := range map[string]Beacon{
		"drand:12345":                {Round: 12345},
		"drand:2023-08-23T15:09:27Z": {Round: 1},
		"drand:2023-08-23T15:09:28Z": {Round: 2},
		"the weather in Oslo":        {Rule: "the weather in Oslo"},
	} {
		got, err := ParseBeacon(text)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		again, err := ParseBeacon(got.String())
		if err != nil || again != got {
			t.Errorf("%s: read again: %+v, %v", text, again, err)
		}
	}
	for _, text := range []string{
		"", "drand:", "drand:0", "drand:-1", "drand:1.5", "drand:1e3", "drand:007", "drand: 7", "drand:99999999999999",
		"drand:2023-08-23", "two\nlines", " space", strings.Repeat("x", maxRuleBytes+1), "\xff",
	} {
		if b, err := ParseBeacon(text); !errors.Is(err, ErrPlan) {
			t.Errorf("%q: got %+v, %v", text, b, err)
		}
	}
}

// planned is a plan of a circuit of the catalogue.
func planned(t *testing.T, minimum int, phase1, phase2 Beacon) (Plan, error) {
	t.Helper()
	c, err := catalogue.ByName("hba1c")
	check(t, err)
	return NewPlan("Keys", minimum, []catalogue.Circuit{c}, phase1, phase2)
}

var one, two = Beacon{Rule: "the first"}, Beacon{Rule: "the second"}

func TestAPlanIsChecked(t *testing.T) {
	good, err := planned(t, MinContributors, one, two)
	check(t, err)
	if good.Power != 14 || good.Circuits[0].Power != 14 || good.Circuits[0].Constraints <= 1<<13 {
		t.Errorf("got %+v", good)
	}
	for name, change := range map[string]func(*Plan){
		"no name":             func(p *Plan) { p.Name = "" },
		"two lines":           func(p *Plan) { p.Name = "a\nb" },
		"another format":      func(p *Plan) { p.Format++ },
		"another gnark":       func(p *Plan) { p.Gnark = "0.15.0" },
		"two contributors":    func(p *Plan) { p.Minimum = 2 },
		"none":                func(p *Plan) { p.Minimum = 0 },
		"too many":            func(p *Plan) { p.Minimum = maxMinimum + 1 },
		"no circuit":          func(p *Plan) { p.Circuits = nil },
		"a circuit twice":     func(p *Plan) { p.Circuits = append(p.Circuits, p.Circuits[0]) },
		"an unknown circuit":  func(p *Plan) { p.Circuits[0].Name = "toy" },
		"a bad id":            func(p *Plan) { p.Circuits[0].ID = strings.ToUpper(p.Circuits[0].ID) },
		"no constraint":       func(p *Plan) { p.Circuits[0].Constraints = 0 },
		"a smaller domain":    func(p *Plan) { p.Circuits[0].Power--; p.Power-- },
		"fewer powers":        func(p *Plan) { p.Power-- },
		"more powers":         func(p *Plan) { p.Power++ },
		"a huge circuit":      func(p *Plan) { p.Circuits[0].Constraints, p.Circuits[0].Power, p.Power = 1<<25, 25, 25 },
		"no beacon":           func(p *Plan) { p.Phase1 = Beacon{} },
		"one beacon for both": func(p *Plan) { p.Phase2 = p.Phase1 },
		"beacons in the wrong order": func(p *Plan) {
			p.Phase1, p.Phase2 = Beacon{Round: 1 << 30}, Beacon{Round: 1<<30 - 1}
		},
		"a beacon of two kinds": func(p *Plan) { p.Phase1.Round = 1 << 30 },
	} {
		p := good
		p.Circuits = append([]PlannedCircuit{}, good.Circuits...)
		change(&p)
		if _, err := Init(t.TempDir(), p, start); !errors.Is(err, ErrPlan) {
			t.Errorf("%s: got %v", name, err)
		}
		// The same in the file of a directory that somebody else made.
		raw, err := marshal(p)
		check(t, err)
		dir := t.TempDir()
		check(t, os.WriteFile(filepath.Join(dir, planFile), raw, 0o600))
		if _, err := Open(dir); !errors.Is(err, ErrPlan) {
			t.Errorf("%s, opened: got %v", name, err)
		}
	}
	if _, err := planned(t, 2, one, two); !errors.Is(err, ErrPlan) {
		t.Errorf("a minimum of two: got %v", err)
	}
}

func TestADirectoryIsMadeOnce(t *testing.T) {
	p, err := planned(t, MinContributors, one, two)
	check(t, err)
	dir := filepath.Join(t.TempDir(), "deep", "keys")
	d, err := Init(dir, p, start)
	check(t, err)
	if _, err := Init(dir, p, start); err == nil {
		t.Error("it was made a second time")
	}
	again, err := Open(dir)
	check(t, err)
	if again.ID() != d.ID() || len(d.ID()) != 64 {
		t.Errorf("opened as %s, made as %s", again.ID(), d.ID())
	}
	if _, err := Open(t.TempDir()); !errors.Is(err, ErrFile) {
		t.Errorf("an empty directory: got %v", err)
	}
	check(t, os.WriteFile(filepath.Join(dir, planFile), []byte("{}"), 0o600))
	if _, err := Open(dir); !errors.Is(err, ErrPlan) && !errors.Is(err, ErrFile) {
		t.Errorf("an empty plan: got %v", err)
	}
}

// A beacon that is known when a ceremony is planned is no beacon.
func TestBeaconsLieInTheFuture(t *testing.T) {
	public, err := beacon.Time(1 << 30)
	check(t, err)
	p, err := planned(t, MinContributors, Beacon{Round: 1 << 30}, Beacon{Round: 1<<30 + 1})
	check(t, err)
	if _, err := Init(t.TempDir(), p, public); !errors.Is(err, ErrPlan) {
		t.Errorf("at that moment: got %v", err)
	}
	_, err = Init(t.TempDir(), p, public.Add(-time.Second))
	check(t, err)
}

// A program with another circuit of that name is of another release.
func TestAnotherCircuitIsRefused(t *testing.T) {
	d := newDir(t)
	p, err := planned(t, MinContributors, one, two)
	check(t, err)
	p.Circuits[0].ID = strings.Repeat("00", 32)
	d.Plan, d.compile = p, compile
	if _, err := d.compile(p.Circuits[0]); !errors.Is(err, ErrPlan) {
		t.Errorf("another id: got %v", err)
	}
	if _, err := d.Verify2(context.Background(), nil); !errors.Is(err, ErrState) {
		t.Errorf("got %v", err)
	}
}
