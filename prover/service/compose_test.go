package service

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/client"
	"vitalproof/verifier"
)

// second is another claim that healthy readings meet.
func (st *study) second() claim.Claim {
	c := st.claim
	c.Metric.Set(&c.Limits, "above250", claim.Bound{Value: 100, Strict: true})
	return c
}

// stricter is the second claim as text.
func stricter(tb testing.TB, st *study) string {
	tb.Helper()
	text, err := st.second().Marshal()
	check(tb, err)
	return string(text)
}

// openTwo makes a request for two claims.
func (w *world) openTwo(st *study) *v1.AttestationRequest {
	w.tb.Helper()
	return w.open(st, func(q *v1.CreateRequestRequest) { q.Also = []string{stricter(w.tb, st)} })
}

func TestARequestForSeveralClaimsIsWhatWasAskedFor(t *testing.T) {
	w := newWorld(t, nil)
	st := newStudy(t)
	researcher := w.as("clinic", access.Researcher, "")
	q := st.question(t, "key-00000001", w.clock.in(time.Hour))
	q.Also = []string{stricter(t, st)}
	r, err := researcher.CreateRequest(t.Context(), q)
	check(t, err)
	parsed := asked(t, r)
	want := []request.Part{{Circuit: st.id, Claim: st.second()}}
	if parsed.Claim != st.claim || !slices.Equal(parsed.Also, want) {
		t.Errorf("the file says %+v", parsed)
	}
	if r.GetSentence() != st.claim.Sentence() || r.GetCircuit() != quick || len(r.GetAlso()) != 1 ||
		r.GetAlso()[0].GetSentence() != st.second().Sentence() || r.GetAlso()[0].GetCircuit() != quick {
		t.Errorf("got %v", r)
	}
	// The further claims are part of what the key stands for.
	again, err := researcher.CreateRequest(t.Context(), q)
	check(t, err)
	if again.GetId() != r.GetId() {
		t.Error("a repeated call made another request")
	}
	q.Also = nil
	_, err = researcher.CreateRequest(t.Context(), q)
	wants(t, err, v1.Reason_REASON_IDEMPOTENCY_MISMATCH)
	// A request for one claim shows no others.
	if one := w.open(st, nil); len(one.GetAlso()) != 0 {
		t.Errorf("got %v", one.GetAlso())
	}
}

// A key stands for one claim of one input. Otherwise the proof of the first claim
// would be handed out for the second.
func TestAKeyOfOneClaimIsNotThatOfAnother(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	me := st.enrol(t, healthy)
	parts := asked(t, w.openTwo(st)).Parts()
	submit(t, c, "key-00000001", input(t, parts[0], me), "")
	_, err := c.Submit(t.Context(), "key-00000001", input(t, parts[1], me), client.SubmitOptions{})
	wants(t, err, v1.Reason_REASON_IDEMPOTENCY_MISMATCH)
}

// Each claim is judged for itself: what fails one is refused for it alone.
func TestAClaimThatFailsIsRefusedWithoutTheOthers(t *testing.T) {
	w := closed(newWorld(t, nil))
	c := w.as("clinic", access.Holder, "")
	st := newStudy(t)
	parts := asked(t, w.openTwo(st)).Parts()
	me := st.enrol(t, func(day, slot int) uint64 { // a tenth above 250: well, but not strictly so
		if slot%10 == 0 {
			return 300
		}
		return 100
	})
	submit(t, c, "key-00000001", input(t, parts[0], me), "")
	_, err := c.Submit(t.Context(), "key-00000002", input(t, parts[1], me), client.SubmitOptions{})
	wants(t, err, v1.Reason_REASON_CLAIM_FAILS)
	in := input(t, parts[1], me)
	in.Part = 2
	_, err = c.Submit(t.Context(), "key-00000003", in, client.SubmitOptions{})
	wants(t, err, v1.Reason_REASON_FIELD_INVALID)
	violates(t, err, "input.part")
}

