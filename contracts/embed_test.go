package contracts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
			text, err := os.ReadFile(filepath.FromSlash(path))
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
	const digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	for name, text := range map[string]string{
		"not JSON":         `{`,
		"no bytecode":      `{"deployedBytecodeSha256":"` + digest + `"}`,
		"empty bytecode":   `{"bytecode":"0x","deployedBytecodeSha256":"` + digest + `"}`,
		"no prefix":        `{"bytecode":"6000","deployedBytecodeSha256":"` + digest + `"}`,
		"odd bytecode":     `{"bytecode":"0x600","deployedBytecodeSha256":"` + digest + `"}`,
		"unlinked library": `{"bytecode":"0x60__$ab$__","deployedBytecodeSha256":"` + digest + `"}`,
		"no digest":        `{"bytecode":"0x6000"}`,
		"short digest":     `{"bytecode":"0x6000","deployedBytecodeSha256":"e3b0"}`,
	} {
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
