package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/statement"
)

// cmdTamper changes each field of an attestation in turn and wants verify to
// refuse it by that field's name, then the good one last: tamper REQUEST ANSWER.
func cmdTamper(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(".")
	request, answer := ts.MkAbs(args[0]), ts.MkAbs(args[1])
	good, err := attestation.Parse([]byte(ts.ReadFile(args[1])))
	ts.Check(err)
	verify := func(path string) (int, string) {
		var out, talk bytes.Buffer
		a := &app{stdin: os.Stdin, stdout: &out, stderr: &talk, now: time.Now}
		return run(a, []string{"verify", "--request", request, path}), out.String()
	}
	refused := func(what, check string, code int, data []byte) {
		path := filepath.Join(dir, "tampered")
		ts.Check(os.WriteFile(path, data, 0o600))
		got, out := verify(path)
		if got != code || !strings.HasPrefix(out, check) {
			ts.Fatalf("%s changed: exit code %d, want %d: %s", what, got, code, out)
		}
	}
	for i, name := range statement.PublicInputNames {
		v := good.Inputs.Vector()
		var one statement.Field
		v[i].Add(&v[i], one.SetOne())
		bad := good
		bad.Inputs = statement.PublicInputsFromVector(v)
		check := name
		if name == "nullifier" {
			check = "proof" // any nullifier could be meant; the proof says that it is not this one
		}
		refused(name, "refused: "+check+"\n", exitRefused, marshal(ts, bad))
	}
	bad := good
	bad.Inputs.Nullifier = statement.Field{}
	refused("nullifier to zero", "refused: nullifier\n", exitRefused, marshal(ts, bad))
	for i := range good.Proof {
		if i%16 != 0 && i != len(good.Proof)-1 {
			continue
		}
		bad := good
		bad.Proof[i] ^= 1
		refused("proof", "refused: proof\n", exitRefused, marshal(ts, bad))
	}
	bad = good
	bad.Circuit[0] ^= 1
	refused("circuit", "refused: circuit\n", exitRefused, marshal(ts, bad))
	whole := marshal(ts, good)
	for n := 0; n < len(whole)-1; n += 97 {
		refused("length", "", exitInput, whole[:n])
	}
	for field, text := range map[string]string{
		"format": strings.Replace(string(whole), "attestation/1", "attestation/2", 1),
		"extra":  strings.Replace(string(whole), `"proof"`, `"more": 1, "proof"`, 1),
		"after":  string(whole) + "x",
	} {
		refused(field, "", exitInput, []byte(text))
	}
	if code, out := verify(answer); code != exitOK {
		ts.Fatalf("the good attestation: exit code %d: %s", code, out)
	}
}

func marshal(ts *testscript.TestScript, a attestation.Attestation) []byte {
	data, err := attestation.Marshal(a)
	ts.Check(err)
	return data
}
