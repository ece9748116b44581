package report

import (
	"vitalproof/benchmarks/result"
)

// subjects is what does not depend on the machine.
func subjects(f *result.File) section {
	s := section{ID: "subjects", Title: "Subjects"}
	if len(f.Subjects) == 0 {
		s.Text = []string{"No subject was measured."}
		return s
	}
	s.Text = []string{"A subject is one circuit under one proof system. Nothing in these tables depends on the machine; " +
		"constraints of different proof systems are different things and do not compare."}
	circuits := table{Title: "Circuits", Columns: columns([]string{"Subject", "Backend", "Group", "Constraints are"},
		"Days", "Readings", "Constraints", "Domain")}
	sizes := table{Title: "Inputs and sizes", Columns: columns([]string{"Subject", "Backend"},
		"Public", "Secret", "Internal", "Commitments", "Proof", "Proving key", "Verifying key")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		c := &x.Counts
		circuits.Rows = append(circuits.Rows, []string{x.Name, x.Backend, orNone(x.Group), orNone(c.Unit), known(x.Days),
			known(x.Readings), known(c.Constraints), known(c.Domain)})
		sizes.Rows = append(sizes.Rows, []string{x.Name, x.Backend, count(c.Public), count(c.Secret), count(c.Internal),
			count(c.Commitments), size(c.ProofBytes), size(c.ProvingKey), size(c.VerifyingKey)})
	}
	s.Tables = []table{circuits, sizes}
	return s
}

// step is a named series of times of a subject.
type step struct {
	name, column string
	sample       result.Sample
}

func steps(s *result.Subject) []step {
	t := &s.Times
	return []step{
		{"Compile", "compile", t.Compile}, {"Setup", "setup", t.Setup}, {"Load", "load", t.Load},
		{"Witness", "witness", t.Witness}, {"Prove", "prove", t.Prove}, {"Floor", "floor", t.Floor},
		{"Verify", "verify", t.Verify},
	}
}

// times is the median of each step, then all its quantiles.
func times(f *result.File) section {
	s := section{ID: "times", Title: "Times"}
	medians := table{Title: "Median of each step", Columns: columns([]string{"Subject", "Backend"})}
	for _, step := range steps(new(result.Subject)) {
		medians.Columns = append(medians.Columns, column{step.name, true})
	}
	all := table{Title: "Quantiles", Columns: columns([]string{"Subject", "Backend", "Step"},
		"n", "Median", "p95", "p99", "Least", "Greatest")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		row := []string{x.Name, x.Backend}
		for _, step := range steps(x) {
			row = append(row, median(step.sample, seconds))
			if step.sample.N > 0 {
				all.Rows = append(all.Rows,
					append([]string{x.Name, x.Backend, step.name}, quantiles(step.sample, seconds, "slowest")...))
			}
		}
		medians.Rows = append(medians.Rows, row)
	}
	if len(all.Rows) == 0 {
		s.Text = []string{"No time was measured."}
		return s
	}
	s.Text = []string{"Prove includes solving. Floor is nothing but the multi-scalar multiplications and Fourier " +
		"transforms of the same key. For other systems, witness is all that comes before proving. A dash is a step " +
		"that was not measured; n is the number of values."}
	s.Tables = []table{medians, all}
	return s
}

// resources is peak memory and processor time.
func resources(f *result.File) section {
	s := section{ID: "resources", Title: "Memory and processor time"}
	t := table{Title: "Peak resident size of a process that did nothing else, and processor time a proof",
		Columns: columns([]string{"Subject", "Backend"}, "Setup peak", "Prove peak", "CPU n", "CPU median", "CPU p95",
			"CPU p99", "CPU least", "CPU greatest")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		if x.Memory == (result.Memory{}) && x.CPU.N == 0 {
			continue
		}
		t.Rows = append(t.Rows, append([]string{x.Name, x.Backend, size(x.Memory.Setup), size(x.Memory.Prove)},
			quantiles(x.CPU, seconds, "greatest")...))
	}
	if len(t.Rows) == 0 {
		s.Text = []string{"Neither memory nor processor time was measured."}
		return s
	}
	s.Text = []string{"Processor time is of all cores together."}
	s.Tables = []table{t}
	return s
}

// floor is the table of ratios that say how much proving adds to what it cannot do
// without.
func floor(f *result.File) section {
	s := section{ID: "floor", Title: "Proving over the floor"}
	t := table{Title: "Proving time over the floor, pair by pair", Columns: columns([]string{"Subject", "Backend"},
		"n", "Median", "p95", "p99", "Least", "Greatest", "Median lies in (confidence)")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		if x.ProveOverFloor == nil || x.ProveOverFloor.N == 0 {
			continue
		}
		row := append([]string{x.Name, x.Backend}, quantiles(*x.ProveOverFloor, ratio, "greatest")...)
		t.Rows = append(t.Rows, append(row, interval(x.ProveOverFloor.Interval(0.95))))
	}
	if len(t.Rows) == 0 {
		s.Text = []string{"No proof was paired with its floor."}
		return s
	}
	s.Text = []string{"Each proof is paired with the bare multi-scalar multiplications and Fourier transforms of the " +
		"same key, done right after it. The floor uses random scalars and a witness has many small ones, so a ratio " +
		"can be below 1."}
	s.Tables = []table{t}
	return s
}

// parts splits constraints by part of the circuit.
func parts(f *result.File) section {
	s := section{ID: "parts", Title: "Constraints by part"}
	t := table{Title: "Constraints by part of the circuit",
		Columns: columns([]string{"Subject", "Backend", "Part"}, "Constraints", "Of those listed")}
	for i := range f.Subjects {
		x := &f.Subjects[i]
		sum := 0
		for _, p := range x.Parts {
			sum += p.Constraints
		}
		for _, p := range x.Parts {
			t.Rows = append(t.Rows, []string{x.Name, x.Backend, p.Name, count(p.Constraints), share(p.Constraints, sum)})
		}
	}
	if len(t.Rows) == 0 {
		s.Text = []string{"No subject lists its parts."}
		return s
	}
	s.Tables = []table{t}
	return s
}
