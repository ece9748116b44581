package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"vitalproof/benchmarks/result"
)

// series of a number of values around one, always the same.
func around(random *rand.Rand, n int, v, spread float64) result.Sample {
	values := make([]float64, n)
	for i := range values {
		values[i] = v * (1 + spread*(random.Float64()-0.3))
	}
	return result.NewSample(values...)
}

// full is a file with something of everything, of made-up figures.
func full() *result.File {
	random := rand.New(rand.NewPCG(1, 2))
	f := &result.File{
		Format:   result.Format,
		Started:  time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC),
		Ended:    time.Date(2026, 11, 23, 9, 47, 12, 0, time.UTC),
		Complete: true,
		Options: result.Options{Subjects: []string{"glucose", "steps"}, Backends: []string{result.Groth16, result.Plonk},
			Runs: 12, Concurrency: []int{1, 2, 4}, Peers: true},
		Machine: result.Machine{CPU: "Some CPU @ 2.0 GHz", Cores: 2, MemoryBytes: 24 << 30, OS: "linux", Kernel: "6.1.0",
			Arch: "amd64", Go: "go1.26.0", Gnark: "v0.15.0", GnarkCrypto: "v0.20.1", Commit: "77f5e1bd1d2a", Modified: true},
		Noise: result.Noise{Probe: around(random, 17, 0.31, 0.2)},
	}
	f.Noise.Spread = f.Noise.Probe.Spread()
	for _, g := range []struct {
		name   string
		perDay int
		fixed  int
		slope  float64
		days   []int
	}{
		{"glucose-5min", 288, 6100, 860, []int{7, 14, 30, 90}},
		{"glucose-15min", 96, 5900, 330, []int{7, 14, 30, 90}},
		{"steps-1h", 24, 5700, 120, []int{7, 30, 90}},
	} {
		for _, days := range g.days {
			for _, backend := range []string{result.Groth16, result.Plonk} {
				f.Subjects = append(f.Subjects, subject(random, g.name, backend, days, g.perDay, g.fixed, g.slope))
			}
		}
	}
	f.Subjects = append(f.Subjects, result.Subject{Name: "panel-lipids", Backend: result.Groth16, Readings: 5,
		Counts: result.Counts{Constraints: 7411, Unit: "R1CS", Public: 9, Secret: 80, Internal: 7000, Domain: 8192, ProofBytes: 256},
		Times:  result.Times{Prove: around(random, 130, 0.11, 0.3)}, NoGas: "no verifier contract has this claim"})
	for _, backend := range []string{result.Snarkjs, result.Bb} {
		f.Subjects = append(f.Subjects, result.Subject{Name: "check-30d", Backend: backend, Days: 30, Readings: 8640,
			Counts: result.Counts{Constraints: 29811, Unit: "UltraHonk gates", Public: 3, ProofBytes: 14656},
			Times:  result.Times{Prove: around(random, 6, 4.2, 0.2), Witness: around(random, 6, 0.8, 0.1)}})
	}
	f.Comparisons = []result.Comparison{
		compare(random, "glucose-5min-30d plonk", "glucose-5min-30d groth16", "prove", 12, 6.2),
		compare(random, "check-30d snarkjs", "glucose-5min-30d groth16", "witness and prove", 12, 14.8),
		compare(random, "check-30d bb", "glucose-5min-30d groth16", "witness and prove", 4, 1.4),
		compare(random, "glucose-5min-30d groth16", "glucose-15min-30d groth16", "prove", 12, 2.1),
	}
	for i := range f.Subjects {
		s := &f.Subjects[i]
		for _, x := range []*result.Sample{&s.Times.Compile, &s.Times.Setup, &s.Times.Load, &s.Times.Witness,
			&s.Times.Prove, &s.Times.Floor, &s.Times.Verify, &s.CPU} {
			if x.N == 0 {
				*x = result.NewSample() // the schema wants a list of values, if an empty one
			}
		}
	}
	f.Scaling = result.Fits(f.Subjects)
	f.Skipped = []result.Skip{{Subject: "glucose-5min-90d bb", Reason: "nargo is not installed"},
		{Subject: "steps-1h-14d groth16", Reason: "no such circuit"}}
	return f
}

