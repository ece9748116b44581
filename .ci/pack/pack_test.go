package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// build compiles this program, which has modules of others in it, as a release or not.
func build(t *testing.T, flags ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pack")
	c := exec.Command("go", append(append([]string{"build", "-o", path}, flags...), ".")...)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build: %s", out)
	}
	return path
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// What CycloneDX 1.6 asks for, and no module missing or invented.
func TestABillNamesWhatIsInTheProgram(t *testing.T) {
	program := build(t, "-trimpath")
	if err := packProgram("v1.2.3", program); err != nil {
		t.Fatal(err)
	}
	raw := read(t, program+".cdx.json")
	var b bill
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.SpecVersion != "1.6" || b.Version != 1 || b.Metadata.Component.Name != "vitalproof" {
		t.Errorf("the bill begins %.300s", raw)
	}
	sum, err := sumFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if h := b.Metadata.Component.Hashes; len(h) != 1 || h[0] != (hash{"SHA-256", sum}) {
		t.Errorf("the program's hash: got %v", h)
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"stdlib": ""}
	for _, m := range info.Deps {
		want[m.Path] = m.Sum
	}
	if len(want) < 2 {
		t.Fatal("the program has no modules of others in it")
	}
	refs := map[string]bool{b.Metadata.Component.Ref: true, b.Metadata.Tools.Components[0].Ref: true}
	purl := regexp.MustCompile(`^pkg:golang/[a-z0-9./_~-]+@[A-Za-z0-9.%+-]+$`)
	for _, c := range b.Components {
		pinned, known := want[c.Name]
		if !known || c.Type != "library" || c.Version == "" || !purl.MatchString(c.PURL) || refs[c.Ref] {
			t.Errorf("the component %+v", c)
		}
		if pinned != "" && (len(c.Properties) != 1 || c.Properties[0] != (property{"go:sum", pinned})) {
			t.Errorf("%s: got %v, want the sum %s", c.Name, c.Properties, pinned)
		}
		refs[c.Ref] = true
		delete(want, c.Name)
	}
	if len(want) != 0 {
		t.Errorf("not in the bill: %v", want)
	}
	if err := packProgram("v1.2.3", program); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, program+".cdx.json"), raw) {
		t.Error("the same program gave two bills")
	}
}

func TestAProgramThatIsNoReleaseHasNoBill(t *testing.T) {
	if err := packProgram("v1.2.3", build(t)); err == nil || !strings.Contains(err.Error(), "-trimpath") {
		t.Errorf("built with its paths: got %v", err)
	}
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := packProgram("v1.2.3", text); err == nil {
		t.Error("a text has a bill")
	}
}

func TestSumsAreWhatSha256sumReads(t *testing.T) {
	dir := t.TempDir()
	if err := packSums(dir); err == nil {
		t.Error("an empty folder has sums")
	}
	for _, name := range []string{"b", "a"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // the second time there is a file of sums already
		if err := packSums(dir); err != nil {
			t.Fatal(err)
		}
	}
	const want = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a\n" +
		"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d  b\n"
	if got := string(read(t, filepath.Join(dir, sumsName))); got != want {
		t.Errorf("got %s", got)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := packSums(dir); err == nil {
		t.Error("a release with a folder has sums")
	}
}

// The archive holds what compiles the contracts again, and is the same every time.
func TestTheContractsArePacked(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	var first map[string][]byte
	for range 2 {
		dir := t.TempDir()
		if err := packContracts("v1.2.3", dir); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(dir + "/*")
		if err != nil {
			t.Fatal(err)
		}
		made := map[string][]byte{}
		for _, f := range files {
			made[filepath.Base(f)] = read(t, f)
		}
		if len(made) != 3 {
			t.Fatalf("got %v", files)
		}
		if first == nil {
			first = made
			continue
		}
		for name, raw := range made {
			if !bytes.Equal(raw, first[name]) {
				t.Errorf("%s differs from one time to the next", name)
			}
		}
	}
	var hashes []codeHashes
	if err := json.Unmarshal(first["vitalproof_v1.2.3_contracts.json"], &hashes); err != nil {
		t.Fatal(err)
	}
	for _, h := range hashes {
		if h.Creation.Bytes == 0 || h.Deployed.Bytes == 0 || len(h.SourceSHA256) == 0 {
			t.Errorf("%s: %+v", h.Contract, h)
		}
	}
	if len(hashes) < 10 {
		t.Errorf("only %d contracts", len(hashes))
	}
}
