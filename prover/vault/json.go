package vault

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"vitalproof/circuits/statement"
)

// marshalJSON writes the one form that a JSON file has.
func marshalJSON(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// parseJSON reads the shape of a JSON file. It leaves out json's own errors,
// which quote the file. A repeated field, data after the end and every other
// spelling of a value are left to canonical.
func parseJSON(raw []byte, most int, into any) error {
	if len(raw) > most {
		return fmt.Errorf("longer than %d bytes", most)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(into) != nil {
		return errors.New("it is not the expected JSON")
	}
	return nil
}

// canonical compares a file with what its content is written as.
func canonical(raw []byte, marshal func() ([]byte, error)) error {
	again, err := marshal()
	if err != nil {
		return err
	}
	defer clear(again)
	if !bytes.Equal(raw, again) {
		return errors.New("it is not in canonical form")
	}
	return nil
}

func formatKey(k statement.PublicKey) string {
	b := k.Bytes()
	return hex.EncodeToString(b[:])
}

func parseKey(s string) (statement.PublicKey, error) {
	b, err := hex.DecodeString(s)
	if err != nil {
		return statement.PublicKey{}, statement.ErrPublicKey
	}
	return statement.PublicKeyFromBytes(b)
}

// checkKey refuses the zero PublicKey, which no file may hold.
func checkKey(k statement.PublicKey) error {
	b := k.Bytes()
	_, err := statement.PublicKeyFromBytes(b[:])
	return err
}
