package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"

	v1 "vitalproof/proto/vitalproof/v1"
)

func TestReadinessIsToldWithItsReasons(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		code   int
		error  string
		stderr string
	}{
		"ready":     {200, `{"ready":true}`, exitOK, "", ""},
		"a warning": {200, `{"ready":true,"warnings":["the disk\u001b[2J is full"]}`, exitOK, "", "warning: the disk?[2J is full\n"},
		"not ready": {503, `{"reasons":["starting","no worker"],"warnings":["w"]}`, exitUnavailable, "the service does not serve: starting; no worker", "warning: w\n"},
		"a gateway": {503, `<html>`, exitUnavailable, "the service does not serve: it is starting or stopping", ""},
		"no page":   {404, `not found`, exitUsage, "(status 404)", ""},
		"a website": {200, `<html>`, exitUsage, "(status 200)", ""},
	} {
		web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		}))
		var out, said bytes.Buffer
		a := &app{stdin: os.Stdin, stdout: &out, stderr: &said, now: time.Now}
		code := run(a, []string{"health", "--metrics", web.Listener.Addr().String()})
		web.Close()
		if code != c.code || !strings.HasPrefix(said.String(), c.stderr) || !strings.Contains(said.String(), c.error) {
			t.Errorf("%s: %d %s", name, code, said.String())
		}
	}
}

func TestWhatAServiceSaysCannotSteerTheTerminal(t *testing.T) {
	evil := "a\x1b[2J\u009b\u202eb"
	var out bytes.Buffer
	newKeptView(&v1.AttestationRequest{Id: evil, Link: evil, From: evil, Sentence: evil, Scope: evil}).text(&out)
	newProofView(&v1.Proof{Id: evil, Circuit: evil, Failure: &v1.ProofFailure{Reason: evil, Message: evil}}).text(&out)
	if strings.ContainsFunc(out.String(), func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }) {
		t.Errorf("%q", out.String())
	}
	if strings.Contains(out.String(), "participants") {
		t.Error("a count that was not told is shown")
	}
}

// cmdPorts sets ADDR and METRICS to addresses that are free.
func cmdPorts(ts *testscript.TestScript, _ bool, _ []string) {
	for _, name := range []string{"ADDR", "METRICS"} {
		address, err := freeAddress()
		ts.Check(err)
		ts.Setenv(name, address)
	}
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// cmdHost lays out host/vitalproof.yaml for a service on ADDR and METRICS, with a
// data key: host tls|plaintext FLAGS... With tls it has an authority in host/ca and
// wants a certificate of every caller.
func cmdHost(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(makeKey())
	if _, err := os.Stat(ts.MkAbs("host/data.key")); err != nil {
		ts.Check(os.MkdirAll(ts.MkAbs("host"), 0o700))
		ts.Check(ts.Exec("vitalproof", "store", "key", "--out", "host/data.key"))
	}
	line := []string{
		"serve", "--listen", ts.Getenv("ADDR"), "--metrics.listen", ts.Getenv("METRICS"), "--data.dir", "host/data",
		"--data.keyring", "host/keyring", "--data.key_file", "host/data.key", "--data.min_free", "64MiB",
		"--circuits.serve", quickCircuit, "--keys.cache", testKeys, "--print-config",
	}
	if args[0] == "tls" {
		ts.Check(ts.Exec("vitalproof", "access", "ca", "new", "--out", "host/ca"))
		ts.Check(ts.Exec("vitalproof", "access", "ca", "server", "--authority", "host/ca", "--host", "127.0.0.1", "--out", "host/server.crt"))
		line = append(line, "--tls.cert", "host/server.crt", "--tls.key", "host/server.key", "--tls.client_ca", "host/ca/ca.crt")
	} else {
		line = append(line, "--plaintext")
	}
	ts.Check(ts.Exec("vitalproof", append(line, args[1:]...)...))
	ts.Check(os.WriteFile(ts.MkAbs("host/vitalproof.yaml"), []byte(ts.ReadFile("stdout")), 0o600))
}

// cmdFirstfield sets a variable to the first word of the last output:
// firstfield NAME.
func cmdFirstfield(ts *testscript.TestScript, _ bool, args []string) {
	fields := strings.Fields(ts.ReadFile("stdout"))
	if len(fields) == 0 {
		ts.Fatalf("nothing was printed")
	}
	ts.Setenv(args[0], fields[0])
}

// cmdCalls wants a number of calls of a method in the figures of the service:
// calls 0 SubmitProof.
func cmdCalls(ts *testscript.TestScript, _ bool, args []string) {
	answer, err := http.Get("http://" + ts.Getenv("METRICS") + "/metrics")
	ts.Check(err)
	defer answer.Body.Close()
	var text strings.Builder
	buffer := make([]byte, 1<<16)
	for n := 0; err == nil; {
		n, err = answer.Body.Read(buffer)
		text.Write(buffer[:n])
	}
	calls := 0
	for line := range strings.Lines(text.String()) {
		if strings.HasPrefix(line, "vitalproof_grpc_handled_total{") && strings.Contains(line, "/"+args[1]+`"`) {
			value := strings.Fields(line)
			n, err := strconv.ParseFloat(value[len(value)-1], 64)
			ts.Check(err)
			calls += int(n)
		}
	}
	if fmt.Sprint(calls) != args[0] {
		ts.Fatalf("%s was called %d times, want %s", args[1], calls, args[0])
	}
}

// cmdSpoil overwrites the middle of every file of a folder whose name has an ending:
// spoil DIR .sst
func cmdSpoil(ts *testscript.TestScript, _ bool, args []string) {
	spoiled := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, args[1]) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for i := range data {
			data[i] ^= 0xa5
		}
		spoiled++
		return os.WriteFile(path, data, 0o600)
	}))
	if spoiled == 0 {
		ts.Fatalf("there is nothing to spoil in %s", args[0])
	}
}

// cmdOccupy listens on an address until the script ends: occupy ADDRESS.
func cmdOccupy(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("tcp", args[0])
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
}

// cmdLists runs a command until it prints a number of lines: lists 1 vitalproof ...
func cmdLists(ts *testscript.TestScript, _ bool, args []string) {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		ts.Check(ts.Exec(args[1], args[2:]...))
		if fmt.Sprint(strings.Count(ts.ReadFile("stdout"), "\n")) == args[0] {
			return
		}
	}
	ts.Fatalf("%s lines were never printed", args[0])
}

// cmdEventually runs a command until it ends well, for as long as a changed file
// takes to be in force: eventually vitalproof ...; with ! until it fails.
func cmdEventually(ts *testscript.TestScript, neg bool, args []string) {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		err := ts.Exec(args[0], args[1:]...)
		if (err != nil) == neg {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("still: %v", err)
		}
	}
}
