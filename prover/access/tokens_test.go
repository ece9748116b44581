package access

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func tokenPath(t *testing.T) string { return filepath.Join(t.TempDir(), "tokens") }

func issueToken(t *testing.T, path string, spec TokenSpec) string {
	t.Helper()
	text, err := Issue(path, spec, now)
	must(t, err)
	return text
}

func openTokens(t *testing.T, path string) *Tokens {
	t.Helper()
	tokens, err := OpenTokens(path, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(tokens.Close)
	return tokens
}

func TestUnknownExpiredAndRevokedTokensLookTheSame(t *testing.T) {
	path := tokenPath(t)
	good := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	expired := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder, Expires: now.Add(time.Minute)})
	revoked := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	list, err := List(path)
	must(t, err)
	must(t, Revoke(path, list[2].ID, now))
	tokens := openTokens(t, path)

	later := now.Add(time.Hour)
	if _, err := tokens.Lookup(good, later); err != nil {
		t.Fatal(err)
	}
	changed := []byte(good)
	changed[len(changed)-1] ^= 1
	if changed[len(changed)-1] < 'a' {
		changed[len(changed)-1] = 'q'
	}
	cases := map[string]string{
		"expired": expired, "revoked": revoked, "changed secret": string(changed),
		"unknown id": tokenPrefix + strings.Repeat("a", tokenChars-len(tokenPrefix)),
		"empty":      "", "cut": good[:len(good)-1], "longer": good + "a", "other prefix": "vp2_" + good[4:],
		"capitals": tokenPrefix + strings.ToUpper(good[4:]), "line break": good[:10] + "\n" + good[11:],
		"the hash instead": hashToken(good),
	}
	for name, text := range cases {
		p, err := tokens.Lookup(text, later)
		if !errors.Is(err, ErrCredentials) || err.Error() != ErrCredentials.Error() {
			t.Errorf("%s: %v", name, err)
		}
		if p != (Principal{}) {
			t.Errorf("%s: there is a principal", name)
		}
	}
}

func TestEveryChangedCharacterOfATokenIsRefused(t *testing.T) {
	path := tokenPath(t)
	good := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Operator})
	tokens := openTokens(t, path)
	for i := range good {
		for _, c := range "ab7" {
			b := []byte(good)
			if b[i] == byte(c) {
				continue
			}
			b[i] = byte(c)
			if _, err := tokens.Lookup(string(b), now); err == nil {
				t.Fatalf("a token with character %d changed was taken", i)
			}
		}
	}
}

func TestTheFileHoldsNothingToCallWith(t *testing.T) {
	path := tokenPath(t)
	text := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder, Subject: "patient 7"})
	raw, err := os.ReadFile(path)
	must(t, err)
	secret := make([]byte, idBytes+secretBytes)
	_, err = tokenEncoding.Decode(secret, []byte(text[len(tokenPrefix):]))
	must(t, err)
	secret = secret[idBytes:]
	for _, needle := range []string{text, text[20:], hex.EncodeToString(secret), string(secret)} {
		if bytes.Contains(raw, []byte(needle)) {
			t.Error("the file holds the token's secret")
		}
	}
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
}

