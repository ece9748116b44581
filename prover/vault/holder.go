package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"vitalproof/circuits/statement"
)

// HolderFormat is the first field inside a holder file.
const HolderFormat = "vitalproof/holder/1"

// Holder is what a holder must not lose and nobody else may have: the secret,
// and the key that records are encrypted to. It comes from NewHolder or
// LoadHolder, and prints as "REDACTED" in every form.
type Holder struct {
	// A function, since fmt does not call the methods below for an unexported field
	// of somebody else's struct, and then follows pointers, but not into functions.
	keys func() holderKeys
}

type holderKeys struct {
	secret   statement.Secret
	identity *age.X25519Identity
}

func holderOf(secret statement.Secret, identity *age.X25519Identity) *Holder {
	k := holderKeys{secret, identity}
	return &Holder{func() holderKeys { return k }}
}

type holderFile struct {
	Format   string `json:"format"`
	Secret   string `json:"secret"`
	Identity string `json:"identity"`
}

// NewHolder draws a secret and a key.
func NewHolder() (*Holder, error) {
	secret, err := statement.NewSecret()
	if err != nil {
		return nil, err
	}
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, errors.New("draw a holder's key: no randomness")
	}
	return holderOf(secret, identity), nil
}

// Save writes the holder file, encrypted with a passphrase.
func (h *Holder) Save(path string, passphrase []byte, opts ...Option) error {
	plain, err := h.marshal()
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

// LoadHolder reads a holder file. It fails with ErrPassphrase or ErrCorrupt.
func LoadHolder(path string, passphrase []byte) (*Holder, error) {
	sealed, err := readFile(path, maxPassphraseFile)
	if err != nil {
		return nil, err
	}
	plain, err := openPassphrase(sealed, passphrase, maxSecretBytes)
	if err != nil {
		return nil, err
	}
	defer clear(plain)
	h, err := parseHolder(plain)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return h, nil
}

func (h *Holder) marshal() ([]byte, error) {
	if h == nil || h.keys == nil {
		return nil, errors.New("the holder is empty")
	}
	k := h.keys()
	return marshalJSON(holderFile{HolderFormat, hex.EncodeToString(k.secret.Bytes()), k.identity.String()})
}

func parseHolder(raw []byte) (*Holder, error) {
	var f holderFile
	if err := parseJSON(raw, maxSecretBytes, &f); err != nil {
		return nil, err
	}
	if f.Format != HolderFormat {
		return nil, errors.New("format is not " + HolderFormat)
	}
	b, err := hex.DecodeString(f.Secret)
	if err != nil {
		return nil, statement.ErrSecret
	}
	defer clear(b)
	secret, err := statement.SecretFromBytes(b)
	if err != nil {
		return nil, err
	}
	identity, err := age.ParseX25519Identity(f.Identity)
	if err != nil {
		return nil, errors.New("not a key to decrypt with") // age's error may quote it
	}
	h := holderOf(secret, identity)
	return h, canonical(raw, h.marshal)
}

// Secret is what subjects and nullifiers are made of.
func (h *Holder) Secret() statement.Secret { return h.keys().secret }

// Card is what the holder gives an issuer to be sealed for.
func (h *Holder) Card(issuer statement.PublicKey) Card {
	k := h.keys()
	return Card{issuer, k.secret.Subject(issuer), k.identity.Recipient()}
}

// String and its relatives keep a holder out of logs and errors.
func (h Holder) String() string { return "REDACTED" }

// GoString keeps a holder out of %#v.
func (h Holder) GoString() string { return "REDACTED" }

// Format keeps a holder out of every other verb.
func (h Holder) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "REDACTED") }

// MarshalText keeps a holder out of JSON and text encoders.
func (h Holder) MarshalText() ([]byte, error) { return []byte("REDACTED"), nil }
