package service

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/claim"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/canary"
)

// canaryReadings repeat in every window, so that they stand in each part of it.
var canaryReadings = []uint64{163, 87, 111, 149}

func canaryReading(_, slot int) uint64 { return canaryReadings[slot%len(canaryReadings)] }

// spoilers change one field of an input so that it cannot be read, or not be
// proved, and keep as much of the value as there can be.
func spoilers() map[string]func(*v1.ProofInput) {
	const mark = "CANARY-of-the-field"
	spoilt := map[string]func(*v1.ProofInput){
		"nothing":        func(*v1.ProofInput) {},
		"request":        func(in *v1.ProofInput) { in.Request = []byte(mark) },
		"request's JSON": func(in *v1.ProofInput) { in.Request = []byte(`{"` + mark + `": "` + mark + `"}`) },
		"payee": func(in *v1.ProofInput) {
			in.Payee = &v1.Payee{Recipient: []byte(mark), Deadline: timestamppb.New(time.Unix(77_777_777, 0))}
		},
		"metric":          func(in *v1.ProofInput) { in.Window.Metric = mark },
		"end":             func(in *v1.ProofInput) { in.Window.End = mark },
		"end day":         func(in *v1.ProofInput) { in.Window.End = "2026-13-77" },
		"assurance":       func(in *v1.ProofInput) { in.Window.Assurance = 77_777_777 },
		"other assurance": func(in *v1.ProofInput) { in.Window.Assurance++ },
		"reading":         func(in *v1.ProofInput) { in.Window.Readings[0] = 0xff },
		"low reading":     func(in *v1.ProofInput) { in.Window.Readings[1] = 38 },
		"readings":        func(in *v1.ProofInput) { in.Window.Readings = in.Window.Readings[:100] },
		"odd readings":    func(in *v1.ProofInput) { in.Window.Readings = in.Window.Readings[1:] },
	}
	for name, get := range map[string]func(*v1.ProofInput) *[]byte{
		"secret":  func(in *v1.ProofInput) *[]byte { return &in.Secret },
		"head":    func(in *v1.ProofInput) *[]byte { return &in.Window.HeadBefore },
		"subject": func(in *v1.ProofInput) *[]byte { return &in.Window.Subject },
		"issuer":  func(in *v1.ProofInput) *[]byte { return &in.Window.Issuer },
		"seal":    func(in *v1.ProofInput) *[]byte { return &in.Window.Seal },
	} {
		spoilt["short "+name] = func(in *v1.ProofInput) { b := get(in); *b = (*b)[1:] }
		spoilt["long "+name] = func(in *v1.ProofInput) { b := get(in); *b = append(*b, *b...) }
		spoilt["other "+name] = func(in *v1.ProofInput) { (*get(in))[20] ^= 1 }
		spoilt["high "+name] = func(in *v1.ProofInput) { (*get(in))[0] = 0xff }
	}
	return spoilt
}

// No error of a submission, with its details, holds a value of the input, and
// neither does the log.
func TestNoErrorHoldsAValueOfTheInput(t *testing.T) {
	w := closed(newWorld(t, nil))
	st := newStudy(t)
	// The claim fails for these readings, so no input is good.
	strict := *st
	claim.Glucose15.Set(&strict.claim.Limits, "above140", claim.Bound{Value: 1, Strict: true})
	me := st.enrol(t, canaryReading)
	good := input(t, strict.ask(t, w.clock.in(time.Hour), nil), me)
	head := good.GetWindow().GetHeadBefore()
	traps := []canary.Trap{
		canary.Bytes("secret", good.GetSecret()), canary.Readings(canaryReadings), canary.Bytes("head", head),
		canary.Bytes("subject", good.GetWindow().GetSubject()), canary.Bytes("issuer", good.GetWindow().GetIssuer()),
		canary.Bytes("seal", good.GetWindow().GetSeal()), canary.Text("mark", "CANARY-of-the-field"),
		canary.Text("number", "77777777"), canary.Text("end day", good.GetWindow().GetEnd()), canary.Text("bad day", "2026-13-77"),
		canary.Text("person", "anna-karenina"),
	}
	ctx := access.With(t.Context(), access.Principal{Tenant: "clinic", Role: access.Holder})
	server := &proofServer{Service: w.s}
	for name, spoil := range spoilers() {
		t.Run(name, func(t *testing.T) {
			in := proto.CloneOf(good)
			spoil(in)
			_, first := server.SubmitProof(ctx, &v1.SubmitProofRequest{IdempotencyKey: "key-00000001", Input: proto.CloneOf(in), Subject: "anna-karenina"})
			_, second := server.Prove(ctx, &v1.ProveRequest{Input: in, Subject: "anna-karenina"})
			for _, err := range []error{first, second} {
				if err == nil {
					t.Fatal("it was taken")
				}
				search(t, "the error", whole(err), traps)
				search(t, "the error", fmt.Sprintf("%+v %#v", err, err), traps)
			}
		})
	}
	search(t, "the log", w.log.String(), traps)
	if _, found := canary.Text("planted", "anna-karenina").Find([]byte("x anna-karenina")); !found {
		t.Error("the traps find nothing")
	}
}

func search(t *testing.T, where, text string, traps []canary.Trap) {
	t.Helper()
	for _, trap := range traps {
		if form, found := trap.Find([]byte(text)); found {
			t.Errorf("%s holds the %s (%s): %s", where, trap.Name, form, text)
		}
	}
	if canary.InDigits([]byte(text), canaryReadings) {
		t.Errorf("%s holds readings in digits: %s", where, text)
	}
}

// An attestation is public, but a refused one may be anything that somebody sent
// by mistake.
func TestNoVerdictQuotesTheAttestation(t *testing.T) {
	w := newWorld(t, nil)
	r := w.open(newStudy(t), nil)
	const mark = "CANARY-of-the-field"
	for _, file := range []string{mark, `{"` + mark + `": 1}`, `{"format": "` + mark + `"}`, `{"format": "vitalproof/attestation/1", "circuit": "` + hex.EncodeToString([]byte(mark)) + `"}`} {
		v, err := w.anonymous().Answer(t.Context(), r.GetId(), []byte(file))
		check(t, err)
		if v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_ENCODING {
			t.Errorf("got %v", v)
		}
		search(t, "the verdict", v.String(), []canary.Trap{canary.Text("mark", mark)})
	}
	if strings.Contains(w.log.String(), mark) {
		t.Error("the log holds the attestation")
	}
}
