package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
)

// bill is a CycloneDX bill of materials, as far as this project fills one in.
type bill struct {
	Schema       string        `json:"$schema"`
	Format       string        `json:"bomFormat"`
	SpecVersion  string        `json:"specVersion"`
	Version      int           `json:"version"`
	Metadata     metadata      `json:"metadata"`
	Components   []component   `json:"components"`
	Compositions []composition `json:"compositions"`
}

type metadata struct {
	Lifecycles []lifecycle `json:"lifecycles"`
	Tools      tools       `json:"tools"`
	Component  component   `json:"component"`
}

type lifecycle struct {
	Phase string `json:"phase"`
}

type tools struct {
	Components []component `json:"components"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Licenses   []licence  `json:"licenses,omitempty"`
	PURL       string     `json:"purl,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type licence struct {
	License struct {
		ID string `json:"id"`
	} `json:"license"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// composition says how much of a component the bill names.
type composition struct {
	Aggregate  string   `json:"aggregate"`
	Assemblies []string `json:"assemblies"`
}

func licences(ids ...string) []licence {
	var all []licence
	for _, id := range ids {
		var l licence
		l.License.ID = id
		all = append(all, l)
	}
	return all
}

// newBill makes a bill of everything that subject is made of.
func newBill(subject component, tool component, parts []component) bill {
	return bill{
		Schema:      "http://cyclonedx.org/schema/bom-1.6.schema.json",
		Format:      "CycloneDX",
		SpecVersion: "1.6",
		Version:     1,
		Metadata: metadata{
			Lifecycles: []lifecycle{{Phase: "build"}},
			Tools:      tools{Components: []component{tool}},
			Component:  subject,
		},
		Components:   parts,
		Compositions: []composition{{Aggregate: "complete", Assemblies: []string{subject.Ref}}},
	}
}

// settings that change a program's bytes and must be so in a release.
var settings = map[string]string{"-trimpath": "true", "CGO_ENABLED": "0"}

func packProgram(version, path string) error {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return err
	}
	built := map[string]string{}
	var properties []property
	for _, s := range info.Settings {
		built[s.Key] = s.Value
		properties = append(properties, property{"go:build:" + s.Key, s.Value})
	}
	for key, want := range settings {
		if built[key] != want {
			return fmt.Errorf("%s: built with %s=%q, a release has %q", path, key, built[key], want)
		}
	}
	sum, err := sumFile(path)
	if err != nil {
		return err
	}
	target := fmt.Sprintf("?goarch=%s&goos=%s", built["GOARCH"], built["GOOS"])
	subject := component{
		Type: "application", Name: "vitalproof", Version: version,
		Hashes:     []hash{{"SHA-256", sum}},
		Licenses:   licences("Apache-2.0"),
		PURL:       golang("vitalproof", version) + target,
		Properties: properties,
	}
	subject.Ref = subject.PURL

	// The compiler's version is the standard library's too; tools that look for
	// vulnerabilities know the latter by this name.
	goVersion := strings.TrimPrefix(info.GoVersion, "go")
	compiler := component{Type: "application", Ref: "go", Name: "go", Version: goVersion}
	library := golang("stdlib", goVersion)
	parts := []component{{Type: "library", Ref: library, Name: "stdlib", Version: goVersion, PURL: library}}
	for _, m := range info.Deps {
		part, err := module(m)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		parts = append(parts, part)
	}
	return writeJSON(strings.TrimSuffix(path, ".exe")+".cdx.json", newBill(subject, compiler, parts))
}

// module describes a module by what go.sum pins: the property go:sum is the hash
// of its tree of files, not of one file, so it does not stand under hashes.
func module(m *debug.Module) (component, error) {
	if m.Replace != nil {
		m = m.Replace
	}
	if m.Sum == "" {
		return component{}, fmt.Errorf("module %s was built from a folder: a release uses what go.sum pins", m.Path)
	}
	id := golang(m.Path, m.Version)
	return component{
		Type: "library", Ref: id, Name: m.Path, Version: m.Version, PURL: id,
		Properties: []property{{"go:sum", m.Sum}},
	}, nil
}

// golang is a module's package URL; its type has names in lower case.
func golang(path, version string) string {
	return "pkg:golang/" + strings.ToLower(path) + "@" + url.QueryEscape(version)
}

// sumFile is the SHA-256 of a file in lower-case hex.
func sumFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
