//go:build linux

package system

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	v1 "vitalproof/proto/vitalproof/v1"

	"vitalproof/prover/access"
	"vitalproof/prover/canary"
	"vitalproof/prover/client"
)

// What a person's data are in this test. The subject is what an app might name a
// person by.
const canarySubject = "Canaria Zwitscher 1961-04-12"

// sinks collects everything that a caller other than the owner could see.
type sinks struct {
	t     *testing.T
	traps []canary.Trap
	seen  map[string][]byte
}

func (k *sinks) add(name string, data []byte) {
	k.seen[name] = append(append(k.seen[name], '\n'), data...)
}

func (k *sinks) error(where string, err error) {
	if err != nil {
		k.add("errors of "+where, fmt.Appendf(nil, "%v %+v %#v", err, err, err))
	}
}

func (k *sinks) scan() {
	k.t.Helper()
	for name, data := range k.seen {
		for _, trap := range k.traps {
			if form, found := trap.Find(data); found {
				k.t.Errorf("%s: holds the %s (%s)", name, trap.Name, form)
			}
		}
		if strings.HasPrefix(name, "errors") || name == "log" {
			if canary.InDigits(data, canaryReadings) {
				k.t.Errorf("%s: holds the readings as text", name)
			}
		}
	}
}

// TestNoCanaryLeavesTheService sends jobs that are fine, that fail, that are broken
// in every field and that are cut off, by gRPC and by HTTP, and looks for what is
// private in logs, metrics, traces, errors, files and a backup.
func TestNoCanaryLeavesTheService(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the built program for half a minute")
	}
	traces := newTraceSink(t)
	s := newService(t, map[string]string{"tracing.endpoint": traces.addr, "tracing.insecure": "true", "tracing.sample": "1"})
	c := s.dial(s.token("clinic", access.Holder, ""))
	web := s.token("clinic", access.Holder, "")
	operator := s.dial(s.token("clinic", access.Operator, ""))
	st := newStudy(t, quick, "canary", "I take part.")
	me := st.enrol(t, canaryReading)
	k := &sinks{t: t, seen: map[string][]byte{}, traps: []canary.Trap{
		canary.Bytes("secret", me.secret.Bytes()), canary.Readings(canaryReadings), canary.Text("subject", canarySubject),
	}}
	s.start()
	s.ready()

	input := st.input(t, me)
	var ids []string
	for i := range either(20, 400) {
		p, err := c.Submit(t.Context(), newKey(), input, client.SubmitOptions{Subject: canarySubject})
		check(t, err)
		if i%5 == 4 {
			_, err = c.Cancel(t.Context(), p.GetId())
			k.error("cancel", err)
		}
		ids = append(ids, p.GetId())
	}
	for i := range either(200, 600) {
		broken := breakInput(proto.CloneOf(input), i)
		_, err := c.Submit(t.Context(), newKey(), broken, client.SubmitOptions{Subject: canarySubject})
		if err == nil {
			t.Errorf("a broken input was taken (%d)", i)
		}
		k.error("submit", err)
		k.add("answers by HTTP", s.post(web, broken, i))
	}
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		_, _, err := c.Prove(ctx, input, canarySubject)
		k.error("prove", err)
		cancel()
	}
	k.add("metrics", fetch(t, "http://"+s.metrics+"/metrics"))
	for _, id := range ids {
		p, err := c.Wait(t.Context(), id, nil)
		check(t, err)
		p.Attestation = nil // the owner's
		text, err := protojson.Marshal(p)
		check(t, err)
		k.add("proofs", text)
	}
	for p, err := range operator.List(t.Context(), &v1.ListProofsRequest{PageSize: 500}) {
		check(t, err)
		text, err := protojson.Marshal(p)
		check(t, err)
		k.add("what the operator lists", text)
	}
	k.add("metrics", fetch(t, "http://"+s.metrics+"/metrics"))
	scanFolder(t, filepath.Join(s.dir, "data"), k.traps)
	check(t, s.stop())
	scanFolder(t, filepath.Join(s.dir, "data"), k.traps)
	log, err := os.ReadFile(s.log)
	check(t, err)
	k.add("log", log)
	k.add("traces", traces.bytes())
	if len(k.seen["traces"]) < 1000 || len(log) < 1000 || !bytes.Contains(k.seen["metrics"], []byte("vitalproof_")) {
		t.Errorf("there was too little to look at: %d bytes of traces, %d of log", len(k.seen["traces"]), len(log))
	}
	k.add("backup", s.backup(t))
	k.scan()
	t.Logf("%d jobs, %d sinks, %d bytes looked at", len(ids)+either(200, 600)*2+5, len(k.seen), size(k.seen))
}

func size(m map[string][]byte) (n int) {
	for _, data := range m {
		n += len(data)
	}
	return n
}

// breakInput makes one field wrong, another one for each number.
func breakInput(in *v1.ProofInput, i int) *v1.ProofInput {
	w := in.Window
	switch i % 14 {
	case 0:
		in.Secret = append(in.Secret, 1)
	case 1:
		in.Secret[5] ^= 1
	case 2:
		w.Readings[9] ^= 0x40
	case 3:
		w.Readings = w.Readings[2:]
	case 4:
		w.Readings[0] = 0xff
	case 5:
		w.HeadBefore = bytes.Repeat([]byte{0xff}, 32)
	case 6:
		w.Seal[11] ^= 1
	case 7:
		w.Issuer[3] ^= 1
	case 8:
		w.Subject[30] ^= 1
	case 9:
		w.End = "2026-13-45"
	case 10:
		w.Metric = canarySubject
	case 11:
		in.Request = in.Request[:len(in.Request)/2]
	case 12:
		w.Assurance = 9
	case 13:
		in.Payee = &v1.Payee{Recipient: make([]byte, 20)}
	}
	return in
}

// post submits by HTTP, sometimes with text that is no message.
func (s *service) post(token string, in *v1.ProofInput, i int) []byte {
	s.tb.Helper()
	body, err := protojson.Marshal(&v1.SubmitProofRequest{IdempotencyKey: newKey(), Input: in, Subject: canarySubject})
	check(s.tb, err)
	switch i % 4 {
	case 1:
		body = body[:len(body)*2/3]
	case 2:
		body = bytes.Replace(body, []byte(`"secret":"`), []byte(`"secret":"!`), 1)
	}
	call, err := http.NewRequestWithContext(s.tb.Context(), http.MethodPost, "http://"+s.addr+"/v1/proofs", bytes.NewReader(body))
	check(s.tb, err)
	call.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(call)
	check(s.tb, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	check(s.tb, err)
	var status struct {
		Code int `json:"code"`
	}
	if answer.StatusCode < 400 || json.Unmarshal(text, &status) != nil || status.Code == 0 {
		s.tb.Errorf("a broken input gave HTTP %d: %s", answer.StatusCode, text)
	}
	return text
}

func fetch(t *testing.T, url string) []byte {
	t.Helper()
	answer, err := http.Get(url)
	check(t, err)
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	check(t, err)
	return data
}
