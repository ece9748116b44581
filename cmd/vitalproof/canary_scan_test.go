package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// A trap finds a secret in bytes, in any of the forms in which programs let
// secrets out by mistake.
type trap struct {
	name  string
	forms map[string][]byte
}

func textTrap(name, text string) trap {
	t := byteTrap(name, []byte(text))
	t.forms["lower case"] = []byte(strings.ToLower(text))
	t.forms["upper case"] = []byte(strings.ToUpper(text))
	for form, order := range map[string]binary.AppendByteOrder{"UTF-16LE": binary.LittleEndian, "UTF-16BE": binary.BigEndian} {
		var wide []byte
		for _, u := range utf16.Encode([]rune(text)) {
			wide = order.AppendUint16(wide, u)
		}
		t.forms[form] = wide
	}
	return t
}

func byteTrap(name string, secret []byte) trap {
	reversed := bytes.Clone(secret)
	slices.Reverse(reversed)
	forms := map[string][]byte{
		"as it is": secret, "reversed": reversed,
		"hex":     []byte(hex.EncodeToString(secret)),
		"HEX":     []byte(strings.ToUpper(hex.EncodeToString(secret))),
		"decimal": []byte(new(big.Int).SetBytes(secret).String()),
	}
	for i := range 3 {
		// Where a secret stands in a longer base64 text decides its letters; the
		// ones at the edges mix with what is around it.
		for form, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := e.EncodeToString(append(make([]byte, i), secret...))
			forms[form+strconv.Itoa(i)] = []byte(text[(8*i+5)/6 : len(text)-2])
		}
	}
	var list []string
	for _, b := range secret {
		list = append(list, strconv.Itoa(int(b)))
	}
	forms["list with spaces"] = []byte(strings.Join(list, " "))
	forms["list with commas"] = []byte(strings.Join(list, ","))
	return trap{name, forms}
}

// readingsTrap finds four readings that follow each other, as numbers of any
// width; inDigits finds them as text.
func readingsTrap(readings []uint16) trap {
	t := trap{"readings", map[string][]byte{}}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var b16, b32, b64, elements []byte
		for _, r := range readings {
			b16 = order.AppendUint16(b16, r)
			b32 = order.AppendUint32(b32, uint32(r))
			b64 = order.AppendUint64(b64, uint64(r))
			elements = order.AppendUint16(append(elements, make([]byte, 30)...), r)
		}
		t.forms[order.String()+"16"], t.forms[order.String()+"32"] = b16, b32
		t.forms[order.String()+"64"], t.forms[order.String()+" elements"] = b64, elements
		t.forms[order.String()+" hex"] = []byte(hex.EncodeToString(b16))
	}
	packed := new(big.Int)
	for i := len(readings) - 1; i >= 0; i-- {
		packed.Or(packed.Lsh(packed, 9), big.NewInt(int64(readings[i])))
	}
	t.forms["packed"] = packed.Bytes()
	return t
}

var digits = regexp.MustCompile(`[0-9]+`)

// inDigits reports readings that stand in a text one after the other, whatever
// is between them.
func inDigits(data []byte, readings []uint16) bool {
	var want []string
	for _, r := range readings {
		want = append(want, strconv.Itoa(int(r)))
	}
	found := digits.FindAllString(string(data), -1)
	for i := 0; i+len(want) <= len(found); i++ {
		if slices.Equal(found[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

func (t trap) find(data []byte) (form string, found bool) {
	for form, bytesOf := range t.forms {
		if len(bytesOf) >= 4 && bytes.Contains(data, bytesOf) {
			return form, true
		}
	}
	return "", false
}

func TestTrapsFindWhatIsPlanted(t *testing.T) {
	secret := []byte("\x01\xfe\x7f secret bytes \x80\x00\x42 of some length")
	around := func(i int) []byte {
		return append(bytes.Repeat([]byte("x"), i), append(bytes.Clone(secret), "yyyy"...)...)
	}
	trap := byteTrap("secret", secret)
	for i := range 6 {
		for _, text := range []string{
			string(around(i)), hex.EncodeToString(around(i)), base64.StdEncoding.EncodeToString(around(i)),
			base64.URLEncoding.EncodeToString(around(i)),
		} {
			if _, found := trap.find([]byte(text)); !found {
				t.Errorf("not found behind %d bytes: %q", i, text)
			}
		}
	}
	readings := []uint16{163, 287, 211, 149}
	for _, text := range []string{"[163,287,211,149]", "163\n287\n211\n149", "a=163 b=287 c=211 d=149"} {
		if !inDigits([]byte(text), readings) {
			t.Errorf("not found: %q", text)
		}
	}
	if inDigits([]byte("163 287 149 211"), readings) {
		t.Error("found what is not there")
	}
	if _, found := textTrap("name", "Canary").find([]byte("C\x00a\x00n\x00a\x00r\x00y\x00")); !found {
		t.Error("UTF-16 is not found")
	}
}
