package request_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark-crypto/ecc/bn254/twistededwards"

	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

func TestAFileReadsBackAsWritten(t *testing.T) {
	for name, r := range map[string]request.Request{"off-chain": terms(t), "for a contract": gateTerms(t)} {
		t.Run(name, func(t *testing.T) {
			text := marshal(t, made(t, r))
			again, err := request.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := marshal(t, again); got != text {
				t.Errorf("wrote %s\nand then %s", text, got)
			}
			if again.From != r.From || again.Consent != r.Consent || again.Scope != r.Scope || again.Claim != r.Claim ||
				again.Circuit != r.Circuit || !again.Expires.Equal(r.Expires) || len(again.Issuers) != len(r.Issuers) {
				t.Errorf("read %+v", again)
			}
			if (again.Gate == nil) != (r.Gate == nil) || (r.Gate != nil && *again.Gate != *r.Gate) {
				t.Errorf("read the gate %+v", again.Gate)
			}
		})
	}
}

func TestTheLargestRequestFits(t *testing.T) {
	r := terms(t)
	r.Issuers = issuerKeys(t, statement.MaxIssuers)
	r.From = strings.Repeat("𝔸", request.MaxFrom) // four bytes a character
	r.Consent = strings.Repeat("𝔸", request.MaxConsent)
	r.Scope = strings.Repeat("𝔸", request.MaxScope)
	text := marshal(t, made(t, r))
	if _, err := request.Parse([]byte(text)); err != nil {
		t.Error(err)
	}
	if len(text) > request.MaxBytes {
		t.Errorf("it takes %d bytes, more than %d", len(text), request.MaxBytes)
	}
}

func TestAFileBeyondTheBoundIsRefused(t *testing.T) {
	text := marshal(t, made(t, terms(t)))
	full := text + strings.Repeat(" ", request.MaxBytes-len(text))
	if _, err := request.Read(strings.NewReader(full)); err != nil {
		t.Errorf("a file at the bound: %v", err)
	}
	if _, err := request.Read(strings.NewReader(full + " ")); !errors.Is(err, request.ErrFile) {
		t.Errorf("a file a byte longer: got %v", err)
	}
}