func TestRevocationTakesEffectByItself(t *testing.T) {
	path := tokenPath(t)
	text := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	tokens := openTokens(t, path)
	p, err := tokens.Lookup(text, now)
	must(t, err)
	must(t, Revoke(path, strings.TrimPrefix(p.ID, "token:"), now))
	begin := time.Now()
	for {
		if _, err := tokens.Lookup(text, now); err != nil {
			break
		}
		if time.Since(begin) > 2*time.Second {
			t.Fatal("the token still works")
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestAMalformedFileChangesNothingAndIsReported(t *testing.T) {
	path := tokenPath(t)
	text := issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	tokens := openTokens(t, path)
	good, err := os.ReadFile(path)
	must(t, err)

	must(t, os.WriteFile(path, []byte("{}"), 0o600))
	tokens.reports(t, true)
	if _, err := tokens.Lookup(text, now); err != nil {
		t.Error("a malformed file locked a caller out")
	}
	must(t, os.WriteFile(path, good, 0o600))
	tokens.reports(t, false)
	must(t, os.Remove(path))
	tokens.reports(t, true)
	if _, err := tokens.Lookup(text, now); err != nil {
		t.Error("a missing file locked a caller out")
	}
	must(t, os.WriteFile(path, good, 0o600))
	tokens.reports(t, false)
}

// reports waits until the file is found bad, or good.
func (t *Tokens) reports(tb testing.TB, bad bool) {
	tb.Helper()
	for begin := time.Now(); (t.Err() != nil) != bad; time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > 4*pollEvery {
			tb.Fatalf("the file is reported as: %v", t.Err())
		}
	}
}

func TestRefusesFilesThatAreNotInForm(t *testing.T) {
	path := tokenPath(t)
	issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	good, err := os.ReadFile(path)
	must(t, err)
	entry := good[bytes.IndexByte(good, '['):bytes.LastIndexByte(good, ']')]
	replace := func(old, with string) []byte { return bytes.Replace(good, []byte(old), []byte(with), 1) }
	for name, raw := range map[string][]byte{
		"empty":         {},
		"other format":  replace("tokens/1", "tokens/2"),
		"unknown field": replace(`"tenant"`, `"admin": true, "tenant"`),
		"twice a field": replace(`"role": "holder"`, `"role": "holder", "role": "operator"`),
		"data after":    append(bytes.Clone(good), "{}"...),
		"other role":    replace(`"holder"`, `"root"`),
		"anonymous":     replace(`"holder"`, `"anonymous"`),
		"no tenant":     replace(`"clinic"`, `""`),
		"short hash":    replace(`"sha256": "`, `"sha256": "00`),
		"odd time":      replace("12:00:00Z", "12:00:00+01:00"),
		"not canonical": replace("  ", " "),
		"same id twice": append(append(bytes.Clone(good[:bytes.LastIndexByte(good, ']')-3]), []byte(",\n"+strings.TrimSuffix(string(entry[2:]), "\n  ")+"\n  ]\n}\n")...), nil...),
	} {
		if _, err := parseTokens(raw); !errors.Is(err, ErrTokenFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := parseTokens(good); err != nil {
		t.Error("the good file is refused:", err)
	}
}

func TestRefusesAFileThatIsOpenToOthers(t *testing.T) {
	path := tokenPath(t)
	issueToken(t, path, TokenSpec{Tenant: "clinic", Role: Holder})
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o400: true, 0o640: true, 0o644: false, 0o620: false, 0o606: false} {
		must(t, os.Chmod(path, mode))
		if _, err := List(path); (err == nil) != ok {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestRefusesSpecsThatMakeNoSense(t *testing.T) {
	path := tokenPath(t)
	for name, s := range map[string]TokenSpec{
		"no tenant":           {Role: Holder},
		"tenant with a slash": {Tenant: "a/b", Role: Holder},
		"tenant in capitals":  {Tenant: "Clinic", Role: Holder},
		"long tenant":         {Tenant: strings.Repeat("a", MaxTenant+1), Role: Holder},
		"no role":             {Tenant: "a"},
		"no such role":        {Tenant: "a", Role: 17},
		"operator's subject":  {Tenant: "a", Role: Operator, Subject: "x"},
		"line in a subject":   {Tenant: "a", Role: Holder, Subject: "x\ny"},
		"long subject":        {Tenant: "a", Role: Holder, Subject: strings.Repeat("ä", MaxSubject+1)},
		"expired":             {Tenant: "a", Role: Holder, Expires: now},
		"for ever":            {Tenant: "a", Role: Holder, Expires: now.Add(MaxTokenLife + time.Hour)},
	} {
		if _, err := Issue(path, s, now); err == nil {
			t.Errorf("%s: a token was issued", name)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
	if err := Revoke(path, "0000", now); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestConcurrentIssuersLoseNoToken(t *testing.T) {
	path := tokenPath(t)
	var group sync.WaitGroup
	texts := make([]string, 16)
	for i := range texts {
		group.Go(func() {
			text, err := Issue(path, TokenSpec{Tenant: fmt.Sprint("t", i), Role: Researcher}, now)
			if err != nil {
				t.Error(err)
			}
			texts[i] = text
		})
	}
	group.Wait()
	tokens := openTokens(t, path)
	for i, text := range texts {
		p, err := tokens.Lookup(text, now)
		if err != nil || p.Tenant != fmt.Sprint("t", i) || p.Role != Researcher {
			t.Errorf("token %d: %v %v", i, p, err)
		}
	}
	list, err := List(path)
	must(t, err)
	if err := Revoke(path, "ffffffffffffffff", now); !errors.Is(err, ErrNoToken) || len(list) != len(texts) {
		t.Error(err, len(list))
	}
}
