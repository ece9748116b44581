package ingest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
)

// A keySet holds the P-256 keys of a JWKS by their thumbprint.
type keySet map[string]*ecdsa.PublicKey

// fieldBytes is the length of a coordinate and of each half of a signature
// (RFC 7518, 3.4 and 6.2.1).
const fieldBytes = 32

// parseKeys reads a JWKS. Keys of other kinds are left out; a key whose id is not
// its thumbprint is refused, as the id is what a card names.
func parseKeys(jwks []byte) (keySet, *Error) {
	var file struct {
		Keys []struct {
			Type  string `json:"kty"`
			ID    string `json:"kid"`
			Use   string `json:"use"`
			Alg   string `json:"alg"`
			Curve string `json:"crv"`
			X     string `json:"x"`
			Y     string `json:"y"`
		} `json:"keys"`
	}
	if len(jwks) > maxCardBytes || json.Unmarshal(jwks, &file) != nil {
		return nil, fail(KindOption, 0, 0, "the keys are not a JWKS")
	}
	set := make(keySet)
	for _, k := range file.Keys {
		if k.Type != "EC" || k.Curve != "P-256" || k.Use != "" && k.Use != "sig" || k.Alg != "" && k.Alg != "ES256" {
			continue
		}
		if k.ID != thumbprint(k.X, k.Y) {
			return nil, fail(KindOption, 0, 0, "the id of a key is not its thumbprint")
		}
		key, ok := publicKey(k.X, k.Y)
		if !ok {
			return nil, fail(KindOption, 0, 0, "a key is not a point of P-256")
		}
		set[k.ID] = key
	}
	if len(set) == 0 {
		return nil, fail(KindOption, 0, 0, "there is no ES256 key among the keys")
	}
	return set, nil
}

// thumbprint is that of RFC 7638 for an EC key.
func thumbprint(x, y string) string {
	// Marshal sorts the names of a map, as the RFC asks for.
	text, err := json.Marshal(map[string]string{"crv": "P-256", "kty": "EC", "x": x, "y": y})
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func publicKey(x, y string) (*ecdsa.PublicKey, bool) {
	bx, err := unbase64(x)
	by, err2 := unbase64(y)
	if err != nil || err2 != nil || len(bx) != fieldBytes || len(by) != fieldBytes {
		return nil, false
	}
	// It checks that the point is on the curve.
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, bx...), by...))
	return key, err == nil
}

// open checks a compact JWS and returns its payload, still packed.
func (s keySet) open(jws string) ([]byte, *Error) {
	bad := fail(KindSyntax, 0, 0, "a card is not a compact JWS")
	parts := strings.Split(jws, ".")
	if len(parts) != 3 {
		return nil, bad
	}
	head, err := unbase64(parts[0])
	if err != nil {
		return nil, bad
	}
	var header struct {
		Alg  string   `json:"alg"`
		Zip  string   `json:"zip"`
		Kid  string   `json:"kid"`
		Crit []string `json:"crit"`
	}
	if json.Unmarshal(head, &header) != nil {
		return nil, bad
	}
	signature, err := unbase64(parts[2])
	key := s[header.Kid]
	switch {
	case err != nil:
		return nil, bad
	case header.Alg != "ES256" || header.Zip != "DEF" || header.Crit != nil:
		return nil, fail(KindSignature, 0, 0, "a card is not signed and packed as health cards are")
	case key == nil:
		return nil, fail(KindSignature, 0, 0, "the key of a card is not among the keys")
	case len(signature) != 2*fieldBytes:
		return nil, fail(KindSignature, 0, 0, "a signature has the wrong length")
	}
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	r, q := new(big.Int).SetBytes(signature[:fieldBytes]), new(big.Int).SetBytes(signature[fieldBytes:])
	if !ecdsa.Verify(key, digest[:], r, q) {
		return nil, fail(KindSignature, 0, 0, "the signature of a card is wrong")
	}
	payload, err := unbase64(parts[1])
	if err != nil {
		return nil, bad
	}
	return payload, nil
}
