package vault

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func newContributor(t *testing.T, name string) Contributor {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	must(t, err)
	return Contributor{name, key}
}

func TestContributorFileRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ada.contributor")
	for _, name := range []string{"Ada", strings.Repeat("é", MaxName), strings.Repeat(`"`, MaxName)} {
		c := newContributor(t, name)
		must(t, SaveContributor(path, c, passphrase, Force(true)))
		again, err := LoadContributor(path, passphrase)
		must(t, err)
		if again.Name != name || !again.Key.Equal(c.Key) {
			t.Fatalf("another contributor came back: %q", again.Name)
		}
		raw, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(raw, c.Key.Seed()) || bytes.Contains(raw, []byte(name)) {
			t.Fatal("the file is not encrypted")
		}
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal("others can read the contributor file")
	}
}

func TestRefusesBadContributors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ada.contributor")
	for what, c := range map[string]Contributor{
		"no name": newContributor(t, ""), "two lines": newContributor(t, "Ada\nBen"), "spaces": newContributor(t, " Ada"),
		"a long name": newContributor(t, strings.Repeat("a", MaxName+1)), "no key": {"Ada", nil},
		"half a key": {"Ada", newContributor(t, "Ada").Key[:32]},
	} {
		if err := SaveContributor(path, c, passphrase); !errors.Is(err, ErrContributor) {
			t.Errorf("%s: got %v", what, err)
		}
	}
	c := newContributor(t, "Ada")
	if err := SaveContributor(path, c, []byte("short")); !errors.Is(err, ErrWeakPassphrase) {
		t.Errorf("a weak passphrase: got %v", err)
	}
	must(t, SaveContributor(path, c, passphrase))
	if _, err := LoadContributor(path, []byte("another passphrase")); !errors.Is(err, ErrPassphrase) {
		t.Errorf("a wrong passphrase: got %v", err)
	}
	must(t, SaveIssuer(path, newWorld(t, 1).key, passphrase, Force(true)))
	if _, err := LoadContributor(path, passphrase); !errors.Is(err, ErrCorrupt) {
		t.Errorf("an issuer was read as a contributor: %v", err)
	}
	good, err := marshalContributor(c)
	must(t, err)
	for what, raw := range map[string][]byte{
		"a byte more": append(bytes.Clone(good), ' '), "a byte less": good[:len(good)-1],
		"upper case":        bytes.Replace(good, good[bytes.Index(good, []byte("seed"))+8:], bytes.ToUpper(good[bytes.Index(good, []byte("seed"))+8:]), 1),
		"another format":    bytes.Replace(good, []byte("contributor/1"), []byte("contributor/2"), 1),
		"an unknown member": bytes.Replace(good, []byte(`"name"`), []byte(`"nickname"`), 1),
	} {
		if bytes.Equal(raw, good) {
			t.Errorf("%s changes nothing", what)
		}
		if _, err := parseContributor(raw); err == nil {
			t.Errorf("%s was read", what)
		}
	}
}
