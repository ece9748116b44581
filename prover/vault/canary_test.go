package vault

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"filippo.io/age"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/statement"
)

// canaries are all the spellings under which readings, secrets and keys could
// turn up, with what each is for the failure message.
type canaries map[string]string

// bytesOf adds the usual spellings of a byte string.
func (c canaries) bytesOf(name string, b []byte) {
	c[string(b)] = name + ", raw"
	c[hex.EncodeToString(b)] = name + ", hexadecimal"
	c[strings.ToUpper(hex.EncodeToString(b))] = name + ", hexadecimal in capitals"
	c[strings.Trim(fmt.Sprint(b), "[]")] = name + ", list of bytes"
	c[strings.ReplaceAll(strings.Trim(fmt.Sprint(b), "[]"), " ", ",")] = name + ", JSON list of bytes"
	for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		for offset := range 3 { // wherever it stands in a longer text
			s := e.EncodeToString(append(make([]byte, offset), b...))
			c[s[4:len(s)-8]] = name + ", base64"
		}
	}
}

func (c canaries) numberOf(name string, b []byte) {
	c.bytesOf(name, b)
	c[new(big.Int).SetBytes(b).String()] = name + ", decimal"
	reversed := reversed(b)
	c.bytesOf(name+", little-endian", reversed)
}

func (c canaries) readings(b statement.Block) {
	const run = 12
	for from := 0; from+run <= len(b); from += run / 2 {
		var little, big, low []byte
		var words []string
		for _, v := range b[from : from+run] {
			little = binary.LittleEndian.AppendUint16(little, uint16(v))
			big = binary.BigEndian.AppendUint16(big, uint16(v))
			low = append(low, byte(v))
			words = append(words, fmt.Sprint(v))
		}
		c.bytesOf("readings, little-endian", little)
		c.bytesOf("readings, big-endian", big)
		c[string(low)] = "readings, low bytes"
		for _, between := range []string{" ", ",", ", ", ";", "\n", "\t"} {
			c[strings.Join(words, between)] = "readings, decimal"
		}
	}
}

func (c canaries) absent(t *testing.T, where string, text []byte) {
	t.Helper()
	for needle, name := range c {
		if bytes.Contains(text, []byte(needle)) {
			t.Errorf("%s holds %s", where, name)
		}
	}
}

// identityBytes finds the scalar in what fmt prints of an identity, the way a
// careless log line would.
func identityBytes(id *age.X25519Identity) []byte {
	printed := fmt.Sprintf("%v", struct{ id age.X25519Identity }{*id})
	var b []byte
	for _, word := range strings.Fields(strings.Split(strings.TrimLeft(printed, "{["), "]")[0]) {
		n, err := strconv.ParseUint(word, 10, 8)
		if err != nil {
			return nil
		}
		b = append(b, byte(n))
	}
	return b
}

func newCanaries(t *testing.T, w *world) canaries {
	c := canaries{}
	secret := w.holder.Secret().Bytes()
	c.numberOf("the secret", secret)
	c[fmt.Sprint([4]uint64(w.holder.Secret().Field()))] = "the secret, as Go prints a field"
	c.numberOf("the issuer's scalar", w.key.Bytes()[32:64])
	c.bytesOf("the issuer's randomness", w.key.Bytes()[64:])
	c[w.holder.keys().identity.String()] = "the age identity"
	c[strings.ToLower(w.holder.keys().identity.String())] = "the age identity"
	if b := identityBytes(w.holder.keys().identity); len(b) == 32 {
		c.bytesOf("the age identity", b)
	} else {
		t.Fatal("the age identity has no 32 bytes")
	}
	c.bytesOf("the passphrase", passphrase)
	for _, d := range w.rec.Days {
		c.readings(d.Block)
	}
	for needle := range c {
		if len(needle) < 8 {
			t.Fatalf("%q would be found by accident", needle)
		}
	}
	return c
}

func TestTheCanariesSing(t *testing.T) {
	w := newWorld(t, 2)
	plain, err := w.holder.marshal()
	must(t, err)
	issuer, err := marshalIssuer(w.key)
	must(t, err)
	for name, text := range map[string][]byte{
		"encoding": encoded(t, w.rec), "holder": plain, "issuer": issuer,
		"printed record": fmt.Appendf(nil, "%v", w.rec.Days[0].Block),
		"base64":         []byte(base64.StdEncoding.EncodeToString(encoded(t, w.rec))),
		"hexadecimal":    fmt.Appendf(nil, "%X", encoded(t, w.rec)),
	} {
		found := false
		for needle := range newCanaries(t, w) {
			found = found || bytes.Contains(text, []byte(needle))
		}
		if !found {
			t.Errorf("%s: nothing was found in a text that holds everything", name)
		}
	}
}

func TestNoFileHoldsReadingsOrSecrets(t *testing.T) {
	w, dir := newWorld(t, 4), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	must(t, w.holder.Save(path("me.holder"), passphrase))
	must(t, SaveIssuer(path("clinic.issuer"), w.key, passphrase))
	must(t, Issue(path("may.record"), path("42.ledger"), nil, w.rec, w.card))
	must(t, WriteRecord(path("copy.record"), w.rec, w.card))
	card, err := MarshalCard(w.card)
	must(t, err)
	must(t, WritePrivate(path("me.card"), card))
	public, err := MarshalIssuerPublic(IssuerPublic{w.key.Public(), "Clinic"})
	must(t, err)
	must(t, WritePublic(path("clinic.pub"), public))
	set, err := MarshalIssuerSet(IssuerSet{{w.key.Public(), "Clinic"}})
	must(t, err)
	must(t, WritePublic(path("trusted.issuers"), set))

	c := newCanaries(t, w)
	files := listing(t, dir)
	if len(files) != 8 {
		t.Fatalf("%d files, not 8", len(files))
	}
	for name, content := range files {
		c.absent(t, name, []byte(content))
	}
	subject := w.card.Subject.Bytes()
	for _, name := range []string{"may.record", "me.holder"} {
		if strings.Contains(files[name], string(subject[:])) {
			t.Errorf("%s names its subject", name)
		}
	}
}

