package service

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"vitalproof/prover/audit"
)

// The kinds of entries that this package makes. Those about proofs are the
// engine's.
const (
	requestCreated  = audit.RequestCreated
	requestAnswered = audit.RequestAnswered
	requestClosed   = audit.RequestClosed
	requestDeleted  = audit.RequestDeleted
)

// note writes an entry about a request. It never undoes what is done already, and
// a caller who is told of a failure would do it again; so an entry that cannot be
// written is logged for the operator.
//
// The time of an answer is that of its day: a finer one links the answer to whoever
// was seen to send it.
func (s *Service) note(ctx context.Context, kind audit.Kind, tenant, id, detail string) {
	if s.audit == nil {
		return
	}
	now := s.now().UTC()
	if kind == requestAnswered {
		now = now.Truncate(24 * time.Hour)
	}
	// The caller may have gone, but it is done.
	ctx = context.WithoutCancel(ctx)
	if err := s.audit(ctx, audit.Entry{Time: now, Kind: kind, Tenant: tenant, Ref: s.ref(id), Detail: detail}); err != nil {
		s.log.Error("the audit log cannot be written", "tenant", tenant)
	}
}

// refOf stands for an id: whoever knows the id finds its entries. The id has 128
// random bits, so nobody finds it from the entries.
func refOf(id string) string {
	sum := sha256.Sum256([]byte("vitalproof/audit/request/1\n" + id))
	return hex.EncodeToString(sum[:])
}
