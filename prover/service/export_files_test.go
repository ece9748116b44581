package service

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/verifier"
)

// exportAnswers is more than two pages of an export.
const exportAnswers = 2*exportPage + 7

func TestExportsHoldEveryAnswerOnceInOrder(t *testing.T) {
	if testing.Short() {
		t.Skip("proves, or counts many answers")
	}
	w := newWorld(t, nil)
	r := w.open(newStudy(t), nil)
	for n := range uint64(exportAnswers) {
		check(t, w.count(r.GetId(), n))
	}
	c := w.as("clinic", access.Researcher, "")
	var file bytes.Buffer
	check(t, c.Export(t.Context(), r.GetId(), v1.ExportFormat_EXPORT_FORMAT_CSV, &file))
	rows, err := csv.NewReader(bytes.NewReader(file.Bytes())).ReadAll()
	check(t, err)
	if len(rows) != exportAnswers+1 || !slices.Equal(rows[0], []string{"number", "nullifier", "day", "circuit"}) {
		t.Fatalf("%d rows below %v", len(rows)-1, rows[0])
	}
	today := w.clock.now().UTC().Format(time.DateOnly)
	for i, row := range rows[1:] {
		var nullifier statement.Field
		nullifier.SetUint64(1_000_000 + uint64(i))
		if want := []string{strconv.Itoa(i + 1), statement.FormatField(nullifier), today, quick}; !slices.Equal(row, want) {
			t.Fatalf("row %d is %v, want %v", i+1, row, want)
		}
	}

	file.Reset()
	check(t, c.Export(t.Context(), r.GetId(), v1.ExportFormat_EXPORT_FORMAT_JSON, &file))
	var whole struct {
		ID, Sentence, State, Created string
		Participants                 int
		Request                      json.RawMessage
		Answers                      []struct {
			Number         int
			Nullifier, Day string
			Attestation    json.RawMessage
		}
	}
	check(t, json.Unmarshal(file.Bytes(), &whole))
	if whole.ID != r.GetId() || whole.Sentence != r.GetSentence() || whole.State != "REQUEST_STATE_OPEN" || whole.Created != today ||
		whole.Participants != exportAnswers || len(whole.Answers) != exportAnswers {
		t.Errorf("the file has %d answers of %s, made on %s", len(whole.Answers), whole.ID, whole.Created)
	}
	if _, err := request.Parse(whole.Request); err != nil {
		t.Errorf("the request in it cannot be read: %v", err)
	}
	for i, a := range whole.Answers {
		if a.Number != i+1 || a.Nullifier != rows[i+1][1] || a.Day != today {
			t.Fatalf("answer %d is %+v", i+1, a)
		}
	}
}

// Anyone can verify again what stands in an export.
func TestAnExportedAnswerVerifies(t *testing.T) {
	if testing.Short() {
		t.Skip("proves, or counts many answers")
	}
	w := newWorld(t, nil)
	st := newStudy(t)
	r := w.open(st, nil)
	v, err := w.anonymous().Answer(t.Context(), r.GetId(), answer(t, asked(t, r), st.enrol(t, healthy)))
	check(t, err)
	if !v.GetAccepted() {
		t.Fatalf("refused: %v", v)
	}
	var file bytes.Buffer
	check(t, w.as("clinic", access.Researcher, "").Export(t.Context(), r.GetId(), v1.ExportFormat_EXPORT_FORMAT_JSON, &file))
	var whole struct {
		Request json.RawMessage
		Answers []struct{ Attestation json.RawMessage }
	}
	check(t, json.Unmarshal(file.Bytes(), &whole))
	question, err := request.Parse(whole.Request)
	check(t, err)
	a, err := attestation.Parse(whole.Answers[0].Attestation)
	check(t, err)
	check(t, verifier.Check(question, a, verifier.Options{Now: w.clock.now(), AllowDevelopment: true}))
}

func TestAnExportWithoutAnswersIsAFileToo(t *testing.T) {
	w := newWorld(t, nil)
	r := w.open(newStudy(t), nil)
	c := w.as("clinic", access.Researcher, "")
	var file bytes.Buffer
	check(t, c.Export(t.Context(), r.GetId(), v1.ExportFormat_EXPORT_FORMAT_CSV, &file))
	if file.String() != "number,nullifier,day,circuit\n" {
		t.Errorf("got %q", file.String())
	}
	file.Reset()
	check(t, c.Export(t.Context(), r.GetId(), v1.ExportFormat_EXPORT_FORMAT_JSON, &file))
	if !json.Valid(file.Bytes()) {
		t.Errorf("got %s", file.String())
	}
	err := c.Export(t.Context(), r.GetId(), 0, &file)
	wants(t, err, v1.Reason_REASON_FIELD_INVALID)
	violates(t, err, "format")
}

func TestPiecesAreBounded(t *testing.T) {
	var sizes []int
	var got []byte
	p := &pieces{send: func(b []byte) error {
		sizes = append(sizes, len(b))
		got = append(got, b...)
		return nil
	}}
	want := bytes.Repeat([]byte("0123456789abcdef"), exportPiece/5)
	for rest := want; len(rest) > 0; {
		n := min(len(rest), 7001)
		if _, err := p.Write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	check(t, p.flush())
	if !bytes.Equal(got, want) || slices.Max(sizes) > 32<<10 {
		t.Errorf("%d bytes of %d in pieces of %v", len(got), len(want), sizes)
	}
}
