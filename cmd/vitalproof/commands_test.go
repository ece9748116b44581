package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/prover/ingest"
)

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

// cmdRefuses wants inspect and seal to refuse an export with a text, and to
// leave no record: refuses FILE TEXT FLAGS...
func cmdRefuses(ts *testscript.TestScript, _ bool, args []string) {
	file, text, flags := args[0], args[1], args[2:]
	if file == "binary" {
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte("PK\x03\x04\x00\x01\x02"), 0o600))
	}
	seal := []string{"vitalproof", "seal", "--issuer", "clinic.issuer", "--passphrase-file", ts.Getenv("PASS"),
		"--card", "me.card", "--input", file, "--out", "refused.record", "--ledger", "refused.ledger"}
	for _, command := range [][]string{{"vitalproof", "inspect", file}, seal} {
		cmdExits(ts, false, append(append([]string{strconv.Itoa(exitInput)}, command...), flags...))
		if said := ts.ReadFile("stderr"); !strings.Contains(said, text) {
			ts.Fatalf("the error does not say %q", text)
		}
		if said := ts.ReadFile("stdout"); said != "" {
			ts.Fatalf("a refused export has a result")
		}
	}
	for _, name := range []string{"refused.record", "refused.ledger"} {
		if _, err := os.Lstat(ts.MkAbs(name)); err == nil {
			ts.Fatalf("%s was left", name)
		}
	}
}

// cmdFlips wants an exit code for each of some one-bit changes of a file, spread
// over its length: flips FILE OUT CODE COMMAND ARGS...
func cmdFlips(ts *testscript.TestScript, _ bool, args []string) {
	data := []byte(ts.ReadFile(args[0]))
	const changes = 9
	for i := range changes {
		at := i * (len(data) - 1) / (changes - 1)
		changed := bytes.Clone(data)
		changed[at] ^= 1
		ts.Check(os.WriteFile(ts.MkAbs(args[1]), changed, 0o600))
		cmdExits(ts, false, args[2:])
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

// cmdAsk wants a request to be refused with an exit code and a text, and not to
// be written: ask CODE TEXT FLAGS... The common flags are in ASK.
func cmdAsk(ts *testscript.TestScript, _ bool, args []string) {
	line := append(strings.Fields(ts.Getenv("ASK")), args[2:]...)
	cmdExits(ts, false, append([]string{args[0]}, line...))
	if said := ts.ReadFile("stderr"); !strings.Contains(said, args[1]) {
		ts.Fatalf("the error does not say %q", args[1])
	}
	if _, err := os.Lstat(ts.MkAbs("no.request")); err == nil {
		ts.Fatalf("a refused request was written")
	}
}

// cmdExpire writes a request again with an expiry long ago: expire FILE OUT.
func cmdExpire(ts *testscript.TestScript, _ bool, args []string) {
	r, err := request.Parse([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	r.Expires = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	data, err := r.Marshal()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// cmdGated writes a request again as one for the gate 0x...aa of chain 1, whose
// epoch is open until 2098: gated FILE OUT.
func cmdGated(ts *testscript.TestScript, _ bool, args []string) {
	r, err := request.Parse([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	const until = 46752 // 2098-01-01
	days := uint16(until - (r.Claim.LatestEnd + 1))
	r.Scope, r.Gate = "", &request.Gate{
		ChainID: 1, Address: [20]byte{19: 0xaa}, Epoch: 2,
		EpochDays: 7, Epochs: 3, SubmitDays: days, ValidDays: days + 1, Sponsor: [20]byte{19: 0xcc},
	}
	ts.Check(r.Settle())
	data, err := r.Marshal()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// cmdLying copies a key cache with one bit of each file flipped: lying CACHE TO.
func cmdLying(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: lying CACHE TO")
	}
	from, to := ts.MkAbs(args[0]), ts.MkAbs(args[1])
	ts.Check(os.CopyFS(to, os.DirFS(from)))
	entries, err := os.ReadDir(to)
	ts.Check(err)
	for _, e := range entries {
		path := filepath.Join(to, e.Name())
		raw, err := os.ReadFile(path)
		ts.Check(err)
		raw[len(raw)/2] ^= 1
		ts.Check(os.WriteFile(path, raw, 0o600))
	}
}
