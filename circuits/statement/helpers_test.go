package statement

import (
	"crypto/sha256"
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
	b := make(Block, m.SlotsPerDay())
	for i := range b {
		if r.IntN(5) != 0 {
			b[i] = uint16(claim.MinReading + r.IntN(claim.MaxReading-claim.MinReading+1))
		}
	}
	return b
}

// countingBlock is a day with the readings 39, 40, ... and a gap at every tenth
// slot, for known answers.
func countingBlock(m claim.Metric) Block {
	b := make(Block, m.SlotsPerDay())
	for i := range b {
		if i%10 != 9 {
			b[i] = uint16(claim.MinReading + i)
		}
	}
	return b
}
