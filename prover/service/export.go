package service

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"google.golang.org/grpc"

	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
)

// ExportAnswers implements v1.RequestServiceServer. It holds one page of answers
// and one piece of the file at a time.
func (s *requestServer) ExportAnswers(m *v1.ExportAnswersRequest, stream grpc.ServerStreamingServer[v1.ExportAnswersResponse]) error {
	ctx := stream.Context()
	r, err := s.owned(ctx, m.GetId())
	if err != nil {
		return FromError(err)
	}
	out := &pieces{send: func(b []byte) error { return stream.Send(&v1.ExportAnswersResponse{Data: b}) }}
	switch m.GetFormat() {
	case v1.ExportFormat_EXPORT_FORMAT_CSV:
		err = s.exportCSV(ctx, r, out)
	case v1.ExportFormat_EXPORT_FORMAT_JSON:
		err = s.exportJSON(ctx, r, out)
	default:
		return Fail(v1.Reason_REASON_FIELD_INVALID, Violation{"format", "want CSV or JSON"})
	}
	if err == nil {
		err = out.flush()
	}
	return FromError(err)
}

// pieces cuts a file into messages. It fails where sending fails.
type pieces struct {
	buf  []byte
	send func([]byte) error
}

// Write implements io.Writer.
func (p *pieces) Write(b []byte) (int, error) {
	total := len(b)
	for len(b) > 0 {
		n := min(len(b), exportPiece-len(p.buf))
		p.buf, b = append(p.buf, b[:n]...), b[n:]
		if len(p.buf) == exportPiece {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return total, nil
}

func (p *pieces) flush() error {
	if len(p.buf) == 0 {
		return nil
	}
	err := p.send(p.buf)
	p.buf = nil // the transport may still hold what was sent
	return err
}

// each calls a function with every answer of a request, in order.
func (s *Service) each(ctx context.Context, r collect.Request, do func(collect.Answer) error) error {
	var after uint64
	for more := true; more; {
		var page []collect.Answer
		var err error
		if page, more, err = s.requests.Answers(ctx, r.Tenant, r.ID, after, exportPage); err != nil {
			return err
		}
		for _, a := range page {
			if err := do(a); err != nil {
				return err
			}
			after = a.Number
		}
		more = more && len(page) > 0
	}
	return nil
}

func (s *Service) exportCSV(ctx context.Context, r collect.Request, out io.Writer) error {
	var names []string
	for _, p := range r.Request.Parts() {
		names = append(names, circuitName(p.Circuit))
	}
	circuit := strings.Join(names, circuitSeparator)
	w := csv.NewWriter(out)
	if err := w.Write([]string{"number", "nullifier", "day", "circuit"}); err != nil {
		return err
	}
	err := s.each(ctx, r, func(a collect.Answer) error {
		return w.Write([]string{strconv.FormatUint(a.Number, 10), statement.FormatField(a.Nullifier), a.Day, circuit})
	})
	if err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// exportedRequest is a request in a JSON export, but for its answers.
type exportedRequest struct {
	ID           string   `json:"id"`
	Sentence     string   `json:"sentence"`
	Also         []string `json:"also,omitempty"` // the sentences of further claims
	State        string   `json:"state"`
	Wanted       uint64   `json:"wanted"`
	Participants uint64   `json:"participants"`
	Created      string   `json:"created"` // the day, UTC
}

// exportedAnswer is an answer in a JSON export.
type exportedAnswer struct {
	Number      uint64          `json:"number"`
	Nullifier   string          `json:"nullifier"`
	Day         string          `json:"day"`
	Attestation json.RawMessage `json:"attestation"`
}

// exportJSON writes
//
//	{"id": ..., "sentence": ..., ..., "request": {...}, "answers": [{...}, ...]}
//
// The request file stands in it byte for byte, since its one spelling is hashed.
func (s *Service) exportJSON(ctx context.Context, r collect.Request, out io.Writer) error {
	file, err := r.Request.Marshal()
	if err != nil {
		return err
	}
	var also []string
	for _, p := range r.Request.Parts()[1:] {
		also = append(also, p.Claim.Sentence())
	}
	head, err := json.Marshal(exportedRequest{
		ID: r.ID, Sentence: r.Request.Claim.Sentence(), Also: also, State: r.State(s.now()).String(),
		Wanted: r.Wanted, Participants: r.Participants, Created: r.Created.UTC().Format("2006-01-02"),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s,\n\"request\": %s,\n\"answers\": [", bytes.TrimSuffix(head, []byte("}")), bytes.TrimSpace(file))
	if err != nil {
		return err
	}
	separator := "\n"
	err = s.each(ctx, r, func(a collect.Answer) error {
		line, err := json.Marshal(exportedAnswer{a.Number, statement.FormatField(a.Nullifier), a.Day, a.Attestation})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s%s", separator, line)
		separator = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, "\n]}\n")
	return err
}
