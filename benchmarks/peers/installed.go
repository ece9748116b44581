package peers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// ErrMissing is of a machine without what the peers need.
var ErrMissing = errors.New("the peers are not installed")

// packages gives the versions that package.json asks for, by name.
func packages(home string) (map[string]string, error) {
	var file struct {
		DevDependencies map[string]string `json:"devDependencies"`
	}
	if err := readJSON(filepath.Join(home, "package.json"), &file); err != nil {
		return nil, err
	}
	if len(file.DevDependencies) == 0 {
		return nil, errors.New("package.json names no packages")
	}
	return file.DevDependencies, nil
}

// Installed gives an error, ErrMissing, that says what to do if Node or one of the
// packages is not there in the version asked for. The root is the repository's
// directory.
func Installed(root string) error {
	home := filepath.Join(root, "benchmarks", "peers")
	if _, err := exec.LookPath("node"); err != nil {
		return fmt.Errorf("%w: there is no node in PATH: install Node 20 or later", ErrMissing)
	}
	want, err := packages(home)
	if err != nil {
		return err
	}
	for name, version := range want {
		var has struct{ Version string }
		if err := readJSON(filepath.Join(home, "node_modules", name, "package.json"), &has); err != nil || has.Version != version {
			return fmt.Errorf("%w: %s %s is not there: run npm ci in benchmarks/peers", ErrMissing, name, version)
		}
	}
	_, err = bbPath(home)
	return err
}

// Versions gives the versions of what proves, by package; of Node; and what the
// programs inside say of themselves: circom and bb, whose packages number otherwise.
func Versions(root string) (map[string]string, error) {
	if err := Installed(root); err != nil {
		return nil, err
	}
	home := filepath.Join(root, "benchmarks", "peers")
	versions, err := packages(home)
	if err != nil {
		return nil, err
	}
	bb, err := bbPath(home)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for name, command := range map[string][]string{
		"node":   {"node", "--version"},
		"circom": {"node", filepath.Join(home, "node_modules", "circom2", "cli.js"), "--version"},
		"bb":     {bb, "--version"},
	} {
		out, err := exec.CommandContext(ctx, command[0], command[1:]...).Output()
		if err != nil {
			return nil, fmt.Errorf("ask %s for its version: %w", name, err)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		// circom2 prints its own version first.
		words := strings.Fields(lines[len(lines)-1])
		if len(words) == 0 {
			return nil, fmt.Errorf("ask %s for its version: no answer", name)
		}
		versions[name] = strings.TrimPrefix(words[len(words)-1], "v")
	}
	return versions, nil
}

func readJSON(path string, to any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, to); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}
