package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/catalogue"
	"vitalproof/prover/keys"
)

// quickCircuit is the smallest circuit; all proving tests share its key.
const quickCircuit = "glucose-15min-7d"

var testKeys string // a cache shared by the tests of one run

func TestMain(m *testing.M) {
	testscript.Main(testRun{m}, map[string]func(){"vitalproof": main})
}

// testRun makes and removes the shared key cache around the tests; scripts run
// this binary again as vitalproof and never come here.
type testRun struct{ m *testing.M }

func (r testRun) Run() int {
	dir, err := os.MkdirTemp("", "vitalproof-keys-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	testKeys = dir
	return r.m.Run()
}

// makeKey makes the key of the quick circuit once a run.
var makeKey = sync.OnceValue(func() error {
	store, err := keys.Open(testKeys)
	if err != nil {
		return err
	}
	c, err := catalogue.ByName(quickCircuit)
	if err != nil {
		return err
	}
	_, err = store.Load(context.Background(), c, nil)
	return err
})

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, "home", "cache"))
			e.Setenv("PASS", filepath.Join(e.WorkDir, "pass"))
			return os.WriteFile(filepath.Join(e.WorkDir, "pass"), []byte(testPassphrase+"\n"), 0o600)
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "fulldisk":
				return canMount(), nil
			case "anvil":
				_, err := findAnvil()
				return err == nil || os.Getenv("CI") == "true", nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      cmdExits,
			"generate":   cmdGenerate,
			"keycache":   cmdKeycache,
			"replace":    cmdReplace,
			"truncate":   cmdTruncate,
			"flip":       cmdFlip,
			"rows":       cmdRows,
			"ask":        cmdAsk,
			"expire":     cmdExpire,
			"tamper":     cmdTamper,
			"refuses":    cmdRefuses,
			"flips":      cmdFlips,
			"fulldisk":   cmdFulldisk,
			"onlyfiller": cmdOnlyfiller,
			"people":     cmdPeople,
			"ports":      cmdPorts,
			"host":       cmdHost,
			"firstfield": cmdFirstfield,
			"calls":      cmdCalls,
			"spoil":      cmdSpoil,
			"occupy":     cmdOccupy,
			"eventually": cmdEventually,
			"lists":      cmdLists,
			"gated":      cmdGated,
			"chain":      cmdChain,
			"later":      cmdLater,
			"parts":      cmdParts,
			"lastfirst":  cmdLastfirst,
			"lying":      cmdLying,
		},
	})
}
