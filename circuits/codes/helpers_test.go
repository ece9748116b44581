package codes

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

	"github.com/consensys/gnark/logger"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
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

// randomCodes are different valid ICD-10-CM codes, sorted.
func randomCodes(r *rand.Rand, n int) []uint64 {
	seen := map[uint64]bool{}
	for len(seen) < n {
		text := fmt.Sprintf("%c%d%d", 'A'+r.IntN(26), r.IntN(10), r.IntN(10))
		for range r.IntN(5) {
			text += string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[r.IntN(36)])
		}
		word, err := statement.ParseCode(claim.ICD10CM, text)
		if err != nil {
			panic(err)
		}
		seen[word] = true
	}
	words := make([]uint64, 0, n)
	for w := range seen {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// scene is an honest situation that a test then spoils.
type scene struct {
	rand           *rand.Rand
	signer         statement.PrivateKey
	issuers        *statement.IssuerSet
	secret         statement.Secret
	scope, context statement.Field
	salt           statement.Field
	claim          claim.Claim
	end            claim.Day
	set            *codeset.Set
	page           statement.Page

	in, out []uint64 // codes in the set, and others
}

// newScene asks that none of ten codes is in a set of 300.
func newScene(t testing.TB) *scene {
	t.Helper()
	s := &scene{rand: seeded("codes scene"), end: 20005}
	var err error
	if s.signer, err = statement.NewPrivateKey(randomReader{s.rand}); err != nil {
		t.Fatal(err)
	}
	if s.issuers, err = statement.NewIssuerSet([]statement.PublicKey{s.signer.Public()}); err != nil {
		t.Fatal(err)
	}
	var b [statement.SecretBytes]byte
	_, _ = io.ReadFull(randomReader{s.rand}, b[:])
	if s.secret, err = statement.SecretFromBytes(b[:]); err != nil {
		t.Fatal(err)
	}
	s.scope, s.context, s.salt = randomField(s.rand), randomField(s.rand), randomField(s.rand)
	all := randomCodes(s.rand, 400)
	s.rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	s.in, s.out = all[:300], all[300:]
	s.claim = claim.Claim{Metric: claim.ICD10CM, Days: 1, EarliestEnd: 20000, LatestEnd: 20010, Limits: claim.ICD10CM.NoLimits()}
	return s.of(t, s.in).list(s.out[:10]...).member(claim.MemberNotIn)
}

// of makes the claim about a set.
func (s *scene) of(t testing.TB, words []uint64) *scene {
	t.Helper()
	var err error
	if s.set, err = codeset.New(claim.ICD10CM, words); err != nil {
		t.Fatal(err)
	}
	s.claim.Set = s.set.ID()
	return s
}

// list is what the issuer seals, sorted.
func (s *scene) list(words ...uint64) *scene {
	s.page = make(statement.Page, statement.CodesLength)
	words = slices.Clone(words)
	slices.Sort(words)
	copy(s.page, words)
	return s
}

func (s *scene) member(v uint32) *scene {
	s.claim.Metric.Set(&s.claim.Limits, "member", claim.Bound{Value: v})
	return s
}

func (s *scene) window(t testing.TB) *statement.Window {
	t.Helper()
	w := &statement.Window{
		Metric: s.claim.Metric, Issuer: s.signer.Public(), Subject: s.secret.Subject(s.signer.Public()),
		EndDay: s.end, Assurance: 1, HeadBefore: s.salt, Page: s.page,
	}
	var err error
	if w.Seal, err = s.signer.Seal(w.Message()); err != nil {
		t.Fatal(err)
	}
	return w
}

// circuit assigns the scene.
func (s *scene) circuit(t testing.TB) *Circuit {
	t.Helper()
	w := frame.Witness{Window: s.window(t), Secret: s.secret, Set: s.set}
	var err error
	if w.Path, err = s.issuers.Path(s.signer.Public()); err != nil {
		t.Fatal(err)
	}
	word, err := s.claim.Word()
	if err != nil {
		t.Fatal(err)
	}
	w.Public = statement.PublicInputs{
		Issuers: s.issuers.Root(), Scope: s.scope, Nullifier: s.secret.Nullifier(s.scope), Context: s.context,
	}
	if w.Public.Claim, err = statement.FieldFromBig(word); err != nil {
		t.Fatal(err)
	}
	c, err := Assign(s.claim.Metric, 0, w)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// holds is the claim in plain code; the seal of a scene is always honest.
func (s *scene) holds(t testing.TB) error {
	t.Helper()
	if r := Evaluate(s.claim, s.window(t), s.set); !r.OK {
		return errors.New(r.Failed()[0].Name)
	}
	return nil
}

func fieldOf(n *big.Int) statement.Field {
	var f statement.Field
	f.SetBigInt(n)
	return f
}
