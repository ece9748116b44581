package benchmarks

import (
	"context"
	"testing"
	"time"

	"github.com/consensys/gnark-crypto/ecc"
	curve "github.com/consensys/gnark-crypto/ecc/bn254"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr/fft"
	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
)

const benchmarked = "glucose-5min-30d"

// load compiles the circuit and loads its key, from the user's cache.
func load(tb testing.TB) *keys.Loaded {
	tb.Helper()
	local.Silence()
	store, err := keys.Open("")
	if err != nil {
		tb.Fatal(err)
	}
	circuit, err := catalogue.ByName(benchmarked)
	if err != nil {
		tb.Fatal(err)
	}
	loaded, err := store.Load(context.Background(), circuit, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return loaded
}

// witness is an invented month that meets the adult consensus targets.
func witness(tb testing.TB, c catalogue.Circuit) frame.Witness {
	tb.Helper()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	secret, err := statement.SecretFromBytes([]byte("an invented secret of 31 bytes."))
	check(err)
	key, err := statement.NewPrivateKey(constant{})
	check(err)
	set, err := statement.NewIssuerSet([]statement.PublicKey{key.Public()})
	check(err)
	record, err := statement.NewRecord(key.Public(), secret.Subject(key.Public()), c.Metric, 20000)
	check(err)
	for d := range c.Days {
		block := make(statement.Block, c.Metric.SlotsPerDay())
		for i := range block {
			if i%10 != 0 {
				block[i] = uint64(75 + (i*i+17*d)%110)
			}
		}
		check(record.Append(key, 1, block))
	}
	window, err := record.Window(record.LastDay(), c.Days)
	check(err)
	preset, err := claim.Preset("consensus-2019-adult")
	check(err)
	asked, err := claim.New(c.Metric, c.Days, record.LastDay(), record.LastDay(), 1, preset.Targets)
	check(err)
	word, err := asked.Word()
	check(err)
	w := frame.Witness{Window: window, Secret: secret}
	w.Public.Issuers, w.Public.Scope, w.Public.Context = set.Root(), statement.ScopeText("bench"), statement.ScopeText("context")
	w.Public.Nullifier = secret.Nullifier(w.Public.Scope)
	w.Public.Claim, err = statement.FieldFromBig(word)
	check(err)
	w.Path, err = set.Path(key.Public())
	check(err)
	return w
}

// constant is a source of an invented issuer key.
type constant struct{}

func (constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 7
	}
	return len(p), nil
}

// raw does the multi-scalar multiplications and Fourier transforms of one proof:
// three inverse and three coset transforms for A, B and C, one inverse for H.
type raw struct {
	pk      *groth16bn254.ProvingKey
	domain  *fft.Domain
	scalars []fr.Element
	vector  []fr.Element
}

func newRaw(tb testing.TB, pk *groth16bn254.ProvingKey) *raw {
	tb.Helper()
	r := &raw{pk: pk, domain: fft.NewDomain(pk.Domain.Cardinality)}
	longest := max(len(pk.G1.A), len(pk.G1.B), len(pk.G1.K), len(pk.G1.Z), len(pk.G2.B), len(pk.CommitmentKeys[0].Basis))
	r.scalars = make([]fr.Element, longest)
	r.vector = make([]fr.Element, pk.Domain.Cardinality)
	for _, v := range [][]fr.Element{r.scalars, r.vector} {
		for i := range v {
			v[i].MustSetRandom()
		}
	}
	return r
}

func (r *raw) run(tb testing.TB) {
	tb.Helper()
	// Proving multiplies by the commitment key twice: D and its proof of knowledge.
	commitment := r.pk.CommitmentKeys[0]
	for _, points := range [][]curve.G1Affine{
		r.pk.G1.A, r.pk.G1.B, r.pk.G1.K, r.pk.G1.Z, commitment.Basis, commitment.BasisExpSigma,
	} {
		var out curve.G1Jac
		if _, err := out.MultiExp(points, r.scalars[:len(points)], ecc.MultiExpConfig{}); err != nil {
			tb.Fatal(err)
		}
	}
	var out curve.G2Jac
	if _, err := out.MultiExp(r.pk.G2.B, r.scalars[:len(r.pk.G2.B)], ecc.MultiExpConfig{}); err != nil {
		tb.Fatal(err)
	}
	for range 3 {
		r.domain.FFTInverse(r.vector, fft.DIF)
		r.domain.FFT(r.vector, fft.DIT, fft.OnCoset())
	}
	r.domain.FFTInverse(r.vector, fft.DIF, fft.OnCoset())
}

func BenchmarkProve(b *testing.B) {
	loaded := load(b)
	w := witness(b, loaded.Compiled.Circuit)
	floor := newRaw(b, loaded.Proving)
	floor.run(b) // both sides once before measuring
	if _, err := local.ProveWitness(context.Background(), loaded, w); err != nil {
		b.Fatal(err)
	}
	var proving, bare time.Duration
	b.ResetTimer()
	for range b.N {
		started := time.Now()
		if _, err := local.ProveWitness(context.Background(), loaded, w); err != nil {
			b.Fatal(err)
		}
		proving += time.Since(started)
		started = time.Now()
		floor.run(b)
		bare += time.Since(started)
	}
	n := float64(b.N)
	b.ReportMetric(proving.Seconds()*1000/n, "ms/prove")
	b.ReportMetric(bare.Seconds()*1000/n, "ms/raw")
	b.ReportMetric(proving.Seconds()/bare.Seconds(), "prove/raw")
	b.ReportMetric(0, "ns/op")
}

func BenchmarkVerify(b *testing.B) {
	loaded := load(b)
	a, err := local.ProveWitness(context.Background(), loaded, witness(b, loaded.Compiled.Circuit))
	if err != nil {
		b.Fatal(err)
	}
	entry, err := lock.ByName(benchmarked)
	if err != nil {
		b.Fatal(err)
	}
	vk, err := entry.VerifyingKey()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := a.VerifyWith(vk); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck is BenchmarkVerify with loading the verifying key each time, as
// a single verification from the command line does.
func BenchmarkCheck(b *testing.B) {
	loaded := load(b)
	a, err := local.ProveWitness(context.Background(), loaded, witness(b, loaded.Compiled.Circuit))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := a.Verify(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	circuit, err := catalogue.ByName(benchmarked)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := circuit.Compile(); err != nil {
			b.Fatal(err)
		}
	}
}
