package vault

import (
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"vitalproof/circuits/statement"
)

// CardFormat is the first field of a card.
const CardFormat = "vitalproof/card/1"

// Card is what a holder gives an issuer: whom to seal for and whom to encrypt
// to. It is no secret, but whoever has it recognises the subject. That the card
// comes from the person it is filed under is for the issuer to check.
type Card struct {
	Issuer    statement.PublicKey
	Subject   statement.Field
	Recipient *age.X25519Recipient
}

type cardFile struct {
	Format    string `json:"format"`
	Issuer    string `json:"issuer"`
	Subject   string `json:"subject"`
	Recipient string `json:"recipient"`
}

// MarshalCard writes the file form.
func MarshalCard(c Card) ([]byte, error) {
	if c.Recipient == nil {
		return nil, fmt.Errorf("%w: no recipient", ErrCard)
	}
	if err := checkKey(c.Issuer); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCard, err)
	}
	return marshalJSON(cardFile{
		CardFormat, formatKey(c.Issuer), statement.FormatField(c.Subject), c.Recipient.String(),
	})
}

// ReadCard reads a card. It fails with ErrCard.
func ReadCard(r io.Reader) (Card, error) {
	raw, err := readAll(r, MaxCardBytes, ErrCard)
	if err != nil {
		return Card{}, err
	}
	return ParseCard(raw)
}

// ParseCard is ReadCard on bytes.
func ParseCard(raw []byte) (Card, error) {
	c, err := parseCard(raw)
	if err != nil {
		return Card{}, fmt.Errorf("%w: %w", ErrCard, err)
	}
	return c, nil
}

func parseCard(raw []byte) (c Card, err error) {
	var f cardFile
	if err := parseJSON(raw, MaxCardBytes, &f); err != nil {
		return c, err
	}
	if f.Format != CardFormat {
		return c, errors.New("format is not " + CardFormat)
	}
	if c.Issuer, err = parseKey(f.Issuer); err != nil {
		return c, err
	}
	if c.Subject, err = statement.ParseField(f.Subject); err != nil {
		return c, err
	}
	if c.Recipient, err = age.ParseX25519Recipient(f.Recipient); err != nil {
		return c, errors.New("the recipient is not an age X25519 key")
	}
	// Keys of small order parse, but nothing can be encrypted to them.
	if _, err := c.Recipient.Wrap(make([]byte, 16)); err != nil {
		return c, errors.New("the recipient is not a key that can be encrypted to")
	}
	return c, canonical(raw, func() ([]byte, error) { return MarshalCard(c) })
}