func subject(random *rand.Rand, group, backend string, days, perDay, fixed int, slope float64) result.Subject {
	n := fixed + int(slope*float64(days))
	s := result.Subject{
		Name: fmt.Sprintf("%s-%dd", group, days), Backend: backend, Group: group, Days: days, Readings: days * perDay,
		Counts: result.Counts{Constraints: n, Unit: "R1CS", Public: 11, Secret: days * perDay, Internal: n, Commitments: 1,
			Domain: 1 << 15, ProofBytes: 256, ProvingKey: int64(n) * 190, VerifyingKey: 1200},
		Memory: result.Memory{Setup: 900 << 20, Prove: int64(n) * 9000},
	}
	t := float64(n) * 9e-6
	if backend == result.Plonk {
		s.Counts.Constraints, s.Counts.Unit, s.Counts.ProofBytes = 5*n, "PLONK gates", 808
		t *= 6
	}
	s.Times = result.Times{
		Compile: around(random, 1, 0.4, 0.1), Setup: around(random, 1, 20*t, 0.1), Load: around(random, 3, 0.2, 0.1),
		Witness: around(random, 12, 0.004, 0.2), Prove: around(random, 12, t, 0.4), Verify: around(random, 12, 0.0012, 0.3),
	}
	s.CPU = around(random, 12, 1.8*t, 0.1)
	if backend != result.Groth16 {
		s.NoGas = "no contract verifies it"
		return s
	}
	s.Times.Floor = around(random, 12, 0.8*t, 0.3)
	pairs := around(random, 12, 1.24, 0.2)
	s.ProveOverFloor = &pairs
	for _, c := range []int{1, 2, 4} {
		rate := (0.8 + 0.25*float64(c)) / t
		s.Throughput = append(s.Throughput, result.Throughput{Concurrency: c, Proofs: 20, Seconds: 20 / rate, PerSecond: rate})
	}
	s.Parts = []result.Part{{Name: "counted values", Constraints: days * perDay}, {Name: "table", Constraints: 1656},
		{Name: "seal: challenge times key", Constraints: 1535}, {Name: "seal: scalar times base point", Constraints: 1089},
		{Name: "issuer set", Constraints: 1111}, {Name: "hashes of days or page", Constraints: 460 * days},
		{Name: "commitment", Constraints: 4}}
	s.Gas = &result.Gas{Verifier: "SeriesVerifier", Verify: 271_311, Calldata: 9_912, Exported: 268_900}
	if days == 30 {
		for _, k := range []int{1, 2, 4, 8, 16, 32} {
			s.Gas.Batch = append(s.Gas.Batch, result.BatchGas{Proofs: k, Gas: uint64(180_000 + 71_000*k + perDay)})
		}
	}
	return s
}

func compare(random *rand.Rand, slow, fast, what string, n int, v float64) result.Comparison {
	c := result.Comparison{Slow: slow, Fast: fast, What: what, Ratio: around(random, n, v, 0.3)}
	c.Low, c.High, c.Confidence = c.Ratio.Interval(0.95)
	return c
}

// attack is a name that would break out of a page, a table or a picture.
const attack = `x</script><script>alert("1")</script> & 'y' | <b>` + "`*_[z](javascript:0)\x01\r\n," + `=1`

// hostile has the attack wherever a file has text.
func hostile() *result.File {
	f := full()
	f.Options.Subjects = []string{attack}
	f.Machine = result.Machine{CPU: attack, OS: attack, Kernel: attack, Arch: attack, Go: attack, Gnark: attack,
		GnarkCrypto: attack, Commit: attack}
	for i := range f.Subjects {
		s := &f.Subjects[i]
		s.Name, s.Group = attack+s.Name, attack+s.Group
		s.Counts.Unit = attack[:40]
		for j := range s.Parts {
			s.Parts[j].Name += attack
		}
		if s.Gas != nil {
			s.Gas.Verifier = attack
		} else if s.NoGas != "" {
			s.NoGas = attack
		}
	}
	for i := range f.Comparisons {
		c := &f.Comparisons[i]
		c.Slow, c.Fast, c.What = attack+c.Slow, attack+c.Fast, attack
	}
	f.Scaling = result.Fits(f.Subjects)
	for i := range f.Skipped {
		f.Skipped[i] = result.Skip{Subject: attack, Reason: attack}
	}
	return f
}

// empty is what a run leaves that was interrupted before it had measured anything.
func empty() *result.File { return &result.File{Format: result.Format} }

// one is full with a single subject and comparison, whose pages are quick to make.
func one() *result.File {
	f := full()
	f.Subjects, f.Comparisons, f.Scaling = f.Subjects[:1], f.Comparisons[:1], nil
	s := &f.Subjects[0]
	f.Comparisons[0].Slow, f.Comparisons[0].Fast = s.ID(), s.ID()
	s.Parts, s.ProveOverFloor, s.Throughput = nil, nil, nil
	return f
}

// The pages of the larger files take long enough to be made once.
var (
	fullPage    = sync.OnceValues(func() (string, error) { return pageOf(full()) })
	hostilePage = sync.OnceValues(func() (string, error) { return pageOf(hostile()) })
)

func pageOf(f *result.File) (string, error) {
	var out bytes.Buffer
	err := HTML(&out, f)
	return out.String(), err
}

// must gives a page, or ends the test.
func must(t *testing.T, page func() (string, error)) string {
	t.Helper()
	s, err := page()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheFilesOfTheseTestsAreResultFiles(t *testing.T) {
	for name, f := range map[string]*result.File{"full": full(), "hostile": hostile()} {
		raw, err := f.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := result.Read(bytes.NewReader(raw)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
