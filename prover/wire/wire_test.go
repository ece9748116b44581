package wire_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"buf.build/go/protovalidate"
	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func partOf(tb testing.TB, c claim.Claim) request.Part {
	tb.Helper()
	circuit, err := catalogue.For(c.Metric, c.Days)
	must(tb, err)
	entry, err := lock.ByName(circuit.Name)
	must(tb, err)
	id, err := statement.ParseCircuitID(entry.ID)
	must(tb, err)
	return request.Part{Circuit: id, Claim: c}
}

// ask asks what a specimen can answer, and more besides.
func ask(tb testing.TB, s *specimen.Specimen, also ...claim.Claim) *request.Request {
	tb.Helper()
	first := partOf(tb, s.Claim)
	r := request.Request{
		From: "A study", Consent: "I take part.", Circuit: first.Circuit, Claim: s.Claim, Scope: "example.org/study",
		Issuers: []statement.PublicKey{s.Issuer.Public()}, Expires: time.Now().Add(time.Hour),
	}
	for _, c := range also {
		r.Also = append(r.Also, partOf(tb, c))
	}
	made, err := request.New(r)
	must(tb, err)
	return made
}

func invent(tb testing.TB, m claim.Metric, days int) *specimen.Specimen {
	tb.Helper()
	s, err := specimen.New(m, days)
	must(tb, err)
	return s
}

func encode(tb testing.TB, r *request.Request, s *specimen.Specimen) *v1.ProofInput {
	tb.Helper()
	plan, err := local.NewPlan(r, s.Record, s.Claim.LatestEnd, s.Set)
	must(tb, err)
	in, err := wire.Encode(plan, s.Secret, nil)
	must(tb, err)
	return in
}

// What is proved from goes over whole: of every metric, in bounds of the interface,
// and it leads to a proof at the other end.
func TestEveryFamilyGoesOverWhole(t *testing.T) {
	for _, m := range claim.Metrics() {
		t.Run(m.Name(), func(t *testing.T) {
			s := invent(t, m, 7)
			in := encode(t, ask(t, s), s)
			must(t, protovalidate.Validate(in))
			raw, err := proto.Marshal(in)
			must(t, err)
			read := new(v1.ProofInput)
			must(t, proto.Unmarshal(raw, read))
			got, err := wire.Decode(read)
			must(t, err)
			want, err := s.Window()
			must(t, err)
			if statement.HasPage(m) {
				got.Window.Blocks, want.Blocks = nil, nil // a page stands for them
			}
			if !reflect.DeepEqual(got.Window, want) || !bytes.Equal(got.Secret.Bytes(), s.Secret.Bytes()) || got.Payee != nil || got.Circuit.Metric != m.Name() {
				t.Errorf("got %+v, want %+v", got.Window, want)
			}
			if (got.Set == nil) != (s.Set == nil) || s.Set != nil && got.Set.ID() != s.Set.ID() {
				t.Error("another set of codes")
			}
			if plan, err := got.Judge(); err != nil || !plan.Result.OK {
				t.Errorf("judged: %v", err)
			}
		})
	}
}

// The parts of a composition are told apart by their number alone: the file of the
// request is the whole in each.
func TestAPartIsThatOfItsNumber(t *testing.T) {
	s := invent(t, claim.Glucose15, 7)
	second, third := s.Claim, s.Claim
	second.Coverage, third.Coverage = 9000, 8000
	r := ask(t, s, second, third)
	var seen [][]byte
	for i, p := range r.Parts() {
		in := encode(t, p, s)
		must(t, protovalidate.Validate(in))
		got, err := wire.Decode(in)
		must(t, err)
		if int(in.GetPart()) != i || got.Request.Index() != i || got.Request.Claim != p.Claim {
			t.Errorf("part %d is read as %d", i, got.Request.Index())
		}
		plan, err := got.Judge()
		must(t, err)
		// The service proves what the holder would have proved.
		w, err := plan.Witness(s.Secret, nil)
		must(t, err)
		want, err := p.PublicInputs(w.Public.Nullifier, nil)
		must(t, err)
		if w.Public != want {
			t.Errorf("part %d has the inputs %+v, want %+v", i, w.Public, want)
		}
		seen = append(seen, in.GetRequest())
	}
	if !bytes.Equal(seen[0], seen[1]) || !bytes.Equal(seen[1], seen[2]) {
		t.Error("the requests differ")
	}
}