func TestACompositionIsProvedAnsweredAndCountedOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a worker")
	}
	w := newWorld(t, nil)
	st := newStudy(t)
	kept := w.openTwo(st)
	r, me := asked(t, kept), st.enrol(t, healthy)
	holder, stranger := w.as("clinic", access.Holder, ""), w.anonymous()
	var proved []attestation.Attestation
	for i, p := range r.Parts() {
		queued := submit(t, holder, "key-0000000"+string('1'+rune(i)), input(t, p, me), "anna")
		done, err := holder.Wait(t.Context(), queued.GetId(), func(*v1.WatchProofResponse) {})
		check(t, err)
		a, err := attestation.Parse(done.GetAttestation())
		check(t, err)
		check(t, verifier.Check(p, a, verifier.Options{Now: w.clock.now(), AllowDevelopment: true}))
		proved = append(proved, a)
	}
	// A part is no answer, and neither are the parts in another order.
	for name, refused := range map[string]struct {
		parts   []attestation.Attestation
		check   v1.Check
		message string
	}{
		"the first part":        {proved[:1], v1.Check_CHECK_CLAIMS, "more or fewer proofs"},
		"the second part":       {proved[1:], v1.Check_CHECK_CLAIMS, "more or fewer proofs"},
		"another order":         {[]attestation.Attestation{proved[1], proved[0]}, v1.Check_CHECK_PUBLIC_INPUT, "claim 1: "},
		"the first part twice":  {[]attestation.Attestation{proved[0], proved[0]}, v1.Check_CHECK_PUBLIC_INPUT, "claim 2: "},
		"a part beside the two": {[]attestation.Attestation{proved[0], proved[1], proved[1]}, v1.Check_CHECK_CLAIMS, "more or fewer proofs"},
	} {
		v, err := stranger.Answer(t.Context(), kept.GetId(), joined(t, refused.parts...))
		check(t, err)
		if v.GetAccepted() || v.GetFailedCheck() != refused.check || !strings.Contains(v.GetMessage(), refused.message) {
			t.Errorf("%s: %v", name, v)
		}
	}
	bad := proved[1]
	bad.Proof[383] ^= 1
	v, err := stranger.Answer(t.Context(), kept.GetId(), joined(t, proved[0], bad))
	check(t, err)
	if v.GetAccepted() || v.GetFailedCheck() != v1.Check_CHECK_PROOF || !strings.HasPrefix(v.GetMessage(), "claim 2: ") {
		t.Errorf("a bad second proof: %v", v)
	}

	file := joined(t, proved...)
	v, err = stranger.Answer(t.Context(), kept.GetId(), file)
	check(t, err)
	if !v.GetAccepted() || v.GetCircuit() != quick+"+"+quick {
		t.Fatalf("got %v", v)
	}
	_, err = stranger.Answer(t.Context(), kept.GetId(), file)
	wants(t, err, v1.Reason_REASON_NULLIFIER_USED)

	// It is one answer of one participant, everywhere.
	researcher := w.as("clinic", access.Researcher, "")
	now, err := researcher.GetRequest(t.Context(), kept.GetId())
	check(t, err)
	if now.GetParticipants() != 1 {
		t.Errorf("%d participants", now.GetParticipants())
	}
	var out bytes.Buffer
	check(t, researcher.Export(t.Context(), kept.GetId(), v1.ExportFormat_EXPORT_FORMAT_CSV, &out))
	rows, err := csv.NewReader(&out).ReadAll()
	check(t, err)
	if len(rows) != 2 || rows[1][1] != statement.FormatField(proved[0].Inputs.Nullifier) || rows[1][3] != quick+"+"+quick {
		t.Errorf("exported: %v", rows)
	}
	out.Reset()
	check(t, researcher.Export(t.Context(), kept.GetId(), v1.ExportFormat_EXPORT_FORMAT_JSON, &out))
	var whole struct {
		Also    []string
		Request json.RawMessage
		Answers []struct{ Attestation json.RawMessage }
	}
	check(t, json.Unmarshal(out.Bytes(), &whole))
	if len(whole.Answers) != 1 || !slices.Equal(whole.Also, []string{st.second().Sentence()}) {
		t.Fatalf("exported: %s", out.Bytes())
	}
	again, err := request.Parse(whole.Request)
	check(t, err)
	a, err := attestation.Parse(whole.Answers[0].Attestation)
	check(t, err)
	check(t, verifier.Check(again, a, verifier.Options{Now: w.clock.now(), AllowDevelopment: true}))
}

func joined(t *testing.T, parts ...attestation.Attestation) []byte {
	t.Helper()
	a, err := attestation.Join(parts)
	check(t, err)
	file, err := attestation.Marshal(a)
	check(t, err)
	return file
}

// The largest page of the largest answers is one that clients take: it is cut, and
// goes on where it was cut.
func TestAPageOfLargeAnswersIsCut(t *testing.T) {
	w := newWorld(t, nil)
	r := w.open(newStudy(t), nil)
	file := bytes.Repeat([]byte{' '}, attestation.MaxBytes)
	const answers = answersPage/attestation.MaxBytes + 10
	for n := range uint64(answers) {
		var nullifier statement.Field
		nullifier.SetUint64(n + 1)
		_, err := w.store.Requests().Count(t.Context(), r.GetId(), nullifier, file, w.clock.now())
		check(t, err)
	}
	s := &requestServer{Service: w.s}
	ctx := access.With(t.Context(), access.Principal{Tenant: "clinic", Role: access.Researcher})
	var seen uint64
	for more, pages := true, 0; more; pages++ {
		page, err := s.ListAnswers(ctx, &v1.ListAnswersRequest{Id: r.GetId(), PageSize: maxPage, AfterNumber: seen})
		check(t, err)
		if n := len(page.GetAnswers()); n == 0 || n*attestation.MaxBytes > answersPage || pages > 1 {
			t.Fatalf("page %d has %d answers", pages, n)
		}
		for _, a := range page.GetAnswers() {
			if seen++; a.GetNumber() != seen {
				t.Fatalf("answer %d is number %d", seen, a.GetNumber())
			}
		}
		more = page.GetMore()
	}
	if seen != answers {
		t.Errorf("%d of %d answers", seen, answers)
	}
}
