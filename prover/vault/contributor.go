package vault

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
)

// ContributorFormat is the format of a contributor's file.
const ContributorFormat = "vitalproof/contributor/1"

// Contributor is somebody who contributes to ceremonies: a name for people to read,
// and the Ed25519 key (RFC 8032) that signs contributions.
type Contributor struct {
	Name string
	Key  ed25519.PrivateKey
}

type contributorFile struct {
	Format string `json:"format"`
	Name   string `json:"name"`
	Seed   string `json:"ed25519_seed"`
}

// ErrContributor reports a name that cannot be used.
var ErrContributor = errors.New("not a contributor")

// SaveContributor writes a contributor's key, encrypted with a passphrase.
func SaveContributor(path string, c Contributor, passphrase []byte, opts ...Option) error {
	plain, err := marshalContributor(c)
	if err != nil {
		return err
	}
	defer clear(plain)
	sealed, err := sealPassphrase(plain, passphrase)
	if err != nil {
		return err
	}
	return WritePrivate(path, sealed, opts...)
}

// LoadContributor reads a contributor's key. It fails with ErrPassphrase or
// ErrCorrupt.
func LoadContributor(path string, passphrase []byte) (Contributor, error) {
	sealed, err := readFile(path, maxPassphraseFile)
	if err != nil {
		return Contributor{}, err
	}
	plain, err := openPassphrase(sealed, passphrase, maxSecretBytes)
	if err != nil {
		return Contributor{}, err
	}
	defer clear(plain)
	c, err := parseContributor(plain)
	if err != nil {
		return Contributor{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return c, nil
}

func marshalContributor(c Contributor) ([]byte, error) {
	if err := checkName(c.Name); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrContributor, err)
	}
	if len(c.Key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: no key", ErrContributor)
	}
	return marshalJSON(contributorFile{ContributorFormat, c.Name, hex.EncodeToString(c.Key.Seed())})
}

func parseContributor(raw []byte) (c Contributor, err error) {
	var f contributorFile
	if err := parseJSON(raw, maxSecretBytes, &f); err != nil {
		return c, err
	}
	if f.Format != ContributorFormat {
		return c, errors.New("format is not " + ContributorFormat)
	}
	seed, err := hex.DecodeString(f.Seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		return c, fmt.Errorf("%w: no key", ErrContributor)
	}
	defer clear(seed)
	c = Contributor{f.Name, ed25519.NewKeyFromSeed(seed)}
	return c, canonical(raw, func() ([]byte, error) { return marshalContributor(c) })
}
