package catalogue

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
)

const claimsPage = "../CLAIMS.md"

// TestClaimsPageIsCurrent holds the page of all claims against presets, metrics and
// lockfile. -update writes it.
func TestClaimsPageIsCurrent(t *testing.T) {
	want := claimsPageText(t)
	if *update {
		if err := os.WriteFile(claimsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(claimsPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("circuits/CLAIMS.md is not current: go test ./circuits/catalogue -run ClaimsPage -update")
	}
}

func claimsPageText(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(`# What can be claimed

<!-- Written by: go test ./circuits/catalogue -run ClaimsPage -update -->

Not medical advice. Figures are as published; every preset is a file in [claim/presets](claim/presets) that can be read, reviewed and copied,
and has a test at its exact boundary. ` + "`vitalproof claims NAME`" + ` prints one. How a limit is decided is in [SPEC.md](SPEC.md).

## Claims

| claim | what is asked | window | circuit | source, and how strict |
| --- | --- | --- | --- | --- |
`)
	presets := claim.Presets()
	slices.SortStableFunc(presets, func(a, b claim.Template) int {
		return int(a.Quantity.Metrics()[0]) - int(b.Quantity.Metrics()[0])
	})
	for _, p := range presets {
		metrics := p.Quantity.Metrics()
		c, err := claim.New(metrics[0], claim.MaxDays, 1000, 1000, 0, p.Targets)
		if err != nil {
			t.Fatal(err)
		}
		file, err := c.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		_, limits, _ := strings.Cut(string(file), "[limits]\n")
		var asked []string
		for line := range strings.Lines(limits) {
			asked = append(asked, strings.NewReplacer(`" `, " ", ` = "`, " ", `"`, "").Replace(strings.TrimSpace(line)))
		}
		window, names := "any", []string{}
		if p.Days > 0 {
			window = fmt.Sprintf("%d days", p.Days)
		}
		for _, m := range metrics {
			names = append(names, "`"+m.Name()+"`")
		}
		source := p.Source
		if p.DOI != "" {
			source += ", doi " + p.DOI
		}
		fmt.Fprintf(&b, "| `%s`<br>%s | %s | %s | %s | %s. %s |\n", p.Name, p.Title, strings.Join(asked, "<br>"), window,
			strings.Join(names, ", "), source, p.Strictness)
	}
	b.WriteString(`
## Metrics

| metric | number | shape | reading |
| --- | --- | --- | --- |
`)
	for _, m := range claim.Metrics() {
		var readings []string
		for _, c := range m.Channels() {
			readings = append(readings, fmt.Sprintf("%s %d to %d %s", c.Name, c.Min, c.Max, c.Unit))
		}
		if len(readings) == 0 {
			readings = []string{"codes, up to 64 different ones"}
		}
		shape := map[claim.Family]string{
			claim.Series: fmt.Sprintf("series, every %d min", m.IntervalMinutes()), claim.Daily: "one value a day",
			claim.Panel: "dated measurements, the last 64", claim.Codes: "complete list",
		}[m.Family()]
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", m.Name(), m, shape, strings.Join(readings, "; "))
	}
	b.WriteString(`
## Claim words

Bits 0 to 65 are those of SPEC.md 4.1 for all. A field named ...Strict is the one bit behind its value.

`)
	var seen []claim.Quantity
	for _, m := range claim.Metrics() {
		if slices.Contains(seen, m.Quantity()) {
			continue
		}
		seen = append(seen, m.Quantity())
		var fields []string
		for _, f := range claim.Layout(m) {
			if f.Offset >= claim.HeaderBits {
				fields = append(fields, fmt.Sprintf("%s %d-%d", f.Name, f.Offset, f.Offset+f.Width-1))
			}
		}
		fmt.Fprintf(&b, "- **%s**: %s\n", m.Quantity(), strings.Join(fields, ", "))
	}
	b.WriteString(`
## Circuits

A circuit without a number of days proves windows of 1 to 366 days. Splits by part: [costs.txt](costs.txt). What proving takes:
` + "`vitalproof bench`" + `.

| circuit | constraints | proving key |
| --- | --- | --- |
`)
	entries, err := lock.Entries()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		fmt.Fprintf(&b, "| `%s` | %d | %.1f MB |\n", e.Name, e.Constraints, float64(e.ProvingKeyBytes)/1e6)
	}
	b.WriteString(`
## Adding a metric

A metric of a shape that is there takes a row and a test:

1. ` + "`claim/metric.go`" + `: a number that was never used, a name, the family, the bounds of a reading, and its row in ` + "`metrics`" + `. A new quantity also gets its
   rows of limits in ` + "`claim/rows_<family>.go`" + `; a metric of a known quantity has them already.
2. ` + "`claim/presets/NAME.toml`" + `: what is published about it, with the source, and a line in the table of the family's ` + "`preset_test.go`" + ` with values one
   unit inside, on and outside of each bound.
3. ` + "`prover/ingest`" + `: where it stands in which format (a row of that format's table, with a test on a file).
4. ` + "`make generate`" + `: compiles its circuit, makes the development keys, and writes lockfile, costs, this page and the contracts' tables.

Resting heart rate is an example to copy: one line in ` + "`metrics`" + `, one in ` + "`quantityRows`" + `, two presets. Nothing else names it outside of ` + "`prover/ingest`" + `: the circuit,
the service, the command line, the contracts and ` + "`verify`" + ` take it from the tables.
`)
	return b.String()
}
