package statement

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"vitalproof/circuits/claim"
)

// seeded is a source of randomness that is the same in every run.
func seeded(seed string) *rand.Rand { return rand.New(rand.NewChaCha8(sha256.Sum256([]byte(seed)))) }

type randomReader struct{ *rand.Rand }

func (r randomReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r.Uint32())
	}
	return len(p), nil
}

func newKey(t testing.TB, seed string) PrivateKey {
	t.Helper()
	key, err := NewPrivateKey(randomReader{seeded(seed)})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newSecret(t testing.TB, seed string) Secret {
	t.Helper()
	var b [SecretBytes]byte
	_, _ = randomReader{seeded(seed)}.Read(b[:])
	s, err := SecretFromBytes(b[:])
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func number(n uint64) (f Field) { f.SetUint64(n); return f }

func pow2(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }

// randomBlock is a day of readings, some of them missing.
func randomBlock(r *rand.Rand, m claim.Metric) Block {
	b, ch := make(Block, m.SlotsPerDay()), m.Channels()[0]
	for i := range b {
		if r.IntN(5) != 0 {
			b[i] = ch.Min + r.Uint64N(ch.Max-ch.Min+1)
		}
	}
	return b
}

// countingBlock is a day that counts through the readings, with a gap at every
// tenth slot, for known answers.
func countingBlock(m claim.Metric) Block {
	b, ch := make(Block, m.SlotsPerDay()), m.Channels()[0]
	for i := range b {
		if i%10 != 9 {
			b[i] = ch.Min + uint64(i)%(ch.Max-ch.Min+1)
		}
	}
	return b
}

// randomEntry is a word of a metric without a chain of days.
func randomEntry(t testing.TB, r *rand.Rand, m claim.Metric) uint64 {
	t.Helper()
	draw := func(ch claim.Channel) uint64 { return ch.Min + r.Uint64N(ch.Max-ch.Min+1) }
	switch m.Family() {
	case claim.Daily:
		return draw(m.Channels()[0])
	case claim.Panel:
		word := draw(m.Channels()[0])
		if len(m.Channels()) > 1 {
			word = PanelWord(word, draw(m.Channels()[1]))
		}
		return word
	case claim.Codes:
		codes := codesOf(t, m)
		return codes[r.IntN(len(codes))]
	}
	t.Fatal("a metric with a chain")
	return 0
}

// codesOf are some hundred different codes of a system.
func codesOf(t testing.TB, m claim.Metric) []uint64 {
	t.Helper()
	var words []uint64
	for word := uint64(1); m == claim.CPICPhenotype && word < 100; word++ {
		if validCode(m, word) {
			words = append(words, word)
		}
	}
	for i := 0; m == claim.ICD10CM && i < 100; i++ {
		words = append(words, code(t, m, fmt.Sprintf("%c%02d.%d", 'A'+i%26, i, i%7)))
	}
	for id := uint64(100001001); m == claim.SNOMED && len(words) < 100; id++ {
		if validCode(m, id) {
			words = append(words, id)
		}
	}
	return words
}

func code(t testing.TB, m claim.Metric, text string) uint64 {
	t.Helper()
	word, err := ParseCode(m, text)
	if err != nil {
		t.Fatal(err)
	}
	return word
}