// The digest of the canonical file is what an answer is bound to. A file with
// two readings could show a holder one thing and bind another.
func TestOnlyTheCanonicalFormIsRead(t *testing.T) {
	text := marshal(t, made(t, gateTerms(t)))
	var f struct {
		Circuit, Claim, Issuers, Nonce, Expires string
		Keys                                    []string `json:"issuer_keys"`
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(text)); err != nil {
		t.Fatal(err)
	}
	one := func(old, new string) string { t.Helper(); return edit(t, text, old, new) }
	plusR := func(s string) string {
		v, ok := new(big.Int).SetString(s[2:], 16)
		if !ok {
			t.Fatal(s)
		}
		return fmt.Sprintf("0x%064x", v.Add(v, statement.Modulus()))
	}
	swapped := one(`"`+f.Keys[0]+`"`, `"x"`)
	swapped = edit(t, swapped, `"`+f.Keys[1]+`"`, `"`+f.Keys[0]+`"`)
	swapped = edit(t, swapped, `"x"`, `"`+f.Keys[1]+`"`)
	circuitLine, nonceLine := `  "circuit": "`+f.Circuit+`",`+"\n", `  "nonce": "`+f.Nonce+`",`+"\n"
	for name, bad := range map[string]string{
		"empty":                      "",
		"null":                       "null",
		"an empty object":            "{}",
		"two values":                 text + text,
		"data after its end":         text + "x",
		"cut off":                    text[:len(text)-3],
		"no white space":             compact.String(),
		"a space more":               one(`"from": `, `"from":  `),
		"a tab":                      one("  \"from\"", "\t\"from\""),
		"a byte order mark":          "\ufeff" + text,
		"an unknown field":           one(`"from"`, `"extra": 1, "from"`),
		"a field twice":              one(circuitLine, circuitLine+circuitLine),
		"a consent twice":            one(`  "consent": `, `  "consent": "nothing at all",`+"\n"+`  "consent": `),
		"a field in capitals":        one(`"consent"`, `"Consent"`),
		"fields in another order":    edit(t, one(nonceLine, ""), circuitLine, nonceLine+circuitLine),
		"an escaped letter":          one(`I agree`, `\u0049 agree`),
		"an escaped character":       one(`Ärzte`, `\u00c4rzte`),
		"an escaped <":               one(`<of>`, `\u003cof\u003e`),
		"another format":             one(request.Format, "vitalproof/request/2"),
		"another root":               one(f.Issuers, "0x"+strings.Repeat("0", 63)+"1"),
		"a root plus r":              one(f.Issuers, plusR(f.Issuers)),
		"no root":                    one(`  "issuers": "`+f.Issuers+`",`+"\n", ""),
		"keys in another order":      swapped,
		"a key twice":                one(`"`+f.Keys[0]+`"`, `"`+f.Keys[0]+`", "`+f.Keys[0]+`"`),
		"a key less":                 one(`"`+f.Keys[0]+`",`, ""),
		"a key in capitals":          one(f.Keys[0], strings.ToUpper(f.Keys[0])),
		"a key with 0x":              one(f.Keys[0], "0x"+f.Keys[0]),
		"a key a byte short":         one(f.Keys[0], f.Keys[0][2:]),
		"a key that is no hex":       one(f.Keys[0], "g"+f.Keys[0][1:]),
		"no keys":                    text[:strings.Index(text, `"issuer_keys": [`)] + `"issuer_keys": []` + text[strings.Index(text, "],")+1:],
		"null for a gate":            text[:strings.Index(text, `"gate": {`)] + `"gate": null` + text[strings.Index(text, "},")+1:],
		"an empty scope":             one(`"gate"`, `"scope": "", "gate"`),
		"a scope beside the gate":    one(`  "gate"`, `  "scope": "a",`+"\n"+`  "gate"`),
		"a claim plus r":             one(f.Claim, plusR(f.Claim)),
		"a claim in capitals":        one(f.Claim, "0x"+strings.ToUpper(f.Claim[2:])),
		"a claim of another format":  one(f.Claim, f.Claim[:len(f.Claim)-1]+"2"),
		"a claim of 248 bits":        one(f.Claim, "0x0080"+f.Claim[6:]),
		"a circuit in capitals":      one(f.Circuit, strings.ToUpper(f.Circuit)),
		"a nonce in capitals":        one(f.Nonce, strings.ToUpper("ab"+f.Nonce[2:])),
		"a nonce a byte short":       one(f.Nonce, f.Nonce[2:]),
		"a nonce a byte longer":      one(f.Nonce, f.Nonce+"00"),
		"no nonce":                   one(f.Nonce, ""),
		"a day for a time":           one(f.Expires, "2026-09-30"),
		"a time in another zone":     one(f.Expires, "2026-09-30T14:00:00+02:00"),
		"a time with +00:00":         one(f.Expires, "2026-09-30T12:00:00+00:00"),
		"a time with fractions":      one(f.Expires, "2026-09-30T12:00:00.5Z"),
		"a time with zero fractions": one(f.Expires, "2026-09-30T12:00:00.0Z"),
		"a time in small letters":    one(f.Expires, "2026-09-30t12:00:00z"),
		"a chain id of 3.1337e4":     one("31337", "3.1337e4"),
		"a chain id as text":         one("31337", `"31337"`),
		"a chain id below 0":         one("31337", "-31337"),
		"a chain id of 65 bits":      one("31337", "18446744073709551616"),
		"an address in capitals":     one("0xa0a1", "0xA0A1"),
		"an address without 0x":      one("0xa0a1", "a0a1"),
		"an address a byte short":    one("0xa0a1", "0xa0"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := request.Parse([]byte(bad)); !errors.Is(err, request.ErrFile) {
				t.Errorf("got %v, want %v", err, request.ErrFile)
			}
		})
	}
}

// White space around the file is no second reading: mail programs add it.
func TestWhiteSpaceAroundTheFileIsAllowed(t *testing.T) {
	r := made(t, terms(t))
	again, err := request.Parse([]byte("\r\n " + marshal(t, r) + "\n\n"))
	if err != nil {
		t.Fatal(err)
	}
	a, errA := r.Digest()
	b, errB := again.Digest()
	if errA != nil || errB != nil || a != b {
		t.Error("it changes the digest")
	}
}

