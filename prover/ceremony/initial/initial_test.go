package initial

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
	"github.com/consensys/gnark/backend/groth16/bn254/mpcsetup"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/std/rangecheck"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/gadget"
)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// powers makes powers of tau for a domain of n from known secrets, as phase 1 would.
func powers(n int, tau, alpha, beta fr.Element) *mpcsetup.SrsCommons {
	_, _, g1, g2 := curve.Generators()
	scalars := func(first fr.Element, count int) []fr.Element {
		out := []fr.Element{first}
		for i := 1; i < count; i++ {
			var next fr.Element
			out = append(out, *next.Mul(&out[i-1], &tau))
		}
		return out
	}
	var b big.Int
	out := new(mpcsetup.SrsCommons)
	out.G1.Tau = curve.BatchScalarMultiplicationG1(&g1, scalars(fr.One(), 2*n-1))
	out.G1.AlphaTau = curve.BatchScalarMultiplicationG1(&g1, scalars(alpha, n))
	out.G1.BetaTau = curve.BatchScalarMultiplicationG1(&g1, scalars(beta, n))
	out.G2.Tau = curve.BatchScalarMultiplicationG2(&g2, scalars(fr.One(), n))
	out.G2.Beta.ScalarMultiplication(&g2, beta.BigInt(&b))
	return out
}

// secret draws what phase 1 would leave.
func secret(r *rand.Rand) fr.Element {
	var raw [fr.Bytes]byte
	for i := range raw {
		raw[i] = byte(r.Uint32())
	}
	var e fr.Element
	return *e.SetBytes(raw[:])
}

func seeded(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 0))
}

func drawn(n int, seed uint64) *mpcsetup.SrsCommons {
	r := seeded(seed)
	return powers(n, secret(r), secret(r), secret(r))
}

// domain is the smallest that a system fits.
func domain(system *cs.R1CS) int { return int(ecc.NextPowerOfTwo(uint64(system.GetNbConstraints()))) }

// equal wants gnark's and this package's results to be the same, and gives how long
// each took.
func equal(t testing.TB, system *cs.R1CS, commons *mpcsetup.SrsCommons) (theirs, ours time.Duration) {
	t.Helper()
	start := time.Now()
	want := new(mpcsetup.Phase2)
	wantEvaluations := want.Initialize(system, commons)
	theirs, start = time.Since(start), time.Now()

	got, gotEvaluations, err := Phase2(context.Background(), system, commons, nil)
	check(t, err)
	ours = time.Since(start)

	if !bytes.Equal(encode(t, got), encode(t, want)) {
		t.Fatal("the first state of phase 2 differs from gnark's")
	}
	if name := different(reflect.ValueOf(*gotEvaluations), reflect.ValueOf(wantEvaluations), "evaluations"); name != "" {
		t.Fatalf("%s differ from gnark's", name)
	}
	return theirs, ours
}

func encode(t testing.TB, p *mpcsetup.Phase2) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := p.WriteTo(&b)
	check(t, err)
	return b.Bytes()
}

// different names the first field that differs. No slices and empty ones are equal.
func different(a, b reflect.Value, name string) string {
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if d := different(a.Field(i), b.Field(i), name+"."+a.Type().Field(i).Name); d != "" {
				return d
			}
		}
	case reflect.Slice, reflect.Array:
		if a.Len() != b.Len() {
			return name
		}
		for i := range a.Len() {
			if d := different(a.Index(i), b.Index(i), name+"["+fmt.Sprint(i)+"]"); d != "" {
				return d
			}
		}
	default:
		if a.Interface() != b.Interface() {
			return name
		}
	}
	return ""
}

// A generated circuit is drawn from its seed: products of sums with coefficients of every
// length, sums that stand in several constraints, and commitments, also to commitments.
type generated struct {
	Public []frontend.Variable `gnark:",public"`
	Secret []frontend.Variable

	seed                     uint64
	constraints, commitments int
}

