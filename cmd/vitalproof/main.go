// Command vitalproof seals health readings, proves claims about them and
// verifies the proofs. `vitalproof help` lists its commands.
package main

import (
	"os"
	_ "time/tzdata" // --zone works on machines without zone files too

	"vitalproof/prover/local"
)

func main() {
	// First of all: gnark's logger prints witness values to standard output.
	local.Silence()
	os.Exit(run(newApp(), os.Args[1:]))
}
