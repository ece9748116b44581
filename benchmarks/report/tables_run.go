package report

import (
	"strconv"
	"strings"

	"vitalproof/benchmarks/result"
)

// run is when and where the file was made, and how steady the machine was.
func run(f *result.File) section {
	m, o := &f.Machine, &f.Options
	commit := orNone(m.Commit)
	if m.Modified {
		commit += ", with changes"
	}
	kind := "full"
	if o.Quick {
		kind = "quick"
	}
	state := "complete"
	if !f.Complete {
		state = "INCOMPLETE"
	}
	var concurrency []string
	for _, n := range o.Concurrency {
		concurrency = append(concurrency, strconv.Itoa(n))
	}
	peers := "no"
	if o.Peers {
		peers = "yes"
	}
	return section{
		ID: "run", Title: "Run and machine",
		Text: []string{
			noise(f.Noise),
			"Absolute times are of this one machine, whatever else it did at the time. Ratios are of pairs " +
				"measured one right after the other in this run. Percentiles are by nearest rank: with fewer than " +
				"20 values the 95th, and with fewer than 100 the 99th, is just the greatest.",
		},
		Tables: []table{{Title: "What ran where", Columns: columns([]string{"", "Value"}), Rows: [][]string{
			{"State", state},
			{"Started", moment(f.Started)},
			{"Ended", moment(f.Ended)},
			{"Program", "commit " + commit},
			{"Gnark", orNone(m.Gnark) + ", gnark-crypto " + orNone(m.GnarkCrypto)},
			{"Go", orNone(m.Go)},
			{"CPU", orNone(m.CPU)},
			{"Cores in use", known(m.Cores)},
			{"Memory", size(m.MemoryBytes)},
			{"System", orNone(m.OS) + " " + orNone(m.Arch) + ", kernel " + orNone(m.Kernel)},
			{"Asked for", kind + " run, at most " + known(o.Runs) + " proofs of a subject"},
			{"Subjects asked for", list(o.Subjects)},
			{"Backends asked for", list(o.Backends)},
			{"Provers at a time", list(concurrency)},
			{"Other systems", peers},
		}}, {
			Title:   "Noise probe: the same work, repeated",
			Columns: columns([]string{"Probe"}, "n", "Median", "p95", "p99", "Least", "Greatest"),
			Rows:    [][]string{append([]string{"seconds of the work"}, quantiles(f.Noise.Probe, seconds, "slowest")...)},
		}},
	}
}

func list(names []string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}

// noise is one line on how much an absolute time is worth.
func noise(n result.Noise) string {
	if n.Probe.N < 2 {
		return "Noise: not known. The probe ran " + strconv.Itoa(n.Probe.N) +
			" times, too few to tell how steady the machine was."
	}
	return "Noise: ±" + percent(n.Spread) + ". The same work, done " + strconv.Itoa(n.Probe.N) +
		" times over the run, took " + seconds(n.Probe.P50) + " in the median and " + seconds(n.Probe.Min) +
		" to " + seconds(n.Probe.Max) + " in all; the figure is half the range of the middle half over the median."
}

// skipped is what was asked for and not measured.
func skipped(f *result.File) section {
	s := section{ID: "skipped", Title: "Not measured"}
	if len(f.Skipped) == 0 {
		s.Text = []string{"The file lists nothing as skipped."}
		return s
	}
	t := table{Title: "Asked for and not measured", Columns: columns([]string{"Subject", "Reason"})}
	for _, skip := range f.Skipped {
		t.Rows = append(t.Rows, []string{skip.Subject, skip.Reason})
	}
	s.Tables = []table{t}
	return s
}
