package keyring

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func keyFile(t *testing.T, text string, mode fs.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRefusesAKeyFileThatOthersCanOpen(t *testing.T) {
	text := strings.Repeat("a7", 32)
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o666, 0o777} {
		_, err := LoadMaster(t.Context(), Source{File: keyFile(t, text, mode)})
		wantErr(t, err, ErrKeyMode)
		if strings.Contains(err.Error(), text) {
			t.Error("the error quotes the key")
		}
	}
	for _, mode := range []fs.FileMode{0o600, 0o400} {
		if _, err := LoadMaster(t.Context(), Source{File: keyFile(t, text, mode)}); err != nil {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
}

func TestRefusesWhatIsNoMasterKey(t *testing.T) {
	for name, text := range map[string]string{
		"empty":        "",
		"blank":        " \n\t\n",
		"short":        strings.Repeat("a7", 31),
		"long":         strings.Repeat("a7", 33),
		"huge":         strings.Repeat("a7", 1<<20),
		"not hex":      strings.Repeat("zz", 32),
		"zero":         strings.Repeat("00", 32),
		"zero base64":  base64.StdEncoding.EncodeToString(make([]byte, 32)),
		"31 in base64": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 31)),
		"33 in base64": base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 33)),
		"loose bits":   strings.Repeat("B", 42) + "B=",
		"two keys":     strings.Repeat("a7", 32) + "\n" + strings.Repeat("a8", 32),
	} {
		_, err := LoadMaster(t.Context(), Source{File: keyFile(t, text, 0o600)})
		if err == nil {
			t.Errorf("%s: taken for a key", name)
			continue
		}
		wantErr(t, err, ErrMasterKey)
	}
}

func TestReadsOneKeyInEverySpelling(t *testing.T) {
	raw := []byte("\xfb\xef\xffANARY-an-invented-key-of-32-bytes")[:32]
	want := Master{func() [32]byte { return [32]byte(raw) }}.Derive("x")
	for _, text := range []string{
		hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)), "  " + hex.EncodeToString(raw) + "\r\n",
		base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw) + "\n",
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw),
	} {
		fromFile, err := LoadMaster(t.Context(), Source{File: keyFile(t, text, 0o600)})
		if err != nil {
			t.Fatal(err)
		}
		fromCommand, err := LoadMaster(t.Context(), Source{Command: []string{"printf", "%s", text}})
		if err != nil {
			t.Fatal(err)
		}
		if fromFile.Derive("x") != want || fromCommand.Derive("x") != want {
			t.Error("another key")
		}
	}
}

func TestWantsExactlyOneSource(t *testing.T) {
	_, err := LoadMaster(t.Context(), Source{})
	wantErr(t, err, ErrSource)
	_, err = LoadMaster(t.Context(), Source{File: "a", Command: []string{"b"}})
	wantErr(t, err, ErrSource)
}

// The command's own words may hold the key, or a name.
func TestACommandsWordsStayOutOfErrors(t *testing.T) {
	for name, script := range map[string]string{
		"exit status": "echo CANARY; echo CANARY >&2; exit 3",
		"no key":      "echo CANARY; echo CANARY >&2",
		"killed":      "echo CANARY >&2; kill -9 $$",
		"too much":    "while :; do echo CANARY-CANARY-CANARY-CANARY; done",
	} {
		_, err := LoadMaster(t.Context(), Source{Command: []string{"sh", "-c", script}})
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		if strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "exit status" && !strings.Contains(err.Error(), "exit status 3") {
			t.Errorf("the exit status is missing: %v", err)
		}
	}
}

// No shell reads the arguments, so a configured value cannot run a second program.
func TestRunsACommandWithoutAShell(t *testing.T) {
	made := filepath.Join(t.TempDir(), "made")
	_, err := LoadMaster(t.Context(), Source{Command: []string{"printf", "%s", "$(touch " + made + ");`touch " + made + "`"}})
	wantErr(t, err, ErrMasterKey)
	if _, err := os.Stat(made); err == nil {
		t.Error("a shell ran")
	}
}

