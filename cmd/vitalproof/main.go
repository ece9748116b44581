// Command vitalproof seals health readings, proves claims about them and
// verifies the proofs. `vitalproof help` lists its commands.
package main

import (
	"os"
	_ "time/tzdata" // --zone works on machines without zone files too

	"vitalproof/benchmarks/bench"
	"vitalproof/prover/local"
)

func main() {
	// First of all: gnark's logger prints witness values to standard output.
	local.Silence()
	bench.Child(bench.All()) // does not return in a process that measures
	os.Exit(run(newApp(), os.Args[1:]))
}
