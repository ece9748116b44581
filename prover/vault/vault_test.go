package vault

import (
	"bytes"
	"crypto/rand"
	"os"
	"path/filepath"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// TestMain makes scrypt cheap; TestDefaultWorkFactor sets it back.
func TestMain(m *testing.M) {
	scryptFactor = 4
	os.Exit(m.Run())
}

var passphrase = []byte("correct horse")

const firstDay claim.Day = 20_000

// world is an issuer, a holder and a record of a few days between them.
type world struct {
	key    statement.PrivateKey
	holder *Holder
	card   Card
	rec    *statement.Record
}

func newWorld(t testing.TB, days int) *world {
	t.Helper()
	key, err := statement.NewPrivateKey(rand.Reader)
	must(t, err)
	h, err := NewHolder()
	must(t, err)
	w := &world{key: key, holder: h, card: h.Card(key.Public())}
	w.rec, err = statement.NewRecord(key.Public(), w.card.Subject, claim.Glucose15, firstDay)
	must(t, err)
	must(t, w.rec.Append(key, 3, blocks(days)...))
	return w
}

// blocks are days with a distinctive pattern and a few empty slots.
func blocks(days int) []statement.Block {
	out := make([]statement.Block, days)
	for i := range out {
		out[i] = make(statement.Block, claim.Glucose15.SlotsPerDay())
		for j := range out[i] {
			if j%17 != 5 {
				out[i][j] = uint64(claim.MinReading + (i*131+j*j*37)%(claim.MaxReading-claim.MinReading+1))
			}
		}
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func encoded(t testing.TB, r *statement.Record) []byte {
	t.Helper()
	b, err := EncodeRecord(r)
	must(t, err)
	return b
}

func sameRecord(t testing.TB, a, b *statement.Record) {
	t.Helper()
	if !bytes.Equal(encoded(t, a), encoded(t, b)) {
		t.Fatal("the record has changed")
	}
}

// listing is what stands in a folder: name and content.
func listing(t testing.TB, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	out := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		must(t, err)
		out[e.Name()] = string(b)
	}
	return out
}