// The circuit relies on every key of a set being a point of the prime-order
// subgroup: under a key of small order one seal counts for many messages.
func TestBadIssuerPointsAreRefused(t *testing.T) {
	text := marshal(t, made(t, terms(t)))
	key := made(t, terms(t)).Issuers[0].Bytes()
	good := hex.EncodeToString(key[:])
	bytesOf := func(p twistededwards.PointAffine) string { b := p.Bytes(); return hex.EncodeToString(b[:]) }

	var identity, order2, order4, mixed twistededwards.PointAffine
	identity.Y.SetOne()
	order2.Y.SetOne()
	order2.Y.Neg(&order2.Y) // (0, -1)
	curve := twistededwards.GetEdwardsCurve()
	order4.X.Inverse(&curve.A) // (x, 0) with a x^2 = 1
	order4.X.Sqrt(&order4.X)
	mixed.Add(&curve.Base, &order2)
	for name, p := range map[string]twistededwards.PointAffine{"order 2": order2, "order 4": order4, "mixed": mixed} {
		if !p.IsOnCurve() || p.IsInSubGroup() {
			t.Fatalf("the point of %s is not what the test wants", name)
		}
	}
	notCanonical := fr.Modulus() // y = r names y = 0 once more
	raw := notCanonical.FillBytes(make([]byte, 32))
	for i, j := 0, len(raw)-1; i < j; i, j = i+1, j-1 {
		raw[i], raw[j] = raw[j], raw[i]
	}
	for name, bad := range map[string]string{
		"the identity":                 bytesOf(identity),
		"a point of order 2":           bytesOf(order2),
		"a point of order 4":           bytesOf(order4),
		"a point outside the subgroup": bytesOf(mixed),
		"a coordinate of r":            hex.EncodeToString(raw),
		"all zeros":                    strings.Repeat("0", 64),
		"all ones":                     strings.Repeat("f", 64),
		"a point off the curve":        offCurve(t),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := request.Parse([]byte(edit(t, text, good, bad)))
			if !errors.Is(err, request.ErrFile) || !errors.Is(err, statement.ErrPublicKey) {
				t.Errorf("got %v, want %v", err, statement.ErrPublicKey)
			}
		})
	}
}

// offCurve is a y for which the curve has no x.
func offCurve(t *testing.T) string {
	t.Helper()
	curve := twistededwards.GetEdwardsCurve()
	for i := byte(2); i < 100; i++ {
		var y, num, den, x2 fr.Element
		y.SetUint64(uint64(i))
		num.SetOne()
		y.Square(&y)
		num.Sub(&num, &y)     // 1 - y^2
		den.Mul(&curve.D, &y) // a - d y^2
		den.Sub(&curve.A, &den)
		if x2.Div(&num, &den); x2.Legendre() == -1 {
			raw := make([]byte, 32)
			raw[0] = i // little-endian
			return hex.EncodeToString(raw)
		}
	}
	t.Fatal("no such y found")
	return ""
}

func TestTooManyIssuersAreRefused(t *testing.T) {
	r := terms(t)
	r.Issuers = issuerKeys(t, statement.MaxIssuers+1)
	if _, err := request.New(r); !errors.Is(err, statement.ErrIssuerSet) {
		t.Errorf("New: got %v", err)
	}
	// A file cannot be made by Marshal, so one is patched together.
	text := marshal(t, made(t, terms(t)))
	var keys []string
	for _, k := range r.Issuers {
		b := k.Bytes()
		keys = append(keys, `"`+hex.EncodeToString(b[:])+`"`)
	}
	from := strings.Index(text, `"issuer_keys": [`) + len(`"issuer_keys": [`)
	text = text[:from] + strings.Join(keys, ",") + text[strings.Index(text, "],"):]
	if _, err := request.Parse([]byte(text)); !errors.Is(err, request.ErrFile) || !errors.Is(err, statement.ErrIssuerSet) {
		t.Errorf("Parse: got %v", err)
	}
}

// FuzzParse: what is read is written back the same, and its texts are safe to print.
func FuzzParse(f *testing.F) {
	f.Add([]byte(marshal(f, made(f, terms(f)))))
	f.Add([]byte(marshal(f, made(f, gateTerms(f)))))
	f.Add([]byte(marshal(f, made(f, composition(f)))))
	f.Add([]byte(`{"format":"vitalproof/request/1"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r, err := request.Parse(raw)
		if err != nil {
			return
		}
		again, err := r.Marshal()
		if err != nil || !bytes.Equal(bytes.TrimSpace(again), bytes.TrimSpace(raw)) {
			t.Errorf("another spelling was read: %q, %v", raw, err)
		}
		for _, s := range []string{r.From, r.Consent, r.Scope} {
			if strings.ContainsAny(s, "\x1b\r\t\x00\u202e\u009b") {
				t.Errorf("a text moves the cursor: %q", s)
			}
		}
		if _, err := r.ScopeField(); err != nil {
			t.Error(err)
		}
		if n := len(r.Parts()); n != 1+len(r.Also) || n > request.MaxParts || n > 1 && r.Gate != nil {
			t.Errorf("%d parts", n)
		}
	})
}
