package statement

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// leaks lists the forms in which key material would show: bytes, digits, base64
// would all start with one of these.
func leaks(secret []byte) []string {
	var decimal []string
	for _, b := range secret[:4] {
		decimal = append(decimal, fmt.Sprint(b))
	}
	return []string{hex.EncodeToString(secret[:8]), strings.ToUpper(hex.EncodeToString(secret[:8])), strings.Join(decimal, " "), string(secret[:8])}
}

// Whatever way a secret is printed, it prints as REDACTED.
func TestSecretsPrintAsRedacted(t *testing.T) {
	secret, key := newSecret(t, "holder"), newKey(t, "issuer")
	type nested struct {
		Secret Secret
		Key    PrivateKey
		Both   []any
	}
	for name, value := range map[string]any{
		"secret": secret, "secret pointer": &secret, "key": key, "key pointer": &key,
		"nested": nested{secret, key, []any{secret, key}}, "map": map[string]any{"s": secret, "k": key},
	} {
		var out []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%o", "%b", "%t", "%e", "%U", "%c", "%T %v"} {
			args := []any{value}
			if strings.HasPrefix(verb, "%T") {
				args = append(args, value)
			}
			out = append(out, fmt.Sprintf(verb, args...))
		}
		j, err := json.Marshal(value)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var logged bytes.Buffer
		slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "v", value)
		slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "v", value)
		out = append(out, string(j), logged.String(), fmt.Errorf("%w: %v", ErrSecret, value).Error())
		for _, s := range out {
			if !strings.Contains(s, "REDACTED") {
				t.Errorf("%s prints as %q", name, s)
			}
			for _, leak := range append(leaks(secret.Bytes()), leaks(key.Bytes()[32:])...) {
				if strings.Contains(s, leak) {
					t.Errorf("%s prints its value: %q", name, s)
				}
			}
		}
	}
	// fmt calls no methods on unexported fields, so it cannot print REDACTED there.
	// It must not print the value either.
	hidden := struct {
		secret Secret
		key    PrivateKey
		inner  *struct{ secret Secret }
	}{secret, key, &struct{ secret Secret }{secret}}
	limbs := secret.Field()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%t", "%d", "%x"} {
		s := fmt.Sprintf(verb, hidden) + fmt.Sprintf(verb, &hidden)
		known := append(leaks(secret.Bytes()), leaks(key.Bytes()[32:])...)
		for _, leak := range append(known, fmt.Sprint(limbs[0]), fmt.Sprintf("%x", limbs[0]), fmt.Sprint(limbs)) {
			if strings.Contains(s, leak) {
				t.Errorf("verb %q of unexported fields prints the value: %q", verb, s)
			}
		}
	}
	if got := secret.String() + secret.GoString() + key.String() + key.GoString(); got != strings.Repeat("REDACTED", 4) {
		t.Errorf("prints as %q", got)
	}
}

func TestSecretBytesComeBack(t *testing.T) {
	s := newSecret(t, "holder")
	back, err := SecretFromBytes(s.Bytes())
	if err != nil || back.Field() != s.Field() || len(s.Bytes()) != SecretBytes {
		t.Errorf("another secret came back: %v", err)
	}
	for _, b := range [][]byte{nil, make([]byte, SecretBytes), make([]byte, 30), bytes.Repeat([]byte{1}, 30), bytes.Repeat([]byte{1}, 32)} {
		if _, err := SecretFromBytes(b); err == nil {
			t.Errorf("%d bytes are a secret", len(b))
		}
	}
	most, err := SecretFromBytes(bytes.Repeat([]byte{0xff}, SecretBytes))
	if err != nil || !bytes.Equal(most.Bytes(), bytes.Repeat([]byte{0xff}, SecretBytes)) {
		t.Errorf("the largest secret is reduced: %v", err)
	}
	a, errA := NewSecret()
	b, errB := NewSecret()
	if errA != nil || errB != nil || a.Field() == b.Field() {
		t.Error("two draws give one secret")
	}
}

// One value per (secret, issuer) and per (secret, scope), all unrelated.
func TestSubjectsAndNullifiersDiffer(t *testing.T) {
	seen := map[Field]string{}
	for _, holder := range []string{"a", "b", "c"} {
		s := newSecret(t, holder)
		for _, other := range []string{"x", "y", "z"} {
			for what, f := range map[string]Field{
				"subject": s.Subject(newKey(t, other).Public()), "nullifier": s.Nullifier(ScopeText(other)),
			} {
				name := holder + other + what
				if was, ok := seen[f]; ok {
					t.Errorf("%s equals %s", name, was)
				}
				seen[f] = name
			}
		}
		if first, second := s.Nullifier(ScopeText("x")), s.Nullifier(ScopeText("x")); first != second {
			t.Error("one holder has two nullifiers in a scope")
		}
	}
	s := newSecret(t, "a")
	if got, want := FormatField(s.Nullifier(ScopeText("x"))), "0x14926a4ac6765ba3cbcfe856cdb299504f415bdc0af30165b33dc2ae604105c7"; got != want {
		t.Errorf("nullifier %s, want %s", got, want)
	}
	if got, want := FormatField(s.Subject(newKey(t, "x").Public())), "0x0e471c5f98677e694c08cfd39dd58a40ace532d50c9c8cb6decc70249665dbe1"; got != want {
		t.Errorf("subject %s, want %s", got, want)
	}
}
