// Command example measures a circuit of its own, as a researcher would who has one:
//
//	go run ./benchmarks/example --runs 20 --out my-circuit
//
// Copy the folder, put your circuit in place of Cubic, and keep main.
package main

import (
	"github.com/consensys/gnark/frontend"

	"vitalproof/benchmarks/bench"
	"vitalproof/benchmarks/command"
)

// Cubic says that the prover knows X with X^3 + X + 5 = Y.
type Cubic struct {
	X frontend.Variable
	Y frontend.Variable `gnark:",public"`
}

// Define states the circuit.
func (c *Cubic) Define(api frontend.API) error {
	api.AssertIsEqual(c.Y, api.Add(api.Mul(c.X, c.X, c.X), c.X, 5))
	return nil
}

func main() {
	command.Main(bench.Subject{
		Name:   "cubic",
		New:    func() (frontend.Circuit, error) { return &Cubic{}, nil },
		Assign: func() (frontend.Circuit, error) { return &Cubic{X: 3, Y: 35}, nil },
	})
}
