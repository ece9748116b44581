package daily

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/logger"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/frame"
	"vitalproof/circuits/statement"
)

func TestMain(m *testing.M) {
	logger.Disable() // gnark logs each run of the test engine
	os.Exit(m.Run())
}

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

// scene is an honest situation that a test then spoils: an issuer set, a holder, a
// claim and a sealed page.
type scene struct {
	rand      *rand.Rand
	signer    statement.PrivateKey
	set       *statement.IssuerSet
	secret    statement.Secret
	scope     statement.Field
	context   statement.Field
	salt      statement.Field
	claim     claim.Claim
	end       claim.Day
	assurance int
	page      statement.Page
}

// window is the length of a scene's window.
const window = 30

// newScene asks for nothing but 30 days of steps that end in a range of eleven,
// under assurance level 2. Every day of the page has 5000 steps.
func newScene(t testing.TB) *scene {
	t.Helper()
	s := &scene{rand: seeded("daily scene")}
	var err error
	if s.signer, err = statement.NewPrivateKey(randomReader{s.rand}); err != nil {
		t.Fatal(err)
	}
	other, err := statement.NewPrivateKey(randomReader{s.rand})
	if err != nil {
		t.Fatal(err)
	}
	if s.set, err = statement.NewIssuerSet([]statement.PublicKey{other.Public(), s.signer.Public()}); err != nil {
		t.Fatal(err)
	}
	s.secret = s.newSecret(t)
	s.scope, s.context, s.salt = randomField(s.rand), randomField(s.rand), randomField(s.rand)
	s.claim = claim.Claim{
		Metric: claim.Steps, Days: window, EarliestEnd: 20000, LatestEnd: 20010,
		MinAssurance: 2, Limits: claim.Steps.NoLimits(),
	}
	s.end, s.assurance = 20005, 3
	return s.values(slices.Repeat([]uint64{5000}, statement.DailyLength)...)
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

// values are the page from the sealed day back; the days before have none.
func (s *scene) values(v ...uint64) *scene {
	s.page = make(statement.Page, statement.DailyLength)
	copy(s.page, v)
	return s
}

// put changes one place of the page.
func (s *scene) put(place int, v uint64) *scene {
	s.page[place] = v
	return s
}

// ask sets a limit of the claim.
func (s *scene) ask(name string, value uint32, strict bool) *scene {
	s.claim.Metric.Set(&s.claim.Limits, name, claim.Bound{Value: value, Strict: strict})
	return s
}

// runs repeats values: runs(100, 7, 0, 3) is seven 100 and three days without a
// value.
func runs(pairs ...uint64) []uint64 {
	var values []uint64
	for i := 0; i < len(pairs); i += 2 {
		values = append(values, slices.Repeat(pairs[i:i+1], int(pairs[i+1]))...)
	}
	return values
}

// circuit assigns the scene and seals its page with the signer's key.
func (s *scene) circuit(t testing.TB) *Circuit {
	t.Helper()
	word, err := s.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(s.claim.Metric, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range s.page {
		c.Values[i] = v
	}
	c.Issuers, c.Claim, c.Scope, c.Context = s.set.Root(), word, s.scope, s.context
	c.Nullifier = s.secret.Nullifier(s.scope)
	c.Salt, c.EndDay, c.Assurance, c.Secret = s.salt, int(s.end), s.assurance, s.secret.Field()
	path, err := s.set.Path(s.signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	for d := range path {
		for i := range path[d] {
			c.Path[d][i] = path[d][i]
		}
	}
	s.seal(t, c, headOf(c))
	return c
}

// seal signs a head for what stands in the circuit, whether or not an honest
// issuer would.
func (s *scene) seal(t testing.TB, c *Circuit, head statement.Field) {
	t.Helper()
	seal, err := s.signer.Seal(statement.SealMessage{
		Subject: s.secret.Subject(s.signer.Public()), Metric: c.Shape().Metric,
		Day: claim.Day(integer(field(c.EndDay)).Int64()), Head: head,
		Assurance: uint8(integer(field(c.Assurance)).Uint64()),
	})
	if err != nil {
		t.Fatal(err)
	}
	r, scalar, err := seal.Parts()
	if err != nil {
		t.Fatal(err)
	}
	c.Seal.AX, c.Seal.AY = s.signer.Public().Coordinates()
	c.Seal.RX, c.Seal.RY = r.X, r.Y
	frame.SetScalar(&c.Seal, scalar)
}

// headOf is the digest of the circuit's page over the field, and so also of values
// that no page holds.
func headOf(c *Circuit) statement.Field {
	bits := c.Shape().Metric.ReadingBits()
	head, values := field(c.Salt), c.Values
	for part, n := range statement.Parts(len(values), bits) {
		first, rest := statement.LanePlaces(n, bits)
		low := statement.Lane0(statement.KindPage, new(big.Int).Lsh(big.NewInt(int64(part)), statement.PartShift))
		day, numbers := field(c.EndDay), packed(values[:first], bits)
		day.Mul(&day, fieldOf(power(statement.DayShift)))
		low.Add(&low, &day).Add(&low, &numbers)
		lanes := []statement.Field{low, head}
		for _, place := range rest {
			lanes = append(lanes, packed(values[place[0]:place[1]], bits))
		}
		head, values = statement.Hash(lanes...), values[n:]
	}
	return head
}

func packed(values []frontend.Variable, bits int) statement.Field {
	var sum statement.Field
	for i := len(values) - 1; i >= 0; i-- {
		v := field(values[i])
		sum.Mul(&sum, fieldOf(power(bits))).Add(&sum, &v)
	}
	return sum
}

// field is the value that the circuit sees for an assigned variable.
func field(v frontend.Variable) statement.Field {
	var f statement.Field
	if _, err := f.SetInterface(v); err != nil {
		panic(err)
	}
	return f
}

func fieldOf(n *big.Int) *statement.Field { return new(statement.Field).SetBigInt(n) }

func integer(f statement.Field) *big.Int { return f.BigInt(new(big.Int)) }

func power(bit int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(bit)) }

func add(f statement.Field, n int64) statement.Field {
	var d statement.Field
	d.SetInt64(n)
	return *f.Add(&f, &d)
}

// holds is the statement in plain code, for the values assigned to a circuit and
// the issuer set of its scene: nil if it is true. What packages claim and statement
// refuse to represent is false.
func (s *scene) holds(c *Circuit) error {
	asked, err := claim.FromWord(integer(field(c.Claim)))
	if err != nil {
		return err
	}
	end, assurance := integer(field(c.EndDay)), integer(field(c.Assurance))
	if end.BitLen() > 30 || assurance.BitLen() > 7 {
		return errors.New("no such day or assurance level")
	}
	w := &statement.Window{
		Metric: c.Shape().Metric, EndDay: claim.Day(end.Int64()), Assurance: uint8(assurance.Uint64()),
		HeadBefore: field(c.Salt), Page: make(statement.Page, len(c.Values)),
	}
	for i, v := range c.Values {
		n := integer(field(v))
		if n.BitLen() > 63 {
			return statement.ErrReading
		}
		w.Page[i] = n.Uint64()
	}
	if r := Evaluate(asked, w, nil); !r.OK {
		return fmt.Errorf("claim not met: %v", r.Failed())
	}
	point := twistededwards.PointAffine{X: field(c.Seal.AX), Y: field(c.Seal.AY)}
	compressed := point.Bytes()
	if w.Issuer, err = statement.PublicKeyFromBytes(compressed[:]); err != nil {
		return err
	}
	if _, err := s.set.Path(w.Issuer); err != nil || field(c.Issuers) != s.set.Root() {
		return statement.ErrUnknownIssuer
	}
	w.Subject = statement.HashKind(statement.KindSubject, field(c.Secret), point.X, point.Y)
	if w.Seal, err = plainSeal(c); err != nil {
		return err
	}
	if err := w.Verify(); err != nil {
		return err
	}
	if field(c.Nullifier) != statement.HashKind(statement.KindNullifier, field(c.Secret), field(c.Scope)) {
		return errors.New("another nullifier")
	}
	return nil
}

func plainSeal(c *Circuit) (statement.Seal, error) {
	var seal statement.Seal
	r := twistededwards.PointAffine{X: field(c.Seal.RX), Y: field(c.Seal.RY)}
	if !r.IsOnCurve() {
		return seal, statement.ErrSeal
	}
	scalar := new(big.Int)
	for i, b := range c.Seal.S {
		scalar.SetBit(scalar, i, uint(integer(field(b)).Uint64()))
	}
	b := r.Bytes()
	copy(seal[:32], b[:])
	scalar.FillBytes(seal[32:])
	return seal, nil
}
