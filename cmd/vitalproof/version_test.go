package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

func TestVersionNamesCircuitsAndTools(t *testing.T) {
	var out bytes.Buffer
	a := newApp()
	a.stdout = &out
	if code := run(a, []string{"version", "--json"}); code != exitOK {
		t.Fatalf("exit %d", code)
	}
	var v map[string]string
	if err := json.Unmarshal(out.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join("..", "..", "circuits", "lock", "lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	for field, want := range map[string]string{
		"lockfile_sha256": hex.EncodeToString(sum[:]), "go": runtime.Version(),
		"platform": runtime.GOOS + "/" + runtime.GOARCH, "gnark": "0.16.0",
	} {
		if v[field] != want {
			t.Errorf("%s: got %q, want %q", field, v[field], want)
		}
	}
	for _, field := range []string{"version", "gnark_crypto"} {
		if v[field] == "" {
			t.Errorf("no %s", field)
		}
	}
}

func TestAReleasesStampIsItsVersion(t *testing.T) {
	t.Cleanup(func() { stampVersion, stampCommit = "", "" })
	stampVersion, stampCommit = "v1.2.3", "0123456789abcdef"
	v, err := currentVersion()
	if err != nil {
		t.Fatal(err)
	}
	if v.Version != stampVersion || v.Revision != stampCommit {
		t.Errorf("got %+v", v)
	}
}
