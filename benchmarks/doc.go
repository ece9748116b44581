// Package benchmarks measures proving and verifying, as ratios within one run,
// since machines are shared and noisy:
//
//	go test -run '^$' -bench . ./benchmarks
//
// BenchmarkProve proves the 30-day 5-minute statement and, in turn with it, does
// nothing but the multi-scalar multiplications and Fourier transforms of the same
// sizes. It reports ms/prove, ms/raw and their ratio, prove/raw. The raw part uses
// random scalars and the proving key's own points and domain; a real witness has
// many small scalars, so the ratio can fall below 1.
//
// TestPeakMemory runs a proof in a process of its own and checks its peak
// resident size. The first run makes a development key, which takes some seconds.
package benchmarks
