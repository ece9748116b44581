package series

import (
	"crypto/sha256"
	"io"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/frontend"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

// randomReader makes a seeded source into a reader, so that every run has the
// same keys.
type randomReader struct{ *rand.Rand }

func (r randomReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return len(p), nil
}

func seeded(seed string) *rand.Rand { return rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed)))) }

func randomField(r *rand.Rand) statement.Field {
	var b [48]byte
	_, _ = io.ReadFull(randomReader{r}, b[:])
	var f statement.Field
	f.SetBytes(b[:])
	return f
}

// scene is an honest situation that a test then spoils: an issuer set, a holder,
// a claim and a window of sealed days.
type scene struct {
	rand      *rand.Rand
	keys      []statement.PrivateKey // of the set; enough to fill more than one leaf node
	set       *statement.IssuerSet
	signer    statement.PrivateKey
	secret    statement.Secret
	scope     statement.Field
	context   statement.Field
	claim     claim.Claim
	start     statement.Field // head before the window
	end       claim.Day
	assurance int
	slots     []uint64
}

// newScene is a scene of days of 15 minutes, the smallest grid.
func newScene(t testing.TB, days int) *scene {
	t.Helper()
	return sceneOf(t, claim.Glucose15, days)
}

// sceneOf asks for nothing but a window of whole days that ends in a range of
// eleven days, under assurance level 2.
func sceneOf(t testing.TB, m claim.Metric, days int) *scene {
	t.Helper()
	s := &scene{rand: seeded("series scene")}
	const issuers = 9
	var public []statement.PublicKey
	for range issuers {
		key := s.newKey(t)
		s.keys = append(s.keys, key)
		public = append(public, key.Public())
	}
	var err error
	if s.set, err = statement.NewIssuerSet(public); err != nil {
		t.Fatal(err)
	}
	s.signer = s.keys[3]
	s.secret = s.newSecret(t)
	s.scope, s.context, s.start = randomField(s.rand), randomField(s.rand), randomField(s.rand)
	s.claim = claim.Claim{
		Metric: m, Days: days, EarliestEnd: 20000, LatestEnd: 20010,
		MinAssurance: 2, Limits: m.NoLimits(),
	}
	s.end, s.assurance = 20005, 3
	s.slots = filled(days*m.SlotsPerDay(), 100)
	return s
}

