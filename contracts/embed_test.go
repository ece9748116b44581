package contracts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestEveryArtefactLoads(t *testing.T) {
	names := Names()
	if !slices.Contains(names, "AttestationGate") {
		t.Fatalf("AttestationGate is not among %v", names)
	}
	for _, name := range names {
		artefact, err := Load(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if artefact.Contract != name {
			t.Errorf("%s.json holds contract %q", name, artefact.Contract)
		}
		var entries []struct{ Type, Name string }
		if err := json.Unmarshal(artefact.ABI, &entries); err != nil || len(entries) == 0 {
			t.Errorf("%s: ABI with %d entries, error %v", name, len(entries), err)
		}
		if _, found := artefact.SourceSHA256[artefact.Source]; !found {
			t.Errorf("%s: no hash of its own source %q", name, artefact.Source)
		}
	}
}

// A stale artefact would deploy another contract than the one that was read and tested.
func TestArtefactsMatchSources(t *testing.T) {
	for _, name := range Names() {
		artefact, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range artefact.SourceSHA256 {
			file := filepath.FromSlash(path)
			if strings.HasPrefix(path, "@") { // a package from npm
				file = filepath.Join("node_modules", file)
			}
			text, err := os.ReadFile(file)
			if errors.Is(err, fs.ErrNotExist) && file != path && os.Getenv("CI") == "" {
				continue // npm ci has not run; the package's version is pinned by its hash
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			digest := sha256.Sum256(text)
			if got := hex.EncodeToString(digest[:]); got != want {
				t.Errorf("%s: %s has changed since the artefact was built; run npm run build", name, path)
			}
		}
	}
}

func TestEverySourceIsBuilt(t *testing.T) {
	built := make(map[string]bool)
	for _, name := range Names() {
		artefact, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		for path := range artefact.SourceSHA256 {
			built[path] = true
		}
	}
	err := filepath.WalkDir("src", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".sol" && !built[filepath.ToSlash(path)] {
			t.Errorf("%s is in no artefact; run npm run build", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestLoadRefusesUnknownContract(t *testing.T) {
	for _, name := range []string{"", "Missing", "../artefacts/AttestationGate", "attestationgate"} {
		if _, err := Load(name); !errors.Is(err, ErrUnknownContract) {
			t.Errorf("Load(%q): error %v, want ErrUnknownContract", name, err)
		}
	}
}

func TestParseRefusesDamagedArtefact(t *testing.T) {
	const both = `"bytecode":"0x6000","deployedBytecode":"0x6000"`
	if _, err := parse([]byte(`{` + both + `}`)); err != nil {
		t.Fatalf("an artefact without a fault: %v", err)
	}
	for name, text := range map[string]string{
		"not JSON":          `{`,
		"no bytecode":       `{"deployedBytecode":"0x6000"}`,
		"empty bytecode":    `{"bytecode":"0x","deployedBytecode":"0x6000"}`,
		"no prefix":         `{"bytecode":"6000","deployedBytecode":"0x6000"}`,
		"odd bytecode":      `{"bytecode":"0x600","deployedBytecode":"0x6000"}`,
		"unlinked library":  `{"bytecode":"0x60__$ab$__","deployedBytecode":"0x6000"}`,
		"no deployed code":  `{"bytecode":"0x6000"}`,
		"odd deployed code": `{"bytecode":"0x6000","deployedBytecode":"0x600"}`,
		"negative start":    `{` + both + `,"immutables":[{"start":-1,"length":1}]}`,
		"no bytes":          `{` + both + `,"immutables":[{"start":0,"length":0}]}`,
		"past the end":      `{` + both + `,"immutables":[{"start":1,"length":2}]}`,
		"far past the end":  `{` + both + `,"immutables":[{"start":9223372036854775807,"length":32}]}`,
		"overlapping":       `{` + both + `,"immutables":[{"start":0,"length":2},{"start":1,"length":1}]}`,
	} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// Every byte counts but those that the constructor writes.
func TestMatchesCode(t *testing.T) {
	for _, name := range Names() {
		artefact, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		immutable := make([]bool, len(artefact.DeployedBytecode))
		for _, r := range artefact.Immutables {
			for i := r.Start; i < r.Start+r.Length; i++ {
				immutable[i] = true
			}
		}
		code := bytes.Clone(artefact.DeployedBytecode)
		if !artefact.MatchesCode(code) {
			t.Errorf("%s: differs from itself", name)
		}
		for i := range code {
			code[i] ^= 1
			if artefact.MatchesCode(code) != immutable[i] {
				t.Errorf("%s: byte %d is changed: got %t", name, i, !immutable[i])
			}
			code[i] ^= 1
		}
		for _, other := range [][]byte{nil, code[:len(code)-1], append(bytes.Clone(code), 0)} {
			if artefact.MatchesCode(other) {
				t.Errorf("%s: matches a code of %d bytes", name, len(other))
			}
		}
	}
}

// The tests above would pass if no artefact had any.
func TestImmutablesAreFound(t *testing.T) {
	for name, want := range map[string]bool{"AttestationGate": true, "Glucose15min7dVerifier": false} {
		artefact, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(artefact.Immutables) > 0; got != want {
			t.Errorf("%s has immutables: %t, want %t", name, got, want)
		}
	}
}
