package bench

import (
	"fmt"
	"slices"

	"vitalproof/benchmarks/compare"
	"vitalproof/benchmarks/result"
)

// Counted compiles what a default run measures and the rest of the catalogue, and
// gives what is known without keys.
func Counted() ([]compare.Counts, error) {
	all := All()
	var o Options
	jobs, err := o.jobs(all)
	if err != nil {
		return nil, err
	}
	for i := range all {
		j := job{&all[i], result.Groth16}
		if all[i].Statement && !slices.ContainsFunc(jobs, func(k job) bool { return k.id() == j.id() }) {
			jobs = append(jobs, j)
		}
	}
	var counts []compare.Counts
	for _, j := range jobs {
		b, err := backendOf(j.backend)
		if err != nil {
			return nil, err
		}
		system, err := b.compile(j.subject)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", j.id(), err)
		}
		s := result.Subject{Name: j.subject.Name, Backend: j.backend, Counts: countsOf(system, j.backend)}
		s.Counts.Domain = int64(domainOf(system, j.backend))
		counts = append(counts, compare.CountsOf(&s))
	}
	return counts, nil
}