func (c *generated) Define(api frontend.API) error {
	r := seeded(c.seed)
	pool := slices.Concat(c.Public, c.Secret)
	pick := func() frontend.Variable { return pool[r.IntN(len(pool))] }
	coefficient := func() *big.Int {
		k := new(big.Int)
		switch r.IntN(6) {
		case 0:
			k.SetInt64(int64(r.IntN(9) - 4))
		case 1:
			k.Lsh(big.NewInt(1), uint(r.IntN(fr.Bits)))
		case 2:
			k.Rsh(fr.Modulus(), uint(1+r.IntN(fr.Bits-1)))
		default:
			for range 4 {
				k.Lsh(k, 64).Or(k, new(big.Int).SetUint64(r.Uint64()))
			}
			k.Rsh(k, uint(r.IntN(256)))
		}
		if r.IntN(2) == 0 {
			k.Neg(k)
		}
		return k
	}
	var kept frontend.Variable = 1
	sum := func() frontend.Variable {
		if r.IntN(3) == 0 {
			return kept
		}
		kept = api.Add(coefficient(), api.Mul(pick(), coefficient()))
		for range r.IntN(12) {
			kept = api.Add(kept, api.Mul(pick(), coefficient()))
		}
		return kept
	}
	commit := func(values ...frontend.Variable) error {
		committer, ok := api.(frontend.Committer)
		if !ok {
			return fmt.Errorf("%T has no commitments", api)
		}
		k, err := committer.Commit(values...)
		pool = append(pool, k)
		return err
	}
	for i := range c.constraints {
		s := sum()
		switch r.IntN(4) {
		case 0:
			api.AssertIsEqual(api.Mul(s, sum()), sum())
		case 1:
			pool = append(pool, api.Mul(s, s))
		default:
			pool = append(pool, api.Mul(s, sum()))
		}
		// What stands last: a commitment, a product, or a secret that no other commits to.
		if every := c.constraints / (c.commitments + 1); i < every*c.commitments && i%every == every-1 {
			new := []frontend.Variable{api.Mul(s, pick()), api.Mul(s, s)}
			if err := commit(append(new, pool[len(pool)-1], pool[0])...); err != nil {
				return err
			}
		}
	}
	for _, v := range c.Public { // gnark refuses inputs without constraints
		api.AssertIsEqual(api.Mul(v, v), v)
	}
	for _, v := range c.Secret {
		api.AssertIsEqual(api.Mul(v, v), v)
	}
	return nil
}

func compile(t testing.TB, c frontend.Circuit) *cs.R1CS {
	t.Helper()
	ccs, err := frontend.Compile(ecc.BN254.ScalarField(), r1cs.NewBuilder, c)
	check(t, err)
	system, ok := ccs.(*cs.R1CS)
	if !ok {
		t.Fatalf("%T", ccs)
	}
	return system
}

func generate(t testing.TB, seed uint64, public, secret, constraints, commitments int) *cs.R1CS {
	t.Helper()
	return compile(t, &generated{
		Public: make([]frontend.Variable, public), Secret: make([]frontend.Variable, secret),
		seed: seed, constraints: constraints, commitments: commitments,
	})
}

func TestEqualsGnarkOnGeneratedCircuits(t *testing.T) {
	for i, shape := range []struct{ public, secret, constraints, commitments int }{
		{0, 1, 0, 0}, // a domain of two, the smallest that compiles
		{1, 1, 0, 0},
		{1, 2, 1, 0},
		{0, 5, 3, 1},
		{3, 0, 5, 0},
		{2, 3, 20, 0},
		{2, 3, 20, 1},
		{1, 9, 50, 2},
		{5, 5, 100, 3},
		{20, 1, 100, 0},
		{1, 40, 200, 5},
		{5, 30, 300, 1},
	} {
		system := generate(t, uint64(i), shape.public, shape.secret, shape.constraints, shape.commitments)
		n := domain(system)
		t.Run(fmt.Sprintf("%d constraints of %d, %d commitments", system.GetNbConstraints(), n, shape.commitments), func(t *testing.T) {
			if c, ok := system.CommitmentInfo.(constraint.Groth16Commitments); !ok || len(c) != shape.commitments {
				t.Fatalf("commitments %v, want %d", c, shape.commitments)
			}
			equal(t, system, drawn(n, uint64(i)))
		})
	}
}

