package vault

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"vitalproof/circuits/statement"
)

// Formats of the issuer's files.
const (
	IssuerFormat       = "vitalproof/issuer/1"
	IssuerPublicFormat = "vitalproof/issuer-public/1"
)

type issuerFile struct {
	Format string `json:"format"`
	Key    string `json:"private_key"`
}

// SaveIssuer writes an issuer's private key, encrypted with a passphrase.
func SaveIssuer(path string, key statement.PrivateKey, passphrase []byte, opts ...Option) error {
	if key.IsZero() {
		return statement.ErrPrivateKey
	}
	plain, err := marshalIssuer(key)
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

// LoadIssuer reads an issuer's private key. It fails with ErrPassphrase or
// ErrCorrupt.
func LoadIssuer(path string, passphrase []byte) (statement.PrivateKey, error) {
	sealed, err := readFile(path, maxPassphraseFile)
	if err != nil {
		return statement.PrivateKey{}, err
	}
	plain, err := openPassphrase(sealed, passphrase, maxSecretBytes)
	if err != nil {
		return statement.PrivateKey{}, err
	}
	defer clear(plain)
	key, err := parseIssuer(plain)
	if err != nil {
		return statement.PrivateKey{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return key, nil
}

func marshalIssuer(key statement.PrivateKey) ([]byte, error) {
	b := key.Bytes()
	defer clear(b)
	return marshalJSON(issuerFile{IssuerFormat, hex.EncodeToString(b)})
}

func parseIssuer(raw []byte) (key statement.PrivateKey, err error) {
	var f issuerFile
	if err := parseJSON(raw, maxSecretBytes, &f); err != nil {
		return key, err
	}
	if f.Format != IssuerFormat {
		return key, errors.New("format is not " + IssuerFormat)
	}
	b, err := hex.DecodeString(f.Key)
	if err != nil {
		return key, statement.ErrPrivateKey
	}
	defer clear(b)
	if key, err = statement.PrivateKeyFromBytes(b); err != nil {
		return key, err
	}
	return key, canonical(raw, func() ([]byte, error) { return marshalIssuer(key) })
}

// IssuerPublic is an issuer's key with a name for people to read. Nothing binds
// the name to the key.
type IssuerPublic struct {
	Key  statement.PublicKey
	Name string
}

type issuerPublicFile struct {
	Format string `json:"format"`
	Key    string `json:"key"`
	Name   string `json:"name"`
}

func (p IssuerPublic) check() error {
	if err := checkKey(p.Key); err != nil {
		return err
	}
	return checkName(p.Name)
}

// checkName bounds a name: it is printed on terminals and in lists, so it has no
// line breaks, no control characters and no invisible direction marks.
func checkName(name string) error {
	if name == "" || name != strings.TrimSpace(name) ||
		!utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxName {
		return fmt.Errorf("a name has 1 to %d characters and no space around it", MaxName)
	}
	if strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return errors.New("the name has a character that cannot be printed")
	}
	return nil
}

// MarshalIssuerPublic writes the file form.
func MarshalIssuerPublic(p IssuerPublic) ([]byte, error) {
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	return marshalJSON(issuerPublicFile{IssuerPublicFormat, formatKey(p.Key), p.Name})
}

// ReadIssuerPublic reads an issuer's public file. It fails with ErrIssuer.
func ReadIssuerPublic(r io.Reader) (IssuerPublic, error) {
	raw, err := readAll(r, MaxCardBytes, ErrIssuer)
	if err != nil {
		return IssuerPublic{}, err
	}
	return ParseIssuerPublic(raw)
}

// ParseIssuerPublic is ReadIssuerPublic on bytes.
func ParseIssuerPublic(raw []byte) (IssuerPublic, error) {
	p, err := parseIssuerPublic(raw)
	if err != nil {
		return IssuerPublic{}, fmt.Errorf("%w: %w", ErrIssuer, err)
	}
	return p, nil
}

func parseIssuerPublic(raw []byte) (p IssuerPublic, err error) {
	var f issuerPublicFile
	if err := parseJSON(raw, MaxCardBytes, &f); err != nil {
		return p, err
	}
	if f.Format != IssuerPublicFormat {
		return p, errors.New("format is not " + IssuerPublicFormat)
	}
	p.Name = f.Name
	if p.Key, err = parseKey(f.Key); err != nil {
		return p, err
	}
	return p, canonical(raw, func() ([]byte, error) { return MarshalIssuerPublic(p) })
}
