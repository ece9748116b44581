package gadget

import (
	"crypto/sha256"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/constraint"
	"github.com/consensys/gnark/constraint/solver"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/std/rangecheck"
	"github.com/consensys/gnark/test"

	"vitalproof/circuits/statement"
)

// probe is a circuit made of a function over a number of inputs. The function
// stands behind a pointer because gnark's test engine compares circuits.
type probe struct {
	In     []frontend.Variable
	define *func(api frontend.API, in []frontend.Variable) error
}

func (p *probe) Define(api frontend.API) error { return (*p.define)(api, p.In) }

type definition = func(api frontend.API, in []frontend.Variable) error

// engine runs a definition over values on gnark's test engine; nil is accepted.
func engine(define definition, in []frontend.Variable, opts ...test.TestEngineOption) error {
	return test.IsSolved(&probe{make([]frontend.Variable, len(in)), &define}, &probe{in, &define}, ecc.BN254.ScalarField(), opts...)
}

// system compiles a definition.
func system(t testing.TB, define definition, inputs int) constraint.ConstraintSystem {
	t.Helper()
	s, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, &probe{make([]frontend.Variable, inputs), &define})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// solves runs a compiled definition over values.
func solves(t testing.TB, s constraint.ConstraintSystem, in []frontend.Variable, opts ...solver.Option) bool {
	t.Helper()
	var none definition
	w, err := frontend.NewWitness(&probe{in, &none}, ecc.BN254.ScalarField())
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Solve(w, append([]solver.Option{solver.WithHints(Hints()...)}, opts...)...)
	return err == nil
}

func checker(api frontend.API) RangeChecker { return rangecheck.New(api) }

// skipping passes range checks on but for one of them.
type skipping struct {
	RangeChecker
	skip, seen int
}

func (s *skipping) Check(v frontend.Variable, bits int) {
	s.seen++
	if s.seen-1 != s.skip {
		s.RangeChecker.Check(v, bits)
	}
}

// unboolean leaves out one AssertIsBoolean.
type unboolean struct {
	frontend.API
	skip, seen int
}

func (u *unboolean) AssertIsBoolean(v frontend.Variable) {
	u.seen++
	if u.seen-1 != u.skip {
		u.API.AssertIsBoolean(v)
	}
}

// seeded is a source of randomness that is the same in every run.
func seeded(seed string) *rand.Rand { return rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed)))) }

type randomReader struct{ *rand.Rand }

func (r randomReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return len(p), nil
}

func randomField(r *rand.Rand) statement.Field {
	var b [48]byte
	_, _ = randomReader{r}.Read(b[:])
	var f statement.Field
	f.SetBytes(b[:])
	return f
}

func randomPoint(r *rand.Rand) twistededwards.PointAffine {
	var p twistededwards.PointAffine
	f := randomField(r)
	p.ScalarMultiplicationBase(f.BigInt(new(big.Int)))
	return p
}

func newKey(t testing.TB, r *rand.Rand) statement.PrivateKey {
	t.Helper()
	key, err := statement.NewPrivateKey(randomReader{r})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func plusOne(f statement.Field) statement.Field {
	var one statement.Field
	one.SetOne()
	return *f.Add(&f, &one)
}

func bitsOf(n *big.Int, count int) []frontend.Variable {
	bits := make([]frontend.Variable, count)
	for i := range bits {
		bits[i] = n.Bit(i)
	}
	return bits
}

func variables[T any](values []T) []frontend.Variable {
	out := make([]frontend.Variable, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

func pow2(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }

func less(a *big.Int, n int64) *big.Int { return new(big.Int).Sub(a, big.NewInt(n)) }

func modulus() *big.Int { return fr.Modulus() }
