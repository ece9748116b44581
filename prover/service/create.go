package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/collect"
)

// requestFinder is what a collect.Store may offer besides, so that repeating a call
// gives the request also when its time has passed meanwhile.
type requestFinder interface {
	// Find gives the request that a tenant's idempotency key stands for.
	// collect.ErrNotFound, or collect.ErrMismatch if the digest differs.
	Find(ctx context.Context, tenant, key string, digest [32]byte) (collect.Request, error)
}

// CreateRequest implements v1.RequestServiceServer.
func (s *requestServer) CreateRequest(ctx context.Context, m *v1.CreateRequestRequest) (*v1.CreateRequestResponse, error) {
	p, err := tenantOf(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	made, err := makeRequest(m)
	if err != nil {
		return nil, FromError(err)
	}
	digest := digestOfRequest(p.Tenant, m)
	r, created := collect.Request{}, false
	if refusal := s.takes(made, now); refusal != nil {
		r, err = s.earlierRequest(ctx, p.Tenant, m.GetIdempotencyKey(), digest, refusal)
	} else {
		r, created, err = s.requests.Create(ctx, collect.New{
			Tenant: p.Tenant, IdempotencyKey: m.GetIdempotencyKey(), Digest: digest,
			Request: made, Wanted: uint64(m.GetWanted()), Created: now,
		})
	}
	if err != nil {
		return nil, FromError(err)
	}
	if created {
		s.note(ctx, requestCreated, p.Tenant, r.ID, "")
	}
	shown, err := s.request(ctx, r)
	return &v1.CreateRequestResponse{Request: shown}, err
}

// makePart reads a claim and finds its circuit.
func makePart(field, text string) (p request.Part, err error) {
	if p.Claim, err = claim.Parse([]byte(text)); err != nil {
		return p, invalid(field, err.Error())
	}
	entry, err := entryFor(p.Claim)
	if err != nil {
		return p, err
	}
	p.Circuit, err = statement.ParseCircuitID(entry.ID)
	return p, err
}

// makeRequest builds a request that holders can read.
func makeRequest(m *v1.CreateRequestRequest) (*request.Request, error) {
	r := request.Request{From: m.GetFrom(), Scope: m.GetScope(), Consent: m.GetConsent()}
	first, err := makePart("claim", m.GetClaim())
	if err != nil {
		return nil, err
	}
	r.Circuit, r.Claim = first.Circuit, first.Claim
	for i, text := range m.GetAlso() {
		further, err := makePart(fmt.Sprintf("also[%d]", i), text)
		if err != nil {
			return nil, err
		}
		r.Also = append(r.Also, further)
	}
	for i, b := range m.GetIssuers() {
		key, err := statement.PublicKeyFromBytes(b)
		if err != nil {
			return nil, invalid(fmt.Sprintf("issuers[%d]", i), err.Error())
		}
		r.Issuers = append(r.Issuers, key)
	}
	if _, err := statement.NewIssuerSet(r.Issuers); err != nil {
		return nil, invalid("issuers", err.Error())
	}
	t := m.GetExpireTime()
	if t == nil || t.CheckValid() != nil || t.GetNanos() != 0 {
		return nil, invalid("expire_time", "want a time in whole seconds")
	}
	r.Expires = t.AsTime()
	made, err := request.New(r)
	if err != nil {
		return nil, invalid(textField(err), err.Error())
	}
	// What holders will refuse to read must not be handed out.
	file, err := made.Marshal()
	if err != nil {
		return nil, err
	}
	if len(file) > request.MaxBytes {
		return nil, invalid("consent", fmt.Sprintf("the request file would be longer than %d bytes", request.MaxBytes))
	}
	return request.Parse(file)
}

func invalid(field, description string) error {
	return Fail(v1.Reason_REASON_FIELD_INVALID, Violation{field, clip(description)})
}

// textField finds which field package request complains of: it names the field
// first.
func textField(err error) string {
	about := strings.TrimPrefix(err.Error(), request.ErrFile.Error()+": ")
	field, _, _ := strings.Cut(about, " ")
	switch field {
	case "from", "consent", "scope":
		return field
	case "expires:":
		return "expire_time"
	case "also:":
		return "also"
	}
	return ""
}

// entryFor finds the circuit of a claim.
func entryFor(c claim.Claim) (lock.Entry, error) {
	entries, err := lock.Entries()
	if err != nil {
		return lock.Entry{}, err
	}
	for _, e := range entries {
		if e.Metric == c.Metric.Name() && e.Takes(c.Days) {
			return e, nil
		}
	}
	return lock.Entry{}, lock.ErrUnknownCircuit
}

// takes refuses a request that nobody could answer here. Whether this service makes
// the proofs does not matter: a holder can prove at home.
func (s *Service) takes(r *request.Request, now time.Time) error {
	if err := r.CheckCurrent(); err != nil {
		return err
	}
	for _, p := range r.Parts() {
		entry, err := lock.ByID(p.Circuit)
		switch {
		case err != nil:
			return err
		case entry.IsDevelopment() && !s.allowDevelopment:
			return Fail(v1.Reason_REASON_DEVELOPMENT_KEYS)
		}
	}
	switch {
	case !now.Before(r.Expires):
		return Fail(v1.Reason_REASON_REQUEST_EXPIRED)
	case r.Expires.After(now.Add(maxRequestLife)):
		return invalid("expire_time", "is more than ten years away")
	}
	return nil
}

// earlierRequest gives the request of an equal call that was taken before, or the
// refusal.
func (s *Service) earlierRequest(ctx context.Context, tenant, key string, digest [32]byte, refusal error) (collect.Request, error) {
	store, ok := s.requests.(requestFinder)
	if !ok {
		return collect.Request{}, refusal
	}
	switch r, err := store.Find(ctx, tenant, key, digest); {
	case errors.Is(err, collect.ErrNotFound):
		return r, refusal
	default:
		return r, err
	}
}

// digestOfRequest is what an idempotency key stands for: all content, each part
// with its length before it.
func digestOfRequest(tenant string, m *v1.CreateRequestRequest) (digest [32]byte) {
	h := sha256.New()
	h.Write([]byte("vitalproof/create/2"))
	for _, text := range []string{tenant, m.GetFrom(), m.GetClaim(), m.GetScope(), m.GetConsent()} {
		part(h, []byte(text))
	}
	number(h, uint64(len(m.GetAlso())))
	for _, text := range m.GetAlso() {
		part(h, []byte(text))
	}
	number(h, uint64(len(m.GetIssuers())))
	for _, key := range m.GetIssuers() {
		part(h, key)
	}
	number(h, uint64(m.GetExpireTime().GetSeconds()))
	number(h, uint64(m.GetWanted()))
	h.Sum(digest[:0])
	return digest
}