// Points that meet their equals, their negatives and infinity: without contributions all
// powers are the generator; at an element of the domain all Lagrange points but one are
// infinite.
func TestEqualsGnarkOnSpecialPowers(t *testing.T) {
	system := generate(t, 1, 2, 3, 20, 1)
	n := domain(system)
	root := fft.NewDomain(uint64(n)).Generator
	var two, minus fr.Element
	two.SetUint64(2)
	minus.SetInt64(-1)
	one := fr.One()
	for name, s := range map[string][3]fr.Element{
		"no contributions":        {one, one, one},
		"tau in the domain":       {root, two, two},
		"tau is minus one":        {minus, one, minus},
		"tau is zero":             {{}, one, two},
		"alpha and beta cancel":   {two, one, minus},
		"alpha and beta are zero": {two, {}, {}},
	} {
		t.Run(name, func(t *testing.T) { equal(t, system, powers(n, s[0], s[1], s[2])) })
	}
}

// gnark also takes powers for a larger domain than the circuit's.
func TestEqualsGnarkOnALargerDomain(t *testing.T) {
	system := generate(t, 2, 2, 3, 20, 1)
	equal(t, system, drawn(4*domain(system), 2))
}

func TestEqualsGnarkOnTheSmallestCircuit(t *testing.T) {
	if testing.Short() {
		t.Skip("gnark takes a minute or more for 2^14")
	}
	system := catalogued(t, "hba1c") // none has fewer constraints
	theirs, ours := equal(t, system, drawn(domain(system), 3))
	t.Logf("gnark %v, here %v", theirs, ours)
}

func TestRefusesPowersOfTheWrongLength(t *testing.T) {
	system := generate(t, 3, 2, 3, 20, 1)
	n := domain(system)
	for name, spoil := range map[string]func(c *mpcsetup.SrsCommons){
		"none":                 func(c *mpcsetup.SrsCommons) { *c = mpcsetup.SrsCommons{} },
		"half the domain":      func(c *mpcsetup.SrsCommons) { *c = *drawn(n/2, 4) },
		"no power of two":      func(c *mpcsetup.SrsCommons) { *c = *drawn(n+1, 4) },
		"short powers":         func(c *mpcsetup.SrsCommons) { c.G1.Tau = c.G1.Tau[:2*n-2] },
		"long powers":          func(c *mpcsetup.SrsCommons) { c.G1.Tau = append(c.G1.Tau, c.G1.Tau[0]) },
		"short with beta":      func(c *mpcsetup.SrsCommons) { c.G1.BetaTau = c.G1.BetaTau[:n-1] },
		"short with alpha":     func(c *mpcsetup.SrsCommons) { c.G1.AlphaTau = c.G1.AlphaTau[:n/2] },
		"long with alpha":      func(c *mpcsetup.SrsCommons) { c.G1.AlphaTau = append(c.G1.AlphaTau, c.G1.AlphaTau...) },
		"short in G2":          func(c *mpcsetup.SrsCommons) { c.G2.Tau = c.G2.Tau[:n-1] },
		"none in G2":           func(c *mpcsetup.SrsCommons) { c.G2.Tau = nil },
		"one more than needed": func(c *mpcsetup.SrsCommons) { c.G2.Tau = append(c.G2.Tau, c.G2.Tau[0]) },
	} {
		commons := drawn(n, 4)
		spoil(commons)
		if _, _, err := Phase2(context.Background(), system, commons, nil); !errors.Is(err, ErrCommons) {
			t.Errorf("%s: %v, want ErrCommons", name, err)
		}
	}
}

func TestRefusesOtherSystems(t *testing.T) {
	system := generate(t, 5, 2, 3, 20, 0)
	system.CommitmentInfo = constraint.PlonkCommitments{}
	if _, _, err := Phase2(context.Background(), system, drawn(domain(system), 5), nil); !errors.Is(err, ErrSystem) {
		t.Fatalf("%v, want ErrSystem", err)
	}
}

