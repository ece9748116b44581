package worker

import (
	"context"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
	"vitalproof/circuits/specimen"
	"vitalproof/circuits/statement"
	v1 "vitalproof/proto/vitalproof/v1"
	"vitalproof/prover/local"
	"vitalproof/prover/wire"
)

// selfTest proves an invented statement by the way that jobs go, and verifies
// what comes out under the pinned key.
func (p prover) selfTest(ctx context.Context) error {
	raw, err := Invent(p.loaded.Compiled.Circuit)
	if err != nil {
		return err
	}
	file, err := p.prove(ctx, raw, func(v1.ProofStage) {})
	if err != nil {
		return err
	}
	a, err := attestation.Parse(file)
	if err != nil {
		return err
	}
	if a.Circuit != p.loaded.Compiled.ID {
		return local.ErrOtherCircuit
	}
	return a.Verify()
}

// inventedDays is the length of the window that a circuit for any length proves.
const inventedDays = 7

// Invent makes a marshalled v1.ProofInput for a circuit, about a person who does
// not exist: keys, secret and readings are drawn at random. It leads to a proof.
func Invent(c catalogue.Circuit) ([]byte, error) {
	days := c.Days
	if days == 0 {
		days = inventedDays
	}
	s, err := specimen.New(c.Metric, days)
	if err != nil {
		return nil, err
	}
	r, err := inventedRequest(c, s)
	if err != nil {
		return nil, err
	}
	plan, err := local.NewPlan(r, s.Record, s.Claim.LatestEnd, s.Set)
	if err != nil {
		return nil, err
	}
	m, err := wire.Encode(plan, s.Secret, nil)
	if err != nil {
		return nil, err
	}
	return proto.Marshal(m)
}

func inventedRequest(c catalogue.Circuit, s *specimen.Specimen) (*request.Request, error) {
	entry, err := lock.ByName(c.Name)
	if err != nil {
		return nil, err
	}
	id, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		return nil, err
	}
	return request.New(request.Request{
		From: "self-test", Consent: "self-test", Circuit: id, Scope: "self-test",
		Issuers: []statement.PublicKey{s.Issuer.Public()}, Expires: time.Now().Add(time.Hour),
		Claim: s.Claim,
	})
}
