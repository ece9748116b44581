package keys

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha3"
	"encoding/hex"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
)

// counting counts what passes and, if wanted, keeps it.
type counting struct {
	r     io.Reader
	n     atomic.Int64
	keep  bool
	bytes []byte // only one reader at a time when keep is set
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	if c.keep {
		c.bytes = append(c.bytes, p[:n]...)
	}
	return n, err
}

func seedOf(c *catalogue.Compiled) io.Reader {
	stream := sha3.NewSHAKE256()
	_, _ = stream.Write([]byte(developmentSeed))
	_, _ = stream.Write(c.ID[:])
	return stream
}

// A holder's secret that is drawn while keys are made must not come from the
// public seed, nor may the draw disturb the keys.
func TestNobodyElseReadsTheSeededStreamWhileKeysAreMade(t *testing.T) {
	slow(t)
	c := compiled(t)
	_, e := circuit(t)
	system := &counting{r: randomness.system}
	stream := make([]byte, 1<<20) // far more than a setup reads
	if _, err := io.ReadFull(seedOf(c), stream); err != nil {
		t.Fatal(err)
	}

	// The system's part is counted. Nothing else of this process runs here.
	before := randomness.system
	randomness.system = system
	defer func() { randomness.system = before }()
	const others, size = 3, 48
	var drawn [others][][]byte
	var stop atomic.Bool
	var wg sync.WaitGroup
	for i := range others {
		wg.Go(func() {
			for !stop.Load() {
				p := make([]byte, size)
				if _, err := io.ReadFull(rand.Reader, p); err != nil {
					t.Error(err)
					return
				}
				drawn[i] = append(drawn[i], p)
				time.Sleep(50 * time.Microsecond) // leave the setup some of the machine
			}
		})
	}
	pk, vk, err := DevelopmentSetup(c)
	stop.Store(true)
	wg.Wait()
	if err != nil {
		t.Fatal(err)
	}

	total := 0
	for i := range drawn {
		total += len(drawn[i])
		if len(drawn[i]) == 0 {
			t.Error("nobody drew while keys were made")
		}
		for _, p := range drawn[i] {
			if bytes.Contains(stream, p[:16]) {
				t.Fatal("bytes of the public seed were handed out")
			}
		}
	}
	if got := system.n.Load(); got != int64(size*total) {
		t.Errorf("%d bytes came from the system, and %d were drawn", got, size*total)
	}
	// The setup read the stream from its start without a gap: the keys are the
	// pinned ones, and so is the verifying key that everyone checks against.
	var raw bytes.Buffer
	if _, err := pk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(raw.Bytes()); hex.EncodeToString(sum[:]) != e.ProvingKeySHA256 {
		t.Error("the proving key is not the pinned one")
	}
	raw.Reset()
	if _, err := vk.WriteRawTo(&raw); err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile("../../circuits/lock/vk/" + smallest + ".vk")
	if err != nil || !bytes.Equal(raw.Bytes(), committed) {
		t.Errorf("the verifying key is not the committed one: %v", err)
	}
}

// Without our setup on the stack there is nothing but the system's randomness,
// even while the seeded stream is open.
func TestTheSeededReaderServesTheSystemOutsideASetup(t *testing.T) {
	seeded, system := &counting{r: zeros{}}, &counting{r: randomness.system}
	r := &seededReader{system: system}
	for _, open := range []bool{false, true} {
		if open {
			r.begin(seeded)
		}
		done := make(chan struct{})
		for _, draw := range []func(){
			func() { _, _ = io.ReadFull(r, make([]byte, 32)) },
			func() { go func() { _, _ = io.ReadFull(r, make([]byte, 32)); done <- struct{}{} }(); <-done },
			func() { Setup(r) },
		} {
			before := system.n.Load()
			draw()
			if system.n.Load() != before+32 || seeded.n.Load() != 0 {
				t.Errorf("%d bytes from the system, %d from the seed", system.n.Load()-before, seeded.n.Load())
			}
		}
	}
}

// A setup that somebody else runs, of keys that matter, must not read the public
// seed while ours does.
func TestAnotherSetupDoesNotReadTheSeed(t *testing.T) {
	slow(t)
	c := compiled(t)
	seeded := &counting{r: zeros{}}
	randomness.begin(seeded)
	defer randomness.end()
	if err := groth16bn254.Setup(c.System, new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)); err != nil {
		t.Fatal(err)
	}
	if n := seeded.n.Load(); n != 0 {
		t.Errorf("another setup read %d bytes of the seed", n)
	}
}

// Setup has the name of gnark's function, in another package.
func Setup(r io.Reader) { _, _ = io.ReadFull(r, make([]byte, 32)) }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
