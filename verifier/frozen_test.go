package verifier_test

import (
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
	"vitalproof/prover/keys"
	"vitalproof/prover/local"
	"vitalproof/verifier"
)

var update = flag.Bool("update", false, "make the frozen answers that are missing; takes seconds for each, and minutes for keys")

const frozenDir = "testdata/frozen"

// frozenDays is the window of a frozen answer where the circuit leaves it open.
const frozenDays = 30

// frozenPath is a file of a circuit version: its name, and enough of its id that no
// two versions share it.
func frozenPath(e lock.Entry, kind string) string {
	return filepath.Join(frozenDir, e.Name+"-"+e.ID[:16]+"."+kind)
}

// A request and its answer, as they were when the circuit was released, verify today:
// for each circuit of the lockfile, retired ones too. A change of format, encoding,
// key or rule that would make them worthless fails here. Files are added and never
// changed: -update makes those that are missing. One exception: when a ceremony's keys
// take the place of development keys, what was frozen under these is removed.
func TestFrozenAnswersVerify(t *testing.T) {
	l, err := lock.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, e := range append(l.Entries(), l.Retired()...) {
		known[frozenPath(e, "request")], known[frozenPath(e, "attestation")] = true, true
		if _, err := os.Stat(frozenPath(e, "attestation")); *update && os.IsNotExist(err) && !e.Retired() {
			freeze(t, e)
		}
		checkFrozen(t, e)
	}
	files, err := filepath.Glob(frozenDir + "/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !known[file] {
			t.Errorf("%s is of no circuit in the lockfile: an entry was dropped", file)
		}
	}
}

// The same once every circuit has a later version: answers verify, and nothing new is
// asked.
func TestFrozenAnswersVerifyOnceRetired(t *testing.T) {
	before := lock.Embedded
	t.Cleanup(func() { lock.Embedded = before })
	l := retireAll(t)
	lock.Embedded = func() (*lock.Lockfile, error) { return l, nil }
	for _, e := range l.Retired() {
		checkFrozen(t, e)
		r := frozenRequest(t, e)
		if err := r.CheckCurrent(); !errors.Is(err, lock.ErrRetired) {
			t.Errorf("%s, asked again: got %v", e.Name, err)
		}
		if _, err := request.New(*r); !errors.Is(err, lock.ErrRetired) {
			t.Errorf("%s, asked anew: got %v", e.Name, err)
		}
	}
}

func checkFrozen(t *testing.T, e lock.Entry) {
	t.Helper()
	r := frozenRequest(t, e)
	raw, err := os.ReadFile(frozenPath(e, "attestation"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := attestation.Parse(raw)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	if a.Circuit.String() != e.ID {
		t.Fatalf("%s: the frozen answer is of circuit %s", e.Name, a.Circuit)
	}
	o := verifier.Options{Now: r.Expires.Add(-time.Hour), AllowDevelopment: true}
	if err := verifier.Check(r, a, o); err != nil {
		t.Errorf("%s: %v", e.Name, err)
	}
	a.Inputs.Nullifier.SetOne()
	if err := verifier.Check(r, a, o); !errors.Is(err, attestation.ErrProofInvalid) {
		t.Errorf("%s, with another nullifier: got %v", e.Name, err)
	}
}

func frozenRequest(t *testing.T, e lock.Entry) *request.Request {
	t.Helper()
	raw, err := os.ReadFile(frozenPath(e, "request"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := request.Parse(raw)
	if err != nil {
		t.Fatalf("%s: %v", e.Name, err)
	}
	return r
}

// freeze makes a request and its answer about an invented person.
func freeze(t *testing.T, e lock.Entry) {
	t.Helper()
	local.Silence()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", e.Name, err)
		}
	}
	c, err := catalogue.ByName(e.Name)
	must(err)
	store, err := keys.Open("")
	must(err)
	loaded, err := store.Load(context.Background(), c, nil)
	must(err)
	days := e.Days
	if days == 0 {
		days = frozenDays
	}
	s, err := specimen.New(c.Metric, days)
	must(err)
	r, err := request.New(request.Request{
		From: "A study that was", Consent: "I take part.", Circuit: loaded.Compiled.ID, Claim: s.Claim,
		Issuers: []statement.PublicKey{s.Issuer.Public()}, Scope: "frozen answers",
		Expires: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	must(err)
	window, err := s.Window()
	must(err)
	plan, err := local.PlanWindow(r, window, s.Set)
	must(err)
	a, err := local.Prover{AllowDevelopment: true}.Prove(context.Background(), loaded, plan, s.Secret, nil)
	must(err)
	asked, err := r.Marshal()
	must(err)
	answer, err := attestation.Marshal(a)
	must(err)
	must(os.MkdirAll(frozenDir, 0o755))
	must(os.WriteFile(frozenPath(e, "request"), asked, 0o644))
	must(os.WriteFile(frozenPath(e, "attestation"), answer, 0o644))
}

// retireAll gives the lockfile as it will be when every circuit has a later version,
// which is invented: only its name matters.
func retireAll(t *testing.T) *lock.Lockfile {
	t.Helper()
	from := os.DirFS(filepath.Join("..", "circuits", "lock"))
	now, err := lock.Read(from)
	if err != nil {
		t.Fatal(err)
	}
	folder, file := fstest.MapFS{}, now.File()
	file.Retired = nil
	for _, e := range append(now.Entries(), now.Retired()...) {
		raw, err := fs.ReadFile(from, e.KeyPath())
		if err != nil {
			t.Fatal(err)
		}
		folder[e.AsRetired().KeyPath()] = &fstest.MapFile{Data: raw}
		file.Retired = append(file.Retired, e.AsRetired())
	}
	for i := range file.Circuits {
		e := &file.Circuits[i]
		for _, hash := range []*string{&e.ID, &e.ProvingKeySHA256, &e.ProvingKeyDumpSHA256, &e.VerifyingKeySHA256, &e.EVMKeyHash} {
			*hash = strings.Map(func(digit rune) rune { return '0' + '9' - min(digit, '9') }, *hash)
		}
	}
	raw, err := file.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	folder[lock.FileName] = &fstest.MapFile{Data: raw}
	l, err := lock.Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Retired()) < len(l.Entries()) {
		t.Fatal("not every circuit is retired")
	}
	return l
}
