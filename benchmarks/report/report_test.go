package report

import (
	"bytes"
	"encoding/csv"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"vitalproof/benchmarks/result"
)

// written gives what a form writes of a file.
func written(t *testing.T, form func(io.Writer, *result.File) error, f *result.File) string {
	t.Helper()
	var out bytes.Buffer
	if err := form(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// cells are the rows of all tables of a Markdown report, unescaped.
func cells(markdown string) [][]string {
	unescaped := strings.NewReplacer(`\\`, `\`, `\|`, "|", "\\`", "`", `\*`, "*", `\_`, "_", `\[`, "[", `\]`, "]",
		"&lt;", "<", "&gt;", ">", "&amp;", "&", `\~`, "~", `\$`, "$")
	bar := regexp.MustCompile(` \| `)
	var rows [][]string
	for _, line := range strings.Split(markdown, "\n") {
		if inner, ok := strings.CutPrefix(line, "| "); ok {
			row := bar.Split(strings.TrimSuffix(inner, " |"), -1)
			for i := range row {
				row[i] = unescaped.Replace(row[i])
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// has reports that a row starts with some cells.
func has(rows [][]string, start ...string) bool {
	for _, row := range rows {
		if len(row) >= len(start) && strings.Join(row[:len(start)], "\x00") == strings.Join(start, "\x00") {
			return true
		}
	}
	return false
}

// everything lists the rows that a report of a file has to have.
func everything(f *result.File) [][]string {
	var want [][]string
	for i := range f.Subjects {
		s := &f.Subjects[i]
		name := []string{clean(s.Name), s.Backend}
		want = append(want, append(name[:2:2], clean(orNone(s.Group))))
		for _, step := range steps(s) {
			if step.sample.N > 0 {
				want = append(want, append(name[:2:2], step.name, strconv.Itoa(step.sample.N), seconds(step.sample.P50)))
			}
		}
		if s.ProveOverFloor != nil {
			want = append(want, append(name[:2:2], strconv.Itoa(s.ProveOverFloor.N), ratio(s.ProveOverFloor.P50)))
		}
		for _, p := range s.Parts {
			want = append(want, append(name[:2:2], clean(p.Name), count(p.Constraints)))
		}
		for _, r := range s.Throughput {
			want = append(want, append(name[:2:2], count(r.Concurrency), count(r.Proofs), seconds(r.Seconds)))
		}
		if s.Gas != nil {
			want = append(want, append(name[:2:2], clean(s.Gas.Verifier), count(s.Gas.Verify)))
			for _, b := range s.Gas.Batch {
				want = append(want, append(name[:2:2], count(b.Proofs), count(b.Gas)))
			}
		} else if s.NoGas != "" {
			want = append(want, append(name[:2:2], none, none, none, none, clean(s.NoGas)))
		}
	}
	for i := range f.Comparisons {
		c := &f.Comparisons[i]
		want = append(want, append([]string{clean(c.Slow), clean(c.Fast), clean(c.What)},
			append(quantiles(c.Ratio, ratio, "greatest"), interval(c.Low, c.High, c.Confidence))...))
	}
	for _, fit := range f.Scaling {
		format := quantity(fit.What)
		want = append(want, []string{clean(fit.Group), fit.Backend, fit.What, format(fit.At0), format(fit.Slope), format(fit.Reading)})
	}
	for _, s := range f.Skipped {
		want = append(want, []string{clean(s.Subject), clean(s.Reason)})
	}
	return want
}

func TestMarkdownHasAllOfAFile(t *testing.T) {
	f := full()
	rows := cells(written(t, Markdown, f))
	want := everything(f)
	if len(want) < 200 {
		t.Fatalf("only %d rows are looked for", len(want))
	}
	for _, row := range want {
		if !has(rows, row...) {
			t.Errorf("no row starts with %q", row)
		}
	}
}

func TestTablesHaveAsManyCellsAsColumns(t *testing.T) {
	for name, f := range map[string]*result.File{"full": full(), "hostile": hostile(), "empty": empty()} {
		for _, s := range sections(f) {
			for _, table := range s.Tables {
				for _, row := range table.Rows {
					if len(row) != len(table.Columns) {
						t.Errorf("%s: %s: %d cells in %d columns", name, table.Title, len(row), len(table.Columns))
					}
				}
			}
		}
	}
}

func TestPercentilesSayOfHowManyValuesTheyAre(t *testing.T) {
	values := func(n int) result.Sample {
		v := make([]float64, n)
		for i := range v {
			v[i] = float64(i + 1)
		}
		return result.NewSample(v...)
	}
	for _, c := range []struct {
		n        int
		p95, p99 string
	}{
		{0, none, none},
		{1, "1.00 s (the slowest of 1)", "1.00 s (the slowest of 1)"},
		{12, "12.0 s (the slowest of 12)", "12.0 s (the slowest of 12)"},
		{19, "19.0 s (the slowest of 19)", "19.0 s (the slowest of 19)"},
		{20, "19.0 s (of 20)", "20.0 s (the slowest of 20)"},
		{99, "95.0 s (of 99)", "99.0 s (the slowest of 99)"},
		{100, "95.0 s (of 100)", "99.0 s (of 100)"},
	} {
		got := quantiles(values(c.n), seconds, "slowest")
		if got[0] != strconv.Itoa(c.n) || got[2] != c.p95 || got[3] != c.p99 {
			t.Errorf("%d values: %q", c.n, got)
		}
	}
}

func TestAnInterruptedRunIsCalledIncomplete(t *testing.T) {
	done, broken := one(), one()
	broken.Complete = false
	for name, form := range map[string]func(io.Writer, *result.File) error{"Markdown": Markdown, "HTML": HTML} {
		if text := written(t, form, broken); !strings.Contains(text, incomplete) {
			t.Errorf("%s does not say that the run is incomplete", name)
		}
		if text := written(t, form, done); strings.Contains(strings.ToLower(text), "incomplete") {
			t.Errorf("%s says that a complete run is incomplete", name)
		}
	}
	for _, row := range records(t, broken) {
		if row["run_complete"] != "false" {
			t.Errorf("CSV says %q", row["run_complete"])
		}
	}
}

func TestAnEmptyFileHasReportsThatSaySo(t *testing.T) {
	f := empty()
	markdown := written(t, Markdown, f)
	for _, want := range []string{"No subject was measured.", "No time was measured.", "Nothing was compared.",
		"Gas was not measured.", "Throughput was not measured.", "No line was fitted", "Noise: not known."} {
		if !strings.Contains(markdown, want) {
			t.Errorf("Markdown does not say %q", want)
		}
	}
	if n := strings.Count(written(t, HTML, f), "There is no plot"); n != 6 {
		t.Errorf("the page says of %d plots that they are missing", n)
	}
	if plots, err := Plots(f); err != nil || len(plots) != 0 {
		t.Errorf("%d plots, %v", len(plots), err)
	}
	if rows := records(t, f); len(rows) != 0 {
		t.Errorf("CSV has rows: %v", rows)
	}
}

// records are the rows of the CSV form by column.
func records(t *testing.T, f *result.File) []map[string]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(written(t, CSV, f)))
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, len(all)-1)
	for i, values := range all[1:] {
		rows[i] = map[string]string{}
		for j, v := range values {
			rows[i][all[0][j]] = v
		}
		if len(rows[i]) != len(all[0]) {
			t.Fatal("two columns have a name")
		}
	}
	return rows
}

func TestCSVHasTheNumbersOfTheFile(t *testing.T) {
	f := full()
	rows := records(t, f)
	if len(rows) != len(f.Subjects) {
		t.Fatalf("%d rows of %d subjects", len(rows), len(f.Subjects))
	}
	for i, row := range rows {
		s := &f.Subjects[i]
		if row["subject"] != s.Name || row["backend"] != s.Backend {
			t.Fatalf("row %d is of %s %s", i, row["subject"], row["backend"])
		}
		pairs := result.Sample{}
		if s.ProveOverFloor != nil {
			pairs = *s.ProveOverFloor
		}
		want := map[string]float64{
			"constraints": float64(s.Counts.Constraints), "proving_key_bytes": float64(s.Counts.ProvingKey),
			"prove_peak_bytes": float64(s.Memory.Prove), "window_days": float64(s.Days),
		}
		for name, x := range map[string]result.Sample{"prove %s seconds": s.Times.Prove, "verify %s seconds": s.Times.Verify,
			"setup %s seconds": s.Times.Setup, "cpu_per_proof %s seconds": s.CPU, "prove_over_floor %s ratio": pairs} {
			column := func(q string) string { return strings.ReplaceAll(strings.Replace(name, "%s", q, 1), " ", "_") }
			want[column("p50")], want[column("p95")], want[column("p99")] = x.P50, x.P95, x.P99
			want[column("min")], want[column("max")] = x.Min, x.Max
			if n := row[strings.Split(name, " ")[0]+"_n"]; n != strconv.Itoa(x.N) {
				t.Errorf("%s %s: n is %q, not %d", s.ID(), name, n, x.N)
			}
		}
		if s.Gas != nil {
			want["verify_gas"] = float64(s.Gas.Verify)
			if n := len(s.Gas.Batch); n > 0 {
				want["largest_batch_gas"] = float64(s.Gas.Batch[n-1].Gas)
			}
		}
		if n := len(s.Throughput); n > 0 {
			want["throughput_best_proofs_per_second"] = s.Throughput[n-1].PerSecond
		}
		for name, v := range want {
			text, ok := row[name]
			if !ok {
				t.Fatalf("there is no column %s", name)
			}
			if got, err := strconv.ParseFloat(text, 64); v == 0 && text != "" || v != 0 && (err != nil || got != v) {
				t.Errorf("%s: %s is %q, not %v", s.ID(), name, text, v)
			}
		}
	}
}

func TestNumbersAreWrittenForPeople(t *testing.T) {
	for got, want := range map[string]string{
		seconds(0.00000123): "1.23 µs", seconds(0.0456): "45.6 ms", seconds(1.5): "1.50 s", seconds(1234.5): "1,234 s",
		size(256): "256 B", size(5 << 20): "5.00 MiB", count(uint64(1234567)): "1,234,567", count(-1234): "-1,234",
		ratio(0.98765): "0.9877×", share(1, 3): "33.3 %", share(4, 50000): "under 0.1 %", share(1, 0): none,
		percent(0.031): "3.10 %", short("a long name", 6): "a lon…", clean("a\x00\nb\xff"): "a\ufffd b\ufffd",
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
