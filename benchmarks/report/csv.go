package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"time"

	"vitalproof/benchmarks/result"
)

// field is a column of the CSV form.
type field struct{ name, value string }

// CSV writes a table with a line of column names and one row for each subject and
// backend, by RFC 4180 with line feeds. Columns say their unit. A figure that was not
// measured is empty. Numbers have all their digits.
//
// A row says which run it is of and whether that was complete, so that rows of several
// files can stand in one table. What has several values for a subject stands there by
// its best or largest: throughput, batches. Parts, lines and comparisons are in the
// other forms alone.
func CSV(w io.Writer, f *result.File) error {
	out := csv.NewWriter(w)
	subjects := f.Subjects
	if len(subjects) == 0 {
		subjects = []result.Subject{{}} // for the names alone
	}
	for i := range subjects {
		var names, values []string
		for _, x := range fields(f, &subjects[i]) {
			names, values = append(names, x.name), append(values, x.value)
		}
		if i == 0 {
			if err := out.Write(names); err != nil {
				return fmt.Errorf("write CSV: %w", err)
			}
		}
		if i >= len(f.Subjects) {
			break
		}
		if err := out.Write(values); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func fields(f *result.File, s *result.Subject) []field {
	c := &s.Counts
	all := []field{
		{"run_started", f.Started.UTC().Format(time.RFC3339)},
		{"run_complete", strconv.FormatBool(f.Complete)},
		{"run_noise_fraction", number(f.Noise.Spread, f.Noise.Probe.N > 1)},
		{"commit", f.Machine.Commit},
		{"commit_modified", strconv.FormatBool(f.Machine.Modified)},
		{"cpu", f.Machine.CPU},
		{"cores", filled(f.Machine.Cores)},
		{"subject", s.Name},
		{"backend", s.Backend},
		{"group", s.Group},
		{"window_days", filled(s.Days)},
		{"readings", filled(s.Readings)},
		{"constraints", filled(c.Constraints)},
		{"constraints_unit", c.Unit},
		{"inputs_public", strconv.Itoa(c.Public)},
		{"inputs_secret", strconv.Itoa(c.Secret)},
		{"variables_internal", strconv.Itoa(c.Internal)},
		{"commitments", strconv.Itoa(c.Commitments)},
		{"domain_points", filled(c.Domain)},
		{"proof_bytes", filled(c.ProofBytes)},
		{"proving_key_bytes", filled(c.ProvingKey)},
		{"verifying_key_bytes", filled(c.VerifyingKey)},
	}
	for _, step := range steps(s) {
		all = append(all, sample(step.column, "seconds", step.sample)...)
	}
	pairs := result.Sample{}
	if s.ProveOverFloor != nil {
		pairs = *s.ProveOverFloor
	}
	all = append(all, sample("prove_over_floor", "ratio", pairs)...)
	all = append(all, sample("cpu_per_proof", "seconds", s.CPU)...)
	all = append(all,
		field{"setup_peak_bytes", filled(s.Memory.Setup)},
		field{"prove_peak_bytes", filled(s.Memory.Prove)},
	)
	best := result.Throughput{}
	for _, r := range s.Throughput {
		if r.PerSecond > best.PerSecond {
			best = r
		}
	}
	all = append(all,
		field{"throughput_best_proofs_per_second", number(best.PerSecond, best.Proofs > 0)},
		field{"throughput_best_concurrency", filled(best.Concurrency)},
	)
	g, batch := result.Gas{}, result.BatchGas{}
	if s.Gas != nil {
		g = *s.Gas
	}
	for _, b := range g.Batch {
		if b.Proofs > batch.Proofs {
			batch = b
		}
	}
	return append(all,
		field{"gas_verifier", g.Verifier},
		field{"verify_gas", filled(g.Verify)},
		field{"calldata_gas", filled(g.Calldata)},
		field{"exported_verify_gas", filled(g.Exported)},
		field{"largest_batch_proofs", filled(batch.Proofs)},
		field{"largest_batch_gas", filled(batch.Gas)},
		field{"no_gas_reason", s.NoGas},
	)
}

// sample gives the columns of a series: its count first, since without it a percentile
// says little.
func sample(name, unit string, s result.Sample) []field {
	some := s.N > 0
	return []field{
		{name + "_n", strconv.Itoa(s.N)},
		{name + "_p50_" + unit, number(s.P50, some)},
		{name + "_p95_" + unit, number(s.P95, some)},
		{name + "_p99_" + unit, number(s.P99, some)},
		{name + "_min_" + unit, number(s.Min, some)},
		{name + "_max_" + unit, number(s.Max, some)},
	}
}

// number has all digits, or is empty if there is none.
func number(v float64, some bool) string {
	if !some {
		return ""
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// filled is empty for 0, which means not known or not there.
func filled[T integer](n T) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
