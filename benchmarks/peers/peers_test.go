package peers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"vitalproof/benchmarks/check"
)

const root = "../.."

// needPeers skips where the packages are not installed, except in CI.
func needPeers(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("setting a peer up takes some ten seconds")
	}
	if err := Installed(root); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// A day of readings with every edge of a class among them, that meets the targets.
func edges(t *testing.T) []uint64 {
	t.Helper()
	day := make([]uint64, check.PerDay)
	for i := range day {
		day[i] = 70 + uint64(i)%111 // both edges of the class in range
	}
	copy(day, []uint64{0, 39, 53, 54, 54, 69, 69, 70, 180, 181, 250, 251, 251, 500, 0})
	if _, err := check.Evaluate(day); err != nil {
		t.Fatal(err)
	}
	return day
}

func TestPeersDoTheCheck(t *testing.T) {
	needPeers(t)
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			var stages []string
			p, err := Open(t.Context(), root, name, 1, dir, func(s string) { stages = append(stages, s) })
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := p.Close(); err != nil {
					t.Error(err)
				}
				if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
					t.Errorf("%v is left, %v", left, err)
				}
			})
			t.Logf("%+v, %v", p.Counts(), p.Times())
			if len(stages) < 3 || len(p.Times()) != len(stages) {
				t.Errorf("stages %v, times %v", stages, p.Times())
			}
			if c := p.Counts(); c.Constraints == 0 || c.DomainSize < c.Constraints || c.Unit == "" || c.VerifyingKeyBytes == 0 {
				t.Errorf("%+v", c)
			}
			if got, want := p.Counts().Constraints, map[string]int{SnarkJS: 4431, Barretenberg: 2706}[name]; got != want {
				t.Errorf("%d constraints for a day, want %d as the circuit's comment and doc.go have it", got, want)
			}
			t.Run("counts", func(t *testing.T) { testCounts(t, p) })
			t.Run("all", func(t *testing.T) { testAllReadings(t, p) })
			t.Run("refused", func(t *testing.T) { testRefused(t, p) })
			t.Run("digest", func(t *testing.T) { testDigest(t, p) })
			t.Run("changed", func(t *testing.T) { testChanged(t, p) })
		})
	}
}

func testCounts(t *testing.T, p *Peer) {
	windows := [][]uint64{edges(t)}
	for seed := range uint64(3) {
		windows = append(windows, check.Readings(1, seed))
	}
	for i, readings := range windows {
		want, err := check.Evaluate(readings)
		if err != nil {
			t.Fatal(err)
		}
		proof, err := p.Prove(t.Context(), readings)
		if err != nil {
			t.Fatalf("window %d: %v", i, err)
		}
		if proof.Counts != want {
			t.Errorf("window %d: %+v, want %+v", i, proof.Counts, want)
		}
		took, err := p.Verify(t.Context(), proof)
		if err != nil || took <= 0 {
			t.Errorf("window %d: %v, %v", i, took, err)
		}
		if proof.Bytes == 0 || proof.Witness <= 0 || proof.Prove <= 0 {
			t.Errorf("%+v", proof)
		}
		if _, err := os.Stat("/proc/self/stat"); err == nil && (proof.CPU <= 0 || proof.PeakRSS < 1<<20 || proof.WitnessRSS < 1<<20) {
			t.Errorf("CPU %v, memory %d and %d", proof.CPU, proof.PeakRSS, proof.WitnessRSS)
		}
		t.Logf("witness %v, proof %v, verification %v, %v of CPU, %d MB", proof.Witness, proof.Prove, took, proof.CPU, proof.PeakRSS>>20)
	}
}

