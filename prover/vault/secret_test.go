package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/statement"
)

func TestHolderFileRoundTrip(t *testing.T) {
	w, path := newWorld(t, 2), filepath.Join(t.TempDir(), "me.holder")
	must(t, w.holder.Save(path, passphrase))
	again, err := LoadHolder(path, passphrase)
	must(t, err)
	if again.Secret().Field() != w.holder.Secret().Field() || again.keys().identity.String() != w.holder.keys().identity.String() {
		t.Fatal("another holder came back")
	}
	sealed, err := EncryptRecord(w.rec, again.Card(w.key.Public()))
	must(t, err)
	rec, err := again.DecryptRecord(sealed)
	must(t, err)
	sameRecord(t, w.rec, rec)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal("others can read the holder file")
	}
}

func TestIssuerFileRoundTrip(t *testing.T) {
	w, path := newWorld(t, 1), filepath.Join(t.TempDir(), "clinic.issuer")
	must(t, SaveIssuer(path, w.key, passphrase))
	again, err := LoadIssuer(path, passphrase)
	must(t, err)
	if !bytes.Equal(again.Bytes(), w.key.Bytes()) {
		t.Fatal("another key came back")
	}
	if err := SaveIssuer(path+"2", statement.PrivateKey{}, passphrase); !errors.Is(err, statement.ErrPrivateKey) {
		t.Fatalf("an empty key was saved: %v", err)
	}
}

func TestRefusesWrongAndWeakPassphrases(t *testing.T) {
	w, dir := newWorld(t, 1), t.TempDir()
	holder, issuer := filepath.Join(dir, "a.holder"), filepath.Join(dir, "a.issuer")
	for _, weak := range []string{"", "1234567", "ééééééé"} {
		if err := w.holder.Save(holder, []byte(weak)); !errors.Is(err, ErrWeakPassphrase) {
			t.Errorf("a passphrase of %d bytes was taken: %v", len(weak), err)
		}
		if err := SaveIssuer(issuer, w.key, []byte(weak)); !errors.Is(err, ErrWeakPassphrase) {
			t.Errorf("a passphrase of %d bytes was taken: %v", len(weak), err)
		}
	}
	if len(listing(t, dir)) != 0 {
		t.Fatal("a file was left")
	}
	must(t, w.holder.Save(holder, passphrase))
	must(t, SaveIssuer(issuer, w.key, passphrase))
	for _, wrong := range []string{"", "correct hors", "correct horse ", "Correct horse"} {
		if _, err := LoadHolder(holder, []byte(wrong)); !errors.Is(err, ErrPassphrase) || errors.Is(err, ErrCorrupt) {
			t.Errorf("holder, wrong passphrase: %v", err)
		}
		if _, err := LoadIssuer(issuer, []byte(wrong)); !errors.Is(err, ErrPassphrase) || errors.Is(err, ErrCorrupt) {
			t.Errorf("issuer, wrong passphrase: %v", err)
		}
	}
	if _, err := LoadHolder(filepath.Join(dir, "none"), passphrase); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestRefusesDamagedSecretFiles(t *testing.T) {
	w, dir := newWorld(t, 1), t.TempDir()
	path := filepath.Join(dir, "a.holder")
	must(t, w.holder.Save(path, passphrase))
	good, err := os.ReadFile(path)
	must(t, err)
	refused := func(what string, raw []byte) {
		t.Helper()
		must(t, os.WriteFile(path, raw, 0o600))
		if _, err := LoadHolder(path, passphrase); !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrPassphrase) {
			t.Fatalf("%s: %v", what, err)
		}
	}
	step := 1
	if testing.Short() {
		step = 5
	}
	for i := 0; i < len(good); i += step {
		refused(fmt.Sprintf("cut at %d", i), good[:i])
		flipped := bytes.Clone(good)
		flipped[i] ^= 1
		refused(fmt.Sprintf("byte %d flipped", i), flipped)
	}
	refused("a byte more", append(bytes.Clone(good), 0))
	refused("too long", make([]byte, maxPassphraseFile+1))
	refused("twice", append(bytes.Clone(good), good...))

	// Files of other kinds: a record is not encrypted with a passphrase, and an
	// issuer's file is, but holds no holder.
	sealed, err := EncryptRecord(w.rec, w.card)
	must(t, err)
	must(t, os.WriteFile(path, sealed, 0o600))
	if _, err := LoadHolder(path, passphrase); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a record was read as a holder: %v", err)
	}
	must(t, SaveIssuer(path, w.key, passphrase, Force(true)))
	if _, err := LoadHolder(path, passphrase); !errors.Is(err, ErrCorrupt) {
		t.Errorf("an issuer was read as a holder: %v", err)
	}
	must(t, w.holder.Save(path, passphrase, Force(true)))
	if _, err := LoadIssuer(path, passphrase); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a holder was read as an issuer: %v", err)
	}
}