func TestWhatDoesNotFitItsPartIsRefused(t *testing.T) {
	s := invent(t, claim.Glucose15, 7)
	second := s.Claim
	second.Coverage = 9000
	glucose := encode(t, ask(t, s, second).Parts()[1], s)
	steps := input(t, claim.Steps)
	codes := input(t, claim.ICD10CM)
	pressure := input(t, claim.BloodPressure)
	other, err := codeset.ParseList(claim.ICD10CM, strings.NewReader("A00.0\n"))
	must(t, err)
	otherSet, err := other.Marshal()
	must(t, err)
	first := byte(0xff)
	for name, attack := range map[string]struct {
		in     *v1.ProofInput
		change func(*v1.ProofInput)
		field  string
	}{
		"a part too many":        {glucose, func(in *v1.ProofInput) { in.Part = 2 }, "input.part"},
		"a part far away":        {glucose, func(in *v1.ProofInput) { in.Part = 1<<32 - 1 }, "input.part"},
		"a part of one claim":    {steps, func(in *v1.ProofInput) { in.Part = 1 }, "input.part"},
		"readings of one day":    {glucose, func(in *v1.ProofInput) { in.Window.Readings = in.GetWindow().GetReadings()[:192] }, "input.window.readings"},
		"half a reading more":    {glucose, func(in *v1.ProofInput) { in.Window.Readings = append(in.Window.Readings, 0) }, "input.window.readings"},
		"a reading out of range": {glucose, func(in *v1.ProofInput) { in.Window.Readings[0] = first }, "input.window.readings"},
		"half a page":            {steps, func(in *v1.ProofInput) { in.Window.Readings = in.Window.Readings[:len(in.Window.Readings)/2] }, "input.window.readings"},
		"a number more":          {steps, func(in *v1.ProofInput) { in.Window.Readings = append(in.Window.Readings, make([]byte, 8)...) }, "input.window.readings"},
		"a value out of range":   {steps, func(in *v1.ProofInput) { in.Window.Readings[0] = first }, "input.window.readings"},
		"a measurement too high": {pressure, func(in *v1.ProofInput) { in.Window.Readings[0] = first }, "input.window.readings"},
		"a code too high":        {codes, func(in *v1.ProofInput) { in.Window.Readings[0] = first }, "input.window.readings"},
		"a window of no claim":   {steps, func(in *v1.ProofInput) { in.Window = pressure.GetWindow() }, "input.window.metric"},
		"a set for no codes":     {steps, func(in *v1.ProofInput) { in.Codeset = codes.GetCodeset() }, "input.codeset"},
		"no set":                 {codes, func(in *v1.ProofInput) { in.Codeset = nil }, "input.codeset"},
		"another set":            {codes, func(in *v1.ProofInput) { in.Codeset = otherSet }, "input.codeset"},
		"no set at all":          {codes, func(in *v1.ProofInput) { in.Codeset = []byte("CANARY E11.9") }, "input.codeset"},
		"a set and more":         {codes, func(in *v1.ProofInput) { in.Codeset = append(in.Codeset, "CANARY\n"...) }, "input.codeset"},
	} {
		t.Run(name, func(t *testing.T) {
			in := proto.CloneOf(attack.in)
			attack.change(in)
			_, err := wire.Decode(in)
			var e *wire.Error
			if !errors.As(err, &e) || e.Field != attack.field {
				t.Fatalf("got %v, want a violation of %s", err, attack.field)
			}
			if strings.Contains(err.Error(), "CANARY") {
				t.Errorf("what was sent is quoted: %v", err)
			}
		})
	}
}

// input is what a specimen of a metric submits.
func input(tb testing.TB, m claim.Metric) *v1.ProofInput {
	tb.Helper()
	s := invent(tb, m, 7)
	return encode(tb, ask(tb, s), s)
}

// The bounds of the interface have room for the largest of everything: the longest
// series, and the largest set of the longest codes.
func TestTheLargestInputFits(t *testing.T) {
	const frame = 256 << 10 // what workers and, by default, servers take
	s := invent(t, claim.HeartRate, 30)
	var most []uint64
	for i := 0; len(most) < codeset.MaxCodes; i++ { // of ten digits, the most that a code has
		for check := range 10 { // one of them is the check digit
			if word, err := statement.ParseCode(claim.SNOMED, fmt.Sprintf("%07d00%d", 9_999_999-i, check)); err == nil {
				most = append(most, word)
			}
		}
	}
	set, err := codeset.New(claim.SNOMED, most)
	must(t, err)
	c := invent(t, claim.SNOMED, 7)
	c.Set, c.Claim.Set = set, set.ID()
	for name, in := range map[string]*v1.ProofInput{"readings": largest(t, s), "codes": largest(t, c)} {
		if err := protovalidate.Validate(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := proto.Size(in) + request.MaxBytes - len(in.GetRequest()); n > frame {
			t.Errorf("%s: with the largest request %d bytes, more than %d", name, n, frame)
		}
		if _, err := wire.Decode(in); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// largest encodes whether or not the claim holds.
func largest(t *testing.T, s *specimen.Specimen) *v1.ProofInput {
	t.Helper()
	window, err := s.Window()
	must(t, err)
	in, err := wire.Encode(&local.Plan{Request: ask(t, s), Window: window, Set: s.Set}, s.Secret, nil)
	must(t, err)
	return in
}
