// Package meter counts the constraints of a circuit by the part of the code that
// adds them.
//
// It promises that the counts add up to the constraints of the compiled R1CS:
// every operation of the builder that can add one is counted before and after.
//
// Cost: a call stack for each operation, about three times the compile time.
package meter

import (
	"fmt"
	"math/big"
	"runtime"
	"strings"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
)

// A Namer names the part that a constraint belongs to. It gets the full names of
// the functions on the stack when the constraint was added, innermost first, down
// to gnark's compiler; the first is the builder's operation.
type Namer func(functions []string) string

// stackDepth bounds the functions that a Namer gets; circuits nest less.
const stackDepth = 64

// Measure compiles a circuit over BN254 and gives its constraints by part.
func Measure(circuit frontend.Circuit, name Namer) (map[string]int, constraint.ConstraintSystem, error) {
	cost := map[string]int{}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), newBuilder(cost, name), circuit)
	if err != nil {
		return nil, nil, fmt.Errorf("measure a circuit: %w", err)
	}
	sum := 0
	for _, n := range cost {
		sum += n
	}
	if sum != system.GetNbConstraints() {
		return nil, nil, fmt.Errorf("measure a circuit: parts add up to %d of %d constraints", sum, system.GetNbConstraints())
	}
	return cost, system, nil
}

// builder is an R1CS builder that books every constraint on a part.
type builder struct {
	frontend.Builder[constraint.U64]
	system constraint.ConstraintSystem
	cost   map[string]int
	name   Namer
}

func newBuilder(cost map[string]int, name Namer) frontend.NewBuilder {
	return func(field *big.Int, config frontend.CompileConfig) (frontend.Builder[constraint.U64], error) {
		inner, err := r1cs.NewBuilder[constraint.U64](field, config)
		if err != nil {
			return nil, err
		}
		system, err := inner.Compile() // the system that the builder fills
		if err != nil {
			return nil, err
		}
		return &builder{inner, system, cost, name}, nil
	}
}

func (m *builder) book(operation func()) {
	before := m.system.GetNbConstraints()
	operation()
	if added := m.system.GetNbConstraints() - before; added > 0 {
		m.cost[m.name(functions())] += added
	}
}

// functions lists the stack from the operation that booked on.
func functions() []string {
	var pcs [stackDepth]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])]) // without itself and book
	var names []string
	for {
		frame, more := frames.Next()
		if !strings.HasSuffix(frame.Function, ".(*builder).variable") { // a helper of the operation
			names = append(names, frame.Function)
		}
		if !more {
			return names
		}
	}
}
