package keys

import (
	"crypto/rand"
	"crypto/sha3"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
)

// developmentSeed is public, and with it the secret of every development key.
const developmentSeed = "vitalproof development keys 1: public, insecure"

// setupMutex lets one setup at a time read the seeded stream.
var setupMutex sync.Mutex

// DevelopmentSetup makes the development keys of a circuit: groth16.Setup with
// the randomness taken from a public seed and the circuit's id, so that it gives
// the same keys everywhere.
//
// gnark draws from crypto/rand.Reader and takes no other source: see
// seededReader.
func DevelopmentSetup(c *catalogue.Compiled) (*groth16bn254.ProvingKey, *groth16bn254.VerifyingKey, error) {
	setupMutex.Lock()
	defer setupMutex.Unlock()

	stream := sha3.NewSHAKE256()
	_, _ = stream.Write([]byte(developmentSeed))
	_, _ = stream.Write(c.ID[:])
	randomness.begin(stream)
	defer randomness.end()

	pk, vk := new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)
	if err := groth16bn254.Setup(c.System, pk, vk); err != nil {
		return nil, nil, fmt.Errorf("set up development keys of %s: %w", c.Circuit.Name, err)
	}
	return pk, vk, nil
}

// seededReader is crypto/rand.Reader in programs that can make development keys.
// It serves the system's randomness, always and to everyone, but for one caller:
// the groth16.Setup that DevelopmentSetup runs, told by the call stack, reads the
// seeded stream. A holder's secret or another setup at the same moment must not
// come from a public seed.
type seededReader struct {
	system io.Reader
	seeded atomic.Pointer[lockedReader]
}

type lockedReader struct {
	mutex sync.Mutex
	r     io.Reader
}

// randomness stands in for the variable from the start of the program, since
// replacing it later would race with those who read it.
var randomness = &seededReader{system: rand.Reader}

func init() { rand.Reader = randomness }

func (r *seededReader) begin(stream io.Reader) { r.seeded.Store(&lockedReader{r: stream}) }
func (r *seededReader) end()                   { r.seeded.Store(nil) }

// Read implements io.Reader.
func (r *seededReader) Read(p []byte) (int, error) {
	seeded := r.seeded.Load()
	if seeded == nil || !calledByDevelopmentSetup() {
		return r.system.Read(p)
	}
	seeded.mutex.Lock()
	defer seeded.mutex.Unlock()
	return io.ReadFull(seeded.r, p)
}

// calledByDevelopmentSetup looks for gnark's setup, called by ours, on the stack.
func calledByDevelopmentSetup() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	setup := false
	for {
		frame, more := frames.Next()
		switch {
		case strings.HasSuffix(frame.Function, "gnark/backend/groth16/bn254.Setup"):
			setup = true
		case setup && strings.HasSuffix(frame.Function, "prover/keys.DevelopmentSetup"):
			return true
		}
		if !more {
			return false
		}
	}
}
