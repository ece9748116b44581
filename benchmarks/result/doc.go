// Package result is the form of what benchmarks measure: one file a run, written
// and read as JSON that schema.json describes.
//
// It promises that a file which Read accepts has the version, the bounds and the
// inner agreement that reports and comparisons rely on: sorted quantiles, as many
// values as are counted, ratios over pairs that exist. It says nothing about
// whether the numbers are true.
//
// Times are in seconds, sizes in bytes. A sample keeps all its values, so that a
// reader can do other statistics than ours.
package result