// Every parser is fed every secret text, whole and damaged, as happens when
// somebody names the wrong file; none may quote it.
func TestNoErrorHoldsReadingsOrSecrets(t *testing.T) {
	w, dir := newWorld(t, 2), t.TempDir()
	c := newCanaries(t, w)
	holder, err := w.holder.marshal()
	must(t, err)
	issuer, err := marshalIssuer(w.key)
	must(t, err)
	var listed []uint64
	for _, d := range w.rec.Days {
		listed = append(listed, d.Block...)
	}
	readings, err := json.Marshal(map[string]any{"format": listed})
	must(t, err)
	identity := []byte(w.holder.keys().identity.String() + "\n")
	other := newWorld(t, 1)

	texts := [][]byte{holder, issuer, readings, identity, encoded(t, w.rec), w.holder.Secret().Bytes(), w.key.Bytes()}
	for _, secret := range [][]byte{holder, issuer} {
		for _, format := range []string{CardFormat, IssuerPublicFormat, IssuerSetFormat, LedgerFormat, HolderFormat, IssuerFormat} {
			for _, old := range []string{HolderFormat, IssuerFormat} {
				texts = append(texts, bytes.Replace(secret, []byte(old), []byte(format), 1))
			}
		}
		for _, field := range []string{"issuer", "key", "recipient", "subject", "head", "name"} {
			texts = append(texts, bytes.Replace(secret, []byte(`"secret"`), []byte(`"`+field+`"`), 1),
				bytes.Replace(secret, []byte(`"identity"`), []byte(`"`+field+`"`), 1))
		}
	}
	for _, text := range texts[:4] {
		for _, cut := range []int{1, len(text) / 3, len(text) / 2, len(text) - 1} {
			texts = append(texts, text[:cut], text[cut:])
		}
		if sealed, err := encrypt(text, w.card.Recipient); err == nil {
			texts = append(texts, sealed)
		}
		if sealed, err := sealPassphrase(text[:min(len(text), maxSecretBytes)], passphrase); err == nil {
			texts = append(texts, sealed)
		}
	}
	errorsSeen := 0
	see := func(err error) {
		if err != nil {
			errorsSeen++
			c.absent(t, "the error "+err.Error(), fmt.Appendf(nil, "%v %+v %#v %q", err, err, err, err))
		}
	}
	file := filepath.Join(dir, "file")
	for _, text := range texts {
		must(t, os.WriteFile(file, text, 0o600))
		_, err := LoadHolder(file, passphrase)
		see(err)
		_, err = LoadIssuer(file, passphrase)
		see(err)
		_, err = LoadLedger(file)
		see(err)
		_, err = w.holder.ReadRecord(file)
		see(err)
		_, err = ParseCard(text)
		see(err)
		_, err = ParseIssuerPublic(text)
		see(err)
		_, err = ParseIssuerSet(text)
		see(err)
		_, err = DecodeRecord(text)
		see(err)
		_, err = parseHolder(text)
		see(err)
		_, err = parseIssuer(text)
		see(err)
	}
	good := encoded(t, w.rec)
	for i := 0; i < len(good); i += 3 {
		b := bytes.Clone(good)
		b[i] ^= 0xff
		_, err := DecodeRecord(b)
		see(err)
		sealed, err := encrypt(b, w.card.Recipient)
		must(t, err)
		_, err = w.holder.DecryptRecord(sealed)
		see(err)
	}
	bad := *w.rec
	bad.Days = append([]statement.SealedDay(nil), w.rec.Days...)
	bad.Days[0].Assurance = 7
	_, err = EncryptRecord(&bad, w.card)
	see(err)
	_, err = EncryptRecord(w.rec, other.card)
	see(err)
	_, err = Merge(w.rec, other.rec)
	see(err)
	l, err := LedgerAfter(w.rec)
	must(t, err)
	_, err = Continue(l, w.card, claim.Glucose15, firstDay, w.key, nil)
	see(err)
	see(Issue(file, file, nil, w.rec, w.card))
	see(w.holder.Save(file, passphrase))
	see(SaveIssuer(file, w.key, passphrase))
	see(w.holder.Save(file, passphrase[:3]))
	if errorsSeen < 400 {
		t.Errorf("only %d errors were looked at", errorsSeen)
	}
}

func TestHolderPrintsRedacted(t *testing.T) {
	w := newWorld(t, 1)
	c := newCanaries(t, w)
	var out bytes.Buffer
	for _, v := range []any{w.holder, *w.holder, struct{ H *Holder }{w.holder}, struct{ h Holder }{*w.holder}, struct{ h *Holder }{w.holder}, []Holder{*w.holder}, map[string]*Holder{"h": w.holder}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T"} {
			fmt.Fprintf(&out, verb, v)
		}
		b, err := json.Marshal(v)
		must(t, err)
		out.Write(b)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("holder", "h", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("holder", "h", v)
	}
	c.absent(t, "a printed holder", out.Bytes())
	if s := fmt.Sprintf("%v %s %#v", w.holder, *w.holder, w.holder); s != "REDACTED REDACTED REDACTED" {
		t.Error(s)
	}
}