// The JSON inside is as strict as the public files, though only who knows the
// passphrase can write it.
func TestRefusesOtherSpellingsOfSecrets(t *testing.T) {
	w := newWorld(t, 1)
	holder, err := w.holder.marshal()
	must(t, err)
	issuer, err := marshalIssuer(w.key)
	must(t, err)
	mangleJSON(t, holder, func(b []byte) ([]byte, error) {
		h, err := parseHolder(b)
		if err != nil {
			return nil, err
		}
		return h.marshal()
	})
	mangleJSON(t, issuer, func(b []byte) ([]byte, error) {
		k, err := parseIssuer(b)
		if err != nil {
			return nil, err
		}
		return marshalIssuer(k)
	})
	zero := strings.Replace(string(holder), fmt.Sprintf("%x", w.holder.Secret().Bytes()), strings.Repeat("00", 31), 1)
	if _, err := parseHolder([]byte(zero)); !errors.Is(err, statement.ErrSecret) {
		t.Errorf("a secret of zero: %v", err)
	}
	// A public key that is not the scalar's would give the scalar away with the
	// first seal.
	other := newWorld(t, 1)
	mixed, err := json.MarshalIndent(issuerFile{IssuerFormat,
		fmt.Sprintf("%x", append(bytes.Clone(other.key.Bytes()[:32]), w.key.Bytes()[32:]...))}, "", "  ")
	must(t, err)
	if _, err := parseIssuer(append(mixed, '\n')); !errors.Is(err, statement.ErrPrivateKey) {
		t.Errorf("a private key with another's public key: %v", err)
	}
}

func TestRefusesHostileWorkFactor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.holder")
	must(t, newWorld(t, 1).holder.Save(path, passphrase))
	good, err := os.ReadFile(path)
	must(t, err)
	for _, factor := range []string{"21", "22", "30", "63", "99999999999999999999", "0", "-1", "04"} {
		hostile := bytes.Replace(good, []byte(" 4\n"), []byte(" "+factor+"\n"), 1)
		must(t, os.WriteFile(path, hostile, 0o600))
		start := time.Now()
		if _, err := LoadHolder(path, passphrase); !errors.Is(err, ErrCorrupt) {
			t.Errorf("factor %s: %v", factor, err)
		}
		if time.Since(start) > time.Second {
			t.Errorf("factor %s: scrypt was run", factor)
		}
	}
}

func TestDefaultWorkFactor(t *testing.T) {
	if workFactor < 18 || workFactor > maxWorkFactor {
		t.Fatalf("new files get a factor of %d", workFactor)
	}
	if testing.Short() {
		t.Skip("takes about 2 s and 256 MiB")
	}
	defer func(f int) { scryptFactor = f }(scryptFactor)
	scryptFactor = workFactor
	h, path := newWorld(t, 1).holder, filepath.Join(t.TempDir(), "a.holder")
	must(t, h.Save(path, passphrase))
	raw, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Contains(raw[:120], []byte(" 18\n")) {
		t.Error("the file has another work factor")
	}
	_, err = LoadHolder(path, passphrase)
	must(t, err)
}
