package service

import (
	"context"

	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/access"
	"vitalproof/prover/job"
)

// tenantOf gives a caller that belongs to a tenant. Who has none owns nothing: an
// empty tenant must never reach a store, where it could mean all of them.
func tenantOf(ctx context.Context) (access.Principal, error) {
	p := access.From(ctx)
	if p.Tenant == "" || p.Role == access.Anonymous {
		return p, Fail(v1.Reason_REASON_CREDENTIALS)
	}
	return p, nil
}

// ownerOf gives as whom a caller asks for proofs: credentials that name a subject
// see that subject's only.
func ownerOf(ctx context.Context) (job.Owner, error) {
	p, err := tenantOf(ctx)
	return job.Owner{Tenant: p.Tenant, Subject: p.Subject}, err
}

// ownerNaming is ownerOf for a call that may name a subject itself. Credentials of
// one person may name no other.
func ownerNaming(ctx context.Context, subject string) (job.Owner, error) {
	o, err := ownerOf(ctx)
	switch {
	case err != nil:
		return o, err
	case o.Subject == "":
		o.Subject = subject
	case subject != "" && subject != o.Subject:
		return o, Fail(v1.Reason_REASON_ROLE)
	}
	return o, nil
}
