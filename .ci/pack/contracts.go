package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/sha3"

	"vitalproof/contracts"
)

// contractsDir is the contracts' folder below the root.
const contractsDir = "contracts"

// recipe is what it takes to compile the contracts again and compare them: with
// Node, `npm ci --ignore-scripts` and `node script/build.mjs --check` in the folder.
var recipe = []string{"src", "script", "artefacts", "foundry.toml", "package.json", "package-lock.json", ".npmrc"}

// code describes the bytes of a contract.
type code struct {
	Bytes     int    `json:"bytes"`
	SHA256    string `json:"sha256"`
	Keccak256 string `json:"keccak256"`
}

func newCode(raw []byte) code {
	keccak := sha3.NewLegacyKeccak256()
	keccak.Write(raw)
	return code{len(raw), sum256(raw), "0x" + hex.EncodeToString(keccak.Sum(nil))}
}

// codeHashes describes a contract in the file of hashes. The Keccak-256 of the
// deployed code is what EXTCODEHASH gives on chain, if there are no immutables;
// with some, it is the hash with zeros in their places.
type codeHashes struct {
	Contract     string            `json:"contract"`
	Source       string            `json:"source"`
	Compiler     string            `json:"compiler"`
	SourceSHA256 map[string]string `json:"source_sha256"`
	Creation     code              `json:"creation"`
	Deployed     code              `json:"deployed"`
	Immutables   []contracts.Range `json:"immutables"`
}

func packContracts(version, dir string) error {
	var hashes []codeHashes
	packages := map[string]bool{}
	compilers := map[string]bool{}
	for _, name := range contracts.Names() {
		a, err := contracts.Load(name)
		if err != nil {
			return err
		}
		hashes = append(hashes, codeHashes{
			Contract: a.Contract, Source: a.Source, Compiler: a.Compiler, SourceSHA256: a.SourceSHA256,
			Creation: newCode(a.Bytecode), Deployed: newCode(a.DeployedBytecode), Immutables: a.Immutables,
		})
		compilers[a.Compiler] = true
		for source := range a.SourceSHA256 {
			if parts := strings.Split(source, "/"); strings.HasPrefix(source, "@") && len(parts) > 2 {
				packages[path.Join(parts[:2]...)] = true
			}
		}
	}
	if len(compilers) != 1 {
		return fmt.Errorf("the artefacts name %d compilers, not one: make generate", len(compilers))
	}

	base := filepath.Join(dir, "vitalproof_"+version+"_contracts")
	if err := writeJSON(base+".json", hashes); err != nil {
		return err
	}
	archive, err := archiveOf(contractsDir, recipe)
	if err != nil {
		return err
	}
	if err := os.WriteFile(base+".tar.gz", archive, modePublic); err != nil {
		return err
	}
	b, err := contractsBill(version, archive, sorted(packages))
	if err != nil {
		return err
	}
	return writeJSON(base+".cdx.json", b)
}

// contractsBill lists the packages whose sources are compiled into the contracts,
// as package-lock.json pins them.
func contractsBill(version string, archive []byte, packages []string) (bill, error) {
	raw, err := os.ReadFile(filepath.Join(contractsDir, "package-lock.json"))
	if err != nil {
		return bill{}, err
	}
	var pinned struct {
		Packages map[string]struct {
			Version   string `json:"version"`
			Integrity string `json:"integrity"`
			License   string `json:"license"`
		} `json:"packages"`
	}
	if err := json.Unmarshal(raw, &pinned); err != nil {
		return bill{}, fmt.Errorf("package-lock.json: %w", err)
	}
	describe := func(kind, name string) (component, error) {
		p, ok := pinned.Packages["node_modules/"+name]
		if !ok {
			return component{}, fmt.Errorf("package-lock.json does not pin %s", name)
		}
		content, ok := strings.CutPrefix(p.Integrity, "sha512-")
		sum, err := base64.StdEncoding.DecodeString(content)
		if !ok || err != nil {
			return component{}, fmt.Errorf("package-lock.json pins %s by %q, not a SHA-512", name, p.Integrity)
		}
		id := "pkg:npm/" + strings.Replace(name, "@", "%40", 1) + "@" + p.Version
		return component{
			Type: kind, Ref: id, Name: name, Version: p.Version, PURL: id, Licenses: licences(p.License),
			Hashes: []hash{{"SHA-512", hex.EncodeToString(sum)}},
		}, nil
	}
	var parts []component
	for _, name := range packages {
		part, err := describe("library", name)
		if err != nil {
			return bill{}, err
		}
		parts = append(parts, part)
	}
	compiler, err := describe("application", "solc")
	if err != nil {
		return bill{}, err
	}
	subject := component{
		Type: "library", Ref: "contracts", Name: "vitalproof-contracts", Version: version,
		Licenses: licences("Apache-2.0"), Hashes: []hash{{"SHA-256", sum256(archive)}},
	}
	return newBill(subject, compiler, parts), nil
}

// archiveOf packs files and folders below dir into a .tar.gz that does not depend
// on their times, owners and modes.
func archiveOf(dir string, names []string) ([]byte, error) {
	var files []string
	for _, name := range names {
		err := filepath.WalkDir(filepath.Join(dir, name), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && !entry.Type().IsRegular() {
				err = errors.New(path + " is neither a file nor a folder")
			}
			if err == nil && !entry.IsDir() {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(files)

	var out bytes.Buffer
	zipped := gzip.NewWriter(&out)
	archive := tar.NewWriter(zipped)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		header := &tar.Header{
			Name: filepath.ToSlash(file), Mode: modePublic, Size: int64(len(raw)),
			ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR,
		}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(raw); err != nil {
			return nil, err
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
