package keys

import (
	"crypto/rand"
	"crypto/sha3"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"

	groth16bn254 "github.com/consensys/gnark/backend/groth16/bn254"

	"vitalproof/circuits/catalogue"
)

// developmentSeed is public, and with it the secret of every development key.
const developmentSeed = "vitalproof development keys 1: public, insecure"

// setupMutex lets one setup at a time replace the process's randomness.
var setupMutex sync.Mutex

// DevelopmentSetup makes the development keys of a circuit: groth16.Setup with
// the randomness taken from a public seed and the circuit's id, so that it gives
// the same keys everywhere.
//
// gnark draws from crypto/rand.Reader and takes no other source, so the variable
// is replaced while the setup runs. Whoever else reads it meanwhile still gets
// the system's randomness: see seededReader.
func DevelopmentSetup(c *catalogue.Compiled) (*groth16bn254.ProvingKey, *groth16bn254.VerifyingKey, error) {
	setupMutex.Lock()
	defer setupMutex.Unlock()

	stream := sha3.NewSHAKE256()
	_, _ = stream.Write([]byte(developmentSeed))
	_, _ = stream.Write(c.ID[:])

	system := rand.Reader
	rand.Reader = &seededReader{seeded: stream, system: system}
	defer func() { rand.Reader = system }()

	pk, vk := new(groth16bn254.ProvingKey), new(groth16bn254.VerifyingKey)
	if err := groth16bn254.Setup(c.System, pk, vk); err != nil {
		return nil, nil, fmt.Errorf("set up development keys of %s: %w", c.Circuit.Name, err)
	}
	return pk, vk, nil
}

// seededReader serves the seeded stream to gnark's setup and the system's
// randomness to everyone else, told apart by the call stack: a holder's secret
// drawn at the wrong moment must not come from a public seed.
type seededReader struct {
	mutex  sync.Mutex
	seeded io.Reader
	system io.Reader
}

func (r *seededReader) Read(p []byte) (int, error) {
	if !calledBySetup() {
		return r.system.Read(p)
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return io.ReadFull(r.seeded, p)
}

func calledBySetup() bool {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, "gnark/backend/groth16/bn254.Setup") {
			return true
		}
		if !more {
			return false
		}
	}
}
