// Package canary finds secrets in what a program printed, wrote or sent. It is for
// tests: a secret that was planted must turn up nowhere but with its owner.
//
// It promises to know a secret in the forms in which programs let secrets out by
// mistake: raw, reversed, hexadecimal, base64 at any offset, decimal, as lists of
// numbers, in wide characters, packed as the circuits pack readings. It cannot know
// one that was encrypted, hashed or compressed.
package canary

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
	"unicode/utf16"
)

// A Trap finds a secret in bytes, in any of the forms in which programs let
// secrets out by mistake.
type Trap struct {
	Name  string
	forms map[string][]byte
}

// Text finds a text in the common encodings, cases and widths.
func Text(name, text string) Trap {
	t := Bytes(name, []byte(text))
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

// Bytes finds bytes as they are, reversed, and in the usual text forms.
func Bytes(name string, secret []byte) Trap {
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
	return Trap{name, forms}
}

// Readings finds four readings that follow each other, as numbers of any
// width; InDigits finds them as text.
func Readings(readings []uint64) Trap {
	t := Trap{"readings", map[string][]byte{}}
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var b16, b32, b64, elements []byte
		for _, r := range readings {
			b16 = order.AppendUint16(b16, uint16(r))
			b32 = order.AppendUint32(b32, uint32(r))
			b64 = order.AppendUint64(b64, r)
			elements = order.AppendUint16(append(elements, make([]byte, 30)...), uint16(r))
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

// InDigits reports readings that stand in a text one after the other, whatever
// is between them.
func InDigits(data []byte, readings []uint64) bool {
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

// Find tells in which form, if any, the secret stands in some bytes.
func (t Trap) Find(data []byte) (form string, found bool) {
	for form, bytesOf := range t.forms {
		if len(bytesOf) >= 4 && bytes.Contains(data, bytesOf) {
			return form, true
		}
	}
	return "", false
}
