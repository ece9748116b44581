package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// mangleJSON checks that parse takes the file as it is, that no other spelling
// of the same content passes, and that whatever does pass after a change of one
// byte (a name, a digit of a subject) is written back as it was read.
func mangleJSON(t *testing.T, good []byte, reread func([]byte) ([]byte, error)) {
	t.Helper()
	if again, err := reread(good); err != nil || !bytes.Equal(again, good) {
		t.Fatalf("not written back as read: %v", err)
	}
	s := string(good)
	quote := strings.Index(s, `": "`) + 4 // first character of the first value
	firstLine := s[2 : strings.Index(s, ",\n")+2]
	spellings := map[string]string{
		"empty":             "",
		"null":              "null\n",
		"no fields":         "{}\n",
		"array":             "[" + s + "]",
		"no last newline":   strings.TrimSuffix(s, "\n"),
		"one newline more":  s + "\n",
		"space before":      " " + s,
		"byte order mark":   "\ufeff" + s,
		"CRLF":              strings.ReplaceAll(s, "\n", "\r\n"),
		"compact":           strings.ReplaceAll(strings.ReplaceAll(s, "\n", ""), "  ", ""),
		"two of them":       s + s,
		"junk after":        s + "x",
		"zero byte after":   s + "\x00",
		"unknown field":     strings.Replace(s, "{\n", "{\n  \"note\": \"x\",\n", 1),
		"repeated field":    strings.Replace(s, "{\n", "{\n"+firstLine, 1),
		"field in capitals": strings.Replace(s, `"format"`, `"Format"`, 1),
		"escaped letter":    s[:quote] + fmt.Sprintf(`\u%04x`, s[quote]) + s[quote+1:],
		"other version":     strings.Replace(s, `/1"`, `/2"`, 1),
		"first line gone":   "{\n" + strings.TrimPrefix(s, "{\n"+firstLine[0:]),
		"too long":          s + strings.Repeat(" ", MaxIssuerSetBytes),
		"deep":              strings.Repeat("[", 4000),
	}
	if firstLine[0] == ' ' {
		spellings["first line gone"] = strings.Replace(s, firstLine, "", 1)
	}
	for _, digit := range "abcdef" {
		if i := strings.LastIndex(s, string(digit)+"\""); i >= 0 { // end of a hexadecimal value
			spellings["hexadecimal in capitals"] = s[:i] + strings.ToUpper(string(digit)) + s[i+1:]
		}
	}
	for name, text := range spellings {
		if text == s {
			t.Errorf("%s: the test changes nothing", name)
		}
		again, err := reread([]byte(text))
		// Another letter in a name is another file, and fine.
		if err == nil && !(name == "hexadecimal in capitals" && string(again) == text) {
			t.Errorf("%s: accepted", name)
		}
	}
	step := 1
	if testing.Short() {
		step = 7
	}
	for i := 0; i < len(good); i++ {
		if _, err := reread(good[:i]); err == nil {
			t.Errorf("cut at %d: accepted", i)
		}
	}
	for i := 0; i < len(good); i += step {
		for _, bit := range []byte{1, 2, 0x20, 0x80} {
			b := bytes.Clone(good)
			b[i] ^= bit
			if again, err := reread(b); err == nil && !bytes.Equal(again, b) {
				t.Errorf("byte %d changed: accepted, and written back differently", i)
			}
		}
	}
}

func testSet(t testing.TB, n int) IssuerSet {
	t.Helper()
	var s IssuerSet
	for i := range n {
		key, err := statement.NewPrivateKey(rand.Reader)
		must(t, err)
		s = append(s, IssuerPublic{key.Public(), fmt.Sprintf("Clinic %d <A&B> \"Süd\"", i)})
	}
	return s
}

