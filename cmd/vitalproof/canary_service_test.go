package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// everyServiceCommand runs a service, has it see the readings, the secret and a
// person's name, and runs every command about it. It begins where everyCommand
// left off.
func (c *canaryRun) everyServiceCommand() {
	c.t.Helper()
	for _, line := range []string{
		"access ca new --out ca", "access ca server --authority ca --host 127.0.0.1 --out server.crt",
		"access ca client --authority ca --tenant clinic --role holder --out holder.crt",
		"access ca client --authority ca --tenant clinic --role operator --out operator.crt",
		"access ca client --authority ca --tenant study --role researcher --out researcher.crt --json",
		"access token new --tokens tokens --tenant clinic --role holder --out holder.token",
		"access token list --tokens tokens --json", "access token list --tokens tokens",
		"store key --out data.key",
	} {
		c.line(exitOK, line)
	}
	c.line(exitOK, "access token revoke --tokens tokens "+c.firstWord("access token list --tokens tokens"))
	address, metrics := c.address(), c.address()
	config := []string{
		"--listen", address, "--metrics.listen", metrics, "--tls.cert", "server.crt", "--tls.key", "server.key", "--tls.client_ca", "ca/ca.crt",
		"--access.tokens", "tokens", "--data.dir", "data", "--data.keyring", "ring", "--data.key_file", "data.key", "--data.min_free", "64MiB",
		"--circuits.serve", quickCircuit, "--keys.cache", testKeys, "--log.level", "debug",
	}
	c.run(exitOK, append([]string{"serve", "--print-config"}, config...)...)
	if err := os.WriteFile(filepath.Join(c.dir, "host.yaml"), c.printed["stdout of "+strings.Join(append([]string{"serve", "--print-config"}, config...), " ")], 0o600); err != nil {
		c.t.Fatal(err)
	}
	stop := c.serve(metrics)
	c.line(exitOK, "health --wait 1m --metrics "+metrics)
	as := func(who string) string {
		return " --server " + address + " --ca ca/ca.crt --cert " + who + ".crt --key " + who + ".key "
	}
	c.askAndAnswer(as)
	c.lookAfterProofs(as)
	answer, err := http.Get("http://" + metrics + "/metrics")
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	if c.printed["figures"], err = io.ReadAll(answer.Body); err != nil {
		c.t.Fatal(err)
	}
	stop()
	c.lookAfterData()
}

func (c *canaryRun) askAndAnswer(as func(string) string) {
	list := "request list" + as("researcher")
	c.line(exitOK, "request new"+as("researcher")+"--from Study --claim cgm-data-sufficiency --metric glucose-15min --days 7 --earliest 2026-06-28 --latest 2026-06-30 --issuers all.issuers --scope t --consent c --expires 2035-01-01 --out there.request")
	c.line(exitOK, list)
	id := c.firstWord(list)
	c.line(exitOK, "request fetch"+as("holder")+"--out fetched.request "+id)
	c.line(exitOK, "prove --yes"+as("holder")+"--holder me.holder --record ab.record --request fetched.request --out there.attestation PASS")
	c.line(exitClaim, "prove --yes"+as("holder")+"--holder me.holder --record ab.record --request strict.request --out no.attestation PASS")
	c.line(exitDenied, "prove --yes"+as("researcher")+"--holder me.holder --record ab.record --request fetched.request --out no.attestation PASS")
	c.line(exitOK, "request answer"+as("holder")+id+" there.attestation")
	c.line(exitCounted, "request answer"+as("holder")+id+" there.attestation")
	c.line(exitRefused, "request answer"+as("holder")+id+" a.attestation")
	c.line(exitInput, "request answer"+as("holder")+id+" export.csv")
	c.line(exitOK, "request export"+as("researcher")+"--format csv --out answers.csv "+id)
	c.line(exitOK, "request export"+as("researcher")+"--format json --out answers.json "+id)
	c.line(exitOK, "request close"+as("researcher")+id)
	c.line(exitOK, "request watch"+as("researcher")+id)
	c.line(exitOK, "request delete"+as("researcher")+id)
}

func (c *canaryRun) lookAfterProofs(as func(string) string) {
	named := strings.Fields("prove --yes --keep" + as("holder") + "--holder me.holder --record ab.record --request fetched.request --out kept.attestation")
	c.run(exitOK, append(named, passFlag, "--subject", canaryName)...)
	list := "proof list" + as("operator")
	c.line(exitOK, list)
	id := c.firstWord(list)
	c.line(exitOK, "proof get"+as("holder")+id+" --request fetched.request --out got.attestation")
	c.line(exitOK, "proof watch"+as("holder")+id)
	c.line(exitOK, "proof cancel"+as("holder")+id)
	c.run(exitOK, append(strings.Fields("proof erase"+as("operator")+"--subject"), canaryName)...)
	c.line(exitDenied, "proof get"+as("holder")+id)
	c.line(exitOK, "proof delete"+as("holder")+id)
	// One that stays, so that the files and the backup have something of a person's.
	named[len(named)-1] = "stays.attestation"
	c.run(exitOK, append(named, passFlag, "--subject", canaryName)...)
}

func (c *canaryRun) lookAfterData() {
	for _, line := range []string{
		"store check --config host.yaml", "store backup --config host.yaml --out data.backup --keyring-out ring.copy",
		"audit checkpoint --config host.yaml --out host.checkpoint", "audit verify --config host.yaml --checkpoint host.checkpoint",
	} {
		c.line(exitOK, line)
	}
	if err := os.Rename(filepath.Join(c.dir, "data"), filepath.Join(c.dir, "data.before")); err != nil {
		c.t.Fatal(err)
	}
	c.line(exitOK, "store restore --config host.yaml --in data.backup")
	c.line(exitData, "store restore --config host.yaml --data.dir elsewhere --in export.csv")
}

// serve starts the service of host.yaml and gives what stops it.
func (c *canaryRun) serve(metrics string) (stop func()) {
	c.t.Helper()
	var out, talk bytes.Buffer
	cmd := exec.Command(c.binary, "serve", "--config", "host.yaml")
	cmd.Dir, cmd.Stdout, cmd.Stderr = c.dir, &out, &talk
	cmd.Env = append(os.Environ(), "HOME="+c.dir, "XDG_CACHE_HOME="+c.dir, "TMPDIR="+filepath.Join(c.dir, "tmp"))
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	c.t.Cleanup(func() { _ = cmd.Process.Kill() })
	return func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case err := <-ended:
			if exitCode(err) != exitOK {
				c.t.Errorf("the service on %s ended with %v: %s", metrics, err, talk.String())
			}
		case <-time.After(time.Minute):
			c.t.Fatal("the service did not stop")
		}
		c.printed["stdout of serve"], c.printed["stderr of serve"] = out.Bytes(), talk.Bytes()
		if out.Len() > 0 || talk.Len() == 0 {
			c.t.Errorf("the service printed %d bytes and logged %d", out.Len(), talk.Len())
		}
	}
}

func (c *canaryRun) address() string {
	c.t.Helper()
	address, err := freeAddress()
	if err != nil {
		c.t.Fatal(err)
	}
	return address
}

// firstWord is the first word that a command line printed.
func (c *canaryRun) firstWord(line string) string {
	c.t.Helper()
	fields := strings.Fields(string(c.printed["stdout of "+strings.Join(strings.Fields(line), " ")]))
	if len(fields) == 0 {
		c.t.Fatalf("%s printed nothing", line)
	}
	return fields[0]
}
