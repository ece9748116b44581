// Package wire turns what a holder proves from into the message of the interface
// and back, for the client, the service and its workers alike.
//
// It promises that Decode accepts only what Encode gives: every field canonical,
// the window as long as the request wants, and that no error holds a value of the
// message.
package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/codeset"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/local"
)

// Error is an input that cannot lead to a proof, by the reason that the interface
// names and the field where it stands. It never holds a value of the input.
type Error struct {
	Reason v1.Reason
	Field  string // such as "input.window.readings"; "" if it is not one field's
	err    error
}

// Error says what was wrong and where.
func (e *Error) Error() string {
	if e.Field == "" {
		return e.err.Error()
	}
	return e.Field + ": " + e.err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.err }

func bad(field string, err error) *Error {
	return &Error{v1.Reason_REASON_FIELD_INVALID, field, err}
}

// Widths of a number of the window: a slot of a series, and a number of a page.
const (
	readingBytes = 2
	wordBytes    = 8
)

// Input is a decoded message, complete but not yet judged.
type Input struct {
	Request *request.Request
	Circuit lock.Entry
	Window  *statement.Window
	Set     *codeset.Set // of a claim about codes
	Secret  statement.Secret
	Payee   *request.Payee
}

// Encode writes what a plan proves from. The request's bytes are those of its
// canonical file.
func Encode(p *local.Plan, secret statement.Secret, payee *request.Payee) (*v1.ProofInput, error) {
	file, err := p.Request.Marshal()
	if err != nil {
		return nil, err
	}
	w := p.Window
	head, subject, issuer := w.HeadBefore.Bytes(), w.Subject.Bytes(), w.Issuer.Bytes()
	numbers, width := w.Slots(), readingBytes
	if statement.HasPage(w.Metric) {
		numbers, width = w.Page, wordBytes
	}
	readings := make([]byte, 0, width*len(numbers))
	for _, v := range numbers {
		word := binary.BigEndian.AppendUint64(nil, v)
		readings = append(readings, word[wordBytes-width:]...)
	}
	in := &v1.ProofInput{
		Request: file, Part: uint32(p.Request.Index()),
		Secret: secret.Bytes(),
		Window: &v1.Window{
			Metric: w.Metric.Name(), End: w.EndDay.String(), Readings: readings,
			HeadBefore: head[:], Subject: subject[:], Issuer: issuer[:],
			Assurance: uint32(w.Assurance), Seal: w.Seal[:],
		},
	}
	if p.Set != nil {
		if in.Codeset, err = p.Set.Marshal(); err != nil {
			return nil, err
		}
	}
	if payee != nil {
		in.Payee = &v1.Payee{
			Recipient: payee.Recipient[:],
			Deadline:  timestamppb.New(time.Unix(int64(payee.Deadline), 0)),
		}
	}
	return in, nil
}

// Decode reads a message whose bounds protovalidate has checked. Its errors are of
// type *Error.
func Decode(m *v1.ProofInput) (*Input, error) {
	r, err := request.Parse(m.GetRequest())
	if err != nil {
		return nil, &Error{v1.Reason_REASON_REQUEST_MALFORMED, "input.request", err}
	}
	parts := r.Parts()
	if int(m.GetPart()) >= len(parts) {
		return nil, bad("input.part", fmt.Errorf("the request has %d claims", len(parts)))
	}
	r = parts[m.GetPart()]
	entry, err := lock.ByID(r.Circuit)
	if err != nil {
		return nil, &Error{v1.Reason_REASON_CIRCUIT_UNKNOWN, "", err}
	}
	if entry.Retired() {
		return nil, &Error{v1.Reason_REASON_CIRCUIT_UNKNOWN, "", lock.ErrRetired}
	}
	in := &Input{Request: r, Circuit: entry}
	if in.Secret, err = statement.SecretFromBytes(m.GetSecret()); err != nil {
		return nil, bad("input.secret", err)
	}
	if in.Payee, err = payee(m.GetPayee(), r.Gate != nil); err != nil {
		return nil, &Error{v1.Reason_REASON_PAYEE, "input.payee", err}
	}
	if in.Window, err = window(m.GetWindow(), r.Claim); err != nil {
		return nil, err
	}
	if in.Set, err = set(m.GetCodeset(), r.Claim); err != nil {
		return nil, bad("input.codeset", err)
	}
	return in, nil
}

// set reads the set of codes that a claim names. Its errors quote nothing of the
// file: whoever sends the wrong one may send something private.
func set(file []byte, c claim.Claim) (*codeset.Set, error) {
	if c.Metric.Family() != claim.Codes {
		if len(file) > 0 {
			return nil, errors.New("the claim is not about codes")
		}
		return nil, nil
	}
	s, err := codeset.Parse(file)
	if err != nil {
		return nil, errors.New("is not the file of a set of codes")
	}
	if s.ID() != c.Set || s.Metric() != c.Metric {
		return nil, errors.New("is not the set that the claim names")
	}
	return s, nil
}