func rereadCard(b []byte) ([]byte, error) {
	c, err := ReadCard(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return MarshalCard(c)
}

func rereadSet(b []byte) ([]byte, error) {
	s, err := ReadIssuerSet(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	return MarshalIssuerSet(s)
}

func TestPublicFilesHaveOneSpelling(t *testing.T) {
	w := newWorld(t, 1)
	t.Run("card", func(t *testing.T) {
		b, err := MarshalCard(w.card)
		must(t, err)
		mangleJSON(t, b, rereadCard)
		c, err := ParseCard(b)
		must(t, err)
		if c.Issuer != w.card.Issuer || c.Subject != w.card.Subject || c.Recipient.String() != w.card.Recipient.String() {
			t.Error("another card came back")
		}
	})
	t.Run("issuer", func(t *testing.T) {
		b, err := MarshalIssuerPublic(IssuerPublic{w.key.Public(), "Praxis \"Süd\" <1>"})
		must(t, err)
		mangleJSON(t, b, func(b []byte) ([]byte, error) {
			p, err := ReadIssuerPublic(bytes.NewReader(b))
			if err != nil {
				return nil, err
			}
			return MarshalIssuerPublic(p)
		})
	})
	t.Run("issuer set", func(t *testing.T) {
		b, err := MarshalIssuerSet(testSet(t, 2))
		must(t, err)
		mangleJSON(t, b, rereadSet)
	})
	t.Run("ledger", func(t *testing.T) {
		l, err := LedgerAfter(w.rec)
		must(t, err)
		b, err := MarshalLedger(l)
		must(t, err)
		mangleJSON(t, b, func(b []byte) ([]byte, error) {
			l, err := ParseLedger(b)
			if err != nil {
				return nil, err
			}
			return MarshalLedger(l)
		})
	})
}

// Most of this would fail the comparison at the end as well; the reason given is
// what helps whoever holds the file.
func TestSaysWhy(t *testing.T) {
	w := newWorld(t, 1)
	card, err := MarshalCard(w.card)
	must(t, err)
	set, err := MarshalIssuerSet(testSet(t, 1))
	must(t, err)
	replace := func(b []byte, old, new string) []byte { return []byte(strings.Replace(string(b), old, new, 1)) }
	_, unknown := ParseCard(replace(card, "{\n", "{\n  \"note\": \"\",\n"))
	_, version := ParseCard(replace(card, "card/1", "card/2"))
	_, kind := ParseCard(set)
	_, spelling := ParseCard(append(card, '\n'))
	at := bytes.Index(set, []byte(`"root": "0x`)) + 11
	_, root := ParseIssuerSet(replace(set, string(set[at:at+64]), strings.Repeat("0", 64)))
	for want, err := range map[string]error{
		"it is not the expected JSON": unknown, "format is not vitalproof/card/1": version,
		"it is not in canonical form": spelling, "the root is not that of the keys": root,
		"not a card: it is not the expected JSON": kind,
	} {
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
}

func TestRefusesBadCards(t *testing.T) {
	w := newWorld(t, 1)
	good, err := MarshalCard(w.card)
	must(t, err)
	subject := statement.FormatField(w.card.Subject)
	for name, c := range map[string][2]string{
		"subject is the modulus":  {subject, fmt.Sprintf("0x%064x", statement.Modulus())},
		"subject is too short":    {subject, subject[:len(subject)-2]},
		"issuer is the identity":  {formatKey(w.card.Issuer), "01" + strings.Repeat("00", 31)},
		"issuer is no point":      {formatKey(w.card.Issuer), strings.Repeat("ff", 32)},
		"recipient in capitals":   {w.card.Recipient.String(), strings.ToUpper(w.card.Recipient.String())},
		"recipient is a plugin's": {w.card.Recipient.String(), "age1yubikey1qwerty"},
		"recipient is empty":      {w.card.Recipient.String(), ""},
		"recipient is secret":     {w.card.Recipient.String(), w.holder.keys().identity.String()},
		// bech32 of the point 0, which shares the secret 0 with everybody
		"recipient is the zero point": {w.card.Recipient.String(), "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"},
	} {
		bad := strings.Replace(string(good), c[0], c[1], 1)
		if _, err := ParseCard([]byte(bad)); !errors.Is(err, ErrCard) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := MarshalCard(Card{Issuer: w.card.Issuer}); !errors.Is(err, ErrCard) {
		t.Errorf("no recipient: %v", err)
	}
	if _, err := MarshalCard(Card{Recipient: w.card.Recipient}); !errors.Is(err, ErrCard) {
		t.Errorf("no issuer: %v", err)
	}
}

func TestRefusesBadNames(t *testing.T) {
	key := newWorld(t, 1).key.Public()
	for name, s := range map[string]string{
		"empty": "", "space": " ", "space around": "a ", "too long": strings.Repeat("ä", MaxName+1),
		"line break": "a\nb", "escape": "a\x1b[31m", "not UTF-8": "a\xff", "direction mark": "a\u202eb", "no-break space": "a\u00a0b",
	} {
		if _, err := MarshalIssuerPublic(IssuerPublic{key, s}); !errors.Is(err, ErrIssuer) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := MarshalIssuerSet(IssuerSet{{key, s}}); !errors.Is(err, ErrIssuerSet) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := MarshalIssuerPublic(IssuerPublic{key, strings.Repeat("ä", MaxName)}); err != nil {
		t.Errorf("the longest name: %v", err)
	}
}

func TestIssuerSetIsSortedAndBounded(t *testing.T) {
	s := testSet(t, 3)
	one, err := MarshalIssuerSet(s)
	must(t, err)
	slices.Reverse(s)
	two, err := MarshalIssuerSet(s)
	must(t, err)
	if !bytes.Equal(one, two) {
		t.Error("the order of the issuers shows")
	}
	read, err := ParseIssuerSet(one)
	must(t, err)
	set, err := statement.NewIssuerSet(read.Keys())
	must(t, err)
	if !bytes.Contains(one, []byte(statement.FormatField(set.Root()))) || len(read) != 3 {
		t.Error("the set has changed")
	}

	if _, err := MarshalIssuerSet(nil); !errors.Is(err, ErrIssuerSet) {
		t.Errorf("no issuer: %v", err)
	}
	if _, err := MarshalIssuerSet(append(s, s[0])); !errors.Is(err, ErrIssuerSet) {
		t.Errorf("a key twice: %v", err)
	}
	for name, bad := range map[string][]byte{
		"another root":  bytes.Replace(one, []byte(statement.FormatField(set.Root())), []byte("0x"+strings.Repeat("0", 64)), 1),
		"swapped order": swap(one, formatKey(read[0].Key), formatKey(read[1].Key)),
		"key replaced":  bytes.Replace(one, []byte(formatKey(read[0].Key)), []byte(formatKey(testSet(t, 1)[0].Key)), 1),
	} {
		if _, err := ParseIssuerSet(bad); !errors.Is(err, ErrIssuerSet) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if testing.Short() {
		return
	}
	most := testSet(t, statement.MaxIssuers)
	for i := range most {
		most[i].Name = strings.Repeat("𝔠", MaxName) // four bytes each
	}
	b, err := MarshalIssuerSet(most)
	must(t, err)
	if _, err := ParseIssuerSet(b); err != nil || len(b) > MaxIssuerSetBytes {
		t.Errorf("the largest set: %d bytes, %v", len(b), err)
	}
	if _, err := MarshalIssuerSet(append(most, testSet(t, 1)...)); !errors.Is(err, ErrIssuerSet) {
		t.Errorf("one issuer too many: %v", err)
	}
}

func swap(b []byte, x, y string) []byte {
	return []byte(strings.NewReplacer(x, y, y, x).Replace(string(b)))
}

func TestRefusesBadLedgers(t *testing.T) {
	w := newWorld(t, 1)
	l, err := LedgerAfter(w.rec)
	must(t, err)
	for name, bad := range map[string]Ledger{
		"no issuer": {Subject: l.Subject, Metric: l.Metric, LastDay: l.LastDay},
		"no metric": {Issuer: l.Issuer, LastDay: l.LastDay},
		"day 0":     {Issuer: l.Issuer, Metric: l.Metric},
		"too late":  {Issuer: l.Issuer, Metric: l.Metric, LastDay: claim.MaxDay + 1},
	} {
		if _, err := MarshalLedger(bad); !errors.Is(err, ErrLedger) {
			t.Errorf("%s: %v", name, err)
		}
	}
	good, err := MarshalLedger(l)
	must(t, err)
	for _, c := range [][2]string{
		{l.LastDay.String(), "2024-02-30"}, {l.LastDay.String(), "1970-01-01"},
		{"glucose-15min", "glucose-1min"}, {statement.FormatField(l.Head), "0x" + hex.EncodeToString(bytes.Repeat([]byte{255}, 32))},
	} {
		if _, err := ParseLedger([]byte(strings.Replace(string(good), c[0], c[1], 1))); !errors.Is(err, ErrLedger) {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}
