// Package report writes a benchmark result file for people: CSV for spreadsheets,
// Markdown for issues and papers, and one HTML page with plots.
//
// It promises that all of them show what is in the file and nothing else: a figure
// that was not measured is an empty cell or a dash, a plot without data is left out
// and the page says why, an interrupted run is called incomplete everywhere. Each
// percentile says of how many values it is. Names are escaped for the form they
// stand in. The same file gives the same bytes.
//
// The page is one file: no script runs and nothing is fetched, which its content
// security policy enforces. It carries the data as JSON and each plot as SVG and as
// PNG. SVG text has the width it was laid out with, so that it fits in any sans
// serif font; PNG has the font in it.
//
// It does not check the file: result.Read does. What the file says of itself is
// believed, and a line is drawn as it is in the file, not fitted again.
//
// Cost: CSV and Markdown take milliseconds, a page of twelve plots about a second
// and 2 MB, nearly all of it for the PNGs.
package report