func payee(m *v1.Payee, wanted bool) (*request.Payee, error) {
	switch {
	case m == nil && wanted:
		return nil, request.ErrNoPayee
	case m == nil:
		return nil, nil
	case !wanted:
		return nil, request.ErrPayee
	}
	t := m.GetDeadline()
	if len(m.GetRecipient()) != 20 || t.CheckValid() != nil || t.GetNanos() != 0 || t.GetSeconds() <= 0 {
		return nil, errors.New("want an address of 20 bytes and a deadline in whole seconds")
	}
	return &request.Payee{Recipient: [20]byte(m.GetRecipient()), Deadline: uint64(t.GetSeconds())}, nil
}

func window(m *v1.Window, c claim.Claim) (*statement.Window, error) {
	metric, err := claim.ParseMetric(m.GetMetric())
	if err != nil || metric != c.Metric {
		return nil, bad("input.window.metric", errors.New("is not the request's"))
	}
	w := &statement.Window{Metric: metric}
	if w.EndDay, err = claim.ParseDay(m.GetEnd()); err != nil {
		return nil, bad("input.window.end", errors.New("want a day as YYYY-MM-DD"))
	}
	if statement.HasPage(metric) {
		w.Page, err = page(m.GetReadings(), metric)
	} else {
		w.Blocks, err = blocks(m.GetReadings(), metric, c.Days)
	}
	if err != nil {
		return nil, bad("input.window.readings", err)
	}
	if w.HeadBefore, err = statement.FieldFromBytes(m.GetHeadBefore()); err != nil {
		return nil, bad("input.window.head_before", err)
	}
	if w.Subject, err = statement.FieldFromBytes(m.GetSubject()); err != nil {
		return nil, bad("input.window.subject", err)
	}
	if w.Issuer, err = statement.PublicKeyFromBytes(m.GetIssuer()); err != nil {
		return nil, bad("input.window.issuer", err)
	}
	if m.GetAssurance() > statement.MaxAssurance {
		return nil, bad("input.window.assurance", fmt.Errorf("want 0 to %d", statement.MaxAssurance))
	}
	w.Assurance = uint8(m.GetAssurance())
	if len(m.GetSeal()) != len(w.Seal) {
		return nil, bad("input.window.seal", errors.New("want 64 bytes"))
	}
	copy(w.Seal[:], m.GetSeal())
	return w, nil
}

// blocks reads the days of a series. Its errors name no slot: that is private too.
func blocks(b []byte, m claim.Metric, days int) ([]statement.Block, error) {
	slots := m.SlotsPerDay()
	if len(b) != readingBytes*slots*days {
		return nil, fmt.Errorf("want %d days of %d slots of %d bytes", days, slots, readingBytes)
	}
	var all []statement.Block
	for ; len(b) > 0; b = b[readingBytes*slots:] {
		block := make(statement.Block, slots)
		for i := range block {
			block[i] = uint64(binary.BigEndian.Uint16(b[readingBytes*i:]))
		}
		if err := block.Check(m); err != nil {
			return nil, statement.ErrReading
		}
		all = append(all, block)
	}
	return all, nil
}

// page reads the numbers of a page.
func page(b []byte, m claim.Metric) (statement.Page, error) {
	if len(b) != wordBytes*statement.PageLength(m) {
		return nil, fmt.Errorf("want %d numbers of %d bytes", statement.PageLength(m), wordBytes)
	}
	p := make(statement.Page, statement.PageLength(m))
	for i := range p {
		p[i] = binary.BigEndian.Uint64(b[wordBytes*i:])
	}
	if err := p.Check(m); err != nil {
		return nil, statement.ErrReading
	}
	return p, nil
}

// Judge says whether an input can lead to a proof, in plain code, before any
// proving. Its errors are of type *Error; that a claim fails is all it says about
// one.
func (in *Input) Judge() (*local.Plan, error) {
	w := in.Window
	if in.Secret.Subject(w.Issuer) != w.Subject {
		return nil, &Error{v1.Reason_REASON_SUBJECT_MISMATCH, "", statement.ErrOtherSubject}
	}
	set, err := in.Request.IssuerSet()
	if err != nil {
		return nil, &Error{v1.Reason_REASON_REQUEST_MALFORMED, "input.request", err}
	}
	if _, err := set.Path(w.Issuer); err != nil {
		return nil, &Error{v1.Reason_REASON_ISSUER_UNKNOWN, "", err}
	}
	if err := w.Verify(); err != nil {
		return nil, &Error{v1.Reason_REASON_UNSATISFIED, "", local.ErrUnsatisfied}
	}
	plan, err := local.PlanWindow(in.Request, w, in.Set)
	if err != nil {
		return nil, &Error{v1.Reason_REASON_UNSATISFIED, "", local.ErrUnsatisfied}
	}
	if !plan.Result.OK {
		return nil, &Error{v1.Reason_REASON_CLAIM_FAILS, "", local.ErrClaimFails}
	}
	return plan, nil
}
