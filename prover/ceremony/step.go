package ceremony

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"time"

	"vitalproof/prover/ceremony/ptau"
)

// Step says who made a file of a phase, from which, and when. Its signature covers
// everything else in it.
type Step struct {
	Format      int       `json:"format"`
	Ceremony    string    `json:"ceremony"` // SHA-256 of ceremony.json
	Phase       int       `json:"phase"`
	Circuit     string    `json:"circuit,omitempty"` // in phase 2
	Index       int       `json:"index"`
	Contributor string    `json:"contributor"`
	Key         string    `json:"key"`      // Ed25519, hexadecimal
	Time        time.Time `json:"time"`     // as the contributor's clock had it
	Previous    string    `json:"previous"` // SHA-256 of the file it starts from; empty for an import
	SHA256      string    `json:"sha256"`   // of the file it made
	// PreviousStep is the SHA-256 of the step before, so that nobody puts another name
	// to it once somebody followed; empty for a first step.
	PreviousStep string  `json:"previous_step,omitempty"`
	Import       *Import `json:"import,omitempty"`
	Signature    string  `json:"signature"`
}

// Import says which powers of tau a first phase starts from.
type Import struct {
	BLAKE2b512    string `json:"blake2b_512"` // of the file, as it is published
	Power         int    `json:"power"`
	CeremonyPower int    `json:"ceremony_power"`
}

// Identity is a contributor's name and signing key.
type Identity struct {
	name string
	key  ed25519.PrivateKey
}

// NewIdentity joins a name and a key.
func NewIdentity(name string, key ed25519.PrivateKey) (*Identity, error) {
	if err := checkText("a contributor's name", name, maxNameBytes); err != nil {
		return nil, err
	}
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: a contributor's key has %d bytes", ErrPlan, len(key))
	}
	return &Identity{name: name, key: key}, nil
}

// Public is the key that others know the contributor by, hexadecimal.
func (i *Identity) Public() string {
	return hex.EncodeToString(i.key.Public().(ed25519.PublicKey)) //nolint:forcetypeassert // documented
}

// signedAs keeps a signature from meaning anything elsewhere.
const signedAs = "vitalproof ceremony contribution 1\n"

func (s *Step) message() ([]byte, error) {
	unsigned := *s
	unsigned.Signature = ""
	raw, err := marshal(unsigned)
	return append([]byte(signedAs), raw...), err
}

// hash is the SHA-256 of the step's file; "" of no step.
func (s *Step) hash() (string, error) {
	if s == nil {
		return "", nil
	}
	raw, err := marshal(s)
	return hexSum(raw), err
}

func (i *Identity) sign(s *Step) error {
	s.Contributor, s.Key = i.name, i.Public()
	message, err := s.message()
	if err != nil {
		return err
	}
	s.Signature = hex.EncodeToString(ed25519.Sign(i.key, message))
	return nil
}

func (s *Step) check() error {
	key, ok := unhex(s.Key, ed25519.PublicKeySize)
	if !ok {
		return fmt.Errorf("%w: no key of a contributor", ErrFile)
	}
	signature, ok := unhex(s.Signature, ed25519.SignatureSize)
	if !ok {
		return fmt.Errorf("%w: no signature", ErrFile)
	}
	message, err := s.message()
	if err != nil {
		return err
	}
	if !ed25519.Verify(key, message, signature) {
		return fmt.Errorf("%w: the signature of %q does not verify", ErrFile, s.Contributor)
	}
	if s.Format != format {
		return fmt.Errorf("%w: format %d, want %d", ErrFile, s.Format, format)
	}
	if !s.Time.Equal(s.Time.UTC().Truncate(time.Second)) || s.Time.Location() != time.UTC {
		return fmt.Errorf("%w: the time is not in whole seconds of UTC", ErrFile)
	}
	if s.Import != nil {
		if _, ok := unhex(s.Import.BLAKE2b512, ptau.HashBytes); !ok {
			return fmt.Errorf("%w: no hash of what was imported", ErrFile)
		}
	}
	return checkText("a contributor's name", s.Contributor, maxNameBytes)
}
