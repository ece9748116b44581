package ingest

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// cardType is what vc.type of a SMART Health Card must name.
const cardType = "https://smarthealth.cards#health-card"

// ReadHealthCard reads a SMART Health Card as an export: a .smart-health-card file
// with one card, a compact JWS, or the text of a QR code (shc:/). keys is the key
// set (JWKS) of an issuer the caller trusts.
//
// The card must be signed with ES256 by one of the keys, whose id must be its RFC
// 7638 thumbprint, and must be valid at Options.Now. Only then is its FHIR bundle
// read, like any other. A card without the data of the metric gives
// KindNoReadings, and a wrong or unknown signature KindSignature.
//
// It does not look up whether a card was revoked: that takes the issuer's
// revocation list of the day.
func ReadHealthCard(r io.Reader, keys []byte, o Options) (*Series, error) {
	b, err := newBuilder(o)
	if err != nil {
		return nil, err
	}
	if !FormatFHIRBundle.holds(b.metric) {
		return nil, fail(KindMetric, 0, 0, "")
	}
	b.format = FormatFHIRBundle
	set, e := parseKeys(keys)
	if e != nil {
		return nil, e
	}
	src := &source{r: r, progress: o.Progress}
	text, err := io.ReadAll(io.LimitReader(src, maxCardBytes+1))
	src.report()
	switch {
	case src.err != nil:
		return nil, src.err
	case err != nil:
		return nil, typed(err)
	case len(text) > maxCardBytes:
		return nil, fail(KindTooLarge, 0, 0, "the file of cards is too long")
	}
	jws, e := cardOf(bytes.TrimSpace(text))
	if e != nil {
		return nil, e
	}
	if err := b.card(jws, set); err != nil {
		return nil, typed(err)
	}
	s, err := b.finish()
	if err != nil {
		return nil, err
	}
	s.Report.Bytes = src.n
	return s, nil
}

// cardOf finds the JWS of a file. Several cards may be of several people, such as
// a family's, and nothing in a card says so.
func cardOf(text []byte) (string, *Error) {
	switch {
	case len(text) == 0:
		return "", fail(KindEmpty, 0, 0, "")
	case text[0] == '{':
		var file struct {
			Cards []string `json:"verifiableCredential"`
		}
		if json.Unmarshal(text, &file) != nil || len(file.Cards) == 0 {
			return "", fail(KindUnknownFormat, 1, 0, "a JSON object, but not a file of health cards")
		}
		if len(file.Cards) > 1 {
			return "", fail(KindSubjects, 0, 0, "a file with several cards")
		}
		return file.Cards[0], nil
	case bytes.HasPrefix(text, []byte("shc:/")):
		jws, ok := fromNumeric(string(text[len("shc:/"):]))
		if !ok {
			return "", fail(KindSyntax, 1, 0, "the QR code is not a whole health card")
		}
		return jws, nil
	}
	return string(text), nil
}

// fromNumeric reads the digits of a QR code: each character of the JWS is its
// distance from '-', in two digits. A code of several parts names its number
// first, and is not read.
func fromNumeric(digits string) (string, bool) {
	if len(digits) == 0 || len(digits)%2 != 0 || !allDigits([]byte(digits)) {
		return "", false
	}
	var out strings.Builder
	for i := 0; i < len(digits); i += 2 {
		out.WriteByte('-' + (digits[i]-'0')*10 + digits[i+1] - '0')
	}
	return out.String(), true
}

// card checks a JWS and reads its bundle.
func (b *builder) card(jws string, keys keySet) error {
	payload, e := keys.open(jws)
	if e != nil {
		return e
	}
	plain, e := inflate(payload)
	if e != nil {
		return e
	}
	var card struct {
		Issuer    string  `json:"iss"`
		NotBefore float64 `json:"nbf"` // seconds, often with a fraction
		Expires   float64 `json:"exp"` // 0 for none
		VC        struct {
			Type    []string `json:"type"`
			Subject struct {
				Version string          `json:"fhirVersion"`
				Bundle  json.RawMessage `json:"fhirBundle"`
			} `json:"credentialSubject"`
		} `json:"vc"`
	}
	if err := json.Unmarshal(plain, &card); err != nil {
		return fail(KindSyntax, 0, 0, "the payload of a card is not of the form of a health card")
	}
	health := false
	for _, t := range card.VC.Type {
		health = health || t == cardType
	}
	now := float64(b.now)
	switch {
	case !strings.HasPrefix(card.Issuer, "https://") || strings.HasSuffix(card.Issuer, "/"):
		return fail(KindSignature, 0, 0, "the issuer of a card is not an https address")
	case !health:
		return fail(KindUnknownFormat, 0, 0, "a signed credential, but not a health card")
	case !(card.NotBefore > 0 && card.NotBefore <= now+futureSlack):
		return fail(KindFutureDate, 0, 0, "a card is not valid yet")
	case card.Expires != 0 && !(card.Expires > now):
		return fail(KindSignature, 0, 0, "a card has expired")
	case !strings.HasPrefix(card.VC.Subject.Version, "4.") && !strings.HasPrefix(card.VC.Subject.Version, "5."):
		return fail(KindUnknownFormat, 0, 0, "a card holds neither FHIR R4 nor R5")
	}
	br := bufio.NewReader(bytes.NewReader(card.VC.Subject.Bundle))
	return readFHIR(newJSONList(br, 3), b)
}

// inflate undoes raw DEFLATE, up to a bound.
func inflate(packed []byte) ([]byte, *Error) {
	r := flate.NewReader(bytes.NewReader(packed))
	plain, err := io.ReadAll(io.LimitReader(r, maxPayloadBytes+1))
	switch {
	case err != nil:
		return nil, fail(KindSyntax, 0, 0, "the payload of a card cannot be unpacked")
	case len(plain) > maxPayloadBytes:
		return nil, fail(KindTooLarge, 0, 0, "the payload of a card is too long")
	}
	return plain, nil
}

var errBase64 = errors.New("not base64url without padding")

// unbase64 reads base64url without padding, the one spelling of each value.
func unbase64(s string) ([]byte, error) {
	enc := base64.RawURLEncoding.Strict()
	if strings.ContainsAny(s, "\r\n") {
		return nil, errBase64 // which the decoder would skip
	}
	return enc.DecodeString(s)
}
