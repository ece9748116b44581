package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/prover/ingest"
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    cmdExits,
			"generate": cmdGenerate,
			"keycache": cmdKeycache,
			"replace":  cmdReplace,
			"truncate": cmdTruncate,
			"flip":     cmdFlip,
			"rows":     cmdRows,
			"tamper":   cmdTamper,
			"people":   cmdPeople,
		},
	})
}

// cmdExits runs a command and wants its exit code: exits 3 vitalproof inspect x.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
	if said := ts.ReadFile("stderr"); want != 0 && !strings.Contains("\n"+said, "\nerror: ") {
		ts.Fatalf("exit code %d without an error text", got)
	}
}

// cmdGenerate writes an invented export: generate libreview 2026-06-30 9 1 FILE.
func cmdGenerate(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 5 {
		ts.Fatalf("usage: generate clarity|libreview|fhir|nightscout LAST-DAY DAYS SEED FILE")
	}
	formats := map[string]ingest.Format{
		"clarity": ingest.FormatDexcomClarityCSV, "libreview": ingest.FormatLibreViewCSV,
		"fhir": ingest.FormatFHIRBundle, "nightscout": ingest.FormatNightscoutJSON,
	}
	end, err := claim.ParseDay(args[1])
	ts.Check(err)
	days, err := strconv.Atoi(args[2])
	ts.Check(err)
	seed, err := strconv.ParseUint(args[3], 10, 64)
	ts.Check(err)
	var out bytes.Buffer
	ts.Check(ingest.Generate(&out, ingest.GenerateParams{Format: formats[args[0]], Seed: seed, Days: days, EndDay: int(end)}))
	ts.Check(os.WriteFile(ts.MkAbs(args[4]), out.Bytes(), 0o600))
}

// cmdKeycache sets KEYS to a cache that holds the quick circuit's key.
func cmdKeycache(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(makeKey())
	ts.Setenv("KEYS", testKeys)
}

// cmdReplace replaces the first occurrence of a text, which must be there:
// replace OLD NEW FILE OUT.
func cmdReplace(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 4 {
		ts.Fatalf("usage: replace OLD NEW FILE OUT")
	}
	data := ts.ReadFile(args[2])
	if !strings.Contains(data, args[0]) {
		ts.Fatalf("%s does not hold %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[3]), []byte(strings.Replace(data, args[0], args[1], 1)), 0o600))
}

// cmdTruncate keeps the first bytes of a file: truncate BYTES FILE OUT.
func cmdTruncate(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(ts.ReadFile(args[1])[:n]), 0o600))
}

// cmdFlip changes one bit of the byte that stands at a place of a file, counted
// from the end if negative: flip -100 FILE OUT.
func cmdFlip(ts *testscript.TestScript, _ bool, args []string) {
	at, err := strconv.Atoi(args[0])
	ts.Check(err)
	data := []byte(ts.ReadFile(args[1]))
	if at < 0 {
		at += len(data)
	}
	data[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data, 0o600))
}

// cmdRows writes a Clarity export with a row for each "time value" given:
// rows FILE 2026-06-01T00:00:00 100 2026-06-01T00:05:00 101.
func cmdRows(ts *testscript.TestScript, _ bool, args []string) {
	var b strings.Builder
	b.WriteString("Index,Timestamp (YYYY-MM-DDThh:mm:ss),Event Type,Event Subtype,Patient Info,Device Info,Source Device ID," +
		"Glucose Value (mg/dL),Insulin Value (u),Carb Value (grams),Duration (hh:mm:ss),Glucose Rate of Change (mg/dL/min)\n")
	for i := 1; i+1 < len(args); i += 2 {
		fmt.Fprintf(&b, "%d,%s,EGV,,,,phone,%s,,,,\n", i, args[i], args[i+1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()), 0o600))
}