func (s *scene) newKey(t testing.TB) statement.PrivateKey {
	t.Helper()
	key, err := statement.NewPrivateKey(randomReader{s.rand})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (s *scene) newSecret(t testing.TB) statement.Secret {
	t.Helper()
	var b [statement.SecretBytes]byte
	_, _ = io.ReadFull(randomReader{s.rand}, b[:])
	secret, err := statement.SecretFromBytes(b[:])
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// filled gives a window whose first slots hold the values and whose other slots
// hold nothing, or with one value a window full of it.
func filled(slots int, values ...uint64) []uint64 {
	if len(values) == 1 {
		return slices.Repeat(values, slots)
	}
	return append(slices.Clone(values), make([]uint64, slots-len(values))...)
}

// runs repeats values: runs(100, 7, 200, 3) is seven 100 and three 200.
func runs(pairs ...int) []uint64 {
	var slots []uint64
	for i := 0; i < len(pairs); i += 2 {
		for range pairs[i+1] {
			slots = append(slots, uint64(pairs[i]))
		}
	}
	return slots
}

func (s *scene) window(values ...uint64) *scene {
	s.slots = filled(s.claim.Days*s.claim.Metric.SlotsPerDay(), values...)
	return s
}

// limit sets the bound of a row.
func (s *scene) limit(row string, value uint32, strict bool) *scene {
	s.claim.Metric.Set(&s.claim.Limits, row, claim.Bound{Value: value, Strict: strict})
	return s
}

// circuit assigns the scene and seals its window with the signer's key.
func (s *scene) circuit(t testing.TB) *Circuit {
	t.Helper()
	word, err := s.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(s.claim.Metric, s.claim.Days)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range s.slots {
		c.Readings[i] = v
	}
	c.Issuers, c.Claim, c.Scope, c.Context = s.set.Root(), word, s.scope, s.context
	c.Nullifier = s.secret.Nullifier(s.scope)
	c.HeadBefore, c.EndDay, c.Assurance, c.Secret = s.start, int(s.end), s.assurance, s.secret.Field()
	if path, err := s.set.Path(s.signer.Public()); err == nil {
		setPath(c, path)
	}
	s.seal(t, c)
	return c
}

func setPath(c *Circuit, path statement.IssuerPath) {
	for d := range path {
		for i := range path[d] {
			c.Path[d][i] = path[d][i]
		}
	}
}

// seal signs what stands in the circuit, whether or not an honest issuer would.
func (s *scene) seal(t testing.TB, c *Circuit) {
	t.Helper()
	s.sealAs(t, c, statement.HashKind(statement.KindSubject, field(c.Secret), keyX(s.signer), keyY(s.signer)), headOf(c))
}

func (s *scene) sealAs(t testing.TB, c *Circuit, subject, head statement.Field) {
	t.Helper()
	s.sealFor(t, c, c.Shape().Metric, subject, head)
}

func (s *scene) sealFor(t testing.TB, c *Circuit, m claim.Metric, subject, head statement.Field) {
	t.Helper()
	lane0 := sealLane0(m, field(c.EndDay), field(c.Assurance))
	r, scalar := sign(s.rand, s.signer, func(r twistededwards.PointAffine) *big.Int {
		return integer(statement.Hash(lane0, r.X, r.Y, keyX(s.signer), keyY(s.signer), subject, head))
	})
	c.Seal.AX, c.Seal.AY = s.signer.Public().Coordinates()
	c.Seal.RX, c.Seal.RY = r.X, r.Y
	frame.SetScalar(&c.Seal, scalar)
}

// sign is EdDSA for a challenge that the caller computes from R.
func sign(random *rand.Rand, key statement.PrivateKey, challenge func(twistededwards.PointAffine) *big.Int) (r twistededwards.PointAffine, scalar *big.Int) {
	f := randomField(random)
	order := curveOrder()
	nonce := new(big.Int).Mod(integer(f), order)
	r.ScalarMultiplicationBase(nonce)
	scalar = new(big.Int).Mul(challenge(r), privateScalar(key))
	scalar.Add(scalar, nonce)
	return r, scalar.Mod(scalar, order)
}

// privateScalar is the secret scalar in gnark-crypto's encoding of a key: public
// key, scalar, nonce seed.
func privateScalar(key statement.PrivateKey) *big.Int {
	return new(big.Int).SetBytes(key.Bytes()[32:64])
}

func curveOrder() *big.Int {
	curve := twistededwards.GetEdwardsCurve()
	return &curve.Order
}

func keyX(k statement.PrivateKey) statement.Field { x, _ := k.Public().Coordinates(); return x }
func keyY(k statement.PrivateKey) statement.Field { _, y := k.Public().Coordinates(); return y }

// field is the value that the circuit sees for an assigned variable.
func field(v frontend.Variable) statement.Field {
	var f statement.Field
	if _, err := f.SetInterface(v); err != nil {
		panic(err)
	}
	return f
}

func integer(f statement.Field) *big.Int { return f.BigInt(new(big.Int)) }

func add(f statement.Field, n int64) statement.Field {
	var d statement.Field
	d.SetInt64(n)
	return *f.Add(&f, &d)
}

// sealLane0 is SealMessage.Lane0 over the field, without its bounds.
func sealLane0(m claim.Metric, day, assurance statement.Field) statement.Field {
	sum := statement.Lane0(statement.KindSeal, big.NewInt(int64(m)<<statement.SealMetricShift))
	for _, part := range []struct {
		value statement.Field
		shift int
	}{{day, statement.SealDayShift}, {assurance, statement.SealAssuranceShift}} {
		var scale statement.Field
		scale.SetBigInt(power(part.shift))
		sum.Add(&sum, scale.Mul(&scale, &part.value))
	}
	return sum
}

// headOf is the head that the circuit's readings lead to, over the field and so
// also for readings that no block holds.
func headOf(c *Circuit) statement.Field {
	days, slots, bits := c.Shape().Days, c.Shape().Metric.SlotsPerDay(), c.Shape().Metric.ReadingBits()
	head := field(c.HeadBefore)
	for d := range days {
		block := c.Readings[d*slots : (d+1)*slots]
		for part, n := range statement.Parts(slots, bits) {
			lane0, rest := statement.LanePlaces(n, bits)
			day := add(field(c.EndDay), int64(d+1-days))
			day.Mul(&day, powerOf(statement.DayShift))
			low, kind := packed(block[:lane0], bits), statement.Lane0(statement.KindDay, new(big.Int).Lsh(big.NewInt(int64(part)), statement.PartShift))
			low.Add(&low, &day).Add(&low, &kind)
			lanes := []statement.Field{low, head}
			for _, place := range rest {
				lanes = append(lanes, packed(block[place[0]:place[1]], bits))
			}
			head, block = statement.Hash(lanes...), block[n:]
		}
	}
	return head
}

func packed(readings []frontend.Variable, bits int) statement.Field {
	var sum statement.Field
	for i := len(readings) - 1; i >= 0; i-- {
		r := field(readings[i])
		sum.Mul(&sum, powerOf(bits)).Add(&sum, &r)
	}
	return sum
}

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }

func powerOf(bit int) *statement.Field {
	var f statement.Field
	return f.SetBigInt(power(bit))
}

// withField gives a claim word with one field replaced by any integer, which may
// also be too wide for the field.
func withField(m claim.Metric, word *big.Int, name string, value int64) *big.Int {
	for _, f := range claim.Layout(m) {
		if f.Name != name {
			continue
		}
		mask := new(big.Int).Lsh(big.NewInt(1<<f.Width-1), uint(f.Offset))
		rest := new(big.Int).AndNot(word, mask)
		return rest.Add(rest, new(big.Int).Lsh(big.NewInt(value), uint(f.Offset)))
	}
	panic("no such field: " + name)
}

func fieldIndex(m claim.Metric, name string) int {
	return slices.IndexFunc(claim.Layout(m), func(f claim.Field) bool { return f.Name == name })
}

func modulus() *big.Int { return fr.Modulus() }
