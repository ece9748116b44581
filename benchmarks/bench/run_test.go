package bench

import (
	"bytes"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"vitalproof/benchmarks/result"
)

func run(t *testing.T, o Options, change func(*Run)) (*result.File, error) {
	t.Helper()
	t.Chdir(t.TempDir()) // outside the repository no Solidity is compiled, which takes seconds
	r := &Run{Subjects: invented(), Options: o}
	if change != nil {
		change(r)
	}
	return r.Do(t.Context())
}

func TestARunMeasuresEverythingItIsAskedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	const runs = 4
	f, err := run(t, Options{
		Quick: true, Subjects: []string{"product-1d"}, Backends: []string{result.Groth16, result.Plonk}, Runs: runs, Concurrency: []int{2},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := f.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Read(bytes.NewReader(raw)); err != nil {
		t.Errorf("what was measured is no result file: %v", err)
	}
	if !f.Complete || len(f.Subjects) != 2 || f.Noise.Probe.N < 5 {
		t.Fatalf("complete %v, %d subjects, %d probes", f.Complete, len(f.Subjects), f.Noise.Probe.N)
	}
	for i := range f.Subjects {
		checkSubject(t, &f.Subjects[i], runs)
	}
	if len(f.Comparisons) != 1 {
		t.Fatalf("%d comparisons, want PLONK against Groth16", len(f.Comparisons))
	}
	if c := f.Comparisons[0]; c.Slow != "product-1d plonk" || c.Fast != "product-1d groth16" || c.Ratio.N != 3 || c.Ratio.Min <= 0 || c.Low > c.Ratio.P50 || c.High < c.Ratio.P50 {
		t.Errorf("%+v", c)
	}
}

func checkSubject(t *testing.T, s *result.Subject, runs int) {
	t.Helper()
	for name, x := range samplesOf(s) {
		if x.N == 0 || x.Min <= 0 {
			t.Errorf("%s: %s: %+v", s.ID(), name, x)
		}
	}
	if s.Times.Prove.N != runs {
		t.Errorf("%s: %d proofs, want %d", s.ID(), s.Times.Prove.N, runs)
	}
	if (s.ProveOverFloor != nil) != (s.Backend == result.Groth16) {
		t.Errorf("%s: floor %v", s.ID(), s.ProveOverFloor)
	}
	c := s.Counts
	if c.Public != 1 || c.Secret != s.Readings || c.Commitments != 1 || c.ProofBytes < 300 || c.ProvingKey < 10_000 || c.VerifyingKey < 300 || c.Domain < int64(c.Constraints) {
		t.Errorf("%s: %+v", s.ID(), c)
	}
	if s.Memory.Prove < 10<<20 || s.Memory.Setup < 10<<20 {
		t.Errorf("%s: %+v", s.ID(), s.Memory)
	}
	if len(s.Throughput) != 1 || s.Throughput[0].Proofs < 2 || s.Throughput[0].PerSecond <= 0 {
		t.Errorf("%s: throughput %+v", s.ID(), s.Throughput)
	}
	if s.NoGas == "" {
		t.Errorf("%s: gas without a compiler", s.ID())
	}
	parts := 0
	for _, p := range s.Parts {
		parts += p.Constraints
	}
	if s.Backend == result.Groth16 && (parts != c.Constraints || s.Parts[0].Name != "bench.products") {
		t.Errorf("%s: parts %+v of %d", s.ID(), s.Parts, c.Constraints)
	}
}

// samplesOf lists what every subject has.
func samplesOf(s *result.Subject) map[string]result.Sample {
	t := s.Times
	all := map[string]result.Sample{
		"compile": t.Compile, "setup": t.Setup, "load": t.Load, "witness": t.Witness, "prove": t.Prove, "verify": t.Verify, "cpu": s.CPU,
	}
	if s.Backend == result.Groth16 {
		all["floor"] = t.Floor
	}
	return all
}

func TestAnInterruptedRunGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	t.Chdir(t.TempDir())
	partial := filepath.Join(t.TempDir(), "partial.json")
	ctx, stop := context.WithCancel(t.Context())
	asked := Options{Quick: true, Subjects: []string{"product-*"}, Runs: 2}
	r := &Run{Subjects: invented(), Options: asked, Partial: partial}
	r.Progress = func(text string, _, _ int) {
		if strings.HasPrefix(text, "product-4d groth16") {
			stop()
		}
	}
	half, err := r.Do(ctx)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if half == nil || half.Complete || len(half.Subjects) != 2 {
		t.Fatalf("an interrupted run gives %+v", half)
	}

	for name, change := range map[string]func(*Run){
		"other options":  func(r *Run) { r.Options.Runs = 3 },
		"other circuits": func(r *Run) { r.Options.Subjects = []string{"product-1d"} },
	} {
		if _, err := run(t, asked, func(r *Run) { r.Partial = partial; change(r) }); !errors.Is(err, ErrOtherRun) {
			t.Errorf("%s: got %v", name, err)
		}
	}

	var done []string
	whole, err := run(t, asked, func(r *Run) {
		r.Partial = partial
		r.Progress = func(text string, _, _ int) { done = append(done, text) }
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range done {
		if strings.HasPrefix(text, "product-1d") || strings.HasPrefix(text, "product-2d") {
			t.Fatalf("measured again: %s", text)
		}
	}
	// A constraint for each reading.
	for _, fit := range whole.Scaling {
		if fit.What == "constraints" && (math.Abs(fit.Slope-100) > 1e-6 || math.Abs(fit.Reading-1) > 1e-6 || fit.R2 < 0.999 || fit.Points != 3) {
			t.Errorf("%+v", fit)
		}
	}
	if len(whole.Scaling) != 2 {
		t.Errorf("%d fits, want one of constraints and one of times", len(whole.Scaling))
	}
	if !whole.Complete || len(whole.Subjects) != 3 || !reflect.DeepEqual(whole.Subjects[:2], half.Subjects) || !whole.Started.Equal(half.Started) {
		t.Errorf("complete %v, %d subjects", whole.Complete, len(whole.Subjects))
	}
	if _, err := os.Stat(partial); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the partial file is left: %v", err)
	}
}

func TestADamagedPartialFileIsRefusedAndFreshDiscardsIt(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	partial := filepath.Join(t.TempDir(), "partial.json")
	if err := os.WriteFile(partial, []byte(`{"format":"vitalproof/bench/1"`), 0o600); err != nil {
		t.Fatal(err)
	}
	one := Options{Quick: true, Subjects: []string{"product-1d"}, Runs: 1}
	if _, err := run(t, one, func(r *Run) { r.Partial = partial }); !errors.Is(err, result.ErrFile) {
		t.Errorf("got %v", err)
	}
	if _, err := run(t, one, func(r *Run) { r.Partial, r.Fresh = partial, true }); err != nil {
		t.Errorf("with Fresh: %v", err)
	}
}

// gnark's errors hold witness values.
func TestAFailingStepSaysWhatFailedAndNoValue(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	for name, want := range map[string]string{
		"wrong": "does not satisfy", "panics": "planted", "fails": "planted",
	} {
		_, err := run(t, Options{Quick: true, Subjects: []string{name}, Runs: 1}, nil)
		var failed *stepError
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if strings.Contains(err.Error(), "987654") {
			t.Errorf("%s: the error holds a witness value: %v", name, err)
		}
	}
}

// A process begins with the peak of the one that started it, so the measuring one
// counts anew.
func TestPeakMemoryIsThatOfTheStep(t *testing.T) {
	if testing.Short() {
		t.Skip("makes keys")
	}
	mine := make([]byte, ballastBytes)
	for i := 0; i < len(mine); i += 512 {
		mine[i] = 1
	}
	f, err := run(t, Options{Quick: true, Subjects: []string{"product-1d", "heavy"}, Runs: 1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	light, heavy := f.Subjects[0].Memory.Prove, f.Subjects[1].Memory.Prove
	if light == 0 {
		t.Skip("the peak resident size is not known here")
	}
	if light >= ballastBytes || heavy < ballastBytes {
		t.Errorf("peaks are %d MB and %d MB around %d MB", light>>20, heavy>>20, ballastBytes>>20)
	}
	if mine[0] != 1 {
		t.Error("the ballast is gone")
	}
}

func TestOptionsThatSelectNothingOrTooMuchAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		want error
	}{
		"an unknown circuit": {Options{Subjects: []string{"product-1d", "nothing"}}, ErrUnknown},
		"a bad pattern":      {Options{Subjects: []string{"["}}, ErrUnknown},
		"an unknown backend": {Options{Backends: []string{"stark"}}, ErrUnknown},
		"too many runs":      {Options{Runs: MaxRuns + 1}, ErrOptions},
		"a negative number":  {Options{Runs: -1}, ErrOptions},
		"no prover":          {Options{Concurrency: []int{0}}, ErrOptions},
		"too many provers":   {Options{Concurrency: []int{MaxConcurrency + 1}}, ErrOptions},
	} {
		if _, err := run(t, c.o, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}
