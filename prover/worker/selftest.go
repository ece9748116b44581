package worker

import (
	"context"
	"crypto/rand"
	"time"

	"google.golang.org/protobuf/proto"

	"vitalproof/circuits/attestation"
	"vitalproof/circuits/catalogue"
	"vitalproof/circuits/claim"
	"vitalproof/circuits/lock"
	"vitalproof/circuits/request"
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

// The invented window: readings in range, so that the invented claim holds.
const (
	inventedDay  = claim.Day(20000)
	inventedLow  = 80
	inventedSpan = 64 // a divisor of 256: no reading is likelier than another
)

// Invent makes a marshalled v1.ProofInput for a circuit, about a person who does
// not exist: keys, secret and readings are drawn at random. It leads to a proof.
func Invent(c catalogue.Circuit) ([]byte, error) {
	issuer, err := statement.NewPrivateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	secret, err := statement.NewSecret()
	if err != nil {
		return nil, err
	}
	record, err := statement.NewRecord(issuer.Public(), secret.Subject(issuer.Public()), c.Metric, inventedDay)
	if err != nil {
		return nil, err
	}
	if err := record.Append(issuer, 1, inventedDays(c)...); err != nil {
		return nil, err
	}
	r, err := inventedRequest(c, issuer.Public(), record.LastDay())
	if err != nil {
		return nil, err
	}
	plan, err := local.NewPlan(r, record, record.LastDay())
	if err != nil {
		return nil, err
	}
	m, err := wire.Encode(plan, secret, nil)
	if err != nil {
		return nil, err
	}
	return proto.Marshal(m)
}

func inventedDays(c catalogue.Circuit) []statement.Block {
	random := make([]byte, c.Days*c.Metric.SlotsPerDay())
	_, _ = rand.Read(random) // never fails
	days := make([]statement.Block, c.Days)
	for d := range days {
		days[d] = make(statement.Block, c.Metric.SlotsPerDay())
		for i := range days[d] {
			days[d][i] = inventedLow + uint16(random[d*len(days[d])+i])%inventedSpan
		}
	}
	return days
}

func inventedRequest(c catalogue.Circuit, issuer statement.PublicKey, end claim.Day) (*request.Request, error) {
	entry, err := lock.ByName(c.Name)
	if err != nil {
		return nil, err
	}
	id, err := statement.ParseCircuitID(entry.ID)
	if err != nil {
		return nil, err
	}
	limits := claim.NoLimits()
	limits.In70to180 = claim.AtLeast{BP: claim.WholeShare}
	return request.New(request.Request{
		From: "self-test", Consent: "self-test", Circuit: id, Scope: "self-test",
		Issuers: []statement.PublicKey{issuer}, Expires: time.Now().Add(time.Hour),
		Claim: claim.Claim{
			Metric: c.Metric, Days: c.Days, EarliestEnd: end, LatestEnd: end, MinAssurance: 1,
			Coverage: claim.WholeShare, Limits: limits,
		},
	})
}
