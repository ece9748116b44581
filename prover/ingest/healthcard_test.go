package ingest

import (
	"bytes"
	"compress/flate"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/claim"
)

func isKind(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

func dateTime(dayNo int) time.Time { return time.Unix(int64(dayNo)*day, 0).UTC() }

// A cardMaker signs cards for tests.
type cardMaker struct {
	key *ecdsa.PrivateKey
	kid string
}

func newCardMaker(t testing.TB) cardMaker {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := cardMaker{key: key}
	x, y := c.point(t)
	c.kid = thumbprint(x, y)
	return c
}

func (c cardMaker) point(t testing.TB) (x, y string) {
	t.Helper()
	p, err := c.key.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(p[1:33]), base64.RawURLEncoding.EncodeToString(p[33:])
}

func (c cardMaker) jwks(t testing.TB) []byte {
	x, y := c.point(t)
	return fmt.Appendf(nil, `{"keys":[{"kty":"EC","kid":"%s","use":"sig","alg":"ES256","crv":"P-256","x":"%s","y":"%s"}]}`, c.kid, x, y)
}

func deflated(t testing.TB, plain []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func (c cardMaker) sign(t testing.TB, header string, payload []byte) string {
	t.Helper()
	body := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	digest := sha256.Sum256([]byte(body))
	r, s, err := ecdsa.Sign(rand.Reader, c.key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	sig := make([]byte, 64)
	r.FillBytes(sig[:32])
	s.FillBytes(sig[32:])
	return body + "." + base64.RawURLEncoding.EncodeToString(sig)
}

func (c cardMaker) header() string { return `{"zip":"DEF","alg":"ES256","kid":"` + c.kid + `"}` }

const cardPayload = `{"iss":"https://clinic.example/issuer","nbf":1741500312.5,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":%s}}}`

func (c cardMaker) card(t testing.TB, replace ...string) string {
	body := bundle("collection", pressure("2025-03-09T09:00:00Z", "128", "72"))
	return c.sign(t, c.header(), deflated(t, []byte(swap(fmt.Sprintf(cardPayload, body), replace...))))
}

func TestHealthCard(t *testing.T) {
	c := newCardMaker(t)
	keys, o := c.jwks(t), Options{Metric: claim.BloodPressure, Now: testNow}
	good := c.card(t)
	file, err := json.Marshal(map[string][]string{"verifiableCredential": {good}})
	if err != nil {
		t.Fatal(err)
	}
	var digits strings.Builder
	for _, b := range []byte(good) {
		fmt.Fprintf(&digits, "%02d", b-45)
	}
	for name, text := range map[string]string{"jws": good, "white space around": "\n" + good + "\n", "file": string(file), "qr": "shc:/" + digits.String(), "later": c.card(t, "4.0.1", "5.0.0")} {
		s, err := ReadHealthCard(strings.NewReader(text), keys, o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if b, _ := s.Blocks(on(3, 9), 1); b[0][0] != word(128, 72) || s.Report.Bytes != int64(len(text)) {
			t.Errorf("%s: %v", name, b)
		}
	}
	other := newCardMaker(t)
	parts := strings.Split(good, ".")
	flip := func(part int, at int) string {
		p := append([]string{}, parts...)
		raw, _ := base64.RawURLEncoding.DecodeString(p[part])
		raw[at] ^= 1
		p[part] = base64.RawURLEncoding.EncodeToString(raw)
		return strings.Join(p, ".")
	}
	bomb := c.sign(t, c.header(), deflated(t, bytes.Repeat([]byte(" "), maxPayloadBytes+1)))
	x, y := c.point(t)
	key := func(replace ...string) []byte { return []byte(swap(string(keys), replace...)) }
	for _, r := range []struct {
		name, text string
		keys       []byte
		kind       Kind
	}{
		{"another key", good, other.jwks(t), KindSignature},
		{"signed by another key under this name", other.sign(t, c.header(), deflated(t, []byte(fmt.Sprintf(cardPayload, "{}")))), keys, KindSignature},
		{"payload changed", flip(1, 20), keys, KindSignature},
		{"signature changed", flip(2, 5), keys, KindSignature},
		{"signature cut", good[:len(good)-2], keys, KindSignature},
		{"no algorithm", c.sign(t, swap(c.header(), "ES256", "none"), nil), keys, KindSignature},
		{"another algorithm", c.sign(t, swap(c.header(), "ES256", "HS256"), nil), keys, KindSignature},
		{"not packed", c.sign(t, swap(c.header(), `"zip":"DEF",`, ""), []byte(cardPayload)), keys, KindSignature},
		{"critical header", c.sign(t, swap(c.header(), `{`, `{"crit":["x"],`), nil), keys, KindSignature},
		{"no key id", c.sign(t, swap(c.header(), c.kid, ""), nil), keys, KindSignature},
		{"two parts", parts[0] + "." + parts[1], keys, KindSyntax},
		{"line breaks inside", parts[0] + "." + parts[1] + "." + parts[2][:10] + "\n" + parts[2][10:], keys, KindSyntax},
		{"padding", good + "==", keys, KindSyntax},
		{"not DEFLATE", c.sign(t, c.header(), []byte("hello")), keys, KindSyntax},
		{"inflates without end", bomb, keys, KindTooLarge},
		{"not JSON", c.sign(t, c.header(), deflated(t, []byte("x"))), keys, KindSyntax},
		{"not a health card", c.card(t, "#health-card", "#other"), keys, KindUnknownFormat},
		{"not valid yet", c.card(t, "1741500312.5", "1941500312.5"), keys, KindFutureDate},
		{"no date", c.card(t, `"nbf":1741500312.5,`, ""), keys, KindFutureDate},
		{"expired", c.card(t, `"nbf":`, `"exp":1741500400,"nbf":`), keys, KindSignature},
		{"issuer without https", c.card(t, "https://clinic", "http://clinic"), keys, KindSignature},
		{"issuer with a slash", c.card(t, "example/issuer", "example/issuer/"), keys, KindSignature},
		{"FHIR of another time", c.card(t, "4.0.1", "1.0.2"), keys, KindUnknownFormat},
		{"a broken bundle", c.sign(t, c.header(), deflated(t, []byte(fmt.Sprintf(cardPayload, `{"resourceType":"Patient"}`)))), keys, KindUnknownFormat},
		{"without the metric", c.card(t, "85354-9", "8867-4"), keys, KindNoReadings},
		{"empty", " ", keys, KindEmpty},
		{"other JSON", `{"a":1}`, keys, KindUnknownFormat},
		{"several cards", `{"verifiableCredential":["` + good + `","` + good + `"]}`, keys, KindSubjects},
		{"a part of a QR code", "shc:/1/2/" + digits.String(), keys, KindSyntax},
		{"odd digits", "shc:/" + digits.String()[1:], keys, KindSyntax},
		{"too long", strings.Repeat("x", maxCardBytes+1), keys, KindTooLarge},
		{"keys of another kind", good, []byte(`{"keys":[{"kty":"RSA"}]}`), KindOption},
		{"keys that are none", good, []byte(`x`), KindOption},
		{"key under a chosen name", good, key(c.kid, "clinic"), KindOption},
		{"key of another curve", good, key("P-256", "P-384"), KindOption},
		{"key for encryption", good, key(`"sig"`, `"enc"`), KindOption},
		{"key not on the curve", good, fmt.Appendf(nil, `{"keys":[{"kty":"EC","crv":"P-256","kid":"%s","x":"%s","y":"%s"}]}`, thumbprint(y, x), y, x), KindOption},
	} {
		t.Run(r.name, func(t *testing.T) {
			s, err := ReadHealthCard(strings.NewReader(r.text), r.keys, o)
			if !isKind(err, r.kind) {
				t.Errorf("got %v (%+v), want %q", err, s, r.kind)
			}
		})
	}
	if _, err := ReadHealthCard(strings.NewReader(good), keys, Options{Metric: claim.Steps, Now: testNow}); !isKind(err, KindNoReadings) {
		t.Errorf("steps: %v", err)
	}
	if _, err := ReadHealthCard(strings.NewReader(good), keys, Options{Metric: claim.PAPMinutes, Now: testNow}); !isKind(err, KindMetric) {
		t.Errorf("PAP: %v", err)
	}
	if _, err := Read(bytes.NewReader(file), Options{Metric: claim.BloodPressure, Now: testNow}); !isKind(err, KindUnknownFormat) {
		t.Errorf("a card read without its keys: %v", err)
	}
}

// TestHealthCardChangedAnywhereIsRefused changes every byte of a card.
func TestHealthCardChangedAnywhereIsRefused(t *testing.T) {
	c := newCardMaker(t)
	keys, good := c.jwks(t), c.card(t)
	for i := range good {
		for _, with := range []byte("A.-") {
			if good[i] == with {
				continue
			}
			bad := good[:i] + string(with) + good[i+1:]
			if _, err := ReadHealthCard(strings.NewReader(bad), keys, Options{Metric: claim.BloodPressure, Now: testNow}); err == nil {
				t.Fatalf("byte %d as %q is accepted", i, with)
			}
		}
	}
}

func FuzzHealthCard(f *testing.F) {
	c := newCardMaker(f)
	keys := c.jwks(f)
	f.Add([]byte(c.card(f)))
	f.Add([]byte(`{"verifiableCredential":["a.b.c"]}`))
	f.Add([]byte("shc:/5676"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e *Error
		if _, err := ReadHealthCard(bytes.NewReader(data), keys, Options{Metric: claim.Age, Now: testNow}); err != nil && !errors.As(err, &e) {
			t.Fatalf("%T", err)
		}
	})
}