// Each value that a reading may have gets a witness in some window.
func testAllReadings(t *testing.T, p *Peer) {
	seen := map[uint64]bool{}
	for round := range uint64(18) {
		window := make([]uint64, 0, check.PerDay)
		// As many of a class as the targets leave room for, others in each round.
		for _, class := range []struct{ least, most, room uint64 }{{39, 53, 1}, {54, 69, 8}, {181, 250, 54}, {251, 500, 14}, {70, 180, 210}} {
			for i := range class.room {
				value := class.least + (round*class.room+i)%(class.most-class.least+1)
				window = append(window, value)
				seen[value] = true
			}
		}
		window = window[:check.PerDay:check.PerDay]
		if _, err := check.Evaluate(window); err != nil {
			t.Fatal(err)
		}
		if err := p.worker.ask(t.Context(), request{Do: "witness", Readings: window}, new(struct{})); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if want := check.Most - check.Least + 1; len(seen) != int(want) {
		t.Errorf("%d values were tried, want %d", len(seen), want)
	}
}

func testRefused(t *testing.T, p *Peer) {
	bad := map[string][]uint64{"failing": check.Failing(1, 1)}
	for _, value := range []uint64{1, 38, 501, 511, 512, 539, 1 << 16} {
		window := edges(t)
		window[100] = value
		bad[fmt.Sprint(value)] = window
	}
	empty := edges(t)
	for i := range 88 { // one more than a tenth and a fifth
		empty[i+100] = 0
	}
	bad["coverage"] = empty
	for what, readings := range bad {
		if _, err := check.Evaluate(readings); err == nil {
			t.Fatalf("%s: accepted by the check", what)
		}
		if _, err := p.Prove(t.Context(), readings); !errors.Is(err, ErrUnsatisfied) {
			t.Errorf("%s: %v, want %v", what, err, ErrUnsatisfied)
		}
	}
}

func testDigest(t *testing.T, p *Peer) {
	seen := map[string]int{}
	readings := edges(t)
	for _, at := range []int{-1, 50, check.PerDay - 1} {
		if at >= 0 {
			readings[at]++
		}
		proof, err := p.Prove(t.Context(), readings)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[proof.Digest]; ok {
			t.Errorf("changes at %d and %d give the same digest", before, at)
		}
		seen[proof.Digest] = at
	}
}

func testChanged(t *testing.T, p *Peer) {
	proof, err := p.Prove(t.Context(), edges(t))
	if err != nil {
		t.Fatal(err)
	}
	for i := range proof.Public {
		changed := *proof
		changed.Public = slices.Clone(proof.Public)
		changed.Public[i] = "7"
		if _, err := p.Verify(t.Context(), &changed); !errors.Is(err, ErrInvalid) {
			t.Errorf("public value %d changed: %v, want %v", i, err, ErrInvalid)
		}
	}
	if _, err := p.Verify(t.Context(), proof); err != nil {
		t.Error(err)
	}
}

func TestTheEndOfTheContextEndsThePeer(t *testing.T) {
	needPeers(t)
	ctx, cancel := context.WithCancel(t.Context())
	dir := t.TempDir()
	start := time.Now()
	_, err := Open(ctx, root, SnarkJS, MaxDays, dir, func(string) { time.AfterFunc(time.Second, cancel) })
	if !errors.Is(err, context.Canceled) || time.Since(start) > grace+5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name string
		days int
		says string
	}{
		{"groth", 1, "no peer"},
		{SnarkJS, 0, "0 days"},
		{Barretenberg, MaxDays + 1, "91 days"},
	} {
		_, err := Open(t.Context(), root, c.name, c.days, t.TempDir(), nil)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s for %d days: %v", c.name, c.days, err)
		}
	}
	if _, err := Open(t.Context(), t.TempDir(), SnarkJS, 1, t.TempDir(), nil); err == nil {
		t.Error("a root without packages is accepted")
	}
}

func TestVersions(t *testing.T) {
	needPeers(t)
	got, err := Versions(root)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(got)
	for _, name := range []string{"circom", "circom2", "snarkjs", "bb", "@aztec/bb.js", "@noir-lang/noir_wasm", "node"} {
		if v := got[name]; v == "" || v[0] < '0' || v[0] > '9' {
			t.Errorf("%s has version %q", name, v)
		}
	}
}
