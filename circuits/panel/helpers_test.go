package panel

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"os"
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

// window is the length of a scene's window, in days.
const window = 30

// newScene asks for nothing but the latest of 30 days of blood pressure that end in
// a range of eleven, under assurance level 2. Three measurements are in the window
// and one is older.
func newScene(t testing.TB) *scene { return sceneOf(t, claim.BloodPressure) }

func sceneOf(t testing.TB, m claim.Metric) *scene {
	t.Helper()
	s := &scene{rand: seeded("panel scene")}
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
		Metric: m, Days: window, EarliestEnd: 20000, LatestEnd: 20010,
		MinAssurance: 2, Limits: m.NoLimits(),
	}
	s.end, s.assurance = 20005, 3
	if m == claim.BMI {
		return s.measured(Measurement{700, 175, 2}, Measurement{800, 175, 40})
	}
	return s.measured(Measurement{118, 76, 2}, Measurement{124, 78, 10}, Measurement{126, 79, 20}, Measurement{150, 95, 40})
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

// measured makes the page, the latest first.
func (s *scene) measured(all ...Measurement) *scene {
	s.page = pageOf(all...)
	return s
}

func pageOf(all ...Measurement) statement.Page {
	page := make(statement.Page, statement.PanelLength)
	for i, m := range all {
		page[i] = statement.AgedWord(statement.PanelWord(m.A, m.B), claim.Day(m.Age))
	}
	return page
}

// put changes one place of the page.
func (s *scene) put(place int, m Measurement) *scene {
	s.page[place] = pageOf(m)[0]
	return s
}

// take sets which measurements the claim counts, and of how many an average is.
func (s *scene) take(take, last uint32) *scene {
	return s.ask("take", take, false).ask("last", last, false)
}

// ask sets a limit of the claim.
func (s *scene) ask(name string, value uint32, strict bool) *scene {
	s.claim.Metric.Set(&s.claim.Limits, name, claim.Bound{Value: value, Strict: strict})
	return s
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
		word, age := statement.SplitAged(v)
		a, b := statement.SplitWord(word)
		c.A[i], c.B[i], c.Age[i] = a, b, int(age)
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

// headOf is the digest of the circuit's page over the field, and so also of
// numbers that no page holds.
func headOf(c *Circuit) statement.Field {
	bits := statement.PageBits(c.Shape().Metric)
	words := make([]statement.Field, len(c.A))
	for i := range words {
		words[i] = join(13, field(c.A[i]), field(c.B[i]), field(c.Age[i]))
	}
	head := field(c.Salt)
	for part, n := range statement.Parts(len(words), bits) {
		first, rest := statement.LanePlaces(n, bits)
		low := statement.Lane0(statement.KindPage, new(big.Int).Lsh(big.NewInt(int64(part)), statement.PartShift))
		day, numbers := field(c.EndDay), join(bits, words[:first]...)
		day.Mul(&day, fieldOf(power(statement.DayShift)))
		low.Add(&low, &day).Add(&low, &numbers)
		lanes := []statement.Field{low, head}
		for _, place := range rest {
			lanes = append(lanes, join(bits, words[place[0]:place[1]]...))
		}
		head, words = statement.Hash(lanes...), words[n:]
	}
	return head
}

// join packs numbers over the field, each at a multiple of bits.
func join(bits int, numbers ...statement.Field) statement.Field {
	var sum statement.Field
	for i := len(numbers) - 1; i >= 0; i-- {
		sum.Mul(&sum, fieldOf(power(bits))).Add(&sum, &numbers[i])
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
		HeadBefore: field(c.Salt), Page: make(statement.Page, len(c.A)),
	}
	for i := range c.A {
		a, b, age := integer(field(c.A[i])), integer(field(c.B[i])), integer(field(c.Age[i]))
		if max(a.BitLen(), b.BitLen()) > claim.ChannelBits || age.BitLen() > statement.AgeBits {
			return statement.ErrReading
		}
		w.Page[i] = pageOf(Measurement{a.Uint64(), b.Uint64(), int(age.Int64())})[0]
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