func TestLeavesThePowersAsTheyWere(t *testing.T) {
	system := generate(t, 6, 2, 3, 20, 1)
	commons := drawn(domain(system), 6)
	_, _, err := Phase2(context.Background(), system, commons, nil)
	check(t, err)
	if !reflect.DeepEqual(commons, drawn(domain(system), 6)) {
		t.Fatal("the powers changed")
	}
}

func TestTellsProgress(t *testing.T) {
	system := generate(t, 7, 2, 3, 100, 1)
	var last, all int64
	_, _, err := Phase2(context.Background(), system, drawn(domain(system), 7), func(done, total int64) {
		if done <= last || done > total || all != 0 && total != all {
			t.Errorf("%d of %d after %d of %d", done, total, last, all)
		}
		last, all = done, total
	})
	check(t, err)
	if last == 0 || last != all {
		t.Fatalf("ended at %d of %d", last, all)
	}
}

func TestEndsWithItsContext(t *testing.T) {
	system := generate(t, 8, 2, 3, 100, 1)
	commons := drawn(domain(system), 8)
	ctx, cancel := context.WithCancel(context.Background())
	after := 0
	p, e, err := Phase2(ctx, system, commons, func(done, total int64) {
		if done > total/2 {
			after++
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || p != nil || e != nil {
		t.Fatalf("%v, want Canceled and no results", err)
	}
	if most := runtime.GOMAXPROCS(0); after > most {
		t.Fatalf("%d more chunks after the end, want at most %d: one for each processor", after, most)
	}
	if _, _, err := Phase2(ctx, system, commons, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v, want Canceled from the start", err)
	}
}

// A hashing circuit has what the catalogue's have most of: Poseidon2 and range checks.
type hashing struct {
	Public frontend.Variable `gnark:",public"`
	Secret frontend.Variable
	hashes int
}

func (c *hashing) Define(api frontend.API) error {
	hasher, ranges := gadget.NewHasher(api), rangecheck.New(api)
	state := c.Secret
	for i := range c.hashes {
		var err error
		if state, err = hasher.Hash(state, c.Public, i); err != nil {
			return err
		}
		ranges.Check(api.Add(c.Secret, i), 16)
	}
	api.AssertIsEqual(state, c.Public)
	return nil
}

// The first circuit is for comparisons while working; the others have the sizes that
// matter. Each turn is this package, gnark, this package, so that a change of what else
// the machine does shows as a difference of the two.
func BenchmarkInitialize(b *testing.B) {
	b.Run("hashing", func(b *testing.B) { compare(b, compile(b, &hashing{hashes: 20})) })
	for _, name := range []string{"hba1c", "glucose-5min-30d"} {
		b.Run(name, func(b *testing.B) { compare(b, catalogued(b, name)) })
	}
}

func compare(b *testing.B, system *cs.R1CS) {
	commons := drawn(domain(system), 9)
	var theirs, first, second time.Duration
	for b.Loop() {
		start := time.Now()
		_, _, err := Phase2(context.Background(), system, commons, nil)
		first += time.Since(start)
		check(b, err)
		t, s := equal(b, system, commons)
		theirs, second = theirs+t, second+s
	}
	n := float64(b.N)
	b.ReportMetric(float64(system.GetNbConstraints()), "constraints")
	b.ReportMetric(first.Seconds()/n, "before-s/op")
	b.ReportMetric(theirs.Seconds()/n, "gnark-s/op")
	b.ReportMetric(second.Seconds()/n, "after-s/op")
	b.ReportMetric(2*theirs.Seconds()/(first+second).Seconds(), "times")
}

func catalogued(t testing.TB, name string) *cs.R1CS {
	t.Helper()
	c, err := catalogue.ByName(name)
	check(t, err)
	compiled, err := c.Compile()
	check(t, err)
	return compiled.System
}
