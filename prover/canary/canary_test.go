package canary

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"testing"
)

func TestTrapsFindWhatIsPlanted(t *testing.T) {
	secret := []byte("\x01\xfe\x7f secret bytes \x80\x00\x42 of some length")
	around := func(i int) []byte {
		return append(bytes.Repeat([]byte("x"), i), append(bytes.Clone(secret), "yyyy"...)...)
	}
	trap := Bytes("secret", secret)
	for i := range 6 {
		for _, text := range []string{
			string(around(i)), hex.EncodeToString(around(i)), base64.StdEncoding.EncodeToString(around(i)),
			base64.URLEncoding.EncodeToString(around(i)),
		} {
			if _, found := trap.Find([]byte(text)); !found {
				t.Errorf("not found behind %d bytes: %q", i, text)
			}
		}
	}
	readings := []uint64{163, 287, 211, 149}
	for _, text := range []string{"[163,287,211,149]", "163\n287\n211\n149", "a=163 b=287 c=211 d=149"} {
		if !InDigits([]byte(text), readings) {
			t.Errorf("not found: %q", text)
		}
	}
	if InDigits([]byte("163 287 149 211"), readings) {
		t.Error("found what is not there")
	}
	if _, found := Text("name", "Canary").Find([]byte("C\x00a\x00n\x00a\x00r\x00y\x00")); !found {
		t.Error("UTF-16 is not found")
	}
}
