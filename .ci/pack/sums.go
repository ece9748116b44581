package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sumsName is the file of checksums; sha256sum -c and shasum -c read it.
const sumsName = "SHA256SUMS"

func packSums(dir string) error {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, e := range entries {
		if e.Name() == sumsName {
			continue
		}
		if !e.Type().IsRegular() {
			return fmt.Errorf("%s is not a file: a release has no folders", filepath.Join(dir, e.Name()))
		}
		sum, err := sumFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "%s  %s\n", sum, e.Name())
	}
	if out.Len() == 0 {
		return errors.New(dir + " is empty: there is nothing to release")
	}
	return os.WriteFile(filepath.Join(dir, sumsName), []byte(out.String()), modePublic)
}

func sum256(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