func TestGivesUpOnASlowCommandAndItsChildren(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := LoadMaster(ctx, Source{Command: []string{"sh", "-c", "sleep 20 & wait"}})
	wantErr(t, err, ErrCommand)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestWritesAMasterKeyOnceAndPrivately(t *testing.T) {
	m := newMaster(t)
	path := filepath.Join(t.TempDir(), "master.key")
	if err := WriteMaster(path, m); err != nil {
		t.Fatal(err)
	}
	again, err := LoadMaster(t.Context(), Source{File: path})
	if err != nil {
		t.Fatal(err)
	}
	if again.Derive("x") != m.Derive("x") {
		t.Error("another key came back")
	}
	if err := WriteMaster(path, newMaster(t)); err == nil {
		t.Error("a master key was replaced")
	}
	wantErr(t, WriteMaster(path, Master{}), ErrMasterKey)
}

const derivedVector = "6c58b1921436e63cffcd1247f6dfc3757afed9f744a4e575071060102f96fa6a"

// The vector was computed with another implementation of RFC 5869.
func TestDerivesByPublishedHKDF(t *testing.T) {
	m := fixedMaster()
	got := m.Derive("keyring")
	if hex.EncodeToString(got[:]) != derivedVector {
		t.Errorf("got %x", got)
	}
	if m.Derive("audit") == got || newMaster(t).Derive("keyring") == got {
		t.Error("two purposes or two masters share a key")
	}
}

func TestKeysPrintAsRedactedInEveryForm(t *testing.T) {
	m := fixedMaster()
	k := keyOf([32]byte([]byte("CANARY-an-invented-master-key-32")))
	r := openRing(t, t.TempDir(), m)
	create(t, r, 1)
	type outer struct {
		m Master
		k Key
		p *Key
	}
	var out strings.Builder
	for _, v := range []any{m, &m, k, &k, r, outer{m, k, &k}, &outer{m, k, &k}, []Key{k}, map[string]Master{"x": m}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb, v)
		}
	}
	for _, v := range []any{m, k, []Key{k}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "m", m, "k", k, "r", r)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "m", m, "k", k)
	for _, secret := range []string{"CANARY", hex.EncodeToString([]byte("CANARY")), strings.ToUpper(hex.EncodeToString([]byte("CANARY"))), "67 65 78 65 82 89"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("a form shows %q: %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), redacted) {
		t.Error("no form says REDACTED")
	}
}

func TestASealOpensInItsPlaceUnderItsKeyOnly(t *testing.T) {
	r := openRing(t, t.TempDir(), newMaster(t))
	a, b := create(t, r, 1), create(t, r, 2)
	plain := []byte("CANARY reading 118")
	sealed := a.Seal([]byte("job/1"), plain)
	if len(sealed) != len(plain)+SealOverhead || bytes.Contains(sealed, []byte("CANARY")) {
		t.Error("not sealed")
	}
	if bytes.Equal(sealed, a.Seal([]byte("job/1"), plain)) {
		t.Error("a nonce came twice")
	}
	_, err := b.Open([]byte("job/1"), sealed)
	wantErr(t, err, ErrSealed)
	_, err = a.Open([]byte("job/2"), sealed)
	wantErr(t, err, ErrSealed)
	for n := range sealed {
		_, err = a.Open([]byte("job/1"), sealed[:n])
		wantErr(t, err, ErrSealed)
		changed := bytes.Clone(sealed)
		changed[n] ^= 1
		_, err = a.Open([]byte("job/1"), changed)
		wantErr(t, err, ErrSealed)
	}
	got, err := a.Open([]byte("job/1"), sealed)
	if err != nil || !bytes.Equal(got, plain) {
		t.Errorf("the honest text: %v", err)
	}
}
