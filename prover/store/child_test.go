package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"vitalproof/prover/keyring"
)

// TestMain is also the main of the children that tests kill, damage or run as
// somebody else.
func TestMain(m *testing.M) {
	kind := os.Getenv(childEnv)
	if kind == "" {
		goleak.VerifyTestMain(m)
		return
	}
	run := map[string]func(dir string) error{
		"write":    writeUntilKilled,
		"flip":     readFlipped,
		"readonly": openReadOnly,
	}[kind]
	if err := run(os.Getenv("VITALPROOF_STORE_DIR")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func contextOf() context.Context { return context.Background() }

// saveMaster puts the master key where children find it.
func (x *site) saveMaster() {
	x.Helper()
	if err := keyring.WriteMaster(filepath.Join(x.dir, "master"), x.master); err != nil {
		x.Fatal(err)
	}
}

func loadMaster(dir string) (keyring.Master, error) {
	return keyring.LoadMaster(contextOf(), keyring.Source{File: filepath.Join(dir, "master")})
}
