package attestation_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
)

func marshal(t testing.TB, a attestation.Attestation) string {
	t.Helper()
	raw, err := attestation.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func withPayee(t testing.TB) attestation.Attestation {
	t.Helper()
	a := good(t)
	a.Payee = &request.Payee{Deadline: 1<<64 - 1}
	for i := range a.Payee.Recipient {
		a.Payee.Recipient[i] = byte(0xa0 + i) // has digits above 9, so that case matters
	}
	return a
}

func same(a, b attestation.Attestation) bool {
	if (a.Payee == nil) != (b.Payee == nil) || (a.Payee != nil && *a.Payee != *b.Payee) {
		return false
	}
	return a.Circuit == b.Circuit && a.Inputs == b.Inputs && a.Proof == b.Proof && slices.Equal(a.Also, b.Also)
}

func TestAFileReadsBackAsWritten(t *testing.T) {
	for name, a := range map[string]attestation.Attestation{"alone": good(t), "with a payee": withPayee(t)} {
		t.Run(name, func(t *testing.T) {
			text := marshal(t, a)
			b, err := attestation.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if !same(a, b) {
				t.Error("reading gave another attestation")
			}
			if again := marshal(t, b); again != text {
				t.Error("writing again gave another file")
			}
			compact, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			if b, err = attestation.Parse(compact); err != nil || !same(a, b) {
				t.Errorf("the compact form: %v", err)
			}
			if len(text) > attestation.MaxBytes/2 {
				t.Errorf("a file takes %d bytes, too near the limit", len(text))
			}
			if strings.Contains(text, "payee") != (a.Payee != nil) {
				t.Error("a payee is written exactly if there is one")
			}
		})
	}
}

// A number has one spelling: two files of one attestation would let one answer
// pass for two wherever files are compared.
func TestEveryOtherSpellingIsRefused(t *testing.T) {
	a := withPayee(t)
	text := marshal(t, a)
	one := func(old, new string) string {
		t.Helper()
		if strings.Count(text, old) < 1 || old == new {
			t.Fatalf("the test's own edit of %q does nothing", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	issuers := statement.FormatField(a.Inputs.Issuers)
	proof := strings.Split(strings.Split(text, `"proof": "`)[1], `"`)[0]
	circuit := a.Circuit.String()
	nullifier := statement.FormatField(a.Inputs.Nullifier)
	upper := func(s string) string { return s[:2] + strings.ToUpper(s[2:]) }
	plusR := func(s string) string {
		v, ok := new(big.Int).SetString(s[2:], 16)
		if !ok {
			t.Fatal(s)
		}
		return fmt.Sprintf("0x%064x", v.Add(v, statement.Modulus()))
	}
	cases := map[string]string{
		"empty":                    "",
		"null":                     "null",
		"an array":                 "[]",
		"an empty object":          "{}",
		"not JSON":                 "attestation",
		"two values":               text + text,
		"data after its end":       text + "x",
		"a zero byte after it":     text + "\x00",
		"cut off":                  text[:len(text)-3],
		"an unknown field":         one(`"format"`, `"extra": 1, "format"`),
		"an unknown inner field":   one(`"recipient"`, `"extra": 1, "recipient"`),
		"a field twice":            one(`"circuit": "`, `"circuit": "`+strings.Repeat("0", 64)+`", "circuit": "`),
		"an equal field twice":     one(`"format"`, `"format": "`+attestation.Format+`", "format"`),
		"a payee twice":            one(`"payee"`, `"payee": {"recipient": "0x`+strings.Repeat("0", 40)+`", "deadline": 1}, "payee"`),
		"a field in capitals":      one(`"proof"`, `"Proof"`),
		"fields in another order":  `{"circuit": "` + circuit + `", "format": "` + attestation.Format + `",` + text[strings.Index(text, `"public_inputs"`)-1:],
		"an escaped character":     one(`"format"`, `"\u0066ormat"`),
		"another format":           one(attestation.Format, "vitalproof/attestation/2"),
		"a request":                one(attestation.Format, request.Format),
		"no format":                one(`"format": "`+attestation.Format+`",`, ""),
		"no circuit":               one(`"circuit": "`+circuit+`",`, ""),
		"no proof":                 one(`"proof": "`+proof+`",`, ""),
		"no recipient":             one(`"recipient"`, `"recipient2"`),
		"null for a payee":         one(text[strings.Index(text, `"payee"`):], `"payee": null}`),
		"an input too few":         one(`"`+issuers+`",`, ""),
		"an input too many":        one(`"`+issuers+`",`, `"`+issuers+`", "`+issuers+`",`),
		"an input as a number":     one(`"`+issuers+`"`, "1"),
		"an input in capitals":     one(issuers, upper(issuers)),
		"an input with 0X":         one(issuers, "0X"+issuers[2:]),
		"an input without 0x":      one(issuers, issuers[2:]),
		"an input a digit short":   one(issuers, "0x"+issuers[3:]),
		"an input a digit longer":  one(issuers, "0x0"+issuers[2:]),
		"an input with a space":    one(issuers, " "+issuers),
		"an input with a sign":     one(issuers, "0x-"+issuers[3:]),
		"an input plus r":          one(issuers, plusR(issuers)),
		"a nullifier plus r":       one(nullifier, plusR(nullifier)),
		"an input equal to r":      one(issuers, fmt.Sprintf("0x%064x", statement.Modulus())),
		"an input of all ones":     one(issuers, "0x"+strings.Repeat("f", 64)),
		"a circuit in capitals":    one(circuit, strings.ToUpper(circuit)),
		"a circuit with 0x":        one(circuit, "0x"+circuit),
		"a circuit a byte short":   one(circuit, circuit[2:]),
		"a proof in capitals":      one(proof, upper(proof)),
		"a proof without 0x":       one(proof, proof[2:]),
		"a proof a byte short":     one(proof, proof[:len(proof)-2]),
		"a proof a digit short":    one(proof, proof[:len(proof)-1]),
		"a proof a byte longer":    one(proof, proof+"00"),
		"a proof that is no hex":   one(proof, proof[:len(proof)-1]+"g"),
		"a recipient in capitals":  one("0xa0a1", "0xA0A1"),
		"a recipient a byte short": one("0xa0a1", "0xa0"),
		"a deadline as text":       one("18446744073709551615", `"18446744073709551615"`),
		"a deadline of 65 bits":    one("18446744073709551615", "18446744073709551616"),
		"a deadline below 0":       one("18446744073709551615", "-1"),
		"a deadline of 1.0":        one("18446744073709551615", "1.0"),
		"a deadline of 1e3":        one("18446744073709551615", "1e3"),
	}
	for name, bad := range cases {
		t.Run(name, func(t *testing.T) {
			if _, err := attestation.Parse([]byte(bad)); !errors.Is(err, attestation.ErrFile) {
				t.Errorf("got %v, want %v", err, attestation.ErrFile)
			}
		})
	}
}

func TestAFileBeyondTheBoundIsRefused(t *testing.T) {
	text := marshal(t, good(t))
	full := text + strings.Repeat(" ", attestation.MaxBytes-len(text))
	if _, err := attestation.Read(strings.NewReader(full)); err != nil {
		t.Errorf("a file at the bound: %v", err)
	}
	if _, err := attestation.Read(strings.NewReader(full + " ")); !errors.Is(err, attestation.ErrFile) {
		t.Errorf("a file a byte longer: got %v", err)
	}
	// No more than the bound is read, however long the stream is.
	endless := &counter{}
	if _, err := attestation.Read(endless); !errors.Is(err, attestation.ErrFile) || endless.n > 2*attestation.MaxBytes {
		t.Errorf("an endless file: got %v after %d bytes", err, endless.n)
	}
}

type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	c.n += len(p)
	return copy(p, bytes.Repeat([]byte{' '}, len(p))), nil
}

func TestAReadErrorIsReported(t *testing.T) {
	broken := errors.New("broken pipe")
	if _, err := attestation.Read(failing{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// FuzzParse: what is read is written back the same.
func FuzzParse(f *testing.F) {
	f.Add([]byte(marshal(f, good(f))))
	f.Add([]byte(marshal(f, withPayee(f))))
	f.Add([]byte(marshal(f, several(f, 3))))
	f.Add([]byte(`{"format":"vitalproof/attestation/1","circuit":"","public_inputs":[],"proof":"0x"}`))
	f.Add([]byte("[[[[[[[["))
	f.Fuzz(func(t *testing.T, raw []byte) {
		a, err := attestation.Parse(raw)
		if err != nil {
			if !errors.Is(err, attestation.ErrFile) {
				t.Errorf("got %v", err)
			}
			return
		}
		var compact bytes.Buffer
		if err := json.Compact(&compact, raw); err != nil {
			t.Fatal(err)
		}
		again, err := a.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, compact.Bytes()) {
			t.Errorf("another spelling was read: %s", raw)
		}
	})
}
