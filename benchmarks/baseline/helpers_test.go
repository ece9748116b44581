package baseline

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	crypto "github.com/consensys/gnark-crypto/ecc/bn254/fr/poseidon2"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/frontend/cs/scs"
	"github.com/consensys/gnark/logger"

	"vitalproof/benchmarks/check"
	"vitalproof/circuits/statement"
)

func TestMain(m *testing.M) {
	logger.Disable() // gnark logs each run of the solver
	os.Exit(m.Run())
}

// builders are those of Groth16 and of PLONK.
var builders = []struct {
	name string
	make frontend.NewBuilder
}{{"R1CS", r1cs.NewBuilder[constraint.U64]}, {"PLONK", scs.NewBuilder[constraint.U64]}}

// eachSystem runs a test for every technique and builder.
func eachSystem(t *testing.T, days int, test func(t *testing.T, technique Technique, system constraint.ConstraintSystem)) {
	for _, technique := range Techniques() {
		for b := range builders {
			t.Run(fmt.Sprintf("%s %s", technique, builders[b].name), func(t *testing.T) {
				if technique == HashPerReading && testing.Short() {
					t.Skip("the code of Bits, under a dear hash")
				}
				test(t, technique, compile(t, technique, b, days))
			})
		}
	}
}

type compileKey struct {
	technique     Technique
	builder, days int
}

var compiled sync.Map

func compile(t testing.TB, technique Technique, builder, days int) constraint.ConstraintSystem {
	t.Helper()
	key := compileKey{technique, builder, days}
	if system, ok := compiled.Load(key); ok {
		return system.(constraint.ConstraintSystem)
	}
	empty, err := New(technique, days)
	if err != nil {
		t.Fatal(err)
	}
	system, err := frontend.Compile(ecc.BN254.ScalarField(), builders[builder].make, empty)
	if err != nil {
		t.Fatal(err)
	}
	// Larger ones are used once and would only fill the memory.
	if days <= 2 {
		compiled.Store(key, system)
	}
	return system
}

func solves(t testing.TB, system constraint.ConstraintSystem, c frontend.Circuit, opts ...solver.Option) bool {
	t.Helper()
	w, err := frontend.NewWitness(c, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	_, err = system.Solve(w, append([]solver.Option{solver.WithHints(Hints()...)}, opts...)...)
	return err == nil
}

func assign(t testing.TB, technique Technique, readings []uint64) *circuit {
	t.Helper()
	c, err := Assign(technique, readings)
	if err != nil {
		t.Fatal(err)
	}
	return c.(*circuit)
}

// runs repeats values: runs(100, 7, 200, 3) is seven 100 and three 200, and then
// empty slots to the end of the day.
func runs(pairs ...int) []uint64 {
	var out []uint64
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, slices.Repeat([]uint64{uint64(pairs[i])}, pairs[i+1])...)
	}
	return append(out, make([]uint64, check.PerDay-len(out))...)
}

// edges are both sides of every cut-off.
var edges = []uint64{0, 39, 53, 54, 69, 70, 180, 181, 250, 251, 500}

// spoiled is an invented window with some readings moved to an edge: about as many
// meet the targets as miss them.
func spoiled(r *rand.Rand, days int) []uint64 {
	window := check.Readings(days, r.Uint64())
	for range r.IntN(8 * days) {
		window[r.IntN(len(window))] = edges[r.IntN(len(edges))]
	}
	return window
}

// field is the value that a circuit sees.
func field(v frontend.Variable) statement.Field {
	var f statement.Field
	if _, err := f.SetInterface(v); err != nil {
		panic(err)
	}
	return f
}

func add(v frontend.Variable, n int64) statement.Field {
	f := field(v)
	d := field(n)
	return *f.Add(&f, &d)
}

func shift(f statement.Field, bits int) statement.Field {
	p := field(new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	return *f.Mul(&f, &p)
}

// fieldDigest is the digest of a day that a circuit computes, also of values that
// are no readings.
func fieldDigest(technique Technique, readings []frontend.Variable) statement.Field {
	if technique == HashPerReading {
		var head statement.Field
		p := crypto.NewDefaultPermutation()
		for _, r := range readings {
			state := []statement.Field{head, field(r)}
			if err := p.Permutation(state); err != nil {
				panic(err)
			}
			head = field(r)
			head.Add(&head, &state[1])
		}
		return head
	}
	pack := func(from, to int) statement.Field {
		var sum statement.Field
		for i := to - 1; i >= from; i-- {
			r := field(readings[i])
			sum = shift(sum, check.Bits)
			sum.Add(&sum, &r)
		}
		return sum
	}
	lane0, rest := statement.LanePlaces(len(readings), check.Bits)
	kind, low := statement.Lane0(statement.KindDay, new(big.Int)), pack(0, lane0)
	lanes := []statement.Field{*kind.Add(&kind, &low), {}}
	for _, place := range rest {
		lanes = append(lanes, pack(place[0], place[1]))
	}
	return statement.Hash(lanes...)
}
